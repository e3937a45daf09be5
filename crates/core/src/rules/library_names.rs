//! The names of the libraries of external packages: those that `[analysis] library-names` sets, and packages whose library
//! may have another name than the package.
//!
//! The manifests of external packages are not read. If `iban-validate` calls its library `iban`, code names the crate `iban`,
//! which no manifest of the workspace lists.

use super::{
    analysis_settings::LibraryNames,
    suggest,
    table::{Problems, Text},
};
use crate::{
    codes::Code,
    diagnostic::Label,
    graph::{End, Graph, Reference},
    source::Place,
    workspace::{ExternTarget, PackageId, TOOLCHAIN_CRATES, Workspace},
};
use std::collections::{BTreeMap, BTreeSet};

impl LibraryNames {
    /// Reads the key. Reports unknown packages and names that no library can have.
    pub(super) fn read(written: &[(Text, Text)], workspace: &Workspace, problems: &mut Problems) -> Self {
        let mut names = BTreeMap::new();
        let packages: BTreeSet<&str> = external_packages(workspace).map(|(_, package)| package).collect();
        for (package, library) in written {
            if !packages.contains(package.value.as_str()) {
                let message = format!("no package of the workspace depends on an external package `{}`", package.value);
                let help = suggest::sentence(&package.value, packages.iter().copied());
                problems.report(Code::UnknownName, package.span.clone(), message).help.extend(help);
                continue;
            }
            if !is_crate_name(&library.value) {
                let message = format!("`{}` can't be the name of a library", library.value);
                let diagnostic = problems.report(Code::WrongValue, library.span.clone(), message);
                diagnostic.help.push("write the name that code uses, with underscores for hyphens".into());
                continue;
            }
            names.insert(package.value.replace('-', "_"), library.value.clone());
        }
        Self::new(names)
    }

    /// Reports a selector of an external package that cannot be judged: no code names the package, but code of a package
    /// that depends on it names a crate that no manifest lists.
    pub(super) fn report_unknown_library(
        &self,
        name: &str,
        text: &Text,
        workspace: &Workspace,
        graph: &Graph,
        problems: &mut Problems,
    ) {
        let Some((package, candidates)) = self.candidates(name, workspace, graph) else { return };
        let Some((first, place)) = candidates.first() else { return };
        let listed: Vec<_> = candidates.iter().take(3).map(|(name, _)| format!("`{name}`")).collect();
        let message = format!(
            "can't check `{}`: no code uses a crate `{}`, and its library may be {}, which code uses but no manifest lists",
            text.value,
            self.library(package).map_or_else(|| package.replace('-', "_"), str::to_owned),
            listed.join(" or ")
        );
        let diagnostic = problems.report(Code::UnknownLibrary, text.span.clone(), message);
        diagnostic.help.push(format!(
            "if it is, add `library-names = {{ \"{package}\" = \"{first}\" }}` to `[analysis]`; otherwise, give the name of \
             its library there, such as \"{}\"",
            package.replace('-', "_")
        ));
        diagnostic.related.push(Label { place: *place, text: format!("`{first}` is used here") });
    }

    /// Returns a package that no code names, with the crates that may be its library, the most similar names first.
    fn candidates<'w>(
        &self,
        name: &str,
        workspace: &'w Workspace,
        graph: &'w Graph,
    ) -> Option<(&'w str, Vec<(&'w str, Place)>)> {
        let name = name.replace('-', "_");
        let is_it = |package: &str| package.replace('-', "_") == name;
        let dependents: Vec<(PackageId, &str)> =
            external_packages(workspace).filter(|(_, package)| is_it(package)).collect();
        let (_, package) = *dependents.first()?;
        let library = self.library(&name).unwrap_or(&name);
        if graph.outside.iter().any(|outside| outside.krate() == library) {
            return None;
        }
        let listed: BTreeSet<String> =
            external_packages(workspace).map(|(_, package)| package.replace('-', "_")).collect();
        let is_unexplained =
            |krate: &str| !TOOLCHAIN_CRATES.contains(&krate) && !listed.contains(krate) && !self.has_library(krate);
        let of_dependent = |reference: &&Reference| {
            let krate = graph.module(reference.from).krate;
            dependents.iter().any(|(dependent, _)| *dependent == workspace.krate(krate).package)
        };
        let mut found: BTreeMap<&str, Place> = BTreeMap::new();
        for reference in graph.references.iter().filter(of_dependent) {
            let target = graph.target(reference);
            if let End::Outside(id) = target.defined
                && is_unexplained(graph.outside(id).krate())
            {
                found.entry(graph.outside(id).krate()).or_insert_with(|| reference.place());
            }
        }
        let mut candidates: Vec<_> = found.into_iter().collect();
        candidates.sort_by_key(|(krate, _)| !krate.split('_').any(|word| name.split('_').any(|other| other == word)));
        Some((package, candidates))
    }
}

/// Returns the external packages that code can name, each with a package that depends on it.
fn external_packages(workspace: &Workspace) -> impl Iterator<Item = (PackageId, &str)> {
    workspace.crates.iter().flat_map(|krate| {
        krate.externs.iter().filter_map(|external| match &external.target {
            ExternTarget::Outside(package) => Some((krate.package, package.as_str())),
            ExternTarget::Member(_) => None,
        })
    })
}

fn is_crate_name(name: &str) -> bool {
    let is_word = |char: char| char.is_alphanumeric() || char == '_';
    name.chars().all(is_word) && name.starts_with(|first: char| !first.is_numeric())
}
