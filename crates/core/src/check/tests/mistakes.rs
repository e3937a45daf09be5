//! Single mistakes: each is reported at its exact place, marked by `«…»`, with a fix. All mistakes in one file are all
//! reported.

use super::support::{analysis, check, check_analysis};
use std::fmt::Write;

use crate::{codes::Class, diagnostic::Diagnostic};

const GRAPH: &str = "shop::orders -> shop::catalog.Item
     shop::orders -> ^serde.Serialize
     shop::api -> shop::orders.Order
     billing -> shop::orders.Order
     mod tool@one::x
     mod tool@two::x
     mod shop::inside test
     mod shop::orders item=Draft";

/// A mistake: the text with a marked place, the code, and a part of the message or help.
type Mistake = (&'static str, &'static str, &'static str);

/// Mistakes in the keys of one rule.
const RULES: &[Mistake] = &[
    ("type = «\"forbidd\"»", "wrong-value", "did you mean `forbid`?"),
    ("type = «3»", "wrong-type", "must be a string, not a number"),
    ("type = \"forbid\"\n«form» = ['shop']\nfrom = ['shop']\nto = ['billing']", "unknown-key", "did you mean `from`?"),
    ("type = \"forbid\"\nfrom = ['shop']\nto = «'billing'»", "wrong-type", "a list of strings, not a string"),
    ("type = \"forbid\"\nfrom = ['shop']\nto = ['billing', «7»]", "wrong-type", "must be a string, not a number"),
    ("type = \"forbid\"\n«from» = []\nto = ['billing']", "wrong-value", "must not be empty"),
    ("type = \"forbid\"\nfrom = [«'shp::orders'»]\nto = ['billing']", "unknown-name", "did you mean `shop`?"),
    (
        "type = \"forbid\"\nfrom = [«'shop::ordrs'»]\nto = ['billing']",
        "matches-nothing",
        "did you mean `shop::orders`?",
    ),
    (
        "type = \"forbid\"\nfrom = ['shop']\nto = [«'shop::orders::Drft'»]",
        "matches-nothing",
        "did you mean `shop::orders::Draft`?",
    ),
    ("type = \"forbid\"\nfrom = ['shop']\nto = [«'serde'»]", "unknown-name", "write `extern:serde`"),
    (
        "type = \"forbid\"\nfrom = [«'extern:serde'»]\nto = ['billing']",
        "wrong-value",
        "this key selects code of the workspace",
    ),
    ("type = \"forbid\"\nfrom = [«'tool'»]\nto = ['billing']", "ambiguous-name", "`tool@one`, `tool@two`"),
    ("type = \"forbid\"\nfrom = ['shop']\nto = [«'tool@three'»]", "unknown-name", "there is no package `three`"),
    ("type = \"forbid\"\nfrom = ['shop::«»']\nto = ['billing']", "bad-pattern", "a segment is missing here"),
    ("type = \"forbid\"\nfrom = ['shop::a«**»']\nto = ['billing']", "bad-pattern", "`*` for a part of a segment"),
    ("type = \"forbid\"\nfrom = ['shop::«{x»']\nto = ['billing']", "bad-pattern", "unclosed `{`"),
    ("type = \"forbid\"\nfrom = ['shop::a«-»b']\nto = ['billing']", "bad-pattern", "write `_` for hyphens"),
    ("type = \"forbid\"\nfrom = ['«crate»::orders']\nto = ['billing']", "bad-pattern", "write the name of the crate"),
    ("type = \"forbid\"\nfrom = ['«tga»:domain']\nto = ['billing']", "bad-pattern", "did you mean `tag:`?"),
    ("type = \"forbid\"\nfrom = [«'tag:domain'»]\nto = ['billing']", "unknown-name", "there is no tag `domain`"),
    ("type = \"forbid\"\nfrom = [«'module:order'»]\nto = ['billing']", "unknown-name", "did you mean `orders`?"),
    (
        "type = \"forbid\"\nfrom = ['shop']\nto = [«'module:orders#events'»]",
        "unknown-name",
        "no interface of this module named `events`",
    ),
    (
        "type = \"forbid\"\nfrom = ['shop']\nto = [«'layer:onion'»]",
        "unknown-name",
        "there is no `[[layers]]` with the id `onion`",
    ),
    ("type = \"forbid\"\nfrom = ['shop']\nto = [«'crate:biling'»]", "unknown-name", "did you mean `billing`?"),
    ("type = \"forbid\"\nfrom = ['shop::{x}']\nto = [«'shop::{!y}'»]", "bad-pattern", "nothing captures `{y}`"),
    ("type = \"forbid\"\nfrom = ['shop::{xx}']\nto = [«'shop::{xy}'»]", "bad-pattern", "nothing captures `{xy}`"),
    (
        "type = \"forbid\"\nfrom = ['shop::{x}', 'billing']\nto = [«'shop::{x}::api'»]\nallow-empty = true",
        "bad-pattern",
        "not every entry of `from` captures",
    ),
    (
        "type = \"forbid\"\nfrom = [«'shop::inside'»]\nto = ['billing']",
        "matches-nothing",
        "code of the contexts production",
    ),
    ("type = \"forbid\"\nfrom = ['shop']\nto = ['billing']\nkinds = [«'uses'»]", "wrong-value", "did you mean `use`?"),
    ("type = \"forbid\"\nfrom = ['shop']\nto = ['billing']\n«kinds» = []", "wrong-value", "must not be empty"),
    (
        "type = \"forbid\"\nfrom = ['shop']\nto = ['billing']\ncontexts = [«'tests'»]",
        "wrong-value",
        "did you mean `test`?",
    ),
    (
        "type = \"forbid\"\nfrom = ['shop']\nto = ['billing']\nseverity = «'fatal'»",
        "wrong-value",
        "`error`, `warn`, `off`",
    ),
    (
        "type = \"forbid\"\nfrom = ['shop']\nto = ['billing']\nreexports = «'transparent'»",
        "wrong-value",
        "use one of `opaque`",
    ),
    (
        "type = \"forbid\"\nfrom = ['shop']\nto = ['billing']\nedges = «'declare'»",
        "wrong-value",
        "did you mean `declared`?",
    ),
    (
        "type = \"forbid\"\nfrom = ['shop']\nto = ['billing']\nedges = 'declared'\n«kinds» = ['use']",
        "wrong-value",
        "`kinds` selects references in source code",
    ),
    (
        "type = \"forbid\"\nfrom = ['shop']\nto = ['billing']\nadr = «'docs/none.md'»",
        "unknown-name",
        "relative to the rules file",
    ),
    (
        "type = \"forbid\"\nfrom = ['shop']\nto = ['billing']\nreview-by = «'2027-01-01'»",
        "wrong-type",
        "write it without quotes",
    ),
    (
        "type = \"forbid\"\nfrom = ['shop']\nto = ['billing']\nreview-by = «2027-01-01T10:00:00»",
        "wrong-type",
        "must be a date, not a date with a time",
    ),
    ("type = \"forbid\"\nfrom = ['shop']\nto = ['billing']\ntransitive = «'yes'»", "wrong-type", "`true` or `false`"),
    (
        "type = \"only\"\nfrom = ['shop']\nto = ['billing']\nscope = «'everything'»",
        "wrong-value",
        "`workspace`, `outside`, `all`",
    ),
    ("type = \"acyclic\"\namong = ['shop::*']\n«transitive» = true", "unknown-key", "has an unknown key `transitive`"),
    ("type = \"forbid\"\nfrom = «'shop'»\nto = ['billing']", "wrong-type", "write `from = [\"shop\"]`"),
    ("type = \"forbid\"\nfrom = ['«foo»:x']\nto = ['billing']", "bad-pattern", "the prefixes are `module:`, `tag:`"),
    ("type = \"forbid\"\nfrom = ['shop', «'!!shop::a'»]\nto = ['billing']", "bad-pattern", "write `!shop::a`"),
    (
        "type = \"forbid\"\nfrom = [«'shop::orders::Draft'»]\nto = ['billing']",
        "matches-nothing",
        "write `shop::orders`",
    ),
    ("type = \"items\"\nwithin = ['shop']\nmust = { named = '«snakecase»' }", "bad-pattern", "write `snake_case`"),
    ("type = \"limit\"\namong = ['shop::*']\nmeasure = «'fanin'»\nmax = 1", "wrong-value", "did you mean `fan-in`?"),
    ("type = \"limit\"\namong = ['shop::*']\nmeasure = 'fan-in'\nmax = «-1»", "wrong-value", "between 0 and"),
    ("type = \"stable\"\namong = ['shop::*']\nslack = «2»", "wrong-value", "between 0 and 1"),
    (
        "type = \"forbid\"\nfrom = ['shop']\nto = ['billing']\nexcept = [«'shp'»]",
        "unknown-name",
        "did you mean `shop`?",
    ),
];

/// Mistakes elsewhere in a file.
const OTHERS: &[Mistake] = &[
    ("version = «'1'»", "wrong-type", "a whole number"),
    ("«version» = 2", "wrong-value", "reads version 1"),
    ("version = 1\n«modles» = 3", "unknown-key", "did you mean `modules`?"),
    ("version = 1\n«[[architectures]]»\nid = 'a'", "missing-key", "one of `layered`, `onion`"),
    (
        "version = 1\n[[architectures]]\npreset = 'layered'\nroles.model = ['shop::orders']\nroles.persistence = \
         ['shop::catalog']\n[[architectures]]\npreset = «'onion'»\nroles.domain = ['shop::orders']\n\
         roles.infrastructure = ['shop::catalog']",
        "duplicate-name",
        "keep one of the two presets",
    ),
    (
        "version = 1\n[[architectures]]\npreset = 'onion'\nroles.domain = ['shop::orders']\nroles.infrastructure = \
         ['shop::catalog']\ndomain-may-use = [«'extern:serde'»]",
        "matches-nothing",
        "in `domain-may-use` changes nothing",
    ),
    (
        "version = 1\n[modules.orders]\npaths = ['shop::orders']\ncontract = [«'nope'»]",
        "unknown-name",
        "there is no interface `nope`",
    ),
    ("version = 1\nmodules = «3»", "wrong-type", "must be a table"),
    ("version = 1\nextends = [«'gone.toml'»]", "rules-unreadable", "there is no file `gone.toml`"),
    ("version = 1\n[modules.orders]\npaths = [«'shop::order'»]", "matches-nothing", "did you mean `shop::orders`?"),
    ("version = 1\n[modules.orders]\ncrates = [«'biling'»]", "unknown-name", "did you mean `billing`?"),
    ("version = 1\n[modules.«orders»]\ntags = ['x']", "wrong-type", "neither `paths` nor `crates`"),
    (
        "version = 1\n[modules.«\"my orders\"»]\npaths = ['shop::orders']",
        "bad-pattern",
        "the name of a module must not contain ` `",
    ),
    (
        "version = 1\n[modules.«\"a/b\"»]\npaths = ['shop::orders']",
        "bad-pattern",
        "the name of a module must not contain `/`",
    ),
    ("version = 1\n[modules.«\"\"»]\npaths = ['shop::orders']", "bad-pattern", "the name of a module is missing here"),
    (
        "version = 1\n[modules.a]\npaths = ['shop::orders']\ntags = [«'core domain'»]",
        "bad-pattern",
        "the name of a tag must not contain ` `",
    ),
    (
        "version = 1\n[modules.a]\npaths = ['shop::orders']\ninterfaces.«\"x y\"» = ['shop::orders']",
        "bad-pattern",
        "the name of an interface must not contain ` `",
    ),
    ("version = 1\n[modules.«orders»]\npaths = []", "matches-nothing", "holds no code"),
    (
        "version = 1\n[modules.«old»]\npaths = ['shop::order*']\n[modules.orders]\npaths = ['shop::orders']",
        "matches-nothing",
        "belongs to module `orders`",
    ),
    (
        "version = 1\n[modules.«bill»]\ncrates = ['bill*']\n[modules.billing]\npaths = ['billing']",
        "matches-nothing",
        "belongs to module `billing`",
    ),
    (
        "version = 1\n[modules.orders]\npaths = ['shop::orders']\ndepends-on = [«'catalog'»]",
        "unknown-name",
        "there is no module `catalog`",
    ),
    (
        "version = 1\n[modules.orders]\npaths = ['shop::orders']\ndepends-on = [{ to = 'orders', «depricated» = 'x' }]",
        "unknown-key",
        "did you mean `deprecated`?",
    ),
    (
        "version = 1\n[modules.orders]\npaths = ['shop::orders']\nexposes = [«'shop::catalog'»]",
        "matches-nothing",
        "matches no code of module `orders`",
    ),
    (
        "version = 1\n[modules.orders]\npaths = ['shop::orders']\nexposes = []\n«open» = true",
        "wrong-value",
        "both `open` and `exposes`",
    ),
    (
        "version = 1\n[modules.a]\npaths = ['shop::orders']\n[modules.b]\npaths = [«'shop::orders'»]",
        "duplicate-name",
        "make one of the patterns more specific",
    ),
    ("version = 1\n[defaults]\nexposes = «'roots'»", "wrong-value", "did you mean `root`?"),
    ("version = 1\n[discover]\nmodules = [«'shop::x*'»]", "matches-nothing", "matches no code"),
    ("version = 1\n[levels]\n«cycles» = 'warn'", "unknown-name", "did you mean `cycle`?"),
    ("version = 1\n[levels]\ncycle = «'warning'»", "wrong-value", "`error`, `warn`, `off`"),
    ("version = 1\n[analysis]\nexclude = [«'src/none/**'»]", "matches-nothing", "matches no source file"),
    ("version = 1\n[analysis]\ntest-crates = [«'nobody'»]", "unknown-name", "there is no crate `nobody`"),
    (
        "version = 1\n[[layers]]\nid = 'l'\norder = [«'shop::orderss'», 'shop::catalog']",
        "matches-nothing",
        "optional = true",
    ),
    (
        "version = 1\n[[layers]]\nid = 'l'\norder = ['shop::orders', «'shop::orders'»]",
        "duplicate-name",
        "`order` lists the layer",
    ),
    (
        "version = 1\n[[layers]]\nid = 'l'\norder = ['shop::orders', 'shop::catalog']\n«exhaustive» = true",
        "wrong-value",
        "requires `within`",
    ),
    (
        "version = 1\n[[rules]]\nid = 'a'\ntype = 'acyclic'\namong = ['shop::*']\n[[rules]]\nid = «'a'»\ntype = 'acyclic'\namong = ['shop::*']",
        "duplicate-name",
        "duplicate id",
    ),
    ("version = 1\n[[exceptions]]\nrule = «'none'»\nreason = 'x'", "unknown-name", "there is no rule `none`"),
    (
        "version = 1\n[[exceptions]]\nrule = 'unassigned'\nreason = «' '»",
        "missing-reason",
        "add why the team accepts it",
    ),
    (
        "version = 1\n[[exceptions]]\nrule = 'unassigned'\nreason = 'x'\nfrom = 'shop::«{»'",
        "bad-pattern",
        "unclosed `{`",
    ),
    ("version = 1\n[modules.«»\npaths = ['shop']", "rules-syntax", "unquoted key"),
    ("version = 1\nx = «»\n", "rules-syntax", "value"),
    ("version = 1\nx = [[[[«»", "rules-syntax", "unclosed array"),
];

/// Returns the text without the marks, and the marked range.
fn unmarked(text: &str) -> (String, std::ops::Range<usize>) {
    let start = text.find('«').unwrap();
    let end = text.find('»').unwrap() - '«'.len_utf8();
    (text.replace(['«', '»'], ""), start..end)
}

fn found(text: &str) -> Vec<Diagnostic> {
    let (_, found) = check_analysis(analysis(GRAPH), text);
    found.into_iter().filter(|one| one.code.info().class == Class::Rules).collect()
}

fn is_reported(found: &[Diagnostic], range: &std::ops::Range<usize>, code: &str, words: &str) -> bool {
    found.iter().any(|one| {
        let span = one.primary.as_ref().map(|label| label.place.span.start as usize..label.place.span.end as usize);
        let help = one.help.iter().any(|help| help.contains(words));
        span.as_ref() == Some(range) && one.code.info().name == code && (one.message.contains(words) || help)
    })
}

#[test]
fn each_mistake_is_reported_at_its_place_with_a_fix() {
    let head = "version = 1\n[modules.orders]\npaths = ['shop::orders']\n[[rules]]\nid = 'r'\n";
    let rules = RULES.iter().map(|(text, code, words)| (format!("{head}{text}"), *code, *words));
    let others = OTHERS.iter().map(|(text, code, words)| ((*text).to_owned(), *code, *words));
    let mut wrong = String::new();
    for (text, code, words) in rules.chain(others) {
        let (text, range) = unmarked(&text);
        let found = found(&text);
        // There must be no other mistake.
        if found.len() != 1 || !is_reported(&found, &range, code, words) {
            let said = found
                .iter()
                .map(|one| format!("  {:?} {} {} {:?}\n", one.primary, one.code.info().name, one.message, one.help));
            let said = said.collect::<String>();
            writeln!(wrong, "{text}\n  wanted {range:?} {code} {words}\n{said}").unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(RULES.len() + OTHERS.len() >= 50);
}

#[test]
fn all_mistakes_are_reported_at_once() {
    let mut text = "version = 1\n[modules.orders]\npaths = ['shop::orders']\n".to_owned();
    let mut wanted = Vec::new();
    for (index, (keys, code, words)) in RULES.iter().enumerate() {
        writeln!(text, "[[rules]]\nid = 'r{index}'").unwrap();
        let (keys, range) = unmarked(keys);
        wanted.push((range.start + text.len()..range.end + text.len(), code, words));
        writeln!(text, "{keys}").unwrap();
    }
    let found = found(&text);
    for (range, code, words) in &wanted {
        assert!(is_reported(&found, range, code, words), "{range:?} {code} {words}");
    }
    assert_eq!(found.len(), wanted.len());
}

#[test]
fn paths_that_the_standard_library_does_not_have_are_errors() {
    let rule = |to: &str| {
        check(
            "shop::a -> ^std::tomorrow.Thing",
            &format!("[[rules]]\nid = 'r'\ntype = 'forbid'\nfrom = ['shop::a']\nto = ['{to}', 'std::env::var']"),
        )
    };
    insta::assert_snapshot!(rule("std::tiem::Instant"), @"archcheck.toml:6:7: error[matches-nothing]: the standard library has no `std::tiem::Instant`, as far as this archcheck knows; did you mean `std::time::Instant`?");
    insta::assert_snapshot!(rule("core::mem::swpa"), @"archcheck.toml:6:7: error[matches-nothing]: the standard library has no `core::mem::swpa`, as far as this archcheck knows; did you mean `core::mem::swap`?");
    insta::assert_snapshot!(rule("std::quantum::Xyzzy"), @"archcheck.toml:6:7: error[matches-nothing]: the standard library has no `std::quantum::Xyzzy`, as far as this archcheck knows; correct the path, or set `allow-empty = true` if a newer version of Rust has it");
    assert!(!rule("std::tomorrow").contains("matches-nothing") && !rule("std::time::Instant::now").contains("error"));
}

#[test]
fn levels_says_which_severities_are_fixed() {
    let rule = "[[rules]]\nid = 'r'\ntype = 'forbid'\nfrom = ['shop::a']\nto = ['std::fs']";
    let levels = "[levels]\nsyntax = 'off'\nmatches-nothing = 'warn'\nforbiden = 'off'";
    insta::assert_snapshot!(check("shop::a -> shop::b.X", &format!("{levels}\n{rule}")), @r#"
    archcheck.toml:3:1: error[wrong-value]: the severity of `syntax` can't be changed in `[levels]`; remove it: `syntax` reports that code could not be analyzed, and only the severity of violations can be set
    archcheck.toml:4:1: error[wrong-value]: the severity of `matches-nothing` can't be changed in `[levels]`; remove it: `matches-nothing` reports a mistake in the rules file or the baseline, and only the severity of violations can be set
    archcheck.toml:5:1: error[unknown-name]: `[levels]` has no code `forbiden`; did you mean `forbidden`?
    "#);
}

#[test]
fn the_help_for_an_entry_of_the_wrong_type_leads_to_no_other_mistake() {
    let rule = |keys: &str| format!("version = 1\n[[rules]]\nid = 'r'\ntype = 'forbid'\n{keys}");
    let module = |keys: &str| format!("version = 1\n[modules.orders]\npaths = ['shop::orders']\n{keys}");
    let preset = |keys: &str| format!("version = 1\n[[architectures]]\npreset = 'layered'\n{keys}");
    let cases = [
        (rule("from = [['shop']]\nto = ['billing']"), "`from`"),
        (module("contract = [['events']]"), "`contract`"),
        (preset("roles.model = [['shop::orders']]\nroles.persistence = ['shop::catalog']"), "`model`"),
    ];
    for (text, key) in cases {
        let found = found(&text);
        let wrong = found.iter().find(|one| one.code.info().name == "wrong-type").expect("the type is wrong");
        assert_eq!(wrong.message, format!("an entry of {key} must be a string, not a list"), "{text}");
        assert_eq!(wrong.help, Vec::<String>::new(), "{text}");
    }
}
