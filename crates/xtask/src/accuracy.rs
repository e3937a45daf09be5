//! `cargo xtask accuracy`: compares the checker's graph with what rustc resolves.
//!
//! 1. A `subject` is a workspace on disk, or a crate that `registry` downloads. `corpus` is a list of such crates.
//! 2. `answers` builds the subject with this program as a `wrapper` around rustc. The wrapper reads the compiler's HIR (`hir`),
//!    extracts modules and edges from it (`derive`, which consults the `source`), and writes an `answer`.
//! 3. `checker` runs the checker on the same code.
//! 4. `compare` compares both, and `report` prints the `score`.
//!
//! `generated` does the same for small generated programs, line by line.

mod answer;
mod answers;
mod checker;
mod compare;
mod corpus;
mod derive;
mod difference;
mod generated;
mod hir;
mod registry;
mod report;
mod score;
mod source;
mod subject;
mod wrapper;

use std::{
    collections::BTreeSet,
    env, fs,
    io::{self, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use self::{
    answers::Answers,
    checker::Checker,
    derive::Detail,
    score::SubjectScore,
    subject::{Features, Subject},
};
use crate::tools::{self, WorkDirectory};

/// Compare the checker's edges with those that rustc resolves
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(crate) struct Args {
    /// Workspaces (directories) or crates from crates.io (NAME@VERSION)
    #[arg(value_name = "SUBJECT")]
    subjects: Vec<String>,
    /// Also measure the crates of corpus.toml
    #[arg(long)]
    corpus: bool,
    /// Measure only the small crates of the corpus
    #[arg(long, requires = "corpus")]
    small: bool,
    /// Compare this number of generated programs instead
    #[arg(long, value_name = "NUMBER", conflicts_with_all = ["subjects", "corpus", "docs", "json", "rustc_only"])]
    generated: Option<usize>,
    /// The seed of the first generated program; each of the others has the next seed
    #[arg(long, default_value_t = 1, requires = "generated")]
    seed: u64,
    /// Enable these features of the given subjects
    #[arg(long, value_delimiter = ',')]
    features: Vec<String>,
    /// Enable all features of the given subjects
    #[arg(long)]
    all_features: bool,
    /// Disable the default features of the given subjects
    #[arg(long)]
    no_default_features: bool,
    /// The checker [default: a release build of this workspace]
    #[arg(long, value_name = "PROGRAM")]
    checker: Option<PathBuf>,
    /// Only run rustc and cache its answers
    #[arg(long, conflicts_with_all = ["checker", "docs", "differences", "fail_under"])]
    rustc_only: bool,
    /// Run rustc again even if its answers are cached
    #[arg(long)]
    fresh: bool,
    /// Print each difference with its location
    #[arg(long)]
    differences: bool,
    /// Write the result as JSON (with --rustc-only, the answers of rustc)
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Write the result to docs/accuracy.md
    #[arg(long)]
    docs: bool,
    /// Exit with status 1 if the recall or precision of any crate is lower, or if anything failed
    #[arg(long, value_name = "RATIO")]
    fail_under: Option<f64>,
    /// The directory for crates, builds and answers [default: target/accuracy]
    #[arg(long, value_name = "DIRECTORY")]
    work_dir: Option<PathBuf>,
}

/// Acts as rustc if Cargo started this program in its place, otherwise returns `None`.
pub(crate) fn as_rustc() -> Option<ExitCode> {
    env::var_os(wrapper::ANSWERS).map(|answers| wrapper::run(Path::new(&answers)))
}

/// Runs the command.
pub(crate) fn run(args: &Args) -> Result<ExitCode, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let work = args.work_dir.clone().unwrap_or_else(|| root.join("target/accuracy"));
    let work = WorkDirectory::new(&work).map_err(|error| format!("failed to create {}: {error}", work.display()))?;
    if let Some(count) = args.generated {
        return generated::run(count, args.seed, &Checker::new(args.checker.as_deref())?, &work);
    }
    let subjects = subjects(args)?;
    if args.rustc_only {
        return run_rustc_only(args, &subjects, &work);
    }
    let checker = Checker::new(args.checker.as_deref())?;
    let scores: Vec<SubjectScore> = subjects
        .iter()
        .map(|subject| {
            progress(&subject.label());
            measure(subject, &checker, &work, args.fresh)
                .unwrap_or_else(|reason| SubjectScore::failed(subject.label(), reason))
        })
        .collect();
    let written = |error: io::Error| format!("failed to write the result: {error}");
    report::human(&mut io::stdout().lock(), &scores, args.differences).map_err(written)?;
    if let Some(file) = &args.json {
        let json = serde_json::to_vec_pretty(&scores).map_err(|error| written(error.into()))?;
        fs::write(file, json).map_err(written)?;
    }
    if args.docs {
        let docs = root.join("docs");
        let page = report::markdown(&scores, &tools::rustc()?.version);
        fs::create_dir_all(&docs).and_then(|()| fs::write(docs.join("accuracy.md"), page)).map_err(written)?;
    }
    let failed = args.fail_under.is_some_and(|bar| scores.iter().any(|score| !score.reaches(bar)));
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn subjects(args: &Args) -> Result<Vec<Subject>, String> {
    let features =
        Features { named: args.features.clone(), all: args.all_features, no_default: args.no_default_features };
    let mut subjects = Vec::new();
    for text in &args.subjects {
        subjects.push(Subject::parse(text, features.clone())?);
    }
    if args.corpus {
        subjects.extend(corpus::subjects(args.small)?);
    }
    if subjects.is_empty() {
        return Err("nothing to measure: give a directory, NAME@VERSION, or --corpus".to_owned());
    }
    Ok(subjects)
}

fn measure(subject: &Subject, checker: &Checker, work: &WorkDirectory, fresh: bool) -> Result<SubjectScore, String> {
    let answers = answers::load_or_build(subject, work, fresh)?;
    let cfgs: BTreeSet<String> = answers.crates.iter().flat_map(|answer| answer.cfgs.iter().cloned()).collect();
    let (graph, time) = checker.graph(&answers.directory, &subject.features, &cfgs)?;
    let score = SubjectScore {
        subject: subject.label(),
        crates: compare::compare(&answers, &graph, Detail::Modules),
        failed: answers.failed.iter().map(|(krate, reason)| format!("{}: {reason}", krate.label())).collect(),
        unresolved: graph.unresolved(),
        beyond: subject.beyond.clone(),
        seconds: 0.0,
    };
    Ok(score.timed(time))
}

/// Runs rustc on all subjects, without a comparison.
fn run_rustc_only(args: &Args, subjects: &[Subject], work: &WorkDirectory) -> Result<ExitCode, String> {
    let mut all: Vec<Answers> = Vec::new();
    let mut out = io::stdout().lock();
    let written = |error: io::Error| format!("failed to write the result: {error}");
    for subject in subjects {
        progress(&subject.label());
        match answers::load_or_build(subject, work, args.fresh) {
            Ok(answers) => {
                for answer in &answers.crates {
                    let (modules, edges) = (answer.modules.len(), answer.edges.len());
                    writeln!(out, "{} {}: {modules} modules, {edges} edges", subject.label(), answer.krate.label())
                        .map_err(written)?;
                }
                for (krate, reason) in &answers.failed {
                    writeln!(out, "{} {}: failed: {reason}", subject.label(), krate.label()).map_err(written)?;
                }
                all.push(answers);
            }
            Err(reason) => writeln!(out, "{}: failed: {reason}", subject.label()).map_err(written)?,
        }
    }
    if let Some(file) = &args.json {
        let json = serde_json::to_vec_pretty(&all).map_err(|error| written(error.into()))?;
        fs::write(file, json).map_err(written)?;
    }
    Ok(if all.len() == subjects.len() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Prints what is being measured.
fn progress(label: &str) {
    let _ = writeln!(io::stderr(), "accuracy: {label}");
}
