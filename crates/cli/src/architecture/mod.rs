//! The architecture report: one HTML page for a health review, and the same data as JSON (`archcheck.architecture/1`).
//!
//! [`collect`] turns a checked workspace into an [`Architecture`], which is plain data. `page` renders it as HTML, and
//! [`json`] as JSON. `compare` finds what has changed since an earlier report. No part may check rules.

#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "counts of code, and positions on a page, are far below all limits"
)]

mod anchor;
mod collect;
mod compare;
mod cycles;
mod debt;
mod input;
mod measures;
mod model;
mod modules;
mod order;
mod page;
mod rules;
mod source_url;
mod summary;
mod tree;

pub(crate) use collect::collect;
pub(crate) use compare::Comparable;
pub(crate) use debt::lines_to_date;
pub(crate) use input::ReportInput;
pub(crate) use measures::Measures;
pub(crate) use model::Architecture;
pub(crate) use page::render;
pub(crate) use source_url::SourceUrl;

use crate::escape;

/// Renders the report as JSON, on one line.
pub(crate) fn json(report: &Architecture<'_>) -> String {
    // Serializing fails only for maps with keys that are not strings. There is none.
    let mut text = serde_json::to_string(report).unwrap_or_default();
    text.push('\n');
    escape::json_text(text)
}
