//! Finds what a change can reach: code, packages, owners and tests.
//!
//! `change` lists the changed files, `classify` says which crates each of them belongs to, `reach` follows the dependencies
//! between crates, and `answer` puts it together with what the graph knows. `human` and `filterset` render the answer.
//!
//! Tests are selected by crate. A method call names no path, and neither does an implementation of a trait, so that only the
//! dependencies between crates bound what a change can do. The result must never be too small: what is not known widens it.

mod answer;
mod cause;
mod change;
mod classify;
mod climbing;
mod filterset;
mod human;
mod lock;
mod manifest;
mod reach;
mod sources;
mod test_target;

pub(crate) use answer::{ImpactInput, answer};
pub(crate) use change::{Changes, from_arguments, since};
pub(crate) use filterset::filterset;
pub(crate) use human::human;
