//! Progress messages on standard error.

use std::io::{self, Write};

/// Prints what is being measured. An error is ignored, since nothing depends on the message.
pub(crate) fn progress(label: &str) {
    let _ = writeln!(io::stderr(), "bench: {label}");
}
