//! Describes a type of rule from the core's table of kinds: what it requires, an example, and its keys. It knows no
//! rules file.

use crate::{
    terminal::{Look, Role},
    text::{pad, width, wrap},
};
use archcheck_core::rules::{
    RuleType,
    keys::{REFERENCE_KEYS, RULE},
};
use std::fmt::Write;

/// Renders the description of a type of rule.
pub(crate) fn rule_type(rule_type: &RuleType, look: Look) -> String {
    let columns = look.width.min(100);
    let mut text = format!("{}   a rule type\n", look.paint(Role::Strong, rule_type.name));
    let paragraph = |text: &mut String, paragraph: &str| {
        for line in wrap(paragraph, columns) {
            // Writing to a string can't fail.
            let _ = writeln!(text, "{line}");
        }
        text.push('\n');
    };
    paragraph(&mut text, rule_type.summary);
    for line in rule_type.example.lines() {
        let _ = writeln!(text, "    {line}");
    }
    text.push('\n');
    let column = rule_type.keys.iter().map(|key| width(key.name)).max().unwrap_or(0);
    for key in rule_type.keys {
        for (index, line) in wrap(key.doc, columns.saturating_sub(column + 4).max(20)).iter().enumerate() {
            let name = if index == 0 { pad(key.name, column) } else { " ".repeat(column) };
            let _ = writeln!(text, "  {}  {line}", look.paint(Role::Faint, name));
        }
    }
    text.push('\n');
    let has = |name: &str| rule_type.checks_references || !REFERENCE_KEYS.contains(&name);
    let shared: Vec<_> = RULE.keys.iter().filter(|key| has(key.name)).map(|key| format!("`{}`", key.name)).collect();
    paragraph(&mut text, &format!("Such a rule also has these keys: {}.", shared.join(", ")));
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}
