//! `human`: a report for people, with source snippets.
//!
//! [`group`] puts related diagnostics together, [`block`] converts each group to a miette diagnostic, and [`handler`]
//! draws it with [`snippet`]. Of many diagnostics, [`overview`] counts all, and [`shorten`] chooses the ones to show.
//! [`summary`] comes last, where a terminal shows it, and then the [`next`] command.

mod block;
mod group;
mod handler;
mod next;
mod overview;
mod render;
mod shorten;
mod snippet;
mod summary;

pub use render::FORMAT;
pub(crate) use render::render_one;
pub(crate) use summary::verdict;
