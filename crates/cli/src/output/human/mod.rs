//! `human`: a report for people, with source snippets.
//!
//! [`group`] puts related diagnostics together, [`block`] converts each group to a miette diagnostic, and [`handler`]
//! draws it with [`snippet`]. [`summary`] comes last, where a terminal shows it.

mod block;
mod group;
mod handler;
mod render;
mod snippet;
mod summary;

pub use render::FORMAT;
pub(crate) use render::render_one;
pub(crate) use summary::verdict;
