//! Compares what each path resolves to with the pages of `tests/resolution`.
//!
//! With `ARCHCHECK_BLESS`, the test rewrites the pages with the actual result. Review it: the pages say what rustc resolves.
//! `ARCHCHECK_CASE` selects cases by a part of their names.

use crate::graph;
use archcheck_core::{
    analysis::Analysis,
    cfg::Configuration,
    resolve,
    workspace::{self, FeatureSelection, Workspace},
};
use archcheck_testing::documents::{self, Case, Document, Expectation};
use std::{collections::BTreeSet, fs, path::Path};

fn load(root: &Path) -> Workspace {
    let cargo = archcheck_testing::cargo();
    workspace::load(None, &cargo, root).expect("Cargo reads the case's manifests")
}

fn analyze(workspace: &Workspace, words: &[String]) -> Analysis {
    let configuration = configuration(workspace, words);
    resolve::analyze(workspace.clone(), &resolve::Options { configuration, threads: Some(1), names: false }, &|_| {})
        .unwrap()
}

/// Parses `active` and what may follow it: a target triple, `features=a,b`, `no-default-features`.
pub(crate) fn configuration(workspace: &Workspace, words: &[String]) -> Option<Configuration> {
    let mut words = words.iter().skip_while(|word| *word != "active");
    words.next()?;
    let mut selection = FeatureSelection { default_features: true, ..FeatureSelection::default() };
    let mut configuration = Configuration::host();
    for word in words {
        if let Some(features) = word.strip_prefix("features=") {
            selection.features.push(features.to_owned());
        } else if word == "no-default-features" {
            selection.default_features = false;
        } else {
            configuration = Configuration::from_triple(word).expect("the triple is known");
        }
    }
    let meets = |condition: &str| configuration.meets(condition);
    let features = workspace::active_features(workspace, &selection, &meets).expect("the features are known");
    Some(configuration.with_features(features))
}

/// Returns the actual lines for a fence.
fn found(analysis: &Analysis, words: &[String]) -> Vec<String> {
    match words[0].as_str() {
        "references" => graph::references(analysis, words.iter().any(|word| word == "places")),
        "modules" => graph::modules(analysis),
        "diagnostics" => graph::diagnostics(analysis),
        other => panic!("unknown kind of fence: `{other}`"),
    }
}

/// Returns the differences in a case, and the corrected lines of each wrong expectation by its index.
fn check(case: &Case, workspace: &Workspace) -> (Vec<String>, Vec<(usize, Vec<String>)>) {
    let (mut wrong, mut right) = (Vec::new(), Vec::new());
    for (index, Expectation { words, lines, .. }) in case.expectations.iter().enumerate() {
        let found = found(&analyze(workspace, words), words);
        if found != *lines {
            wrong.push(format!("  {}:", words.join(" ")));
            wrong.extend(lines.iter().filter(|line| !found.contains(line)).map(|line| format!("  - {line}")));
            wrong.extend(found.iter().filter(|line| !lines.contains(line)).map(|line| format!("  + {line}")));
            right.push((index, found));
        }
    }
    let says = |word: &str| case.expectations.iter().any(|expectation| expectation.words[0] == word);
    if !says("references") && !says("modules") {
        wrong.push("  has no fence of references or modules".to_owned());
    }
    let all = analyze(workspace, &[]);
    if !says("diagnostics") {
        wrong.extend(graph::diagnostics(&all).into_iter().map(|line| format!("  + {line}")));
    }
    if case.compiled {
        wrong.extend(one_configuration(&all, workspace));
    }
    (wrong, right)
}

/// Checks that one configuration of a case that compiles has no unresolved path, and no edge that all `cfg`s together lack.
fn one_configuration(all: &Analysis, workspace: &Workspace) -> Vec<String> {
    let active = analyze(workspace, &["active".to_owned()]);
    let known = graph::diagnostics(all);
    let mut wrong: Vec<String> = graph::diagnostics(&active)
        .into_iter()
        .filter(|line| !known.contains(line) && !line.starts_with("unreached"))
        .map(|line| format!("  + only active: {line}"))
        .collect();
    if active.counts.unresolved > 0 {
        wrong.push(format!("  + active, unresolved: {}", active.counts.unresolved));
    }
    let edges = |analysis: &Analysis| -> BTreeSet<(String, String)> {
        let graph = &analysis.graph;
        let edge = |reference| {
            let target = graph.target(reference);
            (graph.module(reference.from).path.clone(), graph.end_path(target.defined).to_owned())
        };
        graph.references.iter().map(edge).collect()
    };
    let (all, active) = (edges(all), edges(&active));
    wrong.extend(active.difference(&all).map(|(from, to)| format!("  + only active: {from} -> {to}")));
    wrong
}

fn bless(document: &Document, right: &[(&Expectation, Vec<String>)]) {
    let text = fs::read_to_string(&document.file).expect("the page can be read");
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for (expectation, found) in right.iter().rev() {
        lines.splice(expectation.range.clone(), found.clone());
    }
    fs::write(&document.file, lines.join("\n") + "\n").expect("the page can be written");
}

#[test]
fn every_path_resolves_as_its_page_says() {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("resolution");
    let only = std::env::var("ARCHCHECK_CASE").ok();
    let mut report: Vec<String> = Vec::new();
    let mut slugs = BTreeSet::new();
    for document in documents::read_all().expect("the pages can be read") {
        let mut rights = Vec::new();
        for case in &document.cases {
            assert!(slugs.insert(case.slug.clone()), "two cases are called `{}`", case.slug);
            if only.as_ref().is_some_and(|only| !case.slug.contains(only)) {
                continue;
            }
            let root = case.write(&directory).expect("the case can be written");
            let (wrong, right) = check(case, &load(&root));
            if !wrong.is_empty() {
                report.push(case.slug.clone());
                report.extend(wrong);
            }
            rights.extend(right.into_iter().map(|(index, found)| (&case.expectations[index], found)));
        }
        if std::env::var_os("ARCHCHECK_BLESS").is_some() {
            bless(&document, &rights);
        }
    }
    assert!(report.is_empty(), "\n{}\n", report.join("\n"));
}
