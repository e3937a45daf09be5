//! `unassigned`.

use super::support::check;

#[test]
fn each_highest_tree_is_reported_once_and_a_holder_only_for_code_of_its_own() {
    let graph = "mod shop
                 mod shop::a
                 mod shop::b::deep
                 mod shop::tests test
                 mod shop::group empty
                 mod shop::group::a
                 mod tool::x";
    let rules = "[modules.a]\npaths = [\"shop::a\", \"shop::group::a\"]";
    insta::assert_snapshot!(check(graph, rules), @r#"
    shop.rs:1: warn[unassigned]: `shop` has code of its own that is in no module (unassigned)
    shop::b.rs:1: warn[unassigned]: `shop::b` is in no module (unassigned)
    tool.rs:1: warn[unassigned]: `tool` is in no module (unassigned)
    "#);
    insta::assert_snapshot!(check(graph, &format!("{rules}\n[levels]\nunassigned = \"error\"")).lines().next().unwrap(), @r#"shop.rs:1: error[unassigned]: `shop` has code of its own that is in no module (unassigned)"#);
    insta::assert_snapshot!(check(graph, ""), @"");
}
