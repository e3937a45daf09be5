//! The items of a generated file.

use super::{
    body::Body,
    paths::Known,
    plan::{Leaf, Offer, Plan},
    text::Text,
};

/// Writes a struct that other files can use.
pub(crate) fn structure(text: &mut Text, offer: &Offer, at: usize, known: &Known, body: &mut Body<'_>) {
    let mut some = || known.types[body.choices().usize(..known.types.len())].0.clone();
    // Owned fields have types of this file, because the compiler would follow chains of owners through all crates.
    let (index, next) = (some(), some());
    let parts = if at == 0 { "u64" } else { &offer.types[at - 1] };
    let part = if at == 0 { "*part" } else { "part.total()" };
    let (name, measure) = (&offer.types[at], &offer.measure);
    text.line("");
    text.line(format!("/// A `{name}` and its parts."));
    text.line("#[derive(Clone, Debug, Default, PartialEq)]");
    text.line(format!("pub struct {name} {{"));
    text.line("pub id: u64,");
    text.line("label: String,");
    text.line(format!("parts: Vec<{parts}>,"));
    text.line(format!("index: BTreeMap<u64, &'static {index}>,"));
    text.line(format!("next: Option<fn(u64) -> {next}>,"));
    text.line("}");
    text.line("");
    text.line(format!("impl {name} {{"));
    text.line("/// Creates a value.");
    text.line("pub fn new(id: u64) -> Self {");
    text.line(format!("Self {{ id, label: format!(\"{}-{{id}}\"), ..Self::default() }}", name.to_lowercase()));
    text.line("}");
    text.line("");
    text.line("/// Returns the total.");
    text.line("pub fn total(&self) -> u64 {");
    text.line(format!("let parts = self.parts.iter().map(|part| {part});"));
    text.line("parts.chain(self.index.values().map(|one| one.total())).fold(self.id, u64::wrapping_add)");
    text.line("}");
    text.line("");
    text.line("/// Returns the label.");
    text.line("pub fn label(&self) -> String {");
    text.line("self.next.map_or_else(|| self.label.clone(), |next| next(self.id).label())");
    text.line("}");
    text.line("");
    text.line("/// Increments the ID.");
    text.line("pub fn touch(&mut self) -> &mut Self {");
    text.line("self.id = self.id.wrapping_add(1);");
    text.line("self");
    text.line("}");
    text.line("}");
    text.line("");
    text.line(format!("impl {measure} for {name} {{"));
    text.line("fn measure(&self) -> u64 {");
    body.function(text, "self.id", 1);
    text.line("}");
    text.line("}");
}

/// Writes an enum that can be converted from a number.
pub(crate) fn enumeration(text: &mut Text, name: &str, measure: &str, body: &mut Body<'_>) {
    let number = body.number();
    text.line("");
    text.line(format!("/// The state of a `{name}`."));
    text.line("#[derive(Clone, Debug, PartialEq, Eq)]");
    text.line(format!("pub enum {name} {{"));
    text.line("Idle,");
    text.line("Busy(u64),");
    text.line("Named { name: String, since: u64 },");
    text.line("}");
    text.line("");
    text.line(format!("impl From<u64> for {name} {{"));
    text.line("fn from(value: u64) -> Self {");
    text.line("match value % 3 {");
    text.line("0 => Self::Idle,");
    text.line("1 => Self::Busy(value),");
    text.line("_ => Self::Named { name: value.to_string(), since: value },");
    text.line("}");
    text.line("}");
    text.line("}");
    text.line("");
    text.line(format!("impl fmt::Display for {name} {{"));
    text.line("fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {");
    text.line("match self {");
    text.line("Self::Idle => out.write_str(\"idle\"),");
    text.line("Self::Busy(count) => write!(out, \"busy with {count}\"),");
    text.line("Self::Named { name, since } => write!(out, \"{name} since {since}\"),");
    text.line("}");
    text.line("}");
    text.line("}");
    text.line("");
    text.line(format!("impl {measure} for {name} {{"));
    text.line("fn measure(&self) -> u64 {");
    text.line(format!("if let Self::Busy(count) = self {{ *count }} else {{ {number} }}"));
    text.line("}");
    text.line("}");
}

/// Writes one more item, which no other file uses.
pub(crate) fn more(text: &mut Text, leaf: Leaf, offer: &Offer, number: u32, body: &mut Body<'_>) {
    let owner = &offer.types[number as usize % offer.types.len()];
    let tag = Plan::tag(leaf);
    text.line("");
    match body.choices().u32(..12) {
        0..3 => {
            text.line(format!("fn step_{number}(input: u64) -> u64 {{"));
            let statements = body.choices().usize(2..7);
            body.function(text, "input", statements);
            text.line("}");
        }
        3..7 => {
            text.line(format!("impl {owner} {{"));
            for part in 0..body.choices().u32(1..4) {
                text.line("/// Computes a number.");
                text.line(format!("pub fn settle_{number}_{part}(&self, by: u64) -> u64 {{"));
                let statements = body.choices().usize(1..5);
                body.function(text, "self.id ^ by", statements);
                text.line("}");
            }
            text.line("}");
        }
        7 => generic(text, &format!("Slot{tag}N{number}"), &offer.measure, body),
        8 => {
            text.line("record! {");
            text.line("/// A record that a macro defines.");
            text.line(format!("Record{tag}N{number} {{"));
            for field in ["first", "second", "third"] {
                text.line(format!("{field}: {},", if body.choices().bool() { "u64" } else { "u32" }));
            }
            text.line("}");
            text.line("}");
        }
        9 => {
            for (condition, factor) in [("unix", 3), ("not(unix)", 5)] {
                text.line(format!("#[cfg({condition})]"));
                text.line(format!("pub fn native_{}_{number}(input: u64) -> u64 {{", tag.to_lowercase()));
                body.function(text, &format!("input * {factor}"), 1);
                text.line("}");
            }
        }
        10 => {
            text.line(format!("mod inner_{number} {{"));
            text.line("use super::*;");
            text.line("");
            text.line(format!("/// Part of `{owner}`."));
            text.line("pub(super) fn part(input: u64) -> u64 {");
            body.inner = true;
            body.function(text, &format!("{owner}::new(input).total()"), 2);
            body.inner = false;
            text.line("}");
            text.line("}");
        }
        _ => {
            let length = body.choices().u32(4..20);
            text.line(format!("const TABLE_{number}: [(u32, &str); {length}] = ["));
            for at in 0..length {
                text.line(format!("({}, \"entry {at}\"),", body.number()));
            }
            text.line("];");
        }
    }
}

/// Writes a generic type with bounds.
fn generic(text: &mut Text, name: &str, measure: &str, body: &mut Body<'_>) {
    let (default, bound) = body.typed();
    text.line("/// A slot for a value.");
    text.line("#[derive(Clone, Debug)]");
    text.line(format!("pub struct {name}<A, B = {default}> {{"));
    text.line("first: A,");
    text.line("rest: Vec<B>,");
    text.line("}");
    text.line("");
    text.line(format!("impl<A, B> {name}<A, B>"));
    text.line("where");
    text.line(format!("    A: {measure} + Clone,"));
    text.line(format!("    B: {bound} + Clone,"));
    text.line("{");
    text.line("/// Adds a value.");
    text.line("pub fn push(&mut self, item: B) -> &mut Self {");
    text.line("self.rest.push(item);");
    text.line("self");
    text.line("}");
    text.line("");
    text.line("/// Returns the total.");
    text.line("pub fn sum(&self) -> u64 {");
    text.line(format!("let first = <A as {measure}>::measure(&self.first);"));
    text.line(format!("self.rest.iter().map(|one| <B as {bound}>::measure(one)).fold(first, u64::wrapping_add)"));
    text.line("}");
    text.line("}");
}
