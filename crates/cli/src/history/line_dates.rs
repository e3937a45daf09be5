//! The dates of lines, according to `git blame`: since when has a line had its present text?
//!
//! Git reads only commits, since it would run filters for files. So lines are looked up in the last commit.

use crate::{git, parallel};
use archcheck_core::date::Date;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

/// The largest number of files to read, since `git blame` takes a while for each.
const MAX_FILES: usize = 40;

/// The largest number of ranges of lines to ask for. Otherwise, all lines of the file are dated.
const MAX_RANGES: usize = 200;

/// Lines to date, by file.
#[derive(Debug, Default)]
pub(crate) struct LinesToDate<'a> {
    files: Vec<FileToDate<'a>>,
    /// The index of each file, by its path.
    known: BTreeMap<&'a str, usize>,
}

#[derive(Debug)]
struct FileToDate<'a> {
    /// The path, relative to the workspace.
    path: &'a str,
    text: &'a str,
    /// The numbers of the lines, which start at 1.
    lines: BTreeSet<u32>,
}

impl<'a> LinesToDate<'a> {
    /// Adds a line of a file. If there are too many files, the first ones count.
    pub(crate) fn add(&mut self, path: &'a str, text: &'a str, line: u32) {
        let files = &mut self.files;
        let at = *self.known.entry(path).or_insert_with(|| {
            files.push(FileToDate { path, text, lines: BTreeSet::new() });
            files.len() - 1
        });
        files[at].lines.insert(line);
    }
}

/// The dates of lines.
#[derive(Debug, Default)]
pub(crate) struct LineDates {
    /// By path, relative to the workspace, and line.
    dates: BTreeMap<String, BTreeMap<u32, Date>>,
    /// The number of files that were left out.
    pub(crate) skipped: usize,
}

impl LineDates {
    /// Dates lines of the files of a workspace. Without a history, no line has a date.
    pub(crate) fn of(workspace: &Path, lines: &LinesToDate<'_>) -> Self {
        let files = &lines.files[..lines.files.len().min(MAX_FILES)];
        let skipped = lines.files.len() - files.len();
        let Some(committed) = committed(workspace, files) else { return Self { skipped, ..Self::default() } };
        let files: Vec<_> = files.iter().zip(committed).collect();
        let dates = parallel::in_parallel_by(1, &files, &|(file, committed)| {
            let committed = committed.as_deref()?;
            Some((file.path.to_owned(), dates(workspace, file, committed)?))
        });
        Self { dates: dates.into_iter().flatten().collect(), skipped }
    }

    /// Returns the date of the commit that wrote a line. Returns `None` if the line is not committed, there is no history, or the
    /// file was left out.
    pub(crate) fn date(&self, path: &str, line: u32) -> Option<Date> {
        self.dates.get(path)?.get(&line).copied()
    }
}

/// Returns the texts of files in the last commit. Files that are not in it have none.
fn committed(workspace: &Path, files: &[FileToDate<'_>]) -> Option<Vec<Option<String>>> {
    if files.is_empty() {
        return None;
    }
    // A path with a line break would be two; an empty name is one that no commit has.
    let name = |file: &FileToDate<'_>| if file.path.contains('\n') { "" } else { file.path }.to_owned();
    let input: String = files.iter().map(|file| format!("HEAD:./{}", name(file)) + "\n").collect();
    let output = git::run(workspace, &["cat-file", "--batch"], input.as_bytes()).ok()?;
    let mut rest = output.as_slice();
    let texts = files.iter().map(|_| {
        let end = rest.iter().position(|byte| *byte == b'\n')?;
        let head = String::from_utf8_lossy(&rest[..end]).into_owned();
        rest = &rest[end + 1..];
        // "78981922613b2afb6025042ff6bd878ac1994e85 blob 2", or the name and "missing".
        let [_, kind, size] = head.split(' ').collect::<Vec<_>>()[..] else { return None };
        let size = size.parse::<usize>().ok().filter(|_| !head.ends_with(" missing"))?;
        let content = rest.get(..size)?;
        rest = rest.get(size + 1..).unwrap_or_default();
        (kind == "blob").then(|| String::from_utf8_lossy(content).into_owned())
    });
    Some(texts.collect())
}

/// Returns the dates of lines of a file.
fn dates(workspace: &Path, file: &FileToDate<'_>, committed: &str) -> Option<BTreeMap<u32, Date>> {
    let lines = committed_lines(file, committed);
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for line in lines.values().copied().collect::<BTreeSet<u32>>() {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == line => *last = line,
            _ => ranges.push((line, line)),
        }
    }
    if ranges.is_empty() {
        return None;
    }
    let ranges: Vec<String> = ranges.iter().map(|(first, last)| format!("-L{first},{last}")).collect();
    // A file that an older commit lists in `blame.ignoreRevsFile` could be missing.
    let mut args = vec!["-c", "blame.ignoreRevsFile=", "blame", "--porcelain", "--no-textconv"];
    if ranges.len() <= MAX_RANGES {
        args.extend(ranges.iter().map(String::as_str));
    }
    args.extend(["HEAD", "--", file.path]);
    let output = git::run(workspace, &args, &[]).ok()?;
    let dates = parse(&String::from_utf8_lossy(&output));
    Some(lines.into_iter().filter_map(|(line, committed)| Some((line, *dates.get(&committed)?))).collect())
}

/// Returns the numbers that lines have in the last commit. Between the first and the last difference, lines are found by their
/// text.
fn committed_lines(file: &FileToDate<'_>, committed: &str) -> BTreeMap<u32, u32> {
    let of = |text| -> Vec<&str> { str::lines(text).map(str::trim_end).collect() };
    let (now, then) = (of(file.text), of(committed));
    let is_same = |(a, b): &(&&str, &&str)| a == b;
    let before = now.iter().zip(&then).take_while(is_same).count();
    let after = now[before..].iter().rev().zip(then[before..].iter().rev()).take_while(is_same).count();
    let changed = before..then.len() - after;
    let committed = |at: usize| {
        let text = *now.get(at)?;
        if at < before {
            return Some(at);
        }
        if at >= now.len() - after {
            return Some(at + then.len() - now.len());
        }
        // The nearest one, if lines before it were added or removed since.
        changed.clone().filter(|other| then[*other] == text).min_by_key(|other| other.abs_diff(at))
    };
    let number = |line: &u32| Some((*line, committed(*line as usize - 1)? as u32 + 1));
    file.lines.iter().filter(|line| **line > 0).filter_map(number).collect()
}

/// Parses the output of `git blame --porcelain`: for each line a header with the commit and the line, the fields of the commit the
/// first time, and the text after a tab.
fn parse(output: &str) -> BTreeMap<u32, Date> {
    let mut dates: BTreeMap<&str, Date> = BTreeMap::new();
    let mut lines = BTreeMap::new();
    let (mut commit, mut number, mut is_header) = ("", None, true);
    for line in output.split('\n') {
        if line.starts_with('\t') {
            is_header = true;
            lines.extend(number.zip(dates.get(commit).copied()));
        } else if is_header {
            is_header = false;
            let mut words = line.split(' ');
            commit = words.next().unwrap_or_default();
            number = words.nth(1).and_then(|word| word.parse().ok());
        } else if let Some(Ok(seconds)) = line.strip_prefix("committer-time ").map(str::parse) {
            dates.insert(commit, Date::from_unix_seconds(seconds));
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::{FileToDate, committed_lines, parse};

    #[test]
    fn each_line_has_the_date_of_its_commit() {
        let output = "aa 1 3 1\nauthor A\ncommitter-time 86400\nsummary committer-time 5\n\tfirst\nbb 2 4 1\ncommitter-time 0\n\t\
                      \tsecond\naa 2 9 1\n\tthird\n";
        let lines: Vec<_> = parse(output).into_iter().map(|(line, date)| (line, date.to_string())).collect();
        let expected = [(3, "1970-01-02"), (4, "1970-01-01"), (9, "1970-01-02")];
        assert_eq!(lines, expected.map(|(line, date)| (line, date.to_owned())));
    }

    #[test]
    fn lines_are_found_in_the_last_commit() {
        let found = |text: &str, committed: &str| {
            let lines = (1..=text.lines().count() as u32).collect();
            committed_lines(&FileToDate { path: "a.rs", text, lines }, committed).into_iter().collect::<Vec<_>>()
        };
        assert_eq!(found("a\nb\n", "a\r\nb\r\n"), [(1, 1), (2, 2)]);
        // An added line has none, even if another one has the same text.
        assert_eq!(found("x\na\nx\na\n", "x\na\n"), [(1, 1), (2, 2)]);
        assert_eq!(found("a\nnew\nb\n", "a\nb\n"), [(1, 1), (3, 2)]);
        // A line that moved.
        assert_eq!(found("a\nc\nb\nd\n", "a\nb\nc\nd\n"), [(1, 1), (2, 3), (3, 2), (4, 4)]);
        assert_eq!(found("b\n", ""), []);
    }
}
