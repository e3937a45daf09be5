//! What an edited file says, linked into a world that was kept: its paths are resolved as they would be if all were linked
//! anew, as long as no other code has asked for a name that means something else by now.
//!
//! Only what a file's own code and imports say is resolved here. Macros, and the Rust modules of a file, must be those that
//! they were: what they bring about is all over the world.

use super::{
    emit::Emitter,
    kept::{KeptUnit, Linked},
    prelude,
    references::{self, Recorded},
    world::{Entry, Item, ItemKind, Res, ScopeId, ScopeKind, Symbol, TextId, Unit, What, World},
};
use crate::{
    cfg::{Cfg, Cfgs, Configuration},
    diagnostic::Diagnostic,
    graph::{Graph, RustModuleId},
    source::{FileId, Place},
    syntax::{self, Anchor, Declared, Facts, ImportKind, MacroCall, Position, ScopeIndex, Spaces},
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
    /// Their references, with the targets, names and outside ends that these are numbers of.
    pub graph: Graph,
    /// Where names stand in them that nothing surely supplies.
    pub unknown: Vec<Place>,
    /// The paths in them that lead nowhere.
    pub unresolved: Vec<Diagnostic>,
    /// The names that a Rust module declares or imports by now, or does not any more.
    pub names: Vec<(RustModuleId, String, bool)>,
    /// Rust modules that declare something by now.
    pub has_items: Vec<RustModuleId>,
}

/// The macros that the workspace has: what else is called can't be expanded.
#[derive(Debug)]
pub struct MacroNames<'l>(FxHashSet<&'l str>);

impl MacroNames<'_> {
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
    /// The names by which a macro of the workspace can be called.
    pub fn macros(&self) -> MacroNames<'_> {
        MacroNames(self.macro_names())
    }

    /// Links what edited files say. None where something else may mean something else by it.
    pub fn relink(
        &self,
        edits: &[Relink],
        workspace: &Workspace,
        configuration: Option<&Configuration>,
        cfgs: &mut Cfgs,
    ) -> Option<Relinked> {
        let world = self.world(workspace, configuration, std::mem::take(cfgs));
        let editions = workspace.crates.iter().map(|krate| krate.edition).collect();
        let first = world.imports.len();
        let mut again =
            Again { linked: self, world, editions, first, affected: FxHashSet::default(), has_items: Vec::new() };
        let relinked = again.run(edits);
        *cfgs = again.world.cfgs;
        relinked
    }
}

/// The world again, and what has become of it.
struct Again<'l, 'w> {
    linked: &'l Linked,
    world: World<'w>,
    editions: Vec<Edition>,
    /// The number of the first import that is new.
    first: usize,
    /// What means something else by now.
    affected: FxHashSet<(ScopeId, Symbol)>,
    has_items: Vec<ScopeId>,
}

impl Again<'_, '_> {
    fn run(&mut self, edits: &[Relink]) -> Option<Relinked> {
        let mut units: Vec<(Unit, &[syntax::Reference])> = Vec::new();
        for edit in edits {
            let before = units.len();
            for kept in self.linked.units.iter().filter(|unit| unit.file == edit.file) {
                units.push((self.declare(edit, kept)?, &edit.references));
            }
            // What no target reaches says nothing; but then it was not lowered either.
            if units.len() == before {
                return None;
            }
        }
        let (first, editions) = (self.first, &self.editions);
        if self.has_namesakes() || self.imports_what_may_be_hidden() {
            return None;
        }
        self.world.resolve_imports_from(first, editions);
        if !self.is_asked_by_these_alone(edits)? || !self.brings_known_macros() {
            return None;
        }
        let names = self.names();
        let has_items = self.has_items.iter().filter_map(|scope| self.module(*scope)).collect();
        let emitter = Emitter::between(self.linked.modules.clone(), &self.world);
        let imports = first..self.world.imports.len();
        let Recorded { emitter, unknown, unresolved, .. } =
            references::record_some(&mut self.world, emitter, &self.editions, imports, &units);
        Some(Relinked { graph: emitter.into_parts(), unknown, unresolved, names, has_items })
    }

    fn module(&self, scope: ScopeId) -> Option<RustModuleId> {
        *self.linked.modules.get(scope.0 as usize)?
    }

    /// Declares in one place of one crate what is new, and takes back what is gone.
    fn declare(&mut self, edit: &Relink, kept: &KeptUnit) -> Option<Unit> {
        let world = &mut self.world;
        let facts = &edit.new;
        let words = world.words(facts);
        let cfgs = world.conditions(facts, kept.krate, kept.cfg);
        let paths = world.own_paths(facts, &words);
        let mut scopes: Vec<ScopeId> = Vec::with_capacity(facts.scopes.len());
        for (fact, old) in facts.scopes.iter().zip(&edit.scopes) {
            let scope = match old {
                Some(old) => *kept.scopes.get(old.0 as usize)?,
                None => world.enter_scope(fact, *scopes.get(fact.parent.0 as usize)?, &words, &cfgs),
            };
            scopes.push(scope);
        }
        for scope in facts.generated.iter().filter(|scope| edit.scopes[scope.0 as usize].is_none()) {
            world.scope_mut(scopes[scope.0 as usize]).generated = true;
        }
        let unit =
            Unit { facts: Arc::clone(facts), file: Some(edit.file), scopes, words, cfgs, paths, krate: kept.krate };
        let before = self.world.conditions(&edit.old, kept.krate, kept.cfg);
        let mut added: Vec<usize> = edit.added.clone();
        for gone in &edit.gone {
            let declaration = &edit.old.declarations[*gone];
            let cfg = before[declaration.predicate.0 as usize];
            if !self.world.cfgs.possible(cfg) {
                continue;
            }
            let scope = *kept.scopes.get(declaration.scope.0 as usize)?;
            match &declaration.what {
                Declared::Import(import) => self.take_import(&edit.old, import, scope, edit.file)?,
                Declared::Item(item) => {
                    let now = added.iter().position(|new| is_same_enum(edit, *gone, *new));
                    if let Some(at) = now {
                        let now = added.swap_remove(at);
                        self.vary(&unit, now, item, &edit.old, &before, cfg, scope)?;
                    } else {
                        self.take_item(&edit.old, item, cfg, scope)?;
                    }
                }
                _ => return None,
            }
        }
        added.sort_unstable();
        for new in added {
            self.add(edit, &unit, new)?;
        }
        self.fill(edit, kept, &unit, &before)?;
        Some(unit)
    }

    /// Notes which scopes declare something by now. None where it is not known whether one still does: macros may.
    fn fill(&mut self, edit: &Relink, kept: &KeptUnit, unit: &Unit, before: &[Cfg]) -> Option<()> {
        let mut filled = |facts: &Facts, cfgs: &[Cfg]| -> FxHashSet<ScopeIndex> {
            let mut declaring = FxHashSet::default();
            for one in &facts.declarations {
                if !matches!(one.what, Declared::Module(_) | Declared::LeaveMacroUse(_))
                    && self.world.cfgs.possible(cfgs[one.predicate.0 as usize])
                {
                    declaring.insert(one.scope);
                }
            }
            declaring
        };
        let (was, is) = (filled(&edit.old, before), filled(&unit.facts, &unit.cfgs));
        for (now, old) in (0..).map(ScopeIndex).zip(&edit.scopes) {
            let Some(old) = old else { continue };
            match (was.contains(old), is.contains(&now)) {
                (true, false) => return None,
                (false, true) => self.has_items.push(*kept.scopes.get(old.0 as usize)?),
                _ => {}
            }
        }
        Some(())
    }

    fn add(&mut self, edit: &Relink, unit: &Unit, new: usize) -> Option<()> {
        let declaration = &unit.facts.declarations[new];
        let cfg = unit.cfgs[declaration.predicate.0 as usize];
        if !self.world.cfgs.possible(cfg) {
            return Some(());
        }
        let scope = unit.scopes[declaration.scope.0 as usize];
        let stays = edit.scopes[declaration.scope.0 as usize].is_some();
        match &declaration.what {
            Declared::Item(item) => {
                self.world.declare_item(unit, item, scope, cfg);
                if stays {
                    self.affected.insert((scope, unit.words[item.name.0 as usize]));
                }
            }
            Declared::Import(import) => {
                match import.kind {
                    ImportKind::ExternCrate { .. } => return None,
                    // It may bring in anything.
                    ImportKind::Glob if stays => return None,
                    ImportKind::Name(name) | ImportKind::SelfName(name) if stays => {
                        self.affected.insert((scope, unit.words[name.0 as usize]));
                    }
                    ImportKind::Name(_) | ImportKind::SelfName(_) | ImportKind::Underscore | ImportKind::Glob => {}
                }
                // A name alone may be that of a macro in textual scope.
                let path = &unit.facts.paths[import.path.0 as usize];
                if path.anchor == Anchor::Plain && path.segments.len() < 2 {
                    return None;
                }
                self.world.declare_import(unit, import, scope, cfg, TextId(0));
                if let Some(import) = self.world.imports.last_mut() {
                    import.at.file = edit.file.0;
                }
            }
            // Of a call that nobody can expand, any name in its arguments may be declared in its block.
            Declared::Call(call) if !stays => {
                for token in call.arguments.tokens.iter().filter(|token| token.kind == syntax::TokenKind::Ident) {
                    let text = call.arguments.text_of(token);
                    let name = self.world.symbols.intern(text.strip_prefix("r#").unwrap_or(text));
                    self.world.scope_mut(scope).hidden.insert(name);
                }
            }
            Declared::Unnamed => {}
            Declared::Call(_) | Declared::Module(_) | Declared::Macro(_) | Declared::LeaveMacroUse(_) => return None,
        }
        Some(())
    }

    fn take_import(&mut self, facts: &Facts, import: &syntax::Import, scope: ScopeId, file: FileId) -> Option<()> {
        let name = match import.kind {
            ImportKind::Name(name) | ImportKind::SelfName(name) => self.world.symbols.intern(facts.name(name)),
            ImportKind::Underscore => return Some(()),
            ImportKind::Glob | ImportKind::ExternCrate { .. } => return None,
        };
        let imports = &self.world.imports;
        let is_it = |entry: &Entry| match entry.what {
            What::Import(id) => {
                let at = imports[id.0 as usize].at;
                (FileId(at.file), at.span) == (file, import.span.span)
            }
            _ => false,
        };
        let entries = self.world.scopes[scope.0 as usize].entries.get(&name)?;
        let at = entries.iter().position(is_it)?;
        self.take(scope, name, at);
        Some(())
    }

    fn take_item(&mut self, facts: &Facts, item: &syntax::Item, cfg: Cfg, scope: ScopeId) -> Option<()> {
        let name = self.world.symbols.intern(facts.name(item.name));
        let at = self.item(name, item.spaces, cfg, scope)?;
        self.take(scope, name, at);
        Some(())
    }

    /// Where an item of the source is among the entries of its name; macros write some, too.
    fn item(&self, name: Symbol, spaces: Spaces, cfg: Cfg, scope: ScopeId) -> Option<usize> {
        let is_it = |entry: &&Entry| match entry.what {
            What::Item(id) => {
                (entry.spaces, entry.cfg) == (spaces, cfg) && !matches!(self.world.item(id).kind, ItemKind::Macro(_))
            }
            _ => false,
        };
        let entries = self.world.scope(scope).entries.get(&name)?;
        let at = entries.iter().position(|entry| is_it(&entry))?;
        (entries.iter().filter(is_it).count() == 1).then_some(at)
    }

    fn take(&mut self, scope: ScopeId, name: Symbol, at: usize) {
        let entries = &mut self.world.scopes[scope.0 as usize].entries;
        if let Some(of_name) = entries.get_mut(&name) {
            of_name.remove(at);
            if of_name.is_empty() {
                entries.remove(&name);
            }
        }
        self.affected.insert((scope, name));
        self.world.name_changed(scope, name);
    }

    /// Gives an enum the variants that it has now.
    #[expect(clippy::too_many_arguments, reason = "one call site: an enum in two readings")]
    fn vary(
        &mut self,
        unit: &Unit,
        now: usize,
        item: &syntax::Item,
        old: &Facts,
        before: &[Cfg],
        cfg: Cfg,
        scope: ScopeId,
    ) -> Option<()> {
        let Declared::Item(syntax::Item { kind: syntax::ItemKind::Enum(new), .. }) = &unit.facts.declarations[now].what
        else {
            return None;
        };
        let syntax::ItemKind::Enum(gone) = &item.kind else { return None };
        let name = self.world.symbols.intern(old.name(item.name));
        let at = self.item(name, item.spaces, cfg, scope)?;
        let Entry { what, visibility, .. } = self.world.scope(scope).entries.get(&name)?[at];
        let What::Item(id) = what else { return None };
        let inner = self.world.variants(id)?;
        let world = &mut self.world;
        let gone: Vec<(Symbol, Spaces, Cfg)> = gone
            .iter()
            .map(|(name, spaces, when)| {
                let when = world.cfgs.and(cfg, before[when.0 as usize]);
                (world.symbols.intern(old.name(*name)), *spaces, when)
            })
            .collect();
        let new: Vec<(Symbol, Spaces, Cfg)> = new
            .iter()
            .map(|(name, spaces, when)| {
                (unit.words[name.0 as usize], *spaces, world.cfgs.and(cfg, unit.cfgs[when.0 as usize]))
            })
            .collect();
        for variant in gone.iter().filter(|variant| !new.contains(variant)) {
            let (name, spaces, cfg) = *variant;
            let at = self.item(name, spaces, cfg, inner)?;
            self.take(inner, name, at);
        }
        for variant in new.iter().filter(|variant| !gone.contains(variant)) {
            let (name, spaces, cfg) = *variant;
            let id = self.world.add_item(Item { scope: inner, name, kind: ItemKind::PatternValue });
            self.world.add_entry(inner, name, Entry { spaces, what: What::Item(id), visibility, cfg });
            self.affected.insert((inner, name));
        }
        Some(())
    }

    /// Whether a name that means something else has several declarations in one name space: their order counts, and is not
    /// known here. (A tuple struct has its type and its constructor.)
    fn has_namesakes(&self) -> bool {
        let entries = |(scope, name): &(ScopeId, Symbol)| self.world.scope(*scope).entries.get(name);
        self.affected.iter().filter_map(entries).any(|entries| {
            let met = |at: usize| entries[..at].iter().any(|other| !other.spaces.and(entries[at].spaces).is_empty());
            (1..entries.len()).any(met)
        })
    }

    /// Whether a new import starts with a name that a call may declare which nobody can expand: whether that call is looked
    /// at before the import depends on code elsewhere.
    fn imports_what_may_be_hidden(&self) -> bool {
        self.world.imports[self.first..].iter().any(|import| {
            let path = self.world.path(import.path);
            let around = std::iter::successors(Some(import.scope), |scope| match self.world.scope(*scope).kind {
                ScopeKind::Module => None,
                ScopeKind::Block | ScopeKind::Enum => self.world.scope(*scope).parent,
            });
            let hides = |scope: ScopeId, name: Symbol| self.world.scope(scope).hidden.contains(&name);
            match (path.anchor, path.segments.first()) {
                (Anchor::Plain, Some(first)) => around.into_iter().any(|scope| hides(scope, *first)),
                _ => false,
            }
        })
    }

    /// Whether nothing but the code that is resolved again has asked for what means something else by now.
    fn is_asked_by_these_alone(&self, edits: &[Relink]) -> Option<bool> {
        if self.affected.is_empty() {
            return Some(true);
        }
        let files: FxHashSet<FileId> = edits.iter().map(|edit| edit.file).collect();
        let fixed = |name: Symbol| edits.iter().any(|edit| edit.fixed.contains(self.world.symbols.get(name)));
        if self.affected.iter().any(|(_, name)| fixed(*name)) {
            return Some(false);
        }
        let asked = self.linked.asked()?;
        Some(asked.into_iter().all(|(scope, name, by)| {
            !self.affected.contains(&(scope, name)) || by.is_some_and(|by| files.contains(&by))
        }))
    }

    /// Whether the new imports give no macro of the workspace a name that none had.
    fn brings_known_macros(&self) -> bool {
        let known = self.linked.macro_names();
        self.world.imports[self.first..].iter().all(|import| {
            let brings =
                |res: Res| matches!(res, Res::Item(item) if matches!(self.world.item(item).kind, ItemKind::Macro(_)));
            let name = import.name.map(|name| self.world.symbols.get(name));
            name.is_none_or(|name| known.contains(name)) || !import.targets.iter().any(|target| brings(target.res))
        })
    }

    /// The names that Rust modules got or lost.
    fn names(&self) -> Vec<(RustModuleId, String, bool)> {
        let mut parts: FxHashMap<RustModuleId, Vec<ScopeId>> = FxHashMap::default();
        for (module, scope) in self.linked.modules.iter().zip((0..).map(ScopeId)) {
            if let Some(module) = module {
                parts.entry(*module).or_default().push(scope);
            }
        }
        let declares = |scope: ScopeId, name: Symbol| {
            let entries = self.world.scope(scope).entries.get(&name);
            entries.is_some_and(|entries| entries.iter().any(|entry| !matches!(entry.what, What::Module(_))))
        };
        let affected = self.affected.iter().filter(|(scope, _)| self.world.scope(*scope).kind == ScopeKind::Module);
        let mut names: Vec<(RustModuleId, String, bool)> = affected
            .filter_map(|(scope, name)| {
                let module = self.module(*scope)?;
                let there = parts.get(&module)?.iter().any(|scope| declares(*scope, *name));
                Some((module, self.world.symbols.get(*name).to_owned(), there))
            })
            .collect();
        names.sort();
        names
    }
}

/// Whether two readings of an item are one enum with other variants.
fn is_same_enum(edit: &Relink, gone: usize, new: usize) -> bool {
    let (before, now) = (&edit.old.declarations[gone], &edit.new.declarations[new]);
    let (Declared::Item(a), Declared::Item(b)) = (&before.what, &now.what) else { return false };
    let is_enum = |item: &syntax::Item| matches!(item.kind, syntax::ItemKind::Enum(_));
    let plain = |item: &syntax::Item| !matches!(item.visibility, syntax::Visibility::Restricted(_));
    is_enum(a)
        && is_enum(b)
        && plain(a)
        && a.visibility == b.visibility
        && a.spaces == b.spaces
        && edit.old.name(a.name) == edit.new.name(b.name)
        && edit.scopes[now.scope.0 as usize] == Some(before.scope)
        && (before.predicate, now.predicate) == (syntax::PredicateId::ALWAYS, syntax::PredicateId::ALWAYS)
}
