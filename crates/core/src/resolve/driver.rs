//! The loop: the module tree needs macros, macros need imports, and imports need the module tree. So: declare what
//! the facts say; expand the calls whose macro is known by then; resolve imports; until nothing is new. What is
//! left are calls of macros that no one here can expand, read as items where they parse as such.

use super::{
    ahead::{Ahead, Compiled},
    load::Files,
    modfile::Candidate,
    world::{PathId, ScopeId, Symbol, TextId, Unit, Visibility, World},
};
use crate::{
    analysis::Comments,
    cfg::{Cfg, Cfgs, Configuration},
    diagnostic::Diagnostic,
    source::{FileId, Place, Sources},
    stage::{Stage, StageObserver, Stages},
    syntax::{Facts, Position, Tokens},
    workspace::{CrateId, Edition, Workspace},
};
use rustc_hash::{FxHashMap, FxHashSet};
use std::{path::PathBuf, sync::Arc};

/// A call that waits for its macro to be known.
pub(super) struct Pending {
    pub(super) scope: ScopeId,
    pub(super) krate: CrateId,
    pub(super) path: PathId,
    pub(super) arguments: Arc<Tokens>,
    pub(super) among: Position,
    /// The generic parameters around it.
    pub(super) generics: Vec<Symbol>,
    pub(super) cfg: Cfg,
    pub(super) text: TextId,
    pub(super) hole: TextId,
    pub(super) depth: u32,
    pub(super) place: Place,
    pub(super) beside: Option<Arc<Beside>>,
}

/// Where the `mod`s of an included file, and of the macros called in it, are looked for.
#[derive(Debug)]
pub(super) struct Beside {
    /// The Rust module that its items stand in; those below it have folders of their own.
    pub(super) module: ScopeId,
    pub(super) folder: PathBuf,
    pub(super) path_folder: PathBuf,
}

/// A `mod x;` that waits for its file.
pub(super) struct Awaited {
    pub(super) scope: ScopeId,
    pub(super) candidates: Vec<(Cfg, Vec<Candidate>)>,
    pub(super) edition: Edition,
    pub(super) name: String,
    pub(super) cfg: Cfg,
    pub(super) place: Place,
    pub(super) text: TextId,
    pub(super) hole: Option<TextId>,
    pub(super) visibility: Visibility,
    pub(super) depth: u32,
}

/// A macro of the workspace.
pub(super) struct MacroEntry {
    /// Its definition's [address](super::ahead::address).
    pub(super) definition: usize,
    pub(super) compiled: Compiled,
    pub(super) krate: CrateId,
}

/// The module tree, and all that is declared in it.
pub(super) struct Driver<'w> {
    pub(super) world: World<'w>,
    pub(super) units: Vec<Unit>,
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) files: Files<'w>,
    /// The files that some target reaches.
    pub(super) reached: FxHashSet<FileId>,
    pub(super) sources: &'w mut Sources,
    pub(super) editions: Vec<Edition>,
    pub(super) words: FxHashMap<*const Facts, Arc<[Symbol]>>,
    pub(super) pending: Vec<Pending>,
    pub(super) awaited: Vec<Awaited>,
    pub(super) macros: Vec<MacroEntry>,
    pub(super) ahead: Ahead,
    pub(super) reported: FxHashSet<FileId>,
    /// Of what is being declared, if a file that was included says it.
    pub(super) beside: Option<Arc<Beside>>,
    /// What deep expansions have cost each crate.
    pub(super) spent: FxHashMap<CrateId, usize>,
    /// The calls that were not followed to their end, and why.
    pub(super) bounds: FxHashSet<(Place, String)>,
    /// The exceptions in the comments of what `include!` puts among code.
    pub(super) comments: Comments,
    pub(super) stages: Stages<'w>,
}

impl<'w> Driver<'w> {
    pub(super) fn new(
        workspace: &'w Workspace,
        cfgs: Cfgs,
        sources: &'w mut Sources,
        configuration: Option<&'w Configuration>,
        files: Files<'w>,
        observer: StageObserver<'w>,
    ) -> Self {
        let world = World::new(workspace, configuration, cfgs);
        let editions = workspace.crates.iter().map(|krate| krate.edition).collect();
        Self {
            world,
            units: Vec::new(),
            diagnostics: Vec::new(),
            files,
            reached: FxHashSet::default(),
            sources,
            editions,
            words: FxHashMap::default(),
            pending: Vec::new(),
            awaited: Vec::new(),
            macros: Vec::new(),
            ahead: Ahead::default(),
            reported: FxHashSet::default(),
            beside: None,
            spent: FxHashMap::default(),
            bounds: FxHashSet::default(),
            comments: Comments::new(),
            stages: Stages::start(Stage::Read, observer),
        }
    }

    /// Reads and links everything.
    pub(super) fn run(&mut self) {
        self.add_roots();
        let mut last_resort = false;
        loop {
            self.load_awaited();
            self.stages.enter(Stage::Imports);
            self.world.resolve_imports(&self.editions);
            let before = self.pending.len();
            self.stages.enter(Stage::Expand);
            let progress = self.expand_pending(last_resort);
            if progress || !self.awaited.is_empty() {
                last_resort = false;
                continue;
            }
            if last_resort || before == 0 {
                break;
            }
            last_resort = true;
        }
        self.ahead.stop();
    }

    /// The exceptions in the comments of the files that some target reaches.
    pub(super) fn comments(&self) -> Comments {
        let mut comments = self.comments.clone();
        let loaded = self.files.iter().filter(|loaded| self.reached.contains(&loaded.file));
        comments.extend(loaded.map(|loaded| (loaded.file, loaded.facts.directives.clone())));
        comments.retain(|(_, directives)| !directives.is_empty());
        comments.sort_by_key(|(file, _)| *file);
        comments
    }
}
