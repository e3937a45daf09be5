//! Reads what a fixture expects, as rustc's own tests state it: a comment at the end of the offending line, `//~ CODE` in
//! Rust, `#~ CODE` in TOML, `%%~ CODE` in Mermaid and `'~ CODE` in PlantUML. A line can have several codes: `//~ layer forbidden`.
//!
//! The format `short` prints a line for an import and for each use of it, so each has an annotation. If a line can't have a
//! comment, `//~^ CODE` stands on the line below it (`//~^^`: two lines below), and `//~v CODE` on the line above.

use std::{
    collections::BTreeSet,
    io,
    path::{Path, PathBuf},
};

/// Findings as (file, line, code). The file is relative to the fixture, with `/`.
pub(crate) type Found = BTreeSet<(String, usize, String)>;

/// Reads all annotations of a fixture.
pub(crate) fn read(fixture: &Path) -> io::Result<Found> {
    let mut found = Found::new();
    let mut directories = vec![fixture.to_owned()];
    while let Some(directory) = directories.pop() {
        for entry in std::fs::read_dir(directory)? {
            let path = entry?.path();
            match path.extension().and_then(|extension| extension.to_str()) {
                _ if path.is_dir() => directories.push(path),
                Some("rs") => file(fixture, &path, "//~", &mut found)?,
                Some("toml") => file(fixture, &path, "#~", &mut found)?,
                Some("mmd") => file(fixture, &path, "%%~", &mut found)?,
                Some("puml") => file(fixture, &path, "'~", &mut found)?,
                _ => {}
            }
        }
    }
    Ok(found)
}

fn file(fixture: &Path, path: &PathBuf, marker: &str, found: &mut Found) -> io::Result<()> {
    let name = path.strip_prefix(fixture).unwrap_or(path);
    let name = name.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/");
    // Some fixtures are not UTF-8 on purpose.
    let text = String::from_utf8_lossy(&std::fs::read(path)?).into_owned();
    for (index, line) in text.split('\n').enumerate() {
        let Some((_, codes)) = line.split_once(marker) else { continue };
        let up = codes.len() - codes.trim_start_matches('^').len();
        let down = codes.len() - codes.trim_start_matches('v').len();
        for code in codes[up + down..].split_whitespace() {
            found.insert((name.clone(), (index + 1 + down).saturating_sub(up), code.to_owned()));
        }
    }
    Ok(())
}

/// Parses the output of `short`: `FILE:LINE:COLUMN: error[CODE]: …`. Skips findings without a place.
pub(crate) fn of_short(output: &str) -> Found {
    let mut found = Found::new();
    for line in output.lines() {
        let Some((place, rest)) = line.split_once(": ") else { continue };
        let mut parts = place.rsplitn(3, ':');
        let (Some(_), Some(row), Some(file)) = (parts.next(), parts.next(), parts.next()) else { continue };
        let code = rest.split_once('[').and_then(|(_, rest)| rest.split_once(']')).map_or("", |(code, _)| code);
        let row = row.parse().unwrap_or(0);
        found.insert((file.to_owned(), row, code.to_owned()));
    }
    found
}

/// Describes each difference between expected and actual findings in a line.
pub(crate) fn difference(expected: &Found, found: &Found) -> Vec<String> {
    let lines = |what: &'static str, one: &Found, other: &Found| {
        let only = one.difference(other).map(move |(file, line, code)| format!("{what}: {file}:{line}: {code}"));
        only.collect::<Vec<_>>()
    };
    [lines("missing", expected, found), lines("unexpected", found, expected)].concat()
}

#[test]
fn parses_the_output_of_short() {
    let found = of_short("src/a.rs:3:9: error[layer]: a: b (rule)\nerror[metadata]: no place\n");
    let mut expected = Found::new();
    expected.insert(("src/a.rs".to_owned(), 3, "layer".to_owned()));
    assert_eq!(found, expected);
    assert_eq!(difference(&expected, &found), Vec::<String>::new());
    assert_eq!(difference(&expected, &Found::new()), ["missing: src/a.rs:3: layer"]);
}
