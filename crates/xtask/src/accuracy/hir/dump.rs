//! The parts of a HIR dump that matter here, as plain data.

use super::{Interner, Text};

/// A range in the source. Lines and columns are counted from 1; columns count characters. The end is exclusive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Span {
    /// The path of the file, relative to the working directory of rustc.
    pub(crate) file: Text,
    /// The line and column of the first character.
    pub(crate) start: (u32, u32),
    /// The line and column after the last character.
    pub(crate) end: (u32, u32),
}

/// A definition, parsed from a printed `DefId`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Def {
    /// The index of the definition, if it is in the measured crate.
    pub(crate) local: Option<u32>,
    /// The name of the crate.
    pub(crate) krate: String,
    /// The short hash that distinguishes crates with the same name.
    pub(crate) hash: String,
    /// The path within the crate. Empty for the root.
    pub(crate) path: String,
}

/// An index into [`Dump::defs`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct DefIndex(pub(crate) u32);

/// A resolution to a definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Res {
    /// The definition.
    pub(crate) def: DefIndex,
    /// Whether the definition is a module or the root of a crate.
    pub(crate) is_mod: bool,
    /// Whether the definition is a macro.
    pub(crate) is_macro: bool,
}

/// A segment of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Segment {
    /// The identifier as written, including `r#`.
    pub(crate) ident: Text,
    /// Whether the identifier occurs in the source.
    pub(crate) in_source: bool,
    /// What the path up to this segment resolves to.
    pub(crate) res: Option<Res>,
}

/// The syntax in which a path occurs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Site {
    /// A leaf of a `use`.
    Use,
    /// `use …::*`.
    Glob,
    /// `extern crate`: a path of one segment without a resolution.
    ExternCrate,
    /// Any other code.
    Code,
}

/// One path of the HIR.
#[derive(Clone, Debug)]
pub(crate) struct HirPath {
    /// The owner that contains the path.
    pub(crate) owner: DefIndex,
    /// The syntax in which the path occurs.
    pub(crate) site: Site,
    /// The position of the path.
    pub(crate) span: Span,
    /// The segments.
    pub(crate) segments: Vec<Segment>,
    /// The resolutions: for a `use`, one in each namespace, otherwise at most one.
    pub(crate) res: [Option<Res>; 3],
}

/// A module that the crate declares, or its root.
#[derive(Clone, Copy, Debug)]
pub(crate) struct HirModule {
    /// The module.
    pub(crate) def: DefIndex,
    /// The position of its content.
    pub(crate) span: Span,
}

/// The relevant parts of a dump.
#[derive(Debug, Default)]
pub(crate) struct Dump {
    /// Identifiers and file names.
    pub(crate) texts: Interner,
    /// All definitions that the dump mentions.
    pub(crate) defs: Vec<Def>,
    /// The modules.
    pub(crate) modules: Vec<HirModule>,
    /// The local index of the containing owner, for each local item by its local index.
    pub(crate) parents: std::collections::HashMap<u32, u32>,
    /// The paths, in the order of the dump.
    pub(crate) paths: Vec<HirPath>,
}

impl Dump {
    /// Returns the definition with an index.
    pub(crate) fn def(&self, index: DefIndex) -> &Def {
        &self.defs[index.0 as usize]
    }
}
