//! Rules files with mistakes: all are reported at once, each at its place.

use super::support::{check, check_workspace};

const GRAPH: &str = "shop::orders -> shop::catalog.Item
     shop::orders -> ^serde.Serialize
     billing -> shop::orders.X
     mod tool@one::x
     mod tool@two::x
     mod shop::inside test";

#[test]
fn many_mistakes_are_reported_at_once() {
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
    archcheck.toml:3:1: error[unknown-key]: the rules file has an unknown key `modles`; did you mean `modules`?
    archcheck.toml:5:10: error[matches-nothing]: `shop::order` matches no code; did you mean `shop::orders`?
    archcheck.toml:6:1: error[unknown-key]: `[modules.orders]` has an unknown key `depnds-on`; did you mean `depends-on`?
    archcheck.toml:7:15: error[unknown-name]: there is no module `catalogue`; did you mean `catalog`?
    archcheck.toml:7:46: error[unknown-key]: an entry of `depends-on` has an unknown key `depricated`; did you mean `deprecated`?
    archcheck.toml:7:66: error[wrong-type]: an entry of `depends-on` must be a string or `{ to = …, deprecated = … }`, not a number
    archcheck.toml:8:7: error[unknown-name]: there is no file `docs/none.md`; write a path relative to the rules file
    archcheck.toml:9:13: error[wrong-type]: `review-by` must be a date, not a string; write it without quotes: `review-by = 2027-03-31`
    archcheck.toml:11:21: error[bad-pattern]: `shop::cata log`: a segment must not contain ` `
    archcheck.toml:12:12: error[wrong-value]: `severity` must not be `fatal`; use one of `error`, `warn`, `off`
    archcheck.toml:14:1: error[unknown-name]: `[levels]` has no code `cycles`; did you mean `cycle`?
    archcheck.toml:17:26: error[missing-key]: an entry of `order` has no `name`
    archcheck.toml:17:28: error[unknown-key]: an entry of `order` has an unknown key `nam`; did you mean `name`?
    archcheck.toml:19:6: error[duplicate-name]: duplicate id `l`
    archcheck.toml:20:8: error[wrong-value]: `type` must not be `forbidd`; did you mean `forbid`?
    archcheck.toml:24:1: error[wrong-value]: `r`: `from` must not be empty
    archcheck.toml:25:6: error[wrong-type]: `to` must be a list of strings, not a string; write `to = ["serde"]`
    archcheck.toml:26:10: error[wrong-value]: `kinds` must not be `uses`; did you mean `use`?
    archcheck.toml:27:1: error[unknown-key]: `r` has an unknown key `transitve`; did you mean `transitive`?
    archcheck.toml:28:1: error[missing-key]: `[[rules]]` has no `among`
    archcheck.toml:28:1: error[missing-key]: `[[rules]]` has no `id`
    "#);
}

fn rule(keys: &str) -> String {
    check(GRAPH, &format!("version = 1\n[[rules]]\nid = \"r\"\ntype = \"forbid\"\n{keys}"))
}

#[test]
fn names_must_exist_and_patterns_must_match() {
    insta::assert_snapshot!(rule("from = ['shop::*']\nto = ['serde']"), @r#"archcheck.toml:6:7: error[unknown-name]: there is no module or crate `serde` in this workspace; write `extern:serde` for an external crate"#);
    insta::assert_snapshot!(rule("from = ['extern:serde']\nto = ['billling']"), @r#"
    archcheck.toml:5:9: error[wrong-value]: `extern:serde` is outside the workspace, but this key selects code of the workspace
    archcheck.toml:6:7: error[unknown-name]: there is no module or crate `billling` in this workspace; did you mean `billing`?
    "#);
    insta::assert_snapshot!(rule("from = ['tool']\nto = ['tool@one']"), @r#"archcheck.toml:5:9: error[ambiguous-name]: `tool` is ambiguous: 2 packages have a library of this name; write one of `tool@one`, `tool@two`"#);
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
    archcheck.toml:6:47: error[matches-nothing]: `crate:zz*` matches no code; `crate:` takes the names and directories of packages, such as `crate:shop-*` or `crate:crates/*`; a path of Rust modules starts with the name of the crate itself: `shop::orders`, `*::orders`
    "#);
    insta::assert_snapshot!(rule("from = ['shop::{x}', 'billing']\nto = ['shop::{!x}', '{!y}::a']"), @r#"
    archcheck.toml:6:7: error[bad-pattern]: `shop::{!x}`: not every entry of `from` captures `{x}`
    archcheck.toml:6:21: error[bad-pattern]: `{!y}::a`: nothing captures `{y}`
    archcheck.toml:6:21: error[matches-nothing]: `{!y}::a` matches no code
    "#);
    insta::assert_snapshot!(rule("from = ['shop::inside']\nto = ['extern:never-used']"), @r#"archcheck.toml:5:9: error[matches-nothing]: `shop::inside` matches only code that this rule ignores; the rule checks only code of the contexts production, and no files that `[analysis] exclude` lists"#);
}

#[test]
fn a_pattern_may_name_an_unused_item() {
    let graph = "mod shop::orders item=Order item=Draft\nmod shop::catalog item=Item";
    let rules = |paths: &str| {
        format!(
            "version = 1\n[levels]\nunassigned = \"off\"\n[modules.orders]\npaths = [\"shop::orders\"]\nexposes = [{paths}]"
        )
    };
    insta::assert_snapshot!(check(graph, &rules("\"shop::orders::Order\", \"shop::orders::Dr*\"")), @"");
    insta::assert_snapshot!(check(graph, &rules("\"shop::orders::Odrer\", \"shop::catalog::Item\"")), @r#"
    archcheck.toml:6:12: error[matches-nothing]: `shop::orders::Odrer` matches no code; did you mean `shop::orders::Order`?
    archcheck.toml:6:35: error[matches-nothing]: `shop::catalog::Item` matches no code of module `orders`
    "#);
    insta::assert_snapshot!(rule("from = ['shop::orders']\nto = ['shop::catalog::Item', 'shop::catalog::Itm']"), @r#"archcheck.toml:6:30: error[matches-nothing]: `shop::catalog::Itm` matches no code; did you mean `shop::catalog`?"#);
}

#[test]
fn a_pattern_may_name_an_item_of_a_glob_import() {
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
fn a_module_and_a_different_crate_of_the_same_name_need_a_prefix() {
    let rules = |path: &str| {
        format!(
            "version = 1\n[levels]\nunassigned = \"off\"\n[modules.billing]\npaths = [\"{path}\"]\n\
             [[rules]]\nid = \"r\"\ntype = \"forbid\"\nfrom = [\"billing\"]\nto = [\"extern:x\"]"
        )
    };
    insta::assert_snapshot!(check(GRAPH, &rules("shop::orders")), @r#"archcheck.toml:9:9: error[ambiguous-name]: `billing` is ambiguous: a module and a crate with different code have this name; write `module:billing` or `crate:billing`"#);
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
    insta::assert_snapshot!(all, @"src/lib.rs:1: error[forbidden]: `shop` must not depend on `std::fs::File` (r)");
    assert_eq!(check_workspace(&files, &rules("paths = ['shop']")), all);
    let tests = check_workspace(&files, &rules("paths = ['test:it@shop']"));
    assert!(tests.contains("`shop` is ambiguous: a module and a crate"), "{tests}");
}

#[test]
fn syntax_errors_and_versions() {
    insta::assert_snapshot!(check(GRAPH, "version = 1\n[modules.a\npaths = [\nx = \n"), @r#"
    archcheck.toml:2:11: error[rules-syntax]: unclosed table, expected `]`
    archcheck.toml:4:3: error[rules-syntax]: unexpected `=` in array, expected value, `]`
    archcheck.toml:4:4: error[rules-syntax]: unclosed array, expected `]`
    "#);
    insta::assert_snapshot!(check(GRAPH, "version = 2"), @r#"archcheck.toml:1:1: error[wrong-value]: unsupported `version` 2: this archcheck reads version 1"#);
    insta::assert_snapshot!(check(GRAPH, "# no version\n[modules]\na = 1"), @r#"
    archcheck.toml:1:1: error[missing-key]: the rules file has no `version`; add `version = 1` at its start
    archcheck.toml:3:5: error[wrong-type]: `[modules.a]` must be a table, not a number
    "#);
    insta::assert_snapshot!(check(GRAPH, ""), @"archcheck.toml:1:1: warn[nothing-to-check]: the rules file has no rules, so the check can't fail; add a module, layers or a rule, or delete the file and run `cargo archcheck init`");
    insta::assert_snapshot!(check(GRAPH, "# no version yet"), @"archcheck.toml:1:1: error[missing-key]: the rules file is empty: it has no `version` and no rules; add `version = 1` at its start");
}

#[test]
fn owners_must_not_tie_and_modules_need_code() {
    let found = check(
        GRAPH,
        "version = 1\n[modules.a]\npaths = [\"shop::*\"]\n[modules.b]\npaths = [\"*::orders\"]\n[modules.c]\npaths = [\"*::orders\", \"shop::*\"]\n[modules.d]\ntags = [\"x\"]",
    );
    insta::assert_snapshot!(found, @r#"
    archcheck.toml:7:10: error[duplicate-name]: `*::orders` of module `c` and `*::orders` of module `b` both match `shop::orders`; make one of the patterns more specific: the deeper one wins, then the one with fewer wildcards
    archcheck.toml:7:23: error[duplicate-name]: `shop::*` of module `c` and `shop::*` of module `a` both match `shop::catalog`; make one of the patterns more specific: the deeper one wins, then the one with fewer wildcards
    archcheck.toml:8:10: error[wrong-type]: module `d` has neither `paths` nor `crates`, and `[discover]` does not find it
    "#);
}

#[test]
fn the_code_of_a_module_takes_patterns_only() {
    let found = ["owner:@acme/web", "file:src/**", "tag:x", "crate:shop"].map(|path| {
        let rules = format!("version = 1\n[modules.a]\npaths = ['{path}']\n");
        check_workspace(
            &[
                ("Cargo.toml", "[package]\nname = \"shop\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[workspace]\n"),
                ("src/lib.rs", ""),
            ],
            &rules,
        )
    });
    insta::assert_snapshot!(found.join("\n"), @r#"
    archcheck.toml:3:11: error[bad-pattern]: `owner:@acme/web`: a pattern must not start with `owner:`; write a pattern of Rust modules, such as `shop::orders`; for whole packages, modules have `crates = ["shop"]`

    archcheck.toml:3:11: error[bad-pattern]: `file:src/**`: a pattern must not start with `file:`; write a pattern of Rust modules, such as `shop::orders`; for whole packages, modules have `crates = ["shop"]`

    archcheck.toml:3:11: error[bad-pattern]: `tag:x`: a pattern must not start with `tag:`; write a pattern of Rust modules, such as `shop::orders`; for whole packages, modules have `crates = ["shop"]`

    archcheck.toml:3:11: error[bad-pattern]: `crate:shop`: a pattern must not start with `crate:`; write a pattern of Rust modules, such as `shop::orders`; for whole packages, modules have `crates = ["shop"]`
    "#);
}

#[test]
fn mistakes_in_patterns_have_exact_places() {
    insta::assert_snapshot!(rule("from = ['shop::a b', \"shop::\\u00e9::x-y\"]\nto = ['shp:a', 'crate::a', 'shop::{', '']"), @r#"
    archcheck.toml:5:17: error[bad-pattern]: `shop::a b`: a segment must not contain ` `
    archcheck.toml:5:38: error[bad-pattern]: `shop::é::x-y`: a segment must not contain `-`; write `_` for hyphens in the names of crates and Rust modules
    archcheck.toml:6:8: error[bad-pattern]: `shp:a`: unknown prefix `shp:`; the prefixes are `module:`, `tag:`, `layer:`, `crate:`, `file:`, `owner:`, `extern:`, and `lib:`, `bin:`, `test:`, `example:`, `bench:`, `build:` before a path; segments of a path are separated by `::`
    archcheck.toml:6:17: error[bad-pattern]: `crate::a`: a pattern must start with the name of a crate, not with `crate`; write the name of the crate: `shop::orders`
    archcheck.toml:6:35: error[bad-pattern]: `shop::{`: unclosed `{`
    archcheck.toml:6:40: error[bad-pattern]: ``: a segment is missing here
    "#);
}

#[test]
fn exceptions_of_an_invalid_rule_are_not_reported() {
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
    insta::assert_snapshot!(check_workspace(&files, &rule("std::fs")), @"archcheck.toml:7:1: error[unused-exception]: this exception suppresses no violation of `r`; remove the exception");
}
