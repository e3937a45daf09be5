//! Deletes a cache directory: only files that we have written, in a directory that is ours. Follows no links.

use super::directory::{TEST, has_only_ours, is_marked, is_our_name};
use std::{fs, io, path::Path};

/// The result of deleting a cache directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cleaned {
    /// There was no such directory.
    Nothing,
    /// Our files were deleted, and the directory too unless it contains others.
    Removed {
        /// How many files were deleted.
        files: usize,
        /// The total size of these files, in bytes.
        bytes: u64,
        /// Whether there are files that are not ours.
        has_others: bool,
    },
    /// It was a link: the link was deleted, its target was not.
    Unlinked,
    /// It is not a cache directory, and nothing was deleted.
    Foreign,
}

/// Deletes a cache directory.
pub fn clean(directory: &Path) -> io::Result<Cleaned> {
    let kind = match fs::symlink_metadata(directory) {
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            return Ok(Cleaned::Nothing);
        }
        Err(error) => return Err(error),
        Ok(metadata) => metadata.file_type(),
    };
    if kind.is_symlink() {
        // On Windows a link to a directory is removed like a directory.
        fs::remove_file(directory).or_else(|_| fs::remove_dir(directory))?;
        return Ok(Cleaned::Unlinked);
    }
    if !kind.is_dir() || !is_marked(directory) && !has_only_ours(directory)? {
        return Ok(Cleaned::Foreign);
    }
    let (mut files, mut bytes) = (0, 0);
    for directory in [&directory.join(TEST), directory] {
        if !fs::symlink_metadata(directory).is_ok_and(|metadata| metadata.is_dir()) {
            continue;
        }
        for entry in fs::read_dir(directory)? {
            let entry = entry?;
            let metadata = fs::symlink_metadata(entry.path())?;
            if metadata.is_file() && entry.file_name().to_str().is_some_and(is_our_name) {
                fs::remove_file(entry.path())?;
                (files, bytes) = (files + 1, bytes + metadata.len());
            }
        }
        let _ = fs::remove_dir(directory);
    }
    Ok(Cleaned::Removed { files, bytes, has_others: directory.exists() })
}

#[cfg(test)]
mod tests {
    use super::{
        super::directory::{FACTS, prepare},
        *,
    };

    #[test]
    fn only_our_files_are_deleted() {
        let outer = tempfile::tempdir().unwrap();
        let directory = outer.path().join("archcheck");
        assert_eq!(clean(&directory).unwrap(), Cleaned::Nothing);
        assert_eq!(clean(&outer.path().join("none/archcheck")).unwrap(), Cleaned::Nothing);
        prepare(&directory.join(TEST)).unwrap();
        fs::write(directory.join(FACTS), "abc").unwrap();
        fs::write(directory.join(".archcheck-abc123.tmp"), "de").unwrap();
        fs::write(outer.path().join("beside"), "").unwrap();
        assert!(matches!(clean(&directory).unwrap(), Cleaned::Removed { files: 4, has_others: false, .. }));
        assert!(!directory.exists() && outer.path().join("beside").exists());

        prepare(&directory).unwrap();
        fs::create_dir(directory.join("mine")).unwrap();
        fs::write(directory.join("mine").join(FACTS), "").unwrap();
        fs::write(directory.join("a.bin"), "").unwrap();
        assert!(matches!(clean(&directory).unwrap(), Cleaned::Removed { files: 2, has_others: true, .. }));
        assert!(directory.join("mine").join(FACTS).exists() && directory.join("a.bin").exists());
    }

    #[test]
    fn a_foreign_directory_is_kept_and_not_written_to() {
        let outer = tempfile::tempdir().unwrap();
        let directory = outer.path().join("archcheck");
        fs::create_dir(&directory).unwrap();
        fs::write(directory.join("thesis.txt"), "precious").unwrap();
        fs::write(directory.join(FACTS), "mine").unwrap();
        assert_eq!(prepare(&directory).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(clean(&directory).unwrap(), Cleaned::Foreign);
        assert_eq!(fs::read_dir(&directory).unwrap().count(), 2);

        let file = outer.path().join("file");
        fs::write(&file, "a file").unwrap();
        assert_eq!(clean(&file).unwrap(), Cleaned::Foreign);
        assert_eq!(clean(&file.join("archcheck")).unwrap(), Cleaned::Nothing, "a file has no directory below it");
        assert_eq!(fs::read_to_string(&file).unwrap(), "a file");
    }

    #[cfg(unix)]
    #[test]
    fn links_are_not_followed() {
        use std::os::unix::fs::symlink;
        let outer = tempfile::tempdir().unwrap();
        let (directory, other) = (outer.path().join("archcheck"), outer.path().join("other"));
        fs::create_dir(&other).unwrap();
        fs::write(other.join(FACTS), "abc").unwrap();
        symlink(&other, &directory).unwrap();
        assert_eq!(clean(&directory).unwrap(), Cleaned::Unlinked);
        assert!(fs::symlink_metadata(&directory).is_err());
        prepare(&directory).unwrap();
        symlink(other.join(FACTS), directory.join(FACTS)).unwrap();
        symlink(&other, directory.join(TEST)).unwrap();
        assert!(matches!(clean(&directory).unwrap(), Cleaned::Removed { has_others: true, .. }));
        assert_eq!(fs::read_to_string(other.join(FACTS)).unwrap(), "abc");
    }
}
