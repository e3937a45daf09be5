//! How a file refers to the items of another: by full paths, through re-exports, by relative paths, and by imported names.

use fastrand::Rng;

use super::plan::{Leaf, Offer, Plan};

/// The names that a file can use.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    /// The types, each with the trait that it implements.
    pub(crate) types: Vec<(String, String)>,
    /// The enums that can be converted from numbers.
    pub(crate) states: Vec<String>,
    /// The functions.
    pub(crate) works: Vec<String>,
}

/// Chooses the other files that a file refers to.
pub(crate) fn targets(plan: &Plan, leaf: Leaf, choices: &mut Rng) -> Vec<Leaf> {
    let dependencies = plan.dependencies(leaf.krate);
    let wanted = choices.usize(3..9);
    let mut targets: Vec<Leaf> = (0..wanted)
        .map(|_| {
            let krate = match choices.u32(..10) {
                0..4 if !dependencies.is_empty() => dependencies[choices.usize(..dependencies.len())],
                _ => leaf.krate,
            };
            // The last file depends on a feature.
            let last = plan.leaves(krate) - 1;
            let file = if krate == leaf.krate && choices.bool() {
                leaf.directory() * 8 + choices.u32(..8)
            } else {
                choices.u32(..last)
            };
            Leaf { krate, file: file.min(last - 1) }
        })
        .filter(|target| *target != leaf)
        .collect();
    targets.sort_unstable();
    targets.dedup();
    targets
}

/// Returns the path of a file's module, or of the module that re-exports it if it is private.
fn module(plan: &Plan, target: Leaf, offer: &Offer, from: Leaf, choices: &mut Rng) -> String {
    let directory = plan.directory(target.krate, target.directory());
    let file = plan.file(target);
    let inside = if offer.hidden { String::new() } else { format!("::{file}") };
    if target.krate != from.krate {
        return format!("{}::{directory}{inside}", plan.library(target.krate));
    }
    if target.directory() == from.directory() && choices.bool() {
        return format!("super{inside}");
    }
    format!("crate::{directory}{inside}")
}

/// Returns the path of an item of a file, sometimes through the re-export of its directory.
pub(crate) fn item(plan: &Plan, target: Leaf, offer: &Offer, name: &str, from: Leaf, choices: &mut Rng) -> String {
    let reexported = offer.types.iter().take(offer.reexported).any(|one| one == name);
    let open = Offer { hidden: offer.hidden || reexported && choices.bool(), ..offer.clone() };
    format!("{}::{name}", module(plan, target, &open, from, choices))
}

/// Generates imports from other files, in all forms.
pub(crate) fn imports(plan: &Plan, leaf: Leaf, choices: &mut Rng) -> (Vec<String>, Known) {
    let own = plan.offer(leaf);
    let mut lines = Vec::new();
    let mut known = Known {
        types: own.types.iter().map(|name| (name.clone(), own.measure.clone())).collect(),
        states: vec![own.state],
        works: own.works,
    };
    let mut directories: Vec<String> = Vec::new();
    let mut preludes: Vec<u32> = Vec::new();
    for target in targets(plan, leaf, choices) {
        let offer = plan.offer(target);
        let directory = plan.directory(target.krate, target.directory());
        let root = if target.krate == leaf.krate { "crate".to_owned() } else { plan.library(target.krate) };
        let path = module(plan, target, &offer, leaf, choices);
        let measure = item(plan, target, &offer, &offer.measure, leaf, choices);
        let full = |name: &String, choices: &mut Rng| item(plan, target, &offer, name, leaf, choices);
        match choices.u32(..8) {
            // A group.
            0..3 => {
                let (first, second) = (&offer.types[0], &offer.types[1]);
                lines.push(format!("use {path}::{{{}, {first}, {second}, {}}};", offer.measure, offer.works[0]));
                known.types.extend([first, second].map(|name| (name.clone(), offer.measure.clone())));
                known.works.push(offer.works[0].clone());
            }
            // A directory and what is in it, nested.
            3 if !directories.contains(&directory) && target.directory() != leaf.directory() => {
                let inside = if offer.hidden { String::new() } else { format!("{}::", plan.file(target)) };
                lines.push(format!("use {root}::{{{directory}::{{self, {inside}{}}}}};", offer.types[2]));
                known.types.push((offer.types[2].clone(), measure));
                known.works.push(format!("{directory}::{inside}{}", offer.works[1]));
                directories.push(directory);
            }
            // Another name.
            4 => {
                lines.push(format!("use {} as Other{};", full(&offer.types[2], choices), Plan::tag(target)));
                known.types.push((format!("Other{}", Plan::tag(target)), measure));
            }
            // A prelude, by glob.
            5 if !preludes.contains(&target.krate) => {
                lines.push(format!("use {root}::prelude::*;"));
                preludes.push(target.krate);
                let first = plan.offer(Leaf { krate: target.krate, file: 0 });
                known.types.push((first.types[0].clone(), first.measure));
            }
            // Everything of a module, by glob.
            6 => {
                lines.push(format!("use {path}::*;"));
                known.states.push(offer.state.clone());
                known.types.push((offer.types[1].clone(), offer.measure.clone()));
            }
            // No import: full paths in the code.
            _ => {}
        }
        known.types.push((full(&offer.types[0], choices), item(plan, target, &offer, &offer.measure, leaf, choices)));
        known.works.push(full(&offer.works[2], choices));
        known.states.push(full(&offer.state, choices));
    }
    (lines, known)
}
