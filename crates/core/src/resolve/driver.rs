//! The loop: the module tree needs macros, macros need imports, and imports need the module tree. So: declare what
//! the facts say; expand the calls whose macro is known by then; resolve imports; until nothing is new. What is
//! left are calls of macros that no one here can expand, read as items where they parse as such.

use super::{
    load::{Files, Loaded},
    macros::Text,
    modfile::{self, Candidate},
    paths::From,
    prelude,
    world::{
        Entry, Import, Item, ItemId, ItemKind, Numbered, Origin, PathId, Res, Scope, ScopeId, ScopeKind, Symbol,
        Symbols, TextId, Unit, Visibility, What, World,
    },
};
use crate::{
    cfg::{Cfg, Cfgs},
    codes::Code,
    diagnostic::Diagnostic,
    graph::ImportId,
    source::{FileId, Place, Sources, Span},
    syntax::{self, Anchor, Declared, Facts, ImportKind, Limits, Position, Predicate, ScopeIndex, Spaces, Tokens},
    workspace::{CrateId, CrateKind, Edition, ExternTarget, Workspace},
};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// How deeply macros may expand into calls of macros: rustc's own default (`recursion_limit`).
const DEPTH: u32 = 128;

/// A call that waits for its macro to be known.
struct Pending {
    scope: ScopeId,
    krate: CrateId,
    path: PathId,
    arguments: Arc<Tokens>,
    among_items: bool,
    cfg: Cfg,
    text: TextId,
    hole: TextId,
    depth: u32,
    place: Place,
}

/// A `mod x;` that waits for its file.
struct Awaited {
    scope: ScopeId,
    candidates: Vec<(Cfg, Vec<Candidate>)>,
    edition: Edition,
    name: String,
    cfg: Cfg,
    place: Place,
    text: TextId,
    hole: Option<TextId>,
    visibility: Visibility,
    depth: u32,
}

/// A macro of the workspace.
struct MacroEntry {
    definition: Result<syntax::Definition, String>,
    krate: CrateId,
}

/// How the conditions of the source are read: all of them at once, or one configuration.
pub(super) type Decide<'c> = Option<&'c dyn Fn(&crate::cfg::Atom) -> Option<bool>>;

/// The module tree, and all that is declared in it.
pub(super) struct Driver<'w> {
    pub world: World<'w>,
    pub units: Vec<Unit>,
    pub diagnostics: Vec<Diagnostic>,
    pub files: Files,
    /// The files that some target reaches.
    pub reached: FxHashSet<FileId>,
    decide: Decide<'w>,
    sources: &'w mut Sources,
    editions: Vec<Edition>,
    words: FxHashMap<*const Facts, Arc<[Symbol]>>,
    pending: Vec<Pending>,
    awaited: Vec<Awaited>,
    macros: Vec<MacroEntry>,
    reported: FxHashSet<FileId>,
}

impl<'w> Driver<'w> {
    pub fn new(workspace: &'w Workspace, cfgs: Cfgs, sources: &'w mut Sources, decide: Decide<'w>) -> Self {
        let world = World {
            workspace,
            cfgs,
            symbols: Symbols::default(),
            scopes: Vec::new(),
            items: Vec::new(),
            imports: Vec::new(),
            outside: Numbered::default(),
            paths: Numbered::default(),
            roots: Vec::new(),
            externs: Vec::new(),
            texts: vec![Text::Start],
            hidden_items: FxHashMap::default(),
            asked: Vec::new(),
            macro_use: vec![Vec::new(); workspace.crates.len()],
        };
        let editions = workspace.crates.iter().map(|krate| krate.edition).collect();
        Self {
            world,
            units: Vec::new(),
            diagnostics: Vec::new(),
            files: Files::default(),
            reached: FxHashSet::default(),
            decide,
            sources,
            editions,
            words: FxHashMap::default(),
            pending: Vec::new(),
            awaited: Vec::new(),
            macros: Vec::new(),
            reported: FxHashSet::default(),
        }
    }

    /// Reads and links everything.
    pub fn run(&mut self) {
        self.add_roots();
        let mut last_resort = false;
        loop {
            self.load_awaited();
            self.world.resolve_imports(&self.editions);
            let before = self.pending.len();
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
    }

    pub fn edition(&self, krate: CrateId) -> Edition {
        self.editions[krate.0 as usize]
    }

    /// Declares the crates, what each can name, and awaits their root files.
    fn add_roots(&mut self) {
        let workspace = self.world.workspace;
        for (id, krate) in workspace.crates() {
            let name = self.world.symbols.intern(&krate.name);
            let scope = self.add_scope(ScopeKind::Module, None, None, id, name, Cfg::ALWAYS);
            self.world.roots.push(scope);
            self.world.externs.push(FxHashMap::default());
            self.awaited.push(Awaited {
                scope,
                candidates: vec![(Cfg::ALWAYS, vec![modfile::root(&krate.root)])],
                edition: krate.edition,
                name: krate.name.clone(),
                cfg: Cfg::ALWAYS,
                place: Place { file: FileId(u32::MAX), span: Span::default() },
                text: TextId(0),
                hole: None,
                visibility: Visibility::Public,
                depth: 0,
            });
        }
        for (id, krate) in workspace.crates() {
            for family in ["std", "core", "alloc", "proc_macro", "test"] {
                if let Some(res) = self.world.std_crate(family) {
                    let symbol = self.world.symbols.intern(family);
                    self.world.externs[id.0 as usize].entry(symbol).or_default().push((res, Cfg::ALWAYS));
                }
            }
            for external in &krate.externs {
                let name = self.world.symbols.intern(&external.name);
                let res = match &external.target {
                    ExternTarget::Member(member) => Res::Module(self.world.roots[member.0 as usize]),
                    ExternTarget::Outside(package) => {
                        // Under which name a package's own manifest puts its lib is not known; code that does not
                        // rename it writes that name.
                        let written = package.replace('-', "_");
                        let symbol = self.world.symbols.intern(&written);
                        Res::Outside(self.world.outside_path(&[symbol]))
                    }
                };
                let mut cfg = Cfg::ALWAYS;
                if let Some(condition) = &external.condition {
                    cfg = self.world.cfgs.parse(condition, id, krate.package).unwrap_or(Cfg::ALWAYS);
                }
                if external.test_only {
                    let test = self.world.cfgs.named(id, krate.package, "test", None);
                    cfg = self.world.cfgs.and(cfg, test);
                }
                // In one configuration an optional dependency is there or not. Otherwise code is taken to name it only
                // where it is, so that no condition need be repeated there.
                if let (Some(features), true) = (&external.features, self.decide.is_some()) {
                    let mut any = Cfg::NEVER;
                    for feature in features {
                        let one = self.world.cfgs.named(id, krate.package, "feature", Some(feature));
                        any = self.world.cfgs.or(any, one);
                    }
                    cfg = self.world.cfgs.and(cfg, any);
                }
                // A stand-in for the standard library's own build.
                let std = prelude::is_std_family(&external.name) && external.features.is_some();
                let cfg = self.decided(cfg, id);
                if cfg != Cfg::NEVER && !std {
                    let entries = self.world.externs[id.0 as usize].entry(name).or_default();
                    match entries.iter_mut().find(|(other, _)| *other == res) {
                        Some((_, when)) => *when = self.world.cfgs.or(*when, cfg),
                        None => entries.push((res, cfg)),
                    }
                }
            }
        }
    }

    /// A condition where what is fixed has been decided: the tests of a test target, and the configuration, if one
    /// was asked for.
    fn decided(&mut self, cfg: Cfg, krate: CrateId) -> Cfg {
        if cfg == Cfg::ALWAYS || cfg == Cfg::NEVER {
            return cfg;
        }
        let kind = self.world.workspace.krate(krate).kind;
        let test = match kind {
            CrateKind::Test | CrateKind::Bench => Some(true),
            CrateKind::Build => Some(false),
            CrateKind::Lib | CrateKind::Bin | CrateKind::Example => None,
        };
        let cfg = match test {
            Some(test) => self.world.cfgs.assume(cfg, &crate::cfg::Atom::Test(krate), test),
            None => cfg,
        };
        match self.decide {
            Some(decide) => self.world.cfgs.project(cfg, decide),
            None => cfg,
        }
    }

    fn add_scope(
        &mut self,
        kind: ScopeKind,
        parent: Option<ScopeId>,
        module: Option<ScopeId>,
        krate: CrateId,
        name: Symbol,
        cfg: Cfg,
    ) -> ScopeId {
        let id = ScopeId(self.world.scopes.len() as u32);
        self.world.scopes.push(Scope {
            kind,
            parent,
            module: module.unwrap_or(id),
            krate,
            name,
            cfg,
            entries: FxHashMap::default(),
            globs: Vec::new(),
            hidden: Vec::new(),
            generated: false,
            has_items: false,
            origin: None,
        });
        id
    }

    /// Reads the files that `mod`s wait for, in one go, and declares what they say.
    fn load_awaited(&mut self) {
        while !self.awaited.is_empty() {
            let awaited = std::mem::take(&mut self.awaited);
            let wanted = awaited
                .iter()
                .flat_map(|one| one.candidates.iter().flat_map(|(_, files)| files))
                .zip(
                    awaited
                        .iter()
                        .flat_map(|one| one.candidates.iter().flat_map(|(_, files)| files).map(|_| one.edition)),
                )
                .map(|(candidate, edition)| (candidate.clone(), edition))
                .collect();
            self.files.load(wanted, self.sources, &self.world.workspace.root);
            for one in awaited {
                self.enter_file(one);
            }
        }
    }

    /// Declares what the file of a `mod` says; several, if it has candidates under different conditions.
    fn enter_file(&mut self, awaited: Awaited) {
        let krate = self.world.scope(awaited.scope).krate;
        let mut entered = 0;
        for (when, candidates) in &awaited.candidates {
            let cfg = self.world.cfgs.and(awaited.cfg, *when);
            let there: Vec<(Candidate, Loaded)> = candidates
                .iter()
                .filter_map(|candidate| {
                    Some((candidate.clone(), self.files.get(&candidate.file, awaited.edition)?.clone()))
                })
                .collect();
            let Some((candidate, loaded)) = there.into_iter().next() else {
                self.missing(&awaited, candidates, cfg);
                continue;
            };
            // A second candidate is a Rust module of the same name under another condition.
            let scope = if entered == 0 {
                awaited.scope
            } else {
                let first = self.world.scope(awaited.scope);
                let (parent, name) = (first.parent, first.name);
                let scope = self.add_scope(ScopeKind::Module, parent, None, krate, name, cfg);
                if let Some(parent) = parent {
                    let entry =
                        Entry { spaces: Spaces::TYPE, what: What::Module(scope), visibility: awaited.visibility, cfg };
                    self.world.scope_mut(parent).entries.entry(name).or_default().push(entry);
                }
                scope
            };
            entered += 1;
            if awaited.candidates.len() > 1 {
                self.narrow(scope, cfg);
            }
            let place = Place { file: loaded.file, span: Span::default() };
            self.world.scope_mut(scope).origin = Some(Origin {
                file: loaded.file,
                place,
                inline: false,
                folder: candidate.folder,
                path_folder: candidate.path_folder,
            });
            let facts = Arc::clone(&loaded.facts);
            self.reached.insert(loaded.file);
            self.report_problems(&facts, loaded.file);
            let last = self.enter(&facts, scope, cfg, awaited.text, awaited.depth);
            if let Some(hole) = awaited.hole {
                self.world.fill(hole, last);
            }
        }
    }

    /// Limits a Rust module, and its entry in its parent, to a condition.
    fn narrow(&mut self, scope: ScopeId, cfg: Cfg) {
        self.world.scope_mut(scope).cfg = cfg;
        let (parent, name) = (self.world.scope(scope).parent, self.world.scope(scope).name);
        if let Some(parent) = parent {
            for entry in self.world.scope_mut(parent).entries.get_mut(&name).into_iter().flatten() {
                if entry.what == What::Module(scope) {
                    entry.cfg = cfg;
                }
            }
        }
    }

    fn report_problems(&mut self, facts: &Facts, file: FileId) {
        if !self.reported.insert(file) {
            return;
        }
        for problem in &facts.problems {
            let code = match problem.kind {
                syntax::ProblemKind::Unreadable => Code::Unreadable,
                syntax::ProblemKind::Syntax => Code::Syntax,
                syntax::ProblemKind::TooDeep => Code::TooDeep,
            };
            let path = &self.sources.get(file).path;
            let message = match problem.kind {
                syntax::ProblemKind::Unreadable => format!("`{path}` can't be read: {}", problem.message),
                _ => format!("`{path}` can't be parsed: {}", problem.message),
            };
            let place = Place { file, span: problem.span };
            self.diagnostics.push(Diagnostic::new(code, message).at(place, "").help(code.info().cure));
        }
    }

    /// Says that a `mod` has no file.
    fn missing(&mut self, awaited: &Awaited, candidates: &[Candidate], cfg: Cfg) {
        let root = &self.world.workspace.root;
        let files: Vec<String> =
            candidates.iter().map(|candidate| format!("`{}`", super::load::display(&candidate.file, root))).collect();
        let files = files.join(" or ");
        if awaited.place.file == FileId(u32::MAX) {
            let krate = self.world.workspace.krate(self.world.scope(awaited.scope).krate);
            let message = format!("the root file of `{}` is missing: {files}", krate.path);
            self.diagnostics.push(Diagnostic::new(Code::MissingModule, message).help(format!("create {files}")));
            return;
        }
        let here = crate::cfg::Configuration::host();
        let decide = |atom: &crate::cfg::Atom| match atom {
            crate::cfg::Atom::Global { .. } => here.decide(atom),
            _ => None,
        };
        let on_host = self.world.cfgs.project(cfg, &decide);
        let diagnostic = if self.world.cfgs.possible(on_host) {
            let message = format!("`mod {}` has no file: {files} does not exist", awaited.name);
            Diagnostic::new(Code::MissingModule, message).help(format!("create {files}, or remove the declaration"))
        } else {
            let condition = self.world.cfgs.render(cfg).unwrap_or_default();
            let message =
                format!("`mod {}` has no file, but is left out on this host by `cfg({condition})`", awaited.name);
            Diagnostic::new(Code::MissingModuleElsewhere, message)
        };
        self.diagnostics.push(diagnostic.at(awaited.place, "declared here"));
        // What is in it is not known; what names it is not unresolved.
        self.world.scope_mut(awaited.scope).generated = true;
        let place = awaited.place;
        self.world.scope_mut(awaited.scope).origin.get_or_insert_with(|| Origin {
            file: place.file,
            place,
            inline: true,
            folder: std::path::PathBuf::new(),
            path_folder: std::path::PathBuf::new(),
        });
    }

    /// Puts facts into a scope. The last node of textual macros that they leave.
    fn enter(&mut self, facts: &Arc<Facts>, scope: ScopeId, cfg: Cfg, text: TextId, depth: u32) -> TextId {
        let krate = self.world.scope(scope).krate;
        let unit = self.unit(facts, scope, cfg, krate);
        let mut texts: FxHashMap<ScopeIndex, TextId> = FxHashMap::default();
        texts.insert(ScopeIndex::ROOT, text);
        for declaration in &facts.declarations {
            let when = unit.cfgs[declaration.predicate.0 as usize];
            if !self.world.cfgs.possible(when) {
                continue;
            }
            let current = current_text(&texts, facts, declaration.scope);
            let after = self.declare(&unit, declaration, when, current, depth, &mut texts);
            texts.insert(declaration.scope, after);
        }
        for scope in &facts.generated {
            self.world.scope_mut(unit.scopes[scope.0 as usize]).generated = true;
        }
        self.units.push(unit);
        texts[&ScopeIndex::ROOT]
    }

    /// Translates the numbers of facts into those of the world, for one place of one crate.
    fn unit(&mut self, facts: &Arc<Facts>, scope: ScopeId, cfg: Cfg, krate: CrateId) -> Unit {
        let symbols = &mut self.world.symbols;
        let words = Arc::clone(
            self.words
                .entry(Arc::as_ptr(facts))
                .or_insert_with(|| facts.names.iter().map(|name| symbols.intern(name)).collect()),
        );
        let package = self.world.workspace.krate(krate).package;
        let mut raw: Vec<Cfg> = Vec::with_capacity(facts.predicates.len());
        for predicate in &facts.predicates {
            let own = match predicate {
                Predicate::All(list) => {
                    list.iter().fold(Cfg::ALWAYS, |all, one| self.world.cfgs.and(all, raw[one.0 as usize]))
                }
                Predicate::Any(list) => {
                    list.iter().fold(Cfg::NEVER, |any, one| self.world.cfgs.or(any, raw[one.0 as usize]))
                }
                Predicate::Not(inner) => self.world.cfgs.not(raw[inner.0 as usize]),
                Predicate::Atom(key, value) => {
                    let value = value.map(|value| facts.name(value));
                    let atom = self.world.cfgs.named(krate, package, facts.name(*key), value);
                    self.decided(atom, krate)
                }
            };
            raw.push(own);
        }
        let cfgs: Vec<Cfg> = raw.into_iter().map(|own| self.world.cfgs.and(own, cfg)).collect();
        let paths = facts
            .paths
            .iter()
            .map(|path| {
                let segments = path.segments.iter().map(|word| words[word.0 as usize]).collect();
                PathId(self.world.paths.number(super::world::Path { anchor: path.anchor, segments }))
            })
            .collect();
        let mut scopes = vec![scope];
        if facts.predicate != syntax::PredicateId::ALWAYS {
            self.narrow(scope, cfgs[facts.predicate.0 as usize]);
        }
        for fact in &facts.scopes[1..] {
            let parent = scopes[fact.parent.0 as usize];
            let when = cfgs[fact.predicate.0 as usize];
            let (kind, module) = if fact.block {
                (ScopeKind::Block, Some(self.world.scope(parent).module))
            } else {
                (ScopeKind::Module, None)
            };
            let name = self.world.scope(parent).name;
            scopes.push(self.add_scope(kind, Some(parent), module, krate, name, when));
        }
        Unit { facts: Arc::clone(facts), scopes, words, cfgs, paths, krate }
    }

    /// Declares one thing. The node of textual macros after it.
    fn declare(
        &mut self,
        unit: &Unit,
        declaration: &syntax::Declaration,
        cfg: Cfg,
        text: TextId,
        depth: u32,
        texts: &mut FxHashMap<ScopeIndex, TextId>,
    ) -> TextId {
        let scope = unit.scopes[declaration.scope.0 as usize];
        let place = Place { file: FileId(declaration.at.file), span: declaration.at.span };
        if !matches!(declaration.what, Declared::Module(_) | Declared::LeaveMacroUse(_)) {
            self.world.scope_mut(scope).has_items = true;
        }
        match &declaration.what {
            Declared::Unnamed => {}
            Declared::Item(item) => self.declare_item(unit, item, scope, cfg),
            Declared::Import(import) => self.declare_import(unit, import, scope, cfg, text),
            Declared::Module(module) => {
                return self.declare_module(unit, module, scope, cfg, place, text, depth, texts);
            }
            Declared::LeaveMacroUse(inner) => return texts.get(inner).copied().unwrap_or(text),
            Declared::Macro(definition) => return self.declare_macro(unit, definition, scope, cfg, text),
            Declared::Call(call) => {
                let mut pending = Pending {
                    scope,
                    krate: unit.krate,
                    path: unit.paths[call.path.0 as usize],
                    arguments: Arc::new(call.arguments.clone()),
                    among_items: call.among_items,
                    cfg,
                    text,
                    hole: text,
                    depth,
                    place,
                };
                if let Some(last) = self.expand_textual(&pending) {
                    return last;
                }
                if call.among_items || self.may_matter(&pending) {
                    let hole = self.world.add_text(Text::Hole(None, text));
                    pending.hole = hole;
                    self.pending.push(pending);
                    return hole;
                }
            }
        }
        text
    }

    /// Whether a call among statements can be one of the workspace's macros at all.
    fn may_matter(&self, pending: &Pending) -> bool {
        let path = self.world.path(pending.path);
        let last = path.segments.last().copied();
        let name = last.map_or("", |last| self.world.symbols.get(last));
        name == "cfg_if" || !prelude::is_in_prelude(name)
    }

    fn visibility(&mut self, unit: &Unit, visibility: &syntax::Visibility, scope: ScopeId) -> Visibility {
        let module = self.world.scope(scope).module;
        match visibility {
            syntax::Visibility::Public => Visibility::Public,
            syntax::Visibility::Inherited => Visibility::In(module),
            syntax::Visibility::Restricted(path) => {
                let path = self.world.path(unit.paths[path.0 as usize]).clone();
                let root = self.world.roots[unit.krate.0 as usize];
                let start = match path.anchor {
                    Anchor::Crate | Anchor::Global | Anchor::Plain => Some(root),
                    Anchor::DollarCrate(krate) => self.world.roots.get(krate as usize).copied(),
                    Anchor::Super(levels) => self.world.ancestor(scope, levels),
                };
                // It can only name an ancestor: the one at that depth.
                let mut at = start.unwrap_or(root);
                for name in &path.segments {
                    let mut ancestor = Some(module);
                    while let Some(one) = ancestor {
                        let above = self.world.scope(one).parent.map(|parent| self.world.scope(parent).module);
                        if above == Some(at) && self.world.scope(one).name == *name {
                            at = one;
                            break;
                        }
                        ancestor = above;
                    }
                }
                Visibility::In(at)
            }
        }
    }

    fn add_entry(&mut self, scope: ScopeId, name: Symbol, entry: Entry) {
        self.world.scope_mut(scope).entries.entry(name).or_default().push(entry);
    }

    fn declare_item(&mut self, unit: &Unit, item: &syntax::Item, scope: ScopeId, cfg: Cfg) {
        let name = unit.words[item.name.0 as usize];
        let visibility = self.visibility(unit, &item.visibility, scope);
        let kind = match &item.kind {
            syntax::ItemKind::Enum(variants) => {
                let module = self.world.scope(scope).module;
                let inner = self.add_scope(ScopeKind::Enum, Some(scope), Some(module), unit.krate, name, cfg);
                for (variant, spaces, predicate) in variants {
                    let variant = unit.words[variant.0 as usize];
                    let when = self.world.cfgs.and(cfg, unit.cfgs[predicate.0 as usize]);
                    let id = self.world.add_item(Item { scope: inner, name: variant, kind: ItemKind::PatternValue });
                    let entry = Entry { spaces: *spaces, what: What::Item(id), visibility, cfg: when };
                    self.add_entry(inner, variant, entry);
                }
                ItemKind::Enum(inner)
            }
            syntax::ItemKind::PatternValue => ItemKind::PatternValue,
            syntax::ItemKind::Trait | syntax::ItemKind::Other => ItemKind::Other,
        };
        let id = self.world.add_item(Item { scope, name, kind });
        self.add_entry(scope, name, Entry { spaces: item.spaces, what: What::Item(id), visibility, cfg });
    }

    fn declare_import(&mut self, unit: &Unit, import: &syntax::Import, scope: ScopeId, cfg: Cfg, text: TextId) {
        let visibility = self.visibility(unit, &import.visibility, scope);
        let path = unit.paths[import.path.0 as usize];
        let id = ImportId(self.world.imports.len() as u32);
        let (name, spaces) = match import.kind {
            ImportKind::Name(name) => (Some(unit.words[name.0 as usize]), Spaces::ALL),
            ImportKind::SelfName(name) => (Some(unit.words[name.0 as usize]), Spaces::TYPE),
            ImportKind::Underscore => (None, Spaces::ALL),
            ImportKind::Glob => (None, Spaces::TYPE),
            ImportKind::ExternCrate { name, macro_use } => {
                let first = self.world.path(path).segments.first().copied();
                let krate = first.map(|first| self.extern_crate(first, unit.krate));
                if macro_use {
                    self.world.macro_use[unit.krate.0 as usize].extend(krate);
                }
                // At the root it also adds to what every path of the crate can name.
                let at_root = scope == self.world.roots[unit.krate.0 as usize];
                if let (Some(name), Some(res), true) = (name, krate, at_root) {
                    let name = unit.words[name.0 as usize];
                    let entries = self.world.externs[unit.krate.0 as usize].entry(name).or_default();
                    if !entries.iter().any(|(other, _)| *other == res) {
                        entries.push((res, cfg));
                    }
                }
                (name.map(|name| unit.words[name.0 as usize]), Spaces::TYPE)
            }
        };
        let glob = import.kind == ImportKind::Glob;
        self.world.imports.push(Import {
            scope,
            path,
            glob,
            extern_crate: matches!(import.kind, ImportKind::ExternCrate { .. }),
            spaces,
            visibility,
            cfg,
            at: import.span,
            underscore: import.kind == ImportKind::Underscore,
            from_body: import.from_body,
            text,
            targets: Vec::new(),
            asked: Vec::new(),
            name,
        });
        if glob {
            self.world.scope_mut(scope).globs.push(id);
        } else if let Some(name) = name {
            self.add_entry(scope, name, Entry { spaces, what: What::Import(id), visibility, cfg });
        }
    }

    /// What `extern crate name` means.
    fn extern_crate(&mut self, name: Symbol, krate: CrateId) -> Res {
        if self.world.symbols.get(name) == "self" {
            return Res::Module(self.world.roots[krate.0 as usize]);
        }
        if let Some((res, _)) = self.world.externs[krate.0 as usize].get(&name).and_then(|list| list.first()) {
            return *res;
        }
        Res::Outside(self.world.outside_path(&[name]))
    }

    #[expect(clippy::too_many_arguments, reason = "one call site, and each of them is needed once")]
    fn declare_module(
        &mut self,
        unit: &Unit,
        module: &syntax::Module,
        scope: ScopeId,
        cfg: Cfg,
        place: Place,
        text: TextId,
        depth: u32,
        texts: &mut FxHashMap<ScopeIndex, TextId>,
    ) -> TextId {
        let name = unit.words[module.name.0 as usize];
        let visibility = self.visibility(unit, &module.visibility, scope);
        let parent = self.world.scope(scope).module;
        let (folder, path_folder) = match &self.world.scope(parent).origin {
            Some(origin) => (origin.folder.clone(), origin.path_folder.clone()),
            None => Default::default(),
        };
        let text_name = unit.facts.name(module.name).to_owned();
        if let Some(inline) = module.inline {
            let inner = unit.scopes[inline.0 as usize];
            let below = match module.paths.first() {
                Some((_, path)) => modfile::normalise(&path_folder.join(unit.facts.name(*path))),
                None => folder.join(&text_name),
            };
            let target = self.world.scope_mut(inner);
            target.name = name;
            target.origin =
                Some(Origin { file: place.file, place, inline: true, folder: below.clone(), path_folder: below });
            texts.insert(inline, text);
            self.add_entry(scope, name, Entry { spaces: Spaces::TYPE, what: What::Module(inner), visibility, cfg });
            return text;
        }
        let inner = self.add_scope(ScopeKind::Module, Some(scope), None, unit.krate, name, cfg);
        self.add_entry(scope, name, Entry { spaces: Spaces::TYPE, what: What::Module(inner), visibility, cfg });
        let mut candidates = Vec::new();
        let mut uncovered = Cfg::ALWAYS;
        for (predicate, path) in &module.paths {
            let when = unit.cfgs[predicate.0 as usize];
            let candidate = modfile::at_path(&path_folder, unit.facts.name(*path));
            candidates.push((when, vec![candidate]));
            let not = self.world.cfgs.not(when);
            uncovered = self.world.cfgs.and(uncovered, not);
        }
        let rest = self.world.cfgs.and(uncovered, cfg);
        if self.world.cfgs.possible(rest) {
            candidates.push((uncovered, modfile::candidates(&folder, &text_name).to_vec()));
        }
        candidates.retain(|(when, _)| {
            let all = self.world.cfgs.and(*when, cfg);
            self.world.cfgs.possible(all)
        });
        let hole = module.macro_use.then(|| self.world.add_text(Text::Hole(None, text)));
        self.awaited.push(Awaited {
            scope: inner,
            candidates,
            edition: self.editions[unit.krate.0 as usize],
            name: text_name,
            cfg,
            place,
            text,
            hole,
            visibility,
            depth,
        });
        hole.unwrap_or(text)
    }

    fn declare_macro(
        &mut self,
        unit: &Unit,
        macro_: &syntax::MacroDefinition,
        scope: ScopeId,
        cfg: Cfg,
        text: TextId,
    ) -> TextId {
        let name = unit.words[macro_.name.0 as usize];
        let number = self.macros.len() as u32;
        let definition = syntax::Definition::parse(&macro_.body).map_err(|error| error.to_string());
        self.macros.push(MacroEntry { definition, krate: unit.krate });
        let item = self.world.add_item(Item { scope, name, kind: ItemKind::Macro(number) });
        if macro_.exported {
            let root = self.world.roots[unit.krate.0 as usize];
            let entry = Entry { spaces: Spaces::MACRO, what: What::Item(item), visibility: Visibility::Public, cfg };
            self.add_entry(root, name, entry);
        }
        self.world.add_text(Text::Macro(name, item, cfg, text))
    }

    /// Expands a call whose macro is in textual scope. The node of textual macros after it.
    fn expand_textual(&mut self, call: &Pending) -> Option<TextId> {
        let path = self.world.path(call.path);
        let ([name], Anchor::Plain) = (&*path.segments, path.anchor) else { return None };
        let name = *name;
        let macros = self.world.textual_macros(call.text, name, call.cfg);
        if macros.is_empty() {
            return None;
        }
        let mut last = call.text;
        for (item, cfg) in macros {
            last = self.expand(call, item, cfg, last);
        }
        Some(last)
    }

    /// Expands a call of a macro of the workspace, and declares what it says.
    fn expand(&mut self, call: &Pending, item: ItemId, cfg: Cfg, text: TextId) -> TextId {
        let ItemKind::Macro(number) = self.world.item(item).kind else { return text };
        if call.depth >= DEPTH {
            self.bound(call, item, &format!("it expands into calls more than {DEPTH} levels deep"));
            return text;
        }
        let entry = &self.macros[number as usize];
        let Ok(definition) = &entry.definition else {
            self.unexpanded(call, cfg);
            return text;
        };
        let limits = Limits::default();
        match definition.expand(&call.arguments, entry.krate.0, &limits) {
            Ok(tokens) => {
                let position = if call.among_items { Position::Items } else { Position::Statements };
                // The edition of what a macro writes is that of each token; of the whole, its caller's.
                let edition = self.editions[call.krate.0 as usize];
                match syntax::lower_expansion(&tokens, position, edition) {
                    Some(facts) => self.enter(&Arc::new(facts), call.scope, cfg, text, call.depth + 1),
                    None => {
                        if call.among_items {
                            self.unexpanded(call, cfg);
                        }
                        text
                    }
                }
            }
            Err(syntax::ExpandError::TooLarge { .. }) => {
                self.bound(call, item, "it expands into more tokens than archcheck follows");
                text
            }
            Err(_) => {
                if call.among_items {
                    self.unexpanded(call, cfg);
                }
                text
            }
        }
    }

    fn bound(&mut self, call: &Pending, item: ItemId, why: &str) {
        let name = self.world.symbols.get(self.world.item(item).name);
        let message = format!("the macro `{name}` can't be expanded: {why}");
        self.diagnostics.push(
            Diagnostic::new(Code::ExpansionBound, message).at(call.place, "").help(Code::ExpansionBound.info().cure),
        );
        self.world.scope_mut(call.scope).generated = true;
    }

    /// Expands the calls whose macro is known by now. With `last_resort`, also reads what no macro of the
    /// workspace can be meant by. Whether anything new was declared.
    fn expand_pending(&mut self, last_resort: bool) -> bool {
        let mut progress = false;
        let pending = std::mem::take(&mut self.pending);
        for call in pending {
            if let Some(last) = self.expand_textual(&call) {
                self.world.fill(call.hole, last);
                progress = true;
                continue;
            }
            let from =
                From { scope: call.scope, import: None, in_use: false, edition: self.editions[call.krate.0 as usize] };
            let hits = self.world.resolve(call.path, Spaces::MACRO, from).hits;
            let mut last = call.text;
            let mut expanded = false;
            for hit in &hits {
                if let Res::Item(item) = hit.res
                    && matches!(self.world.item(item).kind, ItemKind::Macro(_))
                {
                    let cfg = self.world.cfgs.and(hit.cfg, call.cfg);
                    if self.world.cfgs.possible(cfg) {
                        last = self.expand(&call, item, cfg, last);
                        expanded = true;
                    }
                }
            }
            if !expanded && let Some(item) = self.macro_use_macro(&call) {
                last = self.expand(&call, item, call.cfg, last);
                expanded = true;
            }
            if expanded {
                self.world.fill(call.hole, last);
                progress = true;
            } else if last_resort {
                let cfg = call.cfg;
                if call.among_items || self.is_named(&call, "cfg_if") {
                    progress |= self.unexpanded(&call, cfg);
                }
            } else {
                self.pending.push(call);
            }
        }
        progress
    }

    /// A macro that `#[macro_use] extern crate` of a member brought in.
    fn macro_use_macro(&mut self, call: &Pending) -> Option<ItemId> {
        let path = self.world.path(call.path);
        let ([name], Anchor::Plain) = (&*path.segments, path.anchor) else { return None };
        let name = *name;
        for res in self.world.macro_use[call.krate.0 as usize].clone() {
            if let Res::Module(root) = res {
                for found in self.world.lookup(root, name, Spaces::MACRO, None) {
                    if let Res::Item(item) = found.res {
                        return Some(item);
                    }
                }
            }
        }
        None
    }

    fn is_named(&self, call: &Pending, name: &str) -> bool {
        let path = self.world.path(call.path);
        path.segments.last().is_some_and(|last| self.world.symbols.get(*last) == name)
    }

    /// Reads the arguments of a call that can't be expanded, as far as they read as items. Whether anything was
    /// declared.
    fn unexpanded(&mut self, call: &Pending, cfg: Cfg) -> bool {
        let edition = self.editions[call.krate.0 as usize];
        let position = if call.among_items { Position::Items } else { Position::Statements };
        if self.is_named(call, "include") {
            return self.include(call, cfg);
        }
        if self.is_named(call, "cfg_if")
            && let Some(branches) = syntax::cfg_if_branches(&call.arguments)
        {
            for branch in branches {
                let mut when = cfg;
                for (negated, condition) in &branch.conditions {
                    let one = self.condition(condition, call.krate);
                    let one = if *negated { self.world.cfgs.not(one) } else { one };
                    when = self.world.cfgs.and(when, one);
                }
                if self.world.cfgs.possible(when)
                    && let Some(facts) = syntax::lower_expansion(&branch.items, position, edition)
                {
                    self.enter(&Arc::new(facts), call.scope, when, call.text, call.depth + 1);
                }
            }
            return true;
        }
        if !call.among_items {
            return false;
        }
        // Whatever the macro makes of it, it may declare any name that stands in its arguments.
        let mut names: FxHashSet<Symbol> = FxHashSet::default();
        for token in &call.arguments.tokens {
            if token.kind == syntax::TokenKind::Ident {
                let text = call.arguments.text_of(token);
                names.insert(self.world.symbols.intern(text.strip_prefix("r#").unwrap_or(text)));
            }
        }
        self.world.scope_mut(call.scope).hidden.push(names);
        if let Some(facts) = syntax::lower_arguments(&call.arguments, edition) {
            self.enter(&Arc::new(facts), call.scope, cfg, call.text, call.depth + 1);
        }
        true
    }

    /// The condition that stands in a `#[cfg(…)]`.
    fn condition(&mut self, tokens: &Tokens, krate: CrateId) -> Cfg {
        let package = self.world.workspace.krate(krate).package;
        let cfg = self.world.cfgs.parse(&format!("cfg({})", tokens.text), krate, package).unwrap_or(Cfg::ALWAYS);
        self.decided(cfg, krate)
    }

    /// `include!("file")` among items: that file's items stand here.
    fn include(&mut self, call: &Pending, cfg: Cfg) -> bool {
        let [token] = call.arguments.tokens.as_slice() else {
            // Made by a build script, most likely: what it declares can't be known.
            self.world.scope_mut(call.scope).generated = true;
            return false;
        };
        let literal = call.arguments.text_of(token);
        let Some(name) = syntax::string_literal(literal) else { return false };
        let from = self.sources.get(call.place.file).path.clone();
        let from = self.world.workspace.root.join(from);
        let folder = from.parent().unwrap_or(&self.world.workspace.root).to_owned();
        let candidate = modfile::at_path(&folder, &name);
        let edition = self.editions[call.krate.0 as usize];
        self.files.load(vec![(candidate.clone(), edition)], self.sources, &self.world.workspace.root);
        let Some(loaded) = self.files.get(&candidate.file, edition).cloned() else {
            let message = format!("`include!` of a file that does not exist: `{name}`");
            self.diagnostics.push(Diagnostic::new(Code::MissingModule, message).at(call.place, ""));
            self.world.scope_mut(call.scope).generated = true;
            return false;
        };
        self.reached.insert(loaded.file);
        self.report_problems(&loaded.facts, loaded.file);
        self.enter(&loaded.facts, call.scope, cfg, call.text, call.depth + 1);
        true
    }
}

/// The textual macros at this point of a scope: its own, or those of the scopes around it where it starts.
fn current_text(texts: &FxHashMap<ScopeIndex, TextId>, facts: &Facts, scope: ScopeIndex) -> TextId {
    let mut at = scope;
    loop {
        if let Some(text) = texts.get(&at) {
            return *text;
        }
        at = facts.scopes[at.0 as usize].parent;
    }
}
