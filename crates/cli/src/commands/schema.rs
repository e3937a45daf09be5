//! `schema`: prints the JSON Schema of the rules file.

use super::run::{Ended, Run};
use crate::schema;
use clap::Args;

const EXAMPLES: &str = "\
Examples:
  cargo archcheck schema > archcheck.schema.json
      Write the schema. Add `#:schema ./archcheck.schema.json` as the first line of archcheck.toml, so that editors with \
taplo or tombi can complete and check the file";

/// The arguments of `schema`.
#[derive(Args, Clone, Copy, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Schema {}

impl Schema {
    /// Prints the schema.
    #[expect(clippy::unused_self, reason = "all commands run alike")]
    pub(super) fn run(self, run: &mut Run<'_, '_>) -> Ended {
        run.print(schema::text().as_bytes())
    }
}
