//! Checks `[[layers]]`: no end of a reference may be in a layer above. In closed layers, no point of entry may skip a
//! layer. References from one container to another are not checked.
//!
//! O((n + m) c) with n Rust modules, m references and c containers.

use super::{
    context::{CheckContext, Filter, Opacity},
    findings::Finding,
    report::ViolationText,
};
use crate::{
    codes::Code,
    graph::{Context, End, RustModuleId},
    rules::{self, Container, Stack},
};

/// A violation of a stack of layers by a reference.
#[derive(Clone, Copy, Debug)]
struct LayerViolation {
    code: Code,
    container: usize,
    from: usize,
    to: usize,
    end: usize,
}

/// Checks one stack.
pub(super) fn check(cx: &mut CheckContext<'_>, stack: &Stack) {
    let mut findings: Vec<Finding<LayerViolation>> = Vec::new();
    for (id, reference, _) in cx.references(Filter::PRODUCTION) {
        let target = cx.effective_target(reference, Opacity::Facades);
        let ends = cx.ends(target, Opacity::Facades);
        let layer =
            |container: &Container, module: RustModuleId| container.layer_of.get(module.0 as usize).copied().flatten();
        let wrong = stack.containers.iter().enumerate().find_map(|(index, container)| {
            let from = layer(container, reference.from)?;
            (0..ends).find_map(|end| {
                let End::Module(module) = rules::end(target, end) else { return None };
                let to = layer(container, module)?;
                let code = violation_between(stack, container, from, to, end < target.via.len())?;
                Some(LayerViolation { code, container: index, from, to, end })
            })
        });
        findings.extend(wrong.map(|detail| Finding { reference: id, detail }));
    }
    cx.report_findings(&stack.meta, &stack.meta.id, findings, |cx, reference, reached, wrong| {
        let target = cx.effective_target(reference, Opacity::Facades);
        let layers = &stack.containers[wrong.container].layers;
        let (from, to) = (&layers[wrong.from].name, &layers[wrong.to].name);
        let how = match wrong.code {
            Code::LayerSkipped => "which is not directly below it",
            Code::LayerSibling => "which is independent of it",
            _ => "which is above it",
        };
        let within = stack.containers[wrong.container].root;
        let within = within.map_or_else(String::new, |root| format!(" of `{}`", cx.path(root)));
        ViolationText {
            code: wrong.code,
            end: Some(rules::end(target, wrong.end)),
            message: format!(
                "layer `{from}`{within} must not depend on layer `{to}`, {how}: `{}` uses `{reached}`{}",
                cx.path(reference.from),
                cx.route(target, wrong.end)
            ),
            help: cx.facade_help(reference.from, target, wrong.end).into_iter().collect(),
            rule_place: layers[wrong.from].place,
            rule_text: format!("the layer `{from}`"),
        }
    });
    if stack.exhaustive {
        exhaustive(cx, stack);
    }
}

/// Returns the code of the violation if one layer may not depend on another.
fn violation_between(stack: &Stack, container: &Container, from: usize, to: usize, is_via: bool) -> Option<Code> {
    // Levels contain consecutive layers.
    let level = |layer: usize| {
        let level = stack.levels.partition_point(|level| level.layers.end <= layer);
        stack.levels.get(level).is_some_and(|found| found.layers.contains(&layer)).then_some(level)
    };
    let (from_level, to_level) = (level(from)?, level(to)?);
    if from == to {
        return None;
    }
    if to_level < from_level {
        return Some(Code::Layer);
    }
    if to_level == from_level {
        return (!stack.levels[from_level].free).then_some(Code::LayerSibling);
    }
    // A level without code cannot be skipped.
    let exists = |level: usize| container.layers[stack.levels[level].layers.clone()].iter().any(|layer| layer.exists);
    let between = (from_level + 1..to_level).any(exists);
    (stack.closed && is_via && between).then_some(Code::LayerSkipped)
}

/// Reports the topmost Rust modules of each container that neither belong to a layer nor contain one.
fn exhaustive(cx: &mut CheckContext<'_>, stack: &Stack) {
    for container in &stack.containers {
        let Some(root) = container.root else { continue };
        let (within, holds_layers) = (within(cx, root), holds_layers(cx, container));
        let layer = |module: RustModuleId| container.layer_of.get(module.0 as usize).copied().flatten();
        let is_loose = |cx: &CheckContext<'_>, id: RustModuleId| {
            id != root && within[id.0 as usize] && layer(id).is_none() && cx.module_context(id) == Context::Production
        };
        for (id, module) in cx.graph.modules() {
            let is_parent_reported = module.parent.is_some_and(|parent| is_loose(cx, parent));
            let only_holds = holds_layers[id.0 as usize] && !module.has_items;
            if !is_loose(cx, id) || is_parent_reported || only_holds {
                continue;
            }
            let text = ViolationText {
                code: Code::LayerMissing,
                end: None,
                message: format!("`{}` belongs to no layer of `{}`", cx.path(id), cx.path(root)),
                help: vec!["move it to a layer, or add a layer for it to `order`".into()],
                rule_place: stack.meta.place,
                rule_text: "these layers are exhaustive".into(),
            };
            cx.report_at_module(&stack.meta, text, id, cx.path(root).to_owned(), 1);
        }
    }
}

/// Returns for each Rust module whether it is `root` or below it.
fn within(cx: &CheckContext<'_>, root: RustModuleId) -> Vec<bool> {
    let mut within = vec![false; cx.graph.modules.len()];
    // Parents come before their children.
    for (id, module) in cx.graph.modules() {
        within[id.0 as usize] = id == root || module.parent.is_some_and(|parent| within[parent.0 as usize]);
    }
    within
}

/// Returns for each Rust module whether it or one below it belongs to a layer.
fn holds_layers(cx: &CheckContext<'_>, container: &Container) -> Vec<bool> {
    let mut holds: Vec<bool> = container.layer_of.iter().map(Option::is_some).collect();
    holds.resize(cx.graph.modules.len(), false);
    for (at, module) in cx.graph.modules.iter().enumerate().rev() {
        if let Some(parent) = module.parent.filter(|_| holds[at]) {
            holds[parent.0 as usize] = true;
        }
    }
    holds
}
