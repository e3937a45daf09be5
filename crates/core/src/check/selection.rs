//! Matches references against the `from`, `to` and `except` of a rule. Results are cached, since many references share
//! a target.

use super::context::{CheckContext, Opacity};
use crate::{
    graph::{End, Reference, RustModuleId, Target, TargetId},
    rules::{self, Binding, Codebase, Match, Nested, Rule, Scope, Selector, SelectorHit},
};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// The selectors of a rule, prepared for matching.
#[derive(Debug)]
pub(super) struct Selection<'r> {
    pub(super) to: Scope<'r>,
    except: Scope<'r>,
    opaque: Opacity,
    /// The possible values of the captures of `from`.
    bindings: Vec<Binding>,
    /// For each Rust module, the bindings under which `from` covers it.
    from: Vec<Vec<u32>>,
    hits: FxHashMap<(u32, TargetId), Vec<SelectorHit>>,
    exempt: FxHashMap<(u32, TargetId), bool>,
}

impl<'r> Selection<'r> {
    /// Prepares the selectors of a rule.
    pub(super) fn new(rule: &'r Rule, from: &'r [Selector], to: &'r [Selector], code: &Codebase<'_>) -> Self {
        let mut numbers: BTreeMap<Binding, u32> = BTreeMap::new();
        let mut all = Vec::new();
        let mut number = |binding: Binding| {
            *numbers.entry(binding.clone()).or_insert_with(|| {
                all.push(binding);
                all.len() as u32 - 1
            })
        };
        let mut members: Vec<Vec<u32>> = vec![Vec::new(); code.graph.modules.len()];
        for selector in from {
            let scope = Scope::of(&selector.meaning, code);
            for (id, _) in code.graph.modules() {
                let bindings = scope.bindings_of(&selector.meaning, code, id);
                members[id.0 as usize].extend(bindings.into_iter().map(&mut number));
            }
        }
        for member in &mut members {
            member.sort_unstable();
            member.dedup();
        }
        Self {
            to: Scope::new(to, code),
            except: Scope::new(&rule.except, code),
            opaque: Opacity::of(rule),
            bindings: all,
            from: members,
            hits: FxHashMap::default(),
            exempt: FxHashMap::default(),
        }
    }

    /// Returns the bindings under which `from` covers a Rust module.
    pub(super) fn bindings_of(&self, module: RustModuleId) -> &[u32] {
        self.from.get(module.0 as usize).map(Vec::as_slice).unwrap_or_default()
    }

    /// Returns a binding by its number.
    pub(super) fn binding(&self, number: u32) -> &Binding {
        &self.bindings[number as usize]
    }

    /// Returns the number of bindings.
    pub(super) fn binding_count(&self) -> u32 {
        self.bindings.len() as u32
    }

    /// Returns the matches of `to` that a reference leads to under a binding, except those that contain the reference.
    pub(super) fn hits(&mut self, cx: &CheckContext<'_>, reference: &Reference, number: u32) -> Vec<SelectorHit> {
        let (bindings, to, opaque) = (&self.bindings, &self.to, self.opaque);
        let binding = &bindings[number as usize];
        let seen = cx.effective_target_id(reference, opaque);
        let all = self.hits.entry((number, seen)).or_insert_with(|| {
            let target = cx.graph.target_by_id(seen);
            to.hits(&cx.code, target, cx.ends(target, opaque), binding)
        });
        let target = cx.graph.target_by_id(seen);
        let outside_of = |hit: &&SelectorHit| {
            let is_shared = match rules::end(target, hit.end) {
                End::Module(module) => to.shares_owner(reference.from, module),
                End::Outside(_) => false,
            };
            !is_shared
                && to.find_in(hit.selector, &cx.code, reference.from, binding, Nested::Outermost) != Some(hit.found)
        };
        all.iter().filter(outside_of).copied().collect()
    }

    /// Returns all matches of `to` that a target leads to under a binding.
    pub(super) fn matches_of(&self, cx: &CheckContext<'_>, target: TargetId, number: u32) -> Vec<Match> {
        let target = cx.graph.target_by_id(target);
        let hits = self.to.hits(&cx.code, target, rules::ends(target), self.binding(number));
        hits.into_iter().map(|hit| hit.found).collect()
    }

    /// Forgets the results for targets. Those of all bindings together may not fit in memory.
    pub(super) fn forget(&mut self) {
        self.hits.clear();
        self.exempt.clear();
    }

    /// Returns whether `except` covers a Rust module under a binding.
    pub(super) fn is_module_exempt(&self, cx: &CheckContext<'_>, module: RustModuleId, number: u32) -> bool {
        let none = Binding::new();
        let binding = self.bindings.get(number as usize).unwrap_or(&none);
        self.except.find(&cx.code, module, binding, Nested::Deepest).is_some()
    }

    /// Returns whether `except` covers the Rust module of a reference, one of its ends, or an end of an import that it
    /// goes through.
    pub(super) fn is_exempt(&mut self, cx: &CheckContext<'_>, reference: &Reference, number: u32) -> bool {
        if self.except.is_empty() {
            return false;
        }
        let imports = cx.imports_of(reference);
        self.is_covered_by_except(cx, reference, number)
            || imports.into_iter().any(|one| self.is_covered_by_except(cx, one, number))
    }

    fn is_covered_by_except(&mut self, cx: &CheckContext<'_>, reference: &Reference, number: u32) -> bool {
        let none = Binding::new();
        let (except, binding) = (&self.except, self.bindings.get(number as usize).unwrap_or(&none));
        except.find(&cx.code, reference.from, binding, Nested::Deepest).is_some()
            || *self.exempt.entry((number, reference.target)).or_insert_with(|| {
                let target: &Target = cx.graph.target(reference);
                (0..rules::ends(target)).any(|end| except.covers_end(&cx.code, target, end, binding))
            })
    }

    /// Returns the first match of `to` that a reference leads to and that is not exempt, under any binding of its Rust
    /// module.
    pub(super) fn violates(&mut self, cx: &CheckContext<'_>, reference: &Reference) -> Option<SelectorHit> {
        for at in 0..self.bindings_of(reference.from).len() {
            let number = self.bindings_of(reference.from)[at];
            if let Some(hit) = self.hits(cx, reference, number).first().copied()
                && !self.is_exempt(cx, reference, number)
            {
                return Some(hit);
            }
        }
        None
    }
}
