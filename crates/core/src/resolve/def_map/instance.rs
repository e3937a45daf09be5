//! Facts of one file or expansion, placed in one crate.

use crate::{
    cfg::Cfg,
    resolve::ids::{ScopeId, Symbol, SymbolPathId},
    source::FileId,
    syntax::Facts,
    workspace::CrateId,
};
use std::sync::Arc;

/// The facts of one file or expansion at one place of one crate, with their indices translated into ids.
pub(crate) struct FactsInstance {
    pub facts: Arc<Facts>,
    /// The file, if the facts are those of a Rust module's own file.
    pub file: Option<FileId>,
    /// The id of each scope of the facts.
    pub scopes: Vec<ScopeId>,
    /// The symbol of each word of the facts.
    pub words: Arc<[Symbol]>,
    /// The condition of each predicate of the facts, the condition of the place included.
    pub cfgs: Vec<Cfg>,
    /// The id of each path of the facts.
    pub paths: Vec<SymbolPathId>,
    pub krate: CrateId,
}
