//! What every format renders: the diagnostics of a run, sorted, with the files they point into and what was
//! looked at. Plain data; it knows no format and no terminal.

use archcheck_core::{
    analysis::{Analysis, Counts},
    codes::{Class, Code},
    diagnostic::{self, Diagnostic, Severity},
    source::Sources,
};
use std::collections::BTreeSet;

/// One run, ready to be shown.
#[derive(Debug)]
pub struct Report<'a> {
    /// The files that the diagnostics point into.
    pub sources: &'a Sources,
    /// What there is to say, in the order of every output.
    pub diagnostics: Vec<Diagnostic>,
    /// What was looked at.
    pub summary: Summary,
}

/// What a run looked at, so that an empty one shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Crates: targets of the workspace's members.
    pub crates: usize,
    /// Rust modules.
    pub modules: usize,
    /// Pairs of a Rust module and what it depends on, by the defined end.
    pub dependencies: usize,
    /// References behind them.
    pub references: usize,
    /// Files, and what was not analysed.
    pub counts: Counts,
    /// The rules that were checked; none where no rules file could be read.
    pub rules: Option<Rules>,
    /// How many diagnostics are errors.
    pub errors: usize,
    /// How many are warnings.
    pub warnings: usize,
    /// How many are notes.
    pub notes: usize,
    /// Whether part of the rules or of the code could not be read, so that the verdict can't be trusted.
    pub untrusted: bool,
}

/// The rules that a run checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    /// The rules file, as outputs name it.
    pub file: String,
    /// How many rules it has: those of its modules and layers too.
    pub count: usize,
    /// How many violations exceptions cover.
    pub excepted: usize,
    /// The baseline, as outputs name it, and how many violations it knows; none where there is none.
    pub known: Option<(String, usize)>,
}

impl<'a> Report<'a> {
    /// The report of an analysis: `found` is what the rules file and the checks say; what the analysis itself
    /// has to say is added.
    pub fn new(analysis: &'a Analysis, rules: Option<Rules>, found: Vec<Diagnostic>) -> Self {
        let mut diagnostics = found;
        diagnostics.extend(analysis.diagnostics.iter().cloned());
        Self::with(&analysis.sources, diagnostics, Summary { rules, ..Summary::of(analysis) })
    }

    /// The report of a run that did not get to an analysis.
    pub fn failed(sources: &'a Sources, diagnostics: Vec<Diagnostic>) -> Self {
        Self::with(sources, diagnostics, Summary::default())
    }

    fn with(sources: &'a Sources, mut diagnostics: Vec<Diagnostic>, mut summary: Summary) -> Self {
        diagnostic::sort(&mut diagnostics, sources);
        for diagnostic in &diagnostics {
            match diagnostic.severity {
                Severity::Error => summary.errors += 1,
                Severity::Warn => summary.warnings += 1,
                Severity::Note => summary.notes += 1,
            }
            let class = diagnostic.code.info().class;
            summary.untrusted |= diagnostic.severity == Severity::Error && class != Class::Violation;
        }
        Self { sources, diagnostics, summary }
    }
}

impl Summary {
    /// What an analysis looked at.
    pub fn of(analysis: &Analysis) -> Self {
        let graph = &analysis.graph;
        let edges: BTreeSet<_> = graph
            .references
            .iter()
            .filter_map(|reference| {
                let target = graph.target(reference);
                let own = target.defined == archcheck_core::graph::End::Module(reference.from);
                (!own && !target.unknown).then_some((reference.from, target.defined))
            })
            .collect();
        Self {
            crates: analysis.workspace.crates.len(),
            modules: graph.modules.len(),
            dependencies: edges.len(),
            references: graph.references.len(),
            counts: analysis.counts.clone(),
            ..Self::default()
        }
    }
}

/// The word that outputs have for a severity.
pub(crate) const fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warn => "warning",
        Severity::Note => "note",
    }
}

/// Whether the references of a violation are steps of one thing, so that it stands at the first alone.
pub(crate) fn is_whole(code: Code) -> bool {
    matches!(code.info().name, "cycle" | "chain")
}

/// The word that outputs have for a class.
pub(crate) const fn class_word(class: Class) -> &'static str {
    match class {
        Class::Violation => "violation",
        Class::Rules => "rules",
        Class::Analysis => "analysis",
    }
}
