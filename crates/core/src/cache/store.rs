//! The facts of files, by their content and edition: a file that has not changed is not parsed again, wherever it
//! stands.

use super::file::{Opened, checksum};
use crate::{
    input::{Digest, Input, Nanoseconds, Stamp},
    syntax::Facts,
    workspace::Edition,
};
use bitcode::{Decode, Encode};
use rustc_hash::{FxHashMap, FxHashSet};
use std::path::Path;

/// What is kept of each content.
type Key = (Digest, Edition);

/// Where the facts of a content are among the parts of the file, and what tells that they are whole.
#[derive(Clone, Copy, Debug, Encode, Decode)]
struct Part {
    at: u64,
    length: u64,
    checksum: u64,
}

/// Facts that an earlier run has left.
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
    /// The files that were read, encoded: who wants some facts only does not ask for them.
    files: Vec<u8>,
    facts: Vec<(Key, Part)>,
}

/// A store as it is written.
#[derive(Debug)]
pub struct Written {
    /// What is read first.
    pub index: Vec<u8>,
    /// The facts of one content after the other.
    pub parts: Vec<u8>,
}

/// What a store knows of a file, by its path and stamp.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// Its content: it need not be read.
    Content(Digest),
    /// Nothing that is certain.
    Nothing,
}

/// One file's facts, for the next store.
#[derive(Debug)]
pub struct Saved {
    /// What they are kept by.
    pub digest: Digest,
    /// The edition they were read by.
    pub edition: Edition,
    /// The facts, unless the store that the run began with has them.
    pub facts: Option<Vec<u8>>,
}

impl Store {
    /// The store at a path; an empty one where there is none that can be used.
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

    /// The facts of a few contents, in their order, of the store at a path; none if one of them is not there. Nothing else
    /// of it is read.
    pub fn some(path: &Path, program: Digest, wanted: &[(Digest, Edition)]) -> Option<Vec<Facts>> {
        let mut opened = Opened::at(path, program)?;
        let index: Index = bitcode::decode(&opened.content).ok()?;
        let facts = wanted.iter().map(|wanted| {
            let (_, part) = index.facts.iter().find(|(key, _)| key == wanted)?;
            decode(&opened.part(part.at, usize::try_from(part.length).ok()?)?, *part)
        });
        facts.collect()
    }

    /// What is known of a file without reading it.
    pub fn known(&self, path: &Path, stamp: Stamp) -> Known {
        match path.to_str().and_then(|path| self.files.get(path)) {
            Some((then, digest)) if *then == stamp && stamp.is_certain(self.taken) => Known::Content(*digest),
            _ => Known::Nothing,
        }
    }

    /// The facts of a content, as they are kept.
    fn bytes(&self, digest: Digest, edition: Edition) -> Option<(&[u8], Part)> {
        let part = *self.facts.get(&(digest, edition))?;
        let at = usize::try_from(part.at).ok()?;
        let bytes = self.bytes.get(at..at.checked_add(usize::try_from(part.length).ok()?)?)?;
        (checksum(bytes) == part.checksum).then_some((bytes, part))
    }

    /// The facts of a content.
    pub fn facts(&self, digest: Digest, edition: Edition) -> Option<Facts> {
        let (bytes, _) = self.bytes(digest, edition)?;
        bitcode::decode(bytes).ok()
    }

    /// Whether it holds the facts of just these, and knows these files.
    fn is_of(&self, files: &[Input], saved: &[Saved]) -> bool {
        saved.iter().all(|one| one.facts.is_none())
            && self.facts.len() == saved.len()
            && self.files.len() == files.len()
            && files.iter().all(|file| self.files.get(&file.path) == Some(&(file.stamp, file.digest)))
    }

    /// What the next run finds: the facts of all that this run has looked at. None where that is what is there.
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

/// Facts as a store keeps them.
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
    fn facts_come_back_as_they_were() {
        let text = "mod a; use b::c; macro_rules! m { ($x:expr) => { $x + 1 } } // archcheck: allow(r, reason = \"x\")\nm! { 1 } #[cfg(unix)] fn f() { crate::g::<u8>() }";
        let facts = lower_file(text, 0, Edition::E2021);
        let saved =
            [Saved { digest: Digest::of(text.as_bytes()), edition: Edition::E2021, facts: Some(encode(&facts)) }];
        let folder = tempfile::tempdir().unwrap();
        let (path, program) = (folder.path().join("facts.bin"), Digest::of(b"p"));
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
    fn what_is_cut_or_flipped_is_none() {
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
