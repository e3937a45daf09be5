//! Builds the graph of declared dependencies.

use super::key_spans::key_spans;
use crate::{
    analysis::Analysis,
    cfg::Cfg,
    codes::Code,
    diagnostic::Diagnostic,
    graph::{
        Context, End, Graph, NameId, Outside, OutsideId, PointOfEntry, Reference, ReferenceKind, RustModuleId, Target,
        TargetId,
    },
    source::{FileId, Source},
    workspace::{Crate, CrateKind, Dependency, DependencyKind, PackageId, Workspace},
};
use std::{io, path::Path};

/// Builds the graph that the manifests of the members declare.
///
/// Reads the manifests with `load` and adds them to the sources of the analysis. Also returns a diagnostic for each manifest
/// that cannot be read.
pub fn declared_graph(
    analysis: &mut Analysis,
    load: &mut dyn FnMut(&Path) -> io::Result<String>,
) -> (Graph, Vec<Diagnostic>) {
    let mut builder = DeclaredGraphBuilder { graph: base(analysis), analysis };
    let mut found = Vec::new();
    for index in 0..builder.analysis.workspace.packages.len() {
        let id = PackageId(index as u32);
        let package = builder.analysis.workspace.package(id);
        if package.dependencies.is_empty() {
            continue;
        }
        let root = &builder.analysis.workspace.root;
        let shown = package.manifest.strip_prefix(root).unwrap_or(&package.manifest);
        let shown = shown.to_string_lossy().replace('\\', "/");
        match load(&package.manifest) {
            Ok(text) => {
                let spans = key_spans(&text, &package.dependencies);
                let file = builder.analysis.sources.add(Source::new(shown, text));
                builder.package(id, file, &spans);
            }
            Err(error) => {
                let message = format!("failed to read the manifest `{shown}`: {error}");
                found.push(Diagnostic::new(Code::Metadata, message));
            }
        }
    }
    let mut graph = builder.graph;
    let files: Vec<&str> = analysis.sources.iter().map(|(_, source)| source.path.as_str()).collect();
    graph.references.sort_by_key(|one| (one.from, files.get(one.file.0 as usize).copied(), one.span, one.target));
    (graph, found)
}

/// Returns a graph with the Rust modules of an analysis, the outside crates that manifests name, and no references.
fn base(analysis: &Analysis) -> Graph {
    let packages = &analysis.workspace.packages;
    let dependencies = packages.iter().flat_map(|package| &package.dependencies);
    let outside = dependencies.filter(|dependency| dependency.member.is_none());
    let mut outside: Vec<Outside> = outside
        .map(|dependency| Outside { path: dependency.name.clone(), crate_len: dependency.name.len() as u32 })
        .collect();
    outside.sort();
    outside.dedup();
    let (names, modules) = (analysis.graph.names.clone(), analysis.graph.modules.clone());
    Graph { names, modules, outside, ..Graph::default() }
}

struct DeclaredGraphBuilder<'a> {
    graph: Graph,
    analysis: &'a mut Analysis,
}

impl DeclaredGraphBuilder<'_> {
    fn package(&mut self, id: PackageId, file: FileId, spans: &[crate::source::Span]) {
        let package = self.analysis.workspace.package(id).clone();
        for (dependency, span) in package.dependencies.iter().zip(spans) {
            let build = dependency.kind == DependencyKind::Build;
            let (Some(from), Some(to)) = (self.root(id, build), self.end(dependency)) else { continue };
            let target = self.target(to);
            let path = self.name(&dependency.key);
            let cfg = self.condition(dependency, from, id);
            self.graph.references.push(Reference {
                from,
                target,
                file,
                span: *span,
                path,
                kind: ReferenceKind::Manifest,
                context: match dependency.kind {
                    DependencyKind::Normal => Context::Production,
                    DependencyKind::Dev => Context::Test,
                    DependencyKind::Build => Context::Build,
                },
                cfg,
                visible_in: None,
                import: None,
                through: None,
                call: None,
            });
        }
    }

    fn root(&self, package: PackageId, build: bool) -> Option<RustModuleId> {
        package_root(&self.graph, &self.analysis.workspace, package, build)
    }

    fn end(&self, dependency: &Dependency) -> Option<End> {
        if let Some(member) = dependency.member {
            return self.root(member, false).map(End::Module);
        }
        let at = self.graph.outside.binary_search_by(|outside| outside.path.as_str().cmp(&dependency.name)).ok()?;
        Some(End::Outside(OutsideId(at as u32)))
    }

    fn target(&mut self, end: End) -> TargetId {
        if let Some(at) = self.graph.targets.iter().position(|target| target.defined == end) {
            return TargetId(at as u32);
        }
        let via = match end {
            End::Module(module) => vec![PointOfEntry { module, name: None, reexport: false }],
            End::Outside(_) => Vec::new(),
        };
        self.graph.targets.push(Target {
            via: via.into(),
            written: Some(end),
            defined: end,
            item: None,
            unknown: false,
        });
        TargetId(self.graph.targets.len() as u32 - 1)
    }

    fn name(&mut self, text: &str) -> NameId {
        self.graph.names.push(text.to_owned());
        NameId(self.graph.names.len() as u32 - 1)
    }

    fn condition(&mut self, dependency: &Dependency, from: RustModuleId, package: PackageId) -> Cfg {
        let krate = self.graph.module(from).krate;
        let written = dependency.target.as_ref();
        written.map_or(Cfg::ALWAYS, |text| self.analysis.cfgs.parse(text, krate, package).unwrap_or(Cfg::ALWAYS))
    }
}

/// Returns the Rust module that represents a package: the root of its library, otherwise of a binary, preferably the one with
/// the name of the package, otherwise of any crate. For a build dependency (`build`), this is the build script if there is one.
pub fn package_root(graph: &Graph, workspace: &Workspace, package: PackageId, build: bool) -> Option<RustModuleId> {
    let rank = |kind: CrateKind| match kind {
        CrateKind::Build if build => 0,
        CrateKind::Lib => 1,
        CrateKind::Bin => 2,
        _ => 3,
    };
    let roots = graph
        .modules()
        .filter(|(_, module)| module.parent.is_none() && workspace.krate(module.krate).package == package);
    let key = |id: RustModuleId, krate: &Crate| {
        (rank(krate.kind), krate.name != workspace.package(package).name.replace('-', "_"), id)
    };
    roots.min_by_key(|(id, module)| key(*id, workspace.krate(module.krate))).map(|(id, _)| id)
}
