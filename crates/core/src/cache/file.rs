//! The format of a cache file: a header, a content, and a trailer.
//!
//! The header identifies the executable and has a checksum of the content. The trailer is read in whole or in parts only
//! when it is needed; whoever reads a part verifies it.

use super::directory::prepare;
use crate::{files, input::Digest};
use rustc_hash::FxHasher;
use std::{
    fs::File,
    hash::Hasher,
    io::{self, Read, Seek, SeekFrom, Write},
    path::Path,
};

/// The first bytes of a cache file.
const MAGIC: &[u8; 8] = b"archchk\n";
/// The length of the header: magic, program, checksum and length of the content.
const HEADER: usize = 8 + 16 + 8 + 8;

/// An open cache file that this executable has written, with a valid content.
#[derive(Debug)]
pub(super) struct Opened {
    file: File,
    /// Its content.
    pub(super) content: Vec<u8>,
}

impl Opened {
    /// Opens a cache file. Returns `None` if it is missing, invalid, or of another executable.
    pub(super) fn at(path: &Path, program: Digest) -> Option<Self> {
        let mut file = files::open(path).ok()?;
        let mut header = [0; HEADER];
        file.read_exact(&mut header).ok()?;
        let length = u64::from_le_bytes(*header.last_chunk()?);
        // A corrupted header may contain any length.
        if length > file.metadata().ok()?.len() {
            return None;
        }
        let mut content = vec![0; usize::try_from(length).ok()?];
        file.read_exact(&mut content).ok()?;
        (header == head(&content, program)).then_some(Self { file, content })
    }

    /// Reads a part of the trailer. Returns `None` if the trailer is shorter.
    pub(super) fn part(&mut self, at: u64, length: usize) -> Option<Vec<u8>> {
        let start = (HEADER as u64).checked_add(self.content.len() as u64)?.checked_add(at)?;
        let end = start.checked_add(length as u64)?;
        if end > self.file.metadata().ok()?.len() {
            return None;
        }
        let mut part = vec![0; length];
        self.file.seek(SeekFrom::Start(start)).ok()?;
        self.file.read_exact(&mut part).ok()?;
        Some(part)
    }

    /// Reads the whole file: its content and its trailer.
    pub(super) fn all(mut self) -> Option<(Vec<u8>, Vec<u8>)> {
        let mut rest = Vec::new();
        self.file.seek(SeekFrom::Start(HEADER as u64 + self.content.len() as u64)).ok()?;
        self.file.read_to_end(&mut rest).ok()?;
        Some((self.content, rest))
    }
}

/// Reads the content of a cache file. Returns `None` if it is missing, invalid, or of another executable.
pub fn read(path: &Path, program: Digest) -> Option<(Vec<u8>, Trailer)> {
    let Opened { file, content } = Opened::at(path, program)?;
    let trailer = Trailer { file, start: (HEADER + content.len()) as u64 };
    Some((content, trailer))
}

/// The part of a cache file that follows its content and is read only when it is needed.
///
/// It keeps the file open, so it stays valid if another run replaces the file.
#[derive(Debug)]
pub struct Trailer {
    file: File,
    start: u64,
}

impl Trailer {
    /// Reads all of it. Returns `None` if it was not [`sealed`] or is corrupted.
    pub fn read(&mut self) -> Option<Vec<u8>> {
        let mut seal = [0; 8];
        self.file.seek(SeekFrom::Start(self.start)).ok()?;
        self.file.read_exact(&mut seal).ok()?;
        let mut rest = Vec::new();
        self.file.read_to_end(&mut rest).ok()?;
        (seal == checksum(&rest).to_le_bytes()).then_some(rest)
    }
}

/// Prepends a checksum to a trailer.
pub fn sealed(rest: &[u8]) -> Vec<u8> {
    let mut sealed = checksum(rest).to_le_bytes().to_vec();
    sealed.extend_from_slice(rest);
    sealed
}

/// Writes a cache file and replaces the old one atomically, so that other runs read either of them.
pub fn write(path: &Path, program: Digest, content: &[u8], parts: &[u8]) -> io::Result<()> {
    let directory = path.parent().ok_or(io::ErrorKind::InvalidInput)?;
    prepare(directory)?;
    let mut file = files::temporary().tempfile_in(directory)?;
    files::remove_old(directory, file.path(), files::is_temporary);
    file.write_all(&head(content, program))?;
    file.write_all(content)?;
    file.write_all(parts)?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

fn head(content: &[u8], Digest(program): Digest) -> [u8; HEADER] {
    let mut head = [0; HEADER];
    head[..8].copy_from_slice(MAGIC);
    head[8..24].copy_from_slice(&program);
    head[24..32].copy_from_slice(&checksum(content).to_le_bytes());
    head[32..].copy_from_slice(&(content.len() as u64).to_le_bytes());
    head
}

/// Returns a checksum of some bytes.
pub(super) fn checksum(bytes: &[u8]) -> u64 {
    let mut checksum = FxHasher::default();
    checksum.write(bytes);
    checksum.write_usize(bytes.len());
    checksum.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn only_valid_files_of_the_same_executable_are_read() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("deep/er/a.bin");
        let (ours, theirs) = (Digest::of(b"ours"), Digest::of(b"theirs"));
        let read = |path: &Path, program| read(path, program).map(|(content, _)| content);
        assert_eq!(read(&path, ours), None);
        let content: Vec<u8> = (0..=255).collect();
        write(&path, ours, &content, b"parts").unwrap();
        assert_eq!(read(&path, ours).as_deref(), Some(&*content));
        assert_eq!(read(&path, theirs), None);
        let whole = fs::read(&path).unwrap();
        let checked = whole.len() - b"parts".len();
        for length in 0..checked {
            fs::write(&path, &whole[..length]).unwrap();
            assert_eq!(read(&path, ours), None, "cut to {length}");
        }
        for at in 0..checked {
            let mut flipped = whole.clone();
            flipped[at] ^= 1;
            fs::write(&path, &flipped).unwrap();
            assert_eq!(read(&path, ours), None, "flipped at {at}");
        }
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 3, "no temporary file is left");
    }

    #[test]
    fn a_corrupted_trailer_is_not_read() {
        let directory = tempfile::tempdir().unwrap();
        let (path, program) = (directory.path().join("a.bin"), Digest::of(b"p"));
        let rest = sealed(b"more");
        write(&path, program, b"content", &rest).unwrap();
        let mut early = read(&path, program).unwrap().1;
        for at in 0..rest.len() {
            let mut flipped = rest.clone();
            flipped[at] ^= 1;
            write(&path, program, b"content", &flipped).unwrap();
            assert_eq!(read(&path, program).unwrap().1.read(), None, "flipped at {at}");
            write(&path, program, b"content", &rest[..at]).unwrap();
            assert_eq!(read(&path, program).unwrap().1.read(), None, "cut to {at}");
        }
        assert_eq!(early.read().as_deref(), Some(&b"more"[..]), "the trailer of the file that was opened");
    }

    #[test]
    fn parts_of_the_trailer_are_read_by_position() {
        let directory = tempfile::tempdir().unwrap();
        let (path, program) = (directory.path().join("a.bin"), Digest::of(b"p"));
        write(&path, program, b"content", b"one two").unwrap();
        let mut opened = Opened::at(&path, program).unwrap();
        assert_eq!(opened.part(4, 3).as_deref(), Some(&b"two"[..]));
        assert_eq!(opened.part(0, 3).as_deref(), Some(&b"one"[..]));
        assert_eq!(opened.part(4, 4), None);
        assert_eq!(opened.part(u64::MAX, 4), None);
        assert_eq!(opened.all(), Some((b"content".to_vec(), b"one two".to_vec())));
    }
}
