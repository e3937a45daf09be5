//! `only`.

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
fn a_binary_and_the_library_of_its_package_are_one_match_without_a_kind() {
    let graph = "bin:shop -> shop::a.X\nbin:shop -> other.Y";
    let only = |from: &str| format!("[[rules]]\nid = \"o\"\ntype = \"only\"\nfrom = [\"{from}\"]\nto = []");
    insta::assert_snapshot!(check(graph, &only("shop")), @r#"bin:shop.rs:3: error[not-only]: `bin:shop` must not depend on `other::Y`, which the rule's `to` does not list (o)"#);
    insta::assert_snapshot!(check(graph, &only("bin:shop")), @r#"
    bin:shop.rs:2: error[not-only]: `bin:shop` must not depend on `shop::a::X`, which the rule's `to` does not list (o)
    bin:shop.rs:3: error[not-only]: `bin:shop` must not depend on `other::Y`, which the rule's `to` does not list (o)
    "#);
}
