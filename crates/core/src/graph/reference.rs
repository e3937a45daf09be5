//! The edges of the graph: references, and what their paths resolve to.

use super::{CallId, ImportId, NameId, OutsideId, RustModuleId, TargetId};
use crate::{
    cfg::Cfg,
    source::{FileId, Place, Span},
};
use bitcode::{Decode, Encode};

/// One path in the source that names something outside its own Rust module.
///
/// In the module `shop::orders`, the line `use crate::infra::db::Pool;` is one reference: it is `from`
/// `shop::orders`, its `kind` is [`ReferenceKind::Use`], and its target is `Pool` in `shop::infra::db`.
#[derive(Clone, Copy, Debug, Encode, Decode)]
pub struct Reference {
    /// The Rust module that contains the path.
    pub from: RustModuleId,
    /// What the path resolves to.
    pub target: TargetId,
    /// The file that contains the path.
    pub file: FileId,
    /// The position of the path. For a leaf of a `use` tree, only the leaf's own part.
    pub span: Span,
    /// The whole path as written. For a leaf of a `use` tree, this includes the tree's prefix.
    pub path: NameId,
    /// The syntax in which the path occurs.
    pub kind: ReferenceKind,
    /// What the code around the path is for.
    pub context: Context,
    /// The condition under which the path exists and resolves to `target`.
    pub cfg: Cfg,
    /// For a re-export with restricted visibility: the module in and below which its name is visible.
    pub visible_in: Option<RustModuleId>,
    /// The import that this reference is, if it is one.
    pub import: Option<ImportId>,
    /// The import (a glob, too) of the same module through which the first name of the path was found.
    pub through: Option<ImportId>,
    /// The macro call whose expansion contains the path, if the path is in the body of a macro. Of several calls of one
    /// macro in a Rust module, the first one.
    pub call: Option<CallId>,
}

impl Reference {
    /// Returns the file and position of the path.
    pub fn place(&self) -> Place {
        Place { file: self.file, span: self.span }
    }
}

/// The syntax in which a reference occurs. Rules can be limited to some kinds with `kinds = […]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
pub enum ReferenceKind {
    /// A leaf of a `use` item that is private to its module.
    Use,
    /// A leaf of a `use` item that is visible beyond its module, other than `as _`.
    Reexport,
    /// An `extern crate` item.
    ExternCrate,
    /// A path in a type, expression or pattern, or in the arguments of a macro call.
    Path,
    /// The path of a macro call, or a path in the body of a `macro_rules!`.
    Macro,
    /// The path of an attribute, or a path in a string argument of a known attribute.
    Attribute,
    /// A path in `#[derive(…)]`.
    Derive,
    /// A dependency in a `Cargo.toml`.
    Manifest,
}

impl ReferenceKind {
    /// All kinds.
    pub const ALL: &'static [Self] = &[
        Self::Use,
        Self::Reexport,
        Self::ExternCrate,
        Self::Path,
        Self::Macro,
        Self::Attribute,
        Self::Derive,
        Self::Manifest,
    ];

    /// Returns the name that the rules file and all outputs use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Use => "use",
            Self::Reexport => "reexport",
            Self::ExternCrate => "extern-crate",
            Self::Path => "path",
            Self::Macro => "macro",
            Self::Attribute => "attribute",
            Self::Derive => "derive",
            Self::Manifest => "manifest",
        }
    }
}

/// What a piece of code is for. Rules can be limited to some contexts with `contexts = […]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
pub enum Context {
    /// Code that is built and shipped.
    Production,
    /// Code that exists only in test builds, and the crates of tests, examples and benchmarks.
    Test,
    /// A build script.
    Build,
}

impl Context {
    /// All contexts.
    pub const ALL: &'static [Self] = &[Self::Production, Self::Test, Self::Build];

    /// Returns the name that the rules file and all outputs use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Production => "production",
            Self::Test => "test",
            Self::Build => "build",
        }
    }

    /// Returns whether a Rust module of this context may contain code of one of some contexts. Production code can contain
    /// tests, but test modules contain no production code.
    pub fn may_contain(self, contexts: &[Self]) -> bool {
        contexts.contains(&self) || (self == Self::Production && contexts.contains(&Self::Test))
    }
}

/// A node that a path can lead to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
pub enum End {
    /// A Rust module of the workspace.
    Module(RustModuleId),
    /// A path outside the workspace.
    Outside(OutsideId),
}

/// What a path resolves to, and through which Rust modules. References that resolve alike share one target.
///
/// With `pub use crate::infra::db::Pool;` in `shop::prelude`, the path in `use crate::prelude::Pool;` has this target:
///
/// ```text
/// written   shop::prelude
/// via       shop::prelude, looking up `Pool`, a re-export
/// defined   shop::infra::db
/// item      Pool
/// ```
///
/// Rules use different parts. Interfaces and visibility (`exposes`, `visible-to`) concern `via`. Dependencies
/// (`depends-on`, `forbid`, layers) concern `via` and `defined`. Coupling (`acyclic`, `limit`, `stable`) concerns
/// `defined`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Encode, Decode)]
pub struct Target {
    /// The points of entry in the order of the path: each Rust module in whose scope a re-export was found, and the
    /// last module that the path names.
    pub via: Box<[PointOfEntry]>,
    /// The innermost node that the path itself names, or `None` for a bare name such as `Pool`.
    pub written: Option<End>,
    /// The node that defines the item, after following every re-export.
    pub defined: End,
    /// The item in `defined`, or `None` if the path leads to `defined` itself. For `Enum::Variant` and
    /// `Type::function` this is the type.
    pub item: Option<NameId>,
    /// Whether the resolution is a guess: only a glob import of this outside path, or an outside macro that was not
    /// expanded, can supply the name.
    pub unknown: bool,
}

/// A Rust module that a path passes through, and the name that the path looks up there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
pub struct PointOfEntry {
    /// The Rust module.
    pub module: RustModuleId,
    /// The name that the path looks up in the module, or `None` if the path ends at the module or is a glob import.
    pub name: Option<NameId>,
    /// Whether the lookup found a re-export rather than a declaration.
    pub reexport: bool,
}
