//! What the checks cost on graphs that are large, and of shapes that are hard on them: a workspace is written whose
//! source says the graph (`source`, of a `shape`), and the checker is run on it with rules of one kind at a time.

mod rules;
mod shapes;
mod source;

use std::{fs, path::Path, process::Command, str::FromStr};

use serde::Serialize;

use self::rules::Kind;
pub(crate) use self::shapes::Shape;
use super::{
    process::{Sample, Samples, sample},
    programs::Programs,
    progress,
};

/// How large a graph is to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Size {
    /// Rust modules.
    pub(crate) modules: u32,
    /// Dependencies between them, about.
    pub(crate) edges: u32,
}

impl Size {
    /// On how many others each depends.
    fn degree(self) -> u32 {
        (self.edges / self.modules).max(2)
    }

    /// How many Rust modules a file has.
    fn in_file(self) -> u32 {
        self.modules.div_ceil(shapes::LAYERS)
    }
}

impl FromStr for Size {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let numbers: Option<Vec<u32>> = text.split(',').map(|number| number.trim().parse().ok()).collect();
        match numbers.as_deref() {
            Some(&[modules @ 1_000..=1_000_000, edges]) if edges / modules <= 100 => Ok(Self { modules, edges }),
            _ => Err(
                "say it as MODULES,EDGES: 1,000 Rust modules at least (written 1000), and 100 edges for each at most"
                    .into(),
            ),
        }
    }
}

/// What was measured of one graph.
#[derive(Debug, Serialize)]
pub(crate) struct Graph {
    /// Its shape.
    pub(crate) shape: Shape,
    /// How many Rust modules it has.
    pub(crate) modules: u32,
    /// How many dependencies.
    pub(crate) edges: u64,
    /// A check without rules, nothing kept.
    pub(crate) cold: Samples,
    /// The same, with what is kept.
    pub(crate) warm: Samples,
    /// What judging by each kind of rules takes beyond that, and how much it finds.
    pub(crate) rules: Vec<Judged>,
    /// Recording a baseline.
    pub(crate) record: Samples,
    /// A check with that baseline.
    pub(crate) apply: Samples,
    /// How many violations the baseline holds.
    pub(crate) recorded: usize,
}

/// What judging by rules of one kind takes.
#[derive(Debug, Serialize)]
pub(crate) struct Judged {
    /// Which.
    pub(crate) kind: Kind,
    /// The whole run.
    pub(crate) run: Samples,
    /// The seconds of it in which rules are checked, run by run.
    pub(crate) check: Vec<f64>,
    /// How many violations it finds.
    pub(crate) found: usize,
}

/// A workspace that says a graph, and where its rules are.
struct Mesh<'a> {
    programs: &'a Programs,
    root: std::path::PathBuf,
    scratch: std::path::PathBuf,
}

impl Mesh<'_> {
    fn command(&self, kind: Kind, args: &[&str]) -> Command {
        let mut command = Command::new(&self.programs.checker);
        command.args(args).arg("--rules").arg(self.root.join(kind.file())).current_dir(&self.root);
        command
    }

    /// A check, and what its `--timings` says of the stage in which rules are checked, in seconds.
    fn check(&self, kind: Kind, more: &[&str]) -> Result<(Sample, f64), String> {
        let args = [&["check", "--timings", "--format", "short"], more].concat();
        let taken = sample(&mut self.command(kind, &args), &self.scratch, &[0, 1])?;
        Ok((taken, timing(&self.said("stderr")?, "check")?))
    }

    fn said(&self, stream: &str) -> Result<String, String> {
        let file = self.scratch.join(stream);
        fs::read_to_string(&file).map_err(|error| format!("failed to read {}: {error}", file.display()))
    }
}

/// Measures one graph.
pub(crate) fn measure(
    shape: Shape,
    size: Size,
    folder: &Path,
    programs: &Programs,
    runs: u16,
) -> Result<Graph, String> {
    let (root, scratch) = (folder.join("workspace"), folder.join("scratch"));
    let written = source::write(&root, shape, size)
        .and_then(|edges| rules::write(&root, size).map(|()| edges))
        .and_then(|edges| fs::create_dir_all(&scratch).map(|()| edges));
    let edges = written.map_err(|error| format!("failed to write to {}: {error}", folder.display()))?;
    let mesh = Mesh { programs, root, scratch };
    let step = |what: &str| progress(&format!("{} of {}: {what}", shape.as_str(), size.modules));
    let mut cold = Samples::default();
    let mut warm = Samples::default();
    for _ in 0..runs {
        step("without rules");
        cold.0.push(mesh.check(Kind::None, &["--no-cache"])?.0);
        mesh.check(Kind::None, &[])?;
        warm.0.push(mesh.check(Kind::None, &[])?.0);
    }
    let mut judged = Vec::new();
    for kind in Kind::JUDGED {
        step(kind.as_str());
        let mut one = Judged { kind, run: Samples::default(), check: Vec::new(), found: 0 };
        for _ in 0..runs {
            let (run, check) = mesh.check(kind, &[])?;
            one.run.0.push(run);
            one.check.push(check);
            one.found = mesh.said("stdout")?.lines().filter(|line| line.contains(": error[")).count();
        }
        judged.push(one);
    }
    step("a baseline");
    let (record, apply, recorded) = baseline(&mesh, runs)?;
    Ok(Graph { shape, modules: size.modules, edges, cold, warm, rules: judged, record, apply, recorded })
}

/// Records a baseline and checks with it; says how many violations it holds, too.
fn baseline(mesh: &Mesh<'_>, runs: u16) -> Result<(Samples, Samples, usize), String> {
    let file = mesh.root.join(Kind::Baseline.file()).with_file_name("archcheck-baseline.toml");
    let (mut record, mut apply, mut recorded) = (Samples::default(), Samples::default(), 0);
    for _ in 0..runs {
        if file.exists() {
            fs::remove_file(&file).map_err(|error| format!("failed to delete {}: {error}", file.display()))?;
        }
        let mut create = mesh.command(Kind::Baseline, &["baseline", "create"]);
        record.0.push(sample(&mut create, &mesh.scratch, &[0])?);
        // With it nothing is forbidden: anything else is no success.
        let mut check = mesh.command(Kind::Baseline, &["check", "--format", "short"]);
        apply.0.push(sample(&mut check, &mesh.scratch, &[0])?);
        let text = fs::read_to_string(&file).map_err(|error| format!("failed to read {}: {error}", file.display()))?;
        recorded = text.lines().filter(|line| line.contains("from = ")).count();
    }
    Ok((record, apply, recorded))
}

/// The seconds of a stage, as `--timings` prints them.
fn timing(text: &str, stage: &str) -> Result<f64, String> {
    let words = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
    let mut milliseconds = words.filter_map(|words| match words[..] {
        [name, number, "ms"] if name == stage => number.parse::<f64>().ok(),
        _ => None,
    });
    let found = milliseconds.next_back().ok_or_else(|| format!("the checker's --timings say nothing of `{stage}`"))?;
    Ok(found / 1_000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_two_numbers() {
        assert_eq!("100000,1000000".parse(), Ok(Size { modules: 100_000, edges: 1_000_000 }));
        for wrong in ["", "100000", "10,100", "1000,200000", "1000,2000,3000", "a,b"] {
            assert!(wrong.parse::<Size>().unwrap_err().contains("MODULES,EDGES"), "{wrong}");
        }
    }

    #[test]
    fn timings_are_read_by_stage() {
        let text = "note\n       rules       1.0 ms\n       check    1234.5 ms\n       total    2000.0 ms\n";
        assert!((timing(text, "check").unwrap() - 1.2345).abs() < 1e-9);
        assert!(timing(text, "read").is_err());
    }
}
