//! The code of a workspace, prepared for matching: Rust modules and crates outside as segments of paths, and the owner
//! of each Rust module. It knows no rule.

use super::{
    matching::{self, Binding},
    model::ModuleId,
    pattern::{Pattern, Piece, Segment},
};
use crate::{
    analysis::Analysis,
    declared,
    graph::{Graph, ModuleDeclaration, OutsideId, RustModuleId},
    source::{Place, Sources},
    workspace::{Crate, CrateKind, ExternTarget, PackageId, Workspace, canonical_crate, is_standard},
};
use rustc_hash::FxHashMap;
use std::{
    borrow::Cow,
    collections::BTreeSet,
    path::{Path, PathBuf},
};

/// The code of a workspace, prepared for matching.
#[derive(Debug)]
pub struct Codebase<'a> {
    /// The workspace.
    pub workspace: &'a Workspace,
    /// The graph of the workspace.
    pub graph: &'a Graph,
    sources: &'a Sources,
    /// The module that owns each Rust module; empty before ownership is resolved.
    pub owners: Cow<'a, [Option<ModuleId>]>,
    /// For each Rust module, the name of its crate, then its path.
    segments: Vec<Vec<&'a str>>,
    /// For each path outside, the name of the crate (without hyphens; `std` for `core` and `alloc`), then the path in
    /// it.
    outside: Vec<Vec<&'a str>>,
    /// The packages of crates outside, by their name in code.
    renamed: FxHashMap<&'a str, BTreeSet<String>>,
    /// The root of the library with the same package and name, for roots of binaries.
    twins: FxHashMap<RustModuleId, RustModuleId>,
}

impl<'a> Codebase<'a> {
    /// Prepares the code of an analysis. `owners` may be empty.
    pub fn new(analysis: &'a Analysis, owners: &'a [Option<ModuleId>]) -> Self {
        Self::of(analysis, &analysis.graph, owners)
    }

    /// Prepares the code of an analysis with another graph of the same Rust modules.
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
                let head = canonical_crate(outside.krate());
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

    /// Returns the text at a place.
    pub fn text(&self, place: Place) -> &'a str {
        let range = place.span.start as usize..place.span.end as usize;
        self.sources.get(place.file).text().get(range).unwrap_or_default()
    }

    /// Returns the paths of all files, relative to the root of the workspace.
    pub fn file_paths(&self) -> impl Iterator<Item = &'a str> {
        self.sources.iter().map(|(_, source)| source.path.as_str())
    }

    /// Returns the directories that a path in a rules file may be relative to: that of the file, and the workspace root.
    pub fn directories(&self, place: Place) -> Vec<PathBuf> {
        let root = &self.workspace.root;
        let file = root.join(&self.sources.get(place.file).path);
        file.parent().map(Path::to_path_buf).into_iter().chain([root.clone()]).collect()
    }

    /// Returns the name of the crate, then the path in it.
    pub fn segments(&self, module: RustModuleId) -> &[&'a str] {
        &self.segments[module.0 as usize]
    }

    /// Returns a pattern that matches exactly one Rust module and all below it.
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

    /// Returns the package of a Rust module.
    pub fn package(&self, module: RustModuleId) -> PackageId {
        self.workspace.krate(self.graph.module(module).krate).package
    }

    /// Returns the Rust modules that stand for packages in the graph of declared dependencies.
    pub fn package_roots(&self) -> BTreeSet<RustModuleId> {
        let packages = (0..self.workspace.packages.len() as u32).map(PackageId);
        let root = |package, build| declared::package_root(self.graph, self.workspace, package, build);
        packages.flat_map(|package| [root(package, false), root(package, true)]).flatten().collect()
    }

    /// Returns the module that owns a Rust module.
    pub fn owner(&self, module: RustModuleId) -> Option<ModuleId> {
        self.owners.get(module.0 as usize).copied().flatten()
    }

    /// Returns a Rust module and its ancestors, from the inside out.
    pub fn upward(&self, module: RustModuleId) -> impl Iterator<Item = RustModuleId> {
        std::iter::successors(Some(module), |at| self.graph.module(*at).parent.filter(|parent| parent < at))
    }

    /// Returns whether one Rust module is equal to or below another.
    pub fn is_below(&self, module: RustModuleId, above: RustModuleId) -> bool {
        self.upward(module).any(|at| at == above)
    }

    /// Returns whether a pattern matches exactly this Rust module.
    pub fn matches(&self, pattern: &Pattern, module: RustModuleId, binding: &Binding) -> bool {
        self.head_fits(pattern, module) && matching::matches(&pattern.segments, self.segments(module), binding)
    }

    /// Returns whether a pattern matches exactly this name in a Rust module. A segment with a capture stands for a Rust
    /// module, so it never matches the name.
    pub fn matches_item(&self, pattern: &Pattern, module: RustModuleId, name: &str, binding: &Binding) -> bool {
        if !self.head_fits(pattern, module) {
            return false;
        }
        let last = pattern.segments.iter().rev().find(|segment| **segment != Segment::Any);
        if last.is_some_and(Segment::has_capture) {
            // Only a trailing `**` can match the name.
            return pattern.segments.last() == Some(&Segment::Any)
                && matching::matches(&pattern.segments, self.segments(module), binding);
        }
        let path: Vec<_> = self.segments(module).iter().copied().chain([name]).collect();
        matching::matches(&pattern.segments, &path, binding)
    }

    /// Returns whether a pattern matches a `#[macro_export]` macro that a Rust module declares. The path of such a macro starts
    /// at the crate root.
    pub fn matches_exported_macro(
        &self,
        pattern: &Pattern,
        module: RustModuleId,
        name: &str,
        binding: &Binding,
    ) -> bool {
        let Some(root) = self.upward(module).last().filter(|root| *root != module) else { return false };
        let is_matched =
            self.matches_item(pattern, root, name, binding) || (pattern.exact && self.matches(pattern, root, binding));
        let declares =
            |id: RustModuleId| self.graph.module(id).names.iter().any(|declared| self.graph.name(*declared) == name);
        is_matched && declares(root) && !declares(module)
    }

    /// Returns whether a selector of a crate outside covers an item there.
    pub fn covers_outside(
        &self,
        pattern: &[Segment],
        outside: OutsideId,
        item: Option<&str>,
        binding: &Binding,
    ) -> bool {
        self.covers_outside_path(pattern, &self.outside[outside.0 as usize], item, binding)
    }

    /// Returns whether a selector of a crate outside covers an item at a path, or a part of the path.
    pub(super) fn covers_outside_path(
        &self,
        pattern: &[Segment],
        path: &[&str],
        item: Option<&str>,
        binding: &Binding,
    ) -> bool {
        let (Some((head, below)), Some((crate_name, rest))) = (pattern.split_first(), path.split_first()) else {
            return false;
        };
        let is_crate = match head.literal() {
            Some(name) => self.is_crate_outside(name, crate_name),
            None => self.is_like_crate_outside(head, crate_name),
        };
        if !is_crate {
            return false;
        }
        let rest: Vec<_> = rest.iter().copied().chain(item).collect();
        (0..=rest.len()).any(|length| matching::matches(below, &rest[..length], binding))
    }

    /// Returns whether a name is that of a crate outside, either in code or of its package.
    fn is_crate_outside(&self, name: &str, crate_name: &str) -> bool {
        let name = name.replace('-', "_");
        let name = canonical_crate(&name);
        name == crate_name || self.renamed.get(crate_name).is_some_and(|packages| packages.contains(name))
    }

    /// Returns whether a name with wildcards matches that of a crate outside, either in code or of its package. The standard
    /// library has no package.
    fn is_like_crate_outside(&self, head: &Segment, crate_name: &str) -> bool {
        let pieces: Vec<_> = head.pieces().iter().map(Piece::with_underscores).collect();
        let head = [Segment::One(pieces)];
        let is_like = |name: &str| matching::matches(&head, &[name], &Binding::new());
        let packages = self.renamed.get(crate_name).into_iter().flatten();
        !is_standard(crate_name) && (is_like(crate_name) || packages.into_iter().any(|package| is_like(package)))
    }

    /// Returns the Rust modules that are declared in some files. Several declarations under different `cfg`s can be in
    /// different files.
    pub fn in_files(&self, is_selected: &dyn Fn(&str) -> bool) -> Vec<RustModuleId> {
        let is_in = |one: &ModuleDeclaration| is_selected(&self.sources.get(one.file).path);
        let modules = self.graph.modules().filter(|(_, module)| module.declarations.iter().any(is_in));
        modules.map(|(id, _)| id).collect()
    }

    /// Returns the paths of the files that declare the contents of a Rust module, relative to the root of the workspace.
    pub fn files_of(&self, module: RustModuleId) -> impl Iterator<Item = &'a str> {
        let declarations = self.graph.module(module).declarations.iter();
        declarations.map(|one| self.sources.get(one.file).path.as_str())
    }

    /// Returns the paths of the files with Rust modules.
    pub fn files(&self) -> BTreeSet<&'a str> {
        let declarations = self.graph.modules.iter().flat_map(|module| &module.declarations);
        declarations.map(|one| self.sources.get(one.file).path.as_str()).collect()
    }

    /// Returns whether two Rust modules are declared in the same files.
    pub fn shares_file(&self, one: RustModuleId, other: RustModuleId) -> bool {
        let files = |id: RustModuleId| self.graph.module(id).declarations.iter().map(|declaration| declaration.file);
        files(one).any(|file| files(other).any(|other| other == file))
    }

    /// Returns the library root for the root of a binary with the same name, unless the pattern names a kind of crate.
    pub fn without_twin(&self, pattern: &Pattern, root: RustModuleId) -> RustModuleId {
        if pattern.kind.is_some() { root } else { self.twins.get(&root).copied().unwrap_or(root) }
    }

    /// Returns whether the kind and package of a pattern fit the crate of a Rust module.
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
