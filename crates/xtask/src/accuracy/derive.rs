//! Derives edges between modules from the paths of a HIR dump.
//!
//! - *from* is the module that contains the path's owner.
//! - *written* is the deepest segment of the path that is a module, with the crates that the path passes through. `super` is
//!   computed here because HIR does not resolve it. A leading `::` is not a segment.
//! - *defined* is the module that contains what the path resolves to; for a `use` leaf, in each namespace.
//! - An edge is *required* if all segments of the path occur in the source. If the body of a macro wrote some of them
//!   (`$m::Item`, `crate::$name`), the checker can find the edge but need not. If the first segments occur in the source,
//!   they also count as a path of their own.
//! - A path in the body of a `macro_rules!` belongs to the module that defines the macro if it starts at a crate, and otherwise
//!   to the module of the call.
//! - Procedural macros can give their own names the span of the user's code (`quote_spanned!`). So each path is looked
//!   up in the source before it counts. A path in an attribute is not required, since only the macro made it code.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    path::Path,
};

use super::{
    answer::{Definition, Edge, End, Location, Module, is_std},
    hir::{DefIndex, Dump, HirPath, Res, Segment, Site, Span, Text},
    source::{Occurrence, Position, Sources},
};

/// How many edges to derive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Detail {
    /// One for each pair of modules.
    Modules,
    /// One for each line and pair of modules.
    Lines,
}

/// The modules and edges of one crate.
#[derive(Debug)]
pub(crate) struct Derived {
    /// The root of the crate.
    pub(crate) root: Definition,
    /// The modules, sorted by path.
    pub(crate) modules: Vec<Module>,
    /// The edges, sorted, one for each combination of `from`, `end`, `to` and `through`.
    pub(crate) edges: Vec<Edge>,
}

/// Derives modules and edges, or returns `None` if the dump has no crate root.
///
/// `package` is the directory of the package. `extern_crate` returns the crate's own name for the name in an `extern crate`.
pub(crate) fn derive(
    dump: &Dump,
    package: &Path,
    sources: &mut Sources,
    extern_crate: &dyn Fn(&str) -> String,
    detail: Detail,
) -> Option<Derived> {
    let tree = Tree::new(dump)?;
    let root = tree.definition(tree.root);
    let entries = EntryCrates::new(&tree, extern_crate);
    let mut found: HashMap<EdgeKey, FoundEdge> = HashMap::new();
    let mut ends = Vec::new();
    for path in &dump.paths {
        let Some(caller) = tree.module_of(path.owner) else { continue };
        let body = macro_body(dump, path, sources);
        let (from, origin) = match body {
            Some(body) => match tree.in_body(path, caller, path.span.file, body) {
                Some(found) => found,
                None => continue,
            },
            None if path.segments.iter().all(|segment| segment.in_source) => (caller, Origin::Source),
            None => (caller, Origin::Mixed),
        };
        ends.clear();
        ends_of(&tree, path, caller, origin, &entries, extern_crate, &mut ends);
        let line = (detail == Detail::Lines).then_some((path.span.file, path.span.start.0));
        for (end, to, through, required) in ends.drain(..) {
            let std = is_std(&to.krate) && through.iter().all(|krate| is_std(&krate.krate) || *krate == root);
            if std || to == tree.definition(from) {
                continue;
            }
            let key = EdgeKey { line, from, end, to, through };
            if found.get(&key).is_some_and(|known| known.required || !required) {
                continue;
            }
            let occurrence = if required { occurrence(dump, path, sources) } else { Occurrence::Attribute };
            let mut key = key;
            if occurrence == Occurrence::Other {
                // The arguments of a macro became a path there, whose span is in the macro.
                if sources.macro_body(dump.texts.get(path.span.file), path.span).is_none() {
                    continue;
                }
                key.line = None;
            }
            let required = occurrence == Occurrence::Code;
            let known = found.entry(key).or_insert(FoundEdge { required, path });
            if required {
                *known = FoundEdge { required, path };
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
            required: found.required,
            path: render(dump, found.path),
            location: location(dump, found.path.span),
            is_elsewhere: detail == Detail::Lines && key.line.is_none(),
        })
        .collect();
    edges.sort_by(|a, b| {
        let line = |edge: &Edge| if detail == Detail::Lines { edge.location.line } else { 0 };
        (&a.from, a.end, &a.to, &a.through, line(a)).cmp(&(&b.from, b.end, &b.to, &b.through, line(b)))
    });
    let mut modules: Vec<Module> = dump
        .modules
        .iter()
        .map(|module| {
            let location = location(dump, module.span);
            // Files of members have paths relative to the workspace, or in the directory of the package.
            let required = Path::new(&location.file).is_relative() || Path::new(&location.file).starts_with(package);
            Module { path: dump.def(module.def).path.clone(), location, required }
        })
        .collect();
    modules.sort_by(|a, b| a.path.cmp(&b.path));
    modules.dedup_by(|a, b| a.path == b.path);
    Some(Derived { root, modules, edges })
}

#[derive(PartialEq, Eq, Hash)]
struct EdgeKey {
    line: Option<(Text, u32)>,
    from: DefIndex,
    end: End,
    to: Definition,
    through: Vec<Definition>,
}

struct FoundEdge<'d> {
    required: bool,
    path: &'d HirPath,
}

/// The module tree of the measured crate.
struct Tree<'d> {
    dump: &'d Dump,
    root: DefIndex,
    /// The modules by local index.
    by_index: HashMap<u32, DefIndex>,
    /// The modules by path.
    by_path: HashMap<&'d str, DefIndex>,
    /// The local definitions with a parent, by path.
    owners_by_path: HashMap<&'d str, Vec<u32>>,
}

impl<'d> Tree<'d> {
    fn new(dump: &'d Dump) -> Option<Self> {
        let modules = || dump.modules.iter().map(|module| (dump.def(module.def), module.def));
        let root = modules().find(|(def, _)| def.path.is_empty())?.1;
        let mut owners_by_path: HashMap<&str, Vec<u32>> = HashMap::new();
        for def in &dump.defs {
            if let Some(local) = def.local.filter(|local| dump.parents.contains_key(local)) {
                owners_by_path.entry(&def.path).or_default().push(local);
            }
        }
        Some(Self {
            dump,
            root,
            by_index: modules().filter_map(|(def, index)| Some((def.local?, index))).collect(),
            by_path: modules().map(|(def, index)| (def.path.as_str(), index)).collect(),
            owners_by_path,
        })
    }

    /// Returns the module that contains a local definition, or is the definition.
    fn module_of(&self, index: DefIndex) -> Option<DefIndex> {
        let def = self.dump.def(index);
        if let Some(module) = self.module_around(def.local?) {
            return Some(module);
        }
        // Constructors, variants and fields are not owners. Their path starts with their type, which no module can share. But
        // the path of a variant can be that of a module in a function, and that of a struct in a function that of a struct in a
        // module with the name of the function.
        let path = def.path.strip_suffix("::{constructor#0}").unwrap_or(&def.path);
        // rustc numbers a constructor after its struct.
        let owner = def.local.and_then(|local| local.checked_sub(1)).filter(|owner| {
            path != def.path && self.owners_by_path.get(path).is_some_and(|owners| owners.contains(owner))
        });
        if let Some(module) = owner.and_then(|owner| self.module_around(owner)) {
            return Some(module);
        }
        let parent = path.rfind("::").map_or("", |at| &path[..at]);
        deepest_prefix(parent, |prefix| self.by_path.get(prefix).copied())
    }

    /// Returns the module that contains an owner, or is the owner.
    fn module_around(&self, mut local: u32) -> Option<DefIndex> {
        // A malformed dump can contain a cycle of parents.
        let mut seen = HashSet::new();
        while seen.insert(local) {
            if let Some(&module) = self.by_index.get(&local) {
                return Some(module);
            }
            local = *self.dump.parents.get(&local)?;
        }
        None
    }

    /// Returns the module that `super` means in a module.
    fn parent(&self, module: DefIndex) -> Option<DefIndex> {
        let local = self.dump.def(module).local?;
        let parent = self.dump.parents.get(&local)?;
        if let Some(&module) = self.by_index.get(parent) {
            return Some(module);
        }
        // The module is in the body of a function: use the module that contains the function.
        let owner = self.dump.defs.iter().position(|def| def.local == Some(*parent))?;
        self.module_of(DefIndex(owner as u32))
    }

    /// Returns the module to which a path in the body of a macro belongs, and whether the path is required.
    fn in_body(
        &self,
        path: &HirPath,
        caller: DefIndex,
        file: Text,
        (start, end): (Position, Position),
    ) -> Option<(DefIndex, Origin)> {
        let contains = |span: Span| span.file == file && span.start <= start && end <= span.end;
        let modules = self.dump.modules.iter().filter(|module| contains(module.span));
        let definer = modules.max_by_key(|module| module.span.start).map(|module| module.def);
        let first = path.segments.first()?;
        // What belongs to the macros of other crates is not compared.
        let Some(definer) = definer else { return Some((caller, Origin::Mixed)) };
        Some(match self.dump.texts.get(first.ident) {
            "crate" | "$crate" | "{{root}}" => (definer, Origin::Body),
            _ if first.res.is_some_and(|res| self.is_foreign(res.def) && self.dump.def(res.def).path.is_empty()) => {
                (definer, Origin::Body)
            }
            _ => (caller, Origin::Body),
        })
    }

    fn is_foreign(&self, index: DefIndex) -> bool {
        self.dump.def(index).local.is_none()
    }

    /// Returns whether a segment is the root of another crate, under the name that this crate has for it.
    fn is_crate_name(&self, named: ModuleSegment, extern_crate: &dyn Fn(&str) -> String) -> bool {
        let def = self.dump.def(named.def);
        def.path.is_empty() && extern_crate(self.dump.texts.get(named.ident)) == def.krate
    }

    /// Returns the root of the crate that contains a definition.
    fn crate_of(&self, index: DefIndex) -> Definition {
        let def = self.dump.def(index);
        Definition { krate: def.krate.clone(), hash: def.hash.clone(), path: String::new() }
    }

    /// Returns the module that defines what a path resolves to. In other crates, only `is_mod` shows whether the definition
    /// itself is a module, since a function can have the name of a module next to it.
    fn home(&self, res: Res) -> Definition {
        let mut definition = self.definition(res.def);
        if self.is_foreign(res.def) && !res.is_mod {
            definition.path.truncate(definition.path.rfind("::").unwrap_or(0));
        }
        definition
    }

    /// Returns the module of a local definition, or a definition of another crate unchanged.
    fn definition(&self, index: DefIndex) -> Definition {
        let module = self.module_of(index).unwrap_or(index);
        let def = self.dump.def(module);
        Definition { krate: def.krate.clone(), hash: def.hash.clone(), path: def.path.clone() }
    }
}

/// Returns the result of `known` for the longest prefix of a path that has one. The path itself and the empty path count
/// as prefixes.
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

/// Which code wrote the segments of a path.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Origin {
    /// The source outside of macros, possibly as the arguments of a macro.
    Source,
    /// The body of a macro of the measured crate.
    Body,
    /// Several of them, or anything else. Such a path is not required.
    Mixed,
}

/// One end of a path: its kind, its target, the crates passed through (for a written end), and whether it is required.
type PathEnd = (End, Definition, Vec<Definition>, bool);

fn ends_of(
    tree: &Tree<'_>,
    path: &HirPath,
    from: DefIndex,
    origin: Origin,
    entries: &EntryCrates,
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
    let required = origin != Origin::Mixed;
    let mut defined = |res: Res, required| ends.push((End::Defined, tree.home(res), Vec::new(), required));
    path.res.into_iter().flatten().for_each(|res| defined(res, required));
    // The leading segments that the caller of a macro wrote: `a` in `$m::Item`.
    let own = path.segments.iter().take_while(|segment| segment.in_source).count();
    if !required && let Some(res) = path.segments[..own].last().and_then(|segment| segment.res) {
        defined(res, false);
    }
    let parts = if required { &[path.segments.len()][..] } else { &[own, path.segments.len()] };
    for &part in parts {
        let modules = written(tree, path, &path.segments[..part], from);
        let Some(deepest) = modules.last() else { continue };
        let to = tree.definition(deepest.def);
        let through = crates_of(tree, &modules);
        let entries = entries.of(tree, &modules, extern_crate);
        // If there are several candidates for the first crate, each can be the right one.
        let required = required && entries.len() < 2;
        // The crate root in `crate::m!` only says that the macro is exported.
        let is_exported_macro = path.res.into_iter().flatten().any(|res| res.is_macro) && to.path.is_empty();
        let required = required && !is_exported_macro;
        for entry in &entries {
            let through = [&[entry.clone()][..], &through].concat();
            ends.push((End::Written, to.clone(), through, required));
        }
        if entries.is_empty() {
            ends.push((End::Written, to, through, required));
        }
        // In `use a::both`, where `both` is a module and a function, the deepest module for the function is `a`.
        let any = |is_mod| path.res.into_iter().flatten().any(|res| res.is_mod == is_mod);
        if any(true) && any(false) && modules.len() > 1 {
            let rest = &modules[..modules.len() - 1];
            ends.extend(
                rest.last().map(|last| (End::Written, tree.definition(last.def), crates_of(tree, rest), false)),
            );
        }
        // In `crate::prelude::fmt`, the checker cannot see that `fmt` is a module if it belongs to another crate.
        if tree.is_foreign(deepest.def) {
            let own = modules.iter().rfind(|module| !tree.is_foreign(module.def));
            ends.extend(own.map(|own| (End::Written, tree.definition(own.def), Vec::new(), false)));
        }
    }
}

/// A segment of a path that is a module.
#[derive(Clone, Copy)]
struct ModuleSegment {
    def: DefIndex,
    ident: Text,
}

/// Returns the segments of a path that are modules.
fn written(tree: &Tree<'_>, path: &HirPath, segments: &[Segment], from: DefIndex) -> Vec<ModuleSegment> {
    let texts = &tree.dump.texts;
    let of_whole = path.res.into_iter().flatten().find(|res| res.is_mod);
    let mut modules = Vec::new();
    // The module that `self` and `super` lead to, or `None` after any other segment.
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
                let own = segment.res.filter(|res| res.is_mod);
                // What rustc notes for the segment itself can be from before all imports were resolved.
                let named = if path.site == Site::Use { whole.or(own) } else { own.or(whole) };
                named.map(|res| res.def)
            }
        };
        modules.extend(named.map(|def| ModuleSegment { def, ident: segment.ident }));
    }
    modules
}

/// Returns the crates of a path's modules, in order.
fn crates_of(tree: &Tree<'_>, modules: &[ModuleSegment]) -> Vec<Definition> {
    let mut crates: Vec<Definition> = modules.iter().map(|module| tree.crate_of(module.def)).collect();
    crates.dedup();
    crates
}

/// The crates through which modules of other crates are imported. After `use serde::de`, the path `de::Error` enters
/// through `serde`, even if `serde` re-exports the module from another crate.
#[derive(Default)]
struct EntryCrates {
    /// The crates with whose names the paths to each module start.
    crates: HashMap<DefIndex, BTreeSet<Definition>>,
}

impl EntryCrates {
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
                && tree.is_crate_name(*first, extern_crate)
            {
                for module in foreign {
                    entries.crates.entry(module.def).or_default().insert(tree.crate_of(first.def));
                }
            }
        }
        entries
    }

    /// Returns the crates through which a path can enter, if the path does not start with a crate name.
    fn of(&self, tree: &Tree<'_>, modules: &[ModuleSegment], extern_crate: &dyn Fn(&str) -> String) -> Vec<Definition> {
        let first = modules.iter().find(|module| tree.is_foreign(module.def));
        let implicit = first.filter(|first| !tree.is_crate_name(**first, extern_crate));
        implicit.and_then(|first| self.crates.get(&first.def)).into_iter().flatten().cloned().collect()
    }
}

/// Returns the range of the macro definition that contains all segments of a path.
fn macro_body(dump: &Dump, path: &HirPath, sources: &mut Sources) -> Option<(Position, Position)> {
    if path.segments.iter().any(|segment| segment.in_source && dump.texts.get(segment.ident) != "{{root}}") {
        return None;
    }
    let file = dump.texts.get(path.span.file);
    Path::new(file).is_relative().then(|| sources.macro_body(file, path.span)).flatten()
}

/// Returns what the source contains at the span of a path.
fn occurrence(dump: &Dump, path: &HirPath, sources: &mut Sources) -> Occurrence {
    let file = dump.texts.get(path.span.file);
    let mut names = path.segments.iter().map(|segment| dump.texts.get(segment.ident));
    match path.site {
        Site::Code => sources.occurrence(file, path.span, names.filter(|name| *name != "{{root}}")),
        // The span of a `use` leaf excludes the prefix of its tree. A `{self}` leaf has the name of the module.
        Site::Use => match sources.occurrence(file, path.span, names.next_back().into_iter()) {
            Occurrence::Other => sources.occurrence(file, path.span, ["self"].into_iter()),
            occurrence => occurrence,
        },
        Site::Glob | Site::ExternCrate => Occurrence::Code,
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
