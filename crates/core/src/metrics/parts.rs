//! Divides the code into parts, and measures them.

use super::{
    dependencies::dependencies,
    model::{Level, LevelMetrics, Part},
};
use crate::{
    analysis::Analysis,
    graph::{Context, RustModuleId, Structure},
    inventory::{Extent, Inventory, ItemShape},
    rules::{Codebase, Rules},
    view::Layers,
};
use std::collections::BTreeMap;

/// Measures the production code of a workspace at one level. Code in no module or layer is left out.
///
/// Fails if the parts should be modules or layers, and the rules file has none.
pub fn measure(
    analysis: &Analysis,
    rules: Option<&Rules>,
    inventory: &Inventory,
    level: Level,
) -> Result<LevelMetrics, String> {
    let code = Codebase::new(analysis, rules.map_or(&[], |rules| &rules.owners));
    let layers = rules.and_then(Layers::of);
    let (rules_modules, layers) = match (level, rules, layers) {
        (Level::Module, Some(rules), _) if !rules.modules.is_empty() => (Some(rules), None),
        (Level::Module, ..) => {
            return Err("there are no modules to measure, since no rules file declares any".to_owned());
        }
        (Level::Layer, _, Some(layers)) => (None, Some(layers)),
        (Level::Layer, ..) => return Err("there are no layers to measure, since no rules file declares any".to_owned()),
        (Level::RustModule | Level::Crate, ..) => (None, None),
    };
    let is_production = |id: RustModuleId| {
        let module = analysis.graph.module(id);
        match rules {
            Some(rules) => {
                rules.analysis.module_context(code.graph, code.package(id), id) == Context::Production
                    && !rules.analysis.is_module_excluded(module)
            }
            None => module.context == Context::Production,
        }
    };
    // The key orders the parts.
    let key = |id: RustModuleId| -> Option<(usize, String)> {
        match (level, &rules_modules, &layers) {
            (Level::Module, Some(rules), _) => Some((0, rules.module(rules.owner(id)?).name.clone())),
            (Level::Layer, _, Some(layers)) => {
                let layer = layers.layer(id)?;
                Some((layer, layers.names[layer].clone()))
            }
            (Level::Crate, ..) => Some((0, analysis.workspace.krate(analysis.graph.module(id).krate).path.clone())),
            _ => Some((0, analysis.graph.module(id).path.clone())),
        }
    };
    let mut members: BTreeMap<(usize, String), Vec<RustModuleId>> = BTreeMap::new();
    // A module or layer without code is a part, too.
    for module in rules_modules.iter().flat_map(|rules| &rules.modules) {
        members.entry((0, module.name.clone())).or_default();
    }
    for (at, name) in layers.iter().flat_map(|layers| layers.names.iter().enumerate()) {
        members.entry((at, name.clone())).or_default();
    }
    for (id, _) in analysis.graph.modules().filter(|(id, _)| is_production(*id)) {
        if let Some(key) = key(id) {
            members.entry(key).or_default().push(id);
        }
    }
    let mut part_of = vec![None; analysis.graph.modules.len()];
    for (number, ids) in members.values().enumerate() {
        for id in ids {
            part_of[id.0 as usize] = Some(number as u32);
        }
    }
    let parts: Vec<Part> = members.into_iter().map(|((_, name), ids)| part(name, ids, inventory, &part_of)).collect();
    let dependencies = dependencies(analysis, rules, &code, &part_of);
    let structure = Structure::of(parts.len(), &dependencies);
    Ok(LevelMetrics { level, parts, part_of, dependencies, structure })
}

fn part(name: String, rust_modules: Vec<RustModuleId>, inventory: &Inventory, part_of: &[Option<u32>]) -> Part {
    let mut part = Part { name, ..Part::default() };
    for id in &rust_modules {
        let module = &inventory.modules[id.0 as usize];
        let own = part_of[id.0 as usize];
        part.files.extend(module.files.iter().copied());
        for item in &module.items {
            part.items += 1;
            let is_visible = match item.extent {
                Extent::Everywhere => true,
                Extent::In(limit) => part_of[limit.0 as usize] != own,
            };
            if !is_visible {
                continue;
            }
            part.visible_items += 1;
            part.visible_types += u64::from(item.shape != ItemShape::Other);
            part.visible_traits += u64::from(item.shape == ItemShape::Trait);
        }
    }
    part.lines = part.files.iter().filter_map(|file| inventory.lines.get(file)).map(|lines| u64::from(*lines)).sum();
    Part { rust_modules, ..part }
}
