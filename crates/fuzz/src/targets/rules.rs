//! The rules file, on the fixture that its first line names.

use super::{Check, Observed, Target, observed, of_message, same};
use crate::{
    corpus::{fixture_of, of_fixtures},
    mutation::mutate,
};
use archcheck_core::{
    Analysis, CheckOptions, Date, Diagnostic, Source, Workspace, check_rules, read_rules, resolve, workspace,
};
use archcheck_testing::{cargo, fixtures, repository};
use std::{collections::HashMap, fs, io};

pub(super) const TARGET: Target = Target {
    name: "rules",
    about: "a rules file: reading and checking it twice gives the same",
    extension: "toml",
    seeds,
    next: |pool, random| mutate(pool, &WORDS, random),
    start,
};

/// Keys, values and punctuation of rules files.
const WORDS: [&str; 74] = [
    "version = 1\n",
    "[modules.a]\n",
    "[[rules]]\n",
    "[[layers]]\n",
    "[[exceptions]]\n",
    "[analysis]\n",
    "[tags]\n",
    "id = \"x\"\n",
    "type = \"forbid\"\n",
    "type = \"acyclic\"\n",
    "type = \"limit\"\n",
    "type = \"only\"\n",
    "type = \"protect\"\n",
    "type = \"require\"\n",
    "type = \"independent\"\n",
    "type = \"stable\"\n",
    "type = \"interfaces\"\n",
    "type = \"within\"\n",
    "transitive = true\n",
    "edges = \"declared\"\n",
    "kinds = [\"use\"]\n",
    "context = \"production\"\n",
    "severity = \"warn\"\n",
    "severity = \"off\"\n",
    "reason = \"why\"\n",
    "owner = \"us\"\n",
    "expires = \"2020-01-01\"\n",
    "paths",
    "crates",
    "exclude",
    "order",
    "from",
    "to",
    "except",
    "among",
    "depends-on",
    "exposes",
    "visible-to",
    "interfaces",
    "tags",
    "extends",
    "open",
    "free",
    "closed",
    "max",
    "\"**\"",
    "\"shop::**\"",
    "\"*\"",
    "\"shop::*::{x}\"",
    "\"{!x}\"",
    "\"=shop\"",
    "\"extern:serde\"",
    "\"extern:*\"",
    "\"std::fs\"",
    "\"tag:x\"",
    "\"bin:*\"",
    "\"a#b\"",
    "true",
    "false",
    "0",
    "-1",
    "9223372036854775807",
    "1979-05-27T07:32:00Z",
    "nan",
    "\"\"\"",
    "'''",
    "[",
    "]",
    "{",
    "}",
    "=",
    ",",
    ".",
    "\"",
];

fn seeds() -> Vec<String> {
    let mut seeds = of_fixtures("archcheck.toml");
    seeds.extend(
        ["rules.example.toml", "archcheck.toml"]
            .iter()
            .filter_map(|file| fs::read_to_string(repository().join(file)).ok()),
    );
    seeds
}

/// The number of inputs after which an analysis is made again, since it keeps every rules file that it has seen.
const MAX_USES: usize = 1000;

/// The analyses of the fixtures that inputs have named.
#[derive(Default)]
pub(super) struct Analyses(HashMap<String, (Workspace, Analysis, usize)>);

impl Analyses {
    /// Returns the analysis of the fixture that an input names.
    pub(super) fn of(&mut self, text: &str) -> &mut Analysis {
        let name = fixture_of(text);
        let directory = fixtures().join(name);
        let is_known =
            name.chars().all(|c| c.is_ascii_lowercase() || c == '-') && directory.join("Cargo.toml").exists();
        let name = if is_known { name } else { "layers" };
        let options = resolve::Options { threads: Some(1), ..resolve::Options::default() };
        let analyze = |workspace: &Workspace| {
            resolve::analyze(workspace.clone(), &options, &|_| ()).expect("a thread can be started")
        };
        let entry = self.0.entry(name.to_owned()).or_insert_with(|| {
            let directory = fixtures().join(name);
            let workspace = workspace::load(None, &cargo(), &directory).expect("Cargo reads the fixture");
            let analysis = analyze(&workspace);
            (workspace, analysis, 0)
        });
        entry.2 += 1;
        if entry.2.is_multiple_of(MAX_USES) {
            entry.1 = analyze(&entry.0);
        }
        &mut entry.1
    }
}

/// Reads a rules file, and checks the analysis by it.
pub(super) fn check(analysis: &mut Analysis, text: &str) -> Vec<Diagnostic> {
    let file = analysis.sources.add(Source::new("archcheck.toml".to_owned(), text.to_owned()));
    // Files that the rules file names are empty.
    let mut load = |_: &std::path::Path| io::Result::Ok(String::new());
    let (rules, mut found) = read_rules(file, analysis, &mut load);
    if let Some(rules) = rules {
        let options = CheckOptions { today: Date::from_unix_seconds(1_800_000_000), whole: true };
        found.extend(check_rules(&rules, analysis, &options).diagnostics);
    }
    found
}

fn start() -> Box<Check> {
    let mut known = Analyses::default();
    Box::new(move |text| {
        let analysis = known.of(text);
        let found = check(analysis, text);
        let again = check(analysis, text);
        let messages = |found: &[Diagnostic]| found.iter().map(|one| one.message.clone()).collect::<Vec<_>>();
        same("the second check differs", &messages(&found), &messages(&again))?;
        Ok(features(&found))
    })
}

fn features(found: &[Diagnostic]) -> Observed {
    let codes = found.iter().map(|one| observed(&format!("{:?}{:?}", one.code, one.severity)));
    codes.chain(found.iter().map(|one| of_message(&one.message))).collect()
}
