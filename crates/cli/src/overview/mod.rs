//! The overview: what `cargo archcheck` shows where there is no rules file. What it says is computed first, as
//! plain data ([`model`], [`cycles`], [`starter`]), then drawn ([`render`]). It judges nothing.

mod cycles;
mod model;
mod nodes;
mod render;
mod starter;
#[cfg(test)]
mod tests;

pub use cycles::{Cycle, Step};
pub use model::{Module, Overview};
pub use render::render;
