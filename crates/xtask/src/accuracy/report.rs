//! Prints what was measured: a table for people, the same as Markdown for the docs.

use std::io::{self, Write};

use super::{
    answer::Location,
    compare::{About, Difference, Side},
    score::{Score, SubjectScore, sum},
};

/// A table, one line per crate, then the sum; with `differences`, each of them below.
pub(crate) fn human(out: &mut dyn Write, subjects: &[SubjectScore], differences: bool) -> io::Result<()> {
    let label = |subject: &str, krate: &str| {
        if subject.starts_with(krate) { subject.to_owned() } else { format!("{subject} {krate}") }
    };
    let width = subjects
        .iter()
        .flat_map(|subject| subject.crates.iter().map(|krate| label(&subject.subject, &krate.krate).chars().count()))
        .max()
        .unwrap_or(0)
        .max(12);
    writeln!(out, "{:width$}  {:^24}  {:^24}  {:^18}", "", "written", "defined", "modules")?;
    let columns = "recall precision  edges";
    writeln!(out, "{:width$}  {columns:>24}  {columns:>24}  {:>18}", "crate", "all missing extra")?;
    for subject in subjects {
        for krate in &subject.crates {
            row(out, width, &label(&subject.subject, &krate.krate), [krate.written, krate.defined, krate.modules])?;
        }
    }
    // The sum over nothing would look perfect.
    if subjects.iter().any(|subject| !subject.crates.is_empty()) {
        row(out, width, "all", sum(subjects))?;
    }
    for subject in subjects {
        for reason in &subject.failed {
            writeln!(out, "\nfailed: {}: {reason}", subject.subject)?;
        }
        if let Some(unresolved @ 1..) = subject.unresolved {
            writeln!(out, "unresolved: {}: {unresolved}", subject.subject)?;
        }
    }
    if differences {
        for subject in subjects {
            for krate in &subject.crates {
                if !krate.differences.is_empty() {
                    writeln!(out, "\n{}", label(&subject.subject, &krate.krate))?;
                }
                for difference in &krate.differences {
                    writeln!(out, "  {}", sentence(difference))?;
                }
            }
        }
    }
    Ok(())
}

fn row(out: &mut dyn Write, width: usize, name: &str, [written, defined, modules]: [Score; 3]) -> io::Result<()> {
    let score = |score: Score| {
        format!("{:.4}    {:.4} {:>6}", floor(score.recall()), floor(score.precision()), score.expected())
    };
    writeln!(
        out,
        "{name:width$}  {:>24}  {:>24}  {:>6} {:>5} {:>5}",
        score(written),
        score(defined),
        modules.expected(),
        modules.missing,
        modules.extra
    )
}

/// Rounded down, so that only what is perfect is shown as 1.
fn floor(ratio: f64) -> f64 {
    (ratio * 10_000.0).floor() / 10_000.0
}

fn sentence(difference: &Difference) -> String {
    let side = match difference.side {
        Side::Missing => "missing",
        Side::Extra => "extra  ",
    };
    let Difference { from, to, path, location, .. } = difference;
    let place = if *location == Location::default() { String::new() } else { format!("  {location}") };
    match difference.about {
        About::Module => format!("{side} module  {from}{place}"),
        About::Written => format!("{side} written {from} -> {to}{place}  {path}"),
        About::Defined => format!("{side} defined {from} -> {to}{place}  {path}"),
    }
}

/// The page of the docs.
pub(crate) fn markdown(subjects: &[SubjectScore], rustc: &str) -> String {
    use std::fmt::Write as _;

    let mut page = String::from(
        "# Accuracy\n\n\
         Written by `cargo xtask accuracy --docs`; don't edit it by hand.\n\n\
         For each library and binary, rustc says what every path of production code resolves to, and the checker's \
         edges under `--cfg active` are held against that, as sets of pairs of Rust modules. *Written* edges lead to \
         the deepest module that a path names, or to an outside crate; *defined* edges to the module that defines what \
         it resolves to. Recall: how many of rustc's edges the checker has; precision: how many of the checker's rustc \
         has. The standard library is left out.\n\n",
    );
    // Writing to a `String` can't fail.
    let _ = writeln!(page, "Measured with {}.\n", rustc.lines().next().unwrap_or("an unknown rustc"));
    page.push_str(
        "| subject | written edges | recall | precision | defined edges | recall | precision | modules | missing | extra | unresolved |\n\
         |---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n",
    );
    let mut line = |name: &str, [written, defined, modules]: [Score; 3], unresolved: Option<usize>| {
        let _ = write!(page, "| {name} ");
        for score in [written, defined] {
            let (recall, precision) = (floor(score.recall()), floor(score.precision()));
            let _ = write!(page, "| {} | {recall:.4} | {precision:.4} ", score.expected());
        }
        let unresolved = unresolved.map_or_else(|| "–".to_owned(), |count| count.to_string());
        let _ = writeln!(page, "| {} | {} | {} | {unresolved} |", modules.expected(), modules.missing, modules.extra);
    };
    for subject in subjects.iter().filter(|subject| !subject.crates.is_empty()) {
        let mark = if subject.beyond.is_some() { " \\*" } else { "" };
        line(&format!("{}{mark}", subject.subject), subject.sum(), subject.unresolved);
    }
    let unresolved = subjects.iter().filter_map(|subject| subject.unresolved).sum();
    line("**all**", sum(subjects), Some(unresolved));
    for (subject, beyond) in subjects.iter().filter_map(|subject| Some((subject, subject.beyond.as_ref()?))) {
        let _ = writeln!(page, "\n\\* {}: not part of the sum, nor held to a bar: {beyond}", subject.subject);
    }
    let failed: Vec<_> = subjects.iter().filter(|subject| !subject.failed.is_empty()).collect();
    if !failed.is_empty() {
        page.push_str("\n## Not measured\n\n");
        for subject in failed {
            for reason in &subject.failed {
                let _ = writeln!(page, "- {}: {}", subject.subject, reason.lines().next().unwrap_or_default());
            }
        }
    }
    page.push_str("\n## Differences\n");
    for subject in subjects {
        for krate in subject.crates.iter().filter(|krate| !krate.differences.is_empty()) {
            let _ = write!(page, "\n{}, `{}`:\n\n```text\n", subject.subject, krate.krate);
            for difference in &krate.differences {
                let _ = writeln!(page, "{}", sentence(difference).trim_end());
            }
            page.push_str("```\n");
        }
    }
    page
}
