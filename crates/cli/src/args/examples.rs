//! The end of each command's help: what people do with it, and what it comes to.

pub(super) const ALL: &str = "\
Examples:
  cargo archcheck
      Check the workspace against its archcheck.toml; without one, show what there is
  cargo archcheck check --format short
      One line for each forbidden reference, for editors and scripts
  cargo archcheck init
      Write a first archcheck.toml, from the modules and layers that the code has today
  cargo archcheck why orders extern:tokio
      Show the chain of dependencies by which module `orders` comes to need tokio

Exit status:
  0  no violations; without a rules file: all of the source could be read
  1  violations: the code breaks a rule; `why`: there is no chain
  2  the rules, the arguments or the analysis failed, so the answer can't be trusted";

pub(super) const CHECK: &str = "\
Examples:
  cargo archcheck check
      What a pre-commit hook and a CI job run; without a rules file it fails
  cargo archcheck check --format human --format json=report.json
      Read the report here, and keep it for another program
  cargo archcheck check --deny warnings
      Let warnings fail the run too";

pub(super) const CLEAN: &str = "\
It is in the folder `archcheck` of Cargo's target folder, and `cargo clean` deletes it too. No result depends on it:
without it, the next run takes as long as the first one did.

Exit status:
  0  it is gone, or there was none
  2  there is no workspace, or something could not be deleted";

pub(super) const GRAPH: &str = "\
Examples:
  cargo archcheck graph --references > graph.json
      Everything: crates, Rust modules, dependencies, and each reference behind them
  cargo archcheck graph --format dot | dot -Tsvg > graph.svg
      A picture, a box for each crate";

pub(super) const WHY: &str = "\
A and B are what a rule could name: a module of the rules file, a pattern as `shop::orders` or `shop::*::db`, a
crate of the workspace, `tag:NAME`, or something outside as `extern:tokio` or `std::fs`. The first step of a chain
is any reference of A's; each later one leads to where something is defined, and no re-export counts as a step.

Examples:
  cargo archcheck why orders billing
      The shortest chain, each step with its path and place, and how many chains there are
  cargo archcheck why shop::domain extern:sqlx --all
      The ten shortest chains, to see which dependency they share
  cargo archcheck why shop::web std::fs --tests
      Follow what only tests need, too

Exit status:
  0  there is a chain
  1  there is none
  2  A or B names nothing, or the analysis failed";

pub(super) const MODULES: &str = "\
Examples:
  cargo archcheck modules
      Who holds what, and who depends on whom: declared, and as it really is
  cargo archcheck modules -v
      All of it, however many modules there are
  cargo archcheck modules --format json
      The same for other programs";

pub(super) const EXPLAIN: &str = "\
Examples:
  cargo archcheck explain not-exposed
      What the code means, an example, and how to mend it
  cargo archcheck explain domain-is-pure
      What a rule of the rules file says and why, what it matches, and what breaks it now
  cargo archcheck explain --all
      All codes, one line each";

pub(super) const INIT: &str = "\
The file names the modules that the code has, puts those into layers that already keep them, and says in comments
what to do next. It passes as it stands: `check` is a gate from the first day, and each later line you add is a
decision. A file that exists is never overwritten.

Examples:
  cargo archcheck init
      Write archcheck.toml beside the workspace's Cargo.toml
  cargo archcheck init --print
      Show it, and write nothing";

pub(super) const SCHEMA: &str = "\
Examples:
  cargo archcheck schema > archcheck.schema.json
      Then start archcheck.toml with `#:schema ./archcheck.schema.json`: editors with taplo or tombi complete
      and check it as you type";

pub(super) const BASELINE: &str = "\
A team with old debt writes the rules it wants, records today's violations, and is held to no more from then on.
`check` reads the file and never writes it. A violation that is mended leaves an entry that is no longer needed:
that fails the run until `shrink` removes it, so the debt only gets smaller. Entries know no lines: moving code
about in a Rust module changes nothing.

Examples:
  cargo archcheck baseline create
      Record what there is; commit archcheck-baseline.toml
  cargo archcheck baseline shrink
      After mending something: remove what is gone
  cargo archcheck baseline create --allow-growth
      Accept new violations too, loudly

Exit status:
  0  written, or nothing to change
  1  it would grow, and may not
  2  the rules, the arguments or the analysis failed; nothing is written";
