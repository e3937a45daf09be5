//! Tests of the checks: small graphs written as text, rules files as users write them, and what is said.

#![expect(clippy::format_collect, reason = "short texts, and the shortest way to write them")]

mod acyclic;
mod depends_on;
mod ends;
mod exceptions;
mod exposes;
mod forbid;
mod invariants;
mod kinds;
mod layers;
mod mistakes;
mod others;
mod properties;
mod sharing;
pub(crate) mod support;
mod unassigned;
mod wrong_files;
