//! What Cargo says of a workspace, as far as anything here asks for it.

use std::{path::Path, path::PathBuf};

use serde::Deserialize;

/// The answer of `cargo metadata`.
#[derive(Debug, Deserialize)]
pub(crate) struct Metadata {
    /// The members; the dependencies too, where they were asked for.
    pub(crate) packages: Vec<Package>,
}

/// A package.
#[derive(Debug, Deserialize)]
pub(crate) struct Package {
    /// Its name.
    pub(crate) name: String,
    /// Its version.
    pub(crate) version: String,
    /// Its Cargo.toml.
    pub(crate) manifest_path: PathBuf,
    /// What is built of it.
    pub(crate) targets: Vec<Target>,
}

/// A target of a package.
#[derive(Debug, Deserialize)]
pub(crate) struct Target {
    /// Its name.
    pub(crate) name: String,
    /// What it is: a binary has one kind, a library may have several.
    pub(crate) kind: Vec<String>,
    /// The file of its root.
    pub(crate) src_path: PathBuf,
    /// The features without which it is not built.
    #[serde(rename = "required-features", default)]
    pub(crate) required_features: Vec<String>,
}

impl Package {
    /// Its library, of whatever kind.
    pub(crate) fn library(&self) -> Option<&Target> {
        let is_lib = |kind: &String| matches!(kind.as_str(), "lib" | "rlib" | "dylib" | "proc-macro");
        self.targets.iter().find(|target| target.kind.iter().any(is_lib))
    }
}

impl Metadata {
    /// The members of a workspace: what Cargo knows without the network.
    pub(crate) fn of_members(folder: &Path) -> Result<Self, String> {
        Self::ask(folder, &["--no-deps"])
    }

    /// What Cargo says with some more arguments.
    pub(crate) fn ask(folder: &Path, more: &[&str]) -> Result<Self, String> {
        super::json(super::cargo(folder).args(["metadata", "--format-version", "1"]).args(more))
    }
}
