//! Reads an architecture decision record in Nygard's or MADR's form: its title, status and date. It knows no rules.
//!
//! | form | status | date |
//! |---|---|---|
//! | Nygard | the paragraphs below `## Status` | a line `Date: 2026-02-12` |
//! | MADR 1 and 2 | a list item `* Status: accepted` | a list item `* Date: 2026-02-12` |
//! | MADR 3 and 4 | `status` in the front matter | `date` in the front matter |

use std::collections::BTreeMap;

/// A record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Record {
    /// The first heading.
    pub(crate) title: Option<String>,
    /// The status as written, such as `Superseded by [10. Use events](0010-use-events.md)`.
    pub(crate) status: Option<String>,
    /// The date as written.
    pub(crate) date: Option<String>,
}

/// What the status of a record means for the rules that cite it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
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

impl Record {
    /// Reads a record.
    pub(crate) fn parse(text: &str) -> Self {
        let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
        let (front, body) = front_matter(&text);
        let mut record = Self {
            title: front.get("title").cloned(),
            status: front.get("status").cloned(),
            date: front.get("date").or_else(|| front.get("created")).cloned(),
        };
        let mut section: Option<String> = None;
        let mut statuses: Vec<String> = Vec::new();
        let mut fence: Option<&str> = None;
        for line in body.lines().map(str::trim) {
            if let Some(mark) = ["```", "~~~"].into_iter().find(|mark| line.starts_with(mark)) {
                fence = if fence == Some(mark) { None } else { fence.or(Some(mark)) };
                continue;
            }
            if fence.is_some() || line.is_empty() {
                continue;
            }
            if let Some((level, heading)) = heading(line) {
                if level == 1 && record.title.is_none() {
                    record.title = Some(plain(heading));
                }
                section = (level > 1).then(|| heading.trim_end_matches(':').to_lowercase());
                continue;
            }
            // Later lines are prose.
            if let Some((key, value)) = field(line).filter(|_| section.is_none()) {
                match key.as_str() {
                    "status" if record.status.is_none() => record.status = Some(value),
                    "date" if record.date.is_none() => record.date = Some(value),
                    _ => {}
                }
            }
            if section.as_deref() == Some("status") && !line.starts_with("<!--") {
                statuses.push(plain(line.trim_start_matches(['*', '-']).trim()));
            }
        }
        record.status = record.status.or_else(|| (!statuses.is_empty()).then(|| statuses.join("; ")));
        for value in [&mut record.title, &mut record.status, &mut record.date] {
            *value = value.take().filter(|text| !text.is_empty() && !is_placeholder(text));
        }
        record
    }

    /// Returns what the status means.
    pub(crate) fn standing(&self) -> Standing {
        let Some(status) = &self.status else { return Standing::Unknown };
        let status = without_struck(status).to_lowercase();
        let words: Vec<&str> = status.split(|char: char| !char.is_alphabetic()).collect();
        let has = |all: &[&str]| words.iter().any(|word| all.contains(word));
        // `Supersedes` is the opposite.
        if has(&["superseded", "superceded", "replaced", "obsoleted"]) {
            Standing::Superseded
        } else if has(&["rejected", "declined", "withdrawn"]) {
            Standing::Rejected
        } else if has(&["deprecated", "obsolete", "retired"]) {
            Standing::Deprecated
        } else if has(&[
            "accepted",
            "approved",
            "adopted",
            "proposed",
            "draft",
            "implemented",
            "decided",
            "active",
            "pending",
        ]) {
            Standing::Current
        } else {
            Standing::Unknown
        }
    }
}

impl Standing {
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

/// Splits a text into the keys of its front matter and the rest.
fn front_matter(text: &str) -> (BTreeMap<String, String>, &str) {
    let none = || (BTreeMap::new(), text);
    let Some(inside) = text.strip_prefix("---\n") else { return none() };
    let Some((front, body)) = inside.split_once("\n---") else { return none() };
    let field = |line: &str| {
        let (key, value) = line.split_once(':')?;
        // Nested keys and list items are not those of the record.
        let is_key = !key.is_empty() && key.chars().all(|char| char.is_alphanumeric() || matches!(char, '_' | '-'));
        is_key.then(|| (key.to_lowercase(), scalar(value)))
    };
    let body = body.split_once('\n').map_or("", |(_, body)| body);
    (front.lines().filter(|line| !line.trim_start().starts_with('#')).filter_map(field).collect(), body)
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

/// Returns the level and the text of a heading.
fn heading(line: &str) -> Option<(usize, &str)> {
    let level = line.len() - line.trim_start_matches('#').len();
    let text = line[level..].strip_prefix(' ')?;
    (1..=6).contains(&level).then(|| (level, text.trim().trim_end_matches('#').trim()))
}

/// Returns the key and the value of a line such as `Date: 2026-02-12`, `* Status: accepted` or `- **Status**: accepted`.
fn field(line: &str) -> Option<(String, String)> {
    let item = line.strip_prefix("* ").or_else(|| line.strip_prefix("- ")).unwrap_or(line);
    let (key, value) = item.split_once(':')?;
    let key = key.trim_matches(['*', '_', ' ']).to_lowercase();
    matches!(key.as_str(), "status" | "date").then(|| (key, plain(value.trim_start_matches(['*', '_']).trim())))
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

/// Returns whether a value is that of a template: `{proposed | accepted}`, `[accepted | rejected]`, `YYYY-MM-DD`.
fn is_placeholder(text: &str) -> bool {
    (text.starts_with(['{', '[']) && text.contains(['|', '…']))
        || text.starts_with("{YYYY")
        || text.starts_with("YYYY")
        || (text.starts_with('{') && text.ends_with('}'))
}
