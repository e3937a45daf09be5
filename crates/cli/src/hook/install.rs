//! Installs and removes git's pre-commit hook: a script that runs one command.
//!
//! Our lines have a comment before and after them. Only these lines are ever changed or removed: everything else in the hook
//! belongs to the user. A hook without our comments belongs to somebody else.

use super::git::Git;
use crate::{escape, output, report::named, terminal::Environment};
use archcheck_core::files;
use std::{
    io,
    path::{Path, PathBuf},
};

/// The lines before and after ours.
const BEGIN: &str = "# >>> Written by `cargo archcheck hook install`; `cargo archcheck hook uninstall` removes it. >>>";
const END: &str = "# <<< End of the lines of cargo-archcheck. All other lines are kept. <<<";

/// Our lines before the command.
const SETUP: [&str; 2] =
    ["# Graphical git clients often have no Cargo in their PATH.", "PATH=\"$PATH:${CARGO_HOME:-$HOME/.cargo}/bin\""];

/// The start of our command. It is not `cargo archcheck`, since a repository can make that an alias for another program.
const COMMAND: &str = "cargo-archcheck hook run";

/// The end of our command, so that lines of the user after it run only if it succeeds.
const OR_EXIT: &str = " || exit";

/// Installs the hook for a workspace, and returns a message.
pub(crate) fn install(git: &Git, workspace: &Path, environment: &Environment) -> Result<String, String> {
    let path = path(git)?;
    let command = command(git, workspace)?;
    let script = match read(&path)? {
        None => script(&command),
        Some(text) if runs(&text, &command) => {
            let shown = escape::line(&named(&path, &environment.current_dir)).into_owned();
            make_executable(&path).map_err(|error| format!("can't make `{shown}` executable: {error}"))?;
            return Ok(format!("`{shown}` already runs `{}` and was not changed", escape::line(&command)));
        }
        Some(text) => with_command(&text, &command).ok_or_else(|| foreign(&path, &command))?,
    };
    if let Some(directory) = path.parent() {
        std::fs::create_dir_all(directory)
            .map_err(|error| format!("can't create `{}`: {error}", escape::path(directory)))?;
    }
    output::write_file(&path, &script).map_err(|error| error.to_string())?;
    make_executable(&path).map_err(|error| format!("can't make `{}` executable: {error}", escape::path(&path)))?;
    let shown = escape::line(&named(&path, &environment.current_dir)).into_owned();
    Ok(format!("installed `{shown}`: `git commit` now checks the staged files"))
}

/// Removes our lines from the hook, and returns a message.
pub(crate) fn uninstall(git: &Git, environment: &Environment) -> Result<String, String> {
    let path = path(git)?;
    let shown = escape::line(&named(&path, &environment.current_dir)).into_owned();
    let Some(text) = read(&path)? else { return Ok(format!("there is no hook `{shown}`")) };
    let left = without_ours(&text)
        .ok_or_else(|| format!("the hook `{shown}` was not written by archcheck and was not removed"))?;
    if left.lines().all(|line| line.trim().is_empty() || line.starts_with("#!")) {
        std::fs::remove_file(&path).map_err(|error| format!("can't remove `{shown}`: {error}"))?;
        return Ok(format!("removed `{shown}`"));
    }
    output::write_file(&path, &left).map_err(|error| error.to_string())?;
    make_executable(&path).map_err(|error| format!("can't make `{shown}` executable: {error}"))?;
    Ok(format!("removed the check from `{shown}`; other lines in it were kept"))
}

/// Returns a new hook.
fn script(command: &str) -> String {
    let [comment, setup] = SETUP;
    format!("#!/bin/sh\n{BEGIN}\n{comment}\n{setup}\n{command}{OR_EXIT}\n{END}\n")
}

/// Returns whether a hook runs a command, in a line of ours or one that the user added.
fn runs(text: &str, command: &str) -> bool {
    let ends = |rest: &str| rest.trim().is_empty() || rest.trim_start().starts_with(['|', '&', ';']);
    text.lines().any(|line| line.trim().strip_prefix(command).is_some_and(ends))
}

/// Returns an installed hook with a command added; `None` if the hook is somebody else's.
fn with_command(text: &str, command: &str) -> Option<String> {
    let end = text.lines().position(|line| line == END).filter(|_| is_ours(text))?;
    let mut result = String::new();
    for (at, line) in text.lines().enumerate() {
        // Another workspace of the repository has a line of its own.
        if at == end {
            result.extend([command, OR_EXIT, "\n"]);
        }
        result.extend([line, "\n"]);
    }
    Some(result)
}

/// Returns an installed hook without our lines; `None` if the hook is somebody else's.
fn without_ours(text: &str) -> Option<String> {
    let is_our_line = |line: &str| line == BEGIN || line == END || SETUP.contains(&line) || is_our_command(line);
    let left = text.lines().filter(|line| !is_our_line(line)).flat_map(|line| [line, "\n"]);
    is_ours(text).then(|| left.collect())
}

/// Whether a hook has our comments.
fn is_ours(text: &str) -> bool {
    text.lines().any(|line| line == BEGIN) && text.lines().any(|line| line == END)
}

/// Whether a line is our command, for this workspace or another one.
fn is_our_command(line: &str) -> bool {
    line.starts_with(COMMAND) && line.ends_with(OR_EXIT)
}

/// Returns the path of the hook. A directory that repositories share (`core.hooksPath`) is an error.
fn path(git: &Git) -> Result<PathBuf, String> {
    let hooks = git.path(&["rev-parse", "--git-path", "hooks"])?;
    let common = git.path(&["rev-parse", "--git-common-dir"])?;
    let inside = |directory: &Path| real(&hooks).starts_with(real(directory));
    if inside(&git.top) || inside(&common) {
        return Ok(hooks.join("pre-commit"));
    }
    Err(format!(
        "git runs the hooks in `{}` (`core.hooksPath`), which is outside this repository; unless its `pre-commit` has this \
         line, add it: `cargo-archcheck hook run || exit`",
        escape::path(&hooks)
    ))
}

/// Returns the command that the hook runs. Git starts it at the top of the working tree.
fn command(git: &Git, workspace: &Path) -> Result<String, String> {
    let manifest = real(workspace).join("Cargo.toml");
    let manifest = named(&manifest, &real(&git.top));
    if Path::new(&manifest).is_absolute() {
        return Err(format!("the workspace `{}` is not in this repository", escape::path(workspace)));
    }
    if escape::line(&manifest) != manifest {
        let shown = escape::line(&manifest);
        return Err(format!(
            "the path `{shown}` has hidden characters, which a hook can't contain; rename its directories"
        ));
    }
    if manifest == "Cargo.toml" {
        return Ok(COMMAND.to_owned());
    }
    Ok(format!("{COMMAND} --manifest-path '{}'", manifest.replace('\'', "'\\''")))
}

fn foreign(path: &Path, command: &str) -> String {
    format!(
        "another hook exists, `{}`, and was not changed; add this line to it: `{command}{OR_EXIT}`",
        escape::path(path)
    )
}

/// Reads the existing hook, if there is one. A broken link is an error.
fn read(path: &Path) -> Result<Option<String>, String> {
    match files::read(path) {
        Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
        Err(error) if error.kind() == io::ErrorKind::NotFound && path.symlink_metadata().is_err() => Ok(None),
        Err(error) => Err(format!("can't read the hook `{}`: {error}", escape::path(path))),
    }
}

/// Resolves the symbolic links in the existing part of a path.
fn real(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) => real(parent).join(name),
        _ => path.to_owned(),
    })
}

#[cfg(unix)]
fn make_executable(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = path.metadata()?.permissions().mode();
    // Everybody who may read the file may run it.
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode | (mode & 0o444) >> 2))
}

#[cfg(not(unix))]
fn make_executable(_: &Path) -> io::Result<()> {
    Ok(())
}
