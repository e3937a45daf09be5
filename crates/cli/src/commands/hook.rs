//! `hook`: installs git's pre-commit hook, and checks the staged files.

use super::{
    check::Check,
    run::{Ended, Run},
};
use crate::{
    Status,
    args::Global,
    hook::{self, Git, Staged},
    output,
    terminal::Environment,
    text::with_help,
};
use clap::{Args, Subcommand};
use std::path::Path;

const EXAMPLES: &str = "\
Examples:
  cargo archcheck hook install
      Make `git commit` check the staged files
  cargo archcheck hook run
      Check the staged files now, as a commit would";

/// The arguments of `hook`.
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Hook {
    /// The action.
    #[command(subcommand)]
    pub command: HookCommand,
}

/// An action of `hook`.
#[derive(Clone, Debug, Subcommand)]
pub enum HookCommand {
    /// Install git's pre-commit hook for this workspace; never overwrite another hook
    Install,
    /// Remove the hook that `install` wrote
    Uninstall,
    /// Check the staged files as they will be committed
    Run(RunHook),
}

/// The arguments of `hook run`.
#[derive(Args, Clone, Debug)]
pub struct RunHook {
    /// The arguments of the check.
    #[command(flatten)]
    pub check: Check,
}

impl Hook {
    /// Runs the action.
    pub(super) fn run(&self, run: &mut Run<'_, '_>) -> Ended {
        let git = Git::of(&run.environment.current_dir)?;
        let message = match &self.command {
            HookCommand::Run(arguments) => return arguments.check.run_staged(&git, run),
            HookCommand::Install => {
                if run.global.rules.is_some() || !run.global.configuration.is_default() {
                    let help =
                        "add them to the line in the hook: `cargo-archcheck hook run --rules FILE || exit`".to_owned();
                    let message = "`hook install` takes neither `--rules` nor a configuration";
                    return Err(with_help(message, &[help]).into());
                }
                hook::install(&git, &run.load_or_stop()?.root, run.environment)?
            }
            HookCommand::Uninstall => hook::uninstall(&git, run.environment)?,
        };
        if !run.global.quiet {
            output::write_stream(run.streams.err, &format!("{message}\n")).map_err(|error| error.to_string())?;
        }
        Ok(Status::Clean)
    }
}

impl Check {
    /// Checks the staged files: in the working tree if nothing else is there, else in a copy.
    fn run_staged(&self, git: &Git, run: &mut Run<'_, '_>) -> Ended {
        if self.watch {
            return Err("`hook run` takes no `--watch`: what is staged changes only with `git add`".to_owned().into());
        }
        let check = Self { only_failures: true, ..self.clone() };
        let staged = Staged::of(git, run.environment.temporary.as_deref())?;
        if let Staged::InPlace(_) = staged {
            return check.run(run);
        }
        let (global, environment) = relocate(run.global, run.environment, git, &staged)?;
        let check = check.with_absolute_outputs(&run.environment.current_dir);
        run.streams.progress = run.progress.end();
        check.run(&mut Run::new(&global, &environment, run.timings, run.streams, run.definition))
    }
}

/// Moves all paths of the command line and the environment into the copy of the staged files.
fn relocate(
    global: &Global,
    environment: &Environment,
    git: &Git,
    staged: &Staged,
) -> Result<(Global, Environment), String> {
    let moved = |path: &Path| staged.relocate(&environment.current_dir.join(path), git);
    let mut global = global.clone();
    global.manifest_path = global.manifest_path.as_deref().map(moved);
    global.rules = global.rules.as_deref().map(moved);
    let mut environment = Environment { current_dir: moved(Path::new("")), ..environment.clone() };
    // If nothing in the current directory is staged, create it, so that Cargo looks for a manifest above it.
    std::fs::create_dir_all(&environment.current_dir).map_err(|error| error.to_string())?;
    // The cache belongs to the working tree: read it, but do not update it.
    if let Some(caching) = &mut environment.caching {
        caching.keep = false;
    }
    environment.repository = Some(staged.path().to_owned());
    environment.working_tree = Some(git.top.clone());
    // A link to a file in the copy would be broken after the run.
    environment.out.links = false;
    environment.err.links = false;
    Ok((global, environment))
}
