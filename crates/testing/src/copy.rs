//! Copies of workspaces.

use std::{fs, io, path::Path};

/// Copies a file, a symbolic link or a directory, without the history and the build output of a workspace.
pub fn copy(from: &Path, to: &Path) -> io::Result<()> {
    let kind = fs::symlink_metadata(from)?.file_type();
    if kind.is_symlink() {
        return link(from, to);
    }
    if !kind.is_dir() {
        return fs::copy(from, to).map(drop);
    }
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        if entry.file_name() != ".git" && !is_build_output(&entry.path()) {
            copy(&entry.path(), &to.join(entry.file_name()))?;
        }
    }
    Ok(())
}

/// Returns whether a path is a `target` directory that Cargo or the checker has written. A module can have this name, too.
fn is_build_output(path: &Path) -> bool {
    let is_tagged = |directory: &Path| directory.join("CACHEDIR.TAG").exists();
    path.ends_with("target") && (is_tagged(path) || is_tagged(&path.join("archcheck")))
}

#[cfg(unix)]
fn link(from: &Path, to: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(fs::read_link(from)?, to)
}

/// Copies what the link leads to, since links need a permission here.
#[cfg(not(unix))]
fn link(from: &Path, to: &Path) -> io::Result<()> {
    copy(&from.canonicalize()?, to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Directory;

    #[test]
    fn everything_but_build_output_and_git_is_copied() {
        let (from, to) = (Directory::new(), Directory::new());
        for file in ["src/lib.rs", "target/CACHEDIR.TAG", "target/a", ".git/config", "src/target/mod.rs"] {
            from.write(file, file);
        }
        from.write("member/target/archcheck/CACHEDIR.TAG", "");
        copy(from.path(), to.path()).unwrap();
        assert_eq!(to.read("src/lib.rs"), "src/lib.rs");
        assert!(to.path().join("src/target/mod.rs").exists(), "a module can have this name");
        for skipped in ["target", ".git", "member/target"] {
            assert!(!to.path().join(skipped).exists(), "{skipped}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link() {
        let (from, to) = (Directory::new(), Directory::new());
        std::os::unix::fs::symlink("nowhere", from.path().join("link")).unwrap();
        copy(from.path(), to.path()).unwrap();
        assert_eq!(fs::read_link(to.path().join("link")).unwrap(), Path::new("nowhere"));
    }
}
