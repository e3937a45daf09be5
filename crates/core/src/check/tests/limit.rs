//! `limit`.

use super::support::check;

#[test]
fn each_measure_has_a_limit() {
    let graph = "shop::a -> ^tracing.info
                 shop::b -> shop::a.X
                 shop::c -> shop::a.X
                 shop::c -> shop::b::x::y.X";
    let limit = |measure: &str, max: u32| {
        let rule = format!("type = \"limit\"\namong = [\"shop::*\"]\nmeasure = \"{measure}\"\nmax = {max}");
        check(graph, &format!("[[rules]]\nid = \"l\"\n{rule}"))
    };
    insta::assert_snapshot!(limit("fan-in", 1), @r#"shop::a.rs:1: error[limit]: `shop::a` has a fan-in of 2, but the limit is 1 (l)"#);
    insta::assert_snapshot!(limit("fan-out", 1), @r#"shop::c.rs:1: error[limit]: `shop::c` has a fan-out of 2, but the limit is 1 (l)"#);
    insta::assert_snapshot!(limit("depth", 1), @"shop::b.rs:1: error[limit]: the Rust modules below `shop::b` are nested 2 deep, but the limit is 1 (l)");
    insta::assert_snapshot!(limit("reaches", 1), @"shop::c.rs:1: error[limit]: `shop::c` reaches 2 others, but the limit is 1 (l)");
    insta::assert_snapshot!(limit("reached-by", 1), @"shop::a.rs:1: error[limit]: `shop::a` is reached by 2 others, but the limit is 1 (l)");
    insta::assert_snapshot!(limit("level", 2), @"shop::c.rs:1: error[limit]: `shop::c` is at level 3, but the limit is 2 (l)");
    insta::assert_snapshot!(limit("instability", 50), @"shop::c.rs:1: error[limit]: the instability of `shop::c` is 100 %, but the limit is 50 % (l)");
    insta::assert_snapshot!(limit("propagation-cost", 50), @"shop::a.rs:1: error[limit]: the propagation cost of the 3 matches of `among` is 67 %, but the limit is 50 % (l)");
    insta::assert_snapshot!(limit("largest-cycle", 0), @"");
    insta::assert_snapshot!(limit("size", 1), @r#"archcheck.toml:6:11: error[wrong-value]: `measure` must not be `size`; use one of `fan-in`, `fan-out`, `depth`, `reaches`, `reached-by`, `level`, `instability`, `abstractness`, `distance`, `lines`, `items`, `visible-items`, `relative-visibility`, `largest-cycle`, `cut-dependencies`, `propagation-cost`"#);
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
    insta::assert_snapshot!(rule("contexts = ['production', 'test']\nexcept = ['shop::a::tests::deep']"), @"shop::a.rs:1: error[limit]: the Rust modules below `shop::a` are nested 1 deep, but the limit is 0 (r)");
    insta::assert_snapshot!(rule("contexts = ['production', 'test']"), @"shop::a.rs:1: error[limit]: the Rust modules below `shop::a` are nested 2 deep, but the limit is 0 (r)");
}
