//! The names in the scopes of Rust modules, which `graph --names` prints.

use super::End;
use crate::cfg::Cfg;
use bitcode::{Decode, Encode};

/// A name in the scope of a Rust module, whether declared there or imported.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct ScopeName {
    /// The name.
    pub name: String,
    /// The namespace that the name is in.
    pub space: Namespace,
    /// How the name came into the scope.
    pub origin: NameOrigin,
    /// The visibility as written: `pub`, `pub(crate)`, `pub(in …)` or `private`.
    pub visibility: String,
    /// The node that defines the item, or `None` for an import that could not be resolved.
    pub defined: Option<End>,
    /// The condition under which the name exists.
    pub cfg: Cfg,
}

/// A [namespace](https://doc.rust-lang.org/reference/names/namespaces.html) of the language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
pub enum Namespace {
    /// Rust modules, types, traits and crates.
    Type,
    /// Functions, constants, statics and constructors.
    Value,
    /// Macros of every kind.
    Macro,
}

impl Namespace {
    /// Returns the name that all outputs use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Type => "type",
            Self::Value => "value",
            Self::Macro => "macro",
        }
    }
}

/// How a name came into a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
pub enum NameOrigin {
    /// An item that is declared in the module.
    Item,
    /// An import of this one name.
    Import,
    /// A glob import.
    Glob,
}

impl NameOrigin {
    /// Returns the name that all outputs use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Item => "item",
            Self::Import => "import",
            Self::Glob => "glob",
        }
    }
}
