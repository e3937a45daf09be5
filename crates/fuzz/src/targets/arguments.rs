//! The command line, in a package with rules and a baseline.

use super::{Check, Target, observed, of_message};
use crate::{
    mutation::pick,
    project::{Project, files_of},
};
use fastrand::Rng;
use std::fs;

pub(super) const TARGET: Target = Target {
    name: "arguments",
    about: "arguments, one a line: the exit status is 0, 1 or 2",
    extension: "txt",
    seeds: || ["check", "graph\n--format\ndot", "why\ndemo::a\ndemo::b", "--help"].map(str::to_owned).to_vec(),
    next,
    start,
};

/// Commands, options and values. None leads out of the package.
const WORDS: [&str; 86] = [
    "check",
    "graph",
    "why",
    "modules",
    "init",
    "baseline",
    "create",
    "shrink",
    "explain",
    "schema",
    "clean",
    "hook",
    "completions",
    "man",
    "--format",
    "json",
    "short",
    "human",
    "github",
    "gitlab",
    "sarif",
    "junit",
    "sonarqube",
    "markdown",
    "cargo",
    "dot",
    "short=out.txt",
    "json=nowhere/out.json",
    "--cfg",
    "active",
    "all",
    "--target",
    "x86_64-pc-windows-msvc",
    "--features",
    "a,b",
    "--all-features",
    "--no-default-features",
    "-p",
    "demo",
    "--package",
    "--workspace",
    "--exclude",
    "--deny",
    "warnings",
    "--exit-zero",
    "--no-cache",
    "--timings",
    "-v",
    "-q",
    "--color",
    "always",
    "never",
    "--references",
    "--names",
    "--level",
    "crate",
    "file",
    "demo::a",
    "demo::b",
    "demo::**",
    "extern:*",
    "std",
    "--rules",
    "archcheck.toml",
    "--manifest-path",
    "Cargo.toml",
    "src/lib.rs",
    "missing.toml",
    "--allow-growth",
    "--staged",
    "--message-format",
    "--locked",
    "--frozen",
    "--offline",
    "--help",
    "-V",
    "--",
    "-",
    "",
    "=",
    "\u{202e}",
    "\u{1b}[31m",
    "a\nb",
    "forbidden",
    "forbid",
    "bash",
];

const RULES: &str = "version = 1\n[[rules]]\nid = \"r\"\ntype = \"forbid\"\nfrom = [\"demo::a\"]\nto = [\"demo::b\"]\n";
const PROGRAM: &str = "pub mod a { use crate::b::B; pub fn f(_: B) {} }\npub mod b { pub struct B; }\n";

fn next(pool: &[String], random: &mut Rng) -> String {
    let mut words: Vec<&str> = Vec::new();
    if random.bool() && !pool.is_empty() {
        words.extend(pool[random.usize(..pool.len())].lines());
    }
    for _ in 0..random.usize(..6) {
        let at = random.usize(..=words.len());
        words.insert(at, pick(&WORDS, random));
    }
    words.join("\n")
}

fn start() -> Box<Check> {
    let project = Project::new("2021");
    Box::new(move |text| {
        project.write(&files_of(PROGRAM));
        for file in ["archcheck-baseline.toml", "out.txt"] {
            let _ = fs::remove_file(project.path().join(file));
        }
        let rules = project.path().join("archcheck.toml");
        fs::write(&rules, RULES).map_err(|error| error.to_string())?;
        let words: Vec<&str> = text.lines().collect();
        let ran = project.run(&words);
        if ran.status > 2 {
            return Err(format!("exit status {}: {}", ran.status, ran.err));
        }
        let command = words.iter().find(|word| !word.starts_with('-'));
        let err = ran.err.lines().next().map(of_message);
        Ok(vec![observed(&(ran.status, command, err)), observed(&(command, ran.out.len().checked_ilog2()))])
    })
}
