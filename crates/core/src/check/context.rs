//! The context of a check: the graph under the rules, which references a rule applies to, and which of their ends
//! count. It knows no rule kind and reports nothing.

use super::{conditions::Conditions, exceptions::Exceptions};
use crate::{
    analysis::Analysis,
    cfg::Cfg,
    diagnostic::Diagnostic,
    graph::{
        Context, End, Graph, ImportId, PointOfEntry, Reference, ReferenceId, ReferenceKind, RustModuleId, Target,
        TargetId,
    },
    inventory::{ItemList, items},
    rules::{self, Codebase, Match, Module, ModuleId, Rule, Rules},
    workspace::CrateKind,
};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// A graph under the rules, with the diagnostics so far.
#[derive(Debug)]
pub(super) struct CheckContext<'a> {
    pub(super) rules: &'a Rules,
    pub(super) analysis: &'a Analysis,
    pub(super) graph: &'a Graph,
    pub(super) code: Codebase<'a>,
    pub(super) conditions: Conditions,
    pub(super) found: Vec<Diagnostic>,
    pub(super) exceptions: Exceptions<'a>,
    /// The references that are checked at all, with their contexts according to the rules file.
    checked: Vec<(ReferenceId, Context)>,
    /// The items of the workspace, which the first rule about items lists.
    items: Option<Arc<ItemList<'a>>>,
    /// Whether some module is a facade.
    facades: bool,
    /// The references of each import; empty if no rule needs them.
    imports: FxHashMap<(RustModuleId, ImportId), Vec<ReferenceId>>,
    /// The paths that the `extern crate` items of each Rust module lead to.
    extern_crates: FxHashMap<RustModuleId, FxHashSet<String>>,
}

/// The references that a rule applies to, by kind and context.
#[derive(Clone, Copy, Debug)]
pub(super) struct Filter<'r> {
    pub(super) kinds: &'r [ReferenceKind],
    pub(super) contexts: &'r [Context],
}

impl Filter<'static> {
    /// The filter of modules and layers.
    pub(super) const PRODUCTION: Self = Self { kinds: ReferenceKind::ALL, contexts: &[Context::Production] };
}

impl<'r> From<&'r Rule> for Filter<'r> {
    fn from(rule: &'r Rule) -> Self {
        Self { kinds: &rule.kinds, contexts: &rule.contexts }
    }
}

/// Which re-exports are opaque: a path through one ends there, and what is behind it does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Opacity {
    /// None.
    No,
    /// Those of modules with `facade = true`.
    Facades,
    /// Every re-export: `reexports = "opaque"`.
    Reexports,
}

impl Opacity {
    /// Returns what a rule sets with `reexports`.
    pub(super) fn of(rule: &Rule) -> Self {
        if rule.opaque { Self::Reexports } else { Self::No }
    }
}

/// Returns the references that are checked at all, with their contexts according to the rules file.
fn checked_references(rules: &Rules, graph: &Graph, code: &Codebase<'_>) -> Vec<(ReferenceId, Context)> {
    let settings = &rules.analysis;
    let counts = |reference: &Reference| reference.cfg != Cfg::NEVER && !settings.is_excluded(reference.file);
    let references = graph.references().filter(|(_, reference)| counts(reference));
    let context = |reference: &Reference| settings.context(graph, code.package(reference.from), reference);
    references.map(|(id, reference)| (id, context(reference))).collect()
}

/// Returns the references of each import, if a rule, a facade or an exception needs them.
fn imports(
    rules: &Rules,
    graph: &Graph,
    has_exceptions: bool,
) -> FxHashMap<(RustModuleId, ImportId), Vec<ReferenceId>> {
    let mut imports: FxHashMap<_, Vec<ReferenceId>> = FxHashMap::default();
    let needs_imports = |rule: &Rule| rule.opaque || !rule.except.is_empty();
    if has_exceptions || rules.modules.iter().any(|module| module.facade) || rules.rules.iter().any(needs_imports) {
        for (id, reference) in graph.references() {
            if let Some(import) = reference.import {
                imports.entry((reference.from, import)).or_default().push(id);
            }
        }
    }
    imports
}

/// Returns the paths that the `extern crate` items of each Rust module lead to. O(number of references).
fn extern_crates(graph: &Graph) -> FxHashMap<RustModuleId, FxHashSet<String>> {
    let mut paths: FxHashMap<_, FxHashSet<String>> = FxHashMap::default();
    for reference in graph.references.iter().filter(|reference| reference.kind == ReferenceKind::ExternCrate) {
        paths.entry(reference.from).or_default().insert(graph.reached_path(graph.target(reference)));
    }
    paths
}

/// The number of imports in one Rust module that a name is followed through: `use a::b; use b::c; use c::d;`.
pub(super) const MAX_IMPORTS: usize = 8;

impl<'a> CheckContext<'a> {
    pub(super) fn new(rules: &'a Rules, analysis: &'a Analysis) -> Self {
        let graph = &analysis.graph;
        let code = Codebase::new(analysis, &rules.owners);
        let exceptions = Exceptions::new(rules, analysis, &code);
        let conditions = Conditions::new(analysis);
        let checked = checked_references(rules, graph, &code);
        let imports = imports(rules, graph, exceptions.has_any());
        let facades = rules.modules.iter().any(|module| module.facade);
        Self {
            rules,
            analysis,
            graph,
            code,
            conditions,
            found: Vec::new(),
            exceptions,
            checked,
            items: None,
            facades,
            imports,
            extern_crates: extern_crates(graph),
        }
    }

    /// Switches to another graph of the same Rust modules.
    pub(super) fn look_at(&mut self, graph: &'a Graph) {
        self.graph = graph;
        self.code = Codebase::of(self.analysis, graph, &self.rules.owners);
        self.checked = checked_references(self.rules, graph, &self.code);
        self.imports = imports(self.rules, graph, self.exceptions.has_any());
        self.extern_crates = extern_crates(graph);
    }

    /// Returns the items of the workspace. Lists them on the first call.
    pub(super) fn items(&mut self) -> Arc<ItemList<'a>> {
        Arc::clone(self.items.get_or_insert_with(|| Arc::new(items(self.analysis))))
    }

    /// Returns the references that pass a filter, in order.
    pub(super) fn references(
        &self,
        filter: Filter<'_>,
    ) -> impl Iterator<Item = (ReferenceId, &'a Reference, &'a Target)> {
        let graph = self.graph;
        self.checked.iter().filter_map(move |(id, context)| {
            let reference = graph.reference(*id);
            let counts = filter.contexts.contains(context) && filter.kinds.contains(&reference.kind);
            counts.then(|| (*id, reference, graph.target(reference)))
        })
    }

    /// Returns the context of a reference, according to the rules file.
    pub(super) fn context(&self, reference: &Reference) -> Context {
        self.rules.analysis.context(self.graph, self.code.package(reference.from), reference)
    }

    /// Returns the Rust module at which to report a violation of several: production code first, then libraries, then
    /// binaries, then the first in the graph.
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

    /// Returns the context of a Rust module, according to the rules file.
    pub(super) fn module_context(&self, id: RustModuleId) -> Context {
        self.rules.analysis.module_context(self.graph, self.code.package(id), id)
    }

    /// Returns whether `[analysis] exclude` excludes all declarations of a Rust module.
    pub(super) fn is_excluded(&self, id: RustModuleId) -> bool {
        self.rules.analysis.is_module_excluded(self.graph.module(id))
    }

    /// Returns whether a rule for some contexts checks code of a Rust module.
    pub(super) fn is_checked(&self, id: RustModuleId, contexts: &[Context]) -> bool {
        self.rules.analysis.is_checked(self.graph, self.code.package(id), id, contexts)
    }

    /// Returns the imports through which a reference resolves its first name.
    pub(super) fn imports_of(&self, reference: &Reference) -> impl Iterator<Item = &'a Reference> {
        let import = reference.through.and_then(|import| self.imports.get(&(reference.from, import)));
        import.into_iter().flatten().map(|id| self.graph.reference(*id))
    }

    /// Returns the target of a reference for a rule. If its first name comes through an import that ends at an opaque
    /// re-export, the reference ends there, too.
    pub(super) fn effective_target(&self, reference: &Reference, opaque: Opacity) -> &'a Target {
        self.graph.target_by_id(self.effective_target_id(reference, opaque))
    }

    /// Returns the ID of the [`effective_target`](Self::effective_target).
    pub(super) fn effective_target_id(&self, reference: &Reference, opaque: Opacity) -> TargetId {
        if self.is_transparent(opaque) {
            return reference.target;
        }
        let mut at = *reference;
        for _ in 0..MAX_IMPORTS {
            if self.opaque_entry(self.graph.target(&at), opaque).is_some() {
                return at.target;
            }
            // An import can lead to several items. Prefer the one that this reference leads to.
            let reached = |one: &&Reference| {
                let (target, own) = (self.graph.target(one), self.graph.target(&at));
                (target.defined, target.item) != (own.defined, own.item)
            };
            let Some(next) = self.imports_of(&at).min_by_key(reached) else { break };
            at = *next;
        }
        reference.target
    }

    /// Returns whether no re-export is opaque.
    fn is_transparent(&self, opaque: Opacity) -> bool {
        match opaque {
            Opacity::No => true,
            Opacity::Facades => !self.facades,
            Opacity::Reexports => false,
        }
    }

    /// Returns the first opaque re-export among the points of entry of a target.
    fn opaque_entry(&self, target: &Target, opaque: Opacity) -> Option<usize> {
        if self.is_transparent(opaque) {
            return None;
        }
        let is_opaque = |entry: &PointOfEntry| {
            entry.reexport
                && (opaque == Opacity::Reexports || self.module_of(entry.module).is_some_and(|module| module.facade))
        };
        target.via.iter().position(is_opaque)
    }

    /// Returns how many ends of a target count: those up to the first opaque re-export.
    pub(super) fn ends(&self, target: &Target, opaque: Opacity) -> usize {
        self.opaque_entry(target, opaque).map_or(rules::ends(target), |at| at + 1)
    }

    /// Returns the Rust module that defines what a reference leads to, or the first opaque re-export before it.
    /// Returns `None` outside the workspace.
    pub(super) fn defined(&self, reference: &Reference, opaque: Opacity) -> Option<RustModuleId> {
        let target = self.effective_target(reference, opaque);
        let ends = self.ends(target, opaque);
        match if ends < rules::ends(target) { rules::end(target, ends - 1) } else { target.defined } {
            End::Module(module) => Some(module),
            End::Outside(_) => None,
        }
    }

    /// Returns the module that owns a Rust module.
    pub(super) fn module_of(&self, id: RustModuleId) -> Option<&'a Module> {
        self.rules.owner(id).map(|owner| self.rules.module(owner))
    }

    /// Returns the name of a module.
    pub(super) fn name(&self, id: ModuleId) -> &'a str {
        &self.rules.module(id).name
    }

    /// Returns the path of a Rust module.
    pub(super) fn path(&self, id: RustModuleId) -> &'a str {
        &self.graph.module(id).path
    }

    /// Returns the module that owns a Rust module, or else the Rust module itself, for messages.
    pub(super) fn owner_or_path(&self, id: RustModuleId) -> String {
        match self.module_of(id) {
            Some(module) => format!("module `{}`", module.name),
            None => format!("`{}`", self.path(id)),
        }
    }

    /// Returns the way to an end of a target, for messages: the Rust module that the path goes through, if it is that
    /// end, or else the first re-export before the end.
    pub(super) fn route(&self, target: &Target, end: usize) -> String {
        let is_definition = |entry: &PointOfEntry| target.defined == End::Module(entry.module);
        let offending = target.via.get(end).filter(|entry| !is_definition(entry));
        let is_reexport = |entry: &&PointOfEntry| entry.reexport && !self.is_extern_crate(entry);
        match offending.or_else(|| target.via.iter().take(end).find(is_reexport)) {
            Some(entry) if self.is_extern_crate(entry) => format!(" (through `{}`)", self.entry_path(entry)),
            Some(entry) if entry.reexport => format!(" (through the re-export in `{}`)", self.path(entry.module)),
            Some(entry) => format!(" (through `{}`)", self.path(entry.module)),
            None => String::new(),
        }
    }

    /// Returns whether a point of entry is an `extern crate` item without another name: `crate::serde` where the root has
    /// `extern crate serde;`.
    pub(super) fn is_extern_crate(&self, entry: &PointOfEntry) -> bool {
        let Some(name) = entry.name.filter(|_| entry.reexport).map(|name| self.graph.name(name)) else { return false };
        self.extern_crates.get(&entry.module).is_some_and(|paths| paths.contains(name))
    }

    /// Suggests `facade = true` if a re-export of another module leads to an end.
    pub(super) fn facade_help(&self, from: RustModuleId, target: &Target, end: usize) -> Option<String> {
        let crossed = target.via.iter().take(end).filter(|entry| entry.reexport);
        let other = |entry: &&PointOfEntry| self.rules.owner(entry.module) != self.rules.owner(from);
        let module = crossed.filter(other).find_map(|entry| self.module_of(entry.module))?;
        Some(format!(
            "if what module `{0}` re-exports should count as its own, set `facade = true` in `[modules.{0}]`",
            module.name
        ))
    }

    /// Returns the name of a match, for messages.
    pub(super) fn match_name(&self, found: Match) -> String {
        match found {
            Match::Module(module) => self.name(module).to_owned(),
            Match::Package(package) => self.analysis.workspace.package(package).name.clone(),
            Match::Code(root) => self.path(root).to_owned(),
            Match::Owner(owner) => self.rules.owner_names[owner.0 as usize].clone(),
            Match::Item(_) | Match::Outside(_) => String::new(),
        }
    }

    /// Returns the path of a point of entry.
    pub(super) fn entry_path(&self, entry: &PointOfEntry) -> String {
        let module = self.path(entry.module);
        entry.name.map_or_else(|| module.to_owned(), |name| format!("{module}::{}", self.graph.name(name)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        check::{self, tests::support::analysis},
        source::Source,
    };
    use std::{io, path::Path};

    #[test]
    fn extern_crates_are_told_from_other_names() {
        let mut analysis = analysis(
            "shop -> ^serde extern-crate
             shop::user -> ^serde.Serialize via shop.serde*
             shop::user -> ^other.Serialize via shop.other*",
        );
        let file = analysis.sources.add(Source::new("archcheck.toml".into(), "version = 1\n".into()));
        let mut no_files = |_: &Path| Err(io::ErrorKind::NotFound.into());
        let rules = check::read_rules(file, &mut analysis, &mut no_files).0.expect("the rules are valid");
        let cx = CheckContext::new(&rules, &analysis);
        let [.., serde, unknown] = analysis.graph.references.as_slice() else { panic!("there are references") };
        for (reference, is_extern_crate) in [(serde, true), (unknown, false)] {
            let entry = &analysis.graph.target(reference).via[0];
            assert_eq!(cx.is_extern_crate(entry), is_extern_crate);
        }
    }
}
