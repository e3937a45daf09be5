//! The gate as a test: for teams whose rule is that `cargo test` says everything.

use crate::{
    Environment, Status, Streams, run,
    terminal::{ColorChoice, Stream, Wishes, caching_of_test, today},
};
use std::{
    ffi::OsString,
    path::{Path, PathBuf},
};

/// Checks the workspace that a folder lies in against its rules file, as `cargo archcheck check` does, and gives the
/// report where it does not conform.
///
/// # Errors
/// The report as a person reads it: of the violations, or of what kept the workspace from being judged.
pub fn conformance(folder: impl AsRef<Path>) -> Result<(), String> {
    let folder = folder.as_ref();
    let environment = Environment {
        caching: caching_of_test(),
        today: today(),
        current_dir: folder.to_owned(),
        // Cargo sets it for the tests that it runs.
        cargo: std::env::var_os("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from),
        repository: None,
        color: Wishes { cargo: None, any: ColorChoice::Never },
        github_actions: false,
        job_summary: None,
        out: Stream { unicode: true, width: Some(100), ..Stream::default() },
        err: Stream { unicode: true, width: Some(100), ..Stream::default() },
    };
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let args = ["cargo-archcheck", "check", "--format", "human"].map(OsString::from);
    match run(args, &environment, &mut Streams { out: &mut out, err: &mut err, progress: None }) {
        Status::Clean => Ok(()),
        Status::Violations | Status::Untrusted => Err(String::from_utf8_lossy(&[out, err].concat()).into_owned()),
    }
}

/// Fails with the report where a workspace does not conform to its rules file:
///
/// ```no_run
/// #[test]
/// fn the_architecture_holds() {
///     cargo_archcheck::assert_conforms(env!("CARGO_MANIFEST_DIR"));
/// }
/// # fn main() {}
/// ```
///
/// The whole workspace is checked, whichever of its packages the test is in.
///
/// # Panics
/// Where it does not conform: that is what a test is for.
#[track_caller]
pub fn assert_conforms(folder: impl AsRef<Path>) {
    if let Err(report) = conformance(folder) {
        panic!("the architecture does not hold\n\n{report}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fixture(name: &str) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures").join(name)
    }

    #[test]
    fn what_holds_passes() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let write = |path: &str, text| std::fs::write(folder.path().join(path), text).expect("a file can be written");
        std::fs::create_dir(folder.path().join("src")).expect("a folder can be made");
        write("Cargo.toml", "[package]\nname = \"a\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[workspace]\n");
        write("src/lib.rs", "");
        write(
            "archcheck.toml",
            "version = 1\n[[rules]]\nid = \"x\"\ntype = \"forbid\"\nfrom = [\"a\"]\nto = [\"std::fs\"]\n",
        );
        assert_conforms(folder.path());
    }

    #[test]
    #[should_panic(expected = "error[depends-on]")]
    fn what_does_not_fails_with_the_report() {
        assert_conforms(fixture("depends-on"));
    }

    /// From the folder of a member too, and where nothing could be judged.
    #[test]
    fn no_rules_are_no_success() {
        assert!(conformance(fixture("no-rules/src")).is_err_and(|report| report.contains("rules-unreadable")));
    }
}
