//! The error of loading a workspace, and its conversion into a diagnostic.

use crate::{codes::Code, diagnostic::Diagnostic};
use std::{error::Error, fmt};

/// The step at which loading a workspace failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LoadErrorKind {
    /// Cargo could not be started.
    NotStarted,
    /// Cargo reported an error, such as a missing or invalid manifest.
    Rejected,
    /// The root manifest could not be read or parsed, although Cargo could.
    RootManifest,
    /// The output of Cargo could not be parsed.
    Output,
}

/// The reason why a workspace could not be loaded.
#[derive(Clone, Debug)]
pub struct LoadError {
    /// The step that failed.
    pub kind: LoadErrorKind,
    /// What went wrong: Cargo's own message if there is one, without `error: `. It can have several lines.
    pub message: String,
    /// What to do about it: a sentence.
    pub(super) help: String,
}

impl LoadError {
    pub(super) fn new(kind: LoadErrorKind, message: impl Into<String>) -> Self {
        let help = match kind {
            LoadErrorKind::NotStarted => "Install Cargo, or set the environment variable `CARGO` to its path.",
            LoadErrorKind::Rejected => {
                "Fix the error that Cargo reports, or select another manifest with `--manifest-path`. \
                 `cargo metadata --no-deps` reproduces the error."
            }
            LoadErrorKind::RootManifest => {
                "Make sure that the root manifest of the workspace is readable and valid TOML."
            }
            LoadErrorKind::Output => "Update Cargo. archcheck needs the output of `cargo metadata --format-version 1`.",
        };
        Self { kind, message: message.into(), help: help.to_owned() }
    }

    /// Converts the error into a diagnostic. The first line becomes the message, and all further lines become one note.
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
