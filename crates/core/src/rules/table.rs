//! Reads TOML tables key by key, and reports mistakes at their places without stopping. A key that no code reads is
//! reported as unknown. It knows no workspace.

use super::{model::Placed, pattern::PatternError, suggest};
use crate::{
    codes::Code,
    date::Date,
    diagnostic::Diagnostic,
    source::{FileId, Place, Span},
    workspace::PackageId,
};
use std::ops::Range;
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

/// The mistakes of some rules files.
///
/// Byte ranges refer to the concatenated texts of all files.
#[derive(Debug, Default)]
pub(super) struct Problems {
    /// The files, in the order of their texts.
    parts: Vec<FilePart>,
    /// The concatenated texts, each with a line end.
    text: String,
    /// The diagnostics so far.
    pub found: Vec<Diagnostic>,
    /// If only one configuration was analyzed: what matches nothing there, but may match code of another configuration.
    pub unmatched: Option<Vec<Diagnostic>>,
}

/// One of the concatenated files.
#[derive(Clone, Debug)]
pub(super) struct FilePart {
    /// The start of its text.
    pub start: usize,
    /// The file.
    pub file: FileId,
    /// Its origin.
    pub origin: Origin,
    /// For the text that a preset stands for: the place of the preset, which is also that of everything in the text.
    pub stands_for: Option<Place>,
    /// The strings in that text which the preset's parameters contain.
    pub written: Vec<Text>,
}

/// The origin of a rules file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// The rules file of the check.
    Own,
    /// A file that another file extends.
    Inherited,
    /// The file of a package, which may only restrict the code of that package.
    Member(PackageId),
}

impl Problems {
    /// Adds a file. Returns the start of its text.
    pub(super) fn add(&mut self, part: FilePart, text: &str) -> usize {
        let start = self.text.len();
        self.parts.push(FilePart { start, ..part });
        self.text.push_str(text);
        self.text.push('\n');
        start
    }

    /// Adds the text that a preset stands for. Returns the start of the text, and the origin of the preset.
    /// `written` are the strings of its parameters.
    pub(super) fn add_expansion(&mut self, preset: &Text, text: &str, written: Vec<Text>) -> (usize, Origin) {
        let place = self.place(preset.span.clone());
        let origin = self.part(preset.span.start).map_or(Origin::Own, |part| part.origin);
        let part = FilePart { start: 0, file: place.file, origin, stands_for: Some(place), written };
        (self.add(part, text), origin)
    }

    /// Returns whether a preset stands for a text.
    pub(super) fn is_expanded(&self, text: &Text) -> bool {
        self.part(text.span.start).is_some_and(|part| part.stands_for.is_some())
    }

    /// Returns the string of a preset's parameter that a text comes from.
    pub(super) fn parameter(&self, text: &Text) -> Option<Text> {
        self.part(text.span.start)?.written.iter().find(|own| own.value == text.value).cloned()
    }

    /// Returns the file that contains an offset, or `None` if there are no files.
    fn part(&self, at: usize) -> Option<&FilePart> {
        let behind = self.parts.partition_point(|part| part.start <= at);
        self.parts.get(behind.saturating_sub(1))
    }

    /// Returns the files.
    pub(super) fn files(&self) -> impl Iterator<Item = FileId> {
        self.parts.iter().map(|part| part.file)
    }

    /// Returns the package whose rules file contains a text.
    pub(super) fn member(&self, text: &Text) -> Option<PackageId> {
        match self.part(text.span.start)?.origin {
            Origin::Member(package) => Some(package),
            _ => None,
        }
    }

    /// Returns the place of a byte range.
    pub(super) fn place(&self, span: Range<usize>) -> Place {
        if let Some(place) = self.part(span.start).and_then(|part| part.stands_for) {
            return place;
        }
        let (file, start) = self.part(span.start).map_or((FileId(0), 0), |part| (part.file, part.start));
        Place { file, span: Span::new(span.start - start..span.end.max(span.start) - start) }
    }

    /// Reports a mistake at a byte range. The caller can add to the diagnostic.
    pub(super) fn report(&mut self, code: Code, span: Range<usize>, message: impl Into<String>) -> &mut Diagnostic {
        let place = self.place(span);
        self.report_at(code, place, message)
    }

    /// Reports a mistake at a place. The caller can add to the diagnostic.
    pub(super) fn report_at(&mut self, code: Code, place: Place, message: impl Into<String>) -> &mut Diagnostic {
        let index = self.found.len();
        self.found.push(Diagnostic::new(code, message).at(place, ""));
        &mut self.found[index]
    }

    /// Reports that something matches nothing. It counts only if it matches nothing in any configuration.
    pub(super) fn report_unmatched(
        &mut self,
        code: Code,
        span: Range<usize>,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        let diagnostic = Diagnostic::new(code, message).at(self.place(span), "");
        let list = self.unmatched.as_mut().unwrap_or(&mut self.found);
        let index = list.len();
        list.push(diagnostic);
        &mut list[index]
    }

    /// Returns whether selectors without a match are kept, since they may match code of another configuration.
    pub(super) fn keeps_unmatched(&self) -> bool {
        self.unmatched.is_some()
    }

    /// Reports an invalid pattern at the wrong part of it.
    pub(super) fn bad_pattern(&mut self, text: &Text, error: PatternError) {
        let span = self.within(text, error.span);
        let message = format!("`{}`: {}", text.value, error.message);
        let diagnostic = self.report(Code::BadPattern, span, message);
        diagnostic.help.extend(error.help);
    }

    /// Converts a range in the value of a string to a range in the text.
    pub(super) fn within(&self, text: &Text, range: Range<usize>) -> Range<usize> {
        let raw = self.text.get(text.span.clone()).unwrap_or_default();
        let start = text.span.start + raw_offset(raw, range.start);
        let end = text.span.start + raw_offset(raw, range.end);
        start..end.max(start)
    }
}

/// Converts an offset in the value of a string to an offset in its literal.
fn raw_offset(raw: &str, offset: usize) -> usize {
    let quotes = if raw.starts_with("\"\"\"") || raw.starts_with("'''") { 3 } else { 1 };
    let escapes = raw.starts_with('"');
    let mut at = quotes;
    // TOML ignores the line end directly after the opening quotes of a multi-line string.
    if quotes == 3 {
        at += ["\r\n", "\n"].iter().find(|end| raw[quotes..].starts_with(**end)).map_or(0, |end| end.len());
    }
    let mut left = offset;
    while left > 0 {
        let rest = raw.get(at..).unwrap_or_default();
        let Some(char) = rest.chars().next() else { break };
        let (written, meant) = if escapes && char == '\\' { escape(rest) } else { (char.len_utf8(), char.len_utf8()) };
        at += written;
        left = left.saturating_sub(meant);
    }
    at.min(raw.len())
}

/// Returns the length of an escape sequence, and the length of the character that it stands for.
fn escape(rest: &str) -> (usize, usize) {
    let digits = match rest.as_bytes().get(1) {
        Some(b'x') => 2,
        Some(b'u') => 4,
        Some(b'U') => 8,
        Some(b'\n' | b'\r' | b' ' | b'\t') => {
            // A `\` at the end of a line continues at the next non-whitespace character.
            return (rest.len() - rest[1..].trim_start().len(), 0);
        }
        Some(byte) if byte.is_ascii() => return (2, 1),
        _ => return (1, 1),
    };
    let code = rest.get(2..2 + digits).and_then(|digits| u32::from_str_radix(digits, 16).ok());
    let meant = code.and_then(char::from_u32).map_or(1, char::len_utf8);
    ((2 + digits).min(rest.len()), meant)
}

/// A string with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Text {
    /// The value of the string.
    pub value: String,
    /// The range of the literal, including quotes.
    pub span: Range<usize>,
}

/// A value with its place.
pub(super) type Value<'t> = &'t Spanned<DeValue<'t>>;

/// A table that records which of its keys were read.
#[derive(Debug)]
pub(super) struct Table<'t> {
    entries: &'t DeTable<'t>,
    /// The name for messages, such as `[modules.orders]`.
    pub name: String,
    /// The range to report missing keys at.
    pub span: Range<usize>,
    keys_read: Vec<&'static str>,
}

impl<'t> Table<'t> {
    /// Creates a reader for a table.
    pub(super) fn new(entries: &'t DeTable<'t>, name: impl Into<String>, span: Range<usize>) -> Self {
        Self { entries, name: name.into(), span, keys_read: Vec::new() }
    }

    /// Returns all entries, for tables whose keys are names.
    pub(super) fn entries(&self) -> impl Iterator<Item = (Text, Value<'t>)> + use<'t> {
        let mut entries: Vec<_> = self
            .entries
            .iter()
            .map(|(key, value)| (Text { value: key.get_ref().to_string(), span: key.span() }, value))
            .collect();
        // In the order of the text, so that the second of two duplicates is reported.
        entries.sort_by_key(|(key, _)| key.span.start);
        entries.into_iter()
    }

    /// Returns the range of a key, if it exists.
    pub(super) fn key_span(&self, key: &str) -> Option<Range<usize>> {
        self.entries.iter().find(|(name, _)| name.get_ref() == key).map(|(name, _)| name.span())
    }

    /// Returns the value of a key, and records that the key was read.
    pub(super) fn get(&mut self, key: &'static str) -> Option<Value<'t>> {
        self.keys_read.push(key);
        self.entries.iter().find(|(name, _)| name.get_ref() == key).map(|(_, value)| value)
    }

    /// Reads a string.
    pub(super) fn string(&mut self, key: &'static str, problems: &mut Problems) -> Option<Text> {
        let value = self.get(key)?;
        string(value, key, problems)
    }

    /// Reads a required string.
    pub(super) fn required(&mut self, key: &'static str, problems: &mut Problems) -> Option<Text> {
        if self.key_span(key).is_none() {
            self.missing(key, problems);
        }
        self.string(key, problems)
    }

    /// Reports a missing key.
    pub(super) fn missing<'p>(&self, key: &str, problems: &'p mut Problems) -> &'p mut Diagnostic {
        problems.report(Code::MissingKey, self.span.clone(), format!("{} has no `{key}`", self.name))
    }

    /// Reads a list of strings.
    pub(super) fn strings(&mut self, key: &'static str, problems: &mut Problems) -> Option<Vec<Text>> {
        texts(self.get(key)?, key, problems)
    }

    /// Reads a list. `what` describes it in messages.
    pub(super) fn list(&mut self, key: &'static str, what: &str, problems: &mut Problems) -> Option<Vec<Value<'t>>> {
        let value = self.get(key)?;
        match value.get_ref() {
            DeValue::Array(array) => Some(array.iter().collect()),
            _ => wrong_type(value, key, what, problems),
        }
    }

    /// Reads a boolean.
    pub(super) fn boolean(&mut self, key: &'static str, problems: &mut Problems) -> Option<bool> {
        let value = self.get(key)?;
        match value.get_ref() {
            DeValue::Boolean(value) => Some(*value),
            _ => wrong_type(value, key, "`true` or `false`", problems),
        }
    }

    /// Reads a non-negative integer.
    pub(super) fn number(&mut self, key: &'static str, problems: &mut Problems) -> Option<u32> {
        let value = self.get(key)?;
        let DeValue::Integer(number) = value.get_ref() else {
            return wrong_type(value, key, "a whole number", problems);
        };
        let read = u32::from_str_radix(number.as_str(), number.radix()).ok();
        if read.is_none() {
            let message = format!("`{key}` must be between 0 and {}", u32::MAX);
            problems.report(Code::WrongValue, value.span(), message);
        }
        read
    }

    /// Reads a number between 0 and 1.
    pub(super) fn share(&mut self, key: &'static str, problems: &mut Problems) -> Option<f64> {
        let value = self.get(key)?;
        let read = match value.get_ref() {
            DeValue::Float(number) => number.as_str().parse().ok(),
            DeValue::Integer(number) => number.as_str().parse().ok(),
            _ => return wrong_type(value, key, "a number", problems),
        };
        let share = read.filter(|share| (0.0..=1.0).contains(share));
        if share.is_none() {
            problems.report(Code::WrongValue, value.span(), format!("`{key}` must be between 0 and 1"));
        }
        share
    }

    /// Reads a date such as `2027-03-31`.
    pub(super) fn date(&mut self, key: &'static str, problems: &mut Problems) -> Option<Placed<Date>> {
        let value = self.get(key)?;
        match value.get_ref() {
            DeValue::Datetime(date) if date.time.is_none() => {
                let date = date.date.and_then(|date| Date::new(date.year, date.month, date.day));
                Some(Placed { value: date?, place: problems.place(value.span()) })
            }
            _ => {
                wrong_type::<()>(value, key, "a date", problems);
                if let Some(last) = problems.found.last_mut() {
                    let quoted = matches!(value.get_ref(), DeValue::String(_));
                    let how = if quoted { "write it without quotes" } else { "write a day" };
                    last.help.push(format!("{how}: `{key} = 2027-03-31`"));
                }
                None
            }
        }
    }

    /// Reads a required string that is one of some words.
    pub(super) fn required_word<'w>(
        &mut self,
        key: &'static str,
        words: impl IntoIterator<Item = &'w str>,
        problems: &mut Problems,
    ) -> Option<Text> {
        if self.key_span(key).is_none() {
            let words: Vec<_> = words.into_iter().map(|word| format!("`{word}`")).collect();
            self.missing(key, problems).help.push(format!("add `{key}` with one of {}", words.join(", ")));
        }
        self.string(key, problems)
    }

    /// Reads one of some words.
    pub(super) fn word<T: Copy>(
        &mut self,
        key: &'static str,
        words: &[T],
        name: impl Fn(T) -> &'static str,
        problems: &mut Problems,
    ) -> Option<T> {
        let text = self.string(key, problems)?;
        word(&text, key, words, name, problems)
    }

    /// Reads a nested table.
    pub(super) fn table(&mut self, key: &'static str, problems: &mut Problems) -> Option<Table<'t>> {
        let value = self.get(key)?;
        let span = self.key_span(key).unwrap_or_else(|| value.span());
        match value.get_ref() {
            DeValue::Table(entries) => Some(Table::new(entries, format!("`[{key}]`"), span)),
            _ => wrong_type(value, key, "a table", problems),
        }
    }

    /// Reads an array of tables.
    pub(super) fn tables(&mut self, key: &'static str, problems: &mut Problems) -> Vec<Table<'t>> {
        let list = self.list(key, "an array of tables", problems).unwrap_or_default();
        let what = format!("each of `{key}`");
        let table = |value: Value<'t>, problems: &mut Problems| match value.get_ref() {
            DeValue::Table(entries) => Some(Table::new(entries, format!("`[[{key}]]`"), value.span())),
            _ => wrong_type(value, &what, "a table", problems),
        };
        list.into_iter().filter_map(|value| table(value, problems)).collect()
    }

    /// Reports the keys that were not read.
    pub(super) fn finish(self, problems: &mut Problems) {
        for (key, _) in self.entries() {
            if self.keys_read.contains(&key.value.as_str()) {
                continue;
            }
            let message = format!("{} has an unknown key `{}`", self.name, key.value);
            let help = suggest::sentence(&key.value, self.keys_read.iter().copied()).unwrap_or_else(|| {
                let mut known: Vec<_> = self.keys_read.iter().map(|key| format!("`{key}`")).collect();
                known.sort();
                known.dedup();
                format!("the known keys are {}", known.join(", "))
            });
            problems.report(Code::UnknownKey, key.span, message).help.push(help);
        }
    }
}

/// Reads a string.
pub(super) fn string(value: Value<'_>, key: &str, problems: &mut Problems) -> Option<Text> {
    match value.get_ref() {
        DeValue::String(text) => Some(Text { value: text.to_string(), span: value.span() }),
        _ => wrong_type(value, key, "a string", problems),
    }
}

/// Reads a list of strings.
pub(super) fn texts(value: Value<'_>, key: &str, problems: &mut Problems) -> Option<Vec<Text>> {
    let DeValue::Array(list) = value.get_ref() else {
        return wrong_type(value, key, "a list of strings", problems);
    };
    let entry = format!("an entry of `{key}`");
    Some(list.iter().filter_map(|value| string(value, &entry, problems)).collect())
}

/// Reads one of some words.
pub(super) fn word<T: Copy>(
    text: &Text,
    key: &str,
    words: &[T],
    name: impl Fn(T) -> &'static str,
    problems: &mut Problems,
) -> Option<T> {
    let found = words.iter().copied().find(|word| name(*word) == text.value);
    if found.is_none() {
        let known: Vec<_> = words.iter().map(|word| format!("`{}`", name(*word))).collect();
        let message = format!("`{key}` must not be `{}`", text.value);
        let diagnostic = problems.report(Code::WrongValue, text.span.clone(), message);
        let nearest = suggest::sentence(&text.value, words.iter().map(|word| name(*word)));
        diagnostic.help.push(nearest.unwrap_or_else(|| format!("use one of {}", known.join(", "))));
    }
    found
}

/// Reports a value of the wrong type.
pub(super) fn wrong_type<T>(value: Value<'_>, key: &str, what: &str, problems: &mut Problems) -> Option<T> {
    let is = match value.get_ref() {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "a boolean",
        DeValue::Datetime(day) if day.date.is_none() => "a time",
        DeValue::Datetime(day) if day.time.is_some() => "a date with a time",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    };
    let is_key = !key.contains([' ', '`']);
    let named = if is_key { format!("`{key}`") } else { key.to_owned() };
    let diagnostic = problems.report(Code::WrongType, value.span(), format!("{named} must be {what}, not {is}"));
    let text = if is_key { rewritten(value.get_ref(), what) } else { None };
    diagnostic.help.extend(text.map(|text| format!("write `{key} = {text}`")));
    None
}

/// Returns how to write a value of the wrong type, if it has the right contents.
fn rewritten(value: &DeValue<'_>, what: &str) -> Option<String> {
    let quoted = |text: &str| {
        let is_plain = !text.is_empty() && text.len() <= 60 && !text.contains(['"', '\\']);
        (is_plain && !text.contains(char::is_control)).then(|| format!("\"{text}\""))
    };
    match (value, what) {
        (DeValue::String(text), "a list of strings") => Some(format!("[{}]", quoted(text)?)),
        (DeValue::String(text), "`true` or `false`") if ["true", "false"].contains(&&**text) => Some(text.to_string()),
        (DeValue::String(text), "a whole number") if text.parse::<u32>().is_ok() => Some(text.to_string()),
        (DeValue::Array(list), "a string") => match list.iter().collect::<Vec<_>>().as_slice() {
            [one] => match one.get_ref() {
                DeValue::String(text) => quoted(text),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_account_for_quotes_and_escapes() {
        assert_eq!(raw_offset(r#""abc""#, 2), 3);
        assert_eq!(raw_offset("'abc'", 0), 1);
        assert_eq!(raw_offset(r#""a\tbc""#, 2), 4);
        assert_eq!(raw_offset(r#""\u00e9b""#, 2), 7);
        assert_eq!(raw_offset("\"\"\"\nabc\"\"\"", 1), 5);
        assert_eq!(raw_offset("\"a", 9), 2);
    }
}
