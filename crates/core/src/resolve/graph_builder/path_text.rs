//! Paths as the source writes them.

use crate::{
    resolve::{def_map::DefMap, ids::SymbolPathId},
    syntax::Anchor,
};

/// Returns a path as the source writes it.
pub(crate) fn path_text(defs: &DefMap<'_>, path: SymbolPathId) -> String {
    let path = defs.path(path);
    let mut parts: Vec<&str> = match path.anchor {
        Anchor::Plain => Vec::new(),
        Anchor::Global => vec![""],
        Anchor::Crate => vec!["crate"],
        Anchor::DollarCrate(_) => vec!["$crate"],
        Anchor::Super(0) => vec!["self"],
        Anchor::Super(levels) => vec!["super"; levels as usize],
    };
    parts.extend(path.segments.iter().map(|segment| defs.text(*segment)));
    if parts == [""] {
        return "::".to_owned();
    }
    parts.join("::")
}
