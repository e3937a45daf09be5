//! `--package` and `--exclude`: select the packages whose violations a check reports.
//!
//! Problems of the rules file and the analysis are always reported, because they make the verdict untrustworthy.

use super::run::Stop;
use crate::{args::Packages, text};
use archcheck_core::{
    analysis::Analysis,
    codes::Class,
    diagnostic::Diagnostic,
    rules::{self, Meaning},
    workspace::PackageId,
};
use std::{collections::BTreeSet, path::Path};

/// Returns the selected packages.
pub(super) fn selected(packages: &Packages, analysis: &Analysis) -> Result<BTreeSet<PackageId>, Stop> {
    if !packages.exclude.is_empty() && !packages.workspace {
        return Err("`--exclude` needs `--workspace`, as in Cargo".to_owned().into());
    }
    let all = || (0..analysis.workspace.packages.len() as u32).map(PackageId);
    let mut selected: BTreeSet<_> = if packages.package.is_empty() { all().collect() } else { BTreeSet::new() };
    for spec in &packages.package {
        selected.extend(matching("--package", spec, analysis)?);
    }
    for spec in &packages.exclude {
        for package in matching("--exclude", spec, analysis)? {
            selected.remove(&package);
        }
    }
    Ok(selected)
}

/// Returns the packages that match a name or glob.
fn matching(flag: &str, spec: &str, analysis: &Analysis) -> Result<Vec<PackageId>, Stop> {
    match rules::parse_selector(&format!("crate:{spec}"), analysis, None) {
        Ok(selector) => match selector.meaning {
            Meaning::Crates(packages) => Ok(packages),
            _ => Ok(Vec::new()),
        },
        Err(error) => {
            let names = || analysis.workspace.packages.iter().map(|package| package.name.as_str());
            let suggestion = rules::nearest(spec, names())
                .or_else(|| error.help.into_iter().find(|help| help.starts_with("did you")));
            let help = suggestion
                .unwrap_or_else(|| format!("the packages are {}", text::few(&names().collect::<Vec<_>>(), 10)));
            Err(text::with_help(&format!("`{flag} {spec}`: no package of this workspace matches"), &[help]).into())
        }
    }
}

/// Whether to report a diagnostic: violations in the files of other packages are not reported.
pub(super) fn is_reported(diagnostic: &Diagnostic, selected: &BTreeSet<PackageId>, analysis: &Analysis) -> bool {
    if diagnostic.code.info().class != Class::Violation {
        return true;
    }
    let Some(label) = &diagnostic.primary else { return true };
    package_of(&analysis.sources.get(label.place.file).path, analysis).is_none_or(|package| selected.contains(&package))
}

/// Returns the innermost package whose directory contains a source file; `None` for a rules file or baseline.
fn package_of(path: &str, analysis: &Analysis) -> Option<PackageId> {
    let is_rules = Path::new(path).extension().is_some_and(|extension| extension == "toml");
    if is_rules && !path.ends_with("Cargo.toml") {
        return None;
    }
    let packages = (0u32..).map(PackageId).zip(&analysis.workspace.packages);
    let inside = packages.filter(|(_, package)| {
        let directory = package.directory.as_str();
        directory.is_empty() || path.strip_prefix(directory).is_some_and(|rest| rest.starts_with('/'))
    });
    inside.max_by_key(|(_, package)| package.directory.len()).map(|(id, _)| id)
}
