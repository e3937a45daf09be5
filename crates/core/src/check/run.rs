//! All checks of a rules file, one after the other.

use super::{
    context::CheckContext, depends_on, exception_report, exposes, exposes::Surface, kinds, layers, unassigned,
    visible_to,
};
use crate::{
    analysis::Analysis,
    date::Date,
    diagnostic::{self, Diagnostic},
    rules::{self, Edges, Level, Load, Meta, Rules},
    source::FileId,
};

/// What a run is told, beside the rules.
#[derive(Clone, Copy, Debug)]
pub struct CheckOptions {
    /// What day it is, UTC.
    pub today: Date,
    /// Whether the run is over the whole workspace and every `cfg`: only then it can be said what is unused.
    pub whole: bool,
}

/// What a run found.
#[derive(Debug, Default)]
pub struct Checked {
    /// Violations, and what is wrong with exceptions; sorted as every output has it.
    pub diagnostics: Vec<Diagnostic>,
    /// How many violations exceptions cover.
    pub excepted: usize,
}

/// Reads a rules file that is among the sources of an analysis, with all kinds of rules. See [`rules::read`].
pub fn read_rules(file: FileId, analysis: &mut Analysis, load: Load<'_>) -> (Option<Rules>, Vec<Diagnostic>) {
    rules::read(file, analysis, load, &kinds::rule_types().collect::<Vec<_>>())
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
    let mut found = cx.found;
    diagnostic::sort(&mut found, &analysis.sources);
    Checked { diagnostics: found, excepted }
}

/// Judges the layers and rules that are about these edges.
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
