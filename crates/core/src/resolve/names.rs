//! What each Rust module's scope holds: its surface, as contracts and comparisons read it. Glob imports are spelled
//! out here, and nowhere else.

use super::{
    emit::Emitter,
    lookup::Found,
    world::{Res, ScopeId, ScopeKind, Symbol, Visibility, What, World},
};
use crate::{
    graph::{NameOrigin, Namespace, RustModuleId, ScopeName},
    syntax::Spaces,
};
use std::collections::BTreeSet;

/// The names in the scope of every Rust module, in the order of the graph's; those of each in no order yet.
pub(super) fn names(world: &mut World<'_>, emitter: &mut Emitter) -> Vec<Vec<ScopeName>> {
    let mut all: Vec<Vec<ScopeName>> = vec![Vec::new(); emitter.module_count()];
    for index in 0..world.scopes.len() {
        let scope = ScopeId(index as u32);
        let Some(module) = emitter.module(scope) else { continue };
        if world.scope(scope).kind != ScopeKind::Module {
            continue;
        }
        for name in candidates(world, scope) {
            for (spaces, space) in
                [(Spaces::TYPE, Namespace::Type), (Spaces::VALUE, Namespace::Value), (Spaces::MACRO, Namespace::Macro)]
            {
                for found in world.lookup(scope, name, spaces, None) {
                    let entry = entry(world, emitter, scope, name, space, &found);
                    all[module.0 as usize].push(entry);
                }
            }
        }
        unresolved(world, emitter, scope, module, &mut all);
    }
    all
}

/// The names that a scope declares, or that its globs can bring in.
fn candidates(world: &World<'_>, scope: ScopeId) -> BTreeSet<Symbol> {
    let mut names = BTreeSet::new();
    let mut visited = BTreeSet::new();
    let mut open = vec![scope];
    while let Some(scope) = open.pop() {
        if !visited.insert(scope) {
            continue;
        }
        names.extend(world.scope(scope).entries.keys().copied());
        for glob in &world.scope(scope).globs {
            open.extend(world.import(*glob).targets.iter().filter_map(|target| match target.res {
                Res::Module(of) => Some(of),
                Res::Item(item) => world.variants(item),
                Res::Outside(_) | Res::Language => None,
            }));
        }
    }
    names
}

fn entry(
    world: &World<'_>,
    emitter: &mut Emitter,
    scope: ScopeId,
    name: Symbol,
    space: Namespace,
    found: &Found,
) -> ScopeName {
    let origin = match (found.glob_of, found.import) {
        (Some(_), _) => NameOrigin::Glob,
        (None, Some(_)) => NameOrigin::Import,
        (None, None) => NameOrigin::Item,
    };
    ScopeName {
        name: world.symbols.get(name).to_owned(),
        space,
        origin,
        visibility: visibility(world, emitter, scope, found.visibility),
        defined: emitter.home(world, found.res),
        cfg: found.cfg,
    }
}

/// The imports of a scope that lead to nothing.
fn unresolved(world: &World<'_>, emitter: &Emitter, scope: ScopeId, module: RustModuleId, all: &mut [Vec<ScopeName>]) {
    #[expect(clippy::iter_over_hash_type, reason = "the caller sorts")]
    for (name, entries) in &world.scope(scope).entries {
        for entry in entries {
            if let What::Import(import) = entry.what
                && world.import(import).targets.is_empty()
            {
                all[module.0 as usize].push(ScopeName {
                    name: world.symbols.get(*name).to_owned(),
                    space: Namespace::Type,
                    origin: NameOrigin::Import,
                    visibility: visibility(world, emitter, scope, Some(entry.visibility)),
                    defined: None,
                    cfg: entry.cfg,
                });
            }
        }
    }
}

/// How far a name can be seen, as Rust writes it; `private` for its own Rust module and what is in it.
fn visibility(world: &World<'_>, emitter: &Emitter, scope: ScopeId, visibility: Option<Visibility>) -> String {
    match visibility {
        None | Some(Visibility::Public) => "pub".to_owned(),
        Some(Visibility::In(limit)) if limit == world.scope(scope).module => "private".to_owned(),
        Some(Visibility::In(limit)) if world.scope(limit).parent.is_none() => "pub(crate)".to_owned(),
        Some(Visibility::In(limit)) => format!("pub(in {})", emitter.module_path(limit)),
    }
}

impl World<'_> {
    /// The narrower of two visibilities, both of which reach a common place.
    pub(super) fn narrower(&self, a: Visibility, b: Visibility) -> Visibility {
        match (a, b) {
            (Visibility::Public, other) | (other, Visibility::Public) => other,
            (Visibility::In(limit), Visibility::In(_)) if self.can_see(limit, b) => a,
            _ => b,
        }
    }
}
