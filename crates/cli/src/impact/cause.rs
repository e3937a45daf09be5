//! What a changed file means for the crates of the workspace.

use archcheck_core::{
    graph::RustModuleId,
    workspace::{CrateId, PackageId},
};
use std::path::PathBuf;

/// How much of a crate a change can alter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Extent {
    /// Only its test build: no other crate contains that code.
    Tests,
    /// The crate as others use it.
    Full,
}

/// What a changed file can alter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// Everything in the workspace.
    Everything,
    /// Some crates.
    Crates(Vec<(CrateId, Extent)>),
    /// All crates of some packages.
    Packages(Vec<PackageId>),
    /// The tests of a package: of a file that only they can read.
    TestsOf(PackageId),
}

/// What a changed file means, with the reason.
#[derive(Clone, Debug)]
pub(super) struct Cause {
    /// The absolute path of the file.
    pub(super) file: PathBuf,
    pub(super) scope: Scope,
    /// Why, in words.
    pub(super) reason: String,
    /// The Rust modules in the file.
    pub(super) modules: Vec<RustModuleId>,
}
