//! The command `explain`: describes a code, or a rule, layer or module of the rules file. It runs no check itself.

mod codes;
mod rule;

pub(crate) use codes::{code, list, page, section};
pub(crate) use rule::{find, rule, unknown};
