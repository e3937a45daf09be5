//! `depends-on` and `[modules]`.

use super::support::{check, check_in_full};

const MODULES: &str = r#"
    [modules.orders]
    paths = ["shop::orders"]
    depends-on = ["catalog", { to = "legacy", deprecated = "leave by 2027" }]
    reason = "orders stays small"
    [modules.catalog]
    paths = ["shop::catalog"]
    [modules.billing]
    paths = ["shop::billing"]
    exposes = ["=shop::billing"]
    interfaces.events = ["shop::billing::events"]
    [modules.legacy]
    paths = ["shop::legacy"]
    [levels]
    unassigned = "off"
"#;

#[test]
fn an_unlisted_module_is_an_error_and_a_deprecated_one_a_warning() {
    let found = check_in_full(
        "shop::orders -> shop::catalog.Item
         shop::orders -> shop::billing.Invoice
         shop::orders -> shop::legacy.Old
         shop::orders -> shop::util.now
         shop::catalog -> shop::billing::events.Paid
         shop::orders -> ^serde.Serialize",
        MODULES,
    );
    insta::assert_snapshot!(found, @r#"
    shop::orders.rs:3: error[depends-on]: module `orders` depends on module `billing` (`shop::billing::Invoice`), which its `depends-on` does not list (modules.orders.depends-on)
      archcheck.toml:5: what module `orders` may depend on
      reason: orders stays small
      help: remove the dependency, or add `billing` to the `depends-on` of module `orders`
    shop::orders.rs:4: warn[deprecated]: module `orders` depends on module `legacy` (`shop::legacy::Old`), which is deprecated: leave by 2027 (modules.orders.depends-on)
      archcheck.toml:5: deprecated here
      reason: orders stays small
    "#);
}

#[test]
fn interfaces_are_allowed_by_name() {
    let rules = |entry: &str| MODULES.replace("\"catalog\"", entry);
    let graph = "shop::orders -> shop::billing::events.Paid
                 shop::orders -> shop::billing.Invoice
                 shop::orders -> shop::billing
                 shop::orders -> shop::billing::store.Row
                 mod shop::catalog
                 mod shop::legacy";
    insta::assert_snapshot!(check(graph, &rules("\"billing\"")), @r#"
    shop::orders.rs:2: error[depends-on]: module `orders` depends on interface `billing#events` (`shop::billing::events::Paid`), which its `depends-on` does not list (modules.orders.depends-on)
    shop::orders.rs:5: error[not-exposed]: module `orders` uses item `shop::billing::store::Row`, which module `billing` does not expose (modules.billing.exposes)
    "#);
    insta::assert_snapshot!(check(graph, &rules("\"billing#events\"")), @r#"
    shop::orders.rs:3: error[depends-on]: module `orders` depends on module `billing` (`shop::billing::Invoice`), which its `depends-on` does not list (modules.orders.depends-on)
    shop::orders.rs:5: error[not-exposed]: module `orders` uses item `shop::billing::store::Row`, which module `billing` does not expose (modules.billing.exposes)
    "#);
    insta::assert_snapshot!(check(graph, &rules("\"billing\", \"billing#*\"")), @r#"shop::orders.rs:5: error[not-exposed]: module `orders` uses item `shop::billing::store::Row`, which module `billing` does not expose (modules.billing.exposes)"#);
    insta::assert_snapshot!(check(graph, &rules("\"billing#evnts\"")), @r#"
    archcheck.toml:5:19: error[unknown-name]: there is no interface `evnts` in this module; did you mean `events`?
    shop::orders.rs:5: error[not-exposed]: module `orders` uses item `shop::billing::store::Row`, which module `billing` does not expose (modules.billing.exposes)
    "#);
}

#[test]
fn re_exports_of_a_facade_count_as_its_own_code() {
    let graph = "shop::orders -> shop::billing.Invoice via shop::catalog.Invoice*
                 mod shop::legacy
                 mod shop::billing::events";
    insta::assert_snapshot!(check_in_full(graph, MODULES), @r#"
    shop::orders.rs:2: error[depends-on]: module `orders` depends on module `billing` (`shop::billing::Invoice`), which its `depends-on` does not list (through the re-export in `shop::catalog`) (modules.orders.depends-on)
      archcheck.toml:5: what module `orders` may depend on
      reason: orders stays small
      help: remove the dependency, or add `billing` to the `depends-on` of module `orders`
      help: if what module `catalog` re-exports should count as its own, set `facade = true` in `[modules.catalog]`
    "#);
    let facade = MODULES.replace("paths = [\"shop::catalog\"]", "paths = [\"shop::catalog\"]\nfacade = true");
    insta::assert_snapshot!(check(graph, &facade), @"");
}

#[test]
fn the_most_specific_pattern_wins() {
    let found = check(
        "shop::a::api -> shop::b.X
         shop::a -> shop::b.X
         mod core_util::x
         core_util::x -> shop::b.X",
        r#"
        [modules.inner]
        paths = ["shop::a::api"]
        depends-on = []
        [modules.outer]
        paths = ["shop::a"]
        [modules.all]
        crates = ["*"]
        [modules.utils]
        crates = ["crates/core_*"]
        depends-on = []
        "#,
    );
    insta::assert_snapshot!(found, @r#"
    core_util::x.rs:2: error[depends-on]: module `utils` depends on module `all` (`shop::b::X`), which its `depends-on` does not list (modules.utils.depends-on)
    shop::a::api.rs:2: error[depends-on]: module `inner` depends on module `all` (`shop::b::X`), which its `depends-on` does not list (modules.inner.depends-on)
    "#);
}

#[test]
fn discovered_modules_are_named_by_path_and_short_name() {
    let found = check(
        "shop::a -> shop::b.X
         shop::c -> shop::b::inner.X
         shop::b -> shop::a.Y",
        r#"
        [discover]
        modules = ["shop::*"]
        [defaults]
        exposes = "root"
        [modules.b]
        depends-on = ["shop::c"]
        [levels]
        unassigned = "off"
        "#,
    );
    insta::assert_snapshot!(found, @r#"
    shop::b.rs:2: error[depends-on]: module `b` depends on module `shop::a` (`shop::a::Y`), which its `depends-on` does not list (modules.b.depends-on)
    shop::c.rs:2: error[not-exposed]: module `shop::c` uses item `shop::b::inner::X`, which module `b` does not expose (modules.b.exposes)
    "#);
}
