//! Facts about the source files of an analysis that an incremental update needs.

use crate::{
    source::{FileId, Place},
    workspace::Edition,
};
use bitcode::{Decode, Encode};

/// Facts about the source files of an analysis that its result does not contain.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct SourceRecords {
    /// The files that were lowered as a whole, with their editions; sorted by file.
    pub lowered: Vec<(FileId, Edition)>,
    /// Those of them that an `include!` inserts into another file's module; sorted.
    pub included: Vec<FileId>,
    /// The places of the names that [`Counts::unknown`](crate::analysis::Counts::unknown) counts; sorted.
    pub unknown: Vec<Place>,
}
