//! Finds the root of the repository, which code hosts name files from. It must not know more of git than `.git`.

use std::path::Path;

/// Returns the nearest folder, here or above, with a `.git`: a folder, or a file in a worktree or submodule.
pub(crate) fn root(folder: &Path) -> Option<&Path> {
    folder.ancestors().find(|folder| folder.join(".git").exists())
}

#[cfg(test)]
mod tests {
    use super::root;

    #[test]
    fn the_nearest_folder_wins() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let inner = folder.path().join("a/b");
        std::fs::create_dir_all(&inner).expect("a folder can be made");
        std::fs::write(folder.path().join("a/.git"), "gitdir: elsewhere").expect("a file can be written");
        assert_eq!(root(&inner), Some(&*folder.path().join("a")));
        assert_eq!(root(&folder.path().join("a")), Some(&*folder.path().join("a")));
    }
}
