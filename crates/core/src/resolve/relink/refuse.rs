//! When edited files can't be linked alone: where more may follow from what they declare by now than their own code says.

use super::{Again, MacroNames, Relink, declare::Before};
use crate::{
    cfg::Cfg,
    resolve::world::{ItemKind, Res, ScopeId, ScopeKind, Symbol, Unit},
    source::FileId,
    syntax::{Anchor, Declared, Facts, ScopeIndex},
};
use rustc_hash::FxHashSet;

impl Again<'_> {
    /// Notes which scopes declare something by now. None where it is not known whether one still does: macros may.
    pub(super) fn fill(&mut self, before: &Before<'_>, unit: &Unit) -> Option<()> {
        let Before { edit, kept, cfgs } = before;
        let mut filled = |facts: &Facts, cfgs: &[Cfg]| -> FxHashSet<ScopeIndex> {
            let mut declaring = FxHashSet::default();
            for one in &facts.declarations {
                if !matches!(one.what, Declared::Module(_) | Declared::LeaveMacroUse(_))
                    && self.world.cfgs.is_satisfiable(cfgs[one.predicate.0 as usize])
                {
                    declaring.insert(one.scope);
                }
            }
            declaring
        };
        let (was, is) = (filled(&edit.old, cfgs), filled(&unit.facts, &unit.cfgs));
        for (now, old) in (0..).map(ScopeIndex).zip(&edit.scopes) {
            let Some(old) = old else { continue };
            match (was.contains(old), is.contains(&now)) {
                (true, false) => return None,
                (false, true) => self.has_items.push(*kept.scopes.get(old.0 as usize)?),
                _ => {}
            }
        }
        Some(())
    }

    /// Whether a name that means something else has several declarations in one name space: their order counts, and is not
    /// known here. (A tuple struct has its type and its constructor.)
    pub(super) fn has_namesakes(&self) -> bool {
        let entries = |(scope, name): &(ScopeId, Symbol)| self.world.scope(*scope).entries.get(name);
        self.affected.iter().filter_map(entries).any(|entries| {
            let met = |at: usize| entries[..at].iter().any(|other| !other.spaces.and(entries[at].spaces).is_empty());
            (1..entries.len()).any(met)
        })
    }

    /// Whether a new import starts with a name that a call may declare which nobody can expand: whether that call is looked
    /// at before the import depends on code elsewhere.
    pub(super) fn imports_what_may_be_hidden(&self) -> bool {
        self.new_imports().any(|import| {
            let path = self.world.path(import.path);
            let around = std::iter::successors(Some(import.scope), |scope| match self.world.scope(*scope).kind {
                ScopeKind::Module => None,
                ScopeKind::Block | ScopeKind::Enum => self.world.scope(*scope).parent,
            });
            let hides = |scope: ScopeId, name: Symbol| self.world.scope(scope).hidden.contains(&name);
            match (path.anchor, path.segments.first()) {
                (Anchor::Plain, Some(first)) => around.into_iter().any(|scope| hides(scope, *first)),
                _ => false,
            }
        })
    }

    /// Whether nothing but the code that is resolved again has asked for what means something else by now.
    pub(super) fn is_asked_by_these_alone(&mut self, edits: &[Relink]) -> bool {
        if self.affected.is_empty() {
            return true;
        }
        let files: FxHashSet<FileId> = edits.iter().map(|edit| edit.file).collect();
        let fixed = |name: Symbol| edits.iter().any(|edit| edit.fixed.contains(self.world.symbols.get(name)));
        if self.affected.iter().any(|(_, name)| fixed(*name)) {
            return false;
        }
        let asked = self.around.take_asked();
        // A new scope is asked by new code alone.
        let mut before = self.affected.iter().filter(|(scope, _)| (scope.0 as usize) < asked.len());
        !before.any(|(scope, name)| asked[scope.0 as usize].is_asked_by_others(*name, &files))
    }

    /// Whether the new imports give no macro of the workspace a name that none had.
    pub(super) fn brings_known_macros(&self, macros: &MacroNames) -> bool {
        self.new_imports().all(|import| {
            let brings =
                |res: Res| matches!(res, Res::Item(item) if matches!(self.world.item(item).kind, ItemKind::Macro(_)));
            let name = import.name.map(|name| self.world.symbols.get(name));
            name.is_none_or(|name| macros.0.contains(name)) || !import.targets.iter().any(|target| brings(target.res))
        })
    }
}
