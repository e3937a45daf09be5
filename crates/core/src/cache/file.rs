//! A cache's file: a header that says whose it is and whether it is whole, then the content.

use crate::input::Digest;
use rustc_hash::FxHasher;
use std::{fs, hash::Hasher, io, io::Write, path::Path};

/// What such a file starts with.
const MAGIC: &[u8; 8] = b"archchk\n";
/// Magic, program, checksum.
const HEADER: usize = 8 + 16 + 8;

/// The content of a file that this program wrote, if it is there and whole.
pub fn read(path: &Path, program: Digest) -> Option<Vec<u8>> {
    let mut bytes = fs::read(path).ok()?;
    let header = bytes.get(..HEADER)?;
    let content = bytes.get(HEADER..)?;
    if header != head(content, program) {
        return None;
    }
    bytes.drain(..HEADER);
    Some(bytes)
}

/// Writes a file beside the one it takes the place of, so that whoever reads has the old one or the new one.
pub fn write(path: &Path, program: Digest, content: &[u8]) -> io::Result<()> {
    let folder = path.parent().ok_or(io::ErrorKind::InvalidInput)?;
    prepare(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(&head(content, program))?;
    file.write_all(content)?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// Makes the folder, and says to version control and backups that it is nothing of theirs.
fn prepare(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(folder)?;
    fs::write(folder.join(".gitignore"), "*\n")?;
    fs::write(folder.join("CACHEDIR.TAG"), "Signature: 8a477f597d28d172789f06886806bc55\n")
}

fn head(content: &[u8], Digest(program): Digest) -> [u8; HEADER] {
    let mut checksum = FxHasher::default();
    checksum.write(content);
    checksum.write_usize(content.len());
    let mut head = [0; HEADER];
    head[..8].copy_from_slice(MAGIC);
    head[8..24].copy_from_slice(&program);
    head[24..].copy_from_slice(&checksum.finish().to_le_bytes());
    head
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_whole_and_ours_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/er/a.bin");
        let (ours, theirs) = (Digest::of(b"ours"), Digest::of(b"theirs"));
        assert_eq!(read(&path, ours), None);
        let content: Vec<u8> = (0..=255).collect();
        write(&path, ours, &content).unwrap();
        assert_eq!(read(&path, ours).as_deref(), Some(&*content));
        assert_eq!(read(&path, theirs), None);
        let whole = fs::read(&path).unwrap();
        for length in 0..whole.len() {
            fs::write(&path, &whole[..length]).unwrap();
            assert_eq!(read(&path, ours), None, "cut to {length}");
        }
        for at in 0..whole.len() {
            let mut flipped = whole.clone();
            flipped[at] ^= 1;
            fs::write(&path, &flipped).unwrap();
            assert_eq!(read(&path, ours), None, "flipped at {at}");
        }
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 3, "nothing half-written is left");
    }
}
