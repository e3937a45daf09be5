//! Properties of every graph and rules file: an exception for each violation gives a clean result, and so does a
//! baseline. The order of keys and files does not change the result.

use super::support::analysis;
use crate::{
    analysis::Analysis,
    baseline::{self, Growth},
    check::{self, CheckOptions},
    date::Date,
    diagnostic::Diagnostic,
    rules::Rules,
    source::Source,
};
use proptest::{prelude::*, sample::Index};
use std::{collections::BTreeSet, io, path::Path};

const COUNT: u8 = 6;

/// The parts of a rules file: each table with its header and keys.
type Tables = Vec<(String, Vec<String>)>;

fn name(at: u8) -> String {
    format!("shop::m{at}")
}

fn quoted(all: &BTreeSet<u8>) -> String {
    let names: Vec<_> = all.iter().map(|at| format!("\"{}\"", name(*at))).collect();
    format!("[{}]", names.join(", "))
}

/// References among some Rust modules, some through a re-export or an import.
fn graph() -> impl Strategy<Value = String> {
    let reference = (0..COUNT, 0..COUNT, proptest::option::of(0..COUNT), 0..4u8, 0..3u8)
        .prop_filter("of different modules", |(a, b, c, ..)| a != b && Some(*a) != *c);
    proptest::collection::vec(reference, 1..25).prop_map(|references| {
        let modules = (0..COUNT).map(|at| format!("mod shop::m{at} item=X\n"));
        let lines = references.iter().enumerate().map(|(index, (from, to, through, how, item))| {
            let via = through.map_or_else(String::new, |through| format!(" via shop::m{through}.X{item}*"));
            let kind = match how {
                0 => format!(" use import={index}"),
                1 => format!(" reexport import={index}"),
                2 => format!(" through={}", index.saturating_sub(1)),
                _ => String::new(),
            };
            format!("shop::m{from} -> shop::m{to}.X{item}{via}{kind}\n")
        });
        modules.chain(lines).collect()
    })
}

fn set() -> impl Strategy<Value = BTreeSet<u8>> {
    proptest::collection::btree_set(0..COUNT, 1..4)
}

/// One rule, without its id.
fn rule() -> impl Strategy<Value = Vec<String>> {
    let keys = |all: &[&str]| all.iter().map(|key| (*key).to_owned()).collect::<Vec<_>>();
    (0..9u8, set(), set(), 0..4u8).prop_map(move |(kind, from, to, max)| {
        let (from, to) = (quoted(&from), quoted(&to));
        let pair = [format!("from = {from}"), format!("to = {to}")];
        let among = "among = [\"shop::*\"]".to_owned();
        match kind {
            0 => [keys(&["type = \"forbid\""]), pair.to_vec()].concat(),
            1 => [keys(&["type = \"forbid\"", "transitive = true"]), pair.to_vec()].concat(),
            2 => [keys(&["type = \"only\"", "scope = \"all\""]), pair.to_vec()].concat(),
            3 => [keys(&["type = \"protect\"", "reexports = \"opaque\""]), pair.to_vec()].concat(),
            4 => [keys(&["type = \"require\""]), pair.to_vec()].concat(),
            5 => keys(&["type = \"independent\"", &among]),
            6 => keys(&["type = \"acyclic\"", &among]),
            7 => keys(&["type = \"stable\"", &among, "slack = 0.1"]),
            _ => keys(&["type = \"limit\"", &among, "measure = \"fan-out\"", &format!("max = {max}")]),
        }
    })
}

/// A rules file with rules, modules and layers.
fn tables() -> impl Strategy<Value = Tables> {
    let rules = proptest::collection::vec(rule(), 1..5);
    let modules = proptest::collection::vec(proptest::option::of(set()), usize::from(COUNT));
    (rules, modules, Just((0..COUNT).collect::<Vec<_>>()).prop_shuffle(), any::<bool>()).prop_map(
        |(rules, modules, order, closed)| {
            let mut tables = Tables::new();
            for (index, mut keys) in rules.into_iter().enumerate() {
                keys.push(format!("id = \"r{index}\""));
                // A rule may compare a Rust module with itself.
                keys.push("allow-empty = true".into());
                tables.push(("[[rules]]".into(), keys));
            }
            for (at, depends_on) in modules.into_iter().enumerate() {
                let others = depends_on.map(|others| others.into_iter().filter(|other| usize::from(*other) != at));
                let others = others.map(|others| {
                    let names: Vec<_> = others.map(|other| format!("\"m{other}\"")).collect();
                    format!("depends-on = [{}]", names.join(", "))
                });
                let own = format!("paths = [\"shop::m{at}\"]");
                let shown = format!("exposes = [\"shop::m{at}::X\"]");
                tables.push((
                    format!("[modules.m{at}]"),
                    [Some(own), others, Some(shown)].into_iter().flatten().collect(),
                ));
            }
            let order: Vec<_> = order.iter().map(|at| format!("\"{}\"", name(*at))).collect();
            let keys = ["id = \"l\"".into(), format!("order = [{}]", order.join(", ")), format!("closed = {closed}")];
            tables.push(("[[layers]]".into(), keys.into()));
            tables
        },
    )
}

fn text(tables: &Tables) -> String {
    let table = |(header, keys): &(String, Vec<String>)| format!("{header}\n{}\n", keys.join("\n"));
    format!("version = 1\n{}", tables.iter().map(table).collect::<String>())
}

/// Runs a check. `more` is the content of `more.toml`.
fn run(graph: &str, text: &str, more: &str) -> (Analysis, Rules, Vec<Diagnostic>) {
    let mut analysis = analysis(graph);
    let file = analysis.sources.add(Source::new("archcheck.toml".into(), text.to_owned()));
    let mut load = |path: &Path| {
        if path.ends_with("more.toml") { Ok(more.to_owned()) } else { Err(io::ErrorKind::NotFound.into()) }
    };
    let (rules, found) = check::read_rules(file, &mut analysis, &mut load);
    assert!(found.is_empty(), "{text}: {found:#?}");
    let rules = rules.unwrap();
    let options = CheckOptions { today: Date::new(2027, 1, 1).unwrap(), whole: true };
    let found = check::check(&rules, &analysis, &options).diagnostics;
    (analysis, rules, found)
}

/// Returns the diagnostics as text, without the places of rules.
fn result_text((analysis, _, found): &(Analysis, Rules, Vec<Diagnostic>)) -> Vec<String> {
    let line = |one: &Diagnostic| {
        let place = one.primary.as_ref().map(|label| analysis.sources.locate(label.place));
        format!("{place:?} {:?} {} {:?} {:?}", one.severity, one.message, one.help, one.violation)
    };
    found.iter().map(line).collect()
}

/// Returns an exception for a violation.
fn exception(found: &Diagnostic) -> Option<String> {
    let violation = found.violation.as_ref()?;
    let to = match found.code.info().name {
        _ if violation.kind == "module" => None,
        // For a cycle or chain, the target of the first step.
        "cycle" => violation.to.split(" -> ").next().map(str::to_owned),
        "chain" => found.message.split("` -> `").nth(1).map(|step| step.trim_end_matches('`').to_owned()),
        _ => Some(violation.to.clone()),
    };
    let to = to.map_or_else(String::new, |to| format!("to = \"{to}\"\n"));
    Some(format!("[[exceptions]]\nrule = \"{}\"\nfrom = \"{}\"\n{to}reason = \"x\"\n", violation.rule, violation.from))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn an_exception_for_each_violation_gives_a_clean_run(graph in graph(), tables in tables()) {
        let mut exceptions: BTreeSet<String> = BTreeSet::new();
        let start = text(&tables);
        // Without the first step there may be another cycle or chain.
        for _ in 0..100 {
            let all: String = exceptions.iter().map(String::as_str).collect();
            let (_, _, found) = run(&graph, &format!("{start}{all}"), "");
            let before = exceptions.len();
            exceptions.extend(found.iter().filter_map(exception));
            if exceptions.len() == before {
                // An exception for a later cycle or chain can make an earlier exception unused.
                let greedy = |one: &Diagnostic| {
                    one.code == crate::codes::Code::UnusedException
                        && tables.iter().any(|(_, keys)| {
                            let has = |key: &str| keys.iter().any(|other| other == key);
                            let id = keys.iter().find_map(|key| key.strip_prefix("id = ")).unwrap_or_default();
                            (has("type = \"acyclic\"") || has("transitive = true"))
                                && one.message.contains(&id.replace('"', "`"))
                        })
                };
                let left: Vec<_> = found.iter().filter(|one| !greedy(one)).map(|one| &one.message).collect();
                prop_assert!(left.is_empty(), "{left:?} with {all}");
                return Ok(());
            }
        }
        prop_assert!(false, "there is no end of violations");
    }

    #[test]
    fn the_baseline_of_a_run_makes_it_clean(graph in graph(), tables in tables()) {
        let (analysis, rules, found) = run(&graph, &text(&tables), "");
        let recorded = baseline::create(&found, &rules, None, Growth::Refuse).unwrap().baseline;
        let file = crate::source::FileId(0);
        let read = baseline::read(file, &baseline::write(&recorded)).unwrap();
        let count = found.len();
        let again = baseline::create(&found, &rules, Some(&read), Growth::Refuse).unwrap();
        prop_assert!(again.shrunk.is_empty());
        prop_assert_eq!(baseline::shrink(&found, &rules, &read).baseline, recorded);
        let applied = baseline::apply(&read, found, &rules, &analysis.sources, true);
        prop_assert!(applied.diagnostics.is_empty());
        prop_assert_eq!(applied.known.len(), count);
    }

    #[test]
    fn the_order_of_keys_and_files_does_not_change_the_result(
        graph in graph(),
        tables in tables(),
        picks in proptest::collection::vec(any::<Index>(), 32),
        split in any::<Index>(),
    ) {
        let mut mixed = tables.clone();
        for (at, pick) in picks.iter().enumerate() {
            let (one, other) = (at % mixed.len(), pick.index(mixed.len()));
            mixed.swap(one, other);
            let keys = &mut mixed[one].1;
            let count = keys.len();
            keys.swap(at % count, pick.index(count));
        }
        let expected = result_text(&run(&graph, &text(&tables), ""));
        prop_assert_eq!(&result_text(&run(&graph, &text(&mixed), "")), &expected);
        let rest = mixed.split_off(split.index(mixed.len()));
        let extending = text(&mixed).replace("version = 1\n", "version = 1\nextends = [\"more.toml\"]\n");
        prop_assert_eq!(&result_text(&run(&graph, &extending, &text(&rest))), &expected);
    }
}
