//! Chooses what to show of many diagnostics: a few of each cause, spread over the rules. It must not know how they are
//! rendered.

use super::group::Group;
use crate::output::turns::in_turns;
use archcheck_core::{codes::Class, diagnostic::Severity};
use std::{cmp::Reverse, collections::BTreeMap};

/// The number of diagnostics to show of each cause, before any cause has more.
const FEW: usize = 3;

/// A group, and how many of its diagnostics to show.
pub(super) struct Shortened<'g, 'a> {
    pub(super) group: &'g Group<'a>,
    pub(super) shown: usize,
    /// The id of the rule, or the code of a mistake.
    pub(super) rule: &'g str,
}

/// How many diagnostics of each group to show.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Share {
    /// A few, and more if some are left.
    More,
    /// A few.
    Few,
    /// One.
    One,
}

/// Returns the groups in the order of their importance: in turns of the rules, and for each rule those with the most
/// diagnostics first. At most `max` diagnostics are shown.
pub(super) fn shorten<'g, 'a>(groups: &'g [Group<'a>], max: usize, share: Share) -> Vec<Shortened<'g, 'a>> {
    let of_each = if share == Share::One { 1 } else { FEW };
    let mut by_rule: BTreeMap<(Reverse<bool>, Severity, &str), Vec<&Group<'_>>> = BTreeMap::new();
    for group in groups {
        let Some(first) = group.first() else { continue };
        let info = first.code.info();
        let rule = first.violation.as_ref().map_or(info.name, |violation| violation.rule.as_str());
        by_rule.entry((Reverse(info.class != Class::Violation), first.severity, rule)).or_default().push(group);
    }
    let mut queues: Vec<_> = by_rule.into_iter().collect();
    for (_, queue) in &mut queues {
        queue.sort_by_key(|group| Reverse(weight(group)));
    }
    queues.sort_by_key(|((class, severity, _), queue)| {
        (*class, *severity, Reverse(queue.iter().map(|group| group.len()).sum::<usize>()))
    });
    let queues = queues.into_iter().map(|((_, _, rule), queue)| queue.into_iter().map(|group| (rule, group)).collect());
    let order = in_turns(queues.collect());
    let mut left = max;
    let mut shortened: Vec<_> = order
        .into_iter()
        .map(|(rule, group): (&str, &Group<'_>)| {
            let shown = group.len().min(of_each).min(left);
            left -= shown;
            Shortened { group, shown, rule }
        })
        .collect();
    for one in shortened.iter_mut().filter(|_| share == Share::More) {
        let more = (one.group.len() - one.shown).min(left);
        one.shown += more;
        left -= more;
    }
    shortened.retain(|one| one.shown > 0);
    shortened
}

/// Returns the importance of a group: the number of its diagnostics, and of the dependencies that make its cycles.
fn weight(group: &Group<'_>) -> usize {
    let own = group.iter().filter_map(|one| one.violation.as_ref());
    group.len() + own.map(|violation| violation.dependencies.len()).sum::<usize>()
}
