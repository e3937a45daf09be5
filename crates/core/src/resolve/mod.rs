//! Names to what they mean, as the Rust reference has it: the module tree of every target, imports to a fixed
//! point, macros where they declare something, then each reference. It knows no `syn`.
//!
//! The phases, in the driver's loop: `tree` and `load` read files; `enter` and `declare` put their facts into
//! scopes; `expand` expands the macro calls that declare more, most of which `ahead` has worked out by then; `imports`
//! resolves what `use` brings in; and when nothing is new, `references` resolves every path, and `emit` makes the graph of
//! it. All of them look names up in `lookup` (and in `globs`, what only might supply them) and go along paths in `paths`.
//!
//! A world can be kept (`kept`, with who asked it for what: `asks`), and `incremental` resolves edited files in it.

mod ahead;
mod asks;
mod declare;
mod driver;
mod emit;
mod enter;
mod expand;
mod globs;
mod imports;
mod incremental;
mod kept;
mod load;
mod lookup;
mod macros;
mod modfile;
mod names;
mod pages;
mod paths;
mod prelude;
mod references;
mod roots;
mod run;
mod tables;
mod tree;
mod world;

pub use incremental::{FileUpdate, MacroNames, Refusal, ResolvedUpdate, SourceRecords};
pub use kept::{Linkage, Linked};
pub use run::{Begun, Left, Options, analyse, analyse_with, folders, unreached};
