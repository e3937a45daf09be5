//! The view as plain data. Nodes, groups and edges refer to each other by index, in the order of the output.

use crate::graph::{ReferenceKind, RustModuleId};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

/// What a node of a view stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Granularity {
    /// A module of the rules file.
    Module,
    /// A layer of the rules file.
    Layer,
    /// A crate.
    Crate,
    /// A Rust module.
    RustModule,
    /// A Rust module with at most this many segments in its path, with all below it. 1 stands for crates.
    Depth(usize),
}

impl fmt::Display for Granularity {
    /// Writes the value of `--by`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Module => write!(f, "module"),
            Self::Layer => write!(f, "layer"),
            Self::Crate => write!(f, "crate"),
            Self::RustModule => write!(f, "rust-module"),
            Self::Depth(depth) => write!(f, "depth:{depth}"),
        }
    }
}

/// A picture of a workspace: nodes in groups, and edges between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// What nodes stand for.
    pub by: Granularity,
    /// The groups with at least one node. Layers are in order, the top one first.
    pub groups: Vec<Group>,
    /// The nodes, by group.
    pub nodes: Vec<Node>,
    /// The edges, sorted by their ends. No edge leads from a node to itself, and no two have the same ends.
    pub edges: Vec<Edge>,
    /// The size before nodes were merged.
    pub full: Size,
    /// The number of violations that a check reports, but that are in code that the view does not show.
    pub hidden: usize,
}

/// The size of a view.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Size {
    /// The number of nodes.
    pub nodes: usize,
    /// The number of edges.
    pub edges: usize,
}

/// The kind of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupKind {
    /// A layer of the rules file.
    Layer,
    /// A crate.
    Crate,
    /// The crates outside the workspace.
    External,
}

impl GroupKind {
    /// Returns the name that outputs use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Layer => "layer",
            Self::Crate => "crate",
            Self::External => "external",
        }
    }
}

/// Nodes that are drawn in one box.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The name, unique among groups of one kind.
    pub name: String,
    /// The kind.
    pub kind: GroupKind,
    /// The level of a layer, from 0 at the top. Layers that are side by side share one.
    pub level: Option<usize>,
}

/// The kind of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NodeKind {
    /// A module of the rules file.
    Module,
    /// A layer of the rules file.
    Layer,
    /// A crate of the workspace; among modules and layers, its code that belongs to none.
    Crate,
    /// A Rust module.
    RustModule,
    /// A crate outside the workspace.
    External,
    /// A part of what another node would stand for: what a selector of the request covers, or the rest.
    Part,
    /// Several nodes with a common name that were merged.
    Merged,
}

impl NodeKind {
    /// Returns the name that outputs use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Module => "module",
            Self::Layer => "layer",
            Self::Crate => "crate",
            Self::RustModule => "rust-module",
            Self::External => "external",
            Self::Part => "part",
            Self::Merged => "merged",
        }
    }
}

/// A part of the code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// The full name: of a module, a crate or a Rust module.
    pub name: String,
    /// What to print in its box: the name, or what is left of it beside the name of its group.
    pub label: String,
    /// The kind.
    pub kind: NodeKind,
    /// The group, by index.
    pub group: Option<usize>,
    /// The module of the rules file that all of its code belongs to.
    pub module: Option<String>,
    /// The layer that most of its code belongs to.
    pub layer: Option<String>,
    /// The crate that contains all of its code.
    pub krate: Option<String>,
    /// The owner according to the rules file.
    pub owner: Option<String>,
    /// Its Rust modules.
    pub members: Vec<RustModuleId>,
    /// The number of nodes that it stands for. More than 1 if nodes were merged.
    pub merged: usize,
    /// Whether `--focus`, `--from` or `--to` selects it.
    pub is_selected: bool,
    /// What a check has found within the node, and about its dependencies on what the view does not show.
    pub marks: Marks,
}

impl Node {
    /// Returns whether the node is not of the kind that the view is about: code in no module, or outside the workspace.
    pub fn is_secondary(&self, by: Granularity) -> bool {
        match by {
            Granularity::Module => !matches!(self.kind, NodeKind::Module | NodeKind::Part | NodeKind::Merged),
            Granularity::Layer => !matches!(self.kind, NodeKind::Layer | NodeKind::Part | NodeKind::Merged),
            _ => self.kind == NodeKind::External,
        }
    }
}

/// What a check has found about an edge or a node. A violation can be about several edges: a cycle is about all of its own.
/// So violations are numbered, and each is counted once wherever edges are merged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// The violations that the check reports.
    pub violations: BTreeSet<usize>,
    /// The violations that the baseline records.
    pub baselined: BTreeSet<usize>,
    /// The references that an exception covers.
    pub excepted: BTreeSet<usize>,
    /// The rules that these violate.
    pub rules: BTreeSet<String>,
}

impl Marks {
    /// Returns whether there is a violation, reported or in the baseline.
    pub fn is_violated(&self) -> bool {
        !self.violations.is_empty() || !self.baselined.is_empty()
    }

    /// Returns whether there are none.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Adds other marks.
    pub fn add(&mut self, other: &Self) {
        self.violations.extend(&other.violations);
        self.baselined.extend(&other.baselined);
        self.excepted.extend(&other.excepted);
        self.rules.extend(other.rules.iter().cloned());
    }
}

/// The dependency of one node on another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    /// The dependent node, by index.
    pub from: usize,
    /// The node that it depends on, by index.
    pub to: usize,
    /// The number of references whose path goes through the node or leads to it. 0 if only a manifest declares the
    /// dependency.
    pub references: usize,
    /// The number of references of each kind.
    pub kinds: BTreeMap<ReferenceKind, usize>,
    /// Whether all references are guesses.
    pub is_guess: bool,
    /// Whether the edge is part of a dependency cycle.
    pub is_cyclic: bool,
    /// What a check has found.
    pub marks: Marks,
}

impl View {
    /// Returns what a check has found about all nodes and edges.
    pub fn marks(&self) -> Marks {
        let mut all = Marks::default();
        for marks in self.nodes.iter().map(|node| &node.marks).chain(self.edges.iter().map(|edge| &edge.marks)) {
            all.add(marks);
        }
        all
    }

    /// Returns the number of nodes that stand for several.
    pub fn merged(&self) -> usize {
        self.nodes.iter().filter(|node| node.merged > 1).count()
    }

    /// Returns the nodes of a group, or those without a group, by index.
    pub fn members(&self, group: Option<usize>) -> impl Iterator<Item = usize> {
        (0..self.nodes.len()).filter(move |at| self.nodes[*at].group == group)
    }

    /// Returns whether a group needs a box: not if its only node has the same name, apart from the path before it.
    pub fn is_boxed(&self, group: usize) -> bool {
        let mut members = self.members(Some(group));
        match (members.next(), members.next()) {
            (Some(only), None) => {
                let (node, name) = (&self.nodes[only], self.groups[group].name.as_str());
                node.name.rsplit("::").next() != Some(name) && node.name != name && node.label != name
            }
            _ => true,
        }
    }
}
