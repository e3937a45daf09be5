//! The file, and what it takes out of a run.

use super::*;
use crate::source::FileId;

fn identity(rule: &str, from: &str, to: &str) -> Identity {
    Identity { rule: rule.into(), from: from.into(), to: to.into() }
}

fn baseline(entries: &[(&str, &str, &str, u32)]) -> Baseline {
    let entry = |(rule, from, to, count): &(&str, &str, &str, u32)| {
        (identity(rule, from, to), Entry { count: *count, place: None })
    };
    Baseline { entries: entries.iter().map(entry).collect() }
}

fn without_places(mut baseline: Baseline) -> Baseline {
    baseline.entries.values_mut().for_each(|entry| entry.place = None);
    baseline
}

#[test]
fn what_is_written_is_sorted_and_read_again() {
    let known = baseline(&[
        ("modules.b.exposes", "shop::b", "shop::a::X", 2),
        ("a \"rule\" \\ of\u{7}", "shop::é", "x -> y", 1),
        ("modules.b.exposes", "shop::a", "shop::c", 1),
    ]);
    let text = write(&known);
    insta::assert_snapshot!(text, @r#"
    # Known violations of the rules in archcheck.toml. This list can only shrink: `cargo archcheck baseline shrink`
    # removes what is mended. Made by `cargo archcheck baseline create`; there is nothing to edit here.
    version = 1

    [violations]
    "a \"rule\" \\ of\u0007" = [
      { from = "shop::é", to = "x -> y", count = 1 },
    ]
    "modules.b.exposes" = [
      { from = "shop::a", to = "shop::c", count = 1 },
      { from = "shop::b", to = "shop::a::X", count = 2 },
    ]
    "#);
    assert_eq!(read(FileId(0), &text).map(without_places).unwrap(), known);
    assert_eq!(read(FileId(0), &write(&Baseline::default())).unwrap(), Baseline::default());
    assert_eq!(read(FileId(0), &format!("\u{feff}{}", text.replace('\n', "\r\n"))).map(without_places).unwrap(), known);
}

#[test]
fn a_corrupt_file_is_no_baseline() {
    let wrong = |text: &str| -> String {
        let found = read(FileId(0), text).unwrap_err();
        let line = |one: &crate::diagnostic::Diagnostic| {
            let start = one.primary.as_ref().map_or(0, |label| label.place.span.start);
            format!("{start}: {}\n", one.message)
        };
        found.iter().map(line).collect()
    };
    insta::assert_snapshot!(wrong(""), @r#"0: the baseline is corrupt: it lacks `version = 1`"#);
    insta::assert_snapshot!(wrong("version = 2\nx = 1\nviolations = 3"), @r#"
    10: the baseline is corrupt: this archcheck reads `version = 1` alone
    12: the baseline is corrupt: there is no key `x`
    31: the baseline is corrupt: `violations` must be a table
    "#);
    insta::assert_snapshot!(wrong("version = 1\n[violations]\n<<<<<<< ours\nr = []\n"), @r#"25: the baseline is corrupt: it has the marks of a merge that is not settled"#);
    insta::assert_snapshot!(wrong("version = 1\n[violations]\na = 1\nb = [\n1,\n{ from = 'x', to = 'y' },\n{ from = 'x', to = 'y', count = 0 },\n{ from = 'x', to = 'y', count = 1, z = 1 },\n]"), @r#"
    29: the baseline is corrupt: `a` must be a list
    37: the baseline is corrupt: an entry must be `{ from = "…", to = "…", count = 1 }`
    40: the baseline is corrupt: an entry must be `{ from = "…", to = "…", count = 1 }`
    66: the baseline is corrupt: an entry must be `{ from = "…", to = "…", count = 1 }`
    103: the baseline is corrupt: an entry must be `{ from = "…", to = "…", count = 1 }`
    "#);
    insta::assert_snapshot!(wrong("version = 1\n[violations]\nb = [\n{ from = 'x', to = 'y', count = 1 },\n{ from = 'x', to = 'y', count = 1 },\n]"), @r#"68: the baseline is corrupt: this violation stands here twice"#);
}

/// A run: rules that forbid `b` to `a`, without a baseline and with one.
mod runs {
    use super::*;
    use crate::{
        check::{self, CheckOptions, tests::support},
        date::Date,
        diagnostic::Diagnostic,
        rules::Rules,
        source::{Source, Sources},
    };

    const RULES: &str = "version = 1\n[[rules]]\nid = \"f\"\ntype = \"forbid\"\nfrom = [\"shop::a\"]\nto = [\"shop::b\"]\n\
        [[rules]]\nid = \"l\"\ntype = \"limit\"\namong = [\"shop::*\"]\nmeasure = \"fan-out\"\nmax = 0\n\
        [[rules]]\nid = \"c\"\ntype = \"acyclic\"\namong = [\"shop::*\"]\nEXTRA";
    const GRAPH: &str = "shop::a -> shop::b.X\nshop::a -> shop::b.X\nshop::a -> shop::b.Y\nshop::b -> shop::a.Z";

    fn run(graph: &str, extra: &str) -> (Vec<Diagnostic>, Rules, Sources) {
        let mut analysis = support::analysis(graph);
        let text = RULES.replace("EXTRA", extra);
        let file = analysis.sources.add(Source::new("archcheck.toml".into(), text));
        let (rules, found) = check::read_rules(file, &mut analysis, &mut |_| Err(std::io::ErrorKind::NotFound.into()));
        assert!(found.is_empty(), "{found:?}");
        let rules = rules.unwrap();
        let options = CheckOptions { today: Date::new(2027, 1, 1).unwrap(), whole: true };
        let found = check::check(&rules, &analysis, &options).diagnostics;
        (found, rules, analysis.sources)
    }

    /// What is left of a run, with how many violations are known.
    fn applied(baseline: &Baseline, graph: &str, extra: &str, whole: bool) -> String {
        let (found, rules, sources) = run(graph, extra);
        let applied = apply(baseline, found, &rules, &sources, whole);
        let lines = applied.diagnostics.iter().map(|one| {
            let notes = one.notes.iter().map(|note| format!("\n  {note}"));
            format!("{}: {}{}\n", one.code.info().name, one.message, notes.collect::<String>())
        });
        format!("{}{} known", lines.collect::<String>(), applied.known)
    }

    fn created(extra: &str) -> Baseline {
        let (found, rules, _) = run(GRAPH, extra);
        create(&found, &rules, None, Growth::Refuse).unwrap().baseline
    }

    #[test]
    fn what_is_recorded_is_known_by_what_it_is_and_not_by_where_it_stands() {
        insta::assert_snapshot!(write(&created("")), @r#"
        # Known violations of the rules in archcheck.toml. This list can only shrink: `cargo archcheck baseline shrink`
        # removes what is mended. Made by `cargo archcheck baseline create`; there is nothing to edit here.
        version = 1

        [violations]
        "c" = [
          { from = "shop::a", to = "shop::b -> shop::a", count = 1 },
        ]
        "f" = [
          { from = "shop::a", to = "shop::b::X", count = 2 },
          { from = "shop::a", to = "shop::b::Y", count = 1 },
        ]
        "l" = [
          { from = "shop::a", to = "fan-out", count = 1 },
          { from = "shop::b", to = "fan-out", count = 1 },
        ]
        "#);
        assert_eq!(applied(&created(""), GRAPH, "", true), "5 known");
        let moved = "shop::b -> shop::a.Z\nshop::b -> shop::c.C\nshop::a -> shop::b.Y\nshop::a -> shop::b.X use\nshop::a -> shop::b.X";
        insta::assert_snapshot!(applied(&created(""), moved, "", true), @r#"
        limit: `shop::b` has a fan-out of 2, and `l` allows 0
          baseline: 1 of 2 are known, and what is new can't be told apart
        4 known
        "#);
    }

    #[test]
    fn growth_stays_and_what_is_mended_must_be_removed() {
        let more = format!("{GRAPH}\nshop::a -> shop::b.X\nshop::a -> shop::b.W");
        insta::assert_snapshot!(applied(&created(""), &more, "", true), @r#"
        forbidden: `shop::a` depends on `shop::b::X`, which `f` forbids
          baseline: 2 of 3 are known, and what is new can't be told apart
        forbidden: `shop::a` depends on `shop::b::X`, which `f` forbids
          baseline: 2 of 3 are known, and what is new can't be told apart
        forbidden: `shop::a` depends on `shop::b::X`, which `f` forbids
          baseline: 2 of 3 are known, and what is new can't be told apart
        forbidden: `shop::a` depends on `shop::b::W`, which `f` forbids
        4 known
        "#);
        let less = "shop::a -> shop::b.X\nshop::c -> shop::d.X";
        insta::assert_snapshot!(applied(&created(""), less, "", true), @r#"
        stale-baseline: the baseline counts 2 of `f`, and 1 are left: `shop::a` -> `shop::b::X`
        stale-baseline: the baseline has a violation of `c` that is gone: `shop::a` -> `shop::b -> shop::a`
        stale-baseline: the baseline has a violation of `f` that is gone: `shop::a` -> `shop::b::Y`
        stale-baseline: the baseline has a violation of `l` that is gone: `shop::b` -> `fan-out`
        limit: `shop::c` has a fan-out of 1, and `l` allows 0
        2 known
        "#);
        insta::assert_snapshot!(applied(&created(""), less, "", false), @r#"
        limit: `shop::c` has a fan-out of 1, and `l` allows 0
        2 known
        "#);
    }

    #[test]
    fn a_strict_rule_takes_none_and_one_that_is_off_is_not_judged() {
        insta::assert_snapshot!(write(&created("strict = true")), @r#"
        # Known violations of the rules in archcheck.toml. This list can only shrink: `cargo archcheck baseline shrink`
        # removes what is mended. Made by `cargo archcheck baseline create`; there is nothing to edit here.
        version = 1

        [violations]
        "f" = [
          { from = "shop::a", to = "shop::b::X", count = 2 },
          { from = "shop::a", to = "shop::b::Y", count = 1 },
        ]
        "l" = [
          { from = "shop::a", to = "fan-out", count = 1 },
          { from = "shop::b", to = "fan-out", count = 1 },
        ]
        "#);
        insta::assert_snapshot!(applied(&created(""), GRAPH, "strict = true", true), @r#"
        stale-baseline: the baseline has a violation of `c`, and that rule is `strict`: it takes none
        cycle: dependency cycle: `shop::a` -> `shop::b` -> `shop::a`
        4 known
        "#);
        insta::assert_snapshot!(applied(&created(""), GRAPH, "severity = \"off\"", true), @r#"4 known"#);
        let (mut found, rules, _) = run(GRAPH, "");
        found.clear();
        let gone = baseline(&[("gone", "a", "b", 1)]);
        let applied = apply(&gone, found, &rules, &Sources::default(), false);
        assert_eq!(applied.diagnostics[0].message, "the baseline has violations of `gone`, and there is no such rule");
    }

    #[test]
    fn it_grows_only_when_told_and_shrinks_only() {
        let (found, rules, _) = run(&format!("{GRAPH}\nshop::a -> shop::b.W"), "");
        let before = created("");
        let grown = create(&found, &rules, Some(&before), Growth::Refuse).unwrap_err();
        assert_eq!(grown.len(), 1);
        assert_eq!((grown[0].identity.to.as_str(), grown[0].recorded, grown[0].found), ("shop::b::W", 0, 1));
        let allowed = create(&found, &rules, Some(&before), Growth::Allow).unwrap();
        assert_eq!(allowed.grown, grown);
        assert_eq!(shrink(&found, &rules, &before).baseline, before);

        let (found, rules, _) = run("shop::a -> shop::b.X\nshop::a -> shop::b.W", "");
        let shrunk = shrink(&found, &rules, &before);
        insta::assert_snapshot!(write(&shrunk.baseline), @r#"
        # Known violations of the rules in archcheck.toml. This list can only shrink: `cargo archcheck baseline shrink`
        # removes what is mended. Made by `cargo archcheck baseline create`; there is nothing to edit here.
        version = 1

        [violations]
        "f" = [
          { from = "shop::a", to = "shop::b::X", count = 1 },
        ]
        "l" = [
          { from = "shop::a", to = "fan-out", count = 1 },
        ]
        "#);
        assert!(shrunk.grown.is_empty());
        assert_eq!(shrunk.shrunk.len(), 4);
        let (off, rules, _) = run("mod shop::a\nmod shop::b", "severity = \"off\"");
        insta::assert_snapshot!(write(&shrink(&off, &rules, &before).baseline), @r#"
        # Known violations of the rules in archcheck.toml. This list can only shrink: `cargo archcheck baseline shrink`
        # removes what is mended. Made by `cargo archcheck baseline create`; there is nothing to edit here.
        version = 1

        [violations]
        "c" = [
          { from = "shop::a", to = "shop::b -> shop::a", count = 1 },
        ]
        "#);
    }
}
