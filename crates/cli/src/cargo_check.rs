//! `--with cargo-check`: what `cargo check` says, passed through line by line, so that an editor which runs one
//! command gets the compiler's messages and ours. It reads nothing of them but which one is the last.

use crate::args::Global;
use std::{
    io::{self, BufRead, BufReader, Write},
    path::Path,
    process::{Command, Stdio},
};

/// How Cargo's last message starts, which is ours to write.
const LAST: &str = "{\"reason\":\"build-finished\"";

/// Runs it; whether it found nothing wrong. What it says of its progress goes where ours goes.
pub(crate) fn run(cargo: &Path, folder: &Path, global: &Global, out: &mut dyn Write) -> Result<bool, String> {
    let failed = |error: io::Error| format!("`cargo check` failed: {error}");
    let mut command = Command::new(cargo);
    command.current_dir(folder).args([
        "check",
        "--workspace",
        "--all-targets",
        "--keep-going",
        "--message-format=json",
    ]);
    arguments(&mut command, global);
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(failed)?;
    let stdout = child.stdout.take().into_iter();
    let mut open = true;
    for line in stdout.flat_map(|stdout| BufReader::new(stdout).split(b'\n')) {
        let mut line = line.map_err(failed)?;
        // That nobody reads any more is no reason to stop Cargo half-way.
        if open && !line.starts_with(LAST.as_bytes()) {
            line.push(b'\n');
            open = out.write_all(&line).and_then(|()| out.flush()).is_ok();
        }
    }
    Ok(child.wait().map_err(failed)?.success())
}

/// What was asked of us and means the same to Cargo.
fn arguments(command: &mut Command, global: &Global) {
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
