//! Where a path is resolved from, and its segments.

use super::{prelude, resolver::Resolver};
use crate::{
    graph::ImportId,
    resolve::{
        ids::{ScopeId, Symbol},
        resolution::{Res, WrittenModule},
    },
    syntax::Spaces,
};

/// Where a path is resolved from.
#[derive(Clone, Copy)]
pub(crate) struct PathContext {
    pub scope: ScopeId,
    /// The import that is being resolved.
    pub import: Option<ImportId>,
    /// Whether the path is in a `use`, whose paths start at the crate root in edition 2015.
    pub is_in_use: bool,
}

/// One segment of a path.
#[derive(Clone, Copy)]
pub(super) struct PathSegment {
    pub(super) name: Symbol,
    /// The namespaces that the segment can be in.
    pub(super) spaces: Spaces,
    pub(super) is_last: bool,
}

impl PathSegment {
    /// Creates a segment. Only the last one can be anything other than a Rust module or type.
    pub(super) fn new(name: Symbol, spaces: Spaces, is_last: bool) -> Self {
        Self { name, spaces: if is_last { spaces } else { Spaces::TYPE }, is_last }
    }
}

/// Returns the Rust module that a name leads to; none if it leads to something else. `is_single` if the name is the
/// whole path.
pub(crate) fn written_module(resolver: &Resolver<'_, '_>, res: Res, is_single: bool) -> Option<WrittenModule> {
    match res {
        Res::Module(module) => Some(WrittenModule::Workspace(module)),
        Res::Outside(path) => {
            let outside = &resolver.state.outside;
            let length = outside.len(path);
            let last = resolver.defs.text(outside.split(path).1);
            let first = resolver.defs.text(outside.first(path));
            // A crate is a Rust module. Of other outside paths, the case of the last name tells (RFC 430).
            let is_module = length == 1
                || (prelude::is_std_family(first) && length == 2 && prelude::is_std_module(last))
                || (!is_single && !last.starts_with(char::is_uppercase));
            is_module.then_some(WrittenModule::Outside(path))
        }
        _ => None,
    }
}
