//! `stable`.

use super::support::check;

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
