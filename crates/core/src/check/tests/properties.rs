//! Equivalent rules find the same violations in random graphs.

use super::support::check;
use proptest::prelude::*;
use std::collections::BTreeSet;

/// References among eight Rust modules, some through a re-export in a third.
fn graph() -> impl Strategy<Value = String> {
    let reference = (0..8u8, 0..8u8, proptest::option::of(0..8u8))
        .prop_filter("of different modules", |(a, b, c)| a != b && Some(*a) != *c);
    proptest::collection::vec(reference, 1..25).prop_map(|references| {
        let modules = (0..8).map(|at| format!("mod shop::m{at}\n"));
        let lines = references.iter().map(|(from, to, through)| match through {
            Some(through) => format!("shop::m{from} -> shop::m{to}.X via shop::m{through}.X*\n"),
            None => format!("shop::m{from} -> shop::m{to}.X\n"),
        });
        modules.chain(lines).collect()
    })
}

/// Returns the places of the violations.
fn places(found: &str) -> BTreeSet<String> {
    found.lines().map(|line| line.split(": ").next().unwrap_or_default().to_owned()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn layers_agree_with_pairs_of_forbid_rules(graph in graph(), free in any::<bool>()) {
        let group = if free { "{ free = [\"shop::m2\", \"shop::m3\"] }" } else { "[\"shop::m2\", \"shop::m3\"]" };
        let layers = format!("[[layers]]\nid = \"l\"\norder = [\"shop::m0\", \"shop::m1\", {group}, \"shop::m4\"]");
        let mut pairs = vec![(1, 0), (2, 0), (3, 0), (4, 0), (2, 1), (3, 1), (4, 1), (4, 2), (4, 3)];
        if !free {
            pairs.extend([(2, 3), (3, 2)]);
        }
        let rules: String = pairs.iter().map(|(from, to)| {
            format!("[[rules]]\nid = \"f{from}{to}\"\ntype = \"forbid\"\nfrom = [\"shop::m{from}\"]\nto = [\"shop::m{to}\"]\n")
        }).collect();
        prop_assert_eq!(places(&check(&graph, &layers)), places(&check(&graph, &rules)));
    }

    #[test]
    fn only_agrees_with_forbidding_all_else(graph in graph()) {
        let only = "[[rules]]\nid = \"o\"\ntype = \"only\"\nfrom = [\"shop::m0\"]\nto = [\"shop::m1\", \"shop::m2\"]";
        let forbid = "[[rules]]\nid = \"f\"\ntype = \"forbid\"\nfrom = [\"shop::m0\"]\nto = [\"shop::m3\", \"shop::m4\", \"shop::m5\", \"shop::m6\", \"shop::m7\"]";
        prop_assert_eq!(places(&check(&graph, only)), places(&check(&graph, forbid)));
    }

    #[test]
    fn independent_agrees_with_forbidding_each_other(graph in graph()) {
        let independent = "[[rules]]\nid = \"i\"\ntype = \"independent\"\namong = [\"shop::m0\", \"shop::m1\"]";
        let forbid = "[[rules]]\nid = \"f\"\ntype = \"forbid\"\nfrom = [\"shop::m0\"]\nto = [\"shop::m1\"]\n[[rules]]\nid = \"g\"\ntype = \"forbid\"\nfrom = [\"shop::m1\"]\nto = [\"shop::m0\"]";
        prop_assert_eq!(places(&check(&graph, independent)), places(&check(&graph, forbid)));
    }

    #[test]
    fn any_text_can_be_parsed_as_a_pattern(text in "[a-z:*{}!@=#/ \"é-]{0,24}") {
        let quoted = format!("version = 1\n[[rules]]\nid = \"r\"\ntype = \"forbid\"\nfrom = ['{text}']\nto = ['{text}']");
        let _ = check("shop::a -> shop::b.X", &quoted);
    }

    #[test]
    fn any_text_can_be_parsed_as_a_rules_file(text in "(\\[|\\]|=|version|modules|rules|layers|order|id|\"a\"|\n|\\.|\\{|\\}|1| ){0,40}") {
        let _ = check("shop::a -> shop::b.X", &format!("version = 1\n{text}"));
    }
}
