//! `require`: each match of `from` reaches `to`, by any end of any of its references. What is part of `to` itself is
//! there already.

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
    // Each match, under each binding, with its Rust modules and whether it reaches `to`.
    let mut matches: BTreeMap<(Match, u32), (Vec<RustModuleId>, bool)> = BTreeMap::new();
    let find = |selection: &Selection<'_>, judge: &Judge<'_>, id: RustModuleId, number: u32| {
        scope.find(&judge.code, id, selection.binding(number), Nested::Outermost)
    };
    for (id, _) in judge.graph.modules() {
        for number in selection.bindings_of(id).to_vec() {
            let Some(found) = find(&selection, judge, id, number) else { continue };
            matches.entry((found, number)).or_default().0.push(id);
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
    for ((_, number), (ids, done)) in &mut matches {
        let is_part = |id| selection.to.find(&judge.code, id, selection.binding(*number), Nested::Outermost).is_some();
        *done |= ids.iter().all(|id| is_part(*id));
    }
    let wanted: Vec<_> = to.iter().map(|selector| format!("`{}`", selector.text)).collect();
    for ((found, _), (ids, _)) in matches.into_iter().filter(|(_, (_, reaches))| !reaches) {
        let Some(at) = judge.first_of(ids.into_iter()) else { continue };
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
