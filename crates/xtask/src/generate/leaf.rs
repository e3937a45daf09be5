//! A file of a generated crate: its imports, the items for other files, and further items up to the requested length.

use super::{
    body::Body,
    items,
    paths::{self, Known},
    plan::{Leaf, Offer, Plan},
    text::Text,
};

/// Returns the text of a file of about `target` lines.
pub(crate) fn leaf(plan: &Plan, leaf: Leaf, target: usize) -> String {
    let mut choices = plan.choices(leaf.krate, leaf.file, 7);
    let offer = plan.offer(leaf);
    let (imports, known) = paths::imports(plan, leaf, &mut choices);
    let mut text = Text::default();
    text.line(format!("//! {} and its helpers.", offer.types[0]));
    text.line("");
    text.line("use std::{collections::BTreeMap, fmt};");
    for line in &imports {
        text.line(line);
    }
    let mixer = if leaf.krate == 0 { "crate".to_owned() } else { plan.library(0) };
    let mut body = Body::new(&known, mixer, choices);
    offered(&mut text, &offer, &known, &mut body);
    // The tests at the end have about 24 lines.
    let mut number = 0;
    while text.lines() + 24 < target {
        items::more(&mut text, leaf, &offer, number, &mut body);
        number += 1;
    }
    tests(&mut text, &offer, &mut body);
    text.finish()
}

fn offered(text: &mut Text, offer: &Offer, known: &Known, body: &mut Body<'_>) {
    text.line("");
    text.line("/// A type that can be measured.");
    text.line(format!("pub trait {} {{", offer.measure));
    text.line("fn measure(&self) -> u64;");
    text.line("fn twice(&self) -> u64 {");
    text.line("self.measure().wrapping_mul(2)");
    text.line("}");
    text.line("}");
    for at in 0..offer.types.len() {
        items::structure(text, offer, at, known, body);
    }
    items::enumeration(text, &offer.state, &offer.measure, body);
    for name in &offer.works {
        text.line("");
        text.line("/// Computes a number.");
        text.line(format!("pub fn {name}(input: u64) -> u64 {{"));
        body.function(text, "input", 3);
        text.line("}");
    }
}

fn tests(text: &mut Text, offer: &Offer, body: &mut Body<'_>) {
    text.line("");
    text.line("#[cfg(test)]");
    text.line("mod tests {");
    text.line("use super::*;");
    for (name, work) in offer.types.iter().zip(&offer.works) {
        text.line("");
        text.line("#[test]");
        text.line(format!("fn {work}_is_stable() {{"));
        text.line(format!("let one = {name}::new({});", body.number()));
        text.line(format!("assert_eq!({work}(one.id), {work}(one.id), \"{{}}\", one.label());"));
        text.line("}");
    }
    text.line("}");
}
