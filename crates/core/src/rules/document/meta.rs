//! What rules, layers and modules have in common.

use crate::{
    date::Date,
    rules::{
        model::Level,
        table::{Problems, Table, Text},
    },
};
use std::ops::Range;

/// What rules, layers and modules have in common.
#[derive(Debug)]
pub(in crate::rules) struct Meta {
    /// The id, or the name of the module.
    pub id: Text,
    /// Whether it is a module's.
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
    /// The key.
    pub key: Range<usize>,
    /// What it lists.
    pub entries: Vec<T>,
    /// Whether some entry could not be read: what is left is not what was meant.
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

/// The same of a table that has an `id`, by which messages call it from here on. Without one its other keys are read all
/// the same, so that nothing false is said of them.
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
