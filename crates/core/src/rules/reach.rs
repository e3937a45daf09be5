//! Decides whether a rule can ever report anything: whether some reference could violate it, given the Rust modules that
//! exist. It knows no kind of rule: each kind asks the question that fits it.

use super::{
    code::Codebase,
    items,
    matching::Binding,
    model::{Meaning, ModuleId, Selector},
    scope::{Match, Nested, Scope},
};
use crate::graph::RustModuleId;
use rustc_hash::FxHashSet;
use std::collections::{BTreeMap, BTreeSet};

/// The number of values of captures to try. With more, a rule counts as one that can report.
const MAX_BINDINGS: usize = 64;

/// The references that a rule could judge.
pub(crate) struct Reach<'r, 'a> {
    code: &'r Codebase<'a>,
    except: &'r [Selector],
    exempt: Scope<'r>,
    is_checked: &'r dyn Fn(RustModuleId) -> bool,
}

/// What a list of selectors covers under one binding of the captures.
struct Targets {
    /// The Rust modules that are not exempt, each match with the modules that own it.
    matches: Vec<BTreeSet<(Match, Option<ModuleId>)>>,
    /// Whether some selector covers an item or something outside the workspace.
    has_others: bool,
}

impl<'r, 'a> Reach<'r, 'a> {
    /// Prepares the questions about one rule. `is_checked` tells whether the rule checks code of a Rust module.
    pub(super) fn new(
        except: &'r [Selector],
        code: &'r Codebase<'a>,
        is_checked: &'r dyn Fn(RustModuleId) -> bool,
    ) -> Self {
        Self { code, except, exempt: Scope::new(except, code), is_checked }
    }

    fn modules(&self) -> impl Iterator<Item = RustModuleId> {
        self.code.graph.modules().map(|(id, _)| id)
    }

    fn is_exempt(&self, module: RustModuleId, binding: &Binding) -> bool {
        self.exempt.find(self.code, module, binding, Nested::Deepest).is_some()
    }

    /// Returns the checked Rust modules that `from` covers and `except` does not, by the values of the captures.
    fn sources(&self, from: &[Selector]) -> BTreeMap<Binding, Vec<RustModuleId>> {
        let mut sources: BTreeMap<Binding, Vec<RustModuleId>> = BTreeMap::new();
        for selector in from {
            let scope = Scope::of(&selector.meaning, self.code);
            for id in self.modules().filter(|id| (self.is_checked)(*id)) {
                for binding in scope.bindings_of(&selector.meaning, self.code, id) {
                    if !self.is_exempt(id, &binding) {
                        sources.entry(binding).or_default().push(id);
                    }
                }
            }
        }
        sources
    }

    /// Returns whether `except` covers all checked code of `from`.
    pub(crate) fn is_all_exempt(&self, from: &[Selector]) -> bool {
        !from.is_empty() && self.sources(from).is_empty()
    }

    /// Returns whether code of `from` could depend on a match of `to` that does not contain it.
    pub(crate) fn can_depend(&self, from: &[Selector], to: &[Selector]) -> bool {
        let scope = Scope::new(to, self.code);
        let sources = self.sources(from);
        sources.len() > MAX_BINDINGS
            || sources.iter().any(|(binding, modules)| {
                let targets = self.targets(to, &scope, binding);
                targets.has_others
                    || modules.iter().any(|from| self.others(&targets, &scope, *from, binding).next().is_some())
            })
    }

    /// Returns whether code outside `allowed` could depend on `to` from outside the match and the module that owns it.
    pub(crate) fn can_intrude(&self, allowed: &[Selector], to: &[Selector]) -> bool {
        let (allowed, scope, free) = (Scope::new(allowed, self.code), Scope::new(to, self.code), Binding::new());
        if allowed.has_captures() {
            return true;
        }
        let is_outsider = |id: &RustModuleId| {
            (self.is_checked)(*id)
                && !self.is_exempt(*id, &free)
                && allowed.find(self.code, *id, &free, Nested::Deepest).is_none()
        };
        let targets = self.targets(to, &scope, &free);
        self.modules().filter(is_outsider).any(|from| {
            let own = self.code.owner(from);
            targets.has_others
                || self.others(&targets, &scope, from, &free).any(|owner| owner.is_none() || owner != own)
        })
    }

    /// Returns whether code of `from` could depend on a Rust module that is in neither the same match nor `to`.
    pub(crate) fn can_leave(&self, from: &[Selector], to: &[Selector]) -> bool {
        let (matches, allowed) = (Scope::new(from, self.code), Scope::new(to, self.code));
        let sources = self.sources(from);
        sources.len() > MAX_BINDINGS
            || sources.iter().any(|(binding, modules)| {
                let of = |id: RustModuleId| -> Vec<Option<Match>> {
                    (0..matches.len())
                        .map(|selector| matches.find_in(selector, self.code, id, binding, Nested::Outermost))
                        .collect()
                };
                let others: BTreeSet<_> = self
                    .modules()
                    .filter(|id| !self.is_exempt(*id, binding))
                    .filter(|id| allowed.find(self.code, *id, binding, Nested::Deepest).is_none())
                    .map(of)
                    .collect();
                modules.iter().any(|from| {
                    let own = of(*from);
                    others.iter().any(|other| !own.iter().zip(other).any(|(a, b)| a.is_some() && a == b))
                })
            })
    }

    /// Returns whether some checked code of `from` is not part of `to`.
    pub(crate) fn is_partly_outside(&self, from: &[Selector], to: &[Selector]) -> bool {
        let scope = Scope::new(to, self.code);
        let is_part =
            |id: RustModuleId, binding: &Binding| scope.find(self.code, id, binding, Nested::Outermost).is_some();
        from.iter().any(|selector| {
            let matches = Scope::of(&selector.meaning, self.code);
            self.modules().filter(|id| (self.is_checked)(*id)).any(|id| {
                let bindings = matches.bindings_of(&selector.meaning, self.code, id);
                bindings.iter().any(|binding| !is_part(id, binding))
            })
        })
    }

    /// Returns the number of matches of `among` with code that is not exempt.
    pub(crate) fn node_count(&self, among: &[Selector]) -> usize {
        let (scope, free) = (Scope::new(among, self.code), Binding::new());
        let modules = self.modules().filter(|id| !self.is_exempt(*id, &free));
        modules.filter_map(|id| scope.node(self.code, id)).collect::<BTreeSet<_>>().len()
    }

    fn targets(&self, to: &[Selector], scope: &Scope<'_>, binding: &Binding) -> Targets {
        let mut matches = vec![BTreeSet::new(); to.len()];
        for id in self.modules().filter(|id| !self.is_exempt(*id, binding)) {
            for (selector, matches) in matches.iter_mut().enumerate() {
                let found = scope.find_in(selector, self.code, id, binding, Nested::Outermost);
                matches.extend(found.map(|found| (found, self.code.owner(id))));
            }
        }
        let is_exempt = |one: &Selector| self.except.iter().any(|except| except.text == one.text);
        let has_others = to.iter().any(|one| !is_exempt(one) && self.covers_others(&one.meaning));
        Targets { matches, has_others }
    }

    /// Returns the owners of the targets in matches that do not contain a Rust module.
    fn others(
        &self,
        targets: &Targets,
        scope: &Scope<'_>,
        from: RustModuleId,
        binding: &Binding,
    ) -> impl Iterator<Item = Option<ModuleId>> {
        targets.matches.iter().enumerate().flat_map(move |(selector, matches)| {
            let own = scope.find_in(selector, self.code, from, binding, Nested::Outermost);
            matches.iter().filter(move |(found, _)| Some(*found) != own).map(|(_, owner)| *owner)
        })
    }

    /// Returns whether a selector covers something outside the workspace, or an item that is no Rust module.
    fn covers_others(&self, meaning: &Meaning) -> bool {
        match meaning {
            Meaning::Outside(_) => true,
            Meaning::Modules(_) | Meaning::Crates(_) => false,
            Meaning::Any(all) => all.iter().any(|one| self.covers_others(one)),
            Meaning::Code(pattern) => {
                let modules = &self.code.graph.modules;
                let children: FxHashSet<(RustModuleId, &str)> = modules
                    .iter()
                    .filter_map(|module| Some((module.parent?, module.path.rsplit("::").next()?)))
                    .collect();
                items::is_held(pattern, self.code, |_| true, |module, name| !children.contains(&(module, name)))
            }
        }
    }
}
