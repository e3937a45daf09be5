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
    insta::assert_snapshot!(check_in_full(GRAPH, &rules("reason = \"the core is stable\"")), @r#"
    shop::app.rs:2: error[layer]: layer `shop::app` depends on layer `shop::web`, which stands above it: `shop::app` uses `shop::web::Page` (onion)
      archcheck.toml:5: the layer `shop::app`
      reason: the core is stable
    shop::jobs.rs:2: error[layer-sibling]: layer `shop::jobs` depends on layer `shop::app`, and the two are independent: `shop::jobs` uses `shop::app::Run` (onion)
      archcheck.toml:5: the layer `shop::jobs`
      reason: the core is stable
    "#);
}

#[test]
fn a_closed_stack_is_skipped_by_via_only() {
    insta::assert_snapshot!(check(GRAPH, &rules("closed = true")), @r#"
    shop::app.rs:2: error[layer]: layer `shop::app` depends on layer `shop::web`, which stands above it: `shop::app` uses `shop::web::Page` (onion)
    shop::jobs.rs:2: error[layer-sibling]: layer `shop::jobs` depends on layer `shop::app`, and the two are independent: `shop::jobs` uses `shop::app::Run` (onion)
    shop::web.rs:3: error[layer-skipped]: layer `shop::web` depends on layer `shop::model`, skipping the layer in between: `shop::web` uses `shop::model::Item` (onion)
    "#);
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
    insta::assert_snapshot!(found, @r#"
    shop::billing::domain::deep.rs:2: error[layer]: layer `domain` of `shop::billing` depends on layer `web`, which stands above it: `shop::billing::domain::deep` uses `shop::billing::web::X` (feature)
    shop::billing::extra.rs:1: error[layer-missing]: `shop::billing::extra` is in none of the layers of `shop::billing` (feature)
    shop::orders::domain.rs:2: error[layer]: layer `domain` of `shop::orders` depends on layer `web`, which stands above it: `shop::orders::domain` uses `shop::orders::web::X` (feature)
    "#);
}

#[test]
fn empty_layers_and_doubles_are_errors() {
    let rules = |order: &str| format!("[[layers]]\nid = \"l\"\norder = {order}");
    insta::assert_snapshot!(check(GRAPH, &rules("['shop::web', 'shop::wep']")), @r#"archcheck.toml:4:23: error[matches-nothing]: the layer `shop::wep` holds no code; correct its name, or write `{ name = "shop::wep", optional = true }` where it may be missing"#);
    insta::assert_snapshot!(check(GRAPH, &rules("['shop::web', 'shop::*']")), @r#"shop::app.rs:2: error[layer]: layer `shop::*` depends on layer `shop::web`, which stands above it: `shop::app` uses `shop::web::Page` (l)"#);
    insta::assert_snapshot!(check(GRAPH, &rules("['shop::web', 'shop::web']")), @r#"archcheck.toml:4:23: error[duplicate-name]: the layer `shop::web` stands in `order` twice"#);
    insta::assert_snapshot!(check(GRAPH, &rules("['=shop::web', '=shop@shop::web']")), @r#"archcheck.toml:4:10: error[matches-nothing]: the layer `=shop::web` holds no code; correct its name, or write `{ name = "=shop::web", optional = true }` where it may be missing"#);
    insta::assert_snapshot!(check(GRAPH, &rules("[]")), @r#"archcheck.toml:3:6: error[wrong-value]: the layers `l` have an empty `order`"#);
}
