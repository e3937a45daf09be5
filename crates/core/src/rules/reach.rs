//! Decides whether a rule can ever report anything: whether some reference could violate it, given the Rust modules that
//! exist. It knows no kind of rule: each kind asks the question that fits it.

use super::{
    code::Codebase,
    items,
    matching::Binding,
    model::{Edges, Judged, Meaning, ModuleId, Part, Selector},
    pattern::{Pattern, Segment},
    scope::{Match, Nested, Scope, end, ends},
};
use crate::{
    graph::{End, RustModuleId},
    workspace::canonical_crate,
};
use std::collections::{BTreeMap, BTreeSet};

/// The number of values of captures to try. With more, a rule counts as one that can report.
const MAX_BINDINGS: usize = 64;

/// The references that a rule could judge.
pub(crate) struct Reach<'r, 'a> {
    code: &'r Codebase<'a>,
    except: &'r [Selector],
    exempt: Scope<'r>,
    is_checked: &'r dyn Fn(RustModuleId) -> bool,
    /// The Rust modules that stand for packages, if the rule checks declared dependencies.
    roots: Option<BTreeSet<RustModuleId>>,
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
        edges: Edges,
    ) -> Self {
        let roots = (edges == Edges::Declared).then(|| code.package_roots());
        Self { code, except, exempt: Scope::new(except, code), is_checked, roots }
    }

    /// Returns the Rust modules that references can belong to and lead to.
    fn modules(&self) -> impl Iterator<Item = RustModuleId> {
        let ids = self.code.graph.modules().map(|(id, _)| id);
        ids.filter(|id| self.roots.as_ref().is_none_or(|roots| roots.contains(id)))
    }

    /// Returns whether an entry of `except` changes nothing: no judged reference could belong to or lead to what it covers.
    pub(crate) fn is_dead(&self, entry: &Selector, judged: &Judged<'_>) -> bool {
        let (scope, free) = (Scope::of(&entry.meaning, self.code), Binding::new());
        let covered = |id: &RustModuleId| scope.find(self.code, *id, &free, Nested::Deepest).is_some();
        let inside = judged.inside.map(|part| Area::new(part, self.code));
        let from = Area::new(judged.from, self.code);
        let is_target = |id: RustModuleId| inside.as_ref().is_some_and(|area| area.holds(self.code, id));
        let mut holders = BTreeSet::new();
        each_pattern(&entry.meaning, &mut |pattern| holders.extend(items::holders(pattern, self.code)));
        let is_used = self
            .modules()
            .filter(covered)
            .any(|id| ((self.is_checked)(id) && from.holds(self.code, id)) || is_target(id))
            || holders.into_iter().any(is_target)
            || judged.outside.is_some_and(|part| overlaps_outside(&entry.meaning, part));
        if is_used || self.roots.is_some() {
            return !is_used;
        }
        // A re-export elsewhere can lead to a target.
        let (Part::Of(selectors) | Part::AllBut(selectors)) = judged.outside.unwrap_or(Part::Of(&[]));
        let outside = Scope::new(selectors, self.code);
        let is_excluding = matches!(judged.outside, Some(Part::AllBut(_)));
        !self.code.graph.targets.iter().any(|target| {
            let ends = || 0..ends(target);
            let judged = |index: usize| match end(target, index) {
                End::Module(module) => is_target(module),
                End::Outside(_) => outside.covers_end(self.code, target, index, &free) != is_excluding,
            };
            ends().any(|index| scope.covers_end(self.code, target, index, &free)) && ends().any(judged)
        })
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

    /// Returns whether `except` covers all Rust modules that `within` covers. If it covers only items, that is unknown.
    pub(crate) fn is_emptied(&self, within: &[Selector]) -> bool {
        let (scope, free) = (Scope::new(within, self.code), Binding::new());
        let mut covered = self.modules().filter(|id| scope.find(self.code, *id, &free, Nested::Deepest).is_some());
        covered.any(|id| (self.is_checked)(id)) && self.is_all_exempt(within)
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
            Meaning::Modules(_) | Meaning::Crates(_) | Meaning::Files(_) | Meaning::Owned(..) => false,
            Meaning::Any(all) => all.iter().any(|one| self.covers_others(one)),
            Meaning::Except(all, _) => self.covers_others(all),
            Meaning::Code(_) if self.roots.is_some() => false,
            Meaning::Code(pattern) => {
                let children = items::children(self.code);
                items::is_held(pattern, self.code, |_| true, |module, name| !children.contains(&(module, name)))
            }
        }
    }
}

/// A part of the Rust modules, prepared for matching.
struct Area<'r> {
    scope: Scope<'r>,
    /// The Rust modules with items that a selector covers.
    holders: BTreeSet<RustModuleId>,
    is_excluding: bool,
}

impl<'r> Area<'r> {
    fn new(part: Part<'r>, code: &Codebase<'_>) -> Self {
        match part {
            Part::Of(selectors) => {
                let mut holders = BTreeSet::new();
                for selector in selectors {
                    each_pattern(&selector.meaning, &mut |pattern| holders.extend(items::holders(pattern, code)));
                }
                Self { scope: Scope::new(selectors, code), holders, is_excluding: false }
            }
            Part::AllBut(selectors) => {
                let scope = Scope::new(selectors, code);
                // With captures, what is excluded depends on the reference.
                let scope = if scope.has_captures() { Scope::new(&[], code) } else { scope };
                Self { scope, holders: BTreeSet::new(), is_excluding: true }
            }
        }
    }

    fn holds(&self, code: &Codebase<'_>, id: RustModuleId) -> bool {
        let is_covered = self.scope.find(code, id, &Binding::new(), Nested::Deepest).is_some();
        (is_covered || self.holders.contains(&id)) != self.is_excluding
    }
}

/// Calls a function with each pattern of a meaning.
fn each_pattern(meaning: &Meaning, call: &mut impl FnMut(&Pattern)) {
    match meaning {
        Meaning::Code(pattern) => call(pattern),
        Meaning::Any(all) => all.iter().for_each(|one| each_pattern(one, call)),
        Meaning::Except(all, _) => each_pattern(all, call),
        Meaning::Modules(_) | Meaning::Crates(_) | Meaning::Outside(_) | Meaning::Files(_) | Meaning::Owned(..) => {}
    }
}

/// Returns the paths outside the workspace that a meaning covers.
fn outside_paths<'m>(meaning: &'m Meaning, paths: &mut Vec<&'m [Segment]>) {
    match meaning {
        Meaning::Outside(path) => paths.push(path),
        Meaning::Any(all) => all.iter().for_each(|one| outside_paths(one, paths)),
        Meaning::Except(all, _) => outside_paths(all, paths),
        Meaning::Modules(_) | Meaning::Crates(_) | Meaning::Code(_) | Meaning::Files(_) | Meaning::Owned(..) => {}
    }
}

/// Returns whether a meaning covers something outside the workspace that may be in a part.
fn overlaps_outside(meaning: &Meaning, part: Part<'_>) -> bool {
    let (Part::Of(selectors) | Part::AllBut(selectors)) = part;
    let (mut own, mut others) = (Vec::new(), Vec::new());
    outside_paths(meaning, &mut own);
    for selector in selectors {
        outside_paths(&selector.meaning, &mut others);
    }
    // Segments with wildcards may be equal.
    let can_start = |path: &[Segment], start: &[Segment]| {
        path.len() >= start.len()
            && path.iter().zip(start).all(|(a, b)| match (a.literal(), b.literal()) {
                (Some(a), Some(b)) => std_name(a) == std_name(b),
                _ => true,
            })
    };
    let is_literal = |path: &[Segment]| path.iter().all(|segment| segment.literal().is_some());
    own.iter().any(|path| match part {
        Part::Of(_) => others.iter().any(|other| can_start(path, other) || can_start(other, path)),
        Part::AllBut(_) => !others.iter().any(|other| is_literal(other) && is_literal(path) && can_start(path, other)),
    })
}

fn std_name(name: &str) -> String {
    canonical_crate(name).replace('-', "_")
}
