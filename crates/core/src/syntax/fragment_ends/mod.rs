//! Finds where a fragment ends: an expression, type, pattern, path, item or statement that starts at a token.
//!
//! This is the one place that skips syntax without reading it. `macros` asks how far a variable of a macro matches, and
//! `directives` asks which code a comment stands at. `reader` reads all of a file or expansion, and could not do this, because
//!
//! - it refuses what it is not sure of, and a macro's arguments must match whatever edition or feature they are written for;
//! - it reads what groups hold, so that macros that pass their arguments on would read them again each time.
//!
//! So these functions are lenient: they check no more than they need to find the end. rustc tries no further rule once a
//! fragment turns out to be invalid, so for code that compiles, a lenient search and a parser agree. In return, the search is
//! linear, skips groups as a whole, knows the edition of each token, and recurses only where one construct stands in another
//! without delimiters (the condition of an `if`), to a fixed depth.

mod beginnings;
mod expressions;
mod finder;
mod items;
mod paths;
mod patterns;
mod types;

pub(super) use finder::FragmentEnds;
