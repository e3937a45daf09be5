//! Chooses the nodes of a view and their groups. It knows no edges.

use super::{
    Granularity, Group, GroupKind, Node, NodeKind,
    draft::{Draft, Input},
    families::families,
    layers::Layers,
};
use crate::{
    graph::RustModuleId,
    rules::{ModuleId, Rules},
    workspace::CrateId,
};
use std::collections::BTreeMap;

/// The crates that count as the standard library.
const STD: [&str; 3] = ["alloc", "core", "std"];

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
    let mut parts: BTreeMap<Part, Vec<RustModuleId>> = BTreeMap::new();
    if let (Granularity::Module, Some(rules)) = (by, input.rules) {
        // Modules without code to show are modules, too.
        parts.extend((0..rules.modules.len() as u32).map(|index| (Part::Module(ModuleId(index)), Vec::new())));
    }
    if let (Granularity::Layer, Some(layers)) = (by, &layers) {
        parts.extend((0..layers.names.len()).map(|index| (Part::Layer(index), Vec::new())));
    }
    for (id, module) in input.analysis.graph.modules() {
        if input.is_shown(id, module) {
            parts.entry(part(input, layers.as_ref(), by, id)).or_default().push(id);
        }
    }
    let mut draft = Draft { of_module: vec![None; input.analysis.graph.modules.len()], ..Draft::default() };
    let mut groups: BTreeMap<(Option<usize>, String), usize> = BTreeMap::new();
    let crates: std::collections::BTreeSet<_> =
        parts.values().flatten().map(|id| input.analysis.graph.module(*id).krate).collect();
    for (part, ids) in &parts {
        let mut node = node(input, layers.as_ref(), *part, ids);
        let group = match (by, &layers) {
            (Granularity::RustModule | Granularity::Depth(_), _) => {
                let several = crates.len() > 1;
                node.krate.clone().filter(|_| several).map(|name| (GroupKind::Crate, None, name))
            }
            (Granularity::Layer, _) | (_, None) => None,
            (_, Some(layers)) => {
                let layer = layers.layer_of_most(ids);
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
        for id in ids {
            draft.of_module[id.0 as usize] = Some(draft.nodes.len());
        }
        draft.nodes.push(node);
    }
    sort_groups(&mut draft);
    draft.ancestors = ancestors(input, &draft, &parts);
    add_external(input, &mut draft);
    Ok(draft)
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
        rust_modules: ids.len(),
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
fn ancestors(input: &Input<'_>, draft: &Draft, parts: &BTreeMap<Part, Vec<RustModuleId>>) -> Vec<Vec<String>> {
    let workspace = &input.analysis.workspace;
    let packages: Vec<&str> = workspace.packages.iter().map(|package| package.name.as_str()).collect();
    let package_families = families(&packages);
    let modules: Vec<&str> =
        draft.nodes.iter().filter(|node| node.kind == NodeKind::Module).map(|node| node.name.as_str()).collect();
    let module_families = families(&modules);
    let mut nth = 0;
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
    let all = parts.keys().enumerate().map(|(at, part)| match part {
        Part::Layer(_) => vec![draft.nodes[at].name.clone()],
        Part::Module(_) => {
            let families = module_families[nth].clone();
            nth += 1;
            let layer = draft.nodes[at].group.map(|group| format!("layer {}", draft.groups[group].name));
            layer.into_iter().chain(families).chain([draft.nodes[at].name.clone()]).collect()
        }
        Part::Crate(id) => of_crate(*id),
        Part::RustModule(id) => {
            let mut chain: Vec<_> = input.code.upward(*id).collect();
            chain.pop();
            let inner = chain.into_iter().rev().map(|id| input.analysis.graph.module(id).path.clone());
            of_crate(input.analysis.graph.module(*id).krate).into_iter().chain(inner).collect()
        }
    });
    all.collect()
}

/// Adds a node for each crate outside the workspace. The crates of the standard library count as one.
fn add_external(input: &Input<'_>, draft: &mut Draft) {
    let outside = &input.analysis.graph.outside;
    draft.of_outside = vec![None; outside.len()];
    if !input.external {
        return;
    }
    let group = draft.groups.len();
    let mut known: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, path) in outside.iter().enumerate() {
        let name = if STD.contains(&path.krate()) { "std" } else { path.krate() };
        let node = *known.entry(name).or_insert_with(|| {
            draft.nodes.push(Node {
                name: name.to_owned(),
                label: name.to_owned(),
                kind: NodeKind::External,
                group: Some(group),
                module: None,
                layer: None,
                krate: None,
                owner: None,
                rust_modules: 0,
                merged: 1,
                is_selected: false,
                marks: super::Marks::default(),
            });
            draft.ancestors.push(vec![name.to_owned()]);
            draft.nodes.len() - 1
        });
        draft.of_outside[at] = Some(node);
    }
    if !known.is_empty() {
        draft.groups.push(Group { name: "external crates".to_owned(), kind: GroupKind::External, level: None });
    }
}
