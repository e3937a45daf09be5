//! Renders the graph as JSON (`archcheck.graph/1`): sorted, one entry on each line, so that `diff` can compare graphs.
//!
//! A version may gain keys, but no key changes its meaning.

use super::{GraphInput, edges::edges, view_json::ViewEntry};
use crate::{escape, report::named};
use archcheck_core::{
    analysis::Analysis,
    graph::{End, ScopeName},
    graph::{ModuleDeclaration, Reference, RustModule, RustModuleId},
    view::View,
    workspace::{Crate, Workspace},
};
use serde::Serialize;
use std::io;

/// Writes the graph and the view `drawn`, and each reference if `references` is set.
pub fn write(out: &mut dyn io::Write, view: &GraphInput<'_>, drawn: &View, references: bool) -> io::Result<()> {
    let analysis = view.analysis;
    let graph = &analysis.graph;
    write!(out, "{{ \"schema\": \"archcheck.graph/1\"")?;
    list(out, "crates", analysis.workspace.crates.iter().map(|krate| CrateEntry::of(krate, &analysis.workspace)))?;
    list(out, "modules", graph.modules().map(|(id, module)| RustModuleEntry::of(id, module, view)))?;
    let edges = edges(graph);
    list(
        out,
        "edges",
        edges.iter().map(|(&(from, to), edge)| EdgeEntry {
            from: &graph.module(from).path,
            to: to.name(),
            references: edge.references,
            unknown: edge.is_guess,
        }),
    )?;
    if references {
        list(out, "references", graph.references.iter().map(|reference| ReferenceEntry::of(reference, view)))?;
    }
    write!(out, ",\n  \"view\": {}", escape::json_text(serde_json::to_string(&ViewEntry::of(drawn))?))?;
    writeln!(out, ",\n  \"unresolved\": {} }}", analysis.counts.unresolved)
}

fn list<T: Serialize>(out: &mut dyn io::Write, key: &str, entries: impl Iterator<Item = T>) -> io::Result<()> {
    write!(out, ",\n  \"{key}\": [")?;
    for (index, entry) in entries.enumerate() {
        let comma = if index == 0 { "" } else { "," };
        write!(out, "{comma}\n    {}", escape::json_text(serde_json::to_string(&entry)?))?;
    }
    write!(out, "]")
}

#[derive(Serialize)]
struct CrateEntry<'a> {
    path: &'a str,
    package: &'a str,
    kind: &'static str,
    target: &'a str,
    root: String,
    edition: &'static str,
}

impl<'a> CrateEntry<'a> {
    fn of(krate: &'a Crate, workspace: &'a Workspace) -> Self {
        Self {
            path: &krate.path,
            package: &workspace.package(krate.package).name,
            kind: krate.kind.as_str(),
            target: &krate.target,
            root: named(&krate.root, &workspace.root),
            edition: krate.edition.as_str(),
        }
    }
}

#[derive(Serialize)]
struct RustModuleEntry<'a> {
    path: &'a str,
    file: Option<&'a str>,
    line: Option<u32>,
    module: Option<String>,
    context: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    declarations: Vec<DeclarationEntry<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    names: Option<Vec<NameEntry<'a>>>,
}

/// A name in the scope of a Rust module.
#[derive(Serialize)]
struct NameEntry<'a> {
    name: &'a str,
    space: &'static str,
    origin: &'static str,
    visibility: &'a str,
    defined: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cfg: Option<String>,
}

impl<'a> NameEntry<'a> {
    fn of(name: &'a ScopeName, view: &GraphInput<'a>) -> Self {
        Self {
            name: &name.name,
            space: name.space.as_str(),
            origin: name.origin.as_str(),
            visibility: &name.visibility,
            defined: name.defined.map(|end| view.analysis.graph.end_path(end)),
            cfg: (view.cfg)(name.cfg),
        }
    }
}

impl<'a> RustModuleEntry<'a> {
    fn of(id: RustModuleId, module: &'a RustModule, view: &GraphInput<'a>) -> Self {
        let first = module.declarations.first().map(|declaration| DeclarationEntry::of(declaration, view));
        let several = module.declarations.len() > 1;
        let scope = view.analysis.graph.scopes.as_ref().map(|scopes| &scopes[id.0 as usize]);
        let all = || module.declarations.iter().map(|declaration| DeclarationEntry::of(declaration, view)).collect();
        Self {
            path: &module.path,
            file: first.as_ref().map(|first| first.file),
            line: first.as_ref().map(|first| first.line),
            module: view.owner_of(id),
            context: module.context.as_str(),
            declarations: if several { all() } else { Vec::new() },
            names: scope.map(|names| names.iter().map(|name| NameEntry::of(name, view)).collect()),
        }
    }
}

#[derive(Serialize)]
struct DeclarationEntry<'a> {
    file: &'a str,
    line: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    cfg: Option<String>,
}

impl<'a> DeclarationEntry<'a> {
    fn of(declaration: &ModuleDeclaration, view: &GraphInput<'a>) -> Self {
        let (file, at) = view.analysis.sources.locate(declaration.place);
        Self { file, line: at.line, cfg: (view.cfg)(declaration.cfg) }
    }
}

#[derive(Serialize)]
struct EdgeEntry<'a> {
    from: &'a str,
    to: &'a str,
    references: usize,
    /// Whether all references are guesses.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    unknown: bool,
}

#[derive(Serialize)]
struct ReferenceEntry<'a> {
    from: &'a str,
    via: Vec<&'a str>,
    written: Option<&'a str>,
    defined: &'a str,
    item: Option<&'a str>,
    path: &'a str,
    kind: &'static str,
    context: &'static str,
    file: &'a str,
    line: u32,
    column: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    cfg: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    unknown: bool,
    /// Whether the target is in an external crate that has the name of a crate in the workspace.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    outside: bool,
}

impl<'a> ReferenceEntry<'a> {
    fn of(reference: &'a Reference, view: &GraphInput<'a>) -> Self {
        let graph = &view.analysis.graph;
        let target = graph.target(reference);
        let (file, at) = view.analysis.sources.locate(reference.place());
        Self {
            from: &graph.module(reference.from).path,
            via: target.via.iter().map(|entry| graph.module(entry.module).path.as_str()).collect(),
            written: target.written.map(|end| graph.end_path(end)),
            defined: graph.end_path(target.defined),
            item: target.item.map(|name| graph.name(name)),
            path: graph.name(reference.path),
            kind: reference.kind.as_str(),
            context: reference.context.as_str(),
            file,
            line: at.line,
            column: at.column,
            cfg: (view.cfg)(reference.cfg),
            unknown: target.unknown,
            outside: is_namesake(target.defined, view.analysis),
        }
    }
}

/// Whether an end is in an external crate that has the name of a crate in the workspace.
fn is_namesake(end: End, analysis: &Analysis) -> bool {
    let End::Outside(id) = end else { return false };
    let name = analysis.graph.outside(id).krate();
    analysis.workspace.crates.binary_search_by(|krate| krate.path.as_str().cmp(name)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use archcheck_core::cfg::Cfg;

    #[test]
    fn the_whole_graph() -> io::Result<()> {
        let analysis = crate::test_support::shop();
        let cfg = |cfg| (cfg != Cfg::ALWAYS).then(|| "unix".to_owned());
        let owner = |id| (id == RustModuleId(1)).then(|| "catalog".to_owned());
        let drawn = archcheck_core::view::build(&analysis, None, &[], &archcheck_core::view::ViewRequest::default())
            .map_err(io::Error::other)?;
        let mut bytes = Vec::new();
        write(&mut bytes, &GraphInput { analysis: &analysis, cfg: &cfg, owner: Some(&owner) }, &drawn, true)?;
        let text = String::from_utf8_lossy(&bytes);
        insta::assert_snapshot!(text);
        serde_json::from_str::<serde_json::Value>(&text)?;
        Ok(())
    }
}
