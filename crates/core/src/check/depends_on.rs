//! `depends-on`: the module of each end must be allowed. An end in unassigned code is not asked.
//!
//! An entry `billing` allows what `billing` exposes, `billing#events` that interface, `billing#*` each of
//! its interfaces. An end that is no point of entry needs any entry for its module.

use super::{
    context::{CheckContext, Filter, Opacity},
    exposes::Surface,
    findings::Finding,
    report::ViolationText,
};
use crate::{
    codes::Code,
    graph::{End, ReferenceId, Target},
    rules::{self, Allowed, AllowedPart, Level, Module, ModuleId},
};
use rustc_hash::FxHashSet;

/// What `depends-on` says against a reference.
#[derive(Clone, Debug)]
struct Objection {
    to: ModuleId,
    end: usize,
    what: Fault,
}

#[derive(Clone, Debug)]
enum Fault {
    /// No entry allows it; this one would.
    NotListed(String),
    /// Only deprecated entries allow it; this is the first.
    Deprecated(usize),
}

/// Judges all modules. Returns which references it forbids, and to which module.
pub(super) fn check(cx: &mut CheckContext<'_>, surface: &mut Surface) -> FxHashSet<(ReferenceId, ModuleId)> {
    let mut findings: Vec<Vec<Finding<Objection>>> = vec![Vec::new(); cx.rules.modules.len()];
    let mut forbidden = FxHashSet::default();
    for (id, reference, _) in cx.references(Filter::PRODUCTION) {
        let target = cx.graph.target_by_id(cx.effective_target(reference, Opacity::Facades));
        let Some(owner) = cx.rules.owner(reference.from) else { continue };
        let Some(listed) = &cx.rules.module(owner).depends_on else { continue };
        let mut worst: Option<Objection> = None;
        for end in 0..cx.ends(target, Opacity::Facades) {
            let End::Module(at) = rules::end(target, end) else { continue };
            let Some(to) = cx.rules.owner(at).filter(|to| *to != owner) else { continue };
            let Some(what) = object(cx, surface, &listed.value, to, target, end) else { continue };
            let not_listed = matches!(what, Fault::NotListed(_));
            if not_listed {
                forbidden.insert((id, to));
            }
            let weighs_more =
                worst.as_ref().is_none_or(|so_far| not_listed && matches!(so_far.what, Fault::Deprecated(_)));
            if weighs_more {
                worst = Some(Objection { to, end, what });
            }
        }
        findings[owner.0 as usize].extend(worst.map(|detail| Finding { reference: id, detail }));
    }
    for (module, own) in cx.rules.modules.iter().zip(findings) {
        say(cx, module, own);
    }
    // What is off forbids nothing.
    let off = |module: &Module| cx.rules.severity(module.meta.severity, Code::DependsOn).is_none();
    forbidden.retain(|(id, _): &(ReferenceId, ModuleId)| {
        cx.module_of(cx.graph.reference(*id).from).is_none_or(|module| !off(module))
    });
    forbidden
}

fn object(
    cx: &CheckContext<'_>,
    surface: &mut Surface,
    listed: &[Allowed],
    to: ModuleId,
    target: &Target,
    end: usize,
) -> Option<Fault> {
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
        return Some(Fault::NotListed(needed.unwrap_or_else(|| module.name.clone())));
    }
    if let Some(entry) = target.via.get(end) {
        let is_root = entry.name.is_none() && module.roots.contains(&entry.module);
        let exposed = surface.is_exposed(cx, module, entry);
        let held = surface.interfaces(cx, module, entry);
        let allows = |allowed: &Allowed| match &allowed.part {
            AllowedPart::Exposed => exposed,
            AllowedPart::Interfaces => !held.is_empty(),
            AllowedPart::Interface(name) => held.contains(name),
        };
        if !is_root {
            if !entries.iter().any(|(_, allowed)| allows(allowed)) {
                // What is in no interface and not exposed is for `exposes` to say.
                return match (exposed, held.first()) {
                    (true, _) => Some(Fault::NotListed(module.name.clone())),
                    (false, Some(interface)) => Some(Fault::NotListed(format!("{}#{interface}", module.name))),
                    (false, None) => None,
                };
            }
            entries.retain(|(_, allowed)| allows(allowed));
        }
    }
    let all_deprecated = entries.iter().all(|(_, allowed)| allowed.deprecated.is_some());
    all_deprecated.then(|| Fault::Deprecated(entries[0].0))
}

fn say(cx: &mut CheckContext<'_>, module: &Module, findings: Vec<Finding<Objection>>) {
    let Some(listed) = &module.depends_on else { return };
    let rule = format!("{}.depends-on", module.meta.id);
    let (deprecated, forbidden): (Vec<_>, Vec<_>) =
        findings.into_iter().partition(|finding| matches!(finding.detail.what, Fault::Deprecated(_)));
    cx.report_findings(&module.meta, &rule, forbidden, |cx, reference, objection| {
        let target = cx.graph.target_by_id(cx.effective_target(reference, Opacity::Facades));
        let to = cx.name(objection.to);
        let Fault::NotListed(needed) = &objection.what else {
            return deprecated_use(cx, module, reference, objection);
        };
        let what = if needed == to { format!("module `{to}`") } else { format!("interface `{needed}`") };
        let mut help = vec![format!(
            "remove the dependency, or add `{needed}` to `depends-on` of module `{}` if it is meant to be",
            module.name
        )];
        help.extend(cx.facade_help(reference.from, target, objection.end));
        ViolationText {
            code: Code::DependsOn,
            message: format!(
                "module `{}` depends on {what} (`{}`), which its `depends-on` does not list{}",
                module.name,
                cx.graph.reached_path(cx.graph.target(reference)),
                cx.route(target, objection.end)
            ),
            help,
            rule_place: listed.place,
            rule_text: format!("what module `{}` may depend on", module.name),
        }
    });
    // A deprecated entry warns, whatever the module's own severity is for what is forbidden.
    let meta =
        rules::Meta { severity: module.meta.severity.filter(|level| *level == Level::Off), ..module.meta.clone() };
    cx.report_findings(&meta, &rule, deprecated, |cx, reference, objection| {
        deprecated_use(cx, module, reference, objection)
    });
}

fn deprecated_use(
    cx: &CheckContext<'_>,
    module: &Module,
    reference: &crate::graph::Reference,
    objection: &Objection,
) -> ViolationText {
    let entry = match (&objection.what, &module.depends_on) {
        (Fault::Deprecated(index), Some(listed)) => listed.value.get(*index),
        _ => None,
    };
    let why = entry.and_then(|entry| entry.deprecated.clone()).unwrap_or_default();
    ViolationText {
        code: Code::Deprecated,
        message: format!(
            "module `{}` depends on module `{}` (`{}`), which is deprecated: {why}",
            module.name,
            cx.name(objection.to),
            cx.graph.reached_path(cx.graph.target(reference))
        ),
        help: Vec::new(),
        rule_place: entry.map_or(module.meta.place, |entry| entry.place),
        rule_text: "deprecated here".into(),
    }
}
