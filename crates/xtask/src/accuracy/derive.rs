//! From the paths of a dump to edges between modules.
//!
//! - *from*: the module that holds the path's owner.
//! - *written*: the deepest name of the path that is a module, and the crates that its names pass through. `super` is
//!   computed, as HIR has no answer for it; a leading `::` is no name.
//! - *defined*: the module that holds what the path resolves to; for a `use` leaf, in each name space.
//! - A path counts if all its names stand in the source. If a macro's body wrote some of them (`$m::Item`,
//!   `crate::$name`) or all, its edges are not *firm*: whoever finds them is right, but need not. A path that begins in
//!   the source counts, up to there, as one of its own.
//! - Procedural macros can give their own names the position of the user's (`quote_spanned!`), so an edge's path is
//!   looked up in the source before it counts. If it stands in an attribute, it is not firm: it became code only
//!   through the macro.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    path::Path,
};

use super::{
    answer::{Definition, Edge, End, Location, Module, is_std},
    hir::{DefIndex, Dump, HirPath, Res, Segment, Site, Span, Text},
    source::{Sources, Standing},
};

/// The modules and edges of one crate.
#[derive(Debug)]
pub(crate) struct Derived {
    /// The crate's root.
    pub(crate) root: Definition,
    /// Sorted by path.
    pub(crate) modules: Vec<Module>,
    /// Sorted, one per from, end and to.
    pub(crate) edges: Vec<Edge>,
}

/// Derives modules and edges; none of a dump without a root. The package's folder tells what stands in its files;
/// `extern_crate` says which crate (by its own name) an `extern crate` means.
pub(crate) fn derive(
    dump: &Dump,
    package: &Path,
    sources: &mut Sources,
    extern_crate: &dyn Fn(&str) -> String,
) -> Option<Derived> {
    let tree = Tree::new(dump)?;
    let root = tree.definition(tree.root);
    let entries = Entries::new(&tree, extern_crate);
    let mut found: HashMap<Key, Found> = HashMap::new();
    let mut ends = Vec::new();
    for path in &dump.paths {
        let Some(from) = tree.module_of(path.owner) else { continue };
        ends.clear();
        ends_of(&tree, path, from, &entries, extern_crate, &mut ends);
        for (end, to, through, firm) in ends.drain(..) {
            let std = is_std(&to.krate) && through.iter().all(|krate| is_std(&krate.krate) || *krate == root);
            if std || to == tree.definition(from) {
                continue;
            }
            let key = Key { from, end, to, through };
            if found.get(&key).is_some_and(|known| known.firm || !firm) {
                continue;
            }
            let standing = if firm { standing(dump, path, sources) } else { Standing::Attribute };
            if standing == Standing::Other {
                continue;
            }
            let firm = standing == Standing::Code;
            let known = found.entry(key).or_insert(Found { firm, path });
            if firm {
                *known = Found { firm, path };
            }
        }
    }
    let mut edges: Vec<Edge> = found
        .into_iter()
        .map(|(key, found)| Edge {
            from: tree.definition(key.from).path,
            end: key.end,
            to: key.to,
            through: key.through,
            firm: found.firm,
            path: render(dump, found.path),
            location: location(dump, found.path.span),
        })
        .collect();
    edges.sort_by(|a, b| (&a.from, a.end, &a.to, &a.through).cmp(&(&b.from, b.end, &b.to, &b.through)));
    let mut modules: Vec<Module> = dump
        .modules
        .iter()
        .map(|module| {
            let location = location(dump, module.span);
            // Members are named relative to the workspace, or stand in their package's folder.
            let firm = Path::new(&location.file).is_relative() || Path::new(&location.file).starts_with(package);
            Module { path: dump.def(module.def).path.clone(), location, firm }
        })
        .collect();
    modules.sort_by(|a, b| a.path.cmp(&b.path));
    modules.dedup_by(|a, b| a.path == b.path);
    Some(Derived { root, modules, edges })
}

#[derive(PartialEq, Eq, Hash)]
struct Key {
    from: DefIndex,
    end: End,
    to: Definition,
    through: Vec<Definition>,
}

struct Found<'d> {
    firm: bool,
    path: &'d HirPath,
}

/// The module tree of the crate that was asked about.
struct Tree<'d> {
    dump: &'d Dump,
    root: DefIndex,
    /// Modules by their local index.
    by_index: HashMap<u32, DefIndex>,
    /// Modules by their path.
    by_path: HashMap<&'d str, DefIndex>,
}

impl<'d> Tree<'d> {
    fn new(dump: &'d Dump) -> Option<Self> {
        let modules = || dump.modules.iter().map(|module| (dump.def(module.def), module.def));
        let root = modules().find(|(def, _)| def.path.is_empty())?.1;
        Some(Self {
            dump,
            root,
            by_index: modules().filter_map(|(def, index)| Some((def.local?, index))).collect(),
            by_path: modules().map(|(def, index)| (def.path.as_str(), index)).collect(),
        })
    }

    /// The module that holds a local definition, or is it.
    fn module_of(&self, index: DefIndex) -> Option<DefIndex> {
        let def = self.dump.def(index);
        let mut local = def.local?;
        // Nesting is a tree, but a dump is input: a loop in it must not hang us.
        let mut seen = HashSet::new();
        while seen.insert(local) {
            if let Some(&module) = self.by_index.get(&local) {
                return Some(module);
            }
            match self.dump.parents.get(&local) {
                Some(&parent) => local = parent,
                None => break,
            }
        }
        // A constructor, variant or field is no owner: its path is that of its type, which no module can share.
        deepest_prefix(&def.path, |prefix| self.by_path.get(prefix).copied())
    }

    /// `super` of a module.
    fn parent(&self, module: DefIndex) -> Option<DefIndex> {
        let local = self.dump.def(module).local?;
        let parent = self.dump.parents.get(&local)?;
        if let Some(&module) = self.by_index.get(parent) {
            return Some(module);
        }
        // In a function's body: what holds the function.
        let owner = self.dump.defs.iter().position(|def| def.local == Some(*parent))?;
        self.module_of(DefIndex(owner as u32))
    }

    fn is_foreign(&self, index: DefIndex) -> bool {
        self.dump.def(index).local.is_none()
    }

    /// Whether it is the root of another crate, called by that crate's name in this one.
    fn is_called(&self, named: Named, extern_crate: &dyn Fn(&str) -> String) -> bool {
        let def = self.dump.def(named.def);
        def.path.is_empty() && extern_crate(self.dump.texts.get(named.ident)) == def.krate
    }

    /// The root of a definition's crate.
    fn crate_of(&self, index: DefIndex) -> Definition {
        let def = self.dump.def(index);
        Definition { krate: def.krate.clone(), hash: def.hash.clone(), path: String::new() }
    }

    /// What defines what a path resolves to. A definition of another crate is no module, however it is called: a
    /// function may have the name of a module beside it.
    fn home(&self, res: Res) -> Definition {
        let mut definition = self.definition(res.def);
        if self.is_foreign(res.def) && !res.is_mod {
            definition.path.truncate(definition.path.rfind("::").unwrap_or(0));
        }
        definition
    }

    /// A local definition's module; another crate's definition as it is.
    fn definition(&self, index: DefIndex) -> Definition {
        let module = self.module_of(index).unwrap_or(index);
        let def = self.dump.def(module);
        Definition { krate: def.krate.clone(), hash: def.hash.clone(), path: def.path.clone() }
    }
}

/// The longest prefix of a path, the path itself included and the empty one too, of which `known` knows something.
pub(crate) fn deepest_prefix<T>(path: &str, known: impl Fn(&str) -> Option<T>) -> Option<T> {
    let mut prefix = path;
    loop {
        if let Some(found) = known(prefix) {
            return Some(found);
        }
        if prefix.is_empty() {
            return None;
        }
        prefix = prefix.rfind("::").map_or("", |at| &prefix[..at]);
    }
}

/// One end of a path: which, what, the crates passed through (of a written one), and whether it is firm.
type PathEnd = (End, Definition, Vec<Definition>, bool);

fn ends_of(
    tree: &Tree<'_>,
    path: &HirPath,
    from: DefIndex,
    entries: &Entries,
    extern_crate: &dyn Fn(&str) -> String,
    ends: &mut Vec<PathEnd>,
) {
    let dump = tree.dump;
    if path.site == Site::ExternCrate {
        let name = path.segments.first().map_or("", |segment| dump.texts.get(segment.ident));
        let to = if name == "self" {
            tree.definition(tree.root)
        } else {
            Definition { krate: extern_crate(name), hash: String::new(), path: String::new() }
        };
        ends.push((End::Written, to.clone(), vec![to.clone()], true));
        ends.push((End::Defined, to, Vec::new(), true));
        return;
    }
    let firm = path.segments.iter().all(|segment| segment.in_source);
    let mut defined = |res: Res, firm| ends.push((End::Defined, tree.home(res), Vec::new(), firm));
    path.res.into_iter().flatten().for_each(|res| defined(res, firm));
    // What the caller wrote, as far as it goes: `a` of `$m::Item`.
    let own = path.segments.iter().take_while(|segment| segment.in_source).count();
    if !firm && let Some(res) = path.segments[..own].last().and_then(|segment| segment.res) {
        defined(res, false);
    }
    let parts = if firm { &[path.segments.len()][..] } else { &[own, path.segments.len()] };
    for &part in parts {
        let modules = written(tree, path, &path.segments[..part], from);
        let Some(deepest) = modules.last() else { continue };
        let to = tree.definition(deepest.def);
        let through = crates_of(tree, &modules);
        let entries = entries.of(tree, &modules, extern_crate);
        // Ways in that can't be told apart: each may be the one.
        let firm = firm && entries.len() < 2;
        for entry in &entries {
            let through = [&[entry.clone()][..], &through].concat();
            ends.push((End::Written, to.clone(), through, firm));
        }
        if entries.is_empty() {
            ends.push((End::Written, to, through, firm));
        }
        // `use a::both`, where that is a module and a function: of the function, the path names `a`.
        let any = |is_mod| path.res.into_iter().flatten().any(|res| res.is_mod == is_mod);
        if any(true) && any(false) && modules.len() > 1 {
            let rest = &modules[..modules.len() - 1];
            ends.extend(
                rest.last().map(|last| (End::Written, tree.definition(last.def), crates_of(tree, rest), false)),
            );
        }
        // `crate::prelude::fmt`: that `fmt` is a module can't be seen from here, if it is another crate's.
        if tree.is_foreign(deepest.def) {
            let own = modules.iter().rfind(|module| !tree.is_foreign(module.def));
            ends.extend(own.map(|own| (End::Written, tree.definition(own.def), Vec::new(), false)));
        }
    }
}

/// A name of a path that is a module.
#[derive(Clone, Copy)]
struct Named {
    def: DefIndex,
    ident: Text,
}

/// The names of a path that are modules.
fn written(tree: &Tree<'_>, path: &HirPath, segments: &[Segment], from: DefIndex) -> Vec<Named> {
    let texts = &tree.dump.texts;
    let of_whole = path.res.into_iter().flatten().find(|res| res.is_mod);
    let mut modules = Vec::new();
    // The module that `self` and `super` have led to so far; none once another name came.
    let mut walk = Some(from);
    for (at, segment) in segments.iter().enumerate() {
        let named = match texts.get(segment.ident) {
            "{{root}}" => {
                walk = None;
                None
            }
            "self" if at == 0 => walk,
            "super" => {
                walk = walk.and_then(|module| tree.parent(module));
                walk
            }
            _ => {
                walk = None;
                let whole = of_whole.filter(|_| at + 1 == path.segments.len());
                segment.res.filter(|res| res.is_mod).or(whole).map(|res| res.def)
            }
        };
        modules.extend(named.map(|def| Named { def, ident: segment.ident }));
    }
    modules
}

/// The crates that a path's modules are in, in order.
fn crates_of(tree: &Tree<'_>, modules: &[Named]) -> Vec<Definition> {
    let mut crates: Vec<Definition> = modules.iter().map(|module| tree.crate_of(module.def)).collect();
    crates.dedup();
    crates
}

/// How the modules of other crates are come by: after `use serde::de`, `de::Error` is written through `serde`, even if
/// that has it from elsewhere.
#[derive(Default)]
struct Entries {
    /// For each module, the crates whose name a path to it starts with.
    crates: HashMap<DefIndex, BTreeSet<Definition>>,
}

impl Entries {
    fn new(tree: &Tree<'_>, extern_crate: &dyn Fn(&str) -> String) -> Self {
        let mut entries = Self::default();
        for path in &tree.dump.paths {
            if !path.segments.iter().all(|segment| segment.in_source) {
                continue;
            }
            let Some(from) = tree.module_of(path.owner) else { continue };
            let modules = written(tree, path, &path.segments, from);
            let mut foreign = modules.iter().skip_while(|module| !tree.is_foreign(module.def));
            if let Some(first) = foreign.next()
                && tree.is_called(*first, extern_crate)
            {
                for module in foreign {
                    entries.crates.entry(module.def).or_default().insert(tree.crate_of(first.def));
                }
            }
        }
        entries
    }

    /// The crates that a path may have entered by, where its names don't say so themselves.
    fn of(&self, tree: &Tree<'_>, modules: &[Named], extern_crate: &dyn Fn(&str) -> String) -> Vec<Definition> {
        let first = modules.iter().find(|module| tree.is_foreign(module.def));
        let unsaid = first.filter(|first| !tree.is_called(**first, extern_crate));
        unsaid.and_then(|first| self.crates.get(&first.def)).into_iter().flatten().cloned().collect()
    }
}

/// What the source has where rustc says that the path stands.
fn standing(dump: &Dump, path: &HirPath, sources: &mut Sources) -> Standing {
    let file = dump.texts.get(path.span.file);
    let mut names = path.segments.iter().map(|segment| dump.texts.get(segment.ident));
    match path.site {
        Site::Code => sources.standing(file, path.span, names.filter(|name| *name != "{{root}}")),
        // The place of a leaf leaves out what the tree has in front of it, and `{self}` bears its module's name.
        Site::Use => match sources.standing(file, path.span, names.next_back().into_iter()) {
            Standing::Other => sources.standing(file, path.span, ["self"].into_iter()),
            standing => standing,
        },
        Site::Glob | Site::ExternCrate => Standing::Code,
    }
}

fn render(dump: &Dump, path: &HirPath) -> String {
    let names: Vec<&str> = path
        .segments
        .iter()
        .map(|segment| dump.texts.get(segment.ident))
        .map(|name| if name == "{{root}}" { "" } else { name })
        .collect();
    let glob = if path.site == Site::Glob { "::*" } else { "" };
    format!("{}{glob}", names.join("::"))
}

fn location(dump: &Dump, span: Span) -> Location {
    Location { file: dump.texts.get(span.file).to_owned(), line: span.start.0, column: span.start.1 }
}
