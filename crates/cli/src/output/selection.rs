//! Chooses what to show of many diagnostics: spread over the rules, and then over the causes. It must not know how they are
//! rendered.

use super::{group::Group, turns::in_turns};
use archcheck_core::{codes::Class, diagnostic::Severity};
use std::{cmp::Reverse, collections::BTreeMap};

/// The number of diagnostics to show in full, unless the user sets it.
pub(super) const MAX_SHOWN: usize = 50;

/// The number of diagnostics of each cause to show, if not all fit.
pub(super) const FEW: usize = 3;

/// A group, and how many of its diagnostics to show.
pub(super) struct Selected<'g, 'a> {
    pub(super) group: &'g Group<'a>,
    /// At least one.
    pub(super) shown: usize,
    /// The id of the rule, or the code of a mistake.
    pub(super) rule: &'g str,
}

/// How many diagnostics of each group to show.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Share {
    /// As many as possible.
    All,
    /// A few.
    Few,
    /// One.
    One,
}

/// Returns groups in the order of their importance: mistakes first, then in turns of the rules, and for each rule those
/// with the most diagnostics first. At most `max` diagnostics are shown, spread as [`turns`] says.
pub(super) fn select<'g, 'a>(groups: &'g [Group<'a>], max: usize, share: Share) -> Vec<Selected<'g, 'a>> {
    let of_each = match share {
        Share::All => usize::MAX,
        Share::Few => FEW,
        Share::One => 1,
    };
    let mut selected: Vec<Selected<'_, '_>> = Vec::new();
    let mut places: BTreeMap<usize, usize> = BTreeMap::new();
    for (rule, at) in turns(groups, of_each).into_iter().take(max) {
        let place = *places.entry(at).or_insert_with(|| {
            selected.push(Selected { group: &groups[at], shown: 0, rule });
            selected.len() - 1
        });
        selected[place].shown += 1;
    }
    selected
}

/// Returns the rule and the index of the group of each diagnostic, in the order in which they get space.
///
/// Each rule has its turn before any rule has another, and so has each cause of a rule. No group has more than `of_each`
/// turns.
pub(super) fn turns<'g>(groups: &'g [Group<'_>], of_each: usize) -> Vec<(&'g str, usize)> {
    let queues = by_rule(groups).into_iter().map(|(rule, own)| {
        let of_cause = own.into_iter().map(|at| vec![(rule, at); groups[at].len().min(of_each)]);
        in_turns(of_cause.collect())
    });
    in_turns(queues.collect())
}

/// Returns the rules with the indices of their groups, the most important of each first.
pub(super) fn by_rule<'g>(groups: &'g [Group<'_>]) -> Vec<(&'g str, Vec<usize>)> {
    let mut rules: BTreeMap<(bool, Severity, &str), Vec<usize>> = BTreeMap::new();
    for (at, group) in groups.iter().enumerate() {
        let Some(first) = group.first() else { continue };
        let info = first.code.info();
        let rule = first.violation.as_ref().map_or(info.name, |violation| violation.rule.as_str());
        rules.entry((info.class == Class::Violation, first.severity, rule)).or_default().push(at);
    }
    let mut rules: Vec<_> = rules.into_iter().collect();
    for (_, own) in &mut rules {
        own.sort_by_key(|at| Reverse(weight(&groups[*at])));
    }
    rules.sort_by_key(|((is_violation, severity, _), own)| {
        (*is_violation, *severity, Reverse(own.iter().map(|at| groups[*at].len()).sum::<usize>()))
    });
    rules.into_iter().map(|((_, _, rule), own)| (rule, own)).collect()
}

/// Returns the importance of a group: the number of its diagnostics, and of the dependencies that make its cycles.
fn weight(group: &Group<'_>) -> usize {
    let own = group.iter().filter_map(|one| one.violation.as_ref());
    group.len() + own.map(|violation| violation.dependencies.len()).sum::<usize>()
}
