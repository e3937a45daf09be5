//! Downloads a crate from crates.io with Cargo, and makes it a workspace of its own.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

use crate::{
    metadata::Metadata,
    tools::{self, WorkDirectory},
};

/// Returns the directory of a copy of the crate, which is created if it does not exist yet.
pub(crate) fn obtain(name: &str, version: &str, work: &WorkDirectory) -> Result<PathBuf, String> {
    let directory = work.path(&format!("src/{name}-{version}"));
    if directory.join("Cargo.toml").is_file() {
        return Ok(directory);
    }
    let origin = fetch(name, version, work)?;
    let partial = work.path(&format!("src/.{name}-{version}.{}", std::process::id()));
    let made = archcheck_testing::copy(&origin, &partial)
        .and_then(|()| detach(&partial))
        .and_then(|()| fs::rename(&partial, &directory))
        .map_err(|error| format!("failed to copy {}: {error}", origin.display()));
    if made.is_err() {
        // A partial copy has another name, so failing to delete it does no harm.
        let _ = fs::remove_dir_all(&partial);
    }
    made.map(|()| directory)
}

/// Downloads the crate as the dependency of an empty package, and returns the directory of its source.
fn fetch(name: &str, version: &str, work: &WorkDirectory) -> Result<PathBuf, String> {
    let scratch = work.path(&format!("fetch/{name}-{version}"));
    let manifest = format!(
        "[package]\nname = \"scratch\"\nversion = \"0.0.0\"\nedition = \"2021\"\n[workspace]\n\
         [dependencies]\nit = {{ package = \"{name}\", version = \"={version}\", default-features = false }}\n"
    );
    fs::create_dir_all(scratch.join("src"))
        .and_then(|()| fs::write(scratch.join("src/lib.rs"), ""))
        .and_then(|()| fs::write(scratch.join("Cargo.toml"), manifest))
        .map_err(|error| format!("failed to write {}: {error}", scratch.display()))?;
    let metadata = Metadata::run(&scratch, &["--filter-platform", &tools::rustc()?.host])?;
    // `1.2.1` also matches `1.2.1+spec-1.1.0`.
    let same = |full: &str| full == version || full.split('+').next() == Some(version);
    metadata
        .packages
        .iter()
        .find(|package| package.name == name && same(&package.version))
        .and_then(|package| package.manifest_path.parent().map(Path::to_path_buf))
        .ok_or_else(|| format!("Cargo did not fetch {name} {version}"))
}

/// Turns an unpacked crate into a workspace of its own, without the dependencies that only its tests need.
fn detach(directory: &Path) -> io::Result<()> {
    let file = directory.join("Cargo.toml");
    let manifest = detached(&fs::read_to_string(&file)?).map_err(io::Error::other)?;
    fs::write(file, manifest)
}

fn detached(manifest: &str) -> Result<String, String> {
    const ONLY_TESTS: &[&str] = &["dev-dependencies", "dev_dependencies", "test", "bench", "example"];
    let mut root: toml::Table = manifest.parse().map_err(|error| format!("{error}"))?;
    root.retain(|key, _| !ONLY_TESTS.contains(&key));
    let mut known = BTreeSet::new();
    names_of_dependencies(&root, &mut known);
    if let Some(targets) = root.get_mut("target").and_then(toml::Value::as_table_mut) {
        for target in targets.iter_mut().filter_map(|(_, target)| target.as_table_mut()) {
            target.retain(|key, _| !ONLY_TESTS.contains(&key));
            names_of_dependencies(target, &mut known);
        }
    }
    // A feature can enable a feature of a dependency that was removed.
    if let Some(features) = root.get_mut("features").and_then(toml::Value::as_table_mut) {
        for list in features.iter_mut().filter_map(|(_, list)| list.as_array_mut()) {
            let of_dependency =
                |feature: &str| feature.split_once('/').map(|(name, _)| name.trim_end_matches('?').to_owned());
            list.retain(|feature| feature.as_str().and_then(of_dependency).is_none_or(|name| known.contains(&name)));
        }
    }
    root.insert("workspace".to_owned(), toml::Value::Table(toml::Table::new()));
    toml::to_string(&root).map_err(|error| format!("{error}"))
}

fn names_of_dependencies(table: &toml::Table, names: &mut BTreeSet<String>) {
    for key in ["dependencies", "build-dependencies", "build_dependencies"] {
        if let Some(dependencies) = table.get(key).and_then(toml::Value::as_table) {
            names.extend(dependencies.keys().cloned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_a_workspace_without_dev_dependencies() {
        let manifest = "[package]\nname = \"a\"\n[features]\nx = [\"b/y\", \"c/y\", \"z\"]\nz = []\n\
                        [dependencies.b]\nversion = \"1\"\n[dev-dependencies.c]\nversion = \"1\"\n\
                        [[bench]]\nname = \"x\"\n[target.\"cfg(unix)\".dev-dependencies.d]\nversion = \"1\"\n";
        let made: toml::Table = detached(manifest).unwrap().parse().unwrap();
        assert_eq!(made["features"]["x"].as_array().unwrap().len(), 2);
        assert!(made.contains_key("workspace") && made.contains_key("dependencies"));
        assert!(!made.contains_key("dev-dependencies") && !made.contains_key("bench"));
        assert!(made["target"]["cfg(unix)"].as_table().unwrap().is_empty());
    }
}
