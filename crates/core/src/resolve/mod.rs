//! Name resolution: from a workspace and the facts of its files to the graph, as the Rust Reference describes it.
//!
//! An analysis (`run`) has these phases. Most of the data of each phase is written in that phase alone.
//!
//! 1. **Collect definitions** (`driver`). Module tree, macros and imports need each other, so the driver repeats until
//!    nothing is new:
//!    1. read files and lower them to facts (`source_files`), and declare the facts in scopes (`collector`);
//!    2. resolve all imports to a fixed point (`imports`);
//!    3. expand the macro calls whose macro is known by then, and declare what they expand to. Most expansions were made
//!       on other cores (`speculation`).
//!
//!    This phase alone changes the definitions (`def_map`). Each change is recorded, so that only imports that depend on it
//!    are resolved again.
//! 2. **Record references** (`references`). Definitions are final, and shared by all cores. Each core resolves the paths of a
//!    part of the source, with a query state of its own.
//! 3. **Build the graph** (`graph_builder`), and on request the names in each scope (`scope_names`).
//! 4. **Store the definitions** (`def_snapshot`), with the log of which file looked up which name. After an edit,
//!    `file_updates` restores them and resolves only what the edited files contain.
//!
//! In all phases, names and paths are resolved by queries (`query`), which borrow the definitions shared and cannot change
//! them. Identifiers (`ids`) and results (`resolution`) are plain data that everything else uses.
//!
//! This module does not know syntax trees or rules.

mod collector;
mod def_map;
mod def_snapshot;
mod driver;
mod file_updates;
mod graph_builder;
mod ids;
mod imports;
mod query;
mod references;
mod resolution;
mod run;
mod scope_names;
mod source_files;
mod speculation;
mod unreached;
mod workers;

pub use def_snapshot::{DefSnapshot, DefSnapshotBuilder};
pub use file_updates::{FileUpdate, MacroNames, Refusal, ResolvedUpdate};
pub use run::{CacheData, Options, SourceRecords, analyze, analyze_with};
pub use unreached::{source_directories, unreached};
pub use workers::Workers;
