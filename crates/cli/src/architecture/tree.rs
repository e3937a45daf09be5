//! The hierarchy of the code: layers, modules or crates, and Rust modules, in the order of the matrix.

use super::{
    model::NodeKind,
    order::{Arc, partition},
};
use archcheck_core::{
    graph::{Graph, RustModuleId},
    view::{self, CodeMap, GroupKind, View},
};
use std::collections::BTreeMap;

/// The hierarchy.
#[derive(Debug, Default)]
pub(super) struct Tree {
    /// Each part after the one that contains it.
    pub(super) parts: Vec<Part>,
    /// The part that stands for each Rust module itself.
    pub(super) leaf_of: Vec<Option<usize>>,
}

/// A part of the code.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) kind: NodeKind,
    pub(super) name: String,
    pub(super) label: String,
    pub(super) parent: Option<usize>,
    /// The Rust module that it stands for.
    pub(super) id: Option<RustModuleId>,
    /// The node of the view, for a module or a crate.
    pub(super) view_node: Option<usize>,
    /// Its place among the layers, for a part that no other contains.
    rank: Option<usize>,
    pub(super) rust_modules: usize,
}

impl Tree {
    /// Builds the hierarchy below the nodes of a view.
    pub(super) fn of(graph: &Graph, view: &View, code: &CodeMap) -> Self {
        let mut draft = Self { parts: Vec::new(), leaf_of: vec![None; graph.modules.len()] };
        let layers: BTreeMap<usize, usize> = view
            .groups
            .iter()
            .enumerate()
            .filter(|(at, group)| group.kind == GroupKind::Layer && view.is_boxed(*at))
            .map(|(at, group)| {
                let part = Part {
                    kind: NodeKind::Layer,
                    name: group.name.clone(),
                    label: group.name.clone(),
                    parent: None,
                    id: None,
                    view_node: None,
                    rank: Some(at),
                    rust_modules: 0,
                };
                (at, draft.add(part))
            })
            .collect();
        for (at, node) in view.nodes.iter().enumerate() {
            let parent = node.group.and_then(|group| layers.get(&group)).copied();
            draft.add_view_node(graph, at, node, parent, code);
        }
        draft.sorted(code)
    }

    fn add(&mut self, part: Part) -> usize {
        self.parts.push(part);
        self.parts.len() - 1
    }

    /// Adds a module or a crate with its Rust modules.
    fn add_view_node(&mut self, graph: &Graph, at: usize, node: &view::Node, parent: Option<usize>, code: &CodeMap) {
        let kind = match node.kind {
            view::NodeKind::Layer => NodeKind::Layer,
            view::NodeKind::Module => NodeKind::Module,
            view::NodeKind::RustModule => NodeKind::Tree,
            _ => NodeKind::Crate,
        };
        let members: Vec<RustModuleId> =
            node.members.iter().copied().filter(|id| code.is_shown[id.0 as usize]).collect();
        let only = if let [only] = members[..] { Some(only) } else { None };
        let kind = if kind == NodeKind::Tree && only.is_some() { NodeKind::RustModule } else { kind };
        let part = Part {
            kind,
            name: node.name.clone(),
            label: node.label.clone(),
            parent,
            id: only,
            view_node: Some(at),
            rank: node.group,
            rust_modules: members.len(),
        };
        let top = self.add(part);
        if let Some(only) = only {
            self.leaf_of[only.0 as usize] = Some(top);
            return;
        }
        let is_member: std::collections::BTreeSet<RustModuleId> = members.iter().copied().collect();
        let mut children: BTreeMap<Option<RustModuleId>, Vec<RustModuleId>> = BTreeMap::new();
        for id in &members {
            let above = std::iter::successors(graph.module(*id).parent, |above| graph.module(*above).parent);
            let nearest = above.into_iter().find(|above| is_member.contains(above));
            children.entry(nearest).or_default().push(*id);
        }
        let mut roots = children.remove(&None).unwrap_or_default();
        let mut left: Vec<(RustModuleId, usize)> = Vec::new();
        if let [root] = roots[..] {
            // The only root would be the only part of the module.
            self.add_leaf(graph, root, top, true);
            roots = children.remove(&Some(root)).unwrap_or_default();
        }
        left.extend(roots.into_iter().rev().map(|root| (root, top)));
        while let Some((id, parent)) = left.pop() {
            let Some(own) = children.remove(&Some(id)) else {
                self.add_leaf(graph, id, parent, false);
                continue;
            };
            let name = graph.module(id).path.clone();
            let part = Part {
                kind: NodeKind::Tree,
                label: self.label(&name, parent),
                name,
                parent: Some(parent),
                id: None,
                view_node: None,
                rank: None,
                rust_modules: 0,
            };
            let tree = self.add(part);
            self.add_leaf(graph, id, tree, true);
            left.extend(own.into_iter().rev().map(|child| (child, tree)));
        }
    }

    /// Adds a Rust module without those below it. `is_own` tells whether the part that contains it
    /// consists of this Rust module and those below it.
    fn add_leaf(&mut self, graph: &Graph, id: RustModuleId, parent: usize, is_own: bool) {
        let name = graph.module(id).path.clone();
        let last = name.rsplit("::").next().unwrap_or(&name);
        let label = if is_own { format!("{last} (itself)") } else { self.label(&name, parent) };
        let part = Part {
            kind: NodeKind::RustModule,
            name,
            label,
            parent: Some(parent),
            id: Some(id),
            view_node: None,
            rank: None,
            rust_modules: 1,
        };
        self.leaf_of[id.0 as usize] = Some(self.add(part));
    }

    /// Returns what is left of a path below the part that contains it.
    fn label(&self, name: &str, parent: usize) -> String {
        let above = &self.parts[parent].name;
        let rest = name.strip_prefix(above.as_str()).and_then(|rest| rest.strip_prefix("::"));
        rest.unwrap_or(name).to_owned()
    }

    /// Returns the hierarchy in the order of the matrix.
    fn sorted(mut self, code: &CodeMap) -> Self {
        for at in (0..self.parts.len()).rev() {
            let own = self.parts[at].rust_modules;
            if let Some(parent) = self.parts[at].parent.filter(|parent| self.parts[*parent].view_node.is_none()) {
                self.parts[parent].rust_modules += own;
            }
        }
        let arcs = self.arcs(code);
        let mut children: BTreeMap<Option<usize>, Vec<usize>> = BTreeMap::new();
        for (at, part) in self.parts.iter().enumerate() {
            children.entry(part.parent).or_default().push(at);
        }
        for (parent, own) in &mut children {
            let place: BTreeMap<usize, u32> = own.iter().enumerate().map(|(at, part)| (*part, at as u32)).collect();
            let within: Vec<Arc> = arcs
                .get(parent)
                .into_iter()
                .flatten()
                .map(|((from, to), weight)| (place[from], place[to], *weight))
                .collect();
            let mut order: Vec<usize> = partition(own.len(), &within).into_iter().map(|at| own[at]).collect();
            if parent.is_none() {
                // Layers keep their order. Other code comes before them, unless a layer depends on it.
                let is_used = |part: &usize| {
                    let own = arcs.get(&None).into_iter().flatten();
                    own.into_iter().any(|((from, to), _)| to == part && self.parts[*from].rank.is_some())
                };
                order.sort_by_cached_key(|part| match self.parts[*part].rank {
                    Some(rank) => (1, rank),
                    None => (if is_used(part) { 2 } else { 0 }, 0),
                });
            }
            *own = order;
        }
        let mut sorted = Self { parts: Vec::with_capacity(self.parts.len()), leaf_of: vec![None; self.leaf_of.len()] };
        let mut left: Vec<(usize, Option<usize>)> =
            children.get(&None).into_iter().flatten().rev().map(|at| (*at, None)).collect();
        while let Some((at, parent)) = left.pop() {
            let new = sorted.add(Part { parent, ..self.parts[at].clone() });
            left.extend(children.get(&Some(at)).into_iter().flatten().rev().map(|child| (*child, Some(new))));
        }
        for (at, part) in sorted.parts.iter().enumerate() {
            if let Some(id) = part.id {
                sorted.leaf_of[id.0 as usize] = Some(at);
            }
        }
        sorted
    }

    /// Returns the dependencies between the parts of each part, with the number of references.
    pub(super) fn arcs(&self, code: &CodeMap) -> BTreeMap<Option<usize>, BTreeMap<(usize, usize), u64>> {
        let mut arcs: BTreeMap<Option<usize>, BTreeMap<(usize, usize), u64>> = BTreeMap::new();
        for one in &code.dependencies {
            let ends = (self.leaf_of[one.from.0 as usize], self.leaf_of[one.to.0 as usize]);
            let (Some(from), Some(to)) = ends else { continue };
            let (parent, from, to) = self.siblings(from, to);
            if from != to {
                *arcs.entry(parent).or_default().entry((from, to)).or_default() += one.references.len() as u64;
            }
        }
        arcs
    }

    /// Returns the smallest part that contains both of two parts, and the parts in it that contain one of them each.
    fn siblings(&self, from: usize, to: usize) -> (Option<usize>, usize, usize) {
        let chain = |at: usize| {
            let mut chain: Vec<usize> = std::iter::successors(Some(at), |at| self.parts[*at].parent).collect();
            chain.reverse();
            chain
        };
        let (one, other) = (chain(from), chain(to));
        let common = one.iter().zip(&other).take_while(|(a, b)| a == b).count();
        let last = |chain: &[usize]| chain.get(common).or(chain.last()).copied().unwrap_or_default();
        (common.checked_sub(1).map(|at| one[at]), last(&one), last(&other))
    }
}
