//! `forbid`: selectors, captures, `except`, and what counts as one violation.

use super::support::{check, check_in_full, check_workspace};

#[test]
fn a_reference_is_forbidden_by_any_end_with_its_reason() {
    let found = check_in_full(
        "shop::orders -> shop::db.Pool via shop::prelude.Pool* use
         shop::orders -> ^std::time.SystemTime
         shop::orders -> shop::catalog.Item",
        r#"
        [[rules]]
        id = "pure"
        type = "forbid"
        from = ["shop::orders"]
        to = ["shop::db", "core::time::SystemTime"]
        reason = "it must run without I/O"
        owner = "@shop"
        "#,
    );
    insta::assert_snapshot!(found, @r#"
    shop::orders.rs:2: error[forbidden]: `shop::orders` must not depend on `shop::db::Pool` (through the re-export in `shop::prelude`) (pure)
      archcheck.toml:7: forbidden here
      reason: it must run without I/O
      owner: @shop
    shop::orders.rs:3: error[forbidden]: `shop::orders` must not depend on `std::time::SystemTime` (pure)
      archcheck.toml:7: forbidden here
      reason: it must run without I/O
      owner: @shop
    "#);
}

#[test]
fn captures_of_from_apply_to_to_and_except() {
    let found = check(
        "shop::a -> shop::b.X
         shop::a -> shop::a::inner.X
         shop::b -> shop::a.Y
         shop::b -> shop::b::inner.Y
         shop::b -> shop::b_api.Z",
        r#"
        [[rules]]
        id = "features"
        type = "forbid"
        from = ["shop::{feature}"]
        to = ["shop::{!feature}"]
        except = ["shop::{feature}_api"]
        "#,
    );
    insta::assert_snapshot!(found, @r#"
    shop::a.rs:2: error[forbidden]: `shop::a` must not depend on `shop::b::X` (features)
    shop::b.rs:2: error[forbidden]: `shop::b` must not depend on `shop::a::Y` (features)
    "#);
}

#[test]
fn a_capture_stands_for_rust_modules_and_not_for_items() {
    let found = |to: &str| {
        check(
            "shop::features::search -> shop::features.Feature
             shop::features::search -> shop::features.Cart via shop::features.Cart*
             shop::features::search -> shop::features::cart.Cart
             shop::features::search -> shop::features::cart.Cart via shop::features.Cart*
             shop::features::search -> shop::features::cart::model.Item
             shop::features::search -> shop::features::search::model.Item
             shop -> shop::features::search.Search",
            &format!("[[rules]]\nid='r'\ntype='forbid'\nfrom=['shop::features::{{f}}']\nto=['shop::features::{to}']"),
        )
    };
    insta::assert_snapshot!(found("{!f}"), @r#"
    shop::features::search.rs:4: error[forbidden]: `shop::features::search` must not depend on `shop::features::cart::Cart` (r)
    shop::features::search.rs:5: error[forbidden]: `shop::features::search` must not depend on `shop::features::cart::Cart` (through the re-export in `shop::features`) (r)
    shop::features::search.rs:6: error[forbidden]: `shop::features::search` must not depend on `shop::features::cart::model::Item` (r)
    "#);
    insta::assert_snapshot!(found("{!f}::**"), @r#"
    shop::features::search.rs:4: error[forbidden]: `shop::features::search` must not depend on `shop::features::cart::Cart` (r)
    shop::features::search.rs:5: error[forbidden]: `shop::features::search` must not depend on `shop::features::cart::Cart` (through the re-export in `shop::features`) (r)
    shop::features::search.rs:6: error[forbidden]: `shop::features::search` must not depend on `shop::features::cart::model::Item` (r)
    "#);
    insta::assert_snapshot!(found("**::{!f}"), @r#"
    shop::features::search.rs:4: error[forbidden]: `shop::features::search` must not depend on `shop::features::cart::Cart` (r)
    shop::features::search.rs:5: error[forbidden]: `shop::features::search` must not depend on `shop::features::cart::Cart` (through the re-export in `shop::features`) (r)
    shop::features::search.rs:6: error[forbidden]: `shop::features::search` must not depend on `shop::features::cart::model::Item` (r)
    shop::features::search.rs:7: error[forbidden]: `shop::features::search` must not depend on `shop::features::search::model::Item` (r)
    "#);
    // A segment without a capture can stand for an item.
    insta::assert_snapshot!(found("{!f}::Cart"), @r#"
    shop::features::search.rs:4: error[forbidden]: `shop::features::search` must not depend on `shop::features::cart::Cart` (r)
    shop::features::search.rs:5: error[forbidden]: `shop::features::search` must not depend on `shop::features::cart::Cart` (through the re-export in `shop::features`) (r)
    "#);
    insta::assert_snapshot!(found("{f}::model::Item"), @"shop::features::search.rs:7: error[forbidden]: `shop::features::search` must not depend on `shop::features::search::model::Item` (r)");
    // No Rust module of this name: the pattern matches nothing.
    insta::assert_snapshot!(found("cart::model::{!f}"), @"archcheck.toml:6:5: error[matches-nothing]: `shop::features::cart::model::{!f}` matches no code; did you mean `shop::features::cart::model`?");
}

#[test]
fn references_within_one_match_of_to_are_not_checked() {
    let found = check(
        "shop::a -> shop::a::x.X
         shop::a -> shop::b.X
         shop::c -> ^serde.Serialize",
        r#"
        [[rules]]
        id = "apart"
        type = "forbid"
        from = ["shop"]
        to = ["shop::*"]
        "#,
    );
    insta::assert_snapshot!(found, @r#"shop::a.rs:3: error[forbidden]: `shop::a` must not depend on `shop::b::X` (apart)"#);
}

#[test]
fn one_cause_is_one_violation() {
    let found = check(
        "shop::a -> ^std::fs use import=1
         shop::a -> ^std::fs.read through=1
         shop::a -> ^std::fs.write through=1
         shop::a -> ^std::time use import=2
         shop::a -> ^std::fs.File bare as File
         shop::a -> ^std::fs.File bare as File::open
         shop::a -> ^std::fs.copy as std::fs::copy
         shop::b -> ^std::fs.read",
        r#"
        [[rules]]
        id = "no-files"
        type = "forbid"
        from = ["shop"]
        to = ["std::fs"]
        "#,
    );
    insta::assert_snapshot!(found, @r#"
    shop::a.rs:2: error[forbidden]: `shop::a` must not depend on `std::fs` (no-files x3)
    shop::a.rs:6: error[forbidden]: `shop::a` must not depend on `std::fs::File` (no-files x2)
    shop::a.rs:8: error[forbidden]: `shop::a` must not depend on `std::fs::copy` (no-files)
    shop::b.rs:2: error[forbidden]: `shop::b` must not depend on `std::fs::read` (no-files)
    "#);
}

#[test]
fn kinds_contexts_and_severity_select_what_is_checked() {
    let graph = "shop::a -> shop::b.X use
                 shop::a -> shop::b.X
                 shop::a -> shop::b.X test";
    let rules = |keys: &str| {
        format!("[[rules]]\nid = \"r\"\ntype = \"forbid\"\nfrom = [\"shop::a\"]\nto = [\"shop::b\"]\n{keys}")
    };
    insta::assert_snapshot!(check(graph, &rules("kinds = ['use']")), @r#"shop::a.rs:2: error[forbidden]: `shop::a` must not depend on `shop::b::X` (r)"#);
    insta::assert_snapshot!(check(graph, &rules("contexts = ['test']\nseverity = 'warn'")), @r#"shop::a.rs:4: warn[forbidden]: `shop::a` must not depend on `shop::b::X` (r)"#);
    insta::assert_snapshot!(check(graph, &rules("severity = 'off'")), @"archcheck.toml:1:1: warn[nothing-to-check]: no rule in the rules file is on, so the check can't fail; turn a rule on, or add one");
}

#[test]
fn a_transitive_rule_shows_the_shortest_chain_and_no_direct_one_twice() {
    let found = check_in_full(
        "shop::domain -> shop::util.now
         shop::domain -> shop::long.go
         shop::long -> shop::util.now
         shop::util -> ^tokio::time
         shop::util -> shop::facade.x reexport
         shop::facade -> ^sqlx.Pool
         shop::other -> ^tokio.spawn",
        r#"
        [[rules]]
        id = "pure"
        type = "forbid"
        from = ["shop::domain", "shop::other"]
        to = ["extern:tokio", "extern:sqlx"]
        transitive = true
        "#,
    );
    insta::assert_snapshot!(found, @r#"
    shop::domain.rs:2: error[chain]: `shop::domain` must not depend on `tokio::time`, but does in 2 steps: `shop::domain` -> `shop::util` -> `tokio::time` (pure x2)
      archcheck.toml:7: forbidden here, directly and indirectly
      shop::util.rs:2: then `tokio::time`
    shop::other.rs:2: error[forbidden]: `shop::other` must not depend on `tokio::spawn` (pure)
      archcheck.toml:7: forbidden here
    "#);
}

#[test]
fn an_opaque_rule_counts_a_name_at_its_first_re_export() {
    let found = check(
        "shop::a -> shop::db.Pool via shop::prelude.Pool* use
         shop::a -> shop::db.Pool",
        r#"
        [[rules]]
        id = "r"
        type = "forbid"
        from = ["shop::a"]
        to = ["shop::db"]
        reexports = "opaque"
        "#,
    );
    insta::assert_snapshot!(found, @r#"shop::a.rs:3: error[forbidden]: `shop::a` must not depend on `shop::db::Pool` (r)"#);
}

#[test]
fn a_path_with_several_conditional_targets_is_one_violation() {
    let lib = "mod row { #[cfg(unix)] pub struct Row; #[cfg(not(unix))] pub struct Row; }\npub use row::Row;\n\
               pub mod user { use crate::Row; fn f(_: Row, _: crate::Row) {} }";
    let files = [("Cargo.toml", "[package]\nname = 'shop'\nedition = '2021'\n"), ("src/lib.rs", lib)];
    let rules = "[[rules]]\nid = 'r'\ntype = 'forbid'\nfrom = ['shop::user']\nto = ['shop::row']";
    insta::assert_snapshot!(check_workspace(&files, rules), @r#"
    src/lib.rs:3: error[forbidden]: `shop::user` must not depend on `shop::row::Row` (through the re-export in `shop`) (r x2)
    src/lib.rs:3: error[forbidden]: `shop::user` must not depend on `shop::row::Row` (through the re-export in `shop`) (r)
    "#);
}

#[test]
fn a_bare_name_of_a_glob_is_one_violation_for_each_module_and_name() {
    let rules = "[[rules]]\nid = 'r'\ntype = 'forbid'\nfrom = ['shop::user']\nto = ['std::time']";
    let lib = |body: &str| {
        format!(
            "pub mod prelude {{ pub use std::time::{{Duration, Instant}}; }}\npub mod user {{\nuse crate::prelude::*;\n{body}\n}}\n"
        )
    };
    let check = |body: &str| {
        let text = lib(body);
        let files = [("Cargo.toml", "[package]\nname = 'shop'\nedition = '2021'\n"), ("src/lib.rs", text.as_str())];
        check_workspace(&files, rules)
    };
    insta::assert_snapshot!(check("pub fn f(at: Instant) {\nInstant::now();\nInstant::elapsed(&at);\n}"), @r#"src/lib.rs:4: error[forbidden]: `shop::user` must not depend on `std::time::Instant` (through the re-export in `shop::prelude`) (r x3)"#);
    insta::assert_snapshot!(check("pub fn f() {\nInstant::now();\nlet _: Duration = Duration::ZERO;\n}"), @r#"
    src/lib.rs:5: error[forbidden]: `shop::user` must not depend on `std::time::Instant::now` (through the re-export in `shop::prelude`) (r)
    src/lib.rs:6: error[forbidden]: `shop::user` must not depend on `std::time::Duration` (through the re-export in `shop::prelude`) (r x2)
    "#);
    insta::assert_snapshot!(check("pub fn f() {\nInstant::now();\n}\npub mod inner {\nuse super::*;\npub fn f(_: Instant) {}\n}"), @r#"
    src/lib.rs:5: error[forbidden]: `shop::user` must not depend on `std::time::Instant::now` (through the re-export in `shop::prelude`) (r)
    src/lib.rs:9: error[forbidden]: `shop::user::inner` must not depend on `std::time::Instant` (through the re-export in `shop::user`) (r)
    "#);
    insta::assert_snapshot!(check("pub fn f() {\nInstant::now();\nstd::time::Instant::now();\n}"), @r#"
    src/lib.rs:5: error[forbidden]: `shop::user` must not depend on `std::time::Instant::now` (through the re-export in `shop::prelude`) (r)
    src/lib.rs:6: error[forbidden]: `shop::user` must not depend on `std::time::Instant::now` (r)
    "#);
}

#[test]
fn a_use_of_an_exempt_import_is_exempt() {
    let graph = "shop::user -> shop::db.Pool via shop::front.Pool* use import=1
        shop::user -> shop::db.Pool bare through=1 as Pool
        shop::user -> shop::db.Row bare as Row";
    let rules =
        "[[rules]]\nid = 'r'\ntype = 'forbid'\nfrom = ['shop::user']\nto = ['shop::db']\nexcept = ['shop::front']";
    insta::assert_snapshot!(check(graph, rules), @"shop::user.rs:4: error[forbidden]: `shop::user` must not depend on `shop::db::Row` (r)");
}

#[test]
fn an_external_crate_is_known_by_its_package_its_library_and_its_name_in_the_code() {
    let files = [
        (
            "Cargo.toml",
            "[package]\nname = 'shop'\nedition = '2024'\n[dependencies]\nmy-alias = { package = 'rustls-webpki', version = '1' }\n\
             iban-validate = '5'\n",
        ),
        ("src/lib.rs", "use my_alias::X;\nuse iban::Iban;\n"),
    ];
    let rule = |to: &str, more: &str| {
        let rule = format!("[[rules]]\nid = 'r'\ntype = 'forbid'\nfrom = ['shop']\nto = ['extern:{to}']");
        check_workspace(&files, &format!("{rule}\n{more}"))
    };
    for name in ["my-alias", "my_alias", "rustls-webpki"] {
        assert!(rule(name, "").starts_with("src/lib.rs:1: error[forbidden]"), "{name}: {}", rule(name, ""));
    }
    let named = |library: &str| {
        rule("iban-validate", &format!("[analysis]\nlibrary-names = {{ iban-validate = '{library}' }}"))
    };
    assert!(named("iban").starts_with("src/lib.rs:2: error[forbidden]"), "{}", named("iban"));
    assert!(named("ibann").contains("error[unknown-library]"), "{}", named("ibann"));
}
