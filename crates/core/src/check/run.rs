//! All checks of a rules file, one after the other.

use super::{
    acyclic, depends_on, exceptions_said, exposes, exposes::Surface, forbid, independent, judge::Judge, layers, limit,
    only, protect, require, stable, unassigned, visible_to,
};
use crate::{
    analysis::Analysis,
    date::Date,
    diagnostic::{self, Diagnostic},
    rules::{Edges, Level, Meta, RuleKind, Rules},
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

/// Judges an analysis by the rules.
pub fn check(rules: &Rules, analysis: &Analysis, options: &CheckOptions) -> Checked {
    let mut judge = Judge::new(rules, analysis);
    let mut surface = Surface::default();
    let forbidden = depends_on::check(&mut judge, &mut surface);
    exposes::check(&mut judge, &mut surface, &forbidden);
    visible_to::check(&mut judge);
    unassigned::check(&mut judge);
    stacks_and_rules(&mut judge, Edges::Source);
    if let Some(declared) = &rules.declared {
        judge.look_at(declared);
        stacks_and_rules(&mut judge, Edges::Declared);
    }
    exceptions_said::check(&mut judge, *options);
    let excepted = judge.exceptions.excepted;
    let mut found = judge.found;
    diagnostic::sort(&mut found, &analysis.sources);
    Checked { diagnostics: found, excepted }
}

/// Judges the layers and rules that are about these edges.
fn stacks_and_rules(judge: &mut Judge<'_>, edges: Edges) {
    let rules = judge.rules;
    let is_on = |meta: &Meta| meta.severity != Some(Level::Off);
    for stack in rules.stacks.iter().filter(|stack| stack.edges == edges && is_on(&stack.meta)) {
        layers::check(judge, stack);
    }
    for rule in rules.rules.iter().filter(|rule| rule.edges == edges && is_on(&rule.meta)) {
        match &rule.kind {
            RuleKind::Forbid { from, to, transitive } => forbid::check(judge, rule, from, to, *transitive),
            RuleKind::Only { from, to, scope } => only::check(judge, rule, from, to, *scope),
            RuleKind::Protect { from, to } => protect::check(judge, rule, from, to),
            RuleKind::Independent { among } => independent::check(judge, rule, among),
            RuleKind::Acyclic { among } => acyclic::check(judge, rule, among),
            RuleKind::Require { from, to } => require::check(judge, rule, from, to),
            RuleKind::Limit { among, measure, max } => limit::check(judge, rule, among, *measure, *max),
            RuleKind::Stable { among, slack } => stable::check(judge, rule, among, *slack),
        }
    }
}
