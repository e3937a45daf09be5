//! Computes the surfaces of modules.

use super::{
    extent::{Extent, Extents},
    files::{Declared, Files},
    model::{Definition, Surface, SurfaceItem, SurfaceKind},
    names::{LeadsTo, Names, place},
    parts::{Parts, parts},
    reachable::reachable,
};
use crate::{
    analysis::Analysis,
    graph::{Graph, RustModuleId},
    rules::{Codebase, ModuleId, Rules},
    source::{FileId, Place},
    syntax::{ImplSignature, ItemSignature, SignatureKind, WrittenVisibility},
};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BTreeSet};

/// Computes the surfaces of some modules, in their order.
///
/// Only the files of these modules, of the Rust modules around them, and of those that their globs import from are read
/// again, on the threads of the current pool. The texts of the sources must still be there.
pub fn surfaces(analysis: &Analysis, rules: &Rules, modules: &[ModuleId]) -> Vec<Surface> {
    let graph = &analysis.graph;
    let extents = Extents::new(graph, &analysis.workspace, rules);
    let files = Files::read(analysis, &needed(graph, rules, &extents, modules));
    let declared = files.declared(analysis, &extents);
    let names = Names::new(graph, &extents, &declared);
    let code = Codebase::new(analysis, &rules.owners);
    let computed = modules.iter().map(|owner| {
        let mut builder =
            Builder { graph, rules, owner: *owner, extents: &extents, names: &names, code: &code, items: Vec::new() };
        builder.build(&declared);
        let mut items = builder.items;
        items.sort_by(|a, b| (&a.path, a.kind, &a.signature, a.place).cmp(&(&b.path, b.kind, &b.signature, b.place)));
        // `cfg` can select between declarations with the same signature.
        items.dedup_by(|a, b| {
            (&a.path, a.kind, &a.signature, &a.visibility) == (&b.path, b.kind, &b.signature, &b.visibility)
        });
        Surface { module: rules.module(*owner).name.clone(), items }
    });
    computed.collect()
}

/// Returns the Rust modules whose files have to be read.
fn needed(graph: &Graph, rules: &Rules, extents: &Extents<'_>, modules: &[ModuleId]) -> BTreeSet<RustModuleId> {
    let mut needed = BTreeSet::new();
    let mut queue: Vec<RustModuleId> = Vec::new();
    let own = |id| rules.owner(id).is_some_and(|owner| modules.contains(&owner));
    let mut whole_crates = FxHashSet::default();
    for (id, module) in graph.modules().filter(|(id, _)| own(*id)) {
        queue.push(id);
        queue.extend(module.parent);
        if module.parent.is_none() {
            // The root has the exported macros of all other Rust modules.
            whole_crates.insert(module.krate);
        }
    }
    queue.extend(graph.modules().filter(|(_, module)| whole_crates.contains(&module.krate)).map(|(id, _)| id));
    while let Some(id) = queue.pop() {
        if needed.insert(id) {
            queue.extend(graph.module(id).parent);
            queue.extend(Names::globs(graph, id));
            queue.push(extents.root(id));
        }
    }
    needed
}

/// Builds the surface of one module.
struct Builder<'a, 'f> {
    graph: &'a Graph,
    rules: &'a Rules,
    owner: ModuleId,
    extents: &'a Extents<'a>,
    names: &'a Names<'a, 'f>,
    code: &'a Codebase<'a>,
    items: Vec<SurfaceItem>,
}

/// A path that leads to an item of the module.
struct Way<'f> {
    path: String,
    at: RustModuleId,
    extent: Extent,
    place: Option<Place>,
    parts: Parts,
    /// The item, if the path is that of its definition.
    item: Option<(FileId, &'f ItemSignature)>,
}

impl<'f> Builder<'_, 'f> {
    fn build(&mut self, declared: &FxHashMap<RustModuleId, Declared<'f>>) {
        let reachable = reachable(self.graph, self.rules, self.owner, self.extents, self.names);
        let module = self.rules.module(self.owner);
        let own = |id: RustModuleId| self.rules.owner(id) == Some(self.owner);
        let mut ways: BTreeMap<Definition, Vec<Way<'f>>> = BTreeMap::new();
        let mut rest: Vec<SurfaceItem> = Vec::new();
        let mut modules: Vec<_> = reachable.modules.iter().collect();
        modules.sort();
        for (id, (path, extent)) in modules {
            let parts = parts(self.code, module, *id, None);
            let declaration = self.names.declaration_of_module(*id);
            let at = declaration.map(|(file, item)| place(file, item.span));
            let own_place = || self.graph.module(*id).declarations.first().map(|one| one.place);
            let name = path.rsplit("::").next().unwrap_or(path);
            let definition = Definition { module: *id, name: String::new() };
            let item = item(
                path.clone(),
                SurfaceKind::Mod,
                self.extents.text(*extent),
                &parts,
                at.or_else(own_place),
                Some(definition),
            );
            rest.extend(parts.is_usable().then(|| SurfaceItem { signature: Some(format!("mod {name}")), ..item }));
        }
        for (path, at, named) in reachable.names {
            let parts = parts(self.code, module, at, Some(&named.name));
            if !parts.is_usable() {
                continue;
            }
            let way = |item| Way {
                path: path.clone(),
                at,
                extent: named.extent,
                place: named.place,
                parts: parts.clone(),
                item,
            };
            let entry = Definition { module: at, name: named.name.clone() };
            let reexport = |to: &str, alias_of: Option<String>| {
                let visibility = self.extents.text(named.extent);
                let item =
                    item(path.clone(), SurfaceKind::Reexport, visibility, &parts, named.place, Some(entry.clone()));
                SurfaceItem { signature: Some(format!("use {to}")), alias_of, ..item }
            };
            match named.leads_to {
                LeadsTo::Item(file, item) => ways.entry(entry).or_default().push(way(Some((file, item)))),
                LeadsTo::Generated => ways.entry(entry).or_default().push(way(None)),
                LeadsTo::Definition(definition) if own(definition.module) => {
                    ways.entry(definition).or_default().push(way(None));
                }
                LeadsTo::Definition(Definition { module, name }) => {
                    rest.push(reexport(&format!("{}::{name}", self.graph.module(module).path), None));
                }
                LeadsTo::Module(inner) => {
                    let listed = reachable.modules.get(&inner).map(|(path, _)| path.clone());
                    rest.push(reexport(&self.graph.module(inner).path, listed));
                }
                LeadsTo::Path(to) => rest.push(reexport(&to, None)),
            }
        }
        let mut impls = self.impls(declared, &ways);
        for (definition, ways) in ways {
            let impls = impls.remove(&definition).unwrap_or_default();
            self.add(&definition, ways, &impls);
        }
        self.items.extend(rest);
    }

    /// Adds an item under the first of the paths that lead to it, and the other paths as re-exports.
    fn add(&mut self, definition: &Definition, mut ways: Vec<Way<'f>>, impls: &[(FileId, &'f ImplSignature)]) {
        let own_path = format!("{}::{}", self.graph.module(definition.module).path, definition.name);
        let own_name = format!("::{}", definition.name);
        let rank = |path: &str| (path != own_path, !path.ends_with(&own_name), path.matches("::").count());
        ways.sort_by_cached_key(|way| (rank(&way.path), way.path.clone()));
        let Some(primary) = ways.first() else { return };
        let mut path = primary.path.clone();
        let declarations = self.names.declarations(definition);
        let shown: Vec<_> = if primary.item.is_some() {
            path.clone_from(&primary.path);
            ways.iter().filter(|way| way.path == path).filter_map(|way| Some((way, way.item?))).collect()
        } else {
            declarations.iter().map(|item| (primary, *item)).collect()
        };
        let mut items = Vec::new();
        for (way, (file, declared)) in &shown {
            self.add_item(&path, way, definition, *file, declared, &mut items);
        }
        if shown.is_empty() {
            let visibility = self.extents.text(primary.extent);
            items.push(item(
                path.clone(),
                SurfaceKind::Generated,
                visibility,
                &primary.parts,
                primary.place,
                Some(definition.clone()),
            ));
        }
        for (file, block) in impls {
            self.add_impl(&path, primary, definition, *file, block, &mut items);
        }
        let mut listed = FxHashSet::from_iter([path.as_str()]);
        for way in &ways {
            if listed.insert(&way.path) {
                let visibility = self.extents.text(way.extent);
                let entry =
                    Definition { module: way.at, name: way.path.rsplit("::").next().unwrap_or_default().to_owned() };
                let item =
                    item(way.path.clone(), SurfaceKind::Reexport, visibility, &way.parts, way.place, Some(entry));
                items.push(SurfaceItem {
                    signature: Some(format!("use {path}")),
                    alias_of: Some(path.clone()),
                    ..item
                });
            }
        }
        self.items.extend(items);
    }

    fn add_item(
        &self,
        path: &str,
        way: &Way<'_>,
        definition: &Definition,
        file: FileId,
        declared: &ItemSignature,
        items: &mut Vec<SurfaceItem>,
    ) {
        let visibility = self.extents.text(way.extent);
        let kind = surface_kind(declared.kind, false);
        let mut signature = declared.signature.clone();
        let mut has_hidden = false;
        for member in &declared.members {
            let extent = match kind {
                SurfaceKind::Enum | SurfaceKind::Trait => None,
                _ => Some(self.extents.of(&member.visibility, definition.module)),
            };
            if extent.is_some_and(|extent| !self.extents.is_visible_outside(extent, self.owner)) {
                has_hidden = true;
                continue;
            }
            let visibility = extent.map_or_else(String::new, |extent| self.extents.text(extent));
            let member_kind = surface_kind(member.kind, kind == SurfaceKind::Trait);
            let at = Some(place(file, member.span));
            let member_path = format!("{path}::{}", member.name);
            let own = item(member_path, member_kind, visibility, &way.parts, at, Some(definition.clone()));
            items.push(SurfaceItem { signature: Some(member.signature.clone()), ..own });
        }
        if has_hidden {
            signature = with_hidden_fields(signature);
        }
        for (name, header) in &declared.derives {
            let at = Some(place(file, declared.span));
            let own = item(
                format!("{path}: {name}"),
                SurfaceKind::Impl,
                String::new(),
                &way.parts,
                at,
                Some(definition.clone()),
            );
            items.push(SurfaceItem { signature: Some(header.clone()), ..own });
        }
        let at = Some(place(file, declared.span));
        let own = item(path.to_owned(), kind, visibility, &way.parts, at, Some(definition.clone()));
        let attribute_macros = Some(declared.attribute_macros.clone());
        items.push(SurfaceItem { signature: Some(signature), attribute_macros, ..own });
    }

    fn add_impl(
        &self,
        path: &str,
        way: &Way<'_>,
        definition: &Definition,
        file: FileId,
        block: &ImplSignature,
        items: &mut Vec<SurfaceItem>,
    ) {
        if block.of_trait.is_some() {
            let head = block.signature.split_once("impl").map_or("", |(_, rest)| rest);
            let head = without_generics(head);
            let (of_trait, of) = head.split_once(" for ").unwrap_or((head, ""));
            let of = of.split(" where ").next().unwrap_or(of);
            let is_own = block.of.as_ref().and_then(|path| path.last()) == Some(&definition.name);
            let member_path = if is_own { format!("{path}: {of_trait}") } else { format!("{path}: for {of}") };
            let at = Some(place(file, block.span));
            let own = item(member_path, SurfaceKind::Impl, String::new(), &way.parts, at, Some(definition.clone()));
            items.push(SurfaceItem { signature: Some(block.signature.clone()), ..own });
            return;
        }
        // The parameters of the block are a part of what its functions require.
        let is_plain = block.signature == format!("impl {}", definition.name);
        for member in &block.members {
            let extent = self.extents.of(&member.visibility, definition.module);
            if member.visibility == WrittenVisibility::Inherited || !self.extents.is_visible_outside(extent, self.owner)
            {
                continue;
            }
            let around = if is_plain { String::new() } else { format!(" in {}", block.signature) };
            let at = Some(place(file, member.span));
            let member_path = format!("{path}::{}", member.name);
            let visibility = self.extents.text(extent);
            let own = item(
                member_path,
                surface_kind(member.kind, false),
                visibility,
                &way.parts,
                at,
                Some(definition.clone()),
            );
            items.push(SurfaceItem { signature: Some(format!("{}{around}", member.signature)), ..own });
        }
    }

    /// Assigns the `impl` blocks of the module to the items that they are for: types of the module, or else traits.
    fn impls(
        &self,
        declared: &FxHashMap<RustModuleId, Declared<'f>>,
        ways: &BTreeMap<Definition, Vec<Way<'f>>>,
    ) -> BTreeMap<Definition, Vec<(FileId, &'f ImplSignature)>> {
        let mut by_name: FxHashMap<&str, Vec<&Definition>> = FxHashMap::default();
        for definition in ways.keys() {
            by_name.entry(&definition.name).or_default().push(definition);
        }
        let mut impls: BTreeMap<Definition, Vec<(FileId, &ImplSignature)>> = BTreeMap::new();
        let own = self.graph.modules().filter(|(id, _)| self.rules.owner(*id) == Some(self.owner));
        for (id, own) in own.filter_map(|(id, _)| Some((id, declared.get(&id)?))) {
            if own.impls.is_empty() {
                continue;
            }
            let local: FxHashMap<String, Definition> = self
                .names
                .of(id)
                .into_iter()
                .filter_map(|named| {
                    let definition = match named.leads_to {
                        LeadsTo::Item(..) => Definition { module: id, name: named.name.clone() },
                        LeadsTo::Definition(definition) => definition,
                        LeadsTo::Module(_) | LeadsTo::Path(_) | LeadsTo::Generated => return None,
                    };
                    Some((named.name, definition))
                })
                .collect();
            let find = |path: &[String]| {
                let name = path.last()?;
                // A type of this Rust module can have the name of another one that is exposed.
                if let Some(definition) = local.get(name).filter(|_| path.len() == 1) {
                    return ways.contains_key(definition).then(|| definition.clone());
                }
                let candidates = by_name.get(name.as_str())?;
                match candidates.as_slice() {
                    [only] => Some((*only).clone()),
                    _ => candidates.iter().find(|one| one.module == id).map(|one| (*one).clone()),
                }
            };
            for (file, block) in &own.impls {
                let of = block.of.as_deref().and_then(find);
                if let Some(definition) = of.or_else(|| block.of_trait.as_deref().and_then(find)) {
                    impls.entry(definition).or_default().push((*file, block));
                }
            }
        }
        impls
    }
}

/// Writes the signature of a struct that has fields which code outside can't name.
fn with_hidden_fields(signature: String) -> String {
    if let Some(head) = signature.strip_suffix(" {}") {
        format!("{head} {{ .. }}")
    } else if let Some(head) = signature.strip_suffix("()") {
        format!("{head}(..)")
    } else {
        signature
    }
}

/// Removes the generic parameters that a text starts with.
fn without_generics(text: &str) -> &str {
    let Some(rest) = text.strip_prefix('<') else { return text.trim_start() };
    let mut depth = 1_usize;
    let mut before = ' ';
    for (at, char) in rest.char_indices() {
        match char {
            '<' => depth += 1,
            '>' if before != '-' && before != '=' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return rest[at + 1..].trim_start();
        }
        before = char;
    }
    rest
}

fn item(
    path: String,
    kind: SurfaceKind,
    visibility: String,
    parts: &Parts,
    place: Option<Place>,
    definition: Option<Definition>,
) -> SurfaceItem {
    let Parts { is_exposed, interfaces } = parts.clone();
    SurfaceItem {
        path,
        kind,
        visibility,
        signature: None,
        attribute_macros: None,
        alias_of: None,
        is_exposed,
        interfaces,
        place,
        definition,
    }
}

fn surface_kind(kind: SignatureKind, is_of_trait: bool) -> SurfaceKind {
    match kind {
        SignatureKind::Mod => SurfaceKind::Mod,
        SignatureKind::Struct => SurfaceKind::Struct,
        SignatureKind::Enum => SurfaceKind::Enum,
        SignatureKind::Union => SurfaceKind::Union,
        SignatureKind::Trait | SignatureKind::TraitAlias => SurfaceKind::Trait,
        SignatureKind::TypeAlias => SurfaceKind::TypeAlias,
        SignatureKind::Function => SurfaceKind::Function,
        SignatureKind::Const => SurfaceKind::Const,
        SignatureKind::Static => SurfaceKind::Static,
        SignatureKind::Macro => SurfaceKind::Macro,
        SignatureKind::Field => SurfaceKind::Field,
        SignatureKind::Variant => SurfaceKind::Variant,
        SignatureKind::Method if is_of_trait => SurfaceKind::TraitMethod,
        SignatureKind::Method => SurfaceKind::Method,
        SignatureKind::AssociatedFunction if is_of_trait => SurfaceKind::TraitFunction,
        SignatureKind::AssociatedFunction => SurfaceKind::AssociatedFunction,
        SignatureKind::AssociatedConst if is_of_trait => SurfaceKind::TraitConst,
        SignatureKind::AssociatedConst => SurfaceKind::AssociatedConst,
        SignatureKind::AssociatedType => SurfaceKind::TraitType,
    }
}
