//! What names mean in a workspace, as it is kept: enough of a world to ask it about what an edited file says by then.

use super::{
    asks::Asks,
    macros::Text,
    paths::Hits,
    tables::{Numbered, OutsidePaths, Symbols},
    world::{
        Entry, Import, Item, ItemKind, OutsidePath, PathId, Res, Scope, ScopeId, ScopeKind, Symbol, Target, TextId,
        Tick, Unit, Visibility, World,
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

/// A world and what was found out by asking it, as it is kept from one run to the next.
#[derive(Debug, Encode, Decode)]
pub struct Linked {
    /// The symbols, one after the other, and where each ends.
    symbols: (String, Vec<u32>),
    scopes: Vec<KeptScope>,
    entries: Vec<(ScopeId, Symbol, Entry)>,
    hidden_names: Vec<(ScopeId, Symbol)>,
    items: Vec<Item>,
    imports: Vec<KeptImport>,
    outside: Vec<(Option<OutsidePath>, Symbol)>,
    roots: Vec<ScopeId>,
    externs: Vec<(CrateId, Symbol, Res, Cfg)>,
    hidden: Vec<(ScopeId, Symbol)>,
    around: Around,
}

/// What was found out by asking a world.
#[derive(Debug, Encode, Decode)]
pub(super) struct Around {
    pub(super) units: Vec<KeptUnit>,
    /// The Rust module of each scope that is one.
    pub(super) modules: Vec<Option<RustModuleId>>,
    /// [`Asked`], which is only needed where what a name means has changed.
    asks: Vec<u8>,
}

/// Each name that was asked for in a scope, and the file that did so, if it was the code of that alone.
pub(super) type Asked = Vec<(ScopeId, Symbol, Option<FileId>)>;

#[derive(Debug, Encode, Decode)]
struct KeptScope {
    kind: ScopeKind,
    parent: Option<ScopeId>,
    module: ScopeId,
    krate: CrateId,
    name: Symbol,
    cfg: Cfg,
    generated: bool,
    built: bool,
    has_items: bool,
}

/// Of an import: what it leads to, and where.
#[derive(Debug, Encode, Decode)]
struct KeptImport {
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

impl Linked {
    /// What of a world is kept.
    pub(super) fn of(world: &World<'_>, units: &[Unit], modules: &[Option<RustModuleId>], asks: &[Asks]) -> Self {
        let mut symbols = (String::new(), Vec::with_capacity(world.symbols.len()));
        for symbol in world.symbols.iter() {
            symbols.0.push_str(symbol);
            symbols.1.push(symbols.0.len() as u32);
        }
        let asked: Asked = asks.iter().flat_map(Asks::all).collect();
        let (mut entries, mut hidden_names) = (Vec::with_capacity(world.items.len()), Vec::new());
        for (scope, id) in world.scopes.iter().zip((0..).map(ScopeId)) {
            #[expect(clippy::iter_over_hash_type, reason = "they go into a table again")]
            for (name, of_name) in &scope.entries {
                entries.extend(of_name.iter().map(|entry| (id, *name, *entry)));
            }
            hidden_names.extend(scope.hidden.iter().map(|name| (id, *name)));
        }
        let externs = world.externs.iter().zip((0..).map(CrateId)).flat_map(|(externs, krate)| {
            externs.iter().flat_map(move |(name, there)| there.iter().map(move |(res, cfg)| (krate, *name, *res, *cfg)))
        });
        Self {
            symbols,
            scopes: world.scopes.iter().map(KeptScope::of).collect(),
            entries,
            hidden_names,
            items: world.items.to_vec(),
            imports: world.imports.iter().map(KeptImport::of).collect(),
            outside: world.outside.all().to_vec(),
            roots: world.roots.to_vec(),
            externs: externs.collect(),
            hidden: world.hidden.values.clone(),
            around: Around {
                units: units.iter().filter_map(KeptUnit::of).collect(),
                modules: modules.to_vec(),
                asks: bitcode::encode(&asked),
            },
        }
    }

    /// As it is written.
    pub fn encode(&self) -> Vec<u8> {
        bitcode::encode(self)
    }

    /// What was written; none where it is seen to be something else. That it is whole, its file tells.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let linked: Self = bitcode::decode(bytes).ok()?;
        linked.is_sound().then_some(linked)
    }

    /// Whether its texts can be cut where it says.
    fn is_sound(&self) -> bool {
        let (text, ends) = &self.symbols;
        ends.is_sorted() && ends.iter().all(|end| text.is_char_boundary(*end as usize))
    }

    /// The symbols, in their order.
    pub(super) fn symbols(&self) -> impl Iterator<Item = &str> {
        let (text, ends) = &self.symbols;
        let starts = std::iter::once(&0).chain(ends);
        starts.zip(ends).map(|(start, end)| &text[*start as usize..*end as usize])
    }

    /// The names by which a macro of the workspace can be called.
    pub(super) fn macro_names(&self) -> FxHashSet<Box<str>> {
        let is_macro = |res: Res| match res {
            Res::Item(item) => {
                matches!(self.items.get(item.0 as usize), Some(Item { kind: ItemKind::Macro(_), .. }))
            }
            _ => false,
        };
        let own = self.items.iter().filter(|item| matches!(item.kind, ItemKind::Macro(_))).map(|item| item.name);
        let imports = self.imports.iter().filter(|import| import.targets.iter().any(|target| is_macro(target.res)));
        let names: FxHashSet<Symbol> = own.chain(imports.filter_map(|import| import.name)).collect();
        self.symbols()
            .zip((0..).map(Symbol))
            .filter(|(_, symbol)| names.contains(symbol))
            .map(|(text, _)| text.into())
            .collect()
    }

    /// The world again, with conditions of a store that has them, and what was found out by asking it.
    pub(super) fn open<'w>(
        self,
        workspace: &'w Workspace,
        configuration: Option<&'w Configuration>,
        cfgs: Cfgs,
    ) -> (World<'w>, Around) {
        let mut world = World::new(workspace, configuration, cfgs);
        *world.symbols = Symbols::of(self.symbols());
        *world.scopes = self.scopes.iter().map(KeptScope::scope).collect();
        for (scope, name, entry) in self.entries {
            world.scopes[scope.0 as usize].entries.entry(name).or_default().push(entry);
        }
        for (scope, name) in self.hidden_names {
            world.scopes[scope.0 as usize].hidden.insert(name);
        }
        for (import, id) in self.imports.iter().zip((0..).map(ImportId)).filter(|(import, _)| import.glob) {
            world.scopes[import.scope.0 as usize].globs.push(id);
        }
        *world.imports = self.imports.into_iter().map(KeptImport::import).collect();
        *world.items = self.items;
        world.outside = OutsidePaths::of(self.outside);
        *world.roots = self.roots;
        *world.externs = vec![FxHashMap::default(); workspace.crates.len()];
        for (krate, name, res, cfg) in self.externs {
            world.externs[krate.0 as usize].entry(name).or_default().push((res, cfg));
        }
        let stand_in = |(scope, name): &(ScopeId, Symbol)| Item { scope: *scope, name: *name, kind: ItemKind::Other };
        world.hidden_items = self.hidden.iter().map(stand_in).collect();
        world.hidden = Numbered::of(self.hidden);
        *world.texts = vec![Text::Start];
        world.has_resolved = true;
        (world, self.around)
    }
}

impl Around {
    /// Who asked for what.
    pub(super) fn asked(&self) -> Option<Asked> {
        bitcode::decode(&self.asks).ok()
    }
}

impl KeptScope {
    fn of(scope: &Scope) -> Self {
        let Scope { kind, parent, module, krate, name, cfg, generated, built, has_items, .. } = *scope;
        Self { kind, parent, module, krate, name, cfg, generated, built, has_items }
    }

    fn scope(&self) -> Scope {
        let Self { kind, parent, module, krate, name, cfg, generated, built, has_items } = *self;
        Scope { generated, built, has_items, ..Scope::empty(kind, parent, module, krate, name, cfg) }
    }
}

impl KeptImport {
    fn of(import: &Import) -> Self {
        let Import { scope, name, glob, visibility, cfg, at, .. } = *import;
        let targets = import.targets.to_vec();
        Self { scope, name, glob, visibility, cfg, file: FileId(at.file), span: at.span, targets }
    }

    /// Settled, so that nobody asks for the path that led there.
    fn import(self) -> Import {
        Import {
            scope: self.scope,
            path: PathId(u32::MAX),
            name: self.name,
            glob: self.glob,
            extern_crate: false,
            spaces: Spaces::ALL,
            visibility: self.visibility,
            cfg: self.cfg,
            at: Located { file: self.file.0, span: self.span },
            underscore: false,
            from_body: false,
            text: TextId(0),
            targets: self.targets.into(),
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

impl Symbols {
    fn of<'s>(texts: impl Iterator<Item = &'s str>) -> Self {
        let mut symbols = Self::default();
        for text in texts {
            symbols.intern(text);
        }
        symbols
    }
}
