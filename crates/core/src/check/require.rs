//! `require`: each match of `from` reaches `to`, by any end of any of its references.

use super::{
    judge::{Filter, Judge},
    report::Said,
    selection::Selection,
};
use crate::{
    codes::Code,
    graph::RustModuleId,
    rules::{Match, Nested, Rule, Scope, Selector},
};
use std::collections::BTreeMap;

/// Judges one rule.
pub(super) fn check(judge: &mut Judge<'_>, rule: &Rule, from: &[Selector], to: &[Selector]) {
    let mut selection = Selection::new(rule, from, to, &judge.code);
    let scope = Scope::new(from, &judge.code);
    // Each match, under each binding, with where it starts and whether it reaches `to`.
    let mut matches: BTreeMap<(Match, u32), (RustModuleId, bool)> = BTreeMap::new();
    let find = |selection: &Selection<'_>, judge: &Judge<'_>, id: RustModuleId, number: u32| {
        scope.find(&judge.code, id, selection.binding(number), Nested::Outermost)
    };
    for (id, _) in judge.graph.modules() {
        for number in selection.bindings_of(id).to_vec() {
            let Some(found) = find(&selection, judge, id, number) else { continue };
            matches.entry((found, number)).or_insert((id, false));
        }
    }
    for (_, reference, _) in judge.references(Filter::from(rule)) {
        for number in selection.bindings_of(reference.from).to_vec() {
            let Some(found) = find(&selection, judge, reference.from, number) else { continue };
            let reaches =
                !selection.is_exempt(judge, reference, number) && !selection.hits(judge, reference, number).is_empty();
            if let Some((_, done)) = matches.get_mut(&(found, number)) {
                *done |= reaches;
            }
        }
    }
    let wanted: Vec<_> = to.iter().map(|selector| format!("`{}`", selector.text)).collect();
    for ((found, _), (at, _)) in matches.into_iter().filter(|(_, (_, reaches))| !reaches) {
        let said = Said {
            code: Code::Required,
            message: format!(
                "`{}` does not depend on {}, which `{}` requires",
                judge.match_name(found),
                wanted.join(" or "),
                rule.meta.id
            ),
            help: Vec::new(),
            rule_place: rule.meta.place,
            rule_text: "required here".into(),
        };
        let to = to.iter().map(|selector| selector.text.as_str()).collect::<Vec<_>>().join(", ");
        judge.say_of_module(&rule.meta, &rule.meta.id, said, at, to);
    }
}
