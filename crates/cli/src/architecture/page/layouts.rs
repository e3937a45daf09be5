//! Places the parts of each part of the code on a plane, so that the map can open a box in place.

use super::parts::short;
use crate::architecture::model::Architecture;
use archcheck_core::view::{Edge, Granularity, Layout, Marks, Node, NodeKind, Size, View, layout};
use std::collections::BTreeMap;

/// The number of characters of a label on the map.
const LABEL: usize = 36;

/// The number of edges up to which all of them shape a layout. Of more, only those count that make up most references.
const MAX_SHAPING: usize = 400;

/// The number of parts up to which they are laid out by their dependencies. More become a plain grid.
const MAX_PLACED: usize = 250;

/// Returns a view whose labels are short.
pub(super) fn abridged(view: &View) -> View {
    let mut view = view.clone();
    for node in &mut view.nodes {
        node.label = short(&node.label, LABEL);
        node.name = short(&node.name, 200);
        node.owner = node.owner.as_deref().map(|owner| short(owner, LABEL));
    }
    for group in &mut view.groups {
        group.name = short(&group.name, LABEL * 2);
    }
    view
}

/// The place of the parts of one part.
#[derive(Debug, Default)]
pub(super) struct Placed {
    pub(super) width: i32,
    pub(super) height: i32,
    /// The box of each child, by node: left, top, width, height.
    pub(super) boxes: Vec<(usize, [i32; 4])>,
    /// The bands of layers: left, top, width, height, title.
    pub(super) bands: Vec<([i32; 4], String)>,
    /// The ways around other boxes: from, to, and the points.
    pub(super) bends: Vec<(usize, usize, Vec<i32>)>,
}

/// Places the children of each part with several; `None` stands for the whole, in which the parts of layers count as
/// children.
pub(super) fn layouts(report: &Architecture<'_>, root: &View) -> BTreeMap<Option<usize>, Placed> {
    let mut children: BTreeMap<Option<usize>, Vec<usize>> = BTreeMap::new();
    let is_layer = |at: usize| report.nodes[at].kind == crate::architecture::model::NodeKind::Layer;
    for (at, node) in report.nodes.iter().enumerate() {
        children.entry(node.parent).or_default().push(at);
    }
    let top = children.remove(&None).unwrap_or_default();
    let top: Vec<usize> = top
        .into_iter()
        .flat_map(|at| {
            if is_layer(at) && report.nodes[at].id.is_none() {
                children.remove(&Some(at)).unwrap_or(vec![at])
            } else {
                vec![at]
            }
        })
        .collect();
    let mut edges: BTreeMap<Option<usize>, BTreeMap<(usize, usize), usize>> = BTreeMap::new();
    let chain = |at: usize| {
        let mut chain: Vec<usize> = std::iter::successors(Some(at), |at| report.nodes[*at].parent).collect();
        chain.reverse();
        chain
    };
    for one in &report.dependencies {
        let (from, to) = (chain(one.ends.0), chain(one.ends.1));
        let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
        if let (Some(from_part), Some(to_part), Some(parent)) =
            (from.get(common), to.get(common), common.checked_sub(1))
        {
            *edges.entry(Some(from[parent])).or_default().entry((*from_part, *to_part)).or_default() +=
                one.references.len().max(1);
        }
    }
    let mut placed = BTreeMap::new();
    placed.insert(None, place_root(report, root, &top));
    for (parent, own) in children {
        let arcs = edges.remove(&parent).unwrap_or_default();
        placed.insert(parent, if own.len() > MAX_PLACED { grid(report, &own) } else { place(report, &own, &arcs) });
    }
    placed
}

/// Places the modules or crates as `graph` does.
fn place_root(report: &Architecture<'_>, root: &View, top: &[usize]) -> Placed {
    let names: BTreeMap<&str, usize> = top.iter().map(|at| (report.nodes[*at].name.as_str(), *at)).collect();
    let node_of = |at: usize| names.get(root.nodes[at].name.as_str()).copied();
    if root.nodes.len() > MAX_PLACED {
        return grid(report, top);
    }
    let mut view = abridged(root);
    shape(&mut view);
    let lines = |at: usize| (view.nodes[at].label.clone(), "999 Rust modules".to_owned());
    let layout = layout(&view, &lines);
    collect(&view, &layout, &node_of)
}

/// Keeps the edges with the most references, if there are too many to tell apart.
fn shape(view: &mut View) {
    if view.edges.len() > MAX_SHAPING {
        let mut order: Vec<usize> = (0..view.edges.len()).collect();
        order.sort_by_key(|at| (std::cmp::Reverse(view.edges[*at].references), *at));
        let kept: std::collections::BTreeSet<usize> = order.into_iter().take(MAX_SHAPING).collect();
        let mut at = 0;
        view.edges.retain(|_| {
            at += 1;
            kept.contains(&(at - 1))
        });
    }
}

fn place(report: &Architecture<'_>, own: &[usize], arcs: &BTreeMap<(usize, usize), usize>) -> Placed {
    let index: BTreeMap<usize, usize> = own.iter().enumerate().map(|(at, node)| (*node, at)).collect();
    let node = |at: &usize| Node {
        name: String::new(),
        label: short(&report.nodes[*at].label, LABEL),
        kind: NodeKind::RustModule,
        group: None,
        module: None,
        layer: None,
        krate: None,
        owner: None,
        members: Vec::new(),
        merged: 1,
        is_selected: false,
        marks: Marks::default(),
    };
    let edge = |((from, to), references): (&(usize, usize), &usize)| {
        Some(Edge {
            from: *index.get(from)?,
            to: *index.get(to)?,
            references: *references,
            kinds: BTreeMap::new(),
            is_guess: false,
            is_cyclic: false,
            marks: Marks::default(),
        })
    };
    let mut view = View {
        by: Granularity::RustModule,
        groups: Vec::new(),
        nodes: own.iter().map(node).collect(),
        edges: arcs.iter().filter_map(edge).collect(),
        full: Size::default(),
        hidden: 0,
    };
    view.edges.sort_by_key(|edge| (edge.from, edge.to));
    shape(&mut view);
    let lines = |at: usize| {
        let several = if report.nodes[own[at]].rust_modules > 1 { "999 Rust modules" } else { "" };
        (view.nodes[at].label.clone(), several.to_owned())
    };
    let layout = layout(&view, &lines);
    collect(&view, &layout, &|at| own.get(at).copied())
}

fn collect(view: &View, layout: &Layout, node_of: &dyn Fn(usize) -> Option<usize>) -> Placed {
    let boxes = layout
        .nodes
        .iter()
        .enumerate()
        .filter_map(|(at, own)| Some((node_of(at)?, [own.x, own.y, own.width, own.height])));
    let bends =
        view.edges.iter().zip(&layout.edges).filter(|(_, points)| points.len() > 2).filter_map(|(edge, points)| {
            Some((node_of(edge.from)?, node_of(edge.to)?, points.iter().flat_map(|point| [point.x, point.y]).collect()))
        });
    Placed {
        width: layout.width,
        height: layout.height,
        boxes: boxes.collect(),
        bands: layout
            .groups
            .iter()
            .map(|(own, title)| ([own.x, own.y, own.width, own.height], title.clone()))
            .collect(),
        bends: bends.collect(),
    }
}

/// Places many parts in rows.
fn grid(report: &Architecture<'_>, own: &[usize]) -> Placed {
    let width = |at: usize| archcheck_core::view::text_width(&short(&report.nodes[at].label, LABEL), 14).max(110) + 24;
    let widest = own.iter().map(|at| width(*at)).max().unwrap_or(100);
    let columns = ((own.len() as f64).sqrt() * 0.7).ceil().max(1.0) as usize;
    let boxes = own.iter().enumerate().map(|(at, node)| {
        let (row, column) = ((at / columns) as i32, (at % columns) as i32);
        (*node, [20 + column * (widest + 24), 20 + row * 76, widest, 44])
    });
    let rows = own.len().div_ceil(columns) as i32;
    Placed {
        width: 40 + columns as i32 * (widest + 24),
        height: 40 + rows * 76,
        boxes: boxes.collect(),
        bands: Vec::new(),
        bends: Vec::new(),
    }
}
