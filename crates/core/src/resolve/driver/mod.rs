//! The loop that collects definitions. The module tree needs macros, macros need imports, and imports need the module
//! tree, so the driver repeats, until nothing is new:
//!
//! 1. read the files that `mod`s wait for, and declare their facts (`module_files`, `instantiate`, `declare`);
//! 2. resolve imports ([`super::imports`]);
//! 3. expand the calls whose macro is known by then, and declare what they expand to (`expand`).
//!
//! The calls that are left mean no macro of the workspace. As a last resort, their arguments are read as items, and the
//! loop goes on. Calls that stand for expressions, patterns or types come last, since nothing else depends on what they declare.
//!
//! The driver alone changes definitions. It does not record references, and does not know the graph.

mod declare;
mod expand;
mod include;
mod instantiate;
mod meanings;
mod module_files;
mod pending;
mod repeated_files;
mod roots;

use self::{
    pending::{IncludedFile, MacroData, PendingCall, PendingModule},
    repeated_files::RepeatedFiles,
};
use super::{
    collector::Collector,
    def_map::{DefMap, FactsInstance},
    ids::Symbol,
    imports,
    query::{QueryState, Resolver},
    source_files::SourceFiles,
    speculation::Speculation,
};
use crate::{
    analysis::Comments,
    diagnostic::Diagnostic,
    source::{FileId, Place, Sources},
    stage::{Stage, StageObserver, Stages},
    syntax::Facts,
    workspace::{CrateId, Workspace},
};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// Collects the definitions of a workspace.
pub(super) struct Driver<'w> {
    pub(super) defs: DefMap<'w>,
    pub(super) queries: QueryState<'w>,
    pub(super) instances: Vec<FactsInstance>,
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) files: SourceFiles<'w>,
    /// The files that some target reaches.
    pub(super) reached: FxHashSet<FileId>,
    pub(super) speculation: Speculation,
    sources: &'w mut Sources,
    /// The symbols of the words of each facts that were declared.
    words: FxHashMap<*const Facts, Arc<[Symbol]>>,
    calls: Vec<PendingCall>,
    /// The calls that stand for expressions, patterns or types.
    code_calls: Vec<PendingCall>,
    modules: Vec<PendingModule>,
    macros: Vec<MacroData>,
    /// The files whose problems are reported.
    reported: FxHashSet<FileId>,
    /// The included file whose facts are being declared.
    included: Option<Arc<IncludedFile>>,
    /// The outermost call whose expansion is being declared.
    outermost_call: Option<Place>,
    /// Whether what is being declared is an argument of a call whose macro may change it.
    in_arguments: bool,
    /// How deeply macros may expand in the crates that have a `recursion_limit`.
    max_depths: FxHashMap<CrateId, u32>,
    /// What the deep expansions of each crate have cost.
    spent: FxHashMap<CrateId, usize>,
    /// The calls that were not expanded to their end, each with whether it is an argument, and the message that says why.
    bounds: FxHashSet<(Place, bool, String)>,
    repeated_files: RepeatedFiles,
    /// The exceptions in the comments of files that `include!` puts among code.
    comments: Comments,
    pub(super) stages: Stages<'w>,
}

impl<'w> Driver<'w> {
    pub(super) fn new(
        workspace: &'w Workspace,
        queries: QueryState<'w>,
        sources: &'w mut Sources,
        files: SourceFiles<'w>,
        observer: StageObserver<'w>,
    ) -> Self {
        Self {
            defs: DefMap::new(workspace),
            queries,
            instances: Vec::new(),
            diagnostics: Vec::new(),
            files,
            reached: FxHashSet::default(),
            speculation: Speculation::default(),
            sources,
            words: FxHashMap::default(),
            calls: Vec::new(),
            code_calls: Vec::new(),
            modules: Vec::new(),
            macros: Vec::new(),
            reported: FxHashSet::default(),
            included: None,
            outermost_call: None,
            in_arguments: false,
            max_depths: FxHashMap::default(),
            spent: FxHashMap::default(),
            bounds: FxHashSet::default(),
            repeated_files: RepeatedFiles::default(),
            comments: Comments::new(),
            stages: Stages::start(Stage::Read, observer),
        }
    }

    /// Collects all definitions.
    pub(super) fn run(&mut self) {
        self.add_roots();
        let mut is_last_resort = false;
        loop {
            self.load_modules();
            self.stages.enter(Stage::Imports);
            imports::resolve_imports(&mut self.defs, &mut self.queries, 0);
            let had_calls = !self.calls.is_empty();
            self.stages.enter(Stage::Expand);
            let has_new = self.expand_calls(is_last_resort);
            if has_new || !self.modules.is_empty() {
                is_last_resort = false;
                continue;
            }
            if !is_last_resort && had_calls {
                is_last_resort = true;
            } else if self.expand_code_calls() {
                is_last_resort = false;
            } else {
                break;
            }
        }
        self.speculation.stop();
        self.queries.finish_definitions();
        self.report_many_meanings();
    }

    /// Returns the exceptions in the comments of the files that some target reaches.
    pub(super) fn comments(&self) -> Comments {
        let mut comments = self.comments.clone();
        let loaded = self.files.iter().filter(|loaded| self.reached.contains(&loaded.file));
        comments.extend(loaded.map(|loaded| (loaded.file, loaded.facts.directives.clone())));
        comments.retain(|(_, directives)| !directives.is_empty());
        comments.sort_by_key(|(file, _)| *file);
        comments
    }

    fn collector(&mut self) -> Collector<'_, 'w> {
        Collector { defs: &mut self.defs, queries: &mut self.queries }
    }

    fn resolver(&mut self) -> Resolver<'_, 'w> {
        Resolver::new(&self.defs, &mut self.queries)
    }
}
