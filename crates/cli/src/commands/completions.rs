//! `completions`: prints a completion script, generated from the definition of the command line.

use super::run::{Ended, Run};
use clap::Args;
use clap_complete::Shell;

/// The arguments of `completions`.
#[derive(Args, Clone, Copy, Debug)]
pub struct Completions {
    /// The shell
    #[arg(value_enum)]
    pub shell: Shell,
}

impl Completions {
    /// Prints the script.
    pub(super) fn run(self, run: &mut Run<'_, '_>) -> Ended {
        let script = script(self.shell, &mut (run.definition)());
        run.print(&script)
    }
}

fn script(shell: Shell, definition: &mut clap::Command) -> Vec<u8> {
    let mut script = Vec::new();
    clap_complete::generate(shell, definition, "cargo-archcheck", &mut script);
    script
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::ValueEnum;

    #[test]
    fn each_shell_has_a_script() {
        for shell in Shell::value_variants() {
            let script = script(*shell, &mut Completions::augment_args(clap::Command::new("cargo-archcheck")));
            assert!(String::from_utf8_lossy(&script).contains("cargo-archcheck"), "{shell}");
        }
    }
}
