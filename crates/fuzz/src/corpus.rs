//! The inputs to start from: the committed corpus, and the pages and fixtures of this repository.

use crate::targets::Target;
use archcheck_testing::{fixtures, repository};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Returns the seeds of a target, always in the same order.
pub(crate) fn seeds(target: &Target) -> Vec<String> {
    let corpus = repository().join("crates/fuzz/corpus").join(target.name);
    let mut seeds: Vec<String> = files_below(&corpus).iter().filter_map(|file| fs::read_to_string(file).ok()).collect();
    seeds.extend((target.seeds)());
    seeds.sort_by_key(String::len);
    seeds.dedup();
    seeds
}

/// The files below a directory, sorted.
pub(crate) fn files_below(directory: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut open = vec![directory.to_owned()];
    while let Some(directory) = open.pop() {
        for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() { open.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    files
}

/// The fences of the pages of `tests/resolution` with the files of one package.
pub(crate) fn programs() -> Vec<String> {
    let pages = files_below(&repository().join("tests/resolution"));
    let texts = pages.iter().filter_map(|page| fs::read_to_string(page).ok());
    let mut programs = Vec::new();
    for text in texts {
        let fences = text.split("```rust").skip(1).filter_map(|part| part.split_once('\n')?.1.split("```").next());
        let single = fences.filter(|fence| !fence.contains("Cargo.toml")).map(str::to_owned);
        programs.extend(single);
    }
    programs
}

/// Each file of the fixtures with a name, after a comment that names its fixture.
pub(crate) fn of_fixtures(name: &str) -> Vec<String> {
    let files = files_below(&fixtures());
    let named = files.iter().filter(|file| file.file_name().is_some_and(|own| own == name));
    named
        .filter_map(|file| {
            let fixture = file.strip_prefix(fixtures()).ok()?.components().next()?;
            Some(format!("# fixture: {}\n{}", fixture.as_os_str().to_str()?, fs::read_to_string(file).ok()?))
        })
        .collect()
}

/// Returns the name in the first line of a seed from [`of_fixtures`].
pub(crate) fn fixture_of(text: &str) -> &str {
    text.strip_prefix("# fixture: ").and_then(|rest| rest.lines().next()).unwrap_or("layers")
}
