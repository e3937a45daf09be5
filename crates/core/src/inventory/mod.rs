//! Counts what each Rust module declares: its items by kind and visibility, and its lines. It reads the facts of each file
//! again, since name resolution needs neither kinds nor sizes.
//!
//! Items from macro expansions are not counted, and neither are those in function bodies and those that exist only in tests.

mod count;
mod items;
mod model;

pub use count::inventory;
pub use items::{CodeItem, ItemList, PathEnd, items};
pub use model::{Extent, Inventory, ItemEntry, ItemShape, ModuleInventory};
