//! Runs the checker and parses its graph: the output of `cargo archcheck graph --format json --references`.

use std::{
    collections::{BTreeSet, HashSet},
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use serde::Deserialize;
use serde_json::Value;

use super::{
    answer::{CrateKey, TargetKind},
    subject::Features,
};
use crate::tools;

/// The parts of the graph that are compared.
#[derive(Debug, Deserialize)]
pub(crate) struct Graph {
    /// The crates of the workspace.
    pub(crate) crates: Vec<Crate>,
    /// The Rust modules of all crates.
    pub(crate) modules: Vec<Module>,
    /// The references between them.
    pub(crate) references: Vec<Reference>,
    /// Counts, if the checker prints them.
    #[serde(default)]
    summary: Value,
    #[serde(default)]
    unresolved: Value,
}

/// A crate.
#[derive(Debug, Deserialize)]
pub(crate) struct Crate {
    /// The crate path.
    pub(crate) path: String,
    /// The name of the package.
    pub(crate) package: String,
    /// The kind of the target.
    pub(crate) kind: String,
    /// The name of the target.
    pub(crate) target: String,
}

impl Crate {
    /// Returns the identity of the crate, or `None` if it is neither a library nor a binary.
    pub(crate) fn key(&self) -> Option<CrateKey> {
        let kind = match self.kind.as_str() {
            "lib" | "proc-macro" => TargetKind::Lib,
            "bin" => TargetKind::Bin,
            _ => return None,
        };
        Some(CrateKey::new(&self.package, kind, &self.target))
    }
}

/// A Rust module.
#[derive(Debug, Deserialize)]
pub(crate) struct Module {
    /// The path, which starts with the crate path.
    pub(crate) path: String,
    /// The file.
    #[serde(default)]
    pub(crate) file: String,
    /// The line at which the module starts.
    #[serde(default)]
    pub(crate) line: u32,
    /// The context: `production`, `test` or `build`.
    pub(crate) context: String,
}

/// A reference.
#[derive(Debug, Deserialize)]
pub(crate) struct Reference {
    /// The path of the referring module.
    pub(crate) from: String,
    /// The deepest module that the path names.
    pub(crate) written: Option<String>,
    /// The module that defines what the path resolves to.
    pub(crate) defined: Option<String>,
    /// Whether the resolution is a guess.
    #[serde(default)]
    pub(crate) unknown: bool,
    /// Whether the target is outside the workspace, even if it has the name of a workspace crate.
    #[serde(default)]
    pub(crate) outside: bool,
    /// The path as written.
    #[serde(default)]
    pub(crate) path: String,
    /// The kind of the reference.
    pub(crate) kind: String,
    /// The context: `production`, `test` or `build`.
    pub(crate) context: String,
    /// The file.
    #[serde(default)]
    pub(crate) file: String,
    /// The line.
    #[serde(default)]
    pub(crate) line: u32,
    /// The column.
    #[serde(default)]
    pub(crate) column: u32,
}

impl Reference {
    /// Returns whether rustc's HIR can contain the reference. It contains neither test code nor the paths of macro calls and
    /// attributes.
    pub(crate) fn is_compared(&self) -> bool {
        let kinds = ["use", "reexport", "extern-crate", "path", "macro"];
        self.context == "production" && kinds.contains(&self.kind.as_str())
    }

    /// Returns whether the reference must be in rustc's HIR. Paths in the bodies of macros have the same kind as the paths of
    /// macro calls, and a macro need not be called.
    pub(crate) fn is_required(&self) -> bool {
        self.kind != "macro"
    }
}

impl Graph {
    /// Returns the number of paths that the checker could not resolve, if it prints that.
    pub(crate) fn unresolved(&self) -> Option<usize> {
        [&self.unresolved, &self.summary["unresolved"]].into_iter().find_map(|value| match value {
            Value::Number(number) => number.as_u64().and_then(|number| usize::try_from(number).ok()),
            Value::Array(list) => Some(list.len()),
            _ => None,
        })
    }

    /// Returns the paths of all modules.
    pub(crate) fn module_paths(&self) -> HashSet<&str> {
        self.modules.iter().map(|module| module.path.as_str()).collect()
    }

    /// Removes `r#` from raw identifiers, because rustc's def paths do not contain it.
    fn without_raw(mut self) -> Self {
        let plain = |text: &mut String| {
            if text.contains("r#") {
                *text = text.replace("r#", "");
            }
        };
        self.modules.iter_mut().for_each(|module| plain(&mut module.path));
        for reference in &mut self.references {
            plain(&mut reference.from);
            reference.written.iter_mut().chain(&mut reference.defined).for_each(plain);
        }
        self
    }
}

/// The checker: a program that prints graphs.
#[derive(Clone, Debug)]
pub(crate) struct Checker {
    program: PathBuf,
}

impl Checker {
    /// Uses the given program, or else a release build of this workspace.
    pub(crate) fn new(program: Option<&Path>) -> Result<Self, String> {
        if let Some(program) = program {
            let program = program
                .canonicalize()
                .map_err(|error| format!("failed to find the checker {}: {error}", program.display()))?;
            return Ok(Self { program });
        }
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let mut cargo = tools::cargo(&workspace);
        cargo.args(["build", "--release", "--quiet", "--package", "cargo-archcheck", "--bin", "cargo-archcheck"]);
        cargo.args(["--message-format", "json"]);
        let output = tools::output(&mut cargo)?;
        let built = |line: &str| -> Option<PathBuf> {
            let message: Value = serde_json::from_str(line).ok()?;
            message["executable"].as_str().map(PathBuf::from)
        };
        String::from_utf8_lossy(&output.stdout)
            .lines()
            .filter_map(built)
            .next_back()
            .map(|program| Self { program })
            .ok_or_else(|| "Cargo did not build cargo-archcheck".to_owned())
    }

    /// Returns the graph of a workspace for one configuration, and the time that the checker took.
    pub(crate) fn graph(
        &self,
        directory: &Path,
        features: &Features,
        cfgs: &BTreeSet<String>,
    ) -> Result<(Graph, Duration), String> {
        let mut command = Command::new(&self.program);
        command.current_dir(directory).args(["graph", "--format", "json", "--references", "--cfg", "active"]);
        for cfg in cfgs {
            command.args(["--cfg", cfg]);
        }
        command.args(features.args()).arg("--manifest-path").arg(directory.join("Cargo.toml"));
        let start = Instant::now();
        let output = tools::output(&mut command)?;
        let time = start.elapsed();
        if output.stdout.is_empty() {
            return Err(format!("{} printed no graph", self.program.display()));
        }
        let graph: Graph = serde_json::from_slice(&output.stdout)
            .map_err(|error| format!("failed to read the checker's graph: {error}"))?;
        Ok((graph.without_raw(), time))
    }
}
