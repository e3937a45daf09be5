//! The names in the scope of each Rust module: what the code of other crates can rely on. Glob imports are spelled out
//! here, and nowhere else.

use super::{
    def_map::{Def, DefMap, ScopeKind},
    graph_builder::GraphBuilder,
    ids::{ScopeId, Symbol},
    query::{LookupResult, Resolver},
    resolution::DefVisibility,
};
use crate::{
    graph::{NameOrigin, Namespace, RustModuleId, ScopeName},
    syntax::Spaces,
};
use std::collections::BTreeSet;

/// Returns the names in the scope of every Rust module, in the order of the graph's modules. The names of each are not
/// sorted.
pub(super) fn scope_names(resolver: &mut Resolver<'_, '_>, graph: &mut GraphBuilder) -> Vec<Vec<ScopeName>> {
    let defs = resolver.defs;
    let mut all: Vec<Vec<ScopeName>> = vec![Vec::new(); graph.module_count()];
    for scope in (0..defs.scope_count() as u32).map(ScopeId) {
        let Some(module) = graph.module(scope) else { continue };
        if defs.scope(scope).kind != ScopeKind::Module {
            continue;
        }
        for name in candidates(defs, scope) {
            for (spaces, space) in
                [(Spaces::TYPE, Namespace::Type), (Spaces::VALUE, Namespace::Value), (Spaces::MACRO, Namespace::Macro)]
            {
                for result in resolver.lookup(scope, name, spaces, None) {
                    let entry = scope_name(resolver, graph, scope, name, space, &result);
                    all[module.0 as usize].push(entry);
                }
            }
        }
        add_unresolved(defs, graph, scope, module, &mut all);
    }
    all
}

/// Returns the names that a scope declares, or that its globs can bring in.
fn candidates(defs: &DefMap<'_>, scope: ScopeId) -> BTreeSet<Symbol> {
    let mut names = BTreeSet::new();
    let mut visited = BTreeSet::new();
    let mut open = vec![scope];
    while let Some(scope) = open.pop() {
        if !visited.insert(scope) {
            continue;
        }
        let scope = defs.scope(scope);
        names.extend(scope.entries.keys().copied());
        for glob in &scope.globs {
            open.extend(defs.import(*glob).targets().iter().filter_map(|target| defs.glob_scope(target.res)));
        }
    }
    names
}

fn scope_name(
    resolver: &Resolver<'_, '_>,
    graph: &mut GraphBuilder,
    scope: ScopeId,
    name: Symbol,
    space: Namespace,
    result: &LookupResult,
) -> ScopeName {
    let origin = match (result.glob_of, result.import) {
        (Some(_), _) => NameOrigin::Glob,
        (None, Some(_)) => NameOrigin::Import,
        (None, None) => NameOrigin::Item,
    };
    ScopeName {
        name: resolver.defs.text(name).to_owned(),
        space,
        origin,
        visibility: visibility(resolver.defs, graph, scope, result.visibility),
        defined: graph.home(resolver, result.res),
        cfg: result.cfg,
    }
}

/// Adds the imports of a scope that lead nowhere.
fn add_unresolved(
    defs: &DefMap<'_>,
    graph: &GraphBuilder,
    scope: ScopeId,
    module: RustModuleId,
    all: &mut [Vec<ScopeName>],
) {
    #[expect(clippy::iter_over_hash_type, reason = "the caller sorts")]
    for (name, entries) in &defs.scope(scope).entries {
        for entry in entries {
            if let Def::Import(import) = entry.def
                && defs.import(import).targets().is_empty()
            {
                all[module.0 as usize].push(ScopeName {
                    name: defs.text(*name).to_owned(),
                    space: Namespace::Type,
                    origin: NameOrigin::Import,
                    visibility: visibility(defs, graph, scope, Some(entry.visibility)),
                    defined: None,
                    cfg: entry.cfg,
                });
            }
        }
    }
}

/// Returns a visibility as Rust writes it; `private` for the Rust module of the declaration and its descendants.
fn visibility(defs: &DefMap<'_>, graph: &GraphBuilder, scope: ScopeId, visibility: Option<DefVisibility>) -> String {
    match visibility {
        None | Some(DefVisibility::Public) => "pub".to_owned(),
        Some(DefVisibility::In(limit)) if limit == defs.scope(scope).module => "private".to_owned(),
        Some(DefVisibility::In(limit)) if defs.scope(limit).parent.is_none() => "pub(crate)".to_owned(),
        Some(DefVisibility::In(limit)) => format!("pub(in {})", graph.module_path(limit)),
    }
}
