//! Checks the architecture in a test, for teams that rely on `cargo test` alone.

use crate::{
    Environment, Status, Streams, run,
    terminal::{CodeHostVariables, ColorChoice, ColorEnvironment, Stream, build_cargo, caching_of_test, cargo, today},
};
use std::{ffi::OsString, path::Path};

/// Checks the workspace that contains a directory against its rules file, as `cargo archcheck check` does.
///
/// # Errors
/// Returns the report for people, if there are violations or if the check fails.
pub fn conformance(directory: impl AsRef<Path>) -> Result<(), String> {
    let directory = directory.as_ref();
    let environment = Environment {
        caching: caching_of_test(),
        today: today(),
        current_dir: directory.to_owned(),
        // Cargo sets `CARGO` for the tests that it runs.
        cargo: cargo(),
        build_cargo: build_cargo(),
        temporary: None,
        repository: None,
        working_tree: None,
        color: ColorEnvironment { cargo: None, any: ColorChoice::Never },
        github_actions: false,
        code_host: CodeHostVariables::default(),
        job_summary: None,
        out: Stream { unicode: true, width: Some(100), ..Stream::default() },
        err: Stream { unicode: true, width: Some(100), ..Stream::default() },
    };
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let args = ["cargo-archcheck", "check", "--format", "human"].map(OsString::from);
    match run(args, &environment, &mut Streams { out: &mut out, err: &mut err, progress: None, input: None }) {
        Status::Clean => Ok(()),
        Status::Violations | Status::Untrusted => Err(String::from_utf8_lossy(&[out, err].concat()).into_owned()),
    }
}

/// Fails with the report if a workspace does not conform to its rules file:
///
/// ```no_run
/// #[test]
/// fn architecture() {
///     cargo_archcheck::assert_conforms(env!("CARGO_MANIFEST_DIR"));
/// }
/// # fn main() {}
/// ```
///
/// It checks the whole workspace, no matter which package contains the test.
///
/// # Panics
/// Panics if there are violations or if the check fails.
#[track_caller]
pub fn assert_conforms(directory: impl AsRef<Path>) {
    if let Err(report) = conformance(directory) {
        panic!("the workspace does not conform to its architecture\n\n{report}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fixture(name: &str) -> std::path::PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures").join(name)
    }

    #[test]
    fn a_conforming_workspace_passes() {
        let directory = tempfile::tempdir().expect("a directory can be made");
        let write =
            |path: &str, text| std::fs::write(directory.path().join(path), text).expect("a file can be written");
        std::fs::create_dir(directory.path().join("src")).expect("a directory can be made");
        write("Cargo.toml", "[package]\nname = \"a\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[workspace]\n");
        write("src/lib.rs", "");
        write(
            "archcheck.toml",
            "version = 1\n[[rules]]\nid = \"x\"\ntype = \"forbid\"\nfrom = [\"a\"]\nto = [\"std::fs\"]\n",
        );
        assert_conforms(directory.path());
    }

    #[test]
    #[should_panic(expected = "error[depends-on]")]
    fn a_violation_fails_with_the_report() {
        assert_conforms(fixture("depends-on"));
    }

    #[test]
    fn a_missing_rules_file_fails() {
        assert!(conformance(fixture("no-rules/src")).is_err_and(|report| report.contains("rules-unreadable")));
    }
}
