//! Snapshots of the overview, of small workspaces and of one that is too large for a screen.

use super::{Overview, OverviewCycle, OverviewModule, OverviewStep, render};
use crate::{
    report::Summary,
    terminal::Look,
    test_support::{self, AnalysisBuilder, used},
};
use archcheck_core::{analysis::Analysis, source::LineColumn, workspace::CrateKind};

fn of(analysis: &Analysis) -> Overview {
    Overview::of(analysis, Some("version = 1\n\n[modules.app]\npaths = [\"app\"]\n".to_owned()))
}

const LOOK: Look = Look { width: 80, ..Look::FILE };

#[test]
fn of_a_shop() {
    let overview = of(&test_support::shop());
    assert_eq!(overview.cycles.len(), 1);
    insta::assert_snapshot!("shop_80", render(&overview, "archcheck.toml", LOOK));
    for width in [60, 200] {
        let text = render(&overview, "archcheck.toml", Look { width, ..LOOK });
        insta::assert_snapshot!(format!("shop_{width}"), text);
    }
    insta::assert_snapshot!(
        "shop_40_ascii",
        render(&overview, "archcheck.toml", Look { width: 40, unicode: false, ..LOOK })
    );
}

#[test]
fn of_a_workspace_with_layers() {
    let analysis = AnalysisBuilder::default()
        .krate("app", CrateKind::Lib)
        .file("lib.rs", "mod a; mod b; mod c;")
        .file("a.rs", "use crate::b::B; use tokio::spawn;")
        .file("b.rs", "use crate::c::C;")
        .file("c.rs", "")
        .module("app", "lib.rs")
        .module("app::a", "a.rs")
        .module("app::b", "b.rs")
        .module("app::b::inner", "b.rs")
        .module("app::c", "c.rs")
        .reference(used("app::a", "crate::b::B", "app::b::inner", "B"))
        .reference(used("app::a", "tokio::spawn", "extern:tokio::spawn", "spawn"))
        .reference(used("app::b", "crate::c::C", "app::c", "C"))
        .finish();
    insta::assert_snapshot!(render(&of(&analysis), "archcheck.toml", LOOK));
}

#[test]
fn of_an_empty_workspace() {
    let analysis = AnalysisBuilder::default()
        .krate("app", CrateKind::Bin)
        .file("main.rs", "fn main() {}")
        .module("app", "main.rs")
        .finish();
    insta::assert_snapshot!(render(&of(&analysis), "archcheck.toml", LOOK));
}

/// The text stays short, and no line with a possible break is wider than the screen.
#[test]
fn of_a_workspace_too_large_for_a_screen() {
    let long = "x".repeat(70);
    let path = |index: usize| format!("some_crate_name::{long}{index}");
    let step = |index: usize| OverviewStep {
        from: path(index),
        to: path(index + 1),
        references: 3,
        file: format!("crates/{long}/src/lib.rs"),
        at: LineColumn { line: 1000, column: 10 },
        path: "crate::x".to_owned(),
    };
    let overview = Overview {
        summary: Summary { crates: 200, modules: 12_000, dependencies: 90_000, ..Summary::default() },
        modules: (0..900)
            .map(|index| OverviewModule { path: path(index), root: index == 1, used_by: 9, uses: 1200 })
            .collect(),
        alone: 12,
        cycles: vec![OverviewCycle { size: 400, steps: (0..30).map(step).collect() }; 20],
        outside: (0..300).map(|index| (format!("crate-{index}"), 300 - index)).collect(),
        starter: Some("version = 1\n".repeat(10)),
    };
    for width in [60, 80, 200] {
        let text = render(&overview, "archcheck.toml", Look { width, ..LOOK });
        assert!(text.lines().count() <= 50, "{} lines at {width}", text.lines().count());
        let breakable = |line: &&str| line.trim().contains(' ') && !line.contains(&long);
        for line in text.lines().filter(breakable) {
            assert!(crate::text::width(line) <= width, "{width}: {line}");
        }
    }
    insta::assert_snapshot!("large_60", render(&overview, "archcheck.toml", Look { width: 60, ..LOOK }));
}
