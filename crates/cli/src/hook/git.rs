//! Asking git. It runs where the command does, with the environment that git gives its hooks: that says which index
//! is about to be committed.

use crate::{repository, text::with_help};
use std::{
    ffi::OsStr,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// A repository's working tree, and git in it.
#[derive(Debug)]
pub(super) struct Git {
    /// Where git is run.
    folder: PathBuf,
    /// The top of the working tree, absolute.
    pub(super) top: PathBuf,
}

impl Git {
    /// The repository that a folder lies in. Where git's environment names a repository but no working tree (as in the
    /// hooks of a second one), git takes the folder it is run in for the top: so it is run there.
    pub(super) fn of(folder: &Path) -> Result<Self, String> {
        let start = repository::root(folder).unwrap_or(folder);
        let mut git = Self { folder: start.to_owned(), top: PathBuf::new() };
        git.top = git.path(&["rev-parse", "--show-toplevel"]).map_err(|error| {
            let message = format!("`{}` is not in the working tree of a git repository", folder.display());
            let help = "`hook` is about what git commits; `cargo archcheck check` checks the files as they are";
            with_help(&message, &[help.to_owned(), error])
        })?;
        Ok(git)
    }

    /// What a command prints.
    pub(super) fn ask(&self, args: &[&str]) -> Result<Vec<u8>, String> {
        self.feed(args, &[])
    }

    /// A path that a command prints; a relative one is from where git is run.
    pub(super) fn path(&self, args: &[&str]) -> Result<PathBuf, String> {
        let mut output = self.ask(args)?;
        while output.last().is_some_and(|byte| matches!(byte, b'\n' | b'\r')) {
            output.pop();
        }
        Ok(self.place().join(as_path(&output)))
    }

    /// The paths that a command with `-z` prints, as it prints them.
    pub(super) fn list(&self, args: &[&str]) -> Result<Vec<Vec<u8>>, String> {
        let output = self.ask(args)?;
        Ok(output.split(|byte| *byte == 0).filter(|path| !path.is_empty()).map(<[u8]>::to_vec).collect())
    }

    /// What a command prints that is given something to read.
    pub(super) fn feed(&self, args: &[&str], input: &[u8]) -> Result<Vec<u8>, String> {
        let said = |what: &dyn std::fmt::Display| format!("`git {}` failed: {what}", args.join(" "));
        let mut command = Command::new("git");
        // A terminal that asks for a password would wait for ever.
        command.current_dir(self.place()).args(args).env("GIT_OPTIONAL_LOCKS", "0");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(|error| said(&error))?;
        if let Some(mut stdin) = child.stdin.take() {
            // Git reads all of it before it prints. If it stops early, its own words say why.
            let _ = stdin.write_all(input);
        }
        let output = child.wait_with_output().map_err(|error| said(&error))?;
        if !output.status.success() {
            return Err(said(&String::from_utf8_lossy(&output.stderr).trim()));
        }
        Ok(output.stdout)
    }

    /// Paths that git prints and reads are then relative to the top.
    fn place(&self) -> &Path {
        if self.top.as_os_str().is_empty() { &self.folder } else { &self.top }
    }
}

/// A path as git prints it, in the system's own form.
#[cfg(unix)]
pub(super) fn as_path(bytes: &[u8]) -> &Path {
    use std::os::unix::ffi::OsStrExt;
    Path::new(OsStr::from_bytes(bytes))
}

/// A path as git prints it: UTF-8, wherever the system's own form is another.
#[cfg(not(unix))]
pub(super) fn as_path(bytes: &[u8]) -> &Path {
    Path::new(OsStr::new(std::str::from_utf8(bytes).unwrap_or_default()))
}
