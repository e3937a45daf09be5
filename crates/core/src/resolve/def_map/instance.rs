//! Facts of one file or expansion, placed in one crate.

use crate::{
    cfg::Cfg,
    resolve::ids::{ScopeId, Symbol, SymbolPathId, TextualScopeId},
    source::{FileId, Place},
    syntax::{Facts, ScopeIndex},
    workspace::CrateId,
};
use rustc_hash::FxHashMap;
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
    /// The outermost macro call whose expansion the facts are of.
    pub call: Option<Place>,
    /// The textual scopes of the facts, unless nothing calls a macro by its bare name.
    pub textual_scopes: TextualPositions,
}

/// The textual scopes of macros in some facts: in each scope, from which declaration on.
#[derive(Default)]
pub(crate) struct TextualPositions(FxHashMap<ScopeIndex, Vec<(u32, TextualScopeId)>>);

impl TextualPositions {
    /// Records the last node of textual macros in a scope after some number of declarations.
    pub(crate) fn push(&mut self, scope: ScopeIndex, declarations: usize, textual_scope: TextualScopeId) {
        self.0.entry(scope).or_default().push((declarations as u32, textual_scope));
    }

    /// Returns the last node of textual macros in a scope of some facts, after some number of declarations.
    pub(crate) fn at(&self, facts: &Facts, mut scope: ScopeIndex, declarations: u32) -> Option<TextualScopeId> {
        loop {
            let positions = self.0.get(&scope).map_or(&[][..], Vec::as_slice);
            let before = positions.partition_point(|(number, _)| *number <= declarations);
            if let Some(last) = before.checked_sub(1) {
                return Some(positions[last].1);
            }
            let parent = facts.scopes[scope.0 as usize].parent;
            if parent == scope {
                return None;
            }
            scope = parent;
        }
    }
}
