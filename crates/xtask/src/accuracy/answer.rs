//! The answer of rustc for one crate: its modules, and the edges from them.
//!
//! Answers are cached. Paths into other crates stay complete, because it is only known which of their segments are modules
//! when all crates of the workspace have been read.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

/// The version of the format. Increase it when the same source would yield another answer, to invalidate the cache.
pub(crate) const FORMAT: u32 = 6;

/// The kinds of target that are measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum TargetKind {
    /// A library of any type, including procedural macros.
    Lib,
    /// A binary.
    Bin,
}

/// The identity of a crate. Names are those of Cargo, with `_` for `-`.
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
    /// Creates a key from names that can contain hyphens.
    pub(crate) fn new(package: &str, kind: TargetKind, target: &str) -> Self {
        Self { package: package.replace('-', "_"), kind, target: target.replace('-', "_") }
    }

    /// Returns the name for reports.
    pub(crate) fn label(&self) -> String {
        match self.kind {
            TargetKind::Lib => self.target.clone(),
            TargetKind::Bin => format!("bin:{}", self.target),
        }
    }
}

/// A location in the source. Lines and columns count from 1.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Location {
    /// The path of the file, relative to the workspace root.
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

/// The end of a path that an edge leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum End {
    /// The deepest module that the path itself names.
    Written,
    /// The module that defines what the path resolves to.
    Defined,
}

/// A module, item or crate that an edge leads to.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Definition {
    /// The name of the crate.
    pub(crate) krate: String,
    /// The hash that distinguishes crates with the same name. Empty if unknown.
    pub(crate) hash: String,
    /// The path within the crate: of a module, or in other crates of an item. Empty for the root.
    pub(crate) path: String,
}

/// An edge, with one of the paths that cause it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Edge {
    /// The path of the referring module within its crate.
    pub(crate) from: String,
    /// The end of the path.
    pub(crate) end: End,
    /// The target.
    pub(crate) to: Definition,
    /// For a written edge, the roots of the crates that the path passes through, in order. The last is the crate of `to`.
    /// An edge that leaves the workspace is attributed to the first outside crate, even if that re-exports another one.
    pub(crate) through: Vec<Definition>,
    /// Whether the whole path occurs as code in the source. If a macro wrote a part of the path or made it from an
    /// attribute, the checker can find the edge but need not.
    #[serde(alias = "firm")]
    pub(crate) required: bool,
    /// A path that causes the edge.
    pub(crate) path: String,
    /// The location of that path.
    pub(crate) location: Location,
    /// Whether the source contains the path at another place than `location`.
    #[serde(skip)]
    pub(crate) is_elsewhere: bool,
}

/// A module that the crate declares.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Module {
    /// The path within the crate. Empty for the root.
    pub(crate) path: String,
    /// The start of the module's content.
    pub(crate) location: Location,
    /// Whether the module is in the package's files. The checker need not find modules that macros of other crates write.
    #[serde(alias = "firm")]
    pub(crate) required: bool,
}

/// The answer of rustc for one crate.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Answer {
    /// The crate.
    pub(crate) krate: CrateKey,
    /// The root, with the name and hash that rustc uses.
    pub(crate) root: Definition,
    /// The hashes of all builds of the crate. A build for the host can differ from one for the target.
    pub(crate) hashes: BTreeSet<String>,
    /// The modules, sorted by path.
    pub(crate) modules: Vec<Module>,
    /// The edges, sorted by `from`, `end` and `to`.
    pub(crate) edges: Vec<Edge>,
    /// The `cfg`s, other than features, that the build script or flags set.
    pub(crate) cfgs: BTreeSet<String>,
    /// Renamed dependencies: the name in the source, and the crate's own name.
    pub(crate) renames: BTreeMap<String, String>,
}

/// Returns whether a crate is part of the standard library, which all comparisons ignore.
pub(crate) fn is_std(krate: &str) -> bool {
    matches!(krate, "std" | "core" | "alloc" | "proc_macro" | "test" | "std_detect")
}
