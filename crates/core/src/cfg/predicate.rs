//! The ID of a predicate, and the variables of the diagram behind it.

use super::{
    atom::Atom,
    diagram::{self, Operation},
};
use bitcode::{Decode, Encode};
use rustc_hash::FxHashMap;

/// A predicate: the condition under which something exists, as an ID in a [`Cfgs`](super::Cfgs) store.
///
/// Two predicates of one store are equal if and only if they are the same Boolean function of their atoms. To also
/// respect what is known about `cfg` (`target_os = "linux"` implies `unix`), use
/// [`Cfgs::implies`](super::Cfgs::implies).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
pub struct Cfg(pub(super) u32);

impl Cfg {
    /// The predicate that holds in no configuration.
    pub const NEVER: Self = Self(diagram::NEVER);
    /// The predicate that holds in every configuration.
    pub const ALWAYS: Self = Self(diagram::ALWAYS);
}

/// The meaning of a variable of the diagram.
#[derive(Clone, Debug, Encode, Decode)]
pub(super) enum Variable {
    /// An atom.
    Atom(Atom),
    /// The result of an operation that was too large to compute.
    Opaque(OpaqueOperation),
}

/// An operation that is stored in place of its result.
#[derive(Clone, Debug, Encode, Decode)]
pub(super) enum OpaqueOperation {
    /// An operation on one or two predicates.
    Apply(Operation, Cfg, Cfg),
    /// A predicate with the variables of some levels replaced by values.
    Restrict(Cfg, FxHashMap<u32, bool>),
}
