//! Chooses the nodes of a view and their groups. It knows no edges.

use super::{
    Granularity, Group, GroupKind, Node, NodeKind,
    draft::{Draft, Input},
    families::families,
    layers::Layers,
};
use crate::{
    graph::{End, OutsideId, RustModuleId, TargetId},
    rules::{self, ModuleId, Rules},
    workspace::{CrateId, canonical_crate},
};
use std::collections::{BTreeMap, BTreeSet};

/// What a node stands for, in the order of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Layer(usize),
    Module(ModuleId),
    Crate(CrateId),
    RustModule(RustModuleId),
}

/// Returns a draft with all nodes and groups. Fails if the rules file does not have what the nodes should stand for.
pub(super) fn nodes(input: &Input<'_>, by: Granularity) -> Result<Draft, String> {
    let layers = input.rules.and_then(Layers::of);
    match (by, input.rules, &layers) {
        (Granularity::Module, rules, _) if rules.is_none_or(|rules| rules.modules.is_empty()) => {
            return Err("there are no modules to show, since no rules file declares any".to_owned());
        }
        (Granularity::Layer, _, None) => {
            return Err("there are no layers to show, since no rules file declares any".to_owned());
        }
        _ => {}
    }
    let parts = parts(input, layers.as_ref(), by);
    let mut draft = Draft {
        of_module: vec![None; input.analysis.graph.modules.len()],
        selected: vec![BTreeSet::new(); input.selection.len()],
        ..Draft::default()
    };
    let mut groups: BTreeMap<(Option<usize>, String), usize> = BTreeMap::new();
    let crates: BTreeSet<_> = parts.values().flatten().map(|id| input.analysis.graph.module(*id).krate).collect();
    let mut of_part: BTreeMap<(Part, Option<usize>), usize> = BTreeMap::new();
    for ((part, selector), ids) in &parts {
        let own_ids = if ids.is_empty() { rust_modules_of(&parts, *part) } else { ids.clone() };
        let mut node = node(input, layers.as_ref(), *part, &own_ids);
        node.members.clone_from(ids);
        let group = match (by, &layers) {
            (Granularity::RustModule | Granularity::Depth(_), _) => {
                let several = crates.len() > 1;
                node.krate.clone().filter(|_| several).map(|name| (GroupKind::Crate, None, name))
            }
            (Granularity::Layer, _) | (_, None) => None,
            (_, Some(layers)) => {
                let layer = layers.layer_of_most(&own_ids);
                layer.map(|at| (GroupKind::Layer, Some(at), layers.names[at].clone()))
            }
        };
        node.group = group.map(|(kind, layer, name)| {
            *groups.entry((layer, name.clone())).or_insert_with(|| {
                let level = layer.and_then(|at| layers.as_ref().map(|layers| layers.levels[at]));
                draft.groups.push(Group { name, kind, level });
                draft.groups.len() - 1
            })
        });
        if parts.keys().filter(|(other, _)| other == part).count() > 1 {
            split(input, &parts, &mut node, by, *selector, ids);
        }
        for id in ids {
            draft.of_module[id.0 as usize] = Some(draft.nodes.len());
        }
        of_part.insert((*part, *selector), draft.nodes.len());
        draft.add(node, *selector);
    }
    sort_groups(&mut draft);
    draft.ancestors = ancestors(input, &draft, &parts);
    add_external(input, &mut draft);
    add_items(input, layers.as_ref(), by, &mut draft, &of_part);
    Ok(draft)
}

/// The Rust modules of each node: of a part of the code, those that a selector of the request covers, or the rest.
type Parts = BTreeMap<(Part, Option<usize>), Vec<RustModuleId>>;

fn parts(input: &Input<'_>, layers: Option<&Layers>, by: Granularity) -> Parts {
    let mut parts = Parts::new();
    let graph = &input.analysis.graph;
    for (id, module) in graph.modules() {
        if input.is_shown(id, module) {
            parts.entry((part(input, layers, by, id), input.selection.of_module(id))).or_default().push(id);
        }
    }
    each_item(input, |_, _, id, selector| {
        if input.is_shown(id, graph.module(id)) {
            parts.entry((part(input, layers, by, id), Some(selector))).or_default();
        }
    });
    // Modules without code to show are modules, too.
    let all: Vec<Part> = match (by, input.rules, layers) {
        (Granularity::Module, Some(rules), _) => {
            (0..rules.modules.len() as u32).map(|index| Part::Module(ModuleId(index))).collect()
        }
        (Granularity::Layer, _, Some(layers)) => (0..layers.names.len()).map(Part::Layer).collect(),
        _ => Vec::new(),
    };
    let known: BTreeSet<Part> = parts.keys().map(|(part, _)| *part).collect();
    parts.extend(all.into_iter().filter(|part| !known.contains(part)).map(|part| ((part, None), Vec::new())));
    parts
}

fn rust_modules_of(parts: &Parts, part: Part) -> Vec<RustModuleId> {
    parts.iter().filter(|((other, _), _)| *other == part).flat_map(|(_, ids)| ids).copied().collect()
}

/// Calls a function with each end of a target that leads to a selected item of a Rust module: the target, the index of the
/// end, the Rust module, and the selector.
fn each_item(input: &Input<'_>, mut call: impl FnMut(TargetId, usize, RustModuleId, usize)) {
    if input.selection.is_empty() {
        return;
    }
    for (id, target) in (0..).map(TargetId).zip(&input.analysis.graph.targets) {
        for (at, selector) in input.selection.of_ends(&input.code, target).into_iter().enumerate() {
            if let (Some(selector), End::Module(module)) = (selector, rules::end(target, at))
                && input.selection.of_module(module) != Some(selector)
            {
                call(id, at, module, selector);
            }
        }
    }
}

fn add_items(
    input: &Input<'_>,
    layers: Option<&Layers>,
    by: Granularity,
    draft: &mut Draft,
    of_part: &BTreeMap<(Part, Option<usize>), usize>,
) {
    let mut of_item = std::mem::take(&mut draft.of_item);
    each_item(input, |target, at, id, selector| {
        of_item.extend(of_part.get(&(part(input, layers, by, id), Some(selector))).map(|node| ((target, at), *node)));
    });
    draft.of_item = of_item;
}

/// Names a node of which a selector covers a part, or which is the rest.
fn split(
    input: &Input<'_>,
    parts: &Parts,
    node: &mut Node,
    by: Granularity,
    selector: Option<usize>,
    ids: &[RustModuleId],
) {
    let rest = format!("the rest of {}", node.name);
    let Some(at) = selector else {
        (node.name, node.label) = (rest.clone(), rest);
        if !node.is_secondary(by) {
            node.kind = NodeKind::Part;
        }
        return;
    };
    let text = input.selection.text(at);
    let is_only = parts.keys().filter(|(_, other)| *other == selector).count() == 1;
    let graph = &input.analysis.graph;
    let mut roots = ids.iter().filter(|id| graph.module(**id).parent.is_none_or(|parent| !ids.contains(&parent)));
    let name = match (is_only, roots.next(), roots.next()) {
        (true, _, _) => text.to_owned(),
        (_, Some(root), None) => graph.module(*root).path.clone(),
        _ => format!("{text} in {}", node.name),
    };
    (node.name, node.label, node.kind) = (name.clone(), name, NodeKind::Part);
}

/// Returns what a Rust module is part of.
fn part(input: &Input<'_>, layers: Option<&Layers>, by: Granularity, id: RustModuleId) -> Part {
    let owner = || input.rules.and_then(|rules| rules.owner(id)).map(Part::Module);
    let krate = Part::Crate(input.analysis.graph.module(id).krate);
    match by {
        Granularity::Module => owner().unwrap_or(krate),
        Granularity::Layer => {
            let layer = layers.and_then(|layers| layers.layer(id)).map(Part::Layer);
            layer.or_else(owner).unwrap_or(krate)
        }
        Granularity::Crate | Granularity::Depth(..=1) => krate,
        Granularity::RustModule => Part::RustModule(id),
        Granularity::Depth(depth) => {
            let chain: Vec<_> = input.code.upward(id).collect();
            Part::RustModule(chain[chain.len().saturating_sub(depth)])
        }
    }
}

fn node(input: &Input<'_>, layers: Option<&Layers>, part: Part, ids: &[RustModuleId]) -> Node {
    let graph = &input.analysis.graph;
    let owners = || ids.iter().map(|id| input.rules.and_then(|rules| rules.owner(*id)));
    let owner = common(owners()).flatten();
    let krate = common(ids.iter().map(|id| graph.module(*id).krate));
    let krate = krate.map(|krate| input.analysis.workspace.krate(krate).path.clone());
    let named = |rules: &Rules, id: ModuleId| rules.module(id).name.clone();
    let responsible = |rules: &Rules, id: ModuleId| rules.module(id).meta.owner.clone();
    let (kind, name) = match part {
        Part::Layer(at) => (NodeKind::Layer, layers.map(|layers| layers.names[at].clone()).unwrap_or_default()),
        Part::Module(id) => (NodeKind::Module, input.rules.map(|rules| named(rules, id)).unwrap_or_default()),
        Part::Crate(id) => (NodeKind::Crate, input.analysis.workspace.krate(id).path.clone()),
        Part::RustModule(id) => (NodeKind::RustModule, graph.module(id).path.clone()),
    };
    let owner = match part {
        Part::Module(id) => Some(id),
        _ => owner,
    };
    let label = match (&krate, part) {
        (Some(krate), Part::RustModule(_)) => name.strip_prefix(&format!("{krate}::")).unwrap_or(&name).to_owned(),
        _ => name.clone(),
    };
    Node {
        name,
        label,
        kind,
        group: None,
        module: input.rules.zip(owner).map(|(rules, id)| named(rules, id)),
        layer: layers.and_then(|layers| Some(layers.names[layers.layer_of_most(ids)?].clone())),
        krate,
        owner: input.rules.zip(owner).and_then(|(rules, id)| responsible(rules, id)),
        members: ids.to_vec(),
        merged: 1,
        is_selected: false,
        marks: super::Marks::default(),
    }
}

/// Returns the value that all have in common.
fn common<T: PartialEq>(mut values: impl Iterator<Item = T>) -> Option<T> {
    let first = values.next()?;
    values.all(|value| value == first).then_some(first)
}

/// Sorts the groups: layers from top to bottom, crates by name.
fn sort_groups(draft: &mut Draft) {
    let mut order: Vec<usize> = (0..draft.groups.len()).collect();
    order.sort_by_key(|at| {
        (draft.groups[*at].level, if draft.groups[*at].level.is_none() { Some(&draft.groups[*at].name) } else { None })
    });
    let mut place = vec![0; order.len()];
    for (new, old) in order.iter().enumerate() {
        place[*old] = new;
    }
    draft.groups = order.iter().map(|at| draft.groups[*at].clone()).collect();
    for node in &mut draft.nodes {
        node.group = node.group.map(|group| place[group]);
    }
}

/// Returns for each node the names of what it can become part of, outermost first.
fn ancestors(input: &Input<'_>, draft: &Draft, parts: &Parts) -> Vec<Vec<String>> {
    let workspace = &input.analysis.workspace;
    let packages: Vec<&str> = workspace.packages.iter().map(|package| package.name.as_str()).collect();
    let package_families = families(&packages);
    let module_name = |id: ModuleId| input.rules.map_or("", |rules| rules.module(id).name.as_str());
    let modules: BTreeSet<ModuleId> = parts
        .keys()
        .filter_map(|(part, _)| match part {
            Part::Module(id) => Some(*id),
            _ => None,
        })
        .collect();
    let names: Vec<&str> = modules.iter().map(|id| module_name(*id)).collect();
    let module_families: BTreeMap<ModuleId, Vec<String>> = modules.iter().copied().zip(families(&names)).collect();
    let of_crate = |id: CrateId| {
        let krate = workspace.krate(id);
        let package = krate.package.0 as usize;
        let mut own = package_families[package].clone();
        // The crates of one package come together before those of several.
        if workspace.crates.iter().filter(|one| one.package == krate.package).count() > 1 {
            own.push(format!("package {}", packages[package]));
        }
        own.push(krate.path.clone());
        own
    };
    let all = parts.keys().zip(&draft.nodes).map(|((part, _), node)| {
        let mut own: Vec<String> = match part {
            Part::Layer(_) => Vec::new(),
            Part::Module(id) => {
                let layer = node.group.map(|group| format!("layer {}", draft.groups[group].name));
                let families = module_families.get(id).cloned().unwrap_or_default();
                layer.into_iter().chain(families).chain([module_name(*id).to_owned()]).collect()
            }
            Part::Crate(id) => of_crate(*id),
            Part::RustModule(id) => {
                let mut chain: Vec<_> = input.code.upward(*id).collect();
                chain.pop();
                let inner = chain.into_iter().rev().map(|id| input.analysis.graph.module(id).path.clone());
                of_crate(input.analysis.graph.module(*id).krate).into_iter().chain(inner).collect()
            }
        };
        if own.last() != Some(&node.name) {
            own.push(node.name.clone());
        }
        own
    });
    all.collect()
}

/// Adds a node for each crate outside the workspace. The crates of the standard library count as one. A crate of which a
/// selector covers a part has a node for that part, and one for the rest.
fn add_external(input: &Input<'_>, draft: &mut Draft) {
    let graph = &input.analysis.graph;
    draft.of_outside = vec![None; graph.outside.len()];
    if !input.external {
        return;
    }
    let name = |id: OutsideId| canonical_crate(graph.outside(id).krate());
    let mut ends = Vec::new();
    for (id, target) in (0..).map(TargetId).zip(&graph.targets) {
        if let End::Outside(outside) = target.defined {
            let of_ends = input.selection.of_ends(&input.code, target);
            ends.push((id, rules::ends(target) - 1, outside, of_ends.last().copied().flatten()));
        }
    }
    let parts: BTreeSet<(&str, Option<usize>)> =
        ends.iter().map(|(_, _, outside, selector)| (name(*outside), *selector)).collect();
    let group = draft.groups.len();
    let mut known: BTreeMap<(&str, Option<usize>), usize> = BTreeMap::new();
    for (krate, selector) in &parts {
        let is_split = parts.iter().filter(|(other, _)| other == krate).count() > 1;
        let name = match selector {
            // All of its drawn references may lead to the selected part.
            Some(selector) if is_split || input.selection.text(*selector).contains("::") => {
                input.selection.text(*selector).to_owned()
            }
            None if is_split => format!("the rest of {krate}"),
            _ => (*krate).to_owned(),
        };
        known.insert((krate, *selector), draft.nodes.len());
        draft.ancestors.push(vec![name.clone()]);
        let node = Node {
            label: name.clone(),
            name,
            kind: NodeKind::External,
            group: Some(group),
            module: None,
            layer: None,
            krate: None,
            owner: None,
            members: Vec::new(),
            merged: 1,
            is_selected: false,
            marks: super::Marks::default(),
        };
        draft.add(node, *selector);
    }
    for (id, at, outside, selector) in ends {
        let node = known[&(name(outside), selector)];
        match selector {
            Some(_) => _ = draft.of_item.insert((id, at), node),
            None => draft.of_outside[outside.0 as usize] = Some(node),
        }
    }
    if !known.is_empty() {
        draft.groups.push(Group { name: "external crates".to_owned(), kind: GroupKind::External, level: None });
    }
}
