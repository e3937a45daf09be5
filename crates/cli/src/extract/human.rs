//! Renders the answer for people.

use super::{
    answer::{Extraction, Link},
    ranking::Ranking,
};
use crate::{
    escape::line,
    terminal::{Look, Role},
    text::{count, few, number, pad, width, wrap},
};
use std::fmt::Write;

/// The number of entries of a list without `--verbose`.
const SHOWN: usize = 8;

/// Renders what it takes to extract a module. `all` shows all entries of long lists.
pub(crate) fn human(found: &Extraction, look: Look, all: bool) -> String {
    let most = if all { usize::MAX } else { SHOWN };
    let columns = look.width.min(100);
    let mut page = Page { text: String::new(), look, columns, most };
    let head = format!(
        "{} has {} of the crate {}. To make it a crate, {} must be changed by hand.",
        found.name,
        count(found.rust_modules.len(), "Rust module"),
        found.krate,
        count(found.effort, "place"),
    );
    page.paragraph(&head);
    if found.elsewhere > 0 {
        page.paragraph(&format!("{} in other crates left out.", count(found.elsewhere, "Rust module")));
    }
    page.list("steps", &numbered(&found.steps));
    page.list("dependencies to cut", &links(&found.cuts));
    page.list("needed from the same crate", &found.below);
    let items: Vec<String> = found
        .hidden
        .iter()
        .map(|item| format!("{}  {}  used by {}", item.path, item.at, few(&item.users, 3)))
        .collect();
    page.list("items to make visible", &items);
    let impls: Vec<String> =
        found.impls.iter().map(|one| format!("{}  {}  {}", one.signature, one.at, one.help)).collect();
    page.list("implementations in conflict", &impls);
    let macros: Vec<String> = found.macros.iter().map(|one| format!("{}  {}  {}", one.name, one.at, one.why)).collect();
    page.list("macros", &macros);
    page.list("external crates", &found.external);
    page.list("external crates of its tests only", &found.external_in_tests);
    page.list("crates of the workspace", &found.crates);
    page.list("used by", &links(&found.incoming));
    page.list("uses", &links(&found.outgoing));
    page.text
}

pub(super) fn numbered(steps: &[String]) -> Vec<String> {
    steps.iter().enumerate().map(|(at, step)| format!("{}. {step}", at + 1)).collect()
}

pub(super) fn links(links: &[Link]) -> Vec<String> {
    let kinds = |link: &Link| {
        let kinds: Vec<String> = link.kinds.iter().map(|(kind, number)| format!("{number} {kind}")).collect();
        kinds.join(", ")
    };
    links.iter().map(|link| format!("{} -> {}  {}  {}", link.from, link.to, kinds(link), link.at)).collect()
}

struct Page {
    text: String,
    look: Look,
    columns: usize,
    most: usize,
}

impl Page {
    fn paragraph(&mut self, text: &str) {
        self.text += &(wrap(text, self.columns).join("\n") + "\n");
    }

    fn list(&mut self, title: &str, entries: &[String]) {
        if entries.is_empty() {
            return;
        }
        let _ = writeln!(self.text, "\n{}", self.look.paint(Role::Strong, title));
        for entry in entries.iter().take(self.most) {
            for (at, part) in wrap(entry, self.columns.saturating_sub(4)).iter().enumerate() {
                let _ = writeln!(self.text, "  {}{part}", if at == 0 { "" } else { "  " });
            }
        }
        if entries.len() > self.most {
            let _ = writeln!(self.text, "  and {} more (`-v` shows all)", number(entries.len() - self.most));
        }
    }
}

/// Renders all modules by effort.
pub(crate) fn human_ranking(ranking: &Ranking, look: Look) -> String {
    let titles = ["module", "effort", "cut", "visible", "impls", "macros", "below", "paths"];
    let rows: Vec<[String; 8]> = ranking
        .modules
        .iter()
        .map(|one| {
            let numbers = [one.effort, one.cuts, one.hidden, one.impls, one.macros, one.below, one.paths].map(number);
            let [effort, cuts, hidden, impls, macros, below, paths] = numbers;
            [line(&one.name).into_owned(), effort, cuts, hidden, impls, macros, below, paths]
        })
        .collect();
    let widths: Vec<usize> = (0..8)
        .map(|at| rows.iter().map(|row| width(&row[at])).chain([width(titles[at])]).max().unwrap_or_default())
        .collect();
    let mut text = String::new();
    let mut row = |cells: &[String]| {
        let mut parts = vec![pad(&cells[0], widths[0])];
        parts.extend((1..8).map(|at| " ".repeat(widths[at].saturating_sub(width(&cells[at]))) + &cells[at]));
        let _ = writeln!(text, "{}", parts.join("  "));
    };
    row(&titles.map(str::to_owned));
    for cells in &rows {
        row(cells);
    }
    let legend = "effort: the places to change by hand, which are references to cut, items to make visible, implementations to move, \
                  and macros; below: Rust modules that it still needs from its crate; paths: paths to rewrite";
    text.push('\n');
    text += &(wrap(legend, look.width.min(100)).join("\n") + "\n");
    text
}
