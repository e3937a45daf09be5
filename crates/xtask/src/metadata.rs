//! The parts of `cargo metadata` that the harnesses need.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::tools;

/// The output of `cargo metadata`.
#[derive(Debug, Deserialize)]
pub(crate) struct Metadata {
    /// The members, and the dependencies unless `--no-deps` was given.
    pub(crate) packages: Vec<Package>,
}

/// A package.
#[derive(Debug, Deserialize)]
pub(crate) struct Package {
    /// The name.
    pub(crate) name: String,
    /// The version.
    pub(crate) version: String,
    /// The path of the Cargo.toml.
    pub(crate) manifest_path: PathBuf,
    /// The targets.
    pub(crate) targets: Vec<Target>,
}

/// A target of a package.
#[derive(Debug, Deserialize)]
pub(crate) struct Target {
    /// The name.
    pub(crate) name: String,
    /// The kinds of the target. A binary has one; a library can have several.
    pub(crate) kind: Vec<String>,
    /// The root file.
    pub(crate) src_path: PathBuf,
    /// The features without which Cargo does not build the target.
    #[serde(rename = "required-features", default)]
    pub(crate) required_features: Vec<String>,
}

impl Package {
    /// Returns the library, if there is one.
    pub(crate) fn library(&self) -> Option<&Target> {
        let is_lib = |kind: &String| matches!(kind.as_str(), "lib" | "rlib" | "dylib" | "proc-macro");
        self.targets.iter().find(|target| target.kind.iter().any(is_lib))
    }
}

impl Metadata {
    /// Returns the members of a workspace, without network access.
    pub(crate) fn of_members(directory: &Path) -> Result<Self, String> {
        Self::run(directory, &["--no-deps"])
    }

    /// Runs `cargo metadata` with additional arguments.
    pub(crate) fn run(directory: &Path, more: &[&str]) -> Result<Self, String> {
        tools::json(tools::cargo(directory).args(["metadata", "--format-version", "1"]).args(more))
    }
}
