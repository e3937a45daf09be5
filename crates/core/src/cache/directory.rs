//! The directory of the cache: its mark, and the names of our files in it.
//!
//! The checked project decides where Cargo's target directory is. So a directory of the right name may belong to somebody else,
//! and only files that we have written, in a directory with our mark, are replaced or deleted.

use crate::files;
use std::{fs, io, path::Path};

/// The file of the analysis of all configurations.
pub const GRAPH: &str = "graph.bin";
/// The file of the analysis of a single configuration: the one that was requested last.
pub const ACTIVE: &str = "active.bin";
/// The file of the facts of all source files.
pub const FACTS: &str = "facts.bin";

/// The file with the numbers of earlier commits, which the command line writes.
pub const TREND: &str = "trend.json";
/// The directory of the cache that tests use, below that of the command.
pub const TEST: &str = "test";

const GITIGNORE: &str = ".gitignore";
const TAG: &str = "CACHEDIR.TAG";

/// The content of the tag: its standard signature, and our mark.
const MARK: &str = "Signature: 8a477f597d28d172789f06886806bc55\n# This directory is the cache of cargo-archcheck.\n";

/// Creates a directory for cache files, and marks it as a cache for us, version control and backups. Fails if it contains
/// anything that is not ours.
pub(super) fn prepare(directory: &Path) -> io::Result<()> {
    if is_marked(directory) {
        return Ok(());
    }
    fs::create_dir_all(directory)?;
    if !has_only_ours(directory)? {
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, "the directory is not a cache of archcheck"));
    }
    fs::write(directory.join(GITIGNORE), "*\n")?;
    fs::write(directory.join(TAG), MARK)
}

/// Returns whether a directory is a cache of this program, in which its files may be written.
pub fn is_marked(directory: &Path) -> bool {
    files::read(&directory.join(TAG)).is_ok_and(|text| text == MARK.as_bytes())
}

/// Whether we write files or directories of this name.
pub(super) fn is_our_name(name: &str) -> bool {
    [GRAPH, ACTIVE, FACTS, TREND, GITIGNORE, TAG].contains(&name) || files::is_temporary(name)
}

/// Whether a directory contains nothing but files with our names, and the directory of the tests' cache.
pub(super) fn has_only_ours(directory: &Path) -> io::Result<bool> {
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        let name = entry.file_name();
        let kind = entry.file_type()?;
        let is_ours = name.to_str().is_some_and(|name| if kind.is_dir() { name == TEST } else { is_our_name(name) });
        if !is_ours {
            return Ok(false);
        }
    }
    Ok(true)
}
