//! `acyclic`.

use super::support::{check, check_in_full};

#[test]
fn a_cycle_is_reported_once_with_its_references_and_weakest_step() {
    let found = check_in_full(
        "shop::a -> shop::b.X
         shop::a -> shop::b::deep.Y
         shop::b -> shop::c.X
         shop::c -> shop::a.X
         shop::c -> shop::a.Y
         shop::c -> shop::d.X",
        "[[rules]]\nid = \"no-cycles\"\ntype = \"acyclic\"\namong = [\"shop::*\"]",
    );
    insta::assert_snapshot!(found, @r#"
    shop::a.rs:2: error[cycle]: dependency cycle: `shop::a` -> `shop::b` -> `shop::c` -> `shop::a` (no-cycles x5)
      archcheck.toml:3: forbids cycles
      shop::a.rs:2: `shop::a` -> `shop::b`
      shop::a.rs:3: `shop::a` -> `shop::b`
      shop::b.rs:2: `shop::b` -> `shop::c`
      shop::c.rs:2: `shop::c` -> `shop::a`
      shop::c.rs:3: `shop::c` -> `shop::a`
      help: break the cycle at `shop::b` -> `shop::c`: 1 reference, the fewest of any step
    "#);
}

#[test]
fn a_facade_is_no_cycle_and_code_outside_among_is_ignored() {
    let rules = "[[rules]]\nid = \"no-cycles\"\ntype = \"acyclic\"\namong = [\"shop::*\"]";
    let facade = "shop::prelude -> shop::db.Pool reexport
                  shop::db -> shop::prelude.Thing
                  shop::a -> shop::db.Pool via shop::prelude.Pool*
                  shop::a -> shop.Root
                  shop -> shop::a.X";
    insta::assert_snapshot!(check(facade, rules), @"");
    let through = "shop::a -> shop::db.Pool via shop::prelude.Pool*
                   shop::db -> shop::a.X";
    insta::assert_snapshot!(check(through, rules), @r#"shop::a.rs:2: error[cycle]: dependency cycle: `shop::a` -> `shop::db` -> `shop::a` (no-cycles x2)"#);
}

#[test]
fn a_re_export_counts_if_it_is_not_visible_outside_its_node() {
    let rules = "[[rules]]\nid = \"c\"\ntype = \"acyclic\"\namong = [\"shop::a\", \"shop::b\", \"shop::a::deep::own\"]";
    let graph =
        |seen: &str| format!("shop::a::deep -> shop::b.X reexport{seen}\nshop::b -> shop::a.Y\nmod shop::a::deep::own");
    insta::assert_snapshot!(check(&graph(""), rules), @"");
    insta::assert_snapshot!(check(&graph(" in shop"), rules), @"");
    // Code in `own` can see it, but belongs to another node.
    insta::assert_snapshot!(check(&graph(" in shop::a"), rules), @"");
    let without = rules.replace(", \"shop::a::deep::own\"", "");
    insta::assert_snapshot!(check(&graph(" in shop::a"), &without), @r#"shop::a::deep.rs:2: error[cycle]: dependency cycle: `shop::a` -> `shop::b` -> `shop::a` (c x2)"#);
}

#[test]
fn code_in_nested_matches_belongs_to_the_deepest() {
    let graph = "shop::a -> shop::a::x.X
                 shop::a::x -> shop::a.Y";
    insta::assert_snapshot!(check(graph, "[[rules]]\nid = \"c\"\ntype = \"acyclic\"\namong = [\"shop::**\"]"), @r#"shop::a.rs:2: error[cycle]: dependency cycle: `shop::a` -> `shop::a::x` -> `shop::a` (c x2)"#);
    insta::assert_snapshot!(check(graph, "[[rules]]\nid = \"c\"\ntype = \"acyclic\"\namong = [\"shop::*\"]\nallow-empty = true"), @"");
    insta::assert_snapshot!(check("a -> b.X\nb -> a.Y", "[[rules]]\nid = \"c\"\ntype = \"acyclic\"\namong = [\"crate:*\"]"), @r#"a.rs:2: error[cycle]: dependency cycle: `a` -> `b` -> `a` (c x2)"#);
}
