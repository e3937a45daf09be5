//! The answer as plain data, which is also the JSON document (`archcheck.extract/1`).

use super::{
    code::CrateCode,
    impls::{Side, conflicts},
    part::{Part, defined},
};
use archcheck_core::{
    analysis::Analysis,
    graph::{Context, End, Reference, ReferenceKind, RustModuleId, cycle_cut},
    source::Place,
    syntax::SignatureKind,
    workspace::CrateKind,
};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The work of extracting a part of a crate.
#[derive(Debug, Serialize)]
pub(crate) struct Extraction {
    schema: &'static str,
    pub(super) name: String,
    /// The crate that contains the code.
    pub(super) krate: String,
    pub(super) rust_modules: Vec<String>,
    /// The number of Rust modules of the same name in other crates, which are left out.
    pub(super) elsewhere: usize,
    /// The number of places that have to be changed by hand: references to cut, items to make visible, implementations to move
    /// and macros to export.
    pub(super) effort: usize,
    /// The references of production code from outside, by Rust module.
    pub(super) incoming: Vec<Link>,
    /// The references of production code to the other code of the workspace, by Rust module.
    pub(super) outgoing: Vec<Link>,
    /// The dependencies to cut, so that the crate depends on nothing that depends on it.
    pub(super) cuts: Vec<Link>,
    /// The other Rust modules of the same crate that the code still needs after that. They move into the new crate, or into one
    /// below it.
    pub(super) below: Vec<String>,
    /// The items that must become visible.
    pub(super) hidden: Vec<HiddenItem>,
    /// The implementations that must move or be replaced.
    pub(super) impls: Vec<ImplConflict>,
    /// The macros that must be exported, and the macros whose bodies name the crate.
    pub(super) macros: Vec<MacroProblem>,
    /// The external crates that the code uses, and those that only its tests use.
    pub(super) external: Vec<String>,
    pub(super) external_in_tests: Vec<String>,
    /// The workspace crates that the code uses.
    pub(super) crates: Vec<String>,
    /// The number of paths to rewrite: those from outside into the code, and those out of the code into its crate.
    pub(super) paths_in: usize,
    pub(super) paths_out: usize,
    /// The steps, in order.
    pub(super) steps: Vec<String>,
}

/// The references from one Rust module to another.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Link {
    pub(super) from: String,
    pub(super) to: String,
    pub(super) references: usize,
    /// The number of references by kind.
    pub(super) kinds: BTreeMap<&'static str, usize>,
    /// The first one: `FILE:LINE`.
    pub(super) at: String,
}

/// An item that must become visible.
#[derive(Debug, Serialize)]
pub(super) struct HiddenItem {
    pub(super) path: String,
    /// True if the item is in the new crate, false if it is in the old one.
    pub(super) is_in_part: bool,
    pub(super) at: String,
    /// The Rust modules that use it.
    pub(super) users: Vec<String>,
}

/// An implementation that must move or be replaced.
#[derive(Debug, Serialize)]
pub(super) struct ImplConflict {
    pub(super) signature: String,
    pub(super) at: String,
    /// The step, as a sentence.
    pub(super) help: &'static str,
}

/// A macro that is in the way.
#[derive(Debug, Serialize)]
pub(super) struct MacroProblem {
    pub(super) name: String,
    pub(super) at: String,
    pub(super) why: String,
}

/// Collects references between Rust modules.
#[derive(Default)]
struct Links(BTreeMap<(RustModuleId, RustModuleId), Vec<Reference>>);

impl Links {
    fn of(self, analysis: &Analysis) -> Vec<Link> {
        let graph = &analysis.graph;
        let link = |((from, to), references): ((RustModuleId, RustModuleId), Vec<Reference>)| {
            let mut kinds = BTreeMap::new();
            for reference in &references {
                *kinds.entry(reference.kind.as_str()).or_default() += 1;
            }
            Link {
                from: graph.module(from).path.clone(),
                to: graph.module(to).path.clone(),
                references: references.len(),
                kinds,
                at: references.first().map(|one| at(analysis, one.place())).unwrap_or_default(),
            }
        };
        let mut links: Vec<Link> = self.0.into_iter().map(link).collect();
        links.sort_by(|a, b| (b.references, &a.from, &a.to).cmp(&(a.references, &b.from, &b.to)));
        links
    }
}

fn at(analysis: &Analysis, place: Place) -> String {
    let (path, at) = analysis.sources.locate(place);
    format!("{path}:{}", at.line)
}

/// Finds out what it takes to extract a part.
pub(crate) fn extraction(analysis: &Analysis, part: &Part) -> Extraction {
    let code = CrateCode::read(analysis, part.krate);
    extraction_with(analysis, part, &code)
}

/// Finds out what it takes to extract a part of a crate whose code has been read.
pub(super) fn extraction_with(analysis: &Analysis, part: &Part, code: &CrateCode) -> Extraction {
    let graph = &analysis.graph;
    let (mut incoming, mut outgoing) = (Links::default(), Links::default());
    let (mut external, mut in_tests, mut crates) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let (mut paths_in, mut paths_out) = (0, 0);
    for reference in graph.references.iter().filter(|one| one.kind != ReferenceKind::Manifest) {
        let is_from = part.contains(reference.from);
        let target = graph.target(reference);
        if is_from && let End::Outside(outside) = target.defined {
            let name = graph.outside(outside).krate();
            if !matches!(name, "std" | "core" | "alloc" | "proc_macro" | "test") {
                let own = if reference.context == Context::Test { &mut in_tests } else { &mut external };
                own.insert(name.to_owned());
            }
        }
        let Some(to) = defined(analysis, reference) else { continue };
        if is_from == part.contains(to) {
            continue;
        }
        let is_other = graph.module(if is_from { to } else { reference.from }).krate != part.krate;
        if !is_other {
            *(if is_from { &mut paths_out } else { &mut paths_in }) += 1;
        }
        if reference.context == Context::Test {
            continue;
        }
        if is_from && is_other {
            crates.insert(analysis.workspace.krate(graph.module(to).krate).path.clone());
        }
        let links = if is_from { &mut outgoing } else { &mut incoming };
        links.0.entry((reference.from, to)).or_default().push(*reference);
    }
    let Cycles { cuts, cut, below } = cycles(analysis, part);
    let hidden = hidden_items(analysis, part, code, &cut);
    let impls: Vec<ImplConflict> = conflicts(analysis, part, code)
        .into_iter()
        .map(|conflict| ImplConflict {
            signature: conflict.block.signature.clone(),
            at: at(analysis, Place { file: conflict.block.file, span: conflict.block.span }),
            help: match (conflict.is_in, conflict.could_be_in) {
                (_, Some(Side::Part)) => "move it into the new crate",
                (Side::Part, Some(Side::Rest)) => "leave it in the old crate",
                _ => "replace it, for example by a type of one's own",
            },
        })
        .collect();
    let macros = macro_problems(analysis, part, code);
    in_tests.retain(|name| !external.contains(name));
    let effort = cuts.iter().map(|cut| cut.references).sum::<usize>() + hidden.len() + impls.len() + macros.len();
    let mut extraction = Extraction {
        schema: "archcheck.extract/1",
        name: part.name.clone(),
        krate: analysis.workspace.krate(part.krate).path.clone(),
        rust_modules: part.modules.iter().map(|module| graph.module(*module).path.clone()).collect(),
        elsewhere: part.elsewhere,
        effort,
        incoming: incoming.of(analysis),
        outgoing: outgoing.of(analysis),
        cuts,
        below,
        hidden,
        impls,
        macros,
        external: external.into_iter().collect(),
        external_in_tests: in_tests.into_iter().collect(),
        crates: crates.into_iter().collect(),
        paths_in,
        paths_out,
        steps: Vec::new(),
    };
    extraction.steps = steps(&extraction, analysis.workspace.krate(part.krate).kind);
    extraction
}

struct Cycles {
    cuts: Vec<Link>,
    /// The Rust modules of each dependency to cut.
    cut: BTreeSet<(RustModuleId, RustModuleId)>,
    below: Vec<String>,
}

/// Finds the dependencies to cut, and what the part needs after that.
fn cycles(analysis: &Analysis, part: &Part) -> Cycles {
    const PART: u32 = u32::MAX - 1;
    let graph = &analysis.graph;
    let node = |module: RustModuleId| if part.contains(module) { PART } else { module.0 };
    let mut edges: BTreeMap<(u32, u32), Vec<&Reference>> = BTreeMap::new();
    for reference in &graph.references {
        let Some(to) = defined(analysis, reference) else { continue };
        let is_inside = graph.module(reference.from).krate == part.krate && graph.module(to).krate == part.krate;
        let (from, to) = (node(reference.from), node(to));
        if is_inside && from != to && reference.context == Context::Production {
            edges.entry((from, to)).or_default().push(reference);
        }
    }
    let weights = edges.iter().map(|(edge, references)| (*edge, references.len() as u64)).collect();
    let cut = cycle_cut(PART, &weights);
    let mut links = Links::default();
    for reference in cut.iter().flat_map(|edge| &edges[edge]) {
        if let Some(to) = defined(analysis, reference) {
            links.0.entry((reference.from, to)).or_default().push(**reference);
        }
    }
    let mut next: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
    for (from, to) in edges.keys().filter(|edge| !cut.contains(edge)) {
        next.entry(*from).or_default().insert(*to);
    }
    let mut below = BTreeSet::new();
    let mut stack = vec![PART];
    while let Some(at) = stack.pop() {
        stack.extend(next.get(&at).into_iter().flatten().filter(|other| below.insert(**other)));
    }
    let below = below.into_iter().map(|module| graph.module(RustModuleId(module)).path.clone()).collect();
    let pairs = links.0.keys().copied().collect();
    Cycles { cuts: links.of(analysis), cut: pairs, below }
}

/// Finds the items that code of the other crate uses after some dependencies are cut, and that are not `pub`.
fn hidden_items(
    analysis: &Analysis,
    part: &Part,
    code: &CrateCode,
    cut: &BTreeSet<(RustModuleId, RustModuleId)>,
) -> Vec<HiddenItem> {
    let graph = &analysis.graph;
    let mut found: BTreeMap<(RustModuleId, &str), BTreeSet<RustModuleId>> = BTreeMap::new();
    for reference in &graph.references {
        let Some(to) = defined(analysis, reference) else { continue };
        let is_between = part.contains(reference.from) != part.contains(to);
        let is_inside = graph.module(to).krate == part.krate && graph.module(reference.from).krate == part.krate;
        if !is_between || !is_inside || reference.context == Context::Test || cut.contains(&(reference.from, to)) {
            continue;
        }
        if let Some(item) = graph.target(reference).item {
            found.entry((to, graph.name(item))).or_default().insert(reference.from);
        }
        // The Rust modules that the path goes through must be visible, too.
        let written = graph.target(reference).via.iter().filter(|entry| !entry.reexport).map(|entry| entry.module);
        for module in written.flat_map(|module| std::iter::successors(Some(module), |at| graph.module(*at).parent)) {
            let Some(parent) = graph.module(module).parent else { continue };
            if part.contains(module) == part.contains(to) && part.contains(module) == part.contains(parent) {
                let name = graph.module(module).path.rsplit("::").next().unwrap_or_default();
                found.entry((parent, name)).or_default().insert(reference.from);
            }
        }
    }
    let mut hidden = Vec::new();
    for ((module, name), users) in found {
        let Some(item) = code.item(module, name) else { continue };
        if item.is_public || item.kind == SignatureKind::Macro {
            continue;
        }
        hidden.push(HiddenItem {
            path: format!("{}::{name}", graph.module(module).path),
            is_in_part: part.contains(module),
            at: at(analysis, item.place),
            users: users.into_iter().map(|user| graph.module(user).path.clone()).collect(),
        });
    }
    hidden
}

/// Finds macros that code of the other crate calls without an export, and those whose bodies name the crate.
fn macro_problems(analysis: &Analysis, part: &Part, code: &CrateCode) -> Vec<MacroProblem> {
    let graph = &analysis.graph;
    let mut found: BTreeMap<(String, String), String> = BTreeMap::new();
    for reference in graph.references.iter().filter(|one| one.context != Context::Test) {
        let Some(to) = defined(analysis, reference) else { continue };
        let krate = |module: RustModuleId| graph.module(module).krate;
        if krate(to) != part.krate || krate(reference.from) != part.krate {
            continue;
        }
        if part.contains(reference.from) == part.contains(to) {
            continue;
        }
        let target = graph.target(reference);
        let item = target.item.map(|item| graph.name(item));
        if let Some(name) = item
            && let Some(item) = code.item(to, name).filter(|item| item.kind == SignatureKind::Macro)
        {
            if !item.is_exported {
                let key = (format!("{}::{name}!", graph.module(to).path), at(analysis, item.place));
                found
                    .entry(key)
                    .or_insert_with(|| "needs `#[macro_export]`, since the other crate calls it".to_owned());
            }
            continue;
        }
        let written = graph.name(reference.path);
        if reference.kind == ReferenceKind::Macro && written.starts_with("crate::") {
            let key = (written.to_owned(), at(analysis, reference.place()));
            found.entry(key).or_insert_with(|| "`crate` in the body of a macro will mean another crate".to_owned());
        }
    }
    found.into_iter().map(|((name, at), why)| MacroProblem { name, at, why }).collect()
}

/// Returns what to do, in order.
fn steps(extraction: &Extraction, kind: CrateKind) -> Vec<String> {
    let plural = crate::text::count;
    let mut steps = Vec::new();
    let references: usize = extraction.cuts.iter().map(|cut| cut.references).sum();
    if references > 0 {
        steps.push(format!(
            "Cut the cycles: {} in {}.",
            plural(references, "reference"),
            plural(extraction.cuts.len(), "dependency")
        ));
    }
    if !extraction.below.is_empty() {
        let modules = plural(extraction.below.len(), "Rust module");
        steps.push(format!(
            "Decide where the {modules} go that the code still needs: into the new crate, or into one below it."
        ));
    }
    if !extraction.impls.is_empty() {
        steps.push(format!("Move or replace {}.", plural(extraction.impls.len(), "implementation")));
    }
    if !extraction.macros.is_empty() {
        steps.push(format!("Prepare the macros: {}.", plural(extraction.macros.len(), "place")));
    }
    if !extraction.hidden.is_empty() {
        steps.push(format!("Make {} `pub`.", plural(extraction.hidden.len(), "item")));
    }
    let dependencies: Vec<String> = extraction.external.iter().chain(&extraction.crates).cloned().collect();
    let with = if dependencies.is_empty() {
        String::new()
    } else {
        format!(" with the dependencies {}", dependencies.join(", "))
    };
    steps.push(format!(
        "Create the crate{with}, and move {} into it.",
        plural(extraction.rust_modules.len(), "Rust module")
    ));
    let reexport =
        if kind == CrateKind::Lib { " A re-export at the old place keeps the paths of others valid." } else { "" };
    steps.push(format!(
        "Rewrite {} into the code and {} out of it.{reexport}",
        plural(extraction.paths_in, "path"),
        plural(extraction.paths_out, "path")
    ));
    steps
}
