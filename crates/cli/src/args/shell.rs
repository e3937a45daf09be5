//! The arguments of `completions` and `man`. It knows nothing of how they are answered.

use clap::Args;
use clap_complete::Shell;
use std::path::PathBuf;

/// The arguments of `completions`.
#[derive(Args, Clone, Debug)]
pub struct Completions {
    /// For which shell
    #[arg(value_enum)]
    pub shell: Shell,
}

/// The arguments of `man`.
#[derive(Args, Clone, Debug)]
pub struct Man {
    /// Write the pages of all commands to this folder, instead of the main one to standard output
    #[arg(long, value_name = "FOLDER")]
    pub out: Option<PathBuf>,
}
