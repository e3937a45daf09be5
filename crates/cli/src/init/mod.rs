//! Generates a first rules file from the current code.
//!
//! [`shape`] finds the presets that fit, [`units`] chooses the modules, [`plan`] finds dependencies and cycles, [`file`] renders
//! the rules file, [`questions`] asks what the user wants, and [`summary`] renders what the command prints. It must not check
//! rules: the command does that before it writes.

mod cycle;
mod families;
mod file;
mod inside;
mod plan;
mod questions;
mod shape;
mod summary;
mod units;

pub(crate) use file::{short_text, text};
pub(crate) use plan::{Choices, Plan};
pub(crate) use questions::{Proposed, Subject, ask};
pub(crate) use shape::{Candidate, beside, candidates, sort as sort_presets, written_out};
pub(crate) use summary::{Considered, WrittenFile, render as summary};
pub(crate) use units::Division;
