//! Checks `exposes` and `interfaces`: code outside a module may only use its exposed points of entry.

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

/// Caches which points of entry are exposed, and which interfaces contain them.
#[derive(Debug, Default)]
pub(super) struct Surface {
    exposed: FxHashMap<(RustModuleId, Option<NameId>), bool>,
    interfaces: FxHashMap<(RustModuleId, Option<NameId>), Vec<String>>,
}

impl Surface {
    /// Returns whether the module that owns a point of entry exposes it. The roots of a module are always exposed.
    pub(super) fn is_exposed(&mut self, cx: &CheckContext<'_>, module: &Module, entry: &PointOfEntry) -> bool {
        let Some(exposes) = &module.exposes else { return true };
        *self.exposed.entry((entry.module, entry.name)).or_insert_with(|| {
            (entry.name.is_none() && module.roots.contains(&entry.module)) || covers(cx, &exposes.value, entry)
        })
    }

    /// Returns the interfaces that contain a point of entry.
    pub(super) fn interfaces(&mut self, cx: &CheckContext<'_>, module: &Module, entry: &PointOfEntry) -> &[String] {
        self.interfaces.entry((entry.module, entry.name)).or_insert_with(|| {
            let interfaces = module.interfaces.iter().filter(|(_, selectors)| covers(cx, &selectors.value, entry));
            interfaces.map(|(name, _)| name.clone()).collect()
        })
    }
}

/// Returns whether a selector covers the Rust module of a point of entry, or the name in it.
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

/// Checks all modules, except for references that `depends-on` forbids already.
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
    let targets_by_item = targets_by_item(cx.graph);
    for (index, module) in cx.rules.modules.iter().enumerate() {
        let Some(exposes) = &module.exposes else { continue };
        let Some(own) = findings.remove(&ModuleId(index as u32)) else { continue };
        let rule = format!("{}.exposes", module.meta.id);
        cx.report_findings(&module.meta, &rule, own, |cx, reference, _, entry| {
            let what = if entry.name.is_some() { "item" } else { "Rust module" };
            let path = cx.entry_path(entry);
            ViolationText {
                code: Code::NotExposed,
                end: Some(End::Module(entry.module)),
                message: format!(
                    "{} uses {what} `{path}`, which module `{}` does not expose",
                    cx.owner_or_path(reference.from),
                    module.name
                ),
                help: vec![cx.exposed_path(&targets_by_item, module, reference).unwrap_or_else(|| {
                    format!("use what `{}` exposes, or add `{path}` to its `exposes`", module.name)
                })],
                rule_place: exposes.place,
                rule_text: format!("what module `{}` exposes", module.name),
            }
        });
    }
}

impl CheckContext<'_> {
    /// Suggests an exposed path to the same item, if some reference of the workspace uses one.
    fn exposed_path(
        &self,
        targets_by_item: &TargetsByItem<'_>,
        module: &Module,
        reference: &Reference,
    ) -> Option<String> {
        let wanted = self.graph.target(reference);
        let mut surface = Surface::default();
        let mut paths: Vec<_> = targets_by_item
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
        let how = if reexport { "is an exposed re-export of it" } else { "is an exposed path to it" };
        Some(format!("use `{path}`, which {how}"))
    }
}

/// The targets of all references that lead to an item.
type TargetsByItem<'g> = FxHashMap<(End, NameId), Vec<&'g Target>>;

fn targets_by_item(graph: &Graph) -> TargetsByItem<'_> {
    let mut targets_by_item = TargetsByItem::default();
    for target in &graph.targets {
        if let Some(item) = target.item {
            targets_by_item.entry((target.defined, item)).or_default().push(target);
        }
    }
    targets_by_item
}
