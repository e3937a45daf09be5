//! Imports: what the source says of each, and what it resolves to so far.

use super::change_log::Tick;
use crate::{
    cfg::Cfg,
    resolve::{
        ids::{ScopeId, Symbol, SymbolPathId, TextualScopeId},
        resolution::{DefVisibility, Hits, Res, ResCertainty},
    },
    syntax::{Located, Spaces},
};
use bitcode::{Decode, Encode};
use smallvec::SmallVec;

/// A `use` leaf or an `extern crate`.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "the flags are independent of each other")]
pub(crate) struct ImportData {
    pub scope: ScopeId,
    pub path: SymbolPathId,
    /// The name that the import declares, if it declares one.
    pub name: Option<Symbol>,
    pub is_glob: bool,
    pub is_extern_crate: bool,
    /// The namespaces that the import is limited to.
    pub spaces: Spaces,
    pub visibility: DefVisibility,
    pub cfg: Cfg,
    pub at: Located,
    /// Whether the import is `use … as _`.
    pub is_underscore: bool,
    /// Whether a macro's body contains the import: it is a reference of this place only if it depends on the call.
    pub is_from_macro_body: bool,
    /// The macros in textual scope at the import, for `use name_of_a_macro`.
    pub textual_scope: TextualScopeId,
    pub resolution: ImportResolution,
}

impl ImportData {
    /// What the import leads to so far.
    pub(crate) fn targets(&self) -> &[ImportTarget] {
        &self.resolution.targets
    }
}

/// What an import resolves to so far. The fixed point replaces it as a whole.
#[derive(Clone, Debug, Default)]
pub(crate) struct ImportResolution {
    /// Sorted, so that two resolutions can be compared.
    pub targets: ImportTargets,
    /// The ways in which the path resolves, in all namespaces together.
    pub hits: Hits,
    /// The names looked up, each with its scope: the resolution can only change if one of these does.
    pub dependencies: Vec<(ScopeId, Symbol)>,
    /// When the import was resolved last; none if it has not been.
    pub resolved: Option<Tick>,
}

/// The targets of an import: one, for most.
pub(crate) type ImportTargets = SmallVec<[ImportTarget; 2]>;

/// What an import leads to in some namespaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
pub(crate) struct ImportTarget {
    pub spaces: Spaces,
    pub res: Res,
    pub cfg: Cfg,
    pub certainty: ResCertainty,
    /// From where the imported name can be named: the narrower of the visibilities of the import and of what it names.
    pub visibility: DefVisibility,
}
