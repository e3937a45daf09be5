//! Computes which crates the code of each crate can name: the extern prelude that Cargo passes to rustc.

use super::{Crate, CrateId, CrateKind, Dependency, DependencyKind, Extern, ExternTarget, Package, PackageId};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Sets the [`externs`](Crate::externs) of each crate. `libs` has the nameable library of each package.
pub(super) fn assign(crates: &mut [Crate], packages: &[Package], libs: &[Option<CrateId>]) {
    let own: Vec<Option<(CrateId, String)>> =
        libs.iter().map(|lib| lib.map(|id| (id, crates[id.0 as usize].name.clone()))).collect();
    // The many tests and examples of a package share one list.
    let mut known: FxHashMap<(PackageId, CrateKind), Arc<[Extern]>> = FxHashMap::default();
    for krate in crates {
        let kind = match krate.kind {
            CrateKind::Test | CrateKind::Example | CrateKind::Bench => CrateKind::Test,
            other => other,
        };
        let externs = known.entry((krate.package, kind)).or_insert_with(|| {
            let package = krate.package.0 as usize;
            externs_of_kind(kind, &packages[package], libs, own[package].as_ref()).into()
        });
        krate.externs = Arc::clone(externs);
    }
}

/// Returns the externs of the crates of one kind in a package. `own` is the library of the package itself.
fn externs_of_kind(
    kind: CrateKind,
    package: &Package,
    libs: &[Option<CrateId>],
    own: Option<&(CrateId, String)>,
) -> Vec<Extern> {
    let dependencies = package.dependencies.iter().filter_map(|dependency| {
        let test_only = visible(kind, dependency.kind)?;
        Some(Extern {
            name: dependency.name.clone(),
            target: target(dependency, libs)?,
            condition: dependency.target.clone(),
            test_only,
            features: dependency.optional.then(|| enabling_features(package, &dependency.key)),
        })
    });
    let mut externs: Vec<Extern> = dependencies.collect();
    // A build script is built before the library, and the library refers to itself as `crate`.
    if !matches!(kind, CrateKind::Lib | CrateKind::Build)
        && let Some((id, name)) = own
    {
        let target = ExternTarget::Member(*id);
        externs.push(Extern { name: name.clone(), target, condition: None, test_only: false, features: None });
    }
    without_covered(externs)
}

/// Returns `None` if code of a kind of crate cannot name a dependency, otherwise whether it can only in test builds.
fn visible(krate: CrateKind, dependency: DependencyKind) -> Option<bool> {
    match (krate, dependency) {
        (CrateKind::Build, DependencyKind::Build) => Some(false),
        (CrateKind::Build, _) | (_, DependencyKind::Build) => None,
        (CrateKind::Lib | CrateKind::Bin, DependencyKind::Dev) => Some(true),
        (_, DependencyKind::Normal | DependencyKind::Dev) => Some(false),
    }
}

/// Returns the features that directly enable an optional dependency: its implicit feature, and those that name it.
fn enabling_features(package: &Package, key: &str) -> Vec<String> {
    let names = |entry: &String| {
        entry.strip_prefix("dep:") == Some(key)
            || entry.split_once('/').is_some_and(|(dependency, _)| dependency == key)
    };
    let enables = |(feature, entries): &(&String, &Vec<String>)| *feature == key || entries.iter().any(names);
    package.features.iter().filter(enables).map(|(feature, _)| feature.clone()).collect()
}

/// Returns the crate that a dependency stands for, or `None` for a member without a library that can be linked.
fn target(dependency: &Dependency, libs: &[Option<CrateId>]) -> Option<ExternTarget> {
    match dependency.member {
        Some(member) => libs[member.0 as usize].map(ExternTarget::Member),
        None => Some(ExternTarget::Outside(dependency.package.clone())),
    }
}

/// Sorts the externs, and removes each that another one covers: with the same name and target, and existing at least
/// under the same conditions.
fn without_covered(mut externs: Vec<Extern>) -> Vec<Extern> {
    let rank = |target: &ExternTarget| match target {
        ExternTarget::Member(id) => (0, id.0, String::new()),
        ExternTarget::Outside(package) => (1, 0, package.clone()),
    };
    externs.sort_by_cached_key(|e| {
        (e.name.clone(), rank(&e.target), e.test_only, e.condition.clone(), e.features.clone())
    });
    let covers = |wide: &Extern, narrow: &Extern| {
        wide.name == narrow.name
            && wide.target == narrow.target
            && wide.test_only <= narrow.test_only
            && (wide.condition.is_none() || wide.condition == narrow.condition)
            && (wide.features.is_none() || wide.features == narrow.features)
    };
    let mut kept: Vec<Extern> = Vec::new();
    for new in externs {
        if !kept.iter().any(|old| covers(old, &new)) {
            kept.retain(|old| !covers(&new, old));
            kept.push(new);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::{Workspace, testing::workspace};

    fn externs(workspace: &Workspace, path: &str) -> Vec<String> {
        let krate = workspace.crates.iter().find(|krate| krate.path == path).unwrap();
        krate
            .externs
            .iter()
            .map(|e| {
                let target = match &e.target {
                    ExternTarget::Member(id) => workspace.krate(*id).path.clone(),
                    ExternTarget::Outside(package) => format!("({package})"),
                };
                let condition = e.condition.as_ref().map(|condition| format!(" if {condition}")).unwrap_or_default();
                format!("{} = {target}{condition}{}", e.name, if e.test_only { " in tests" } else { "" })
            })
            .collect()
    }

    #[test]
    fn each_kind_of_crate_has_its_own_externs() {
        let workspace = workspace(&[
            ("Cargo.toml", "[workspace]\nmembers = ['a', 'b', 'tool', 'native']\nresolver = '2'\n"),
            (
                "a/Cargo.toml",
                "[package]\nname = 'a-lib'\nedition = '2021'\n\
                 [dependencies]\nb = { path = '../b' }\nb2 = { path = '../b', package = 'b' }\nserde = '1'\n\
                 tool = { path = '../tool' }\nnative = { path = '../native' }\n\
                 [dev-dependencies]\nproptest = '1'\nserde = { version = '1', features = ['derive'] }\n\
                 [build-dependencies]\ncc = '1'\n\
                 [target.'cfg(unix)'.dependencies]\nos = { package = 'libc', version = '0.2' }\n\
                 [target.'cfg(windows)'.dependencies]\nos = { package = 'windows-sys', version = '0.5' }\n",
            ),
            ("a/src/lib.rs", ""),
            ("a/src/main.rs", ""),
            ("a/tests/it.rs", ""),
            ("a/build.rs", ""),
            (
                "b/Cargo.toml",
                "[package]\nname = 'b'\nedition = '2021'\n[lib]\nname = 'bee'\n[dev-dependencies]\na-lib = { path = '../a' }\n",
            ),
            ("b/src/lib.rs", ""),
            ("tool/Cargo.toml", "[package]\nname = 'tool'\nedition = '2021'\n"),
            ("tool/src/main.rs", ""),
            ("native/Cargo.toml", "[package]\nname = 'native'\nedition = '2021'\n[lib]\ncrate-type = ['cdylib']\n"),
            ("native/src/lib.rs", ""),
            ("native/src/main.rs", ""),
        ]);
        let shared = ["b2 = bee", "bee = bee", "os = (libc) if cfg(unix)", "os = (windows-sys) if cfg(windows)"]
            .map(str::to_owned);
        let with = |before: &[&str], after: &[&str]| -> Vec<String> {
            let own = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
            [own(before), shared.to_vec(), own(after)].concat()
        };
        assert_eq!(externs(&workspace, "a_lib"), with(&[], &["proptest = (proptest) in tests", "serde = (serde)"]));
        assert_eq!(
            externs(&workspace, "bin:a_lib"),
            with(&["a_lib = a_lib"], &["proptest = (proptest) in tests", "serde = (serde)"])
        );
        assert_eq!(
            externs(&workspace, "test:it@a-lib"),
            with(&["a_lib = a_lib"], &["proptest = (proptest)", "serde = (serde)"])
        );
        assert_eq!(externs(&workspace, "build@a-lib"), ["cc = (cc)"]);
        assert_eq!(externs(&workspace, "bee"), ["a_lib = a_lib in tests"]);
        assert!(externs(&workspace, "bin:native").is_empty());
    }
}
