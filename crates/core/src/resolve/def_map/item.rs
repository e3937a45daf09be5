//! Items other than Rust modules.

use crate::resolve::ids::{ScopeId, Symbol};
use bitcode::{Decode, Encode};

/// A named item that is not a Rust module.
#[derive(Clone, Copy, Debug, Encode, Decode)]
pub(crate) struct ItemData {
    /// The scope that declares the item; for a variant, the scope of its enum.
    pub scope: ScopeId,
    pub name: Symbol,
    pub kind: DefKind,
}

/// The kind of an item, as far as it changes how paths resolve.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub(crate) enum DefKind {
    /// An enum, with the scope of its variants.
    Enum(ScopeId),
    /// An item that a bare name in a pattern can refer to.
    PatternValue,
    /// A `macro_rules!`, with its index among the macros.
    Macro(u32),
    Other,
}
