//! What may supply a name that nothing surely does: globs of crates outside, and macros that no one here can expand,
//! where a place or its globs lead to them.

use super::{
    paths::Sure,
    world::{ItemKind, OutsidePath, Res, ScopeId, ScopeKind, Symbol, World},
};
use crate::{cfg::Cfg, graph::ImportId};
use rustc_hash::FxHashSet;

/// The scopes that a search along globs has been in, and for whom.
type Seen = FxHashSet<(ScopeId, Option<ScopeId>)>;

impl World<'_> {
    /// The outside globs that could supply a name which nothing else does, from a place outward and through the
    /// globs of the workspace. An import is supplied by globs of what is known for certain only: globs of names that
    /// nothing declares (yet) would otherwise feed each other, and one itself, without end.
    pub(super) fn outside_globs(&self, scope: ScopeId, for_import: bool) -> Vec<(OutsidePath, Cfg, ImportId)> {
        let mut globs = Vec::new();
        let mut visited = Seen::default();
        let mut at = Some(scope);
        while let Some(current) = at {
            self.outside_globs_of(current, None, for_import, &mut visited, &mut globs);
            at = match self.scope(current).kind {
                ScopeKind::Module => None,
                ScopeKind::Block | ScopeKind::Enum => self.scope(current).parent,
            };
        }
        globs
    }

    /// `through` is the glob that led here from the scope that was asked, and the Rust module of the one before.
    fn outside_globs_of(
        &self,
        scope: ScopeId,
        through: Option<(ImportId, ScopeId)>,
        for_import: bool,
        visited: &mut Seen,
        globs: &mut Vec<(OutsidePath, Cfg, ImportId)>,
    ) {
        let from = through.map(|(_, from)| from);
        if self.scope(scope).globs.is_empty() || !visited.insert((scope, from)) {
            return;
        }
        for glob in self.globs_seen(scope, from) {
            let import = self.import(glob);
            let first = through.map_or(glob, |(first, _)| first);
            for target in &import.targets {
                match target.res {
                    Res::Outside(_) if for_import && target.sure != Sure::Certain => {}
                    Res::Outside(path) => {
                        // Two ways to one glob are one.
                        let one = (path, target.cfg, first);
                        if !globs.contains(&one) {
                            globs.push(one);
                        }
                    }
                    Res::Module(of) => {
                        let through = Some((first, self.scope(scope).module));
                        self.outside_globs_of(of, through, for_import, visited, globs);
                    }
                    Res::Item(_) | Res::Language => {}
                }
            }
        }
    }

    /// The globs of a scope that a Rust module can see which looks through a glob of its own; all, where a path names
    /// the scope itself. (So a chain of globs ends at the first private one, and does not lead through half of the
    /// workspace.)
    fn globs_seen(&self, scope: ScopeId, from: Option<ScopeId>) -> impl Iterator<Item = ImportId> {
        let sees = move |glob: &ImportId| from.is_none_or(|from| self.can_see(from, self.import(*glob).visibility));
        self.scope(scope).globs.iter().copied().filter(sees)
    }

    /// The nearest scope in which a macro that no one here can expand has a name among its arguments, and so may
    /// declare it: from a place outward, and through globs.
    pub(super) fn hidden(&self, scope: ScopeId, name: Symbol) -> Option<Hidden> {
        let mut visited = Seen::default();
        let mut at = Some(scope);
        while let Some(current) = at {
            if let Some(found) = self.hidden_in(current, None, name, &mut visited) {
                return Some(found);
            }
            at = match self.scope(current).kind {
                ScopeKind::Module => None,
                ScopeKind::Block | ScopeKind::Enum => self.scope(current).parent,
            };
        }
        None
    }

    /// Whether a scope, one around it, or one that its globs lead to may hold names that can't be known: by a macro
    /// that no one here can expand, by a derive, or in a generated file.
    pub(super) fn may_hold_more(&self, scope: ScopeId) -> bool {
        let mut visited = FxHashSet::default();
        let mut open = vec![scope];
        while let Some(scope) = open.pop() {
            if !visited.insert(scope) {
                continue;
            }
            if self.may_declare_more(scope) {
                return true;
            }
            let asked = self.scope(scope);
            if asked.kind != ScopeKind::Module {
                open.extend(asked.parent);
            }
            open.extend(asked.globs.iter().flat_map(|glob| &self.import(*glob).targets).filter_map(|target| {
                match target.res {
                    Res::Module(of) => Some(of),
                    _ => None,
                }
            }));
        }
        false
    }

    /// The same of a scope itself, and what it brings in of items that can't be looked into, since a macro declares them.
    pub(super) fn may_declare_more(&self, scope: ScopeId) -> bool {
        let scope = self.scope(scope);
        let unseen = |res: Res| matches!(res, Res::Item(item) if !matches!(self.item(item).kind, ItemKind::Enum(_)));
        let brings_unseen = |glob: &ImportId| self.import(*glob).targets.iter().any(|target| unseen(target.res));
        scope.generated || !scope.hidden.is_empty() || scope.globs.iter().any(brings_unseen)
    }

    fn hidden_in(&self, scope: ScopeId, from: Option<ScopeId>, name: Symbol, visited: &mut Seen) -> Option<Hidden> {
        let asked = self.scope(scope);
        if (asked.hidden.is_empty() && asked.globs.is_empty()) || !visited.insert((scope, from)) {
            return None;
        }
        if asked.hidden.contains(&name) {
            return Some(Hidden { scope, glob: None, glob_of: None });
        }
        self.globs_seen(scope, from).find_map(|glob| {
            self.import(glob).targets.iter().find_map(|target| match target.res {
                Res::Module(of) => {
                    let found = self.hidden_in(of, Some(asked.module), name, visited)?;
                    Some(Hidden { glob: Some(glob), glob_of: Some(of), ..found })
                }
                _ => None,
            })
        })
    }
}

/// Where a macro that can't be expanded may declare a name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hidden {
    /// The scope of the call.
    pub scope: ScopeId,
    /// The glob that leads there from the scope that was asked, and what it is of.
    pub glob: Option<ImportId>,
    pub glob_of: Option<ScopeId>,
}
