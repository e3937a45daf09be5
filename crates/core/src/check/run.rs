//! Runs all checks of a rules file.

use super::{
    context::CheckContext, depends_on, exception_report, exceptions::ExceptedReference, exposes, exposes::Surface,
    kinds, layers, options::CheckOptions, unassigned, visible_to,
};
use crate::{
    analysis::Analysis,
    diagnostic::{self, Diagnostic},
    rules::{self, Edges, Level, Load, Meta, Rules},
    source::FileId,
};

/// The result of a check.
#[derive(Debug, Default)]
pub struct Checked {
    /// Violations and problems of exceptions, in the order of the output.
    pub diagnostics: Vec<Diagnostic>,
    /// The number of violations that exceptions cover.
    pub excepted: usize,
    /// The references that exceptions cover.
    pub excepted_references: Vec<ExceptedReference>,
}

/// Reads a rules file that is among the sources of an analysis, with all kinds of rules. See [`rules::read`].
pub fn read_rules(file: FileId, analysis: &mut Analysis, load: Load<'_>) -> (Option<Rules>, Vec<Diagnostic>) {
    rules::read(file, analysis, load, &kinds::rule_types().collect::<Vec<_>>())
}

/// Reads a rules file for an analysis of one configuration. See [`rules::read_for_configuration`].
pub fn read_rules_for_configuration(
    file: FileId,
    analysis: &mut Analysis,
    load: Load<'_>,
) -> (Option<Rules>, Vec<Diagnostic>, Vec<Diagnostic>) {
    rules::read_for_configuration(file, analysis, load, &kinds::rule_types().collect::<Vec<_>>())
}

/// Checks an analysis by the rules.
pub fn check(rules: &Rules, analysis: &Analysis, options: &CheckOptions) -> Checked {
    let mut cx = CheckContext::new(rules, analysis);
    let mut surface = Surface::default();
    let forbidden = depends_on::check(&mut cx, &mut surface);
    exposes::check(&mut cx, &mut surface, &forbidden);
    visible_to::check(&mut cx);
    unassigned::check(&mut cx);
    stacks_and_rules(&mut cx, Edges::Source);
    if let Some(declared) = &rules.declared {
        cx.look_at(declared);
        stacks_and_rules(&mut cx, Edges::Declared);
    }
    exception_report::check(&mut cx, *options);
    let excepted = cx.exceptions.excepted;
    let excepted_references = cx.exceptions.references;
    let mut found = cx.found;
    diagnostic::sort(&mut found, &analysis.sources);
    Checked { diagnostics: found, excepted, excepted_references }
}

/// Checks the layers and rules for one kind of edges.
fn stacks_and_rules(cx: &mut CheckContext<'_>, edges: Edges) {
    let rules = cx.rules;
    let is_on = |meta: &Meta| meta.severity != Some(Level::Off);
    for stack in rules.stacks.iter().filter(|stack| stack.edges == edges && is_on(&stack.meta)) {
        layers::check(cx, stack);
    }
    for rule in rules.rules.iter().filter(|rule| rule.edges == edges && is_on(&rule.meta)) {
        kinds::check(cx, rule);
    }
}
