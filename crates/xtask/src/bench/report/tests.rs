//! Tests of the reports.

use std::collections::BTreeMap;

use super::{
    markdown,
    results::{Outcome, Report},
    tables,
};
use crate::bench::{
    process::{Sample, Samples},
    rounds::{
        Measured,
        Step::{Cold, Comment, Item, Metadata, Parse, ParseMimalloc, Read, Use, Warm},
    },
};

fn outcome(name: &str, lines: u64, scale: f64) -> Outcome {
    let steps = [
        (Metadata, 0.02),
        (Read, 0.01),
        (Parse, 0.08),
        (ParseMimalloc, 0.06),
        (Cold, 0.15),
        (Warm, 0.03),
        (Comment, 0.036),
        (Use, 0.06),
        (Item, 0.09),
    ];
    let samples =
        |seconds: f64| Samples(vec![Sample { wall: seconds * scale, cpu: seconds * scale * 2.0, peak: lines * 100 }]);
    let steps: BTreeMap<_, _> = steps.into_iter().map(|(step, seconds)| (step, samples(seconds))).collect();
    let result = Ok(Measured { files: 10, lines, steps, peers: None });
    Outcome { name: name.to_owned(), generated: true, result }
}

#[test]
fn ratios_are_ratios_of_medians() {
    let outcomes = [outcome("one", 1_000_000, 1.0), outcome("ten", 10_000_000, 12.0)];
    let table = tables::ratios(&outcomes, Samples::wall);
    assert_eq!(
        table.lines[0],
        [
            "one",
            "1,000,000",
            "10",
            "20 ms",
            "10 ms",
            "80 ms",
            "60 ms",
            "150 ms",
            "1.50",
            "1.88",
            "30 ms",
            "1.50",
            "1.20",
            "2.00",
            "3.00"
        ]
    );
    let linear = tables::linear(&outcomes).unwrap();
    assert_eq!(linear.lines[1], ["ten", "0.18", "1.20", "1.20", "0.04", "1.20", "1.20", "1.00", "1.00", "1.20"]);
    assert_eq!(tables::memory(&outcomes).lines[1][1..3], ["1000 MB", "100 MB"]);
}

#[test]
fn failures_are_reported() {
    let failed = Outcome { name: "two".to_owned(), generated: false, result: Err("no\nmore".to_owned()) };
    let report = Report { workspaces: vec![outcome("one", 1_000, 1.0), failed], graphs: Vec::new() };
    assert!(!report.is_complete());
    let page = markdown(&report, 3, 1);
    assert!(page.contains("- two: no\n"), "{page}");
    assert!(!page.contains("Per line") && page.contains("| one | 1,000 |"), "{page}");
}
