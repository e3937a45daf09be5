//! The plain data of the workspace.

use bitcode::{Decode, Encode};
use std::{collections::BTreeMap, path::PathBuf, sync::Arc};

/// A package of [`Workspace::packages`], by index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
pub struct PackageId(pub u32);

/// A crate of [`Workspace::crates`], by index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
pub struct CrateId(pub u32);

/// The members of a Cargo workspace.
#[derive(Clone, Debug)]
pub struct Workspace {
    /// The folder of the root manifest, absolute.
    pub root: PathBuf,
    /// Where Cargo puts what it builds, absolute.
    pub target_directory: PathBuf,
    /// How Cargo unifies features here.
    pub resolver: FeatureResolver,
    /// The members, sorted by name, then by manifest path.
    pub packages: Vec<Package>,
    /// All targets of all members, sorted by crate path.
    pub crates: Vec<Crate>,
}

impl Workspace {
    /// The package of an id.
    pub fn package(&self, id: PackageId) -> &Package {
        &self.packages[id.0 as usize]
    }

    /// The crate of an id.
    pub fn krate(&self, id: CrateId) -> &Crate {
        &self.crates[id.0 as usize]
    }

    /// All crates with their ids.
    pub fn crates(&self) -> impl ExactSizeIterator<Item = (CrateId, &Crate)> {
        self.crates.iter().enumerate().map(|(index, krate)| (CrateId(index as u32), krate))
    }
}

/// How Cargo unifies features: the `resolver` of the root manifest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeatureResolver {
    /// What any dependency asks for is on: those of tests and of other platforms too.
    One,
    /// Version 2 and later: what dev-dependencies ask for is on only where tests, examples or benchmarks are built, and
    /// nothing of other platforms.
    Two,
}

/// One member of the workspace.
#[derive(Clone, Debug)]
pub struct Package {
    /// Its name, as its manifest has it.
    pub name: String,
    /// What Cargo's own messages call it: `path+file:///folder#name@0.1.0`.
    pub cargo_id: String,
    /// Its `Cargo.toml`, absolute.
    pub manifest: PathBuf,
    /// The folder of its manifest, relative to the workspace root with `/`; empty for the root itself.
    pub directory: String,
    /// Its features and what each enables, as written; implicit ones of optional dependencies included.
    pub features: BTreeMap<String, Vec<String>>,
    /// Its dependencies of every kind, sorted by the name code uses for them, then by kind.
    pub dependencies: Vec<Dependency>,
}

/// When a dependency is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DependencyKind {
    /// `[dependencies]`
    Normal,
    /// `[dev-dependencies]`
    Dev,
    /// `[build-dependencies]`
    Build,
}

/// One entry of a dependency table.
#[derive(Clone, Debug)]
pub struct Dependency {
    /// The name of the package.
    pub package: String,
    /// The key in the manifest, which differs from `package` where `package = "…"` renames it.
    pub key: String,
    /// The crate name that code uses for it: a renamed one's key, else the member's lib name, else the
    /// package's name; hyphens are underscores.
    pub name: String,
    /// The table it stands in.
    pub kind: DependencyKind,
    /// The `cfg(…)` or triple of `[target.'…'.dependencies]`, as written.
    pub target: Option<String>,
    /// Whether only a feature brings it in.
    pub optional: bool,
    /// Whether the dependency's `default` feature is asked for.
    pub default_features: bool,
    /// The features of the dependency that are asked for.
    pub features: Vec<String>,
    /// The member that it is: by path, or by a `[patch]` of the root manifest.
    pub member: Option<PackageId>,
}

/// What kind of target a crate is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CrateKind {
    /// A library, a procedural macro included.
    Lib,
    /// A program.
    Bin,
    /// An integration test.
    Test,
    /// An example.
    Example,
    /// A benchmark.
    Bench,
    /// A build script.
    Build,
}

impl CrateKind {
    /// As it stands in a crate path.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Lib => "lib",
            Self::Bin => "bin",
            Self::Test => "test",
            Self::Example => "example",
            Self::Bench => "bench",
            Self::Build => "build",
        }
    }
}

/// A Rust edition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
pub enum Edition {
    /// 2015, where paths in `use` start at the crate root.
    E2015,
    /// 2018
    E2018,
    /// 2021
    E2021,
    /// 2024, and whatever comes after it.
    E2024,
}

impl Edition {
    /// Of what Cargo writes.
    pub(super) fn of(text: &str) -> Self {
        match text {
            "2015" => Self::E2015,
            "2018" => Self::E2018,
            "2021" => Self::E2021,
            _ => Self::E2024,
        }
    }

    /// As Cargo writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::E2015 => "2015",
            Self::E2018 => "2018",
            Self::E2021 => "2021",
            Self::E2024 => "2024",
        }
    }
}

/// One target of one package.
#[derive(Clone, Debug)]
pub struct Crate {
    /// How it is written, unique in the workspace: `shop`, `bin:shop`, `test:it@shop-core`, `build@shop-core`.
    pub path: String,
    /// Its package.
    pub package: PackageId,
    /// What it is.
    pub kind: CrateKind,
    /// Whether it is a procedural macro.
    pub proc_macro: bool,
    /// The target's name in Cargo.
    pub target: String,
    /// The crate name: the target's, hyphens as underscores.
    pub name: String,
    /// Its root file, absolute.
    pub root: PathBuf,
    /// Its edition.
    pub edition: Edition,
    /// The features it is built with only: `NAME`, or `DEPENDENCY/NAME`.
    pub required_features: Vec<String>,
    /// The crates that its code can name first in a path, sorted by name. One name can stand more than
    /// once, where `[target.…]` tables differ.
    pub externs: Arc<[Extern]>,
}

/// A crate that the code of another can name: the extern prelude as Cargo passes it. `std` and its family
/// are not listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extern {
    /// The name in code.
    pub name: String,
    /// What it is.
    pub target: ExternTarget,
    /// The `cfg(…)` or triple under which it is there, as written.
    pub condition: Option<String>,
    /// Whether it is there in test builds only (a dev-dependency of a lib or bin).
    pub test_only: bool,
    /// Of an optional dependency: the features of the package that each bring it in; none where it is always there.
    pub features: Option<Vec<String>>,
}

/// What an extern name leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExternTarget {
    /// A lib of the workspace.
    Member(CrateId),
    /// A crate outside, by its package's name.
    Outside(String),
}
