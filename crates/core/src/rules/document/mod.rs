//! The rules file as it is written: every key, with its place, and nothing resolved. It knows TOML and no
//! workspace.

mod file;
mod meta;
mod module;
mod rule;
mod stack;

pub(super) use file::{Document, read};
pub(super) use meta::{Listed, Meta};
pub(super) use module::{Allowed, Module};
pub(super) use rule::Rule;
pub(super) use stack::Stack;
