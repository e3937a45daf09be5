//! The graph of declared dependencies, for rules with `edges = "declared"`.
//!
//! It has the same Rust modules as the source's graph. Each dependency in a `Cargo.toml` is a reference of kind `manifest`,
//! from the root module of the package to the root module of the dependency. Its position is the key in the manifest.
//!
//! This module knows no rules, and does not check whether the source uses the dependencies.

mod graph;
mod key_spans;

#[cfg(test)]
mod tests;

pub use graph::{declared_graph, package_root};
