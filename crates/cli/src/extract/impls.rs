//! Finds the implementations that the compiler rejects once a part of a crate is a crate of its own: by the orphan rule, the crate
//! of an implementation must contain the trait, the type, or a type among the arguments of the trait. An inherent
//! implementation must be in the crate of its type.
//!
//! See <https://doc.rust-lang.org/reference/items/implementations.html#orphan-rules>.

use super::{
    code::{CrateCode, ImplBlock},
    part::{Part, defined},
};
use archcheck_core::{
    analysis::Analysis,
    graph::{Reference, RustModuleId},
};
use std::collections::BTreeMap;

/// Where something is after the extraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// In the extracted crate.
    Part,
    /// In the crate that it leaves.
    Rest,
    /// In another crate.
    Other,
}

/// An implementation that must move or be replaced.
#[derive(Debug)]
pub(super) struct Conflict<'c> {
    pub(super) block: &'c ImplBlock,
    /// Where the block is.
    pub(super) is_in: Side,
    /// Where the block could be; `None` if no crate can contain it.
    pub(super) could_be_in: Option<Side>,
}

/// Finds the implementations in conflict.
pub(super) fn conflicts<'c>(analysis: &Analysis, part: &Part, code: &'c CrateCode) -> Vec<Conflict<'c>> {
    let mut references: BTreeMap<RustModuleId, Vec<&Reference>> = BTreeMap::new();
    for reference in &analysis.graph.references {
        if analysis.graph.module(reference.from).krate == part.krate {
            references.entry(reference.from).or_default().push(reference);
        }
    }
    let side = |module: RustModuleId| match module {
        _ if part.contains(module) => Side::Part,
        _ if part.is_rest(module, analysis) => Side::Rest,
        _ => Side::Other,
    };
    let mut found = Vec::new();
    for block in &code.impls {
        let own = references.get(&block.module).map_or(&[][..], Vec::as_slice);
        let resolve = |path: &[String], before: bool| -> Side {
            let Some(name) = path.last() else { return Side::Other };
            let is_at = |reference: &&&Reference| {
                let (start, end) = (reference.span.start, reference.span.end);
                let written = analysis.graph.name(reference.path);
                let is_named = written.rsplit("::").next() == Some(name.as_str());
                let is_near = if before {
                    end <= block.span.start && block.span.start - end < 400
                } else {
                    start <= block.span.end && end >= block.span.start
                };
                reference.file == block.file && is_named && is_near
            };
            let found = own.iter().filter(is_at).max_by_key(|reference| reference.span.start);
            match found.map(|reference| defined(analysis, reference)) {
                Some(Some(module)) => side(module),
                // A name that is declared in the same Rust module makes no reference.
                None if path.len() == 1 && code.item(block.module, name).is_some() => side(block.module),
                Some(None) | None => Side::Other,
            }
        };
        let is_in = side(block.module);
        let of = block.of.as_deref().map_or(Side::Other, |path| resolve(path, false));
        let Some(of_trait) = &block.of_trait else {
            if of != is_in && of != Side::Other {
                found.push(Conflict { block, is_in, could_be_in: Some(of) });
            }
            continue;
        };
        let of_trait = resolve(of_trait, true);
        let has_generics = block.signature.split(" for ").next().is_some_and(|head| head.contains('<'));
        let mut local = vec![of_trait, of];
        if has_generics {
            // The arguments of the trait, such as those of `From<Order>`.
            let arguments = own.iter().filter(|reference| {
                reference.file == block.file
                    && reference.span.end <= block.span.start
                    && block.span.start - reference.span.end < 400
                    && is_argument(&block.signature, analysis.graph.name(reference.path))
            });
            local.extend(arguments.filter_map(|reference| defined(analysis, reference)).map(side));
            let is_declared = |name: &str| code.item(block.module, name).is_some();
            if arguments_of(&block.signature).any(is_declared) {
                local.push(is_in);
            }
        }
        if !local.contains(&is_in) && local.iter().any(|side| *side != Side::Other) {
            let could_be_in = local.into_iter().find(|side| *side != Side::Other);
            found.push(Conflict { block, is_in, could_be_in });
        }
    }
    found
}

/// Returns the names between the angle brackets before `for`.
fn arguments_of(signature: &str) -> impl Iterator<Item = &str> {
    let head = signature.split(" for ").next().unwrap_or_default();
    let start = head.find('<').map_or(head.len(), |at| at + 1);
    head[start..].split(|char: char| !char.is_alphanumeric() && char != '_').filter(|name| !name.is_empty())
}

fn is_argument(signature: &str, path: &str) -> bool {
    let name = path.rsplit("::").next().unwrap_or(path);
    arguments_of(signature).any(|argument| argument == name)
}
