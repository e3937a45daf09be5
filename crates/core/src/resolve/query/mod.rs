//! Queries: what a name or path means in the definitions.
//!
//! A [`Resolver`] borrows the definitions shared and a [`QueryState`] exclusively: to combine conditions, to assign ids
//! to outside paths, and to record lookups. Queries know neither files nor macro expansion, and do not change
//! definitions.
//!
//! `path` resolves a whole path: `first_segment` finds its first name, and `next_segment` goes on from there. Both look
//! single names up in scopes (`lookup`). Where nothing certainly supplies a name, `unknown` finds the outside globs and
//! unexpanded macros that may do so.

mod externs;
mod first_segment;
mod generated;
mod lookup;
mod lookup_log;
mod next_segment;
mod outside_paths;
mod path;
mod path_context;
pub(crate) mod prelude;
mod resolver;
mod result;
mod state;
mod textual;
mod unknown;

pub(crate) use lookup::MAX_MEANINGS;
pub(crate) use lookup_log::LookupLog;
pub(crate) use outside_paths::OutsidePaths;
pub(crate) use path_context::{PathContext, written_module};
pub(crate) use resolver::Resolver;
pub(crate) use result::LookupResult;
pub(crate) use state::{QueryState, StandIns};
