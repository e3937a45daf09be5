//! The baseline: recorded violations of a code base that adopts a rule late. It can only shrink. This module converts
//! text to text and accesses no files. It identifies violations by rule, source and target, never by line, kind or
//! message.
//!
//! `read` and `write` handle the format, `apply` removes recorded violations from a result, `record` creates and
//! shrinks a baseline. All of it takes O(v log v) for v violations.

mod apply;
mod model;
mod new_cycles;
mod read;
mod record;
mod write;

#[cfg(test)]
mod tests;

pub use apply::{Applied, apply};
pub use model::{Baseline, BaselineEntry, Change, Identity};
pub use read::read;
pub use record::{Growth, Recorded, create, shrink};
pub use write::write;
