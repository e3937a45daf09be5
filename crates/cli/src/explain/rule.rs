//! Describes a rule, layer or module of the rules file: what it requires, why, what it matches, and its violations. It
//! knows no kind of rule.

use crate::{
    escape,
    terminal::{Look, Role},
    text::{count, few, joined, number, pad, wrap},
};
use archcheck_core::{
    analysis::Analysis,
    check::rule_types,
    codes::Code,
    diagnostic::{Diagnostic, Severity},
    query,
    rules::{Level, Meaning, Meta, Module, PRESETS, Rule, Rules, Selector, Stack, nearest},
};
use std::fmt::Write;

/// The maximum number of violations to show without `-v`.
const MAX_SHOWN: usize = 5;

/// A part of the rules file that has a name.
#[derive(Debug)]
pub(crate) enum Subject<'r> {
    /// An entry of `[[rules]]`.
    Rule(&'r Rule),
    /// An entry of `[[layers]]`.
    Stack(&'r Stack),
    /// A module, with the id to explain: `modules.orders` or `modules.orders.exposes`.
    Module(&'r Module, String),
}

/// Finds a rule or layer by its id, or a module by its id or name.
pub(crate) fn find<'r>(name: &str, rules: &'r Rules) -> Option<Subject<'r>> {
    let rule = rules.rules.iter().find(|rule| rule.meta.id == name).map(Subject::Rule);
    let stack = || rules.stacks.iter().find(|stack| stack.meta.id == name).map(Subject::Stack);
    let module = || {
        let found = rules.modules.iter().filter(|module| {
            let id = &module.meta.id;
            module.name == name
                || id == name
                || name.strip_prefix(id.as_str()).is_some_and(|rest| rest.starts_with('.'))
        });
        // The longest name wins, since it can start with the name of another module.
        let module = found.max_by_key(|module| module.name.len())?;
        let id = if module.name == name { module.meta.id.clone() } else { name.to_owned() };
        Some(Subject::Module(module, id))
    };
    rule.or_else(stack).or_else(module)
}

/// Returns the error for an unknown name.
pub(crate) fn unknown(name: &str, rules: Option<&Rules>) -> String {
    let codes = Code::ALL.iter().map(|code| code.info().name).chain(rule_types().map(|known| known.name));
    let codes = codes.chain(PRESETS.iter().map(|preset| preset.name));
    let ids = rules.iter().flat_map(|rules| {
        let rule = rules.rules.iter().map(|rule| rule.meta.id.as_str());
        let stack = rules.stacks.iter().map(|stack| stack.meta.id.as_str());
        let architectures = rules.architectures.iter().map(|one| one.meta.id.as_str());
        rule.chain(stack).chain(architectures).chain(rules.modules.iter().map(|module| module.name.as_str()))
    });
    let help =
        nearest(name, codes.chain(ids)).unwrap_or_else(|| "`cargo archcheck explain --all` lists the codes".to_owned());
    let message = match rules {
        Some(_) => format!("there is no code, rule type, preset, rule, layer or module `{name}`"),
        None => format!("there is no code, rule type or preset `{name}`, and no rules file"),
    };
    crate::text::with_help(&message, &[help])
}

/// Renders a description. `violations` are those of the whole rules file.
pub(crate) fn rule(
    subject: &Subject<'_>,
    rules: &Rules,
    analysis: &Analysis,
    violations: &[Diagnostic],
    look: Look,
    verbose: bool,
) -> String {
    let mut page = Page { text: String::new(), look, rules, analysis };
    let (meta, id) = match subject {
        Subject::Rule(rule) => (&rule.meta, rule.meta.id.clone()),
        Subject::Stack(stack) => (&stack.meta, stack.meta.id.clone()),
        Subject::Module(module, id) => (&module.meta, id.clone()),
    };
    page.head(meta, &id);
    match subject {
        Subject::Rule(rule) => page.rule(rule),
        Subject::Stack(stack) => page.stack(stack),
        Subject::Module(module, _) => page.module(module),
    }
    page.meta(meta);
    page.violations(&id, violations, if verbose { usize::MAX } else { MAX_SHOWN });
    page.text
}

struct Page<'a> {
    text: String,
    look: Look,
    rules: &'a Rules,
    analysis: &'a Analysis,
}

impl Page<'_> {
    fn paragraph(&mut self, text: &str) {
        for line in wrap(text, self.look.width.min(100)) {
            self.line(&line);
        }
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    fn field(&mut self, key: &str, value: &str) {
        const KEY: usize = 12;
        for (index, part) in wrap(value, self.look.width.min(100).saturating_sub(KEY + 2)).iter().enumerate() {
            let head = pad(if index == 0 { key } else { "" }, KEY);
            let head = self.look.paint(Role::Faint, head).to_string();
            self.line(&format!("  {head}{part}"));
        }
    }

    fn head(&mut self, meta: &Meta, id: &str) {
        let (file, at) = self.analysis.sources.locate(meta.place);
        let place = self.look.paint(Role::Faint, format!("{file}:{}", at.line)).to_string();
        let title = self.look.paint(Role::Strong, id).to_string();
        self.line(&format!("{title}   {place}"));
    }

    fn rule(&mut self, rule: &Rule) {
        self.paragraph(&format!("{}: {}", rule.type_name, rule.body.describe()));
        self.line("");
        for (key, selectors) in rule.body.selectors() {
            self.selectors(key, selectors);
        }
        self.selectors("except", &rule.except);
        let contexts: Vec<_> = rule.contexts.iter().map(|context| context.as_str()).collect();
        self.field("contexts", &contexts.join(", "));
    }

    /// Writes a list of selectors, each with what it matches.
    fn selectors(&mut self, key: &str, selectors: &[Selector]) {
        for (index, selector) in selectors.iter().enumerate() {
            let matched = query::count_matches(selector, self.rules, self.analysis);
            let by = format!("reached by {}", count(matched.references, "reference"));
            let what = match (key, matched.rust_modules) {
                ("from" | "among", held) => count(held, "Rust module"),
                (_, 0) => by,
                (_, held) => format!("{}, {by}", count(held, "Rust module")),
            };
            let mut shown = vec![selector.text.as_str()];
            if let Meaning::Except(_, others) = &selector.meaning {
                shown.extend(others.iter().map(|other| other.text.as_str()));
            }
            self.field(if index == 0 { key } else { "" }, &format!("{}: {what}", shown.join(", ")));
        }
    }

    fn stack(&mut self, stack: &Stack) {
        let skip = if stack.closed { ", but only on the one directly below" } else { "" };
        self.paragraph(&format!(
            "layers: each may depend on those below it{skip}, but not on those above; from top to bottom"
        ));
        self.line("");
        let layers = stack.containers.first().map(|container| container.layers.as_slice()).unwrap_or_default();
        for level in &stack.levels {
            let Some(here) = layers.get(level.layers.clone()) else { continue };
            let held = |layer: &str| -> usize {
                let containers = stack.containers.iter();
                let index = layers.iter().position(|known| known.name == layer);
                containers.map(|one| one.layer_of.iter().filter(|of| **of == index).count()).sum()
            };
            let names: Vec<_> = here
                .iter()
                .map(|layer| format!("{}: {}", layer.name, count(held(&layer.name), "Rust module")))
                .collect();
            let how = match (here.len(), level.free) {
                (1, _) => "",
                (_, true) => " (free: they may depend on each other)",
                (_, false) => " (independent of each other)",
            };
            self.field("", &format!("{}{how}", names.join(", ")));
        }
        if stack.containers.len() > 1 {
            self.field("within", &count(stack.containers.len(), "container"));
        }
    }

    fn module(&mut self, module: &Module) {
        let texts = |selectors: &[Selector]| {
            let texts: Vec<_> = selectors.iter().map(|selector| selector.text.as_str()).collect();
            if texts.is_empty() { "nothing".to_owned() } else { texts.join(", ") }
        };
        self.paragraph("module: it may depend on `depends-on`, and other modules may use what it `exposes`");
        self.line("");
        let roots: Vec<_> = module.roots.iter().map(|id| self.analysis.graph.module(*id).path.as_str()).collect();
        self.field("contains", &few(&roots, 8));
        if let Some(listed) = &module.depends_on {
            let allowed: Vec<_> = listed.value.iter().map(|allowed| allowed.text.as_str()).collect();
            self.field("depends-on", &if allowed.is_empty() { "nothing".to_owned() } else { allowed.join(", ") });
        }
        if let Some(listed) = &module.exposes {
            self.field("exposes", &texts(&listed.value));
        }
        if let Some(listed) = &module.visible_to {
            self.field("visible-to", &texts(&listed.value));
        }
        self.line("  `cargo archcheck modules` lists its actual dependencies");
    }

    fn meta(&mut self, meta: &Meta) {
        let severity =
            meta.severity.map_or("not set: the severity of the code applies (see `[levels]`)", Level::as_str);
        self.field("severity", severity);
        let review_by = meta.review_by.map(|day| day.to_string());
        let fields = [("reason", &meta.reason), ("adr", &meta.adr), ("owner", &meta.owner), ("review-by", &review_by)];
        for (key, value) in fields {
            if let Some(value) = value {
                self.field(key, &joined(value));
            }
        }
    }

    fn violations(&mut self, id: &str, all: &[Diagnostic], most: usize) {
        let below = format!("{id}.");
        let own = |one: &&Diagnostic| {
            one.violation.as_ref().is_some_and(|known| known.rule == id || known.rule.starts_with(&below))
        };
        let found: Vec<_> = all.iter().filter(own).collect();
        self.line("");
        if found.is_empty() {
            let text = self.look.paint(Role::Good, "no violations").to_string();
            return self.line(&text);
        }
        let errors = found.iter().any(|one| one.severity == Severity::Error);
        let role = if errors { Role::Error } else { Role::Warning };
        let head = self.look.paint(role, count(found.len(), "violation")).to_string();
        self.line(&format!("{head} now:"));
        for one in found.iter().take(most) {
            if let Some(label) = &one.primary {
                let (file, at) = self.analysis.sources.locate(label.place);
                self.line(&format!("  {}:{}:{}", escape::line(file), at.line, at.column));
            }
            for line in wrap(&one.message, self.look.width.min(120).saturating_sub(4)) {
                self.line(&format!("    {line}"));
            }
        }
        if found.len() > most {
            let more = number(found.len() - most);
            let _ = writeln!(self.text, "  {} and {more} more; `-v` shows all", self.look.ellipsis());
        }
    }
}
