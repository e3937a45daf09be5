//! `hook`: from its arguments to what is said. The check itself is `check`, in another folder.

use super::{git::Git, install, staged::Staged};
use crate::{
    Status, Streams,
    args::{Check, Global, Hook, HookCommand as Command, RunArguments},
    engine, output,
    terminal::Environment,
};
use std::path::{Path, PathBuf};

/// What checks a folder: `check`, given by whoever has it.
pub(crate) type Checker = fn(&Check, &Global, &Environment, &mut Streams<'_>) -> Result<Status, String>;

/// Answers it.
pub(crate) fn run(
    hook: &Hook,
    global: &Global,
    environment: &Environment,
    streams: &mut Streams<'_>,
    checker: Checker,
) -> Result<Status, String> {
    let current_dir = &environment.current_dir;
    let git = Git::of(current_dir)?;
    let done = match &hook.command {
        Command::Run(arguments) => return check(arguments, &git, global, environment, streams, checker),
        Command::Install => {
            let manifest = global.manifest_path.as_ref().map(|path| current_dir.join(path));
            let workspace = engine::load(manifest.as_deref(), &environment.cargo, current_dir)
                .map_err(|diagnostic| diagnostic.message.clone())?;
            install::install(&git, &workspace.root, environment)?
        }
        Command::Uninstall => install::uninstall(&git, environment)?,
    };
    if !global.quiet {
        output::write_stream(streams.err, &format!("{done}\n")).map_err(|error| error.to_string())?;
    }
    Ok(Status::Clean)
}

/// `check`, where what is staged lies.
fn check(
    arguments: &RunArguments,
    git: &Git,
    global: &Global,
    environment: &Environment,
    streams: &mut Streams<'_>,
    checker: Checker,
) -> Result<Status, String> {
    let staged = Staged::of(git)?;
    if let Staged::InPlace(_) = staged {
        return checker(&arguments.check, global, environment, streams);
    }
    let current_dir = &environment.current_dir;
    let moved = |path: &Path| moved(&current_dir.join(path), git, staged.path());
    let mut global = global.clone();
    global.manifest_path = global.manifest_path.as_deref().map(moved);
    global.rules = global.rules.as_deref().map(moved);
    let mut check = arguments.check.clone();
    for output in &mut check.format {
        // Results are for those who ask, not for a folder that goes away.
        output.file = output.file.take().map(|file| current_dir.join(file));
    }
    let mut environment = environment.clone();
    environment.current_dir = moved(Path::new(""));
    // Nothing of this folder may be staged; a manifest is then looked for above it.
    std::fs::create_dir_all(&environment.current_dir).map_err(|error| error.to_string())?;
    // What is kept is of the working tree: it helps here, and is left as it is.
    if let Some(caching) = &mut environment.caching {
        caching.keep = false;
    }
    environment.repository = Some(staged.path().to_owned());
    // What a link would lead to is gone when it is followed.
    environment.out.links = false;
    environment.err.links = false;
    checker(&check, &global, &environment, streams)
}

/// The place of a file of the working tree among what is staged; what lies elsewhere stays where it is.
fn moved(path: &Path, git: &Git, staged: &Path) -> PathBuf {
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let below = path.strip_prefix(&git.top).map(Path::to_owned);
    let below = below.or_else(|_| real(path).strip_prefix(real(&git.top)).map(Path::to_owned));
    below.map_or_else(|_| path.to_owned(), |below| staged.join(below))
}
