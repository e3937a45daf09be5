//! The arguments of `hook`. It knows nothing of how they are answered.

use super::commands::Check;
use clap::{Args, Subcommand};

const EXAMPLES: &str = "\
Examples:
  cargo archcheck hook install
      From now on, `git commit` checks what is staged
  cargo archcheck hook run
      Check what is staged, as a commit would";

/// The arguments of `hook`.
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Hook {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do with the hook.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Write git's pre-commit hook for this workspace; one that is there already is never overwritten
    Install,
    /// Remove the hook that `install` wrote
    Uninstall,
    /// Check what is staged, as it will be committed
    Run(RunArguments),
}

/// The arguments of `hook run`.
#[derive(Args, Clone, Debug)]
pub struct RunArguments {
    /// How to check it.
    #[command(flatten)]
    pub check: Check,
}
