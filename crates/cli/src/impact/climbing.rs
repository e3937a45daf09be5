//! Finds code that may read files outside its package, and code that may start a program of the workspace. Neither is known to
//! Cargo, so the sources are searched for text.

use super::{change::clean, sources::SourceIndex};
use archcheck_core::{
    graph::{End, ReferenceId},
    source::FileId,
    workspace::{CrateId, PackageId},
};
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

/// The code that may read files outside its package.
#[derive(Debug, Default)]
pub(super) struct Climbing {
    /// The packages that contain such code.
    pub(super) packages: BTreeSet<PackageId>,
    /// The crates that contain such code, or that name a function with such code.
    pub(super) crates: BTreeSet<CrateId>,
    /// The files outside its package that code includes by their names, with the crates.
    pub(super) included: Vec<(PathBuf, BTreeSet<CrateId>)>,
}

/// Names with which code finds the root of the workspace or repository.
const ROOTS: [&str; 3] = ["CARGO_WORKSPACE_DIR", "show-toplevel", "locate-project"];

/// Names of the directory of the package, and the number of bytes after them in which a method of [`UPWARD`] may follow.
const STARTS: [&str; 2] = ["CARGO_MANIFEST_DIR", "current_dir()"];
const NEAR: usize = 600;

/// Methods that lead from a directory to those around it.
const UPWARD: [&str; 3] = [".parent()", ".ancestors()", ".pop()"];

/// Methods that compare a text with a path, and read nothing.
const COMPARISONS: [&str; 7] =
    ["starts_with(", "ends_with(", "strip_prefix(", "contains(", "matches(", "split(", "replace("];

/// The directories that a path in the text of a file can start from, and the files that exist.
struct Places<'a> {
    /// The directory of the file.
    directory: &'a Path,
    /// The directory of the package.
    package: &'a Path,
    /// Whether a path exists, or did before the change.
    exists: &'a dyn Fn(&Path) -> bool,
}

impl Climbing {
    /// Searches the sources of all crates. `changed` are the changed files, of which some may be gone.
    pub(super) fn of(index: &SourceIndex<'_>, changed: &[&Path]) -> Self {
        let (mut found, mut places) = (Self::default(), Vec::new());
        let exists = |path: &Path| path.exists() || changed.iter().any(|file| file.starts_with(path));
        for (file, own) in index.uses() {
            let path = clean(&index.analysis.workspace.root.join(&index.analysis.sources.get(file).path));
            let text = index.analysis.sources.get(file).text();
            let packages = own.crates.keys().map(|krate| index.analysis.workspace.krate(*krate).package);
            let packages: BTreeSet<PackageId> = packages.collect();
            let mut offsets = BTreeSet::new();
            for package in packages {
                let manifest = &index.analysis.workspace.package(package).manifest;
                let at = Places {
                    directory: path.parent().unwrap_or(&path),
                    package: manifest.parent().unwrap_or(manifest),
                    exists: &exists,
                };
                let upward = upward(text, &at);
                if !upward.places.is_empty() {
                    found.packages.insert(package);
                }
                offsets.extend(upward.places);
                let crates: BTreeSet<CrateId> = own.crates.keys().copied().collect();
                found.included.extend(upward.included.into_iter().map(|path| (path, crates.clone())));
            }
            places.extend(offsets.into_iter().map(|offset| (file, offset)));
        }
        found.crates = callers(index, places);
        found
    }
}

/// What the text of a file reads outside its package.
#[derive(Debug, Default, PartialEq, Eq)]
struct Upward {
    /// The offsets of paths that may lead out of the package.
    places: Vec<usize>,
    /// Included files.
    included: Vec<PathBuf>,
}

fn upward(text: &str, places: &Places<'_>) -> Upward {
    let mut found = Upward::default();
    for (at, _) in text.match_indices("..") {
        let (before, after) = (&text[..at], &text[at + 2..]);
        if !before.ends_with(['"', '/', '\\']) || !after.starts_with(['"', '/', '\\']) {
            continue;
        }
        let line = &before[before.rfind('\n').map_or(0, |at| at + 1)..];
        let Some(start) = line.rfind('"').filter(|_| !line.trim_start().starts_with("//")) else { continue };
        if line[start + 1..].contains("..") {
            // Another step of the same path.
            continue;
        }
        let end = after.split(['"', '\n']).next().unwrap_or_default();
        let literal = format!("{}..{end}", &line[start + 1..]).replace('\\', "/");
        let outside = before[..before.len() - line.len() + start].trim_end_matches(['r', '#']).trim_end();
        let ends_with = |calls: &[&str]| calls.iter().any(|call| outside.ends_with(call));
        if ends_with(&["include_str!(", "include_bytes!(", "include!(", "path =", "path="]) {
            let path = clean(&places.directory.join(&literal));
            if !path.starts_with(places.package) {
                found.included.push(path);
            }
        } else if ends_with(&COMPARISONS) {
            // A comparison opens no file.
        } else if literal.trim_end_matches('/') == ".." {
            // The whole argument of a call: `join("..")`.
            if outside.ends_with('(') && after[end.len()..].starts_with("\")") {
                found.places.push(at);
            }
        } else if leads_outside(&literal, places) {
            found.places.push(at);
        }
    }
    for name in STARTS {
        let climbs = |at: &usize| {
            let near = &text[*at..text.floor_char_boundary(at + NEAR)];
            UPWARD.iter().any(|method| near.contains(method))
        };
        found.places.extend(text.match_indices(name).map(|(at, _)| at).filter(climbs));
    }
    for name in ROOTS {
        found.places.extend(text.match_indices(name).map(|(at, _)| at));
    }
    if text.contains("MetadataCommand") {
        found.places.extend(text.match_indices("workspace_root").map(|(at, _)| at));
    }
    found
}

/// Returns whether a path may name something outside the package. It may start from another directory than that of the package
/// or the file, so fewer steps upward are tried, too.
fn leads_outside(literal: &str, places: &Places<'_>) -> bool {
    let fixed = literal.split('{').next().unwrap_or_default();
    let mut rest = fixed.trim_start_matches('/');
    loop {
        for start in [places.package, places.directory] {
            let path = clean(&start.join(rest));
            if !path.starts_with(places.package) && (places.exists)(&path) {
                return true;
            }
        }
        match rest.strip_prefix("../") {
            Some(fewer) => rest = fewer,
            None => return false,
        }
    }
}

/// Returns the crates that contain some places, or that name a function around one of them, or a function around such a name.
fn callers(index: &SourceIndex<'_>, places: Vec<(FileId, usize)>) -> BTreeSet<CrateId> {
    let graph = &index.analysis.graph;
    let mut references: Vec<Vec<ReferenceId>> = vec![Vec::new(); graph.modules.len()];
    for (id, reference) in graph.references() {
        if let End::Module(module) = graph.target(reference).defined {
            references[module.0 as usize].push(id);
        }
    }
    let mut crates = BTreeSet::new();
    let mut functions: BTreeSet<(FileId, Option<&str>)> = BTreeSet::new();
    let mut queue = places;
    while let Some((file, offset)) = queue.pop() {
        let Some(own) = index.file_use(file) else { continue };
        crates.extend(own.crates.keys());
        let function = enclosing_function(index.analysis.sources.get(file).text(), offset);
        if !functions.insert((file, function)) {
            continue;
        }
        for id in own.modules.iter().flat_map(|module| &references[module.0 as usize]) {
            let reference = graph.reference(*id);
            let item = graph.target(reference).item;
            let is_named = match function {
                Some(name) => item.is_some_and(|item| graph.name(item) == name),
                None => item.is_some(),
            };
            if is_named {
                queue.push((reference.file, reference.span.start as usize));
            }
        }
    }
    crates
}

/// Returns the name of the function around an offset, if it is one that paths can name: not a method.
fn enclosing_function(text: &str, offset: usize) -> Option<&str> {
    let before = text.get(..offset)?;
    let (at, _) = before
        .rmatch_indices("fn ")
        .find(|(at, _)| !before[..*at].ends_with(|c: char| c.is_alphanumeric() || c == '_'))?;
    let line = before[..at].rfind('\n').map_or(0, |at| at + 1);
    if before[line..].starts_with([' ', '\t']) && !is_in_inline_module(&before[..line]) {
        return None;
    }
    let name = text[at + 3..].trim_start();
    let end = name.find(|char: char| !char.is_alphanumeric() && char != '_').unwrap_or(name.len());
    name.get(..end).filter(|name| !name.is_empty())
}

/// Returns whether the item that a text ends in is an inline module: the last line without an indent starts one.
fn is_in_inline_module(text: &str) -> bool {
    let is_item = |line: &&str| line.starts_with(|char: char| char.is_alphabetic());
    let line = text.lines().rev().find(is_item).unwrap_or_default();
    line.strip_prefix("pub")
        .map_or(line, |rest| rest.trim_start_matches(|char: char| char != ' ').trim_start())
        .starts_with("mod ")
}

/// Returns the crates whose sources may start a program of a name: those that contain the name in a string, and start programs.
pub(super) fn starters(index: &SourceIndex<'_>, program: &str) -> BTreeSet<CrateId> {
    let starts = ["Command", "cargo_bin", "CARGO_BIN_EXE", "std::process", "duct", "xshell", "trycmd"];
    let mut crates = BTreeSet::new();
    for (file, own) in index.uses() {
        let text = index.analysis.sources.get(file).text();
        if is_quoted(text, program) && starts.iter().any(|word| text.contains(word)) {
            crates.extend(own.crates.keys());
        }
    }
    crates
}

/// Returns whether a text contains a name as a word, on a line with a string.
fn is_quoted(text: &str, name: &str) -> bool {
    let is_word = |char: char| char.is_alphanumeric() || matches!(char, '_' | '-');
    text.match_indices(name).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + name.len()..]);
        let line = &before[before.rfind('\n').map_or(0, |at| at + 1)..];
        !before.ends_with(is_word) && !after.starts_with(is_word) && line.contains('"')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> (usize, Vec<String>) {
        let exists = |path: &Path| path.starts_with("/w/data") || path == Path::new("/w");
        let places = Places { directory: Path::new("/w/a/src"), package: Path::new("/w/a"), exists: &exists };
        let upward = upward(text, &places);
        (upward.places.len(), upward.included.iter().map(|path| path.display().to_string()).collect())
    }

    #[test]
    fn paths_out_of_the_package_are_found() {
        assert_eq!(found(r#"fs::read("../data/x")"#), (1, vec![]));
        assert_eq!(found(r#"fs::read(format!("../{name}"))"#), (1, vec![]));
        assert_eq!(found(r#"expect_file!["../../data/x"]"#), (1, vec![]));
        assert_eq!(found(r#"root.join("tests").join("../../data/x")"#), (1, vec![]));
        assert_eq!(found(r#"concat!(env!("CARGO_MANIFEST_DIR"), "/../data")"#), (1, vec![]));
        assert_eq!(found(r#"root.join("..").join("data")"#), (1, vec![]));
        assert_eq!(found(r#"root.join(r"..\data")"#), (1, vec![]));
        assert_eq!(found(r#"Path::new(env!("CARGO_MANIFEST_DIR")).parent()"#), (1, vec![]));
        assert_eq!(found(r#"include_str!("../../data/x")"#), (0, vec!["/w/data/x".to_owned()]));
        assert_eq!(found(r#"#[path = "../../shared/mod.rs"] mod shared;"#), (0, vec!["/w/shared/mod.rs".to_owned()]));
    }

    #[test]
    fn other_dots_are_not_paths_out_of_the_package() {
        for text in [
            r#"include_str!("../README.md")"#,
            r#"#![doc = include_str!("../README.md")]"#,
            r#"let x = [..]; for _ in 0..3 {} format!("and so on ...")"#,
            r#"fs::read("src/../data")"#,
            r#"env!("CARGO_MANIFEST_DIR")"#,
            r#"assert!(is_match("../other"))"#,
            r#"while path.starts_with("../") {}"#,
            r#"w!(p, "..")"#,
            "/// [more](../more.md)",
            "// fs::read(\"../data\")",
        ] {
            assert_eq!(found(text), (0, vec![]), "{text}");
        }
    }

    #[test]
    fn the_function_around_an_offset_is_named() {
        let text = "pub fn root() -> P {\n    let x = fn_a;\n    HERE\n}\nimpl T {\n    fn m() { THERE }\n}\n";
        assert_eq!(enclosing_function(text, text.find("HERE").unwrap()), Some("root"));
        assert_eq!(enclosing_function(text, text.find("THERE").unwrap()), None);
        let text = "#[cfg(test)]\npub(crate) mod tests {\n    fn data() { HERE }\n}\n";
        assert_eq!(enclosing_function(text, text.find("HERE").unwrap()), Some("data"));
    }

    #[test]
    fn programs_are_named_in_strings() {
        assert!(is_quoted("Command::new(\"shop\")", "shop"));
        assert!(is_quoted("format!(\"target/debug/{}\", \"shop\")", "shop"));
        assert!(!is_quoted("use shop;\n", "shop"));
        assert!(!is_quoted("\"shop-core\"", "shop"));
    }
}
