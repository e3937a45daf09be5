//! Damaged cache files, which change no result.

use super::{Check, Target, observed, program::GRAPH, same};
use crate::{
    mutation::{mutate, pick},
    project::{Project, files_of},
};
use fastrand::Rng;
use std::fs;

pub(super) const TARGET: Target = Target {
    name: "cache",
    about: "damage of the cache: the result is that without a cache",
    extension: "txt",
    seeds: || vec!["graph.bin flip 100 1\n".to_owned(), "facts.bin cut 64 0\n".to_owned()],
    next,
    start,
};

const FILES: [&str; 2] = ["graph.bin", "facts.bin"];
const ACTS: [&str; 6] = ["flip", "cut", "zero", "repeat", "insert", "remove"];

/// The package whose cache is damaged.
const PROGRAM: &str = "\
pub mod a { pub use crate::b::*; #[derive(Clone)] pub struct A; impl A { pub fn new() -> Self { crate::b::f(); A } } }
pub mod b { use super::a::A; pub fn f() { let _ = A::new(); println!(\"{}\", std::mem::size_of::<A>()); } #[cfg(unix)] pub mod c {} }
macro_rules! m { ($($n:ident)*) => { $(pub mod $n { use crate::a::A; pub fn g(_: A) {} })* } }
m!(x y z);
";

fn next(pool: &[String], random: &mut Rng) -> String {
    if random.u8(..8) == 0 {
        return mutate(pool, &ACTS, random);
    }
    let line = |random: &mut Rng| {
        let at = if random.bool() { random.usize(..100) } else { random.usize(..8000) };
        format!("{} {} {at} {}\n", pick(&FILES, random), pick(&ACTS, random), random.u8(..))
    };
    (0..=random.usize(..4)).map(|_| line(random)).collect()
}

fn start() -> Box<Check> {
    let project = Project::new("2021");
    project.write(&files_of(PROGRAM));
    let expected = project.run(&[&GRAPH[..], &["--no-cache"]].concat());
    project.run(&GRAPH);
    let directory = project.path().join("target/archcheck");
    let whole = FILES.map(|file| fs::read(directory.join(file)).expect("the cache was written"));
    Box::new(move |text| {
        // Without a graph, or with one that can't be used, the facts are read.
        let mut files = whole.clone().map(Some);
        for line in text.lines() {
            let mut words = line.split(' ');
            let file = usize::from(words.next() == Some(FILES[1]));
            let act = words.next().unwrap_or_default();
            let mut number = || words.next().and_then(|word| word.parse::<usize>().ok()).unwrap_or_default();
            let (at, value) = (number(), number());
            if act == "remove" {
                files[file] = None;
            } else if let Some(bytes) = &mut files[file] {
                damage(bytes, act, at, value as u8);
            }
        }
        for (name, bytes) in FILES.iter().zip(&files) {
            let path = directory.join(name);
            let done = match bytes {
                Some(bytes) => fs::write(&path, bytes),
                None => fs::remove_file(&path).or(Ok(())),
            };
            done.map_err(|error| format!("{}: {error}", path.display()))?;
        }
        let ran = project.run(&GRAPH);
        same("a damaged cache changes the result", &ran, &expected)?;
        same("the cache written over a damaged one changes the result", &project.run(&GRAPH), &expected)?;
        Ok(vec![observed(&text.len())])
    })
}

fn damage(bytes: &mut Vec<u8>, act: &str, at: usize, value: u8) {
    let at = at % bytes.len().max(1);
    match act {
        "flip" if !bytes.is_empty() => bytes[at] ^= value.max(1),
        "cut" => bytes.truncate(at),
        "zero" => bytes[at..].iter_mut().take(64).for_each(|byte| *byte = 0),
        "repeat" => bytes.extend_from_within(at..),
        "insert" => bytes.insert(at, value),
        _ => {}
    }
}
