//! `[[layers]]`: a layer may use those below it, by any end; whether a closed layer is skipped goes by *via*.
//! Nothing is judged from one container to another.

use super::{
    judge::{Filter, Judge, Opaque},
    report::{Finding, Said},
};
use crate::{
    codes::Code,
    graph::{Context, End, RustModuleId},
    rules::{self, Container, Stack},
};

/// What a stack says against a reference.
#[derive(Clone, Copy, Debug)]
struct Wrong {
    code: Code,
    container: usize,
    from: usize,
    to: usize,
    end: usize,
}

/// Judges one stack.
pub(super) fn check(judge: &mut Judge<'_>, stack: &Stack) {
    let mut findings: Vec<Finding<Wrong>> = Vec::new();
    for (id, reference, _) in judge.references(Filter::PRODUCTION) {
        let target = judge.graph.target_of(judge.seen(reference, Opaque::Facades));
        let ends = judge.ends(target, Opaque::Facades);
        let layer =
            |container: &Container, module: RustModuleId| container.layer_of.get(module.0 as usize).copied().flatten();
        let wrong = stack.containers.iter().enumerate().find_map(|(index, container)| {
            let from = layer(container, reference.from)?;
            (0..ends).find_map(|end| {
                let End::Module(module) = rules::end(target, end) else { return None };
                let to = layer(container, module)?;
                let code = judge_pair(stack, container, from, to, end < target.via.len())?;
                Some(Wrong { code, container: index, from, to, end })
            })
        });
        findings.extend(wrong.map(|detail| Finding { reference: id, detail }));
    }
    judge.report(&stack.meta, &stack.meta.id, findings, |judge, reference, wrong| {
        let target = judge.graph.target_of(judge.seen(reference, Opaque::Facades));
        let layers = &stack.containers[wrong.container].layers;
        let (from, to) = (&layers[wrong.from].name, &layers[wrong.to].name);
        let how = match wrong.code {
            Code::LayerSkipped => "skipping the layer in between",
            Code::LayerSibling => "and the two are independent",
            _ => "which stands above it",
        };
        let within = stack.containers[wrong.container].root;
        let within = within.map_or_else(String::new, |root| format!(" of `{}`", judge.path(root)));
        Said {
            code: wrong.code,
            message: format!(
                "layer `{from}`{within} depends on layer `{to}`, {how}: `{}` uses `{}`{}",
                judge.path(reference.from),
                judge.graph.reached(judge.graph.target(reference)),
                judge.route(target, wrong.end)
            ),
            help: judge.facade_help(reference.from, target, wrong.end).into_iter().collect(),
            rule_place: layers[wrong.from].place,
            rule_text: format!("the layer `{from}`"),
        }
    });
    if stack.exhaustive {
        exhaustive(judge, stack);
    }
}

/// What is wrong with one layer using another.
fn judge_pair(stack: &Stack, container: &Container, from: usize, to: usize, is_via: bool) -> Option<Code> {
    let level = |layer: usize| stack.levels.iter().position(|level| level.layers.contains(&layer));
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
    // A level that is not there cannot be gone through.
    let exists = |level: usize| container.layers[stack.levels[level].layers.clone()].iter().any(|layer| layer.exists);
    let between = (from_level + 1..to_level).any(exists);
    (stack.closed && is_via && between).then_some(Code::LayerSkipped)
}

/// Reports each highest Rust module of a container that is in no layer, and holds no layer either.
fn exhaustive(judge: &mut Judge<'_>, stack: &Stack) {
    for container in &stack.containers {
        let Some(root) = container.root else { continue };
        let layer = |module: RustModuleId| container.layer_of.get(module.0 as usize).copied().flatten();
        let loose: Vec<RustModuleId> = judge
            .graph
            .modules()
            .filter(|(id, _)| *id != root && layer(*id).is_none() && judge.code.is_below(*id, root))
            .filter(|(id, _)| judge.module_context(*id) == Context::Production)
            .map(|(id, _)| id)
            .collect();
        for id in &loose {
            let around = judge.graph.module(*id).parent;
            let said_above = around.is_some_and(|parent| parent != root && loose.contains(&parent));
            let holds_layers =
                judge.graph.modules().any(|(other, _)| layer(other).is_some() && judge.code.is_below(other, *id));
            if said_above || (holds_layers && !judge.graph.module(*id).has_items) {
                continue;
            }
            let said = Said {
                code: Code::LayerMissing,
                message: format!("`{}` is in none of the layers of `{}`", judge.path(*id), judge.path(root)),
                help: vec!["move it to a layer, or add a layer for it to `order`".into()],
                rule_place: stack.meta.place,
                rule_text: "these layers are exhaustive".into(),
            };
            judge.say_of_module(&stack.meta, &stack.meta.id, said, *id, judge.path(root).to_owned());
        }
    }
}
