//! How far a fragment reaches: an expression, a type, an item, as rustc's parser would read it from a position.
//!
//! These scanners find ends, and check no more than they must to do so: rustc tries no further rule once a
//! fragment turns out invalid, so for code that compiles a lenient scanner and a full parser agree. In
//! return they are linear, know the edition of each token, skip groups whole, and recurse only where one
//! construct stands bare in another (the condition of an `if`), to a bound.

mod beginnings;
mod expressions;
mod finder;
mod items;
mod paths;
mod patterns;
mod types;

pub(super) use finder::FragmentEnds;
