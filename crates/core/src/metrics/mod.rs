//! Measures the parts of a workspace at one level: Rust modules, modules, layers or crates. It reports no violations, and
//! grades nothing.
//!
//! The numbers about dependencies are those of [`Structure`](crate::graph::Structure); this module only decides what a node
//! is, and which references count. `docs/metrics.md` defines each number.

mod dependencies;
mod model;
mod parts;

pub use crate::graph::{CyclicGroup, NodeStructure, Role, Shape, Structure};
pub use dependencies::dependencies;
pub use model::{Level, LevelMetrics, Part};
pub use parts::measure;
