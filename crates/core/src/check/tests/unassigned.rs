//! `unassigned`.

use super::support::check;

#[test]
fn each_topmost_tree_is_reported_once_and_a_parent_only_for_its_own_code() {
    let graph = "mod shop
                 mod shop::a
                 mod shop::b::deep
                 mod shop::tests test
                 mod shop::group empty
                 mod shop::group::a
                 mod tool::x";
    let rules = "[modules.a]\npaths = [\"shop::a\", \"shop::group::a\"]";
    insta::assert_snapshot!(check(graph, rules), @r#"
    shop.rs:1: warn[unassigned]: `shop` has code of its own that belongs to no module (unassigned)
    shop::b.rs:1: warn[unassigned]: `shop::b` belongs to no module (unassigned)
    tool.rs:1: warn[unassigned]: `tool` belongs to no module (unassigned)
    "#);
    insta::assert_snapshot!(check(graph, &format!("{rules}\n[levels]\nunassigned = \"error\"")).lines().next().unwrap(), @r#"shop.rs:1: error[unassigned]: `shop` has code of its own that belongs to no module (unassigned)"#);
    insta::assert_snapshot!(check(graph, ""), @"archcheck.toml:1:1: warn[nothing-to-check]: the rules file has no rules, so the check can't fail; add a module, layers or a rule, or delete the file and run `cargo archcheck init`");
}
