//! What rustc says of one crate, boiled down to what is compared: its modules, and the edges from them.
//!
//! This is what the cache keeps. Definitions of other crates stay whole: which of their names are modules is only
//! known once all crates of the workspace have answered.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

/// Raised whenever the same source would be answered differently, so that no stale answer is used.
pub(crate) const FORMAT: u32 = 5;

/// The kinds of target that are asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum TargetKind {
    /// A library of any type, procedural macros included.
    Lib,
    /// A binary.
    Bin,
}

/// Which crate it is: names as Cargo has them, but with `_` for `-`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct CrateKey {
    /// The package.
    pub(crate) package: String,
    /// The kind of the target.
    pub(crate) kind: TargetKind,
    /// The target.
    pub(crate) target: String,
}

impl CrateKey {
    /// Of names that may hold hyphens.
    pub(crate) fn new(package: &str, kind: TargetKind, target: &str) -> Self {
        Self { package: package.replace('-', "_"), kind, target: target.replace('-', "_") }
    }

    /// How reports name it.
    pub(crate) fn label(&self) -> String {
        match self.kind {
            TargetKind::Lib => self.target.clone(),
            TargetKind::Bin => format!("bin:{}", self.target),
        }
    }
}

/// A place in the source. Lines and columns count from 1.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Location {
    /// As rustc names it: relative to the root of the workspace.
    pub(crate) file: String,
    /// The line.
    pub(crate) line: u32,
    /// The column, in characters.
    pub(crate) column: u32,
}

impl std::fmt::Display for Location {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// Which of a path's two ends an edge is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum End {
    /// The deepest module that the path itself names.
    Written,
    /// What the path resolves to.
    Defined,
}

/// Something that an edge leads to.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Definition {
    /// The name of its crate.
    pub(crate) krate: String,
    /// The hash that tells crates of one name apart; empty if not known.
    pub(crate) hash: String,
    /// The path below its crate: a module, or if the crate is another one, an item. Empty for the root.
    pub(crate) path: String,
}

/// One edge, and one path that makes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Edge {
    /// The module that it is from, below its crate.
    pub(crate) from: String,
    /// Which end.
    pub(crate) end: End,
    /// Where it leads to.
    pub(crate) to: Definition,
    /// Of a written edge: the roots of the crates that the path's names pass through, in order, the crate of `to`
    /// last. What is outside the workspace is called by the first crate that is, whatever that one re-exports.
    pub(crate) through: Vec<Definition>,
    /// Whether the whole path stands in the source, as code. If a macro wrote a part of it, or made it of an
    /// attribute, the checker may find the edge, but need not.
    pub(crate) firm: bool,
    /// A path that makes it.
    pub(crate) path: String,
    /// Where that stands.
    pub(crate) location: Location,
}

/// A module that the crate declares.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Module {
    /// Below its crate; empty for the root.
    pub(crate) path: String,
    /// Where its content starts.
    pub(crate) location: Location,
    /// Whether it stands in the package's files. What another crate's macro writes the checker need not find.
    pub(crate) firm: bool,
}

/// What rustc says of one crate.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Answer {
    /// The crate.
    pub(crate) krate: CrateKey,
    /// The name and the hash that rustc gives it.
    pub(crate) root: Definition,
    /// The hashes of all its builds: one for itself and one for what runs on the host may differ.
    pub(crate) hashes: BTreeSet<String>,
    /// Its modules, sorted by path.
    pub(crate) modules: Vec<Module>,
    /// Its edges, sorted by from, end and to.
    pub(crate) edges: Vec<Edge>,
    /// The `cfg`s other than features that its build script or the user's flags set.
    pub(crate) cfgs: BTreeSet<String>,
    /// Dependencies that Cargo.toml renames: the name in the source, and the crate's own.
    pub(crate) renames: BTreeMap<String, String>,
}

/// Whether a crate comes with the compiler. Those are left out of all comparisons.
pub(crate) fn is_std(krate: &str) -> bool {
    matches!(krate, "std" | "core" | "alloc" | "proc_macro" | "test" | "std_detect")
}
