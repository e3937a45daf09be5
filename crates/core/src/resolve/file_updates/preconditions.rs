//! Checks that an update changes nothing outside the updated files.

use super::{FileUpdate, IncrementalResolution, MacroNames, Refusal, declare::OldInstance};
use crate::{
    cfg::Cfg,
    resolve::{
        def_map::{DefKind, FactsInstance, ImportData},
        ids::{ScopeId, Symbol},
        resolution::Res,
    },
    source::FileId,
    syntax::{Anchor, Declared, Facts, ScopeIndex},
};
use rustc_hash::FxHashSet;

impl IncrementalResolution<'_> {
    /// Notes the scopes that declare their first item. Refuses scopes that lost their last one: whether expanded macros
    /// still declare something there is not persisted.
    pub(super) fn check_emptied_scopes(
        &mut self,
        old: &OldInstance<'_>,
        instance: &FactsInstance,
    ) -> Result<(), Refusal> {
        let OldInstance { update, persisted, cfgs } = old;
        let mut declaring_scopes = |facts: &Facts, cfgs: &[Cfg]| -> FxHashSet<ScopeIndex> {
            let mut declaring = FxHashSet::default();
            for one in &facts.declarations {
                if !matches!(one.what, Declared::Module(_) | Declared::LeaveMacroUse(_))
                    && self.queries.cfgs.is_satisfiable(cfgs[one.predicate.0 as usize])
                {
                    declaring.insert(one.scope);
                }
            }
            declaring
        };
        let (before, after) = (declaring_scopes(&update.old, cfgs), declaring_scopes(&instance.facts, &instance.cfgs));
        for (new, old) in (0..).map(ScopeIndex).zip(&update.scopes) {
            let Some(old) = old else { continue };
            match (before.contains(old), after.contains(&new)) {
                (true, false) => return Err(Refusal::EmptiedScope),
                (false, true) => {
                    let scope = persisted.scopes.get(old.0 as usize).ok_or(Refusal::DamagedCache)?;
                    self.has_items.push(*scope);
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Refuses changed names with several declarations in one namespace: their order matters, and is not persisted. (A
    /// tuple struct declares its type and its constructor in different namespaces.)
    pub(super) fn check_duplicate_names(&self) -> Result<(), Refusal> {
        let is_duplicate = |(scope, name): &&(ScopeId, Symbol)| {
            self.defs.scope(*scope).entries.get(name).is_some_and(|entries| {
                let is_second =
                    |at: usize| entries[..at].iter().any(|other| !other.spaces.and(entries[at].spaces).is_empty());
                (1..entries.len()).any(is_second)
            })
        };
        match self.changed_names.iter().find(is_duplicate) {
            Some((_, name)) => Err(Refusal::DuplicateName { name: self.name(*name) }),
            None => Ok(()),
        }
    }

    /// Refuses new imports whose path starts with a name that an unexpanded macro call may declare: whether the import sees
    /// that declaration depends on code elsewhere.
    pub(super) fn check_hidden_names(&self) -> Result<(), Refusal> {
        let hidden_name = |import: &ImportData| {
            let path = self.defs.path(import.path);
            let mut scopes_around =
                std::iter::successors(Some(import.scope), |scope| self.defs.scope(*scope).next_outward());
            match (path.anchor, path.segments.first()) {
                (Anchor::Plain, Some(first)) => {
                    scopes_around.any(|scope| self.defs.scope(scope).hidden.contains(first)).then_some(*first)
                }
                _ => None,
            }
        };
        match self.new_imports().find_map(hidden_name) {
            Some(name) => Err(Refusal::HiddenName { name: self.name(name) }),
            None => Ok(()),
        }
    }

    /// Refuses changed names that code outside the updated files has looked up, or that occur in their macros.
    pub(super) fn check_other_lookups(&mut self, updates: &[FileUpdate]) -> Result<(), Refusal> {
        if self.changed_names.is_empty() && self.changed_generators.is_empty() {
            return Ok(());
        }
        let files: FxHashSet<FileId> = updates.iter().map(|update| update.file).collect();
        let is_in_macro = |name: Symbol| {
            let name = self.defs.text(name);
            updates.iter().any(|update| update.words_in_macros.contains(name))
        };
        if let Some((_, name)) = self.changed_names.iter().find(|(_, name)| is_in_macro(*name)) {
            return Err(Refusal::NameInMacro { name: self.name(*name) });
        }
        let lookups = self.index.take_lookups();
        let is_looked_up = |scope: ScopeId, name: Symbol, files: &FxHashSet<FileId>| {
            // Only new code has looked names up in a new scope.
            (scope.0 as usize) < lookups.len() && lookups[scope.0 as usize].is_looked_up_outside(name, files)
        };
        // The macros of the updated files are not resolved again.
        let has_macros = updates.iter().any(|update| !update.words_in_macros.is_empty());
        let resolved_again = if has_macros { FxHashSet::default() } else { files.clone() };
        if self.changed_generators.iter().any(|scope| is_looked_up(*scope, Symbol::GENERATED, &resolved_again)) {
            return Err(Refusal::AddedGenerator);
        }
        match self.changed_names.iter().find(|(scope, name)| is_looked_up(*scope, *name, &files)) {
            Some((_, name)) => Err(Refusal::NameUsedElsewhere { name: self.name(*name) }),
            None => Ok(()),
        }
    }

    /// Refuses new imports that give a macro of the workspace a name that no macro had.
    pub(super) fn check_macro_imports(&self, macros: &MacroNames) -> Result<(), Refusal> {
        let is_macro =
            |res: Res| matches!(res, Res::Item(item) if matches!(self.defs.def_kind(item), DefKind::Macro(_)));
        let new_name = |import: &ImportData| {
            let name = import.name.map(|name| self.defs.text(name))?;
            let is_new = !macros.0.contains(name) && import.targets().iter().any(|target| is_macro(target.res));
            is_new.then(|| name.to_owned())
        };
        match self.new_imports().find_map(new_name) {
            Some(name) => Err(Refusal::MacroImport { name }),
            None => Ok(()),
        }
    }
}
