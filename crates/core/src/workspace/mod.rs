//! The workspace as Cargo knows it: packages, their targets as crates, and the crates that each can name.
//!
//! Asked of `cargo metadata --no-deps`: no lock file, no network, no build, and no rustc is run. It knows
//! nothing of source files but the roots of the targets.

mod externs;
mod features;
mod guess;
mod load;
mod metadata;
mod model;
mod names;
mod patch;
#[cfg(test)]
pub(crate) mod testing;

pub use features::{ActiveFeatures, FeatureSelection, FeatureSets, UnknownFeatures, active_features};
pub use guess::guess;
pub use load::{Answer, Asked, LoadError, LoadErrorKind, ask, load};
pub use metadata::from_metadata;
pub use model::*;
