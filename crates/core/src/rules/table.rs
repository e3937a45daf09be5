//! Reading TOML tables key by key. What is asked for is thereby known: a key that nobody asked for is an
//! unknown key. Every complaint points into the file, and none of them stops the reading.

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

/// What is wrong with a rules file, collected while it is read.
///
/// A reading can have several files. Byte ranges are those of all their texts, one behind the other.
#[derive(Debug, Default)]
pub(super) struct Problems {
    /// The files, in the order of their texts.
    parts: Vec<FilePart>,
    /// Their texts, a line end behind each.
    text: String,
    /// What was found.
    pub found: Vec<Diagnostic>,
}

/// One file of a reading.
#[derive(Clone, Copy, Debug)]
pub(super) struct FilePart {
    /// Where its text starts.
    pub start: usize,
    /// The file.
    pub file: FileId,
    /// Whose it is.
    pub origin: Origin,
}

/// Whose a rules file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// The one that the run is about.
    Own,
    /// One that another extends.
    Inherited,
    /// A member's, which speaks for that package's own code.
    Member(PackageId),
}

impl Problems {
    /// Adds a file, and says where its text starts.
    pub(super) fn add(&mut self, part: FilePart, text: &str) -> usize {
        let start = self.text.len();
        self.parts.push(FilePart { start, ..part });
        self.text.push_str(text);
        self.text.push('\n');
        start
    }

    /// The file that a byte range is in; `None` before there is any.
    fn part(&self, at: usize) -> Option<&FilePart> {
        let behind = self.parts.partition_point(|part| part.start <= at);
        self.parts.get(behind.saturating_sub(1))
    }

    /// The files of the reading.
    pub(super) fn files(&self) -> impl Iterator<Item = FileId> {
        self.parts.iter().map(|part| part.file)
    }

    /// The package that a text speaks for, if it stands in the file of a member.
    pub(super) fn member(&self, text: &Text) -> Option<PackageId> {
        match self.part(text.span.start)?.origin {
            Origin::Member(package) => Some(package),
            _ => None,
        }
    }

    /// The place of a byte range.
    pub(super) fn place(&self, span: Range<usize>) -> Place {
        let (file, start) = self.part(span.start).map_or((FileId(0), 0), |part| (part.file, part.start));
        Place { file, span: Span::new(span.start - start..span.end.max(span.start) - start) }
    }

    /// Says what is wrong at a byte range; the diagnostic can be added to.
    pub(super) fn report(&mut self, code: Code, span: Range<usize>, message: impl Into<String>) -> &mut Diagnostic {
        let place = self.place(span);
        self.report_at(code, place, message)
    }

    /// Says what is wrong at a place; the diagnostic can be added to.
    pub(super) fn report_at(&mut self, code: Code, place: Place, message: impl Into<String>) -> &mut Diagnostic {
        let index = self.found.len();
        self.found.push(Diagnostic::new(code, message).at(place, ""));
        &mut self.found[index]
    }

    /// Says that a string is no pattern, at the part of it that is wrong.
    pub(super) fn bad_pattern(&mut self, text: &Text, error: PatternError) {
        let span = self.within(text, error.span);
        let message = format!("`{}`: {}", text.value, error.message);
        let diagnostic = self.report(Code::BadPattern, span, message);
        diagnostic.help.extend(error.help);
    }

    /// The bytes of the file behind a range of a string's value.
    pub(super) fn within(&self, text: &Text, range: Range<usize>) -> Range<usize> {
        let raw = self.text.get(text.span.clone()).unwrap_or_default();
        let start = text.span.start + raw_offset(raw, range.start);
        let end = text.span.start + raw_offset(raw, range.end);
        start..end.max(start)
    }
}

/// Where in a string literal the byte of its value at `offset` stands.
fn raw_offset(raw: &str, offset: usize) -> usize {
    let quotes = if raw.starts_with("\"\"\"") || raw.starts_with("'''") { 3 } else { 1 };
    let escapes = raw.starts_with('"');
    let mut at = quotes;
    // The line end right after the opening quotes of a multi-line string is not part of it.
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

/// How long an escape is as written, and how many bytes it means.
fn escape(rest: &str) -> (usize, usize) {
    let digits = match rest.as_bytes().get(1) {
        Some(b'x') => 2,
        Some(b'u') => 4,
        Some(b'U') => 8,
        Some(b'\n' | b'\r' | b' ' | b'\t') => {
            // A line that ends in `\` goes on at the next character that is no white space.
            return (rest.len() - rest[1..].trim_start().len(), 0);
        }
        Some(byte) if byte.is_ascii() => return (2, 1),
        _ => return (1, 1),
    };
    let code = rest.get(2..2 + digits).and_then(|digits| u32::from_str_radix(digits, 16).ok());
    let meant = code.and_then(char::from_u32).map_or(1, char::len_utf8);
    ((2 + digits).min(rest.len()), meant)
}

/// A string, and where its literal stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Text {
    /// What it means.
    pub value: String,
    /// Where it stands, quotes included.
    pub span: Range<usize>,
}

/// A value and where it stands.
pub(super) type Value<'t> = &'t Spanned<DeValue<'t>>;

/// A table, while its keys are asked for.
#[derive(Debug)]
pub(super) struct Table<'t> {
    entries: &'t DeTable<'t>,
    /// How messages name it: `[modules.orders]`.
    pub name: String,
    /// Where it stands.
    pub span: Range<usize>,
    asked: Vec<&'static str>,
}

impl<'t> Table<'t> {
    /// A table under a name.
    pub(super) fn new(entries: &'t DeTable<'t>, name: impl Into<String>, span: Range<usize>) -> Self {
        Self { entries, name: name.into(), span, asked: Vec::new() }
    }

    /// Its entries, where keys are names and not known beforehand.
    pub(super) fn entries(&self) -> impl Iterator<Item = (Text, Value<'t>)> + use<'t> {
        let mut entries: Vec<_> = self
            .entries
            .iter()
            .map(|(key, value)| (Text { value: key.get_ref().to_string(), span: key.span() }, value))
            .collect();
        // By place, so that of two equal things the second one is complained of.
        entries.sort_by_key(|(key, _)| key.span.start);
        entries.into_iter()
    }

    /// Where a key stands, if it is there.
    pub(super) fn key_span(&self, key: &str) -> Option<Range<usize>> {
        self.entries.iter().find(|(name, _)| name.get_ref() == key).map(|(name, _)| name.span())
    }

    /// The value of a key.
    pub(super) fn get(&mut self, key: &'static str) -> Option<Value<'t>> {
        self.asked.push(key);
        self.entries.iter().find(|(name, _)| name.get_ref() == key).map(|(_, value)| value)
    }

    /// A string.
    pub(super) fn string(&mut self, key: &'static str, problems: &mut Problems) -> Option<Text> {
        let value = self.get(key)?;
        string(value, key, problems)
    }

    /// A string that must be there.
    pub(super) fn required(&mut self, key: &'static str, problems: &mut Problems) -> Option<Text> {
        if self.key_span(key).is_none() {
            self.missing(key, problems);
        }
        self.string(key, problems)
    }

    /// Says that a key is missing.
    pub(super) fn missing(&self, key: &str, problems: &mut Problems) {
        problems.report(Code::WrongType, self.span.clone(), format!("{} lacks `{key}`", self.name));
    }

    /// A list of strings, with the place of the list.
    pub(super) fn strings(&mut self, key: &'static str, problems: &mut Problems) -> Option<Vec<Text>> {
        let list = self.list(key, "a list of strings", problems)?;
        Some(list.iter().filter_map(|value| string(value, key, problems)).collect())
    }

    /// A list.
    pub(super) fn list(&mut self, key: &'static str, what: &str, problems: &mut Problems) -> Option<Vec<Value<'t>>> {
        let value = self.get(key)?;
        match value.get_ref() {
            DeValue::Array(array) => Some(array.iter().collect()),
            _ => wrong_type(value, key, what, problems),
        }
    }

    /// `true` or `false`.
    pub(super) fn boolean(&mut self, key: &'static str, problems: &mut Problems) -> Option<bool> {
        let value = self.get(key)?;
        match value.get_ref() {
            DeValue::Boolean(value) => Some(*value),
            _ => wrong_type(value, key, "`true` or `false`", problems),
        }
    }

    /// A whole number that is not negative.
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

    /// A number between 0 and 1.
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

    /// A day, written `2027-03-31`.
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

    /// One of some words.
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

    /// A table inside this one.
    pub(super) fn table(&mut self, key: &'static str, problems: &mut Problems) -> Option<Table<'t>> {
        let value = self.get(key)?;
        let span = self.key_span(key).unwrap_or_else(|| value.span());
        match value.get_ref() {
            DeValue::Table(entries) => Some(Table::new(entries, format!("`[{key}]`"), span)),
            _ => wrong_type(value, key, "a table", problems),
        }
    }

    /// An array of tables.
    pub(super) fn tables(&mut self, key: &'static str, problems: &mut Problems) -> Vec<Table<'t>> {
        let list = self.list(key, "an array of tables", problems).unwrap_or_default();
        let what = format!("each of `{key}`");
        let table = |value: Value<'t>, problems: &mut Problems| match value.get_ref() {
            DeValue::Table(entries) => Some(Table::new(entries, format!("`[[{key}]]`"), value.span())),
            _ => wrong_type(value, &what, "a table", problems),
        };
        list.into_iter().filter_map(|value| table(value, problems)).collect()
    }

    /// Says which keys nobody asked for.
    pub(super) fn finish(self, problems: &mut Problems) {
        for (key, _) in self.entries() {
            if self.asked.contains(&key.value.as_str()) {
                continue;
            }
            let message = format!("{} has no key `{}`", self.name, key.value);
            let help = suggest::sentence(&key.value, self.asked.iter().copied()).unwrap_or_else(|| {
                let mut known: Vec<_> = self.asked.iter().map(|key| format!("`{key}`")).collect();
                known.sort();
                known.dedup();
                format!("it may have {}", known.join(", "))
            });
            problems.report(Code::UnknownKey, key.span, message).help.push(help);
        }
    }
}

/// A string.
pub(super) fn string(value: Value<'_>, key: &str, problems: &mut Problems) -> Option<Text> {
    match value.get_ref() {
        DeValue::String(text) => Some(Text { value: text.to_string(), span: value.span() }),
        _ => wrong_type(value, key, "a string", problems),
    }
}

/// One of some words.
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
        let message = format!("`{}` is no value of `{key}`", text.value);
        let diagnostic = problems.report(Code::WrongValue, text.span.clone(), message);
        let nearest = suggest::sentence(&text.value, words.iter().map(|word| name(*word)));
        diagnostic.help.push(nearest.unwrap_or_else(|| format!("it may be {}", known.join(", "))));
    }
    found
}

/// Says that a value is of the wrong type.
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
    let named = if key.contains([' ', '`']) { key.to_owned() } else { format!("`{key}`") };
    problems.report(Code::WrongType, value.span(), format!("{named} must be {what}, and is {is}"));
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_of_a_string_are_found_behind_quotes_and_escapes() {
        assert_eq!(raw_offset(r#""abc""#, 2), 3);
        assert_eq!(raw_offset("'abc'", 0), 1);
        assert_eq!(raw_offset(r#""a\tbc""#, 2), 4);
        assert_eq!(raw_offset(r#""\u00e9b""#, 2), 7);
        assert_eq!(raw_offset("\"\"\"\nabc\"\"\"", 1), 5);
        assert_eq!(raw_offset("\"a", 9), 2);
    }
}
