//! Prints the overview in about forty lines, for any width and any workspace. Lists are shortened, and omitted items are
//! counted.

use super::{OverviewCycle, OverviewModule, model::Overview};
use crate::{
    escape,
    terminal::{Look, Role},
    text::{count, keep_end, number, pad, width, wrap},
};

/// The number of modules to list.
const MODULES: usize = 10;
/// The number of external crates to list.
const OUTSIDE: usize = 6;
/// The number of lines of a first rules file to show.
const STARTER: usize = 30;
/// The number of steps of a cycle to list.
const STEPS: usize = 3;

/// Renders the overview. `rules` is the name of the missing rules file.
pub fn render(overview: &Overview, rules: &str, look: Look) -> String {
    let mut page = Page { text: String::new(), look };
    page.head(overview, rules);
    page.modules(overview);
    page.cycles(&overview.cycles);
    page.outside(overview);
    page.starter(overview, rules);
    page.text
}

struct Page {
    text: String,
    look: Look,
}

impl Page {
    fn line(&mut self, line: &str) {
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    /// Adds a wrapped paragraph.
    fn paragraph(&mut self, text: &str) {
        for line in wrap(text, self.look.width.min(100)) {
            self.line(&line);
        }
    }

    fn title(&mut self, title: &str, rest: &str) {
        let title = self.look.paint(Role::Strong, title).to_string();
        self.line("");
        self.line(&format!("{title}{rest}"));
    }

    fn head(&mut self, overview: &Overview, rules: &str) {
        let summary = &overview.summary;
        self.paragraph(&format!(
            "Analyzed {}, {} and {} in {}.",
            count(summary.counts.files, "file"),
            count(summary.modules, "Rust module"),
            count(summary.dependencies, "dependency"),
            count(summary.crates, "crate"),
        ));
        self.paragraph(&format!(
            "There is no {rules}, so nothing was checked. This overview treats each top-level Rust module of a library \
             or binary as a module, and ignores tests."
        ));
        if !summary.counts.unreached.is_empty() {
            let files = count(summary.counts.unreached.len(), "file");
            let belong = if summary.counts.unreached.len() == 1 { "belongs" } else { "belong" };
            self.paragraph(&format!("Not analyzed: {files} that {belong} to no crate."));
        }
    }

    fn modules(&mut self, overview: &Overview) {
        let shown: Vec<&OverviewModule> = overview.modules.iter().take(MODULES).collect();
        if shown.is_empty() {
            self.title("Modules", ": no dependencies between modules");
            return;
        }
        let ellipsis = self.look.ellipsis();
        let name = |module: &OverviewModule| {
            format!("{}{}", escape::line(&module.path), if module.root { " (crate root)" } else { "" })
        };
        let room = self.look.width.min(100).saturating_sub(22);
        let column = shown.iter().map(|module| width(&name(module))).max().unwrap_or(0).clamp(24, room.max(24));
        let head = pad("Modules, the most used first", column + 2);
        let cells = if width(&head) > column + 2 { "  used by   uses" } else { "   used by   uses" };
        self.title(&head, &self.look.paint(Role::Faint, cells).to_string());
        let shift = width(&head).saturating_sub(column + 2) + cells.len() - 17;
        for module in shown {
            let name = pad(&keep_end(&name(module), column, ellipsis), column);
            let used_by = number(module.used_by);
            let uses = number(module.uses);
            self.line(&format!("  {name}{}{used_by:>10}{uses:>7}", " ".repeat(shift)));
        }
        let more = overview.modules.len().saturating_sub(MODULES);
        let alone = overview.alone;
        let rest = match (more, alone) {
            (0, 0) => return,
            (0, _) => format!("{} without dependencies", count(alone, "more module")),
            (_, 0) => count(more, "more module"),
            (_, _) => {
                format!("{}, and {} without dependencies", count(more, "more module"), number(alone))
            }
        };
        let rest = self.look.paint(Role::Faint, format!("{} {rest}", self.look.ellipsis())).to_string();
        self.line(&format!("  {rest}"));
    }

    fn cycles(&mut self, cycles: &[OverviewCycle]) {
        let Some(first) = cycles.first() else {
            self.title("Cycles", &self.look.paint(Role::Good, ": none").to_string());
            return;
        };
        let which = if cycles.len() == 1 { "It contains" } else { "The largest has" };
        let size = number(first.size);
        let rest = format!("{}. {which} {size} modules; its shortest path:", number(cycles.len()));
        self.title("Cycles", &format!(": {rest}"));
        let arrow = self.look.arrow();
        for step in first.steps.iter().take(STEPS) {
            let edge = format!("{} {arrow} {}", escape::line(&step.from), escape::line(&step.to));
            let place = format!("{}:{}:{}", escape::line(&step.file), step.at.line, step.at.column);
            if width(&edge) + width(&place) + 5 <= self.look.width {
                let place = self.look.paint(Role::Faint, place).to_string();
                self.line(&format!("  {edge}   {place}"));
            } else {
                self.line(&format!("  {edge}"));
                let place = self.look.paint(Role::Faint, place).to_string();
                self.line(&format!("      {place}"));
            }
        }
        if first.steps.len() > STEPS {
            let more = count(first.steps.len() - STEPS, "more step");
            let start = escape::line(&first.steps[0].from);
            self.line(&format!("  {} {more} back to {start}", self.look.ellipsis()));
        }
    }

    fn outside(&mut self, overview: &Overview) {
        if overview.outside.is_empty() {
            return;
        }
        let mut items: Vec<String> = overview
            .outside
            .iter()
            .take(OUTSIDE)
            .enumerate()
            .map(|(index, (name, users))| match index {
                0 => format!("{name} (in {})", count(*users, "module")),
                _ => format!("{name} ({})", number(*users)),
            })
            .collect();
        if overview.outside.len() > OUTSIDE {
            items.push(format!("{} more", number(overview.outside.len() - OUTSIDE)));
        }
        self.line("");
        let head = "External crates";
        for (index, line) in
            wrap(&format!("{head}: {}", items.join(", ")), self.look.width.min(100) - 2).iter().enumerate()
        {
            match line.strip_prefix(head).filter(|_| index == 0) {
                Some(rest) => {
                    let head = self.look.paint(Role::Strong, head).to_string();
                    self.line(&format!("{head}{rest}"));
                }
                None => self.line(&format!("  {line}")),
            }
        }
    }

    fn starter(&mut self, overview: &Overview, rules: &str) {
        let Some(starter) = &overview.starter else { return };
        self.title(&format!("A first {rules}"), ", as `cargo archcheck init` writes it:");
        self.line("");
        let lines: Vec<&str> = starter.lines().collect();
        // The last of a few more lines takes as much space as their number.
        let shown = if lines.len() > STARTER + 1 { STARTER } else { lines.len() };
        for line in &lines[..shown] {
            // It is meant to be copied, so it is not wrapped.
            match *line {
                "" => self.line(""),
                _ if line.starts_with('[') => self.line(&format!("    {}", self.look.paint(Role::Frame, line))),
                _ => self.line(&format!("    {}", escape::line(line))),
            }
        }
        if lines.len() > shown {
            self.line(&format!("    {} {} more lines", self.look.ellipsis(), number(lines.len() - shown)));
        }
        self.line("");
        self.paragraph(&format!(
            "Next: run `cargo archcheck init` to write {rules} beside the workspace's Cargo.toml. Then `cargo archcheck` checks the \
             code against it. `cargo archcheck why A B` shows how module A depends on module B."
        ));
    }
}
