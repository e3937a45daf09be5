//! References: each path of the source is resolved once for each scope that contains it, and recorded for each place.
//!
//! Definitions are final by then. Each core resolves the paths of a part of the source with queries of its own. In the
//! order of the parts, what they record is what a single core would record.

mod recorder;

use self::recorder::{InstanceReferences, RecordedPart, Recorder};
use super::{
    def_map::{DefMap, FactsInstance},
    graph_builder::GraphBuilder,
    query::{LookupLog, QueryState, Resolver},
};
use crate::{
    cfg::{Cfgs, ForkPoint},
    diagnostic::Diagnostic,
    graph::Reference,
    source::Place,
};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::ops::Range;

/// The number of parts for each core. Some parts take longer than others, so there are several.
const PARTS_PER_CORE: usize = 4;

/// All references of a workspace.
pub(super) struct RecordedReferences {
    pub graph: GraphBuilder,
    /// The place of each name that counts as unknown.
    pub unknown: Vec<Place>,
    pub unresolved: Vec<Diagnostic>,
    /// The lookup log of each thread, if lookups are recorded.
    pub logs: Vec<LookupLog>,
}

/// Records every reference: the imports, then the paths in code.
pub(super) fn record<'w>(
    defs: &DefMap<'w>,
    queries: &mut QueryState<'w>,
    instances: &[FactsInstance],
) -> RecordedReferences {
    let graph = GraphBuilder::new(defs);
    let cores = rayon::current_num_threads();
    if cores > 1 {
        let parts = split(defs.import_count(), instances, cores * PARTS_PER_CORE);
        let mark = queries.cfgs.fork_point();
        let shared = &*queries;
        let recorded: Vec<(Cfgs, RecordedPart)> = parts
            .into_par_iter()
            .map(|(imports, paths)| {
                let mut queries = shared.fork();
                let recorder = Recorder::new(Resolver::new(defs, &mut queries), graph.fork());
                let mut part = recorder.record(imports, instances[paths].iter().map(all_references));
                part.log = queries.log;
                (queries.cfgs, part)
            })
            .collect();
        if recorded.iter().all(|(cfgs, _)| cfgs.can_be_adopted(mark)) {
            return join(queries, graph, recorded, mark);
        }
    }
    record_some(defs, queries, graph, 0..defs.import_count(), instances.iter().map(all_references))
}

/// Records some imports, then some references of some instances, on the current thread.
pub(super) fn record_some<'w, 'i>(
    defs: &DefMap<'w>,
    queries: &mut QueryState<'w>,
    graph: GraphBuilder,
    imports: Range<usize>,
    instances: impl Iterator<Item = InstanceReferences<'i>>,
) -> RecordedReferences {
    let part = Recorder::new(Resolver::new(defs, queries), graph).record(imports, instances);
    let RecordedPart { graph, unknown, unresolved_imports: mut unresolved, unresolved_paths, .. } = part;
    unresolved.extend(unresolved_paths);
    RecordedReferences { graph, unknown, unresolved, logs: queries.log.take().into_iter().collect() }
}

fn all_references(instance: &FactsInstance) -> InstanceReferences<'_> {
    (instance, &instance.facts.references)
}

/// Splits the imports and the instances into parts of about equal weight.
fn split(imports: usize, instances: &[FactsInstance], count: usize) -> Vec<(Range<usize>, Range<usize>)> {
    let weight = |instance: &FactsInstance| instance.facts.references.len() + 1;
    let total: usize = instances.iter().map(weight).sum();
    let mut parts = Vec::with_capacity(count);
    let (mut next, mut before) = (0, 0);
    for part in 1..=count {
        let first = next;
        while next < instances.len() && (part == count || before < total * part / count) {
            before += weight(&instances[next]);
            next += 1;
        }
        parts.push((imports * (part - 1) / count..imports * part / count, first..next));
    }
    parts
}

/// Joins the parts that were recorded with forks, in their order.
fn join(
    queries: &mut QueryState<'_>,
    mut graph: GraphBuilder,
    recorded: Vec<(Cfgs, RecordedPart)>,
    mark: ForkPoint,
) -> RecordedReferences {
    let mut unknown = Vec::new();
    let mut logs: Vec<LookupLog> = queries.log.take().into_iter().collect();
    let (mut unresolved, mut unresolved_paths) = (Vec::new(), Vec::new());
    let count = recorded.iter().map(|(_, part)| part.graph.reference_count()).sum();
    let mut references: Vec<Reference> = Vec::with_capacity(count);
    let mut paths: Vec<Vec<Reference>> = Vec::new();
    for (cfgs, part) in recorded {
        unknown.extend(part.unknown);
        logs.extend(part.log);
        unresolved.extend(part.unresolved_imports);
        unresolved_paths.extend(part.unresolved_paths);
        let mut known = FxHashMap::default();
        let mut adopted = graph.adopt(part.graph, |cfg| queries.cfgs.adopt(&cfgs, mark, cfg, &mut known));
        paths.push(adopted.split_off(part.import_references));
        references.append(&mut adopted);
    }
    for mut paths in paths {
        references.append(&mut paths);
    }
    graph.set_references(references);
    unresolved.append(&mut unresolved_paths);
    RecordedReferences { graph, unknown, unresolved, logs }
}
