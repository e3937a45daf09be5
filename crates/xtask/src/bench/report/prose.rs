//! The text of docs/performance.md around the tables.

use super::tables::{GRAPHS, PEERS};
use crate::bench::graphs::Shape;

/// The introduction of the page.
pub(super) const INTRODUCTION: &str = "\
This page shows what a check costs, compared with `cargo metadata` and one parse of every file. All steps of a workspace are
measured in the same rounds. Each round runs every step once, as a process of its own, so that other load on the machine
affects all steps alike.

- *metadata*: `cargo metadata --no-deps`.
- *read*: reads the files that the checker reads, on all cores.
- *parse*: reads these files and parses each with `syn`, on all cores. It does not record source positions, which the checker
  needs. *parse'* is the same with the checker's allocator.
- *cold*: `cargo archcheck check --no-cache`. If the workspace has no rules, those that `cargo archcheck init` proposes.
- *warm*: `cargo archcheck check` again, after a check without changes in between.
- *comment*, *use*, *item*: the same after an edit to a file in the middle of the largest library. The edit adds a comment, a
  function with a `use` of another Rust module, or a struct. The time includes writing the cache for the next run.

Processor time is the time of all threads, including Cargo. It depends less on other load on the machine. Memory is the peak of
the process, or of the Cargo that it runs if that is higher.

Generated workspaces are the output of `cargo xtask generate`.";

const GRAPHS_PROSE: &str = "\
This table shows what checking rules costs on large graphs of shapes that are expensive for some rule. Their source is generated.
*cold* and *warm* are whole runs without rules, without and with the cache. A column with the name of a kind of rule shows the
additional time for checking it, according to `cargo archcheck check --timings`, and the number of violations:

- *acyclic*: no cycle among all Rust modules.
- *transitive*: no Rust module reaches the last one, directly or indirectly.
- *layers*: a hundred layers, one for each file.
- *limit*: each Rust module has a fan-in and a fan-out of at most 12 and a depth of at most 3.
- *stable*: no dependency on a less stable Rust module.

*recording* is a whole `cargo archcheck baseline create` with a rule by which every tenth Rust module must not depend on any other,
and the number of violations. *known* is a whole check with that baseline. The shapes are:";

const PEERS_PROSE: &str = "\
This table compares other programs with the checker. They analyse the library of one package with all features, and run as their
documentation recommends. The checker analyses the whole workspace, in the same rounds. A first run, in which each program builds or
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
