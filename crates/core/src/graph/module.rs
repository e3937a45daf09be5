//! The nodes of the graph: Rust modules of the workspace, and paths outside it.

use super::{NameId, RustModuleId};
use crate::{
    cfg::Cfg,
    graph::Context,
    source::{FileId, Place},
    workspace::CrateId,
};
use bitcode::{Decode, Encode};

/// A Rust module: a `mod` item, or the root of a crate.
///
/// For example, `mod orders { … }` in the library `shop` is the module `shop::orders`.
#[derive(Clone, Debug, Encode, Decode)]
pub struct RustModule {
    /// The path, which starts with the crate's: `shop::orders::api`, `bin:shop::args`.
    pub path: String,
    /// The crate that contains the module.
    pub krate: CrateId,
    /// The enclosing module, or `None` for a crate root.
    pub parent: Option<RustModuleId>,
    /// The places where the module is declared. There are several if `cfg` conditions select between declarations.
    pub declarations: Vec<ModuleDeclaration>,
    /// What the module is for: [`Context::Test`] only if every declaration exists only in test builds.
    pub context: Context,
    /// Whether the module contains anything other than child modules. Macros and imports count.
    pub has_items: bool,
    /// The names that the module declares or imports one by one, without child modules and glob imports. Sorted by ID.
    pub names: Vec<NameId>,
}

impl RustModule {
    /// Returns whether the module itself declares or imports `name`.
    pub fn has_name(&self, name: NameId) -> bool {
        self.names.binary_search(&name).is_ok()
    }
}

/// One `mod` item, or the file of a crate root.
#[derive(Clone, Debug, Encode, Decode)]
pub struct ModuleDeclaration {
    /// The file that contains the module's items.
    pub file: FileId,
    /// Where to point a reader: the `mod` line of an inline module, otherwise the first byte of its file.
    pub place: Place,
    /// Whether the module is inline: `mod a { … }`.
    pub inline: bool,
    /// The condition under which the declaration exists.
    pub cfg: Cfg,
}

/// A path into a crate that is not a workspace member, as far as the source spells it out: `serde`, `std::time`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
pub struct Outside {
    /// The path with `::` between its segments. The first segment is the crate's name.
    pub path: String,
    /// The length in bytes of the crate's name, with which `path` starts.
    pub crate_len: u32,
}

impl Outside {
    /// Returns the name of the crate.
    pub fn krate(&self) -> &str {
        &self.path[..self.crate_len as usize]
    }
}
