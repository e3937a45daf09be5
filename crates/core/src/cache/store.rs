//! Stores the facts of files by their content and edition, so that an unchanged file is not parsed again, wherever it is.

use super::file::{Opened, checksum};
use crate::{
    input::{Digest, Input, Nanoseconds, Stamp},
    syntax::Facts,
    workspace::Edition,
};
use bitcode::{Decode, Encode};
use rustc_hash::{FxHashMap, FxHashSet};
use std::path::Path;

/// The key of some facts: the content of the file and its edition.
type Key = (Digest, Edition);

/// The position and the checksum of some facts in the trailer of the store's file.
#[derive(Clone, Copy, Debug, Encode, Decode)]
struct Part {
    at: u64,
    length: u64,
    checksum: u64,
}

/// The facts that an earlier run has stored.
#[derive(Debug, Default)]
pub struct Store {
    bytes: Vec<u8>,
    facts: FxHashMap<Key, Part>,
    files: FxHashMap<String, (Stamp, Digest)>,
    taken: Nanoseconds,
}

/// The index of a store, as it is written.
#[derive(Encode, Decode)]
struct Index {
    taken: Nanoseconds,
    /// The encoded list of files, which is not needed for loading only some facts.
    files: Vec<u8>,
    facts: Vec<(Key, Part)>,
}

/// A store in its encoded form.
#[derive(Debug)]
pub struct Written {
    /// The content of the cache file.
    pub index: Vec<u8>,
    /// The trailer of the cache file: the facts of all contents.
    pub parts: Vec<u8>,
}

/// What a store knows about a file by its path and stamp.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// The digest of its content, so that the file need not be read.
    Content(Digest),
    /// Nothing certain.
    Nothing,
}

/// The facts of a file, for the next store.
#[derive(Debug)]
pub struct Saved {
    /// The digest of the file's content.
    pub digest: Digest,
    /// The edition that the file was read with.
    pub edition: Edition,
    /// The encoded facts; `None` if the current store already has them.
    pub facts: Option<Vec<u8>>,
}

impl Store {
    /// Reads the store at a path. Returns an empty one if there is no usable store.
    pub fn read(path: &Path, program: Digest) -> Self {
        let read = || {
            let opened = Opened::at(path, program)?;
            let (index, parts) = opened.all()?;
            Self::of(&index, parts)
        };
        read().unwrap_or_default()
    }

    fn of(index: &[u8], bytes: Vec<u8>) -> Option<Self> {
        let index: Index = bitcode::decode(index).ok()?;
        let files: Vec<Input> = bitcode::decode(&index.files).ok()?;
        let files = files.into_iter().map(|file| (file.path, (file.stamp, file.digest))).collect();
        Some(Self { bytes, facts: index.facts.into_iter().collect(), files, taken: index.taken })
    }

    /// Reads the facts of a few contents, in order, and nothing else of the store at a path. Returns `None` if any of them is
    /// missing.
    pub fn some(path: &Path, program: Digest, wanted: &[(Digest, Edition)]) -> Option<Vec<Facts>> {
        let mut opened = Opened::at(path, program)?;
        let index: Index = bitcode::decode(&opened.content).ok()?;
        let facts = wanted.iter().map(|wanted| {
            let (_, part) = index.facts.iter().find(|(key, _)| key == wanted)?;
            decode(&opened.part(part.at, usize::try_from(part.length).ok()?)?, *part)
        });
        facts.collect()
    }

    /// Looks up a file without reading it.
    pub fn known(&self, path: &Path, stamp: Stamp) -> Known {
        match path.to_str().and_then(|path| self.files.get(path)) {
            Some((then, digest)) if *then == stamp && stamp.is_certain(self.taken) => Known::Content(*digest),
            _ => Known::Nothing,
        }
    }

    /// Returns the encoded facts of a content.
    fn bytes(&self, digest: Digest, edition: Edition) -> Option<(&[u8], Part)> {
        let part = *self.facts.get(&(digest, edition))?;
        let at = usize::try_from(part.at).ok()?;
        let bytes = self.bytes.get(at..at.checked_add(usize::try_from(part.length).ok()?)?)?;
        (checksum(bytes) == part.checksum).then_some((bytes, part))
    }

    /// Returns the facts of a content.
    pub fn facts(&self, digest: Digest, edition: Edition) -> Option<Facts> {
        let (bytes, _) = self.bytes(digest, edition)?;
        bitcode::decode(bytes).ok()
    }

    /// Whether the store has exactly these facts and files.
    fn is_of(&self, files: &[Input], saved: &[Saved]) -> bool {
        saved.iter().all(|one| one.facts.is_none())
            && self.facts.len() == saved.len()
            && self.files.len() == files.len()
            && files.iter().all(|file| self.files.get(&file.path) == Some(&(file.stamp, file.digest)))
    }

    /// Encodes the store for the next run: the facts of all files of this run. Returns `None` if nothing has changed.
    pub fn next(&self, files: &[Input], saved: &[Saved], now: Nanoseconds) -> Option<Written> {
        if self.is_of(files, saved) {
            return None;
        }
        let mut kept: FxHashSet<Key> = FxHashSet::default();
        let mut facts = Vec::with_capacity(saved.len());
        let mut parts = Vec::with_capacity(self.bytes.len());
        for one in saved {
            let key = (one.digest, one.edition);
            let bytes = match &one.facts {
                Some(bytes) => Some((bytes.as_slice(), checksum(bytes))),
                None => self.bytes(one.digest, one.edition).map(|(bytes, part)| (bytes, part.checksum)),
            };
            let Some((bytes, checksum)) = bytes else { continue };
            if kept.insert(key) {
                let part = Part { at: parts.len() as u64, length: bytes.len() as u64, checksum };
                facts.push((key, part));
                parts.extend_from_slice(bytes);
            }
        }
        let index = bitcode::encode(&Index { taken: now, files: bitcode::encode(files), facts });
        Some(Written { index, parts })
    }
}

/// Encodes facts for a store.
pub(crate) fn encode(facts: &Facts) -> Vec<u8> {
    bitcode::encode(facts)
}

fn decode(bytes: &[u8], part: Part) -> Option<Facts> {
    if checksum(bytes) != part.checksum {
        return None;
    }
    bitcode::decode(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::lower_file;

    #[test]
    fn stored_facts_are_restored_unchanged() {
        let text = "mod a; use b::c; macro_rules! m { ($x:expr) => { $x + 1 } } // archcheck: allow(r, reason = \"x\")\nm! { 1 } #[cfg(unix)] fn f() { crate::g::<u8>() }";
        let facts = lower_file(text, 0, Edition::E2021);
        let saved =
            [Saved { digest: Digest::of(text.as_bytes()), edition: Edition::E2021, facts: Some(encode(&facts)) }];
        let directory = tempfile::tempdir().unwrap();
        let (path, program) = (directory.path().join("facts.bin"), Digest::of(b"p"));
        let Written { index, parts } = Store::default().next(&[], &saved, 0).unwrap();
        crate::cache::write(&path, program, &index, &parts).unwrap();
        let store = Store::read(&path, program);
        let key = (saved[0].digest, Edition::E2021);
        let some = Store::some(&path, program, &[key, key]).unwrap();
        for back in some.into_iter().chain(store.facts(key.0, key.1)) {
            assert_eq!(format!("{back:?}"), format!("{facts:?}"));
        }
        assert!(store.facts(key.0, Edition::E2018).is_none());
        assert!(Store::some(&path, program, &[key, (key.0, Edition::E2018)]).is_none());
        assert!(store.next(&[], &[Saved { facts: None, ..saved.into_iter().next().unwrap() }], 1).is_none());
    }

    #[test]
    fn corrupted_facts_are_not_read() {
        let key = (Digest::of(b""), Edition::E2021);
        let facts = encode(&lower_file("fn f() { g::h() }", 0, key.1));
        let saved = [Saved { digest: key.0, edition: key.1, facts: Some(facts) }];
        let Written { index, parts } = Store::default().next(&[], &saved, 0).unwrap();
        assert!(Store::of(&index[..index.len() - 1], parts.clone()).is_none());
        let cut = Store::of(&index, parts[..parts.len() - 1].to_vec()).unwrap();
        assert!(cut.facts(key.0, key.1).is_none());
        for at in 0..parts.len() {
            let mut flipped = parts.clone();
            flipped[at] ^= 4;
            assert!(Store::of(&index, flipped).unwrap().facts(key.0, key.1).is_none(), "{at}");
        }
        assert!(Store::of(&index, parts).unwrap().facts(key.0, key.1).is_some());
    }
}
