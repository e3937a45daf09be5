//! Says what each changed file can alter. Whatever is not known widens the answer.

use super::{
    cause::{Cause, Extent, Scope},
    change::{Change, Changes},
    climbing::Climbing,
    lock::{self, Lock},
    manifest::concerns_only_its_package,
    sources::SourceIndex,
};
use crate::text::{count, few};
use archcheck_core::{
    files,
    graph::{RustModule, RustModuleId},
    syntax::test_tail,
    workspace::{CrateId, CrateKind, PackageId, Workspace},
};
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

/// The names of files that can alter every build, wherever they are.
const OF_BUILDS: [&str; 2] = ["rust-toolchain", "rust-toolchain.toml"];

/// The directories of a package that only tests, benchmarks and examples read, unless code names them.
const OF_TESTS: [&str; 8] =
    ["tests", "benches", "examples", "test_data", "testdata", "test-data", "fixtures", "snapshots"];

/// What a changed file is classified with.
pub(super) struct Classifier<'a> {
    pub(super) index: &'a SourceIndex<'a>,
    pub(super) climbing: &'a Climbing,
    /// The lock file of the workspace.
    pub(super) lock: Option<&'a Lock>,
    /// The root of the repository.
    pub(super) repository: &'a Path,
}

impl Classifier<'_> {
    /// Classifies all changed files. A file that links lead to has a cause for each of its paths.
    pub(super) fn causes(&self, changes: &Changes) -> Vec<Cause> {
        let mut causes = Vec::new();
        for (path, change) in &changes.files {
            self.add(path, path, change, &mut causes);
            for (link, to) in &changes.links {
                if let Ok(below) = path.strip_prefix(to) {
                    let linked = if below.as_os_str().is_empty() { link.clone() } else { link.join(below) };
                    self.add(path, &linked, change, &mut causes);
                }
            }
        }
        causes
    }

    /// Adds the causes of a file under one of its paths.
    fn add(&self, file: &Path, path: &Path, change: &Change, causes: &mut Vec<Cause>) {
        if let Some((scope, reason)) = self.special(path, change) {
            let modules = self.modules_of(&scope);
            return causes.push(Cause { file: file.to_owned(), scope, reason, modules });
        }
        let mut push = |scope: Scope, reason: String| {
            causes.push(Cause { file: file.to_owned(), scope, reason, modules: Vec::new() });
        };
        let included = self.climbing.included.iter().filter(|(included, _)| included == path);
        for (_, crates) in included {
            push(Scope::Crates(full(crates)), format!("included by {}", self.names(crates)));
        }
        let source = self.index.file(path).and_then(|id| Some((id, self.index.file_use(id)?)));
        let Some((id, own)) = source else { return self.data(path, &mut push) };
        let whole_package = |krate: &CrateId| self.workspace().krate(*krate).kind == CrateKind::Build;
        if own.crates.keys().any(whole_package) {
            let packages: BTreeSet<PackageId> =
                own.crates.keys().map(|krate| self.workspace().krate(*krate).package).collect();
            push(Scope::Packages(packages.into_iter().collect()), "part of a build script".to_owned());
        }
        let new = self.index.analysis.sources.get(id).text();
        let only_tests = change.old.as_deref().is_some_and(|old| differ_only_in_tests(old, new));
        let extent = |(krate, is_test): (&CrateId, &bool)| {
            let is_program = matches!(self.workspace().krate(*krate).kind, CrateKind::Lib | CrateKind::Bin);
            let is_test = *is_test || only_tests && is_program && !own.is_included;
            (*krate, if is_test { Extent::Tests } else { Extent::Full })
        };
        let crates: Vec<(CrateId, Extent)> = own.crates.iter().map(extent).collect();
        let are_tests = crates.iter().all(|(_, extent)| *extent == Extent::Tests);
        let code = if are_tests { "test code" } else { "code" };
        let reason = format!("{code} of {}", self.names(own.crates.keys()));
        causes.push(Cause {
            file: file.to_owned(),
            scope: Scope::Crates(crates),
            reason,
            modules: own.modules.iter().copied().collect(),
        });
        let mut push = |scope: Scope, reason: String| {
            causes.push(Cause { file: file.to_owned(), scope, reason, modules: Vec::new() });
        };
        if own.is_included {
            self.data(path, &mut push);
        }
        self.text_readers(&own.crates.keys().copied().collect(), &mut push);
    }

    /// Returns the Rust modules of packages that are changed as a whole.
    fn modules_of(&self, scope: &Scope) -> Vec<RustModuleId> {
        let Scope::Packages(packages) = scope else { return Vec::new() };
        let package = |module: &RustModule| self.workspace().krate(module.krate).package;
        let modules = self.index.analysis.graph.modules();
        modules.filter(|(_, module)| packages.contains(&package(module))).map(|(id, _)| id).collect()
    }

    fn workspace(&self) -> &Workspace {
        &self.index.analysis.workspace
    }

    /// Returns what a file can alter that Cargo or a test runner reads.
    fn special(&self, path: &Path, change: &Change) -> Option<(Scope, String)> {
        let everything = |reason: &str| Some((Scope::Everything, reason.to_owned()));
        let name = path.file_name()?.to_str()?;
        let parent = path.parent()?;
        if OF_BUILDS.contains(&name) {
            return everything("the toolchain of every build");
        }
        if parent.ends_with(".cargo") && matches!(name, "config" | "config.toml") {
            return everything("the configuration of Cargo");
        }
        if parent.ends_with(".config") && name == "nextest.toml" {
            return everything("the configuration of nextest");
        }
        let root = &self.workspace().root;
        if name == "Cargo.lock" && parent == root {
            return Some(self.lock_file(path, change));
        }
        if name != "Cargo.toml" {
            return None;
        }
        let packages = (0u32..).map(PackageId).zip(&self.workspace().packages);
        let member = packages.into_iter().find(|(_, package)| package.manifest == path).map(|(id, _)| id);
        let new = files::read_to_string(path).ok().filter(|_| self.is_inside(path));
        match (member, &change.old, new) {
            (None, ..) if parent == root => everything("the manifest of the workspace"),
            (None, .., None) => everything("a manifest that is gone: perhaps that of a member"),
            // A manifest among test data, or of a package that is not a member.
            (None, ..) => None,
            (Some(id), Some(old), Some(new)) if concerns_only_its_package(old, &new, parent == root) => {
                Some((Scope::Packages(vec![id]), format!("the manifest of {}", self.name(id))))
            }
            (Some(id), None, _) if change.is_new => {
                let reason = format!("the manifest of {}, a new package: Cargo unifies features", self.name(id));
                everything(&reason)
            }
            (Some(id), ..) => {
                let reason =
                    format!("dependencies or features of {}, which Cargo unifies for all packages", self.name(id));
                everything(&reason)
            }
        }
    }

    /// Returns what a change of the lock file can alter.
    fn lock_file(&self, path: &Path, change: &Change) -> (Scope, String) {
        let unknown = |what: &str| (Scope::Everything, format!("the lock file, {what}"));
        let Some(old) = &change.old else { return unknown("whose old text is not known") };
        let new = files::read_to_string(path).unwrap_or_default();
        let (Some(old), Some(new)) = (Lock::parse(old), Lock::parse(&new)) else {
            return unknown("which can't be read");
        };
        let (changed, altered) = lock::difference(&old, &new);
        let packages = (0u32..).map(PackageId).zip(&self.workspace().packages);
        let own: Vec<PackageId> =
            packages.filter(|(_, package)| altered.contains(&package.name)).map(|(id, _)| id).collect();
        let names: Vec<&String> = changed.iter().collect();
        (Scope::Packages(own), format!("the locked {}", few(&names, 3)))
    }

    /// Adds what a file can alter that is no code: perhaps test data, or a file that code includes or reads.
    fn data(&self, path: &Path, push: &mut dyn FnMut(Scope, String)) {
        let root = &self.workspace().root;
        let Some(package) = self.index.package_at(path) else {
            if path.starts_with(root) {
                return push(Scope::Everything, "in no package, so any test may read it".to_owned());
            }
            return self.outside_readers(None, push);
        };
        let directory = self.workspace().package(package).manifest.parent().unwrap_or(root);
        let other = path.ancestors().skip(1).take_while(|above| *above != directory && above.starts_with(directory));
        if other.into_iter().any(|above| above.join("Cargo.toml").is_file()) && self.may_be_other_package() {
            return push(
                Scope::Everything,
                "in a package that is not a member, but that members may depend on".to_owned(),
            );
        }
        let name = self.name(package);
        if self.is_of_tests(path, directory, package) {
            push(Scope::TestsOf(package), format!("a file of the tests of {name}"));
        } else {
            let what = if path.extension().is_some_and(|extension| extension == "rs") { "Rust code" } else { "a file" };
            push(Scope::Packages(vec![package]), format!("{what} of {name} that is no part of a target"));
        }
        self.outside_readers(Some(package), push);
    }

    /// Whether the lock file names a package of the repository that is not a member. Without a lock file, there may be one.
    fn may_be_other_package(&self) -> bool {
        let members: BTreeSet<&str> = self.workspace().packages.iter().map(|package| &*package.name).collect();
        self.lock.is_none_or(|lock| lock.has_other_packages(&members))
    }

    /// Whether only tests, benchmarks and examples of a package can read a file: no build script, and no code of its library and
    /// programs names the directory.
    fn is_of_tests(&self, path: &Path, directory: &Path, package: PackageId) -> bool {
        let below = path.strip_prefix(directory).unwrap_or(path);
        let first = below.components().next().and_then(|part| part.as_os_str().to_str());
        let is_snapshot = path.extension().is_some_and(|extension| extension == "snap");
        let Some(word) = first.filter(|name| OF_TESTS.contains(name)).or(is_snapshot.then_some("snap")) else {
            return false;
        };
        let kind = |krate: CrateId| self.workspace().krate(krate).kind;
        if self.index.crates_of(package).any(|krate| kind(krate) == CrateKind::Build) {
            return false;
        }
        let mut sources = self.index.uses().filter(|(_, own)| {
            let is_program = |(krate, is_test): (&CrateId, &bool)| {
                !is_test
                    && self.workspace().krate(*krate).package == package
                    && matches!(kind(*krate), CrateKind::Lib | CrateKind::Bin)
            };
            own.crates.iter().any(is_program)
        });
        let names = |text: &str| text.lines().any(|line| line.contains('"') && line.contains(word));
        !sources.any(|(file, _)| names(self.index.analysis.sources.get(file).text()))
    }

    /// Adds the packages whose code may read a file outside of them.
    fn outside_readers(&self, of: Option<PackageId>, push: &mut dyn FnMut(Scope, String)) {
        let packages: Vec<PackageId> =
            self.climbing.packages.iter().copied().filter(|package| Some(*package) != of).collect();
        if !packages.is_empty() {
            let names: Vec<&str> = packages.iter().map(|package| self.name(*package)).collect();
            let reason = format!("may be read by {}, whose code reads files outside its package", few(&names, 3));
            push(Scope::Packages(packages.clone()), reason);
        }
    }

    /// Adds the tests that may read source code as text, outside their package.
    fn text_readers(&self, crates: &BTreeSet<CrateId>, push: &mut dyn FnMut(Scope, String)) {
        let packages: BTreeSet<PackageId> = crates.iter().map(|krate| self.workspace().krate(*krate).package).collect();
        let others =
            self.climbing.crates.iter().filter(|krate| !packages.contains(&self.workspace().krate(**krate).package));
        let extent = |krate: &CrateId| match self.workspace().krate(*krate).kind {
            CrateKind::Lib | CrateKind::Bin => Extent::Tests,
            CrateKind::Test | CrateKind::Example | CrateKind::Bench | CrateKind::Build => Extent::Full,
        };
        let readers: Vec<(CrateId, Extent)> = others.map(|krate| (*krate, extent(krate))).collect();
        if !readers.is_empty() {
            let reason = format!("may be read as text by the tests of {}", count(readers.len(), "crate"));
            push(Scope::Crates(readers), reason);
        }
    }

    fn name(&self, package: PackageId) -> &str {
        &self.workspace().package(package).name
    }

    fn names<'c>(&self, crates: impl IntoIterator<Item = &'c CrateId>) -> String {
        let names: Vec<&str> = crates.into_iter().map(|krate| &*self.workspace().krate(*krate).path).collect();
        few(&names, 3)
    }

    fn is_inside(&self, path: &Path) -> bool {
        crate::outside::is_in(path, self.repository)
    }
}

fn full(crates: &BTreeSet<CrateId>) -> Vec<(CrateId, Extent)> {
    crates.iter().map(|krate| (*krate, Extent::Full)).collect()
}

/// Returns whether two texts of a file are the same up to items at the end that exist only in tests.
fn differ_only_in_tests(old: &str, new: &str) -> bool {
    match (test_tail(old), test_tail(new)) {
        (None, None) => false,
        (old_tail, new_tail) => {
            let head = |text: &str, tail: Option<usize>| text[..tail.unwrap_or(text.len())].trim_end().to_owned();
            head(old, old_tail) == head(new, new_tail)
        }
    }
}

/// Returns the path of the lock file.
pub(super) fn lock_path(workspace: &Workspace) -> PathBuf {
    workspace.root.join("Cargo.lock")
}
