//! The commands: from arguments to written output. It must not know how an analysis works or how a format looks.
//!
//! Each command is one file with its arguments, its help and a `run` function, listed in [`table`]. [`dispatch`] parses
//! the command line and calls the command. [`run`] contains what commands share: the analysis, problems and streams.

mod arguments;
mod baseline;
mod check;
mod checked;
mod clean;
mod completions;
mod contracts;
mod decisions;
mod diff;
mod dispatch;
mod docs;
mod explain;
mod extract;
mod graph;
mod hook;
mod impact;
mod init;
mod man;
mod metrics;
mod modules;
mod outputs;
mod owners;
mod pictures;
mod query;
mod record;
mod report;
mod revision;
mod rules_file;
mod run;
mod schema;
mod selection;
mod since;
mod table;
mod trend;
mod usage;
mod watch;
mod why;
mod write_report;

pub use arguments::Arguments;
pub use dispatch::run;
