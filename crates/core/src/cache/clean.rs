//! Deletes a cache folder. Follows no links, and does not touch a file in the place of the folder.

use std::{fs, io, path::Path};

/// The result of deleting a cache folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cleaned {
    /// There was no such folder.
    Nothing,
    /// The folder was deleted.
    Removed {
        /// How many files it contained.
        files: usize,
        /// The total size of these files, in bytes.
        bytes: u64,
    },
    /// It was a link: the link was deleted, its target was not.
    Unlinked,
}

/// Deletes a cache folder with its content.
pub fn clean(folder: &Path) -> io::Result<Cleaned> {
    let kind = match fs::symlink_metadata(folder) {
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            return Ok(Cleaned::Nothing);
        }
        Err(error) => return Err(error),
        Ok(metadata) => metadata.file_type(),
    };
    if kind.is_symlink() {
        // On Windows a link to a folder is removed like a folder.
        fs::remove_file(folder).or_else(|_| fs::remove_dir(folder))?;
        return Ok(Cleaned::Unlinked);
    }
    if !kind.is_dir() {
        return Err(io::ErrorKind::NotADirectory.into());
    }
    let (files, bytes) = size(folder)?;
    fs::remove_dir_all(folder)?;
    Ok(Cleaned::Removed { files, bytes })
}

/// Returns the number of files in a folder and their total size. A link counts as an empty file.
fn size(folder: &Path) -> io::Result<(usize, u64)> {
    let mut sum = (0, 0);
    for entry in fs::read_dir(folder)? {
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
    fn only_the_folder_and_its_content_are_deleted() {
        let outer = tempfile::tempdir().unwrap();
        let folder = outer.path().join("archcheck");
        assert_eq!(clean(&folder).unwrap(), Cleaned::Nothing);
        assert_eq!(clean(&outer.path().join("none/archcheck")).unwrap(), Cleaned::Nothing);
        fs::create_dir_all(folder.join("deep/er")).unwrap();
        fs::write(folder.join("a"), "abc").unwrap();
        fs::write(folder.join("deep/er/b"), "de").unwrap();
        fs::write(outer.path().join("beside"), "").unwrap();
        assert_eq!(clean(&folder).unwrap(), Cleaned::Removed { files: 2, bytes: 5 });
        assert!(!folder.exists() && outer.path().join("beside").exists());
        fs::write(&folder, "a file").unwrap();
        assert_eq!(clean(&folder).unwrap_err().kind(), io::ErrorKind::NotADirectory);
        assert_eq!(clean(&folder.join("archcheck")).unwrap(), Cleaned::Nothing, "a file has no folder below it");
        assert_eq!(fs::read_to_string(&folder).unwrap(), "a file");
    }

    #[cfg(unix)]
    #[test]
    fn links_are_not_followed() {
        use std::os::unix::fs::symlink;
        let outer = tempfile::tempdir().unwrap();
        let (folder, other) = (outer.path().join("archcheck"), outer.path().join("other"));
        fs::create_dir(&other).unwrap();
        fs::write(other.join("precious"), "abc").unwrap();
        symlink(&other, &folder).unwrap();
        assert_eq!(clean(&folder).unwrap(), Cleaned::Unlinked);
        assert!(fs::symlink_metadata(&folder).is_err());
        fs::create_dir(&folder).unwrap();
        symlink(&other, folder.join("within")).unwrap();
        symlink(other.join("precious"), folder.join("file")).unwrap();
        symlink(outer.path().join("nowhere"), folder.join("dangling")).unwrap();
        assert_eq!(clean(&folder).unwrap(), Cleaned::Removed { files: 3, bytes: 0 });
        assert_eq!(fs::read_to_string(other.join("precious")).unwrap(), "abc");
    }
}
