//! Source files: each is read, and lowered to facts, once for each edition, on all cores.
//!
//! What the `mod`s of a file mean can be told without the rest of the workspace, so one task reads a file and starts the
//! tasks of its children. `mod`s that macros write come later, in the driver's loop. This module knows facts, but not
//! what their names mean.

mod candidate;
mod children;
mod files;
mod reader;

pub(crate) use candidate::{FileCandidate, ModuleDirectories};
pub(crate) use files::{LoadedFile, SourceFiles, display};
pub(crate) use reader::{PrefetchedFiles, prefetch};
