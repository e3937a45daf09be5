//! The command `explain`: describes a code, a type of rule, a preset, or a rule, layer, module or architecture of the
//! rules file. It runs no check itself.

mod codes;
mod preset;
mod rule;
mod rule_type;

pub(crate) use codes::{code, list, page, section};
pub(crate) use preset::{architecture, find_architecture, find_preset, preset, proposal};
pub(crate) use rule::{find, rule, unknown};
pub(crate) use rule_type::rule_type;
