//! Finds the root of the repository, which code hosts name files from. It must not know more of git than `.git`.

use std::path::Path;

/// Returns the nearest directory, here or above, with a `.git`: a directory, or a file in a worktree or submodule.
pub(crate) fn root(directory: &Path) -> Option<&Path> {
    directory.ancestors().find(|directory| directory.join(".git").exists())
}

#[cfg(test)]
mod tests {
    use super::root;

    #[test]
    fn the_nearest_directory_wins() {
        let directory = tempfile::tempdir().expect("a directory can be made");
        let inner = directory.path().join("a/b");
        std::fs::create_dir_all(&inner).expect("a directory can be made");
        std::fs::write(directory.path().join("a/.git"), "gitdir: elsewhere").expect("a file can be written");
        assert_eq!(root(&inner), Some(&*directory.path().join("a")));
        assert_eq!(root(&directory.path().join("a")), Some(&*directory.path().join("a")));
    }
}
