//! Guesses the root files of a workspace from its manifests, so that reading can start while `cargo metadata` runs.
//!
//! The guess imitates member globs, target discovery and inherited editions. A wrong guess costs time only, since the
//! output of Cargo decides what is analyzed.

use super::Edition;
use crate::files;
use globset::{Glob, GlobSet};
use serde::Deserialize;
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

#[derive(Default, Deserialize)]
#[serde(default)]
struct ManifestTables {
    package: Option<PackageTable>,
    workspace: Option<WorkspaceTable>,
    lib: Option<TargetTable>,
    bin: Vec<TargetTable>,
    example: Vec<TargetTable>,
    test: Vec<TargetTable>,
    bench: Vec<TargetTable>,
}

#[derive(Deserialize)]
struct PackageTable {
    edition: Option<toml::Value>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct WorkspaceTable {
    members: Vec<String>,
    package: Option<PackageTable>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct TargetTable {
    path: Option<PathBuf>,
}

/// Returns the likely root files, with their editions, of the workspace of a manifest or of `current_dir`.
pub fn guess_roots(manifest: Option<&Path>, current_dir: &Path) -> Vec<(PathBuf, Edition)> {
    let nearest = match manifest {
        Some(manifest) => Some(current_dir.join(manifest)),
        None => {
            current_dir.ancestors().map(|directory| directory.join("Cargo.toml")).find(|manifest| manifest.is_file())
        }
    };
    let Some(directory) = nearest.as_deref().and_then(Path::parent) else { return Vec::new() };
    let roots = directory.ancestors().filter_map(|directory| Some((directory, read(directory)?)));
    let mut nearest = None;
    for (directory, manifest) in roots {
        if let Some(workspace) = &manifest.workspace {
            let inherited = workspace.package.as_ref().and_then(|package| edition(package, Edition::E2015));
            let mut files = Vec::new();
            if manifest.package.is_some() {
                targets(directory, &manifest, inherited, &mut files);
            }
            for member in workspace.members.iter().flat_map(|pattern| matching(directory, pattern)) {
                if let Some(manifest) = read(&member) {
                    targets(&member, &manifest, inherited, &mut files);
                }
            }
            return files;
        }
        nearest.get_or_insert((directory, manifest));
    }
    let mut files = Vec::new();
    if let Some((directory, manifest)) = nearest {
        targets(directory, &manifest, None, &mut files);
    }
    files
}

fn read(directory: &Path) -> Option<ManifestTables> {
    toml::from_str(&files::read_to_string(&directory.join("Cargo.toml")).ok()?).ok()
}

/// Returns the edition of a package: `inherited` if it says `edition.workspace = true`.
fn edition(package: &PackageTable, inherited: Edition) -> Option<Edition> {
    match package.edition.as_ref() {
        None => None,
        Some(toml::Value::String(edition)) => Some(Edition::parse(edition)),
        Some(_) => Some(inherited),
    }
}

/// Returns the directories that a member pattern matches.
fn matching(root: &Path, pattern: &str) -> Vec<PathBuf> {
    let mut directories = vec![root.to_owned()];
    for part in pattern.split('/').filter(|part| !part.is_empty() && *part != ".") {
        if part.contains(['*', '?', '[']) {
            // Unlike a single glob, a set reports a glob that is too large to compile.
            let glob = Glob::new(part).and_then(|glob| GlobSet::builder().add(glob).build());
            let Ok(glob) = glob else { return Vec::new() };
            directories = directories
                .iter()
                .flat_map(|directory| entries(directory))
                .filter(|entry| entry.file_name().is_some_and(|name| glob.is_match(name)) && entry.is_dir())
                .collect();
        } else {
            for directory in &mut directories {
                directory.push(part);
            }
        }
    }
    directories
}

/// Returns the sorted entries of a directory.
fn entries(directory: &Path) -> BTreeSet<PathBuf> {
    fs::read_dir(directory).into_iter().flatten().flatten().map(|entry| entry.path()).collect()
}

/// Adds the root files of a package: those that the manifest names, and those that Cargo discovers.
fn targets(
    directory: &Path,
    manifest: &ManifestTables,
    inherited: Option<Edition>,
    files: &mut Vec<(PathBuf, Edition)>,
) {
    let package = manifest.package.as_ref();
    let edition = package.and_then(|package| edition(package, inherited.unwrap_or(Edition::E2015)));
    let edition = edition.unwrap_or(Edition::E2015);
    let named = [&manifest.bin, &manifest.example, &manifest.test, &manifest.bench].into_iter().flatten();
    let named = manifest.lib.iter().chain(named).filter_map(|target| target.path.as_ref());
    let mut found: BTreeSet<PathBuf> = named.map(|path| directory.join(path)).collect();
    found.extend(["build.rs", "src/lib.rs", "src/main.rs"].map(|path| directory.join(path)));
    for place in ["src/bin", "examples", "tests", "benches"] {
        for entry in entries(&directory.join(place)) {
            let is_source = entry.extension().is_some_and(|extension| extension == "rs");
            found.insert(if is_source { entry } else { entry.join("main.rs") });
        }
    }
    files.extend(found.into_iter().filter(|file| file.is_file()).map(|file| (file, edition)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::{
        load,
        testing::{Directory, cargo},
    };

    #[test]
    fn the_guess_matches_cargo_for_a_usual_workspace() {
        let files = Directory::with(&[
            ("Cargo.toml", "[workspace]\nmembers = ['crates/*', 'tool']\n[workspace.package]\nedition = '2021'\n"),
            ("crates/a/Cargo.toml", "[package]\nname = 'a'\nedition.workspace = true\n"),
            ("crates/a/src/lib.rs", ""),
            ("crates/a/src/bin/x.rs", "fn main() {}"),
            ("crates/a/src/bin/y/main.rs", "fn main() {}"),
            ("crates/a/tests/it/main.rs", ""),
            ("crates/a/benches/b.rs", ""),
            ("crates/b/Cargo.toml", "[package]\nname = 'b'\n[lib]\npath = 'b.rs'\n"),
            ("crates/b/b.rs", ""),
            ("crates/b/build.rs", "fn main() {}"),
            ("tool/Cargo.toml", "[package]\nname = 'tool'\nedition = '2018'\n"),
            ("tool/src/main.rs", "fn main() {}"),
        ]);
        let workspace = load(None, &cargo(), files.path()).unwrap();
        let mut known: Vec<_> = workspace.crates.iter().map(|krate| (krate.root.clone(), krate.edition)).collect();
        known.sort();
        let root = workspace.root.clone();
        for (manifest, current_dir) in [(None, "crates/a/src"), (Some(Path::new("tool/Cargo.toml")), "")] {
            let mut guessed = guess_roots(manifest, &root.join(current_dir));
            guessed.sort();
            assert_eq!(guessed, known);
        }
    }

    #[test]
    fn unreadable_manifests_yield_no_guess() {
        let files = Directory::with(&[("Cargo.toml", "[workspace\n"), ("a/x", "")]);
        assert_eq!(guess_roots(None, &files.path().join("a")), []);
        assert_eq!(guess_roots(Some(Path::new("no/Cargo.toml")), Path::new("/")), []);
    }
}
