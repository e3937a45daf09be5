//! The command line, as clap reads it. It knows what can be asked, and nothing of how it is answered.

mod commands;
mod examples;
mod hook;
mod packages;
mod shell;

pub use commands::{
    AskFormat, Baseline, BaselineAction, Check, Deny, Explain, ExplainFormat, Graph, GraphFormat, Init, Modules, Why,
    With,
};
pub use hook::{Command as HookCommand, Hook, RunArguments};
pub use packages::Packages;
pub use shell::{Completions, Man};

use crate::terminal::ColorChoice;
use archcheck_core::date::Date;
use clap::{
    Args, Parser, Subcommand,
    builder::styling::{AnsiColor, Styles},
};
use std::path::PathBuf;

/// The colours of Cargo's own help.
const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

/// Hold a Cargo workspace to its architecture.
///
/// The rules file, archcheck.toml beside the workspace's Cargo.toml, says which modules, layers and rules the
/// code is meant to keep. archcheck reads the source, finds what each path leads to as the compiler would, and
/// reports every dependency that a rule forbids, where it stands. It builds nothing and needs no network.
///
/// Without a command: `check` where there is a rules file, else an overview of the workspace, which judges nothing.
#[derive(Debug, Parser)]
#[command(
    name = "cargo-archcheck",
    bin_name = "cargo archcheck",
    version,
    styles = STYLES,
    after_help = examples::ALL,
    max_term_width = 100,
    disable_help_subcommand = true
)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// What holds for every command.
    #[command(flatten)]
    pub global: Global,
    /// Of which packages to report, where there is no command; what stands before `check` is said of it.
    #[command(flatten)]
    packages: Packages,
}

impl Arguments {
    /// The same, with what was said of packages in one place.
    #[must_use]
    pub fn settled(mut self) -> Self {
        let mut packages = std::mem::take(&mut self.packages);
        let check = match &mut self.command {
            Some(Command::Check(check)) => Some(check),
            Some(Command::Hook(Hook { command: HookCommand::Run(arguments) })) => Some(&mut arguments.check),
            _ => None,
        };
        if let Some(check) = check {
            let more = std::mem::take(&mut check.packages);
            packages.package.extend(more.package);
            packages.exclude.extend(more.exclude);
            packages.workspace |= more.workspace;
        }
        self.global.packages = packages;
        self
    }
}

/// What holds for every command.
#[derive(Args, Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "flags, each for itself")]
pub struct Global {
    /// The Cargo.toml of the workspace, or of a package in it [default: the one here or above]
    #[arg(long, value_name = "PATH", global = true)]
    pub manifest_path: Option<PathBuf>,
    /// The rules file [default: archcheck.toml beside the workspace's Cargo.toml]
    #[arg(long, value_name = "FILE", global = true)]
    pub rules: Option<PathBuf>,
    /// When to use colours [default: as the environment says, else at a terminal]
    ///
    /// The environment says it with `CARGO_TERM_COLOR`, then `NO_COLOR`, `CLICOLOR_FORCE` and `CLICOLOR`.
    #[arg(long, value_name = "WHEN", global = true)]
    pub color: Option<ColorChoice>,
    /// Say nothing but what was found
    #[arg(short, long, global = true, conflicts_with = "verbose", overrides_with = "quiet")]
    pub quiet: bool,
    /// Say everything: each reference of a violation, each file that was not analysed
    #[arg(short, long, global = true, overrides_with = "verbose")]
    pub verbose: bool,
    /// Neither use nor keep what a run leaves for the next one
    #[arg(long, global = true)]
    pub no_cache: bool,
    /// Say on standard error where the time went, stage by stage
    #[arg(long, global = true)]
    pub timings: bool,
    /// The day by which what expires is judged, as in `2027-03-31` [default: today, UTC]
    #[arg(long, value_name = "DATE", global = true, hide = true)]
    pub today: Option<Date>,
    /// Of which packages to report, once [`Arguments::settled`].
    #[arg(skip)]
    pub packages: Packages,
    /// Which configuration to look at.
    #[command(flatten)]
    pub configuration: Configuration,
    /// What Cargo has, and needs no meaning here.
    #[command(flatten)]
    pub cargo: Cargo,
}


/// Which configuration of the code to look at.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Configuration")]
pub struct Configuration {
    /// `active`: look at one configuration, as Cargo would build it, instead of at all of them at once; any other
    /// NAME or NAME="VALUE": what a build script or RUSTFLAGS would set in it
    #[arg(long, value_name = "active|NAME", global = true)]
    pub cfg: Vec<String>,
    /// The target triple of that configuration [default: this machine's]
    #[arg(long, value_name = "TRIPLE", global = true)]
    pub target: Option<String>,
    /// The features of that configuration, beside the default ones
    #[arg(short = 'F', long, value_name = "FEATURES", global = true)]
    pub features: Vec<String>,
    /// All features in that configuration
    #[arg(long, global = true)]
    pub all_features: bool,
    /// No default features in that configuration
    #[arg(long, global = true)]
    pub no_default_features: bool,
}

impl Configuration {
    /// Whether one configuration is analysed instead of all of them.
    pub(crate) fn is_active(&self) -> bool {
        self.cfg.iter().any(|name| name == "active")
    }
}

/// Flags of Cargo that are accepted, so that a script can give all of its commands the same ones.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Accepted for Cargo's sake, without effect")]
pub struct Cargo {
    /// No lock file is ever read or written
    #[arg(long, global = true, hide_short_help = true)]
    pub locked: bool,
    /// The network is never used
    #[arg(long, global = true, hide_short_help = true)]
    pub offline: bool,
    /// Both of these
    #[arg(long, global = true, hide_short_help = true)]
    pub frozen: bool,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check the workspace against its rules file
    #[command(after_help = examples::CHECK)]
    Check(Check),
    /// Write a first rules file that the code keeps today
    #[command(after_help = examples::INIT)]
    Init(Init),
    /// Show what each module of the rules file holds, exposes and depends on
    #[command(after_help = examples::MODULES)]
    Modules(Modules),
    /// Show how one part of the code depends on another, step by step
    #[command(after_help = examples::WHY)]
    Why(Why),
    /// Explain a code of a diagnostic, or a rule of the rules file
    #[command(after_help = examples::EXPLAIN)]
    Explain(Explain),
    /// Print the graph of what depends on what, the same bytes each time
    #[command(after_help = examples::GRAPH)]
    Graph(Graph),
    /// Record the violations there are, and hold the code to no more
    #[command(after_help = examples::BASELINE)]
    Baseline(Baseline),
    /// Print the JSON Schema of the rules file, for editors
    #[command(after_help = examples::SCHEMA)]
    Schema,
    /// Check what is staged before each commit
    Hook(Hook),
    /// Delete what earlier runs have left for the next one
    #[command(after_help = examples::CLEAN)]
    Clean,
    /// Print a script that completes the command line of `cargo-archcheck`
    Completions(Completions),
    /// Print the manual page
    Man(Man),
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_definition_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn help_of_each_command() {
        let mut command = Arguments::command().term_width(80);
        command.build();
        insta::assert_snapshot!("help", command.render_long_help());
        let names = [
            "check",
            "init",
            "modules",
            "why",
            "explain",
            "graph",
            "baseline",
            "schema",
            "hook",
            "clean",
            "completions",
            "man",
        ];
        for name in names {
            let help = command.find_subcommand_mut(name).map(|command| command.render_long_help().to_string());
            insta::assert_snapshot!(format!("help_{name}"), help.unwrap_or_default());
        }
    }

    #[test]
    fn an_unknown_format_lists_those_there_are() {
        let result = Arguments::try_parse_from(["cargo-archcheck", "check", "--format", "xml=out.xml"]);
        insta::assert_snapshot!(result.expect_err("there is no such format").render());
    }
}
