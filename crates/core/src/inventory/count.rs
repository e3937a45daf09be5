//! Reads the facts of each file, and assigns its items to Rust modules.

use super::model::{Extent, Inventory, ItemEntry, ItemShape, ModuleInventory};
use crate::{
    analysis::Analysis,
    graph::RustModuleId,
    source::FileId,
    syntax::{self, Anchor, Declared, Facts, ItemKind, Predicate, PredicateId, ScopeIndex, Spaces, Visibility},
    workspace::Edition,
};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Counts what each Rust module of an analysis declares.
///
/// Every file is read again, on all cores. Fails if no thread can be started whose stack is large enough to parse on.
pub fn inventory(analysis: &Analysis) -> Result<Inventory, String> {
    let graph = &analysis.graph;
    let mut roots: BTreeMap<(FileId, Edition), Vec<RustModuleId>> = BTreeMap::new();
    for (id, module) in graph.modules() {
        let edition = analysis.workspace.krate(module.krate).edition;
        for declaration in module.declarations.iter().filter(|one| !one.inline) {
            let own = roots.entry((declaration.file, edition)).or_default();
            if own.last() != Some(&id) {
                own.push(id);
            }
        }
    }
    let roots: Vec<_> = roots.into_iter().collect();
    let files: Vec<(Facts, u32)> = threads()?.install(|| {
        let read = |((file, edition), _): &((FileId, Edition), Vec<RustModuleId>)| {
            let text = analysis.sources.get(*file).text();
            (syntax::lower_file(text, file.0, *edition), text.lines().count() as u32)
        };
        roots.par_iter().map(read).collect()
    });
    let numbers: FxHashMap<&str, RustModuleId> =
        graph.modules().map(|(id, module)| (module.path.as_str(), id)).collect();
    let mut inventory =
        Inventory { modules: vec![ModuleInventory::default(); graph.modules.len()], lines: BTreeMap::new() };
    for (((file, _), owners), (facts, lines)) in roots.iter().zip(&files) {
        inventory.lines.insert(*file, *lines);
        for owner in owners {
            inventory.modules[owner.0 as usize].files.push(*file);
            let text = analysis.sources.get(*file).text();
            FileItems { analysis, numbers: &numbers, facts, text, owner: *owner }.add(&mut inventory.modules);
        }
    }
    Ok(inventory)
}

/// Starts threads with stacks as large as the system allows, on which any accepted file can be parsed.
fn threads() -> Result<rayon::ThreadPool, String> {
    let mut cause = String::new();
    for (threads, stack) in [0, 1].into_iter().flat_map(|threads| syntax::STACKS.map(|stack| (threads, stack))) {
        match rayon::ThreadPoolBuilder::new().num_threads(threads).stack_size(stack).build() {
            Ok(pool) => return Ok(pool),
            Err(error) => cause = error.to_string(),
        }
    }
    Err(format!("can't start a thread to read the files: {cause}"))
}

/// The items of one file as the content of one Rust module.
struct FileItems<'a> {
    analysis: &'a Analysis,
    /// The Rust modules by path.
    numbers: &'a FxHashMap<&'a str, RustModuleId>,
    facts: &'a Facts,
    text: &'a str,
    /// The Rust module that the file is.
    owner: RustModuleId,
}

impl FileItems<'_> {
    fn add(&self, modules: &mut [ModuleInventory]) {
        let mut module_of: FxHashMap<ScopeIndex, RustModuleId> = FxHashMap::default();
        module_of.insert(ScopeIndex::ROOT, self.owner);
        let mut previous = None;
        for declaration in &self.facts.declarations {
            let Some(module) = module_of.get(&declaration.scope).copied() else { continue };
            if self.is_test(declaration.predicate) {
                continue;
            }
            let start = declaration.at.span.start as usize;
            let (shape, extent) = match &declaration.what {
                Declared::Module(inner) => {
                    let path = format!("{}::{}", self.path(module), self.facts.name(inner.name));
                    if let (Some(scope), Some(id)) = (inner.inline, self.numbers.get(path.as_str())) {
                        module_of.insert(scope, *id);
                    }
                    continue;
                }
                Declared::Item(item) => {
                    // A tuple or unit struct declares its type, and then its constructor at the same place.
                    if previous.replace(declaration.at.span) == Some(declaration.at.span) {
                        continue;
                    }
                    let shape = match item.kind {
                        ItemKind::Trait => ItemShape::Trait,
                        // A type alias is declared by `type`, and a struct or union by another keyword.
                        _ if item.spaces.and(Spaces::TYPE).is_empty() || self.is_alias(start) => ItemShape::Other,
                        _ => ItemShape::Type,
                    };
                    (shape, self.extent(&item.visibility, module))
                }
                Declared::Macro(definition) => {
                    let extent = if definition.exported { Extent::Everywhere } else { Extent::In(module) };
                    (ItemShape::Other, extent)
                }
                Declared::Import(_) | Declared::Call(_) | Declared::LeaveMacroUse(_) | Declared::Unnamed => continue,
            };
            modules[module.0 as usize].items.push(ItemEntry { shape, extent });
        }
    }

    fn path(&self, module: RustModuleId) -> &str {
        &self.analysis.graph.module(module).path
    }

    /// Returns whether the name at an offset is that of a type alias.
    fn is_alias(&self, start: usize) -> bool {
        let before = self.text.get(..start).unwrap_or_default().trim_end();
        let before = before.strip_suffix("r#").unwrap_or(before).trim_end();
        before
            .strip_suffix("type")
            .is_some_and(|rest| !rest.ends_with(|char: char| char.is_alphanumeric() || char == '_'))
    }

    fn extent(&self, visibility: &Visibility, module: RustModuleId) -> Extent {
        match visibility {
            Visibility::Inherited => Extent::In(module),
            Visibility::Public => Extent::Everywhere,
            Visibility::Restricted(path) => {
                let path = &self.facts.paths[path.0 as usize];
                let up = |module: RustModuleId| self.analysis.graph.module(module).parent;
                let root = || std::iter::successors(Some(module), |at| up(*at)).last().unwrap_or(module);
                let start = match path.anchor {
                    Anchor::Super(levels) => (0..levels).fold(module, |at, _| up(at).unwrap_or(at)),
                    // Before edition 2018, a path starts at the root.
                    Anchor::Plain | Anchor::Global | Anchor::Crate | Anchor::DollarCrate(_) => root(),
                };
                let segments = path.segments.iter().map(|segment| self.facts.name(*segment));
                let path = std::iter::once(self.path(start)).chain(segments).collect::<Vec<_>>().join("::");
                Extent::In(self.numbers.get(path.as_str()).copied().unwrap_or(module))
            }
        }
    }

    /// Returns whether a predicate, and so what it is the condition of, needs a test build.
    fn is_test(&self, predicate: PredicateId) -> bool {
        self.without_tests(predicate) == Some(false)
    }

    /// Evaluates a predicate without tests. Returns `None` if it depends on anything else.
    fn without_tests(&self, predicate: PredicateId) -> Option<bool> {
        let of_all = |all: &[PredicateId], absorbing: bool| {
            let values: Vec<_> = all.iter().map(|one| self.without_tests(*one)).collect();
            if values.contains(&Some(absorbing)) {
                Some(absorbing)
            } else {
                values.iter().all(Option::is_some).then_some(!absorbing)
            }
        };
        match self.facts.predicates.get(predicate.0 as usize)? {
            Predicate::All(all) => of_all(all, false),
            Predicate::Any(all) => of_all(all, true),
            Predicate::Not(inner) => self.without_tests(*inner).map(|value| !value),
            Predicate::Atom(name, value) => (value.is_none() && self.facts.name(*name) == "test").then_some(false),
        }
    }
}
