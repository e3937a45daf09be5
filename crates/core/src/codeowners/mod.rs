//! Parses CODEOWNERS files and finds the owners of a file, by the rules of GitHub or GitLab.
//!
//! It knows neither the workspace nor the rules file, and reads no files. `parse` reads the text, and `pattern` matches paths.
//!
//! | | GitHub | GitLab |
//! |---|---|---|
//! | several matches | the last one wins | the last one in each section wins; the owners of all sections count |
//! | a line without owners | the file has no owner | the owners in the heading of its section |
//! | `a/b` without a leading slash | at the root | at any depth |
//! | `/docs` without a trailing slash | the directory, too | only a file |
//! | `!pattern` | not supported | the file has no owner in this section |

mod dialect;
mod file;
mod file_owners;
mod parse;
mod pattern;

#[cfg(test)]
mod tests;

pub use dialect::Dialect;
pub use file::{CodeOwners, FILES, pattern_of};
pub use file_owners::FileOwners;
