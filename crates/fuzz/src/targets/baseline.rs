//! The baseline, on the violations of a fixture.

use super::{Check, Target, of_message, rules, same};
use crate::{
    corpus::{fixture_of, of_fixtures},
    mutation::mutate,
};
use archcheck_core::{FileId, Source, baseline, check, read_rules};
use archcheck_testing::fixtures;
use std::{fs, io};

pub(super) const TARGET: Target = Target {
    name: "baseline",
    about: "a baseline: what was written reads as what was read",
    extension: "toml",
    seeds: || of_fixtures("archcheck-baseline.toml"),
    next: |pool, random| mutate(pool, &WORDS, random),
    start,
};

const WORDS: [&str; 24] = [
    "version = 1\n",
    "version = 2\n",
    "[[violations]]\n",
    "[rules]\n",
    "rule",
    "from",
    "to",
    "count",
    "=",
    "\"",
    "[",
    "]",
    "{",
    "}",
    ",",
    "\n",
    "1",
    "0",
    "4294967296",
    "-1",
    "<<<<<<< ours\n",
    "=======\n",
    ">>>>>>> theirs\n",
    "'x'",
];

fn start() -> Box<Check> {
    let mut known = rules::Analyses::default();
    Box::new(move |text| {
        let analysis = known.of(text);
        let file = analysis.sources.add(Source::new("archcheck-baseline.toml".to_owned(), text.to_owned()));
        let read = match baseline::read(file, text) {
            Ok(read) => read,
            Err(found) => return Ok(found.iter().map(|one| of_message(&one.message)).collect()),
        };
        let written = baseline::write(&read);
        let again = baseline::read(FileId(file.0), &written).map_err(|found| format!("{written}\n{found:?}"))?;
        same("it is written otherwise", &written, &baseline::write(&again))?;
        let rules = fixtures().join(fixture_of(text)).join("archcheck.toml");
        let Ok(rules) = fs::read_to_string(rules) else { return Ok(Vec::new()) };
        let found = rules::check(analysis, &rules);
        let rules = analysis.sources.add(Source::new("archcheck.toml".to_owned(), rules));
        let (Some(rules), _) = read_rules(rules, analysis, &mut |_: &std::path::Path| io::Result::Ok(String::new()))
        else {
            return Ok(Vec::new());
        };
        let shrunk = baseline::shrink(&found, &rules, &read);
        let options = check::CheckOptions { today: archcheck_core::Date::from_unix_seconds(0), whole: true };
        let applied = baseline::apply(
            &read,
            check::check(&rules, analysis, &options).diagnostics,
            &rules,
            &analysis.sources,
            true,
        );
        let text = format!("{shrunk:?}");
        Ok(vec![text.len().ilog2().into(), format!("{applied:?}").len().ilog2().into()])
    })
}
