//! The table of kinds: each kind accepts exactly the keys that it lists, and its example is valid.

use super::support::check_with_file;
use crate::{
    check::rule_types,
    rules::keys::{Key, RULE, ValueType},
};
use std::collections::BTreeSet;

const GRAPH: &str = "shop::domain -> shop::money.Money
shop::model -> shop::money.Money
shop::billing -> shop::ledger.Entry
shop::web::handlers::list -> shop::auth.User
mod shop::features::cart
mod shop::features::search";

/// Modules for the kind that is about them, and a diagram of these modules.
const MODULES: &str = "[modules.billing]\npaths = [\"shop::billing\"]\n[modules.rest]\npaths = [\"shop\"]\n";
const DIAGRAM: &str = "flowchart TD\nbilling --> rest\n";

fn check(rules: &str) -> String {
    let modules = if rules.contains("\"diagram\"") { MODULES } else { "" };
    check_with_file(GRAPH, &format!("{modules}{rules}"), "docs/architecture.mmd", DIAGRAM)
}

fn names<'k>(keys: impl IntoIterator<Item = &'k Key>) -> BTreeSet<String> {
    keys.into_iter().map(|key| key.name.to_owned()).collect()
}

#[test]
fn each_kind_accepts_exactly_its_keys() {
    for kind in rule_types() {
        let unknown = "qqqqqqqqqqqqqqqqqq = 1";
        let found = check(&format!("{}\n{unknown}", kind.example));
        let help = found.lines().find(|line| line.contains("qqqqqqqqqqqqqqqqqq")).unwrap_or_default();
        let (_, help) = help.split_once("; ").unwrap_or_default();
        let listed: BTreeSet<_> = help.split('`').skip(1).step_by(2).map(str::to_owned).collect();
        let mut expected = names(RULE.keys.iter().chain(kind.keys));
        expected.insert("type".to_owned());
        assert_eq!(listed, expected, "{}: {found}", kind.name);
    }
}

#[test]
fn each_kind_has_an_example_without_mistakes() {
    for kind in rule_types() {
        assert!(kind.example.contains(&format!("type = \"{}\"", kind.name)), "{}", kind.name);
        assert_eq!(check(kind.example), "", "{}", kind.name);
    }
}

/// Each kind with each key that rules can share: what is rejected has no meaning for that kind, and all else is accepted.
#[test]
fn keys_without_a_meaning_are_rejected() {
    let values = [
        ("except", "['shop::nowhere']"),
        ("kinds", "['use']"),
        ("contexts", "['test']"),
        ("reexports", "'opaque'"),
        ("allow-empty", "true"),
        ("edges", "'source'"),
        ("edges", "'declared'"),
        ("strict", "true"),
        ("severity", "'warn'"),
        ("reason", "'x'"),
        ("owner", "'x'"),
        ("review-by", "2999-01-01"),
    ];
    let examples = rule_types().map(|kind| (kind.name.to_owned(), kind.example.to_owned()));
    let limit = rule_types().find(|kind| kind.name == "limit").unwrap();
    let ValueType::Word(measures) = limit.keys.iter().find(|key| key.name == "measure").unwrap().value else {
        panic!("`measure` is one of some words");
    };
    let of_measures =
        measures.iter().map(|measure| (format!("limit of {measure}"), limit.example.replace("fan-out", measure)));
    let mut rejected = Vec::new();
    for (name, example) in examples.chain(of_measures) {
        for (key, value) in values {
            let example = example.lines().filter(|line| !line.starts_with(key)).collect::<Vec<_>>().join("\n");
            let found = check(&format!("{example}\n{key} = {value}"));
            if found.contains(&format!("must not have `{key}`")) {
                rejected.push(format!("{name}: {key} = {value}"));
            }
        }
    }
    insta::assert_snapshot!(rejected.join("\n"));
}

/// Manifests have no re-exports and only one kind of dependency.
#[test]
fn keys_about_source_code_are_rejected_for_declared_dependencies() {
    for (kind, key, value) in rule_types()
        .flat_map(|kind| [("kinds", "['use']"), ("reexports", "'opaque'")].map(|(key, value)| (kind, key, value)))
    {
        let found = check(&format!("{}\n{key} = {value}\nedges = 'declared'", kind.example));
        let is_rejected = found.contains(&format!("`{key}` ")) && found.contains("wrong-value");
        assert!(is_rejected, "{} {key}: {found}", kind.name);
    }
}

#[test]
fn each_key_of_a_kind_has_a_supported_form() {
    for (kind, key) in rule_types().flat_map(|kind| kind.keys.iter().map(move |key| (kind, key))) {
        let is_readable = matches!(
            key.value,
            ValueType::List(_)
                | ValueType::NonEmptyList(_)
                | ValueType::Boolean
                | ValueType::Whole
                | ValueType::Share
                | ValueType::Word(_)
                | ValueType::File
                | ValueType::Table(_)
                | ValueType::Either(&[ValueType::Text | ValueType::Selector | ValueType::Word(_), _])
        );
        assert!(is_readable, "{}: {}", kind.name, key.name);
    }
}
