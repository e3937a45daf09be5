//! The test targets of a workspace, with the names that Cargo and nextest give them.

use archcheck_core::workspace::{Crate, CrateKind, Package};

/// Returns the ID of a crate's test binary in nextest. Build scripts have none.
///
/// See <https://nexte.st/docs/glossary/#binary-id>.
pub(super) fn binary_id(krate: &Crate, package: &Package) -> Option<String> {
    let (package, target) = (&package.name, &krate.target);
    match krate.kind {
        CrateKind::Lib => Some(package.clone()),
        CrateKind::Test => Some(format!("{package}::{target}")),
        CrateKind::Bin => Some(format!("{package}::bin/{target}")),
        CrateKind::Example => Some(format!("{package}::example/{target}")),
        CrateKind::Bench => Some(format!("{package}::bench/{target}")),
        CrateKind::Build => None,
    }
}
