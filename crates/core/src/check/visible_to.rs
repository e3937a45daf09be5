//! Checks `visible-to`: only the listed code may use a module, by any point of entry.

use super::{
    context::{CheckContext, Filter},
    findings::Finding,
    report::ViolationText,
};
use crate::{
    codes::Code,
    graph::End,
    graph::{PointOfEntry, RustModuleId},
    rules::{Binding, Nested, Scope},
};

/// Checks all modules.
pub(super) fn check(cx: &mut CheckContext<'_>) {
    let free = Binding::new();
    for (index, module) in cx.rules.modules.iter().enumerate() {
        let Some(visible_to) = &module.visible_to else { continue };
        let scope = Scope::new(&visible_to.value, &cx.code);
        let may = |from: RustModuleId| {
            cx.rules.owner(from).is_some_and(|owner| owner.0 as usize == index)
                || scope.find(&cx.code, from, &free, Nested::Deepest).is_some()
        };
        let mut findings: Vec<Finding<PointOfEntry>> = Vec::new();
        for (id, reference, target) in cx.references(Filter::PRODUCTION) {
            let owned =
                |entry: &&PointOfEntry| cx.rules.owner(entry.module).is_some_and(|owner| owner.0 as usize == index);
            if let Some(entry) = target.via.iter().find(owned)
                && !may(reference.from)
            {
                findings.push(Finding { reference: id, detail: *entry });
            }
        }
        let rule = format!("{}.visible-to", module.meta.id);
        cx.report_findings(&module.meta, &rule, findings, |cx, reference, _, entry| ViolationText {
            code: Code::NotVisible,
            end: Some(End::Module(entry.module)),
            message: format!(
                "{} uses `{}`, but module `{}` is not visible to it",
                cx.owner_or_path(reference.from),
                cx.entry_path(entry),
                module.name
            ),
            help: vec![format!(
                "add {} to `{rule}`, or use a module that has access to `{}`",
                cx.owner_or_path(reference.from),
                module.name
            )],
            rule_place: visible_to.place,
            rule_text: format!("what may use module `{}`", module.name),
        });
    }
}
