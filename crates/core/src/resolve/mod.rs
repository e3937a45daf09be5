//! Names to what they mean, as the Rust reference has it: the module tree of every target, imports to a fixed
//! point, macros where they declare something, then each reference. It knows no `syn`.
//!
//! The phases, in the driver's loop: `tree` and `load` read files; `enter` and `declare` put their facts into
//! scopes; `expand` expands the macro calls that declare more, most of which `ahead` has worked out by then; `imports`
//! resolves what `use` brings in; and when nothing is new, `references` resolves every path, and `emit` makes the graph of
//! it. All of them look names up in `lookup` (and in `globs`, what only might supply them) and go along paths in `paths`.
//!
//! A world can be kept (`kept`, with who asked it for what: `asks`), and `incremental` resolves edited files in it.

mod collector;
mod def_map;
mod driver;
mod graph_builder;
mod ids;
mod imports;
mod incremental;
mod query;
mod references;
mod resolution;
mod run;
mod scope_names;
mod snapshot;
mod source_files;
mod speculation;
mod unreached;

pub use incremental::{FileUpdate, MacroNames, Refusal, ResolvedUpdate, SourceRecords};
pub use run::{Begun, Left, Options, analyse, analyse_with};
pub use snapshot::{Linkage, Linked};
pub use unreached::{folders, unreached};
