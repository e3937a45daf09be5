//! What waits to become known: macro calls for their macro, and `mod`s for their file.

use crate::{
    cfg::Cfg,
    resolve::{
        ids::{ScopeId, Symbol, SymbolPathId, TextualScopeId},
        resolution::DefVisibility,
        source_files::{FileCandidate, ModuleDirectories},
        speculation::CompiledMacro,
    },
    source::Place,
    syntax::{Position, Tokens},
    workspace::{CrateId, Edition},
};
use std::{path::PathBuf, sync::Arc};

/// A macro call whose macro is not known yet.
#[derive(Clone)]
pub(super) struct PendingCall {
    pub(super) scope: ScopeId,
    pub(super) krate: CrateId,
    pub(super) path: SymbolPathId,
    pub(super) arguments: Arc<Tokens>,
    pub(super) position: Position,
    /// The names of the generic parameters around the call.
    pub(super) generics: Vec<Symbol>,
    pub(super) cfg: Cfg,
    pub(super) textual_scope: TextualScopeId,
    /// The hole that the call leaves in the textual scope after it, if it may declare something there.
    pub(super) hole: Option<TextualScopeId>,
    /// The number of expansions that the call is nested in.
    pub(super) depth: u32,
    pub(super) place: Place,
    /// Whether this call, or one whose expansion contains it, is an argument of a call whose macro may change it.
    pub(super) is_argument: bool,
    /// Whether its file shows that it is one of `paste!` with names to paste.
    pub(super) is_pasting: bool,
    /// The outermost call whose expansion contains this call, or this call.
    pub(super) outermost: Place,
    /// The included file that contains the call.
    pub(super) included: Option<Arc<IncludedFile>>,
}

/// A file that `include!` puts into a Rust module.
#[derive(Debug)]
pub(super) struct IncludedFile {
    pub(super) file: PathBuf,
    /// The Rust module that contains the file's items. Rust modules in it have directories of their own.
    pub(super) module: ScopeId,
    /// Where the `mod`s of the file, and of the macros called in it, are looked for.
    pub(super) directories: ModuleDirectories,
    /// The included file that contains the `include!`.
    pub(super) outer: Option<Arc<IncludedFile>>,
}

/// A `mod x;`, or the root of a crate, whose file is not read yet.
pub(super) struct PendingModule {
    pub(super) scope: ScopeId,
    /// The files that the declaration can mean, by condition.
    pub(super) candidates: Vec<(Cfg, Vec<FileCandidate>)>,
    pub(super) edition: Edition,
    pub(super) name: String,
    pub(super) cfg: Cfg,
    /// Where the declaration is; none for the root of a crate.
    pub(super) place: Option<Place>,
    pub(super) textual_scope: TextualScopeId,
    /// The hole that a `#[macro_use] mod` leaves in the textual scope after it.
    pub(super) hole: Option<TextualScopeId>,
    pub(super) visibility: DefVisibility,
    /// The number of expansions that the declaration is nested in.
    pub(super) depth: u32,
}

/// A macro of the workspace.
pub(super) struct MacroData {
    /// The [address](crate::resolve::speculation::address) of its definition.
    pub(super) definition: usize,
    pub(super) compiled: CompiledMacro,
    pub(super) krate: CrateId,
}
