//! Asks the checker for its graph: the JSON that `cargo archcheck graph --format json --references` prints.

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

/// The graph, as far as it is compared.
#[derive(Debug, Deserialize)]
pub(crate) struct Graph {
    /// The crates of the workspace.
    pub(crate) crates: Vec<Crate>,
    /// Their Rust modules.
    pub(crate) modules: Vec<Module>,
    /// All references.
    pub(crate) references: Vec<Reference>,
    /// Counts, where the checker gives them.
    #[serde(default)]
    summary: Value,
    #[serde(default)]
    unresolved: Value,
}

/// A crate.
#[derive(Debug, Deserialize)]
pub(crate) struct Crate {
    /// Its crate path.
    pub(crate) path: String,
    /// Its package.
    pub(crate) package: String,
    /// The kind of its target.
    pub(crate) kind: String,
    /// Its target.
    pub(crate) target: String,
}

impl Crate {
    /// Which crate it is; none if it is neither library nor binary.
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
    /// By its crate path.
    pub(crate) path: String,
    /// Its file.
    #[serde(default)]
    pub(crate) file: String,
    /// The line that it starts at.
    #[serde(default)]
    pub(crate) line: u32,
    /// Production, test or build.
    pub(crate) context: String,
}

/// A reference.
#[derive(Debug, Deserialize)]
pub(crate) struct Reference {
    /// The Rust module that it stands in.
    pub(crate) from: String,
    /// The deepest module that it names.
    pub(crate) written: Option<String>,
    /// The module that defines what it resolves to.
    pub(crate) defined: Option<String>,
    /// Whether it only might lead there.
    #[serde(default)]
    pub(crate) unknown: bool,
    /// Whether what it leads to is outside, though it is called as a crate of the workspace.
    #[serde(default)]
    pub(crate) outside: bool,
    /// The path.
    #[serde(default)]
    pub(crate) path: String,
    /// What kind of thing in the source it is.
    pub(crate) kind: String,
    /// Production, test or build.
    pub(crate) context: String,
    /// Its place.
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
    /// Whether rustc's HIR could have it: code that is compiled for production, not what macros and attributes name.
    pub(crate) fn is_compared(&self) -> bool {
        self.context == "production" && matches!(self.kind.as_str(), "use" | "reexport" | "extern-crate" | "path")
    }
}

impl Graph {
    /// How many paths the checker could not resolve, if it says.
    pub(crate) fn unresolved(&self) -> Option<usize> {
        [&self.unresolved, &self.summary["unresolved"]].into_iter().find_map(|value| match value {
            Value::Number(number) => number.as_u64().and_then(|number| usize::try_from(number).ok()),
            Value::Array(list) => Some(list.len()),
            _ => None,
        })
    }

    /// The paths of all its modules.
    pub(crate) fn module_paths(&self) -> HashSet<&str> {
        self.modules.iter().map(|module| module.path.as_str()).collect()
    }

    /// Raw identifiers are compared without their `r#`, as rustc's def paths have none.
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

/// A program that prints graphs.
#[derive(Clone, Debug)]
pub(crate) struct Checker {
    program: PathBuf,
}

impl Checker {
    /// The given program, or the checker of this workspace, built in release.
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
            .ok_or_else(|| "Cargo built no cargo-archcheck".to_owned())
    }

    /// The graph of a workspace under one configuration, and how long it took.
    pub(crate) fn graph(
        &self,
        folder: &Path,
        features: &Features,
        cfgs: &BTreeSet<String>,
    ) -> Result<(Graph, Duration), String> {
        let mut command = Command::new(&self.program);
        command.current_dir(folder).args(["graph", "--format", "json", "--references", "--cfg", "active"]);
        for cfg in cfgs {
            command.args(["--cfg", cfg]);
        }
        command.args(features.args()).arg("--manifest-path").arg(folder.join("Cargo.toml"));
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
