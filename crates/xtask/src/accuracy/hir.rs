//! Reads what `rustc -Zunpretty=hir-tree` prints: the compiler's own account of what every path resolves to.
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
//! (each field on a line of its own, four spaces deeper than what it belongs to). It can be hundreds of megabytes,
//! so it is read line by line, and of the tree only what the indentation says is kept.
//!
//! What one has to know of it:
//!
//! - `#0` after an identifier: it stands in the source (or in the arguments of a macro call). Anything else was
//!   written by a macro or by a desugaring.
//! - The last segment of a `use` leaf has `res: Err`; the answer is in the path's `PerNS`. `super` has `res: Err`
//!   anywhere. `{{root}}` stands for a leading `::`, and for what the 2015 edition puts before a `use`.
//! - `use a::{b, c}` is an empty `ListStem` and a full path per leaf, whose span is the leaf's alone.
//! - `extern crate` has no resolution; visibilities, attributes and macro calls are not in HIR.
//! - A def path doesn't say which of its names are modules: `f::inner` may lie in a function `f` beside a module `f`.
//!   So nesting is taken from the owners that mention an item (`owner_id`), not from names.
//! - Bodies are printed with their owner; items inside them are owners of their own.

mod intern;
mod reader;
#[cfg(test)]
mod tests;
mod text;

pub(crate) use intern::{Interner, Text};
pub(crate) use reader::read;
pub(crate) use text::Span;

/// A definition, as a `DefId` prints it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Def {
    /// Its index, where it is in the crate that was asked about.
    pub(crate) local: Option<u32>,
    /// The name of its crate.
    pub(crate) krate: String,
    /// The short hash that tells crates of one name apart.
    pub(crate) hash: String,
    /// The path below its crate; empty for the root.
    pub(crate) path: String,
}

/// An index into [`Dump::defs`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct DefIndex(pub(crate) u32);

/// What a name resolves to, where that is a definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Res {
    /// The definition.
    pub(crate) def: DefIndex,
    /// Whether it is a module or the root of a crate.
    pub(crate) is_mod: bool,
}

/// One name of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Segment {
    /// As written, `r#` included.
    pub(crate) ident: Text,
    /// Whether it stands in the source.
    pub(crate) in_source: bool,
    /// What the path resolves to up to here.
    pub(crate) res: Option<Res>,
}

/// What a path stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Site {
    /// A leaf of a `use`.
    Use,
    /// `use …::*`.
    Glob,
    /// `extern crate`: a path of one segment, never resolved.
    ExternCrate,
    /// Code.
    Code,
}

/// One path of the HIR.
#[derive(Clone, Debug)]
pub(crate) struct HirPath {
    /// The owner that it stands in.
    pub(crate) owner: DefIndex,
    /// What it stands in.
    pub(crate) site: Site,
    /// Where it stands.
    pub(crate) span: Span,
    /// Its names.
    pub(crate) segments: Vec<Segment>,
    /// What it resolves to: in each name space, for a `use`; else at most one.
    pub(crate) res: [Option<Res>; 3],
}

/// A module that the crate declares, or its root.
#[derive(Clone, Copy, Debug)]
pub(crate) struct HirModule {
    /// The module.
    pub(crate) def: DefIndex,
    /// Where its content stands.
    pub(crate) span: Span,
}

/// All that is kept of a dump.
#[derive(Debug, Default)]
pub(crate) struct Dump {
    /// Identifiers and file names.
    pub(crate) texts: Interner,
    /// All definitions that are mentioned.
    pub(crate) defs: Vec<Def>,
    /// The modules.
    pub(crate) modules: Vec<HirModule>,
    /// Each local item, by its local index, and the local index of the owner that holds it.
    pub(crate) parents: std::collections::HashMap<u32, u32>,
    /// The paths, in the order of the dump.
    pub(crate) paths: Vec<HirPath>,
}

impl Dump {
    /// The definition of an index.
    pub(crate) fn def(&self, index: DefIndex) -> &Def {
        &self.defs[index.0 as usize]
    }
}
