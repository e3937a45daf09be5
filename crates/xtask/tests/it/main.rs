//! What the developers run, run. One test binary for all, since each would be linked anew.

mod accuracy;
#[path = "../../../core/tests/it/documents.rs"]
mod documents;
mod resolution;
