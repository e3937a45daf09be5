//! Reads `[analysis]`.

use super::{
    analysis_settings::AnalysisSettings,
    coverage::report_no_match,
    document::Document,
    matching::Binding,
    names,
    names::Names,
    scope::{Nested, Scope},
    suggest,
    table::Problems,
};
use crate::{
    analysis::{Analysis, TestConditions},
    codes::Code,
    graph::RustModuleId,
    source::FileId,
    workspace::{PackageId, Workspace},
};
use rustc_hash::FxHashSet;
use std::collections::BTreeSet;

/// Reads the keys. Reports globs that match no file or package.
pub(super) fn read(
    document: &Document,
    analysis: &Analysis,
    names: &Names<'_>,
    problems: &mut Problems,
) -> AnalysisSettings {
    let excluded = excluded(document, analysis, problems);
    let test_packages = test_packages(document, names, problems);
    let (test_modules, test_conditions) = test_code(document, analysis, names, problems);
    AnalysisSettings { excluded, test_packages, test_modules, test_conditions, library_names: names.libraries.clone() }
}

/// Returns whether each source file is excluded. Reports globs that match no file.
fn excluded(document: &Document, analysis: &Analysis, problems: &mut Problems) -> Vec<bool> {
    let own: Vec<FileId> = problems.files().collect();
    let mut excluded = vec![false; analysis.sources.iter().len()];
    for text in &document.exclude {
        let Some(matcher) = names::glob(text, problems) else { continue };
        let mut used = false;
        for (id, source) in analysis.sources.iter() {
            if !own.contains(&id) && matcher.is_match(&source.path) {
                excluded[id.0 as usize] = true;
                used = true;
            }
        }
        if !used {
            let message = format!("`{}` matches no source file", text.value);
            problems.report_unmatched(Code::MatchesNothing, text.span.clone(), message);
        }
    }
    excluded
}

fn test_packages(document: &Document, names: &Names<'_>, problems: &mut Problems) -> Vec<PackageId> {
    let mut packages = Vec::new();
    for text in &document.test_crates {
        let Some(found) = names.packages(text, &text.value, problems) else { continue };
        if found.is_empty() {
            let message = format!("`{}` matches no package", text.value);
            problems.report(Code::MatchesNothing, text.span.clone(), message);
        }
        packages.extend(found);
    }
    packages
}

/// How an entry of `test-code` starts that names a feature.
const FEATURE: &str = "feature:";

/// Returns the Rust modules of `test-code`, and the conditions of code with its features.
fn test_code(
    document: &Document,
    analysis: &Analysis,
    names: &Names<'_>,
    problems: &mut Problems,
) -> (FxHashSet<RustModuleId>, TestConditions) {
    let code = &names.code;
    let (mut modules, mut features) = (FxHashSet::default(), BTreeSet::new());
    for text in &document.test_code {
        if let Some(feature) = text.value.strip_prefix(FEATURE) {
            let found = packages_with(feature, &analysis.workspace);
            if found.is_empty() {
                let known = analysis.workspace.packages.iter().flat_map(|package| package.features.keys());
                let message = format!("no package of the workspace has a feature `{feature}`");
                let diagnostic = problems.report(Code::UnknownName, text.span.clone(), message);
                diagnostic.help.extend(suggest::sentence(feature, known.map(String::as_str)));
            }
            features.extend(found);
            continue;
        }
        let Some(selector) = names.selector(text, problems) else { continue };
        if selector.meaning.has_outside() {
            let message =
                format!("`{}` is outside the workspace, but this key selects code of the workspace", text.value);
            problems.report(Code::BadPattern, text.span.clone(), message);
            continue;
        }
        let (scope, free) = (Scope::of(&selector.meaning, code), Binding::new());
        let own = code.graph.modules().map(|(id, _)| id);
        let own: Vec<_> = own.filter(|id| scope.find(code, *id, &free, Nested::Deepest).is_some()).collect();
        if own.is_empty() {
            report_no_match(text, code, problems);
        }
        modules.extend(own);
    }
    let conditions = analysis.test_conditions(&features);
    modules.extend(conditions.modules(code.graph));
    (modules, conditions)
}

/// Returns the packages with a feature.
fn packages_with(feature: &str, workspace: &Workspace) -> Vec<(PackageId, String)> {
    let packages = (0u32..).map(PackageId).zip(&workspace.packages);
    let with = packages.filter(|(_, package)| package.features.contains_key(feature));
    with.map(|(id, _)| (id, feature.to_owned())).collect()
}
