//! Tests of printing predicates.

use crate::{
    cfg::{Atom, Cfg, Cfgs},
    workspace::{CrateId, PackageId},
};
use proptest::prelude::*;

fn render(text: &str) -> String {
    let mut cfgs = Cfgs::default();
    let cfg = cfgs.parse(&format!("cfg({text})"), CrateId(0), PackageId(0)).unwrap();
    cfgs.render(cfg).unwrap_or_default()
}

#[test]
fn a_predicate_that_a_person_would_write_is_printed_unchanged() {
    for text in [
        "unix",
        "not(unix)",
        "all(unix, feature = \"x\")",
        "any(test, feature = \"x\")",
        "not(any(test, unix))",
        "not(all(test, unix))",
        "all(unix, any(feature = \"a\", feature = \"b\"))",
        "any(test, all(unix, feature = \"a\"))",
        "all(any(a, b), any(c, d))",
        "any(all(a, b), all(c, d))",
        "all(test, not(miri))",
        "all(test, not(any(a, b, c)))",
        "any(target_os = \"linux\", target_os = \"macos\")",
        "not(any(target_os = \"linux\", target_os = \"macos\"))",
        "all(unix, not(target_os = \"macos\"))",
        "all(not(feature = \"a\"), any(test, unix))",
        "false",
    ] {
        assert_eq!(render(text), text);
    }
}

#[test]
fn redundant_operands_are_left_out() {
    for (long, short) in [
        ("all(unix, target_os = \"linux\")", "target_os = \"linux\""),
        ("any(unix, target_os = \"linux\")", "unix"),
        ("all(not(windows), unix, x)", "all(unix, x)"),
        ("any(unix, not(windows))", "not(windows)"),
        ("any(unix, not(unix))", ""),
        ("any(target_endian = \"big\", target_endian = \"little\")", ""),
        ("all(windows, target_os = \"windows\")", "windows"),
        ("any(all(a, b), all(a, not(b)))", "a"),
        ("all(unix, windows)", "all(unix, windows)"),
        ("all(target_os = \"linux\", not(target_os = \"macos\"), not(target_os = \"ios\"))", "target_os = \"linux\""),
    ] {
        assert_eq!(render(long), short, "{long}");
    }
}

/// A random predicate over a few names, some of which are related.
fn predicate() -> impl Strategy<Value = String> {
    let name = prop::sample::select(vec![
        "unix",
        "windows",
        "test",
        "a",
        "b",
        "target_os = \"linux\"",
        "target_os = \"macos\"",
        "feature = \"x\"",
    ]);
    name.prop_map(str::to_owned).prop_recursive(5, 24, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|a| format!("not({a})")),
            prop::collection::vec(inner.clone(), 0..4).prop_map(|all| format!("all({})", all.join(", "))),
            prop::collection::vec(inner, 0..4).prop_map(|all| format!("any({})", all.join(", "))),
        ]
    })
}

/// Returns the configuration of a row of the truth table of `predicate`, or `None` if it is impossible.
fn configuration(row: u32) -> Option<impl Fn(&Atom) -> bool> {
    let target =
        [None, Some("unix"), Some("windows"), Some("linux"), Some("macos")].get((row >> 4) as usize).copied()?;
    Some(move |atom: &Atom| match atom {
        Atom::Test(_) => row & 1 != 0,
        Atom::Feature(..) => row & 2 != 0,
        Atom::Custom { key, .. } => row & if key == "a" { 4 } else { 8 } != 0,
        Atom::Global { key, value: None } if key == "unix" => {
            matches!(target, Some("unix" | "linux" | "macos"))
        }
        Atom::Global { value: None, .. } => target == Some("windows"),
        Atom::Global { value, .. } => target.is_some() && value.as_deref() == target,
    })
}

proptest! {
    #[test]
    fn the_text_is_equivalent_and_does_not_depend_on_the_order_of_atoms(text in predicate(), first in predicate()) {
        let (krate, package) = (CrateId(0), PackageId(0));
        let mut cfgs = Cfgs::default();
        let cfg = cfgs.parse(&format!("cfg({text})"), krate, package).unwrap();
        let rendered = cfgs.render(cfg);
        let again = cfgs.parse(&format!("cfg({})", rendered.as_deref().unwrap_or("true")), krate, package).unwrap();
        let mut any = false;
        for row in 0..80 {
            let Some(holds) = configuration(row) else { continue };
            any |= cfgs.evaluate(cfg, &holds);
        }
        prop_assert_eq!(cfgs.is_satisfiable(cfg), any);
        for row in 0..80 {
            let Some(holds) = configuration(row) else { continue };
            // An impossible predicate is printed unsimplified.
            prop_assert_eq!(cfgs.evaluate(cfg, &holds), cfgs.evaluate(again, &holds), "{:?}", &rendered);
        }
        prop_assert!(cfgs.implies(cfg, again) && cfgs.implies(again, cfg));

        let mut other = Cfgs::default();
        let before = other.parse(&format!("cfg({first})"), krate, package).unwrap();
        prop_assert!(other.implies(before, Cfg::ALWAYS));
        let cfg = other.parse(&format!("cfg({text})"), krate, package).unwrap();
        prop_assert_eq!(other.render(cfg), rendered);
    }
}
