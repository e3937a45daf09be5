//! The rounds of the benchmark. Each runs every step once, so that other load on the machine affects all steps alike.

use std::{collections::BTreeMap, fs, path::Path, process::Command, thread, time::Duration};

use serde::Serialize;

use super::{
    peers::Peers,
    process::{Samples, sample},
    programs::Programs,
    progress::progress,
    workspace::Workspace,
};
use crate::tools;

/// The time to wait after a change, until the checker trusts the modification time of the file.
const SETTLED: Duration = Duration::from_secs(3);

/// A step of a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Step {
    /// `cargo metadata --no-deps`.
    Metadata,
    /// Reading the files.
    Read,
    /// Reading and parsing the files.
    Parse,
    /// Reading and parsing the files with the checker's allocator.
    ParseMimalloc,
    /// A check without the cache.
    Cold,
    /// A check without changes since the previous one.
    Warm,
    /// A check after a comment was added to a file.
    Comment,
    /// A check after a function with a `use` was added to a file.
    Use,
    /// A check after an item was added to a file.
    Item,
}

/// The measurements of a workspace.
#[derive(Debug, Serialize)]
pub(crate) struct Measured {
    /// The number of files.
    pub(crate) files: usize,
    /// The number of lines.
    pub(crate) lines: u64,
    /// The measurements of each step.
    pub(crate) steps: BTreeMap<Step, Samples>,
    /// The measurements of the peers, if requested.
    pub(crate) peers: Option<Peers>,
}

impl Measured {
    /// Returns the measurements of a step.
    pub(crate) fn of(&self, step: Step) -> &Samples {
        &self.steps[&step]
    }
}

/// Runs the rounds, after one that does not count.
pub(crate) fn measure(workspace: &Workspace, programs: &Programs, runs: u16) -> Result<Measured, String> {
    let text = fs::read_to_string(&workspace.changed)
        .map_err(|error| format!("failed to read {}: {error}", workspace.changed.display()))?;
    let mut steps: BTreeMap<Step, Samples> = BTreeMap::new();
    for round in 0..=runs {
        progress(&format!("{}: round {round} of {runs}", workspace.root.display()));
        let mut one = |step| -> Result<(), String> {
            let taken = sample(&mut command(step, workspace, programs), &workspace.scratch, fine(step))?;
            if round > 0 {
                steps.entry(step).or_default().0.push(taken);
            }
            Ok(())
        };
        for step in [Step::Metadata, Step::Read, Step::Parse, Step::ParseMimalloc, Step::Cold] {
            one(step)?;
        }
        // The cache still contains the edit of the previous round.
        warm(workspace, programs)?;
        thread::sleep(SETTLED);
        warm(workspace, programs)?;
        one(Step::Warm)?;
        for step in [Step::Comment, Step::Use, Step::Item] {
            write(&workspace.changed, &format!("{text}{}", added(step, &workspace.other, round)))?;
            one(step)?;
            write(&workspace.changed, &text)?;
            warm(workspace, programs)?;
        }
    }
    Ok(Measured { files: workspace.files, lines: workspace.lines, steps, peers: None })
}

fn warm(workspace: &Workspace, programs: &Programs) -> Result<(), String> {
    sample(&mut command(Step::Warm, workspace, programs), &workspace.scratch, fine(Step::Warm)).map(drop)
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    fs::write(path, text).map_err(|error| format!("failed to write {}: {error}", path.display()))
}

/// Returns the exit codes that count as success. A workspace may violate its rules.
fn fine(step: Step) -> &'static [i32] {
    match step {
        Step::Metadata | Step::Read | Step::Parse | Step::ParseMimalloc => &[0],
        Step::Cold | Step::Warm | Step::Comment | Step::Use | Step::Item => &[0, 1],
    }
}

fn command(step: Step, workspace: &Workspace, programs: &Programs) -> Command {
    let floor = |program, what: &str| {
        let mut command = Command::new(program);
        command.arg(what).arg(&workspace.list);
        command
    };
    match step {
        Step::Metadata => {
            let mut cargo = tools::cargo(&workspace.root);
            cargo.args(["metadata", "--no-deps", "--format-version", "1"]);
            cargo
        }
        Step::Read => floor(&programs.floor, "read"),
        Step::Parse => floor(&programs.floor, "parse"),
        Step::ParseMimalloc => floor(&programs.floor_mimalloc, "parse"),
        Step::Cold => workspace.checker(programs, &["check", "--no-cache"]),
        Step::Warm | Step::Comment | Step::Use | Step::Item => workspace.checker(programs, &["check"]),
    }
}

/// Returns the text that a step adds to a file. It is different in each round.
fn added(step: Step, other: &str, round: u16) -> String {
    match step {
        Step::Comment => format!("\n// A comment of round {round}.\n"),
        Step::Use => {
            format!("\n#[allow(unused)]\nfn archcheck_bench_{round}() {{\n    use {other} as archcheck_bench;\n}}\n")
        }
        Step::Item => format!("\n/// An item.\npub struct ArchcheckBench{round};\n"),
        Step::Metadata | Step::Read | Step::Parse | Step::ParseMimalloc | Step::Cold | Step::Warm => String::new(),
    }
}
