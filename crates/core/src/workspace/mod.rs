//! The workspace as Cargo knows it: packages, their targets as crates, and the crates that each can name.
//!
//! Asked of `cargo metadata --no-deps`: no lock file, no network, no build, and no rustc is run. It knows
//! nothing of source files but the roots of the targets.

mod model;

pub use model::*;
