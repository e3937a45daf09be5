//! What the developers run, run. One test binary for all, since each would be linked anew.

mod accuracy;
mod bench;
mod checker;
#[path = "../../../core/tests/it/documents.rs"]
#[expect(dead_code, reason = "what must be found is the core's business")]
mod documents;
mod generate;
mod resolution;
