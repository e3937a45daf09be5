//! The snapshot of resolved definitions that is persisted between runs: enough to resolve the names of an edited file
//! again. It is a part of `session::snapshot`, the persisted analysis.
//!
//! Scopes, imports and the lookup log are stored in lazy tables, of which an incremental run decodes only what it reads.
//! The snapshot knows how definitions are stored, but not what is done with them.

mod lookups;
mod rows;

pub(super) use self::{lookups::ScopeLookups, rows::PersistedInstance};

use self::rows::{PersistedImport, PersistedScope};
use super::{
    def_map::{
        DefKind, DefMap, DefTables, EncodedRows, ExternPreludes, FactsInstance, ImportTarget, ItemData, LazyTable,
        PersistedSymbols, Symbols,
    },
    ids::{OutsidePathId, ScopeId, Symbol},
    query::{LookupLog, OutsidePaths, QueryState, StandIns},
    resolution::Res,
};
use crate::{
    cfg::{Cfg, Cfgs, Configuration},
    graph::RustModuleId,
    workspace::{CrateId, Workspace},
};
use bitcode::{Decode, Encode};
use rustc_hash::{FxHashMap, FxHashSet};

/// What a snapshot will store: plain data that can be encoded on another thread.
#[derive(Debug)]
pub struct DefSnapshotBuilder {
    scopes: Vec<PersistedScope>,
    imports: Vec<PersistedImport>,
    /// The lookups in each scope.
    lookups: Vec<ScopeLookups>,
    /// Everything else. Its tables are empty, and its symbols not sorted.
    snapshot: DefSnapshot,
}

/// A snapshot of resolved definitions, as it is written and read.
#[derive(Debug, Encode, Decode)]
pub struct DefSnapshot {
    scopes: EncodedRows,
    imports: EncodedRows,
    symbols: PersistedSymbols,
    items: Vec<ItemData>,
    outside: Vec<(Option<OutsidePathId>, Symbol)>,
    roots: Vec<ScopeId>,
    externs: Vec<(CrateId, Symbol, Res, Cfg)>,
    stand_ins: Vec<(ScopeId, Symbol)>,
    macro_names: Vec<Symbol>,
    index: ResolvedIndex,
}

/// Where the code of each file was declared, and which names it looked up.
#[derive(Debug, Encode, Decode)]
pub(super) struct ResolvedIndex {
    pub(super) instances: Vec<PersistedInstance>,
    /// The Rust module of each scope that is one.
    pub(super) modules: Vec<Option<RustModuleId>>,
    /// The [`ScopeLookups`] of each scope.
    lookups: EncodedRows,
}

impl DefSnapshotBuilder {
    pub(super) fn new(
        defs: &DefMap<'_>,
        queries: &QueryState<'_>,
        instances: &[FactsInstance],
        modules: &[Option<RustModuleId>],
        logs: &[LookupLog],
    ) -> Self {
        let externs = defs.extern_preludes().iter().zip((0..).map(CrateId)).flat_map(|(externs, krate)| {
            externs
                .iter()
                .flat_map(move |(name, crates)| crates.iter().map(move |(res, cfg)| (krate, *name, *res, *cfg)))
        });
        let snapshot = DefSnapshot {
            scopes: EncodedRows::default(),
            imports: EncodedRows::default(),
            symbols: PersistedSymbols::new(defs.symbols()),
            items: defs.items().to_vec(),
            outside: queries.outside.to_vec(),
            roots: defs.roots().to_vec(),
            externs: externs.collect(),
            stand_ins: queries.stand_ins.iter().collect(),
            macro_names: Vec::new(),
            index: ResolvedIndex {
                instances: instances.iter().filter_map(PersistedInstance::of).collect(),
                modules: modules.to_vec(),
                lookups: EncodedRows::default(),
            },
        };
        Self {
            scopes: defs.scopes().map(PersistedScope::of).collect(),
            imports: defs.imports().map(PersistedImport::of).collect(),
            lookups: ScopeLookups::by_scope(logs, defs.scope_count()),
            snapshot,
        }
    }

    /// Encodes the snapshot.
    pub fn encode(self) -> Vec<u8> {
        let macro_names = self.macro_names();
        let Self { scopes, imports, mut lookups, mut snapshot } = self;
        lookups.iter_mut().for_each(ScopeLookups::sort);
        snapshot.macro_names = macro_names;
        snapshot.symbols.sort();
        snapshot.scopes = EncodedRows::new(&scopes);
        snapshot.imports = EncodedRows::new(&imports);
        snapshot.index.lookups = EncodedRows::new(&lookups);
        bitcode::encode(&snapshot)
    }

    /// Returns the names by which a macro of the workspace can be called, sorted.
    fn macro_names(&self) -> Vec<Symbol> {
        let items = &self.snapshot.items;
        let is_macro = |item: &ItemData| matches!(item.kind, DefKind::Macro(_));
        let leads_to_macro = |target: &ImportTarget| match target.res {
            Res::Item(item) => items.get(item.0 as usize).is_some_and(is_macro),
            _ => false,
        };
        let own = items.iter().filter(|item| is_macro(item)).map(|item| item.name);
        let imports = self.imports.iter().filter(|import| import.targets.iter().any(leads_to_macro));
        let mut names: Vec<Symbol> = own.chain(imports.filter_map(|import| import.name)).collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}

impl DefSnapshot {
    /// Decodes a snapshot. Returns none if the bytes are visibly something else. Nothing else is verified: the checksum of
    /// the cache file proves that the bytes are what was written.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        bitcode::decode(bytes).ok()
    }

    /// Returns the names by which a macro of the workspace can be called.
    pub(super) fn macro_names(&self) -> FxHashSet<Box<str>> {
        self.macro_names.iter().map(|name| self.symbols.get(*name).into()).collect()
    }

    /// Restores the definitions, the state of queries over them, and what was resolved. `cfgs` contains the conditions of the
    /// snapshot.
    pub(super) fn open<'w>(
        self,
        workspace: &'w Workspace,
        configuration: Option<&'w Configuration>,
        cfgs: Cfgs,
    ) -> (DefMap<'w>, QueryState<'w>, ResolvedIndex) {
        let mut externs: ExternPreludes = vec![FxHashMap::default(); workspace.crates.len()];
        for (krate, name, res, cfg) in self.externs {
            externs[krate.0 as usize].entry(name).or_default().push((res, cfg));
        }
        let tables = DefTables {
            symbols: Symbols::from(self.symbols),
            scopes: LazyTable::new(self.scopes),
            items: self.items,
            imports: LazyTable::new(self.imports),
            roots: self.roots,
            externs,
        };
        let mut queries = QueryState::new(workspace, configuration, cfgs);
        queries.outside = OutsidePaths::from_vec(self.outside);
        queries.stand_ins = StandIns::from_iter(self.stand_ins);
        (DefMap::with_tables(workspace, tables), queries, self.index)
    }
}

impl ResolvedIndex {
    /// Takes the lookups in each scope.
    pub(super) fn take_lookups(&mut self) -> LazyTable<ScopeLookups> {
        LazyTable::new(std::mem::take(&mut self.lookups))
    }
}
