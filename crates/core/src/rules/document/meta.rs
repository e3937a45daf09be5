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

/// From here on messages call a table by its id.
pub(super) fn name_by_id(table: &mut Table<'_>, id: Option<&Text>) {
    if let Some(id) = id {
        table.name = format!("`{}`", id.value);
        table.span = id.span.clone();
    }
}
