//! Runs Cargo, rustc and other programs for the harnesses, and manages the work directory of the accuracy harness.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::OnceLock,
};

use serde::de::DeserializeOwned;

/// The work directory of the accuracy harness. It contains copies of crates, builds, the output of rustc, and logs.
#[derive(Clone, Debug)]
pub(crate) struct WorkDirectory {
    root: PathBuf,
}

impl WorkDirectory {
    /// Creates the directory.
    pub(crate) fn new(root: &Path) -> io::Result<Self> {
        for part in ["src", "fetch", "answers", "logs"] {
            fs::create_dir_all(root.join(part))?;
        }
        Ok(Self { root: root.canonicalize()? })
    }

    /// Returns a path in the directory.
    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }
}

/// The output of `rustc -vV`.
#[derive(Clone, Debug)]
pub(crate) struct Rustc {
    /// The whole output.
    pub(crate) version: String,
    /// The target triple of the host.
    pub(crate) host: String,
}

/// Returns the version of the rustc that Cargo runs.
pub(crate) fn rustc() -> Result<Rustc, String> {
    static RUSTC: OnceLock<Result<Rustc, String>> = OnceLock::new();
    RUSTC
        .get_or_init(|| {
            let output = output(Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into())).arg("-vV"))?;
            let version = String::from_utf8_lossy(&output.stdout).into_owned();
            let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap_or_default().to_owned();
            Ok(Rustc { version, host })
        })
        .clone()
}

/// Returns the path of the compiler itself, which the `rustc` of rustup runs.
pub(crate) fn rustc_program() -> Result<PathBuf, String> {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = output(Command::new(&rustc).args(["--print", "sysroot"]))?;
    let name = "rustc".to_owned() + env::consts::EXE_SUFFIX;
    let program = Path::new(String::from_utf8_lossy(&output.stdout).trim()).join("bin").join(name);
    Ok(if program.is_file() { program } else { rustc.into() })
}

/// Returns a command that runs Cargo in a directory.
pub(crate) fn cargo(directory: &Path) -> Command {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(directory);
    // Variables that Cargo set for `cargo xtask` must not affect the measured packages.
    for (name, _) in env::vars_os() {
        let name = name.to_string_lossy();
        if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") || name == "CARGO_TARGET_DIR" {
            cargo.env_remove(&*name);
        }
    }
    cargo
}

/// Runs a program and returns its output. A failure is an error that contains its standard error.
pub(crate) fn output(command: &mut Command) -> Result<Output, String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command.stdin(Stdio::null()).output().map_err(|error| format!("failed to run {program}: {error}"))?;
    if output.status.success() {
        return Ok(output);
    }
    let stderr = String::from_utf8_lossy(&output.stderr);
    let from = stderr.char_indices().rev().nth(1999).map_or(0, |(at, _)| at);
    Err(format!("{program}: {}: {}", output.status, stderr[from..].trim_end()))
}

/// Runs a program and parses the JSON that it prints.
pub(crate) fn json<T: DeserializeOwned>(command: &mut Command) -> Result<T, String> {
    let output = output(command)?;
    serde_json::from_slice(&output.stdout)
        .map_err(|error| format!("failed to parse the output of {}: {error}", command.get_program().to_string_lossy()))
}
