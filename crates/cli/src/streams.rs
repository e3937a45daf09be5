//! The streams of a run: any writers, so that a test or another program can be the one that reads.

use std::io::Write;

/// Where a run writes.
pub struct Streams<'a> {
    /// Results.
    pub out: &'a mut dyn Write,
    /// Verdicts, notes and errors.
    pub err: &'a mut dyn Write,
    /// The terminal at which a person waits, where there is one whose line can be drawn again.
    pub progress: Option<&'a mut (dyn Write + Send)>,
}
