//! The contracts that archcheck-contracts.toml records. This module converts text to text, and accesses no files.
//!
//! `read` and `write` handle the format. `check` compares the recorded contracts with the current ones, and `update` records
//! the current ones.

mod check;
mod model;
mod read;
mod update;
mod write;

pub use check::{Locked, check, locked};
pub use model::{Recorded, Records, Version};
pub use read::read;
pub use update::{Bump, Updated, update};
pub use write::write;
