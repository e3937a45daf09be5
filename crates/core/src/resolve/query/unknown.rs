//! What may supply a name that nothing certainly supplies: globs of outside crates, and unexpanded macro calls that have the
//! name among their arguments.

use crate::{
    cfg::Cfg,
    graph::ImportId,
    resolve::{
        def_map::DefMap,
        ids::{OutsidePathId, ScopeId, Symbol},
        resolution::{Res, ResCertainty},
    },
};
use rustc_hash::FxHashSet;

/// The scopes that a search has visited, each with the Rust module whose glob led there.
type SearchedScopes = FxHashSet<(ScopeId, Option<ScopeId>)>;

/// A glob of an outside path, with its condition and the import that led to it from the scope of the lookup.
pub(super) type OutsideGlob = (OutsidePathId, Cfg, ImportId);

/// An unexpanded macro call that may declare a name.
#[derive(Clone, Copy, Debug)]
pub(super) struct HiddenSource {
    /// The scope of the call.
    pub(super) scope: ScopeId,
    /// The glob that leads there from the scope of the lookup.
    pub(super) glob: Option<ImportId>,
    /// The Rust module that `glob` is a glob of.
    pub(super) glob_of: Option<ScopeId>,
}

impl DefMap<'_> {
    /// Returns the outside globs that could supply a name, from a place outward and through the globs of the workspace.
    ///
    /// `requester` is the scope that names `scope` in a path; without it, the search starts in `scope` and goes outward. A
    /// private glob supplies nothing to other modules.
    ///
    /// For an import, only globs of certain targets count. Globs of names that nothing declares (yet) would otherwise
    /// supply each other, and themselves, without end.
    pub(super) fn outside_globs(
        &self,
        scope: ScopeId,
        requester: Option<ScopeId>,
        for_import: bool,
    ) -> Vec<OutsideGlob> {
        let mut globs = Vec::new();
        let mut visited = SearchedScopes::default();
        let mut at = Some(scope);
        while let Some(current) = at {
            self.add_outside_globs(current, requester, None, for_import, &mut visited, &mut globs);
            at = self.scope(current).next_outward();
        }
        globs
    }

    /// `from` is the Rust module that looks names up in the scope, `through` the glob that led here from the scope of the
    /// lookup.
    fn add_outside_globs(
        &self,
        scope: ScopeId,
        from: Option<ScopeId>,
        through: Option<ImportId>,
        for_import: bool,
        visited: &mut SearchedScopes,
        globs: &mut Vec<OutsideGlob>,
    ) {
        if self.scope(scope).globs.is_empty() || !visited.insert((scope, from)) {
            return;
        }
        for glob in self.visible_globs(scope, from) {
            let first = through.unwrap_or(glob);
            for target in self.import(glob).targets() {
                match target.res {
                    Res::Outside(_) if for_import && target.certainty != ResCertainty::Certain => {}
                    Res::Outside(path) => {
                        let found = (path, target.cfg, first);
                        if !globs.contains(&found) {
                            globs.push(found);
                        }
                    }
                    Res::Module(of) => {
                        let module = self.scope(scope).module;
                        self.add_outside_globs(of, Some(module), Some(first), for_import, visited, globs);
                    }
                    Res::Item(_) | Res::Language => {}
                }
            }
        }
    }

    /// Returns the globs of a scope that a Rust module can see through a glob of its own; all globs if a path names the
    /// scope itself. (A chain of globs therefore ends at the first private one.)
    pub(super) fn visible_globs(&self, scope: ScopeId, from: Option<ScopeId>) -> impl Iterator<Item = ImportId> {
        let is_visible =
            move |glob: &ImportId| from.is_none_or(|from| self.can_see(from, self.import(*glob).visibility));
        self.scope(scope).globs.iter().copied().filter(is_visible)
    }

    /// Returns the nearest unexpanded macro call that has a name among its arguments, and so may declare it: from a
    /// place outward, and through globs. `requester` is the scope that names `scope` in a path, if one does.
    pub(super) fn hidden_source(
        &self,
        scope: ScopeId,
        requester: Option<ScopeId>,
        name: Symbol,
    ) -> Option<HiddenSource> {
        let mut visited = SearchedScopes::default();
        let mut at = Some(scope);
        while let Some(current) = at {
            if let Some(found) = self.hidden_source_in(current, requester, name, &mut visited) {
                return Some(found);
            }
            at = self.scope(current).next_outward();
        }
        None
    }

    fn hidden_source_in(
        &self,
        scope: ScopeId,
        from: Option<ScopeId>,
        name: Symbol,
        visited: &mut SearchedScopes,
    ) -> Option<HiddenSource> {
        let data = self.scope(scope);
        if (data.hidden.is_empty() && data.globs.is_empty()) || !visited.insert((scope, from)) {
            return None;
        }
        if data.hidden.contains(&name) {
            return Some(HiddenSource { scope, glob: None, glob_of: None });
        }
        self.visible_globs(scope, from).find_map(|glob| {
            self.import(glob).targets().iter().find_map(|target| match target.res {
                Res::Module(of) => {
                    let found = self.hidden_source_in(of, Some(data.module), name, visited)?;
                    Some(HiddenSource { glob: Some(glob), glob_of: Some(of), ..found })
                }
                _ => None,
            })
        })
    }
}
