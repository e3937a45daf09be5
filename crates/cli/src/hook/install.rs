//! Installs and removes git's pre-commit hook: a script that runs one command, and has a marker.
//!
//! A hook without the marker belongs to somebody else, and is never changed.

use super::git::Git;
use crate::{output, report::named, terminal::Environment};
use std::{
    io,
    path::{Path, PathBuf},
};

/// The line that marks our script.
const MARK: &str = "# Written by `cargo archcheck hook install`; `cargo archcheck hook uninstall` removes it.";

/// Installs the hook for a workspace, and returns a message.
pub(crate) fn install(git: &Git, workspace: &Path, environment: &Environment) -> Result<String, String> {
    let path = path(git)?;
    let command = command(git, workspace)?;
    if read(&path)?.is_some_and(|text| !is_ours(&text)) {
        return Err(foreign(&path, &command));
    }
    let script = format!(
        "#!/bin/sh\n{MARK}\n# Graphical git clients often have no Cargo in their PATH.\n\
         PATH=\"$PATH:${{CARGO_HOME:-$HOME/.cargo}}/bin\"\nexec {command}\n"
    );
    if let Some(directory) = path.parent() {
        std::fs::create_dir_all(directory)
            .map_err(|error| format!("can't create `{}`: {error}", directory.display()))?;
    }
    output::write_file(&path, &script).map_err(|error| error.to_string())?;
    make_executable(&path).map_err(|error| format!("can't make `{}` executable: {error}", path.display()))?;
    let shown = named(&path, &environment.current_dir);
    Ok(format!("installed `{shown}`: `git commit` now checks the staged files"))
}

/// Removes the hook, and returns a message.
pub(crate) fn uninstall(git: &Git, environment: &Environment) -> Result<String, String> {
    let path = path(git)?;
    let shown = named(&path, &environment.current_dir);
    match read(&path)? {
        None => Ok(format!("there is no hook `{shown}`")),
        Some(text) if !is_ours(&text) => {
            Err(format!("the hook `{shown}` was not written by archcheck and was not removed"))
        }
        Some(_) => {
            std::fs::remove_file(&path).map_err(|error| format!("can't remove `{shown}`: {error}"))?;
            Ok(format!("removed `{shown}`"))
        }
    }
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
        "git runs the hooks in `{}` (`core.hooksPath`), which is outside this repository; add this line to the \
         hook there: `cargo archcheck hook run`",
        hooks.display()
    ))
}

/// Returns the command that the hook runs. Git starts it at the top of the working tree.
fn command(git: &Git, workspace: &Path) -> Result<String, String> {
    let manifest = real(workspace).join("Cargo.toml");
    let manifest = named(&manifest, &real(&git.top));
    if Path::new(&manifest).is_absolute() {
        return Err(format!("the workspace `{}` is not in this repository", workspace.display()));
    }
    let run = "cargo archcheck hook run";
    if manifest == "Cargo.toml" {
        return Ok(run.to_owned());
    }
    Ok(format!("{run} --manifest-path '{}'", manifest.replace('\'', "'\\''")))
}

fn foreign(path: &Path, command: &str) -> String {
    format!("another hook exists, `{}`, and was not changed; add this line to it: `{command} || exit`", path.display())
}

fn is_ours(text: &str) -> bool {
    text.lines().any(|line| line == MARK)
}

/// Reads the existing hook, if there is one. A broken link is an error.
fn read(path: &Path) -> Result<Option<String>, String> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
        Err(error) if error.kind() == io::ErrorKind::NotFound && path.symlink_metadata().is_err() => Ok(None),
        Err(error) => Err(format!("can't read the hook `{}`: {error}", path.display())),
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
