//! Runs git, in the environment of this process: git tells its hooks there which index is being committed.
//!
//! The configuration of a repository can name programs that git runs: a monitor of the file system, hooks, filters. A check
//! needs none of them. So git is told to run none, whatever the configuration says.

use crate::{
    repository,
    text::{joined, with_help},
};
use std::{
    ffi::OsStr,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// Git in a repository's working tree.
#[derive(Debug)]
pub(crate) struct Git {
    /// The directory to find the working tree from.
    directory: PathBuf,
    /// The absolute path of the working tree; empty until it is known.
    pub(crate) top: PathBuf,
    /// Options that turn off the filters that the configuration names.
    without_filters: Vec<String>,
}

/// Options with which git runs no monitor of the file system, and no hook. The hook `post-index-change` would run when git
/// writes new time stamps into the index.
const WITHOUT_PROGRAMS: [&str; 6] =
    ["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "diff.autoRefreshIndex=false"];

impl Git {
    /// Finds the repository that contains a directory.
    ///
    /// If the environment names a repository but no working tree, as in the hooks of a linked working tree, git uses
    /// the current directory as the working tree. So git must run at its top.
    pub(crate) fn of(directory: &Path) -> Result<Self, String> {
        let start = repository::root(directory).unwrap_or(directory);
        let mut git = Self { directory: start.to_owned(), top: PathBuf::new(), without_filters: Vec::new() };
        git.top = git.path(&["rev-parse", "--show-toplevel"]).map_err(|error| {
            let message = format!("`{}` is not in the working tree of a git repository", directory.display());
            let help = "run `cargo archcheck check` to check files outside a git repository";
            with_help(&message, &[help.to_owned(), joined(&error)])
        })?;
        git.without_filters = git.filters()?;
        Ok(git)
    }

    /// Returns the options that turn off all filters. A check compares the files with what is staged; where only a filter could
    /// tell that they are the same, it takes what is staged.
    fn filters(&self) -> Result<Vec<String>, String> {
        // Git fails if there is none.
        let names = ["config", "--null", "--name-only", "--get-regexp", r"^filter\..*\.(clean|smudge|process)$"];
        let names = self.start(&names, &[]).unwrap_or_default();
        let mut options = Vec::new();
        for name in names.split(|byte| *byte == 0).filter(|name| !name.is_empty()) {
            let name = String::from_utf8_lossy(name);
            let Some((driver, _)) = name.rsplit_once('.') else { continue };
            if name.contains('=') {
                return Err(format!("the git configuration has a filter with `=` in its name: `{driver}`"));
            }
            options.extend(["-c".to_owned(), format!("{name}="), "-c".to_owned(), format!("{driver}.required=false")]);
        }
        Ok(options)
    }

    /// Runs a command that prints one path. A relative path starts from the directory in which git runs.
    pub(super) fn path(&self, args: &[&str]) -> Result<PathBuf, String> {
        let mut output = self.start(args, &[])?;
        while output.last().is_some_and(|byte| matches!(byte, b'\n' | b'\r')) {
            output.pop();
        }
        Ok(self.current_dir().join(as_path(&output)))
    }

    /// Runs a command that prints paths, with `-z`.
    pub(super) fn list(&self, args: &[&str]) -> Result<Vec<Vec<u8>>, String> {
        let output = self.run(args, &[])?;
        Ok(output.split(|byte| *byte == 0).filter(|path| !path.is_empty()).map(<[u8]>::to_vec).collect())
    }

    /// Runs a command with an input, and returns its output. Git runs no program of the configuration for it.
    pub(crate) fn run(&self, args: &[&str], input: &[u8]) -> Result<Vec<u8>, String> {
        let options = WITHOUT_PROGRAMS.into_iter().chain(self.without_filters.iter().map(String::as_str));
        self.start(&options.chain(args.iter().copied()).collect::<Vec<_>>(), input)
    }

    /// Runs git with some arguments and an input, and returns its output.
    fn start(&self, args: &[&str], input: &[u8]) -> Result<Vec<u8>, String> {
        let failed = |cause: &dyn std::fmt::Display| format!("`git {}` failed: {cause}", args.join(" "));
        let mut command = Command::new("git");
        // Git must not take locks that the running commit needs.
        command.current_dir(self.current_dir()).args(args).env("GIT_OPTIONAL_LOCKS", "0");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(|error| failed(&error))?;
        let stdin = child.stdin.take();
        let output = std::thread::scope(|scope| {
            // Git may print before it has read its whole input. If it stops early, its error message tells why.
            scope.spawn(move || stdin.map(|mut stdin| stdin.write_all(input)));
            child.wait_with_output()
        });
        let output = output.map_err(|error| failed(&error))?;
        if !output.status.success() {
            return Err(failed(&String::from_utf8_lossy(&output.stderr).trim()));
        }
        Ok(output.stdout)
    }

    /// Returns the directory in which git runs: the top of the working tree, once it is known.
    fn current_dir(&self) -> &Path {
        if self.top.as_os_str().is_empty() { &self.directory } else { &self.top }
    }
}

/// Converts a path that git prints to a path of the system.
#[cfg(unix)]
pub(super) fn as_path(bytes: &[u8]) -> &Path {
    use std::os::unix::ffi::OsStrExt;
    Path::new(OsStr::from_bytes(bytes))
}

/// Converts a path that git prints, in UTF-8, to a path of the system.
#[cfg(not(unix))]
pub(super) fn as_path(bytes: &[u8]) -> &Path {
    Path::new(OsStr::new(std::str::from_utf8(bytes).unwrap_or_default()))
}
