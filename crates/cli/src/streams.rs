//! The streams of a run: any writers, so that a test or another program can read them, and the answers of a user.

use std::io::{BufRead, Write};

/// The writers of a run.
pub struct Streams<'a> {
    /// Standard output, for results.
    pub out: &'a mut dyn Write,
    /// Standard error, for verdicts and errors.
    pub err: &'a mut dyn Write,
    /// The terminal for the progress line, if there is one that can redraw a line.
    pub progress: Option<&'a mut (dyn Write + Send)>,
    /// The answers of a user at a terminal; `None` if there is nobody to ask.
    pub input: Option<&'a mut dyn BufRead>,
}
