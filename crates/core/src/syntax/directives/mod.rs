//! Directives: line comments that are addressed to this tool, `// archcheck: …`.
//!
//! A directive stands on the line above, or at the end of, a leaf of a `use`, a statement, an item or an entry of a list.
//! `comments` finds directives between the tokens, and `target` finds the code that they stand at. Both work on flat tokens,
//! since syntax trees hold no comments, and since directives may stand in a macro's arguments. What a directive means is not
//! known here.

mod comments;
mod target;

#[cfg(test)]
mod tests;

pub use comments::find_directives;
