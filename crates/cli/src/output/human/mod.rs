//! `human`: a report for people, with source snippets.
//!
//! [`block`] converts a group of related diagnostics to a miette diagnostic, and [`handler`] draws it with [`snippet`]. Of
//! many diagnostics, [`overview`] counts all. [`summary`] comes last, where a terminal shows it, and then the [`next`]
//! command.

mod block;
mod handler;
mod next;
mod overview;
mod render;
mod snippet;
mod summary;

pub use render::FORMAT;
pub(crate) use render::render_one;
pub(crate) use summary::verdict;
