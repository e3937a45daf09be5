//! What a lowering starts from: tokens, where they were written, and a way to read macro arguments.

use crate::{
    syntax::{
        code::Code,
        events::{CallPlace, Events},
        span_map::SpanMap,
    },
    workspace::Edition,
};
use std::ops::Range;

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
    /// Reads the arguments of a macro call, which may be anything.
    pub(in crate::syntax) arguments: &'a dyn Fn(Range<usize>) -> Events,
    /// Reads the arguments of a macro call if they are plain code.
    pub(in crate::syntax) plain_arguments: &'a dyn Fn(Range<usize>) -> Option<Events>,
    /// Reads code in the place of a macro call: statements, an expression, a pattern or a type.
    pub(in crate::syntax) in_place: &'a dyn Fn(Range<usize>, CallPlace) -> Events,
}
