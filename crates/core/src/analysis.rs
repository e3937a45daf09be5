//! The result of the stages up to the graph, in one piece: what the checks and every output look at.

use crate::{
    cfg::Cfgs,
    diagnostic::Diagnostic,
    graph::Graph,
    input::Inputs,
    source::{FileId, Place, Sources},
    syntax::Directive,
    workspace::{Edition, Workspace},
};
use bitcode::{Decode, Encode};
use rustc_hash::FxHasher;
use std::hash::{Hash, Hasher};

/// The directives of files, in the order of files.
pub type Comments = Vec<(FileId, Vec<Directive>)>;

/// A workspace, analysed.
#[derive(Debug)]
pub struct Analysis {
    /// What Cargo says of it.
    pub workspace: Workspace,
    /// Every file that was read.
    pub sources: Sources,
    /// The predicates that the graph's `Cfg`s are of.
    pub cfgs: Cfgs,
    /// Rust modules, references, dependencies.
    pub graph: Graph,
    /// What could not be analysed, and what is worth a note.
    pub diagnostics: Vec<Diagnostic>,
    /// What was looked at, and what was not.
    pub counts: Counts,
    /// The comments that are addressed to this tool, by file.
    pub comments: Comments,
    /// What was read.
    pub inputs: Inputs,
    /// What a later analysis may start from, where one is to be kept.
    pub basis: Basis,
}

/// What has to be known of an analysis, beside its result, to say what an edit of a file makes of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct Basis {
    /// The files that were lowered as a whole, in their order, with the edition they were read by.
    pub lowered: Vec<(FileId, Edition)>,
    /// Those of them whose items stand where an `include!` puts them; sorted.
    pub included: Vec<FileId>,
    /// Where each name stands that [`Counts::unknown`] counts; sorted.
    pub unknown: Vec<Place>,
    /// Every word that names could be looked up by.
    pub words: Words,
    /// Those of them that a pattern can mean something by: constants, statics, constructors.
    pub values: Words,
}

/// A set of words that can be asked whether it may hold one; it says so wrongly about once in a hundred thousand times.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct Words(Vec<u32>);

impl Words {
    /// Of some words.
    pub fn of<'a>(words: impl Iterator<Item = &'a str>) -> Self {
        let mut hashes: Vec<u32> = words.map(Self::hash).collect();
        hashes.sort_unstable();
        hashes.dedup();
        Self(hashes)
    }

    /// Whether the word may be among them; it is not where this says no.
    pub fn may_hold(&self, word: &str) -> bool {
        self.0.binary_search(&Self::hash(word)).is_ok()
    }

    fn hash(word: &str) -> u32 {
        let mut hasher = FxHasher::default();
        word.hash(&mut hasher);
        hasher.finish() as u32
    }
}

/// What an analysis looked at, so that an empty run shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct Counts {
    /// Source files that some target reaches.
    pub files: usize,
    /// Source files below the members' folders that no target reaches, sorted; relative paths.
    pub unreached: Vec<String>,
    /// Bare names that only a glob of something outside, or an unexpanded macro, can supply.
    pub unknown: usize,
    /// Paths that should lead into the workspace, and do not.
    pub unresolved: usize,
}
