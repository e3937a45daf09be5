//! Atoms: single `cfg` names, and the crate or package that each belongs to.

use crate::workspace::{CrateId, PackageId};
use bitcode::{Decode, Encode};

/// A single `cfg` name, possibly with a value: `unix`, `feature = "std"`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
pub enum Atom {
    /// `cfg(test)` of one crate.
    Test(CrateId),
    /// `cfg(feature = "…")` of one package.
    Feature(PackageId, String),
    /// A name that rustc sets, with the same value for every crate: `unix`, `target_os = "linux"`.
    Global {
        /// The name.
        key: String,
        /// The value, if the name has one.
        value: Option<String>,
    },
    /// Any other name. A build script or `RUSTFLAGS` sets it, so it can differ from package to package.
    Custom {
        /// The package.
        package: PackageId,
        /// The name.
        key: String,
        /// The value, if the name has one.
        value: Option<String>,
    },
}

/// The names that rustc sets itself, sorted (`rustc --print check-cfg`, 1.95).
///
/// `test` is missing, since it differs from crate to crate. `docsrs` is missing too: it is a custom name that Cargo
/// merely does not warn about.
const WELL_KNOWN: &[&str] = &[
    "clippy",
    "contract_checks",
    "debug_assertions",
    "doc",
    "doctest",
    "fmt_debug",
    "miri",
    "overflow_checks",
    "panic",
    "proc_macro",
    "relocation_model",
    "rustfmt",
    "sanitize",
    "sanitizer_cfi_generalize_pointers",
    "sanitizer_cfi_normalize_integers",
    "target_abi",
    "target_arch",
    "target_endian",
    "target_env",
    "target_family",
    "target_feature",
    "target_has_atomic",
    "target_has_atomic_equal_alignment",
    "target_has_atomic_load_store",
    "target_os",
    "target_pointer_width",
    "target_thread_local",
    "target_vendor",
    "ub_checks",
    "unix",
    "windows",
];

impl Atom {
    /// Returns the atom that a name stands for in the code of a crate. The name has no `r#`.
    pub(super) fn classify(krate: CrateId, package: PackageId, key: &str, value: Option<&str>) -> Self {
        match (key, value) {
            ("test", None) => Self::Test(krate),
            ("feature", Some(feature)) => Self::Feature(package, feature.to_owned()),
            _ if is_well_known(key) => Self::global(key, value),
            _ => Self::Custom { package, key: key.to_owned(), value: value.map(str::to_owned) },
        }
    }

    /// Returns the atom of a name that rustc sets, normalized.
    pub(super) fn global(key: &str, value: Option<&str>) -> Self {
        Self::Global { key: key.to_owned(), value: value.map(str::to_owned) }.normalized()
    }

    /// Replaces `target_family = "unix"` and `"windows"` by the equivalent `unix` and `windows`.
    pub(super) fn normalized(self) -> Self {
        match self {
            Self::Global { key, value: Some(value) }
                if key == "target_family" && (value == "unix" || value == "windows") =>
            {
                Self::Global { key: value, value: None }
            }
            other => other,
        }
    }

    /// Returns whether rustc itself sets the name.
    pub(super) fn is_well_known(&self) -> bool {
        matches!(self, Self::Global { key, .. } if is_well_known(key))
    }

    /// Returns the atom in the syntax of `cfg(…)`, without the package or crate it belongs to.
    pub(super) fn text(&self) -> String {
        let (key, value) = match self {
            Self::Test(_) => ("test", None),
            Self::Feature(_, feature) => ("feature", Some(feature)),
            Self::Global { key, value } | Self::Custom { key, value, .. } => (key.as_str(), value.as_ref()),
        };
        // `true` and `false` are literals, so names spelled like them are written raw.
        let raw = if matches!(key, "true" | "false") { "r#" } else { "" };
        value.map_or_else(|| format!("{raw}{key}"), |value| format!("{raw}{key} = {value:?}"))
    }
}

fn is_well_known(key: &str) -> bool {
    WELL_KNOWN.binary_search(&key).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_well_known_names_are_sorted() {
        assert!(WELL_KNOWN.is_sorted());
    }

    #[test]
    fn a_name_belongs_to_what_sets_it() {
        let atom = |key, value| Atom::classify(CrateId(1), PackageId(2), key, value);
        assert_eq!(atom("test", None), Atom::Test(CrateId(1)));
        assert_eq!(atom("feature", Some("x")), Atom::Feature(PackageId(2), "x".into()));
        assert_eq!(atom("target_family", Some("unix")), atom("unix", None));
        assert_eq!(atom("docsrs", None), Atom::Custom { package: PackageId(2), key: "docsrs".into(), value: None });
        assert_eq!(atom("true", None).text(), "r#true");
        assert_eq!(atom("target_os", Some("linux")).text(), "target_os = \"linux\"");
    }
}
