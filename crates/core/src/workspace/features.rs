//! Which features are enabled in each member, unified as Cargo would for `--workspace`.
//!
//! There are two sets: what `cargo check` builds libraries and programs with, and what is on once tests, examples and
//! benchmarks are built along, since dev-dependencies may ask for more. Under resolver 1 both are the same.
//!
//! Simpler than Cargo in this: resolver 2 keeps the features of build scripts and procedural macros (built for the
//! host) apart, and so may enable fewer in one of the two. Features that an outside package asks of a patched member are
//! not seen: `--no-deps` knows nothing of outside packages.

use super::{Dependency, DependencyKind, FeatureResolver, PackageId, Workspace};
use std::{
    collections::{BTreeMap, BTreeSet},
    error::Error,
    fmt,
};

/// What the command line says about features.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeatureSelection {
    /// `--features`: each a list, separated by commas or spaces, of `NAME`, `MEMBER/NAME` or `DEPENDENCY/NAME`.
    pub features: Vec<String>,
    /// `--all-features`
    pub all_features: bool,
    /// False for `--no-default-features`.
    pub default_features: bool,
}

impl Default for FeatureSelection {
    fn default() -> Self {
        Self { features: Vec::new(), all_features: false, default_features: true }
    }
}

/// Names in `--features` that no member has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownFeatures(
    /// Each once, in the order of the command line.
    pub Vec<String>,
);

impl fmt::Display for UnknownFeatures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<String> = self.0.iter().map(|name| format!("`{name}`")).collect();
        write!(f, "no member of the workspace has the feature {}", names.join(", "))
    }
}

impl Error for UnknownFeatures {}

/// Features of members.
pub type FeatureSets = BTreeMap<PackageId, BTreeSet<String>>;

/// The features that are enabled in each member, depending on what is built.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ActiveFeatures {
    /// Where libraries and programs are built alone.
    pub production: FeatureSets,
    /// Where tests, examples and benchmarks are built along: all of the others, and what dev-dependencies ask for.
    pub tests: FeatureSets,
}

/// The features that are enabled in each member. Every member is a root, as with `--workspace`. `meets` says whether
/// the condition of a `[target.…]` table holds.
pub fn active_features(
    workspace: &Workspace,
    selection: &FeatureSelection,
    meets: &dyn Fn(&str) -> bool,
) -> Result<ActiveFeatures, UnknownFeatures> {
    let everything = |_: &Dependency| true;
    let here = |dependency: &Dependency| dependency.target.as_deref().is_none_or(meets);
    let production = |dependency: &Dependency| dependency.kind != DependencyKind::Dev && here(dependency);
    if workspace.resolver == FeatureResolver::One {
        let all = unified(workspace, selection, &everything)?;
        return Ok(ActiveFeatures { production: all.clone(), tests: all });
    }
    Ok(ActiveFeatures {
        production: unified(workspace, selection, &production)?,
        tests: unified(workspace, selection, &here)?,
    })
}

/// `follows` says of a dependency whether it takes part in the build.
fn unified(
    workspace: &Workspace,
    selection: &FeatureSelection,
    follows: &dyn Fn(&Dependency) -> bool,
) -> Result<FeatureSets, UnknownFeatures> {
    let mut unifier = Unifier {
        workspace,
        follows,
        enabled: vec![BTreeSet::new(); workspace.packages.len()],
        brought_in: vec![BTreeSet::new(); workspace.packages.len()],
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

struct Unifier<'a> {
    workspace: &'a Workspace,
    follows: &'a dyn Fn(&Dependency) -> bool,
    enabled: Vec<BTreeSet<String>>,
    /// The optional dependencies that are brought in, by key.
    brought_in: Vec<BTreeSet<String>>,
    /// `key?/feature` of a package, which counts once something else brings the dependency in.
    weak: BTreeSet<(PackageId, String, String)>,
    /// Features to enable.
    open: Vec<(PackageId, String)>,
}

impl<'a> Unifier<'a> {
    /// Takes one name of the command line; false where no member has it.
    fn select(&mut self, name: &str) -> bool {
        let workspace = self.workspace;
        let Some((of, feature)) = name.split_once('/') else {
            let having: Vec<PackageId> = members(workspace)
                .filter(|(_, package)| package.features.contains_key(name))
                .map(|(id, _)| id)
                .collect();
            self.open.extend(having.iter().map(|id| (*id, name.to_owned())));
            // Every package has `default`, if only an empty one.
            return !having.is_empty() || name == "default";
        };
        // Cargo takes it in both senses: the member of that name, and each dependency of that key.
        let key = of.strip_suffix('?').unwrap_or(of);
        let member = members(workspace).find(|(_, package)| package.name == key);
        let having: Vec<PackageId> = members(workspace)
            .filter(|(_, package)| package.dependencies.iter().any(|dependency| dependency.key == key))
            .map(|(id, _)| id)
            .collect();
        for id in &having {
            self.value(*id, name);
        }
        if let Some((id, package)) = member {
            self.open.push((id, feature.to_owned()));
            return package.features.contains_key(feature) || feature == "default";
        }
        !having.is_empty()
    }

    /// Until nothing is new.
    fn run(&mut self) {
        loop {
            while let Some((id, feature)) = self.open.pop() {
                let package = self.workspace.package(id);
                // A name that the package does not have is Cargo's to complain of.
                if let Some(values) = package.features.get(&feature)
                    && self.enabled[id.0 as usize].insert(feature)
                {
                    for value in values {
                        self.value(id, value);
                    }
                }
            }
            let due: Vec<_> = self.weak.iter().filter(|(id, key, _)| self.is_brought_in(*id, key)).cloned().collect();
            if due.is_empty() {
                return;
            }
            for weak in due {
                self.weak.remove(&weak);
                let (id, key, feature) = weak;
                self.ask(id, &key, &feature);
            }
        }
    }

    /// One entry of a feature's list.
    fn value(&mut self, id: PackageId, value: &str) {
        if let Some(key) = value.strip_prefix("dep:") {
            self.bring_in(id, key);
        } else if let Some((key, feature)) = value.split_once('/') {
            if let Some(key) = key.strip_suffix('?') {
                self.weak.insert((id, key.to_owned(), feature.to_owned()));
            } else {
                // `x/y` enables a feature `x` too, where `x` is optional and there is one.
                if self.dependencies(id, key).iter().any(|dependency| dependency.optional) {
                    self.open.push((id, key.to_owned()));
                }
                self.bring_in(id, key);
                self.ask(id, key, feature);
            }
        } else {
            self.open.push((id, value.to_owned()));
        }
    }

    fn dependencies(&self, id: PackageId, key: &str) -> Vec<&'a Dependency> {
        self.workspace.package(id).dependencies.iter().filter(|dependency| dependency.key == key).collect()
    }

    fn is_brought_in(&self, id: PackageId, key: &str) -> bool {
        self.brought_in[id.0 as usize].contains(key)
            || self.dependencies(id, key).iter().any(|dependency| !dependency.optional)
    }

    /// Brings optional dependencies of a key in.
    fn bring_in(&mut self, id: PackageId, key: &str) {
        if self.brought_in[id.0 as usize].insert(key.to_owned()) {
            for dependency in self.dependencies(id, key).into_iter().filter(|dependency| dependency.optional) {
                self.follow(dependency);
            }
        }
    }

    /// Enables what an active dependency asks for.
    fn follow(&mut self, dependency: &Dependency) {
        if let Some(member) = dependency.member
            && (self.follows)(dependency)
        {
            let default = dependency.default_features.then(|| "default".to_owned());
            self.open.extend(dependency.features.iter().cloned().chain(default).map(|feature| (member, feature)));
        }
    }

    /// Enables one feature of the dependencies of a key.
    fn ask(&mut self, id: PackageId, key: &str, feature: &str) {
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
        // A dev-dependency asks for `default`, whatever the command line says.
        assert_eq!(features(&with(""), true).unwrap(), " | default std testing");
        let all = FeatureSelection { all_features: true, ..FeatureSelection::default() };
        assert_eq!(
            features(&all, false).unwrap(),
            "default inner log outer ser std strong weak with | default fast simd std testing"
        );
    }

    #[test]
    fn the_first_resolver_takes_what_anything_asks_for() {
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
    fn a_name_that_no_member_has_is_said() {
        let unknown = features(&with("std,nope,app/neither nope"), false).unwrap_err();
        assert_eq!(unknown.0, ["nope", "app/neither"]);
        assert_eq!(unknown.to_string(), "no member of the workspace has the feature `nope`, `app/neither`");
    }
}
