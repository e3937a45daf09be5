//! `[analysis]`: excluded files and test crates.

use super::support::check;

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
