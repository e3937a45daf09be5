//! `require`.

use super::support::check;

#[test]
fn require_is_reported_at_rust_modules() {
    let graph = "shop::a -> ^tracing.info
                 shop::b -> shop::a.X
                 shop::c -> shop::a.X
                 shop::c -> shop::b::x::y.X";
    let require = "[[rules]]\nid = \"traced\"\ntype = \"require\"\nfrom = [\"shop::{m}\"]\nto = [\"extern:tracing\"]";
    insta::assert_snapshot!(check(graph, require), @r#"
    shop::b.rs:1: error[required]: `shop::b` must depend on `extern:tracing`, but does not (traced)
    shop::c.rs:1: error[required]: `shop::c` must depend on `extern:tracing`, but does not (traced)
    "#);
}

#[test]
fn messages_show_the_values_of_captures() {
    let graph = "shop::orders::web -> shop::orders::api.X\nshop::jobs::web -> shop::orders::api.X\nmod shop::jobs::api";
    let require = "[[rules]]\nid = 'r'\ntype = 'require'\nfrom = ['shop::{f}::web']\nto = ['shop::{f}::api']";
    insta::assert_snapshot!(check(graph, require), @"shop::jobs::web.rs:1: error[required]: `shop::jobs::web` must depend on `shop::jobs::api`, but does not (r)");
    let protect = "[[rules]]\nid = 'p'\ntype = 'protect'\nfrom = ['shop::{f}::web']\nto = ['shop::{f}::api']";
    insta::assert_snapshot!(super::support::check_in_full(graph, &format!("version = 1\n{protect}")), @r#"
    shop::jobs::web.rs:2: error[protected]: `shop::jobs::web` must not depend on protected `shop::orders::api::X` (p)
      archcheck.toml:6: protected here
      help: use code that has access: `shop::orders::web`
    "#);
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
fn excepted_code_needs_no_dependency() {
    let rule = |except: &str| {
        let graph = "shop::h::a -> shop::auth.X\nmod shop::h::b\nmod shop::h::c";
        let keys = "from = ['shop::h::*']\nto = ['shop::auth']";
        check(graph, &format!("[[rules]]\nid = 'r'\ntype = 'require'\n{keys}\nexcept = ['{except}']"))
    };
    insta::assert_snapshot!(rule("shop::h::b"), @"shop::h::c.rs:1: error[required]: `shop::h::c` must depend on `shop::auth`, but does not (r)");
    insta::assert_snapshot!(rule("shop::h::a"), @r#"
    shop::h::b.rs:1: error[required]: `shop::h::b` must depend on `shop::auth`, but does not (r)
    shop::h::c.rs:1: error[required]: `shop::h::c` must depend on `shop::auth`, but does not (r)
    "#);
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
