//! What a lookup of one name results in.

use crate::{
    cfg::Cfg,
    graph::ImportId,
    resolve::{
        ids::ScopeId,
        resolution::{DefVisibility, Res, ResCertainty},
    },
};
use smallvec::SmallVec;

/// One definition that a name leads to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LookupResult {
    pub res: Res,
    /// The condition under which the name leads there.
    pub cfg: Cfg,
    /// The import, in the scope of the lookup, that the name came through.
    pub import: Option<ImportId>,
    /// The Rust module (or enum) that the import is a glob of; none if it is no glob.
    pub glob_of: Option<ScopeId>,
    pub certainty: ResCertainty,
    /// From where the declaration can be named; none if no scope declares the name.
    pub visibility: Option<DefVisibility>,
}

impl LookupResult {
    /// Returns a certain result that came through no import.
    pub(super) fn direct(res: Res, cfg: Cfg, visibility: Option<DefVisibility>) -> Self {
        Self { res, cfg, import: None, glob_of: None, certainty: ResCertainty::Certain, visibility }
    }
}

/// All definitions that a name leads to: one, for most.
pub(crate) type LookupResults = SmallVec<[LookupResult; 2]>;
