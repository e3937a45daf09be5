//! Exceptions: what they cover, and the problems of exceptions themselves.

use super::support::{check, check_in_full, check_workspace};

const FORBID: &str =
    "[[rules]]\nid = \"r\"\ntype = \"forbid\"\nfrom = [\"shop::a\"]\nto = [\"shop::b\", \"std::fs\"]\n";

fn with(exception: &str) -> String {
    format!("version = 1\n{FORBID}[[exceptions]]\n{exception}")
}

#[test]
fn an_entry_covers_matching_imports_and_uses_through_them() {
    let graph = "shop::a -> shop::b.X use import=1
                 shop::a -> shop::b.X through=1
                 shop::a -> shop::b.Y
                 shop::a::deep -> shop::b.X
                 shop::a -> ^std::fs.read";
    let entry = |from: &str, to: &str| {
        check(graph, &with(&format!("rule = \"r\"\nfrom = \"{from}\"\nto = \"{to}\"\nreason = \"x\"")))
    };
    insta::assert_snapshot!(entry("shop::a", "shop::b::X"), @r#"
    shop::a.rs:4: error[forbidden]: `shop::a` must not depend on `shop::b::Y` (r)
    shop::a.rs:5: error[forbidden]: `shop::a` must not depend on `std::fs::read` (r)
    "#);
    insta::assert_snapshot!(entry("=shop::a", "shop::b"), @r#"
    shop::a.rs:5: error[forbidden]: `shop::a` must not depend on `std::fs::read` (r)
    shop::a::deep.rs:2: error[forbidden]: `shop::a::deep` must not depend on `shop::b::X` (r)
    "#);
    insta::assert_snapshot!(entry("shop::a::deep", "std::fs"), @r#"
    archcheck.toml:7:1: error[unused-exception]: this exception suppresses no violation of `r`; remove the exception
    shop::a.rs:2: error[forbidden]: `shop::a` must not depend on `shop::b::X` (r x2)
    shop::a.rs:4: error[forbidden]: `shop::a` must not depend on `shop::b::Y` (r)
    shop::a.rs:5: error[forbidden]: `shop::a` must not depend on `std::fs::read` (r)
    shop::a::deep.rs:2: error[forbidden]: `shop::a::deep` must not depend on `shop::b::X` (r)
    "#);
    insta::assert_snapshot!(check(graph, &with("rule = \"r\"\nreason = \"x\"")), @"");
}

#[test]
fn the_name_of_a_re_export_counts_too() {
    let graph = "shop::a -> shop::b.X via shop::prelude.X*";
    insta::assert_snapshot!(check(graph, &with("rule = \"r\"\nfrom = \"shop::a\"\nto = \"shop::prelude::X\"\nreason = \"x\"")), @"");
}

#[test]
fn problems_of_entries_are_reported() {
    let graph = "shop::a -> shop::b.X\nshop::a -> shop::b.Y\nshop::c -> shop::b.X";
    let result_text = |exception: &str| check_in_full(graph, &with(exception));
    insta::assert_snapshot!(result_text("rule = \"r\"\nto = \"shop::b\"\nmax = 1\nreason = \"x\"\nowner = \"@me\""), @r#"
    archcheck.toml:7:1: error[exception-over-max]: this exception for `r` suppresses 2 violations, but its `max` is 1; fix the new violations, or raise `max` and give a reason
      shop::a.rs:2: suppressed
      shop::a.rs:3: suppressed
      reason: x
      owner: @me
      help: fix the new violations, or raise `max` and give a reason
    "#);
    insta::assert_snapshot!(result_text("rule = \"r\"\nto = \"shop::b\"\nreason = \"x\"\nexpires = 2026-12-31"), @r#"
    archcheck.toml:7:1: error[expired]: this exception for `r` expired on 2026-12-31; fix the violations that it suppresses, or agree on a later date
      reason: x
      help: fix the violations that it suppresses, or agree on a later date
    "#);
    insta::assert_snapshot!(result_text("rule = \"r\"\nto = \"shop::b\"\nreason = \"x\"\nexpires = 2027-01-15"), @r#"
    archcheck.toml:7:1: warn[expires-soon]: this exception for `r` expires in 14 days, on 2027-01-15; fix the violations that it suppresses, or agree on a later date
      reason: x
      help: fix the violations that it suppresses, or agree on a later date
    "#);
    insta::assert_snapshot!(result_text("rule = \"r\"\nto = \"shop::b\"\nreason = \"x\"\nexpires = 2027-01-16"), @"");
    insta::assert_snapshot!(result_text("rule = \"r\"\nfrom = \"shop::c\"\nto = \"shop::b\"\nreason = \"x\""), @r#"
    archcheck.toml:7:1: error[unused-exception]: this exception suppresses no violation of `r`; remove the exception
      reason: x
      help: remove the exception
    shop::a.rs:2: error[forbidden]: `shop::a` must not depend on `shop::b::X` (r)
      archcheck.toml:6: forbidden here
    shop::a.rs:3: error[forbidden]: `shop::a` must not depend on `shop::b::Y` (r)
      archcheck.toml:6: forbidden here
    "#);
    insta::assert_snapshot!(result_text("rule = \"r\"\nfrom = \"gone::c\"\nreason = \"x\""), @r#"
    archcheck.toml:7:1: error[unused-exception]: this exception suppresses no violation of `r`: there is no crate `gone` in this workspace; remove the exception
      reason: x
      help: remove the exception
    shop::a.rs:2: error[forbidden]: `shop::a` must not depend on `shop::b::X` (r)
      archcheck.toml:6: forbidden here
    shop::a.rs:3: error[forbidden]: `shop::a` must not depend on `shop::b::Y` (r)
      archcheck.toml:6: forbidden here
    "#);
    insta::assert_snapshot!(result_text("rule = \"rr\"\nfrom = \"shop::a b\"\nmaxx = 3"), @r#"
    archcheck.toml:7:1: error[missing-reason]: this exception has no `reason`; add why the team accepts it, and until when: `reason = "until the port lands"`
      help: add why the team accepts it, and until when: `reason = "until the port lands"`
    archcheck.toml:8:8: error[unknown-name]: there is no rule `rr`
    archcheck.toml:10:1: error[unknown-key]: `[[exceptions]]` has an unknown key `maxx`; did you mean `max`?
      help: did you mean `max`?
    shop::a.rs:2: error[forbidden]: `shop::a` must not depend on `shop::b::X` (r)
      archcheck.toml:6: forbidden here
    shop::a.rs:3: error[forbidden]: `shop::a` must not depend on `shop::b::Y` (r)
      archcheck.toml:6: forbidden here
    "#);
    insta::assert_snapshot!(result_text("reason = \"\"\nexpires = \"soon\"\nmax = -1"), @r#"
    archcheck.toml:7:1: error[missing-key]: `[[exceptions]]` has no `rule`
    archcheck.toml:8:10: error[missing-reason]: this exception has no `reason`; add why the team accepts it, and until when: `reason = "until the port lands"`
      help: add why the team accepts it, and until when: `reason = "until the port lands"`
    archcheck.toml:9:11: error[wrong-type]: `expires` must be a date, not a string; write it without quotes: `expires = 2027-03-31`
      help: write it without quotes: `expires = 2027-03-31`
    archcheck.toml:10:7: error[wrong-value]: `max` must be between 0 and 4294967295
    shop::a.rs:2: error[forbidden]: `shop::a` must not depend on `shop::b::X` (r)
      archcheck.toml:6: forbidden here
    shop::a.rs:3: error[forbidden]: `shop::a` must not depend on `shop::b::Y` (r)
      archcheck.toml:6: forbidden here
    "#);
}

#[test]
fn exceptions_of_a_rule_that_is_off_are_not_reported() {
    let rules = with("rule = \"r\"\nfrom = \"shop::c\"\nreason = \"x\"\nexpires = 2020-01-01");
    let off = rules.replace("type =", "severity = \"off\"\ntype =");
    insta::assert_snapshot!(check("shop::a -> shop::b.X\nmod shop::c", &off), @"archcheck.toml:1:1: warn[nothing-to-check]: no rule in the rules file is on, so the check can't fail; turn a rule on, or add one");
    let level = format!("{rules}\n[levels]\nexpired = \"off\"\nunused-exception = \"warn\"");
    insta::assert_snapshot!(check("shop::a -> shop::b.X\nmod shop::c", &level), @r#"
    archcheck.toml:7:1: warn[unused-exception]: this exception suppresses no violation of `r`; remove the exception
    shop::a.rs:2: error[forbidden]: `shop::a` must not depend on `shop::b::X` (r)
    "#);
}

#[test]
fn a_cycle_is_gone_without_its_covered_references() {
    let graph = "shop::a -> shop::b.X\nshop::b -> shop::a.X\nshop::b -> shop::c.X\nshop::c -> shop::b.X";
    let rules = "version = 1\n[[rules]]\nid = \"c\"\ntype = \"acyclic\"\namong = [\"shop::*\"]\n";
    let with = |from: &str, to: &str| {
        check(graph, &format!("{rules}[[exceptions]]\nrule = \"c\"\nfrom = \"{from}\"\nto = \"{to}\"\nreason = \"x\""))
    };
    insta::assert_snapshot!(check(graph, rules), @r#"shop::a.rs:2: error[cycle]: dependency cycle: `shop::a` -> `shop::b` -> `shop::a` (c x2)"#);
    insta::assert_snapshot!(with("shop::a", "shop::b"), @r#"shop::b.rs:3: error[cycle]: dependency cycle: `shop::b` -> `shop::c` -> `shop::b` (c x2)"#);
    insta::assert_snapshot!(with("shop::b", "shop::*"), @"");
}

#[test]
fn a_chain_without_its_covered_first_step_is_gone() {
    let graph = "shop::a -> shop::x.X\nshop::a -> shop::y.X\nshop::x -> shop::b.X\nshop::y -> shop::b.X";
    let rules = FORBID.replace("type", "transitive = true\ntype");
    let with = |to: &str| {
        check(
            graph,
            &format!("version = 1\n{rules}[[exceptions]]\nrule = \"r\"\nfrom = \"shop::a\"\nto = {to}\nreason = \"x\""),
        )
    };
    insta::assert_snapshot!(check(graph, &rules), @r#"shop::a.rs:2: error[chain]: `shop::a` must not depend on `shop::b::X`, but does in 2 steps: `shop::a` -> `shop::x` -> `shop::b::X` (r x2)"#);
    insta::assert_snapshot!(with("\"shop::x\""), @r#"shop::a.rs:3: error[chain]: `shop::a` must not depend on `shop::b::X`, but does in 2 steps: `shop::a` -> `shop::y` -> `shop::b::X` (r x2)"#);
    insta::assert_snapshot!(with("\"shop::*\""), @"");
}

#[test]
fn an_exception_for_an_import_covers_what_goes_through_it_in_chains_and_cycles() {
    let check = |before: &str, rule: &str| {
        let lib = format!(
            "pub mod a {{\n{before}\nuse crate::x::{{self, X}};\npub fn f(_: X) {{ x::g(); }}\npub struct A;\n}}\n\
             pub mod x {{ pub struct X(crate::b::B, crate::a::A); pub fn g() {{}} }}\npub mod b {{ pub struct B; }}\n"
        );
        let files = [("Cargo.toml", "[package]\nname = 'shop'\nedition = '2021'\n"), ("src/lib.rs", lib.as_str())];
        check_workspace(&files, rule)
    };
    let chain = "[[rules]]\nid = 'r'\ntype = 'forbid'\nfrom = ['shop::a']\nto = ['shop::b']\ntransitive = true";
    let cycle = "[[rules]]\nid = 'r'\ntype = 'acyclic'\namong = ['shop::*']";
    insta::assert_snapshot!(check("", chain), @r#"src/lib.rs:3: error[chain]: `shop::a` must not depend on `shop::b::B`, but does in 2 steps: `shop::a` -> `shop::x` -> `shop::b::B` (r x2)"#);
    insta::assert_snapshot!(check("", cycle), @r#"src/lib.rs:3: error[cycle]: dependency cycle: `shop::a` -> `shop::x` -> `shop::a` (r x5)"#);
    let allow = "// archcheck: allow(r, reason = \"x\")";
    insta::assert_snapshot!(check(allow, chain), @"");
    insta::assert_snapshot!(check(allow, cycle), @"");
}

#[test]
fn a_violation_at_a_rust_module_is_covered_by_from() {
    let rules = "version = 1\n[modules.b]\npaths = [\"shop::b\"]\n[[rules]]\nid = \"q\"\ntype = \"require\"\nfrom = [\"shop::b\"]\nto = [\"shop::a\"]\n";
    let graph = "shop::a -> shop::b.X";
    insta::assert_snapshot!(check(graph, rules), @r#"
    shop.rs:1: warn[unassigned]: `shop` has code of its own that belongs to no module (unassigned)
    shop::a.rs:1: warn[unassigned]: `shop::a` belongs to no module (unassigned)
    shop::b.rs:1: error[required]: `shop::b` must depend on `shop::a`, but does not (q)
    "#);
    let excepted = format!(
        "{rules}[[exceptions]]\nrule = \"q\"\nfrom = \"shop::b\"\nreason = \"x\"\n[[exceptions]]\nrule = \"unassigned\"\nfrom = \"shop::a\"\nreason = \"x\""
    );
    insta::assert_snapshot!(check(graph, &excepted), @r#"shop.rs:1: warn[unassigned]: `shop` has code of its own that belongs to no module (unassigned)"#);
}

#[test]
fn comments_cover_the_code_that_they_precede() {
    let found = check_workspace(
        &[
            ("Cargo.toml", "[package]\nname = 'shop'\nedition = '2021'\n"),
            (
                "src/lib.rs",
                "pub mod b { pub struct X; pub struct Y; pub fn f() {} }\n\
                 pub mod a {\n\
                 // archcheck: allow(r, reason = \"x\")\n\
                 use crate::b::X;\n\
                 use crate::b::{\n    Y, // archcheck: allow(r, reason = \"y\", expires = \"2020-01-01\")\n    f,\n};\n\
                 pub fn one(_: X, _: Y) {\n\
                 \x20   // archcheck: allow(r)\n    f();\n\
                 \x20   crate::b::f(); // archcheck: allow(r, reason = \"z\")\n\
                 \x20   let _ = \"// archcheck: allow(r, reason = \\\"string\\\")\";\n\
                 }\n\
                 // archcheck: allow(r, reason = \"nothing in it\")\n\
                 pub fn two() {}\n\
                 // archcheck: allow(rr, reason = \"no such rule\")\n\
                 // archcheck: alow(r)\n\
                 }\n",
            ),
        ],
        &format!("version = 1\n{FORBID}"),
    );
    insta::assert_snapshot!(found, @r#"
    src/lib.rs:6: error[expired]: this exception for `r` expired on 2020-01-01; fix the violations that it suppresses, or agree on a later date
    src/lib.rs:7: error[forbidden]: `shop::a` must not depend on `shop::b::f` (r)
    src/lib.rs:10: error[exception-without-reason]: this exception for `r` has no reason; add a reason: `reason = "until the port lands"`
    src/lib.rs:15: error[unused-exception]: this exception suppresses no violation of `r`; remove the exception
    src/lib.rs:17: warn[unknown-rule]: this exception names an unknown rule `rr`
    src/lib.rs:18: error[bad-exception]: expected `allow` after `archcheck:`; write `archcheck: allow(RULE, reason = "…", expires = "2027-03-31")`
    "#);
}

#[test]
fn an_overdue_review_is_reported() {
    let rules = "version = 1\n[modules.a]\npaths = [\"shop::a\"]\nreview-by = 2026-12-31\nowner = \"@me\"\n[modules.b]\npaths = [\"shop::b\"]\nreview-by = 2027-01-01";
    insta::assert_snapshot!(check_in_full("mod shop empty\nmod shop::a\nmod shop::b", rules), @r#"
    archcheck.toml:2:10: warn[review-due]: the review of `modules.a` was due by 2026-12-31; review it with its owner, then set a later `review-by` or remove the key
      owner: @me
      help: review it with its owner, then set a later `review-by` or remove the key
    "#);
}
