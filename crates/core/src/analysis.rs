//! The result of an analysis: everything that checks and outputs look at.

use crate::{
    cfg::{Atom, Cfg, Cfgs},
    diagnostic::Diagnostic,
    graph::{Graph, Reference, RustModuleId},
    source::{FileId, Sources},
    syntax::Directive,
    workspace::{CrateId, PackageId, Workspace},
};
use bitcode::{Decode, Encode};
use rustc_hash::FxHashSet;
use std::collections::BTreeSet;

/// The directives of files, in the order of files.
pub type Comments = Vec<(FileId, Vec<Directive>)>;

/// The analysis of a workspace.
#[derive(Debug)]
pub struct Analysis {
    /// The workspace as Cargo describes it.
    pub workspace: Workspace,
    /// The source files.
    pub sources: Sources,
    /// The predicates that the graph's `Cfg`s refer to.
    pub cfgs: Cfgs,
    /// The modules, and the references between them.
    pub graph: Graph,
    /// Errors and notes about everything that could not be analyzed; sorted.
    pub diagnostics: Vec<Diagnostic>,
    /// What was analyzed, in numbers.
    pub counts: Counts,
    /// The comments that are addressed to this tool, by file.
    pub comments: Comments,
}

/// The extent of an analysis, so that an empty or incomplete one is noticed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct Counts {
    /// How many source files belong to a target.
    pub files: usize,
    /// The relative paths of the source files below the members' directories that belong to no target; sorted.
    pub unreached: Vec<String>,
    /// How many single names only an external glob import, or an unexpanded macro, can supply.
    pub unknown: usize,
    /// How many paths should lead into the workspace, and do not.
    pub unresolved: usize,
}

/// The conditions of code that exists only where tests are built, or some features are on.
#[derive(Clone, Debug, Default)]
pub struct TestConditions(FxHashSet<(CrateId, Cfg)>);

impl TestConditions {
    /// Returns whether a reference in a crate exists only under such a condition.
    pub fn contains(&self, krate: CrateId, reference: &Reference) -> bool {
        !self.0.is_empty() && self.0.contains(&(krate, reference.cfg))
    }

    /// Returns the Rust modules of which all declarations exist only under such conditions.
    pub fn modules(&self, graph: &Graph) -> Vec<RustModuleId> {
        let is_test = |krate, cfg| self.0.contains(&(krate, cfg));
        let modules = graph.modules().filter(|(_, module)| {
            let mut declarations = module.declarations.iter();
            !module.declarations.is_empty() && declarations.all(|one| is_test(module.krate, one.cfg))
        });
        modules.map(|(id, _)| id).collect()
    }
}

impl Analysis {
    /// Returns the conditions of code that exists only where tests are built, or some features of packages are on.
    pub fn test_conditions(&self, features: &BTreeSet<(PackageId, String)>) -> TestConditions {
        if features.is_empty() {
            return TestConditions::default();
        }
        let graph = &self.graph;
        let of_references = graph.references.iter().map(|one| (graph.module(one.from).krate, one.cfg));
        let of_modules = graph
            .modules
            .iter()
            .flat_map(|module| module.declarations.iter().map(|declaration| (module.krate, declaration.cfg)));
        let mut all: FxHashSet<_> = of_references.chain(of_modules).filter(|(_, cfg)| *cfg != Cfg::ALWAYS).collect();
        let mut cfgs = self.cfgs.clone();
        let is_off = |atom: &Atom| match atom {
            Atom::Feature(package, name) => features.contains(&(*package, name.clone())).then_some(false),
            _ => None,
        };
        all.retain(|(krate, cfg)| {
            let without = cfgs.project(*cfg, &is_off);
            cfgs.is_for_tests(without, *krate)
        });
        TestConditions(all)
    }
}
