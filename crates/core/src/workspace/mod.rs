//! The workspace as Cargo sees it: its packages, their targets as crates, and the crates that each crate can name.
//!
//! The source is `cargo metadata --no-deps`, which needs no lock file, no network, no build and no rustc. This module knows
//! nothing about source files except the root file of each target.

mod crate_paths;
mod externs;
mod features;
mod guess;
mod load;
mod load_error;
mod metadata;
mod model;
mod patch;
#[cfg(test)]
pub(crate) mod testing;
mod toolchain;

pub use features::{ActiveFeatures, FeatureSelection, FeatureSets, UnknownFeatures, active_features};
pub use guess::guess_roots;
pub use load::{MetadataOutput, PendingMetadata, load, start_metadata};
pub use load_error::{LoadError, LoadErrorKind};
pub use metadata::from_metadata;
pub use model::*;
pub use toolchain::{STANDARD_CRATES, TOOLCHAIN_CRATES, canonical_crate, is_standard};
