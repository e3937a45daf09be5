//! Builds the checker that the tools run.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

/// Returns the path of the checker, built with the same profile as the tools.
pub(crate) fn checker() -> PathBuf {
    let directory = Path::new(env!("CARGO_BIN_EXE_xtask")).parent().expect("a program has a directory");
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."));
    cargo.args(["build", "--quiet", "--offline", "--workspace", "--bins", "--target-dir"]);
    cargo.arg(directory.parent().expect("it is below the target directory"));
    if directory.ends_with("release") {
        cargo.arg("--release");
    }
    assert!(cargo.status().expect("Cargo runs").success(), "the checker can't be built");
    directory.join(format!("cargo-archcheck{}", std::env::consts::EXE_SUFFIX))
}
