//! The two streams of a run: any writers, so that a test or another program can be the one that reads.

use std::io::Write;

/// Where a run writes.
pub struct Streams<'a> {
    /// Results.
    pub out: &'a mut dyn Write,
    /// Progress and notes.
    pub err: &'a mut dyn Write,
}
