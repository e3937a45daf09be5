//! Selectors, as the command line and rules files have them.

use super::{Check, Target, observed, of_message, rules};
use crate::mutation::{mutate, pick};
use archcheck_core::rules::parse_selector;
use fastrand::Rng;
use std::fmt::Write as _;

pub(super) const TARGET: Target = Target {
    name: "selectors",
    about: "a selector, on the command line and in a rule",
    extension: "txt",
    seeds: || {
        ["shop::**", "*::{a}", "extern:serde", "=shop", "tag:x", "bin:*", "a#b", "std::fs"].map(str::to_owned).to_vec()
    },
    next,
    start,
};

const WORDS: [&str; 40] = [
    "*", "**", "::", "{a}", "{b}", "{!a}", "{a}{b}", "{", "}", "!", "=", "#", ":", "extern:", "tag:", "bin:", "test:",
    "layer:", "std", "core", "alloc", "shop", "domain", "infra", "ui", "app", "r#", "crate", "self", "a", "b", "z",
    "aaaaaaaa", "/", ".", "[a-z]", "?", "\\", " ", "ab*",
];

fn next(pool: &[String], random: &mut Rng) -> String {
    if random.bool() {
        return mutate(pool, &WORDS, random);
    }
    let mut text = String::new();
    for _ in 0..=random.usize(..12) {
        let times = if random.u8(..8) == 0 { random.usize(..40) } else { 1 };
        let _ = write!(text, "{}", pick(&WORDS, random).repeat(times));
        if random.u8(..3) == 0 {
            text.push_str("::");
        }
    }
    text
}

/// A module whose names are long and alike, which is the worst case for wildcards.
const FIXTURES: [&str; 3] = ["layers", "captures", "forbid-extern"];

fn start() -> Box<Check> {
    let mut known = rules::Analyses::default();
    Box::new(move |text| {
        let mut features = Vec::new();
        for fixture in FIXTURES {
            let header = format!("# fixture: {fixture}\n");
            let analysis = known.of(&header);
            match parse_selector(text, analysis, None) {
                Ok(selector) => features.push(observed(&std::mem::discriminant(&selector.meaning))),
                Err(error) => features.push(of_message(&error.message)),
            }
            if text.contains('\'') || text.contains(char::is_control) {
                continue;
            }
            let rules = format!(
                "version = 1\n[modules.a]\npaths = ['{text}']\n[[rules]]\nid = 'r'\ntype = 'forbid'\nfrom = ['{text}']\n\
                 to = ['{text}']\nexcept = ['{text}']\n[[rules]]\nid = 's'\ntype = 'acyclic'\namong = ['{text}']\n"
            );
            features.extend(rules::check(analysis, &rules).iter().map(|one| of_message(&one.message)));
        }
        Ok(features)
    })
}
