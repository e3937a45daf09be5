//! Follows the names of a module from outside: which paths lead to its items.

use super::{
    extent::{Extent, Extents},
    names::{LeadsTo, Named, Names, place},
};
use crate::{
    graph::{Context, Graph, RustModuleId},
    rules::{ModuleId, Rules},
};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::VecDeque;

/// The names that code outside a module can use.
pub(super) struct Reachable<'f> {
    /// The names, each with its path, and the Rust module that has it.
    pub(super) names: Vec<(String, RustModuleId, Named<'f>)>,
    /// The Rust modules below the roots, each with the path that leads to it, and where its name is visible.
    pub(super) modules: FxHashMap<RustModuleId, (String, Extent)>,
}

/// Returns the names that code outside a module can use.
pub(super) fn reachable<'f>(
    graph: &Graph,
    rules: &Rules,
    owner: ModuleId,
    extents: &Extents<'_>,
    names: &Names<'_, 'f>,
) -> Reachable<'f> {
    let mut children: FxHashMap<RustModuleId, Vec<RustModuleId>> = FxHashMap::default();
    for (id, module) in graph.modules().filter(|(_, module)| module.context != Context::Test) {
        if let Some(parent) = module.parent.filter(|_| rules.owner(id) == Some(owner)) {
            children.entry(parent).or_default().push(id);
        }
    }
    let is_visible = |extent: &Extent| extents.is_visible_outside(*extent, owner);
    let mut found = Reachable { names: Vec::new(), modules: FxHashMap::default() };
    let mut queue: VecDeque<(RustModuleId, String, Extent)> = VecDeque::new();
    for root in &rules.module(owner).roots {
        let chain = std::iter::successors(Some(*root), |at| graph.module(*at).parent);
        let extent = chain.map(|at| names.extent_of_module(at)).try_fold(Extent::Everywhere, |a, b| extents.both(a, b));
        queue.extend(extent.map(|extent| (*root, graph.module(*root).path.clone(), extent)));
    }
    // Rust modules that a re-export leads to wait until all others are done, so that an item has the path of its definition
    // wherever that path leads to it.
    let mut later: VecDeque<(RustModuleId, String, Extent)> = VecDeque::new();
    let mut visited: FxHashSet<RustModuleId> = FxHashSet::default();
    while let Some((module, path, extent)) = queue.pop_front().or_else(|| later.pop_front()) {
        if !visited.insert(module) {
            continue;
        }
        for child in children.get(&module).into_iter().flatten() {
            let own = names.extent_of_module(*child);
            if let Some(both) = extents.both(extent, own).filter(is_visible)
                && let Some(name) = graph.module(*child).path.rsplit("::").next()
            {
                let path = format!("{path}::{name}");
                found.modules.entry(*child).or_insert_with(|| (path.clone(), own));
                queue.push_back((*child, path, both));
            }
        }
        for named in names.of(module) {
            let Some(both) = extents.both(extent, named.extent).filter(is_visible) else { continue };
            let path = format!("{path}::{}", named.name);
            if let LeadsTo::Module(inner) = named.leads_to
                && rules.owner(inner) == Some(owner)
            {
                later.push_back((inner, path.clone(), both));
            }
            found.names.push((path, module, named));
        }
    }
    for (id, _) in graph.modules().filter(|(id, _)| rules.owner(*id) == Some(owner)) {
        let root = extents.root(id);
        for (file, item) in names.exported_macros(id) {
            found.names.push((
                format!("{}::{}", graph.module(root).path, item.name),
                id,
                Named {
                    name: item.name.clone(),
                    extent: Extent::Everywhere,
                    leads_to: LeadsTo::Item(file, item),
                    place: Some(place(file, item.span)),
                },
            ));
        }
    }
    found
}
