//! Reads an architecture decision record: its title, status and date. It knows no rules.
//!
//! | form | status | date |
//! |---|---|---|
//! | Nygard | the paragraphs below `## Status`, or `## Status: accepted` | a line `Date: 2026-02-12` |
//! | MADR 1 and 2 | a list item `* Status: accepted` | a list item `* Date: 2026-02-12` |
//! | MADR 3 and 4 | `status` in the front matter | `date` in the front matter |
//! | tables | a row `\| Status \| accepted \|`, or a column | the same |
//! | AsciiDoc | `:status: accepted`, or below `== Status` | `:date: 2026-02-12` |
//!
//! Headings may be underlined.

use archcheck_core::date::Date;

/// A record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Record {
    /// The first heading.
    pub(crate) title: Option<String>,
    /// The status as written, such as `Superseded by [10. Use events](0010-use-events.md)`.
    pub(crate) status: Option<Line>,
    /// The date as written.
    pub(crate) date: Option<Line>,
}

/// A text with the index of its line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) text: String,
    pub(crate) at: usize,
}

/// What the status of a record means for the rules that cite it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Validity {
    /// It holds, or is proposed.
    Current,
    /// Another decision replaces it.
    Superseded,
    /// It was rejected.
    Rejected,
    /// It no longer holds.
    Deprecated,
    /// It has no status, or one of unknown meaning.
    Unknown,
}

/// The language of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Markup {
    Markdown,
    AsciiDoc,
}

/// The sections whose lines describe the record.
const ABOUT: [&str; 6] = ["metadata", "meta", "info", "details", "summary", "header"];

/// The words of each status, without those that start with others.
const MEANINGS: [(Validity, &[&str]); 4] = [
    // `Supersedes` is the opposite.
    (Validity::Superseded, &["superseded", "superceded", "replaced", "obsoleted"]),
    (
        Validity::Rejected,
        &["rejected", "declined", "withdrawn", "abandoned", "cancelled", "canceled", "discarded", "denied"],
    ),
    (Validity::Deprecated, &["deprecated", "obsolete", "retired", "expired", "outdated", "revoked"]),
    (
        Validity::Current,
        &[
            "accepted",
            "active",
            "adopted",
            "agreed",
            "amended",
            "approved",
            "confirmed",
            "current",
            "decided",
            "deferred",
            "done",
            "draft",
            "enacted",
            "final",
            "implemented",
            "open",
            "pending",
            "postponed",
            "proposal",
            "proposed",
            "provisional",
            "ratified",
            "review",
            "valid",
            "wip",
        ],
    ),
];

impl Record {
    /// Reads a record.
    pub(crate) fn parse(text: &str, markup: Markup) -> Self {
        let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
        let mut reader = Reader { markup, ..Reader::default() };
        let start = reader.front_matter(&lines);
        reader.body(&lines, start);
        reader.finish()
    }

    /// Returns what the status means.
    pub(crate) fn validity(&self) -> Validity {
        self.status.as_ref().map_or(Validity::Unknown, |status| Validity::of(&status.text))
    }

    /// Returns whether the date is written in numbers, but the calendar has no such day.
    pub(crate) fn has_impossible_date(&self) -> bool {
        let Some(date) = &self.date else { return false };
        let first = date.text.split([' ', 'T', ',']).next().unwrap_or_default();
        let parts: Vec<_> = first.split(['-', '/']).collect();
        let [year, month, day] = parts.as_slice() else { return false };
        let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if year.len() != 4 || !parts.iter().all(is_number) {
            return false;
        }
        let day = || Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
        day().is_none()
    }
}

impl Validity {
    fn of(status: &str) -> Self {
        let status = without_struck(status).to_lowercase();
        let words: Vec<&str> = status.split(|char: char| !char.is_alphabetic()).collect();
        let found = MEANINGS.iter().find(|(_, known)| words.iter().any(|word| known.contains(word)));
        found.map_or(Self::Unknown, |(validity, _)| *validity)
    }

    /// Returns whether a rule must not cite the record any longer.
    pub(crate) fn is_withdrawn(self) -> bool {
        matches!(self, Self::Superseded | Self::Rejected | Self::Deprecated)
    }

    /// Returns the word for outputs.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Superseded => "superseded",
            Self::Rejected => "rejected",
            Self::Deprecated => "deprecated",
            Self::Unknown => "unknown",
        }
    }
}

/// What has been read of a record.
struct Reader {
    markup: Markup,
    record: Record,
    /// The name of the section, in lower case. `None` before the first one.
    section: Option<String>,
    /// The lines below a heading `Status`.
    statuses: Vec<Line>,
    /// A status in another section, if its meaning is known.
    elsewhere: Option<Line>,
}

impl Default for Reader {
    fn default() -> Self {
        Self {
            markup: Markup::Markdown,
            record: Record::default(),
            section: None,
            statuses: Vec::new(),
            elsewhere: None,
        }
    }
}

impl Reader {
    /// Reads the front matter, and returns the index of the line after it.
    fn front_matter(&mut self, lines: &[&str]) -> usize {
        if lines.first().map(|line| line.trim_end()) != Some("---") {
            return 0;
        }
        let Some(end) = lines.iter().skip(1).position(|line| line.starts_with("---")).map(|at| at + 1) else {
            return 0;
        };
        for at in 1..end {
            let Some((key, value)) = lines[at].split_once(':') else { continue };
            // Nested keys and list items are not those of the record.
            if key.is_empty() || !key.chars().all(|char| char.is_alphanumeric() || matches!(char, '_' | '-')) {
                continue;
            }
            let mut value = scalar(value);
            if value.is_empty() || matches!(value.as_str(), "|" | ">" | "|-" | ">-") {
                // The value is a list, a nested key, or a block of text.
                let nested = lines[at + 1..end].iter().take_while(|line| line.starts_with([' ', '-']));
                let parts: Vec<_> = nested.map(|line| scalar(line.trim().trim_start_matches("- "))).collect();
                value = parts.join(" ");
            }
            match key.to_lowercase().as_str() {
                "title" => self.record.title = Some(value),
                "status" => self.record.status = Some(Line { text: value, at }),
                "date" => self.record.date = Some(Line { text: value, at }),
                "created" if self.record.date.is_none() => self.record.date = Some(Line { text: value, at }),
                _ => {}
            }
        }
        end + 1
    }

    fn body(&mut self, lines: &[&str], start: usize) {
        let line = |at: usize| lines.get(at).map_or("", |line| line.trim());
        let mut fence: Option<&str> = None;
        let mut is_comment = false;
        let mut at = start;
        while at < lines.len() {
            let own = line(at);
            at += 1;
            if let Some(mark) = self.fence(own, at.checked_sub(2).map_or("", line)) {
                fence = if fence == Some(mark) { None } else { fence.or(Some(mark)) };
                continue;
            }
            is_comment |= own.starts_with("<!--");
            if is_comment && fence.is_none() {
                is_comment = !own.contains("-->");
                continue;
            }
            if fence.is_some() || own.is_empty() {
                continue;
            }
            if let Some((level, text)) = self.heading(own) {
                self.start_section(level, text, at - 1);
            } else if let Some(level) = self.underline(own, line(at)) {
                self.start_section(level, own, at - 1);
                at += 1;
            } else if own.starts_with('|') {
                let below = if is_rule(line(at)) { line(at + 1) } else { "" };
                self.row(own, below, at - 1);
            } else {
                self.text(own, at - 1);
            }
        }
    }

    /// Returns the mark of a line that starts or ends a block of code.
    fn fence(&self, line: &str, before: &str) -> Option<&'static str> {
        let marks: &[&'static str] = match self.markup {
            Markup::Markdown => &["```", "~~~"],
            Markup::AsciiDoc if before.is_empty() || before.starts_with('[') || line == "----" => &["----", "...."],
            Markup::AsciiDoc => &[],
        };
        marks.iter().copied().find(|mark| line.starts_with(mark))
    }

    /// Returns the level and the text of a heading.
    fn heading<'l>(&self, line: &'l str) -> Option<(usize, &'l str)> {
        let mark = match self.markup {
            Markup::Markdown => '#',
            Markup::AsciiDoc => '=',
        };
        let level = line.len() - line.trim_start_matches(mark).len();
        let text = line[level..].strip_prefix(' ')?;
        (1..=6).contains(&level).then(|| (level, text.trim().trim_end_matches(mark).trim()))
    }

    /// Returns the level of a heading that the next line underlines.
    fn underline(&self, line: &str, below: &str) -> Option<usize> {
        let is_text = self.markup == Markup::Markdown && !line.starts_with(['|', '>', '-', '*', '+']);
        let is_line_of = |mark: char| below.len() > 1 && below.chars().all(|char| char == mark);
        match (is_text, is_line_of('='), is_line_of('-')) {
            (true, true, _) => Some(1),
            (true, _, true) => Some(2),
            _ => None,
        }
    }

    fn start_section(&mut self, level: usize, heading: &str, at: usize) {
        if level == 1 && self.record.title.is_none() {
            self.record.title = Some(plain(heading));
            self.section = None;
            return;
        }
        let named = plain(heading);
        let named = named.trim_start_matches(|char: char| char.is_ascii_digit() || matches!(char, '.' | ' '));
        if let Some((key, value)) = field(named).filter(|(_, value)| !value.is_empty()) {
            self.set(&key, value, at);
        }
        let name = named.split(':').next().unwrap_or_default().trim().to_lowercase();
        self.section = Some(name);
    }

    fn is_about_record(&self) -> bool {
        self.section.as_ref().is_none_or(|section| ABOUT.contains(&section.as_str()))
    }

    fn set(&mut self, key: &str, value: String, at: usize) {
        let slot = if key == "status" { &mut self.record.status } else { &mut self.record.date };
        if slot.is_none() && !value.is_empty() {
            *slot = Some(Line { text: value, at });
        }
    }

    /// Reads a row of a table: a name with its value, or names above their values.
    fn row(&mut self, row: &str, below: &str, at: usize) {
        let (cells, values) = (cells(row), cells(below));
        let name = |cell: &String| key(cell.trim_end_matches(':'));
        for (column, cell) in cells.iter().enumerate() {
            let Some(name) = name(cell) else { continue };
            let beside = cells.get(column + 1).filter(|cell| column == 0 && key(cell).is_none());
            let under = values.get(column).filter(|cell| !cell.is_empty());
            let is_known = |value: &&String| name != "status" || Validity::of(value) != Validity::Unknown;
            let value = under.filter(is_known).or(beside).or(under);
            if let Some(value) = value.filter(|_| self.is_about_record() || self.section.as_deref() == Some("status")) {
                let below = usize::from(Some(value) == under) * 2;
                self.set(name, value.clone(), at + below);
            }
        }
    }

    fn text(&mut self, line: &str, at: usize) {
        let name = plain(line).trim_end_matches(':').trim_matches(['*', '_']).to_lowercase();
        if name == "status" && line.starts_with(['*', '_']) {
            self.section = Some(name);
            return;
        }
        if let Some((key, value)) = field(line) {
            if self.is_about_record() {
                self.set(&key, value, at);
                return;
            }
            if key == "status" && self.elsewhere.is_none() && Validity::of(&value) != Validity::Unknown {
                self.elsewhere = Some(Line { text: value, at });
            }
        }
        match self.section.as_deref() {
            Some("status" | "adr status" | "decision status" | "current status") => {
                let text = plain(line.trim_start_matches(['*', '-', '>']).trim());
                self.statuses.push(Line { text, at });
            }
            Some("date") => self.set("date", plain(line), at),
            _ => {}
        }
    }

    fn finish(self) -> Record {
        let Self { mut record, statuses, elsewhere, .. } = self;
        let below = || {
            let texts: Vec<_> =
                statuses.iter().map(|line| line.text.as_str()).filter(|text| !text.is_empty()).collect();
            (!texts.is_empty()).then(|| Line { text: texts.join("; "), at: statuses[0].at })
        };
        let is_filled = |line: &Line| !line.text.is_empty() && !is_placeholder(&line.text);
        let status = record.status.take().map(|status| Line { text: unbraced(&status.text).to_owned(), ..status });
        record.status = status.filter(is_filled).or_else(below).filter(is_filled).or(elsewhere);
        record.date = record.date.take().filter(is_filled);
        record.title = record.title.take().filter(|title| !title.is_empty() && !is_placeholder(title));
        record
    }
}

/// Returns the value of a key in YAML, without quotes and a comment.
fn scalar(value: &str) -> String {
    let value = value.trim();
    for quote in ['"', '\''] {
        if let Some((inside, _)) = value.strip_prefix(quote).and_then(|rest| rest.split_once(quote)) {
            return inside.to_owned();
        }
    }
    value.split(" #").next().unwrap_or_default().trim().to_owned()
}

/// Returns which value a name stands for.
fn key(name: &str) -> Option<&'static str> {
    match name.trim_matches(['*', '_', ' ']).to_lowercase().as_str() {
        "status" | "adr status" | "decision status" => Some("status"),
        "date" | "revdate" | "decision date" | "date decided" => Some("date"),
        _ => None,
    }
}

/// Returns the key and the value of a line such as `Date: 2026-02-12`, `* Status: accepted`, `- **Status**: accepted`, or
/// `:status: accepted`.
fn field(line: &str) -> Option<(String, String)> {
    let item = ["* ", "- ", "> ", ":"].into_iter().find_map(|mark| line.strip_prefix(mark)).unwrap_or(line);
    let (name, value) = item.split_once(':')?;
    let value = plain(value.trim_start_matches(['*', '_', ':']).trim());
    key(name).map(|key| (key.to_owned(), value))
}

/// Returns the cells of a row of a table.
fn cells(row: &str) -> Vec<String> {
    let row = row.trim().trim_start_matches('|').trim_end_matches('|');
    row.split('|').map(|cell| plain(cell.trim())).collect()
}

/// Returns whether a line separates the names of columns from the rows.
fn is_rule(line: &str) -> bool {
    line.contains('-') && line.chars().all(|char| matches!(char, '|' | '-' | ':' | ' '))
}

/// Returns a text without comments and trailing markers of emphasis.
fn plain(text: &str) -> String {
    let mut rest = text;
    let mut plain = String::new();
    while let Some((before, comment)) = rest.split_once("<!--") {
        plain.push_str(before);
        rest = comment.split_once("-->").map_or("", |(_, after)| after);
    }
    plain.push_str(rest);
    let plain = plain.trim();
    let is_emphasized = |mark: char| plain.len() > 2 && plain.starts_with(mark) && plain.ends_with(mark);
    let inner = if is_emphasized('*') || is_emphasized('_') { plain.trim_matches(['*', '_']) } else { plain };
    inner.trim().to_owned()
}

/// Returns a text without what is struck through: `~~Accepted~~ Superseded by 10`.
fn without_struck(text: &str) -> String {
    text.split("~~").step_by(2).collect()
}

/// Returns a status without the braces of a template, if it is one status: `{superseded by ADR-0123}`.
fn unbraced(status: &str) -> &str {
    let inside = status.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    inside.filter(|inside| !inside.contains('|')).map_or(status, str::trim)
}

/// Returns whether a value is that of a template: `{proposed | accepted}`, `[accepted | rejected]`, `YYYY-MM-DD`.
fn is_placeholder(text: &str) -> bool {
    (text.starts_with(['{', '[']) && text.contains('|'))
        || text.starts_with("{YYYY")
        || text.starts_with("YYYY")
        || (text.starts_with('{') && text.ends_with('}'))
}
