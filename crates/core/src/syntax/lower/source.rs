//! What a lowering starts from: tokens, where they were written, and a way to read macro arguments.

use crate::{
    syntax::{code::Code, events::Events, span_map::SpanMap},
    workspace::Edition,
};
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
