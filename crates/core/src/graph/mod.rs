//! The model that every question is asked of: Rust modules, references between them, and the dependencies
//! that these add up to. It knows neither syntax nor rules.

mod absorb;
mod chains;
mod condensation;
mod cycles;
mod model;
mod order;
mod shortest;

pub use chains::Chains;
pub use condensation::Group;
pub use cycles::{Both, Cycle, Dependencies, Dependency};
pub use model::*;
pub use order::{FileOrder, joined};
