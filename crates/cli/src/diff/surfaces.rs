//! Compares the surfaces of modules. Only modules whose files differ are read.

use super::{model::ContractChange, snapshot::place};
use crate::parallel::both;
use archcheck_core::{
    analysis::Analysis,
    contracts::{self, Change, ChangeKind, Surface, SurfaceItem, Users},
    query,
    rules::{ModuleId, Rules},
    source::Place,
};
use std::collections::{BTreeMap, BTreeSet};

/// A side with rules.
#[derive(Clone, Copy)]
pub(crate) struct RuledSide<'a> {
    pub(crate) analysis: &'a Analysis,
    pub(crate) rules: &'a Rules,
    /// The path of the workspace in the repository, with a slash at its end.
    pub(crate) prefix: &'a str,
}

/// Returns the changes of exposed items, module by module; those that break users come first.
pub(crate) fn contract_changes(base: RuledSide<'_>, head: RuledSide<'_>) -> Vec<ContractChange> {
    let (before, after) = both(|| texts_by_module(base), || texts_by_module(head));
    let names = after.keys().chain(before.keys()).filter(|name| before.get(*name) != after.get(*name));
    let names: BTreeSet<&str> = names.copied().collect();
    // All at once, so that a file that several modules need is read once.
    let (old, new) = both(|| surfaces(base, &names), || surfaces(head, &names));
    let mut changes = Vec::new();
    for name in names {
        let none = Surface::default();
        let found = contracts::compare(old.get(name).unwrap_or(&none), new.get(name).unwrap_or(&none));
        if found.is_empty() {
            continue;
        }
        let users = |side: RuledSide<'_>| {
            module(side.rules, name).map(|id| contracts::users(side.analysis, side.rules, id)).unwrap_or_default()
        };
        let (users_before, users_after) = both(|| users(base), || users(head));
        for change in &found {
            changes.extend(contract_change(name, change, (base, &users_before), (head, &users_after)));
        }
    }
    changes.sort_by_key(|change| !change.is_breaking);
    changes
}

/// Computes the surfaces of modules that the rules declare, by name.
fn surfaces(side: RuledSide<'_>, names: &BTreeSet<&str>) -> BTreeMap<String, Surface> {
    let ids: Vec<ModuleId> = names.iter().filter_map(|name| module(side.rules, name)).collect();
    let surfaces = contracts::surfaces(side.analysis, side.rules, &ids);
    surfaces.into_iter().map(|surface| (surface.module.clone(), surface)).collect()
}

fn module(rules: &Rules, name: &str) -> Option<ModuleId> {
    rules.modules.iter().position(|module| module.name == name).map(|at| ModuleId(at as u32))
}

/// Returns the paths and the texts of the files of each module.
fn texts_by_module(side: RuledSide<'_>) -> BTreeMap<&str, BTreeMap<&str, &str>> {
    let summaries = query::summarize_modules(side.rules, side.analysis);
    let texts = |files: &BTreeSet<archcheck_core::source::FileId>| {
        let sources = files.iter().map(|file| side.analysis.sources.get(*file));
        sources.map(|source| (source.path.as_str(), source.text())).collect()
    };
    let modules = side.rules.modules.iter().zip(summaries.modules);
    modules.map(|(module, summary)| (module.name.as_str(), texts(&summary.files))).collect()
}

/// Describes a change. `None` if no module may use the item, or if it is an addition that breaks nothing: there are too many of
/// those to tell a reviewer anything.
fn contract_change(
    module: &str,
    change: &Change,
    base: (RuledSide<'_>, &Users),
    head: (RuledSide<'_>, &Users),
) -> Option<ContractChange> {
    let item = change.item()?;
    let is_visible = item.is_exposed || !item.interfaces.is_empty();
    if !is_visible || (change.kind == ChangeKind::Added && !change.is_breaking()) {
        return None;
    }
    // Who used the item before is who a change breaks.
    let users_of = |item: Option<&SurfaceItem>, users: &Users| -> Vec<String> {
        let own = item.and_then(|item| users.get(item.definition.as_ref()?));
        own.into_iter().flatten().map(|user| user.module.clone()).collect()
    };
    let mut users = users_of(change.before.as_ref(), base.1);
    users.extend(users_of(change.after.as_ref(), head.1));
    users.sort();
    users.dedup();
    let at = |side: RuledSide<'_>, at: Option<Place>| at.map(|at| place(side.analysis, at, side.prefix));
    let after = change.after.as_ref().and_then(|item| at(head.0, item.place));
    let found = after.or_else(|| change.before.as_ref().and_then(|item| at(base.0, item.place)));
    let signature = |item: &Option<SurfaceItem>| item.as_ref().and_then(|item| item.signature.clone());
    let (was, now) = (signature(&change.before), signature(&change.after));
    let is_other = change.kind == ChangeKind::Changed && was != now;
    Some(ContractChange {
        is_breaking: change.is_breaking(),
        contract: module.to_owned(),
        message: message(change, item),
        item: item.path.clone(),
        file: found.as_ref().map(|(file, _)| file.clone()),
        line: found.map(|(_, at)| at.0),
        was: was.filter(|_| is_other),
        now: now.filter(|_| is_other),
        users_of: item.kind.is_part().then(|| item.parent().to_owned()).filter(|_| !users.is_empty()),
        users,
    })
}

fn message(change: &Change, item: &SurfaceItem) -> String {
    let noun = item.kind.noun();
    let path = |item: Option<&SurfaceItem>| item.map_or_else(String::new, |item| item.path.clone());
    let what = match change.kind {
        ChangeKind::Removed => format!("the {noun} `{}` was removed", item.path),
        ChangeKind::Moved => format!("the {noun} `{}` moved to `{}`", path(change.before.as_ref()), item.path),
        ChangeKind::Renamed => format!("the {noun} `{}` is now `{}`", path(change.before.as_ref()), item.path),
        ChangeKind::Changed => format!("the {noun} `{}` changed", item.path),
        ChangeKind::Added => format!("the {noun} `{}` is new", item.path),
    };
    let reasons: Vec<&str> = change
        .breaking
        .iter()
        .chain(&change.notes)
        .map(String::as_str)
        .filter(|reason| !what.ends_with(reason))
        .collect();
    if reasons.is_empty() { what } else { format!("{what}: {}", reasons.join(", ")) }
}
