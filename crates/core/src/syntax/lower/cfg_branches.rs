//! The branches of `cfg_select!` and `cfg_if!` in code, each under its condition.

use super::lowerer::Lowerer;
use crate::syntax::{cfg_branches::branches_in, events::CallPlace, facts::PredicateId};

impl Lowerer<'_> {
    /// Lowers the branches of a call of the macro of a name. Returns `false` if its arguments are no branches.
    pub(super) fn cfg_branches(&mut self, name: &str, open: usize, place: CallPlace) -> bool {
        let Some(branches) = branches_in(self.code(), name, self.code().content(open)) else { return false };
        let mut none_before = PredicateId::ALWAYS;
        for branch in branches {
            let mut predicate = none_before;
            if let Some(condition) = branch.condition {
                let condition = self.condition(&self.code().trees(condition));
                predicate = self.both(none_before, condition);
                let not = self.negation(condition);
                none_before = self.both(none_before, not);
            }
            let events = (self.source.in_place)(branch.body, place);
            self.under(predicate, |this| {
                this.possibly(|this| match place {
                    CallPlace::Statement => this.code_without_declarations(&events),
                    CallPlace::Expression => this.in_rib(|this| this.all_events(&events)),
                    CallPlace::Pattern | CallPlace::Type => this.all_events(&events),
                });
            });
        }
        true
    }
}
