//! Renders the answer for people: a few modules in detail, or many modules as a table.
//!
//! Lists are shortened unless verbose, and omitted items are counted.

use super::answer::{Edge, ModuleEntry, ModulesAnswer};
use crate::{
    escape,
    terminal::{Look, Role},
    text::{count, few, keep_end, number, pad, width, wrap},
};
use std::fmt::Write;

/// The most modules to show in detail.
const FULL: usize = 8;
/// The most rows of the table.
const LINES: usize = 30;
/// The number of names in a list.
const FEW: usize = 6;

/// Renders the answer, without shortening if `verbose`.
pub(crate) fn render(answer: &ModulesAnswer, look: Look, verbose: bool) -> String {
    let mut page = ModulesPage { text: String::new(), look, most: if verbose { usize::MAX } else { FEW } };
    let assigned: usize = answer.modules.iter().map(|module| module.rust_modules).sum();
    let contain = if answer.modules.len() == 1 { "contains" } else { "contain" };
    page.paragraph(&format!(
        "{} in {}, which {contain} {} of {}",
        count(answer.modules.len(), "module"),
        answer.rules,
        number(assigned),
        count(answer.rust_modules, "Rust module"),
    ));
    if verbose || answer.modules.len() <= FULL {
        for module in &answer.modules {
            page.full(module);
        }
    } else {
        page.table(&answer.modules);
    }
    page.unassigned(answer);
    page.text
}

struct ModulesPage {
    text: String,
    look: Look,
    most: usize,
}

impl ModulesPage {
    fn paragraph(&mut self, text: &str) {
        for line in wrap(text, self.look.width.min(100)) {
            self.line(&line);
        }
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    /// Adds `  key  value`, with the value wrapped in its column.
    fn field(&mut self, key: &str, value: &str) {
        const KEY: usize = 12;
        for (index, part) in wrap(value, self.look.width.min(100).saturating_sub(KEY + 2)).iter().enumerate() {
            let head = if index == 0 { key } else { "" };
            let head = self.look.paint(Role::Faint, pad(head, KEY)).to_string();
            self.line(&format!("  {head}{part}"));
        }
    }

    fn full(&mut self, module: &ModuleEntry) {
        let most = self.most;
        let names = |names: &[String]| if names.is_empty() { "nothing".to_owned() } else { few(names, most) };
        self.line("");
        let mut title = self.look.paint(Role::Strong, &module.name).to_string();
        let _ = write!(title, "  {} in {}", count(module.rust_modules, "Rust module"), count(module.files, "file"));
        if let Some(owner) = &module.owner {
            let _ = write!(title, ", owned by {}", escape::line(owner));
        }
        self.line(&title);
        self.field("contains", &names(&module.roots));
        match &module.exposes {
            Some(exposes) => self.field("exposes", &names(exposes)),
            None => self.field("exposes", "everything"),
        }
        for (name, items) in &module.interfaces {
            self.field(&format!("#{name}"), &names(items));
        }
        if let Some(visible) = &module.visible_to {
            self.field("visible to", &names(visible));
        }
        let mut uses = self.edges(&module.uses);
        if module.declared.is_none() && !module.uses.is_empty() {
            uses.push_str("; it has no `depends-on`");
        }
        self.field("depends on", &uses);
        if !module.unused.is_empty() {
            self.field("", &format!("declared, but not used: {}", few(&module.unused, most)));
        }
        let used_by = self.edges(&module.used_by);
        self.field("used by", &used_by);
    }

    fn edges(&self, edges: &[Edge]) -> String {
        if edges.is_empty() {
            return "no module".to_owned();
        }
        let text = |edge: &Edge| {
            let undeclared = if edge.declared { "" } else { ", not declared" };
            format!("{} ({}{undeclared})", edge.module, number(edge.references))
        };
        few(&edges.iter().map(text).collect::<Vec<_>>(), self.most)
    }

    fn table(&mut self, modules: &[ModuleEntry]) {
        let room = self.look.width.min(100).saturating_sub(36);
        let widest = modules.iter().take(LINES).map(|module| width(&escape::line(&module.name))).max().unwrap_or(0);
        let column = widest.clamp(8, room.max(8));
        self.line("");
        let head = format!("  {}  Rust modules   uses  used by", pad("", column));
        let head = self.look.paint(Role::Faint, head).to_string();
        self.line(&head);
        for module in modules.iter().take(LINES) {
            let name = pad(&keep_end(&escape::line(&module.name), column, self.look.ellipsis()), column);
            let undeclared = module.uses.iter().filter(|edge| !edge.declared).count();
            let (uses, used_by) = (number(module.uses.len()), number(module.used_by.len()));
            let rust_modules = number(module.rust_modules);
            let mut line = format!("  {name}  {rust_modules:>12}{uses:>7}{used_by:>9}");
            if undeclared > 0 {
                let _ = write!(line, "   {} not declared", number(undeclared));
            }
            self.line(&line);
        }
        let more = modules.len().saturating_sub(LINES);
        let rest = if more > 0 { format!("{} more; ", number(more)) } else { String::new() };
        let rest = format!("  {} {rest}`-v` shows each in detail", self.look.ellipsis());
        let rest = self.look.paint(Role::Faint, rest).to_string();
        self.line(&rest);
    }

    fn unassigned(&mut self, answer: &ModulesAnswer) {
        if answer.unassigned.is_empty() {
            return;
        }
        self.line("");
        let path = |one: &super::answer::UnassignedEntry| {
            if one.whole { one.path.clone() } else { format!("{} (its own code)", one.path) }
        };
        let paths: Vec<_> = answer.unassigned.iter().map(path).collect();
        self.paragraph(&format!("in no module: {}", few(&paths, self.most)));
    }
}
