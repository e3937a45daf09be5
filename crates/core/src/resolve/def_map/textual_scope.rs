//! Textual scopes of macros (the Rust Reference, "Macro scoping: textual scope").
//!
//! A textual scope is a chain of nodes, newest first. A call that is not expanded yet, or a `#[macro_use] mod` that is
//! not read yet, leaves a hole in the chain. The hole is filled later with the last node behind it.

use crate::{
    cfg::Cfg,
    resolve::ids::{ItemId, Symbol, TextualScopeId},
};

/// One node of the chain.
#[derive(Clone, Copy, Debug)]
pub(crate) enum TextualScope {
    /// The start of a crate.
    Empty,
    /// A `macro_rules!`, with the node before it.
    Macro { name: Symbol, item: ItemId, cfg: Cfg, before: TextualScopeId },
    /// A place that may bring macros into scope: up to the node that fills it, once there is one.
    Hole { filling: Option<TextualScopeId>, before: TextualScopeId },
}
