//! What all pictures share: the colors and the texts of a view. It knows no format.

use crate::escape::visible;
use archcheck_core::{
    graph::feedback_arcs,
    view::{Edge, Granularity, Marks, Node, NodeKind, View},
};
use std::collections::BTreeSet;

/// A view to draw.
#[derive(Clone, Copy, Debug)]
pub struct Picture<'a> {
    /// The view.
    pub view: &'a View,
    /// The name of the workspace.
    pub name: &'a str,
}

/// The color of the text and the boxes.
pub(super) const INK: &str = "#263238";
/// The fill of boxes, by what they stand for.
pub(super) const FILL: &str = "#e3f2fd";
pub(super) const FILL_SECONDARY: &str = "#f5f5f5";
pub(super) const FILL_MERGED: &str = "#eceff1";
pub(super) const FILL_SELECTED: &str = "#fff9c4";
/// The color of the sides of boxes.
pub(super) const BORDER: &str = "#546e7a";
/// The colors of groups.
pub(super) const GROUP_FILL: &str = "#fafafa";
pub(super) const GROUP_BORDER: &str = "#b0bec5";

/// What the line of an edge or of a box tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tone {
    Violation,
    Baselined,
    Cycle,
    Plain,
}

impl Tone {
    pub(super) const ALL: [Self; 4] = [Self::Violation, Self::Baselined, Self::Cycle, Self::Plain];

    pub(super) fn of(edge: &Edge) -> Self {
        match Self::of_marks(&edge.marks) {
            Self::Plain if edge.is_cyclic => Self::Cycle,
            tone => tone,
        }
    }

    fn of_marks(marks: &Marks) -> Self {
        match (marks.violations.len(), marks.baselined.len()) {
            (1.., _) => Self::Violation,
            (_, 1..) => Self::Baselined,
            _ => Self::Plain,
        }
    }

    /// Returns the color, as `#rrggbb`.
    pub(super) const fn color(self) -> &'static str {
        match self {
            Self::Violation => "#d32f2f",
            Self::Baselined => "#ef6c00",
            Self::Cycle => "#8e24aa",
            Self::Plain => "#78909c",
        }
    }

    /// Returns the name, for identifiers of formats.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Violation => "violation",
            Self::Baselined => "baselined",
            Self::Cycle => "cycle",
            Self::Plain => "plain",
        }
    }

    /// Returns what the color means.
    pub(super) const fn meaning(self) -> &'static str {
        match self {
            Self::Violation => "violates a rule",
            Self::Baselined => "violates a rule, recorded in the baseline",
            Self::Cycle => "part of a dependency cycle",
            Self::Plain => "depends on",
        }
    }
}

/// Returns the tone of the box of a node.
pub(super) fn tone_of_node(node: &Node) -> Tone {
    Tone::of_marks(&node.marks)
}

/// Returns the fill of the box of a node.
pub(super) fn fill(node: &Node, view: &View) -> &'static str {
    if node.is_selected {
        FILL_SELECTED
    } else if node.is_secondary(view.by) {
        FILL_SECONDARY
    } else if node.merged > 1 {
        FILL_MERGED
    } else {
        FILL
    }
}

/// Returns the width of the line of an edge: from 1 to 5, with the logarithm of the number of references.
pub(super) fn width(edge: &Edge) -> f64 {
    let digits = usize::BITS - edge.references.max(1).leading_zeros() - 1;
    (1.0 + f64::from(digits) * 0.4).min(5.0)
}

/// How the line of an edge is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Line {
    Solid,
    Dashed,
    Dotted,
}

impl Line {
    pub(super) fn of(edge: &Edge) -> Self {
        match (edge.marks.excepted.is_empty(), edge.is_guess) {
            (false, _) => Self::Dashed,
            (_, true) => Self::Dotted,
            _ => Self::Solid,
        }
    }
}

/// Counts things: `1 reference`, `2 references`.
pub(super) fn count(number: usize, one: &str, several: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { several })
}

/// Returns the text that explains an edge.
pub(super) fn edge_text(edge: &Edge) -> String {
    let mut text = count(edge.references, "reference", "references");
    if edge.is_guess {
        text.push_str(" (a guess)");
    }
    let marks = &edge.marks;
    let rules = marks.rules.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
    for (number, one, several) in [
        (marks.violations.len(), "violation", "violations"),
        (marks.baselined.len(), "violation in the baseline", "violations in the baseline"),
        (marks.excepted.len(), "reference with an exception", "references with an exception"),
    ] {
        if number > 0 {
            text.push_str(", ");
            text.push_str(&count(number, one, several));
        }
    }
    if !rules.is_empty() {
        text.extend([" of ", &rules]);
    }
    if edge.is_cyclic {
        text.push_str(", in a cycle");
    }
    text
}

/// Returns the text beside an edge in formats whose edges have texts. Only what is wrong has one, so that the picture
/// stays readable.
pub(super) fn edge_label(edge: &Edge) -> Option<String> {
    let marks = &edge.marks;
    match (marks.violations.len(), marks.baselined.len()) {
        (0, 0) => None,
        (0, baselined) => Some(format!("{baselined} in the baseline")),
        (violations, _) => Some(count(violations, "violation", "violations")),
    }
}

/// Returns the text below the label of a node.
pub(super) fn second_line(node: &Node) -> String {
    let mut parts = Vec::new();
    let size = node.members.len();
    if size > 1 || (node.kind != NodeKind::RustModule && size == 1) {
        parts.push(count(size, "Rust module", "Rust modules"));
    }
    parts.extend(node.owner.clone());
    if !node.marks.violations.is_empty() {
        parts.push(count(node.marks.violations.len(), "violation", "violations"));
    }
    parts.join(", ")
}

/// Returns the text that explains a node.
pub(super) fn node_text(node: &Node) -> String {
    let second = second_line(node);
    if second.is_empty() { node.name.clone() } else { format!("{}: {second}", node.name) }
}

/// Returns the tones and lines in use, with their meanings.
pub(super) fn legend(view: &View) -> Vec<(Tone, Line, &'static str)> {
    let used = |tone: Tone| {
        view.edges.iter().any(|edge| Tone::of(edge) == tone) || view.nodes.iter().any(|node| tone_of_node(node) == tone)
    };
    let tones = Tone::ALL.into_iter().filter(|tone| *tone != Tone::Plain && used(*tone));
    let mut legend: Vec<_> = tones.map(|tone| (tone, Line::Solid, tone.meaning())).collect();
    for (line, meaning) in [(Line::Dashed, "an exception allows it"), (Line::Dotted, "a guess")] {
        if view.edges.iter().any(|edge| Line::of(edge) == line) {
            legend.push((Tone::Plain, line, meaning));
        }
    }
    legend
}

/// The number of edges above which faint lines would hide the others.
const MANY_EDGES: usize = 100;

/// Returns the opacity of faint lines, in per cent.
pub(super) fn faint_opacity(view: &View) -> u32 {
    if view.edges.len() > MANY_EDGES { 20 } else { 35 }
}

/// The largest product of nodes and edges for which implied edges are searched.
const MAX_SEARCHED: usize = 50_000_000;

/// Returns for each edge whether other edges lead from its start to its end, too. Such edges are drawn faintly, so that the
/// others show the structure. O(n m) with n nodes and m edges; none for very large views.
pub(super) fn implied(view: &View) -> Vec<bool> {
    let mut implied = vec![false; view.edges.len()];
    if view.nodes.len() * view.edges.len() > MAX_SEARCHED {
        return implied;
    }
    let mut below: Vec<Vec<usize>> = vec![Vec::new(); view.nodes.len()];
    // In a cycle, everything would follow from everything.
    let weighted: Vec<_> =
        view.edges.iter().map(|edge| (edge.from as u32, edge.to as u32, edge.references as u64)).collect();
    let against: BTreeSet<usize> = feedback_arcs(view.nodes.len(), &weighted).into_iter().collect();
    let is_downward = |at: &usize| !against.contains(at);
    for edge in (0..view.edges.len()).filter(is_downward).map(|at| &view.edges[at]) {
        below[edge.from].push(edge.to);
    }
    for start in 0..view.nodes.len() {
        // The nodes that are reached in two or more steps.
        let mut reached = vec![false; view.nodes.len()];
        let mut left: Vec<usize> = below[start].clone();
        while let Some(at) = left.pop() {
            for next in below[at].iter().copied().filter(|next| *next != start) {
                if !std::mem::replace(&mut reached[next], true) {
                    left.push(next);
                }
            }
        }
        for (at, edge) in view.edges.iter().enumerate().filter(|(_, edge)| edge.from == start) {
            implied[at] = is_downward(&at) && reached[edge.to];
        }
    }
    implied
}

/// Returns a line that says what a picture shows.
pub(super) fn heading(picture: &Picture<'_>) -> String {
    let what = match picture.view.by {
        Granularity::Module => "modules",
        Granularity::Layer => "layers",
        Granularity::Crate => "crates",
        Granularity::RustModule | Granularity::Depth(_) => "Rust modules",
    };
    let dependencies = count(picture.view.edges.len(), "dependency", "dependencies");
    let marks = picture.view.marks();
    let mut counts = vec![dependencies];
    if !marks.violations.is_empty() {
        counts.push(count(marks.violations.len(), "violation", "violations"));
    }
    if !marks.baselined.is_empty() {
        counts.push(format!("{} in the baseline", count(marks.baselined.len(), "violation", "violations")));
    }
    format!("The {what} of {}: {}", picture.name, counts.join(", "))
}

/// Returns the lines at the start of a text format: what the picture shows, and what was merged.
pub(super) fn comments(picture: &Picture<'_>) -> Vec<String> {
    [Some(heading(picture)), merged_note(picture.view)].into_iter().flatten().collect()
}

/// Returns a sentence about the violations that are not drawn. `None` if all are.
pub fn hidden_note(view: &View) -> Option<String> {
    let text = match view.hidden {
        0 => return None,
        1 => "1 violation is".to_owned(),
        many => format!("{many} violations are"),
    };
    Some(format!("{text} not drawn, since tests, examples, benchmarks and build scripts are not: `--tests` draws them"))
}

/// Returns a sentence that says how much was merged, and which flags show it. `None` if nothing was.
pub fn merged_note(view: &View) -> Option<String> {
    let merged = view.merged();
    if merged == 0 {
        return None;
    }
    let (node, stand) = if merged == 1 { ("node", "stands") } else { ("nodes", "stand") };
    let several: usize = view.nodes.iter().filter(|node| node.merged > 1).map(|node| node.merged).sum();
    // The name of a family or a layer is no selector.
    let is_selector = |node: &&Node| matches!(node.kind, NodeKind::Crate | NodeKind::RustModule | NodeKind::Module);
    let merged_first = view.nodes.iter().filter(|node| node.merged > 1).chain(&view.nodes);
    let example = merged_first.filter(|node| !node.name.contains(' ')).find(is_selector);
    let focus = example.map_or_else(|| "`--focus`".to_owned(), |node| format!("`--focus {}`", node.name));
    Some(format!(
        "{merged} {node} {stand} for {several}, since {} edges are too many to read: `--max-edges {}` draws all of them, and \
         {focus} a part",
        view.full.edges,
        view.full.edges.max(view.full.nodes)
    ))
}

/// Returns the two lines of the box of a node, as they are shown.
pub(super) fn lines(node: &Node) -> (String, String) {
    (visible(&node.label).into_owned(), visible(&second_line(node)).into_owned())
}
