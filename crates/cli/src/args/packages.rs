//! The flags that select packages: `--package`, `--exclude` and `--workspace`.

use clap::Args;

/// The packages whose violations `check` reports.
///
/// The graph, and whether a rule matches anything, always concern the whole workspace.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Package selection")]
pub struct Packages {
    /// Report only the violations in this package: a name or a glob; may be repeated
    #[arg(short, long = "package", value_name = "SPEC")]
    pub package: Vec<String>,
    /// Do not report the violations in this package; needs --workspace
    #[arg(long, value_name = "SPEC")]
    pub exclude: Vec<String>,
    /// Report the violations in all packages (the default)
    #[arg(long, conflicts_with = "package")]
    pub workspace: bool,
}

impl Packages {
    /// Whether it excludes any package.
    pub fn is_partial(&self) -> bool {
        !self.package.is_empty() || !self.exclude.is_empty()
    }
}
