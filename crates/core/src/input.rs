//! The files that an analysis has read, and whether they are still the same.
//!
//! A file is compared by its stamp if that is certain, and by its content otherwise. This module must not know what files
//! contain.

use crate::files;
use bitcode::{Decode, Encode};
use sha2::{Digest as _, Sha256};
use std::{
    fmt::{self, Display, Formatter},
    io,
    path::Path,
};

/// The digest of a content: the first half of its SHA-256 (FIPS 180-4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
pub struct Digest(pub(crate) [u8; 16]);

impl Digest {
    /// Returns the digest of some bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self::of_parts(&[bytes])
    }

    /// Returns the digest of several parts in order. The boundaries of the parts matter.
    pub fn of_parts(parts: &[&[u8]]) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            if parts.len() > 1 {
                hash.update((part.len() as u64).to_le_bytes());
            }
            hash.update(part);
        }
        let mut first = [0; 16];
        first.copy_from_slice(&hash.finalize()[..16]);
        Self(first)
    }
}

impl Display for Digest {
    /// Writes the digest in hexadecimal.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// A time, in nanoseconds since 1970.
pub type Nanoseconds = i64;

/// The metadata of a file that tell whether it may have changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Stamp {
    len: u64,
    modified: Nanoseconds,
    /// The time of the last change of any kind (`ctime`), which no program can set.
    changed: Nanoseconds,
    inode: u64,
}

/// The resolution of file times: a file that changed less than this before it was read may have changed again with the same
/// times. FAT has the coarsest one, of two seconds.
const MARGIN: Nanoseconds = 2_500_000_000;

impl Stamp {
    /// Reads the stamp of a file.
    pub fn of(path: &Path) -> io::Result<Self> {
        std::fs::metadata(path).map(|metadata| Self::read(&metadata))
    }

    #[cfg(unix)]
    fn read(metadata: &std::fs::Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;
        let time = |seconds: i64, nanoseconds: i64| seconds.saturating_mul(1_000_000_000).saturating_add(nanoseconds);
        Self {
            len: metadata.len(),
            modified: time(metadata.mtime(), metadata.mtime_nsec()),
            changed: time(metadata.ctime(), metadata.ctime_nsec()),
            inode: metadata.ino(),
        }
    }

    /// On other systems a program can reset all metadata of a file, so no stamp is certain.
    #[cfg(not(unix))]
    fn read(metadata: &std::fs::Metadata) -> Self {
        Self { len: metadata.len(), modified: Nanoseconds::MAX, changed: Nanoseconds::MAX, inode: 0 }
    }

    /// Whether the file was modified at that time or later.
    pub fn is_since(&self, at: Nanoseconds) -> bool {
        self.modified >= at
    }

    /// Makes the stamp uncertain, so that the file's content is compared.
    pub fn doubt(&mut self) {
        (self.modified, self.changed) = (Nanoseconds::MAX, Nanoseconds::MAX);
    }

    /// Whether a file with this stamp is certainly unchanged since a run that began at that time, and first took this stamp
    /// and then read the file.
    pub fn is_certain(&self, at: Nanoseconds) -> bool {
        let settled = |time: Nanoseconds| time < at.saturating_sub(MARGIN);
        settled(self.modified) && settled(self.changed)
    }
}

/// A file that an analysis has read.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Input {
    /// Its absolute path.
    pub path: String,
    /// Its stamp before it was read.
    pub stamp: Stamp,
    /// Its content.
    pub digest: Digest,
}

/// The result of comparing a file with its current state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// The file is unchanged, according to its stamp.
    SameStamp,
    /// The file has another stamp, which was taken before its content was compared, and the same content.
    SameContent(Stamp),
    /// The file is missing or has another content.
    Changed,
}

impl Input {
    /// Compares the file with its current state. `at` is when the run began that read it.
    pub fn compare(&self, at: Nanoseconds) -> Comparison {
        let path = Path::new(&self.path);
        match Stamp::of(path) {
            Ok(stamp) if stamp == self.stamp && stamp.is_certain(at) => Comparison::SameStamp,
            Ok(stamp) if stamp.len == self.stamp.len => match files::read(path) {
                Ok(bytes) if Digest::of(&bytes) == self.digest => Comparison::SameContent(stamp),
                _ => Comparison::Changed,
            },
            _ => Comparison::Changed,
        }
    }
}

/// All files that an analysis has read or looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct Inputs {
    /// The files that it has read; sorted by path.
    pub files: Vec<Input>,
    /// The paths at which it found no file; sorted.
    pub missing: Vec<String>,
    /// Whether it has read something that can't be compared later, such as a file whose path is not UTF-8.
    pub uncertain: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_depend_on_the_boundaries_of_parts() {
        assert_ne!(Digest::of_parts(&[b"ab", b"c"]), Digest::of_parts(&[b"a", b"bc"]));
        assert_eq!(Digest::of(b"abc"), Digest::of(b"abc"));
    }

    #[test]
    fn a_file_that_changed_around_the_time_of_the_run_is_read_again() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a.rs");
        std::fs::write(&path, "fn a() {}").unwrap();
        let stamp = Stamp::of(&path).unwrap();
        let input = Input { path: path.to_str().unwrap().to_owned(), stamp, digest: Digest::of(b"fn a() {}") };
        let (then, later) = (stamp.changed, stamp.changed + 2 * MARGIN);
        assert!(!stamp.is_certain(then));
        assert_eq!(
            (input.compare(then), input.compare(later)),
            (Comparison::SameContent(stamp), Comparison::SameStamp)
        );
        // Same length and same times: only the content differs.
        std::fs::write(&path, "fn b() {}").unwrap();
        let times = std::fs::FileTimes::new()
            .set_modified(std::time::UNIX_EPOCH + std::time::Duration::from_nanos(stamp.modified.unsigned_abs()));
        std::fs::File::options().write(true).open(&path).unwrap().set_times(times).unwrap();
        assert_eq!((input.compare(then), input.compare(later)), (Comparison::Changed, Comparison::Changed));
        std::fs::remove_file(&path).unwrap();
        assert_eq!(input.compare(then), Comparison::Changed);
    }
}
