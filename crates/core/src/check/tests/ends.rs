//! Which ends of a reference count: a row for each kind of rule, a column for each kind of path to an item.

use super::support::{check, check_with_file};

/// The paths by which `shop::user` uses `shop::db.Pool` or an item of `shop::front`.
const WAYS: [(&str, &str); 6] = [
    ("direct", "shop::user -> shop::db.Pool"),
    ("re-export of a module", "shop::user -> shop::db.Pool via shop::front.Pool*"),
    ("re-export of unassigned code", "shop::user -> shop::db.Pool via shop::loose.Pool*"),
    ("glob", "shop::user -> shop::front use\nshop::user -> shop::db.Pool via shop::front bare as Pool"),
    ("bare name", "shop::user -> shop::db.Pool bare as Pool"),
    ("outside through a re-export", "shop::user -> ^sqlx.Pool via shop::front.Pool*"),
];

/// Returns the codes of the violations of each path, one line each.
fn row(rules: &str) -> String {
    row_with(rules, &check)
}

fn row_with(rules: &str, check: &dyn Fn(&str, &str) -> String) -> String {
    let modules = "[modules.user]\npaths = [\"shop::user\"]\n[modules.front]\npaths = [\"shop::front\"]\n\
                   [modules.db]\npaths = [\"shop::db\"]\n[levels]\nunassigned = \"off\"\n";
    let table = rules.strip_prefix("KEY ").map(|rest| rest.split_once(' ').unwrap());
    let file = match table {
        // Keys of a module belong to its table.
        Some((module, keys)) => {
            modules.replace(&format!("[modules.{module}]\n"), &format!("[modules.{module}]\n{keys}\n"))
        }
        None => format!("{modules}{rules}"),
    };
    WAYS.iter()
        .map(|(name, way)| {
            let found = check(&format!("{way}\nmod shop::db\nmod shop::front\nmod shop::loose"), &file);
            let codes: Vec<_> =
                found.lines().filter_map(|line| Some(line.split_once('[')?.1.split_once(']')?.0)).collect();
            format!("{name}: {}\n", if codes.is_empty() { "-".into() } else { codes.join(" ") })
        })
        .collect()
}

fn rule(kind: &str, keys: &str) -> String {
    row(&format!("[[rules]]\nid = \"r\"\ntype = \"{kind}\"\n{keys}"))
}

#[test]
fn depends_on_asks_all_ends() {
    insta::assert_snapshot!(row("KEY user depends-on = ['front']"), @r#"
    direct: depends-on
    re-export of a module: depends-on
    re-export of unassigned code: depends-on
    glob: depends-on
    bare name: depends-on
    outside through a re-export: -
    "#);
    insta::assert_snapshot!(row("KEY user depends-on = ['db']"), @r#"
    direct: -
    re-export of a module: depends-on
    re-export of unassigned code: -
    glob: depends-on
    bare name: -
    outside through a re-export: depends-on
    "#);
}

#[test]
fn diagrams_ask_all_ends() {
    let row = |arrows: &str| {
        let rules = "[[rules]]\nid = \"r\"\ntype = \"diagram\"\nfile = \"a.mmd\"";
        row_with(rules, &|graph, file| check_with_file(graph, file, "a.mmd", &format!("flowchart TD\n{arrows}")))
    };
    insta::assert_snapshot!(row("user --> front\ndb"), @"
    direct: not-drawn
    re-export of a module: not-drawn
    re-export of unassigned code: not-drawn
    glob: not-drawn
    bare name: not-drawn
    outside through a re-export: -
    ");
    insta::assert_snapshot!(row("user --> db\nfront"), @"
    direct: -
    re-export of a module: not-drawn
    re-export of unassigned code: -
    glob: not-drawn
    bare name: -
    outside through a re-export: not-drawn
    ");
}

#[test]
fn exposes_and_visible_to_ask_each_point_of_entry() {
    insta::assert_snapshot!(row("KEY db exposes = []"), @r#"
    direct: not-exposed
    re-export of a module: -
    re-export of unassigned code: -
    glob: -
    bare name: -
    outside through a re-export: -
    "#);
    insta::assert_snapshot!(row("KEY front exposes = []"), @r#"
    direct: -
    re-export of a module: not-exposed
    re-export of unassigned code: -
    glob: -
    bare name: -
    outside through a re-export: not-exposed
    "#);
    insta::assert_snapshot!(row("KEY db visible-to = ['front']"), @r#"
    direct: not-visible
    re-export of a module: -
    re-export of unassigned code: -
    glob: -
    bare name: -
    outside through a re-export: -
    "#);
}

#[test]
fn forbid_protect_independent_layers_and_require_ask_any_end() {
    insta::assert_snapshot!(rule("forbid", "from = ['user']\nto = ['db', 'extern:sqlx']"), @r#"
    direct: forbidden
    re-export of a module: forbidden
    re-export of unassigned code: forbidden
    glob: forbidden
    bare name: forbidden
    outside through a re-export: forbidden
    "#);
    insta::assert_snapshot!(rule("protect", "from = ['front']\nto = ['db', 'extern:sqlx']"), @r#"
    direct: protected
    re-export of a module: protected
    re-export of unassigned code: protected
    glob: protected
    bare name: protected
    outside through a re-export: protected
    "#);
    insta::assert_snapshot!(rule("independent", "among = ['user', 'db']"), @r#"
    direct: not-independent
    re-export of a module: not-independent
    re-export of unassigned code: not-independent
    glob: not-independent
    bare name: not-independent
    outside through a re-export: -
    "#);
    insta::assert_snapshot!(row("[[layers]]\nid = 'l'\norder = ['db', 'user']"), @r#"
    direct: layer
    re-export of a module: layer
    re-export of unassigned code: layer
    glob: layer
    bare name: layer
    outside through a re-export: -
    "#);
    insta::assert_snapshot!(rule("require", "from = ['user']\nto = ['db', 'extern:sqlx']"), @r#"
    direct: -
    re-export of a module: -
    re-export of unassigned code: -
    glob: -
    bare name: -
    outside through a re-export: -
    "#);
}

#[test]
fn only_asks_all_ends_of_its_scope() {
    insta::assert_snapshot!(rule("only", "from = ['user']\nto = ['front']"), @r#"
    direct: not-only
    re-export of a module: not-only
    re-export of unassigned code: not-only
    glob: not-only
    bare name: not-only
    outside through a re-export: -
    "#);
    insta::assert_snapshot!(rule("only", "from = ['user']\nto = ['front', 'db']\nscope = 'all'"), @r#"
    direct: -
    re-export of a module: -
    re-export of unassigned code: not-only
    glob: -
    bare name: -
    outside through a re-export: not-only
    "#);
    insta::assert_snapshot!(rule("only", "from = ['user']\nto = []\nscope = 'outside'"), @r#"
    direct: -
    re-export of a module: -
    re-export of unassigned code: -
    glob: -
    bare name: -
    outside through a re-export: not-only
    "#);
}

#[test]
fn a_closed_layer_is_skipped_by_via() {
    insta::assert_snapshot!(row("[[layers]]\nid = 'l'\nclosed = true\norder = ['user', 'front', 'db']"), @r#"
    direct: layer-skipped
    re-export of a module: -
    re-export of unassigned code: -
    glob: -
    bare name: -
    outside through a re-export: -
    "#);
}

#[test]
fn acyclic_asks_the_defined_end() {
    let back = |ways: &str| {
        check(
            &format!("{ways}\nshop::db -> shop::user.X\nmod shop::front"),
            "[[rules]]\nid = \"c\"\ntype = \"acyclic\"\namong = [\"shop::user\", \"shop::db\", \"shop::front\"]",
        )
    };
    let all: String = WAYS[..5].iter().map(|(name, way)| format!("{name}: {}\n", back(way).trim())).collect();
    insta::assert_snapshot!(all, @r#"
    direct: shop::db.rs:2: error[cycle]: dependency cycle: `shop::db` -> `shop::user` -> `shop::db` (c x2)
    re-export of a module: shop::db.rs:2: error[cycle]: dependency cycle: `shop::db` -> `shop::user` -> `shop::db` (c x2)
    re-export of unassigned code: shop::db.rs:2: error[cycle]: dependency cycle: `shop::db` -> `shop::user` -> `shop::db` (c x2)
    glob: shop::db.rs:2: error[cycle]: dependency cycle: `shop::db` -> `shop::user` -> `shop::db` (c x2)
    bare name: shop::db.rs:2: error[cycle]: dependency cycle: `shop::db` -> `shop::user` -> `shop::db` (c x2)
    "#);
}

#[test]
fn a_facade_counts_as_its_re_exports_in_depends_on_independent_and_layers() {
    let facade = |rules: &str| {
        check(
            "shop::user -> shop::db.Pool via shop::front.Pool*",
            &format!(
                "[modules.user]\npaths = [\"shop::user\"]\ndepends-on = [\"front\"]\n[modules.front]\n\
                 paths = [\"shop::front\"]\nfacade = true\n[modules.db]\npaths = [\"shop::db\"]\n[levels]\nunassigned = \"off\"\n{rules}"
            ),
        )
    };
    insta::assert_snapshot!(facade("[[layers]]\nid = \"l\"\norder = [\"db\", \"user\"]"), @"");
    insta::assert_snapshot!(facade("[[rules]]\nid = \"i\"\ntype = \"independent\"\namong = [\"db\", \"user\"]"), @"");
    insta::assert_snapshot!(facade("[[rules]]\nid = \"f\"\ntype = \"forbid\"\nfrom = [\"user\"]\nto = [\"db\"]"), @r#"shop::user.rs:2: error[forbidden]: `shop::user` must not depend on `shop::db::Pool` (through the re-export in `shop::front`) (f)"#);
}

/// How `shop::user` uses a re-export of `shop::front`: an import, its bare name, and a path that starts with an
/// imported Rust module.
const IMPORTED: &str = "shop::user -> shop::db.Pool via shop::front.Pool* use import=1
    shop::user -> shop::db.Pool bare through=1 as Pool
    shop::user -> shop::db via shop::front.db* use import=2
    shop::user -> shop::db.Row via shop::db.Row through=2 as db::Row";

#[test]
fn opaque_re_exports_apply_to_imported_names() {
    let modules = |facade: &str| {
        format!(
            "[modules.user]\npaths = ['shop::user']\ndepends-on = ['front']\n[modules.front]\npaths = ['shop::front']\n\
             {facade}\n[modules.db]\npaths = ['shop::db']\n[levels]\nunassigned = 'off'\n"
        )
    };
    insta::assert_snapshot!(check(IMPORTED, &modules("facade = true")), @"");
    insta::assert_snapshot!(check(IMPORTED, &modules("")), @r#"
    shop::user.rs:2: error[depends-on]: module `user` depends on module `db` (`shop::db::Pool`), which its `depends-on` does not list (through the re-export in `shop::front`) (modules.user.depends-on x2)
    shop::user.rs:4: error[depends-on]: module `user` depends on module `db` (`shop::db`), which its `depends-on` does not list (through the re-export in `shop::front`) (modules.user.depends-on x2)
    "#);
    let rule = |keys: &str| check(IMPORTED, &format!("[[rules]]\nid = 'r'\n{keys}"));
    for kind in ["forbid", "protect"] {
        let from = if kind == "forbid" { "shop::user" } else { "shop::front" };
        let keys = format!("type = '{kind}'\nfrom = ['{from}']\nto = ['shop::db']\nreexports = 'opaque'");
        assert_eq!(rule(&keys), "", "{kind}");
        // Bare names are covered like the import.
        assert_eq!(rule(&format!("{keys}\nkinds = ['path']")), "", "{kind}");
    }
    let only = "type = 'only'\nfrom = ['shop::user']\nreexports = 'opaque'";
    insta::assert_snapshot!(rule(&format!("{only}\nto = ['shop::front']")), @"");
    insta::assert_snapshot!(rule(&format!("{only}\nto = ['shop::db']\nkinds = ['path']")), @r#"
    shop::user.rs:3: error[not-only]: `shop::user` must not depend on `shop::db::Pool` (through the re-export in `shop::front`), which the rule's `to` does not list (r)
    shop::user.rs:5: error[not-only]: `shop::user` must not depend on `shop::db::Row` (through the re-export in `shop::front`), which the rule's `to` does not list (r)
    "#);
    let apart = "type = 'independent'\namong = ['shop::user', 'shop::db']";
    insta::assert_snapshot!(rule(&format!("{apart}\nreexports = 'opaque'")), @"");
    let cycle = format!("{IMPORTED}\nshop::db -> shop::user.X");
    let acyclic = "[[rules]]\nid = 'r'\ntype = 'acyclic'\namong = ['shop::*']\nreexports = 'opaque'";
    insta::assert_snapshot!(check(&cycle, acyclic), @"");
}
