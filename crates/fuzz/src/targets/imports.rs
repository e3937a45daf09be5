//! Import graphs: resolution ends, and threads, cache and updates change no result.

use super::{
    Check, Target, observed,
    program::{edit, run},
};
use crate::{
    mutation::{mutate, pick},
    project::{Project, files_of},
};
use fastrand::Rng;
use std::fmt::Write as _;

pub(super) const TARGET: Target = Target {
    name: "imports",
    about: "modules that import from each other: resolution ends, and an edit gives what a new analysis gives",
    extension: "rs",
    seeds: Vec::new,
    next: |pool, random| if random.u8(..5) == 0 { mutate(pool, &NAMES, random) } else { generate(random) },
    start,
};

/// Few names, so that imports feed each other.
const NAMES: [&str; 6] = ["a", "b", "c", "d", "m", "n"];
const ROOTS: [&str; 9] = ["", "", "self::", "super::", "crate::", "super::super::", "::demo::", "demo::", "::std::"];
const CFGS: [&str; 6] = ["", "", "", "#[cfg(x)] ", "#[cfg(not(x))] ", "#[cfg(all(x, y))] "];

/// A program of modules and imports.
fn generate(random: &mut Rng) -> String {
    let mut text = String::new();
    if random.u8(..3) == 0 {
        text.push_str("extern crate self as demo;\n");
    }
    let most = if random.u8(..20) == 0 { 200 } else { 40 };
    let mut budget = 4 + random.usize(..most);
    items(&mut text, &mut budget, 0, random);
    text
}

fn items(text: &mut String, budget: &mut usize, depth: usize, random: &mut Rng) {
    while *budget > 0 {
        *budget -= 1;
        let (cfg, name) = (pick(&CFGS, random), pick(&NAMES, random));
        let public = pick(&["", "pub ", "pub ", "pub(crate) ", "pub(super) "], random);
        let _ = match random.u8(..20) {
            0..=3 if depth < 5 => {
                let _ = writeln!(text, "{cfg}{public}mod {name} {{");
                items(text, budget, depth + 1, random);
                writeln!(text, "}}")
            }
            4..=9 => writeln!(text, "{cfg}{public}use {} as {};", path(random), pick(&NAMES, random)),
            10..=11 => writeln!(text, "{cfg}{public}use {};", path(random)),
            12..=14 => writeln!(text, "{cfg}{public}use {}::*;", path(random)),
            15 => writeln!(
                text,
                "{cfg}{public}use {}::{{self, {} as {name}, {}::*}};",
                path(random),
                pick(&NAMES, random),
                pick(&NAMES, random)
            ),
            16 => writeln!(text, "{cfg}{public}struct {name};"),
            17 => writeln!(text, "{cfg}{public}enum {name} {{ {}, {} }}", pick(&NAMES, random), pick(&NAMES, random)),
            18 => writeln!(
                text,
                "{cfg}fn {name}() {{ use {}; {}; {name}::{}(); }}",
                path(random),
                path(random),
                pick(&NAMES, random)
            ),
            _ => writeln!(
                text,
                "macro_rules! {name} {{ () => {{ {public}use $crate::{}; {public}mod {} {{ pub use {}::*; }} }} }} {}!();",
                path(random).trim_start_matches(':'),
                pick(&NAMES, random),
                path(random),
                pick(&NAMES, random),
            ),
        };
        if depth > 0 && random.u8(..6) == 0 {
            return;
        }
    }
}

fn path(random: &mut Rng) -> String {
    let mut path = pick(&ROOTS, random).to_owned();
    for at in 0..=random.usize(..3) {
        if at > 0 {
            path.push_str("::");
        }
        path.push_str(pick(&NAMES, random));
    }
    path
}

fn start() -> Box<Check> {
    let projects = ["2015", "2018", "2024"].map(Project::new);
    Box::new(move |text| {
        let mut random = Rng::with_seed(observed(&text));
        let project = &projects[random.usize(..projects.len())];
        let mut files = files_of(text);
        let observed = run(project, &files)?;
        for _ in 0..2 {
            let Some((_, text)) = files.first_mut() else { break };
            *text = edited(text, &mut random);
            edit(project, &files)?;
        }
        Ok(observed)
    })
}

/// Adds, removes or changes one import or name.
fn edited(text: &str, random: &mut Rng) -> String {
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    let at = random.usize(..=lines.len());
    match random.u8(..3) {
        0 => lines.insert(at, format!("pub use {} as {};\n", path(random), pick(&NAMES, random))),
        1 if at < lines.len() && lines[at].ends_with(";\n") => drop(lines.remove(at)),
        _ if at < lines.len() => {
            let (from, to) = (pick(&NAMES, random), pick(&NAMES, random));
            lines[at] = lines[at].replacen(&format!("::{from}"), &format!("::{to}"), 1);
        }
        _ => {}
    }
    lines.concat()
}
