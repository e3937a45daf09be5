//! What an output format is: a name, a line of help and a renderer. It must not know any particular format: those
//! are listed in [`table`](super::table).

use crate::{report::Report, terminal::Look};

/// An output format of `check`.
#[derive(Clone, Copy, Debug)]
pub struct Format {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it is for, as one line of `--help`.
    pub help: &'static str,
    /// Renders a whole report.
    pub render: Renderer,
}

/// Renders a report as text that ends with a line break.
pub type Renderer = fn(&Report<'_>, Look, Verbosity) -> String;

impl PartialEq for Format {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Format {}

/// How much to print, where a format leaves a choice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Verbosity {
    /// Diagnostics only.
    Quiet,
    /// Diagnostics, notes and the verdict.
    #[default]
    Normal,
    /// Everything: lists are not shortened.
    Verbose,
}
