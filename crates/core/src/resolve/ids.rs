//! Identifiers: each is an index into one table of the [definitions](super::def_map) or of the
//! [queries](super::query), and knows nothing of that table.

use bitcode::{Decode, Encode};

/// An interned name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
pub(crate) struct Symbol(pub u32);

impl Symbol {
    /// Stands, in the lookup log, for all names that generated code may declare in a scope.
    pub(crate) const GENERATED: Self = Self(u32::MAX);
}

/// A scope: a Rust module, a block or an enum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
pub(crate) struct ScopeId(pub u32);

/// A named item that is not a Rust module: one of the source, or a [stand-in](Self::stand_in).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
pub(crate) struct ItemId(pub u32);

/// The index from which the ids of items are stand-ins.
const FIRST_STAND_IN: u32 = 1 << 31;

impl ItemId {
    /// The id of a stand-in: an item that only an unexpanded macro can declare.
    pub(crate) fn stand_in(index: u32) -> Self {
        Self(FIRST_STAND_IN + index)
    }

    /// The index among the stand-ins; none for an item of the source.
    pub(crate) fn stand_in_index(self) -> Option<u32> {
        self.0.checked_sub(FIRST_STAND_IN)
    }
}

/// A path outside the workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
pub(crate) struct OutsidePathId(pub u32);

/// An interned path of symbols, as the source writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct SymbolPathId(pub u32);

impl SymbolPathId {
    /// The path of an import whose path is not known: that of a snapshot, which is resolved already.
    pub(crate) const UNKNOWN: Self = Self(u32::MAX);
}

/// A node of the textual scopes of macros.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct TextualScopeId(pub u32);

impl TextualScopeId {
    /// The empty textual scope, in which each crate starts.
    pub(crate) const EMPTY: Self = Self(0);
}
