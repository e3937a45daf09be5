//! Follows the dependencies between crates from what has changed to what that can alter.

use super::{
    cause::{Cause, Extent, Scope},
    climbing::starters,
    sources::SourceIndex,
};
use archcheck_core::workspace::{CrateId, CrateKind, DependencyKind, PackageId};
use std::collections::{BTreeMap, BTreeSet};

/// What a change can alter.
#[derive(Debug, Default)]
pub(super) struct Reach {
    /// The crates, each with how much of it, and why.
    pub(super) crates: BTreeMap<CrateId, (Extent, Because)>,
    /// The packages whose documentation tests can behave otherwise.
    pub(super) doc_tests: BTreeSet<PackageId>,
}

/// Why a crate is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Because {
    /// A changed file, by its index.
    Changed(usize),
    /// Another crate of the same package.
    Package(CrateId),
    /// A dependency.
    Dependency(CrateId),
    /// Its code may start a program.
    Starts(CrateId),
}

/// Finds what some causes can alter. `indirect` are pairs of packages of which the first depends on the second through
/// packages outside the workspace.
pub(super) fn reach(index: &SourceIndex<'_>, causes: &[Cause], indirect: &[(PackageId, PackageId)]) -> Reach {
    let mut search = Search { index, indirect, reach: Reach::default(), queue: Vec::new() };
    for (at, cause) in causes.iter().enumerate() {
        let because = Because::Changed(at);
        match &cause.scope {
            Scope::Everything => {
                for package in (0..index.analysis.workspace.packages.len() as u32).map(PackageId) {
                    search.whole(package, &because);
                }
            }
            Scope::Packages(packages) => packages.iter().for_each(|package| search.whole(*package, &because)),
            Scope::TestsOf(package) => search.tests(*package, &because),
            Scope::Crates(crates) => {
                for (krate, extent) in crates {
                    search.mark(*krate, *extent, because.clone());
                }
            }
        }
    }
    while let Some(krate) = search.queue.pop() {
        search.follow(krate);
    }
    search.reach
}

struct Search<'a> {
    index: &'a SourceIndex<'a>,
    indirect: &'a [(PackageId, PackageId)],
    reach: Reach,
    queue: Vec<CrateId>,
}

impl Search<'_> {
    fn mark(&mut self, krate: CrateId, extent: Extent, because: Because) {
        let known = self.reach.crates.get(&krate).map(|(extent, _)| *extent);
        if known < Some(extent) {
            self.reach.crates.insert(krate, (extent, because));
            self.queue.push(krate);
        }
    }

    /// Marks all crates of a package.
    fn whole(&mut self, package: PackageId, because: &Because) {
        self.reach.doc_tests.insert(package);
        for krate in self.index.crates_of(package).collect::<Vec<_>>() {
            self.mark(krate, Extent::Full, because.clone());
        }
    }

    /// Marks the tests of a package.
    fn tests(&mut self, package: PackageId, because: &Because) {
        self.reach.doc_tests.insert(package);
        for krate in self.index.crates_of(package).collect::<Vec<_>>() {
            let extent = match self.index.analysis.workspace.krate(krate).kind {
                CrateKind::Lib | CrateKind::Bin => Extent::Tests,
                CrateKind::Test | CrateKind::Example | CrateKind::Bench => Extent::Full,
                CrateKind::Build => continue,
            };
            self.mark(krate, extent, because.clone());
        }
    }

    /// Marks what a reached crate can alter.
    fn follow(&mut self, id: CrateId) {
        let workspace = &self.index.analysis.workspace;
        let krate = workspace.krate(id);
        let in_package = Because::Package(id);
        if krate.kind == CrateKind::Build {
            return self.whole(krate.package, &in_package);
        }
        if self.reach.crates.get(&id).is_none_or(|(extent, _)| *extent == Extent::Tests) {
            return;
        }
        match krate.kind {
            CrateKind::Lib => {
                self.reach.doc_tests.insert(krate.package);
                let others: Vec<CrateId> = self.index.crates_of(krate.package).collect();
                for other in others.into_iter().filter(|other| workspace.krate(*other).kind != CrateKind::Build) {
                    self.mark(other, Extent::Full, in_package.clone());
                }
                self.dependents(id, krate.package);
            }
            CrateKind::Bin => {
                self.tests(krate.package, &in_package);
                for starter in starters(self.index, &krate.target) {
                    let other = workspace.krate(starter);
                    if other.package == krate.package {
                        continue;
                    }
                    self.mark(starter, Extent::Full, Because::Starts(id));
                }
                // Without a library, a dependency can only be one on programs.
                let has_lib = |krate: CrateId| workspace.krate(krate).kind == CrateKind::Lib;
                if !self.index.crates_of(krate.package).any(has_lib) {
                    self.dependents(id, krate.package);
                }
            }
            CrateKind::Example => self.tests(krate.package, &in_package),
            CrateKind::Test | CrateKind::Bench | CrateKind::Build => {}
        }
    }

    /// Marks the crates of the packages that depend on a package.
    fn dependents(&mut self, on: CrateId, package: PackageId) {
        let workspace = &self.index.analysis.workspace;
        let because = Because::Dependency(on);
        for (user, own) in (0u32..).map(PackageId).zip(&workspace.packages) {
            for dependency in own.dependencies.iter().filter(|dependency| dependency.member == Some(package)) {
                match dependency.kind {
                    DependencyKind::Normal | DependencyKind::Build => self.whole(user, &because),
                    DependencyKind::Dev => self.tests(user, &because),
                }
            }
        }
        let indirect: Vec<PackageId> =
            self.indirect.iter().filter(|(_, to)| *to == package).map(|(from, _)| *from).collect();
        for user in indirect {
            self.whole(user, &because);
        }
    }
}
