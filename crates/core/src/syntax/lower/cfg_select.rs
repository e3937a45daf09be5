//! The arms of `cfg_select!` in code, each under its condition.

use super::{lowerer::Lowerer, paths::NamedPath};
use crate::syntax::{
    cfg_select::cfg_select_arms,
    events::CallPlace,
    facts::{Declared, ImportKind, PredicateId},
};

impl Lowerer<'_> {
    /// Whether a call means the macro of the standard library: no macro or import of that name comes before it.
    pub(super) fn is_cfg_select(&self, path: &NamedPath<'_>) -> bool {
        let names: &[_] = &path.names;
        if names.last().is_none_or(|last| last.text != "cfg_select") {
            return false;
        }
        if let [first, _, ..] = names {
            return names.len() == 2 && matches!(first.text, "std" | "core");
        }
        let is_other = |declared: &Declared| match declared {
            Declared::Macro(definition) => &*self.names[definition.name.0] == "cfg_select",
            Declared::Import(import) => {
                matches!(import.kind, ImportKind::Name(name) if &*self.names[name.0] == "cfg_select")
            }
            _ => false,
        };
        !self.declarations.iter().any(|declaration| is_other(&declaration.what))
    }

    /// Lowers the arms of a call. Returns `false` if its arguments are no arms.
    pub(super) fn cfg_select(&mut self, open: usize, place: CallPlace) -> bool {
        let Some(arms) = cfg_select_arms(self.code(), self.code().content(open)) else { return false };
        let mut none_before = PredicateId::ALWAYS;
        for arm in arms {
            let mut predicate = none_before;
            if let Some(condition) = arm.condition {
                let condition = self.condition(&self.code().trees(condition));
                predicate = self.both(none_before, condition);
                let not = self.negation(condition);
                none_before = self.both(none_before, not);
            }
            let events = (self.source.in_place)(arm.body, place);
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
