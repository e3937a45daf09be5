//! The targets, one file each.

mod arguments;
mod baseline;
mod cache;
mod facts;
mod imports;
mod macros;
mod program;
mod rules;
mod selectors;

use fastrand::Rng;
use rustc_hash::FxHasher;
use std::hash::{Hash, Hasher};

/// What the checker reported for an input, as hashes. An input with something new is changed further.
pub type Observed = Vec<u64>;

/// Runs one input. An error says what does not hold.
pub type Check = dyn FnMut(&str) -> Result<Observed, String>;

/// A part of the checker that reads something that others write.
#[derive(Debug)]
pub struct Target {
    /// The name on the command line.
    pub name: &'static str,
    /// What is read, and what must hold beside that nothing panics, hangs or needs much memory.
    pub about: &'static str,
    /// The extension of files with inputs.
    pub extension: &'static str,
    /// The inputs to start from, beside those in `corpus`.
    pub seeds: fn() -> Vec<String>,
    /// Makes a new input, mostly from those that are known.
    pub next: fn(&[String], &mut Rng) -> String,
    /// Prepares runs.
    pub start: fn() -> Box<Check>,
}

/// All targets.
pub const TARGETS: &[Target] = &[
    rules::TARGET,
    baseline::TARGET,
    selectors::TARGET,
    facts::TARGET,
    macros::TARGET,
    imports::TARGET,
    program::TARGET,
    cache::TARGET,
    arguments::TARGET,
];

/// The hash of what is specific to an observation.
fn observed(what: &impl Hash) -> u64 {
    let mut hasher = FxHasher::default();
    what.hash(&mut hasher);
    hasher.finish()
}

/// The observations of a message: its text without what it quotes, and without numbers.
fn of_message(message: &str) -> u64 {
    let unquoted: Vec<&str> = message.split('`').step_by(2).collect();
    observed(&unquoted.concat().replace(|c: char| c.is_ascii_digit(), ""))
}

/// Says that two results that must be equal are not.
fn same<T: PartialEq + std::fmt::Debug>(what: &str, one: &T, other: &T) -> Result<(), String> {
    if one == other { Ok(()) } else { Err(format!("{what}:\n{one:?}\n{other:?}")) }
}
