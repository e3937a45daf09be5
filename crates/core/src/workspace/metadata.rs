//! Converts the output of `cargo metadata` into a [`Workspace`]. It reads no files.

use super::{
    Crate, CrateId, CrateKind, Dependency, DependencyKind, Edition, FeatureResolver, LoadError, LoadErrorKind, Package,
    PackageId, Workspace, crate_paths, externs,
    patch::{self, Patch},
};
use cargo_metadata::{Metadata, TargetKind};
use std::path::{Component, Path};
use toml::Table;

/// Computes the workspace from the output of `cargo metadata --no-deps`.
///
/// `root_manifest` is the text of the root manifest. It is needed for `[patch]` and `resolver`, which Cargo does not print.
pub fn from_metadata(metadata: &Metadata, root_manifest: &str) -> Result<Workspace, LoadError> {
    let root = metadata.workspace_root.as_std_path();
    let manifest: Table = root_manifest.trim_start_matches('\u{feff}').parse().map_err(|error| {
        LoadError::new(LoadErrorKind::RootManifest, format!("the root manifest is not valid TOML: {error}"))
    })?;
    let patches = patch::patches(&manifest, root);

    let mut members: Vec<&cargo_metadata::Package> =
        metadata.packages.iter().filter(|package| metadata.workspace_members.contains(&package.id)).collect();
    members.sort_by(|a, b| (a.name.as_str(), &a.manifest_path).cmp(&(b.name.as_str(), &b.manifest_path)));

    let mut packages: Vec<Package> = members
        .iter()
        .map(|package| Package {
            name: package.name.to_string(),
            cargo_id: package.id.repr.clone(),
            manifest: package.manifest_path.clone().into(),
            directory: relative(package.manifest_path.parent().map_or(root, |directory| directory.as_std_path()), root),
            features: package.features.clone().into_iter().collect(),
            dependencies: Vec::new(),
        })
        .collect();
    let mut crates: Vec<Crate> = members
        .iter()
        .enumerate()
        .flat_map(|(index, package)| package.targets.iter().map(move |target| krate(PackageId(index as u32), target)))
        .collect();
    crate_paths::assign(&mut crates, &packages);
    crates.sort_by(|a, b| a.path.cmp(&b.path));

    let libs = Libs::new(&members, &crates);
    for (package, member) in packages.iter_mut().zip(&members) {
        package.dependencies = member
            .dependencies
            .iter()
            .map(|dependency| convert_dependency(dependency, &members, &patches, &libs, &crates))
            .collect();
        package.dependencies.sort_by(|a, b| {
            let key = |d: &Dependency| (d.name.clone(), d.kind, d.target.clone(), d.key.clone(), d.package.clone());
            key(a).cmp(&key(b))
        });
    }
    externs::assign(&mut crates, &packages, &libs.0);
    let target_directory = metadata.target_directory.clone().into();
    let resolver = resolver(&manifest, metadata);
    Ok(Workspace { root: root.to_owned(), target_directory, resolver, packages, crates })
}

/// Returns the feature resolver that the root manifest sets, or that the edition of the root package implies. Without a
/// root package, the default is version 1.
fn resolver(manifest: &Table, metadata: &Metadata) -> FeatureResolver {
    let explicit = ["workspace", "package"].iter().find_map(|table| manifest.get(*table)?.get("resolver")?.as_str());
    let edition = || {
        let root = metadata.workspace_root.join("Cargo.toml");
        let package = metadata.packages.iter().find(|package| package.manifest_path == root)?;
        Some(package.edition.as_str())
    };
    match explicit {
        Some("1") => FeatureResolver::One,
        None if matches!(edition(), None | Some("2015" | "2018")) => FeatureResolver::One,
        _ => FeatureResolver::Two,
    }
}

/// The library of each package that other crates can name. A package with only a `cdylib` or `staticlib` has none.
struct Libs(Vec<Option<CrateId>>);

impl Libs {
    fn new(members: &[&cargo_metadata::Package], crates: &[Crate]) -> Self {
        let linkable = |package: &&cargo_metadata::Package| {
            package.targets.iter().flat_map(|target| &target.kind).any(|kind| {
                matches!(kind, TargetKind::Lib | TargetKind::RLib | TargetKind::DyLib | TargetKind::ProcMacro)
            })
        };
        let mut libs = vec![None; members.len()];
        for (index, krate) in crates.iter().enumerate() {
            let package = krate.package.0 as usize;
            if krate.kind == CrateKind::Lib && linkable(&members[package]) {
                libs[package] = Some(CrateId(index as u32));
            }
        }
        Self(libs)
    }
}

fn krate(package: PackageId, target: &cargo_metadata::Target) -> Crate {
    let has = |kind: &TargetKind| target.kind.contains(kind);
    let kind = match () {
        () if has(&TargetKind::CustomBuild) => CrateKind::Build,
        () if has(&TargetKind::Bin) => CrateKind::Bin,
        () if has(&TargetKind::Test) => CrateKind::Test,
        () if has(&TargetKind::Example) => CrateKind::Example,
        () if has(&TargetKind::Bench) => CrateKind::Bench,
        // All other kinds are ways to build a library, possibly even kinds that a later Cargo adds.
        () => CrateKind::Lib,
    };
    Crate {
        path: String::new(),
        package,
        kind,
        proc_macro: has(&TargetKind::ProcMacro),
        target: target.name.clone(),
        name: crate_paths::to_crate_name(&target.name),
        root: target.src_path.clone().into(),
        edition: Edition::parse(target.edition.as_str()),
        required_features: target.required_features.clone(),
        externs: [].into(),
    }
}

fn convert_dependency(
    dependency: &cargo_metadata::Dependency,
    members: &[&cargo_metadata::Package],
    patches: &[Patch],
    libs: &Libs,
    crates: &[Crate],
) -> Dependency {
    let member = member(dependency, members, patches);
    let lib = member.and_then(|index| libs.0[index]).map(|lib| crates[lib.0 as usize].name.clone());
    let name = match &dependency.rename {
        Some(rename) => crate_paths::to_crate_name(rename),
        None => lib.unwrap_or_else(|| crate_paths::to_crate_name(&dependency.name)),
    };
    Dependency {
        package: dependency.name.clone(),
        key: dependency.rename.clone().unwrap_or_else(|| dependency.name.clone()),
        name,
        kind: match dependency.kind {
            cargo_metadata::DependencyKind::Development => DependencyKind::Dev,
            cargo_metadata::DependencyKind::Build => DependencyKind::Build,
            _ => DependencyKind::Normal,
        },
        target: dependency.target.as_ref().map(ToString::to_string),
        optional: dependency.optional,
        default_features: dependency.uses_default_features,
        features: dependency.features.clone(),
        member: member.map(|index| PackageId(index as u32)),
    }
}

/// Returns the index of the member that a dependency refers to, by path or by a patch with a matching version.
fn member(
    dependency: &cargo_metadata::Dependency,
    members: &[&cargo_metadata::Package],
    patches: &[Patch],
) -> Option<usize> {
    let at = |directory: &Path| {
        members.iter().position(|member| {
            member.name.as_str() == dependency.name
                && member.manifest_path.parent().is_some_and(|own| own.as_std_path() == directory)
        })
    };
    if let Some(path) = &dependency.path {
        return at(&patch::clean(path.as_std_path()));
    }
    let source = dependency.source.as_ref().map(ToString::to_string)?;
    patches
        .iter()
        .filter(|patch| patch.replaces(&dependency.name, &source))
        .filter_map(|patch| at(&patch.directory))
        .find(|member| dependency.req.matches(&members[*member].version))
}

/// Returns the path of a directory relative to the root, with `/`. It is absolute if they share nothing, such as a drive.
fn relative(directory: &Path, root: &Path) -> String {
    let (directory_parts, root_parts): (Vec<Component<'_>>, Vec<Component<'_>>) =
        (directory.components().collect(), root.components().collect());
    let shared = directory_parts.iter().zip(&root_parts).take_while(|(a, b)| a == b).count();
    if shared == 0 {
        return crate::files::with_slashes(directory);
    }
    let up = root_parts.iter().skip(shared).map(|_| "..".into());
    let down = directory_parts.iter().skip(shared).map(|part| part.as_os_str().to_string_lossy());
    up.chain(down).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::{
        load,
        testing::{Directory, cargo, workspace},
    };

    #[test]
    fn members_are_found_outside_the_root_by_patch_and_by_rename() {
        let workspace = workspace(&[
            (
                "root/Cargo.toml",
                "[workspace]\nmembers = ['app', '../log', '../old']\nresolver = '2'\n\
                 [patch.crates-io]\nlog = { path = '../log' }\nold = { path = '../old' }\n",
            ),
            (
                "root/app/Cargo.toml",
                "[package]\nname = 'app'\nedition = '2024'\n[dependencies]\nlog = '0.4'\nold = '2'\n\
                 again = { package = 'log', version = '0.4', optional = true, default-features = false, features = ['x'] }\n\
                 md-5 = '0.10'\n[target.'cfg(unix)'.build-dependencies]\ncc = '1'\n",
            ),
            ("root/app/src/main.rs", ""),
            (
                "log/Cargo.toml",
                "[package]\nname = 'log'\nversion = '0.4.9'\nworkspace = '../root'\n[lib]\nname = 'logging'\n[features]\nx = []\n",
            ),
            ("log/src/lib.rs", ""),
            ("old/Cargo.toml", "[package]\nname = 'old'\nversion = '1.0.0'\nworkspace = '../root'\n"),
            ("old/src/lib.rs", ""),
        ]);
        let names: Vec<_> = workspace.packages.iter().map(|p| (p.name.as_str(), p.directory.as_str())).collect();
        assert_eq!(names, [("app", "app"), ("log", "../log"), ("old", "../old")]);
        let app = &workspace.packages[0];
        let dependencies: Vec<_> =
            app.dependencies.iter().map(|d| (d.name.as_str(), d.key.as_str(), d.package.as_str(), d.member)).collect();
        assert_eq!(
            dependencies,
            [
                ("again", "again", "log", Some(PackageId(1))),
                ("cc", "cc", "cc", None),
                ("logging", "log", "log", Some(PackageId(1))),
                ("md_5", "md-5", "md-5", None),
                ("old", "old", "old", None),
            ]
        );
        let again = &app.dependencies[0];
        assert!(again.optional && !again.default_features);
        assert_eq!(again.features, ["x"]);
        assert_eq!(app.features["again"], ["dep:again"]);
        let cc = &app.dependencies[1];
        assert_eq!((cc.kind, cc.target.as_deref()), (DependencyKind::Build, Some("cfg(unix)")));
        assert_eq!(
            workspace.crates.iter().map(|krate| krate.edition.as_str()).collect::<Vec<_>>(),
            ["2024", "2015", "2015"]
        );
    }

    #[test]
    fn every_kind_of_library_is_a_lib() {
        let workspace = workspace(&[
            ("Cargo.toml", "[workspace]\nmembers = ['c', 'm']\nresolver = '2'\n"),
            ("c/Cargo.toml", "[package]\nname = 'c'\nedition = '2021'\n[lib]\ncrate-type = ['cdylib', 'rlib']\n"),
            ("c/src/lib.rs", ""),
            ("m/Cargo.toml", "[package]\nname = 'm'\nedition = '2021'\n[lib]\nproc-macro = true\n"),
            ("m/src/lib.rs", ""),
        ]);
        let kinds: Vec<_> = workspace.crates.iter().map(|krate| (krate.kind, krate.proc_macro)).collect();
        assert_eq!(kinds, [(CrateKind::Lib, false), (CrateKind::Lib, true)]);
        assert_eq!(workspace.crates[0].root, workspace.root.join("c/src/lib.rs"));
    }

    #[test]
    fn the_root_can_be_a_package_in_a_symlinked_directory() {
        let files = Directory::with(&[
            (
                "real/Cargo.toml",
                "[package]\nname = 'a'\nedition = '2021'\n[workspace]\n[dependencies]\nb = { path = 'b' }\n",
            ),
            ("real/src/lib.rs", ""),
            ("real/b/Cargo.toml", "[package]\nname = 'b'\nedition = '2021'\n"),
            ("real/b/src/lib.rs", ""),
        ]);
        let linked = files.path().join("linked");
        #[cfg(unix)]
        std::os::unix::fs::symlink(files.path().join("real"), &linked).unwrap();
        #[cfg(not(unix))]
        let linked = files.path().join("real");
        let workspace = load(Some(Path::new("Cargo.toml")), &cargo(), &linked).unwrap();
        let directories: Vec<_> = workspace.packages.iter().map(|package| package.directory.as_str()).collect();
        assert_eq!(directories, ["", "b"]);
        assert_eq!(workspace.packages[0].dependencies[0].member, Some(PackageId(1)));
    }
}
