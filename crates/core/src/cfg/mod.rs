//! Predicates: the `cfg` conditions under which a declaration, an import or a reference exists.
//!
//! They are kept as reduced ordered binary decision diagrams (Bryant 1986), so that two conditions that mean
//! the same are the same number, and so that "implies" and "impossible" are exact. What is known about
//! `cfg` itself (one `target_os` at a time, `unix` and `windows` exclude each other) is one more diagram.

/// A predicate of a `Cfgs` store. Two predicates of one store that hold in the same configurations are equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Cfg(u32);

impl Cfg {
    /// Holds in no configuration.
    pub const NEVER: Self = Self(0);
    /// Holds in every configuration.
    pub const ALWAYS: Self = Self(1);
}

/// The store of all predicates of an analysis.
#[derive(Debug, Default)]
pub struct Cfgs {}
