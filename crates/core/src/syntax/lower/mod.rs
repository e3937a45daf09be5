//! The lowering: from events to facts that outlive the source.
//!
//! It knows the tokens that events refer to, and neither of the two producers of events, in particular no syntax tree. Whatever
//! is made of tokens alone is made here, once: attributes and conditions, trees of `use`, the contents of macro calls and
//! definitions. `names` and `ribs` resolve what is local, `bodies` goes through events.

mod attributes;
mod bodies;
mod captures;
mod cfg_select;
mod items;
mod lowerer;
mod macros;
mod paths;
mod predicates;
mod ribs;
mod token_macros;
mod uses;

use super::{
    code::Code,
    events::Events,
    facts::{Facts, Problem},
    span_map::SpanMap,
};
use crate::workspace::Edition;
use lowerer::Lowerer;
use std::ops::Range;

/// Reads the arguments of a macro call, which may be anything: the events of these tokens.
pub(in crate::syntax) type ReadArguments<'a> = dyn Fn(Range<usize>) -> Events + 'a;

/// What events refer to.
#[derive(Clone, Copy)]
pub(in crate::syntax) struct Source<'a> {
    /// The tokens.
    pub(in crate::syntax) code: &'a Code<'a>,
    /// Where they were written.
    pub(in crate::syntax) map: &'a SpanMap<'a>,
    pub(in crate::syntax) edition: Edition,
    /// The generic parameters around the source.
    pub(in crate::syntax) generics: &'a [&'a str],
    pub(in crate::syntax) arguments: &'a ReadArguments<'a>,
    /// Reads statements and the items among them, or else what arguments may be.
    pub(in crate::syntax) statements: &'a ReadArguments<'a>,
}

/// Lowers a file or the items of an expansion.
pub(in crate::syntax) fn lower_items(source: Source<'_>, events: &Events, problems: Vec<Problem>) -> Facts {
    let mut lowerer = Lowerer::new(source);
    let (predicate, macro_use) = lowerer.file(events);
    Facts { problems, ..lowerer.finish(predicate, macro_use) }
}

/// Lowers what statements declare: items and macro calls.
pub(in crate::syntax) fn lower_declarations(source: Source<'_>, events: &Events) -> Facts {
    let mut lowerer = Lowerer::new(source);
    lowerer.declarations(events);
    lowerer.finish_expansion()
}

/// Lowers the arguments of a macro that is not known, which may or may not be code.
pub(in crate::syntax) fn lower_possible(source: Source<'_>, events: &Events) -> Facts {
    let mut lowerer = Lowerer::new(source);
    lowerer.with_types(true, |this| this.possibly(|this| this.all_events(events)));
    lowerer.finish_expansion()
}
