//! What an edited file says, linked into a world that was kept: its paths are resolved as they would be if all were linked
//! anew, as long as no other code has asked for a name that means something else by now.
//!
//! Only what a file's own code and imports say is resolved here. Macros, and the Rust modules of a file, must be those that
//! they were: what they bring about is all over the world. `declare` does to the world what the edits did, and `refuse` says
//! when more may follow from that than is looked at here.

mod declare;
mod refuse;

use super::{
    emit::Emitter,
    kept::{Around, Linked},
    prelude,
    references::{self, Recorded},
    world::{Import, ScopeId, ScopeKind, Symbol, Unit, What, World},
};
use crate::{
    cfg::{Cfgs, Configuration},
    diagnostic::Diagnostic,
    graph::{Graph, NameId, RustModuleId},
    source::{FileId, Place},
    syntax::{self, Facts, MacroCall, Position, ScopeIndex},
    workspace::{Edition, Workspace},
};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// An edited file, by what is between its two readings.
#[derive(Debug)]
pub struct Relink {
    /// Which one.
    pub file: FileId,
    /// What was in it.
    pub old: Arc<Facts>,
    /// What is in it now.
    pub new: Arc<Facts>,
    /// For each scope of the new reading the one of the old that it is; none for a block that is made anew.
    pub scopes: Vec<Option<ScopeIndex>>,
    /// The declarations of the old reading that are gone from scopes that stay, and those of the new one that were not
    /// there, by index. There are items and imports among them, and calls of macros that no one here can expand.
    pub gone: Vec<usize>,
    /// See `gone`.
    pub added: Vec<usize>,
    /// The paths in its code, in the file's own number; the facts know none.
    pub references: Vec<syntax::Reference>,
    /// The words of what is not resolved again: macros, what they are called with, and where things can be seen.
    pub fixed: FxHashSet<Box<str>>,
}

/// What became of edited files.
#[derive(Debug)]
pub struct Relinked {
    /// Their references, with the targets, names and outside ends that these are numbers of. It has no Rust modules.
    pub graph: Graph,
    /// Where names stand in them that nothing surely supplies.
    pub unknown: Vec<Place>,
    /// The paths in them that lead nowhere.
    pub unresolved: Vec<Diagnostic>,
    /// The names, of that graph, that a Rust module declares or imports by now, or does not any more.
    pub names: Vec<(RustModuleId, NameId, bool)>,
    /// Rust modules that declare something by now.
    pub has_items: Vec<RustModuleId>,
}

/// The names by which the macros of the workspace can be called: what else is called can't be expanded.
#[derive(Debug)]
pub struct MacroNames(FxHashSet<Box<str>>);

impl MacroNames {
    /// Those of a world.
    pub fn of(linked: &Linked) -> Self {
        Self(linked.macro_names())
    }

    /// Whether a call changes nothing beyond the block that it stands in: no macro of the workspace can be meant by it.
    pub fn is_inert(&self, facts: &Facts, call: &MacroCall) -> bool {
        let last = facts.paths[call.path.0 as usize].segments.last();
        let name = last.map_or("", |last| facts.name(*last));
        call.among == Position::Statements && !matches!(name, "cfg_if" | "include" | "") && !self.0.contains(name)
    }

    /// Whether such a call is one of the language's own macros, which declare nothing at all.
    pub fn is_of_prelude(&self, facts: &Facts, call: &MacroCall) -> bool {
        let last = facts.paths[call.path.0 as usize].segments.last();
        last.is_some_and(|last| prelude::is_in_prelude(facts.name(*last)))
    }
}

impl Linked {
    /// Links what edited files say. None where something else may mean something else by it. `macros` are those of this
    /// world.
    pub fn relink(
        self,
        edits: &[Relink],
        macros: &MacroNames,
        workspace: &Workspace,
        configuration: Option<&Configuration>,
        cfgs: &mut Cfgs,
    ) -> Option<Relinked> {
        let (world, around) = self.open(workspace, configuration, std::mem::take(cfgs));
        let first = world.imports.len();
        let mut again = Again { world, around, first, affected: FxHashSet::default(), has_items: Vec::new() };
        let relinked = again.run(edits, macros);
        *cfgs = again.world.cfgs;
        relinked
    }
}

/// The world again, and what has become of it.
struct Again<'w> {
    world: World<'w>,
    around: Around,
    /// The number of the first import that is new.
    first: usize,
    /// What means something else by now.
    affected: FxHashSet<(ScopeId, Symbol)>,
    has_items: Vec<ScopeId>,
}

impl Again<'_> {
    fn run(&mut self, edits: &[Relink], macros: &MacroNames) -> Option<Relinked> {
        let mut units: Vec<(Unit, &[syntax::Reference])> = Vec::new();
        let places = std::mem::take(&mut self.around.units);
        for edit in edits {
            let before = units.len();
            for kept in places.iter().filter(|unit| unit.file == edit.file) {
                units.push((self.declare(edit, kept)?, &edit.references));
            }
            // What no target reaches says nothing; but then it was not lowered either.
            if units.len() == before {
                return None;
            }
        }
        if self.has_namesakes() || self.imports_what_may_be_hidden() {
            return None;
        }
        let editions: Vec<Edition> = self.world.workspace.crates.iter().map(|krate| krate.edition).collect();
        self.world.resolve_imports_from(self.first, &editions);
        if !self.is_asked_by_these_alone(edits) || !self.brings_known_macros(macros) {
            return None;
        }
        let has_items = self.has_items.iter().filter_map(|scope| self.module(*scope)).collect();
        let mut emitter = Emitter::between(std::mem::take(&mut self.around.modules), &self.world);
        let names = self.names(&mut emitter);
        let imports = self.first..self.world.imports.len();
        let Recorded { emitter, unknown, unresolved, .. } =
            references::record_some(&mut self.world, emitter, &editions, imports, &units);
        Some(Relinked { graph: emitter.into_graph(), unknown, unresolved, names, has_items })
    }

    fn new_imports(&self) -> impl Iterator<Item = &Import> {
        (self.first..self.world.imports.len()).map(|index| &self.world.imports[index])
    }

    fn module(&self, scope: ScopeId) -> Option<RustModuleId> {
        *self.around.modules.get(scope.0 as usize)?
    }

    /// The names that Rust modules got or lost.
    fn names(&self, emitter: &mut Emitter) -> Vec<(RustModuleId, NameId, bool)> {
        let mut parts: FxHashMap<RustModuleId, Vec<ScopeId>> = FxHashMap::default();
        for (module, scope) in emitter.modules().iter().zip((0..).map(ScopeId)) {
            if let Some(module) = module {
                parts.entry(*module).or_default().push(scope);
            }
        }
        let declares = |scope: ScopeId, name: Symbol| {
            let entries = self.world.scope(scope).entries.get(&name);
            entries.is_some_and(|entries| entries.iter().any(|entry| !matches!(entry.what, What::Module(_))))
        };
        let affected = self.affected.iter().filter(|(scope, _)| self.world.scope(*scope).kind == ScopeKind::Module);
        let mut affected: Vec<(ScopeId, Symbol)> = affected.copied().collect();
        affected.sort_unstable();
        let names = affected.into_iter().filter_map(|(scope, name)| {
            let module = emitter.module(scope)?;
            let there = parts.get(&module)?.iter().any(|scope| declares(*scope, name));
            Some((module, emitter.symbol(&self.world, name), there))
        });
        names.collect()
    }
}
