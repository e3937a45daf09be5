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
fn a_layer_depends_only_on_lower_layers_and_siblings_are_independent_or_free() {
    insta::assert_snapshot!(check_in_full(GRAPH, &rules("reason = \"the core is stable\"")), @r#"
    shop::app.rs:2: error[layer]: layer `shop::app` must not depend on layer `shop::web`, which is above it: `shop::app` uses `shop::web::Page` (onion)
      archcheck.toml:5: the layer `shop::app`
      reason: the core is stable
    shop::jobs.rs:2: error[layer-sibling]: layer `shop::jobs` must not depend on layer `shop::app`, which is independent of it: `shop::jobs` uses `shop::app::Run` (onion)
      archcheck.toml:5: the layer `shop::jobs`
      reason: the core is stable
    "#);
}

#[test]
fn a_closed_stack_is_skipped_by_via_only() {
    insta::assert_snapshot!(check(GRAPH, &rules("closed = true")), @r#"
    shop::app.rs:2: error[layer]: layer `shop::app` must not depend on layer `shop::web`, which is above it: `shop::app` uses `shop::web::Page` (onion)
    shop::jobs.rs:2: error[layer-sibling]: layer `shop::jobs` must not depend on layer `shop::app`, which is independent of it: `shop::jobs` uses `shop::app::Run` (onion)
    shop::web.rs:3: error[layer-skipped]: layer `shop::web` must not depend on layer `shop::model`, which is not directly below it: `shop::web` uses `shop::model::Item` (onion)
    "#);
}

#[test]
fn each_container_has_the_same_layers() {
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
    shop::billing::domain::deep.rs:2: error[layer]: layer `domain` of `shop::billing` must not depend on layer `web`, which is above it: `shop::billing::domain::deep` uses `shop::billing::web::X` (feature)
    shop::billing::extra.rs:1: error[layer-missing]: `shop::billing::extra` belongs to no layer of `shop::billing` (feature)
    shop::orders::domain.rs:2: error[layer]: layer `domain` of `shop::orders` must not depend on layer `web`, which is above it: `shop::orders::domain` uses `shop::orders::web::X` (feature)
    "#);
}

#[test]
fn empty_and_duplicate_layers_are_errors() {
    let rules = |order: &str| format!("[[layers]]\nid = \"l\"\norder = {order}");
    insta::assert_snapshot!(check(GRAPH, &rules("['shop::web', 'shop::wep']")), @r#"archcheck.toml:4:23: error[matches-nothing]: the layer `shop::wep` matches no code; correct its name, or write `{ name = "shop::wep", optional = true }` if it may be missing"#);
    insta::assert_snapshot!(check(GRAPH, &rules("['shop::web', 'shop::*']")), @r#"shop::app.rs:2: error[layer]: layer `shop::*` must not depend on layer `shop::web`, which is above it: `shop::app` uses `shop::web::Page` (l)"#);
    insta::assert_snapshot!(check(GRAPH, &rules("['shop::web', 'shop::web']")), @r#"archcheck.toml:4:23: error[duplicate-name]: `order` lists the layer `shop::web` twice"#);
    insta::assert_snapshot!(check(GRAPH, &rules("['=shop::web', '=shop@shop::web']")), @r#"archcheck.toml:4:10: error[matches-nothing]: the layer `=shop::web` matches no code; correct its name, or write `{ name = "=shop::web", optional = true }` if it may be missing"#);
    insta::assert_snapshot!(check(GRAPH, &rules("[]")), @r#"archcheck.toml:3:6: error[wrong-value]: `l`: `order` must not be empty"#);
}
