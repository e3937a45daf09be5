//! What a run does at a time, by name. The core reads no clock: it says where it is, and whoever wants to know how long
//! that takes looks at theirs.

/// What is being done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Stage {
    /// Asking Cargo what the workspace is.
    Metadata,
    /// Reading what an earlier run has left, and comparing it with what is there.
    Cache,
    /// Reading files and lowering them to facts.
    Read,
    /// Putting facts into scopes.
    Declare,
    /// Finding what imports lead to.
    Imports,
    /// Expanding macros that declare something.
    Expand,
    /// Finding what each path leads to.
    References,
    /// Making the graph of it.
    Graph,
    /// Reading the rules.
    Rules,
    /// Checking them.
    Check,
    /// Rendering and writing what was found.
    Output,
}

impl Stage {
    /// All of them, in the order of a run.
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

    /// As outputs write it.
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

/// Told which stage begins, each time one does; it ends where the next begins.
pub type Watch<'a> = &'a (dyn Fn(Stage) + Sync);
