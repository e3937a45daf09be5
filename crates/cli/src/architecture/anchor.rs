//! The anchors of the page, which links and deep links lead to.

use super::model::Architecture;
use crate::{escape, text::uri};

/// Returns the anchor of something with a name, such as `module=orders`.
pub(super) fn anchor(kind: &str, name: &str) -> String {
    format!("{kind}={}", uri(&escape::visible(name)))
}

/// Returns the anchor of an item of the debt, by its index.
pub(super) fn debt_item_anchor(at: usize) -> String {
    format!("debt-item={}", at + 1)
}

/// Returns the anchor of a rule, of layers, or of a module with an id such as `modules.orders`. `None` if the page shows no
/// such rule.
pub(super) fn rule_anchor(report: &Architecture<'_>, id: &str) -> Option<String> {
    if report.rules.iter().any(|rule| rule.id == id) {
        return Some(anchor("rule", id));
    }
    let name = id.strip_prefix("modules.")?;
    report.modules.iter().any(|module| module.name == name).then(|| anchor("module", name))
}
