//! What every check looks through: which references a rule is about, and which of their ends count.

use super::{conditions::Conditions, exceptions::Exceptions};
use crate::{
    analysis::Analysis,
    cfg::Cfg,
    diagnostic::Diagnostic,
    graph::{
        Context, End, Graph, ImportId, PointOfEntry, Reference, ReferenceId, ReferenceKind, RustModuleId, Target,
        TargetId,
    },
    rules::{self, Codebase, Match, Module, ModuleId, Rule, Rules},
    workspace::CrateKind,
};
use rustc_hash::FxHashMap;

/// A graph under the rules, and what was found so far.
#[derive(Debug)]
pub(super) struct CheckContext<'a> {
    pub(super) rules: &'a Rules,
    pub(super) analysis: &'a Analysis,
    pub(super) graph: &'a Graph,
    pub(super) code: Codebase<'a>,
    pub(super) conditions: Conditions,
    pub(super) found: Vec<Diagnostic>,
    pub(super) exceptions: Exceptions<'a>,
    /// The references to be judged at all, with their contexts as the rules file has them.
    judged: Vec<(ReferenceId, Context)>,
    /// Whether any module stands for what it re-exports.
    facades: bool,
    /// The references that each import is; empty where nothing asks for them.
    imports: FxHashMap<(RustModuleId, ImportId), Vec<ReferenceId>>,
}

/// Which references of a rule count, by kind and context.
#[derive(Clone, Copy, Debug)]
pub(super) struct Filter<'r> {
    pub(super) kinds: &'r [ReferenceKind],
    pub(super) contexts: &'r [Context],
}

impl Filter<'static> {
    /// What modules and layers look at.
    pub(super) const PRODUCTION: Self = Self { kinds: ReferenceKind::ALL, contexts: &[Context::Production] };
}

impl<'r> From<&'r Rule> for Filter<'r> {
    fn from(rule: &'r Rule) -> Self {
        Self { kinds: &rule.kinds, contexts: &rule.contexts }
    }
}

/// What stands for what it re-exports, so that nothing behind it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Opacity {
    /// Nothing.
    No,
    /// Modules with `facade = true`.
    Facades,
    /// Every re-export: `reexports = "opaque"`.
    Reexports,
}

impl Opacity {
    /// What a rule sets by `reexports`.
    pub(super) fn of(rule: &Rule) -> Self {
        if rule.opaque { Self::Reexports } else { Self::No }
    }
}

/// The references to be judged at all, with their contexts as the rules file has them.
fn judged(rules: &Rules, graph: &Graph, code: &Codebase<'_>) -> Vec<(ReferenceId, Context)> {
    let excluded = |reference: &Reference| rules.excluded.get(reference.file.0 as usize).is_some_and(|out| *out);
    let context = |reference: &Reference| {
        if rules.test_packages.contains(&code.package(reference.from)) { Context::Test } else { reference.context }
    };
    let counts = |reference: &Reference| reference.cfg != Cfg::NEVER && !excluded(reference);
    let references = graph.references().filter(|(_, reference)| counts(reference));
    references.map(|(id, reference)| (id, context(reference))).collect()
}

/// The references that each import is, where a rule or a module asks what a name came through.
fn imports(rules: &Rules, graph: &Graph) -> FxHashMap<(RustModuleId, ImportId), Vec<ReferenceId>> {
    let mut imports: FxHashMap<_, Vec<ReferenceId>> = FxHashMap::default();
    let asks = |rule: &Rule| rule.opaque || !rule.except.is_empty();
    if rules.modules.iter().any(|module| module.facade) || rules.rules.iter().any(asks) {
        for (id, reference) in graph.references() {
            if let Some(import) = reference.import {
                imports.entry((reference.from, import)).or_default().push(id);
            }
        }
    }
    imports
}

/// How many imports of one Rust module a name is followed through: `use a::b; use b::c; use c::d;`.
const IMPORTS: usize = 8;

impl<'a> CheckContext<'a> {
    pub(super) fn new(rules: &'a Rules, analysis: &'a Analysis) -> Self {
        let graph = &analysis.graph;
        let code = Codebase::new(analysis, &rules.owners);
        let exceptions = Exceptions::new(rules, analysis, &code);
        let conditions = Conditions::new(analysis);
        let judged = judged(rules, graph, &code);
        let imports = imports(rules, graph);
        let facades = rules.modules.iter().any(|module| module.facade);
        Self { rules, analysis, graph, code, conditions, found: Vec::new(), exceptions, judged, facades, imports }
    }

    /// Looks at another graph of the same Rust modules from now on.
    pub(super) fn look_at(&mut self, graph: &'a Graph) {
        self.graph = graph;
        self.code = Codebase::of(self.analysis, graph, &self.rules.owners);
        self.judged = judged(self.rules, graph, &self.code);
        self.imports = imports(self.rules, graph);
    }

    /// The references that a rule is about, in order.
    pub(super) fn references(
        &self,
        filter: Filter<'_>,
    ) -> impl Iterator<Item = (ReferenceId, &'a Reference, &'a Target)> {
        let graph = self.graph;
        self.judged.iter().filter_map(move |(id, context)| {
            let reference = graph.reference(*id);
            let counts = filter.contexts.contains(context) && filter.kinds.contains(&reference.kind);
            counts.then(|| (*id, reference, graph.target(reference)))
        })
    }

    /// The context of a reference, as the rules file has it.
    pub(super) fn context(&self, reference: &Reference) -> Context {
        let test = self.rules.test_packages.contains(&self.code.package(reference.from));
        if test { Context::Test } else { reference.context }
    }

    /// Of several Rust modules the one that a violation of all of them stands at: production code, a lib before a
    /// bin and a bin before the rest, the first of them.
    pub(super) fn first_of(&self, ids: impl Iterator<Item = RustModuleId>) -> Option<RustModuleId> {
        ids.min_by_key(|id| {
            let kind = self.analysis.workspace.krate(self.graph.module(*id).krate).kind;
            let kind = match kind {
                CrateKind::Lib => 0,
                CrateKind::Bin => 1,
                _ => 2,
            };
            (self.module_context(*id) != Context::Production, kind, *id)
        })
    }

    /// The context of a Rust module, as the rules file has it.
    pub(super) fn module_context(&self, id: RustModuleId) -> Context {
        let test = self.rules.test_packages.contains(&self.code.package(id));
        if test { Context::Test } else { self.graph.module(id).context }
    }

    /// The imports of its own Rust module that a reference goes through.
    pub(super) fn imports_of(&self, reference: &Reference) -> impl Iterator<Item = &'a Reference> {
        let import = reference.through.and_then(|import| self.imports.get(&(reference.from, import)));
        import.into_iter().flatten().map(|id| self.graph.reference(*id))
    }

    /// What a reference leads to as far as it counts: where its first name came through an import that leads to what
    /// stands for what it re-exports, it leads there, too.
    pub(super) fn effective_target(&self, reference: &Reference, opaque: Opacity) -> TargetId {
        if self.is_transparent(opaque) {
            return reference.target;
        }
        let mut at = *reference;
        for _ in 0..IMPORTS {
            if self.opaque_entry(self.graph.target(&at), opaque).is_some() {
                return at.target;
            }
            // An import may lead to several things; best is the one that this reference is about.
            let reached = |one: &&Reference| {
                let (target, own) = (self.graph.target(one), self.graph.target(&at));
                (target.defined, target.item) != (own.defined, own.item)
            };
            let Some(next) = self.imports_of(&at).min_by_key(reached) else { break };
            at = *next;
        }
        reference.target
    }

    /// Whether nothing at all stands for what it re-exports.
    fn is_transparent(&self, opaque: Opacity) -> bool {
        match opaque {
            Opacity::No => true,
            Opacity::Facades => !self.facades,
            Opacity::Reexports => false,
        }
    }

    /// Which point of entry of a target stands for what is behind it.
    fn opaque_entry(&self, target: &Target, opaque: Opacity) -> Option<usize> {
        if self.is_transparent(opaque) {
            return None;
        }
        let stands = |entry: &PointOfEntry| {
            entry.reexport
                && (opaque == Opacity::Reexports || self.module_of(entry.module).is_some_and(|module| module.facade))
        };
        target.via.iter().position(stands)
    }

    /// How many ends of a target count; the last one counted stands for what is behind it.
    pub(super) fn ends(&self, target: &Target, opaque: Opacity) -> usize {
        self.opaque_entry(target, opaque).map_or(rules::ends(target), |at| at + 1)
    }

    /// Where what a reference leads to is defined, as far as it counts; the Rust module, where it is in the workspace.
    pub(super) fn defined(&self, reference: &Reference, opaque: Opacity) -> Option<RustModuleId> {
        let target = self.graph.target_by_id(self.effective_target(reference, opaque));
        let ends = self.ends(target, opaque);
        match if ends < rules::ends(target) { rules::end(target, ends - 1) } else { target.defined } {
            End::Module(module) => Some(module),
            End::Outside(_) => None,
        }
    }

    /// The module that owns a Rust module.
    pub(super) fn module_of(&self, id: RustModuleId) -> Option<&'a Module> {
        self.rules.owner(id).map(|owner| self.rules.module(owner))
    }

    /// The name of a module.
    pub(super) fn name(&self, id: ModuleId) -> &'a str {
        &self.rules.module(id).name
    }

    /// The path of a Rust module.
    pub(super) fn path(&self, id: RustModuleId) -> &'a str {
        &self.graph.module(id).path
    }

    /// The module by its name, or the Rust module where none owns it.
    pub(super) fn owner_or_path(&self, id: RustModuleId) -> String {
        match self.module_of(id) {
            Some(module) => format!("module `{}`", module.name),
            None => format!("`{}`", self.path(id)),
        }
    }

    /// Says through which re-export a path gets from where it is written to an end.
    pub(super) fn route(&self, target: &Target, end: usize) -> String {
        let crossed = target.via.iter().take(end).find(|entry| entry.reexport);
        crossed.map_or_else(String::new, |entry| format!(", through a re-export in `{}`", self.path(entry.module)))
    }

    /// What would help where only a facade's re-export leads to the end that is forbidden.
    pub(super) fn facade_help(&self, from: RustModuleId, target: &Target, end: usize) -> Option<String> {
        let crossed = target.via.iter().take(end).filter(|entry| entry.reexport);
        let other = |entry: &&PointOfEntry| self.rules.owner(entry.module) != self.rules.owner(from);
        let module = crossed.filter(other).find_map(|entry| self.module_of(entry.module))?;
        Some(format!(
            "if module `{0}` is meant to stand for what it re-exports, set `facade = true` in `[modules.{0}]`",
            module.name
        ))
    }

    /// The name of a match in messages.
    pub(super) fn match_name(&self, found: Match) -> String {
        match found {
            Match::Module(module) => self.name(module).to_owned(),
            Match::Package(package) => self.analysis.workspace.package(package).name.clone(),
            Match::Code(root) => self.path(root).to_owned(),
            Match::Item(_) | Match::Outside(_) => String::new(),
        }
    }

    /// A point of entry as a path.
    pub(super) fn entry_path(&self, entry: &PointOfEntry) -> String {
        let module = self.path(entry.module);
        entry.name.map_or_else(|| module.to_owned(), |name| format!("{module}::{}", self.graph.name(name)))
    }
}
