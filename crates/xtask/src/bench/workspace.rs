//! A workspace to measure: a copy with rules, a list of its files, and a file to edit.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    fs::File,
    io::BufReader,
    path::{Path, PathBuf},
    process::Command,
};

use serde::Deserialize;

use super::{process, programs::Programs};
use crate::{generate, tools};

/// The origin of a workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// A directory, and the package to measure peers on.
    Directory {
        /// The directory.
        directory: PathBuf,
        /// The package.
        package: Option<String>,
    },
    /// Generated code.
    Generated {
        /// The approximate number of lines.
        lines: u64,
        /// The seed.
        seed: u64,
    },
}

impl Origin {
    /// Parses `DIRECTORY` or `DIRECTORY#PACKAGE`.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let (directory, package) = match text.rsplit_once('#') {
            Some((directory, package)) if !Path::new(text).exists() => (directory, Some(package.to_owned())),
            _ => (text, None),
        };
        if !Path::new(directory).join("Cargo.toml").is_file() {
            return Err(format!("`{directory}` is not a directory with a Cargo.toml"));
        }
        let directory =
            Path::new(directory).canonicalize().map_err(|error| format!("failed to find {directory}: {error}"))?;
        Ok(Self::Directory { directory, package })
    }

    /// Returns the name for reports.
    pub(crate) fn label(&self) -> String {
        match self {
            Self::Directory { directory, .. } => directory
                .file_name()
                .map_or_else(|| directory.display().to_string(), |name| name.to_string_lossy().into_owned()),
            Self::Generated { lines, .. } if lines % 1_000_000 == 0 => format!("generated, {} M", lines / 1_000_000),
            Self::Generated { lines, .. } => format!("generated, {} k", lines / 1_000),
        }
    }

    /// Returns whether the code is generated.
    pub(crate) fn is_generated(&self) -> bool {
        matches!(self, Self::Generated { .. })
    }

    /// Returns the package to measure peers on.
    pub(crate) fn package(&self) -> Option<&str> {
        match self {
            Self::Directory { package, .. } => package.as_deref(),
            Self::Generated { .. } => None,
        }
    }
}

/// A workspace that is ready to be measured.
#[derive(Debug)]
pub(crate) struct Workspace {
    /// The root directory of the copy.
    pub(crate) root: PathBuf,
    /// The directory for output and lists.
    pub(crate) scratch: PathBuf,
    /// The file that lists the source files.
    pub(crate) list: PathBuf,
    /// The number of source files.
    pub(crate) files: usize,
    /// The number of lines in them.
    pub(crate) lines: u64,
    /// The file to edit.
    pub(crate) changed: PathBuf,
    /// A path that leads from the edited file to another Rust module.
    pub(crate) other: String,
}

/// The parts of the checker's graph that name files.
#[derive(Deserialize)]
struct Graph {
    crates: Vec<Crate>,
    modules: Vec<Module>,
}

#[derive(Deserialize)]
struct Crate {
    path: String,
    kind: String,
    root: String,
}

#[derive(Deserialize)]
struct Module {
    path: String,
    #[serde(default)]
    file: String,
}

impl Workspace {
    /// Copies or generates a workspace below a directory, creates rules if it has none, and lists its files.
    pub(crate) fn new(origin: &Origin, directory: &Path, programs: &Programs) -> Result<Self, String> {
        let root = directory.join("workspace");
        match origin {
            Origin::Directory { directory, .. } => {
                archcheck_testing::copy(directory, &root)
                    .map_err(|error| format!("failed to copy {}: {error}", directory.display()))?;
            }
            Origin::Generated { lines, seed } => generate::workspace(&root, *lines, *seed).map(drop)?,
        }
        let scratch = directory.join("scratch");
        fs::create_dir_all(&scratch).map_err(|error| format!("failed to create {}: {error}", scratch.display()))?;
        if !root.join("archcheck.toml").exists() {
            let mut init = Command::new(&programs.checker);
            process::sample(init.arg("init").current_dir(&root), &scratch, &[0])?;
        }
        let mut graph = Command::new(&programs.checker);
        graph.args(["graph", "--format", "json", "--no-cache"]).current_dir(&root);
        process::sample(&mut graph, &scratch, &[0])?;
        let list = scratch.join("files");
        let (files, changed, other) = inspect(&scratch.join("stdout"), &root, &list)?;
        let mut count = Command::new(&programs.floor);
        let output = tools::output(count.arg("count").arg(&list))?;
        let output = String::from_utf8_lossy(&output.stdout).into_owned();
        let lines = output.split(", ").find_map(|part| part.strip_suffix(" lines")?.parse().ok());
        let lines = lines.ok_or_else(|| format!("unexpected output of the floor: `{output}`"))?;
        Ok(Self { root, scratch, list, files, lines, changed, other })
    }

    /// Returns a command that runs the checker in the workspace.
    pub(crate) fn checker(&self, programs: &Programs, args: &[&str]) -> Command {
        let mut command = Command::new(&programs.checker);
        command.args(args).current_dir(&self.root);
        command
    }
}

/// Writes the list of files. Also finds a file to edit, and a path to use in it.
fn inspect(graph: &Path, root: &Path, list: &Path) -> Result<(usize, PathBuf, String), String> {
    let failed = |error: &dyn std::fmt::Display| format!("failed to read the checker's graph: {error}");
    let file = File::open(graph).map_err(|error| failed(&error))?;
    let graph: Graph = serde_json::from_reader(BufReader::new(file)).map_err(|error| failed(&error))?;
    let files: BTreeSet<PathBuf> = graph
        .modules
        .iter()
        .filter(|module| !module.file.is_empty())
        .map(|module| root.join(&module.file))
        .filter(|path| path.is_file())
        .collect();
    let text: Vec<String> = files.iter().map(|path| path.display().to_string()).collect();
    fs::write(list, text.join("\n")).map_err(|error| format!("failed to write {}: {error}", list.display()))?;
    let (changed, other) = file_to_edit(&graph).ok_or("the workspace has no library with a file to edit")?;
    Ok((files.len(), root.join(changed), other))
}

/// Returns a file in the middle of the library with the most Rust modules, and a path to another top-level module of it.
fn file_to_edit(graph: &Graph) -> Option<(&str, String)> {
    let mut of: BTreeMap<&str, Vec<&Module>> = BTreeMap::new();
    for module in
        graph.modules.iter().filter(|module| Path::new(&module.file).extension().is_some_and(|kind| kind == "rs"))
    {
        of.entry(module.path.split("::").next().unwrap_or_default()).or_default().push(module);
    }
    let libs = graph.crates.iter().filter(|krate| krate.kind == "lib");
    let (krate, modules) = libs
        .filter_map(|krate| Some((krate, of.get(krate.path.as_str())?)))
        .max_by_key(|(krate, modules)| (modules.len(), std::cmp::Reverse(&krate.path)))?;
    let files: BTreeMap<&str, &str> = modules.iter().rev().map(|one| (one.file.as_str(), one.path.as_str())).collect();
    let inner: Vec<_> = files.iter().filter(|(file, _)| **file != krate.root).collect();
    let (file, path) = match inner.get(inner.len() / 2) {
        Some((file, path)) => (**file, **path),
        None => (krate.root.as_str(), krate.path.as_str()),
    };
    let own = path.split("::").nth(1);
    let tops = modules.iter().filter_map(|one| one.path.split("::").nth(1)).collect::<BTreeSet<_>>();
    let other = tops.into_iter().find(|top| Some(*top) != own);
    Some((file, other.map_or_else(|| "crate".to_owned(), |top| format!("crate::{top}"))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_can_be_followed_by_a_package() {
        let here = env!("CARGO_MANIFEST_DIR");
        let with = Origin::parse(&format!("{here}#xtask")).unwrap();
        assert_eq!((with.label().as_str(), with.package()), ("xtask", Some("xtask")));
        assert_eq!(Origin::parse(here).unwrap().package(), None);
        assert!(Origin::parse(&format!("{here}/src")).unwrap_err().contains("Cargo.toml"));
        let label = |lines| Origin::Generated { lines, seed: 1 }.label();
        assert_eq!([label(10_000_000), label(45_000)], ["generated, 10 M", "generated, 45 k"]);
    }

    #[test]
    fn the_edited_file_is_in_the_middle_of_the_largest_library() {
        let graph: Graph = serde_json::from_str(
            r#"{"crates": [{"path": "a", "kind": "lib", "root": "a.rs"}, {"path": "b", "kind": "lib", "root": "b.rs"}],
                "modules": [{"path": "a", "file": "a.rs"}, {"path": "b", "file": "b.rs"}, {"path": "b::x", "file": "x.rs"},
                            {"path": "b::x::in", "file": "x.rs"}, {"path": "b::y", "file": "y.rs"}]}"#,
        )
        .unwrap();
        assert_eq!(file_to_edit(&graph), Some(("y.rs", "crate::x".to_owned())));
    }
}
