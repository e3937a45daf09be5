//! The command `explain`: describes a code, a type of rule, or a rule, layer or module of the rules file. It runs no check itself.

mod codes;
mod rule;
mod rule_type;

pub(crate) use codes::{code, list, page, section};
pub(crate) use rule::{find, rule, unknown};
pub(crate) use rule_type::rule_type;
