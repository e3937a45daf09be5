//! What a view should show, as the command line requests it.

use super::Granularity;
use crate::rules::Selector;

/// The number of edges up to which a picture is readable, and every tool draws it in seconds.
pub const MAX_EDGES: usize = 300;

/// What a view should show.
#[derive(Clone, Copy, Debug)]
pub struct ViewRequest<'a> {
    /// What nodes stand for. `None` for modules if there are any, otherwise layers, otherwise crates, or the top-level Rust
    /// modules of a single package.
    pub by: Option<Granularity>,
    /// Whether to include tests, examples, benchmarks and build scripts.
    pub tests: bool,
    /// Whether to include crates outside the workspace.
    pub external: bool,
    /// The part to show.
    pub narrow: Option<Narrow<'a>>,
    /// The edges to show.
    pub only: Option<Only>,
    /// The maximum number of edges, and of nodes. Nodes are merged until this holds.
    pub max_edges: usize,
}

impl Default for ViewRequest<'_> {
    fn default() -> Self {
        Self { by: None, tests: false, external: false, narrow: None, only: None, max_edges: MAX_EDGES }
    }
}

/// The part of the code to show.
#[derive(Clone, Copy, Debug)]
pub enum Narrow<'a> {
    /// The surroundings of some code.
    Focus {
        /// The code.
        selector: &'a Selector,
        /// The number of steps.
        depth: usize,
        /// The direction of the steps.
        direction: Direction,
    },
    /// Every dependency on a path from some code to other code.
    Paths {
        /// The code where paths start.
        from: &'a Selector,
        /// The code where paths end.
        to: &'a Selector,
    },
}

/// The direction of steps from the code in focus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// To the code that depends on it.
    Up,
    /// To the code that it depends on.
    Down,
    /// Both.
    Both,
}

/// The edges to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Only {
    /// Those that violate a rule, whether the baseline records it or not.
    Violations,
    /// Those that are part of a dependency cycle.
    Cycles,
}
