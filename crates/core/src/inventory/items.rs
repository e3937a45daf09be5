//! Lists the items of each Rust module, and finds what their paths lead to.

use crate::{
    analysis::Analysis,
    graph::{End, Graph, NameId, OutsideId, ReferenceKind, RustModuleId, TargetId},
    source::FileId,
    syntax::{self, Outline, OutlineItem, OutlineKind, OutlinePath, WrittenVisibility, is_std_derive},
    workspace::is_standard,
};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

/// The items of a workspace.
#[derive(Debug)]
pub struct ItemList<'a> {
    analysis: &'a Analysis,
    names: FxHashMap<&'a str, NameId>,
    /// The items, by Rust module and in source order.
    pub items: Vec<CodeItem>,
    /// The targets of the references in files, by the Rust module, the file and the start of the path.
    starts: FxHashMap<(RustModuleId, FileId, u32), Vec<TargetId>>,
    /// The targets of imports, by the Rust module, the file and the end of the last name.
    ends: FxHashMap<(RustModuleId, FileId, u32), Vec<TargetId>>,
    /// The indices of the glob imports of each Rust module, other than those in bodies.
    globs: FxHashMap<RustModuleId, Vec<usize>>,
    /// The indices of the imports that bring the name of a standard derive into a Rust module, other than those in bodies.
    derives: FxHashMap<(RustModuleId, String), Vec<usize>>,
    /// The external crates whose macros `#[macro_use] extern crate` brings into a crate, by its root.
    macro_use: FxHashMap<RustModuleId, Vec<OutsideId>>,
}

/// An item in a Rust module.
#[derive(Debug)]
pub struct CodeItem {
    /// The Rust module that declares it.
    pub module: RustModuleId,
    /// The file that contains it.
    pub file: FileId,
    /// What it is.
    pub outline: OutlineItem,
    /// The index of the item that it is a part of.
    pub parent: Option<usize>,
}

/// What a path leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathEnd {
    /// Something outside the Rust module of the path.
    Target(TargetId),
    /// An item of the Rust module.
    Own(RustModuleId, String),
    /// A single name that no source declares: a name of the prelude, or of an attribute of the compiler.
    Word(String),
    /// The name of a standard derive that an import takes from an external crate: the derive of that crate, or the standard one
    /// if what the crate calls so is no derive.
    Either(TargetId, String),
}

/// Lists the items of all Rust modules. Every file is read again, on the threads of the current pool.
///
/// Items that macros generate are not listed. Those in the arguments of a macro call are listed if the macro declares them.
pub fn items(analysis: &Analysis) -> ItemList<'_> {
    let graph = &analysis.graph;
    let mut roots: BTreeMap<FileId, Vec<RustModuleId>> = BTreeMap::new();
    for (id, module) in graph.modules() {
        for declaration in module.declarations.iter().filter(|one| !one.inline) {
            let own = roots.entry(declaration.file).or_default();
            if own.last() != Some(&id) {
                own.push(id);
            }
        }
    }
    let roots: Vec<_> = roots.into_iter().collect();
    // A file that is no sequence of tokens is reported by the analysis.
    let read = |(file, _): &(FileId, Vec<RustModuleId>)| {
        syntax::outline(analysis.sources.get(*file).text()).unwrap_or_default()
    };
    let outlines: Vec<Outline> = roots.par_iter().map(read).collect();
    let mut list = ItemList::new(analysis);
    let numbers: FxHashMap<&str, RustModuleId> =
        graph.modules().map(|(id, module)| (module.path.as_str(), id)).collect();
    let documented: Vec<FileId> =
        roots.iter().zip(&outlines).filter(|(_, outline)| outline.is_documented).map(|((file, _), _)| *file).collect();
    for ((file, owners), outline) in roots.iter().zip(&outlines) {
        for owner in owners {
            let path = &graph.module(*owner).path;
            let module = |inner: &[String]| match inner {
                [] => Some(*owner),
                _ => numbers.get(format!("{path}::{}", inner.join("::")).as_str()).copied(),
            };
            // The place of each item of the file in the list.
            let mut places: Vec<Option<usize>> = Vec::with_capacity(outline.items.len());
            for item in &outline.items {
                let place = module(&item.modules).and_then(|module| {
                    let parent = match item.parent {
                        Some(parent) => Some((*places.get(parent)?)?),
                        None => None,
                    };
                    let mut new = CodeItem { module, file: *file, outline: item.clone(), parent };
                    if !list.is_declared(&new) {
                        return None;
                    }
                    if item.kind == OutlineKind::Mod && !new.outline.is_documented {
                        let below = numbers.get(format!("{}::{}", graph.module(module).path, item.name).as_str());
                        let declarations = below.map(|id| &graph.module(*id).declarations);
                        let mut files = declarations.into_iter().flatten().filter(|one| !one.inline);
                        new.outline.is_documented = files.any(|one| documented.binary_search(&one.file).is_ok());
                    }
                    list.items.push(new);
                    Some(list.items.len() - 1)
                });
                places.push(place);
            }
        }
    }
    list.index_imports();
    list
}

/// Returns a Rust module and those that contain it, from the inside out.
fn upward(graph: &Graph, module: RustModuleId) -> impl Iterator<Item = RustModuleId> {
    std::iter::successors(Some(module), |id| graph.module(*id).parent)
}

impl<'a> ItemList<'a> {
    fn new(analysis: &'a Analysis) -> Self {
        let names = (0..).map(NameId).zip(&analysis.graph.names).map(|(id, name)| (name.as_str(), id)).collect();
        let mut new = Self {
            analysis,
            names,
            items: Vec::new(),
            starts: FxHashMap::default(),
            ends: FxHashMap::default(),
            globs: FxHashMap::default(),
            derives: FxHashMap::default(),
            macro_use: FxHashMap::default(),
        };
        for reference in &analysis.graph.references {
            let is_import =
                matches!(reference.kind, ReferenceKind::Use | ReferenceKind::Reexport | ReferenceKind::ExternCrate);
            let (places, at) =
                if is_import { (&mut new.ends, reference.span.end) } else { (&mut new.starts, reference.span.start) };
            let targets = places.entry((reference.from, reference.file, at)).or_default();
            if !targets.contains(&reference.target) {
                targets.push(reference.target);
            }
        }
        new
    }

    /// Returns whether a Rust module declares or imports a name.
    fn has_name(&self, module: RustModuleId, name: &str) -> bool {
        self.names.get(name).is_some_and(|name| self.analysis.graph.module(module).has_name(*name))
    }

    /// Returns whether the Rust module declares an item that its file contains: `--cfg active` leaves out some items, and a macro
    /// may do anything with those in its arguments.
    fn is_declared(&self, item: &CodeItem) -> bool {
        let OutlineItem { kind, name, parent, is_in_call, .. } = &item.outline;
        if parent.is_some() {
            return true;
        }
        match kind {
            OutlineKind::Struct
            | OutlineKind::Enum
            | OutlineKind::Union
            | OutlineKind::Trait
            | OutlineKind::Function
            | OutlineKind::Const
            | OutlineKind::Static
            | OutlineKind::TypeAlias => (name == "_" && !is_in_call) || self.has_name(item.module, name),
            OutlineKind::Impl | OutlineKind::ExternBlock if *is_in_call => {
                let paths = [&item.outline.of_trait, &item.outline.of];
                paths.into_iter().flatten().any(|path| self.targets(item, path).is_some())
            }
            OutlineKind::Use if *is_in_call => {
                item.outline.import.as_ref().is_some_and(|path| self.targets(item, path).is_some())
            }
            _ => true,
        }
    }

    fn targets(&self, item: &CodeItem, path: &OutlinePath) -> Option<&Vec<TargetId>> {
        let key = |at| (item.module, item.file, at);
        match item.outline.kind {
            OutlineKind::Use => self.ends.get(&key(path.span.end)),
            _ => self.starts.get(&key(path.span.start)),
        }
    }

    /// Finds what brings in names of external crates without naming them, and what imports the name of a standard derive.
    fn index_imports(&mut self) {
        let mut globs: FxHashMap<RustModuleId, Vec<usize>> = FxHashMap::default();
        let mut derives: FxHashMap<(RustModuleId, String), Vec<usize>> = FxHashMap::default();
        let mut macro_use: FxHashMap<RustModuleId, Vec<OutsideId>> = FxHashMap::default();
        for (index, item) in self.items.iter().enumerate() {
            let own = &item.outline;
            if own.kind != OutlineKind::Use || own.is_in_body {
                continue;
            }
            if own.name == "*" {
                globs.entry(item.module).or_default().push(index);
            } else if own.attributes.iter().any(|one| one.path.names == ["macro_use"]) {
                macro_use.entry(item.module).or_default().extend(self.external_ends(item));
            } else if is_std_derive(&own.name) {
                derives.entry((item.module, own.name.clone())).or_default().push(index);
            }
        }
        (self.globs, self.derives, self.macro_use) = (globs, derives, macro_use);
    }

    /// Returns the external paths that a `use` or `extern crate` item leads to, other than those of the standard library: the names
    /// there that no source shows are in its prelude.
    fn external_ends(&self, item: &CodeItem) -> Vec<OutsideId> {
        let targets = item.outline.import.as_ref().and_then(|path| self.targets(item, path));
        let external = |target: &TargetId| {
            let target = self.analysis.graph.target_by_id(*target);
            match (target.defined, target.item) {
                (End::Outside(id), None) if !is_standard(self.analysis.graph.outside(id).krate()) => Some(id),
                _ => None,
            }
        };
        targets.into_iter().flatten().filter_map(external).collect()
    }

    /// Returns the external paths that may supply a macro, derive or attribute that no source declares: those of the globs that a
    /// Rust module can use, and of `#[macro_use]`.
    pub fn external_sources(&self, module: RustModuleId) -> Vec<OutsideId> {
        let graph = &self.analysis.graph;
        let mut found = Vec::new();
        let mut seen: FxHashSet<(RustModuleId, Option<RustModuleId>)> = FxHashSet::default();
        let mut open: Vec<(RustModuleId, Option<RustModuleId>)> = vec![(module, None)];
        while let Some((at, from)) = open.pop() {
            if !seen.insert((at, from)) {
                continue;
            }
            for glob in self.globs.get(&at).into_iter().flatten().map(|index| &self.items[*index]) {
                // A private glob supplies names only to the Rust modules below its own.
                let is_private = glob.outline.visibility == WrittenVisibility::Inherited;
                if from.is_some_and(|from| is_private && !upward(graph, from).any(|above| above == at)) {
                    continue;
                }
                found.extend(self.external_ends(glob));
                let targets = glob.outline.import.as_ref().and_then(|path| self.targets(glob, path));
                for target in targets.into_iter().flatten() {
                    let target = graph.target_by_id(*target);
                    if let (End::Module(of), None) = (target.defined, target.item) {
                        open.push((of, Some(at)));
                    }
                }
            }
        }
        found.extend(upward(graph, module).last().and_then(|root| self.macro_use.get(&root)).into_iter().flatten());
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Returns what a path of an item leads to: several ends if `cfg` selects between them.
    pub fn ends_of(&self, item: &CodeItem, path: &OutlinePath) -> Vec<PathEnd> {
        if let Some(targets) = self.targets(item, path) {
            return targets.iter().map(|target| PathEnd::Target(*target)).collect();
        }
        let Some(last) = path.names.last() else { return Vec::new() };
        if path.names.len() == 1 && item.outline.parameters.contains(last) {
            return Vec::new();
        }
        // A path within a Rust module is no reference.
        if self.has_name(item.module, last) {
            return vec![PathEnd::Own(item.module, last.clone())];
        }
        if path.names.len() == 1 { vec![PathEnd::Word(last.clone())] } else { Vec::new() }
    }

    /// Returns what a path in the `#[derive(…)]` of an item leads to.
    ///
    /// The names of standard derives are no references. The standard library has a trait and a derive of each such name, so one
    /// import brings in both. A trait of the workspace with such a name leaves the derive as it is.
    pub fn ends_of_derive(&self, item: &CodeItem, path: &OutlinePath) -> Vec<PathEnd> {
        let name = match path.names.as_slice() {
            [name] if is_std_derive(name) && self.targets(item, path).is_none() => name,
            _ => return self.ends_of(item, path),
        };
        let graph = &self.analysis.graph;
        let end = |id: &TargetId| {
            let target = graph.target_by_id(*id);
            match target.defined {
                End::Outside(outside) if is_standard(graph.outside(outside).krate()) => {
                    let is_derive = target.item.is_some_and(|item| is_std_derive(graph.name(item)));
                    if is_derive { PathEnd::Target(*id) } else { PathEnd::Word(name.clone()) }
                }
                End::Outside(_) => PathEnd::Either(*id, name.clone()),
                End::Module(module) => {
                    let is_macro = self.analysis.workspace.krate(graph.module(module).krate).proc_macro;
                    if is_macro { PathEnd::Target(*id) } else { PathEnd::Word(name.clone()) }
                }
            }
        };
        let imports = self.derives.get(&(item.module, name.clone())).into_iter().flatten();
        let targets = imports.filter_map(|index| {
            let import = &self.items[*index];
            self.targets(import, import.outline.import.as_ref()?)
        });
        let ends: Vec<PathEnd> = targets.flatten().map(end).collect();
        if ends.is_empty() { vec![PathEnd::Word(name.clone())] } else { ends }
    }

    /// Returns the path of an item for people, as in `shop::orders::Order::total`. What has no name is called as its Rust module
    /// would call it: `impl Display for Order`, `use crate::orders::*`.
    pub fn path(&self, item: &CodeItem) -> String {
        let last = |path: &Option<OutlinePath>| path.as_ref().and_then(|path| path.names.last()).cloned();
        let module = &self.analysis.graph.module(item.module).path;
        let text = match item.outline.kind {
            OutlineKind::Impl => {
                let of = last(&item.outline.of).unwrap_or_else(|| "_".to_owned());
                return match last(&item.outline.of_trait) {
                    Some(of_trait) => format!("impl {of_trait} for {of}"),
                    None => format!("impl {of}"),
                };
            }
            OutlineKind::ExternBlock => return "extern".to_owned(),
            OutlineKind::Use => {
                let import = item.outline.import.as_ref().map(|path| path.names.join("::")).unwrap_or_default();
                let glob = if item.outline.name == "*" { "::*" } else { "" };
                return format!("use {import}{glob}");
            }
            _ => item.outline.name.clone(),
        };
        let Some(parent) = item.parent.map(|parent| &self.items[parent]) else {
            return format!("{module}::{text}");
        };
        if parent.parent.is_some() {
            return format!("{}::{text}", self.path(parent));
        }
        let parent = &parent.outline;
        let of = last(&parent.of).unwrap_or_else(|| parent.name.clone());
        match last(&parent.of_trait) {
            Some(of_trait) => format!("{module}::<{of} as {of_trait}>::{text}"),
            None if of.is_empty() => format!("{module}::{text}"),
            None => format!("{module}::{of}::{text}"),
        }
    }
}
