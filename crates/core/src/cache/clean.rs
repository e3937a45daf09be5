//! Deletes a cache directory. Follows no links, and does not touch a file in the place of the directory.

use std::{fs, io, path::Path};

/// The result of deleting a cache directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cleaned {
    /// There was no such directory.
    Nothing,
    /// The directory was deleted.
    Removed {
        /// How many files it contained.
        files: usize,
        /// The total size of these files, in bytes.
        bytes: u64,
    },
    /// It was a link: the link was deleted, its target was not.
    Unlinked,
}

/// Deletes a cache directory with its content.
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
    if !kind.is_dir() {
        return Err(io::ErrorKind::NotADirectory.into());
    }
    let (files, bytes) = size(directory)?;
    fs::remove_dir_all(directory)?;
    Ok(Cleaned::Removed { files, bytes })
}

/// Returns the number of files in a directory and their total size. A link counts as an empty file.
fn size(directory: &Path) -> io::Result<(usize, u64)> {
    let mut sum = (0, 0);
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        let metadata = fs::symlink_metadata(entry.path())?;
        let (files, bytes) = match metadata.file_type() {
            kind if kind.is_dir() => size(&entry.path())?,
            kind if kind.is_file() => (1, metadata.len()),
            _ => (1, 0),
        };
        sum = (sum.0 + files, sum.1 + bytes);
    }
    Ok(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_directory_and_its_content_are_deleted() {
        let outer = tempfile::tempdir().unwrap();
        let directory = outer.path().join("archcheck");
        assert_eq!(clean(&directory).unwrap(), Cleaned::Nothing);
        assert_eq!(clean(&outer.path().join("none/archcheck")).unwrap(), Cleaned::Nothing);
        fs::create_dir_all(directory.join("deep/er")).unwrap();
        fs::write(directory.join("a"), "abc").unwrap();
        fs::write(directory.join("deep/er/b"), "de").unwrap();
        fs::write(outer.path().join("beside"), "").unwrap();
        assert_eq!(clean(&directory).unwrap(), Cleaned::Removed { files: 2, bytes: 5 });
        assert!(!directory.exists() && outer.path().join("beside").exists());
        fs::write(&directory, "a file").unwrap();
        assert_eq!(clean(&directory).unwrap_err().kind(), io::ErrorKind::NotADirectory);
        assert_eq!(clean(&directory.join("archcheck")).unwrap(), Cleaned::Nothing, "a file has no directory below it");
        assert_eq!(fs::read_to_string(&directory).unwrap(), "a file");
    }

    #[cfg(unix)]
    #[test]
    fn links_are_not_followed() {
        use std::os::unix::fs::symlink;
        let outer = tempfile::tempdir().unwrap();
        let (directory, other) = (outer.path().join("archcheck"), outer.path().join("other"));
        fs::create_dir(&other).unwrap();
        fs::write(other.join("precious"), "abc").unwrap();
        symlink(&other, &directory).unwrap();
        assert_eq!(clean(&directory).unwrap(), Cleaned::Unlinked);
        assert!(fs::symlink_metadata(&directory).is_err());
        fs::create_dir(&directory).unwrap();
        symlink(&other, directory.join("within")).unwrap();
        symlink(other.join("precious"), directory.join("file")).unwrap();
        symlink(outer.path().join("nowhere"), directory.join("dangling")).unwrap();
        assert_eq!(clean(&directory).unwrap(), Cleaned::Removed { files: 3, bytes: 0 });
        assert_eq!(fs::read_to_string(other.join("precious")).unwrap(), "abc");
    }
}
