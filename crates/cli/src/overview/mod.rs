//! The overview: what `cargo archcheck` shows if there is no rules file.
//!
//! [`model`] and [`cycles`] compute it as plain data, and [`render`] prints it. It must not check rules.

mod cycles;
mod model;
mod nodes;
mod render;
#[cfg(test)]
mod tests;

pub use cycles::{OverviewCycle, OverviewStep};
pub use model::{Overview, OverviewModule};
pub use render::render;
