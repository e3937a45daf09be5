//! Whole packages: threads, cache and updates change no result.

use super::{Check, Observed, Target, facts::WORDS, observed, same};
use crate::{
    corpus::programs,
    mutation::mutate,
    project::{Project, Ran, files_of},
};
use archcheck_core::{
    analysis::Analysis,
    resolve::{self, Options},
};
use fastrand::Rng;
use std::fmt::Write as _;

pub(super) const TARGET: Target = Target {
    name: "program",
    about: "the files of a package: threads, the cache and an edit give what a new analysis gives",
    extension: "rs",
    seeds: programs,
    next: |pool, random| mutate(pool, &WORDS, random),
    start,
};

/// The command whose output shows the whole analysis.
pub(super) const GRAPH: [&str; 4] = ["graph", "--format", "json", "--references"];

fn start() -> Box<Check> {
    let projects = ["2015", "2018", "2021", "2024"].map(Project::new);
    Box::new(move |text| {
        let mut random = Rng::with_seed(observed(&text));
        let project = &projects[random.usize(..projects.len())];
        let mut files = files_of(text);
        let observed = run(project, &files)?;
        // An edit of one file, which depends on nothing but the input.
        let texts: Vec<String> = files.iter().map(|(_, text)| text.clone()).collect();
        if let Some((_, text)) =
            (!files.is_empty()).then(|| random.usize(..files.len())).and_then(|at| files.get_mut(at))
        {
            *text = mutate(&texts, &WORDS, &mut random);
            edit(project, &files)?;
        }
        Ok(observed)
    })
}

/// Analyzes a package with one and two threads, without a cache, and twice with a cache.
pub(super) fn run(project: &Project, files: &[(String, String)]) -> Result<Observed, String> {
    project.write(files);
    let threads = [1, 2].map(|threads| {
        let options = Options { threads: Some(threads), ..Options::default() };
        resolve::analyze(project.workspace.clone(), &options, &|_| ()).map(|analysis| summary(&analysis))
    });
    let [one, two] = threads.map(|result| result.map_err(|error| error.message.clone()));
    same("one and two threads differ", &one, &two)?;
    let without = project.run(&[&GRAPH[..], &["--no-cache"]].concat());
    same("writing the cache changes the result", &without, &project.run(&GRAPH))?;
    same("reading the cache changes the result", &without, &project.run(&GRAPH))?;
    Ok(features(&without))
}

/// Replaces some files, and compares an update with a new analysis.
pub(super) fn edit(project: &Project, files: &[(String, String)]) -> Result<(), String> {
    for (path, text) in files {
        let _ = std::fs::write(project.path().join(path), text);
    }
    let without = project.run(&[&GRAPH[..], &["--no-cache"]].concat());
    same("an update differs from a new analysis", &project.run(&GRAPH), &without)
}

fn features(ran: &Ran) -> Observed {
    let codes = ran.err.lines().filter(|line| line.contains('[')).map(|line| observed(&line.split(']').next()));
    let counts = ran.out.split("\"kind\":\"").skip(1).map(|rest| observed(&rest.split('"').next()));
    codes.chain(counts).chain([observed(&ran.status), observed(&ran.out.len().checked_ilog2())]).collect()
}

/// What an analysis found, without ids.
fn summary(analysis: &Analysis) -> String {
    let mut text = format!("{:?}\n", analysis.counts);
    for module in &analysis.graph.modules {
        let _ = writeln!(text, "{}", module.path);
    }
    for reference in &analysis.graph.references {
        let target = analysis.graph.target(reference);
        let place = reference.place();
        let _ = writeln!(
            text,
            "{} {} {:?} {:?} {}",
            analysis.graph.module(reference.from).path,
            analysis.sources.get(place.file).path,
            place.span,
            reference.kind,
            analysis.graph.reached_path(target),
        );
    }
    for diagnostic in &analysis.diagnostics {
        let _ = writeln!(text, "{:?} {}", diagnostic.code, diagnostic.message);
    }
    text
}
