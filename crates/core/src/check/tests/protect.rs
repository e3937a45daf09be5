//! `protect`.

use super::support::check;

#[test]
fn protect_lists_the_code_that_has_access() {
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
    insta::assert_snapshot!(found, @r#"shop::a.rs:2: error[protected]: `shop::a` must not depend on protected `shop::db::Pool` (p)"#);
}
