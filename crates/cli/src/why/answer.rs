//! The answer as plain data: chains with names and places.

use archcheck_core::{
    analysis::Analysis,
    graph::{Context, ReferenceId},
    query::{self, Chain, Question},
    rules::{Rules, Selector},
    source::LineColumn,
};

/// How one part of the code depends on another.
#[derive(Debug)]
pub(crate) struct Answer {
    /// Where chains start, as asked.
    pub(crate) from: String,
    /// Where they lead, as asked.
    pub(crate) to: String,
    /// The shortest ones.
    pub(crate) chains: Vec<Shown>,
    /// How many there are.
    pub(crate) count: usize,
    /// Whether there may be more.
    pub(crate) more: bool,
    /// Whether only tests have a chain, so that `--tests` would show one.
    pub(crate) in_tests: bool,
}

/// A chain.
#[derive(Debug)]
pub(crate) struct Shown {
    /// In order.
    pub(crate) steps: Vec<Step>,
    /// Under which condition all of it exists; none where always.
    pub(crate) cfg: Option<String>,
}

/// One reference of a chain.
#[derive(Debug)]
pub(crate) struct Step {
    /// The Rust module it stands in.
    pub(crate) from: String,
    /// What it reaches.
    pub(crate) to: String,
    /// The path as written.
    pub(crate) path: String,
    /// Its kind.
    pub(crate) kind: &'static str,
    /// Its context.
    pub(crate) context: &'static str,
    /// The file.
    pub(crate) file: String,
    /// Where in it.
    pub(crate) at: LineColumn,
}

/// Finds the chains between two selectors, at most `most` of them.
pub(crate) fn answer(
    analysis: &Analysis,
    rules: Option<&Rules>,
    from: &Selector,
    to: &Selector,
    tests: bool,
    most: usize,
) -> Answer {
    let question = |contexts, most| Question { from, to, contexts, most };
    let contexts = if tests { Context::ALL } else { &[Context::Production, Context::Build] };
    let found = query::why(analysis, rules, question(contexts, most));
    let in_tests = found.count == 0 && !tests && query::why(analysis, rules, question(Context::ALL, 1)).count > 0;
    let shown = |chain: &Chain| Shown {
        steps: chain.steps.iter().map(|id| step(analysis, *id)).collect(),
        cfg: analysis.cfgs.render(chain.cfg),
    };
    Answer {
        from: from.text.clone(),
        to: to.text.clone(),
        chains: found.chains.iter().map(shown).collect(),
        count: found.count,
        more: found.more,
        in_tests,
    }
}

fn step(analysis: &Analysis, id: ReferenceId) -> Step {
    let graph = &analysis.graph;
    let reference = graph.reference(id);
    let (file, at) = analysis.sources.locate(reference.place());
    Step {
        from: graph.module(reference.from).path.clone(),
        to: graph.reached_path(graph.target(reference)),
        path: graph.name(reference.path).to_owned(),
        kind: reference.kind.as_str(),
        context: reference.context.as_str(),
        file: file.to_owned(),
        at,
    }
}
