//! The interface between reading a rules file and the kinds of rules: a kind's name, its keys, and the function that
//! reads it. The kinds themselves are in `check::kinds`; this module knows none of them.

use super::{keys::Key, model::RuleBody, reach::Reach, rule_reader::RuleReader};
use std::sync::Arc;

/// A kind of rule as the reader of a rules file sees it: a value of `type` and the keys that come with it.
#[derive(Debug)]
pub struct RuleType {
    /// The value of `type`.
    pub name: &'static str,
    /// What such a rule requires, in one sentence.
    pub summary: &'static str,
    /// The keys that only some types have; those of all rules are in [`super::keys::RULE`].
    pub keys: &'static [Key],
    /// A rule of this type, as TOML.
    pub example: &'static str,
    /// Whether such rules check references, so that the keys that select these have a meaning.
    pub checks_references: bool,
    /// Reads the keys of a rule of this type.
    pub(crate) read: ReadBody,
    /// Returns why no reference could ever violate a rule of this type, or `None` if one could.
    pub(crate) idle: fn(&dyn RuleBody, &Reach<'_, '_>) -> Option<String>,
}

/// Reads the keys of one rule. Returns `None` if a required one is missing.
pub(crate) type ReadBody = fn(&mut RuleReader<'_, '_, '_>) -> Option<Arc<dyn RuleBody>>;
