//! `exposes`, `interfaces`, `open` and `visible-to`.

use super::support::{check, check_in_full, check_workspace};

const CATALOG: &str = r#"
    [modules.catalog]
    paths = ["shop::catalog"]
    exposes = ["=shop::catalog", "shop::catalog::api"]
    [levels]
    unassigned = "off"
"#;

#[test]
fn code_that_is_not_exposed_is_reported_with_an_exposed_path() {
    let found = check_in_full(
        "shop::orders::pricing -> shop::catalog::store.Row use import=1
         shop::orders::pricing -> shop::catalog::store.Row through=1 bare as Row
         shop::orders::pricing -> shop::catalog::store.Row via shop::catalog.Row*
         shop::orders::pricing -> shop::catalog::store.Hidden
         shop::catalog::store -> shop::catalog::api.X",
        CATALOG,
    );
    insta::assert_snapshot!(found, @r#"
    shop::orders::pricing.rs:2: error[not-exposed]: `shop::orders::pricing` uses item `shop::catalog::store::Row`, which module `catalog` does not expose (modules.catalog.exposes)
      archcheck.toml:5: what module `catalog` exposes
      help: use `shop::catalog::Row`, which is an exposed re-export of it
    shop::orders::pricing.rs:5: error[not-exposed]: `shop::orders::pricing` uses item `shop::catalog::store::Hidden`, which module `catalog` does not expose (modules.catalog.exposes)
      archcheck.toml:5: what module `catalog` exposes
      help: use what `catalog` exposes, or add `shop::catalog::store::Hidden` to its `exposes`
    "#);
}

#[test]
fn a_rust_module_must_be_exposed_itself_but_the_root_always_is() {
    let found = check(
        "shop::orders -> shop::catalog::store use
         shop::orders -> shop::catalog use
         shop::orders -> shop::catalog::api::v1.X
         shop::orders -> shop::catalog.Item",
        CATALOG,
    );
    insta::assert_snapshot!(found, @r#"shop::orders.rs:2: error[not-exposed]: `shop::orders` uses Rust module `shop::catalog::store`, which module `catalog` does not expose (modules.catalog.exposes)"#);
    let none = CATALOG.replace("\"=shop::catalog\", ", "");
    insta::assert_snapshot!(
        check("shop::orders -> shop::catalog use\nshop::orders -> shop::catalog.Item\nmod shop::catalog::api", &none),
        @r#"shop::orders.rs:3: error[not-exposed]: `shop::orders` uses item `shop::catalog::Item`, which module `catalog` does not expose (modules.catalog.exposes)"#
    );
}

#[test]
fn an_open_module_ignores_the_default_and_must_not_have_exposes() {
    let graph = "shop::orders -> shop::catalog::store.Row";
    let open = "[modules.catalog]\npaths = [\"shop::catalog\"]\nopen = true\n[defaults]\nexposes = \"root\"\n[levels]\nunassigned = \"off\"";
    insta::assert_snapshot!(check(graph, open), @"archcheck.toml:1:1: warn[nothing-to-check]: no rule in the rules file is on, so the check can't fail; turn a rule on, or add one");
    insta::assert_snapshot!(check(graph, &open.replace("open = true", "")), @r#"shop::orders.rs:2: error[not-exposed]: `shop::orders` uses item `shop::catalog::store::Row`, which module `catalog` does not expose (modules.catalog.exposes)"#);
    insta::assert_snapshot!(check(graph, &open.replace("open = true", "open = true\nexposes = []")), @r#"
    archcheck.toml:4:1: error[wrong-value]: module `catalog` must not have both `open` and `exposes`
    shop::orders.rs:2: error[not-exposed]: `shop::orders` uses item `shop::catalog::store::Row`, which module `catalog` does not expose (modules.catalog.exposes)
    "#);
}

#[test]
fn visible_to_lists_the_code_that_has_access() {
    let found = check(
        "shop::a -> shop::secret.X
         shop::b -> shop::secret.X
         shop::secret -> shop::secret::inner.Y",
        r#"
        [modules.secret]
        paths = ["shop::secret"]
        visible-to = ["tag:trusted"]
        [modules.a]
        paths = ["shop::a"]
        tags = ["trusted"]
        [levels]
        unassigned = "off"
        "#,
    );
    insta::assert_snapshot!(found, @r#"shop::b.rs:2: error[not-visible]: `shop::b` uses `shop::secret::X`, but module `secret` is not visible to it (modules.secret.visible-to)"#);
}

#[test]
fn exposes_must_match_code_of_the_module() {
    let rules = CATALOG.replace("shop::catalog::api", "shop::orders");
    insta::assert_snapshot!(check("shop::orders -> shop::catalog.Item", &rules), @r#"archcheck.toml:5:34: error[matches-nothing]: `shop::orders` matches no code of module `catalog`"#);
    let rules = CATALOG.replace("shop::catalog::api", "shop::catalog::api::V1");
    insta::assert_snapshot!(check("shop::orders -> shop::catalog.Item", &rules), @r#"archcheck.toml:5:34: error[matches-nothing]: `shop::catalog::api::V1` matches no code"#);
    let rules = CATALOG.replace("shop::catalog::api", "shop::catalog::NotUsedYet");
    insta::assert_snapshot!(check("shop::orders -> shop::catalog.Item\nmod shop::catalog item=NotUsedYet", &rules), @"");
}

#[test]
fn a_preset_exposes_the_root_of_a_library_by_its_own_name() {
    let package = |name: &str, more: &str| {
        format!("[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n{more}")
    };
    let orders = package("shop-orders", "[lib]\nname = \"shop\"\n");
    let mail = package("shop-mail", "[lib]\nname = \"mail\"\n");
    let old = package("old-mail", "[lib]\nname = \"mail\"\n");
    let dependencies = "[dependencies]\nshop-orders = { path = \"../orders\" }\nshop-mail = { path = \"../mail\" }\n";
    let billing = package("shop-billing", dependencies);
    let files = [
        ("Cargo.toml", "[workspace]\nmembers = [\"crates/*\"]\nresolver = \"3\"\n"),
        ("crates/orders/Cargo.toml", &orders),
        ("crates/orders/src/lib.rs", "pub struct Order; pub mod inner { pub struct Row; }"),
        ("crates/mail/Cargo.toml", &mail),
        ("crates/mail/src/lib.rs", "pub struct Mail; pub mod inner { pub struct Smtp; }"),
        ("crates/old/Cargo.toml", &old),
        ("crates/old/src/lib.rs", ""),
        ("crates/billing/Cargo.toml", &billing),
        (
            "crates/billing/src/lib.rs",
            "fn f(_: shop::Order, _: mail::Mail) {}\nfn g(_: shop::inner::Row) {}\nfn h(_: mail::inner::Smtp) {}",
        ),
    ];
    let found = check_workspace(&files, "version = 1\n[[architectures]]\npreset = 'modulith'\n");
    insta::assert_snapshot!(found, @"
    crates/billing/src/lib.rs:2: error[not-exposed]: module `shop-billing` uses item `shop::inner::Row`, which module `shop-orders` does not expose (modules.shop-orders.exposes)
    crates/billing/src/lib.rs:3: error[not-exposed]: module `shop-billing` uses item `mail@shop-mail::inner::Smtp`, which module `shop-mail` does not expose (modules.shop-mail.exposes)
    ");
}
