//! Names that only generated code can declare: the scope that most likely contains a name which no source shows.
//!
//! Derives, attributes, macros of other crates and files of build scripts declare such names. They are found as other names
//! are: in a scope, in those around it, and through globs. If several scopes may contain a name, the likeliest one counts,
//! and the nearest of several that are as likely.

use super::{PathContext, prelude, resolver::Resolver, unknown::OutsideGlob};
use crate::{
    cfg::Cfg,
    graph::ImportId,
    resolve::{
        def_map::{DefKind, DefMap, GeneratorClass, ScopeData, ScopeKind},
        ids::{ScopeId, Symbol, SymbolPathId},
        resolution::{Res, ResCertainty},
    },
    syntax::Spaces,
};
use rustc_hash::FxHashSet;
use smallvec::SmallVec;
use std::collections::VecDeque;

/// How likely it is that a scope contains a name, the likeliest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Likelihood {
    /// A derive there is known to declare the name.
    Known,
    /// The name contains that of an item with a derive or attribute, with at most this many other words.
    Related(usize),
    /// A file there cannot be read.
    File,
    /// A glob there imports everything from something that generated code declares.
    Glob,
    /// A macro of another crate is called there.
    Macro,
    /// An item there has a derive or attribute.
    Derive,
}

/// A scope that may contain a name.
#[derive(Clone, Copy, Debug)]
pub(super) struct GeneratedSource {
    /// The scope of the generating code.
    pub(super) scope: ScopeId,
    pub(super) likelihood: Likelihood,
    /// Whether a build script writes the content of the scope.
    pub(super) is_built: bool,
    /// The glob that leads there from the scope of the lookup.
    pub(super) glob: Option<ImportId>,
    /// The Rust module that `glob` is a glob of.
    pub(super) glob_of: Option<ScopeId>,
    /// The condition under which the globs on the way exist.
    pub(super) cfg: Cfg,
}

impl GeneratedSource {
    /// Returns the certainty of a name from this source.
    pub(super) fn certainty(self) -> ResCertainty {
        match self.likelihood {
            Likelihood::Known | Likelihood::Related(_) | Likelihood::File => ResCertainty::Generated,
            Likelihood::Glob | Likelihood::Macro | Likelihood::Derive => ResCertainty::Unknown,
        }
    }
}

/// A scope of the search, and how it was reached.
struct Step {
    scope: ScopeId,
    /// The Rust module that looks the name up in the scope; none if the name is looked up from within.
    from: Option<ScopeId>,
    glob: Option<ImportId>,
    glob_of: Option<ScopeId>,
    cfg: Cfg,
}

impl Resolver<'_, '_> {
    /// Returns the likeliest scope in which generated code may declare a name: a scope, one around it, or one that their
    /// globs lead to.
    ///
    /// `requester` is the scope that names `scope` in a path, if one does. `import` is the import that is being resolved.
    pub(super) fn generated_source(
        &mut self,
        scope: ScopeId,
        requester: Option<ScopeId>,
        name: Symbol,
        import: Option<ImportId>,
    ) -> Option<GeneratedSource> {
        let defs = self.defs;
        let around = std::iter::successors(Some(scope), |scope| defs.scope(*scope).next_outward());
        let start = |scope| Step { scope, from: requester, glob: None, glob_of: None, cfg: Cfg::ALWAYS };
        let mut queue: VecDeque<Step> = around.map(start).collect();
        let mut visited: FxHashSet<(ScopeId, Option<ScopeId>)> = FxHashSet::default();
        let mut best: Option<GeneratedSource> = None;
        while let Some(step) = queue.pop_front() {
            if !visited.insert((step.scope, step.from)) {
                continue;
            }
            if let Some(log) = &mut self.state.log {
                log.record_generated(step.scope);
            }
            let data = defs.scope(step.scope);
            let source = |scope, likelihood| {
                let is_built = data.generators.likeliest() == Some(GeneratorClass::BuiltFile);
                let Step { glob, glob_of, cfg, .. } = step;
                GeneratedSource { scope, likelihood, is_built, glob, glob_of, cfg }
            };
            let mut add = |new: GeneratedSource| {
                if best.is_none_or(|best| new.likelihood < best.likelihood) {
                    best = Some(new);
                }
            };
            if let Some(likelihood) = defs.likelihood(data, name) {
                add(source(step.scope, likelihood));
            }
            for glob in defs.visible_globs(step.scope, step.from).filter(|glob| Some(*glob) != import) {
                let glob_data = defs.import(glob);
                for target in glob_data.targets() {
                    let cfgs = &mut self.state.cfgs;
                    let cfg = cfgs.and(glob_data.cfg, target.cfg);
                    let cfg = cfgs.and(step.cfg, cfg);
                    match target.res {
                        Res::Module(of) if cfgs.is_satisfiable(cfg) => queue.push_back(Step {
                            scope: of,
                            from: Some(data.module),
                            glob: step.glob.or(Some(glob)),
                            glob_of: step.glob_of.or(Some(of)),
                            cfg,
                        }),
                        // Imports that such globs supply could supply each other, and themselves.
                        Res::Item(item)
                            if item.stand_in_index().is_some() && (import.is_none() || requester.is_some()) =>
                        {
                            let scope = self.item(item).scope;
                            add(GeneratedSource { cfg, is_built: false, ..source(scope, Likelihood::Glob) });
                        }
                        _ => {}
                    }
                }
            }
        }
        best
    }

    /// Whether generated code is likelier to declare a name than outside globs are to supply it. The standard library has
    /// many names, and so has an outside glob in comparison with an item that a derive or attribute is at.
    pub(super) fn is_generated_likelier(&self, source: GeneratedSource, globs: &[OutsideGlob]) -> bool {
        match source.likelihood {
            Likelihood::Known => true,
            Likelihood::File | Likelihood::Glob => {
                !globs.iter().any(|(path, ..)| prelude::is_std_family(self.defs.text(self.state.outside.first(*path))))
            }
            Likelihood::Related(_) | Likelihood::Macro | Likelihood::Derive => globs.is_empty(),
        }
    }

    /// Whether a path that leads nowhere leads to something in another namespace that is in a module with generated code, such
    /// as a function whose attribute declares a type of the same name.
    pub(crate) fn is_beside_generator(&mut self, path: SymbolPathId, context: PathContext) -> bool {
        let hits = self.resolve(path, Spaces::ALL, context).hits;
        hits.into_iter().any(|hit| match hit.res {
            Res::Item(item) => {
                let module = self.defs.scope(self.item(item).scope).module;
                if let Some(log) = &mut self.state.log {
                    log.record_generated(module);
                }
                self.defs.scope(module).generators.likeliest().is_some()
            }
            _ => false,
        })
    }

    /// Whether a scope, one around it, or one that its globs lead to may contain names that no source shows.
    pub(crate) fn may_contain_unknown(&mut self, scope: ScopeId) -> bool {
        let defs = self.defs;
        let mut visited = FxHashSet::default();
        let mut open = vec![scope];
        while let Some(scope) = open.pop() {
            if !visited.insert(scope) {
                continue;
            }
            if let Some(log) = &mut self.state.log {
                log.record_generated(scope);
            }
            let data = defs.scope(scope);
            let is_opaque =
                |res: Res| matches!(res, Res::Item(item) if !matches!(defs.def_kind(item), DefKind::Enum(_)));
            let targets = || data.globs.iter().flat_map(|glob| defs.import(*glob).targets());
            if data.generators.likeliest().is_some()
                || !data.hidden.is_empty()
                || targets().any(|target| is_opaque(target.res))
            {
                return true;
            }
            if data.kind != ScopeKind::Module {
                open.extend(data.parent);
            }
            open.extend(targets().filter_map(|target| match target.res {
                Res::Module(of) => Some(of),
                _ => None,
            }));
        }
        false
    }
}

impl DefMap<'_> {
    /// Returns how likely it is that generated code declares a name in a scope; none if no code there can do so.
    fn likelihood(&self, scope: &ScopeData, name: Symbol) -> Option<Likelihood> {
        let generators = &scope.generators;
        if generators.known.contains(&name) {
            return Some(Likelihood::Known);
        }
        let of_class = match generators.likeliest() {
            Some(GeneratorClass::BuiltFile | GeneratorClass::File) => Some(Likelihood::File),
            Some(GeneratorClass::Macro) => Some(Likelihood::Macro),
            _ if !scope.hidden.is_empty() => Some(Likelihood::Macro),
            Some(GeneratorClass::Derive) => Some(Likelihood::Derive),
            None => None,
        };
        let name = self.text(name);
        let related = generators.items.iter().filter_map(|item| additional_words(name, self.text(*item))).min();
        related.map(Likelihood::Related).or(of_class)
    }
}

/// Returns the number of words that a name has in addition to those of an item, at its start or end: 1 for `OpKind` and
/// `Op`, or `union_query` and `Query`. None if the name does not contain that of the item.
fn additional_words(name: &str, item: &str) -> Option<usize> {
    let same_byte = |a: Option<&u8>, b: Option<&u8>| a.map(u8::to_ascii_lowercase) == b.map(u8::to_ascii_lowercase);
    let (bytes, item_bytes) = (name.as_bytes(), item.as_bytes());
    if !same_byte(bytes.first(), item_bytes.first()) && !same_byte(bytes.last(), item_bytes.last()) {
        return None;
    }
    let (words, item_words) = (words(name), words(item));
    // An item called `_` has none.
    let additional = words.len().checked_sub(item_words.len()).filter(|_| !item_words.is_empty())?;
    let is_equal = |part: &[&str]| part.iter().zip(&item_words).all(|(a, b)| a.eq_ignore_ascii_case(b));
    (is_equal(&words[..item_words.len()]) || is_equal(&words[additional..])).then_some(additional)
}

/// Splits a name in any case (RFC 430) into its words.
fn words(name: &str) -> SmallVec<[&str; 8]> {
    let mut words = SmallVec::new();
    for part in name.split('_').filter(|part| !part.is_empty()) {
        let mut start = 0;
        let mut was_lowercase = false;
        for (at, char) in part.char_indices() {
            if char.is_uppercase() && was_lowercase {
                words.push(&part[start..at]);
                start = at;
            }
            was_lowercase = !char.is_uppercase();
        }
        words.push(&part[start..]);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_any_case() {
        assert_eq!(*words("OpDiscriminants"), ["Op", "Discriminants"]);
        assert_eq!(*words("union_query"), ["union", "query"]);
        assert_eq!(*words("HTTPServer"), ["HTTPServer"]);
        assert_eq!(*words("__X2Y"), ["X2", "Y"]);
        assert!(words("_").is_empty());
    }

    #[test]
    fn a_generated_name_contains_the_name_of_its_item() {
        assert_eq!(additional_words("OpDiscriminants", "Op"), Some(1));
        assert_eq!(additional_words("MockStore", "Store"), Some(1));
        assert_eq!(additional_words("union_query", "UnionQuery"), Some(0));
        assert_eq!(additional_words("Apple", "App"), None);
        assert_eq!(additional_words("Op", "OpKind"), None);
        assert_eq!(additional_words("Entity", "Model"), None);
    }
}
