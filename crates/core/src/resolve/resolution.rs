//! What names and paths resolve to: plain data that definitions, queries and the graph share.
//!
//! A name can have several declarations, each under its own `cfg`. A path therefore resolves in several ways, and each
//! [`Hit`] carries the condition under which it holds.

use super::ids::{ItemId, OutsidePathId, ScopeId, Symbol};
use crate::{cfg::Cfg, graph::ImportId};
use bitcode::{Decode, Encode};
use smallvec::SmallVec;

/// What a name or path resolves to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
pub(crate) enum Res {
    /// A Rust module of the workspace.
    Module(ScopeId),
    /// Another item of the workspace.
    Item(ItemId),
    /// A path into a crate that is not a workspace member.
    Outside(OutsidePathId),
    /// What the language or its prelude supplies: a primitive type, `Option`, `println!`.
    Language,
}

/// From where a declaration can be named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
pub(crate) enum DefVisibility {
    Public,
    /// In this Rust module and its descendants.
    In(ScopeId),
}

/// How certain it is that a name resolves as a result claims.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
pub(crate) enum ResCertainty {
    /// The name does resolve so.
    Certain,
    /// An unexpanded macro call has the name among its arguments, and nothing else supplies it.
    Hidden,
    /// No manifest lists a crate of that name, but nothing else can be meant.
    Guessed,
    /// Generated code most likely declares the name.
    Generated,
    /// Only a glob or macro of an outside crate could supply the name.
    Unknown,
    /// A bare name that only generated code could declare, with no hint which.
    UnknownBare,
}

impl ResCertainty {
    /// Whether a result is a guess.
    pub(crate) fn is_guess(self) -> bool {
        self >= Self::Generated
    }
}

/// A Rust module that a path relies on, and the name looked up there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct EntryPoint {
    pub module: ScopeId,
    /// The name; none where the path ends at the Rust module itself.
    pub name: Option<Symbol>,
    pub is_reexport: bool,
}

/// The points of entry of a path, in order: one or two, for most.
pub(crate) type EntryPoints = SmallVec<[EntryPoint; 2]>;

/// The deepest Rust module that a path names itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum WrittenModule {
    Workspace(ScopeId),
    Outside(OutsidePathId),
}

/// One way in which a path resolves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Hit {
    pub res: Res,
    /// The condition under which the path resolves so, the condition of its own place included.
    pub cfg: Cfg,
    pub via: EntryPoints,
    pub written: Option<WrittenModule>,
    /// The import, in a scope around the path, that supplied its first name.
    pub through: Option<ImportId>,
    pub certainty: ResCertainty,
    /// From where the last name can be named, if a scope declares it.
    pub visibility: Option<DefVisibility>,
}

impl Hit {
    /// Returns a certain hit of a single name that relies on no Rust module.
    pub(crate) fn single(res: Res, cfg: Cfg) -> Self {
        let (via, certainty) = (EntryPoints::new(), ResCertainty::Certain);
        Self { res, cfg, via, written: None, through: None, certainty, visibility: None }
    }
}

/// The ways in which a path resolves: one, for most.
pub(crate) type Hits = SmallVec<[Hit; 1]>;

/// How a path resolves under each condition.
#[derive(Clone, Debug, Default)]
pub(crate) struct Resolution {
    pub hits: Hits,
    /// The scope in which the path ends under some condition because a name is not found there.
    pub stops_in: Option<ScopeId>,
}
