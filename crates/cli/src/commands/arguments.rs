//! The whole command line, as clap parses it.

use super::table::Command;
use crate::args::{Global, Packages};
use clap::{
    Parser,
    builder::styling::{AnsiColor, Styles},
};

/// The colors of Cargo's own help.
const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

const EXAMPLES: &str = "\
Examples:
  cargo archcheck
      Check the workspace, or show an overview if it has no archcheck.toml
  cargo archcheck check --format short
      Print each forbidden reference on one line, for editors and scripts
  cargo archcheck init
      Write a first archcheck.toml with the modules and layers of the current code
  cargo archcheck why orders extern:tokio
      Show the chain of dependencies from module `orders` to tokio

Exit status:
  0  no errors; without a rules file: the source could be analyzed
  1  violations; for `why`: there is no chain
  2  an error in the rules, the arguments or the analysis, so the result is not reliable";

/// Check a Cargo workspace against its architecture
///
/// The rules file, archcheck.toml beside the workspace's Cargo.toml, defines the modules, layers and rules of the
/// architecture. archcheck resolves each path in the source as the compiler does, and reports every dependency that a
/// rule forbids. It builds nothing and does not use the network.
///
/// Without a command, archcheck runs `check`, or shows an overview of the workspace if there is no rules file.
#[derive(Debug, Parser)]
#[command(
    name = "cargo-archcheck",
    bin_name = "cargo archcheck",
    version,
    styles = STYLES,
    after_help = EXAMPLES,
    max_term_width = 100,
    disable_help_subcommand = true
)]
pub struct Arguments {
    /// The command, if one is given.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// The flags of every command.
    #[command(flatten)]
    pub global: Global,
    /// The selected packages that stand before the command.
    #[command(flatten)]
    packages: Packages,
}

impl Arguments {
    /// Merges the package selections before and after the command into [`Global::packages`].
    #[must_use]
    pub fn settled(mut self) -> Self {
        let mut packages = std::mem::take(&mut self.packages);
        if let Some(check) = self.command.as_mut().and_then(Command::check_mut) {
            let more = std::mem::take(&mut check.packages);
            packages.package.extend(more.package);
            packages.exclude.extend(more.exclude);
            packages.workspace |= more.workspace;
        }
        self.global.packages = packages;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_definition_is_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn help_of_each_command() {
        let mut command = Arguments::command().term_width(80);
        command.build();
        insta::assert_snapshot!("help", command.render_long_help());
        let names: Vec<_> = command.get_subcommands().map(|command| command.get_name().to_owned()).collect();
        for name in names {
            let help = command.find_subcommand_mut(&name).map(|command| command.render_long_help().to_string());
            insta::assert_snapshot!(format!("help_{name}"), help.unwrap_or_default());
        }
    }

    #[test]
    fn an_unknown_format_lists_the_known_ones() {
        let result = Arguments::try_parse_from(["cargo-archcheck", "check", "--format", "xml=out.xml"]);
        insta::assert_snapshot!(result.expect_err("the format is unknown").render());
    }
}
