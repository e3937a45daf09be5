//! `explain`: what a code or a rule means, why it is there, and what to do. For codes, the text of a terminal and
//! the page of the docs come from the same table.

mod codes;
mod rule;

pub(crate) use codes::{code, list, page, section};
pub(crate) use rule::{find, rule, unknown};
