//! `acyclic`.

use super::support::{check, check_in_full};

#[test]
fn a_cycle_is_said_once_with_its_references_and_its_weakest_edge() {
    let found = check_in_full(
        "shop::a -> shop::b.X
         shop::a -> shop::b::deep.Y
         shop::b -> shop::c.X
         shop::c -> shop::a.X
         shop::c -> shop::a.Y
         shop::c -> shop::d.X",
        "[[rules]]\nid = \"no-cycles\"\ntype = \"acyclic\"\namong = [\"shop::*\"]",
    );
    insta::assert_snapshot!(found, @"");
}

#[test]
fn a_facade_is_no_cycle_and_code_outside_all_matches_is_left_out() {
    let rules = "[[rules]]\nid = \"no-cycles\"\ntype = \"acyclic\"\namong = [\"shop::*\"]";
    let facade = "shop::prelude -> shop::db.Pool reexport
                  shop::db -> shop::prelude.Thing
                  shop::a -> shop::db.Pool via shop::prelude.Pool*
                  shop::a -> shop.Root
                  shop -> shop::a.X";
    insta::assert_snapshot!(check(facade, rules), @"");
    let through = "shop::a -> shop::db.Pool via shop::prelude.Pool*
                   shop::db -> shop::a.X";
    insta::assert_snapshot!(check(through, rules), @"");
}

#[test]
fn of_nested_matches_the_deepest_owns_the_code() {
    let graph = "shop::a -> shop::a::x.X
                 shop::a::x -> shop::a.Y";
    insta::assert_snapshot!(check(graph, "[[rules]]\nid = \"c\"\ntype = \"acyclic\"\namong = [\"shop::**\"]"), @"");
    insta::assert_snapshot!(check(graph, "[[rules]]\nid = \"c\"\ntype = \"acyclic\"\namong = [\"shop::*\"]"), @"");
    insta::assert_snapshot!(check("a -> b.X\nb -> a.Y", "[[rules]]\nid = \"c\"\ntype = \"acyclic\"\namong = [\"crate:*\"]"), @"");
}
