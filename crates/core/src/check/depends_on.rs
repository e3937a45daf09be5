//! Checks `depends-on`: the list must allow the module of each end of a reference. Ends in unassigned code are not
//! checked.
//!
//! An entry `billing` allows what `billing` exposes, `billing#events` one interface, `billing#*` all interfaces. For
//! an end that is no point of entry, any entry for its module is enough.

use super::{
    context::{CheckContext, Filter, Opacity},
    exposes::Surface,
    findings::Finding,
    report::ViolationText,
};
use crate::{
    codes::Code,
    graph::{End, Reference, ReferenceId, Target},
    rules::{self, Allowed, AllowedPart, Level, Module, ModuleId},
};
use rustc_hash::FxHashSet;

/// A violation of `depends-on` by a reference.
#[derive(Clone, Debug)]
struct DependencyViolation {
    to: ModuleId,
    end: usize,
    what: DependencyFault,
}

#[derive(Clone, Debug)]
enum DependencyFault {
    /// No entry allows it. This entry would.
    NotListed(String),
    /// Only deprecated entries allow it. This is the index of the first.
    Deprecated(usize),
}

/// Checks all modules. Returns the references that are forbidden, with the module that they lead to.
pub(super) fn check(cx: &mut CheckContext<'_>, surface: &mut Surface) -> FxHashSet<(ReferenceId, ModuleId)> {
    let mut findings: Vec<Vec<Finding<DependencyViolation>>> = vec![Vec::new(); cx.rules.modules.len()];
    let mut forbidden = FxHashSet::default();
    for (id, reference, _) in cx.references(Filter::PRODUCTION) {
        let target = cx.effective_target(reference, Opacity::Facades);
        let Some(owner) = cx.rules.owner(reference.from) else { continue };
        let Some(listed) = &cx.rules.module(owner).depends_on else { continue };
        let mut worst: Option<DependencyViolation> = None;
        for end in 0..cx.ends(target, Opacity::Facades) {
            let End::Module(at) = rules::end(target, end) else { continue };
            let Some(to) = cx.rules.owner(at).filter(|to| *to != owner) else { continue };
            let Some(what) = find_fault(cx, surface, &listed.value, to, target, end) else { continue };
            let not_listed = matches!(what, DependencyFault::NotListed(_));
            if not_listed {
                forbidden.insert((id, to));
            }
            let weighs_more =
                worst.as_ref().is_none_or(|so_far| not_listed && matches!(so_far.what, DependencyFault::Deprecated(_)));
            if weighs_more {
                worst = Some(DependencyViolation { to, end, what });
            }
        }
        findings[owner.0 as usize].extend(worst.map(|detail| Finding { reference: id, detail }));
    }
    for (module, own) in cx.rules.modules.iter().zip(findings) {
        report(cx, module, own);
    }
    // A module whose severity is off forbids nothing.
    let off = |module: &Module| cx.rules.severity(module.meta.severity, Code::DependsOn).is_none();
    forbidden.retain(|(id, _): &(ReferenceId, ModuleId)| {
        cx.module_of(cx.graph.reference(*id).from).is_none_or(|module| !off(module))
    });
    forbidden
}

fn find_fault(
    cx: &CheckContext<'_>,
    surface: &mut Surface,
    listed: &[Allowed],
    to: ModuleId,
    target: &Target,
    end: usize,
) -> Option<DependencyFault> {
    let module = cx.rules.module(to);
    let mut entries: Vec<(usize, &Allowed)> =
        listed.iter().enumerate().filter(|(_, entry)| entry.module == to).collect();
    if entries.is_empty() {
        let needed = match target.via.get(end) {
            Some(entry) if !surface.is_exposed(cx, module, entry) => {
                let interface = surface.interfaces(cx, module, entry).first();
                interface.map(|interface| format!("{}#{interface}", module.name))
            }
            _ => None,
        };
        return Some(DependencyFault::NotListed(needed.unwrap_or_else(|| module.name.clone())));
    }
    if let Some(entry) = target.via.get(end) {
        let is_root = entry.name.is_none() && module.roots.contains(&entry.module);
        let exposed = surface.is_exposed(cx, module, entry);
        let interfaces = surface.interfaces(cx, module, entry);
        let allows = |allowed: &Allowed| match &allowed.part {
            AllowedPart::Exposed => exposed,
            AllowedPart::Interfaces => !interfaces.is_empty(),
            AllowedPart::Interface(name) => interfaces.contains(name),
        };
        if !is_root {
            if !entries.iter().any(|(_, allowed)| allows(allowed)) {
                // `exposes` reports code that is neither exposed nor in an interface.
                return match (exposed, interfaces.first()) {
                    (true, _) => Some(DependencyFault::NotListed(module.name.clone())),
                    (false, Some(interface)) => {
                        Some(DependencyFault::NotListed(format!("{}#{interface}", module.name)))
                    }
                    (false, None) => None,
                };
            }
            entries.retain(|(_, allowed)| allows(allowed));
        }
    }
    let all_deprecated = entries.iter().all(|(_, allowed)| allowed.deprecated.is_some());
    all_deprecated.then(|| DependencyFault::Deprecated(entries[0].0))
}

fn report(cx: &mut CheckContext<'_>, module: &Module, findings: Vec<Finding<DependencyViolation>>) {
    let Some(listed) = &module.depends_on else { return };
    let rule = format!("{}.depends-on", module.meta.id);
    let (deprecated, forbidden): (Vec<_>, Vec<_>) =
        findings.into_iter().partition(|finding| matches!(finding.detail.what, DependencyFault::Deprecated(_)));
    cx.report_findings(&module.meta, &rule, forbidden, |cx, reference, reached, violation| {
        let target = cx.effective_target(reference, Opacity::Facades);
        let to = cx.name(violation.to);
        let DependencyFault::NotListed(needed) = &violation.what else {
            return deprecated_use(cx, module, reference, reached, violation);
        };
        let what = if needed == to { format!("module `{to}`") } else { format!("interface `{needed}`") };
        let mut help =
            vec![format!("remove the dependency, or add `{needed}` to the `depends-on` of module `{}`", module.name)];
        help.extend(cx.facade_help(reference.from, target, violation.end));
        ViolationText {
            code: Code::DependsOn,
            end: Some(rules::end(target, violation.end)),
            message: format!(
                "module `{}` depends on {what} (`{reached}`), which its `depends-on` does not list{}",
                module.name,
                cx.route(target, violation.end)
            ),
            help,
            rule_place: listed.place,
            rule_text: format!("what module `{}` may depend on", module.name),
        }
    });
    // The module's severity is for forbidden dependencies. Deprecated ones keep the severity of their code, unless it
    // is off.
    let meta =
        rules::Meta { severity: module.meta.severity.filter(|level| *level == Level::Off), ..module.meta.clone() };
    cx.report_findings(&meta, &rule, deprecated, |cx, reference, reached, violation| {
        deprecated_use(cx, module, reference, reached, violation)
    });
}

fn deprecated_use(
    cx: &CheckContext<'_>,
    module: &Module,
    reference: &Reference,
    reached: &str,
    violation: &DependencyViolation,
) -> ViolationText {
    let entry = match (&violation.what, &module.depends_on) {
        (DependencyFault::Deprecated(index), Some(listed)) => listed.value.get(*index),
        _ => None,
    };
    let why = entry.and_then(|entry| entry.deprecated.clone()).unwrap_or_default();
    ViolationText {
        code: Code::Deprecated,
        end: Some(rules::end(cx.effective_target(reference, Opacity::Facades), violation.end)),
        message: format!(
            "module `{}` depends on module `{}` (`{reached}`){}, which is deprecated: {why}",
            module.name,
            cx.name(violation.to),
            cx.route(cx.effective_target(reference, Opacity::Facades), violation.end)
        ),
        help: Vec::new(),
        rule_place: entry.map_or(module.meta.place, |entry| entry.place),
        rule_text: "deprecated here".into(),
    }
}
