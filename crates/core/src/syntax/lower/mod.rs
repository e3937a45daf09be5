//! The lowering: from events to facts that outlive the source.
//!
//! It knows the tokens that events refer to, and neither of the two producers of events, in particular no syntax tree. Whatever
//! is made of tokens alone is made here, once: attributes and conditions, trees of `use`, the contents of macro calls and
//! definitions. `names` and `ribs` resolve what is local, `bodies` goes through events.

mod attributes;
mod bodies;
mod captures;
mod cfg_branches;
mod items;
mod known_macros;
mod lowerer;
mod macros;
mod paths;
mod predicates;
mod ribs;
mod source;
mod uses;

use super::{
    events::Events,
    facts::{Facts, Problem},
};
use lowerer::Lowerer;

pub(in crate::syntax) use source::Source;

/// Lowers a file or the items of an expansion.
pub(in crate::syntax) fn lower_items(source: Source<'_>, events: &Events, problems: Vec<Problem>) -> Facts {
    let mut lowerer = Lowerer::new(source);
    let (predicate, attributes) = lowerer.file(events);
    let recursion_limit = attributes.recursion_limit;
    Facts { recursion_limit, problems, ..lowerer.finish(predicate, attributes.macro_use) }
}

/// Lowers the expansion of a macro call in code: what a macro's body wrote there, and what it declares.
pub(in crate::syntax) fn lower_code_expansion(source: Source<'_>, events: &Events) -> Facts {
    let mut lowerer = Lowerer::new(source);
    lowerer.has_read_arguments = true;
    lowerer.possibly(|this| this.all_events(events));
    lowerer.finish_expansion()
}

/// Lowers the arguments of a macro that is not known, which may or may not be code.
pub(in crate::syntax) fn lower_possible(source: Source<'_>, events: &Events) -> Facts {
    let mut lowerer = Lowerer::new(source);
    lowerer.with_types(true, |this| this.possibly(|this| this.all_events(events)));
    lowerer.finish_expansion()
}
