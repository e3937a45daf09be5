//! The programs to measure: the checker and the floors.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::tools;

/// The paths of the programs.
#[derive(Debug)]
pub(crate) struct Programs {
    /// The checker.
    pub(crate) checker: PathBuf,
    /// The floor with the system's allocator.
    pub(crate) floor: PathBuf,
    /// The floor with the checker's allocator.
    pub(crate) floor_mimalloc: PathBuf,
}

impl Programs {
    /// Builds the programs that are not given, with the release profile.
    pub(crate) fn build(checker: Option<&Path>, floors: Option<&Path>) -> Result<Self, String> {
        let checker = match checker {
            Some(given) => find(given)?,
            None => build("cargo-archcheck", &["cargo-archcheck"])?.remove(0),
        };
        // Built alone, so that Cargo does not unify its features with those of other packages.
        let names = ["archcheck-floor", "archcheck-floor-mimalloc"];
        let mut floors = match floors {
            Some(directory) => {
                let program = |name| find(&directory.join(format!("{name}{}", std::env::consts::EXE_SUFFIX)));
                names.map(program).into_iter().collect::<Result<_, _>>()?
            }
            None => build("archcheck-floor", &names)?,
        };
        let floor_mimalloc = floors.remove(1);
        Ok(Self { checker, floor: floors.remove(0), floor_mimalloc })
    }
}

/// Returns the absolute path of a given program.
fn find(program: &Path) -> Result<PathBuf, String> {
    program.canonicalize().map_err(|error| format!("failed to find the program {}: {error}", program.display()))
}

/// Builds binaries of one package of this workspace, and returns their paths.
fn build(package: &str, names: &[&str]) -> Result<Vec<PathBuf>, String> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut cargo = tools::cargo(&workspace);
    cargo.args(["build", "--release", "--quiet", "--package", package, "--message-format", "json"]);
    for name in names {
        cargo.args(["--bin", name]);
    }
    let output = tools::output(&mut cargo)?;
    let text = String::from_utf8_lossy(&output.stdout);
    let messages: Vec<Value> = text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let executable = |name: &&str| {
        let message = messages
            .iter()
            .find(|message| message["executable"].is_string() && message["target"]["name"].as_str() == Some(*name))?;
        message["executable"].as_str().map(PathBuf::from)
    };
    let found: Option<Vec<PathBuf>> = names.iter().map(executable).collect();
    found.ok_or_else(|| format!("Cargo did not build all of {}", names.join(", ")))
}
