//! Finds the code that uses the items of a module.

use super::model::{Definition, User};
use crate::{
    analysis::Analysis,
    cfg::Cfg,
    graph::End,
    rules::{ModuleId, Rules},
};
use std::collections::BTreeMap;

/// The users of the items of a module, by where the items are defined or re-exported.
pub type Users = BTreeMap<Definition, Vec<User>>;

/// Finds the code outside a module that uses its items. A field, a variant or a method is used by whoever uses its type,
/// since types of expressions are unknown.
pub fn users(analysis: &Analysis, rules: &Rules, owner: ModuleId) -> Users {
    let graph = &analysis.graph;
    let mut found: BTreeMap<Definition, BTreeMap<String, User>> = BTreeMap::new();
    for reference in &graph.references {
        let from = rules.owner(reference.from);
        if from == Some(owner) || reference.cfg == Cfg::NEVER {
            continue;
        }
        let target = graph.target(reference);
        let defined = match target.defined {
            End::Module(module) => Some((module, target.item)),
            End::Outside(_) => None,
        };
        let ends = target.via.iter().map(|entry| (entry.module, entry.name)).chain(defined);
        let mut ends: Vec<_> = ends.filter(|(module, _)| rules.owner(*module) == Some(owner)).collect();
        ends.sort_unstable();
        ends.dedup();
        for (module, name) in ends {
            let name = name.map_or("", |name| graph.name(name)).to_owned();
            let user =
                from.map_or_else(|| graph.module(reference.from).path.clone(), |id| rules.module(id).name.clone());
            let new = User { module: user.clone(), references: 0, place: reference.place() };
            let own = found.entry(Definition { module, name }).or_default();
            own.entry(user).or_insert(new).references += 1;
        }
    }
    found.into_iter().map(|(definition, users)| (definition, users.into_values().collect())).collect()
}
