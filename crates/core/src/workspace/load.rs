//! Runs `cargo metadata` and reads the root manifest. No other file of this module starts a program.

use super::{LoadError, LoadErrorKind, Workspace, from_metadata};
use crate::files;
use bitcode::{Decode, Encode};
use cargo_metadata::MetadataCommand;
use serde::Deserialize;
use std::{
    io::{self, Read},
    path::{Path, PathBuf},
    process::{Child, Stdio},
    thread::{self, JoinHandle},
};

/// Loads the workspace of a manifest, or the one that contains `current_dir`, by running the Cargo at `cargo`.
pub fn load(manifest: Option<&Path>, cargo: &Path, current_dir: &Path) -> Result<Workspace, LoadError> {
    start_metadata(manifest, cargo, current_dir)?.wait()?.to_workspace()
}

/// A running `cargo metadata`.
#[derive(Debug)]
pub struct PendingMetadata {
    child: Child,
    /// Reads the output while Cargo runs. Otherwise, the output of a large workspace would fill the pipe and block Cargo.
    stdout: JoinHandle<io::Result<Vec<u8>>>,
    manifest: Option<PathBuf>,
}

/// Starts `cargo metadata --no-deps` without waiting for its output.
///
/// `--no-deps` needs neither a lock file nor the registry, and writes nothing. `--offline` makes sure of that. Cargo runs
/// no rustc for it, so it never starts a program that the checked project configures as `build.rustc`.
pub fn start_metadata(manifest: Option<&Path>, cargo: &Path, current_dir: &Path) -> Result<PendingMetadata, LoadError> {
    if let Some(script) = manifest.filter(|manifest| manifest.extension().is_some_and(|extension| extension == "rs")) {
        let message = format!("`{}` is a Rust file: single-file packages are not supported", script.display());
        let help = "Select the `Cargo.toml` of a package or workspace with `--manifest-path`.".to_owned();
        return Err(LoadError { help, ..LoadError::new(LoadErrorKind::RootManifest, message) });
    }
    let mut command = MetadataCommand::new();
    command.cargo_path(cargo).current_dir(current_dir).no_deps();
    command.other_options(["--offline", "--color", "never"].map(str::to_owned));
    if let Some(manifest) = manifest {
        command.manifest_path(current_dir.join(manifest));
    }
    let mut command = command.cargo_command();
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    match command.spawn() {
        Ok(mut child) => {
            let stdout = child.stdout.take();
            let read = move || {
                let mut bytes = Vec::new();
                stdout.map_or(Ok(0), |mut stdout| stdout.read_to_end(&mut bytes)).map(|_| bytes)
            };
            let stdout = thread::Builder::new().spawn(read).map_err(|error| unreadable(&error))?;
            Ok(PendingMetadata { child, stdout, manifest: manifest.map(Path::to_owned) })
        }
        Err(error) => {
            let message = format!("failed to start `{}`: {error}", cargo.display());
            Err(LoadError::new(LoadErrorKind::NotStarted, message))
        }
    }
}

fn unreadable(error: &io::Error) -> LoadError {
    LoadError::new(LoadErrorKind::NotStarted, format!("failed to read the output of `cargo metadata`: {error}"))
}

impl PendingMetadata {
    /// Waits for Cargo, and reads the root manifest that it names.
    pub fn wait(self) -> Result<MetadataOutput, LoadError> {
        let output = self.child.wait_with_output().map_err(|error| unreadable(&error))?;
        let stdout = self
            .stdout
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            .map_err(|error| unreadable(&error))?;
        if !output.status.success() {
            let stderr = String::from_utf8_lossy(&output.stderr);
            return Err(LoadError::new(LoadErrorKind::Rejected, error_message(&stderr, self.manifest.as_deref())));
        }
        let invalid = |message: String| LoadError::new(LoadErrorKind::Output, message);
        let stdout = String::from_utf8(stdout).map_err(|error| invalid(error.to_string()))?;
        let json = stdout.lines().find(|line| line.starts_with('{'));
        let json = json.ok_or_else(|| invalid("`cargo metadata` printed no JSON".to_owned()))?.to_owned();
        let RootOnly { workspace_root: root } =
            serde_json::from_str(&json).map_err(|error| invalid(error.to_string()))?;
        let manifest = root.join("Cargo.toml");
        let text = files::read_to_string(&manifest).map_err(|error| {
            LoadError::new(LoadErrorKind::RootManifest, format!("failed to read `{}`: {error}", manifest.display()))
        })?;
        Ok(MetadataOutput { json, manifest: text })
    }
}

/// The part of the output that locates the root manifest.
#[derive(Deserialize)]
struct RootOnly {
    workspace_root: PathBuf,
}

/// The inputs from which a [`Workspace`] is computed. Equal inputs yield equal workspaces.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct MetadataOutput {
    /// The output of `cargo metadata`.
    pub json: String,
    /// The text of the root manifest.
    pub manifest: String,
}

impl MetadataOutput {
    /// Computes the workspace.
    pub fn to_workspace(&self) -> Result<Workspace, LoadError> {
        let metadata = MetadataCommand::parse(&self.json)
            .map_err(|error| LoadError::new(LoadErrorKind::Output, error.to_string()))?;
        from_metadata(&metadata, &self.manifest)
    }
}

/// Extracts the error from the standard error of Cargo, without the warnings before it.
fn error_message(stderr: &str, manifest: Option<&Path>) -> String {
    let text = stderr.trim();
    let start = if text.starts_with("error") { Some(0) } else { text.find("\nerror").map(|at| at + 1) };
    let text = start.map_or(text, |start| &text[start..]);
    let text = text.strip_prefix("error: ").unwrap_or(text);
    if text.is_empty() {
        let which = manifest.map_or_else(|| "the workspace".to_owned(), |path| format!("`{}`", path.display()));
        return format!("Cargo failed to load {which} without an error message");
    }
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::testing::{Directory, cargo};
    use std::fs;

    #[test]
    fn nothing_is_written_and_no_rustc_is_run() {
        let files = Directory::with(&[
            ("Cargo.toml", "[package]\nname = 'a'\nedition = '2021'\n[dependencies]\nserde = '1'\n"),
            ("src/lib.rs", ""),
            (".cargo/config.toml", "[build]\nrustc = '/no/such/rustc'\n"),
        ]);
        let workspace = load(None, &cargo(), files.path()).unwrap();
        assert_eq!(workspace.packages.len(), 1);
        let mut left: Vec<_> = fs::read_dir(files.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        left.sort();
        assert_eq!(left, [".cargo", "Cargo.toml", "src"]);
    }

    #[test]
    fn the_error_of_cargo_is_passed_on() {
        let files = Directory::with(&[("Cargo.toml", "[package\n"), ("empty/x", "")]);
        let error = load(None, &cargo(), files.path()).unwrap_err();
        assert_eq!(error.kind, LoadErrorKind::Rejected);
        let diagnostic = error.diagnostic();
        assert!(!diagnostic.message.starts_with("error") && !diagnostic.message.contains('\u{1b}'));
        assert_eq!((diagnostic.notes.len(), diagnostic.help.len()), (1, 1));

        let error = load(Some(Path::new("empty/Cargo.toml")), &cargo(), files.path()).unwrap_err();
        assert_eq!(error.kind, LoadErrorKind::Rejected);
        assert!(error.message.contains("Cargo.toml"), "{error}");

        let error = load(Some(Path::new("tool.rs")), &cargo(), files.path()).unwrap_err();
        assert_eq!(error.message, "`tool.rs` is a Rust file: single-file packages are not supported");

        let error = load(None, Path::new("/no/such/cargo"), files.path()).unwrap_err();
        assert_eq!(error.kind, LoadErrorKind::NotStarted);
    }

    #[test]
    fn warnings_before_the_error_are_left_out() {
        assert_eq!(error_message("warning: x\nerror: y\n  why\n", None), "y\n  why");
        assert_eq!(error_message("strange", None), "strange");
        assert!(error_message("", Some(Path::new("a/Cargo.toml"))).contains("a/Cargo.toml"));
    }
}
