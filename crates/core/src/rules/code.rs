//! The code of a workspace as selectors see it: every Rust module and everything outside as segments, and
//! who owns what. It knows patterns and the graph, and no rule.

use super::{
    matching::{self, Binding},
    model::ModuleId,
    pattern::{Pattern, Piece, Segment},
};
use crate::{
    analysis::Analysis,
    graph::{Graph, OutsideId, RustModuleId},
    source::{Place, Sources},
    workspace::{Crate, CrateKind, ExternTarget, PackageId, Workspace},
};
use rustc_hash::FxHashMap;
use std::{
    borrow::Cow,
    collections::BTreeSet,
    path::{Path, PathBuf},
};

/// The names of the crates that come with the language, which count as one.
pub(super) const STD_FAMILY: [&str; 3] = ["std", "core", "alloc"];

/// The code of a workspace, made ready for matching.
#[derive(Debug)]
pub struct Codebase<'a> {
    /// The workspace.
    pub workspace: &'a Workspace,
    /// Its graph.
    pub graph: &'a Graph,
    sources: &'a Sources,
    /// For each Rust module, the module that owns it; empty as long as that is not known.
    pub owners: Cow<'a, [Option<ModuleId>]>,
    /// For each Rust module: the crate's name, then its own path.
    segments: Vec<Vec<&'a str>>,
    /// For each thing outside: the crate's name (`std` for its family, no hyphens), then what is written below.
    outside: Vec<Vec<&'a str>>,
    /// Packages outside, by the names under which code knows them.
    renamed: FxHashMap<&'a str, BTreeSet<String>>,
    /// For the root of a bin beside a lib of the same package and name, that lib's root.
    twins: FxHashMap<RustModuleId, RustModuleId>,
}

impl<'a> Codebase<'a> {
    /// The code of an analysis, with its owners where they are known.
    pub fn new(analysis: &'a Analysis, owners: &'a [Option<ModuleId>]) -> Self {
        Self::of(analysis, &analysis.graph, owners)
    }

    /// The code of an analysis, seen by a graph of the same Rust modules.
    pub fn of(analysis: &'a Analysis, graph: &'a Graph, owners: &'a [Option<ModuleId>]) -> Self {
        let (workspace, sources) = (&analysis.workspace, &analysis.sources);
        let segments = graph
            .modules
            .iter()
            .map(|module| {
                let name = workspace.krate(module.krate).name.as_str();
                std::iter::once(name).chain(module.path.split("::").skip(1)).collect()
            })
            .collect();
        let outside = graph
            .outside
            .iter()
            .map(|outside| {
                let krate = outside.krate();
                let head = if STD_FAMILY.contains(&krate) { "std" } else { krate };
                let below = outside.path[outside.crate_len as usize..].split("::").skip(1);
                std::iter::once(head).chain(below).collect()
            })
            .collect();
        let mut renamed: FxHashMap<&str, BTreeSet<String>> = FxHashMap::default();
        for known in workspace.crates.iter().flat_map(|krate| &*krate.externs) {
            if let ExternTarget::Outside(package) = &known.target {
                renamed.entry(&known.name).or_default().insert(package.replace('-', "_"));
            }
        }
        let mut code = Self {
            workspace,
            graph,
            sources,
            owners: owners.into(),
            segments,
            outside,
            renamed,
            twins: FxHashMap::default(),
        };
        code.twins = code.find_twins();
        code
    }

    fn find_twins(&self) -> FxHashMap<RustModuleId, RustModuleId> {
        let roots = || self.graph.modules().filter(|(_, module)| module.parent.is_none());
        let key = |krate: &'a Crate| (krate.package, krate.name.as_str());
        let libs: FxHashMap<_, _> = roots()
            .map(|(id, module)| (id, self.workspace.krate(module.krate)))
            .filter(|(_, krate)| krate.kind == CrateKind::Lib)
            .map(|(id, krate)| (key(krate), id))
            .collect();
        roots()
            .filter(|(_, module)| self.workspace.krate(module.krate).kind == CrateKind::Bin)
            .filter_map(|(id, module)| Some((id, *libs.get(&key(self.workspace.krate(module.krate)))?)))
            .collect()
    }

    /// What is written at a place.
    pub fn text(&self, place: Place) -> &'a str {
        let range = place.span.start as usize..place.span.end as usize;
        self.sources.get(place.file).text().get(range).unwrap_or_default()
    }

    /// The folders that a path in a rules file may be relative to: the file's own, and the workspace's.
    pub fn folders(&self, place: Place) -> Vec<PathBuf> {
        let root = &self.workspace.root;
        let file = root.join(&self.sources.get(place.file).path);
        file.parent().map(Path::to_path_buf).into_iter().chain([root.clone()]).collect()
    }

    /// The crate's name, then the path below it.
    pub fn segments(&self, module: RustModuleId) -> &[&'a str] {
        &self.segments[module.0 as usize]
    }

    /// The pattern of one Rust module and all below it, and of nothing else.
    pub fn pattern_of(&self, root: RustModuleId) -> Pattern {
        let krate = self.workspace.krate(self.graph.module(root).krate);
        let segment = |text: &&str| Segment::One(vec![Piece::Text((*text).to_owned())]);
        Pattern {
            exact: false,
            kind: Some(krate.kind),
            package: Some(self.workspace.package(krate.package).name.clone()),
            segments: self.segments(root).iter().map(segment).collect(),
        }
    }

    /// The package of a Rust module.
    pub fn package(&self, module: RustModuleId) -> PackageId {
        self.workspace.krate(self.graph.module(module).krate).package
    }

    /// The module that owns a Rust module.
    pub fn owner(&self, module: RustModuleId) -> Option<ModuleId> {
        self.owners.get(module.0 as usize).copied().flatten()
    }

    /// The Rust module and those around it, from the inside out.
    pub fn upward(&self, module: RustModuleId) -> impl Iterator<Item = RustModuleId> {
        std::iter::successors(Some(module), |at| self.graph.module(*at).parent.filter(|parent| parent < at))
    }

    /// Whether one Rust module is the other or below it.
    pub fn is_below(&self, module: RustModuleId, above: RustModuleId) -> bool {
        self.upward(module).any(|at| at == above)
    }

    /// Whether the pattern matches exactly this Rust module.
    pub fn matches(&self, pattern: &Pattern, module: RustModuleId, binding: &Binding) -> bool {
        self.head_fits(pattern, module) && matching::matches(&pattern.segments, self.segments(module), binding)
    }

    /// Whether the pattern matches exactly this name of a Rust module.
    pub fn matches_item(&self, pattern: &Pattern, module: RustModuleId, name: &str, binding: &Binding) -> bool {
        if !self.head_fits(pattern, module) {
            return false;
        }
        let path: Vec<_> = self.segments(module).iter().copied().chain([name]).collect();
        matching::matches(&pattern.segments, &path, binding)
    }

    /// Whether a selector of something outside covers this, with the item reached in it.
    pub fn covers_outside(
        &self,
        pattern: &[Segment],
        outside: OutsideId,
        item: Option<&str>,
        binding: &Binding,
    ) -> bool {
        let path = &self.outside[outside.0 as usize];
        let (Some((head, below)), Some((crate_name, rest))) = (pattern.split_first(), path.split_first()) else {
            return false;
        };
        if !head.literal().is_some_and(|name| self.is_crate_outside(name, crate_name)) {
            return false;
        }
        let rest: Vec<_> = rest.iter().copied().chain(item).collect();
        (0..=rest.len()).any(|length| matching::matches(below, &rest[..length], binding))
    }

    /// Whether the name of a selector is that of an outside crate: as code writes it, or its package's.
    fn is_crate_outside(&self, name: &str, crate_name: &str) -> bool {
        let name = name.replace('-', "_");
        let name = if STD_FAMILY.contains(&name.as_str()) { "std" } else { &name };
        name == crate_name || self.renamed.get(crate_name).is_some_and(|packages| packages.contains(name))
    }

    /// A crate and its lib of the same name are one to a pattern that does not tell them apart.
    pub fn without_twin(&self, pattern: &Pattern, root: RustModuleId) -> RustModuleId {
        if pattern.kind.is_some() { root } else { self.twins.get(&root).copied().unwrap_or(root) }
    }

    /// Whether a pattern can be about the crate of this Rust module: its kind and package.
    pub fn head_fits(&self, pattern: &Pattern, module: RustModuleId) -> bool {
        let krate = self.workspace.krate(self.graph.module(module).krate);
        let kind = match pattern.kind {
            Some(kind) => kind == krate.kind,
            None => matches!(krate.kind, CrateKind::Lib | CrateKind::Bin),
        };
        let package = || &self.workspace.package(krate.package).name;
        kind && pattern.package.as_ref().is_none_or(|name| name == package())
    }
}
