//! `cargo xtask accuracy --generated N`: compares small generated programs with rustc, line by line.
//!
//! 1. `grammar` generates a `program` from a seed. Most of its names clash, and some of its paths lead nowhere.
//! 2. `compiler` asks rustc what its paths resolve to. The lines that rustc rejects are removed until it accepts the rest.
//! 3. The checker runs on a workspace of many programs, and `compare` compares the edges of each line.
//! 4. `shrink` reduces a program with a difference, and the result is saved.

mod compiler;
mod grammar;
mod program;
mod shrink;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::{self, Write},
    path::Path,
    process::ExitCode,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use self::{
    compiler::{Compiler, Verdict},
    program::{CFG, Program},
    shrink::shrink,
};
use super::{
    answer::{Answer, Location},
    answers::Answers,
    checker::Checker,
    compare,
    derive::Detail,
    difference::{Difference, Side},
    report::describe,
    subject::Features,
};
use crate::tools::WorkDirectory;

/// How many programs are checked in one workspace.
const BATCH: usize = 100;
/// The most threads that run rustc.
const THREADS: usize = 2;
/// The code with which the checker refuses a program whose macros expand each other without end. rustc accepts such a program
/// if the configuration excludes the call, or if a bound of its own is larger.
const ENDLESS: &str = "expansion-bound";
/// How often the rejected lines of a program are removed before it is discarded.
const REPAIRS: usize = 12;
/// How many failing programs are shrunk. More of them mostly have the same cause.
const SHRUNK: usize = 8;

/// Generates and compares `count` programs. Returns a failure if any differs.
pub(crate) fn run(count: usize, seed: u64, checker: &Checker, work: &WorkDirectory) -> Result<ExitCode, String> {
    let root = work.path("generated");
    let in_root = |error: io::Error| format!("failed to use {}: {error}", root.display());
    if root.exists() {
        fs::remove_dir_all(&root).map_err(in_root)?;
    }
    let workspace = root.join("workspace");
    let compiler = Compiler::new(&workspace)?;
    let mut summary = Summary::default();
    let mut failing: Vec<(usize, Program)> = Vec::new();
    for first in (0..count).step_by(BATCH) {
        let numbers = first..(first + BATCH).min(count);
        let accepted = accept(&compiler, &workspace, seed, numbers.clone(), &mut summary).map_err(in_root)?;
        for (number, differences) in bounded_differences(checker, &workspace, &accepted, &mut summary)? {
            if let Some(program) = accepted.iter().find(|program| program.number == number)
                && !differences.is_empty()
            {
                let _ = writeln!(io::stderr(), "accuracy: seed {} differs", seed + number as u64);
                failing.push((number, program.program.clone()));
            }
        }
        clear(&workspace, &accepted).map_err(in_root)?;
        let _ = writeln!(io::stderr(), "accuracy: {} of {count}, {} differ", numbers.end, failing.len());
    }
    let mut out = io::stdout().lock();
    let written = |error: io::Error| format!("failed to write the result: {error}");
    writeln!(out, "{}", summary.text(count, seed, failing.len())).map_err(written)?;
    for (number, program) in failing.iter().take(SHRUNK) {
        let differs = |program: &Program| {
            examine(&compiler, checker, &workspace, program).is_ok_and(|differences| !differences.is_empty())
        };
        let small = shrink(program.clone(), differs);
        let differences = examine(&compiler, checker, &workspace, &small)?;
        let saved = root.join(format!("seed-{}", seed + *number as u64));
        save(&small, &saved).map_err(in_root)?;
        writeln!(out, "\nseed {}, saved as {}", seed + *number as u64, saved.display()).map_err(written)?;
        for difference in &differences {
            writeln!(out, "  {}", describe(difference)).map_err(written)?;
        }
        for (path, text) in sources(&small, &saved).map_err(in_root)? {
            writeln!(out, "  //- {path}").map_err(written)?;
            for line in text.lines() {
                writeln!(out, "  {line}").map_err(written)?;
            }
        }
    }
    for (number, _) in failing.iter().skip(SHRUNK) {
        writeln!(out, "seed {} differs, too", seed + *number as u64).map_err(written)?;
    }
    Ok(if failing.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What happened to the programs.
#[derive(Debug, Default)]
struct Summary {
    /// The programs that rustc accepted at once.
    unchanged: usize,
    /// The programs that rustc accepted after repairs.
    repaired: usize,
    /// The lines that were generated, and those that remained.
    generated_lines: usize,
    lines: usize,
    /// The lines of accepted programs from which rustc found an edge.
    edges: usize,
    /// The errors of the discarded programs.
    discarded: Vec<String>,
    /// The numbers of the programs that the checker refuses because their macros expand each other without end.
    endless: Vec<usize>,
}

impl Summary {
    fn text(&self, count: usize, seed: u64, differing: usize) -> String {
        let Self { unchanged, repaired, generated_lines, lines, edges, discarded, endless } = self;
        let percent = |part: usize, all: usize| (part * 100).checked_div(all).unwrap_or(0);
        let accepted = unchanged + repaired;
        let mut text = format!(
            "{count} programs: rustc accepted {accepted} ({} %), {repaired} of them without some lines; {} % of the lines \
             were kept\n{edges} edges of {lines} lines compared: {differing} programs differ",
            percent(accepted, count),
            percent(*lines, *generated_lines),
        );
        if let Some(first) = discarded.first() {
            text = format!("{text}\ndiscarded {}, the first for: {}", discarded.len(), first.trim_end());
        }
        if let Some(first) = endless.first() {
            let first = seed + *first as u64;
            text = format!(
                "{text}\ndiscarded {} whose macros expand without end, the first of seed {first}",
                endless.len()
            );
        }
        text
    }
}

/// A program that rustc accepted.
struct Accepted {
    number: usize,
    program: Program,
    answers: Vec<Answer>,
}

/// Generates programs, and repairs those that rustc rejects.
fn accept(
    compiler: &Compiler,
    workspace: &Path,
    seed: u64,
    numbers: std::ops::Range<usize>,
    summary: &mut Summary,
) -> io::Result<Vec<Accepted>> {
    let next = AtomicUsize::new(numbers.start);
    let results = Mutex::new(BTreeMap::new());
    let work = || {
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= numbers.end {
                return;
            }
            let program = grammar::program(seed + number as u64, number);
            let result = repair(compiler, workspace, program);
            if let Ok(mut results) = results.lock() {
                results.insert(number, result);
            }
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(THREADS);
    std::thread::scope(|scope| (0..threads).for_each(|_| _ = scope.spawn(work)));
    let mut accepted = Vec::new();
    for (number, result) in results.into_inner().unwrap_or_default() {
        let repaired = result?;
        match repaired.verdict {
            Verdict::Accepted => {
                let answers = repaired.answers;
                summary.unchanged += usize::from(repaired.repairs == 0);
                summary.repaired += usize::from(repaired.repairs > 0);
                summary.generated_lines += repaired.generated_lines;
                summary.lines += repaired.lines;
                summary.edges += answers.iter().map(|answer| answer.edges.len()).sum::<usize>();
                accepted.push(Accepted { number, program: repaired.program, answers });
            }
            Verdict::Rejected(_, errors) => {
                clear_program(workspace, &repaired.program)?;
                summary.discarded.push(format!("seed {}: {errors}", seed + number as u64));
            }
        }
    }
    Ok(accepted)
}

/// A program after its rejected lines were removed.
struct Repaired {
    program: Program,
    verdict: Verdict,
    answers: Vec<Answer>,
    repairs: usize,
    generated_lines: usize,
    lines: usize,
}

fn repair(compiler: &Compiler, workspace: &Path, mut program: Program) -> io::Result<Repaired> {
    let (mut generated_lines, mut answers) = (None, Vec::new());
    for repairs in 0.. {
        let lines = program.write(workspace)?;
        let generated_lines = *generated_lines.get_or_insert(lines.len());
        let verdict = compiler.ask(&program, &lines, &mut answers)?;
        match &verdict {
            Verdict::Rejected(rejected, _) if !rejected.is_empty() && repairs < REPAIRS => {
                // The answers for the libraries before the first changed one stay true.
                answers.truncate(rejected.first().and_then(|address| address.first()).copied().unwrap_or(0));
                program = program.without(rejected);
            }
            _ => return Ok(Repaired { program, verdict, answers, repairs, generated_lines, lines: lines.len() }),
        }
    }
    unreachable!("the number of repairs is limited")
}

/// The differences of each program by its number.
type Differences = BTreeMap<usize, Vec<Difference>>;

/// Returns the differences of accepted programs, except for those with endless macros. Halves the programs to find these.
fn bounded_differences(
    checker: &Checker,
    workspace: &Path,
    accepted: &[Accepted],
    summary: &mut Summary,
) -> Result<Differences, String> {
    match (differences(checker, workspace, accepted), accepted) {
        (Err(error), [only]) if error.contains(ENDLESS) => {
            summary.endless.push(only.number);
            Ok(Differences::new())
        }
        (Err(error), _) if error.contains(ENDLESS) => {
            let (first, second) = accepted.split_at(accepted.len() / 2);
            let mut all = bounded_differences(checker, workspace, first, summary)?;
            all.extend(bounded_differences(checker, workspace, second, summary)?);
            Ok(all)
        }
        (result, _) => result,
    }
}

/// Runs the checker on accepted programs, and returns their differences.
fn differences(checker: &Checker, workspace: &Path, accepted: &[Accepted]) -> Result<Differences, String> {
    let names = accepted.iter().flat_map(|accepted| accepted.program.libraries.iter().map(|library| &library.name));
    let members: Vec<&str> = names.map(String::as_str).chain(["attributes"]).collect();
    let manifest = format!("[workspace]\nresolver = \"2\"\nmembers = {members:?}\n");
    fs::write(workspace.join("Cargo.toml"), manifest)
        .map_err(|error| format!("failed to write Cargo.toml: {error}"))?;
    let cfgs = BTreeSet::from([CFG.to_owned()]);
    let (graph, _) = checker.graph(workspace, &Features::default(), &cfgs)?;
    let answers = Answers {
        crates: accepted.iter().flat_map(|accepted| accepted.answers.iter().cloned()).collect(),
        failed: Vec::new(),
        directory: workspace.to_path_buf(),
        libraries: BTreeMap::new(),
    };
    let scores = compare::compare(&answers, &graph, Detail::Lines);
    let numbers = accepted.iter().flat_map(|accepted| accepted.answers.iter().map(|_| accepted.number));
    let mut differences = Differences::new();
    for (number, score) in numbers.zip(scores) {
        let all = score.differences.into_iter().filter(|difference| !is_in_arguments(workspace, difference));
        differences.entry(number).or_default().extend(all);
    }
    Ok(differences)
}

/// Returns whether a difference is an additional edge on a line with a macro call. The checker reads the arguments of a macro
/// as types and as values, because the macro can use them as either.
fn is_in_arguments(workspace: &Path, difference: &Difference) -> bool {
    let Location { file, line, .. } = &difference.location;
    let has_call = |text: String| text.lines().nth(*line as usize - 1).is_some_and(|line| line.contains("!("));
    difference.side == Side::Extra && *line > 0 && fs::read_to_string(workspace.join(file)).is_ok_and(has_call)
}

/// Returns the differences of one program. A program that rustc rejects has none.
fn examine(
    compiler: &Compiler,
    checker: &Checker,
    workspace: &Path,
    program: &Program,
) -> Result<Vec<Difference>, String> {
    let failed = |error: io::Error| format!("failed to compile a program: {error}");
    let lines = program.write(workspace).map_err(failed)?;
    let mut answers = Vec::new();
    if let Verdict::Rejected(..) = compiler.ask(program, &lines, &mut answers).map_err(failed)? {
        return Ok(Vec::new());
    }
    let accepted = [Accepted { number: 0, program: program.clone(), answers }];
    Ok(differences(checker, workspace, &accepted)?.remove(&0).unwrap_or_default())
}

/// Removes programs from the workspace.
fn clear(workspace: &Path, accepted: &[Accepted]) -> io::Result<()> {
    accepted.iter().try_for_each(|accepted| clear_program(workspace, &accepted.program))
}

fn clear_program(workspace: &Path, program: &Program) -> io::Result<()> {
    for library in &program.libraries {
        fs::remove_dir_all(workspace.join(&library.name))?;
    }
    Ok(())
}

/// Saves a program as a workspace.
fn save(program: &Program, directory: &Path) -> io::Result<()> {
    let names: Vec<&str> =
        program.libraries.iter().map(|library| library.name.as_str()).chain(["attributes"]).collect();
    program.write(directory)?;
    compiler::write_attributes(directory)?;
    fs::write(directory.join("Cargo.toml"), format!("[workspace]\nresolver = \"2\"\nmembers = {names:?}\n"))
}

/// Returns the source files of a saved program.
fn sources(program: &Program, directory: &Path) -> io::Result<Vec<(String, String)>> {
    let lines = program.write(directory)?;
    let files: BTreeSet<String> = lines.into_keys().map(|(file, _)| file).collect();
    files.into_iter().map(|file| Ok((file.clone(), fs::read_to_string(directory.join(file))?))).collect()
}
