//! The stages of a run.
//!
//! The library reads no clock: it reports when a stage begins, and the observer measures how long it takes.

use std::fmt::{self, Debug, Formatter};
use tracing::span::EnteredSpan;

/// A stage of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Stage {
    /// Waiting for `cargo metadata`.
    Metadata,
    /// Reading the cache and comparing it with the current files.
    Cache,
    /// Reading files and lowering them to facts.
    Read,
    /// Declaring the facts of files in scopes.
    Declare,
    /// Resolving imports.
    Imports,
    /// Expanding macros that declare items.
    Expand,
    /// Resolving the paths in code.
    References,
    /// Building the graph.
    Graph,
    /// Reading the rules file.
    Rules,
    /// Checking the rules.
    Check,
    /// Rendering and writing the output.
    Output,
}

impl Stage {
    /// All stages, in the order of a run.
    pub const ALL: [Self; 11] = [
        Self::Metadata,
        Self::Cache,
        Self::Read,
        Self::Declare,
        Self::Imports,
        Self::Expand,
        Self::References,
        Self::Graph,
        Self::Rules,
        Self::Check,
        Self::Output,
    ];

    /// Returns the name in outputs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Metadata => "metadata",
            Self::Cache => "cache",
            Self::Read => "read",
            Self::Declare => "declare",
            Self::Imports => "imports",
            Self::Expand => "expand",
            Self::References => "references",
            Self::Graph => "graph",
            Self::Rules => "rules",
            Self::Check => "check",
            Self::Output => "output",
        }
    }
}

/// A function that is called with each stage when it begins. The stage ends where the next one begins.
pub type StageObserver<'a> = &'a (dyn Fn(Stage) + Sync);

/// The stages of one part of a run: reports each to an observer and opens a `tracing` span for it.
pub struct Stages<'a> {
    observer: StageObserver<'a>,
    span: Option<EnteredSpan>,
}

impl<'a> Stages<'a> {
    /// Begins the first stage.
    pub fn start(stage: Stage, observer: StageObserver<'a>) -> Self {
        let mut stages = Self { observer, span: None };
        stages.enter(stage);
        stages
    }

    /// Ends the current stage and begins another one.
    pub fn enter(&mut self, stage: Stage) {
        // The old span must close before the new one opens, which would be its child otherwise.
        self.span = None;
        (self.observer)(stage);
        self.span = Some(tracing::debug_span!("stage", name = stage.as_str()).entered());
    }

    /// Ends the current stage, and returns the observer for the code that begins the next one.
    pub fn end(&mut self) -> StageObserver<'a> {
        self.span = None;
        self.observer
    }
}

impl Debug for Stages<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stages").field("span", &self.span).finish_non_exhaustive()
    }
}
