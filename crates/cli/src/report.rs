//! What every format renders: the diagnostics of a run, sorted, with the files they point into and what was
//! looked at. Plain data; it knows no format and no terminal.

use crate::Status;
use archcheck_core::{
    analysis::{Analysis, Counts},
    codes::{Class, Code},
    diagnostic::{self, Diagnostic, Severity},
    graph::End,
    source::Sources,
    workspace::Workspace,
};
use std::path::{Path, PathBuf};

/// One run, ready to be shown.
#[derive(Debug)]
pub struct Report<'a> {
    /// The files that the diagnostics point into.
    pub sources: &'a Sources,
    /// What there is to say, in the order of every output.
    pub diagnostics: Vec<Diagnostic>,
    /// What was looked at.
    pub summary: Summary,
    /// The workspace, where the run got that far.
    pub workspace: Option<&'a Workspace>,
    /// The folder that relative names of files start from: the workspace's, where the run got that far; absolute.
    pub folder: PathBuf,
    /// The folder that the world outside knows the files from: the repository's, where there is one; absolute.
    pub repository: PathBuf,
    /// What else fails the run, and what does not.
    pub gate: Gate,
}

/// How a verdict becomes an exit status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Gate {
    /// Warnings fail the run too.
    pub deny_warnings: bool,
    /// Violations do not.
    pub exit_zero: bool,
    /// What `cargo check` finds does.
    pub cargo_check: bool,
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
    pub rules: Option<CheckedRules>,
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
pub struct CheckedRules {
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
    pub fn new(analysis: &'a Analysis, rules: Option<CheckedRules>, found: Vec<Diagnostic>) -> Self {
        let mut diagnostics = found;
        diagnostics.extend(analysis.diagnostics.iter().cloned());
        let mut report = Self::with(&analysis.sources, diagnostics, Summary { rules, ..Summary::of(analysis) });
        report.workspace = Some(&analysis.workspace);
        report.folder.clone_from(&analysis.workspace.root);
        report.repository.clone_from(&analysis.workspace.root);
        report
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
        let (folder, repository) = (PathBuf::new(), PathBuf::new());
        Self { sources, diagnostics, summary, workspace: None, folder, repository, gate: Gate::default() }
    }

    /// The exit status.
    pub fn status(&self) -> Status {
        match Status::of(&self.diagnostics, self.gate.deny_warnings) {
            Status::Violations if self.gate.exit_zero => Status::Clean,
            status => status,
        }
    }

    /// Whether a diagnostic is one that fails a run.
    pub fn fails(&self, diagnostic: &Diagnostic) -> bool {
        Status::of([diagnostic], self.gate.deny_warnings) != Status::Clean
    }

    /// The absolute path of a file that the sources name.
    pub fn absolute(&self, path: &str) -> PathBuf {
        self.folder.join(path)
    }

    /// A path as the repository has it, with `/`; an absolute one for what lies outside.
    pub fn in_repository(&self, path: &str) -> String {
        named(&self.absolute(path), &self.repository)
    }
}

/// A path as outputs name it: relative to a folder where it lies below, with `/`.
pub(crate) fn named(path: &Path, root: &Path) -> String {
    match path.strip_prefix(root) {
        Ok(below) => below.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/"),
        Err(_) => path.to_string_lossy().into_owned(),
    }
}

impl Summary {
    /// What an analysis looked at.
    pub fn of(analysis: &Analysis) -> Self {
        let graph = &analysis.graph;
        // References come by the Rust module they are from: of each end it is enough to know which one led there last.
        let mut modules = vec![None; graph.modules.len()];
        let mut outside = vec![None; graph.outside.len()];
        let mut dependencies = 0;
        for reference in &graph.references {
            let target = graph.target(reference);
            let own = target.defined == End::Module(reference.from);
            let last = match target.defined {
                End::Module(id) => &mut modules[id.0 as usize],
                End::Outside(id) => &mut outside[id.0 as usize],
            };
            if !own && !target.unknown && *last != Some(reference.from) {
                *last = Some(reference.from);
                dependencies += 1;
            }
        }
        Self {
            crates: analysis.workspace.crates.len(),
            modules: graph.modules.len(),
            dependencies,
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
