//! What is measured of one commit.

use serde::{Deserialize, Serialize};

/// The numbers of one commit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Numbers {
    pub(crate) crates: usize,
    pub(crate) rust_modules: usize,
    /// The lines of all files of Rust modules.
    pub(crate) lines: usize,
    /// The dependencies between Rust modules, in production code.
    pub(crate) dependencies: usize,
    /// The number of cycles of Rust modules.
    pub(crate) cycles: usize,
    /// The share of Rust modules in the largest cycle.
    pub(crate) largest_cycle: f64,
    /// The share of Rust modules that a change can reach on average.
    pub(crate) propagation_cost: f64,
    /// The share of references whose target is a guess.
    pub(crate) guesses: f64,
    /// `None` without a rules file that fits the code.
    pub(crate) conformance: Option<Conformance>,
}

/// What the rules file of the commit says about its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Conformance {
    pub(crate) violations: usize,
    /// The violations that the baseline records.
    pub(crate) recorded: usize,
    pub(crate) exceptions: usize,
}

/// One commit of the history.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Point {
    pub(crate) commit: String,
    /// The day of the commit, UTC.
    pub(crate) date: String,
    /// `None` if the commit can't be analyzed.
    pub(crate) numbers: Option<Numbers>,
    /// Why it can't be analyzed.
    pub(crate) problem: Option<String>,
}
