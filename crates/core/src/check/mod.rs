//! Checks the graph against the rules. It knows the model of the rules and the graph, but neither TOML nor source
//! code.
//!
//! `kinds` has one file for each kind of rule. What modules and layers require is in `depends_on`, `exposes`,
//! `visible_to`, `unassigned` and `layers`. Each check asks the `context` for the references that count, collects
//! `findings`, and has `report` turn them into diagnostics, unless an exception covers them (`exceptions`,
//! `apply_exceptions`). `conditions` is the only file that combines `cfg` predicates.

mod apply_exceptions;
mod cause;
mod chains;
mod conditions;
mod context;
mod depends_on;
mod exception_report;
mod exceptions;
mod exposes;
mod findings;
mod item_conditions;
mod kinds;
mod layers;
mod lift;
mod measures;
mod options;
mod report;
mod run;
mod selection;
mod transitive;
mod unassigned;
mod visible_to;

#[cfg(test)]
pub(crate) mod tests;

pub use exceptions::ExceptedReference;
pub use kinds::rule_types;
pub use options::CheckOptions;
pub use run::{Checked, check, read_rules, read_rules_for_configuration};
pub use unassigned::unassigned;
