//! The report as plain data, which is also the JSON document (`archcheck.architecture/1`).
//!
//! A version may gain keys, but no key changes its meaning. docs/architecture.schema.json describes it.

use crate::trend::Point;
use archcheck_core::{
    graph::{NameId, ReferenceId, RustModuleId},
    source::FileId,
    view::Marks,
};
use serde::Serialize;
use std::collections::BTreeMap;

/// The identifier of the document.
pub(super) const SCHEMA: &str = "archcheck.architecture/1";

/// A number, which is serialized without a fraction if it is whole.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Number(pub(super) f64);

impl From<usize> for Number {
    fn from(number: usize) -> Self {
        Self(number as f64)
    }
}

impl Serialize for Number {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.fract() == 0.0 && self.0.abs() < 1e15 {
            serializer.serialize_i64(self.0 as i64)
        } else {
            serializer.serialize_f64(self.0)
        }
    }
}

/// The whole report.
#[derive(Debug, Serialize)]
pub(crate) struct Architecture<'a> {
    pub(super) schema: &'static str,
    /// The version of the checker.
    pub(super) version: &'static str,
    /// The date of the report.
    pub(super) date: String,
    pub(super) workspace: WorkspaceEntry,
    pub(super) verdict: Verdict,
    /// The numbers, by name.
    pub(super) numbers: BTreeMap<&'static str, Number>,
    /// The changes since an earlier report.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) changes: Option<Changes>,
    /// What a reviewer should look at, the most urgent first.
    pub(super) attention: Vec<Attention>,
    /// The parts of the code, each after the part that contains it, in the order of the matrix.
    pub(super) nodes: Vec<Node<'a>>,
    /// The dependencies between Rust modules, in production code.
    pub(super) dependencies: Vec<Dependency<'a>>,
    /// The largest first.
    pub(super) cycles: Vec<CycleEntry>,
    /// The modules of the rules file; other code by crate.
    pub(super) modules: Vec<ModuleEntry>,
    pub(super) debt: Vec<DebtItem>,
    /// The one with the most debt first; what has no owner is last.
    pub(super) owners: Vec<OwnerEntry>,
    pub(super) decisions: Vec<DecisionEntry>,
    /// By date.
    pub(super) reviews: Vec<ReviewEntry>,
    pub(super) rules: Vec<RuleEntry>,
    /// How the code has changed; `None` without a history in git.
    pub(super) history: Option<HistoryEntry>,
    /// The numbers of earlier commits, oldest first; `None` unless asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) trend: Option<&'a [Point]>,
    /// How to link to a line of a file: a URL with `{file}` and `{line}`.
    pub(super) source_url: Option<String>,
}

/// The workspace.
#[derive(Debug, Serialize)]
pub(super) struct WorkspaceEntry {
    pub(super) name: String,
    /// The commit, if the workspace is in a git repository.
    pub(super) revision: Option<String>,
    /// The name of the rules file; `None` if there is none.
    pub(super) rules_file: Option<String>,
}

/// The result of the check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Verdict {
    /// The code satisfies the rules.
    Pass,
    /// The code violates a rule.
    Fail,
    /// A part of the code or of the rules could not be read.
    Untrusted,
    /// There is no rules file.
    NoRules,
}

/// How the code has changed.
#[derive(Debug, Serialize)]
pub(super) struct HistoryEntry {
    pub(super) since: String,
    pub(super) until: String,
    /// Whether older commits are missing because the clone is shallow.
    pub(super) is_shallow: bool,
    /// The number of commits that changed production code.
    pub(super) commits: usize,
    /// The Rust modules with the most revisions multiplied by lines.
    pub(super) hotspots: Vec<Hotspot>,
    /// The Rust modules that change together although neither depends on the other.
    pub(super) couplings: Vec<CouplingEntry>,
}

/// A Rust module that is large and changes often.
#[derive(Debug, Serialize)]
pub(super) struct Hotspot {
    pub(super) name: String,
    pub(super) revisions: usize,
    pub(super) lines: u64,
    /// Both, multiplied.
    #[serde(rename = "hotspot")]
    pub(super) score: u64,
}

/// Two Rust modules that change together.
#[derive(Debug, Serialize)]
pub(super) struct CouplingEntry {
    pub(super) a: String,
    pub(super) b: String,
    pub(super) shared_revisions: usize,
    /// The shared revisions divided by the average ones.
    pub(super) degree: Number,
}

/// The changes since an earlier report.
#[derive(Debug, Default, Serialize)]
pub(super) struct Changes {
    /// The date of the earlier report.
    pub(super) date: String,
    /// Its commit.
    pub(super) revision: Option<String>,
    /// The earlier numbers, by name.
    pub(super) numbers: BTreeMap<String, Number>,
    pub(super) new_debt: Vec<DebtKey>,
    pub(super) fixed_debt: Vec<DebtKey>,
    pub(super) new_dependencies: Vec<Pair>,
    pub(super) removed_dependencies: Vec<Pair>,
    /// The cycles with a part that was in no cycle of the same parts before.
    pub(super) grown_cycles: Vec<GrownCycle>,
    pub(super) new_modules: Vec<String>,
    pub(super) removed_modules: Vec<String>,
}

/// The identity of an item of the debt.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(super) struct DebtKey {
    pub(super) kind: String,
    pub(super) rule: String,
    pub(super) from: String,
    pub(super) to: String,
}

/// The ends of a dependency.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(super) struct Pair {
    pub(super) from: String,
    pub(super) to: String,
}

/// A cycle that has grown.
#[derive(Clone, Debug, Serialize)]
pub(super) struct GrownCycle {
    pub(super) level: &'static str,
    pub(super) before: usize,
    pub(super) now: usize,
    /// The parts that are new in it.
    pub(super) added: Vec<String>,
}

/// Something that needs attention.
#[derive(Debug, Serialize)]
pub(super) struct Attention {
    /// The kind, such as `exception-expires`.
    pub(super) kind: &'static str,
    /// Whether it is late already.
    pub(super) overdue: bool,
    pub(super) text: String,
    /// The day by which something must be done.
    pub(super) date: Option<String>,
    pub(super) owners: Vec<String>,
    /// The anchor of the details on the page.
    pub(super) anchor: String,
}

/// The kind of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum NodeKind {
    Layer,
    Module,
    Crate,
    /// A Rust module with all below it.
    Tree,
    /// The code of a Rust module itself.
    RustModule,
}

/// A part of the code.
#[derive(Debug, Serialize)]
pub(super) struct Node<'a> {
    pub(super) kind: NodeKind,
    /// The full name. Unique among nodes of one kind.
    pub(super) name: String,
    /// The name relative to the parent.
    pub(super) label: String,
    /// The index of the part that contains it.
    pub(super) parent: Option<usize>,
    /// The path of the Rust module that it stands for.
    pub(super) path: Option<&'a str>,
    /// The file of a Rust module.
    pub(super) file: Option<&'a str>,
    pub(super) line: Option<u32>,
    /// The number of its Rust modules.
    pub(super) rust_modules: usize,
    /// Findings within it, or between it and external crates.
    pub(super) violations: usize,
    pub(super) baselined: usize,
    pub(super) excepted: usize,
    /// The role of a Rust module towards the core: `core`, `shared`, `control` or `peripheral`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) role: Option<&'static str>,
    /// The metrics of a Rust module, by name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) metrics: BTreeMap<&'static str, Number>,
    #[serde(skip)]
    pub(super) id: Option<RustModuleId>,
    #[serde(skip)]
    pub(super) marks: Marks,
}

/// The dependency of one Rust module on another.
#[derive(Debug, Serialize)]
pub(super) struct Dependency<'a> {
    pub(super) from: &'a str,
    pub(super) to: &'a str,
    /// Whether the dependency is part of a cycle of Rust modules.
    pub(super) cyclic: bool,
    /// Whether it leads only through re-exports, or is one. Such dependencies form no cycles.
    pub(super) reexport: bool,
    /// Whether generated code may supply all of the names.
    pub(super) guess: bool,
    pub(super) violations: usize,
    pub(super) baselined: usize,
    pub(super) excepted: usize,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) rules: Vec<String>,
    pub(super) references: Vec<ReferenceEntry<'a>>,
    /// The nodes of the ends.
    #[serde(skip)]
    pub(super) ends: (usize, usize),
    #[serde(skip)]
    pub(super) marks: &'a Marks,
    /// The nodes of the Rust modules in which re-exports are visible.
    #[serde(skip)]
    pub(super) visible_in: Vec<usize>,
}

/// A reference.
#[derive(Clone, Copy, Debug, Serialize)]
pub(super) struct ReferenceEntry<'a> {
    pub(super) file: &'a str,
    pub(super) line: u32,
    /// The path as written.
    pub(super) path: &'a str,
    pub(super) kind: &'static str,
    #[serde(skip)]
    pub(super) id: ReferenceId,
    #[serde(skip)]
    pub(super) name: NameId,
    #[serde(skip)]
    pub(super) file_id: FileId,
}

/// Parts of the code that all depend on each other.
#[derive(Clone, Debug, Serialize)]
pub(super) struct CycleEntry {
    /// What the parts are: `module`, or `rust-module`.
    pub(super) level: &'static str,
    pub(super) members: Vec<String>,
    /// The share of all parts.
    pub(super) share: f64,
    /// The number of dependencies between the members.
    pub(super) dependencies: usize,
    /// A shortest cycle, which starts with its smallest member.
    pub(super) shortest: Vec<String>,
    /// Dependencies whose removal breaks every cycle.
    pub(super) cut: Vec<Cut>,
}

/// A dependency to remove.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Cut {
    pub(super) from: String,
    pub(super) to: String,
    pub(super) references: usize,
    /// The first references.
    pub(super) places: Vec<Spot>,
}

/// A line of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Spot {
    pub(super) file: String,
    pub(super) line: u32,
}

/// A module of the rules file, or a crate.
#[derive(Debug, Serialize)]
pub(super) struct ModuleEntry {
    pub(super) name: String,
    /// `module`, `layer`, `crate` or `rust-module`.
    pub(super) kind: &'static str,
    pub(super) layer: Option<String>,
    pub(super) purpose: Option<String>,
    pub(super) owners: Vec<String>,
    pub(super) adr: Option<String>,
    pub(super) review_by: Option<String>,
    pub(super) tags: Vec<String>,
    /// The topmost Rust modules.
    pub(super) code: Vec<String>,
    /// What other modules may use; `None` means everything.
    pub(super) exposes: Option<Vec<String>>,
    pub(super) interfaces: BTreeMap<String, Vec<String>>,
    /// The code that may use it; `None` means all code.
    pub(super) visible_to: Option<Vec<String>>,
    pub(super) rust_modules: usize,
    pub(super) files: Vec<String>,
    pub(super) depends_on: Vec<Neighbor>,
    pub(super) used_by: Vec<Neighbor>,
    /// The external crates that it uses, with the number of references.
    pub(super) external: BTreeMap<String, usize>,
    /// The items that other modules use, by kind.
    pub(super) items: BTreeMap<&'static str, Vec<String>>,
    pub(super) violations: usize,
    pub(super) baselined: usize,
    pub(super) exceptions: usize,
    pub(super) metrics: BTreeMap<&'static str, Number>,
}

/// A dependency of a module.
#[derive(Debug, Serialize)]
pub(super) struct Neighbor {
    pub(super) name: String,
    pub(super) references: usize,
    /// Whether `depends-on` allows it.
    pub(super) allowed: bool,
    pub(super) cyclic: bool,
    pub(super) violations: usize,
    /// The number of violations that the baseline records.
    pub(super) baselined: usize,
    /// The number of references with an exception.
    pub(super) excepted: usize,
}

/// A violation, a violation that the baseline records, or an exception.
#[derive(Clone, Debug, Serialize)]
pub(super) struct DebtItem {
    /// `violation`, `baseline` or `exception`.
    pub(super) kind: &'static str,
    /// The severity of a violation.
    pub(super) severity: Option<&'static str>,
    pub(super) rule: String,
    /// The message of a violation, or the reason of an exception.
    pub(super) text: String,
    pub(super) module: Option<String>,
    pub(super) from: String,
    pub(super) to: String,
    /// The number of references.
    pub(super) references: usize,
    pub(super) file: Option<String>,
    pub(super) line: Option<u32>,
    pub(super) owners: Vec<String>,
    /// The day since which it exists, according to git.
    pub(super) since: Option<String>,
    /// The number of days since then.
    pub(super) age_days: Option<i64>,
    pub(super) expires: Option<String>,
    pub(super) expired: bool,
    /// Whether the earlier report did not have it; `None` without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) new: Option<bool>,
}

impl DebtItem {
    pub(super) fn key(&self) -> DebtKey {
        DebtKey { kind: self.kind.to_owned(), rule: self.rule.clone(), from: self.from.clone(), to: self.to.clone() }
    }
}

/// An owner.
#[derive(Debug, Default, Serialize)]
pub(super) struct OwnerEntry {
    /// The name, or `None` for what has no owner.
    pub(super) owner: Option<String>,
    pub(super) modules: Vec<String>,
    pub(super) violations: usize,
    pub(super) baselined: usize,
    pub(super) exceptions: usize,
    /// The day of the oldest item.
    pub(super) oldest: Option<String>,
}

/// A decision record.
#[derive(Debug, Serialize)]
pub(super) struct DecisionEntry {
    pub(super) file: String,
    pub(super) title: Option<String>,
    pub(super) status: Option<String>,
    /// `current`, `superseded`, `rejected`, `deprecated` or `unknown`.
    pub(super) standing: &'static str,
    pub(super) date: Option<String>,
    pub(super) cited_by: Vec<String>,
}

/// A planned review.
#[derive(Debug, Serialize)]
pub(super) struct ReviewEntry {
    pub(super) date: String,
    pub(super) id: String,
    pub(super) owner: Option<String>,
    pub(super) adr: Option<String>,
    pub(super) overdue: bool,
}

/// A rule, layers, or a key of a module that restricts it.
#[derive(Debug, Serialize)]
pub(super) struct RuleEntry {
    pub(super) id: String,
    /// The value of `type`, `layers`, or the key of the module.
    pub(super) kind: String,
    /// What it requires.
    pub(super) requires: String,
    /// `error`, `warn` or `off`.
    pub(super) severity: &'static str,
    pub(super) reason: Option<String>,
    pub(super) adr: Option<String>,
    pub(super) owner: Option<String>,
    pub(super) review_by: Option<String>,
    /// The selectors, by key.
    pub(super) selectors: BTreeMap<&'static str, Vec<String>>,
    /// The number of Rust modules that its selectors cover.
    pub(super) covers: usize,
    pub(super) violations: usize,
    pub(super) baselined: usize,
    pub(super) exceptions: usize,
    pub(super) line: u32,
}
