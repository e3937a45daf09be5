//! The formats of an answer, and escaping.

use super::{answer::*, *};
use crate::{escape, terminal::Look};

const LOOK: Look = Look { width: 80, ..Look::FILE };

fn sample() -> OwnersAnswer {
    let module = |name: &str, files, all_files, others: &[&str]| OwnedModule {
        name: name.to_owned(),
        source: "codeowners",
        files,
        all_files,
        others: others.iter().map(|other| (*other).to_owned()).collect(),
    };
    let exception = |expires: Option<&str>, expired| Exception {
        rule: "no|files".to_owned(),
        expires: expires.map(str::to_owned),
        expired,
        reason: Some("a | b\u{1b}[31m".to_owned()),
        file: "archcheck.toml".to_owned(),
        line: 3,
    };
    OwnersAnswer {
        schema: "archcheck.owners/1",
        codeowners: Some(".github/CODEOWNERS"),
        ignored_lines: vec![IgnoredLine { line: 2, why: "GitHub does not support patterns with `!`".to_owned() }],
        owners: vec![
            OwnerEntry {
                owner: Some("@shop/<b>web</b>".to_owned()),
                modules: vec![module("orders", 2, 2, &[]), module("catalog", 1, 2, &["@ana"])],
                violations: Vec::new(),
                exceptions: vec![exception(Some("2026-01-02"), true), exception(None, false)],
                baselined: 2,
            },
            OwnerEntry { owner: Some("=SUM(A1)".to_owned()), ..OwnerEntry::default() },
            OwnerEntry { modules: vec![module("jobs", 1, 1, &[])], ..OwnerEntry::default() },
        ],
    }
}

#[test]
fn every_format_shows_the_same_answer() {
    let answer = sample();
    insta::assert_snapshot!("owners", human(&answer, LOOK));
    insta::assert_snapshot!("owners.markdown", markdown(&answer));
    insta::assert_snapshot!("owners.csv", csv(&answer));
    assert_eq!(escape::lines(&human(&answer, LOOK)), human(&answer, LOOK).trim_end());
}
