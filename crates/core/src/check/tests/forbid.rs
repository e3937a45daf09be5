//! `forbid`: selectors, captures, exceptions, and what counts as one violation.

use super::support::{check, check_in_full};

#[test]
fn a_reference_is_forbidden_by_any_end_and_says_why() {
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
    insta::assert_snapshot!(found, @"");
}

#[test]
fn captures_of_from_hold_in_to_and_except() {
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
    insta::assert_snapshot!(found, @"");
}

#[test]
fn references_within_one_match_of_to_are_never_judged() {
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
    insta::assert_snapshot!(found, @"");
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
    insta::assert_snapshot!(found, @"");
}

#[test]
fn kinds_contexts_and_severity_choose_what_is_judged() {
    let graph = "shop::a -> shop::b.X use
                 shop::a -> shop::b.X
                 shop::a -> shop::b.X test";
    let rules = |keys: &str| format!("[[rules]]\nid = \"r\"\ntype = \"forbid\"\nfrom = [\"shop::a\"]\nto = [\"shop::b\"]\n{keys}");
    insta::assert_snapshot!(check(graph, &rules("kinds = ['use']")), @"");
    insta::assert_snapshot!(check(graph, &rules("contexts = ['test']\nseverity = 'warn'")), @"");
    insta::assert_snapshot!(check(graph, &rules("severity = 'off'")), @"");
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
    insta::assert_snapshot!(found, @"");
}

#[test]
fn an_opaque_rule_sees_a_name_where_its_first_re_export_stands() {
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
    insta::assert_snapshot!(found, @"");
}
