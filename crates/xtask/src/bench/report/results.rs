//! All results of a run, as plain data.

use serde::{Serialize, Serializer};

use crate::bench::{graphs::Graph, rounds::Measured};

/// The result for one workspace.
#[derive(Debug, Serialize)]
pub(crate) struct Outcome {
    /// The name for reports.
    pub(crate) name: String,
    /// Whether the code is generated.
    pub(crate) generated: bool,
    /// The measurements, or the reason why there are none.
    #[serde(serialize_with = "result")]
    pub(crate) result: Result<Measured, String>,
}

/// The result for one graph.
#[derive(Debug, Serialize)]
pub(crate) struct GraphOutcome {
    /// The name for reports.
    pub(crate) name: String,
    /// The measurements, or the reason why there are none.
    #[serde(serialize_with = "result")]
    pub(crate) result: Result<Graph, String>,
}

/// All results.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    /// The workspaces.
    pub(crate) workspaces: Vec<Outcome>,
    /// The graphs.
    pub(crate) graphs: Vec<GraphOutcome>,
}

impl Report {
    /// Returns whether everything could be measured.
    pub(crate) fn is_complete(&self) -> bool {
        self.failed().is_empty()
    }

    /// Returns what could not be measured, and the reasons.
    pub(super) fn failed(&self) -> Vec<(&str, &str)> {
        fn reason<T>(result: &Result<T, String>) -> Option<&str> {
            result.as_ref().err().map(String::as_str)
        }
        let workspaces = self.workspaces.iter().map(|one| (one.name.as_str(), reason(&one.result)));
        let graphs = self.graphs.iter().map(|one| (one.name.as_str(), reason(&one.result)));
        workspaces.chain(graphs).filter_map(|(name, reason)| Some((name, reason?))).collect()
    }
}

fn result<T: Serialize, S: Serializer>(result: &Result<T, String>, serializer: S) -> Result<S::Ok, S::Error> {
    match result {
        Ok(measured) => measured.serialize(serializer),
        Err(reason) => reason.serialize(serializer),
    }
}
