//! Reads the output of `rustc -Zunpretty=hir-tree`, which shows what every path resolves to.
//!
//! The dump is the `{:#?}` of the crate's HIR, one owner (item, associated item, crate root) after the other:
//!
//! ```text
//! DefId(0:12 ~ shop[293e]::a::{use#0}) => OwnerNodes {
//!     node: ParentedNode {
//!         …
//!                 kind: Use(
//!                     Path {
//!                         span: src/lib.rs:4:13: 4:30 (#0),
//!                         res: PerNS { value_ns: Some(Def(Fn, DefId(0:14 ~ shop[293e]::a::inner::deep))), … },
//!                         segments: [
//!                             PathSegment { ident: self#0, …, res: Def(Mod, DefId(0:3 ~ shop[293e]::a)), args: None, … },
//! ```
//!
//! (each field on a line of its own, indented by four spaces more than its parent). A dump can have hundreds of megabytes,
//! so it is read line by line, and the indentation alone shows the structure.
//!
//! Important details:
//!
//! - `#0` after an identifier means that it occurs in the source, possibly in the arguments of a macro call. Any other
//!   number means that a macro or a desugaring wrote it.
//! - The last segment of a `use` leaf has `res: Err`; the resolution is in the path's `PerNS`. `super` always has
//!   `res: Err`. `{{root}}` stands for a leading `::`, and for the implicit one before a `use` path in the 2015 edition.
//! - `use a::{b, c}` becomes an empty `ListStem` and a full path for each leaf, with the span of the leaf.
//! - `extern crate` has no resolution; visibilities, attributes and macro calls are not in HIR.
//! - A def path does not show which of its segments are modules: `f::inner` can be in a function `f` next to a module `f`.
//!   So nesting follows from the owners that mention an item (`owner_id`), not from paths.
//! - Bodies are printed with their owner; items inside them are owners of their own.

mod dump;
mod intern;
mod reader;
#[cfg(test)]
mod tests;
mod text;

pub(crate) use dump::{Def, DefIndex, Dump, HirModule, HirPath, Res, Segment, Site, Span};
pub(crate) use intern::{Interner, Text};
pub(crate) use reader::read;
