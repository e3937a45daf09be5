//! The module graph: which Rust module refers to which, and through which path.
//!
//! This is what every rule and every output works on. It knows nothing about syntax (how references were found) or
//! about rules (which references are allowed).
//!
//! - [`Graph`] and the types in it are plain data that refers to its parts by index.
//! - [`DependencyGraph`] aggregates references into dependencies between nodes of any granularity, and answers
//!   questions about them: cycles, strongly connected components, and chains.

mod absorb;
mod chains;
mod components;
mod condensation;
mod cycle_cut;
mod cycles;
mod dependency_graph;
mod feedback;
#[expect(clippy::module_inception, reason = "the file of the type that gives the module its name")]
mod graph;
mod ids;
mod minimum_feedback;
mod module;
mod order;
mod reach;
mod reference;
mod scope_name;
mod shortest_cycle;
mod structure;

pub use chains::Chains;
pub use components::CyclicComponent;
pub use condensation::Component;
pub use cycle_cut::cycle_cut;
pub use dependency_graph::{DependencyEdge, DependencyGraph};
pub use feedback::feedback_arcs;
pub use graph::Graph;
pub use ids::{CallId, ImportId, NameId, OutsideId, ReferenceId, RustModuleId, TargetId};
pub use minimum_feedback::minimum_feedback_arcs;
pub use module::{ModuleDeclaration, Outside, RustModule};
pub use order::{FileOrder, without_duplicates};
pub use reference::{Context, End, PointOfEntry, Reference, ReferenceKind, Target};
pub use scope_name::{NameOrigin, Namespace, ScopeName};
pub use shortest_cycle::{Conjunction, Cycle};
pub use structure::{CyclicGroup, NodeStructure, Role, Shape, Structure};
