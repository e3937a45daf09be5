//! Turns source code into facts: modules, items, imports, references, macro definitions and calls.
//!
//! Two producers read source: the token reader, and the visitor of `syn` trees for whatever the reader refuses. Both emit the
//! same events, and one lowering makes facts of them.
//!
//! ```text
//! source ──> token reader ────────┐
//!                                 ├──> events ──> lowering ──> facts
//! source ──> syn ──> tree visitor ┘
//! ```
//!
//! Only this module knows `syn` and `proc_macro2`, and it knows one file at a time. A syntax tree never leaves the function that
//! made it.
//!
//! - `entry` has the entry points: the text of a file, or the tokens of an expansion, is lowered to `facts`.
//! - `code` is lexed source, to whose tokens `events` refer. `reader` and `tree` emit events, `lower` makes facts of them.
//! - `nesting`, `old_editions`, `unstable` and `recovery` prepare what `syn` parses.
//! - `tokens` are the token lists that facts keep and that `macros` expands; `lex` converts them from and to `proc_macro2`.
//! - `fragment_ends` skips syntax without reading it, for `macros` and for `directives`, the comments addressed to this tool.

mod builtin;
mod cfg_branches;
mod code;
mod directives;
mod entry;
mod events;
mod facts;
mod fragment_ends;
mod internal_calls;
mod lower;
mod macros;
mod nesting;
mod old_editions;
mod outline;
mod owned_tokens;
mod pasted;
mod prefix;
mod reader;
mod recovery;
mod signatures;
mod span_map;
mod test_tail;
#[cfg(test)]
mod tests;
mod texts;
mod token_trees;
mod tokens;
mod tree;
mod unstable;

pub use builtin::{is_primitive, is_std_derive};
pub use cfg_branches::{CfgBranch, cfg_branches};
pub use directives::find_directives;
pub use entry::{lower_arguments, lower_code, lower_expansion, lower_file, text_of};
pub use facts::*;
pub use macros::*;
pub use nesting::STACKS;
pub use outline::{Outline, OutlineAttribute, OutlineItem, OutlineKind, OutlinePath, outline};
pub use pasted::{is_pasting_crate, is_pasting_macro, pasted};
pub use signatures::{
    FileSignatures, ImplSignature, ImportLeaf, ItemSignature, SignatureKind, WrittenVisibility, signatures,
};
pub use span_map::{Located, Offsets};
pub use test_tail::test_tail;
pub use tokens::*;
