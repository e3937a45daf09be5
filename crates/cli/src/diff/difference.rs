//! The difference between two sides.

use super::{
    compare::{self, OwnersOf},
    model::{ContractChange, Difference, Side},
    rules_change::{self, RuleTexts},
    snapshot::Snapshot,
};

/// The two sides to compare.
pub(crate) struct DifferenceInput<'a> {
    pub(crate) base: (Side, &'a Snapshot, &'a RuleTexts),
    pub(crate) head: (Side, &'a Snapshot, &'a RuleTexts),
    /// The exposed items that changed.
    pub(crate) contracts: Vec<ContractChange>,
    /// The limits of the comparison, for people.
    pub(crate) notes: Vec<String>,
    /// Returns the owners of a module.
    pub(crate) owners: OwnersOf<'a>,
}

/// Compares two sides.
pub(crate) fn difference(input: DifferenceInput<'_>) -> Difference {
    let DifferenceInput {
        base: (base_side, base, base_texts),
        head: (head_side, head, head_texts),
        contracts,
        notes,
        owners,
    } = input;
    let (rules, debt) = rules_change::compare(base_texts, head_texts);
    let baselined = rules_change::baselined(head_texts);
    let has_modules = base.has_modules() || head.has_modules();
    let level = if has_modules { "module" } else { "crate" };
    let mut cycles = compare::cycles(level, &base.modules.cycles, &head.modules.cycles);
    cycles.extend(compare::cycles("rust-module", &base.rust_modules, &head.rust_modules));
    let nobody = |_: &str| Vec::new();
    Difference {
        schema: "archcheck.diff/1",
        base: base_side,
        head: head_side,
        by: level,
        notes,
        rules,
        members: compare::members(&base.crates.parts, &head.crates.parts),
        dependencies: compare::dependencies(&base.modules.dependencies, &head.modules.dependencies, owners),
        crates: if has_modules {
            compare::dependencies(&base.crates.dependencies, &head.crates.dependencies, &nobody)
        } else {
            Vec::new()
        },
        external: compare::external(&base.external, &head.external, owners),
        new_external: compare::new_external(&base.external, &head.external),
        violations: compare::violations(base, head, &|key| baselined.contains(key), owners),
        cycles,
        unknown: compare::unknown(base, head),
        contracts,
        debt,
        metrics: compare::metrics(base, head),
    }
}
