//! The format, and the violations that a baseline removes from a result.

use super::*;
use crate::source::FileId;

fn identity(rule: &str, from: &str, to: &str) -> Identity {
    Identity { rule: rule.into(), from: from.into(), to: to.into() }
}

fn baseline(entries: &[(&str, &str, &str, u32)]) -> Baseline {
    let entry = |(rule, from, to, count): &(&str, &str, &str, u32)| {
        (identity(rule, from, to), BaselineEntry { count: *count, place: None })
    };
    Baseline { entries: entries.iter().map(entry).collect(), ..Baseline::default() }
}

fn without_places(mut baseline: Baseline) -> Baseline {
    baseline.entries.values_mut().for_each(|entry| entry.place = None);
    baseline
}

#[test]
fn a_written_baseline_is_sorted_and_can_be_read() {
    let known = baseline(&[
        ("modules.b.exposes", "shop::b", "shop::a::X", 2),
        ("a \"rule\" \\ of\u{7}", "shop::é", "x => y", 1),
        ("modules.b.exposes", "shop::a", "shop::c", 1),
    ]);
    let text = write(&known);
    insta::assert_snapshot!(text, @r#"
    # Known violations of the rules in archcheck.toml. This list can only shrink: `cargo archcheck baseline shrink`
    # removes fixed violations. `cargo archcheck baseline create` generated this file; do not edit it by hand.
    version = 1

    [violations]
    "a \"rule\" \\ of\u0007" = [
      { from = "shop::é", to = "x => y", count = 1 },
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
fn a_malformed_baseline_is_rejected() {
    let wrong = |text: &str| -> String {
        let found = read(FileId(0), text).unwrap_err();
        let line = |one: &crate::diagnostic::Diagnostic| {
            let start = one.primary.as_ref().map_or(0, |label| label.place.span.start);
            format!("{start}: {}\n", one.message)
        };
        found.iter().map(line).collect()
    };
    insta::assert_snapshot!(wrong(""), @r#"0: the baseline is malformed: it has no `version = 1`"#);
    insta::assert_snapshot!(wrong("version = 2\nx = 1\nviolations = 3"), @r#"
    10: the baseline is malformed: this archcheck reads only `version = 1`
    12: the baseline is malformed: unknown key `x`
    31: the baseline is malformed: `violations` must be a table
    "#);
    insta::assert_snapshot!(wrong("version = 1\n[violations]\n<<<<<<< ours\nr = []\n"), @r#"25: the baseline is malformed: the file contains merge conflict markers"#);
    insta::assert_snapshot!(wrong("version = 1\n[violations]\na = 1\nb = [\n1,\n{ from = 'x', to = 'y' },\n{ from = 'x', to = 'y', count = 0 },\n{ from = 'x', to = 'y', count = 1, z = 1 },\n]"), @r#"
    29: the baseline is malformed: `a` must be a list
    37: the baseline is malformed: an entry must be `{ from = "…", to = "…", count = 1 }`
    40: the baseline is malformed: an entry must be `{ from = "…", to = "…", count = 1 }`
    66: the baseline is malformed: an entry must be `{ from = "…", to = "…", count = 1 }`
    103: the baseline is malformed: an entry must be `{ from = "…", to = "…", count = 1 }`
    "#);
}

/// A check of a rule that forbids `a` to depend on `b`, with and without a baseline.
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
        let (rules, found) =
            check::read_rules(file, &mut analysis, &mut |_: &std::path::Path| Err(std::io::ErrorKind::NotFound.into()));
        assert!(found.is_empty(), "{found:?}");
        let rules = rules.unwrap();
        let options = CheckOptions { today: Date::new(2027, 1, 1).unwrap(), whole: true };
        let found = check::check(&rules, &analysis, &options).diagnostics;
        (found, rules, analysis.sources)
    }

    /// Returns the remaining diagnostics, and the number of removed violations.
    fn applied(baseline: &Baseline, graph: &str, extra: &str, whole: bool) -> String {
        let (found, rules, sources) = run(graph, extra);
        let applied = apply(baseline, found, &rules, &sources, whole);
        let lines = applied.diagnostics.iter().map(|one| {
            let notes = one.notes.iter().map(|note| format!("\n  {note}"));
            format!("{}: {}{}\n", one.code.info().name, one.message, notes.collect::<String>())
        });
        format!("{}{} known", lines.collect::<String>(), applied.known.len())
    }

    fn created(extra: &str) -> Baseline {
        let (found, rules, _) = run(GRAPH, extra);
        create(&found, &rules, None, Growth::Refuse).unwrap().baseline
    }

    #[test]
    fn violations_are_recognized_without_their_place() {
        insta::assert_snapshot!(write(&created("")), @r#"
        # Known violations of the rules in archcheck.toml. This list can only shrink: `cargo archcheck baseline shrink`
        # removes fixed violations. `cargo archcheck baseline create` generated this file; do not edit it by hand.
        version = 1

        [violations]
        "c" = [
          { from = "shop::a", to = "shop::b", count = 1 },
          { from = "shop::b", to = "shop::a", count = 1 },
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
        assert_eq!(applied(&created(""), GRAPH, "", true), "6 known");
        let moved = "shop::b -> shop::a.Z\nshop::b -> shop::c.C\nshop::a -> shop::b.Y\nshop::a -> shop::b.X use\nshop::a -> shop::b.X";
        insta::assert_snapshot!(applied(&created(""), moved, "", true), @r#"
        limit: `shop::b` has a fan-out of 2, but the limit is 0
          the baseline records 1 of these 2 references, but it is unknown which
        5 known
        "#);
    }

    #[test]
    fn growth_is_reported_and_fixed_violations_are_stale() {
        let more = format!("{GRAPH}\nshop::a -> shop::b.X\nshop::a -> shop::b.W");
        insta::assert_snapshot!(applied(&created(""), &more, "", true), @r#"
        forbidden: `shop::a` must not depend on `shop::b::X`
          the baseline records 2 of these 3 references, but it is unknown which
        forbidden: `shop::a` must not depend on `shop::b::X`
          the baseline records 2 of these 3 references, but it is unknown which
        forbidden: `shop::a` must not depend on `shop::b::X`
          the baseline records 2 of these 3 references, but it is unknown which
        forbidden: `shop::a` must not depend on `shop::b::W`
        4 known
        "#);
        let less = "shop::a -> shop::b.X\nshop::c -> shop::d.X";
        insta::assert_snapshot!(applied(&created(""), less, "", true), @r#"
        stale-baseline: the baseline records 2 dependencies that `c` no longer finds in a cycle: `shop::a` -> `shop::b` and 1 more
        stale-baseline: the baseline records 2 references that violate `f`, but only 1 exist: `shop::a` -> `shop::b::X`
        stale-baseline: the baseline records a violation of `f` that no longer exists: `shop::a` -> `shop::b::Y`
        stale-baseline: the baseline records a violation of `l` that no longer exists: `shop::b` -> `fan-out`
        limit: `shop::c` has a fan-out of 1, but the limit is 0
        2 known
        "#);
        insta::assert_snapshot!(applied(&created(""), less, "", false), @r#"
        limit: `shop::c` has a fan-out of 1, but the limit is 0
        2 known
        "#);
    }

    #[test]
    fn a_strict_rule_ignores_the_baseline_and_a_rule_that_is_off_is_not_checked() {
        insta::assert_snapshot!(write(&created("strict = true")), @r#"
        # Known violations of the rules in archcheck.toml. This list can only shrink: `cargo archcheck baseline shrink`
        # removes fixed violations. `cargo archcheck baseline create` generated this file; do not edit it by hand.
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
        stale-baseline: the baseline records a violation of `c`, but that rule is `strict`
        cycle: dependency cycle: `shop::a` -> `shop::b` -> `shop::a`
        5 known
        "#);
        insta::assert_snapshot!(applied(&created(""), GRAPH, "severity = \"off\"", true), @r#"5 known"#);
        let (mut found, rules, _) = run(GRAPH, "");
        found.clear();
        let gone = baseline(&[("gone", "a", "b", 1)]);
        let applied = apply(&gone, found, &rules, &Sources::default(), false);
        assert_eq!(
            applied.diagnostics[0].message,
            "the baseline records violations of `gone`, but there is no such rule"
        );
    }

    #[test]
    fn it_grows_only_on_request_and_shrink_never_grows_it() {
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
        # removes fixed violations. `cargo archcheck baseline create` generated this file; do not edit it by hand.
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
        assert_eq!(shrunk.shrunk.len(), 5);
        let (off, rules, _) = run("mod shop::a\nmod shop::b", "severity = \"off\"");
        insta::assert_snapshot!(write(&shrink(&off, &rules, &before).baseline), @r#"
        # Known violations of the rules in archcheck.toml. This list can only shrink: `cargo archcheck baseline shrink`
        # removes fixed violations. `cargo archcheck baseline create` generated this file; do not edit it by hand.
        version = 1

        [violations]
        "c" = [
          { from = "shop::a", to = "shop::b", count = 1 },
          { from = "shop::b", to = "shop::a", count = 1 },
        ]
        "#);
    }

    /// Returns the new cycles under a baseline of `shop::a <-> shop::b` in a form of the file.
    fn new_cycles(entries: &str, more: &str) -> String {
        let text = format!("version = 1\n[violations]\nc = [{entries}]");
        let baseline = read(FileId(0), &text).unwrap();
        let (found, rules, sources) = run(&format!("shop::a -> shop::b.X\nshop::b -> shop::a.Z\n{more}"), "");
        let found = found.into_iter().filter(|one| one.code.info().name == "cycle").collect();
        let applied = apply(&baseline, found, &rules, &sources, true);
        let line = |one: &Diagnostic| {
            let notes = one.notes.iter().chain(&one.help).map(|note| format!("\n  {note}"));
            format!("{}: {}{}\n", one.code.info().name, one.message, notes.collect::<String>())
        };
        applied.diagnostics.iter().map(line).collect()
    }

    #[test]
    fn an_entry_listed_twice_counts_once_with_the_smaller_number() {
        let entry = |count: u32| format!("{{ from = 'shop::a', to = 'shop::b::X', count = {count} }}");
        let of = |counts: &[u32]| {
            let entries: Vec<_> = counts.iter().map(|count| entry(*count)).collect();
            read(FileId(0), &format!("version = 1\n[violations]\nf = [\n{},\n]", entries.join(",\n"))).unwrap()
        };
        for (counts, kept) in [(&[3, 2][..], 2), (&[2, 3], 2), (&[1, 4, 2], 1), (&[2, 2], 2)] {
            let baseline = of(counts);
            assert_eq!(
                (baseline.entries[&identity("f", "shop::a", "shop::b::X")].count, baseline.is_outdated()),
                (kept, true)
            );
            assert_eq!(baseline.repeated_count(), counts.len() - 1);
            let (found, rules, _) = run(GRAPH, "");
            let shrunk = shrink(&found, &rules, &baseline);
            assert_eq!(
                without_places(shrunk.baseline.clone()),
                super::baseline(&[("f", "shop::a", "shop::b::X", kept)])
            );
            assert!(shrunk.grown.is_empty() && !shrunk.baseline.is_outdated());
        }
        // The larger count would hide one of the two references.
        let first_lines = |baseline: &Baseline| -> Vec<String> {
            let (found, rules, sources) = run(GRAPH, "");
            let found = found.into_iter().filter(|one| one.code.info().name == "forbidden").collect();
            let applied = apply(baseline, found, &rules, &sources, true).diagnostics;
            applied.iter().map(|one| format!("{}: {}", one.code.info().name, one.message)).collect()
        };
        insta::assert_snapshot!(first_lines(&of(&[1, 2])).join("\n"), @r#"
        stale-baseline: the baseline lists a violation of `f` twice, with the counts 1 and 2: `shop::a` -> `shop::b::X`
        forbidden: `shop::a` must not depend on `shop::b::X`
        forbidden: `shop::a` must not depend on `shop::b::X`
        forbidden: `shop::a` must not depend on `shop::b::Y`
        "#);
        insta::assert_snapshot!(first_lines(&of(&[2, 2])).join("\n"), @r#"
        stale-baseline: the baseline lists a violation of `f` twice: `shop::a` -> `shop::b::X`
        forbidden: `shop::a` must not depend on `shop::b::Y`
        "#);
    }

    const EDGES: &str =
        "{ from = 'shop::a', to = 'shop::b', count = 1 }, { from = 'shop::b', to = 'shop::a', count = 1 }";
    const WHOLE: &str = "{ from = 'shop::a', to = 'shop::b -> shop::a', count = 1 }";

    #[test]
    fn a_recorded_cycle_hides_no_new_dependency_and_no_new_member() {
        assert_eq!(new_cycles(EDGES, ""), "");
        assert_eq!(new_cycles(WHOLE, ""), "");
        assert_eq!(new_cycles(EDGES, "shop::b -> shop::c.X\nshop::d -> shop::a.X\nshop::a -> shop::b.W"), "");
        insta::assert_snapshot!(new_cycles(EDGES, "shop::a -> shop::c.X\nshop::c -> shop::a.Z"), @r#"
        cycle: dependency cycle: `shop::a` -> `shop::c` -> `shop::a`
          `shop::a`, `shop::b` and `shop::c` depend on each other, through 4 dependencies
          the baseline records 2 of the 4 dependencies that are on cycles here
          remove `shop::a` -> `shop::c` (1 reference), which the baseline does not record
        "#);
        insta::assert_snapshot!(new_cycles(EDGES, "shop::b -> shop::c.X\nshop::c -> shop::a.Z\nshop::d -> shop::c.X"), @r#"
        cycle: dependency cycle: `shop::b` -> `shop::c` -> `shop::a` -> `shop::b`, where `shop::b` -> `shop::c` and `shop::c` -> `shop::a` are new
          `shop::a`, `shop::b` and `shop::c` depend on each other, through 4 dependencies
          the baseline records 2 of the 4 dependencies that are on cycles here
          remove `shop::b` -> `shop::c` (1 reference), which the baseline does not record
        "#);
        // A new cycle among other parts, and several through one part.
        insta::assert_snapshot!(new_cycles(EDGES, "shop::c -> shop::d.X\nshop::d -> shop::c.X"), @r#"
        cycle: dependency cycle: `shop::c` -> `shop::d` -> `shop::c`
          break the cycle at `shop::c` -> `shop::d` or `shop::d` -> `shop::c`: 1 reference, the fewest of any step
        "#);
        insta::assert_snapshot!(new_cycles(EDGES, "shop::a -> shop::c.X\nshop::c -> shop::a.Z\nshop::a -> shop::d.X\nshop::d -> shop::a.Z"), @r#"
        cycle: dependency cycle: `shop::a` -> `shop::c` -> `shop::a`
          `shop::a`, `shop::b`, `shop::c` and `shop::d` depend on each other, through 6 dependencies
          the baseline records 2 of the 6 dependencies that are on cycles here
          remove `shop::a` -> `shop::c` (1 reference), which the baseline does not record
        cycle: dependency cycle: `shop::a` -> `shop::d` -> `shop::a`
          `shop::a`, `shop::b`, `shop::c` and `shop::d` depend on each other, through 6 dependencies
          the baseline records 2 of the 6 dependencies that are on cycles here
          remove `shop::a` -> `shop::d` (1 reference), which the baseline does not record
        "#);
    }

    #[test]
    fn a_whole_cycle_of_an_older_version_records_its_steps() {
        insta::assert_snapshot!(new_cycles(WHOLE, "shop::a -> shop::c.X\nshop::c -> shop::a.Z"), @r#"
        cycle: dependency cycle: `shop::a` -> `shop::c` -> `shop::a`
          `shop::a`, `shop::b` and `shop::c` depend on each other, through 4 dependencies
          the baseline records 2 of the 4 dependencies that are on cycles here
          remove `shop::a` -> `shop::c` (1 reference), which the baseline does not record
          an older version wrote this baseline, which recorded only one cycle among parts that depend on each other: run `cargo archcheck baseline create --allow-growth` to record all of their dependencies
        "#);
        let (found, rules, _) = run(GRAPH, "");
        let text = format!("version = 1\n[violations]\nc = [{WHOLE}, {EDGES}]");
        let shrunk = shrink(&found, &rules, &read(FileId(0), &text).unwrap());
        assert_eq!((shrunk.grown.len(), shrunk.shrunk.len(), shrunk.baseline.entries.len()), (0, 0, 2));
        assert!(read(FileId(0), &text).unwrap().is_outdated() && !shrunk.baseline.is_outdated());
    }
}
