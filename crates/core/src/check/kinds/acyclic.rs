//! `acyclic`: the matches of `among` must not form a dependency cycle. See `lift` for what counts as a dependency.
//!
//! Matches that depend on each other are one violation, which is reported at its shortest cycle, with a few dependencies
//! to cut. It lists all dependencies, so that the baseline can tell a new one from a recorded one.
//!
//! O(n d + n log n + m log m), with n Rust modules at most d deep and m references. The search repeats while
//! exceptions cover references, since there may be other cycles without them.

use super::kind::{RuleKind, idle_among, judged_among};
use crate::{
    check::{
        context::CheckContext,
        lift::{Lifted, lift},
        report::{ViolationEdge, ViolationText},
    },
    codes::Code,
    diagnostic::CycleDependency,
    graph::{CyclicComponent, Reference, feedback_arcs},
    rules::{
        Judged, Reach, Rule, RuleReader, Selector,
        keys::{self, Key},
    },
};
use rustc_hash::FxHashSet;

/// The maximum number of parts, or of dependencies to cut, to name.
const MAX_NAMED: usize = 5;

/// A rule of this kind.
#[derive(Debug)]
pub(super) struct Acyclic {
    among: Vec<Selector>,
}

impl RuleKind for Acyclic {
    const NAME: &'static str = "acyclic";
    const SUMMARY: &'static str = "The matches of `among` must not form a dependency cycle.";
    const KEYS: &'static [Key] = &[keys::AMONG];
    const EXAMPLE: &'static str = r#"[[rules]]
id = "no-cycles"
type = "acyclic"
among = ["shop::*"]"#;

    fn read(reader: &mut RuleReader<'_, '_, '_>) -> Option<Self> {
        Some(Self { among: reader.code(&keys::AMONG) })
    }

    fn selectors(&self) -> Vec<(&'static str, &[Selector])> {
        vec![("among", &self.among)]
    }

    fn finds_cycles(&self) -> bool {
        true
    }

    fn judged(&self) -> Judged<'_> {
        judged_among(&self.among)
    }

    fn idle(&self, reach: &Reach<'_, '_>) -> Option<String> {
        idle_among(&self.among, reach)
    }

    fn check(&self, cx: &mut CheckContext<'_>, rule: &Rule) {
        let Self { among } = self;
        let mut excepted = FxHashSet::default();
        loop {
            let lifted = lift(cx, rule, among, &excepted);
            let conditions = &mut cx.conditions;
            let components = lifted.dependencies.cyclic_components(&mut |a, b| conditions.both(a, b));
            // Without the references that exceptions cover, fewer parts may depend on each other.
            let before = excepted.len();
            for component in &components {
                let references =
                    component.dependencies.iter().filter_map(|(from, to)| lifted.dependencies.get(*from, *to));
                let references: Vec<_> = references.flat_map(|edge| &edge.references).copied().collect();
                excepted.extend(cx.cover(&rule.meta.id, &references));
            }
            if excepted.len() == before {
                for component in components {
                    report(cx, rule, &lifted, &component);
                }
                return;
            }
        }
    }
}

/// Reports a component at its shortest cycle.
fn report(cx: &mut CheckContext<'_>, rule: &Rule, lifted: &Lifted, component: &CyclicComponent) {
    let name = |node: u32| lifted.nodes[node as usize].0.as_str();
    let references = |from: u32, to: u32| {
        lifted.dependencies.get(from, to).map_or(&[][..], |dependency| dependency.references.as_slice())
    };
    let dependency = |(from, to): (u32, u32)| {
        let mut seen = FxHashSet::default();
        let own = || references(from, to).iter().map(|id| cx.graph.reference(*id));
        let first = own().next();
        CycleDependency {
            from: name(from).to_owned(),
            to: name(to).to_owned(),
            kind: first.map_or("path", |first| first.kind.as_str()),
            context: first.map_or("production", |first| cx.context(first).as_str()),
            cfg: first.and_then(|first| cx.conditions.render(first.cfg)),
            is_guess: own().all(|one| cx.graph.target(one).unknown),
            references: own().map(Reference::place).filter(|place| seen.insert(*place)).collect(),
        }
    };
    let cycle = &component.shortest;
    let steps: Vec<(u32, u32)> = cycle.iter().copied().zip(cycle.iter().copied().cycle().skip(1)).collect();
    let dependencies: Vec<_> = component.dependencies.iter().copied().map(dependency).collect();
    let mut parts: Vec<u32> = component.dependencies.iter().map(|(from, _)| *from).collect();
    parts.dedup();
    let is_ring = dependencies.len() == steps.len();
    let cut = cut(&parts, component, &dependencies);
    let way: Vec<_> = cycle.iter().chain(cycle.first()).map(|node| name(*node)).collect();
    let text = ViolationText {
        code: Code::Cycle,
        end: None,
        message: format!("dependency cycle: `{}`", way.join("` -> `")),
        help: vec![if is_ring { weakest_step(&dependencies) } else { break_all(parts.len(), &cut) }],
        rule_place: rule.meta.place,
        rule_text: "forbids cycles".into(),
    };
    let edge = ViolationEdge {
        from: way.first().copied().unwrap_or_default().to_owned(),
        to: way[1..].join(" -> "),
        references: steps.iter().flat_map(|(from, to)| references(*from, *to)).copied().collect(),
        is_whole: true,
    };
    let shown: Vec<_> = steps.iter().copied().map(dependency).collect();
    let Some(diagnostic) = cx.report_violation(&rule.meta, &rule.meta.id, text, edge) else { return };
    diagnostic.related.extend(shown.iter().flat_map(CycleDependency::labels));
    if !is_ring {
        let names: Vec<_> = parts.iter().map(|node| format!("`{}`", name(*node))).collect();
        diagnostic.notes.push(format!(
            "{} depend on each other, through {} dependencies",
            few(&names),
            dependencies.len()
        ));
        let hidden = cut.iter().filter(|one| !shown.contains(one)).take(MAX_NAMED);
        diagnostic.related.extend(hidden.flat_map(|one| one.labels()));
    }
    if let Some(violation) = &mut diagnostic.violation {
        violation.dependencies = dependencies;
    }
    if shown.iter().any(|step| step.is_guess) {
        diagnostic.set_guess();
    }
}

/// Returns a few dependencies with few references, without which no cycle is left.
fn cut<'d>(
    parts: &[u32],
    component: &CyclicComponent,
    dependencies: &'d [CycleDependency],
) -> Vec<&'d CycleDependency> {
    let number = |node: u32| parts.binary_search(&node).unwrap_or_default() as u32;
    let edge = |((from, to), dependency): (&(u32, u32), &CycleDependency)| {
        (number(*from), number(*to), dependency.references.len() as u64)
    };
    let edges: Vec<_> = component.dependencies.iter().zip(dependencies).map(edge).collect();
    feedback_arcs(parts.len(), &edges).into_iter().map(|at| &dependencies[at]).collect()
}

/// Suggests to cut the step of a single cycle with the fewest references.
fn weakest_step(dependencies: &[CycleDependency]) -> String {
    let fewest = dependencies.iter().map(|one| one.references.len()).min().unwrap_or_default();
    let weakest: Vec<_> = dependencies.iter().filter(|one| one.references.len() == fewest).collect();
    let steps: Vec<_> = weakest.iter().map(|one| one.step()).collect();
    let size = weakest.first().map_or_else(String::new, |one| one.size());
    format!("break the cycle at {}: {size}, the fewest of any step", steps.join(" or "))
}

/// Suggests what to cut so that no cycle is left.
fn break_all(parts: usize, cut: &[&CycleDependency]) -> String {
    let steps: Vec<_> = cut.iter().map(|one| format!("{} ({})", one.step(), one.size())).collect();
    format!("to break every cycle among these {parts} parts, remove {}", few(&steps))
}

/// Lists the first few texts, and how many there are besides.
fn few(texts: &[String]) -> String {
    match texts {
        [] => String::new(),
        [one] => one.clone(),
        [all @ .., last] if texts.len() <= MAX_NAMED => format!("{} and {last}", all.join(", ")),
        _ => format!("{} and {} more", texts[..MAX_NAMED].join(", "), texts.len() - MAX_NAMED),
    }
}
