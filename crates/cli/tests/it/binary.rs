//! Runs the binary under test, in an environment that is the same on every machine.

use std::{path::Path, process::Command};

pub(crate) use archcheck_testing::{fixtures, normalize};

/// The result of a run.
pub(crate) struct Outcome {
    /// The exit status; `None` if a signal ended the run.
    pub(crate) status: Option<i32>,
    /// Standard output, normalized.
    pub(crate) out: String,
    /// Standard error, normalized.
    pub(crate) err: String,
}

/// The environment variables that change the output.
const OUTPUT_VARIABLES: [&str; 9] = [
    "ARCHCHECK_LOG",
    "CARGO_TERM_COLOR",
    "NO_COLOR",
    "CLICOLOR",
    "CLICOLOR_FORCE",
    "TERM",
    "NO_GRAPHICS",
    "GITHUB_ACTIONS",
    "GITHUB_STEP_SUMMARY",
];

/// Runs the binary in a directory, without the environment variables that change its output.
pub(crate) fn run(directory: &Path, args: &[&str]) -> Outcome {
    run_with(directory, args, &[])
}

/// Runs the binary in a directory, with some environment variables.
pub(crate) fn run_with(directory: &Path, args: &[&str], variables: &[(&str, &str)]) -> Outcome {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-archcheck"));
    command.current_dir(directory).args(args);
    // If a git hook runs the tests, git's variables point to the wrong repository.
    for (variable, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("GIT_")) {
        command.env_remove(variable);
    }
    for variable in OUTPUT_VARIABLES {
        command.env_remove(variable);
    }
    command.envs(variables.iter().copied());
    let output = command.output().expect("the binary can be started");
    Outcome {
        status: output.status.code(),
        out: normalize(&output.stdout, directory),
        err: normalize(&output.stderr, directory),
    }
}
