//! Writes a baseline: sorted, and one line for each violation, so that branches which shrink it can be merged.

use super::model::Baseline;
use crate::record_file::quoted;
use std::fmt::Write;

/// The comment at the start of the file.
const HEAD: &str = "\
# Known violations of the rules in archcheck.toml. This list can only shrink: `cargo archcheck baseline shrink`
# removes fixed violations. `cargo archcheck baseline create` generated this file; do not edit it by hand.
version = 1
";

/// Writes a baseline.
pub fn write(baseline: &Baseline) -> String {
    let mut text = HEAD.to_owned();
    let mut rule = None;
    for (identity, entry) in &baseline.entries {
        if rule != Some(&identity.rule) {
            text += match rule {
                None => "\n[violations]\n",
                Some(_) => "]\n",
            };
            let _ = writeln!(text, "{} = [", quoted(&identity.rule));
            rule = Some(&identity.rule);
        }
        let (from, to) = (quoted(&identity.from), quoted(&identity.to));
        let _ = writeln!(text, "  {{ from = {from}, to = {to}, count = {} }},", entry.count);
    }
    if rule.is_some() {
        text += "]\n";
    }
    text
}
