//! The rounds: every step once in each, so that what else the machine does meets all of them alike.

use std::{collections::BTreeMap, fs, path::Path, process::Command, thread, time::Duration};

use serde::Serialize;

use super::{
    peers::Peers,
    process::{Samples, sample},
    programs::Programs,
    progress,
    workspace::Workspace,
};
use crate::tools;

/// How long after a change a file's times are no longer said to be too fresh to be relied on, and a little more.
const SETTLED: Duration = Duration::from_secs(3);

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Step {
    /// `cargo metadata --no-deps`.
    Metadata,
    /// A read of the files.
    Read,
    /// A parse of the files.
    Parse,
    /// The same, with the checker's allocator.
    ParseMimalloc,
    /// A check that uses nothing kept.
    Cold,
    /// A check after one, with nothing changed.
    Warm,
    /// After a comment was added to a file.
    Comment,
    /// After a function with a `use` was added to it.
    Use,
    /// After an item was declared in it.
    Item,
}

/// What was measured of a workspace.
#[derive(Debug, Serialize)]
pub(crate) struct Measured {
    /// How many files it has.
    pub(crate) files: usize,
    /// How many lines they have.
    pub(crate) lines: u64,
    /// What each step cost.
    pub(crate) steps: BTreeMap<Step, Samples>,
    /// What the peers cost, where they were asked.
    pub(crate) peers: Option<Peers>,
}

impl Measured {
    /// What a step cost.
    pub(crate) fn of(&self, step: Step) -> &Samples {
        &self.steps[&step]
    }
}

/// Runs the rounds, and one before them that does not count.
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
        // What was kept of the change before this is not what is warm.
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

/// A check of a workspace that breaks its rules costs what it costs.
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

/// What is added to a file: each time something that no earlier run has seen.
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
