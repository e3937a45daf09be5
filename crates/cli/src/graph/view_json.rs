//! Renders a view as JSON: the key `view` of the graph.
//!
//! Nodes and groups refer to each other by index. Like the graph, a version may gain keys, but no key changes its meaning.

use archcheck_core::view::{Edge, Group, Marks, Node, View};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A view.
#[derive(Serialize)]
pub(super) struct ViewEntry<'a> {
    by: String,
    groups: Vec<GroupEntry<'a>>,
    nodes: Vec<NodeEntry<'a>>,
    edges: Vec<ViewEdgeEntry<'a>>,
    /// The size before nodes were merged.
    full: FullEntry,
    /// The number of violations that the view shows. One that is about several edges counts once.
    violations: usize,
    /// The number of violations that it shows, and that the baseline records.
    baselined: usize,
    /// The number of violations in code that it does not show.
    hidden_violations: usize,
}

#[derive(Serialize)]
struct FullEntry {
    nodes: usize,
    edges: usize,
}

#[derive(Serialize)]
struct GroupEntry<'a> {
    name: &'a str,
    kind: &'static str,
    level: Option<usize>,
}

#[derive(Serialize)]
struct NodeEntry<'a> {
    name: &'a str,
    label: &'a str,
    kind: &'static str,
    group: Option<usize>,
    module: Option<&'a str>,
    layer: Option<&'a str>,
    #[serde(rename = "crate")]
    krate: Option<&'a str>,
    owner: Option<&'a str>,
    rust_modules: usize,
    /// The number of nodes that it stands for.
    merged: usize,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    selected: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    marks: Option<MarksEntry<'a>>,
}

#[derive(Serialize)]
struct ViewEdgeEntry<'a> {
    from: usize,
    to: usize,
    references: usize,
    kinds: BTreeMap<&'static str, usize>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    unknown: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    cycle: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    marks: Option<MarksEntry<'a>>,
}

#[derive(Serialize)]
struct MarksEntry<'a> {
    violations: usize,
    baselined: usize,
    exceptions: usize,
    rules: &'a BTreeSet<String>,
}

impl<'a> ViewEntry<'a> {
    pub(super) fn of(view: &'a View) -> Self {
        let marks = view.marks();
        Self {
            by: view.by.to_string(),
            groups: view.groups.iter().map(GroupEntry::of).collect(),
            nodes: view.nodes.iter().map(NodeEntry::of).collect(),
            edges: view.edges.iter().map(ViewEdgeEntry::of).collect(),
            full: FullEntry { nodes: view.full.nodes, edges: view.full.edges },
            violations: marks.violations.len(),
            baselined: marks.baselined.len(),
            hidden_violations: view.hidden,
        }
    }
}

impl<'a> GroupEntry<'a> {
    fn of(group: &'a Group) -> Self {
        Self { name: &group.name, kind: group.kind.as_str(), level: group.level }
    }
}

impl<'a> NodeEntry<'a> {
    fn of(node: &'a Node) -> Self {
        Self {
            name: &node.name,
            label: &node.label,
            kind: node.kind.as_str(),
            group: node.group,
            module: node.module.as_deref(),
            layer: node.layer.as_deref(),
            krate: node.krate.as_deref(),
            owner: node.owner.as_deref(),
            rust_modules: node.members.len(),
            merged: node.merged,
            selected: node.is_selected,
            marks: MarksEntry::of(&node.marks),
        }
    }
}

impl<'a> ViewEdgeEntry<'a> {
    fn of(edge: &'a Edge) -> Self {
        Self {
            from: edge.from,
            to: edge.to,
            references: edge.references,
            kinds: edge.kinds.iter().map(|(kind, count)| (kind.as_str(), *count)).collect(),
            unknown: edge.is_guess,
            cycle: edge.is_cyclic,
            marks: MarksEntry::of(&edge.marks),
        }
    }
}

impl<'a> MarksEntry<'a> {
    fn of(marks: &'a Marks) -> Option<Self> {
        (!marks.is_empty()).then_some(Self {
            violations: marks.violations.len(),
            baselined: marks.baselined.len(),
            exceptions: marks.excepted.len(),
            rules: &marks.rules,
        })
    }
}
