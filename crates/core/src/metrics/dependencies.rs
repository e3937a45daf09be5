//! Counts the references between parts, as `acyclic` and `limit` do: production code only, by the Rust module that defines
//! the target, and without re-exports that are visible outside their part.

use crate::{
    analysis::Analysis,
    cfg::Cfg,
    graph::{Context, End, Reference, ReferenceKind},
    rules::{Codebase, Rules},
};
use std::collections::BTreeMap;

/// Returns the dependencies between parts, sorted, each with its number of references. `part_of` has the part of each Rust module,
/// in the order of the graph.
pub fn dependencies(
    analysis: &Analysis,
    rules: Option<&Rules>,
    code: &Codebase<'_>,
    part_of: &[Option<u32>],
) -> Vec<(u32, u32, u64)> {
    let whole = whole(analysis, part_of);
    let is_production = |one: &Reference| match rules {
        Some(rules) => {
            rules.analysis.context(code.graph, code.package(one.from), one) == Context::Production
                && !rules.analysis.is_excluded(one.file)
        }
        None => one.context == Context::Production,
    };
    let mut counts: BTreeMap<(u32, u32), u64> = BTreeMap::new();
    for one in &analysis.graph.references {
        if one.cfg == Cfg::NEVER || one.kind == ReferenceKind::Manifest || !is_production(one) {
            continue;
        }
        let from = part_of[one.from.0 as usize];
        let hidden_in = one.visible_in.map(|limit| (part_of[limit.0 as usize], whole[limit.0 as usize]));
        if one.kind == ReferenceKind::Reexport && hidden_in != Some((from, true)) {
            continue;
        }
        let End::Module(to) = analysis.graph.target(one).defined else { continue };
        if let (Some(from), Some(to)) = (from, part_of[to.0 as usize])
            && from != to
        {
            *counts.entry((from, to)).or_default() += 1;
        }
    }
    counts.into_iter().map(|((from, to), count)| (from, to, count)).collect()
}

/// Returns for each Rust module whether all Rust modules below it belong to the same part.
fn whole(analysis: &Analysis, part_of: &[Option<u32>]) -> Vec<bool> {
    let mut whole = vec![true; part_of.len()];
    // In reverse order, so that children come before their parents.
    for (at, module) in analysis.graph.modules.iter().enumerate().rev() {
        if let Some(parent) = module.parent.map(|parent| parent.0 as usize) {
            whole[parent] &= whole[at] && part_of[parent] == part_of[at];
        }
    }
    whole
}
