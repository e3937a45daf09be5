//! `exposes` and `interfaces`: what code outside a module may name of it, by each point of entry.

use super::{
    context::{CheckContext, Filter},
    findings::Finding,
    report::ViolationText,
};
use crate::{
    codes::Code,
    graph::{End, Graph, NameId, PointOfEntry, Reference, ReferenceId, RustModuleId, Target},
    rules::{Binding, Meaning, Module, ModuleId, Selector},
};
use rustc_hash::{FxHashMap, FxHashSet};

/// What modules show, asked point of entry by point of entry and remembered.
#[derive(Debug, Default)]
pub(super) struct Surface {
    exposed: FxHashMap<(RustModuleId, Option<NameId>), bool>,
    interfaces: FxHashMap<(RustModuleId, Option<NameId>), Vec<String>>,
}

impl Surface {
    /// Whether the module that owns the point of entry exposes it. Its own roots may always be named.
    pub(super) fn is_exposed(&mut self, cx: &CheckContext<'_>, module: &Module, entry: &PointOfEntry) -> bool {
        let Some(exposes) = &module.exposes else { return true };
        *self.exposed.entry((entry.module, entry.name)).or_insert_with(|| {
            (entry.name.is_none() && module.roots.contains(&entry.module)) || covers(cx, &exposes.value, entry)
        })
    }

    /// The interfaces that hold the point of entry.
    pub(super) fn interfaces(&mut self, cx: &CheckContext<'_>, module: &Module, entry: &PointOfEntry) -> &[String] {
        self.interfaces.entry((entry.module, entry.name)).or_insert_with(|| {
            let held = module.interfaces.iter().filter(|(_, selectors)| covers(cx, &selectors.value, entry));
            held.map(|(name, _)| name.clone()).collect()
        })
    }
}

/// Whether a selector covers the Rust module, or just the name in it.
fn covers(cx: &CheckContext<'_>, selectors: &[Selector], entry: &PointOfEntry) -> bool {
    let free = Binding::new();
    let code = &cx.code;
    selectors.iter().any(|selector| {
        let Meaning::Code(pattern) = &selector.meaning else { return false };
        let mut around = code.upward(entry.module).filter(|at| !pattern.exact || *at == entry.module);
        let item = |name| code.matches_item(pattern, entry.module, cx.graph.name(name), &free);
        around.any(|at| code.matches(pattern, at, &free)) || entry.name.is_some_and(item)
    })
}

/// Judges all modules. What `depends-on` forbids already is passed over.
pub(super) fn check(cx: &mut CheckContext<'_>, surface: &mut Surface, forbidden: &FxHashSet<(ReferenceId, ModuleId)>) {
    let mut findings: FxHashMap<ModuleId, Vec<Finding<PointOfEntry>>> = FxHashMap::default();
    for (id, reference, target) in cx.references(Filter::PRODUCTION) {
        let from = cx.rules.owner(reference.from);
        for entry in &target.via {
            let Some(owner) = cx.rules.owner(entry.module).filter(|owner| Some(*owner) != from) else { continue };
            let module = cx.rules.module(owner);
            let passed = forbidden.contains(&(id, owner))
                || surface.is_exposed(cx, module, entry)
                || !surface.interfaces(cx, module, entry).is_empty();
            let own = findings.entry(owner).or_default();
            if !passed && own.last().is_none_or(|last| last.reference != id) {
                own.push(Finding { reference: id, detail: *entry });
            }
        }
    }
    let ways = ways(cx.graph);
    for (index, module) in cx.rules.modules.iter().enumerate() {
        let Some(exposes) = &module.exposes else { continue };
        let Some(own) = findings.remove(&ModuleId(index as u32)) else { continue };
        let rule = format!("{}.exposes", module.meta.id);
        cx.report_findings(&module.meta, &rule, own, |cx, reference, entry| {
            let what = if entry.name.is_some() { "item" } else { "Rust module" };
            let path = cx.entry_path(entry);
            ViolationText {
                code: Code::NotExposed,
                message: format!(
                    "{} depends on non-exposed {what} `{path}` of module `{}`",
                    cx.owner_or_path(reference.from),
                    module.name
                ),
                help: vec![cx.way_in(&ways, module, reference).unwrap_or_else(|| {
                    format!("use what `{}` exposes, or add `{path}` to its `exposes`", module.name)
                })],
                rule_place: exposes.place,
                rule_text: format!("what module `{}` exposes", module.name),
            }
        });
    }
}

impl CheckContext<'_> {
    /// An exposed path that leads to the same thing, as some reference of the workspace uses it.
    fn way_in(&self, ways: &Ways<'_>, module: &Module, reference: &Reference) -> Option<String> {
        let wanted = self.graph.target(reference);
        let mut surface = Surface::default();
        let mut paths: Vec<_> = ways
            .get(&(wanted.defined, wanted.item?))?
            .iter()
            .flat_map(|other| &other.via)
            .filter(|entry| entry.name.is_some())
            .filter(|entry| self.module_of(entry.module).is_some_and(|owner| std::ptr::eq(owner, module)))
            .filter(|entry| surface.is_exposed(self, module, entry))
            .map(|entry| (entry.reexport, self.entry_path(entry)))
            .collect();
        paths.sort();
        let (reexport, path) = paths.into_iter().next()?;
        let how = if reexport { "re-exports it, and is exposed" } else { "leads to it, and is exposed" };
        Some(format!("`{path}` {how}"))
    }
}

/// All ways that references of the workspace take to an item.
type Ways<'g> = FxHashMap<(End, NameId), Vec<&'g Target>>;

fn ways(graph: &Graph) -> Ways<'_> {
    let mut ways = Ways::default();
    for target in &graph.targets {
        if let Some(item) = target.item {
            ways.entry((target.defined, item)).or_default().push(target);
        }
    }
    ways
}
