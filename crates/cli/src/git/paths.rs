//! Paths as git prints them.

use std::path::Path;

/// Converts a path that git prints to a path of the system.
#[cfg(unix)]
pub(crate) fn as_path(bytes: &[u8]) -> &Path {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt};
    Path::new(OsStr::from_bytes(bytes))
}

/// Converts a path that git prints, in UTF-8, to a path of the system.
#[cfg(not(unix))]
pub(crate) fn as_path(bytes: &[u8]) -> &Path {
    Path::new(std::str::from_utf8(bytes).unwrap_or_default())
}
