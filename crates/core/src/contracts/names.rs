//! The names in the Rust modules, with what they lead to: declarations, imports, and what globs bring in.

use super::{
    extent::{Extent, Extents},
    files::Declared,
    model::Definition,
};
use crate::{
    graph::{Context, End, Graph, ReferenceKind, RustModule, RustModuleId, Target},
    source::{FileId, Place, Span},
    syntax::{ImportLeaf, ItemSignature, SignatureKind},
};
use rustc_hash::{FxHashMap, FxHashSet};

/// A name in a Rust module.
#[derive(Clone)]
pub(super) struct Named<'f> {
    pub(super) name: String,
    pub(super) extent: Extent,
    pub(super) leads_to: LeadsTo<'f>,
    pub(super) place: Option<Place>,
}

/// What a name leads to.
#[derive(Clone)]
pub(super) enum LeadsTo<'f> {
    /// An item of the same Rust module.
    Item(FileId, &'f ItemSignature),
    /// An item of a Rust module, through imports.
    Definition(Definition),
    /// A Rust module, through imports.
    Module(RustModuleId),
    /// Something outside the workspace, or the variants of an enum: the path.
    Path(String),
    /// Something that a macro generates.
    Generated,
}

/// The names in Rust modules.
pub(super) struct Names<'a, 'f> {
    graph: &'a Graph,
    extents: &'a Extents<'a>,
    declared: &'a FxHashMap<RustModuleId, Declared<'f>>,
    /// The targets of imports, by the file and the end of the import's last name.
    targets: FxHashMap<(FileId, u32), Vec<(RustModuleId, &'a Target)>>,
    /// The macros that `#[macro_export]` puts into the root of a crate.
    exported: FxHashSet<(RustModuleId, &'f str)>,
}

impl<'a, 'f> Names<'a, 'f> {
    pub(super) fn new(
        graph: &'a Graph,
        extents: &'a Extents<'a>,
        declared: &'a FxHashMap<RustModuleId, Declared<'f>>,
    ) -> Self {
        let mut targets: FxHashMap<(FileId, u32), Vec<(RustModuleId, &Target)>> = FxHashMap::default();
        let is_import =
            |kind| matches!(kind, ReferenceKind::Use | ReferenceKind::Reexport | ReferenceKind::ExternCrate);
        for reference in graph.references.iter().filter(|one| is_import(one.kind) && one.call.is_none()) {
            let target = graph.target(reference);
            targets.entry((reference.file, reference.span.end)).or_default().push((reference.from, target));
        }
        let mut exported = FxHashSet::default();
        #[expect(clippy::iter_over_hash_type, reason = "the result is a set")]
        for (module, own) in declared {
            let macros = own.items.iter().filter(|(_, item)| item.is_exported);
            exported.extend(macros.map(|(_, item)| (extents.root(*module), item.name.as_str())));
        }
        Self { graph, extents, declared, targets, exported }
    }

    /// Returns the targets of an import in a Rust module.
    fn targets_of(&self, module: RustModuleId, file: FileId, leaf: &ImportLeaf) -> Vec<&'a Target> {
        let found = self.targets.get(&(file, leaf.span.end)).into_iter().flatten();
        let mut targets: Vec<&Target> = Vec::new();
        for (_, target) in found.filter(|(from, _)| *from == module) {
            if !targets.iter().any(|other| (other.defined, other.item) == (target.defined, target.item)) {
                targets.push(target);
            }
        }
        targets
    }

    /// Returns the Rust modules whose names the globs of a Rust module bring in.
    pub(super) fn globs(graph: &Graph, module: RustModuleId) -> impl Iterator<Item = RustModuleId> {
        let start = graph.references.partition_point(|reference| reference.from < module);
        let own = graph.references[start..].iter().take_while(move |reference| reference.from == module);
        let imports = own.filter(|one| matches!(one.kind, ReferenceKind::Use | ReferenceKind::Reexport));
        imports.filter_map(|reference| match graph.target(reference) {
            Target { defined: End::Module(module), item: None, .. } => Some(*module),
            _ => None,
        })
    }

    /// Returns the names in a Rust module, without child modules.
    pub(super) fn of(&self, module: RustModuleId) -> Vec<Named<'f>> {
        self.collect(module, &mut FxHashSet::default())
    }

    fn collect(&self, module: RustModuleId, visited: &mut FxHashSet<RustModuleId>) -> Vec<Named<'f>> {
        let mut names = Vec::new();
        let Some(own) = self.declared.get(&module) else { return names };
        let mut seen: FxHashSet<&str> = FxHashSet::default();
        for (file, item) in &own.items {
            seen.insert(&item.name);
            if item.kind == SignatureKind::Mod || item.is_exported {
                continue;
            }
            if item.kind == SignatureKind::Macro && item.signature.starts_with("macro_rules!") {
                // Without `#[macro_export]`, only an import makes it nameable.
                continue;
            }
            names.push(Named {
                name: item.name.clone(),
                extent: self.extents.of(&item.visibility, module),
                leads_to: LeadsTo::Item(*file, item),
                place: Some(place(*file, item.span)),
            });
        }
        let (globs, single): (Vec<_>, Vec<_>) = own.imports.iter().copied().partition(|(_, leaf)| leaf.name.is_none());
        for (file, leaf) in &single {
            let Some(name) = &leaf.name else { continue };
            seen.insert(name);
            let extent = self.extents.of(&leaf.visibility, module);
            let import =
                |leads_to| Named { name: name.clone(), extent, leads_to, place: Some(place(*file, leaf.span)) };
            let targets = self.targets_of(module, *file, leaf);
            if targets.is_empty() {
                // What the Rust module itself declares is no reference.
                let last = leaf.path.last().map_or("", String::as_str);
                let own_item = own.items.iter().any(|(_, item)| item.name == last && item.kind != SignatureKind::Mod);
                let definition = || LeadsTo::Definition(Definition { module, name: last.to_owned() });
                names.push(import(if own_item { definition() } else { LeadsTo::Path(leaf.path.join("::")) }));
            }
            names.extend(targets.into_iter().map(|target| import(self.leads_to(target))));
        }
        for name in &self.graph.module(module).names {
            let name = self.graph.name(*name);
            if !seen.contains(name)
                && !own.test_names.contains(&name)
                && !self.exported.contains(&(module, name))
                && name != "_"
            {
                let extent = Extent::Everywhere;
                names.push(Named { name: name.to_owned(), extent, leads_to: LeadsTo::Generated, place: None });
            }
        }
        visited.insert(module);
        for (file, leaf) in &globs {
            let extent = self.extents.of(&leaf.visibility, module);
            let at = Some(place(*file, leaf.span));
            for target in self.targets_of(module, *file, leaf) {
                match (target.defined, target.item) {
                    (End::Module(from), None) => {
                        if visited.contains(&from) {
                            continue;
                        }
                        for named in self.collect(from, visited) {
                            let both = self.extents.both(extent, named.extent);
                            let is_visible = self.extents.is_visible_in(named.extent, module);
                            let (Some(extent), false) = (both.filter(|_| is_visible), seen.contains(&*named.name))
                            else {
                                continue;
                            };
                            let leads_to = match named.leads_to {
                                LeadsTo::Item(..) | LeadsTo::Generated => {
                                    LeadsTo::Definition(Definition { module: from, name: named.name.clone() })
                                }
                                other => other,
                            };
                            names.push(Named { name: named.name, extent, leads_to, place: at });
                        }
                        names.extend(self.child_modules(from, module, extent, at, &seen));
                    }
                    (End::Module(_), Some(_)) | (End::Outside(_), _) => {
                        let path = format!("{}::*", self.graph.reached_path(target));
                        names.push(Named { name: "*".to_owned(), extent, leads_to: LeadsTo::Path(path), place: at });
                    }
                }
            }
        }
        visited.remove(&module);
        names
    }

    /// Returns the child modules that a glob import brings in.
    fn child_modules(
        &self,
        from: RustModuleId,
        into: RustModuleId,
        extent: Extent,
        place: Option<Place>,
        seen: &FxHashSet<&str>,
    ) -> Vec<Named<'f>> {
        let is_child = |module: &RustModule| module.parent == Some(from) && module.context != Context::Test;
        let children = self.graph.modules().filter(|(_, module)| is_child(module));
        children
            .filter_map(|(id, module)| {
                let name = module.path.rsplit("::").next()?;
                let own = self.extent_of_module(id);
                let both = self.extents.both(extent, own).filter(|_| self.extents.is_visible_in(own, into))?;
                let leads_to = LeadsTo::Module(id);
                (!seen.contains(name)).then(|| Named { name: name.to_owned(), extent: both, leads_to, place })
            })
            .collect()
    }

    fn leads_to(&self, target: &Target) -> LeadsTo<'f> {
        match (target.defined, target.item) {
            (End::Module(module), Some(item)) => {
                LeadsTo::Definition(Definition { module, name: self.graph.name(item).to_owned() })
            }
            (End::Module(module), None) => LeadsTo::Module(module),
            (End::Outside(_), _) => LeadsTo::Path(self.graph.reached_path(target)),
        }
    }

    /// Returns where a Rust module is visible, as far as its own declaration says.
    pub(super) fn extent_of_module(&self, module: RustModuleId) -> Extent {
        let node = self.graph.module(module);
        let Some(parent) = node.parent else { return self.extents.of_root(module) };
        self.declaration_of_module(module)
            .map_or(Extent::Everywhere, |(_, item)| self.extents.of(&item.visibility, parent))
    }

    /// Returns the `mod` item of a Rust module.
    pub(super) fn declaration_of_module(&self, module: RustModuleId) -> Option<(FileId, &'f ItemSignature)> {
        let node = self.graph.module(module);
        let name = node.path.rsplit("::").next()?;
        let around = self.declared.get(&node.parent?)?;
        let is_own = |item: &ItemSignature| item.kind == SignatureKind::Mod && item.name == name;
        around.items.iter().find(|(_, item)| is_own(item)).copied()
    }

    /// Returns the macros of a Rust module that `#[macro_export]` exports.
    pub(super) fn exported_macros(&self, module: RustModuleId) -> impl Iterator<Item = (FileId, &'f ItemSignature)> {
        let own = self.declared.get(&module).into_iter().flat_map(|own| &own.items);
        own.filter(|(_, item)| item.is_exported).copied()
    }

    /// Returns the declarations of a name in a Rust module: several if `cfg` selects between them.
    pub(super) fn declarations(&self, definition: &Definition) -> Vec<(FileId, &'f ItemSignature)> {
        let own = self.declared.get(&definition.module);
        let items = own.into_iter().flat_map(|own| &own.items);
        items.filter(|(_, item)| item.kind != SignatureKind::Mod && item.name == definition.name).copied().collect()
    }
}

pub(super) fn place(file: FileId, span: Span) -> Place {
    Place { file, span }
}
