//! The inventory as plain data.

use crate::{graph::RustModuleId, source::FileId};
use std::collections::BTreeMap;

/// What the Rust modules of a workspace declare.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inventory {
    /// The Rust modules, in the order of the graph.
    pub modules: Vec<ModuleInventory>,
    /// The number of lines of each file with code, blank lines and comments included.
    pub lines: BTreeMap<FileId, u32>,
}

/// What one Rust module declares.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ModuleInventory {
    /// The items, in source order.
    pub items: Vec<ItemEntry>,
    /// The files that are this module as a whole; none for an inline module, whose lines are those of another.
    pub files: Vec<FileId>,
}

/// One item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ItemEntry {
    /// What it is.
    pub shape: ItemShape,
    /// Where it is visible, as far as its own visibility says.
    pub extent: Extent,
}

/// What an item is, as far as abstractness asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemShape {
    /// A trait.
    Trait,
    /// A struct, an enum or a union.
    Type,
    /// Anything else: a function, a constant, a static, a type alias, a macro.
    Other,
}

/// Where an item is visible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// In this Rust module and below it.
    In(RustModuleId),
    /// Everywhere.
    Everywhere,
}
