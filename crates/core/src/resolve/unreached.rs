//! Source files of workspace members that no target reaches.

use super::source_files;
use crate::{source::Sources, workspace::Workspace};
use rustc_hash::FxHashSet;
use std::path::{Path, PathBuf};

/// Returns the directories that contain the members' sources.
pub fn source_directories(workspace: &Workspace) -> impl Iterator<Item = PathBuf> {
    workspace.packages.iter().filter_map(|package| Some(package.manifest.parent()?.join("src")))
}

/// Returns the source files below some directories that no target reaches.
pub fn unreached(root: &Path, directories: impl Iterator<Item = PathBuf>, sources: &Sources) -> Vec<String> {
    let read: FxHashSet<&str> = sources.iter().map(|(_, source)| source.path.as_str()).collect();
    let mut files = Vec::new();
    for directory in directories {
        walk(&directory, &mut files);
    }
    let paths = files.iter().map(|file| source_files::display(file, root));
    let mut unreached: Vec<String> = paths.filter(|file| !read.contains(file.as_str())).collect();
    unreached.sort();
    unreached.dedup();
    unreached
}

/// Adds the `.rs` files below a directory. Symbolic links, and directories with a manifest of their own, are skipped.
fn walk(directory: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(directory) else { return };
    for entry in entries.flatten() {
        let Ok(kind) = entry.file_type() else { continue };
        let path = entry.path();
        if kind.is_dir() && !path.join("Cargo.toml").exists() {
            walk(&path, files);
        } else if kind.is_file() && path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}
