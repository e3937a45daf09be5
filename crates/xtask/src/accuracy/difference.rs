//! A difference between rustc and the checker.

use serde::Serialize;

use super::answer::Location;

/// The side that has an edge or module which the other lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Side {
    /// Only rustc has it.
    Missing,
    /// Only the checker has it.
    Extra,
}

/// The kind of thing that differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum About {
    /// A module of the crate.
    Module,
    /// An edge to the deepest module that a path names.
    Written,
    /// An edge to the module that defines what a path resolves to.
    Defined,
}

/// A difference between rustc and the checker.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct Difference {
    /// The kind of thing that differs.
    pub(crate) about: About,
    /// The side that has it.
    pub(crate) side: Side,
    /// The module, or the start of the edge.
    pub(crate) from: String,
    /// The end of the edge. Empty for a module.
    pub(crate) to: String,
    /// A path that causes the edge.
    pub(crate) path: String,
    /// The location of the path or module.
    pub(crate) location: Location,
}
