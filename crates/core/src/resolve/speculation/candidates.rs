//! Which macros a call may mean, by name, and what the calls in expansions expand to.

use super::{
    budget::Budget,
    expansion::{CompiledMacro, Expansion, ExpansionKey, SpeculativeExpansion, address, compile, expand},
};
use crate::{
    syntax::{Declaration, Declared, Facts, ImportKind, MacroCall, MacroDefinition, PredicateId},
    workspace::{CrateId, Edition},
};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// A macro that calls of its name may mean.
#[derive(Clone, Debug)]
struct MacroCandidate {
    definition: usize,
    compiled: CompiledMacro,
    krate: CrateId,
    /// Whether the macro exists only under a condition, so that calls may also mean another of its name.
    is_conditional: bool,
}

/// The macros of the files that are loaded so far.
#[derive(Clone, Debug, Default)]
pub(super) struct KnownMacros {
    compiled: FxHashMap<usize, CompiledMacro>,
    /// The macros of each crate, by name.
    local: FxHashMap<(CrateId, Box<str>), Vec<MacroCandidate>>,
    /// The exported macros of all crates, by name.
    exported: FxHashMap<Box<str>, Vec<MacroCandidate>>,
    /// The original names of what imports of each crate rename: `use a::b as c`.
    renamed: FxHashMap<(CrateId, Box<str>), Box<str>>,
}

impl KnownMacros {
    /// Returns a compiled definition.
    pub(super) fn compiled(&self, definition: &MacroDefinition) -> CompiledMacro {
        self.compiled.get(&address(definition)).map_or_else(|| compile(definition), Arc::clone)
    }

    /// Adds the macros of files, which are compiled on all cores.
    pub(super) fn add(&mut self, files: &[(Arc<Facts>, CrateId, Edition)]) {
        let candidates: Vec<Vec<(MacroCandidate, &MacroDefinition, &Facts)>> = files
            .par_iter()
            .map(|(facts, krate, _)| {
                let definitions = macro_indices(facts).into_iter().filter_map(|index| {
                    let declaration = &facts.declarations[index];
                    let Declared::Macro(definition) = &declaration.what else { return None };
                    let candidate = MacroCandidate {
                        definition: address(definition),
                        compiled: self.compiled(definition),
                        krate: *krate,
                        is_conditional: declaration.predicate != PredicateId::ALWAYS,
                    };
                    Some((candidate, definition, &**facts))
                });
                definitions.collect()
            })
            .collect();
        for (facts, krate, _) in files {
            for declaration in &facts.declarations {
                if let Declared::Import(import) = &declaration.what
                    && let ImportKind::Name(name) = import.kind
                    && let Some(last) = facts.paths[import.path.0 as usize].segments.last()
                    && *last != name
                {
                    self.renamed.insert((*krate, facts.name(name).into()), facts.name(*last).into());
                }
            }
        }
        for (candidate, definition, facts) in candidates.into_iter().flatten() {
            self.compiled.insert(candidate.definition, Arc::clone(&candidate.compiled));
            let name: Box<str> = facts.name(definition.name).into();
            if definition.exported {
                self.exported.entry(name.clone()).or_default().push(candidate.clone());
            }
            self.local.entry((candidate.krate, name)).or_default().push(candidate);
        }
    }

    /// Expands a call, and the calls in its expansion.
    pub(super) fn expand_all(
        &self,
        site: &CallSite<'_>,
        depth: usize,
        budget: &Budget,
        expansions: &mut Vec<SpeculativeExpansion>,
    ) {
        let CallSite { call, edition, .. } = *site;
        let generics: Vec<&str> = call.generics.iter().map(|word| site.facts.name(*word)).collect();
        for candidate in self.candidates(site) {
            let Ok(definition) = &*candidate.compiled else { continue };
            let key = ExpansionKey::new(candidate.definition, candidate.krate, &call.arguments, edition);
            let expansion = expand(definition, candidate.krate, &call.arguments, call.position, &generics, edition);
            expansions.push((key, (Arc::clone(&call.arguments), expansion.clone())));
            if site.outer.is_some() {
                budget.spend_tokens(expansion.tokens());
            }
            if let (Expansion::Facts(facts, _), Some(depth)) = (expansion, depth.checked_sub(1)) {
                let macros = macro_indices(&facts);
                for (index, declaration) in facts.declarations.iter().enumerate() {
                    if let Declared::Call(call) = &declaration.what
                        && budget.take_expansion()
                    {
                        let outer = Some(site);
                        let inner = CallSite { facts: &facts, macros: &macros, index, call, outer, ..*site };
                        self.expand_all(&inner, depth, budget, expansions);
                    }
                }
            }
        }
    }

    /// Returns the macros that a call may mean: the last of its name before it in the same expansion or around that; else
    /// any of its crate; else any exported one.
    fn candidates(&self, site: &CallSite<'_>) -> Vec<MacroCandidate> {
        let path = &site.facts.paths[site.call.path.0 as usize];
        let Some(name) = path.segments.last().map(|name| site.facts.name(*name)) else { return Vec::new() };
        let mut candidates = Vec::new();
        let around = std::iter::successors(Some(site), |site| site.outer);
        for (facts, declaration) in around.flat_map(CallSite::macros_before) {
            if let Declared::Macro(definition) = &declaration.what
                && facts.name(definition.name) == name
                && let Some(compiled) = self.compiled.get(&address(definition))
            {
                let (compiled, definition) = (Arc::clone(compiled), address(definition));
                let is_conditional = declaration.predicate != PredicateId::ALWAYS;
                candidates.push(MacroCandidate { definition, compiled, krate: site.krate, is_conditional });
                if !is_conditional {
                    return candidates;
                }
            }
        }
        if candidates.is_empty() {
            let named = |name: &str| {
                let local = self.local.get(&(site.krate, name.into()));
                local.or_else(|| self.exported.get(name))
            };
            let renamed = || self.renamed.get(&(site.krate, name.into())).and_then(|name| named(name));
            for candidate in named(name).or_else(renamed).into_iter().flatten() {
                candidates.push(candidate.clone());
                if !candidate.is_conditional {
                    break;
                }
            }
        }
        candidates
    }
}

/// Returns the indices of the declarations that define macros.
pub(super) fn macro_indices(facts: &Facts) -> Vec<usize> {
    let declarations = facts.declarations.iter().enumerate();
    declarations.filter(|(_, one)| matches!(one.what, Declared::Macro(_))).map(|(index, _)| index).collect()
}

/// A call, with the facts that contain it.
#[derive(Clone, Copy)]
pub(super) struct CallSite<'f> {
    pub(super) facts: &'f Facts,
    /// The [`macro_indices`] of the facts.
    pub(super) macros: &'f [usize],
    /// The index of the call among the declarations.
    pub(super) index: usize,
    pub(super) call: &'f MacroCall,
    pub(super) krate: CrateId,
    pub(super) edition: Edition,
    /// The call whose expansion contains this one.
    pub(super) outer: Option<&'f CallSite<'f>>,
}

impl<'f> CallSite<'f> {
    /// Returns the macro definitions before the call in the same file or expansion, the last one first.
    fn macros_before(&self) -> impl Iterator<Item = (&'f Facts, &'f Declaration)> + use<'f> {
        let CallSite { facts, macros, index, .. } = *self;
        let before = macros.partition_point(|one| *one < index);
        macros[..before].iter().rev().map(move |one| (facts, &facts.declarations[*one]))
    }
}
