//! What an analysis read, and how to tell that it is still the same: by a file's stamp where that is certain, by its
//! content otherwise. It knows nothing of what the files hold.

use bitcode::{Decode, Encode};
use sha2::{Digest as _, Sha256};
use std::{io, path::Path};

/// The first half of a SHA-256 (FIPS 180-4): what a content is known by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
pub struct Digest(pub(crate) [u8; 16]);

impl Digest {
    /// Of some bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self::of_parts(&[bytes])
    }

    /// Of several parts, in their order; where one ends and the next begins counts.
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

/// A time, in nanoseconds since 1970.
pub type Nanoseconds = i64;

/// What the file system says of a file without its being read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Stamp {
    len: u64,
    modified: Nanoseconds,
    /// When the file system last noted a change of any kind, which no program can set.
    changed: Nanoseconds,
    inode: u64,
}

/// File systems count time in steps: what was changed as late as this before it was looked at may have been changed again
/// in the same step. FAT has the longest one, of two seconds.
const MARGIN: Nanoseconds = 2_500_000_000;

impl Stamp {
    /// Asks the file system.
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

    /// Elsewhere a program can put everything that is known of a file back to what it was: nothing is certain.
    #[cfg(not(unix))]
    fn read(metadata: &std::fs::Metadata) -> Self {
        Self { len: metadata.len(), modified: Nanoseconds::MAX, changed: Nanoseconds::MAX, inode: 0 }
    }

    /// Whether the content is said to be from that time or later.
    pub fn is_since(&self, at: Nanoseconds) -> bool {
        self.modified >= at
    }

    /// Makes it one that nothing is certain of but the length.
    pub fn doubt(&mut self) {
        (self.modified, self.changed) = (Nanoseconds::MAX, Nanoseconds::MAX);
    }

    /// Whether a file with this stamp is certainly the one that had it at some time: the time at which a run began that
    /// looked at it and then read it.
    pub fn is_certain(&self, at: Nanoseconds) -> bool {
        let settled = |time: Nanoseconds| time < at.saturating_sub(MARGIN);
        settled(self.modified) && settled(self.changed)
    }
}

/// A file that was read.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Input {
    /// Its absolute path.
    pub path: String,
    /// Its stamp before it was read.
    pub stamp: Stamp,
    /// Its content.
    pub digest: Digest,
}

/// What a second look at a file says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// It is certainly the same, by its stamp alone.
    Same,
    /// It has the same content; the stamp is from before that was read.
    Read(Stamp),
    /// It is gone, or another.
    Changed,
}

impl Input {
    /// Looks whether it is still there with the same content. `at` is when the run began that read it.
    pub fn look(&self, at: Nanoseconds) -> Look {
        let path = Path::new(&self.path);
        match Stamp::of(path) {
            Ok(stamp) if stamp == self.stamp && stamp.is_certain(at) => Look::Same,
            Ok(stamp) if stamp.len == self.stamp.len => match std::fs::read(path) {
                Ok(bytes) if Digest::of(&bytes) == self.digest => Look::Read(stamp),
                _ => Look::Changed,
            },
            _ => Look::Changed,
        }
    }
}

/// Everything that an analysis read or looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct Inputs {
    /// What was there, sorted by path.
    pub files: Vec<Input>,
    /// Where a file would have been read, and there was none; sorted.
    pub missing: Vec<String>,
    /// Whether something was read that can't be told from what it may be later: a path that is no text, say.
    pub uncertain: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_told_apart() {
        assert_ne!(Digest::of_parts(&[b"ab", b"c"]), Digest::of_parts(&[b"a", b"bc"]));
        assert_eq!(Digest::of(b"abc"), Digest::of(b"abc"));
    }

    #[test]
    fn what_changed_at_the_same_time_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.rs");
        std::fs::write(&path, "fn a() {}").unwrap();
        let stamp = Stamp::of(&path).unwrap();
        let input = Input { path: path.to_str().unwrap().to_owned(), stamp, digest: Digest::of(b"fn a() {}") };
        let (then, later) = (stamp.changed, stamp.changed + 2 * MARGIN);
        assert!(!stamp.is_certain(then));
        assert_eq!((input.look(then), input.look(later)), (Look::Read(stamp), Look::Same));
        // The same length and the same times: only the content tells.
        std::fs::write(&path, "fn b() {}").unwrap();
        let times = std::fs::FileTimes::new()
            .set_modified(std::time::UNIX_EPOCH + std::time::Duration::from_nanos(stamp.modified.unsigned_abs()));
        std::fs::File::options().write(true).open(&path).unwrap().set_times(times).unwrap();
        assert_eq!((input.look(then), input.look(later)), (Look::Changed, Look::Changed));
        std::fs::remove_file(&path).unwrap();
        assert_eq!(input.look(then), Look::Changed);
    }
}
