//! Source files, from text to facts.

use super::{Check, Target, observed, of_message, same};
use crate::{
    corpus::{files_below, programs},
    mutation::mutate,
};
use archcheck_core::{
    source::Span,
    syntax::{Facts, lower_code, lower_file, outline},
    workspace::Edition,
};
use archcheck_testing::repository;
use std::fs;

pub(super) const TARGET: Target = Target {
    name: "facts",
    about: "a source file in each edition: it is read, and the same facts come out again",
    extension: "rs",
    seeds,
    next: |pool, random| mutate(pool, &WORDS, random),
    start,
};

/// Tokens that begin, end or change the meaning of syntax.
pub(super) const WORDS: [&str; 112] = [
    "fn",
    "mod",
    "use",
    "pub",
    "struct",
    "enum",
    "union",
    "trait",
    "impl",
    "type",
    "const",
    "static",
    "extern",
    "crate",
    "self",
    "super",
    "Self",
    "let",
    "match",
    "if",
    "else",
    "while",
    "for",
    "in",
    "loop",
    "return",
    "break",
    "continue",
    "async",
    "await",
    "move",
    "unsafe",
    "dyn",
    "where",
    "as",
    "ref",
    "mut",
    "box",
    "try",
    "gen",
    "yield",
    "default",
    "auto",
    "safe",
    "raw",
    "macro_rules!",
    "macro",
    "r#fn",
    "'a",
    "'a:",
    "'static",
    "_",
    "::",
    "->",
    "=>",
    "..",
    "..=",
    "...",
    "<",
    ">",
    "<<",
    ">>",
    ">>=",
    "&",
    "&&",
    "|",
    "||",
    "!",
    "!=",
    "?",
    "#",
    "#!",
    "#[cfg(a)]",
    "#[cfg_attr(a, path = \"b.rs\")]",
    "#[path = \"x.rs\"]",
    "#[derive(A)]",
    "#![cfg(b)]",
    "$",
    "$x",
    "$x:expr",
    "$($x:tt),*",
    "$crate",
    "@",
    "=",
    "==",
    ";",
    ",",
    ":",
    ".",
    "-",
    "+",
    "*",
    "/",
    "%",
    "^",
    "~",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "1",
    "1.0",
    "1..",
    "b'a'",
    "\"s\"",
    "c\"s\"",
    "r#\"s\"#",
    "//! d\n",
    "/// d\n",
    "include!(\"lib.rs\");",
];

fn seeds() -> Vec<String> {
    let mut seeds = programs();
    let own = files_below(&repository().join("crates/core/src/syntax"));
    let small = own.iter().filter_map(|file| fs::read_to_string(file).ok()).filter(|text| text.len() < 8192);
    seeds.extend(small);
    seeds
}

fn start() -> Box<Check> {
    Box::new(|text| {
        let mut features = Vec::new();
        for edition in [Edition::E2015, Edition::E2018, Edition::E2021, Edition::E2024] {
            let facts = lower_file(text, 0, edition);
            features.extend(facts.problems.iter().map(|one| of_message(&one.message)));
            features.extend(sizes(&facts));
            if edition == Edition::E2021 {
                same("the facts differ", &format!("{facts:?}"), &format!("{:?}", lower_file(text, 0, edition)))?;
            }
            let _ = lower_code(text, 0, edition);
        }
        features.extend(outlined(text)?);
        Ok(features)
    })
}

/// Lists the items of a text. Each must be in the text, after the one that it is a part of.
fn outlined(text: &str) -> Result<Vec<u64>, String> {
    let Some(found) = outline(text) else { return Ok(Vec::new()) };
    same("the items differ", &format!("{found:?}"), &format!("{:?}", outline(text).unwrap_or_default()))?;
    let mut features = Vec::new();
    // Line ends are normalized, so places are those of another text if there is a `\r`.
    let is_place = |span: Span| {
        text.contains('\r') || text.get(span.start as usize..span.end as usize).is_some_and(|one| !one.is_empty())
    };
    for (index, item) in found.items.iter().enumerate() {
        let paths = item.derives.iter().chain(&item.of_trait).chain(&item.of).chain(&item.import);
        let mut spans = paths.map(|path| path.span).chain(item.unsafe_at.iter().copied()).chain([item.span]);
        if item.parent.is_some_and(|parent| parent >= index) || !spans.all(is_place) {
            return Err(format!("the place of an item is wrong: {item:?}"));
        }
        let parent = item.parent.map(|parent| found.items[parent].kind);
        features.push(observed(&(format!("{:?} {parent:?}", item.kind), item.is_in_call, item.is_documented)));
    }
    Ok(features)
}

/// Coarse numbers of what a file contains.
fn sizes(facts: &Facts) -> impl Iterator<Item = u64> {
    let counts = [
        facts.scopes.len(),
        facts.predicates.len(),
        facts.declarations.len(),
        facts.references.len(),
        facts.generators.len(),
        facts.directives.len(),
        facts.bare_calls.len(),
    ];
    counts.into_iter().enumerate().map(|(index, count)| observed(&(index, count.checked_ilog2())))
}
