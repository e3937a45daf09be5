//! The answer for other programs.

use super::answer::{Answer, Shown, Step};
use serde::Serialize;

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    from: &'a str,
    to: &'a str,
    /// How many chains there are; at least so many where not `complete`.
    count: usize,
    complete: bool,
    chains: Vec<Chain<'a>>,
}

#[derive(Serialize)]
struct Chain<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    cfg: Option<&'a str>,
    steps: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    from: &'a str,
    to: &'a str,
    path: &'a str,
    kind: &'a str,
    context: &'a str,
    file: &'a str,
    line: u32,
    column: u32,
}

/// The text.
pub(crate) fn render(answer: &Answer) -> String {
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

fn chain(chain: &Shown) -> Chain<'_> {
    Chain { cfg: chain.cfg.as_deref(), steps: chain.steps.iter().map(Entry::of).collect() }
}

impl<'a> Entry<'a> {
    fn of(step: &'a Step) -> Self {
        Self {
            from: &step.from,
            to: &step.to,
            path: &step.path,
            kind: step.kind,
            context: step.context,
            file: &step.file,
            line: step.at.line,
            column: step.at.column,
        }
    }
}
