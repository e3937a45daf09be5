//! Names to what they mean, as the Rust reference has it: the module tree of every target, imports to a fixed
//! point, macros where they declare something, then each reference. It knows no `syn`.
//!
//! The phases, in the driver's loop: `load` reads files; `driver` declares what their facts say and expands the
//! macro calls that declare more; `imports` resolves what `use` brings in; and when nothing is new, `references`
//! resolves every path, and `emit` makes the graph of it. All of them look names up in `lookup` and go along paths
//! in `paths`.

mod driver;
mod emit;
mod imports;
mod load;
mod lookup;
mod macros;
mod modfile;
mod paths;
mod prelude;
mod references;
mod run;
mod world;

pub use run::{Options, analyse};
