//! The bodies of generated functions: statements about a number `total`, full of paths and method calls.

use std::borrow::Cow;

use fastrand::Rng;

use super::{paths::Known, text::Text};

/// Generates the bodies of one file.
#[derive(Debug)]
pub(crate) struct Body<'a> {
    known: &'a Known,
    /// The path of the crate that exports `mix!`.
    mixer: String,
    choices: Rng,
    /// Whether the body is in an inline module of the file.
    pub(crate) inner: bool,
}

impl<'a> Body<'a> {
    /// Creates a generator for a file in which these names are known.
    pub(crate) fn new(known: &'a Known, mixer: String, choices: Rng) -> Self {
        Self { known, mixer, choices, inner: false }
    }

    /// Returns the random generator of the file.
    pub(crate) fn choices(&mut self) -> &mut Rng {
        &mut self.choices
    }

    /// Returns a random number literal.
    pub(crate) fn number(&mut self) -> u32 {
        self.choices.u32(2..4096)
    }

    /// Returns a known type, and the trait that it implements.
    pub(crate) fn typed(&mut self) -> (Cow<'a, str>, Cow<'a, str>) {
        let (name, measure) = &self.known.types[self.choices.usize(..self.known.types.len())];
        (self.seen_here(name), self.seen_here(measure))
    }

    fn work(&mut self) -> Cow<'a, str> {
        let work = &self.known.works[self.choices.usize(..self.known.works.len())];
        self.seen_here(work)
    }

    fn state(&mut self) -> Cow<'a, str> {
        let state = &self.known.states[self.choices.usize(..self.known.states.len())];
        self.seen_here(state)
    }

    /// Adjusts a path relative to the file's module for use in an inline module.
    fn seen_here(&self, path: &'a str) -> Cow<'a, str> {
        if self.inner && path.starts_with("super::") { format!("super::{path}").into() } else { path.into() }
    }

    /// Writes the body of a function that returns a `u64`.
    pub(crate) fn function(&mut self, text: &mut Text, start: &str, statements: usize) {
        text.line(format!("let mut total: u64 = {start};"));
        for _ in 0..statements {
            self.statement(text, 2);
        }
        text.line("total");
    }

    fn statement(&mut self, text: &mut Text, depth: u32) {
        let number = self.number();
        match self.choices.u32(if depth == 0 { 4 } else { 0 }..15) {
            0 => {
                text.line(format!("if total % {number} == 0 {{"));
                self.statement(text, depth - 1);
                text.line("} else if total > 9 {");
                self.statement(text, depth - 1);
                text.line("}");
            }
            1 => {
                let state = self.state();
                text.line(format!("match {state}::from(total) {{"));
                text.line(format!("{state}::Idle => total = total.rotate_left(3),"));
                text.line(format!("{state}::Busy(count) if count > {number} => {{"));
                self.statement(text, depth - 1);
                text.line("}");
                text.line(format!("{state}::Busy(count) => total ^= count,"));
                text.line(format!("{state}::Named {{ name, .. }} => total += name.len() as u64,"));
                text.line("}");
            }
            2 => {
                let (first, second) = (self.work(), self.work());
                text.line(format!("for step in [{first}(total), {second}({number}), total & 0xff] {{"));
                self.statement(text, depth - 1);
                text.line("total = total.wrapping_add(step);");
                text.line("}");
            }
            3 => {
                let work = self.work();
                text.line("let adjust = |value: u64| -> u64 {");
                text.line(format!("value.saturating_sub({number}).max({work}(value >> 3))"));
                text.line("};");
                text.line("total = adjust(total);");
            }
            4..6 => {
                let (name, _) = self.typed();
                text.line(format!("let part = {name}::new(total);"));
                text.line("total = total.wrapping_add(part.total()).wrapping_add(part.label().len() as u64);");
            }
            6 => {
                let (name, measure) = self.typed();
                text.line(format!("total ^= <{name} as {measure}>::measure(&{name}::new({number}));"));
            }
            7 => {
                let (first, second) = (self.work(), self.work());
                text.line(format!("total = sum![total, {first}({number}), {second}(total.swap_bytes())];"));
            }
            8 => {
                let (work, mixer) = (self.work(), &self.mixer);
                text.line(format!("total = {mixer}::mix!(total, {work}({number}), u64::from({number}_u32));"));
            }
            9 => {
                let (name, _) = self.typed();
                text.line(format!("let labels: Vec<String> = (0..{}_u64)", number % 7 + 1));
                text.line(format!("    .map(|at| format!(\"{{at}}-{{}}\", {name}::new(at).label()))"));
                text.line("    .filter(|label| !label.is_empty())");
                text.line("    .collect();");
                text.line("total += labels.iter().map(|label| label.len() as u64).sum::<u64>();");
            }
            10 => {
                let (name, _) = self.typed();
                text.line(format!("let mut by_id: BTreeMap<u64, {name}> = BTreeMap::new();"));
                text.line(format!("by_id.entry(total).or_insert_with(|| {name}::new({number})).touch();"));
                text.line("total = by_id.into_values().map(|one| one.total()).fold(total, u64::wrapping_add);");
            }
            11 => {
                let state = self.state();
                text.line(format!("if matches!({state}::from(total), {state}::Busy(..) | {state}::Idle) {{"));
                text.line(format!("total = total.wrapping_mul({number}) / 3;"));
                text.line("}");
            }
            12 => {
                text.line(format!("let parsed = \"{number}\".parse::<u64>().unwrap_or_default();"));
                text.line("total = total.checked_add(parsed).unwrap_or(parsed);");
            }
            13 => {
                let (name, _) = self.typed();
                text.line("{");
                if name.contains("::") {
                    text.line(format!("use {name} as Local;"));
                    text.line(format!("total |= Local::new({number}).total();"));
                } else {
                    text.line(format!("let all = vec![{name}::default(), {name}::new({number})];"));
                    text.line("total += all.iter().map(|one| one.total() & 1).sum::<u64>();");
                }
                text.line("}");
            }
            _ => {
                text.line("// Small values are the common case.");
                text.line(format!("total = (total >> {}) ^ {number};", number % 13 + 1));
            }
        }
    }
}
