//! Documents the architecture as Markdown: an overview with a diagram, and a page for each module.
//!
//! `overview` and `canvas` render the pages from the same `input`. `generated` replaces only the part of a file between its
//! markers, so people can write around it. `difference` shows how a file differs from what would be written.
//!
//! The text depends only on the code and the rules, not on the date, so that it changes only if one of them does.

mod canvas;
mod cells;
mod difference;
mod files;
mod generated;
mod input;
mod interface;
mod overview;

#[cfg(test)]
mod tests;

pub(crate) use difference::difference;
pub(crate) use files::{Page, pages};
pub(crate) use generated::{Update, place, remainder};
pub(crate) use input::DocsInput;
pub(crate) use interface::{ModuleUsage, usages};
