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
    31: the baseline is corrupt: `violations` must be a table
    12: the baseline is corrupt: there is no key `x`
    "#);
    insta::assert_snapshot!(wrong("version = 1\n[violations]\n<<<<<<< ours\nr = []\n"), @r#"
    33: the baseline is corrupt: key with no value, expected `=`
    25: the baseline is corrupt: invalid unquoted key, expected letters, numbers, `-`, `_`
    "#);
    insta::assert_snapshot!(wrong("version = 1\n[violations]\na = 1\nb = [\n1,\n{ from = 'x', to = 'y' },\n{ from = 'x', to = 'y', count = 0 },\n{ from = 'x', to = 'y', count = 1, z = 1 },\n]"), @r#"
    29: the baseline is corrupt: `a` must be a list
    37: the baseline is corrupt: an entry must be `{ from = "…", to = "…", count = 1 }`
    40: the baseline is corrupt: an entry must be `{ from = "…", to = "…", count = 1 }`
    66: the baseline is corrupt: an entry must be `{ from = "…", to = "…", count = 1 }`
    103: the baseline is corrupt: an entry must be `{ from = "…", to = "…", count = 1 }`
    "#);
    insta::assert_snapshot!(wrong("version = 1\n[violations]\nb = [\n{ from = 'x', to = 'y', count = 1 },\n{ from = 'x', to = 'y', count = 1 },\n]"), @r#"68: the baseline is corrupt: this violation stands here twice"#);
}
