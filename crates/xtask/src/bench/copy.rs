//! Copies a workspace, so that the benchmark never changes the original.

use std::{fs, io, path::Path};

/// Copies a directory, except `.git` and Cargo's build output.
pub(crate) fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (name, target) = (entry.file_name(), to.join(entry.file_name()));
        let kind = entry.file_type()?;
        let cache = || entry.path().join("CACHEDIR.TAG").exists();
        if kind.is_dir() {
            if name != ".git" && !(name == "target" && cache()) {
                copy(&entry.path(), &target)?;
            }
        } else if kind.is_symlink() {
            link(&entry.path(), &target)?;
        } else if kind.is_file() {
            fs::copy(entry.path(), &target)?;
        }
    }
    Ok(())
}

/// Copies a symbolic link.
#[cfg(unix)]
fn link(from: &Path, to: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(fs::read_link(from)?, to)
}

#[cfg(not(unix))]
fn link(from: &Path, to: &Path) -> io::Result<()> {
    if from.is_dir() { copy(from, to) } else { fs::copy(from, to).map(drop) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_but_build_output_and_git_is_copied() {
        let directory = tempfile::tempdir().unwrap();
        let (from, to) = (directory.path().join("from"), directory.path().join("to"));
        for file in ["src/lib.rs", "target/CACHEDIR.TAG", "target/a", ".git/config", "src/target/mod.rs"] {
            let path = from.join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, file).unwrap();
        }
        copy(&from, &to).unwrap();
        assert_eq!(fs::read_to_string(to.join("src/lib.rs")).unwrap(), "src/lib.rs");
        assert!(to.join("src/target/mod.rs").exists(), "a module can have this name");
        assert!(!to.join("target").exists() && !to.join(".git").exists());
    }
}
