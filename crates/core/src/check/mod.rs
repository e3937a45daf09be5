//! Judging the graph by the rules: one file for each kind of rule, each of which finds what its rule forbids
//! and says it. They read the model and the graph, and know neither TOML nor source code.
//!
//! `judge` is what they all look through: which references count, and how their ends do. `report` makes one
//! violation of what has one cause. `chains` finds the ways that `transitive` speaks of. `conditions` alone asks whether some configuration can hold.

mod acyclic;
mod chains;
mod conditions;
mod depends_on;
mod exceptions;
mod exceptions_said;
mod exposes;
mod forbid;
mod independent;
mod judge;
mod layers;
mod limit;
mod only;
mod protect;
mod report;
mod require;
mod run;
mod selection;
mod stable;
mod transitive;
mod unassigned;
mod visible_to;

#[cfg(test)]
pub(crate) mod tests;

pub use run::{CheckOptions, Checked, check};
pub use unassigned::unassigned;
