//! The answer as plain data, which is also the JSON document (`archcheck.impact/1`).

use super::{
    cause::{Cause, Extent, Scope},
    change::Changes,
    classify::{Classifier, lock_path},
    climbing::Climbing,
    lock::Lock,
    reach::{Because, Reach, reach},
    sources::SourceIndex,
    test_target::binary_id,
};
use crate::{report::named, repository};
use archcheck_core::{
    analysis::Analysis,
    codeowners::CodeOwners,
    files,
    graph::{End, RustModuleId},
    rules::{Rules, split_owners},
    workspace::{CrateKind, PackageId},
};
use serde::Serialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

/// What the answer is made of.
pub(crate) struct ImpactInput<'a> {
    pub(crate) analysis: &'a Analysis,
    pub(crate) rules: Option<&'a Rules>,
    pub(crate) codeowners: Option<&'a (&'static str, CodeOwners)>,
    pub(crate) changes: &'a Changes,
}

/// What a change can reach.
#[derive(Debug, Serialize)]
pub(crate) struct ImpactAnswer {
    schema: &'static str,
    /// The commit that the working tree was compared with.
    pub(super) base: Option<Base>,
    /// The changed files, by path.
    pub(super) files: Vec<ChangedFile>,
    /// Whether everything in the workspace may be affected.
    pub(super) everything: bool,
    /// The modules of the rules file.
    pub(super) modules: Reached,
    /// The Rust modules.
    pub(super) rust_modules: Reached,
    /// The packages with an affected crate, by name.
    pub(super) packages: Vec<PackageImpact>,
    /// Whom to ask for a review, by name.
    pub(super) owners: Vec<OwnerImpact>,
    /// The number of test targets to run, documentation tests included.
    pub(super) selected_tests: usize,
    /// The number of all test targets.
    pub(super) all_tests: usize,
}

/// A commit.
#[derive(Debug, Serialize)]
pub(super) struct Base {
    pub(super) name: String,
    pub(super) commit: String,
    /// The name, and the start of the ID where the name is not it.
    #[serde(skip)]
    pub(super) title: String,
}

/// A changed file.
#[derive(Debug, Serialize)]
pub(super) struct ChangedFile {
    pub(super) path: String,
    /// What it is, and so why it reaches what it reaches.
    pub(super) reasons: Vec<String>,
}

/// What is changed, and what depends on that.
#[derive(Debug, Default, Serialize)]
pub(super) struct Reached {
    /// What the changed files contain.
    pub(super) changed: Vec<String>,
    /// What refers to the changed code.
    pub(super) direct: Vec<String>,
    /// What refers to these, and so on.
    pub(super) transitive: Vec<String>,
}

/// An affected package.
#[derive(Debug, Serialize)]
pub(crate) struct PackageImpact {
    pub(super) name: String,
    /// Why, in words.
    pub(super) because: String,
    /// Whether a changed file is the reason.
    pub(super) is_changed: bool,
    /// The test targets to run.
    pub(super) tests: Vec<TestTarget>,
    /// The number of all test targets of the package.
    pub(super) all_tests: usize,
}

/// A test target.
#[derive(Debug, Serialize)]
pub(super) struct TestTarget {
    /// `lib`, `bin`, `test`, `example`, `bench` or `doc`.
    pub(super) kind: &'static str,
    pub(super) name: String,
    /// The ID of the binary in nextest; `None` for documentation tests.
    pub(super) binary_id: Option<String>,
}

/// Someone to ask for a review.
#[derive(Debug, Default, Serialize)]
pub(super) struct OwnerImpact {
    pub(super) owner: String,
    /// The changed files of the owner.
    pub(super) changed: Vec<String>,
    /// The modules, or else files, of the owner that depend on the change.
    pub(super) reached: Vec<String>,
}

impl ImpactAnswer {
    /// Returns whether everything may be affected.
    pub(super) fn is_everything(&self) -> bool {
        self.everything
    }

    /// Returns the names of the packages with tests to run, one a line.
    pub(crate) fn package_lines(&self) -> String {
        self.packages
            .iter()
            .filter(|package| !package.tests.is_empty())
            .map(|package| package.name.clone() + "\n")
            .collect()
    }
}

impl PackageImpact {
    /// Returns whether nextest has tests to run.
    pub(super) fn has_tests(&self) -> bool {
        self.binary_ids().next().is_some()
    }

    /// Returns whether all tests of the package are to be run.
    pub(super) fn is_all_tested(&self) -> bool {
        self.tests.len() == self.all_tests
    }

    /// Returns the IDs of the test binaries to run.
    pub(super) fn binary_ids(&self) -> impl Iterator<Item = &str> {
        self.tests.iter().filter_map(|test| test.binary_id.as_deref())
    }
}

/// Finds what a change can reach.
pub(crate) fn answer(input: &ImpactInput<'_>) -> ImpactAnswer {
    let analysis = input.analysis;
    let workspace = &analysis.workspace;
    let index = SourceIndex::new(analysis);
    let files: Vec<&Path> = input.changes.files.keys().map(PathBuf::as_path).collect();
    let climbing = Climbing::of(&index, &files);
    let lock = files::read_to_string(&lock_path(workspace)).ok().and_then(|text| Lock::parse(&text));
    let repository = repository::root(&workspace.root).unwrap_or(&workspace.root);
    let classifier = Classifier { index: &index, climbing: &climbing, lock: lock.as_ref(), repository };
    let causes = classifier.causes(input.changes);
    let indirect = lock.as_ref().map(|lock| indirect(analysis, lock)).unwrap_or_default();
    let reach = reach(&index, &causes, &indirect);
    let everything = causes.iter().any(|cause| cause.scope == Scope::Everything);
    let found = rust_modules(&index, &causes);
    let packages = packages(analysis, &causes, &reach, repository);
    let selected_tests = packages.iter().map(|package| package.tests.len()).sum();
    let all_tests = (0..workspace.packages.len() as u32).map(|at| test_count(analysis, PackageId(at))).sum();
    let base = input.changes.base.as_ref();
    ImpactAnswer {
        schema: "archcheck.impact/1",
        base: base.map(|base| Base { name: base.name.clone(), commit: base.commit.clone(), title: base.title() }),
        files: changed_files(&causes, repository),
        everything,
        modules: found.modules_of(input.rules),
        owners: owners(input, &causes, &found, repository),
        rust_modules: found.named(|module| analysis.graph.module(module).path.clone()),
        packages,
        selected_tests,
        all_tests,
    }
}

/// Returns pairs of packages of which the first depends on the second through packages outside the workspace.
fn indirect(analysis: &Analysis, lock: &Lock) -> Vec<(PackageId, PackageId)> {
    let packages = &analysis.workspace.packages;
    let ids: BTreeMap<&str, PackageId> =
        (0u32..).map(PackageId).zip(packages).map(|(id, package)| (&*package.name, id)).collect();
    let members = ids.keys().copied().collect();
    lock.indirect(&members).into_iter().filter_map(|(from, to)| Some((*ids.get(from)?, *ids.get(to)?))).collect()
}

fn changed_files(causes: &[Cause], repository: &Path) -> Vec<ChangedFile> {
    let mut files: BTreeMap<&PathBuf, Vec<String>> = BTreeMap::new();
    for cause in causes {
        let reasons = files.entry(&cause.file).or_default();
        if !reasons.contains(&cause.reason) {
            reasons.push(cause.reason.clone());
        }
    }
    files.into_iter().map(|(path, reasons)| ChangedFile { path: named(path, repository), reasons }).collect()
}

/// The Rust modules that a change reaches.
struct RustModules {
    /// Each with its distance from the changed ones: 0, 1 or 2 for more.
    distances: BTreeMap<RustModuleId, usize>,
}

impl RustModules {
    fn named(&self, name: impl Fn(RustModuleId) -> String) -> Reached {
        let at = |distance: usize| {
            let own = self.distances.iter().filter(|(_, own)| **own == distance);
            own.map(|(module, _)| name(*module)).collect::<BTreeSet<String>>().into_iter().collect()
        };
        Reached { changed: at(0), direct: at(1), transitive: at(2) }
    }

    /// Returns the modules of the rules file, each at its smallest distance.
    fn modules_of(&self, rules: Option<&Rules>) -> Reached {
        let Some(rules) = rules else { return Reached::default() };
        let mut distances: BTreeMap<&str, usize> = BTreeMap::new();
        for (module, distance) in &self.distances {
            let Some(owner) = rules.owner(*module) else { continue };
            let own = distances.entry(&rules.module(owner).name).or_insert(*distance);
            *own = (*own).min(*distance);
        }
        let at = |distance: usize| {
            distances.iter().filter(|(_, own)| **own == distance).map(|(name, _)| (*name).to_owned()).collect()
        };
        Reached { changed: at(0), direct: at(1), transitive: at(2) }
    }
}

/// Finds the Rust modules in changed files, and those that refer to them.
fn rust_modules(index: &SourceIndex<'_>, causes: &[Cause]) -> RustModules {
    let graph = &index.analysis.graph;
    let mut changed: BTreeSet<RustModuleId> = causes.iter().flat_map(|cause| cause.modules.iter().copied()).collect();
    if causes.iter().any(|cause| cause.scope == Scope::Everything) {
        changed.extend(graph.modules().map(|(id, _)| id));
    }
    let mut users: Vec<BTreeSet<RustModuleId>> = vec![BTreeSet::new(); graph.modules.len()];
    for reference in &graph.references {
        let target = graph.target(reference);
        let mut add = |module: RustModuleId| {
            if module != reference.from {
                users[module.0 as usize].insert(reference.from);
            }
        };
        target.via.iter().for_each(|entry| add(entry.module));
        if let End::Module(module) = target.defined {
            add(module);
        }
    }
    let mut distances: BTreeMap<RustModuleId, usize> = changed.iter().map(|module| (*module, 0)).collect();
    let mut level: Vec<RustModuleId> = changed.into_iter().collect();
    let mut distance = 0;
    while !level.is_empty() {
        distance = (distance + 1).min(2);
        let next: BTreeSet<RustModuleId> =
            level.iter().flat_map(|module| users[module.0 as usize].iter().copied()).collect();
        level = next.into_iter().filter(|module| !distances.contains_key(module)).collect();
        distances.extend(level.iter().map(|module| (*module, distance)));
    }
    RustModules { distances }
}

/// The word for a kind of test target.
fn test_kind(kind: CrateKind) -> Option<&'static str> {
    (kind != CrateKind::Build).then_some(kind.as_str())
}

/// Returns the number of test targets of a package. A library has documentation tests, too.
fn test_count(analysis: &Analysis, package: PackageId) -> usize {
    let own = analysis.workspace.crates.iter().filter(|krate| krate.package == package);
    own.map(|krate| match krate.kind {
        CrateKind::Lib => 2,
        CrateKind::Build => 0,
        _ => 1,
    })
    .sum()
}

fn packages(analysis: &Analysis, causes: &[Cause], reach: &Reach, repository: &Path) -> Vec<PackageImpact> {
    let workspace = &analysis.workspace;
    let mut packages: BTreeMap<PackageId, PackageImpact> = BTreeMap::new();
    // A changed file is a better reason than a dependency.
    let mut crates: Vec<_> = reach.crates.iter().collect();
    crates.sort_by_key(|(id, (extent, because))| {
        let rank = match because {
            Because::Changed(_) => 0,
            Because::Dependency(_) | Because::Starts(_) => 1,
            Because::Package(_) => 2,
        };
        (rank, *extent == Extent::Tests, **id)
    });
    for (id, (_, because)) in crates {
        let krate = workspace.krate(*id);
        let package = packages.entry(krate.package).or_insert_with(|| PackageImpact {
            name: workspace.package(krate.package).name.clone(),
            because: reason(analysis, causes, because, repository),
            is_changed: matches!(because, Because::Changed(_)),
            tests: Vec::new(),
            all_tests: test_count(analysis, krate.package),
        });
        let name = &krate.target;
        if let Some(kind) = test_kind(krate.kind) {
            let binary_id = binary_id(krate, workspace.package(krate.package));
            package.tests.push(TestTarget { kind, name: name.clone(), binary_id });
        }
        if krate.kind == CrateKind::Lib && reach.doc_tests.contains(&krate.package) {
            package.tests.push(TestTarget { kind: "doc", name: name.clone(), binary_id: None });
        }
    }
    let mut packages: Vec<PackageImpact> = packages.into_values().collect();
    for package in &mut packages {
        package.tests.sort_by(|a, b| (a.kind, &a.name).cmp(&(b.kind, &b.name)));
    }
    packages.sort_by(|a, b| a.name.cmp(&b.name));
    packages
}

fn reason(analysis: &Analysis, causes: &[Cause], because: &Because, repository: &Path) -> String {
    let workspace = &analysis.workspace;
    match because {
        Because::Changed(at) => format!("{} ({})", named(&causes[*at].file, repository), causes[*at].reason),
        Because::Package(krate) => format!("depends on {}", workspace.krate(*krate).path),
        Because::Dependency(krate) => format!("depends on {}", workspace.package(workspace.krate(*krate).package).name),
        Because::Starts(krate) => format!("may start the program {}", workspace.krate(*krate).target),
    }
}

/// Returns whom to ask: the owners of the changed files, and those of the code that refers to it.
fn owners(input: &ImpactInput<'_>, causes: &[Cause], found: &RustModules, repository: &Path) -> Vec<OwnerImpact> {
    let graph = &input.analysis.graph;
    let mut owners: BTreeMap<String, (BTreeSet<String>, BTreeSet<String>)> = BTreeMap::new();
    let in_rules = |module: RustModuleId| {
        let rules = input.rules?;
        Some(rules.module(rules.owner(module)?))
    };
    let of_path = |path: &str| -> Vec<String> {
        input.codeowners.map(|(_, file)| file.owners(path).into_iter().map(str::to_owned).collect()).unwrap_or_default()
    };
    for cause in causes {
        let path = named(&cause.file, repository);
        let of_modules: BTreeSet<String> = cause
            .modules
            .iter()
            .filter_map(|module| in_rules(*module)?.meta.owner.as_deref())
            .flat_map(split_owners)
            .collect();
        let names = if of_modules.is_empty() { of_path(&path) } else { of_modules.into_iter().collect() };
        for owner in names {
            owners.entry(owner).or_default().0.insert(path.clone());
        }
    }
    for (module, _) in found.distances.iter().filter(|(_, distance)| **distance > 0) {
        let in_rules = in_rules(*module);
        let files = graph.module(*module).declarations.iter().map(|declaration| {
            named(&input.analysis.workspace.root.join(&input.analysis.sources.get(declaration.file).path), repository)
        });
        match in_rules.and_then(|module| Some((module, module.meta.owner.as_deref()?))) {
            Some((module, owner)) => {
                for owner in split_owners(owner) {
                    owners.entry(owner).or_default().1.insert(module.name.clone());
                }
            }
            None => {
                for path in files {
                    for owner in of_path(&path) {
                        let name = in_rules.map_or_else(|| path.clone(), |module| module.name.clone());
                        owners.entry(owner).or_default().1.insert(name);
                    }
                }
            }
        }
    }
    let entry = |(owner, (changed, reached)): (String, (BTreeSet<String>, BTreeSet<String>))| OwnerImpact {
        owner,
        changed: changed.into_iter().collect(),
        reached: reached.into_iter().collect(),
    };
    owners.into_iter().map(entry).collect()
}
