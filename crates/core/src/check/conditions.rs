//! Whether two conditions can hold at once, and how one is written: the only place of the checks that knows
//! how predicates are kept.

use crate::{analysis::Analysis, cfg::Cfg};

/// The predicates of an analysis, to be combined.
#[derive(Debug)]
pub(super) struct Conditions {}

impl Conditions {
    /// Those of an analysis.
    pub(super) fn new(_analysis: &Analysis) -> Self {
        Self {}
    }

    /// The condition under which both hold; none where no configuration has both.
    #[expect(clippy::unused_self, reason = "the store of predicates comes with its own branch")]
    pub(super) fn both(&mut self, a: Cfg, b: Cfg) -> Option<Cfg> {
        match (a, b) {
            (Cfg::NEVER, _) | (_, Cfg::NEVER) => None,
            (Cfg::ALWAYS, other) | (other, _) => Some(other),
        }
    }

    /// As `cfg` writes it; none where it always holds.
    #[expect(clippy::unused_self, reason = "the store of predicates comes with its own branch")]
    pub(super) fn render(&self, _condition: Cfg) -> Option<String> {
        None
    }
}
