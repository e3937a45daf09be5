//! Speculative expansion: other cores expand macro calls before the driver reaches them.
//!
//! An expansion depends on the macro and the call alone, so it can be made before its turn. Which macro a call means is
//! guessed by name. A wrong guess costs time and changes nothing: the driver, which goes in source order, asks for the
//! expansion of its own macro and call, and makes it itself if nobody has. This module does not know the definitions.

mod budget;
mod candidates;
mod expansion;
mod tasks;

pub(crate) use expansion::{CompiledMacro, Expansion, ExpansionKey, KnownCall, address, expand};
pub(crate) use tasks::{Speculation, read_arguments};
