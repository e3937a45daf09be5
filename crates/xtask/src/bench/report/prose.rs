//! The text of docs/performance.md around the tables.

use super::tables::{GRAPHS, PEERS};
use crate::bench::graphs::Shape;

/// The introduction of the page.
pub(super) const INTRODUCTION: &str = "\
This page shows what a check costs, compared with `cargo metadata` and one parse of every file. All steps of a workspace are
measured in the same rounds. Each round runs every step once, in its own process, so that other load on the machine affects all
steps alike.

- *metadata*: `cargo metadata --no-deps`.
- *read*: reads the files that the checker reads, on all cores.
- *parse*: reads these files and parses each with `syn`, on all cores. It does not record source positions, which the checker
  needs. *parse'* is the same with the checker's allocator.
- *cold*: `cargo archcheck check --no-cache`. A workspace without rules is checked against those that `cargo archcheck init`
  proposes.
- *warm*: `cargo archcheck check` again, after a check without changes in between.
- *comment*, *use*, *item*: the same after an edit to a file in the middle of the largest library. The edit adds a comment, a
  function with a `use` of another Rust module, or a struct. The time includes writing the cache for the next run.

Processor time is the total time of all threads, including those of Cargo. It depends less on other load on the machine. Memory
is the peak memory use of the process, or of the Cargo process that it starts if that is higher.

Generated workspaces are the output of `cargo xtask generate`.";

const GRAPHS_PROSE: &str = "\
This table shows the cost of checking rules on large graphs with generated source. Each shape is expensive for some rule type.
*cold* is a whole run without rules and without the cache, and *warm* is one with the cache. *acyclic* to *stable* show the additional
time for checking a rule, according to `cargo archcheck check --timings`, and the number of violations:

- *acyclic*: there is no dependency cycle among the Rust modules.
- *transitive*: no Rust module reaches the last one, directly or indirectly.
- *layers*: a hundred layers, one for each file.
- *limit*: each Rust module has a fan-in and a fan-out of at most 12 and a depth of at most 3.
- *stable*: no dependency on a less stable Rust module.

*recording* shows the time of a whole `cargo archcheck baseline create`, and the number of violations. Its rule forbids every tenth
Rust module from depending on any other. *known* is a whole check with that baseline. The shapes are:";

const PEERS_PROSE: &str = "\
This table compares other programs with the checker. They analyze the library of one package with all features, and run as their
documentation recommends. The checker analyzes the whole workspace, in the same rounds. A first run, in which each program builds or
fetches what it needs, does not count.";

/// Returns the text before a table.
pub(super) fn before_table(title: &str) -> String {
    match title {
        GRAPHS => {
            let shapes = Shape::ALL.map(|shape| format!("- *{}*: {}.\n", shape.as_str(), shape.about()));
            format!("{GRAPHS_PROSE}\n\n{}\n", shapes.concat())
        }
        PEERS => format!("{PEERS_PROSE}\n\n"),
        _ => String::new(),
    }
}
