//! The rule type `diagram`: what violates a diagram, and which diagrams are mistakes.

use super::support::check_with_file;

const GRAPH: &str = "shop::web -> shop::orders.Order
shop::web::api -> shop::db.Pool via shop::orders.Pool*
shop::orders -> shop::db.Pool
shop::orders::tests -> shop::web.App test
shop::db -> ^sqlx.Pool";

const RULES: &str = "[modules.web]
paths = ['shop::web']
[modules.orders]
paths = ['shop::orders']
[modules.db]
paths = ['shop::db']
[levels]
unassigned = 'off'
[[rules]]
id = 'as-drawn'
type = 'diagram'
file = 'docs/architecture.mmd'
";

fn check(diagram: &str) -> String {
    check_with_file(GRAPH, RULES, "docs/architecture.mmd", diagram)
}

fn check_more(diagram: &str, keys: &str) -> String {
    check_with_file(GRAPH, &format!("{RULES}{keys}\n"), "docs/architecture.mmd", diagram)
}

#[test]
fn dependencies_without_an_arrow_are_violations() {
    let both = "flowchart TD\nweb --> orders --> db\nweb --> db";
    assert_eq!(check(both), "");
    insta::assert_snapshot!(check("flowchart TD\nweb --> orders --> db"), @"shop::web::api.rs:2: error[not-drawn]: module `web` depends on module `db` (`shop::db::Pool`), but `docs/architecture.mmd` has no such arrow (through the re-export in `shop::orders`) (as-drawn)");
    insta::assert_snapshot!(check("@startuml\n[web] --> [db]\n[orders] <-- db\n@enduml"), @"
    shop::orders.rs:2: error[not-drawn]: module `orders` depends on module `db` (`shop::db::Pool`), but `docs/architecture.mmd` has no such arrow (as-drawn)
    shop::web.rs:2: error[not-drawn]: module `web` depends on module `orders` (`shop::orders::Order`), but `docs/architecture.mmd` has no such arrow (as-drawn)
    shop::web::api.rs:2: error[not-drawn]: module `web` depends on module `orders` (`shop::db::Pool`), but `docs/architecture.mmd` has no such arrow (through the re-export in `shop::orders`) (as-drawn)
    ");
    // Labels name modules, too, and what is marked as external is none.
    assert_eq!(check("flowchart TD\na[\"web\"] --> orders[\"Order handling\"] --> db\na --> db --> x:::external"), "");
}

#[test]
fn tests_and_exempt_code_do_not_count() {
    let chain = "flowchart TD\nweb --> orders --> db";
    assert_eq!(check_more(chain, "except = ['shop::web::api']"), "");
    assert_eq!(check_more(chain, "reexports = 'opaque'"), "");
    insta::assert_snapshot!(check_more("flowchart TD\nweb --> orders --> db\nweb --> db", "contexts = ['test']"), @"shop::orders::tests.rs:2: error[not-drawn]: module `orders` depends on module `web` (`shop::web::App`), but `docs/architecture.mmd` has no such arrow (as-drawn)");
}

#[test]
fn mistakes_are_reported_at_their_places() {
    insta::assert_snapshot!(check("flowchart TD\nweb --> orders --- db\nwhat is this"), @"
    docs/architecture.mmd:2: error[diagram-syntax]: expected an arrow: `-->`, `-.->` or `==>`; a `diagram` rule reads a small part of the language, so that nothing is ignored: see the page of `diagram` rules
    docs/architecture.mmd:3: error[diagram-syntax]: expected an arrow: `-->`, `-.->` or `==>`; a `diagram` rule reads a small part of the language, so that nothing is ignored: see the page of `diagram` rules
    ");
    insta::assert_snapshot!(check("flowchart TD\nweb --> order\nweb --> db"), @"
    archcheck.toml:13:8: error[not-in-diagram]: the diagram `docs/architecture.mmd` has no node for module `orders`; add the node, or draw the modules anew with `cargo archcheck graph --by module`
    docs/architecture.mmd:2: error[unknown-name]: there is no module `order`; did you mean `orders`?
    ");
    insta::assert_snapshot!(check_with_file(GRAPH, RULES, "elsewhere.mmd", ""), @"archcheck.toml:13:8: error[rules-unreadable]: there is no file `docs/architecture.mmd`; write a path relative to the rules file that names it");
    let all = "flowchart TD\nweb & orders & db --> web & orders & db";
    insta::assert_snapshot!(check(all), @"archcheck.toml:11:6: error[never-reports]: `as-drawn` can never report anything: the diagram has arrows between any two modules; correct the rule or remove it, or set `allow-empty = true` if the code does not exist yet");
}
