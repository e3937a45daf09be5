//! Paths of symbols, as the source writes them.

use crate::{resolve::ids::Symbol, syntax::Anchor};
use indexmap::Equivalent;
use std::sync::Arc;

/// A path of symbols.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct SymbolPath {
    pub anchor: Anchor,
    pub segments: Arc<[Symbol]>,
}

/// A borrowed [`SymbolPath`] with the same hash, to find a path without allocating.
#[derive(Hash)]
pub(super) struct SymbolPathRef<'p> {
    pub(super) anchor: Anchor,
    pub(super) segments: &'p [Symbol],
}

impl Equivalent<SymbolPath> for SymbolPathRef<'_> {
    fn equivalent(&self, path: &SymbolPath) -> bool {
        (self.anchor, self.segments) == (path.anchor, &*path.segments)
    }
}
