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
    shop::a.rs:4: error[not-only]: `shop::a` depends on `shop::c::X`, which is not among what `o` allows it (o)
    shop::a.rs:5: error[not-only]: `shop::a` depends on `serde::Serialize`, which is not among what `o` allows it (o)
    shop::b.rs:2: error[not-only]: `shop::b` depends on `shop::a::X`, which is not among what `o` allows it (o)
    "#);
}

#[test]
fn protect_names_those_who_may() {
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
    insta::assert_snapshot!(found, @r#"shop::a.rs:2: error[protected]: `shop::a` depends on `shop::db::Pool`, which `p` protects (p)"#);
}

#[test]
fn require_and_limit_stand_at_rust_modules() {
    let graph = "shop::a -> ^tracing.info
                 shop::b -> shop::a.X
                 shop::c -> shop::a.X
                 shop::c -> shop::b::x::y.X";
    let require = "[[rules]]\nid = \"traced\"\ntype = \"require\"\nfrom = [\"shop::{m}\"]\nto = [\"extern:tracing\"]";
    insta::assert_snapshot!(check(graph, require), @r#"
    shop::b.rs:1: error[required]: `shop::b` does not depend on `extern:tracing`, which `traced` requires (traced)
    shop::c.rs:1: error[required]: `shop::c` does not depend on `extern:tracing`, which `traced` requires (traced)
    "#);
    let limit = |measure: &str, max: u32| {
        let rule = format!("type = \"limit\"\namong = [\"shop::*\"]\nmeasure = \"{measure}\"\nmax = {max}");
        check(graph, &format!("[[rules]]\nid = \"l\"\n{rule}"))
    };
    insta::assert_snapshot!(limit("fan-in", 1), @r#"shop::a.rs:1: error[limit]: `shop::a` has a fan-in of 2, and `l` allows 1 (l)"#);
    insta::assert_snapshot!(limit("fan-out", 1), @r#"shop::c.rs:1: error[limit]: `shop::c` has a fan-out of 2, and `l` allows 1 (l)"#);
    insta::assert_snapshot!(limit("depth", 1), @r#"shop::b.rs:1: error[limit]: `shop::b` has a depth of 2, and `l` allows 1 (l)"#);
    insta::assert_snapshot!(limit("size", 1), @r#"archcheck.toml:6:11: error[wrong-value]: `size` is no value of `measure`; it may be `fan-in`, `fan-out`, `depth`"#);
}

#[test]
fn the_bin_of_a_package_is_one_with_its_lib_unless_a_kind_is_written() {
    let graph = "bin:shop -> shop::a.X\nbin:shop -> other.Y";
    let only = |from: &str| format!("[[rules]]\nid = \"o\"\ntype = \"only\"\nfrom = [\"{from}\"]\nto = []");
    insta::assert_snapshot!(check(graph, &only("shop")), @r#"bin:shop.rs:3: error[not-only]: `bin:shop` depends on `other::Y`, which is not among what `o` allows it (o)"#);
    insta::assert_snapshot!(check(graph, &only("bin:shop")), @r#"
    bin:shop.rs:2: error[not-only]: `bin:shop` depends on `shop::a::X`, which is not among what `o` allows it (o)
    bin:shop.rs:3: error[not-only]: `bin:shop` depends on `other::Y`, which is not among what `o` allows it (o)
    "#);
}

#[test]
fn excluded_files_and_test_crates_are_left_out() {
    let graph = "shop::gen -> shop::db.X\nhelpers -> shop::db.X\nshop::a -> shop::db.X";
    let rules = |analysis: &str| {
        format!(
            "[analysis]\n{analysis}\n[[rules]]\nid = \"f\"\ntype = \"forbid\"\nfrom = [\"**\"]\nto = [\"shop::db\"]"
        )
    };
    insta::assert_snapshot!(check(graph, &rules("exclude = ['**/*::gen.rs']\ntest-crates = ['helpers']")), @r#"shop::a.rs:2: error[forbidden]: `shop::a` depends on `shop::db::X`, which `f` forbids (f)"#);
    insta::assert_snapshot!(check(graph, &rules("exclude = ['src/**']\ntest-crates = ['helper']")), @r#"
    archcheck.toml:3:12: error[matches-nothing]: `src/**` matches no source file
    archcheck.toml:4:16: error[unknown-name]: there is no crate `helper`; did you mean `helpers`?
    helpers.rs:2: error[forbidden]: `helpers` depends on `shop::db::X`, which `f` forbids (f)
    shop::a.rs:2: error[forbidden]: `shop::a` depends on `shop::db::X`, which `f` forbids (f)
    shop::gen.rs:2: error[forbidden]: `shop::gen` depends on `shop::db::X`, which `f` forbids (f)
    "#);
}

#[test]
fn stable_code_does_not_depend_on_what_is_less_stable() {
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
fn what_is_part_of_what_is_required_is_there_already() {
    let rule = |from: &str, to: &str| {
        check(
            "shop::a -> shop::log.X\nmod shop::b\nmod shop::log::inner",
            &format!("[[rules]]\nid = 'r'\ntype = 'require'\nfrom = ['{from}']\nto = ['{to}']"),
        )
    };
    insta::assert_snapshot!(rule("shop::*", "shop::log"), @"shop::b.rs:1: error[required]: `shop::b` does not depend on `shop::log`, which `r` requires (r)");
    insta::assert_snapshot!(rule("shop::log", "shop::log::inner"), @"shop::log.rs:1: error[required]: `shop::log` does not depend on `shop::log::inner`, which `r` requires (r)");
}

#[test]
fn a_depth_is_that_of_the_code_that_the_rule_looks_at() {
    let rule = |more: &str| {
        check(
            "mod shop::a\nmod shop::a::tests test\nmod shop::a::tests::deep test",
            &format!("[[rules]]\nid = 'r'\ntype = 'limit'\namong = ['shop::a']\nmeasure = 'depth'\nmax = 0\n{more}"),
        )
    };
    insta::assert_snapshot!(rule(""), @"");
    insta::assert_snapshot!(rule("contexts = ['production', 'test']"), @"shop::a.rs:1: error[limit]: `shop::a` has a depth of 2, and `r` allows 0 (r)");
}

#[test]
fn what_goes_through_an_exempt_import_is_exempt() {
    let graph = "shop::user -> shop::db.Pool via shop::front.Pool* use import=1
        shop::user -> shop::db.Pool bare through=1 as Pool
        shop::user -> shop::db.Row bare as Row";
    let rules =
        "[[rules]]\nid = 'r'\ntype = 'forbid'\nfrom = ['shop::user']\nto = ['shop::db']\nexcept = ['shop::front']";
    insta::assert_snapshot!(check(graph, rules), @"shop::user.rs:4: error[forbidden]: `shop::user` depends on `shop::db::Row`, which `r` forbids (r)");
}
