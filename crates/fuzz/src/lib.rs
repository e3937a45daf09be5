//! Fuzz targets for the checker, which need nothing but stable Rust.
//!
//! A target turns a text into a run of one part of the checker, and says what must hold. Inputs are the committed corpus, the
//! pages and fixtures of this repository, and random changes of both: of tokens, of lines, or made by a generator that knows
//! the structure. Inputs that make the checker report something new are changed further.
//!
//! `cargo test` runs each target on its corpus and on a fixed number of changes. `cargo xtask fuzz TARGET` runs it for hours.

mod campaign;
mod corpus;
mod mutation;
mod project;
mod targets;

pub use campaign::{Campaign, run_some};
pub use project::act_as_cargo;
pub use targets::{Check, Observed, TARGETS, Target};
