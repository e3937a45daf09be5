//! Separates the references of a file that an update resolves again from those that must stay as they are.

use crate::{
    resolve::MacroNames,
    source::Span,
    syntax::{Declared, Facts, Reference, Tokens},
};
use rustc_hash::FxHashSet;

/// The references of a file.
pub(super) struct FileReferences {
    /// References in macro definitions, in macro calls and in imports, and calls of the workspace's macros, in their order.
    pub(super) in_macros: Vec<Reference>,
    /// References in other code, sorted by position.
    pub(super) in_code: Vec<Reference>,
}

impl FileReferences {
    /// Separates the references of some facts. Only declarations that `stays` accepts, by index, count as macros and
    /// imports.
    pub(super) fn of(facts: &Facts, names: &MacroNames, stays: impl Fn(usize) -> bool) -> Self {
        let staying = || facts.declarations.iter().enumerate().filter(|(index, _)| stays(*index)).map(|(_, one)| one);
        let mut macros: Vec<Span> = staying().filter_map(|one| token_span(&one.what)).collect();
        macros.sort_unstable();
        // A macro call may contain another one: extend each span to the furthest end so far.
        let mut furthest = 0;
        for span in &mut macros {
            furthest = span.end.max(furthest);
            span.end = furthest;
        }
        // Each leaf of a `use` tree has a path of its own.
        let imports: FxHashSet<Span> = staying()
            .filter_map(|one| match &one.what {
                Declared::Import(import) => Some(import.span.span),
                _ => None,
            })
            .collect();
        let is_in_macro = |reference: &Reference| {
            // Macros in textual scope are not persisted, nor what their bodies name.
            if names.is_call(facts, reference) {
                return true;
            }
            let span = reference.at.span;
            let before = macros.partition_point(|one| one.start <= span.start);
            before.checked_sub(1).is_some_and(|at| span.start < macros[at].end) || imports.contains(&span)
        };
        let (in_macros, mut in_code): (Vec<_>, Vec<_>) = facts.references.iter().copied().partition(is_in_macro);
        in_code.sort_by_key(|one| one.at);
        Self { in_macros, in_code }
    }
}

/// Returns the span of the tokens of a macro definition or call.
fn token_span(declared: &Declared) -> Option<Span> {
    let Tokens { tokens, .. } = match declared {
        Declared::Macro(definition) => &definition.body,
        Declared::Call(call) => &*call.arguments,
        _ => return None,
    };
    Some(Span { start: tokens.first()?.origin.span.start, end: tokens.last()?.origin.span.end })
}
