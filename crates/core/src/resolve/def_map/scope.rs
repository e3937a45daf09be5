//! Scopes, and what is declared in them.

use super::{change_log::ScopeChanges, generators::Generators};
use crate::{
    cfg::Cfg,
    graph::ImportId,
    resolve::{
        ids::{ItemId, ScopeId, Symbol},
        resolution::DefVisibility,
        source_files::ModuleDirectories,
    },
    source::Place,
    syntax::Spaces,
    workspace::CrateId,
};
use bitcode::{Decode, Encode};
use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;

/// The kind of a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub(crate) enum ScopeKind {
    /// A Rust module or a crate's root.
    Module,
    /// A block that declares items.
    Block,
    /// The variants of an enum.
    Enum,
}

/// A scope: names, with their declarations, and glob imports.
#[derive(Clone, Debug)]
pub(crate) struct ScopeData {
    pub kind: ScopeKind,
    /// The scope lexically around this one; none for a crate's root.
    pub parent: Option<ScopeId>,
    /// The Rust module that contains this scope, which is the scope itself if it is a Rust module.
    pub module: ScopeId,
    pub krate: CrateId,
    /// The name of the Rust module or enum, or of the function whose body a block is; empty for other blocks.
    pub name: Symbol,
    /// The condition under which the scope exists.
    pub cfg: Cfg,
    pub entries: FxHashMap<Symbol, ScopeEntries>,
    pub globs: Vec<ImportId>,
    /// Whether some of its globs may not be public.
    pub has_private_globs: bool,
    /// The identifiers in the arguments of unexpanded macro calls, which may declare any of these names.
    pub hidden: FxHashSet<Symbol>,
    /// What may have declared anything at all.
    pub generators: Generators,
    /// Whether anything other than Rust modules is declared here.
    pub has_items: bool,
    /// Where the content of a Rust module is; none for other scopes, and for Rust modules without a file.
    pub origin: Option<ModuleOrigin>,
    pub(super) changes: ScopeChanges,
}

impl ScopeData {
    /// Creates an empty scope.
    pub(crate) fn empty(
        kind: ScopeKind,
        parent: Option<ScopeId>,
        module: ScopeId,
        krate: CrateId,
        name: Symbol,
        cfg: Cfg,
    ) -> Self {
        Self {
            kind,
            parent,
            module,
            krate,
            name,
            cfg,
            entries: FxHashMap::default(),
            globs: Vec::new(),
            has_private_globs: false,
            hidden: FxHashSet::default(),
            generators: Generators::default(),
            has_items: false,
            origin: None,
            changes: ScopeChanges::default(),
        }
    }

    /// Returns the scope in which to look next for a name that is not found here: names are visible across blocks and
    /// enums, but a Rust module does not see the names of the one around it.
    pub(crate) fn next_outward(&self) -> Option<ScopeId> {
        match self.kind {
            ScopeKind::Module => None,
            ScopeKind::Block | ScopeKind::Enum => self.parent,
        }
    }
}

/// Where the content of a Rust module is, and where the files of its `mod`s are looked for.
#[derive(Clone, Debug)]
pub(crate) struct ModuleOrigin {
    pub place: Place,
    pub is_inline: bool,
    pub directories: ModuleDirectories,
}

/// The declarations of a name in one scope: one, for most.
pub(crate) type ScopeEntries = SmallVec<[ScopeEntry; 1]>;

/// One declaration of a name in a scope.
#[derive(Clone, Copy, Debug, Encode, Decode)]
pub(crate) struct ScopeEntry {
    /// The namespaces that the declaration may be in; for an import, all that it could be in.
    pub spaces: Spaces,
    pub def: Def,
    pub visibility: DefVisibility,
    /// The condition under which the declaration exists, the condition of its scope included.
    pub cfg: Cfg,
}

/// What a declaration declares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub(crate) enum Def {
    Module(ScopeId),
    Item(ItemId),
    Import(ImportId),
}
