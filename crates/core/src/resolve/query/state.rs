//! What queries change: conditions that they combine, ids that they assign, and what they record beside their results.

use super::{lookup_log::LookupLog, outside_paths::OutsidePaths, result::LookupResults};
use crate::{
    cfg::{Atom, Cfg, Cfgs, Configuration},
    interner::Interner,
    resolve::{
        def_map::{DefKind, ItemData},
        ids::{ItemId, ScopeId, Symbol},
    },
    syntax::Spaces,
    workspace::{CrateId, CrateKind, Workspace},
};
use rustc_hash::FxHashMap;

/// The mutable state of queries. Each thread that resolves names has its own.
pub(crate) struct QueryState<'w> {
    workspace: &'w Workspace,
    /// The only configuration to analyze; none for all of them at once.
    configuration: Option<&'w Configuration>,
    pub cfgs: Cfgs,
    pub outside: OutsidePaths,
    pub stand_ins: StandIns,
    /// Which code looked up which name, if a later run will need to know.
    pub log: Option<LookupLog>,
    pub(super) phase: Phase,
}

/// What lookups record, which depends on whether definitions can still change.
pub(super) enum Phase {
    /// Definitions change: the names that the current import depends on are recorded.
    Collecting { dependencies: Vec<(ScopeId, Symbol)> },
    /// Definitions are final: the results of lookups through globs are memoized.
    Final { memo: FxHashMap<LookupKey, LookupResults> },
}

pub(super) type LookupKey = (ScopeId, Symbol, Spaces);

impl<'w> QueryState<'w> {
    pub(crate) fn new(workspace: &'w Workspace, configuration: Option<&'w Configuration>, cfgs: Cfgs) -> Self {
        Self {
            workspace,
            configuration,
            cfgs,
            outside: OutsidePaths::default(),
            stand_ins: StandIns::default(),
            log: None,
            phase: Phase::Collecting { dependencies: Vec::new() },
        }
    }

    /// Returns the state for another thread, which resolves names in the same, final definitions.
    pub(crate) fn fork(&self) -> Self {
        Self {
            workspace: self.workspace,
            configuration: self.configuration,
            cfgs: self.cfgs.fork(),
            outside: self.outside.clone(),
            stand_ins: self.stand_ins.clone(),
            log: self.log.as_ref().map(|_| LookupLog::default()),
            phase: Phase::Final { memo: FxHashMap::default() },
        }
    }

    /// Whether only one configuration is analyzed.
    pub(crate) fn has_configuration(&self) -> bool {
        self.configuration.is_some()
    }

    /// Notes that definitions do not change any more.
    pub(crate) fn finish_definitions(&mut self) {
        self.phase = Phase::Final { memo: FxHashMap::default() };
    }

    /// Starts to record the names that an import depends on.
    pub(crate) fn start_dependencies(&mut self) {
        if let Phase::Collecting { dependencies } = &mut self.phase {
            dependencies.clear();
        }
    }

    /// Returns the names that the current import depends on, sorted.
    pub(crate) fn take_dependencies(&mut self) -> Vec<(ScopeId, Symbol)> {
        let Phase::Collecting { dependencies } = &mut self.phase else { return Vec::new() };
        let mut taken = std::mem::take(dependencies);
        taken.sort_unstable();
        taken.dedup();
        taken
    }

    /// Decides the atoms of a condition that are fixed in a crate: `test` in a test target, and those of the
    /// configuration, if only one is analyzed.
    pub(crate) fn decide(&mut self, cfg: Cfg, krate: CrateId) -> Cfg {
        if cfg == Cfg::ALWAYS || cfg == Cfg::NEVER {
            return cfg;
        }
        let kind = self.workspace.krate(krate).kind;
        let test = match kind {
            CrateKind::Test | CrateKind::Bench => Some(true),
            CrateKind::Build => Some(false),
            CrateKind::Lib | CrateKind::Bin | CrateKind::Example => None,
        };
        let cfg = match test {
            Some(test) => self.cfgs.assume(cfg, &Atom::Test(krate), test),
            None => cfg,
        };
        match self.configuration {
            Some(configuration) => self.cfgs.project(cfg, &|atom| configuration.decide(atom, kind)),
            None => cfg,
        }
    }

    /// Returns the condition of a crate's code as another crate sees it, for which the first one's tests are not built.
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
}

/// Items that no source declares: each stands for a name that only an unexpanded macro can declare in a Rust module.
#[derive(Clone, Debug, Default)]
pub(crate) struct StandIns(Interner<(ScopeId, Symbol)>);

impl StandIns {
    /// Returns the stand-in for a name in a Rust module.
    pub(super) fn get_or_add(&mut self, module: ScopeId, name: Symbol) -> ItemId {
        ItemId::stand_in(self.0.intern((module, name)))
    }

    /// Returns a stand-in by its index.
    pub(super) fn item(&self, index: u32) -> ItemData {
        let (scope, name) = self.0[index];
        ItemData { scope, name, kind: DefKind::Other }
    }

    /// Returns all stand-ins in the order of their indices.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (ScopeId, Symbol)> {
        self.0.iter().copied()
    }
}

impl FromIterator<(ScopeId, Symbol)> for StandIns {
    fn from_iter<I: IntoIterator<Item = (ScopeId, Symbol)>>(stand_ins: I) -> Self {
        Self(stand_ins.into_iter().collect())
    }
}
