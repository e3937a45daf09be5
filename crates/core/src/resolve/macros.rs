//! Macros by example: their textual scopes (the Rust reference, "Macro scoping: textual scope"), which macro a
//! call means, and what the call expands to.
//!
//! Textual scope is a chain of nodes, newest first. A call that is not expanded yet, or a `#[macro_use] mod` that
//! is not read yet, is a hole in it, filled later with what it left in scope.

use super::world::{ItemId, Symbol, TextId, World};
use crate::cfg::Cfg;

/// One node of the chain.
#[derive(Clone, Copy, Debug)]
pub(super) enum Text {
    /// Where a crate starts: nothing.
    Start,
    /// A `macro_rules!`, with the node before it.
    Macro(Symbol, ItemId, Cfg, TextId),
    /// What is behind it may bring macros into scope: those up to the node that fills it, if any yet.
    Hole(Option<TextId>, TextId),
}

impl World<'_> {
    pub(super) fn add_text(&mut self, text: Text) -> TextId {
        self.texts.push(text);
        TextId(self.texts.len() as u32 - 1)
    }

    /// Fills a hole with the last node of what stands behind it.
    pub(super) fn fill(&mut self, hole: TextId, last: TextId) {
        self.texts_changed = self.tick();
        if let Text::Hole(filling, _) = &mut self.texts[hole.0 as usize] {
            *filling = Some(last);
        }
    }

    /// The macros of a name in textual scope, each with the condition under which it is the one meant.
    pub(super) fn textual_macros(&mut self, from: TextId, name: Symbol, cfg: Cfg) -> Vec<(ItemId, Cfg)> {
        let mut found = Vec::new();
        let mut uncovered = cfg;
        let mut at = from;
        loop {
            match self.texts[at.0 as usize] {
                Text::Start => return found,
                Text::Hole(filling, before) => at = filling.unwrap_or(before),
                Text::Macro(other, item, when, before) => {
                    if other == name {
                        let here = self.cfgs.and(uncovered, when);
                        if self.cfgs.is_satisfiable(here) {
                            found.push((item, here));
                            let not = self.cfgs.not(when);
                            uncovered = self.cfgs.and(uncovered, not);
                            if !self.cfgs.is_satisfiable(uncovered) {
                                return found;
                            }
                        }
                    }
                    at = before;
                }
            }
        }
    }
}
