//! Changes of definitions, by time: imports whose dependencies have changed since they were resolved are resolved again.

use crate::resolve::ids::{ScopeId, Symbol};
use rustc_hash::FxHashMap;

/// A point in time, counted in changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Tick(u32);

/// When the names of one scope changed last.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ScopeChanges {
    /// When a change occurred that may affect any name in the scope.
    any_name: Tick,
    /// When a single name changed last; the [`ChangeLog`] knows which.
    single_name: Tick,
}

/// The times of all changes that an import can depend on.
#[derive(Debug, Default)]
pub(super) struct ChangeLog {
    now: Tick,
    /// Whether changes of single names are recorded. Before the first import is resolved, nothing depends on them.
    records_names: bool,
    names: FxHashMap<(ScopeId, Symbol), Tick>,
    externs: Tick,
    textual_scopes: Tick,
}

impl ChangeLog {
    /// The time of the last change.
    pub(super) fn now(&self) -> Tick {
        self.now
    }

    /// Starts to record changes of single names.
    pub(super) fn record_names(&mut self) {
        self.records_names = true;
    }

    /// Records a new scope, which changes no name that anybody could have looked up.
    pub(super) fn scope_added(&self, scope: &mut ScopeChanges) {
        scope.any_name = self.now;
    }

    /// Records a change that may affect any name in a scope.
    pub(super) fn scope_changed(&mut self, scope: &mut ScopeChanges) {
        scope.any_name = self.tick();
    }

    /// Records that a single name resolves differently.
    pub(super) fn name_changed(&mut self, changes: &mut ScopeChanges, scope: ScopeId, name: Symbol) {
        if self.records_names {
            let now = self.tick();
            changes.single_name = now;
            self.names.insert((scope, name), now);
        }
    }

    /// Records a change of the crates that can be named.
    pub(super) fn externs_changed(&mut self) {
        self.externs = self.tick();
    }

    /// Records a change of the macros in textual scope.
    pub(super) fn textual_scopes_changed(&mut self) {
        self.textual_scopes = self.tick();
    }

    /// Whether a name in a scope may have changed since a time.
    pub(super) fn has_name_changed(&self, changes: ScopeChanges, scope: ScopeId, name: Symbol, since: Tick) -> bool {
        changes.any_name > since
            || (changes.single_name > since && self.names.get(&(scope, name)).is_some_and(|changed| *changed > since))
    }

    /// Whether the crates that can be named have changed since a time.
    pub(super) fn have_externs_changed(&self, since: Tick) -> bool {
        self.externs > since
    }

    /// Whether the macros in textual scope have changed since a time.
    pub(super) fn have_textual_scopes_changed(&self, since: Tick) -> bool {
        self.textual_scopes > since
    }

    fn tick(&mut self) -> Tick {
        self.now.0 += 1;
        self.now
    }
}
