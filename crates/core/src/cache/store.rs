//! The facts of files, by their content and edition: a file that has not changed is not parsed again, wherever it
//! stands.

use super::file;
use crate::{
    input::{Digest, Input, Nanoseconds, Stamp},
    syntax::Facts,
    workspace::Edition,
};
use bitcode::{Decode, Encode};
use rustc_hash::{FxHashMap, FxHashSet};
use std::{ops::Range, path::Path};

/// What is kept of each content.
type Key = (Digest, Edition);

/// Facts that an earlier run has left.
#[derive(Debug, Default)]
pub struct Store {
    bytes: Vec<u8>,
    facts: FxHashMap<Key, Range<usize>>,
    files: FxHashMap<String, (Stamp, Digest)>,
    taken: Nanoseconds,
}

/// The index of a store, as it is written.
#[derive(Encode, Decode)]
struct Index {
    taken: Nanoseconds,
    files: Vec<Input>,
    facts: Vec<(Key, u64, u64)>,
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
        file::read(path, program).and_then(Self::of_bytes).unwrap_or_default()
    }

    fn of_bytes(bytes: Vec<u8>) -> Option<Self> {
        let length = u64::from_le_bytes(*bytes.first_chunk()?);
        let start = 8_usize.checked_add(usize::try_from(length).ok()?)?;
        let index: Index = bitcode::decode(bytes.get(8..start)?).ok()?;
        let place = |(key, at, length): (Key, u64, u64)| {
            let at = start.checked_add(usize::try_from(at).ok()?)?;
            Some((key, at..at.checked_add(usize::try_from(length).ok()?)?))
        };
        let facts = index.facts.into_iter().map(place).collect::<Option<_>>()?;
        let files = index.files.into_iter().map(|file| (file.path, (file.stamp, file.digest))).collect();
        Some(Self { bytes, facts, files, taken: index.taken })
    }

    /// What is known of a file without reading it.
    pub fn known(&self, path: &Path, stamp: Stamp) -> Known {
        match path.to_str().and_then(|path| self.files.get(path)) {
            Some((then, digest)) if *then == stamp && stamp.is_certain(self.taken) => Known::Content(*digest),
            _ => Known::Nothing,
        }
    }

    /// The facts of a content, as they are kept.
    fn bytes(&self, digest: Digest, edition: Edition) -> Option<&[u8]> {
        self.bytes.get(self.facts.get(&(digest, edition))?.clone())
    }

    /// The facts of a content.
    pub fn facts(&self, digest: Digest, edition: Edition) -> Option<Facts> {
        bitcode::decode(self.bytes(digest, edition)?).ok()
    }

    /// Whether it holds the facts of just these, and knows these files.
    fn is_of(&self, files: &[Input], saved: &[Saved]) -> bool {
        saved.iter().all(|one| one.facts.is_none())
            && self.facts.len() == saved.len()
            && self.files.len() == files.len()
            && files.iter().all(|file| self.files.get(&file.path) == Some(&(file.stamp, file.digest)))
    }

    /// What the next run finds: the facts of all that this run has looked at. None where that is what is there.
    pub fn next(&self, files: &[Input], saved: &[Saved], now: Nanoseconds) -> Option<Vec<u8>> {
        if self.is_of(files, saved) {
            return None;
        }
        let mut kept: FxHashSet<Key> = FxHashSet::default();
        let mut facts = Vec::with_capacity(saved.len());
        let mut parts: Vec<&[u8]> = Vec::with_capacity(saved.len());
        let mut at = 0_u64;
        for one in saved {
            let key = (one.digest, one.edition);
            let Some(part) = one.facts.as_deref().or_else(|| self.bytes(one.digest, one.edition)) else { continue };
            if kept.insert(key) {
                facts.push((key, at, part.len() as u64));
                parts.push(part);
                at += part.len() as u64;
            }
        }
        let index = bitcode::encode(&Index { taken: now, files: files.to_vec(), facts });
        let mut bytes = Vec::with_capacity(8 + index.len() + at as usize);
        bytes.extend((index.len() as u64).to_le_bytes());
        bytes.extend(index);
        for part in parts {
            bytes.extend(part);
        }
        Some(bytes)
    }
}

/// Facts as a store keeps them.
pub(crate) fn encode(facts: &Facts) -> Vec<u8> {
    bitcode::encode(facts)
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
        let bytes = Store::default().next(&[], &saved, 0).unwrap();
        let store = Store::of_bytes(bytes).unwrap();
        let back = store.facts(saved[0].digest, Edition::E2021).unwrap();
        assert_eq!(format!("{back:?}"), format!("{facts:?}"));
        assert!(store.facts(saved[0].digest, Edition::E2018).is_none());
        assert!(store.next(&[], &[Saved { facts: None, ..saved.into_iter().next().unwrap() }], 1).is_none());
    }

    #[test]
    fn a_cut_index_is_none() {
        let bytes = Store::default()
            .next(&[], &[Saved { digest: Digest::of(b""), edition: Edition::E2021, facts: Some(vec![1, 2]) }], 0)
            .unwrap();
        for length in 0..8 {
            assert!(Store::of_bytes(bytes[..length].to_vec()).is_none());
        }
        let cut = Store::of_bytes(bytes[..bytes.len() - 1].to_vec()).unwrap();
        assert!(cut.facts(Digest::of(b""), Edition::E2021).is_none());
    }
}
