//! Writes CODEOWNERS lines for the files of modules. The last match wins, so more specific lines come later.

use super::answer::{OwnersInput, of_file, owners_of_module};
use crate::report::named;
use archcheck_core::{
    codeowners::{CodeOwners, Dialect, pattern_of},
    rules::ModuleId,
};
use std::collections::{BTreeMap, BTreeSet};

/// Returns the lines for all modules with an owner, and the problems: files that belong to several modules with different
/// owners, and paths that no pattern can contain.
pub(crate) fn codeowners_lines(input: &OwnersInput<'_>) -> (String, Vec<String>) {
    let mut wanted: BTreeMap<String, (Vec<String>, BTreeSet<&str>)> = BTreeMap::new();
    let mut problems = Vec::new();
    for (at, module) in input.rules.modules.iter().enumerate() {
        let id = ModuleId(at as u32);
        let mut owners = match &module.meta.owner {
            Some(_) => owners_of_module(input, id),
            None => Vec::new(),
        };
        owners.retain(|owner| {
            let is_account =
                owner.contains('@') && !owner.contains(|char: char| char.is_whitespace() || char.is_control());
            if !is_account {
                problems.push(format!("`{owner}` is neither an account nor an address, so CODEOWNERS can't name it"));
            }
            is_account
        });
        for file in &input.summaries.modules[at].files {
            // Code of a module without owner keeps the one that CODEOWNERS gives it.
            let owners = if module.meta.owner.is_some() { owners.clone() } else { of_file(input, *file) };
            let path = input.analysis.workspace.root.join(&input.analysis.sources.get(*file).path);
            let (others, modules) = wanted.entry(named(&path, input.repository)).or_default();
            if !others.is_empty() && !owners.is_empty() && *others != owners {
                problems.push(format!(
                    "`{}` has code of the modules `{}` and `{}`, which have different owners",
                    named(&path, input.repository),
                    modules.iter().copied().collect::<Vec<_>>().join("`, `"),
                    module.name
                ));
            }
            for owner in owners.iter().filter(|owner| !others.contains(owner)).cloned().collect::<Vec<_>>() {
                others.push(owner);
            }
            modules.insert(&module.name);
        }
    }
    let files: BTreeMap<&str, &[String]> =
        wanted.iter().map(|(path, (owners, _))| (path.as_str(), owners.as_slice())).collect();
    let mut lines = directories(&files);
    // What the lines so far get wrong has a line of its own.
    let written = CodeOwners::parse(&text(&lines), Dialect::GitHub);
    for (path, owners) in &files {
        if written.owners(path) != *owners {
            lines.push(((*path).to_owned(), owners.to_vec()));
        }
    }
    lines.sort_by_key(|(path, _)| (path.trim_end_matches('/').matches('/').count(), path.clone()));
    for (path, _) in lines.iter().filter(|(path, _)| pattern_of(path).is_none()) {
        problems.push(format!("no pattern of CODEOWNERS can match `{path}`"));
    }
    (text(&lines), problems)
}

/// Returns the directories with an owner that differs from that of the directory above: the owner of all their files, or
/// else of the Rust module that they belong to (`web/mod.rs` or `web.rs`), so that new files have an owner, too.
fn directories(files: &BTreeMap<&str, &[String]>) -> Vec<(String, Vec<String>)> {
    let mut owners_in: BTreeMap<&str, BTreeSet<&[String]>> = BTreeMap::new();
    for (path, owners) in files {
        for (at, _) in path.match_indices('/') {
            owners_in.entry(&path[..=at]).or_default().insert(owners);
        }
    }
    let own = |directory: &str, owners: &BTreeSet<&[String]>| -> Option<Vec<String>> {
        let of_file = |file: String| files.get(file.as_str()).copied();
        let of_module = || {
            let sibling = || of_file(format!("{}.rs", directory.trim_end_matches('/')));
            of_file(format!("{directory}mod.rs")).or_else(sibling)
        };
        let only = owners.first().filter(|_| owners.len() == 1).copied();
        only.or_else(of_module).filter(|owners| !owners.is_empty()).map(<[String]>::to_vec)
    };
    let mut lines: Vec<(String, Vec<String>)> = Vec::new();
    // A directory comes after the one above it.
    for (directory, owners) in &owners_in {
        let Some(owner) = own(directory, owners) else { continue };
        let above = lines.iter().rev().find(|(above, _)| directory.starts_with(above.as_str()));
        if above.is_none_or(|(_, above)| *above != owner) {
            lines.push(((*directory).to_owned(), owner));
        }
    }
    lines
}

fn text(lines: &[(String, Vec<String>)]) -> String {
    let line = |(path, owners): &(String, Vec<String>)| {
        let pattern = pattern_of(path)?;
        Some(format!("{} {}", pattern, owners.join(" ")).trim_end().to_owned() + "\n")
    };
    lines.iter().filter_map(line).collect()
}
