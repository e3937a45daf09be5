//! Tests of the checks with small graphs as text, rules files as users write them, and the expected diagnostics.

#![expect(clippy::format_collect, reason = "short texts, and the shortest way to write them")]

mod acyclic;
mod analysis;
mod depends_on;
mod diagram;
mod ends;
mod exceptions;
mod exposes;
mod forbid;
mod idle;
mod invariants;
mod items;
mod kinds;
mod layers;
mod limit;
mod mistakes;
mod only;
mod presets;
mod properties;
mod protect;
mod require;
mod sharing;
mod stable;
pub(crate) mod support;
mod unassigned;
mod wrong_files;
