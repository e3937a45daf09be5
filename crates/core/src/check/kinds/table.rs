//! The table of all kinds of rules. The reader of rules files, the JSON schema, `explain` and the checks use it.

use super::{
    acyclic::Acyclic, diagram::Diagram, forbid::Forbid, independent::Independent, items::Items, kind::Registered,
    limit::Limit, only::Only, protect::Protect, require::Require, stable::Stable,
};
use crate::{
    check::context::CheckContext,
    rules::{Rule, RuleType},
};

/// All kinds, in the order in which the documentation lists them.
static KINDS: &[Registered] = &[
    Registered::of::<Forbid>(),
    Registered::of::<Only>(),
    Registered::of::<Protect>(),
    Registered::of::<Independent>(),
    Registered::of::<Acyclic>(),
    Registered::of::<Require>(),
    Registered::of::<Items>(),
    Registered::of::<Limit>(),
    Registered::of::<Stable>(),
    Registered::of::<Diagram>(),
];

/// Returns all types of rules: the values that `type` can have, with their keys.
pub fn rule_types() -> impl Iterator<Item = &'static RuleType> {
    KINDS.iter().map(|kind| &kind.rule_type)
}

/// Checks one rule.
pub(in crate::check) fn check(cx: &mut CheckContext<'_>, rule: &Rule) {
    if let Some(kind) = KINDS.iter().find(|kind| kind.rule_type.name == rule.type_name) {
        (kind.check)(cx, rule);
    }
}
