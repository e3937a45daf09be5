//! Finds out what it takes to make a module a crate of its own.
//!
//! `part` is the code to extract, `code` reads the items of its crate, `impls` finds the implementations that two crates cannot
//! have, and `answer` puts it together. `ranking` compares all modules. `human` and `markdown` render the answer.
//!
//! Only production code counts: tests can stay in either crate.

mod answer;
mod code;
mod human;
mod impls;
mod markdown;
mod part;
mod ranking;

pub(crate) use answer::extraction;
pub(crate) use human::{human, human_ranking};
pub(crate) use markdown::{markdown, markdown_ranking};
pub(crate) use part::part;
pub(crate) use ranking::ranking;
