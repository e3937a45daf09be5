//! Measures each kind of rule on large graphs of shapes that are expensive to check.
//!
//! `source` generates a workspace whose modules form the graph of a shape. The checker then runs on it with the rules of one
//! kind at a time.

mod rules;
mod shapes;
mod size;
mod source;

use std::{fs, path::Path, process::Command};

use serde::Serialize;

use self::rules::MeasuredRules;
pub(crate) use self::{shapes::Shape, size::Size};
use super::{
    process::{Sample, Samples, sample},
    programs::Programs,
    progress::progress,
};

/// The measurements of one graph.
#[derive(Debug, Serialize)]
pub(crate) struct Graph {
    /// The shape.
    pub(crate) shape: Shape,
    /// The number of Rust modules.
    pub(crate) modules: u32,
    /// The number of dependencies.
    pub(crate) edges: u64,
    /// A check without rules and without the cache.
    pub(crate) cold: Samples,
    /// A check without rules, with the cache of an earlier run.
    pub(crate) warm: Samples,
    /// The measurements of each kind of rule.
    pub(crate) rules: Vec<RuleMeasurement>,
    /// `baseline create`.
    pub(crate) record: Samples,
    /// A check with that baseline.
    pub(crate) apply: Samples,
    /// The number of violations in the baseline.
    pub(crate) recorded: usize,
}

/// The measurements of one kind of rule.
#[derive(Debug, Serialize)]
pub(crate) struct RuleMeasurement {
    /// The kind.
    pub(crate) kind: MeasuredRules,
    /// The whole runs.
    pub(crate) run: Samples,
    /// For each run, the seconds that checking the rules took.
    pub(crate) check: Vec<f64>,
    /// The number of violations.
    pub(crate) found: usize,
}

/// A generated workspace.
struct GraphWorkspace<'a> {
    programs: &'a Programs,
    root: std::path::PathBuf,
    scratch: std::path::PathBuf,
}

impl GraphWorkspace<'_> {
    fn command(&self, kind: MeasuredRules, args: &[&str]) -> Command {
        let mut command = Command::new(&self.programs.checker);
        command.args(args).arg("--rules").arg(self.root.join(kind.file())).current_dir(&self.root);
        command
    }

    /// Runs a check. Also returns the seconds that checking the rules took, according to `--timings`.
    fn check(&self, kind: MeasuredRules, more: &[&str]) -> Result<(Sample, f64), String> {
        let args = [&["check", "--timings", "--format", "short"], more].concat();
        let taken = sample(&mut self.command(kind, &args), &self.scratch, &[0, 1])?;
        Ok((taken, timing(&self.output("stderr")?, "check")?))
    }

    fn output(&self, stream: &str) -> Result<String, String> {
        let file = self.scratch.join(stream);
        fs::read_to_string(&file).map_err(|error| format!("failed to read {}: {error}", file.display()))
    }
}

/// Measures one graph.
pub(crate) fn measure(
    shape: Shape,
    size: Size,
    directory: &Path,
    programs: &Programs,
    runs: u16,
) -> Result<Graph, String> {
    let (root, scratch) = (directory.join("workspace"), directory.join("scratch"));
    let written = source::write(&root, shape, size)
        .and_then(|edges| rules::write(&root, size).map(|()| edges))
        .and_then(|edges| fs::create_dir_all(&scratch).map(|()| edges));
    let edges = written.map_err(|error| format!("failed to write to {}: {error}", directory.display()))?;
    let mesh = GraphWorkspace { programs, root, scratch };
    let step = |what: &str| progress(&format!("{} of {}: {what}", shape.as_str(), size.modules));
    let mut cold = Samples::default();
    let mut warm = Samples::default();
    for _ in 0..runs {
        step("without rules");
        cold.0.push(mesh.check(MeasuredRules::None, &["--no-cache"])?.0);
        mesh.check(MeasuredRules::None, &[])?;
        warm.0.push(mesh.check(MeasuredRules::None, &[])?.0);
    }
    let mut rules = Vec::new();
    for kind in MeasuredRules::MEASURED {
        step(kind.as_str());
        let mut one = RuleMeasurement { kind, run: Samples::default(), check: Vec::new(), found: 0 };
        for _ in 0..runs {
            let (run, check) = mesh.check(kind, &[])?;
            one.run.0.push(run);
            one.check.push(check);
            one.found = mesh.output("stdout")?.lines().filter(|line| line.contains(": error[")).count();
        }
        rules.push(one);
    }
    step("a baseline");
    let (record, apply, recorded) = baseline(&mesh, runs)?;
    Ok(Graph { shape, modules: size.modules, edges, cold, warm, rules, record, apply, recorded })
}

/// Creates a baseline and checks with it. Also returns the number of violations in the baseline.
fn baseline(mesh: &GraphWorkspace<'_>, runs: u16) -> Result<(Samples, Samples, usize), String> {
    let file = mesh.root.join(MeasuredRules::Baseline.file()).with_file_name("archcheck-baseline.toml");
    let (mut record, mut apply, mut recorded) = (Samples::default(), Samples::default(), 0);
    for _ in 0..runs {
        if file.exists() {
            fs::remove_file(&file).map_err(|error| format!("failed to delete {}: {error}", file.display()))?;
        }
        let mut create = mesh.command(MeasuredRules::Baseline, &["baseline", "create"]);
        record.0.push(sample(&mut create, &mesh.scratch, &[0])?);
        // The baseline covers all violations, so the check must succeed.
        let mut check = mesh.command(MeasuredRules::Baseline, &["check", "--format", "short"]);
        apply.0.push(sample(&mut check, &mesh.scratch, &[0])?);
        let text = fs::read_to_string(&file).map_err(|error| format!("failed to read {}: {error}", file.display()))?;
        recorded = text.lines().filter(|line| line.contains("from = ")).count();
    }
    Ok((record, apply, recorded))
}

/// Parses the seconds of a stage from the output of `--timings`.
fn timing(text: &str, stage: &str) -> Result<f64, String> {
    let words = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
    let mut milliseconds = words.filter_map(|words| match words[..] {
        [name, number, "ms"] if name == stage => number.parse::<f64>().ok(),
        _ => None,
    });
    let found = milliseconds.next_back().ok_or_else(|| format!("the checker's --timings do not list `{stage}`"))?;
    Ok(found / 1_000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timings_are_parsed_by_stage() {
        let text = "note\n       rules       1.0 ms\n       check    1234.5 ms\n       total    2000.0 ms\n";
        assert!((timing(text, "check").unwrap() - 1.2345).abs() < 1e-9);
        assert!(timing(text, "read").is_err());
    }
}
