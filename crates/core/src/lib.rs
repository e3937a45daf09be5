//! `archcheck-core`: holds a Cargo workspace to its architecture.
//!
//! The stages run one way, each with plain data as its result:
//! `workspace -> syntax <=> resolve -> graph -> rules + check`. The core prints nothing and reads neither
//! environment nor clock.

pub mod analysis;
pub mod baseline;
pub mod cache;
pub mod cfg;
pub mod check;
pub mod codes;
pub mod date;
pub mod declared;
pub mod diagnostic;
pub mod graph;
pub mod incremental;
pub mod input;
mod interner;
pub mod query;
pub mod resolve;
pub mod rules;
pub mod session;
mod severity;
pub mod source;
pub mod stage;
pub mod suppression;
pub mod syntax;
pub mod workspace;
