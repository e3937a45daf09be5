//! Finds out what a change of a `Cargo.toml` can alter.

use toml::Table;

/// The tables of a manifest that concern its own package only, if it is not the root of the workspace.
const OWN: [&str; 8] = ["package", "lib", "bin", "test", "bench", "example", "lints", "badges"];

/// The keys of `[package]` that concern the whole workspace if they stand in its root.
const OF_ROOT: [&str; 3] = ["edition", "resolver", "workspace"];

/// Returns whether two versions of a manifest differ only in what concerns its own package. Dependencies and features do not:
/// Cargo unifies the features of all packages that it builds together.
pub(super) fn concerns_only_its_package(old: &str, new: &str, is_root: bool) -> bool {
    let (Ok(mut old), Ok(mut new)) = (toml::from_str::<Table>(old), toml::from_str::<Table>(new)) else { return false };
    if is_root {
        let key = |manifest: &Table, key: &str| manifest.get("package").and_then(|package| package.get(key)).cloned();
        if OF_ROOT.iter().any(|name| key(&old, name) != key(&new, name)) {
            return false;
        }
    }
    for table in OWN {
        old.remove(table);
        new.remove(table);
    }
    old == new
}

#[cfg(test)]
mod tests {
    use super::concerns_only_its_package;

    #[test]
    fn dependencies_and_features_concern_other_packages() {
        let old = "[package]\nname = 'a'\nedition = '2021'\n[dependencies]\nx = '1'\n";
        let check = |new: &str, is_root| concerns_only_its_package(old, new, is_root);
        assert!(check(&format!("{old}[lib]\ntest = false\n"), true));
        assert!(check(&old.replace("2021", "2024"), false));
        assert!(!check(&old.replace("2021", "2024"), true));
        assert!(!check(&old.replace("'1'", "'2'"), false));
        assert!(!check(&format!("{old}[features]\nf = []\n"), false));
        assert!(!check("not = [valid", false));
    }
}
