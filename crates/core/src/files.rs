//! Reads files of the checked project, and prepares temporary files. A path may lead to anything: a device, a pipe, or a
//! file without end.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read},
    ops::Range,
    path::Path,
};

/// The number of bytes of the largest file that is read. No file written by people comes near it.
pub const MAX_BYTES: u64 = 256 << 20;

/// Opens a regular file. Anything else is an error, and is never waited for.
pub fn open(path: &Path) -> io::Result<File> {
    // Opening a device can have effects of its own, so look first.
    check(&fs::metadata(path)?)?;
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, libc::O_NONBLOCK | libc::O_NOCTTY);
    let file = options.open(path)?;
    // Something else may have taken its place.
    check(&file.metadata()?)?;
    Ok(file)
}

/// Reads a regular file of at most [`MAX_BYTES`].
pub fn read(path: &Path) -> io::Result<Vec<u8>> {
    let file = open(path)?;
    let too_large = || Err(invalid(format!("it is larger than {} MiB", MAX_BYTES >> 20)));
    let length = file.metadata()?.len();
    if length > MAX_BYTES {
        return too_large();
    }
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
    // A file can be longer than it says, such as those of `/proc`, or grow.
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_BYTES {
        return too_large();
    }
    Ok(bytes)
}

/// Reads a regular file of at most [`MAX_BYTES`] as UTF-8 text.
pub fn read_to_string(path: &Path) -> io::Result<String> {
    String::from_utf8(read(path)?).map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "it is not UTF-8 text"))
}

/// Returns the range in bytes of the first marker that git leaves in a text where a merge conflicts.
pub fn merge_conflict(text: &str) -> Option<Range<usize>> {
    let mut at = 0;
    text.split_inclusive('\n').find_map(|line| {
        let span = at..at + line.trim_end().len();
        at += line.len();
        ["<<<<<<< ", "=======", ">>>>>>> "].iter().any(|mark| line.starts_with(mark)).then_some(span)
    })
}

/// Returns a path as outputs write it: with `/`. On Unix, a backslash is part of a name.
pub fn with_slashes(path: &Path) -> String {
    let text = path.to_string_lossy();
    if cfg!(windows) { text.replace('\\', "/") } else { text.into_owned() }
}

/// The name of a temporary file of ours is this, six letters or digits, and [`TEMPORARY_SUFFIX`].
const TEMPORARY_PREFIX: &str = ".archcheck-";
const TEMPORARY_SUFFIX: &str = ".tmp";

/// The age in seconds from which a temporary file is taken for one that a killed run has left.
const LEFT_AFTER: u64 = 24 * 60 * 60;

/// Prepares a temporary file.
pub fn temporary() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(TEMPORARY_PREFIX).suffix(TEMPORARY_SUFFIX).rand_bytes(6);
    builder
}

/// Returns whether a temporary file of ours can have this name.
pub fn is_temporary(name: &str) -> bool {
    let random = name.strip_prefix(TEMPORARY_PREFIX).and_then(|rest| rest.strip_suffix(TEMPORARY_SUFFIX));
    random.is_some_and(|random| random.len() == 6 && random.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// Removes the entries of a directory that have a name of ours, and that killed runs have left: those much older than `new`,
/// a file or directory that was just made there.
pub fn remove_old(directory: &Path, new: &Path, is_ours: impl Fn(&str) -> bool) {
    let Ok(now) = fs::metadata(new).and_then(|metadata| metadata.modified()) else { return };
    // There is nobody to report a failure to: the next run tries again.
    for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
        if entry.file_name().to_str().is_some_and(&is_ours)
            && let Ok(metadata) = fs::symlink_metadata(entry.path())
            && metadata.modified().is_ok_and(|at| now.duration_since(at).is_ok_and(|age| age.as_secs() > LEFT_AFTER))
        {
            let remove = if metadata.is_dir() { fs::remove_dir_all } else { fs::remove_file };
            let _ = remove(&entry.path());
        }
    }
}

fn check(metadata: &fs::Metadata) -> io::Result<()> {
    match metadata.is_file() {
        true => Ok(()),
        false if metadata.is_dir() => Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a directory")),
        false => Err(invalid("it is not a regular file".to_owned())),
    }
}

fn invalid(message: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use archcheck_testing::Directory;

    #[test]
    fn only_regular_files_are_read() {
        let directory = Directory::with(&[("a", "text"), ("b", "\u{0}")]);
        assert_eq!(read_to_string(&directory.path().join("a")).unwrap(), "text");
        assert_eq!(read(&directory.path().join("c")).unwrap_err().kind(), io::ErrorKind::NotFound);
        assert_eq!(read(directory.path()).unwrap_err().to_string(), "it is a directory");
        directory.write("b", [0xff]);
        assert_eq!(read_to_string(&directory.path().join("b")).unwrap_err().to_string(), "it is not UTF-8 text");
    }

    #[test]
    fn only_old_temporary_files_are_removed() {
        let directory = Directory::with(&[(".archcheck-abc123.tmp", ""), (".archcheck-mine", ""), ("other.tmp", "")]);
        let age = |name: &str| {
            let file = File::options().write(true).open(directory.path().join(name)).unwrap();
            file.set_times(fs::FileTimes::new().set_modified(std::time::SystemTime::UNIX_EPOCH)).unwrap();
        };
        let make = || {
            let file = temporary().tempfile_in(directory.path()).unwrap();
            remove_old(directory.path(), file.path(), is_temporary);
        };
        let names = || fs::read_dir(directory.path()).unwrap().count();
        make();
        assert_eq!(names(), 3);
        for name in [".archcheck-abc123.tmp", ".archcheck-mine", "other.tmp"] {
            age(name);
        }
        make();
        assert_eq!(names(), 2);
        assert!(!directory.path().join(".archcheck-abc123.tmp").exists());
    }

    #[cfg(unix)]
    #[test]
    fn devices_pipes_and_files_without_end_are_refused() {
        let directory = Directory::new();
        let pipe = directory.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let link = directory.path().join("link");
        std::os::unix::fs::symlink("/dev/zero", &link).unwrap();
        for path in [&pipe, &link, Path::new("/dev/null")] {
            assert_eq!(read(path).unwrap_err().to_string(), "it is not a regular file", "{}", path.display());
        }
        let large = directory.path().join("large");
        File::create(&large).unwrap().set_len(MAX_BYTES + 1).unwrap();
        assert_eq!(read(&large).unwrap_err().to_string(), "it is larger than 256 MiB");
    }
}
