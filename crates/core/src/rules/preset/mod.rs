//! Presets: architectures that many teams use, as modules, layers and rules that a rules file could contain.
//!
//! `catalog` lists the presets with the names that their roles usually have. `find` searches the workspace for the code of
//! each role in `places`, and `adapters` the adapters of one. `build` makes the modules, layers and rules of a preset from that, and `expansion` renders them as the text of
//! a rules file. `expand` reads that text in the place of an entry of `[[architectures]]`: diagnostics point at the
//! entry. It checks no code.

mod adapters;
mod build;
mod catalog;
mod expand;
mod expansion;
mod find;
mod places;
mod words;

pub use catalog::{PRESETS, Preset, Role, Shape};
pub use expand::propose;
pub use expansion::{Expansion, ModuleText, Proposal, toml_list};

pub(super) use expand::expand;
