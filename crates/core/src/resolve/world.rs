//! The plain data of name resolution: scopes, what is declared in them, imports, and what names can lead to.
//!
//! A name can have several declarations, each under its own condition; so everything that a lookup gives is a
//! list of (what, when).

use super::{
    asks::Asks,
    pages::Table,
    paths::{Hits, Sure},
    tables::{OutsidePaths, Shared, Symbols},
};
use crate::{
    cfg::{Atom, Cfg, Cfgs, Configuration},
    graph::ImportId,
    interner::Interner,
    source::{FileId, Place},
    syntax::{Anchor, Facts, Located, Spaces, TokenKind, Tokens},
    workspace::{CrateId, Workspace},
};
use bitcode::{Decode, Encode};
use indexmap::Equivalent;
use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;
use std::{path::PathBuf, sync::Arc};

/// A string of [`World::symbols`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
pub(super) struct Symbol(pub u32);

/// A scope of [`World::scopes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
pub(super) struct ScopeId(pub u32);

/// An item of [`World::items`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
pub(super) struct ItemId(pub u32);

/// A path outside the workspace, of [`World::outside`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
pub(super) struct OutsidePath(pub u32);

/// A path of [`World::paths`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct PathId(pub u32);

/// A node of the textual scopes of macros, of `World::texts`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct TextId(pub u32);

/// What a scope is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub(super) enum ScopeKind {
    /// A Rust module or a crate's root.
    Module,
    /// A block that declares items.
    Block,
    /// The variants of an enum.
    Enum,
}

/// Where names are declared.
#[derive(Clone, Debug)]
pub(super) struct Scope {
    pub kind: ScopeKind,
    /// The scope around it, lexically; none for a crate's root.
    pub parent: Option<ScopeId>,
    /// The Rust module it is in; its own for one.
    pub module: ScopeId,
    pub krate: CrateId,
    /// The name of the Rust module or enum, or of the function whose body a block is; empty for other blocks.
    pub name: Symbol,
    /// When it exists.
    pub cfg: Cfg,
    pub entries: FxHashMap<Symbol, Entries>,
    pub globs: Vec<ImportId>,
    /// The identifiers in the arguments of macro calls that no one here can expand: they may declare any of
    /// these names.
    pub hidden: FxHashSet<Symbol>,
    /// Whether a derive, an attribute or a generated file may have declared anything at all.
    pub generated: bool,
    /// Whether a file that a build script writes declares what is in it.
    pub built: bool,
    /// Whether anything but Rust modules is declared in it.
    pub has_items: bool,
    /// Of a Rust module: where its content stands.
    pub origin: Option<Origin>,
    /// When it last changed in a way that any name in it may mean something else by.
    pub changed: Tick,
    /// When what a name in it means last changed: of which, [`World::changed_names`] says.
    pub names_changed: Tick,
}

impl Scope {
    /// One with nothing in it.
    pub(super) fn empty(
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
            hidden: FxHashSet::default(),
            generated: false,
            built: false,
            has_items: false,
            origin: None,
            changed: Tick::default(),
            names_changed: Tick::default(),
        }
    }
}

/// A time of [`World::clock`], which goes on with each change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Tick(u32);

/// Where a Rust module's content stands, and where the files of its `mod`s are looked for.
#[derive(Clone, Debug)]
pub(super) struct Origin {
    pub file: FileId,
    pub place: Place,
    pub inline: bool,
    /// The folder of the files of `mod x;` in it.
    pub folder: PathBuf,
    /// The folder that `#[path]` in it is relative to.
    pub path_folder: PathBuf,
}

/// The declarations of a name: one, for most.
pub(super) type Entries = SmallVec<[Entry; 1]>;

/// One declaration of a name.
#[derive(Clone, Copy, Debug, Encode, Decode)]
pub(super) struct Entry {
    /// The name spaces it may be in; of an import, all that it could be in.
    pub spaces: Spaces,
    pub what: What,
    pub visibility: Visibility,
    /// When it exists, its scope's own condition included.
    pub cfg: Cfg,
}

/// What a declaration declares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub(super) enum What {
    Module(ScopeId),
    Item(ItemId),
    Import(ImportId),
}

/// How far a declaration can be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub(super) enum Visibility {
    Public,
    /// In this Rust module and below.
    In(ScopeId),
}

/// A named item that is no Rust module.
#[derive(Clone, Debug, Encode, Decode)]
pub(super) struct Item {
    /// Where it is declared; of a variant, the enum's own scope.
    pub scope: ScopeId,
    pub name: Symbol,
    pub kind: ItemKind,
}

/// The first number of the items that stand for what a macro declares.
pub(super) const HIDDEN: u32 = 1 << 31;

/// What an item is, as far as paths ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub(super) enum ItemKind {
    Enum(ScopeId),
    /// What a bare name in a pattern can be.
    PatternValue,
    /// A `macro_rules!`, by its number among the macros.
    Macro(u32),
    Other,
}

/// What a name leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
pub(super) enum Res {
    Module(ScopeId),
    Item(ItemId),
    Outside(OutsidePath),
    /// What the language or its prelude supplies: a primitive, `Option`, `println!`.
    Language,
}

/// A path by its parts.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Path {
    pub anchor: Anchor,
    pub segments: Arc<[Symbol]>,
}

/// The same, to look for one: it has the same hash.
#[derive(Hash)]
pub(super) struct PathParts<'p> {
    pub anchor: Anchor,
    pub segments: &'p [Symbol],
}

impl Equivalent<Path> for PathParts<'_> {
    fn equivalent(&self, path: &Path) -> bool {
        (self.anchor, self.segments) == (path.anchor, &*path.segments)
    }
}

/// A `use` leaf or an `extern crate`.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each says one thing, and none excludes another")]
pub(super) struct Import {
    pub scope: ScopeId,
    pub path: PathId,
    /// The name that it declares, if it declares one.
    pub name: Option<Symbol>,
    pub glob: bool,
    pub extern_crate: bool,
    /// The name space it is limited to.
    pub spaces: Spaces,
    pub visibility: Visibility,
    pub cfg: Cfg,
    pub at: Located,
    /// Written as a `use … as _`.
    pub underscore: bool,
    /// Written by a macro's body: it imports, but is no reference of this place.
    pub from_body: bool,
    /// The textual macros where it stands, for `use name_of_a_macro`.
    pub text: TextId,
    /// What it leads to so far.
    pub targets: Targets,
    /// The ways in which its path resolves so far, in whatever name space.
    pub hits: Hits,
    /// What scopes its resolution asked for: it can only change if one of these does.
    pub asked: Vec<(ScopeId, Symbol)>,
    /// When it was resolved; none if it has not been.
    pub resolved: Option<Tick>,
}

/// What an import leads to: one thing, for most.
pub(super) type Targets = SmallVec<[Target; 2]>;

/// What an import leads to in some name spaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
pub(super) struct Target {
    pub spaces: Spaces,
    pub res: Res,
    pub cfg: Cfg,
    pub sure: Sure,
}

/// The facts of one file (or expansion), put into one place of one crate.
pub(super) struct Unit {
    pub facts: Arc<Facts>,
    /// The file, where they are a Rust module's own.
    pub file: Option<FileId>,
    /// The scope of each of the facts' scopes.
    pub scopes: Vec<ScopeId>,
    /// The symbol of each of the facts' words.
    pub words: Arc<[Symbol]>,
    /// The condition of each of the facts' predicates, that of the unit's place included.
    pub cfgs: Vec<Cfg>,
    /// The path of each of the facts' paths.
    pub paths: Vec<PathId>,
    pub krate: CrateId,
}

/// The crates that can be named in each crate, by the names that they have there.
pub(super) type Externs = Vec<FxHashMap<Symbol, Vec<(Res, Cfg)>>>;

/// Everything that is known while names are resolved.
///
/// To ask changes it, too: conditions are combined, and paths outside are given numbers. What asking does not change is
/// shared with its forks.
pub(super) struct World<'w> {
    pub workspace: &'w Workspace,
    /// The one configuration that is looked at, if one is.
    pub configuration: Option<&'w Configuration>,
    pub cfgs: Cfgs,
    pub symbols: Shared<Symbols>,
    pub scopes: Shared<Table<Scope>>,
    pub items: Shared<Vec<Item>>,
    pub imports: Shared<Table<Import>>,
    pub outside: OutsidePaths,
    pub paths: Shared<Interner<Path>>,
    /// The root scope of each crate.
    pub roots: Shared<Vec<ScopeId>>,
    /// The crates that are passed to each crate.
    pub passed: Shared<Externs>,
    /// The extern prelude of each crate: those that are passed, and what `extern crate … as` adds at the root.
    pub externs: Shared<Externs>,
    /// The textual scopes of macros.
    pub texts: Shared<Vec<super::macros::Text>>,
    /// The items that stand for names which a macro declares: in which Rust module, and of what name.
    pub hidden: Interner<(ScopeId, Symbol)>,
    pub hidden_items: Vec<Item>,
    /// What scopes were asked for since it was emptied: what a resolution depends on.
    pub asked: Vec<(ScopeId, Symbol)>,
    /// The name spaces of macros that `#[macro_use] extern crate` brings into a crate.
    pub macro_use: Shared<Vec<Vec<Res>>>,
    /// What names mean in scopes with globs, once nothing changes any more.
    pub remembered: Option<FxHashMap<(ScopeId, Symbol, Spaces), super::lookup::Founds>>,
    /// The time by which changes are ordered.
    pub clock: Tick,
    /// When what a name in a scope means last changed, of those that did since imports were first resolved.
    pub changed_names: Shared<FxHashMap<(ScopeId, Symbol), Tick>>,
    /// Whether any import was resolved yet.
    pub has_resolved: bool,
    /// When the crates that can be named last changed.
    pub externs_changed: Tick,
    /// When the textual scopes of macros did.
    pub texts_changed: Tick,
    /// Who asked for what, where anybody will want to know.
    pub asks: Option<Asks>,
}

impl<'w> World<'w> {
    /// A world with nothing in it.
    pub(super) fn new(workspace: &'w Workspace, configuration: Option<&'w Configuration>, cfgs: Cfgs) -> Self {
        World {
            workspace,
            configuration,
            cfgs,
            symbols: Shared::default(),
            scopes: Shared::default(),
            items: Shared::default(),
            imports: Shared::default(),
            outside: OutsidePaths::default(),
            paths: Shared::default(),
            roots: Shared::default(),
            passed: Shared::default(),
            externs: Shared::default(),
            texts: Shared::new(vec![super::macros::Text::Start]),
            hidden: Interner::default(),
            hidden_items: Vec::new(),
            asked: Vec::new(),
            macro_use: Shared::new(vec![Vec::new(); workspace.crates.len()]),
            remembered: None,
            clock: Tick::default(),
            changed_names: Shared::default(),
            has_resolved: false,
            externs_changed: Tick::default(),
            texts_changed: Tick::default(),
            asks: None,
        }
    }

    /// The same world, for another thread to ask. What it remembers of its answers is its own.
    pub(super) fn fork(&self) -> Self {
        World {
            workspace: self.workspace,
            configuration: self.configuration,
            cfgs: self.cfgs.fork(),
            symbols: self.symbols.clone(),
            scopes: self.scopes.clone(),
            items: self.items.clone(),
            imports: self.imports.clone(),
            outside: self.outside.clone(),
            paths: self.paths.clone(),
            roots: self.roots.clone(),
            passed: self.passed.clone(),
            externs: self.externs.clone(),
            texts: self.texts.clone(),
            hidden: self.hidden.clone(),
            hidden_items: self.hidden_items.clone(),
            asked: Vec::new(),
            macro_use: self.macro_use.clone(),
            remembered: Some(FxHashMap::default()),
            clock: self.clock,
            changed_names: self.changed_names.clone(),
            has_resolved: self.has_resolved,
            externs_changed: self.externs_changed,
            texts_changed: self.texts_changed,
            asks: self.asks.as_ref().map(|_| Asks::default()),
        }
    }

    pub(super) fn scope(&self, id: ScopeId) -> &Scope {
        &self.scopes[id.0 as usize]
    }

    /// Notes that a name in a scope means something else by now.
    pub(super) fn name_changed(&mut self, scope: ScopeId, name: Symbol) {
        if self.has_resolved {
            let now = self.tick();
            self.scopes[scope.0 as usize].names_changed = now;
            self.changed_names.insert((scope, name), now);
        }
    }

    /// Whether what a name in a scope means may have changed since.
    pub(super) fn has_changed(&self, scope: ScopeId, name: Symbol, since: Tick) -> bool {
        let asked = self.scope(scope);
        asked.changed > since
            || (asked.names_changed > since
                && self.changed_names.get(&(scope, name)).is_some_and(|changed| *changed > since))
    }

    /// Notes that a macro which no one here can expand may declare any name in a scope that stands in its arguments. Whether
    /// there is one.
    pub(super) fn hide_all(&mut self, scope: ScopeId, arguments: &Tokens) -> bool {
        let mut any = false;
        for token in arguments.tokens.iter().filter(|token| token.kind == TokenKind::Ident) {
            let text = arguments.text_of(token);
            let name = self.symbols.intern(text.strip_prefix("r#").unwrap_or(text));
            self.hide(scope, name);
            any = true;
        }
        any
    }

    fn hide(&mut self, scope: ScopeId, name: Symbol) {
        if self.scope(scope).hidden.is_empty() {
            // From now on it may hold more than is known.
            self.scope_mut(scope).hidden.insert(name);
        } else if self.scopes[scope.0 as usize].hidden.insert(name) {
            self.name_changed(scope, name);
        }
    }

    /// The scope, for whoever changes what any name in it may mean.
    pub(super) fn scope_mut(&mut self, id: ScopeId) -> &mut Scope {
        let now = self.tick();
        let scope = &mut self.scopes[id.0 as usize];
        scope.changed = now;
        scope
    }

    /// The time of a change that is no scope's own.
    pub(super) fn tick(&mut self) -> Tick {
        self.clock.0 += 1;
        self.clock
    }

    pub(super) fn item(&self, id: ItemId) -> &Item {
        match id.0.checked_sub(HIDDEN) {
            Some(hidden) => &self.hidden_items[hidden as usize],
            None => &self.items[id.0 as usize],
        }
    }

    /// The item that stands for a name which a macro declares.
    pub(super) fn hidden_item(&mut self, module: ScopeId, name: Symbol) -> ItemId {
        let number = self.hidden.intern((module, name));
        if number as usize == self.hidden_items.len() {
            self.hidden_items.push(Item { scope: module, name, kind: ItemKind::Other });
        }
        ItemId(HIDDEN + number)
    }

    pub(super) fn add_item(&mut self, item: Item) -> ItemId {
        self.items.push(item);
        ItemId(self.items.len() as u32 - 1)
    }

    pub(super) fn import(&self, id: ImportId) -> &Import {
        &self.imports[id.0 as usize]
    }

    /// The scope of an enum's variants.
    pub(super) fn variants(&self, item: ItemId) -> Option<ScopeId> {
        match self.item(item).kind {
            ItemKind::Enum(scope) => Some(scope),
            _ => None,
        }
    }

    pub(super) fn path(&self, id: PathId) -> &Path {
        &self.paths[id.0]
    }

    /// The Rust module that is `levels` above another; none above a crate's root.
    pub(super) fn ancestor(&self, module: ScopeId, levels: u32) -> Option<ScopeId> {
        let mut module = self.scope(module).module;
        for _ in 0..levels {
            module = self.scope(self.scope(module).parent?).module;
        }
        Some(module)
    }

    /// Whether code in one Rust module can see what is visible that far.
    pub(super) fn can_see(&self, from: ScopeId, visibility: Visibility) -> bool {
        let Visibility::In(limit) = visibility else { return true };
        let mut module = Some(self.scope(from).module);
        while let Some(at) = module {
            if at == limit {
                return true;
            }
            module = self.scope(at).parent.map(|parent| self.scope(parent).module);
        }
        false
    }

    /// A condition as code of another crate sees it, where that crate's own tests are never built along.
    pub(super) fn seen_from(&mut self, cfg: Cfg, krate: CrateId, from: CrateId) -> Cfg {
        if krate == from || cfg == Cfg::ALWAYS {
            return cfg;
        }
        let cfg = self.cfgs.assume(cfg, &Atom::Test(krate), false);
        let kind = self.workspace.krate(from).kind;
        match self.configuration {
            Some(configuration) => self.cfgs.project(cfg, &|atom| match atom {
                Atom::Feature(..) => configuration.decide(atom, kind),
                _ => None,
            }),
            None => cfg,
        }
    }

    /// A scope with nothing in it.
    pub(super) fn add_scope(
        &mut self,
        kind: ScopeKind,
        parent: Option<ScopeId>,
        module: Option<ScopeId>,
        krate: CrateId,
        name: Symbol,
        cfg: Cfg,
    ) -> ScopeId {
        let id = ScopeId(self.scopes.len() as u32);
        let empty = Scope::empty(kind, parent, module.unwrap_or(id), krate, name, cfg);
        self.scopes.push(Scope { changed: self.clock, ..empty });
        id
    }
}
