//! Collects the debt of an architecture: its violations, those that the baseline records, and its exceptions, each with the
//! module and the file that it belongs to. It must not know how the debt is shown.

use archcheck_core::{
    analysis::Analysis,
    baseline::{Baseline, Identity},
    date::Date,
    diagnostic::{Diagnostic, Severity},
    graph::{ModuleDeclaration, RustModuleId},
    rules::{Binding, Codebase, ExceptionSide, Meta, ModuleId, Nested, Rules, Scope},
    source::Place,
    suppression::Suppression,
};
use std::collections::{BTreeMap, BTreeSet};

/// The debt of a workspace.
#[derive(Debug, Default)]
pub(crate) struct Debt {
    /// The violations that fail the check, in the order of its output.
    pub(crate) violations: Vec<DebtEntry>,
    /// The violations that the baseline records.
    pub(crate) baselined: Vec<DebtEntry>,
    /// The exceptions of the rules file, then those of the source, each in the order of the files.
    pub(crate) exceptions: Vec<ExceptionEntry>,
}

/// A violation.
#[derive(Debug)]
pub(crate) struct DebtEntry {
    pub(crate) rule: String,
    pub(crate) message: String,
    /// The module of the rules file that contains the code.
    pub(crate) module: Option<ModuleId>,
    pub(crate) place: Option<Place>,
    pub(crate) severity: Severity,
    /// The Rust module that contains the code.
    pub(crate) from: String,
    /// What it refers to, or the measure of a limit.
    pub(crate) to: String,
    /// The number of references.
    pub(crate) references: usize,
    /// The place of the baseline's entry. Of a cycle, that of its first dependency.
    pub(crate) recorded: Option<Place>,
}

/// An exception.
#[derive(Debug)]
pub(crate) struct ExceptionEntry {
    pub(crate) rule: String,
    /// The code that it is for, as written. Empty for all code, and in comments, which are for the code beside them.
    pub(crate) from: String,
    /// What that code may depend on, as written. Empty for anything.
    pub(crate) to: String,
    pub(crate) reason: Option<String>,
    pub(crate) owner: Option<String>,
    pub(crate) expires: Option<Date>,
    /// The module of the rules file that contains the code; `None` if it is for any code.
    pub(crate) module: Option<ModuleId>,
    /// The place of the exception.
    pub(crate) place: Place,
    /// A place in the code that it is for.
    pub(crate) code: Option<Place>,
}

impl Debt {
    /// Collects the debt: the violations that a check reports, those that the baseline records, and all exceptions.
    pub(crate) fn of(
        rules: &Rules,
        analysis: &Analysis,
        reported: &[Diagnostic],
        baselined: &[Diagnostic],
        baseline: Option<&Baseline>,
    ) -> Self {
        let paths: BTreeMap<&str, RustModuleId> =
            analysis.graph.modules().map(|(id, module)| (module.path.as_str(), id)).collect();
        let module = |from: &str| {
            let named = || rules.modules.iter().position(|module| module.name == from).map(|at| ModuleId(at as u32));
            paths.get(from).and_then(|id| rules.owner(*id)).or_else(named)
        };
        let entry = |one: &Diagnostic| {
            let violation = one.violation.as_ref()?;
            let first = violation.dependencies.first().map(|first| (&first.from, &first.to));
            let (from, to) = first.unwrap_or((&violation.from, &violation.to));
            let identity = Identity { rule: violation.rule.clone(), from: from.clone(), to: to.clone() };
            let of_cycle = violation.dependencies.iter().map(|one| one.references.len()).sum::<usize>();
            Some(DebtEntry {
                severity: one.severity,
                from: violation.from.clone(),
                to: violation.to.clone(),
                references: violation.references.len().max(of_cycle),
                recorded: baseline.and_then(|baseline| baseline.entries.get(&identity)?.place),
                rule: violation.rule.clone(),
                message: one.message.clone(),
                module: module(&violation.from),
                place: one.primary.as_ref().map(|label| label.place),
            })
        };
        Self {
            violations: reported.iter().filter_map(entry).collect(),
            baselined: baselined.iter().filter_map(entry).collect(),
            exceptions: exceptions(rules, analysis),
        }
    }
}

fn exceptions(rules: &Rules, analysis: &Analysis) -> Vec<ExceptionEntry> {
    let code = Codebase::new(analysis, &rules.owners);
    let own = rules.exceptions.iter().map(|exception| {
        let first = match &exception.from {
            ExceptionSide::Selected(selector) => {
                let (scope, free) = (Scope::of(&selector.meaning, &code), Binding::new());
                let mut ids = analysis.graph.modules().map(|(id, _)| id);
                ids.find(|id| scope.find(&code, *id, &free, Nested::Deepest).is_some())
            }
            ExceptionSide::Any | ExceptionSide::Gone { .. } => None,
        };
        let declared = |id: RustModuleId| Some(analysis.graph.module(id).declarations.first()?.place);
        ExceptionEntry {
            rule: exception.rule.clone(),
            from: written(&exception.from).to_owned(),
            to: written(&exception.to).to_owned(),
            reason: Some(exception.reason.clone()),
            owner: exception.owner.clone(),
            expires: exception.expires.as_ref().map(|date| date.value),
            module: first.and_then(|id| rules.owner(id)),
            place: exception.place,
            code: first.and_then(declared),
        }
    });
    let mut seen = BTreeSet::new();
    let files = analysis.comments.iter().filter(|(file, _)| {
        // A file that crates of several editions share occurs once for each edition.
        !rules.analysis.is_excluded(*file) && seen.insert(analysis.sources.get(*file).path.as_str())
    });
    let comments = files.flat_map(|(file, directives)| {
        let read = directives.iter().filter_map(|directive| Suppression::parse(directive).ok());
        read.map(|suppression| (*file, suppression))
    });
    let in_source = comments.map(|(file, suppression)| {
        let place = Place { file, span: suppression.span };
        let is_in_file = |one: &ModuleDeclaration| one.file == file && !one.inline;
        let holder = analysis.graph.modules().find(|(_, module)| module.declarations.iter().any(is_in_file));
        let holder = holder.map(|(id, _)| id);
        ExceptionEntry {
            rule: suppression.rule,
            from: String::new(),
            to: String::new(),
            reason: suppression.reason,
            owner: None,
            expires: suppression.expires,
            module: holder.and_then(|id| rules.owner(id)),
            place,
            code: Some(place),
        }
    });
    own.chain(in_source).collect()
}

/// Returns one side of an exception, as written.
fn written(side: &ExceptionSide) -> &str {
    match side {
        ExceptionSide::Any => "",
        ExceptionSide::Selected(selector) => &selector.text,
        ExceptionSide::Gone { text, .. } => text,
    }
}

/// Returns the shared keys of all rules, layers and modules.
pub(crate) fn metas(rules: &Rules) -> impl Iterator<Item = &Meta> {
    let own = rules.rules.iter().map(|rule| &rule.meta).chain(rules.stacks.iter().map(|stack| &stack.meta));
    own.chain(rules.modules.iter().map(|module| &module.meta))
}
