//! Finds what modules use of each other and of external crates: the items by kind, and the crates.
//!
//! The graph has no kinds of items, so they are read from the lines that declare the items.

use archcheck_core::{
    analysis::Analysis,
    graph::{Context, End, ReferenceKind, RustModuleId},
    rules::Rules,
    workspace::is_standard,
};
use std::collections::{BTreeMap, BTreeSet};

/// The kinds in the order of the page, with the keyword that declares them.
const KINDS: [(&str, &str); 9] = [
    ("trait", "Traits"),
    ("struct", "Structs"),
    ("enum", "Enums"),
    ("union", "Unions"),
    ("fn", "Functions"),
    ("type", "Type aliases"),
    ("const", "Constants"),
    ("static", "Statics"),
    ("macro_rules!", "Macros"),
];

/// What other modules use of a module, and what it uses of external crates, in production code.
#[derive(Debug, Default)]
pub(crate) struct ModuleUsage {
    /// The items, by the index of their kind.
    items: BTreeMap<usize, BTreeSet<String>>,
    /// The external crates, with the number of references.
    pub(crate) external: BTreeMap<String, usize>,
}

impl ModuleUsage {
    /// Returns the paths of the items that other modules use, by the title of their kind.
    pub(crate) fn items(&self) -> impl Iterator<Item = (&'static str, &BTreeSet<String>)> {
        let title = |kind: usize| KINDS.get(kind).map_or("Other items", |(_, title)| *title);
        self.items.iter().map(move |(kind, paths)| (title(*kind), paths))
    }
}

/// Returns the usage of each module, in the order of the rules file.
pub(crate) fn usages(rules: &Rules, analysis: &Analysis) -> Vec<ModuleUsage> {
    let graph = &analysis.graph;
    let mut usages: Vec<ModuleUsage> = rules.modules.iter().map(|_| ModuleUsage::default()).collect();
    let mut seen: BTreeSet<(RustModuleId, &str)> = BTreeSet::new();
    for reference in &graph.references {
        if reference.context != Context::Production
            || reference.kind == ReferenceKind::Manifest
            || rules.analysis.is_excluded(reference.file)
        {
            continue;
        }
        let (target, user) = (graph.target(reference), rules.owner(reference.from));
        match (target.defined, target.item) {
            (End::Module(module), Some(item)) => {
                let name = graph.name(item);
                if let Some(owner) = rules.owner(module).filter(|owner| Some(*owner) != user)
                    && seen.insert((module, name))
                {
                    let path = format!("{}::{name}", graph.module(module).path);
                    let items = &mut usages[owner.0 as usize].items;
                    items.entry(kind(analysis, module, name)).or_default().insert(path);
                }
            }
            (End::Outside(outside), _) => {
                let krate = graph.outside[outside.0 as usize].krate();
                if let Some(user) = user.filter(|_| !is_standard(krate)) {
                    *usages[user.0 as usize].external.entry(krate.to_owned()).or_default() += 1;
                }
            }
            (End::Module(_), None) => {}
        }
    }
    usages
}

/// Returns the index of the kind of an item; the length of the list if it is unknown.
fn kind(analysis: &Analysis, module: RustModuleId, name: &str) -> usize {
    let declarations = &analysis.graph.module(module).declarations;
    let sources = declarations.iter().map(|one| analysis.sources.get(one.file).text());
    let mut lines = sources.flat_map(str::lines);
    lines.find_map(|line| declared(line, name)).unwrap_or(KINDS.len())
}

/// Returns the index of the kind of the item that a line declares, if it has the name.
fn declared(line: &str, name: &str) -> Option<usize> {
    let mut rest = line.trim_start();
    if let Some(after) = rest.strip_prefix("pub(") {
        rest = after.split_once(')')?.1.trim_start();
    }
    for qualifier in ["pub ", "default ", "async ", "unsafe ", "extern \"C\" "] {
        rest = rest.strip_prefix(qualifier).unwrap_or(rest).trim_start();
    }
    // `const fn` is a function.
    for function in ["const fn ", "const unsafe fn ", "const async fn "] {
        if let Some(after) = rest.strip_prefix(function) {
            return is_name(after, name).then_some(4);
        }
    }
    let of_keyword = |(keyword, _): &(&str, &str)| {
        let after = rest.strip_prefix(keyword)?.strip_prefix(char::is_whitespace)?;
        Some(is_name(after.trim_start().trim_start_matches("mut "), name))
    };
    KINDS.iter().position(|kind| of_keyword(kind) == Some(true))
}

fn is_name(text: &str, name: &str) -> bool {
    let text = text.trim_start().trim_start_matches("r#");
    text.strip_prefix(name).is_some_and(|rest| !rest.starts_with(|char: char| char.is_alphanumeric() || char == '_'))
}

#[cfg(test)]
mod tests {
    use super::{KINDS, declared};

    #[test]
    fn the_keyword_of_a_line_is_the_kind() {
        let kind = |line: &str, name: &str| declared(line, name).map(|at| KINDS[at].0);
        assert_eq!(kind("pub struct Order(u8);", "Order"), Some("struct"));
        assert_eq!(kind("    pub(crate) async unsafe fn load<T>(", "load"), Some("fn"));
        assert_eq!(kind("pub const fn new() {}", "new"), Some("fn"));
        assert_eq!(kind("pub const MAX: u8 = 1;", "MAX"), Some("const"));
        assert_eq!(kind("static mut N: u8 = 1;", "N"), Some("static"));
        assert_eq!(kind("macro_rules! table {", "table"), Some("macro_rules!"));
        assert_eq!(kind("pub unsafe trait r#Match {}", "Match"), Some("trait"));
        assert_eq!(kind("struct Orders;", "Order"), None);
        assert_eq!(kind("// struct Order", "Order"), None);
    }
}
