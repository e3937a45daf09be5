//! Judging the graph by the rules: one file for each kind of rule, each of which finds what its rule forbids
//! and says it. They read the model and the graph, and know neither TOML nor source code.
//!
//! `judge` is what they all look through: which references count, and how their ends do. `report` makes one
//! violation of what has one cause. `chains` finds the ways that `transitive` speaks of. `conditions` alone asks whether some configuration can hold.

mod apply_exceptions;
mod chains;
mod conditions;
mod context;
mod depends_on;
mod exception_report;
mod exceptions;
mod exposes;
mod findings;
mod kinds;
mod layers;
mod lift;
mod report;
mod run;
mod selection;
mod transitive;
mod unassigned;
mod visible_to;

#[cfg(test)]
pub(crate) mod tests;

pub use kinds::rule_types;
pub use run::{CheckOptions, Checked, check, read_rules};
pub use unassigned::unassigned;
