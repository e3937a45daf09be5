//! The answer as plain data: chains with names and positions.

use archcheck_core::{
    analysis::Analysis,
    graph::{Context, ReferenceId},
    query::{self, Chain, Question},
    rules::{Rules, Selector},
    source::LineColumn,
};

/// The chains of dependencies from one part of the code to another.
#[derive(Debug)]
pub(crate) struct WhyAnswer {
    /// The selector of the start, as written.
    pub(crate) from: String,
    /// The selector of the end, as written.
    pub(crate) to: String,
    /// The shortest chains.
    pub(crate) chains: Vec<NamedChain>,
    /// The number of chains, at least.
    pub(crate) count: usize,
    /// Whether there may be more than `count`.
    pub(crate) more: bool,
    /// Whether there is no chain without tests, but one with them.
    pub(crate) in_tests: bool,
}

/// A chain with names and positions.
#[derive(Debug)]
pub(crate) struct NamedChain {
    /// The steps in order.
    pub(crate) steps: Vec<ChainStep>,
    /// The condition under which all steps exist; `None` if they always do.
    pub(crate) cfg: Option<String>,
}

/// A reference in a chain.
#[derive(Debug)]
pub(crate) struct ChainStep {
    /// The Rust module that contains the reference.
    pub(crate) from: String,
    /// The path of the target.
    pub(crate) to: String,
    /// The path as written.
    pub(crate) path: String,
    /// The kind of the reference.
    pub(crate) kind: &'static str,
    /// The context of the reference.
    pub(crate) context: &'static str,
    /// Whether it is a guess where the reference leads.
    pub(crate) is_guess: bool,
    /// The file of the reference.
    pub(crate) file: String,
    /// The position of the reference.
    pub(crate) at: LineColumn,
}

/// Finds at most `most` chains between two selectors.
pub(crate) fn answer(
    analysis: &Analysis,
    rules: Option<&Rules>,
    from: &Selector,
    to: &Selector,
    tests: bool,
    most: usize,
) -> WhyAnswer {
    let question = |contexts, most| Question { from, to, contexts, most };
    let contexts = if tests { Context::ALL } else { &[Context::Production, Context::Build] };
    let found = query::why(analysis, rules, question(contexts, most));
    let in_tests = found.count == 0 && !tests && query::why(analysis, rules, question(Context::ALL, 1)).count > 0;
    let named = |chain: &Chain| NamedChain {
        steps: chain.steps.iter().map(|id| step(analysis, *id)).collect(),
        cfg: analysis.cfgs.render(chain.cfg),
    };
    WhyAnswer {
        from: from.text.clone(),
        to: to.text.clone(),
        chains: found.chains.iter().map(named).collect(),
        count: found.count,
        more: found.more,
        in_tests,
    }
}

fn step(analysis: &Analysis, id: ReferenceId) -> ChainStep {
    let graph = &analysis.graph;
    let reference = graph.reference(id);
    let (file, at) = analysis.sources.locate(reference.place());
    ChainStep {
        from: graph.module(reference.from).path.clone(),
        to: graph.reached_path(graph.target(reference)),
        path: graph.name(reference.path).to_owned(),
        kind: reference.kind.as_str(),
        context: reference.context.as_str(),
        is_guess: graph.target(reference).unknown,
        file: file.to_owned(),
        at,
    }
}
