//! Compares the recorded contracts with the current ones.

use super::model::{Recorded, Records};
use crate::{
    analysis::Analysis,
    codes::Code,
    contracts::{Change, ChangeKind, Surface, Users, compare, surfaces, users},
    diagnostic::{self, Diagnostic},
    rules::{Contract, ModuleId, Rules},
    source::Place,
};
use std::collections::BTreeMap;

/// A locked contract, as it is now.
#[derive(Clone, Debug)]
pub struct Locked {
    /// The name: `orders` for a module, `orders#events` for an interface.
    pub name: String,
    /// The module.
    pub module: ModuleId,
    /// The items.
    pub surface: Surface,
    /// The place of `contract` in the rules file.
    pub place: Place,
}

/// Returns the locked contracts as they are now, by name. If none is locked, nothing is read.
pub fn locked(analysis: &Analysis, rules: &Rules) -> BTreeMap<String, Locked> {
    let mut locked = BTreeMap::new();
    let modules: Vec<ModuleId> = (0u32..).map(ModuleId).take(rules.modules.len()).collect();
    let modules: Vec<ModuleId> = modules.into_iter().filter(|id| rules.module(*id).contract.is_some()).collect();
    if modules.is_empty() {
        return locked;
    }
    for (id, surface) in modules.iter().zip(surfaces(analysis, rules, &modules)) {
        let module = rules.module(*id);
        let Some(contract) = &module.contract else { continue };
        let mut add = |name: String, surface: Surface| {
            locked.insert(name.clone(), Locked { name, module: *id, surface, place: contract.place });
        };
        match &contract.value {
            Contract::Whole => add(module.name.clone(), surface),
            Contract::Interfaces(names) => {
                for name in names {
                    let items = surface.items.iter().filter(|item| item.interfaces.contains(name)).cloned().collect();
                    let part = Surface { module: surface.module.clone(), items };
                    add(format!("{}#{name}", module.name), part);
                }
            }
        }
    }
    locked
}

/// Reports each difference between the recorded and the current contracts.
pub fn check(analysis: &Analysis, rules: &Rules, records: &Records) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let locked = locked(analysis, rules);
    for contract in locked.values() {
        let meta = &rules.module(contract.module).meta;
        let mut report = |diagnostic: Diagnostic| {
            if let Some(severity) = rules.severity(meta.severity, diagnostic.code) {
                let owner = meta.owner.iter().map(|owner| format!("owner: {owner}"));
                let notes = meta.reason.iter().map(|reason| format!("reason: {reason}")).chain(owner);
                let notes = notes.chain(diagnostic.notes.iter().cloned()).collect();
                found.push(Diagnostic { severity, notes, ..diagnostic });
            }
        };
        let Some(recorded) = records.get(&contract.name) else {
            let message = format!("the contract of {} is locked, but not recorded", title(&contract.name));
            let help = "run `cargo archcheck contracts write`, and commit the file";
            report(Diagnostic::new(Code::ContractUnrecorded, message).at(contract.place, "").help(help));
            continue;
        };
        let changes = compare(&recorded.surface, &contract.surface);
        if changes.is_empty() {
            continue;
        }
        let users = users(analysis, rules, contract.module);
        for change in &changes {
            report(changed(contract, recorded, change, &users));
        }
    }
    for (name, recorded) in records.iter().filter(|(name, _)| !locked.contains_key(*name)) {
        let message = format!("the contract of {} is recorded, but not locked", title(name));
        let help = "lock it again, or run `cargo archcheck contracts write` to remove the record";
        let diagnostic = Diagnostic::new(Code::StaleContract, message).help(help);
        let diagnostic = match recorded.place {
            Some(place) => diagnostic.at(place, ""),
            None => diagnostic,
        };
        found.extend(rules.severity(None, Code::StaleContract).map(|severity| Diagnostic { severity, ..diagnostic }));
    }
    diagnostic::sort(&mut found, &analysis.sources);
    found
}

/// Returns what messages call a contract.
fn title(name: &str) -> String {
    match name.split_once('#') {
        Some((module, interface)) => format!("interface `{interface}` of module `{module}`"),
        None => format!("module `{name}`"),
    }
}

/// The number of users to name.
const FEW: usize = 5;

fn changed(contract: &Locked, recorded: &Recorded, change: &Change, users: &Users) -> Diagnostic {
    let name = |path: Option<&String>| path.map_or_else(String::new, |path| format!("`{path}`"));
    let before = change.before.as_ref().map(|item| &item.path);
    let after = change.after.as_ref().map(|item| &item.path);
    let noun = change.item().map_or("item", |item| item.kind.noun());
    let what = match change.kind {
        ChangeKind::Added => format!("{noun} {} was added", name(after)),
        ChangeKind::Removed => format!("{noun} {} was removed", name(before)),
        ChangeKind::Moved => format!("{noun} {} moved to {}", name(before), name(after)),
        ChangeKind::Renamed => format!("{noun} {} was renamed to {}", name(before), name(after)),
        ChangeKind::Changed => format!("{noun} {} changed", name(after)),
    };
    let effect = if change.is_breaking() { "breaking" } else { "compatible" };
    let message = format!("{what}, which is {effect} for the contract of {}", title(&contract.name));
    let mut diagnostic = Diagnostic::new(Code::ContractChanged, message);
    let place = change.after.as_ref().and_then(|item| item.place).unwrap_or(contract.place);
    diagnostic = diagnostic.at(place, "");
    if place != contract.place {
        diagnostic = diagnostic.related(contract.place, "locked here");
    }
    if let Some(place) = change.before.as_ref().and_then(|item| item.place) {
        let version = recorded.versions.last().map_or_else(String::new, |version| format!(" in version {version}"));
        diagnostic = diagnostic.related(place, format!("recorded{version}"));
    }
    diagnostic.notes.extend(change.breaking.iter().chain(&change.notes).cloned());
    let signature =
        |item: &Option<crate::contracts::SurfaceItem>| item.as_ref().and_then(|item| item.signature.clone());
    if change.kind == ChangeKind::Changed
        && let (Some(old), Some(new)) = (signature(&change.before), signature(&change.after))
        && old != new
    {
        diagnostic.notes.push(format!("was: {old}"));
        diagnostic.notes.push(format!("now: {new}"));
    }
    let definition = change.after.as_ref().and_then(|item| item.definition.as_ref());
    let used = definition.and_then(|definition| users.get(definition));
    let part = change.after.as_ref().filter(|item| item.kind.is_part());
    let used_by = part.map_or_else(|| "used by".to_owned(), |part| format!("`{}` is used by", part.parent()));
    for user in used.into_iter().flatten().take(FEW) {
        let references =
            if user.references == 1 { "1 reference".to_owned() } else { format!("{} references", user.references) };
        diagnostic = diagnostic.related(user.place, format!("{used_by} `{}`: {references}", user.module));
    }
    diagnostic.help("undo the change, or record it with `cargo archcheck contracts write --bump --reason TEXT`")
}
