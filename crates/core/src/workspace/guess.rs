//! The root files of a workspace, as manifests tell them at a glance: something to read while Cargo thinks. It is a guess
//! (of globs, of what Cargo finds by itself, of editions that are inherited): what counts is Cargo's answer alone.

use super::Edition;
use globset::Glob;
use serde::Deserialize;
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

#[derive(Default, Deserialize)]
#[serde(default)]
struct Manifest {
    package: Option<Package>,
    workspace: Option<Workspace>,
    lib: Option<Target>,
    bin: Vec<Target>,
    example: Vec<Target>,
    test: Vec<Target>,
    bench: Vec<Target>,
}

#[derive(Deserialize)]
struct Package {
    edition: Option<toml::Value>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Workspace {
    members: Vec<String>,
    package: Option<Package>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Target {
    path: Option<PathBuf>,
}

/// The root files of the workspace of a manifest, or of the one that `current_dir` is in, with their editions.
pub fn guess_roots(manifest: Option<&Path>, current_dir: &Path) -> Vec<(PathBuf, Edition)> {
    let nearest = match manifest {
        Some(manifest) => Some(current_dir.join(manifest)),
        None => current_dir.ancestors().map(|folder| folder.join("Cargo.toml")).find(|manifest| manifest.is_file()),
    };
    let Some(folder) = nearest.as_deref().and_then(Path::parent) else { return Vec::new() };
    let roots = folder.ancestors().filter_map(|folder| Some((folder, read(folder)?)));
    let mut nearest = None;
    for (folder, manifest) in roots {
        if let Some(workspace) = &manifest.workspace {
            let inherited = workspace.package.as_ref().and_then(|package| edition(package, Edition::E2015));
            let mut files = Vec::new();
            if manifest.package.is_some() {
                targets(folder, &manifest, inherited, &mut files);
            }
            for member in workspace.members.iter().flat_map(|pattern| matching(folder, pattern)) {
                if let Some(manifest) = read(&member) {
                    targets(&member, &manifest, inherited, &mut files);
                }
            }
            return files;
        }
        nearest.get_or_insert((folder, manifest));
    }
    let mut files = Vec::new();
    if let Some((folder, manifest)) = nearest {
        targets(folder, &manifest, None, &mut files);
    }
    files
}

fn read(folder: &Path) -> Option<Manifest> {
    toml::from_str(&fs::read_to_string(folder.join("Cargo.toml")).ok()?).ok()
}

/// The edition that a package says; `inherited` where it says that it is the workspace's.
fn edition(package: &Package, inherited: Edition) -> Option<Edition> {
    match package.edition.as_ref() {
        None => None,
        Some(toml::Value::String(edition)) => Some(Edition::of(edition)),
        Some(_) => Some(inherited),
    }
}

/// The folders that a member pattern names.
fn matching(root: &Path, pattern: &str) -> Vec<PathBuf> {
    let mut folders = vec![root.to_owned()];
    for part in pattern.split('/').filter(|part| !part.is_empty() && *part != ".") {
        if part.contains(['*', '?', '[', '{']) {
            let Ok(glob) = Glob::new(part) else { return Vec::new() };
            let glob = glob.compile_matcher();
            folders = folders
                .iter()
                .flat_map(|folder| entries(folder))
                .filter(|entry| entry.file_name().is_some_and(|name| glob.is_match(name)) && entry.is_dir())
                .collect();
        } else {
            for folder in &mut folders {
                folder.push(part);
            }
        }
    }
    folders
}

/// What is in a folder, sorted.
fn entries(folder: &Path) -> BTreeSet<PathBuf> {
    fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect()
}

/// The root files of a package: those that its manifest names, and those that Cargo finds by itself.
fn targets(folder: &Path, manifest: &Manifest, inherited: Option<Edition>, files: &mut Vec<(PathBuf, Edition)>) {
    let package = manifest.package.as_ref();
    let edition = package.and_then(|package| edition(package, inherited.unwrap_or(Edition::E2015)));
    let edition = edition.unwrap_or(Edition::E2015);
    let named = [&manifest.bin, &manifest.example, &manifest.test, &manifest.bench].into_iter().flatten();
    let named = manifest.lib.iter().chain(named).filter_map(|target| target.path.as_ref());
    let mut found: BTreeSet<PathBuf> = named.map(|path| folder.join(path)).collect();
    found.extend(["build.rs", "src/lib.rs", "src/main.rs"].map(|path| folder.join(path)));
    for place in ["src/bin", "examples", "tests", "benches"] {
        for entry in entries(&folder.join(place)) {
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
        testing::{Files, cargo},
    };

    #[test]
    fn it_is_what_cargo_says_where_nothing_is_strange() {
        let files = Files::new(&[
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
    fn what_can_t_be_read_is_no_guess() {
        let files = Files::new(&[("Cargo.toml", "[workspace\n"), ("a/x", "")]);
        assert_eq!(guess_roots(None, &files.path().join("a")), []);
        assert_eq!(guess_roots(Some(Path::new("no/Cargo.toml")), Path::new("/")), []);
    }
}
