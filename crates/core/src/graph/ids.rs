//! The IDs of a graph's parts. Each is an index into a list of [`Graph`](super::Graph).

use bitcode::{Decode, Encode};

/// The ID of a Rust module: an index into [`Graph::modules`](super::Graph::modules). IDs are ordered by module path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
pub struct RustModuleId(pub u32);

/// The ID of a path outside the workspace: an index into [`Graph::outside`](super::Graph::outside). IDs are ordered
/// by path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
pub struct OutsideId(pub u32);

/// The ID of a resolved path: an index into [`Graph::targets`](super::Graph::targets).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
pub struct TargetId(pub u32);

/// The ID of a reference: an index into [`Graph::references`](super::Graph::references). IDs are ordered by the
/// referring Rust module, then by file path and position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ReferenceId(pub u32);

/// The ID of one `use` leaf or `extern crate`.
///
/// A reference stores both the import that it is and the import that its first name came through. Matching the two
/// shows which references an import serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
pub struct ImportId(pub u32);

/// The ID of a macro call: an index into [`Graph::calls`](super::Graph::calls).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
pub struct CallId(pub u32);

/// The ID of a string: an index into [`Graph::names`](super::Graph::names).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
pub struct NameId(pub u32);
