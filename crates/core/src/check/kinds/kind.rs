//! The trait that each kind of rule implements. It knows no kind.

use crate::{
    check::context::CheckContext,
    rules::{Judged, ModuleId, Part, Reach, Rule, RuleBody, RuleReader, RuleType, Selector, keys::Key},
};
use std::{any::Any, fmt, sync::Arc};

/// A kind of rule: how rules of one `type` are read, explained and checked. A value holds the keys of one rule.
pub(super) trait RuleKind: fmt::Debug + Send + Sync + Sized + 'static {
    /// The value of `type`.
    const NAME: &'static str;
    /// What such a rule requires, in one sentence.
    const SUMMARY: &'static str;
    /// The keys that rules of this kind have beside those of all rules.
    const KEYS: &'static [Key];
    /// Whether it checks references. If not, `read` rejects the keys that select these.
    const CHECKS_REFERENCES: bool = true;
    /// A rule of this kind, as TOML.
    const EXAMPLE: &'static str;

    /// Reads the keys of one rule. Returns `None` if a required one is missing or invalid. The reader of the file has already
    /// reported that; `reader` reports wrong selectors itself.
    fn read(reader: &mut RuleReader<'_, '_, '_>) -> Option<Self>;

    /// Returns what this rule requires, in one sentence without a capital and a full stop. By default, that is `SUMMARY`.
    fn describe(&self) -> String {
        let (first, rest) = Self::SUMMARY.split_at(1);
        format!("{}{}", first.to_lowercase(), rest.trim_end_matches('.'))
    }

    /// Returns the selectors of this rule, each list with its key.
    fn selectors(&self) -> Vec<(&'static str, &[Selector])>;

    /// Returns which references this rule judges. An entry of `except` that covers none of their ends is a mistake.
    fn judged(&self) -> Judged<'_>;

    /// Returns whether each violation is a cycle, of which the baseline records every dependency.
    fn finds_cycles(&self) -> bool {
        false
    }

    /// Returns the dependencies between modules that a diagram draws.
    fn drawn(&self) -> Vec<(ModuleId, ModuleId)> {
        Vec::new()
    }

    /// Returns why nothing could ever violate this rule, or `None` if one could.
    fn idle(&self, reach: &Reach<'_, '_>) -> Option<String>;

    /// Finds the violations of this rule and reports them to the context.
    ///
    /// It applies these keys itself:
    /// - `kinds` and `contexts`: [`Filter::from`](crate::check::context::Filter) for references,
    ///   [`CheckContext::module_context`] for Rust modules.
    /// - `except`: `Selection::is_exempt` for references, which `Selection::violates` includes, and
    ///   `Selection::is_module_exempt` for Rust modules.
    /// - `reexports`: `Opacity::of`.
    ///
    /// `lift` applies all four for dependencies between matches. `run` applies `edges`, and `report` the severity and
    /// exceptions (but see `report_violation`).
    fn check(&self, cx: &mut CheckContext<'_>, rule: &Rule);
}

impl<K: RuleKind> RuleBody for K {
    fn describe(&self) -> String {
        RuleKind::describe(self)
    }

    fn selectors(&self) -> Vec<(&'static str, &[Selector])> {
        RuleKind::selectors(self)
    }

    fn judged(&self) -> Judged<'_> {
        RuleKind::judged(self)
    }

    fn finds_cycles(&self) -> bool {
        RuleKind::finds_cycles(self)
    }

    fn drawn(&self) -> Vec<(ModuleId, ModuleId)> {
        RuleKind::drawn(self)
    }
}

/// Returns why a rule about the dependencies between the matches of `among` is idle.
pub(super) fn idle_among(among: &[Selector], reach: &Reach<'_, '_>) -> Option<String> {
    match reach.node_count(among) {
        0 => Some("`except` covers all of `among`".into()),
        1 => Some("`among` has only one match, so there is nothing that it could depend on".into()),
        _ => None,
    }
}

/// Returns what a rule about the dependencies between the matches of `among` judges.
pub(super) fn judged_among(among: &[Selector]) -> Judged<'_> {
    Judged { from: Part::Of(among), inside: Some(Part::Of(among)), outside: None }
}

/// Why a rule is idle whose `except` covers all of `from`.
pub(super) const ALL_EXEMPT: &str = "`except` covers all of `from`";

/// A kind of rule as an entry of the table of kinds.
#[derive(Debug)]
pub(super) struct Registered {
    /// What reading a rules file needs.
    pub(super) rule_type: RuleType,
    /// Checks a rule of this kind.
    pub(super) check: fn(&mut CheckContext<'_>, &Rule),
}

impl Registered {
    /// Describes a kind.
    pub(super) const fn of<K: RuleKind>() -> Self {
        Self {
            rule_type: RuleType {
                name: K::NAME,
                summary: K::SUMMARY,
                keys: K::KEYS,
                example: K::EXAMPLE,
                checks_references: K::CHECKS_REFERENCES,
                read: read::<K>,
                idle: idle::<K>,
            },
            check: check::<K>,
        }
    }
}

fn read<K: RuleKind>(reader: &mut RuleReader<'_, '_, '_>) -> Option<Arc<dyn RuleBody>> {
    Some(Arc::new(K::read(reader)?))
}

fn idle<K: RuleKind>(body: &dyn RuleBody, reach: &Reach<'_, '_>) -> Option<String> {
    let body: &dyn Any = body;
    body.downcast_ref::<K>()?.idle(reach)
}

fn check<K: RuleKind>(cx: &mut CheckContext<'_>, rule: &Rule) {
    let body: &dyn Any = &*rule.body;
    if let Some(kind) = body.downcast_ref::<K>() {
        kind.check(cx, rule);
    }
}
