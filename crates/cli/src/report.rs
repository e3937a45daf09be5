//! The report of a run: sorted diagnostics, their source files and a summary.
//!
//! It is plain data, which every format renders. It must not know formats and terminals.

use crate::Status;
use archcheck_core::{
    analysis::{Analysis, Counts},
    codes::{Class, Code},
    diagnostic::{self, Diagnostic, Severity},
    graph::End,
    source::{FileId, Sources},
    workspace::Workspace,
};
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

/// The result of a check.
#[derive(Debug)]
pub struct Report<'a> {
    /// The files of the diagnostics.
    pub sources: &'a Sources,
    /// The diagnostics, in the order of every output.
    pub diagnostics: Vec<Diagnostic>,
    /// What was analyzed and found.
    pub summary: Summary,
    /// The workspace; `None` if it could not be loaded.
    pub workspace: Option<&'a Workspace>,
    /// The absolute path of the directory that relative file names start from: the workspace's root, if it is known.
    pub directory: PathBuf,
    /// The absolute path of the directory that code hosts name files from: the repository's root, if there is one.
    pub repository: PathBuf,
    /// The files whose text no output shows, because they are outside the repository.
    pub hidden: BTreeSet<FileId>,
    /// How to determine the exit status.
    pub gate: Gate,
    /// The number of errors and warnings that formats for people show in full; `None` means the default of the format.
    pub max_shown: Option<usize>,
    /// The flags that a further command needs in order to check the same code, with a space behind each. `None` if they
    /// can't be printed.
    pub command_flags: Option<String>,
}

/// The options that determine the exit status from the diagnostics.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Gate {
    /// Whether warnings fail the run.
    pub deny_warnings: bool,
    /// Whether violations do not fail the run.
    pub exit_zero: bool,
    /// Whether errors of `cargo check` fail the run.
    pub cargo_check: bool,
}

/// What a run analyzed and found, in numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// The number of crates: targets of the workspace's members.
    pub crates: usize,
    /// The number of Rust modules.
    pub modules: usize,
    /// The number of pairs of a Rust module and another one, or external item, whose definition it refers to.
    pub dependencies: usize,
    /// The number of references behind the dependencies.
    pub references: usize,
    /// The number of files, and what was not analyzed.
    pub counts: Counts,
    /// The rules that were checked; `None` if no rules file could be read.
    pub rules: Option<CheckedRules>,
    /// The number of errors.
    pub errors: usize,
    /// The number of warnings.
    pub warnings: usize,
    /// The number of notes.
    pub notes: usize,
    /// Whether the verdict can't be trusted, because a part of the rules or the code could not be read.
    pub untrusted: bool,
}

/// The rules that a run checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedRules {
    /// The name of the rules file in outputs.
    pub file: String,
    /// The number of rules, including those of modules and layers.
    pub count: usize,
    /// The number of violations that exceptions suppress.
    pub excepted: usize,
    /// The name of the baseline in outputs, and the number of violations it suppresses; `None` without a baseline.
    pub known: Option<(String, usize)>,
}

impl<'a> Report<'a> {
    /// Creates the report of an analysis: the diagnostics in `found`, of rules and checks, and those of the analysis.
    pub fn new(analysis: &'a Analysis, rules: Option<CheckedRules>, found: Vec<Diagnostic>) -> Self {
        let mut diagnostics = found;
        diagnostics.extend(analysis.diagnostics.iter().cloned());
        let mut report = Self::with(&analysis.sources, diagnostics, Summary { rules, ..Summary::of(analysis) });
        report.workspace = Some(&analysis.workspace);
        report.directory.clone_from(&analysis.workspace.root);
        report.repository.clone_from(&analysis.workspace.root);
        report
    }

    /// Creates the report of a run without an analysis.
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
        let (directory, repository) = (PathBuf::new(), PathBuf::new());
        let (hidden, gate) = (BTreeSet::new(), Gate::default());
        let (max_shown, command_flags) = (None, Some(String::new()));
        Self {
            sources,
            diagnostics,
            summary,
            workspace: None,
            directory,
            repository,
            hidden,
            gate,
            max_shown,
            command_flags,
        }
    }

    /// Returns the exit status.
    pub fn status(&self) -> Status {
        match Status::of(&self.diagnostics, self.gate.deny_warnings) {
            Status::Violations if self.gate.exit_zero => Status::Clean,
            status => status,
        }
    }

    /// Whether a diagnostic fails the run.
    pub fn fails(&self, diagnostic: &Diagnostic) -> bool {
        Status::of([diagnostic], self.gate.deny_warnings) != Status::Clean
    }

    /// Returns the absolute path of a source file.
    pub fn absolute(&self, path: &str) -> PathBuf {
        self.directory.join(path)
    }

    /// Returns the path of a source file relative to the repository, with `/`; or its absolute path if it is outside.
    pub fn in_repository(&self, path: &str) -> String {
        named(&self.absolute(path), &self.repository)
    }
}

/// Returns the name of a path in outputs: relative to a directory that contains it, with `/`.
pub(crate) fn named(path: &Path, root: &Path) -> String {
    match path.strip_prefix(root) {
        Ok(below) => below.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/"),
        Err(_) => path.to_string_lossy().into_owned(),
    }
}

impl Summary {
    /// Summarizes an analysis.
    pub fn of(analysis: &Analysis) -> Self {
        let graph = &analysis.graph;
        // References are sorted by their Rust module, so it is enough to remember the last module for each target.
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

/// Returns the word for a severity in outputs.
pub(crate) const fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warn => "warning",
        Severity::Note => "note",
    }
}

/// Returns whether the references of a violation are the steps of one cycle or chain, which is reported once, at the
/// first step.
pub(crate) fn is_whole(code: Code) -> bool {
    matches!(code, Code::Cycle | Code::Chain)
}

/// Returns the word for a class of codes in outputs.
pub(crate) const fn class_word(class: Class) -> &'static str {
    match class {
        Class::Violation => "violation",
        Class::Rules => "rules",
        Class::Analysis => "analysis",
    }
}
