//! Definitions: scopes, what is declared in them, imports, paths, and the crates that can be named.
//!
//! Definitions are plain data. Phases that declare something borrow the [`DefMap`] exclusively; queries
//! ([`super::query`]) borrow it shared, so that it cannot change while a name is resolved. Definitions know neither the
//! syntax tree nor how a name is looked up.
//!
//! ```text
//! ScopeData (Rust module, block, enum)
//!   ├─ entries: name ─→ [ ScopeEntry { spaces, def, visibility, cfg } ]
//!   │                                  │       │    │           └ the condition under which it exists
//!   │                                  │       │    └ everywhere, or in a Rust module and its descendants
//!   │                                  │       └ a Rust module, an item, an import
//!   │                                  └ the namespaces: type, value, macro
//!   ├─ globs: imports of everything in another scope
//!   └─ hidden, generators: what unexpanded macros may declare
//! ```
//!
//! `map` holds the tables and reads them; `edit` changes them and records each change in the `change_log`.

mod change_log;
mod edit;
mod generators;
mod import;
mod instance;
mod item;
mod lazy_table;
mod map;
mod scope;
mod symbol_path;
mod symbols;
mod textual_scope;

pub(crate) use change_log::Tick;
pub(crate) use generators::{GeneratorClass, Generators};
pub(crate) use import::{ImportData, ImportResolution, ImportTarget, ImportTargets};
pub(crate) use instance::{FactsInstance, TextualPositions};
pub(crate) use item::{DefKind, ItemData};
pub(crate) use lazy_table::{EncodedRows, LazyTable, Persisted};
pub(crate) use map::{DefMap, DefTables, ExternPreludes};
pub(crate) use scope::{Def, ModuleOrigin, ScopeData, ScopeEntries, ScopeEntry, ScopeKind};
pub(crate) use symbol_path::SymbolPath;
pub(crate) use symbols::{PersistedSymbols, Symbols};
pub(crate) use textual_scope::TextualScope;
