//! The `[patch.…]` tables of the root manifest. A patch can turn a dependency on a registry or a repository into one on a
//! workspace member.
//!
//! Not supported: `[patch]` and `paths` in Cargo's configuration files, and the deprecated `[replace]`.

use std::path::{Component, Path, PathBuf};
use toml::{Table, Value};

/// A patch that points to a directory.
#[derive(Clone, Debug)]
pub(super) struct Patch {
    /// The source that is patched: `crates-io`, the name of a registry, or a URL.
    source: String,
    /// The name of the package that is replaced.
    package: String,
    /// The absolute path of the replacement.
    pub(super) directory: PathBuf,
}

/// Returns the patches of a root manifest that point to directories. `root` is the directory of the manifest.
pub(super) fn patches(manifest: &Table, root: &Path) -> Vec<Patch> {
    let mut all = Vec::new();
    for (source, entries) in manifest.get("patch").and_then(Value::as_table).into_iter().flatten() {
        for (key, entry) in entries.as_table().into_iter().flatten() {
            let text = |name: &str| entry.get(name).and_then(Value::as_str);
            if let Some(path) = text("path") {
                all.push(Patch {
                    source: source.clone(),
                    package: text("package").unwrap_or(key).to_owned(),
                    directory: clean(&root.join(path)),
                });
            }
        }
    }
    all
}

impl Patch {
    /// Returns whether the patch applies to a package from a source, in the notation of `cargo metadata`.
    pub(super) fn replaces(&self, package: &str, source: &str) -> bool {
        if package != self.package {
            return false;
        }
        let (kind, address) = source.split_once('+').unwrap_or(("registry", source));
        let crates_io = matches!(
            address.trim_end_matches('/'),
            "https://github.com/rust-lang/crates.io-index" | "https://index.crates.io"
        );
        if self.source == "crates-io" {
            crates_io
        } else if self.source.contains("://") || self.source.contains('@') {
            canonical(&self.source) == canonical(address)
        } else {
            // The name of a registry, whose URL is only known from Cargo's configuration.
            kind != "git" && !crates_io
        }
    }
}

/// Removes from a URL what Cargo ignores when it compares URLs.
fn canonical(address: &str) -> String {
    let address = address.rsplit_once('+').map_or(address, |(_, rest)| rest);
    let address = address.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    let address = address.strip_suffix(".git").unwrap_or(address);
    if address.contains("://github.com/") { address.to_lowercase() } else { address.to_owned() }
}

/// Resolves `.` and `..` in a path, as Cargo does before it prints paths.
pub(super) fn clean(path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                clean.pop();
            }
            other => clean.push(other),
        }
    }
    clean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_patch_applies_to_its_source_and_package() {
        let manifest = "
            [patch.crates-io]
            log = { path = 'log' }
            other = { package = 'real', path = '../x/./real' }
            far = { git = 'https://example.com/far' }
            [patch.'https://github.com/Org/Repo.git']
            tool = { path = 'tool' }
            [patch.mine]
            inner = { path = 'inner' }
        ";
        let patches = patches(&manifest.parse().unwrap(), Path::new("/w/root"));
        let find = |package: &str, source: &str| {
            patches.iter().find(|patch| patch.replaces(package, source)).map(|patch| patch.directory.as_path())
        };
        let crates_io = "registry+https://github.com/rust-lang/crates.io-index";
        assert_eq!(find("log", crates_io), Some(Path::new("/w/root/log")));
        assert_eq!(find("real", crates_io), Some(Path::new("/w/x/real")));
        assert_eq!(find("other", crates_io), None);
        assert_eq!(find("far", crates_io), None);
        assert_eq!(find("tool", "git+https://github.com/org/repo?branch=main"), Some(Path::new("/w/root/tool")));
        assert_eq!(find("tool", crates_io), None);
        assert_eq!(find("inner", "registry+https://registry.example.com/index"), Some(Path::new("/w/root/inner")));
    }
}
