//! The difference as plain data, which is also the JSON document (`archcheck.diff/1`). Its schema is `docs/diff.schema.json`.

use serde::Serialize;

/// What changes between two sides.
#[derive(Debug, Serialize)]
pub(crate) struct Difference {
    pub(super) schema: &'static str,
    pub(super) base: Side,
    pub(super) head: Side,
    /// What the parts are: `module` or `crate`.
    pub(super) by: &'static str,
    /// The limits of the comparison, for people.
    pub(super) notes: Vec<String>,
    /// Changes of the rules file and the baseline. Those that allow more come first.
    pub(super) rules: Vec<RuleChange>,
    /// The crates that only one side has.
    pub(super) members: Vec<MemberChange>,
    /// Between the parts: new ones first, then heavier, lighter and gone ones.
    pub(super) dependencies: Vec<DependencyChange>,
    /// Between crates, if the parts are modules.
    pub(super) crates: Vec<DependencyChange>,
    /// The external crates that a part uses for the first time, or no longer.
    pub(super) external: Vec<DependencyChange>,
    /// The external crates that no part used before.
    pub(super) new_external: Vec<String>,
    pub(super) violations: Vec<ViolationChange>,
    pub(super) cycles: Vec<CycleChange>,
    /// The names that nothing but a guess leads to.
    pub(super) unknown: Vec<UnknownChange>,
    /// The exposed items that changed; those that break a user come first.
    pub(super) contracts: Vec<ContractChange>,
    pub(super) debt: Debt,
    pub(super) metrics: Vec<MetricChange>,
}

/// One side of the comparison.
#[derive(Debug, Serialize)]
pub(crate) struct Side {
    /// The name, for people.
    pub(crate) name: String,
    /// The id of the commit. `None` for the working tree.
    pub(crate) commit: Option<String>,
}

/// A change of the rules file or the baseline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct RuleChange {
    pub(super) effect: Effect,
    /// What changed: `rule forbid-x`, `module orders`, `exception from … to …`.
    pub(super) what: String,
    /// How it changed.
    pub(super) how: String,
}

/// The effect of a change of the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Effect {
    /// The rules allow more than before.
    Weaker,
    /// Whether they allow more or less depends on the code.
    Other,
    /// The rules allow less than before.
    Stricter,
}

/// A crate of the workspace that is new or gone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct MemberChange {
    pub(super) is_new: bool,
    pub(super) name: String,
}

/// How a dependency changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kind {
    New,
    Heavier,
    Lighter,
    Gone,
}

/// A dependency that changed.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct DependencyChange {
    pub(super) kind: Kind,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) from_owners: Vec<String>,
    pub(super) to_owners: Vec<String>,
    /// The number of references before.
    pub(super) before: usize,
    /// The number of references after.
    pub(super) after: usize,
    /// Whether only tests, examples, benchmarks and build scripts have the dependency.
    pub(super) only_tests: bool,
    /// The references that only one side has: for a new or heavier dependency those of the head, otherwise those of the base.
    pub(super) references: Vec<ReferenceLine>,
}

/// A reference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct ReferenceLine {
    pub(super) file: String,
    pub(super) line: u32,
    pub(super) column: u32,
    /// The Rust module that contains it.
    pub(super) from: String,
    /// The path that it leads to.
    pub(super) to: String,
    pub(super) kind: &'static str,
}

/// A violation that is new, or that is gone.
#[expect(clippy::struct_excessive_bools, reason = "each is a property of its own")]
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ViolationChange {
    pub(super) is_new: bool,
    pub(super) rule: String,
    pub(super) message: String,
    pub(super) is_error: bool,
    /// By how much its size changed.
    pub(super) count: u32,
    pub(super) file: Option<String>,
    pub(super) line: Option<u32>,
    pub(super) owners: Vec<String>,
    /// Whether the baseline of the head records it.
    pub(super) is_baselined: bool,
    /// Whether it is a dependency of a cycle.
    #[serde(skip)]
    pub(super) is_step: bool,
}

/// A cycle that changed.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct CycleChange {
    /// `new`, `larger`, `changed` (as large as before), `smaller` or `gone`.
    pub(super) change: &'static str,
    /// What the parts are: `module`, `crate` or `rust-module`.
    pub(super) level: &'static str,
    /// The parts that depend on each other: those of the head, or of the base for a cycle that is gone.
    pub(super) parts: Vec<String>,
    /// The parts that joined it, or that left it.
    pub(super) moved: Vec<String>,
    /// The dependencies to remove so that no cycle is left.
    pub(super) cut: Vec<(String, String)>,
}

/// A name that only a guess leads to, which is new or gone.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct UnknownChange {
    pub(super) is_new: bool,
    pub(super) name: String,
    pub(super) module: String,
    pub(super) file: String,
    pub(super) line: u32,
}

/// An item of the surface of a module that changed.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ContractChange {
    pub(super) is_breaking: bool,
    /// The module or interface.
    pub(super) contract: String,
    /// What changed, for people.
    pub(super) message: String,
    pub(super) item: String,
    pub(super) file: Option<String>,
    pub(super) line: Option<u32>,
    /// The signature before, if it changed.
    pub(super) was: Option<String>,
    /// The signature after.
    pub(super) now: Option<String>,
    /// The modules that use the item.
    pub(super) users: Vec<String>,
    /// The type or trait that these modules use, if the item is a part of it: which of them use the part is unknown.
    pub(super) users_of: Option<String>,
}

/// Debt that was added or paid.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Debt {
    /// The exceptions and baseline entries that are new.
    pub(super) added: usize,
    /// Those that are gone.
    pub(super) paid: usize,
}

/// A number that changed by more than chance.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct MetricChange {
    pub(super) name: &'static str,
    pub(super) before: f64,
    pub(super) after: f64,
    /// `%` for a share in per cent, otherwise empty.
    pub(super) unit: &'static str,
    /// Whether the change is to the better; `None` if that depends.
    pub(super) is_better: Option<bool>,
}

impl Difference {
    /// Whether nothing changed that the comparison knows of.
    pub(crate) fn is_empty(&self) -> bool {
        self.rules.is_empty()
            && self.members.is_empty()
            && self.dependencies.is_empty()
            && !self.crates.iter().any(|one| matches!(one.kind, Kind::New | Kind::Gone))
            && self.external.is_empty()
            && self.violations.is_empty()
            && self.cycles.is_empty()
            && self.unknown.is_empty()
            && self.contracts.is_empty()
    }

    /// Whether a part depends on another that it did not depend on before.
    pub(crate) fn has_new_dependency(&self) -> bool {
        self.dependencies.iter().any(|one| one.kind == Kind::New)
    }

    /// Whether parts depend on each other that did not before.
    pub(crate) fn has_new_cycle(&self) -> bool {
        self.cycles.iter().any(|one| matches!(one.change, "new" | "larger"))
            || self.violations.iter().any(|one| one.is_new && one.is_step)
    }

    /// Whether a change of a contract breaks its users.
    pub(crate) fn has_breaking_contract(&self) -> bool {
        self.contracts.iter().any(|one| one.is_breaking)
    }

    /// Whether there is a new violation, exception or baseline entry.
    pub(crate) fn has_new_debt(&self) -> bool {
        self.debt.added > 0 || self.violations.iter().any(|one| one.is_new)
    }
}
