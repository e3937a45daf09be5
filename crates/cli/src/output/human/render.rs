//! Renders the whole text of `human`: the blocks, the notes and the verdict.

use super::{block::Block, handler::Handler, next, overview, summary};
use crate::{
    escape,
    output::{
        format::{Format, Verbosity},
        group::{self, Group},
        selection::{self, Selected, Share},
        tally::Tally,
    },
    report::Report,
    terminal::Look,
};
use archcheck_core::{
    diagnostic::{Diagnostic, Severity},
    source::Place,
};
use miette::{NarratableReportHandler, ReportHandler};
use rustc_hash::FxHashSet;
use std::fmt;

/// The format.
pub const FORMAT: Format =
    Format { name: "human", help: "Source snippets with the rule, its reason and what to do, for people", render };

/// The number of lines to print, unless the user sets the number of diagnostics.
const MAX_LINES: usize = 150;

/// Renders a report.
fn render(report: &Report<'_>, look: Look, verbosity: Verbosity) -> String {
    let groups = group::groups(report);
    let is_quiet = verbosity == Verbosity::Quiet;
    let (mut head, mut foot) = (String::new(), String::new());
    if !is_quiet {
        head = Tally::of_many(report).map(|tally| overview::overview(&tally, look)).unwrap_or_default();
        foot = summary::notes(report, look, verbosity);
        foot.push_str(&summary::verdict(&report.summary, look));
        foot.push_str(&next::next(report, look));
    }
    let handler = Handler { look, root: report.absolute("") };
    let draw = |group: &Group<'_>, shown: usize, seen: &mut FxHashSet<Place>| {
        Drawn { handler: handler.clone(), block: Block::of(group, shown, report, verbosity, seen) }.to_string() + "\n"
    };
    let all: usize = groups.iter().map(Vec::len).sum();
    let max = match verbosity {
        Verbosity::Verbose => usize::MAX,
        _ => report.max_shown.unwrap_or(selection::MAX_SHOWN),
    };
    let max_lines = match (verbosity, report.max_shown) {
        (Verbosity::Verbose, _) | (_, Some(_)) => usize::MAX,
        _ => MAX_LINES.saturating_sub(lines(&head) + lines(&foot)),
    };
    if all <= max {
        let blocks: String = groups.iter().map(|group| draw(group, group.len(), &mut FxHashSet::default())).collect();
        if lines(&blocks) <= max_lines {
            return head + &blocks + &foot;
        }
    }
    // Show as many diagnostics of each cause as fit.
    let mut chosen = Chosen::default();
    for share in [Share::All, Share::Few, Share::One] {
        chosen = choose(&selection::select(&groups, max, share), max_lines.saturating_sub(NOTE_LINES), &draw);
        if chosen.fits {
            break;
        }
    }
    let Chosen { mut blocks, shown, .. } = chosen;
    // As without a limit, the errors are next to the verdict. Within each severity, the rules stay together.
    let mut order: Vec<&str> = Vec::new();
    for (_, rule, _) in &blocks {
        if !order.contains(rule) {
            order.push(rule);
        }
    }
    let at = |rule: &str| order.iter().position(|one| *one == rule);
    blocks.sort_by_key(|(severity, rule, _)| (std::cmp::Reverse(*severity), at(rule)));
    let blocks: String = blocks.into_iter().map(|(_, _, text)| text).collect();
    head + &blocks + &summary::left_out(shown, all, look) + &foot
}

/// The blocks to print.
#[derive(Default)]
struct Chosen<'g> {
    /// The severity, the rule and the text of each.
    blocks: Vec<(Option<Severity>, &'g str, String)>,
    /// The number of diagnostics in them.
    shown: usize,
    /// Whether no block was too long.
    fits: bool,
}

/// Draws blocks while there are lines left. A block that is too long is left out.
fn choose<'g>(
    selected: &[Selected<'g, '_>],
    mut room: usize,
    draw: &dyn Fn(&Group<'_>, usize, &mut FxHashSet<Place>) -> String,
) -> Chosen<'g> {
    let mut chosen = Chosen { fits: true, ..Chosen::default() };
    let mut seen = FxHashSet::default();
    for one in selected {
        let mut labels = seen.clone();
        let text = draw(one.group, one.shown, &mut labels);
        if lines(&text) > room {
            chosen.fits = false;
            continue;
        }
        room -= lines(&text);
        seen = labels;
        chosen.shown += one.shown;
        chosen.blocks.push((one.group.first().map(|first| first.severity), one.rule, text));
    }
    chosen
}

/// The number of lines to reserve for the note about what is not shown.
const NOTE_LINES: usize = 4;

fn lines(text: &str) -> usize {
    text.lines().count()
}

/// Renders a single diagnostic.
pub(crate) fn render_one(diagnostic: &Diagnostic, report: &Report<'_>, look: Look) -> String {
    Drawn {
        handler: Handler { look, root: report.absolute("") },
        block: Block::of(&[diagnostic], 1, report, Verbosity::Normal, &mut FxHashSet::default()),
    }
    .to_string()
}

/// Describes a block in words when it is formatted.
struct Narrated<'a>(&'a Block<'a>);

impl fmt::Display for Narrated<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        NarratableReportHandler::new().debug(self.0, f)
    }
}

/// Draws a block when it is formatted, since a miette handler writes only to a formatter.
struct Drawn<'a> {
    handler: Handler,
    block: Block<'a>,
}

impl fmt::Display for Drawn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.handler.look.narrated {
            // Unlike our handler, that of miette escapes nothing.
            return writeln!(f, "{}", escape::lines(&Narrated(&self.block).to_string()));
        }
        self.handler.debug(&self.block, f)
    }
}
