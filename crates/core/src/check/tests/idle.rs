//! Rules that can never report anything.

use super::support::check;

const GRAPH: &str = "shop::a -> shop::b.X
    shop::a::inner -> shop::b.X
    shop::b -> shop::c.Y
    shop::c -> ^serde.Serialize
    shop::f::one -> shop::b.X
    mod shop::f::two
    mod shop::g::one
    mod shop::t test
    mod shop::a::tests test
    mod shop::b item=Draft";

fn rule(keys: &str) -> String {
    check(GRAPH, &format!("[levels]\nforbidden = 'off'\nnot-only = 'off'\n[[rules]]\nid = 'r'\n{keys}"))
        .lines()
        .map(|line| line.split_once("; ").map_or(line, |(message, _)| message).to_owned() + "\n")
        .collect()
}

/// Each of these rules is idle. A `diagram` needs a file, so its own tests have such a case.
const IDLE: &[&str] = &[
    "type='forbid'\nfrom=['shop::a']\nto=['shop::a']",
    "type='forbid'\nfrom=['=shop::a']\nto=['shop::a']",
    "type='forbid'\nfrom=['shop::a::inner']\nto=['shop::a']",
    "type='forbid'\nfrom=['shop::a']\nto=['crate:shop']",
    "type='forbid'\nfrom=['shop']\nto=['shop']",
    "type='forbid'\nfrom=['shop::g::{x}']\nto=['shop::g::{!x}']",
    "type='forbid'\nfrom=['shop::f::{x}']\nto=['shop::f::{x}']",
    "type='forbid'\nfrom=['shop::a']\nto=['shop::b']\nexcept=['shop::a']",
    "type='forbid'\nfrom=['shop::a::*']\nto=['shop::b']\nexcept=['shop']",
    "type='forbid'\nfrom=['shop::a']\nto=['extern:serde']\nexcept=['shop::a']",
    "type='forbid'\nfrom=['shop::a']\nto=['shop::b', 'shop::a']\nexcept=['shop::b']",
    "type='forbid'\nfrom=['shop::a']\nto=['extern:serde']\nexcept=['extern:serde']",
    "type='forbid'\nfrom=['shop::a']\nto=['shop::b']\nexcept=['shop::a']\ntransitive=true",
    "type='only'\nfrom=['shop::a']\nto=['shop']",
    "type='only'\nfrom=['shop']\nto=[]",
    "type='only'\nfrom=['shop::a']\nto=['shop::b']\nexcept=['shop::a']",
    "type='protect'\nfrom=['shop']\nto=['shop::b']",
    "type='protect'\nfrom=['shop::*', '=shop']\nto=['shop::b']",
    "type='protect'\nfrom=[]\nto=['shop']",
    "type='protect'\nfrom=['crate:shop']\nto=['extern:serde']",
    "type='require'\nfrom=['shop::a']\nto=['shop']",
    "type='require'\nfrom=['shop::f::*']\nto=['shop::f']",
    "type='items'\nwithin=['shop::a']\nmust={documented=true}\nexcept=['shop']",
    "type='items'\nwithin=['shop::a']\nkind='union'\nmust={documented=true}",
    "type='independent'\namong=['shop::a']",
    "type='independent'\namong=['shop::a', 'shop::b']\nexcept=['shop::b']",
    "type='acyclic'\namong=['crate:shop']",
    "type='acyclic'\namong=['shop::g::*']",
    "type='stable'\namong=['shop::a']",
    "type='limit'\namong=['shop::a']\nmeasure='fan-in'\nmax=0",
];

/// None of these rules is idle.
const AWAKE: &[&str] = &[
    "type='forbid'\nfrom=['shop::a']\nto=['shop::a::inner']",
    "type='forbid'\nfrom=['shop::*']\nto=['shop::*']",
    "type='forbid'\nfrom=['shop::a']\nto=['=shop::a::inner']",
    "type='forbid'\nfrom=['shop::b']\nto=['shop::b::Draft']",
    "type='forbid'\nfrom=['shop::b']\nto=['shop::b', 'shop::b::D*']",
    "type='forbid'\nfrom=['shop::a']\nto=['extern:unused']",
    "type='forbid'\nfrom=['shop::f::{x}']\nto=['shop::f::{!x}']",
    "type='forbid'\nfrom=['shop::a']\nto=['shop::b']\nexcept=['shop::a::inner']",
    "type='forbid'\nfrom=['shop::a']\nto=['shop::t']",
    "type='forbid'\nfrom=['shop::a']\nto=['shop::a']\nallow-empty=true",
    "type='forbid'\nfrom=['shop::a']\nto=['shop::a']\ntransitive=true",
    "type='only'\nfrom=['shop::a']\nto=['shop::b']",
    "type='only'\nfrom=['shop::a']\nto=[]\nscope='outside'",
    "type='only'\nfrom=['shop']\nto=['std']\nscope='outside'",
    "type='only'\nfrom=['shop::f::{x}']\nto=['shop::b']",
    "type='protect'\nfrom=['shop::*']\nto=['shop::b']",
    "type='protect'\nfrom=[]\nto=['shop::c']",
    "type='protect'\nfrom=['shop::c']\nto=['extern:serde']",
    "type='require'\nfrom=['shop']\nto=['shop::b']",
    "type='independent'\namong=['shop::f::*']",
    "type='acyclic'\namong=['shop::a', 'shop::b']",
    "type='limit'\namong=['shop::a']\nmeasure='depth'\nmax=9",
];

#[test]
fn rules_that_can_never_report_are_errors() {
    let missed: Vec<_> = IDLE.iter().filter(|keys| !rule(keys).contains("error[never-reports]")).collect();
    assert!(missed.is_empty(), "{missed:#?}");
    let wrong: Vec<_> = AWAKE.iter().filter(|keys| rule(keys).contains("never-reports")).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// In each of these rules, the last entry of `except` changes nothing.
const DEAD: &[&str] = &[
    "type='forbid'\nfrom=['shop::a']\nto=['shop::b']\nexcept=['shop::a::inner', 'shop::c']",
    "type='forbid'\nfrom=['shop::a']\nto=['shop::b']\nexcept=['gone']",
    "type='forbid'\nfrom=['shop::a']\nto=['shop::b']\nexcept=['shop::gone']",
    "type='forbid'\nfrom=['shop::a']\nto=['shop::b']\nexcept=['extern:serde']",
    "type='forbid'\nfrom=['shop::a']\nto=['std::time']\nexcept=['std::fs']",
    "type='forbid'\nfrom=['shop::a']\nto=['std::time']\nexcept=['std::time::Instnat']",
    "type='forbid'\nfrom=['shop::f::{x}']\nto=['shop::f::{!x}', 'shop::b']\nexcept=['shop::g::{x}']",
    "type='forbid'\nfrom=['shop::b']\nto=['shop::c::Y']\nexcept=['shop::a::Y', 'shop::f::one::Y']",
    "type='only'\nfrom=['shop::a']\nto=['shop::c']\nexcept=['shop::c']",
    "type='only'\nfrom=['shop::a']\nto=['shop::c']\nexcept=['extern:serde']",
    "type='only'\nfrom=['shop::a']\nto=['std']\nscope='outside'\nexcept=['shop::b']",
    "type='only'\nfrom=['shop::a']\nto=['std']\nscope='all'\nexcept=['std::fs']",
    "type='protect'\nfrom=['shop::a']\nto=['shop::c']\nexcept=['shop::a']",
    "type='require'\nfrom=['shop::f::*']\nto=['shop::b']\nexcept=['shop::a']",
    "type='independent'\namong=['shop::f::*', 'shop::g::*']\nexcept=['shop::c']",
    "type='acyclic'\namong=['shop::a', 'shop::b']\nexcept=['extern:serde']",
    "type='limit'\namong=['shop::a']\nmeasure='depth'\nmax=9\nexcept=['shop::b']",
];

/// In these rules, each entry of `except` matters.
const ALIVE: &[&str] = &[
    "type='forbid'\nfrom=['shop::a']\nto=['shop::b']\nexcept=['shop::a::inner', 'shop::b::Draft']",
    "type='forbid'\nfrom=['shop::a']\nto=['shop::b']\nexcept=['shop::gone']\nallow-empty=true",
    "type='forbid'\nfrom=['shop::a']\nto=['shop::b::X']\nexcept=['shop::b']",
    "type='forbid'\nfrom=['shop::a']\nto=['std']\nexcept=['std::fs::File']",
    "type='forbid'\nfrom=['shop::a']\nto=['std::fs::File']\nexcept=['core::fs']\nallow-empty=true",
    "type='forbid'\nfrom=['shop::f::{x}']\nto=['shop::b', 'shop::f::{!x}']\nexcept=['shop::f::{x}::*', 'shop::b']\nallow-empty=true",
    "type='forbid'\nfrom=['shop::a']\nto=['shop::c']\ntransitive=true\nexcept=['shop::b']",
    "type='forbid'\nfrom=['shop::a']\nto=['shop::b']\nexcept=['shop::g', 'shop']\nallow-empty=true",
    "type='only'\nfrom=['shop::a']\nto=['shop::c']\nexcept=['shop::b', 'shop::a::inner']",
    "type='only'\nfrom=['shop::a']\nto=['std']\nscope='outside'\nexcept=['extern:serde']",
    "type='protect'\nfrom=['shop::a']\nto=['shop::c']\nexcept=['shop::b', 'shop::c']",
    "type='require'\nfrom=['shop::f::*']\nto=['shop::b']\nexcept=['shop::f::two']",
    "type='acyclic'\namong=['shop::*']\nexcept=['shop::a::inner']",
];

#[test]
fn entries_of_except_that_change_nothing_are_errors() {
    let missed: Vec<_> = DEAD.iter().filter(|keys| !rule(keys).contains("error[")).collect();
    assert!(missed.is_empty(), "{missed:#?}");
    let wrong: Vec<_> = ALIVE.iter().filter(|keys| rule(keys).contains("matches-nothing")).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    insta::assert_snapshot!(rule(DEAD[0]), @"archcheck.toml:10:27: error[matches-nothing]: `shop::c` exempts nothing: `r` checks no reference from or to it");
    insta::assert_snapshot!(rule(DEAD[5]), @"archcheck.toml:10:9: error[matches-nothing]: the standard library has no `std::time::Instnat`, as far as this archcheck knows");
}

#[test]
fn an_idle_rule_says_why() {
    let rule = |keys: &str| check(GRAPH, &format!("[[rules]]\nid = 'r'\n{keys}"));
    insta::assert_snapshot!(rule("type='forbid'\nfrom=['shop::a']\nto=['shop::a']"), @"archcheck.toml:3:6: error[never-reports]: `r` can never report anything: `to` selects nothing but the code of `from` itself and what `except` covers; correct the rule or remove it, or set `allow-empty = true` if the code does not exist yet");
    insta::assert_snapshot!(rule("type='forbid'\nfrom=['shop::a']\nto=['shop::b']\nexcept=['shop']"), @"archcheck.toml:3:6: error[never-reports]: `r` can never report anything: `except` covers all of `from`; correct the rule or remove it, or set `allow-empty = true` if the code does not exist yet");
    insta::assert_snapshot!(rule("type='independent'\namong=['shop::a']"), @"archcheck.toml:3:6: error[never-reports]: `r` can never report anything: `among` has only one match, so there is nothing that it could depend on; correct the rule or remove it, or set `allow-empty = true` if the code does not exist yet");
    insta::assert_snapshot!(rule("type='protect'\nfrom=['shop']\nto=['shop::b']"), @"archcheck.toml:3:6: error[never-reports]: `r` can never report anything: all code may depend on `to`; correct the rule or remove it, or set `allow-empty = true` if the code does not exist yet");
}

#[test]
fn a_stack_needs_layers_that_exclude_each_other() {
    let stack = |keys: &str| check(GRAPH, &format!("[[layers]]\nid = 'l'\n{keys}"));
    insta::assert_snapshot!(stack("order = ['shop::a']"), @"archcheck.toml:3:6: error[never-reports]: `l` can never report anything: it has only one layer; add the layers above or below, or remove the entry");
    insta::assert_snapshot!(stack("order = [{ free = ['shop::a', 'shop::b'] }]"), @"archcheck.toml:3:6: error[never-reports]: `l` can never report anything: its layers may all depend on each other; add the layers above or below, or remove the entry");
    insta::assert_snapshot!(stack("order = [['shop::f::two', 'shop::g']]"), @"");
    insta::assert_snapshot!(stack("order = ['one']\nwithin = ['shop::g']\nexhaustive = true"), @"");
}

#[test]
fn the_selectors_of_a_rule_of_an_unknown_type_are_checked() {
    let rule = |keys: &str| check(GRAPH, &format!("[[rules]]\nid = 'r'\ntype = 'forbidd'\n{keys}"));
    insta::assert_snapshot!(rule("from = ['shop::aa', 'shp']\nto = ['shop::b*', 'shop::{']\nexcept = ['gone']"), @r#"
    archcheck.toml:4:8: error[wrong-value]: `type` must not be `forbidd`; did you mean `forbid`?
    archcheck.toml:5:9: error[matches-nothing]: `shop::aa` matches no code; did you mean `shop::a`?
    archcheck.toml:5:21: error[unknown-name]: there is no module or crate `shp` in this workspace; did you mean `shop`?
    archcheck.toml:6:26: error[bad-pattern]: `shop::{`: unclosed `{`
    "#);
    insta::assert_snapshot!(rule("among = ['shop::x*']\nallow-empty = true"), @"archcheck.toml:4:8: error[wrong-value]: `type` must not be `forbidd`; did you mean `forbid`?");
    insta::assert_snapshot!(check(GRAPH, "[[rules]]\nid = 'r'\namong = ['shop::x*']"), @r#"
    archcheck.toml:3:6: error[missing-key]: `r` has no `type`; add `type` with one of `forbid`, `only`, `protect`, `independent`, `acyclic`, `require`, `items`, `limit`, `stable`, `diagram`
    archcheck.toml:4:10: error[matches-nothing]: `shop::x*` matches no code; did you mean `shop::a`?
    "#);
}
