//! Renders the answer for people: each chain as a list of Rust modules, with the path and position of each step.

use super::answer::{ChainStep, NamedChain, WhyAnswer};
use crate::{
    escape,
    terminal::{Look, Role},
    text::{count, number, pad, width, wrap},
};
use std::fmt::Write;

/// Renders the answer.
pub(crate) fn render(answer: &WhyAnswer, look: Look) -> String {
    let mut text = String::new();
    let mut paragraph = |line: &str| {
        for line in wrap(line, look.width.min(100)) {
            text.push_str(line.trim_end());
            text.push('\n');
        }
    };
    if answer.chains.is_empty() {
        paragraph(&format!("`{}` does not depend on `{}`", answer.from, answer.to));
        if answer.in_tests {
            paragraph("its tests do: add `--tests` to see how");
        }
        return text;
    }
    let steps = answer.chains.first().map_or(0, |chain| chain.steps.len());
    let total = if answer.more { format!("more than {}", number(answer.count)) } else { number(answer.count) };
    let which = match (answer.chains.len(), answer.count) {
        (1, 1) => "there is one chain".to_owned(),
        (1, _) => format!("the shortest of {total} chains"),
        (shown, all) if shown == all && !answer.more => format!("there are {}", count(shown, "chain")),
        (shown, _) => format!("the {} shortest of {total} chains", number(shown)),
    };
    paragraph(&format!("`{}` depends on `{}` in {}: {which}", answer.from, answer.to, count(steps, "step")));
    for chain in &answer.chains {
        text.push('\n');
        draw(&mut text, chain, look);
    }
    if answer.chains.len() == 1 && answer.count > 1 {
        text.push('\n');
        let _ = writeln!(text, "{} `--all` shows more chains", look.paint(Role::Note, "note:"));
    }
    text
}

fn draw(text: &mut String, chain: &NamedChain, look: Look) {
    let place = |step: &ChainStep| format!("{}:{}:{}", escape::line(&step.file), step.at.line, step.at.column);
    let written = |step: &ChainStep| {
        let guess = if step.is_guess { " (a guess)" } else { "" };
        format!("    {} `{}`{guess}", step.kind, escape::line(&step.path))
    };
    let column = chain.steps.iter().map(|step| width(&written(step))).max().unwrap_or(0);
    let widest = chain.steps.iter().map(|step| width(&place(step))).max().unwrap_or(0);
    // Align paths and positions in two columns if all of them fit.
    let beside = column + 3 + widest <= look.width;
    for step in &chain.steps {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "  {}", look.paint(Role::Strong, &step.from));
        let place = look.paint(Role::Faint, place(step));
        let _ = if beside {
            writeln!(text, "{}   {place}", pad(&written(step), column))
        } else {
            writeln!(text, "{}\n      {place}", written(step))
        };
    }
    if let Some(last) = chain.steps.last() {
        let _ = writeln!(text, "  {}", look.paint(Role::Strong, &last.to));
    }
    if let Some(cfg) = &chain.cfg {
        let _ = writeln!(text, "  {}", look.paint(Role::Faint, format!("where {cfg}")));
    }
}
