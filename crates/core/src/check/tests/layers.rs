//! `[[layers]]`.

use super::support::{check, check_in_full};

const GRAPH: &str = "shop::web -> shop::app.Run
     shop::app -> shop::web.Page
     shop::jobs -> shop::app.Run
     shop::web -> shop::model.Item
     shop::model -> shop::policy.Rule
     shop::web -> shop::policy.Rule via shop::app.Rule*";

fn rules(keys: &str) -> String {
    format!(
        "[[layers]]\nid = \"onion\"\n{keys}\norder = [\"shop::web\", [\"shop::app\", \"shop::jobs\"], \
         {{ free = [\"shop::model\", \"shop::policy\"] }}, {{ name = \"events\", optional = true }}]"
    )
}

#[test]
fn a_layer_uses_only_those_below_and_siblings_are_independent_or_free() {
    insta::assert_snapshot!(check_in_full(GRAPH, &rules("reason = \"the core is stable\"")), @"");
}

#[test]
fn a_closed_stack_is_skipped_by_via_only() {
    insta::assert_snapshot!(check(GRAPH, &rules("closed = true")), @"");
}

#[test]
fn the_same_layers_stand_in_each_container() {
    let found = check(
        "shop::orders::domain -> shop::orders::web.X
         shop::orders::domain -> shop::billing::web.X
         shop::billing::domain::deep -> shop::billing::web.X
         shop::billing::extra::more -> shop::billing::web.X
         shop::orders -> shop::orders::web.X",
        r#"
        [[layers]]
        id = "feature"
        within = ["shop::*"]
        order = ["web", "domain"]
        exhaustive = true
        "#,
    );
    insta::assert_snapshot!(found, @"");
}

#[test]
fn empty_layers_and_doubles_are_errors() {
    let rules = |order: &str| format!("[[layers]]\nid = \"l\"\norder = {order}");
    insta::assert_snapshot!(check(GRAPH, &rules("['shop::web', 'shop::wep']")), @"");
    insta::assert_snapshot!(check(GRAPH, &rules("['shop::web', 'shop::*']")), @"");
    insta::assert_snapshot!(check(GRAPH, &rules("['shop::web', 'shop::web']")), @"");
    insta::assert_snapshot!(check(GRAPH, &rules("['=shop::web', '=shop::web@shop']")), @"");
    insta::assert_snapshot!(check(GRAPH, &rules("[]")), @"");
}
