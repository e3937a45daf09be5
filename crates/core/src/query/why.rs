//! Finds chains of references between two parts of the code. As in transitive rules, the first step may use any end of
//! a reference, and each later step uses the defined end, and no re-exports. It reports no violations.

use crate::{
    analysis::Analysis,
    cfg::Cfg,
    graph::{Context, DependencyGraph, End, Reference, ReferenceId, ReferenceKind, RustModuleId},
    rules::{self, Binding, Codebase, Nested, Rules, Scope, Selector},
};

/// The question why one part of the code depends on another.
#[derive(Clone, Copy, Debug)]
pub struct Question<'q> {
    /// The code where chains start.
    pub from: &'q Selector,
    /// The code where chains end.
    pub to: &'q Selector,
    /// The contexts of the references to follow.
    pub contexts: &'q [Context],
    /// The maximum number of chains to return.
    pub most: usize,
}

/// A chain of references.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    /// The references in order.
    pub steps: Vec<ReferenceId>,
    /// The condition under which the whole chain exists.
    pub cfg: Cfg,
}

/// The chains between two parts of the code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Why {
    /// The shortest chains.
    pub chains: Vec<Chain>,
    /// The number of chains.
    pub count: usize,
    /// Whether there may be more chains than `count`.
    pub more: bool,
}

/// Finds the shortest chains. Code that both selectors cover belongs to `to`.
pub fn why(analysis: &Analysis, rules: Option<&Rules>, question: Question<'_>) -> Why {
    let network = Network::of(analysis, rules, question);
    let mut cfgs = analysis.cfgs.clone();
    let found = network.dependencies.chains(&network.starts, network.goal, question.most, &mut cfgs);
    let chains = found.found.iter().map(|(nodes, cfg)| {
        let step = |pair: &[u32]| {
            let references = &network.dependencies.get(pair[0], pair[1])?.references;
            let mut together = |id: &&ReferenceId| {
                let both = cfgs.and(*cfg, analysis.graph.reference(**id).cfg);
                cfgs.is_satisfiable(both)
            };
            references.iter().find(&mut together).or(references.first()).copied()
        };
        Chain { steps: nodes.windows(2).filter_map(step).collect(), cfg: *cfg }
    });
    Why { chains: chains.collect(), count: found.count, more: found.more }
}

/// The nodes and edges of the search: each Rust module once as a start and once as an intermediate step, and one node
/// for the goal.
struct Network {
    dependencies: DependencyGraph,
    starts: Vec<u32>,
    goal: u32,
}

impl Network {
    fn of(analysis: &Analysis, rules: Option<&Rules>, question: Question<'_>) -> Self {
        let graph = &analysis.graph;
        let code = Codebase::new(analysis, rules.map_or(&[], |rules| &rules.owners));
        let (from, to) = (Scope::of(&question.from.meaning, &code), Scope::of(&question.to.meaning, &code));
        let free = Binding::new();
        let count = graph.modules.len() as u32;
        let covered = |scope: &Scope<'_>| -> Vec<bool> {
            let ids = graph.modules().map(|(id, _)| id);
            ids.map(|id| scope.find(&code, id, &free, Nested::Outermost).is_some()).collect()
        };
        let (in_from, in_to) = (covered(&from), covered(&to));
        let passed = |id: RustModuleId| !in_from[id.0 as usize] && !in_to[id.0 as usize];
        let context = |reference: &Reference| {
            rules.map_or(reference.context, |rules| {
                rules.analysis.context(graph, code.package(reference.from), reference)
            })
        };
        let mut network =
            Self { dependencies: DependencyGraph::default(), starts: (count..2 * count).collect(), goal: 2 * count };
        for (id, reference) in graph.references() {
            let counts = question.contexts.contains(&context(reference)) && reference.kind != ReferenceKind::Manifest;
            if !counts || in_to[reference.from.0 as usize] {
                continue;
            }
            let target = graph.target(reference);
            let ends = rules::ends(target);
            let first = in_from[reference.from.0 as usize];
            if !first && reference.kind == ReferenceKind::Reexport {
                continue;
            }
            let at = if first { reference.from.0 + count } else { reference.from.0 };
            let counted = if first { 0..ends } else { ends - 1..ends };
            let hits = to.hits(&code, target, ends, &free);
            if hits.iter().any(|hit| counted.contains(&hit.end)) {
                network.dependencies.add(at, network.goal, id, reference.cfg);
                continue;
            }
            for end in counted {
                if let End::Module(next) = rules::end(target, end)
                    && next != reference.from
                    && passed(next)
                {
                    network.dependencies.add(at, next.0, id, reference.cfg);
                }
            }
        }
        network
    }
}
