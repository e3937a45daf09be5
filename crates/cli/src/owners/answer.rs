//! The answer as plain data, which is also the JSON document (`archcheck.owners/1`).

use crate::{
    debt::{Debt, DebtEntry, ExceptionEntry, metas},
    report::named,
};
use archcheck_core::{
    analysis::Analysis,
    codeowners::CodeOwners,
    date::Date,
    query::ModuleSummaries,
    rules::{ModuleId, Rules, split_owners},
    source::{FileId, Place},
};
use serde::Serialize;
use std::{collections::BTreeMap, path::Path};

/// What the answer is made of.
pub(crate) struct OwnersInput<'a> {
    pub(crate) rules: &'a Rules,
    pub(crate) analysis: &'a Analysis,
    pub(crate) summaries: &'a ModuleSummaries,
    pub(crate) debt: &'a Debt,
    /// The CODEOWNERS file with its name.
    pub(crate) codeowners: Option<&'a (&'static str, CodeOwners)>,
    /// The root of the repository, which the patterns of CODEOWNERS start from.
    pub(crate) repository: &'a Path,
    pub(crate) today: Date,
}

/// All owners.
#[derive(Debug, Serialize)]
pub(crate) struct OwnersAnswer {
    pub(super) schema: &'static str,
    /// The name of the CODEOWNERS file.
    pub(super) codeowners: Option<&'static str>,
    /// The lines of that file that the host ignores.
    pub(super) ignored_lines: Vec<IgnoredLine>,
    /// By name; what has no owner is last.
    pub(super) owners: Vec<OwnerEntry>,
}

/// A line of CODEOWNERS that the host ignores.
#[derive(Debug, Serialize)]
pub(super) struct IgnoredLine {
    pub(super) line: usize,
    pub(super) why: String,
}

/// An owner.
#[derive(Debug, Default, Serialize)]
pub(super) struct OwnerEntry {
    /// The name, or `None` for what has no owner.
    pub(super) owner: Option<String>,
    pub(super) modules: Vec<OwnedModule>,
    pub(super) violations: Vec<Violation>,
    /// By expiry; those without a date are last.
    pub(super) exceptions: Vec<Exception>,
    /// The number of violations that the baseline records.
    pub(super) baselined: usize,
}

/// A module of an owner.
#[derive(Clone, Debug, Serialize)]
pub(super) struct OwnedModule {
    pub(super) name: String,
    /// Where the owner comes from: `owner` or `codeowners`.
    pub(super) source: &'static str,
    /// The number of its files that belong to the owner.
    pub(super) files: usize,
    /// The number of all its files.
    pub(super) all_files: usize,
    /// The other owners of its files.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) others: Vec<String>,
}

/// A violation.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Violation {
    pub(super) rule: String,
    pub(super) message: String,
    pub(super) file: Option<String>,
    pub(super) line: Option<u32>,
}

/// An exception.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Exception {
    pub(super) rule: String,
    pub(super) expires: Option<String>,
    pub(super) expired: bool,
    pub(super) reason: Option<String>,
    pub(super) file: String,
    pub(super) line: u32,
}

/// Collects what each owner is responsible for.
pub(crate) fn answer(input: &OwnersInput<'_>) -> OwnersAnswer {
    let mut owners: BTreeMap<Option<String>, OwnerEntry> = BTreeMap::new();
    let mut each = |names: Vec<String>, add: &dyn Fn(&mut OwnerEntry)| {
        let names: Vec<_> = if names.is_empty() { vec![None] } else { names.into_iter().map(Some).collect() };
        for name in names {
            add(owners.entry(name.clone()).or_insert_with(|| OwnerEntry { owner: name, ..OwnerEntry::default() }));
        }
    };
    for at in 0..input.rules.modules.len() {
        for (owner, module) in of_module(input, ModuleId(at as u32)) {
            each(owner.into_iter().collect(), &|entry| entry.modules.push(module.clone()));
        }
    }
    for one in &input.debt.violations {
        let violation = violation(one, input.analysis);
        each(of_violation(input, one), &|entry| entry.violations.push(violation.clone()));
    }
    for one in &input.debt.baselined {
        each(of_violation(input, one), &|entry| entry.baselined += 1);
    }
    let mut exceptions: Vec<&ExceptionEntry> = input.debt.exceptions.iter().collect();
    exceptions.sort_by_key(|one| (one.expires.is_none(), one.expires));
    for one in exceptions {
        let exception = exception(one, input);
        each(of_exception(input, one), &|entry| entry.exceptions.push(exception.clone()));
    }
    let mut owners: Vec<OwnerEntry> = owners.into_values().collect();
    owners.sort_by_key(|entry| entry.owner.is_none());
    let ignored = input.codeowners.iter().flat_map(|(_, file)| &file.ignored);
    OwnersAnswer {
        schema: "archcheck.owners/1",
        codeowners: input.codeowners.map(|(name, _)| *name),
        ignored_lines: ignored.map(|(line, why)| IgnoredLine { line: *line, why: why.clone() }).collect(),
        owners,
    }
}

/// Returns the owners of a module, each with the number of its files; `None` is for files without one.
fn of_module(input: &OwnersInput<'_>, id: ModuleId) -> Vec<(Option<String>, OwnedModule)> {
    let files = &input.summaries.modules[id.0 as usize].files;
    let module = input.rules.module(id);
    if let Some(owner) = &module.meta.owner {
        let owned = |name: String| {
            let all_files = files.len();
            let module = OwnedModule {
                name: module.name.clone(),
                source: "owner",
                files: all_files,
                all_files,
                others: Vec::new(),
            };
            (Some(name), module)
        };
        return split_owners(owner).into_iter().map(owned).collect();
    }
    let mut by_owner: BTreeMap<Option<String>, usize> = BTreeMap::new();
    for file in files {
        let owners = of_file(input, *file);
        let owners: Vec<_> = if owners.is_empty() { vec![None] } else { owners.into_iter().map(Some).collect() };
        for owner in owners {
            *by_owner.entry(owner).or_default() += 1;
        }
    }
    if by_owner.is_empty() {
        by_owner.insert(None, 0);
    }
    let named: Vec<String> = by_owner.keys().flatten().cloned().collect();
    let owned = |(owner, files_of): (Option<String>, usize)| {
        let others = named.iter().filter(|other| Some(*other) != owner.as_ref()).cloned().collect();
        let module = OwnedModule {
            name: module.name.clone(),
            source: "codeowners",
            files: files_of,
            all_files: files.len(),
            others,
        };
        (owner, module)
    };
    by_owner.into_iter().map(owned).collect()
}

/// Returns the names of the owners of a module, in order.
pub(crate) fn owners_of_module(input: &OwnersInput<'_>, id: ModuleId) -> Vec<String> {
    of_module(input, id).into_iter().filter_map(|(owner, _)| owner).collect()
}

/// Returns the owners that CODEOWNERS gives to a file.
pub(super) fn of_file(input: &OwnersInput<'_>, file: FileId) -> Vec<String> {
    let Some((_, codeowners)) = input.codeowners else { return Vec::new() };
    let path = input.analysis.workspace.root.join(&input.analysis.sources.get(file).path);
    codeowners.owners(&named(&path, input.repository)).into_iter().map(str::to_owned).collect()
}

/// Returns the owners of code: of its module, or else of its file.
fn of_code(input: &OwnersInput<'_>, module: Option<ModuleId>, place: Option<Place>) -> Vec<String> {
    if let Some(owner) = module.and_then(|id| input.rules.module(id).meta.owner.as_ref()) {
        return split_owners(owner);
    }
    place.map_or_else(Vec::new, |place| of_file(input, place.file))
}

pub(crate) fn of_violation(input: &OwnersInput<'_>, one: &DebtEntry) -> Vec<String> {
    let owners = of_code(input, one.module, one.place);
    if owners.is_empty() { of_rule(input, &one.rule) } else { owners }
}

pub(crate) fn of_exception(input: &OwnersInput<'_>, one: &ExceptionEntry) -> Vec<String> {
    if let Some(owner) = &one.owner {
        return split_owners(owner);
    }
    let owners = of_code(input, one.module, one.code);
    if owners.is_empty() { of_rule(input, &one.rule) } else { owners }
}

/// Returns the owners of a rule, of layers, or of the module that a rule such as `modules.orders.exposes` belongs to.
fn of_rule(input: &OwnersInput<'_>, rule: &str) -> Vec<String> {
    let is_of = |id: &str| rule == id || rule.strip_prefix(id).is_some_and(|rest| rest.starts_with('.'));
    let meta = metas(input.rules).find(|meta| is_of(&meta.id));
    meta.and_then(|meta| meta.owner.as_deref()).map(split_owners).unwrap_or_default()
}

fn violation(one: &DebtEntry, analysis: &Analysis) -> Violation {
    let located = one.place.map(|place| analysis.sources.locate(place));
    Violation {
        rule: one.rule.clone(),
        message: one.message.clone(),
        file: located.map(|(path, _)| path.to_owned()),
        line: located.map(|(_, at)| at.line),
    }
}

fn exception(one: &ExceptionEntry, input: &OwnersInput<'_>) -> Exception {
    let (path, at) = input.analysis.sources.locate(one.place);
    Exception {
        rule: one.rule.clone(),
        expires: one.expires.map(|date| date.to_string()),
        expired: one.expires.is_some_and(|date| date < input.today),
        reason: one.reason.clone(),
        file: path.to_owned(),
        line: at.line,
    }
}
