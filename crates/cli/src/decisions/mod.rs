//! Shows the architecture decision records (ADRs) that the rules file cites, for a review.
//!
//! `record` reads the text of a record, `answer` is plain data, and `render` renders it.

mod answer;
mod record;
mod render;

#[cfg(test)]
mod tests;

pub(crate) use answer::{DecisionsAnswer, answer};
pub(crate) use render::{csv_lines as csv, human, markdown_page as markdown};
