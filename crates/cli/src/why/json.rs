//! Renders the answer as JSON (`archcheck.why/1`).

use super::answer::{ChainStep, NamedChain, WhyAnswer};
use serde::Serialize;

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    from: &'a str,
    to: &'a str,
    /// The number of chains; if not `complete`, there may be more.
    count: usize,
    complete: bool,
    chains: Vec<ChainEntry<'a>>,
}

#[derive(Serialize)]
struct ChainEntry<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    cfg: Option<&'a str>,
    steps: Vec<StepEntry<'a>>,
}

#[derive(Serialize)]
struct StepEntry<'a> {
    from: &'a str,
    to: &'a str,
    path: &'a str,
    kind: &'a str,
    context: &'a str,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    unknown: bool,
    file: &'a str,
    line: u32,
    column: u32,
}

/// Renders the answer.
pub(crate) fn render(answer: &WhyAnswer) -> String {
    let chains = answer.chains.iter().map(chain).collect();
    crate::text::json(&Document {
        schema: "archcheck.why/1",
        from: &answer.from,
        to: &answer.to,
        count: answer.count,
        complete: !answer.more,
        chains,
    })
}

fn chain(chain: &NamedChain) -> ChainEntry<'_> {
    ChainEntry { cfg: chain.cfg.as_deref(), steps: chain.steps.iter().map(StepEntry::of).collect() }
}

impl<'a> StepEntry<'a> {
    fn of(step: &'a ChainStep) -> Self {
        Self {
            from: &step.from,
            to: &step.to,
            path: &step.path,
            kind: step.kind,
            context: step.context,
            unknown: step.is_guess,
            file: &step.file,
            line: step.at.line,
            column: step.at.column,
        }
    }
}
