//! Prepares selectors for fast matching: which match covers a Rust module, and which matches a reference leads to. It
//! checks no code.
//!
//! A **match** is one result of a selector: a module, a package, an owner, a Rust module with all below it, an item, or a crate
//! outside. References within one match of `to` are never violations, and each match of `among` is one node.

use super::{
    code::Codebase,
    matching::{self, Binding},
    model::{Meaning, ModuleId, OwnerId, Selector},
    pattern::{Pattern, Segment},
};
use crate::{
    graph::{End, RustModuleId, Target},
    workspace::PackageId,
};

/// A match of a selector. Selectors with the same result have equal matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Match {
    /// A module.
    Module(ModuleId),
    /// A package with all its crates.
    Package(PackageId),
    /// A Rust module with all below it.
    Code(RustModuleId),
    /// The code of an owner.
    Owner(OwnerId),
    /// An item, by the index of the selector that matched it.
    Item(usize),
    /// A crate outside, by the index of the selector that matched it.
    Outside(usize),
}

/// Which of several nested matches to use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nested {
    /// The outermost one.
    Outermost,
    /// The innermost one.
    Deepest,
}

/// A match that a reference leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SelectorHit {
    /// The index of the selector.
    pub selector: usize,
    /// The match.
    pub found: Match,
    /// The end of the reference: an index of *via*, or its length for *defined*.
    pub end: usize,
}

/// Some selectors, prepared for matching.
#[derive(Debug)]
pub struct Scope<'r> {
    entries: Vec<PreparedSelector<'r>>,
}

#[derive(Debug)]
enum PreparedSelector<'r> {
    Modules(&'r [ModuleId]),
    Packages(&'r [PackageId]),
    /// A pattern without captures, with the outermost and deepest match for each Rust module.
    Fixed(&'r Pattern, Vec<[Option<RustModuleId>; 2]>),
    /// A pattern with captures, which must be matched for each binding.
    Captures(&'r Pattern),
    Outside(&'r [Segment]),
    /// The outermost and deepest match for each Rust module: the ends of a chain of Rust modules in some files.
    Files(Vec<[Option<RustModuleId>; 2]>),
    /// Whether the owner has each Rust module.
    Owned(OwnerId, Vec<bool>),
    Any(Vec<PreparedSelector<'r>>),
    Except(Box<PreparedSelector<'r>>, Vec<PreparedSelector<'r>>),
}

impl<'r> Scope<'r> {
    /// Prepares some selectors, in order.
    pub fn new(selectors: &'r [Selector], code: &Codebase<'_>) -> Self {
        Self { entries: selectors.iter().map(|selector| PreparedSelector::new(&selector.meaning, code)).collect() }
    }

    /// Prepares one meaning.
    pub fn of(meaning: &'r Meaning, code: &Codebase<'_>) -> Self {
        Self { entries: vec![PreparedSelector::new(meaning, code)] }
    }

    /// Returns the number of selectors.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Returns whether there are no selectors.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Returns whether any selector has captures.
    pub fn has_captures(&self) -> bool {
        self.entries.iter().any(PreparedSelector::has_captures)
    }

    /// Returns the values of the captures of a meaning with which it covers a Rust module. The scope must be of that meaning.
    pub fn bindings_of(&self, meaning: &Meaning, code: &Codebase<'_>, module: RustModuleId) -> Vec<Binding> {
        self.entries.iter().flat_map(|entry| entry.bindings_of(meaning, code, module)).collect()
    }

    /// Returns the match of the first selector that covers a Rust module.
    pub fn find(&self, code: &Codebase<'_>, module: RustModuleId, binding: &Binding, nested: Nested) -> Option<Match> {
        self.entries.iter().find_map(|entry| entry.find(code, module, binding, nested))
    }

    /// Returns the deepest match of all selectors that covers a Rust module.
    pub fn node(&self, code: &Codebase<'_>, module: RustModuleId) -> Option<Match> {
        let depth = |found: &Match| match found {
            Match::Code(root) => code.segments(*root).len(),
            _ => 0,
        };
        let free = Binding::new();
        let found = self.entries.iter().filter_map(|entry| entry.find(code, module, &free, Nested::Deepest));
        // The first of equals wins; `max_by_key` would take the last.
        found.fold(None, |best: Option<Match>, found| match best {
            Some(best) if depth(&best) >= depth(&found) => Some(best),
            _ => Some(found),
        })
    }

    /// Returns the match of one selector that covers a Rust module.
    pub fn find_in(
        &self,
        selector: usize,
        code: &Codebase<'_>,
        module: RustModuleId,
        binding: &Binding,
        nested: Nested,
    ) -> Option<Match> {
        self.entries.get(selector)?.find(code, module, binding, nested)
    }

    /// Returns whether one of the selected owners has both Rust modules. Code can have several owners, so it may be in the match of
    /// another one of them.
    pub fn shares_owner(&self, one: RustModuleId, other: RustModuleId) -> bool {
        self.entries.iter().any(|entry| entry.shares_owner(one, other))
    }

    /// Returns the matches of all selectors at the first `ends` ends of a target. See [`ends`].
    pub fn hits(&self, code: &Codebase<'_>, target: &Target, ends: usize, binding: &Binding) -> Vec<SelectorHit> {
        let mut hits = Vec::new();
        for (selector, entry) in self.entries.iter().enumerate() {
            for end in 0..ends {
                if let Some(found) = entry.reached(code, target, end, binding, selector) {
                    hits.push(SelectorHit { selector, found, end });
                }
            }
        }
        hits
    }

    /// Returns whether some selector covers an end of a target.
    pub fn covers_end(&self, code: &Codebase<'_>, target: &Target, end: usize, binding: &Binding) -> bool {
        let mut entries = self.entries.iter().enumerate();
        entries.any(|(selector, entry)| entry.reached(code, target, end, binding, selector).is_some())
    }
}

/// Returns the number of ends of a target: all of *via*, and *defined*.
pub fn ends(target: &Target) -> usize {
    target.via.len() + 1
}

/// Returns an end by index. The last one is *defined*.
pub fn end(target: &Target, index: usize) -> End {
    target.via.get(index).map_or(target.defined, |entry| End::Module(entry.module))
}

/// Returns whether a pattern contains `{x}` or `{!x}`.
fn has_captures(pattern: &Pattern) -> bool {
    pattern.segments.iter().any(Segment::has_capture)
}

impl<'r> PreparedSelector<'r> {
    fn new(meaning: &'r Meaning, code: &Codebase<'_>) -> Self {
        match meaning {
            Meaning::Modules(modules) => Self::Modules(modules),
            Meaning::Crates(packages) => Self::Packages(packages),
            Meaning::Outside(segments) => Self::Outside(segments),
            Meaning::Files(modules) => Self::Files(cover_files(modules, code)),
            Meaning::Owned(owner, modules) => {
                let mut has = vec![false; code.graph.modules.len()];
                for id in modules {
                    has[id.0 as usize] = true;
                }
                Self::Owned(*owner, has)
            }
            Meaning::Except(own, others) => {
                let others = others.iter().map(|other| Self::new(&other.meaning, code)).collect();
                Self::Except(Box::new(Self::new(own, code)), others)
            }
            Meaning::Any(meanings) => Self::Any(meanings.iter().map(|meaning| Self::new(meaning, code)).collect()),
            Meaning::Code(pattern) if has_captures(pattern) => Self::Captures(pattern),
            Meaning::Code(pattern) => Self::Fixed(pattern, cover(pattern, code)),
        }
    }

    fn bindings_of(&self, meaning: &Meaning, code: &Codebase<'_>, module: RustModuleId) -> Vec<Binding> {
        match (self, meaning) {
            (Self::Except(own, others), Meaning::Except(meaning, _)) => {
                if is_covered(others, code, module, &Binding::new()) {
                    return Vec::new();
                }
                own.bindings_of(meaning, code, module)
            }
            (Self::Captures(_), Meaning::Code(pattern)) => {
                let at = code.upward(module).filter(|at| !pattern.exact || *at == module);
                let at = at.filter(|at| code.head_fits(pattern, *at));
                at.flat_map(|at| matching::bindings(&pattern.segments, code.segments(at))).collect()
            }
            _ => {
                let covered = self.find(code, module, &Binding::new(), Nested::Deepest);
                covered.map(|_| Binding::new()).into_iter().collect()
            }
        }
    }

    fn shares_owner(&self, one: RustModuleId, other: RustModuleId) -> bool {
        match self {
            Self::Owned(_, has) => has[one.0 as usize] && has[other.0 as usize],
            Self::Except(own, _) => own.shares_owner(one, other),
            Self::Any(entries) => entries.iter().any(|entry| entry.shares_owner(one, other)),
            _ => false,
        }
    }

    fn has_captures(&self) -> bool {
        match self {
            Self::Captures(_) => true,
            Self::Except(own, _) => own.has_captures(),
            Self::Any(entries) => entries.iter().any(Self::has_captures),
            _ => false,
        }
    }

    fn find(&self, code: &Codebase<'_>, module: RustModuleId, binding: &Binding, nested: Nested) -> Option<Match> {
        match self {
            Self::Modules(modules) => code.owner(module).filter(|owner| modules.contains(owner)).map(Match::Module),
            Self::Packages(packages) => {
                Some(code.package(module)).filter(|package| packages.contains(package)).map(Match::Package)
            }
            Self::Except(own, others) => {
                own.find(code, module, binding, nested).filter(|_| !is_covered(others, code, module, binding))
            }
            Self::Fixed(_, covers) | Self::Files(covers) => {
                covers.get(module.0 as usize)?[nested as usize].map(Match::Code)
            }
            Self::Owned(owner, has) => has[module.0 as usize].then_some(Match::Owner(*owner)),
            Self::Captures(pattern) => {
                let mut matching = code
                    .upward(module)
                    .filter(|at| (!pattern.exact || *at == module) && code.matches(pattern, *at, binding));
                let found = match nested {
                    Nested::Deepest => matching.next(),
                    Nested::Outermost => matching.last(),
                };
                found.map(|root| Match::Code(code.without_twin(pattern, root)))
            }
            Self::Outside(_) => None,
            Self::Any(entries) => entries.iter().find_map(|entry| entry.find(code, module, binding, nested)),
        }
    }

    /// Returns the match at one end of a target.
    fn reached(
        &self,
        code: &Codebase<'_>,
        target: &Target,
        index: usize,
        binding: &Binding,
        selector: usize,
    ) -> Option<Match> {
        if let Self::Any(entries) = self {
            return entries.iter().find_map(|entry| entry.reached(code, target, index, binding, selector));
        }
        if let Self::Except(own, others) = self {
            let found = own.reached(code, target, index, binding, selector)?;
            let is_excepted = |other: &Self| other.reached(code, target, index, binding, selector).is_some();
            return (!others.iter().any(is_excepted)).then_some(found);
        }
        let name = match target.via.get(index) {
            Some(entry) => entry.name,
            None => target.item,
        };
        let name = name.map(|name| code.graph.name(name));
        match (end(target, index), self) {
            (End::Module(module), Self::Fixed(pattern, _) | Self::Captures(pattern)) => {
                self.find(code, module, binding, Nested::Outermost).or_else(|| {
                    let is_item = |name: &str| {
                        code.matches_item(pattern, module, name, binding)
                            || code.matches_exported_macro(pattern, module, name, binding)
                    };
                    name.is_some_and(is_item).then_some(Match::Item(selector))
                })
            }
            (End::Module(module), _) => self.find(code, module, binding, Nested::Outermost),
            (End::Outside(outside), Self::Outside(segments)) => {
                code.covers_outside(segments, outside, name, binding).then_some(Match::Outside(selector))
            }
            (End::Outside(_), _) => None,
        }
    }
}

/// Returns whether some selectors cover a Rust module.
fn is_covered(
    selectors: &[PreparedSelector<'_>],
    code: &Codebase<'_>,
    module: RustModuleId,
    binding: &Binding,
) -> bool {
    selectors.iter().any(|one| one.find(code, module, binding, Nested::Deepest).is_some())
}

/// Returns the outermost and the deepest match for each of some Rust modules: with its ancestors in all selected files,
/// and with those in its own file.
fn cover_files(modules: &[RustModuleId], code: &Codebase<'_>) -> Vec<[Option<RustModuleId>; 2]> {
    let mut covers: Vec<[Option<RustModuleId>; 2]> = vec![[None; 2]; code.graph.modules.len()];
    // Parents come before their children.
    for id in modules.iter().copied() {
        let parent = code.graph.module(id).parent;
        let of_parent = parent.map_or([None; 2], |parent| covers[parent.0 as usize]);
        let is_in_file = parent.is_some_and(|parent| code.shares_file(id, parent));
        let deepest = of_parent[Nested::Deepest as usize].filter(|_| is_in_file);
        covers[id.0 as usize] = [of_parent[Nested::Outermost as usize].or(Some(id)), deepest.or(Some(id))];
    }
    covers
}

/// Returns the outermost and the deepest match of a pattern for each Rust module.
fn cover(pattern: &Pattern, code: &Codebase<'_>) -> Vec<[Option<RustModuleId>; 2]> {
    let free = Binding::new();
    let mut covers: Vec<[Option<RustModuleId>; 2]> = Vec::with_capacity(code.graph.modules.len());
    // Rust modules are sorted by path, so parents come before their children.
    for (id, module) in code.graph.modules() {
        let own = code.matches(pattern, id, &free).then(|| code.without_twin(pattern, id));
        let above = module.parent.filter(|_| !pattern.exact).and_then(|parent| covers.get(parent.0 as usize));
        let [outermost, deepest] = above.copied().unwrap_or_default();
        covers.push([outermost.or(own), own.or(deepest)]);
    }
    covers
}
