//! `only`, `protect`, `independent`, `require`, `limit` and `stable`.

use super::support::check;

#[test]
fn only_allows_what_it_lists_and_itself() {
    let found = check(
        "shop::a -> shop::a::inner.X
         shop::a -> shop::b.X
         shop::a -> shop::c.X
         shop::a -> ^serde.Serialize
         shop::b -> shop::a.X",
        "[[rules]]\nid = \"o\"\ntype = \"only\"\nfrom = [\"shop::*\"]\nto = [\"shop::b\"]\nscope = \"all\"",
    );
    insta::assert_snapshot!(found, @r#"
    shop::a.rs:4: error[not-only]: `shop::a` must not depend on `shop::c::X`, which the rule's `to` does not list (o)
    shop::a.rs:5: error[not-only]: `shop::a` must not depend on `serde::Serialize`, which the rule's `to` does not list (o)
    shop::b.rs:2: error[not-only]: `shop::b` must not depend on `shop::a::X`, which the rule's `to` does not list (o)
    "#);
}

#[test]
fn protect_lists_the_code_that_has_access() {
    let found = check(
        "shop::a -> shop::db.Pool
         shop::repo -> shop::db.Pool
         shop::db -> shop::db::inner.X
         shop::store -> shop::db.Pool",
        r#"
        [modules.store]
        paths = ["shop::store", "shop::db"]
        [[rules]]
        id = "p"
        type = "protect"
        from = ["shop::repo"]
        to = ["shop::db"]
        [levels]
        unassigned = "off"
        "#,
    );
    insta::assert_snapshot!(found, @r#"shop::a.rs:2: error[protected]: `shop::a` must not depend on protected `shop::db::Pool` (p)"#);
}

#[test]
fn require_and_limit_are_reported_at_rust_modules() {
    let graph = "shop::a -> ^tracing.info
                 shop::b -> shop::a.X
                 shop::c -> shop::a.X
                 shop::c -> shop::b::x::y.X";
    let require = "[[rules]]\nid = \"traced\"\ntype = \"require\"\nfrom = [\"shop::{m}\"]\nto = [\"extern:tracing\"]";
    insta::assert_snapshot!(check(graph, require), @r#"
    shop::b.rs:1: error[required]: `shop::b` must depend on `extern:tracing`, but does not (traced)
    shop::c.rs:1: error[required]: `shop::c` must depend on `extern:tracing`, but does not (traced)
    "#);
    let limit = |measure: &str, max: u32| {
        let rule = format!("type = \"limit\"\namong = [\"shop::*\"]\nmeasure = \"{measure}\"\nmax = {max}");
        check(graph, &format!("[[rules]]\nid = \"l\"\n{rule}"))
    };
    insta::assert_snapshot!(limit("fan-in", 1), @r#"shop::a.rs:1: error[limit]: `shop::a` has a fan-in of 2, but the limit is 1 (l)"#);
    insta::assert_snapshot!(limit("fan-out", 1), @r#"shop::c.rs:1: error[limit]: `shop::c` has a fan-out of 2, but the limit is 1 (l)"#);
    insta::assert_snapshot!(limit("depth", 1), @r#"shop::b.rs:1: error[limit]: `shop::b` has a depth of 2, but the limit is 1 (l)"#);
    insta::assert_snapshot!(limit("size", 1), @r#"archcheck.toml:6:11: error[wrong-value]: `measure` must not be `size`; use one of `fan-in`, `fan-out`, `depth`"#);
}

#[test]
fn a_binary_and_the_library_of_its_package_are_one_match_without_a_kind() {
    let graph = "bin:shop -> shop::a.X\nbin:shop -> other.Y";
    let only = |from: &str| format!("[[rules]]\nid = \"o\"\ntype = \"only\"\nfrom = [\"{from}\"]\nto = []");
    insta::assert_snapshot!(check(graph, &only("shop")), @r#"bin:shop.rs:3: error[not-only]: `bin:shop` must not depend on `other::Y`, which the rule's `to` does not list (o)"#);
    insta::assert_snapshot!(check(graph, &only("bin:shop")), @r#"
    bin:shop.rs:2: error[not-only]: `bin:shop` must not depend on `shop::a::X`, which the rule's `to` does not list (o)
    bin:shop.rs:3: error[not-only]: `bin:shop` must not depend on `other::Y`, which the rule's `to` does not list (o)
    "#);
}

#[test]
fn excluded_files_and_test_crates_are_not_checked() {
    let graph = "shop::gen -> shop::db.X\nhelpers -> shop::db.X\nshop::a -> shop::db.X";
    let rules = |analysis: &str| {
        format!(
            "[analysis]\n{analysis}\n[[rules]]\nid = \"f\"\ntype = \"forbid\"\nfrom = [\"**\"]\nto = [\"shop::db\"]"
        )
    };
    insta::assert_snapshot!(check(graph, &rules("exclude = ['**/*::gen.rs']\ntest-crates = ['helpers']")), @r#"shop::a.rs:2: error[forbidden]: `shop::a` must not depend on `shop::db::X` (f)"#);
    insta::assert_snapshot!(check(graph, &rules("exclude = ['src/**']\ntest-crates = ['helper']")), @r#"
    archcheck.toml:3:12: error[matches-nothing]: `src/**` matches no source file
    archcheck.toml:4:16: error[unknown-name]: there is no crate `helper`; did you mean `helpers`?
    helpers.rs:2: error[forbidden]: `helpers` must not depend on `shop::db::X` (f)
    shop::a.rs:2: error[forbidden]: `shop::a` must not depend on `shop::db::X` (f)
    shop::gen.rs:2: error[forbidden]: `shop::gen` must not depend on `shop::db::X` (f)
    "#);
}

#[test]
fn stable_code_does_not_depend_on_less_stable_code() {
    let graph = "shop::a -> shop::core.X
                 shop::b -> shop::core.X
                 shop::core -> shop::flaky.X
                 shop::flaky -> shop::c.X
                 shop::flaky -> shop::d.X";
    let rules = |keys: &str| format!("[[rules]]\nid = \"s\"\ntype = \"stable\"\namong = [\"shop::*\"]\n{keys}");
    insta::assert_snapshot!(check(graph, &rules("")), @r#"shop::core.rs:2: error[not-stable]: `shop::core` (instability 0.33) depends on `shop::flaky` (0.67), which is less stable (s)"#);
    insta::assert_snapshot!(check(graph, &rules("slack = 0.4")), @"");
    insta::assert_snapshot!(check(graph, &rules("slack = 3")), @r#"archcheck.toml:6:9: error[wrong-value]: `slack` must be between 0 and 1"#);
}

#[test]
fn require_ignores_code_of_other_contexts_and_excluded_files() {
    let graph = "shop::h::a -> shop::auth.X
                 shop::h::b -> shop::auth.X test
                 mod shop::h::c
                 shop::h::c::tests -> shop::auth.X test
                 mod shop::h::c::tests test
                 mod shop::h::tests test
                 mod shop::h::gen
                 mod shop::auth::tests test";
    let rule =
        |keys: &str| check(graph, &format!("[[rules]]\nid = 'r'\ntype = 'require'\nto = ['shop::auth']\n{keys}"));
    insta::assert_snapshot!(rule("from = ['shop::h::*']"), @r#"
    shop::h::b.rs:1: error[required]: `shop::h::b` must depend on `shop::auth`, but does not (r)
    shop::h::c.rs:1: error[required]: `shop::h::c` must depend on `shop::auth`, but does not (r)
    shop::h::gen.rs:1: error[required]: `shop::h::gen` must depend on `shop::auth`, but does not (r)
    "#);
    insta::assert_snapshot!(rule("from = ['shop::h::*']\n[analysis]\nexclude = ['shop::h::gen.rs']"), @r#"
    shop::h::b.rs:1: error[required]: `shop::h::b` must depend on `shop::auth`, but does not (r)
    shop::h::c.rs:1: error[required]: `shop::h::c` must depend on `shop::auth`, but does not (r)
    "#);
    insta::assert_snapshot!(rule("from = ['shop::h::*']\ncontexts = ['test']"), @r#"
    shop::h::a.rs:1: error[required]: `shop::h::a` must depend on `shop::auth`, but does not (r)
    shop::h::gen.rs:1: error[required]: `shop::h::gen` must depend on `shop::auth`, but does not (r)
    shop::h::tests.rs:1: error[required]: `shop::h::tests` must depend on `shop::auth`, but does not (r)
    "#);
    insta::assert_snapshot!(rule("from = ['shop::h::{x}']\ncontexts = ['production', 'test']"), @r#"
    shop::h::gen.rs:1: error[required]: `shop::h::gen` must depend on `shop::auth`, but does not (r)
    shop::h::tests.rs:1: error[required]: `shop::h::tests` must depend on `shop::auth`, but does not (r)
    "#);
    insta::assert_snapshot!(rule("from = ['shop::**::tests', 'shop::h::a']"), @"archcheck.toml:6:9: error[matches-nothing]: `shop::**::tests` matches only code that this rule ignores; the rule checks only code of the contexts production, and no files that `[analysis] exclude` lists");
}

#[test]
fn code_inside_to_meets_a_require_rule() {
    let rule = |from: &str, to: &str| {
        check(
            "shop::a -> shop::log.X\nmod shop::b\nmod shop::log::inner",
            &format!("[[rules]]\nid = 'r'\ntype = 'require'\nfrom = ['{from}']\nto = ['{to}']"),
        )
    };
    insta::assert_snapshot!(rule("shop::*", "shop::log"), @"shop::b.rs:1: error[required]: `shop::b` must depend on `shop::log`, but does not (r)");
    insta::assert_snapshot!(rule("shop::log", "shop::log::inner"), @"shop::log.rs:1: error[required]: `shop::log` must depend on `shop::log::inner`, but does not (r)");
}

#[test]
fn depth_is_measured_in_the_contexts_of_the_rule() {
    let rule = |more: &str| {
        check(
            "mod shop::a\nmod shop::a::tests test\nmod shop::a::tests::deep test",
            &format!("[[rules]]\nid = 'r'\ntype = 'limit'\namong = ['shop::a']\nmeasure = 'depth'\nmax = 0\n{more}"),
        )
    };
    insta::assert_snapshot!(rule(""), @"");
    insta::assert_snapshot!(rule("contexts = ['production', 'test']"), @"shop::a.rs:1: error[limit]: `shop::a` has a depth of 2, but the limit is 0 (r)");
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
