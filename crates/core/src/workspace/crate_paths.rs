//! Crate paths: short names of crates that are unique in the workspace.

use super::{Crate, CrateKind, Package};
use std::collections::BTreeMap;

/// Sets the [`path`](Crate::path) of each crate.
pub(super) fn assign(crates: &mut [Crate], packages: &[Package]) {
    let mut named: BTreeMap<(CrateKind, String), usize> = BTreeMap::new();
    let mut builds: BTreeMap<_, usize> = BTreeMap::new();
    for krate in crates.iter() {
        *named.entry((krate.kind, krate.name.clone())).or_default() += 1;
        *builds.entry((krate.kind, krate.package)).or_default() += 1;
    }
    for krate in crates {
        let package = &packages[krate.package.0 as usize].name;
        let (kind, name) = (krate.kind.as_str(), &krate.name);
        let alone = named.get(&(krate.kind, name.clone())) == Some(&1);
        krate.path = match krate.kind {
            CrateKind::Lib if alone => name.clone(),
            CrateKind::Lib => format!("{name}@{package}"),
            CrateKind::Bin if alone => format!("{kind}:{name}"),
            CrateKind::Bin | CrateKind::Test | CrateKind::Example | CrateKind::Bench => {
                format!("{kind}:{name}@{package}")
            }
            CrateKind::Build if builds.get(&(krate.kind, krate.package)) == Some(&1) => format!("{kind}@{package}"),
            // Several build scripts in one package are an unstable feature of Cargo.
            CrateKind::Build => format!("{kind}:{name}@{package}"),
        };
    }
}

/// Returns the name that code uses for a package or target.
pub(super) fn to_crate_name(name: &str) -> String {
    name.replace('-', "_")
}

#[cfg(test)]
mod tests {
    use crate::workspace::testing::workspace;

    #[test]
    fn crate_paths_are_unique_and_short() {
        let workspace = workspace(&[
            ("Cargo.toml", "[workspace]\nmembers = ['shop-core', 'cli', 'tool']\nresolver = '2'\n"),
            ("shop-core/Cargo.toml", "[package]\nname = 'shop-core'\nedition = '2021'\n[lib]\nname = 'shop'\n"),
            ("shop-core/src/lib.rs", ""),
            ("shop-core/tests/it-all.rs", ""),
            ("shop-core/examples/demo.rs", ""),
            ("shop-core/benches/speed.rs", ""),
            ("shop-core/build.rs", ""),
            ("cli/Cargo.toml", "[package]\nname = 'cli'\nedition = '2021'\n[[bin]]\nname = 'shop'\npath = 'main.rs'\n"),
            ("cli/main.rs", ""),
            ("cli/src/bin/do-it.rs", ""),
            ("cli/tests/it-all.rs", ""),
            ("tool/Cargo.toml", "[package]\nname = 'tool'\nedition = '2021'\n[lib]\nname = 'shop'\n"),
            ("tool/src/lib.rs", ""),
            ("tool/src/bin/do-it.rs", ""),
        ]);
        let paths: Vec<&str> = workspace.crates.iter().map(|krate| krate.path.as_str()).collect();
        assert_eq!(
            paths,
            [
                "bench:speed@shop-core",
                "bin:do_it@cli",
                "bin:do_it@tool",
                "bin:shop",
                "build@shop-core",
                "example:demo@shop-core",
                "shop@shop-core",
                "shop@tool",
                "test:it_all@cli",
                "test:it_all@shop-core",
            ]
        );
    }
}
