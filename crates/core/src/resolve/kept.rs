//! What names mean in a workspace, as it is kept: enough of a world to ask it about what an edited file says by then.

use super::{
    asks::Asks,
    macros::Text,
    pages::{Kept, Pages, Table},
    paths::Hits,
    tables::{KeptSymbols, OutsidePaths, Shared, Symbols},
    world::{
        Entries, Entry, Externs, Import, Item, ItemKind, OutsidePath, PathId, Res, Scope, ScopeId, ScopeKind, Symbol,
        Target, TextId, Tick, Unit, Visibility, World,
    },
};
use crate::{
    cfg::{Cfg, Cfgs, Configuration},
    graph::{ImportId, RustModuleId},
    source::{FileId, Span},
    syntax::{Located, Spaces},
    workspace::{CrateId, Workspace},
};
use bitcode::{Decode, Encode};
use rustc_hash::{FxHashMap, FxHashSet};
use std::mem::take;

/// What of a world is kept, and what was found out by asking it: plain data, on its way to be written.
#[derive(Debug)]
pub struct Linkage {
    scopes: Vec<KeptScope>,
    imports: Vec<KeptImport>,
    /// By scope.
    asked: Vec<AskedIn>,
    /// The rest; it has no pages yet, and what can be looked for in it is in no order.
    linked: Linked,
}

/// The same as it is written and read: in pages, and in an order in which things are found.
#[derive(Debug, Encode, Decode)]
pub struct Linked {
    scopes: Pages,
    imports: Pages,
    symbols: KeptSymbols,
    items: Vec<Item>,
    outside: Vec<(Option<OutsidePath>, Symbol)>,
    roots: Vec<ScopeId>,
    externs: Vec<(CrateId, Symbol, Res, Cfg)>,
    hidden: Vec<(ScopeId, Symbol)>,
    macro_names: Vec<Symbol>,
    around: Around,
}

/// What was found out by asking a world.
#[derive(Debug, Encode, Decode)]
pub(super) struct Around {
    pub(super) units: Vec<KeptUnit>,
    /// The Rust module of each scope that is one.
    pub(super) modules: Vec<Option<RustModuleId>>,
    /// [`AskedIn`] of each scope.
    asked: Pages,
}

/// Each name that was asked for in a scope, and the file that did so, if it was the code of that alone; sorted.
#[derive(Debug, Default, Encode, Decode)]
pub(super) struct AskedIn(Vec<(Symbol, Option<FileId>)>);

#[derive(Debug, Encode, Decode)]
pub(super) struct KeptScope {
    kind: ScopeKind,
    parent: Option<ScopeId>,
    module: ScopeId,
    krate: CrateId,
    name: Symbol,
    cfg: Cfg,
    entries: Vec<(Symbol, Entry)>,
    globs: Vec<ImportId>,
    hidden: Vec<Symbol>,
    generated: bool,
    built: bool,
    has_items: bool,
}

/// Of an import: what it leads to, and where.
#[derive(Debug, Encode, Decode)]
pub(super) struct KeptImport {
    scope: ScopeId,
    name: Option<Symbol>,
    glob: bool,
    visibility: Visibility,
    cfg: Cfg,
    file: FileId,
    span: Span,
    targets: Vec<Target>,
}

/// Where the facts of a file have been put.
#[derive(Clone, Debug, Encode, Decode)]
pub(super) struct KeptUnit {
    pub(super) file: FileId,
    pub(super) krate: CrateId,
    /// The condition of the place.
    pub(super) cfg: Cfg,
    /// The scope of each of the facts' scopes.
    pub(super) scopes: Vec<ScopeId>,
}

impl Linkage {
    /// What of a world is kept.
    pub(super) fn of(world: &World<'_>, units: &[Unit], modules: &[Option<RustModuleId>], asks: &[Asks]) -> Self {
        let externs = world.externs.iter().zip((0..).map(CrateId)).flat_map(|(externs, krate)| {
            externs.iter().flat_map(move |(name, there)| there.iter().map(move |(res, cfg)| (krate, *name, *res, *cfg)))
        });
        let linked = Linked {
            scopes: Pages::default(),
            imports: Pages::default(),
            symbols: KeptSymbols::of(&world.symbols),
            items: world.items.to_vec(),
            outside: world.outside.all(),
            roots: world.roots.to_vec(),
            externs: externs.collect(),
            hidden: world.hidden.iter().copied().collect(),
            macro_names: Vec::new(),
            around: Around {
                units: units.iter().filter_map(KeptUnit::of).collect(),
                modules: modules.to_vec(),
                asked: Pages::default(),
            },
        };
        Self {
            scopes: world.scopes.iter().map(KeptScope::of).collect(),
            imports: world.imports.iter().map(KeptImport::of).collect(),
            asked: AskedIn::by_scope(asks, world.scopes.len()),
            linked,
        }
    }

    /// As it is written.
    pub fn encode(self) -> Vec<u8> {
        let macro_names = self.macro_names();
        let Self { scopes, imports, mut asked, mut linked } = self;
        asked.iter_mut().for_each(AskedIn::sort);
        linked.macro_names = macro_names;
        linked.symbols.sort();
        (linked.scopes, linked.imports) = (Pages::of(&scopes), Pages::of(&imports));
        linked.around.asked = Pages::of(&asked);
        bitcode::encode(&linked)
    }

    /// The names by which a macro of the workspace can be called; sorted.
    fn macro_names(&self) -> Vec<Symbol> {
        let items = &self.linked.items;
        let is_macro = |item: &Item| matches!(item.kind, ItemKind::Macro(_));
        let leads_to_one = |target: &Target| match target.res {
            Res::Item(item) => items.get(item.0 as usize).is_some_and(is_macro),
            _ => false,
        };
        let own = items.iter().filter(|item| is_macro(item)).map(|item| item.name);
        let imports = self.imports.iter().filter(|import| import.targets.iter().any(leads_to_one));
        let mut names: Vec<Symbol> = own.chain(imports.filter_map(|import| import.name)).collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}

impl Linked {
    /// What was written; none where it is seen to be something else. That it is whole, its file tells.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let linked: Self = bitcode::decode(bytes).ok()?;
        linked.symbols.is_sound().then_some(linked)
    }

    /// The names by which a macro of the workspace can be called.
    pub(super) fn macro_names(&self) -> FxHashSet<Box<str>> {
        self.macro_names.iter().map(|name| self.symbols.get(*name).into()).collect()
    }

    /// The world again, with conditions of a store that has them, and what was found out by asking it.
    pub(super) fn open<'w>(
        self,
        workspace: &'w Workspace,
        configuration: Option<&'w Configuration>,
        cfgs: Cfgs,
    ) -> (World<'w>, Around) {
        let mut world = World::new(workspace, configuration, cfgs);
        world.symbols = Shared::new(Symbols::from(self.symbols));
        world.scopes = Shared::new(Table::of(self.scopes));
        world.imports = Shared::new(Table::of(self.imports));
        world.items = Shared::new(self.items);
        world.outside = OutsidePaths::of(self.outside);
        world.roots = Shared::new(self.roots);
        let mut externs: Externs = vec![FxHashMap::default(); workspace.crates.len()];
        for (krate, name, res, cfg) in self.externs {
            externs[krate.0 as usize].entry(name).or_default().push((res, cfg));
        }
        world.externs = Shared::new(externs);
        let stand_in = |(scope, name): &(ScopeId, Symbol)| Item { scope: *scope, name: *name, kind: ItemKind::Other };
        world.hidden_items = self.hidden.iter().map(stand_in).collect();
        world.hidden = self.hidden.into_iter().collect();
        world.texts = Shared::new(vec![Text::Start]);
        world.has_resolved = true;
        (world, self.around)
    }
}

impl Around {
    /// Takes what was asked for, by scope.
    pub(super) fn take_asked(&mut self) -> Table<AskedIn> {
        Table::of(take(&mut self.asked))
    }
}

impl AskedIn {
    /// What each of some scopes was asked for, in no order.
    fn by_scope(asks: &[Asks], scopes: usize) -> Vec<Self> {
        let mut all = Vec::new();
        all.resize_with(scopes, Self::default);
        for (scope, name, by) in asks.iter().flat_map(Asks::all) {
            all[scope.0 as usize].0.push((name, by));
        }
        all
    }

    /// Sorts them, and joins what several threads have noted.
    fn sort(&mut self) {
        self.0.sort_unstable();
        self.0.dedup_by(|again, first| {
            let same = again.0 == first.0;
            if same && again.1 != first.1 {
                first.1 = None;
            }
            same
        });
    }

    /// Whether the name was asked for by other code than that of some files.
    pub(super) fn is_asked_by_others(&self, name: Symbol, files: &FxHashSet<FileId>) -> bool {
        let at = self.0.binary_search_by_key(&name, |(name, _)| *name);
        at.is_ok_and(|at| self.0[at].1.is_none_or(|by| !files.contains(&by)))
    }
}

impl Kept for AskedIn {
    type As = Self;

    fn open(kept: Self) -> Self {
        kept
    }
}

impl KeptScope {
    fn of(scope: &Scope) -> Self {
        let Scope { kind, parent, module, krate, name, cfg, generated, built, has_items, .. } = *scope;
        let each =
            |(name, of_name): (&Symbol, &Entries)| of_name.iter().map(|entry| (*name, *entry)).collect::<Vec<_>>();
        let entries = scope.entries.iter().flat_map(each).collect();
        let (globs, hidden) = (scope.globs.clone(), scope.hidden.iter().copied().collect());
        Self { kind, parent, module, krate, name, cfg, entries, globs, hidden, generated, built, has_items }
    }
}

impl Kept for Scope {
    type As = KeptScope;

    fn open(kept: KeptScope) -> Self {
        let KeptScope { kind, parent, module, krate, name, cfg, globs, generated, built, has_items, .. } = kept;
        let mut entries: FxHashMap<Symbol, Entries> = FxHashMap::default();
        entries.reserve(kept.entries.len());
        for (name, entry) in kept.entries {
            entries.entry(name).or_default().push(entry);
        }
        let hidden = kept.hidden.into_iter().collect();
        let empty = Self::empty(kind, parent, module, krate, name, cfg);
        Self { entries, globs, hidden, generated, built, has_items, ..empty }
    }
}

impl KeptImport {
    fn of(import: &Import) -> Self {
        let Import { scope, name, glob, visibility, cfg, at, .. } = *import;
        let targets = import.targets.to_vec();
        Self { scope, name, glob, visibility, cfg, file: FileId(at.file), span: at.span, targets }
    }
}

impl Kept for Import {
    type As = KeptImport;

    /// Settled, so that nobody asks for the path that led there.
    fn open(kept: KeptImport) -> Self {
        Self {
            scope: kept.scope,
            path: PathId(u32::MAX),
            name: kept.name,
            glob: kept.glob,
            extern_crate: false,
            spaces: Spaces::ALL,
            visibility: kept.visibility,
            cfg: kept.cfg,
            at: Located { file: kept.file.0, span: kept.span },
            underscore: false,
            from_body: false,
            text: TextId(0),
            targets: kept.targets.into(),
            hits: Hits::new(),
            asked: Vec::new(),
            resolved: Some(Tick::default()),
        }
    }
}

impl KeptUnit {
    fn of(unit: &Unit) -> Option<Self> {
        let file = unit.file?;
        // The first predicate is always true.
        Some(Self { file, krate: unit.krate, cfg: unit.cfgs[0], scopes: unit.scopes.clone() })
    }
}
