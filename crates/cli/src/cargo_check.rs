//! `--with cargo-check`: runs `cargo check` and passes its messages on, for editors that run only one command.
//!
//! It must not interpret the messages, except that it drops the last one, `build-finished`.

use crate::args::Global;
use std::{
    io::{self, BufRead, BufReader, Write},
    path::Path,
    process::{Command, Stdio},
};

/// The start of Cargo's last message, which the caller writes.
const LAST: &str = "{\"reason\":\"build-finished\"";

/// Runs `cargo check`, and returns whether it succeeded. Its progress goes to standard error.
pub(crate) fn run(cargo: &Path, directory: &Path, global: &Global, out: &mut dyn Write) -> Result<bool, String> {
    let failed = |error: io::Error| format!("`cargo check` failed: {error}");
    let mut command = Command::new(cargo);
    command.current_dir(directory).args([
        "check",
        "--workspace",
        "--all-targets",
        "--keep-going",
        "--message-format=json",
    ]);
    pass_flags(&mut command, global);
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(failed)?;
    let stdout = child.stdout.take().into_iter();
    let mut open = true;
    for line in stdout.flat_map(|stdout| BufReader::new(stdout).split(b'\n')) {
        let mut line = line.map_err(failed)?;
        // If the reader is gone, let Cargo finish anyway.
        if open && !line.starts_with(LAST.as_bytes()) {
            line.push(b'\n');
            open = out.write_all(&line).and_then(|()| out.flush()).is_ok();
        }
    }
    Ok(child.wait().map_err(failed)?.success())
}

/// Passes on the flags that have the same meaning for Cargo.
fn pass_flags(command: &mut Command, global: &Global) {
    if let Some(manifest) = &global.manifest_path {
        command.arg("--manifest-path").arg(manifest);
    }
    let configuration = &global.configuration;
    if let Some(target) = &configuration.target {
        command.args(["--target", target]);
    }
    for features in &configuration.features {
        command.args(["--features", features]);
    }
    for (set, flag) in [
        (configuration.all_features, "--all-features"),
        (configuration.no_default_features, "--no-default-features"),
        (global.cargo.locked, "--locked"),
        (global.cargo.offline, "--offline"),
        (global.cargo.frozen, "--frozen"),
        (global.quiet, "--quiet"),
    ] {
        if set {
            command.arg(flag);
        }
    }
}
