//! Queries over definitions.

use super::state::QueryState;
use crate::resolve::{
    def_map::{DefMap, ItemData},
    ids::ItemId,
};

/// Resolves names and paths. The definitions are borrowed shared, and so cannot change during a query.
pub(crate) struct Resolver<'d, 'w> {
    pub defs: &'d DefMap<'w>,
    pub state: &'d mut QueryState<'w>,
}

impl<'d, 'w> Resolver<'d, 'w> {
    pub(crate) fn new(defs: &'d DefMap<'w>, state: &'d mut QueryState<'w>) -> Self {
        Self { defs, state }
    }

    /// Returns an item, which can be a stand-in.
    pub(crate) fn item(&self, id: ItemId) -> ItemData {
        match id.stand_in_index() {
            Some(index) => self.state.stand_ins.item(index),
            None => self.defs.items()[id.0 as usize],
        }
    }
}
