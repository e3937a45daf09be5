//! Wrong rules files: each mistake is said at its place, and all of them at once.

use super::support::{check, check_workspace};

const GRAPH: &str = "shop::orders -> shop::catalog.Item
     shop::orders -> ^serde.Serialize
     billing -> shop::orders.X
     mod tool@one::x
     mod tool@two::x
     mod shop::inside test";

#[test]
fn many_mistakes_are_said_at_once() {
    let found = check(
        GRAPH,
        r#"
version = 1
modles = 3
[modules.orders]
paths = ["shop::order"]
depnds-on = []
depends-on = ["catalogue", { to = "catalog", depricated = "x" }, 3]
adr = "docs/none.md"
review-by = "2027-01-01"
[modules.catalog]
paths = ["shop::cata log"]
severity = "fatal"
[levels]
cycles = "warn"
[[layers]]
id = "l"
order = ["shop::orders", { nam = "x" }]
[[rules]]
id = "l"
type = "forbidd"
[[rules]]
id = "r"
type = "forbid"
from = []
to = "serde"
kinds = ["uses"]
transitve = true
[[rules]]
type = "acyclic"
"#,
    );
    insta::assert_snapshot!(found, @r#"
    archcheck.toml:3:1: error[unknown-key]: the rules file has no key `modles`; did you mean `modules`?
    archcheck.toml:5:10: error[matches-nothing]: `shop::order` matches no code; did you mean `shop::orders`?
    archcheck.toml:6:1: error[unknown-key]: `[modules.orders]` has no key `depnds-on`; did you mean `depends-on`?
    archcheck.toml:7:15: error[unknown-name]: there is no module `catalogue`; did you mean `catalog`?
    archcheck.toml:7:46: error[unknown-key]: an entry of `depends-on` has no key `depricated`; did you mean `deprecated`?
    archcheck.toml:7:66: error[wrong-type]: an entry of `depends-on` must be a string or `{ to = …, deprecated = … }`, and is a number
    archcheck.toml:8:7: error[unknown-name]: there is no file `docs/none.md`; an `adr` is a path relative to the rules file
    archcheck.toml:9:13: error[wrong-type]: `review-by` must be a date, and is a string; write it without quotes: `review-by = 2027-03-31`
    archcheck.toml:11:21: error[bad-pattern]: `shop::cata log`: ` ` can't stand in a segment
    archcheck.toml:12:12: error[wrong-value]: `fatal` is no value of `severity`; it may be `error`, `warn`, `off`
    archcheck.toml:14:1: error[unknown-name]: there is no code `cycles` whose severity could be set; did you mean `cycle`?
    archcheck.toml:17:26: error[wrong-type]: an entry of `order` lacks `name`
    archcheck.toml:17:28: error[unknown-key]: an entry of `order` has no key `nam`; did you mean `name`?
    archcheck.toml:20:8: error[wrong-value]: `forbidd` is no value of `type`; did you mean `forbid`?
    archcheck.toml:24:1: error[wrong-value]: `r`: `from` must not be empty
    archcheck.toml:25:6: error[wrong-type]: `to` must be a list of strings, and is a string
    archcheck.toml:26:10: error[wrong-value]: `uses` is no value of `kinds`; did you mean `use`?
    archcheck.toml:27:1: error[unknown-key]: `r` has no key `transitve`; did you mean `transitive`?
    archcheck.toml:28:1: error[wrong-type]: `[[rules]]` lacks `among`
    archcheck.toml:28:1: error[wrong-type]: `[[rules]]` lacks `id`
    "#);
}

fn rule(keys: &str) -> String {
    check(GRAPH, &format!("version = 1\n[[rules]]\nid = \"r\"\ntype = \"forbid\"\n{keys}"))
}

#[test]
fn names_and_patterns_must_mean_something() {
    insta::assert_snapshot!(rule("from = ['shop::*']\nto = ['serde']"), @r#"archcheck.toml:6:7: error[unknown-name]: there is no module or crate `serde` in this workspace; for a crate outside the workspace write `extern:serde`"#);
    insta::assert_snapshot!(rule("from = ['extern:serde']\nto = ['billling']"), @r#"
    archcheck.toml:5:9: error[wrong-value]: `extern:serde` is outside the workspace, and here stands code of it
    archcheck.toml:6:7: error[unknown-name]: there is no module or crate `billling` in this workspace; did you mean `billing`?
    "#);
    insta::assert_snapshot!(rule("from = ['tool']\nto = ['tool@one']"), @r#"archcheck.toml:5:9: error[ambiguous-name]: `tool` is the lib of 2 packages; write one of `tool@one`, `tool@two`"#);
    insta::assert_snapshot!(rule("from = ['shop::ordrs']\nto = ['shop::catalog::Itm']"), @r#"
    archcheck.toml:5:9: error[matches-nothing]: `shop::ordrs` matches no code; did you mean `shop::orders`?
    archcheck.toml:6:7: error[matches-nothing]: `shop::catalog::Itm` matches no code; did you mean `shop::catalog`?
    "#);
    insta::assert_snapshot!(rule("from = ['shop::ordrs']\nto = ['shop::catalog::Item']\nallow-empty = true"), @"");
    insta::assert_snapshot!(rule("from = ['tag:x']\nto = ['layer:y', 'module:z', 'crate:bilIing', 'crate:zz*']"), @r#"
    archcheck.toml:5:9: error[unknown-name]: there is no tag `x`
    archcheck.toml:6:7: error[unknown-name]: there is no `[[layers]]` with the id `y`
    archcheck.toml:6:18: error[unknown-name]: there is no module `z`
    archcheck.toml:6:30: error[unknown-name]: there is no crate `bilIing`; did you mean `billing`?
    archcheck.toml:6:47: error[matches-nothing]: `crate:zz*` matches no code
    "#);
    insta::assert_snapshot!(rule("from = ['shop::{x}', 'billing']\nto = ['shop::{!x}', '{!y}::a']"), @r#"
    archcheck.toml:6:7: error[bad-pattern]: `shop::{!x}`: `{x}` is not captured by every entry of `from`
    archcheck.toml:6:21: error[bad-pattern]: `{!y}::a`: nothing captures `{y}`
    archcheck.toml:6:21: error[matches-nothing]: `{!y}::a` matches no code
    "#);
    insta::assert_snapshot!(rule("from = ['shop::inside']\nto = ['extern:never-used']"), @r#"archcheck.toml:5:9: error[matches-nothing]: `shop::inside` matches only code that this rule does not look at; it looks at code of the context production whose file is not excluded"#);
}

#[test]
fn an_item_that_nobody_uses_yet_is_there() {
    let graph = "mod shop::orders item=Order item=Draft\nmod shop::catalog item=Item";
    let rules = |paths: &str| {
        format!(
            "version = 1\n[levels]\nunassigned = \"off\"\n[modules.orders]\npaths = [\"shop::orders\"]\nexposes = [{paths}]"
        )
    };
    insta::assert_snapshot!(check(graph, &rules("\"shop::orders::Order\", \"shop::orders::Dr*\"")), @"");
    insta::assert_snapshot!(check(graph, &rules("\"shop::orders::Odrer\", \"shop::catalog::Item\"")), @r#"
    archcheck.toml:6:12: error[matches-nothing]: `shop::orders::Odrer` matches no code; did you mean `shop::orders::Order`?
    archcheck.toml:6:35: error[matches-nothing]: `shop::catalog::Item` matches nothing that module `orders` owns
    "#);
    insta::assert_snapshot!(rule("from = ['shop::orders']\nto = ['shop::catalog::Item', 'shop::catalog::Itm']"), @r#"archcheck.toml:6:30: error[matches-nothing]: `shop::catalog::Itm` matches no code; did you mean `shop::catalog`?"#);
}

#[test]
fn what_a_glob_brings_in_is_there() {
    let rules = |path: &str| {
        format!(
            "version = 1\n[levels]\nunassigned = \"off\"\n[modules.a]\npaths = [\"shop::a\"]\nexposes = [\"{path}\"]"
        )
    };
    let files = |glob: &str| {
        format!(
            "pub mod a {{ {glob} mod inner {{ pub struct X; pub use self::deep::*; mod deep {{ pub struct Y; }} }} }}\npub mod b {{ pub struct Z; }}"
        )
    };
    let check = |glob: &str, path: &str| {
        let manifest = "[package]\nname = 'shop'\nedition = '2021'\n";
        check_workspace(&[("Cargo.toml", manifest), ("src/lib.rs", &files(glob))], &rules(path))
    };
    insta::assert_snapshot!(check("pub use self::inner::*;", "shop::a::Y"), @"");
    insta::assert_snapshot!(check("pub use self::inner::*;", "shop::a::Z"), @r#"archcheck.toml:6:12: error[matches-nothing]: `shop::a::Z` matches no code; did you mean `shop::b::Z`?"#);
    insta::assert_snapshot!(check("pub use self::inner::*;", "shop::a::inner::X"), @"");
    insta::assert_snapshot!(check("pub use std::fs::*;", "shop::a::File"), @"");
}

#[test]
fn a_module_and_a_crate_of_one_name_need_a_prefix_where_they_differ() {
    let rules = |path: &str| {
        format!(
            "version = 1\n[levels]\nunassigned = \"off\"\n[modules.billing]\npaths = [\"{path}\"]\n\
             [[rules]]\nid = \"r\"\ntype = \"forbid\"\nfrom = [\"billing\"]\nto = [\"extern:x\"]"
        )
    };
    insta::assert_snapshot!(check(GRAPH, &rules("shop::orders")), @r#"archcheck.toml:9:9: error[ambiguous-name]: `billing` is a module and a crate, which hold different code; write `module:billing` or `crate:billing`"#);
    insta::assert_snapshot!(check(GRAPH, &rules("billing")), @"");
}

#[test]
fn a_module_that_is_a_whole_package_is_its_crate() {
    let files = [
        ("Cargo.toml", "[package]\nname = 'shop'\nedition = '2021'\n"),
        ("build.rs", "fn main() {}"),
        ("src/lib.rs", "use std::fs::File;"),
        ("tests/it.rs", ""),
        ("src/bin/tool.rs", "fn main() {}"),
        ("examples/small.rs", "fn main() {}"),
    ];
    let rules = |own: &str| {
        format!(
            "[levels]\nunassigned = 'off'\n[modules.shop]\n{own}\n\
             [[rules]]\nid = 'r'\ntype = 'forbid'\nfrom = ['shop']\nto = ['std::fs']"
        )
    };
    let all = check_workspace(&files, &rules("crates = ['shop']"));
    insta::assert_snapshot!(all, @"src/lib.rs:1: error[forbidden]: `shop` depends on `std::fs::File`, which `r` forbids (r)");
    assert_eq!(check_workspace(&files, &rules("paths = ['shop']")), all);
    let tests = check_workspace(&files, &rules("paths = ['test:it@shop']"));
    assert!(tests.contains("`shop` is a module and a crate"), "{tests}");
}

#[test]
fn syntax_errors_and_versions() {
    insta::assert_snapshot!(check(GRAPH, "version = 1\n[modules.a\npaths = [\nx = \n"), @r#"
    archcheck.toml:2:11: error[rules-syntax]: unclosed table, expected `]`
    archcheck.toml:4:3: error[rules-syntax]: unexpected `=` in array, expected value, `]`
    archcheck.toml:4:4: error[rules-syntax]: unclosed array, expected `]`
    "#);
    insta::assert_snapshot!(check(GRAPH, "version = 2"), @r#"archcheck.toml:1:1: error[wrong-value]: this archcheck reads version 1 of the rules file, not version 2"#);
    insta::assert_snapshot!(check(GRAPH, "# no version\n[modules]\na = 1"), @r#"
    archcheck.toml:1:1: error[wrong-type]: the rules file lacks `version`; start it with `version = 1`
    archcheck.toml:3:5: error[wrong-type]: `[modules.a]` must be a table, and is a number
    "#);
    insta::assert_snapshot!(check(GRAPH, ""), @"");
}

#[test]
fn owners_must_not_tie_and_modules_need_code() {
    let found = check(
        GRAPH,
        "version = 1\n[modules.a]\npaths = [\"shop::*\"]\n[modules.b]\npaths = [\"*::orders\"]\n[modules.c]\npaths = [\"*::orders\", \"shop::*\"]\n[modules.d]\ntags = [\"x\"]",
    );
    insta::assert_snapshot!(found, @r#"
    archcheck.toml:7:10: error[duplicate-name]: `*::orders` of module `c` and `*::orders` of module `b` both own `shop::orders`; make one of them more specific: the deeper pattern owns, then the one with fewer wildcards
    archcheck.toml:7:23: error[duplicate-name]: `shop::*` of module `c` and `shop::*` of module `a` both own `shop::catalog`; make one of them more specific: the deeper pattern owns, then the one with fewer wildcards
    archcheck.toml:8:10: error[wrong-type]: module `d` has neither `paths` nor `crates`, and is none that `[discover]` finds
    "#);
}

#[test]
fn patterns_are_pointed_into() {
    insta::assert_snapshot!(rule("from = ['shop::a b', \"shop::\\u00e9::x-y\"]\nto = ['shp:a', 'crate::a', 'shop::{', '']"), @r#"
    archcheck.toml:5:17: error[bad-pattern]: `shop::a b`: ` ` can't stand in a segment
    archcheck.toml:5:38: error[bad-pattern]: `shop::é::x-y`: `-` can't stand in a segment; hyphens are written `_` in crates and Rust modules
    archcheck.toml:6:8: error[bad-pattern]: `shp:a`: `shp:` is no kind of crate and no selector; segments are separated by `::`
    archcheck.toml:6:17: error[bad-pattern]: `crate::a`: a pattern starts with a crate's name, not with `crate`; write the name of the crate: `shop::orders`
    archcheck.toml:6:35: error[bad-pattern]: `shop::{`: this `{` is never closed
    archcheck.toml:6:40: error[bad-pattern]: ``: here a segment is missing
    "#);
}

#[test]
fn of_a_rule_that_could_not_be_read_nothing_is_said_but_why() {
    let files = [
        ("Cargo.toml", "[package]\nname = 'shop'\nedition = '2021'\n"),
        ("src/lib.rs", "// archcheck: allow(r, reason = \"for now\")\nuse std::fs::File;"),
    ];
    let rule = |to: &str| {
        format!(
            "[[rules]]\nid = 'r'\ntype = 'forbid'\nfrom = ['shop']\nto = ['{to}']\n\
             [[exceptions]]\nrule = 'r'\nfrom = 'shop::gone'\nreason = 'x'\nmax = 0"
        )
    };
    insta::assert_snapshot!(check_workspace(&files, &rule("shop::nothing")), @"archcheck.toml:6:7: error[matches-nothing]: `shop::nothing` matches no code");
    insta::assert_snapshot!(check_workspace(&files, &rule("std::fs")), @"archcheck.toml:7:1: error[unused-exception]: this exception covers no violation of `r`; remove it");
}
