//! Writes outputs to streams and files. A file is written completely or not at all.

use crate::{escape, interrupt};
use archcheck_core::files;
use std::{
    fmt::{self, Display},
    io::{self, Write},
    path::{Path, PathBuf},
};

/// A file that could not be written.
#[derive(Debug)]
pub struct WriteError {
    /// The path of the file.
    pub path: PathBuf,
    /// The cause.
    pub error: io::Error,
}

impl Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "can't write `{}`: {}", escape::path(&self.path), self.error)
    }
}

impl std::error::Error for WriteError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.error)
    }
}

/// Writes to a stream. A closed pipe is not an error: its reader (`… | head`) wants no more.
pub fn write_stream(stream: &mut dyn Write, text: &str) -> io::Result<()> {
    match stream.write_all(text.as_bytes()).and_then(|()| stream.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}

/// Appends to a file, which other programs may write too.
pub fn append_file(path: &Path, text: &str) -> Result<(), WriteError> {
    let appended = std::fs::File::options().append(true).create(true).open(path);
    let written = appended.and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| WriteError { path: path.to_owned(), error })
}

/// Writes a file atomically, by renaming a temporary file.
///
/// A special file, such as `/dev/stderr` or a pipe, is written directly.
pub fn write_file(path: &Path, text: &str) -> Result<(), WriteError> {
    let special = path.metadata().is_ok_and(|metadata| !metadata.is_file());
    let written = if special { std::fs::write(path, text) } else { replace(path, text) };
    written.map_err(|error| WriteError { path: path.to_owned(), error })
}

/// Writes a new file atomically. Fails if it exists, even if another run creates it at the same time.
pub fn create_file(path: &Path, text: &str) -> Result<(), WriteError> {
    // Interrupts wait, so that no temporary file is left.
    let _guard = interrupt::defer();
    let written = beside(path, text).and_then(|file| Ok(file.persist_noclobber(path)?));
    written.map(drop).map_err(|error| WriteError { path: path.to_owned(), error })
}

fn replace(path: &Path, text: &str) -> io::Result<()> {
    // Renaming replaces a symbolic link, and not the file that it points to, which may belong to somebody else.
    let _guard = interrupt::defer();
    beside(path, text)?.persist(path)?;
    Ok(())
}

/// Writes a temporary file in the same directory. It is deleted unless it is renamed.
fn beside(path: &Path, text: &str) -> io::Result<tempfile::NamedTempFile> {
    let directory = path.parent().filter(|directory| !directory.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = files::temporary();
    #[cfg(unix)]
    let permissions = {
        use std::os::unix::fs::PermissionsExt;
        // The umask of the process applies to the default.
        path.metadata().map_or_else(|_| std::fs::Permissions::from_mode(0o666), |metadata| metadata.permissions())
    };
    #[cfg(unix)]
    builder.permissions(permissions);
    let mut file = builder.tempfile_in(directory)?;
    files::remove_old(directory, file.path(), files::is_temporary);
    file.write_all(text.as_bytes())?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_without_leftovers() -> io::Result<()> {
        let directory = tempfile::tempdir()?;
        let path = directory.path().join("report.json");
        write_file(&path, "one").map_err(|error| error.error)?;
        write_file(&path, "two").map_err(|error| error.error)?;
        assert_eq!(std::fs::read_to_string(&path)?, "two");
        assert_eq!(std::fs::read_dir(directory.path())?.count(), 1);
        let error = create_file(&path, "three").expect_err("it exists");
        assert_eq!(error.error.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(std::fs::read_to_string(&path)?, "two");
        create_file(&directory.path().join("new.toml"), "new").map_err(|error| error.error)?;
        assert_eq!(std::fs::read_dir(directory.path())?.count(), 2);
        let error = write_file(&directory.path().join("no/such.json"), "x").expect_err("the directory is missing");
        assert!(error.to_string().starts_with("can't write `"), "{error}");
        Ok(())
    }

    #[test]
    fn a_closed_pipe_is_not_an_error() {
        struct Closed;
        impl Write for Closed {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::BrokenPipe.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        assert!(write_stream(&mut Closed, "text").is_ok());
    }
}
