//! The workspace as plain data. Packages and crates refer to each other by ID.

use bitcode::{Decode, Encode};
use std::{collections::BTreeMap, path::PathBuf, sync::Arc};

/// The ID of a package: an index into [`Workspace::packages`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
pub struct PackageId(pub u32);

/// The ID of a crate: an index into [`Workspace::crates`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
pub struct CrateId(pub u32);

/// A Cargo workspace: its member packages and their crates.
#[derive(Clone, Debug)]
pub struct Workspace {
    /// The absolute path of the directory of the root manifest.
    pub root: PathBuf,
    /// The absolute path of the directory that Cargo builds into.
    pub target_directory: PathBuf,
    /// How Cargo unifies features.
    pub resolver: FeatureResolver,
    /// The member packages, sorted by name, then by manifest path.
    pub packages: Vec<Package>,
    /// The targets of all members, sorted by [`Crate::path`].
    pub crates: Vec<Crate>,
}

impl Workspace {
    /// Returns the package with an ID.
    pub fn package(&self, id: PackageId) -> &Package {
        &self.packages[id.0 as usize]
    }

    /// Returns the crate with an ID.
    pub fn krate(&self, id: CrateId) -> &Crate {
        &self.crates[id.0 as usize]
    }

    /// Iterates over all crates with their IDs.
    pub fn crates(&self) -> impl ExactSizeIterator<Item = (CrateId, &Crate)> {
        self.crates.iter().enumerate().map(|(index, krate)| (CrateId(index as u32), krate))
    }
}

/// How Cargo unifies features: the `resolver` key of the root manifest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeatureResolver {
    /// Version 1: a feature that any dependency asks for is enabled, even by tests or for other platforms.
    One,
    /// Version 2 and later: dev-dependencies count only where tests, examples or benchmarks are built, and dependencies
    /// of other platforms do not count.
    Two,
}

/// A member package of the workspace.
#[derive(Clone, Debug)]
pub struct Package {
    /// The name in the manifest.
    pub name: String,
    /// The package ID that Cargo uses in its messages: `path+file:///directory#name@0.1.0`.
    pub cargo_id: String,
    /// The absolute path of the `Cargo.toml`.
    pub manifest: PathBuf,
    /// The directory of the manifest, relative to the workspace root, with `/`. Empty for the root itself.
    pub directory: String,
    /// The features and the entries that each enables, as written. Implicit features of optional dependencies are included.
    pub features: BTreeMap<String, Vec<String>>,
    /// The dependencies of all kinds, sorted by the name that code uses, then by kind.
    pub dependencies: Vec<Dependency>,
}

/// The kind of table that declares a dependency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DependencyKind {
    /// `[dependencies]`
    Normal,
    /// `[dev-dependencies]`
    Dev,
    /// `[build-dependencies]`
    Build,
}

/// A dependency that a manifest declares: one entry of a dependency table.
#[derive(Clone, Debug)]
pub struct Dependency {
    /// The name of the package that is depended on.
    pub package: String,
    /// The key in the manifest. It differs from `package` if `package = "…"` renames the dependency.
    pub key: String,
    /// The crate name that code uses, with underscores for hyphens: the key of a renamed dependency, otherwise the name
    /// of the member's library, otherwise the name of the package.
    pub name: String,
    /// The kind of table.
    pub kind: DependencyKind,
    /// The `cfg(…)` or target triple of a `[target.'…'.dependencies]` table, as written.
    pub target: Option<String>,
    /// Whether the dependency is optional, so that only a feature enables it.
    pub optional: bool,
    /// Whether the dependency's `default` feature is requested.
    pub default_features: bool,
    /// The features of the dependency that are requested.
    pub features: Vec<String>,
    /// The workspace member that is depended on, by path or by a `[patch]` of the root manifest.
    pub member: Option<PackageId>,
}

/// The kind of Cargo target that a crate is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CrateKind {
    /// A library, including procedural macros.
    Lib,
    /// A binary.
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
    /// Returns the name that crate paths use.
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
    /// 2024 and later
    E2024,
}

impl Edition {
    /// Parses the value of the `edition` key.
    pub(super) fn parse(text: &str) -> Self {
        match text {
            "2015" => Self::E2015,
            "2018" => Self::E2018,
            "2021" => Self::E2021,
            _ => Self::E2024,
        }
    }

    /// Returns the value of the `edition` key.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::E2015 => "2015",
            Self::E2018 => "2018",
            Self::E2021 => "2021",
            Self::E2024 => "2024",
        }
    }
}

/// A crate of the workspace: one target of one package.
#[derive(Clone, Debug)]
pub struct Crate {
    /// The crate path, unique in the workspace: `shop`, `bin:shop`, `test:it@shop-core`, `build@shop-core`.
    pub path: String,
    /// The package that contains the target.
    pub package: PackageId,
    /// The kind of the target.
    pub kind: CrateKind,
    /// Whether the crate is a procedural macro.
    pub proc_macro: bool,
    /// The target's name in Cargo.
    pub target: String,
    /// The crate name: the target's name with underscores for hyphens.
    pub name: String,
    /// The absolute path of the root file.
    pub root: PathBuf,
    /// The edition.
    pub edition: Edition,
    /// The features without which Cargo does not build the target: `NAME` or `DEPENDENCY/NAME`.
    pub required_features: Vec<String>,
    /// The crates that the code can name as the first segment of a path, sorted by name. A name occurs more than once if
    /// `[target.…]` tables give it different meanings.
    pub externs: Arc<[Extern]>,
}

/// A crate that the code of another crate can name: an entry of its
/// [extern prelude](https://doc.rust-lang.org/reference/names/preludes.html#extern-prelude).
///
/// `std`, `core`, `alloc`, `proc_macro` and `test` are not listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extern {
    /// The name that the code uses.
    pub name: String,
    /// The crate that the name stands for.
    pub target: ExternTarget,
    /// The `cfg(…)` or target triple under which the entry exists, as written.
    pub condition: Option<String>,
    /// Whether the entry exists only in test builds, as a dev-dependency of a library or binary does.
    pub test_only: bool,
    /// For an optional dependency, the features of the package that enable it. `None` if it is not optional.
    pub features: Option<Vec<String>>,
}

/// The crate that a name in the extern prelude stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExternTarget {
    /// A library of the workspace.
    Member(CrateId),
    /// A crate outside the workspace, by the name of its package.
    Outside(String),
}
