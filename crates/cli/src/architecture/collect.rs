//! Collects the report: the steps in order.

use super::{
    compare,
    cycles::{Level, MAX_PLACES},
    debt,
    input::ReportInput,
    measures::Measured,
    model::{
        Architecture, CouplingEntry, CycleEntry, DecisionEntry, Dependency, HistoryEntry, Hotspot, Node, Number,
        ReferenceEntry, ReviewEntry, SCHEMA, Spot, WorkspaceEntry,
    },
    modules,
    order::Arc,
    rules, summary,
    tree::Tree,
};
use crate::{metrics::round, parallel::in_parallel};
use archcheck_core::{
    date::Date,
    graph::{ReferenceId, RustModuleId},
    view::{self, Edge, Marks},
};
use std::collections::BTreeMap;

/// Collects the report of a checked workspace.
pub(crate) fn collect<'a>(input: &ReportInput<'a>) -> Architecture<'a> {
    let graph = &input.analysis.graph;
    let tree = Tree::of(graph, input.view, input.code);
    let cycles = cycles(input);
    let dependencies = dependencies(input, &tree);
    let items = debt::items(input);
    let modules = modules::modules(input, &items);
    let named_owners: BTreeMap<String, Vec<String>> = modules
        .iter()
        .filter(|module| module.kind == "module")
        .map(|module| (module.name.clone(), module.owners.clone()))
        .collect();
    let decisions = input.decisions.all().iter().map(|one| DecisionEntry {
        file: one.file.clone(),
        title: one.title.clone(),
        status: one.status.clone(),
        standing: one.validity,
        date: one.date.clone(),
        cited_by: one.cited_by.clone(),
    });
    let reviews = input.decisions.reviews.iter().map(|one| ReviewEntry {
        date: one.date.clone(),
        id: one.id.clone(),
        owner: one.owner.clone(),
        adr: one.adr.clone(),
        overdue: one.overdue,
    });
    let mut report = Architecture {
        schema: SCHEMA,
        version: env!("CARGO_PKG_VERSION"),
        date: input.owners.today.to_string(),
        workspace: WorkspaceEntry {
            name: input.name.to_owned(),
            revision: input.revision.map(str::to_owned),
            rules_file: input.rules_file.map(str::to_owned),
        },
        verdict: summary::verdict(input),
        numbers: BTreeMap::new(),
        changes: None,
        attention: Vec::new(),
        nodes: nodes(input, &tree),
        dependencies,
        cycles,
        owners: debt::owners(&items, &named_owners),
        rules: rules::rules(input, &items),
        modules,
        debt: items,
        history: input.measures.history.as_ref().map(|measured| history(input, measured)),
        decisions: decisions.collect(),
        reviews: reviews.collect(),
        trend: input.trend,
        source_url: input.source_url.map(|url| url.template().to_owned()),
    };
    report.numbers = summary::numbers(input, &report);
    report.changes = input.earlier.map(|earlier| compare::compare(earlier, &mut report));
    report.attention = summary::attention(&report, input.owners.today);
    report
}

fn nodes<'a>(input: &ReportInput<'a>, tree: &Tree) -> Vec<Node<'a>> {
    let graph = &input.analysis.graph;
    let mut measured = input.measures.by_rust_module();
    let mut role_of = input.measures.roles();
    let mut nodes: Vec<Node<'a>> = tree
        .parts
        .iter()
        .map(|part| {
            let declared = part.id.and_then(|id| graph.module(id).declarations.first());
            let located = declared.map(|one| input.analysis.sources.locate(one.place));
            Node {
                kind: part.kind,
                name: part.name.clone(),
                label: part.label.clone(),
                parent: part.parent,
                path: part.id.map(|id| graph.module(id).path.as_str()),
                file: located.map(|(path, _)| path),
                line: located.map(|(_, at)| at.line),
                rust_modules: part.rust_modules,
                violations: 0,
                baselined: 0,
                excepted: 0,
                role: part.id.and_then(|id| role_of.remove(graph.module(id).path.as_str())),
                metrics: part.id.and_then(|id| measured.remove(graph.module(id).path.as_str())).unwrap_or_default(),
                id: part.id,
                marks: Marks::default(),
            }
        })
        .collect();
    for (at, marks) in input.code.marks.iter().enumerate().filter(|(_, marks)| !marks.is_empty()) {
        let leaf = tree.leaf_of[at];
        for at in std::iter::successors(leaf, |at| tree.parts[*at].parent) {
            nodes[at].marks.add(marks);
        }
    }
    for node in &mut nodes {
        node.violations = node.marks.violations.len();
        node.baselined = node.marks.baselined.len();
        node.excepted = node.marks.excepted.len();
    }
    nodes
}

fn dependencies<'a>(input: &ReportInput<'a>, tree: &Tree) -> Vec<Dependency<'a>> {
    let graph = &input.analysis.graph;
    let component_of = {
        let arcs: Vec<Arc> =
            input.code.dependencies.iter().filter(|one| one.defined > 0).map(|one| (one.from.0, one.to.0, 1)).collect();
        super::order::components(graph.modules.len(), &arcs).0
    };
    let entry = |one: &'a view::Dependency| {
        let ends = (tree.leaf_of[one.from.0 as usize]?, tree.leaf_of[one.to.0 as usize]?);
        let is_cyclic = one.defined > 0 && component_of[one.from.0 as usize] == component_of[one.to.0 as usize];
        Some(Dependency {
            from: &graph.module(one.from).path,
            to: &graph.module(one.to).path,
            cyclic: is_cyclic,
            reexport: one.defined == 0,
            guess: one.is_guess && !one.references.is_empty(),
            violations: one.marks.violations.len(),
            baselined: one.marks.baselined.len(),
            excepted: one.marks.excepted.len(),
            rules: one.marks.rules.iter().cloned().collect(),
            references: one.references.iter().map(|id| reference(input, *id)).collect(),
            ends,
            marks: &one.marks,
            visible_in: one.visible_in.iter().filter_map(|id| tree.leaf_of[id.0 as usize]).collect(),
        })
    };
    in_parallel(&input.code.dependencies, &entry).into_iter().flatten().collect()
}

fn reference<'a>(input: &ReportInput<'a>, id: ReferenceId) -> ReferenceEntry<'a> {
    let reference = input.analysis.graph.reference(id);
    let source = input.analysis.sources.get(reference.file);
    ReferenceEntry {
        file: &source.path,
        line: source.line_number(reference.span.start),
        path: input.analysis.graph.name(reference.path),
        kind: reference.kind.as_str(),
        id,
        name: reference.path,
        file_id: reference.file,
    }
}

/// The number of hotspots and couplings that the report lists.
const MAX_LISTED: usize = 200;

/// Returns how the code has changed.
fn history(input: &ReportInput<'_>, measured: &Measured) -> HistoryEntry {
    let level = &input.measures.rust_modules;
    let name = |part: u32| level.parts[part as usize].name.clone();
    let changes = &measured.of_rust_modules;
    let mut hotspots: Vec<usize> = (0..level.parts.len()).filter(|at| changes.hotspot(level, *at) > 0).collect();
    hotspots.sort_by_key(|at| (std::cmp::Reverse(changes.hotspot(level, *at)), *at));
    let hotspots = hotspots.into_iter().take(MAX_LISTED).map(|at| Hotspot {
        name: level.parts[at].name.clone(),
        revisions: changes.parts[at].revisions,
        lines: level.parts[at].lines,
        score: changes.hotspot(level, at),
    });
    let couplings = changes.couplings.iter().take(MAX_LISTED).map(|one| CouplingEntry {
        a: name(one.parts.0),
        b: name(one.parts.1),
        shared_revisions: one.shared,
        degree: Number(round(one.degree)),
    });
    HistoryEntry {
        since: Date::from_unix_seconds(measured.history.since).to_string(),
        until: Date::from_unix_seconds(measured.history.until).to_string(),
        is_shallow: measured.history.is_shallow,
        commits: changes.commits,
        hotspots: hotspots.collect(),
        couplings: couplings.collect(),
    }
}

/// Returns the cycles between modules, then those between Rust modules.
fn cycles(input: &ReportInput<'_>) -> Vec<CycleEntry> {
    let (view, code, graph) = (input.view, input.code, &input.analysis.graph);
    let module_of: BTreeMap<RustModuleId, usize> =
        view.nodes.iter().enumerate().flat_map(|(at, node)| node.members.iter().map(move |id| (*id, at))).collect();
    let spot = |id: &ReferenceId| {
        let (file, at) = input.analysis.sources.locate(graph.reference(*id).place());
        Spot { file: file.to_owned(), line: at.line }
    };
    let mut between: BTreeMap<(usize, usize), Vec<&view::Dependency>> = BTreeMap::new();
    for one in &code.dependencies {
        if let (Some(from), Some(to)) = (module_of.get(&one.from), module_of.get(&one.to)) {
            between.entry((*from, *to)).or_default().push(one);
        }
    }
    let arc = |edge: &Edge| (edge.from as u32, edge.to as u32, edge.references as u64);
    let mut cycles = Level {
        name: "module",
        count: view.nodes.len(),
        arcs: view.edges.iter().filter(|edge| edge.is_cyclic).map(arc).collect(),
        name_of: &|at| view.nodes[at].name.clone(),
        places: &|from, to| {
            let own = between.get(&(from, to)).into_iter().flatten();
            own.flat_map(|one| &one.references).take(MAX_PLACES).map(spot).collect()
        },
    }
    .cycles();
    let at = |from: usize, to: usize| {
        let key = (RustModuleId(from as u32), RustModuleId(to as u32));
        code.dependencies.binary_search_by_key(&key, |one| (one.from, one.to)).ok()
    };
    let shown = code.is_shown.iter().filter(|shown| **shown).count();
    let mut within = Level {
        name: "rust-module",
        count: graph.modules.len(),
        arcs: code
            .dependencies
            .iter()
            .filter(|one| one.defined > 0)
            .map(|one| (one.from.0, one.to.0, one.references.len() as u64))
            .collect(),
        name_of: &|at| graph.modules[at].path.clone(),
        places: &|from, to| {
            at(from, to)
                .map(|at| code.dependencies[at].references.iter().take(MAX_PLACES).map(spot).collect())
                .unwrap_or_default()
        },
    }
    .cycles();
    for cycle in &mut within {
        cycle.share = cycle.members.len() as f64 / shown.max(1) as f64;
    }
    cycles.extend(within);
    cycles
}
