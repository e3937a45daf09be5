//! Lists the items of a file with what rules about items judge: kind, name, visibility, attributes, paths, documentation, and
//! where it is `unsafe`.
//!
//! Only tokens are read. Unlike `signatures`, the outline includes items that only tests have, the items of every `impl`, and
//! `use` items in bodies, but no signatures. What a path leads to is not known here: each has its place, at which the graph has a
//! reference.
//!
//! `reader` finds items, `attributes` and `documentation` read what is before them, `bodies` reads what is in them, and `model`
//! has the result.

mod attributes;
mod bodies;
mod documentation;
#[cfg(test)]
mod equivalence;
mod model;
mod reader;
#[cfg(test)]
mod tests;

pub use model::{Outline, OutlineAttribute, OutlineItem, OutlineKind, OutlinePath};
pub use reader::outline;
