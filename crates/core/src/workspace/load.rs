//! Asking Cargo: the one place of this stage that starts a program and reads a file.

use super::{Workspace, from_metadata};
use crate::{codes::Code, diagnostic::Diagnostic};
use bitcode::{Decode, Encode};
use cargo_metadata::MetadataCommand;
use serde::Deserialize;
use std::{
    error::Error,
    fmt, fs,
    io::{self, Read},
    path::{Path, PathBuf},
    process::{Child, Stdio},
    thread::{self, JoinHandle},
};

/// What kept a workspace from being loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LoadErrorKind {
    /// Cargo could not be started.
    NotStarted,
    /// Cargo refused: no manifest, or one that it can't read.
    Refused,
    /// The root manifest can't be read, though Cargo could.
    RootManifest,
    /// What Cargo printed can't be read.
    Output,
}

/// Why a workspace could not be loaded: Cargo's own words where there are any.
#[derive(Clone, Debug)]
pub struct LoadError {
    /// What kept it.
    pub kind: LoadErrorKind,
    /// What went wrong, without `error: ` before it; may have several lines.
    pub message: String,
    /// What to do: a sentence.
    pub help: String,
}

impl LoadError {
    pub(super) fn new(kind: LoadErrorKind, message: impl Into<String>) -> Self {
        let help = match kind {
            LoadErrorKind::NotStarted => "Install Cargo, or set the environment variable `CARGO` to its path.",
            LoadErrorKind::Refused => {
                "Mend what Cargo says, or name another manifest with `--manifest-path`; \
                 `cargo metadata --no-deps` says the same."
            }
            LoadErrorKind::RootManifest => "Make the manifest of the workspace's root readable, as valid TOML.",
            LoadErrorKind::Output => "Update Cargo; archcheck reads version 1 of what `cargo metadata` prints.",
        };
        Self { kind, message: message.into(), help: help.to_owned() }
    }

    /// As a diagnostic: the first line is the message, the others (Cargo's excerpt, its causes) are one note.
    pub fn diagnostic(&self) -> Diagnostic {
        let (first, rest) = self.message.split_once('\n').unwrap_or((&self.message, ""));
        let mut diagnostic = Diagnostic::new(Code::Metadata, first.trim_end()).help(&self.help);
        let rest = rest.trim_matches('\n');
        if !rest.trim().is_empty() {
            diagnostic.notes.push(rest.to_owned());
        }
        diagnostic
    }
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for LoadError {}

/// Loads the workspace of a manifest, or the one that `current_dir` is in, as the Cargo at `cargo` knows it.
pub fn load(manifest: Option<&Path>, cargo: &Path, current_dir: &Path) -> Result<Workspace, LoadError> {
    ask(manifest, cargo, current_dir)?.answer()?.workspace()
}

/// A question that Cargo is at work on.
#[derive(Debug)]
pub struct Asked {
    child: Child,
    /// What it prints, read as it comes: Cargo waits where a pipe is full, and that of a large workspace soon is.
    printed: JoinHandle<io::Result<Vec<u8>>>,
    manifest: Option<PathBuf>,
}

/// Asks Cargo, and does not wait for the answer.
///
/// `--no-deps` needs neither a lock file nor the registry, and writes nothing; `--offline` is the promise of it, should
/// a Cargo ever want to. Neither runs a rustc, so a `build.rustc` of the checked project is never started.
pub fn ask(manifest: Option<&Path>, cargo: &Path, current_dir: &Path) -> Result<Asked, LoadError> {
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
                let mut printed = Vec::new();
                stdout.map_or(Ok(0), |mut stdout| stdout.read_to_end(&mut printed)).map(|_| printed)
            };
            let printed = thread::Builder::new().spawn(read).map_err(|error| unread(&error))?;
            Ok(Asked { child, printed, manifest: manifest.map(Path::to_owned) })
        }
        Err(error) => {
            let message = format!("`{}` can't be started: {error}", cargo.display());
            Err(LoadError::new(LoadErrorKind::NotStarted, message))
        }
    }
}

fn unread(error: &io::Error) -> LoadError {
    LoadError::new(LoadErrorKind::NotStarted, format!("Cargo's answer can't be read: {error}"))
}

impl Asked {
    /// Waits for the answer.
    pub fn answer(self) -> Result<Answer, LoadError> {
        let output = self.child.wait_with_output().map_err(|error| unread(&error))?;
        let printed = self
            .printed
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            .map_err(|error| unread(&error))?;
        if !output.status.success() {
            let stderr = String::from_utf8_lossy(&output.stderr);
            return Err(LoadError::new(LoadErrorKind::Refused, cargos_words(&stderr, self.manifest.as_deref())));
        }
        let wrong = |message: String| LoadError::new(LoadErrorKind::Output, message);
        let printed = String::from_utf8(printed).map_err(|error| wrong(error.to_string()))?;
        let json = printed.lines().find(|line| line.starts_with('{'));
        let json = json.ok_or_else(|| wrong("`cargo metadata` printed no JSON".to_owned()))?.to_owned();
        let Roots { workspace_root: root } = serde_json::from_str(&json).map_err(|error| wrong(error.to_string()))?;
        let manifest = root.join("Cargo.toml");
        let text = fs::read_to_string(&manifest).map_err(|error| {
            LoadError::new(LoadErrorKind::RootManifest, format!("`{}` can't be read: {error}", manifest.display()))
        })?;
        Ok(Answer { json, manifest: text })
    }
}

/// What is needed of the answer to know where the root manifest is.
#[derive(Deserialize)]
struct Roots {
    workspace_root: PathBuf,
}

/// All that a workspace is made of: two answers that are the same make the same workspace.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Answer {
    /// What `cargo metadata` printed.
    pub json: String,
    /// The text of the root manifest.
    pub manifest: String,
}

impl Answer {
    /// The workspace.
    pub fn workspace(&self) -> Result<Workspace, LoadError> {
        let metadata = MetadataCommand::parse(&self.json)
            .map_err(|error| LoadError::new(LoadErrorKind::Output, error.to_string()))?;
        from_metadata(&metadata, &self.manifest)
    }
}

/// What Cargo said, from its first error on: what it warns of before that is not the cause.
fn cargos_words(stderr: &str, manifest: Option<&Path>) -> String {
    let text = stderr.trim();
    let start = if text.starts_with("error") { Some(0) } else { text.find("\nerror").map(|at| at + 1) };
    let text = start.map_or(text, |start| &text[start..]);
    let text = text.strip_prefix("error: ").unwrap_or(text);
    if text.is_empty() {
        let which = manifest.map_or_else(|| "the workspace".to_owned(), |path| format!("`{}`", path.display()));
        return format!("Cargo can't read {which}, and does not say why");
    }
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::testing::{Files, cargo};

    #[test]
    fn nothing_is_written_and_no_rustc_is_run() {
        let files = Files::new(&[
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
    fn what_cargo_says_is_passed_on() {
        let files = Files::new(&[("Cargo.toml", "[package\n"), ("empty/x", "")]);
        let error = load(None, &cargo(), files.path()).unwrap_err();
        assert_eq!(error.kind, LoadErrorKind::Refused);
        let diagnostic = error.diagnostic();
        assert!(!diagnostic.message.starts_with("error") && !diagnostic.message.contains('\u{1b}'));
        assert_eq!((diagnostic.notes.len(), diagnostic.help.len()), (1, 1));

        let error = load(Some(Path::new("empty/Cargo.toml")), &cargo(), files.path()).unwrap_err();
        assert_eq!(error.kind, LoadErrorKind::Refused);
        assert!(error.message.contains("Cargo.toml"), "{error}");

        let error = load(None, Path::new("/no/such/cargo"), files.path()).unwrap_err();
        assert_eq!(error.kind, LoadErrorKind::NotStarted);
    }

    #[test]
    fn warnings_before_the_error_are_not_the_cause() {
        assert_eq!(cargos_words("warning: x\nerror: y\n  why\n", None), "y\n  why");
        assert_eq!(cargos_words("strange", None), "strange");
        assert!(cargos_words("", Some(Path::new("a/Cargo.toml"))).contains("a/Cargo.toml"));
    }
}
