//! Output that is the same on every machine.

use std::{cmp::Reverse, path::Path};

/// Replaces what differs between machines: line ends, and the directory, which becomes `[ROOT]`.
pub fn normalize(bytes: &[u8], directory: &Path) -> String {
    let text = String::from_utf8_lossy(bytes).replace("\r\n", "\n");
    let mut roots = vec![directory.to_owned()];
    roots.extend(directory.canonicalize());
    // The longer first: one can be a prefix of the other.
    roots.sort_by_key(|root| Reverse(root.as_os_str().len()));
    roots.iter().fold(text, |text, root| text.replace(&*root.to_string_lossy(), "[ROOT]"))
}
