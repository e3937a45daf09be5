//! Reads `[[layers]]`: the code of each layer in each container, and the layer of each Rust module. It checks no code.

use super::{
    coverage::report_no_match,
    document,
    matching::Binding,
    meta,
    model::{Container, Edges, Layer, Meaning, Stack, StackLevel},
    names::Names,
    ownership::{self, Claim},
    pattern::{self, Pattern},
    rule,
    rule_reader::report_undeclarable,
    scope::{Nested, Scope},
    table::{Problems, Text},
};
use crate::{codes::Code, graph::RustModuleId};

/// Reads one stack. Returns `None` if it is invalid.
pub(super) fn read(written: &document::Stack, names: &Names<'_>, problems: &mut Problems) -> Option<Stack> {
    let before = problems.found.len();
    let layers: Vec<&(Text, bool)> = written.levels.iter().flat_map(|level| &level.layers).collect();
    let mut levels = Vec::new();
    for level in &written.levels {
        let start = levels.last().map_or(0, |last: &StackLevel| last.layers.end);
        levels.push(StackLevel { free: level.free, layers: start..start + level.layers.len() });
    }
    if layers.is_empty() {
        let message = format!("`{}`: `order` must not be empty", written.meta.id.value);
        problems.report(Code::WrongValue, written.meta.id.span.clone(), message);
    }
    for (index, (name, _)) in layers.iter().enumerate() {
        if layers[..index].iter().any(|(earlier, _)| earlier.value == name.value) {
            let message = format!("`order` lists the layer `{}` twice", name.value);
            problems.report(Code::DuplicateName, name.span.clone(), message);
        }
    }
    if problems.found.len() > before {
        return None;
    }
    if let (Some(key), None) = (&written.exhaustive, &written.within) {
        let diagnostic = problems.report(Code::WrongValue, key.clone(), "`exhaustive` requires `within`");
        diagnostic
            .help
            .push("remove `exhaustive`: the code `unassigned` reports code that belongs to no module".into());
    }
    if let ([level], None) = (levels.as_slice(), &written.exhaustive)
        && !written.broken
        && (level.free || layers.len() == 1)
    {
        let reason =
            if layers.len() == 1 { "it has only one layer" } else { "its layers may all depend on each other" };
        let diagnostic = rule::report_idle(&written.meta.id, reason, problems);
        diagnostic.help.push("add the layers above or below, or remove the entry".into());
    }
    let containers = match &written.within {
        None => vec![Container { root: None, layers: alone(&layers, names, problems)?, layer_of: Vec::new() }],
        Some(within) => contained(within, &layers, names, problems)?,
    };
    let containers = containers.into_iter().map(|container| assign(container, names, problems)).collect::<Vec<_>>();
    for (index, (name, optional)) in layers.iter().enumerate() {
        if !optional && !containers.iter().any(|container| container.layers[index].exists) {
            let message = format!("the layer `{}` matches no code", name.value);
            let diagnostic = problems.report_unmatched(Code::MatchesNothing, name.span.clone(), message);
            diagnostic.help.push(format!(
                "correct its name, or write `{{ name = \"{}\", optional = true }}` if it may be missing",
                name.value
            ));
        }
    }
    if written.edges == Edges::Declared {
        let roots = names.code.package_roots();
        for (index, (name, _)) in layers.iter().enumerate() {
            let mut all = containers.iter().filter(|container| container.layers[index].exists).peekable();
            let is_end = |container: &Container| {
                roots.iter().any(|root| container.layer_of.get(root.0 as usize) == Some(&Some(index)))
            };
            if all.peek().is_some() && !all.any(is_end) {
                report_undeclarable(name, problems);
            }
        }
    }
    let sound = problems.found.len() == before && !written.broken;
    let stack = Stack {
        meta: meta::read(&written.meta, names, problems),
        edges: written.edges,
        closed: written.closed,
        exhaustive: written.exhaustive.is_some(),
        levels,
        containers,
    };
    sound.then_some(stack)
}

/// Reads layers without `within`: modules, tags or patterns.
fn alone(layers: &[&(Text, bool)], names: &Names<'_>, problems: &mut Problems) -> Option<Vec<Layer>> {
    let mut found = Vec::new();
    for (text, optional) in layers {
        let known = problems.found.len();
        let meaning = names.selector(text, problems).map(|selector| selector.meaning);
        if meaning.is_none() && *optional {
            // An optional layer may be missing, so its name may be unknown.
            let unknown = problems.found[known..].iter().all(|problem| problem.code == Code::UnknownName);
            if unknown {
                problems.found.truncate(known);
                let meaning = Meaning::Any(Vec::new());
                found.push(Layer { meaning, ..layer(text, problems) });
                continue;
            }
        }
        let Some(meaning) = meaning else { continue };
        let scope = Scope::of(&meaning, &names.code);
        let ids = names.code.graph.modules().map(|(id, _)| id);
        let covered = ids.filter(|id| scope.find(&names.code, *id, &Binding::new(), Nested::Deepest).is_some());
        let own = names.is_limited_to_member(text, covered, problems);
        drop(scope);
        if own {
            found.push(Layer { meaning, ..layer(text, problems) });
        }
    }
    (found.len() == layers.len()).then_some(found)
}

fn layer(text: &Text, problems: &Problems) -> Layer {
    Layer {
        name: text.value.clone(),
        place: problems.place(text.span.clone()),
        meaning: Meaning::Any(Vec::new()),
        exists: false,
    }
}

/// Reads layers with `within`: the same layers in each container.
fn contained(
    within: &[Text],
    layers: &[&(Text, bool)],
    names: &Names<'_>,
    problems: &mut Problems,
) -> Option<Vec<Container>> {
    let mut roots: Vec<RustModuleId> = Vec::new();
    for text in within {
        let pattern = names.pattern(text, problems)?;
        let code = &names.code;
        let matching = code.graph.modules().map(|(id, _)| id);
        let found: Vec<_> = matching.filter(|id| code.matches(&pattern, *id, &Binding::new())).collect();
        if found.is_empty() {
            report_no_match(text, code, problems);
            if !problems.keeps_unmatched() {
                return None;
            }
        }
        if !names.is_limited_to_member(text, found.iter().copied(), problems) {
            return None;
        }
        roots.extend(found);
    }
    roots.sort_unstable();
    roots.dedup();
    let mut below = Vec::new();
    for (text, _) in layers {
        below.push(match pattern::pattern(&text.value) {
            Ok(Pattern { exact: false, kind: None, package: None, segments }) => segments,
            Ok(_) => {
                let message = format!("`{}`: with `within`, a layer must be named by its last segments", text.value);
                problems.report(Code::BadPattern, text.span.clone(), message);
                return None;
            }
            Err(error) => {
                problems.bad_pattern(text, error);
                return None;
            }
        });
    }
    let container = |root: RustModuleId| {
        let layers = layers.iter().zip(&below).map(|((text, _), below)| {
            let meaning = Meaning::Code(names.code.pattern_of(root).join(below));
            Layer { meaning, ..layer(text, problems) }
        });
        Container { root: Some(root), layers: layers.collect(), layer_of: Vec::new() }
    };
    Some(roots.into_iter().map(container).collect())
}

/// Assigns each Rust module to the most specific layer that matches, and reports ties.
fn assign(mut container: Container, names: &Names<'_>, problems: &mut Problems) -> Container {
    let claims: Vec<_> = container
        .layers
        .iter()
        .enumerate()
        .map(|(owner, layer)| Claim { meaning: &layer.meaning, letters: 0, owner, root: None })
        .collect();
    let settled = ownership::settle(&claims, &names.code);
    for ((first, second), root) in settled.ties {
        let (first, second) = (&container.layers[first], &container.layers[second]);
        let path = &names.code.graph.module(root).path;
        let message = format!("`{path}` belongs to the layers `{}` and `{}`", first.name, second.name);
        let related = crate::diagnostic::Label { place: first.place, text: "the other layer".into() };
        problems.report_at(Code::DuplicateName, second.place, message).related.push(related);
    }
    for index in settled.claims.iter().flatten() {
        container.layers[*index].exists = true;
    }
    container.layer_of = settled.claims;
    container
}
