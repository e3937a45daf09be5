//! The recorded violations of a code base that adopts a rule late: it can only shrink. From text to text; it reads
//! and writes no file, and knows violations by what they are known by, never by line, kind or message.
//!
//! All of it is O(v log v) for v violations, found and recorded.
//!
//! `read` and `write` are the file, `apply` takes what is known out of a run, `record` makes and shrinks one.

mod apply;
mod model;
mod read;
mod record;
mod write;

#[cfg(test)]
mod tests;

pub use apply::{Applied, apply};
pub use model::{Baseline, Change, Entry, Identity};
pub use read::read;
pub use record::{Growth, Recorded, create, shrink};
pub use write::write;
