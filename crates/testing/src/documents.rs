//! Markdown pages whose sections are test cases, such as those of `tests/resolution`.
//!
//! A case is a `##` heading, one fence with the files of a workspace, and fences with what must be found in them:
//!
//! ````text
//! ## An alias
//!
//! ```rust
//! //- src/lib.rs
//! mod a;
//! //- src/a.rs
//! ```
//!
//! ```references
//! ```
//! ````
//!
//! - The text before the first `//- FILE` is `src/lib.rs`. `crlf` or `bom` after the name of a file changes how it is
//!   written.
//! - A case without a `Cargo.toml` is the package `demo` of the latest edition. A case with manifests, but none at the
//!   root, is a workspace with those directories as members, except for those in `outside`.
//! - `rust not-compiled` marks a case that the compiler can't be asked about on every host.

use crate::repository;
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// One page.
#[derive(Debug)]
pub struct Document {
    /// The path of the page.
    pub file: PathBuf,
    /// The cases, in the order of the page.
    pub cases: Vec<Case>,
}

/// One section of a page.
#[derive(Debug)]
pub struct Case {
    /// A name for the directory of the case: the name of the page, and the heading.
    pub slug: String,
    /// Whether rustc can be asked about it.
    pub compiled: bool,
    /// The files, with their paths.
    files: Vec<(String, Vec<u8>)>,
    /// The fences with what must be found.
    pub expectations: Vec<Expectation>,
}

/// A fence with what must be found.
#[derive(Debug)]
pub struct Expectation {
    /// The words of the info string, after the three backticks.
    pub words: Vec<String>,
    /// The expected lines.
    pub lines: Vec<String>,
    /// Which lines of the page these are.
    pub range: std::ops::Range<usize>,
}

/// Reads all pages of `tests/resolution`, sorted by name.
pub fn read_all() -> io::Result<Vec<Document>> {
    let directory = repository().join("tests/resolution");
    let mut files: Vec<PathBuf> = fs::read_dir(directory)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "md"));
    files.sort();
    files.into_iter().map(|file| Ok(Document { cases: cases(&file, &fs::read_to_string(&file)?), file })).collect()
}

fn cases(file: &Path, text: &str) -> Vec<Case> {
    let page = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    let mut cases: Vec<Case> = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let line = lines[at];
        at += 1;
        if let Some(title) = line.strip_prefix("## ") {
            let slug = format!("{page}-{}", slug(title));
            cases.push(Case { slug, compiled: true, files: Vec::new(), expectations: Vec::new() });
        } else if let Some(info) = line.strip_prefix("```") {
            let range = at..at + lines[at..].iter().position(|line| *line == "```").expect("a fence ends");
            at = range.end + 1;
            let words: Vec<String> = info.split_whitespace().map(str::to_owned).collect();
            let own = lines[range.clone()].iter().map(|line| (*line).to_owned()).collect();
            let case = cases.last_mut().expect("a fence belongs to a case");
            if words[0] == "rust" {
                case.compiled = words.get(1).is_none_or(|word| word != "not-compiled");
                case.files = files(&lines[range]);
            } else {
                case.expectations.push(Expectation { words, lines: own, range });
            }
        }
    }
    cases
}

fn slug(title: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { ' ' };
    title.chars().map(plain).collect::<String>().split_whitespace().collect::<Vec<_>>().join("-")
}

fn files(lines: &[&str]) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    let mut ending = "\n";
    for line in lines {
        if let Some(header) = line.strip_prefix("//- ") {
            let mut words = header.split_whitespace();
            let path = words.next().expect("a file has a name").to_owned();
            let flags: Vec<&str> = words.collect();
            ending = if flags.contains(&"crlf") { "\r\n" } else { "\n" };
            let start = if flags.contains(&"bom") { "\u{feff}" } else { "" };
            files.push((path, start.as_bytes().to_vec()));
            continue;
        }
        if files.is_empty() {
            files.push(("src/lib.rs".to_owned(), Vec::new()));
        }
        let text = &mut files.last_mut().expect("the list is not empty").1;
        text.extend(line.as_bytes());
        text.extend(ending.as_bytes());
    }
    let manifest =
        |path: &str| path.strip_suffix("Cargo.toml").map(|directory| directory.trim_end_matches('/').to_owned());
    let directories: Vec<String> = files.iter().filter_map(|(path, _)| manifest(path)).collect();
    if !directories.iter().any(String::is_empty) {
        let text = if directories.is_empty() {
            "[package]\nname = \"demo\"\nedition = \"2024\"\n".to_owned()
        } else {
            let members: Vec<&String> =
                directories.iter().filter(|directory| !directory.starts_with("outside")).collect();
            format!("[workspace]\nresolver = \"2\"\nmembers = {members:?}\nexclude = [\"outside\"]\n")
        };
        files.push(("Cargo.toml".to_owned(), text.into_bytes()));
    }
    // Cargo must not look for a workspace in the directories above.
    let (_, root) = files.iter_mut().find(|(path, _)| path == "Cargo.toml").expect("it was added above");
    if !root.windows(10).any(|text| text == b"[workspace") {
        root.extend(b"[workspace]\n");
    }
    files
}

impl Case {
    /// Writes the files below a directory that tests and runs share, and returns the root of the workspace.
    ///
    /// Unchanged files stay untouched, so that their modification times keep.
    pub fn write(&self, directory: &Path) -> io::Result<PathBuf> {
        let root = directory.join(&self.slug);
        for (path, bytes) in &self.files {
            let file = root.join(path);
            if fs::read(&file).is_ok_and(|there| there == *bytes) {
                continue;
            }
            fs::create_dir_all(file.parent().unwrap_or(&root))?;
            fs::write(file, bytes)?;
        }
        remove_others(&root, &root, &self.files)?;
        Ok(root)
    }
}

/// Removes the files that an earlier version of a case had.
fn remove_others(root: &Path, directory: &Path, files: &[(String, Vec<u8>)]) -> io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        let relative = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        let is_prefix = |file: &str| file.strip_prefix(&relative).is_some_and(|rest| rest.starts_with('/'));
        if path.is_dir() {
            if files.iter().any(|(file, _)| is_prefix(file)) {
                remove_others(root, &path, files)?;
            } else {
                fs::remove_dir_all(&path)?;
            }
        } else if relative != "Cargo.lock" && !files.iter().any(|(file, _)| *file == relative) {
            fs::remove_file(&path)?;
        }
    }
    Ok(())
}
