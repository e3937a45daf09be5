//! Predicates: the `cfg` conditions under which a declaration, an import or a reference exists.
//!
//! They are kept as reduced ordered binary decision diagrams (Bryant 1986), so that two conditions that mean
//! the same are the same number, and so that "implies" and "impossible" are exact. What is known about
//! `cfg` itself (one `target_os` at a time, `unix` and `windows` exclude each other) is one more diagram.
//! One configuration of a build, for `--cfg active`, is a [`Configuration`]. Nothing here knows syntax or Cargo.

mod atom;
mod configuration;
mod diagram;
mod features;
mod parse;
mod render;
mod store;
mod theory;
mod triples;

pub use atom::Atom;
pub use configuration::Configuration;
pub(crate) use store::Mark;
pub use store::{Cfg, Cfgs};
