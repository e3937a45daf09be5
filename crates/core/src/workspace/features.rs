//! Computes which features are enabled in each member, unified as Cargo does for `--workspace`.
//!
//! There are two sets of features: one for libraries and binaries, and a larger one for when tests, examples and
//! benchmarks are built too, since dev-dependencies can request more. With resolver 1 both are the same.
//!
//! There are two differences to Cargo. Resolver 2 separates the features of build scripts and procedural macros, which
//! are built for the host, and can so enable fewer features. And features that an outside package requests of a patched
//! member are not known, because `--no-deps` does not list outside packages.

use super::{Dependency, DependencyKind, FeatureResolver, PackageId, Workspace};
use std::{
    collections::{BTreeMap, BTreeSet},
    error::Error,
    fmt,
};

/// The features that the command line selects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeatureSelection {
    /// The values of `--features`. Each is a list of `NAME`, `MEMBER/NAME` or `DEPENDENCY/NAME`, separated by commas or
    /// spaces.
    pub features: Vec<String>,
    /// `--all-features`
    pub all_features: bool,
    /// `false` for `--no-default-features`
    pub default_features: bool,
}

impl Default for FeatureSelection {
    fn default() -> Self {
        Self { features: Vec::new(), all_features: false, default_features: true }
    }
}

/// The error for names in `--features` that no member has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownFeatures(
    /// The distinct names, in the order of the command line.
    pub Vec<String>,
);

impl fmt::Display for UnknownFeatures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<String> = self.0.iter().map(|name| format!("`{name}`")).collect();
        let noun = if names.len() == 1 { "feature" } else { "features" };
        write!(f, "no workspace member has the {noun} {}", names.join(", "))
    }
}

impl Error for UnknownFeatures {}

/// The enabled features of each member.
pub type FeatureSets = BTreeMap<PackageId, BTreeSet<String>>;

/// The features that are enabled in each member, depending on what is built.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ActiveFeatures {
    /// The features if only libraries and binaries are built.
    pub production: FeatureSets,
    /// The features if tests, examples and benchmarks are built too: all of `production`, and those that dev-dependencies
    /// request.
    pub tests: FeatureSets,
}

/// Computes the features that are enabled in each member, with every member as a root, as for `--workspace`.
///
/// `meets` returns whether the condition of a `[target.'…']` table holds.
pub fn active_features(
    workspace: &Workspace,
    selection: &FeatureSelection,
    meets: &dyn Fn(&str) -> bool,
) -> Result<ActiveFeatures, UnknownFeatures> {
    let everything = |_: &Dependency| true;
    let on_platform = |dependency: &Dependency| dependency.target.as_deref().is_none_or(meets);
    let production = |dependency: &Dependency| dependency.kind != DependencyKind::Dev && on_platform(dependency);
    if workspace.resolver == FeatureResolver::One {
        let all = unified(workspace, selection, &everything)?;
        return Ok(ActiveFeatures { production: all.clone(), tests: all });
    }
    Ok(ActiveFeatures {
        production: unified(workspace, selection, &production)?,
        tests: unified(workspace, selection, &on_platform)?,
    })
}

/// Computes one set of features. `follows` returns whether a dependency is part of the build.
fn unified(
    workspace: &Workspace,
    selection: &FeatureSelection,
    follows: &dyn Fn(&Dependency) -> bool,
) -> Result<FeatureSets, UnknownFeatures> {
    let mut unifier = Unifier {
        workspace,
        follows,
        enabled: vec![BTreeSet::new(); workspace.packages.len()],
        enabled_dependencies: vec![BTreeSet::new(); workspace.packages.len()],
        weak: BTreeSet::new(),
        open: Vec::new(),
    };
    for (id, package) in members(workspace) {
        if selection.all_features {
            unifier.open.extend(package.features.keys().map(|feature| (id, feature.clone())));
        }
        if selection.default_features {
            unifier.open.push((id, "default".to_owned()));
        }
        for dependency in package.dependencies.iter().filter(|dependency| !dependency.optional) {
            unifier.follow(dependency);
        }
    }
    let mut unknown = Vec::new();
    for name in selection.features.iter().flat_map(|list| list.split([',', ' '])).filter(|name| !name.is_empty()) {
        if !unifier.select(name) && !unknown.iter().any(|known| known == name) {
            unknown.push(name.to_owned());
        }
    }
    unifier.run();
    if unknown.is_empty() {
        Ok(unifier.enabled.into_iter().enumerate().map(|(index, set)| (PackageId(index as u32), set)).collect())
    } else {
        Err(UnknownFeatures(unknown))
    }
}

fn members(workspace: &Workspace) -> impl Iterator<Item = (PackageId, &super::Package)> {
    workspace.packages.iter().enumerate().map(|(index, package)| (PackageId(index as u32), package))
}

/// The state of the unification: a fixed point over features and optional dependencies.
struct Unifier<'a> {
    workspace: &'a Workspace,
    follows: &'a dyn Fn(&Dependency) -> bool,
    /// The enabled features of each package.
    enabled: Vec<BTreeSet<String>>,
    /// The keys of the enabled optional dependencies of each package.
    enabled_dependencies: Vec<BTreeSet<String>>,
    /// The entries `key?/feature` of each package, which apply once something else enables the dependency.
    weak: BTreeSet<(PackageId, String, String)>,
    /// The features that are still to be enabled.
    open: Vec<(PackageId, String)>,
}

impl<'a> Unifier<'a> {
    /// Enables a name from the command line, and returns whether any member has it.
    fn select(&mut self, name: &str) -> bool {
        let workspace = self.workspace;
        let Some((of, feature)) = name.split_once('/') else {
            let having: Vec<PackageId> = members(workspace)
                .filter(|(_, package)| package.features.contains_key(name))
                .map(|(id, _)| id)
                .collect();
            self.open.extend(having.iter().map(|id| (*id, name.to_owned())));
            // Every package has a `default` feature, possibly an empty one.
            return !having.is_empty() || name == "default";
        };
        // Like Cargo, apply the name both to the member with that name and to each dependency with that key.
        let key = of.strip_suffix('?').unwrap_or(of);
        let member = members(workspace).find(|(_, package)| package.name == key);
        let having: Vec<PackageId> = members(workspace)
            .filter(|(_, package)| package.dependencies.iter().any(|dependency| dependency.key == key))
            .map(|(id, _)| id)
            .collect();
        for id in &having {
            self.enable_entry(*id, name);
        }
        if let Some((id, package)) = member {
            self.open.push((id, feature.to_owned()));
            return package.features.contains_key(feature) || feature == "default";
        }
        !having.is_empty()
    }

    /// Enables features until nothing changes.
    fn run(&mut self) {
        loop {
            while let Some((id, feature)) = self.open.pop() {
                let package = self.workspace.package(id);
                // Cargo reports features that the package does not have.
                if let Some(values) = package.features.get(&feature)
                    && self.enabled[id.0 as usize].insert(feature)
                {
                    for value in values {
                        self.enable_entry(id, value);
                    }
                }
            }
            let due: Vec<_> = self.weak.iter().filter(|(id, key, _)| self.is_enabled(*id, key)).cloned().collect();
            if due.is_empty() {
                return;
            }
            for weak in due {
                self.weak.remove(&weak);
                let (id, key, feature) = weak;
                self.enable_in_dependency(id, &key, &feature);
            }
        }
    }

    /// Applies one entry of a feature's list.
    fn enable_entry(&mut self, id: PackageId, value: &str) {
        if let Some(key) = value.strip_prefix("dep:") {
            self.enable_dependency(id, key);
        } else if let Some((key, feature)) = value.split_once('/') {
            if let Some(key) = key.strip_suffix('?') {
                self.weak.insert((id, key.to_owned(), feature.to_owned()));
            } else {
                // If the dependency `x` is optional, `x/y` also enables the feature `x`, if it exists.
                if self.dependencies(id, key).iter().any(|dependency| dependency.optional) {
                    self.open.push((id, key.to_owned()));
                }
                self.enable_dependency(id, key);
                self.enable_in_dependency(id, key, feature);
            }
        } else {
            self.open.push((id, value.to_owned()));
        }
    }

    fn dependencies(&self, id: PackageId, key: &str) -> Vec<&'a Dependency> {
        self.workspace.package(id).dependencies.iter().filter(|dependency| dependency.key == key).collect()
    }

    /// Returns whether a dependency is part of the build.
    fn is_enabled(&self, id: PackageId, key: &str) -> bool {
        self.enabled_dependencies[id.0 as usize].contains(key)
            || self.dependencies(id, key).iter().any(|dependency| !dependency.optional)
    }

    /// Enables the optional dependencies with a key.
    fn enable_dependency(&mut self, id: PackageId, key: &str) {
        if self.enabled_dependencies[id.0 as usize].insert(key.to_owned()) {
            for dependency in self.dependencies(id, key).into_iter().filter(|dependency| dependency.optional) {
                self.follow(dependency);
            }
        }
    }

    /// Enables the features that a dependency requests.
    fn follow(&mut self, dependency: &Dependency) {
        if let Some(member) = dependency.member
            && (self.follows)(dependency)
        {
            let default = dependency.default_features.then(|| "default".to_owned());
            self.open.extend(dependency.features.iter().cloned().chain(default).map(|feature| (member, feature)));
        }
    }

    /// Enables one feature of the dependencies with a key.
    fn enable_in_dependency(&mut self, id: PackageId, key: &str, feature: &str) {
        for dependency in self.dependencies(id, key) {
            if let Some(member) = dependency.member
                && (self.follows)(dependency)
            {
                self.open.push((member, feature.to_owned()));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::testing::workspace;

    fn shop() -> Workspace {
        workspace(&[
            ("Cargo.toml", "[workspace]\nmembers = ['app', 'core']\nresolver = '2'\n"),
            (
                "app/Cargo.toml",
                "[package]\nname = 'app'\nedition = '2021'\n\
                 [dependencies]\ncore = { package = 'shop-core', path = '../core', optional = true, default-features = false }\n\
                 log = { version = '0.4', optional = true }\nserde = { version = '1', optional = true }\n\
                 [dev-dependencies]\nshop-core = { path = '../core', features = ['testing'] }\n\
                 [features]\ndefault = ['std']\nstd = []\nstrong = ['core/fast']\nweak = ['core?/fast']\nwith = ['dep:core']\n\
                 ser = ['dep:serde']\nouter = ['inner', 'log']\ninner = []\n",
            ),
            ("app/src/lib.rs", ""),
            (
                "core/Cargo.toml",
                "[package]\nname = 'shop-core'\nedition = '2021'\n\
                 [features]\ndefault = ['std']\nstd = []\nfast = ['simd']\nsimd = []\ntesting = []\n",
            ),
            ("core/src/lib.rs", ""),
        ])
    }

    fn features(selection: &FeatureSelection, dev: bool) -> Result<String, UnknownFeatures> {
        let workspace = shop();
        let active = active_features(&workspace, selection, &|_| true)?;
        let sets = if dev { active.tests } else { active.production };
        let text = |set: BTreeSet<String>| set.into_iter().collect::<Vec<_>>().join(" ");
        Ok(sets.into_values().map(text).collect::<Vec<_>>().join(" | "))
    }

    fn with(list: &str) -> FeatureSelection {
        FeatureSelection { features: vec![list.to_owned()], default_features: false, ..FeatureSelection::default() }
    }

    #[test]
    fn features_are_unified() {
        let default = FeatureSelection::default();
        assert_eq!(features(&default, false).unwrap(), "default std | default std");
        assert_eq!(features(&default, true).unwrap(), "default std | default std testing");
        for (list, expected) in [
            ("", " | "),
            ("std", "std | std"),
            ("outer", "inner log outer | "),
            ("ser", "ser | "),
            ("with", "with | "),
            ("weak", "weak | "),
            ("weak,with", "weak with | fast simd"),
            ("with weak", "weak with | fast simd"),
            ("strong", "strong | fast simd"),
            ("shop-core/fast", " | fast simd"),
            ("core/fast", " | fast simd"),
            ("shop-core?/fast", " | fast simd"),
            ("app/weak,core?/simd", "weak | "),
            ("log/std", "log | "),
        ] {
            assert_eq!(features(&with(list), false).unwrap(), expected, "{list}");
        }
        // A dev-dependency requests `default`, whatever the command line selects.
        assert_eq!(features(&with(""), true).unwrap(), " | default std testing");
        let all = FeatureSelection { all_features: true, ..FeatureSelection::default() };
        assert_eq!(
            features(&all, false).unwrap(),
            "default inner log outer ser std strong weak with | default fast simd std testing"
        );
    }

    #[test]
    fn resolver_1_enables_what_any_dependency_requests() {
        let member = |resolver: &str| {
            let root = format!(
                "[package]\nname = 'a'\nedition = '2018'\n[workspace]\nmembers = ['b']\n{resolver}\n\
                 [dev-dependencies]\nb = {{ path = 'b', features = ['x'] }}\n\
                 [target.'cfg(windows)'.dependencies]\nb = {{ path = 'b', features = ['y'] }}\n"
            );
            let manifest = "[package]\nname = 'b'\nedition = '2021'\n[features]\nx = []\ny = []\n";
            workspace(&[("Cargo.toml", &root), ("src/lib.rs", ""), ("b/Cargo.toml", manifest), ("b/src/lib.rs", "")])
        };
        let sets = |workspace: &Workspace| {
            let active = active_features(workspace, &FeatureSelection::default(), &|_| false).unwrap();
            [active.production, active.tests].map(|sets| Vec::from_iter(sets[&PackageId(1)].clone()).join(" "))
        };
        assert_eq!(sets(&member("")), ["x y", "x y"]);
        assert_eq!(sets(&member("resolver = '2'")), ["", "x"]);
    }

    #[test]
    fn unknown_feature_names_are_errors() {
        let unknown = features(&with("std,nope,app/neither nope"), false).unwrap_err();
        assert_eq!(unknown.0, ["nope", "app/neither"]);
        assert_eq!(unknown.to_string(), "no workspace member has the features `nope`, `app/neither`");
    }
}
