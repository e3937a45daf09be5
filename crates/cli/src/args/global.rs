//! The flags that every command accepts.

use super::packages::Packages;
use crate::terminal::ColorChoice;
use archcheck_core::date::Date;
use clap::Args;
use std::path::PathBuf;

/// The flags that every command accepts.
#[derive(Args, Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "independent flags")]
pub struct Global {
    /// Path to the Cargo.toml of the workspace or of a member [default: the nearest one in the current directory or above]
    #[arg(long, value_name = "PATH", global = true)]
    pub manifest_path: Option<PathBuf>,
    /// Path to the rules file [default: archcheck.toml beside the workspace's Cargo.toml]
    #[arg(long, value_name = "FILE", global = true)]
    pub rules: Option<PathBuf>,
    /// Control when to use colors [default: set by the environment, or else only in a terminal]
    ///
    /// The environment variables are `CARGO_TERM_COLOR`, or else `NO_COLOR`, `CLICOLOR_FORCE` or `CLICOLOR`.
    #[arg(long, value_name = "WHEN", global = true)]
    pub color: Option<ColorChoice>,
    /// Print diagnostics only
    #[arg(short, long, global = true, conflicts_with = "verbose", overrides_with = "quiet")]
    pub quiet: bool,
    /// Print everything: every reference of a violation, every file that was not analyzed
    #[arg(short, long, global = true, overrides_with = "verbose")]
    pub verbose: bool,
    /// Do not read or write the cache
    ///
    /// Needed only after an edit that changes no time stamp, such as a write through a shared memory map.
    #[arg(long, global = true)]
    pub no_cache: bool,
    /// Print to standard error how long each stage took
    #[arg(long, global = true)]
    pub timings: bool,
    /// Use this date to decide whether an exception has expired, as in `2027-03-31` [default: today, UTC]
    #[arg(long, value_name = "DATE", global = true, hide = true)]
    pub today: Option<Date>,
    /// The selected packages. [`Arguments::settled`](crate::commands::Arguments::settled) fills this in.
    #[arg(skip)]
    pub packages: Packages,
    /// The configuration to analyze.
    #[command(flatten)]
    pub configuration: Configuration,
    /// Flags for compatibility with Cargo.
    #[command(flatten)]
    pub cargo: CargoFlags,
}

/// The configuration of the code to analyze.
#[derive(Args, Clone, Debug, Default, PartialEq, Eq)]
#[command(next_help_heading = "Configuration")]
pub struct Configuration {
    /// Analyze one configuration instead of all of them
    ///
    /// `active` selects the configuration that Cargo would build. Add NAME or NAME="VALUE" to set a cfg that a build
    /// script or RUSTFLAGS would set.
    #[arg(long, value_name = "active|NAME", global = true)]
    pub cfg: Vec<String>,
    /// Set the target triple of that configuration [default: this machine's]
    #[arg(long, value_name = "TRIPLE", global = true)]
    pub target: Option<String>,
    /// Enable these features in that configuration, in addition to the default ones
    #[arg(short = 'F', long, value_name = "FEATURES", global = true)]
    pub features: Vec<String>,
    /// Enable all features in that configuration
    #[arg(long, global = true)]
    pub all_features: bool,
    /// Disable the default features in that configuration
    #[arg(long, global = true)]
    pub no_default_features: bool,
}

impl Configuration {
    /// Whether no flag of it is given.
    pub(crate) fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// Whether to analyze one configuration instead of all of them.
    pub(crate) fn is_active(&self) -> bool {
        self.cfg.iter().any(|name| name == "active")
    }
}

/// Flags of Cargo that are accepted so that a script can pass the same flags to all Cargo commands.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Accepted for compatibility with Cargo; ignored")]
pub struct CargoFlags {
    /// archcheck never reads or writes the lock file
    #[arg(long, global = true, hide_short_help = true)]
    pub locked: bool,
    /// archcheck never uses the network
    #[arg(long, global = true, hide_short_help = true)]
    pub offline: bool,
    /// The same as --locked and --offline
    #[arg(long, global = true, hide_short_help = true)]
    pub frozen: bool,
}
