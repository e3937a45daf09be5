//! Writes recorded contracts: sorted, and one line for each item, so that branches can be merged.

use super::model::Records;
use crate::record_file::quoted;
use std::fmt::Write;

/// The comment at the start of the file.
const HEAD: &str = "\
# The contracts of modules that archcheck.toml locks: the items that other modules rely on. `cargo archcheck contracts write`
# generated this file; do not edit it by hand.
version = 1
";

/// Writes recorded contracts.
pub fn write(records: &Records) -> String {
    let mut text = HEAD.to_owned();
    for (name, recorded) in records {
        let _ = writeln!(text, "\n[contracts.{}]\nversions = [", quoted(name));
        for version in &recorded.versions {
            let (date, reason) = (version.date, quoted(&version.reason));
            let _ = writeln!(text, "  {{ version = \"{version}\", date = {date}, reason = {reason} }},");
        }
        text += "]\nitems = [\n";
        for item in &recorded.surface.items {
            let (path, kind) = (quoted(&item.path), item.kind.as_str());
            let _ = write!(text, "  {{ path = {path}, kind = \"{kind}\"");
            if !item.visibility.is_empty() {
                let _ = write!(text, ", visibility = {}", quoted(&item.visibility));
            }
            if let Some(signature) = &item.signature {
                let _ = write!(text, ", signature = {}", quoted(signature));
            }
            text += " },\n";
        }
        text += "]\n";
    }
    text
}
