//! Parses the rules file into a form close to the text: all keys with their places, and selectors as text. It knows no
//! workspace.

mod architecture;
mod file;
mod meta;
mod module;
mod rule;
mod stack;

pub(super) use architecture::Architecture;
pub(super) use file::{Document, read};
pub(super) use meta::{Listed, Meta};
pub(super) use module::{Allowed, Contract, Module};
pub(super) use rule::Rule;
pub(super) use stack::Stack;
