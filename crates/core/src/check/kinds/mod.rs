//! The kinds of rules, one file each: its keys, how they are read, its explanation, its example and its check.
//!
//! To add one, implement [`kind::RuleKind`] in a file of its own and add it to the table in `table`.

mod acyclic;
mod diagram;
mod forbid;
mod independent;
mod items;
mod kind;
mod limit;
mod only;
mod protect;
mod require;
mod stable;
mod table;

pub(super) use table::check;
pub use table::rule_types;
