//! Runs the binary that is under test, and makes its output the same on every machine: the one place that
//! knows what differs between them.

use std::{path::Path, process::Command};

pub(crate) use archcheck_testing::{fixtures, normalize};

/// What a run came to.
pub(crate) struct Outcome {
    /// Its exit status; none where a signal ended it.
    pub(crate) status: Option<i32>,
    /// Standard output, normalised.
    pub(crate) out: String,
    /// Standard error, normalised.
    pub(crate) err: String,
}

/// The variables that change what it says.
const SAID: [&str; 8] = [
    "CARGO_TERM_COLOR",
    "NO_COLOR",
    "CLICOLOR",
    "CLICOLOR_FORCE",
    "TERM",
    "NO_GRAPHICS",
    "GITHUB_ACTIONS",
    "GITHUB_STEP_SUMMARY",
];

/// Runs it in a folder, with nothing of this process's environment that could change what it says.
pub(crate) fn run(folder: &Path, args: &[&str]) -> Outcome {
    run_with(folder, args, &[])
}

/// The same, with some variables of its own.
pub(crate) fn run_with(folder: &Path, args: &[&str], variables: &[(&str, &str)]) -> Outcome {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-archcheck"));
    command.current_dir(folder).args(args);
    // What git sets for its hooks would make every scratch repository the one that is being committed to.
    for (variable, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("GIT_")) {
        command.env_remove(variable);
    }
    for variable in SAID {
        command.env_remove(variable);
    }
    command.envs(variables.iter().copied());
    let output = command.output().expect("the binary can be started");
    Outcome {
        status: output.status.code(),
        out: normalize(&output.stdout, folder),
        err: normalize(&output.stderr, folder),
    }
}
