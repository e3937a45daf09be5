//! Compares the architecture of two sides: a commit, and the working tree or another commit.
//!
//! A [`Snapshot`] is what a comparison needs to know of one side. `compare` and `rules_change` find what changed, as plain
//! data, and `render` prints it. It must not know where the sides come from.

mod compare;
mod difference;
mod document;
mod model;
mod render;
mod rules_change;
mod snapshot;
mod surfaces;

pub(crate) use difference::{DifferenceInput, difference};
pub(crate) use model::{Difference, Side};
pub(crate) use render::{github, human, markdown};
pub(crate) use rules_change::RuleTexts;
pub(crate) use snapshot::Snapshot;
pub(crate) use surfaces::{RuledSide, contract_changes};
