//! Parses the keys that rules, layers and modules share.

use crate::{
    date::Date,
    rules::{
        model::Level,
        table::{Problems, Table, Text},
    },
};
use std::ops::Range;

/// The keys that rules, layers and modules share.
#[derive(Debug)]
pub(in crate::rules) struct Meta {
    /// The id, or the name of the module.
    pub id: Text,
    /// Whether it belongs to a module.
    pub of_module: bool,
    /// `severity`
    pub severity: Option<Level>,
    /// `reason`
    pub reason: Option<Text>,
    /// `adr`
    pub adr: Option<Text>,
    /// `owner`
    pub owner: Option<Text>,
    /// `review-by`
    pub review_by: Option<Date>,
}

/// A list with the place of its key.
#[derive(Debug)]
pub(in crate::rules) struct Listed<T> {
    /// The range of the key.
    pub key: Range<usize>,
    /// The entries.
    pub entries: Vec<T>,
    /// Whether some entry is invalid.
    pub broken: bool,
}

pub(super) fn meta(table: &mut Table<'_>, id: Text, problems: &mut Problems) -> Meta {
    Meta {
        id,
        of_module: false,
        severity: table.word("severity", Level::ALL, Level::as_str, problems),
        reason: table.string("reason", problems),
        adr: table.string("adr", problems),
        owner: table.string("owner", problems),
        review_by: table.date("review-by", problems).map(|date| date.value),
    }
}

/// Reads the shared keys of a table with an `id`, which becomes the name of the table in messages. Without an `id`,
/// the other keys are read, too, so that they are not reported as unknown.
pub(super) fn identified(table: &mut Table<'_>, problems: &mut Problems) -> Option<Meta> {
    let id = table.required("id", problems);
    if let Some(id) = &id {
        table.name = format!("`{}`", id.value);
        table.span = id.span.clone();
    }
    let lacking = || Text { value: String::new(), span: table.span.clone() };
    let read = id.clone().unwrap_or_else(lacking);
    let meta = meta(table, read, problems);
    id.map(|_| meta)
}
