//! What manifests declare, as a graph of the same Rust modules: each dependency in a Cargo.toml is a reference of kind
//! `manifest`, from the root of its package to the root of what it names, at its key in that file.
//!
//! It knows Cargo's tables and no rule. Nothing here asks whether the source uses what is declared.

mod graph;
mod places;

#[cfg(test)]
mod tests;

pub use graph::graph;
