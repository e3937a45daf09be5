//! The dates of lines, according to `git blame`: since when has a line had its present text?
//!
//! Git reads only commits, since it would run filters for files. So lines are looked up by their text in the last commit.

use crate::git;
use archcheck_core::date::Date;
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

/// The largest number of files to read, since `git blame` takes a while for each.
const MAX_FILES: usize = 40;

/// A line of the last commit.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    text: String,
    date: Date,
}

/// The dates of lines. Each file is read once.
#[derive(Debug)]
pub(crate) struct LineDates {
    workspace: PathBuf,
    files: BTreeMap<String, Vec<Line>>,
}

impl LineDates {
    /// Dates lines of the files of a workspace.
    pub(crate) fn new(workspace: &Path) -> Self {
        Self { workspace: workspace.to_owned(), files: BTreeMap::new() }
    }

    /// Returns the date of the commit that wrote a line. `number` starts at 1. Returns `None` if the line is not committed,
    /// there is no history, or very many files were asked for.
    pub(crate) fn date(&mut self, file: &str, number: u32, text: &str) -> Option<Date> {
        if self.files.len() >= MAX_FILES && !self.files.contains_key(file) {
            return None;
        }
        let workspace = &self.workspace;
        let lines = self.files.entry(file.to_owned()).or_insert_with(|| blame(workspace, file).unwrap_or_default());
        let same = lines.iter().enumerate().filter(|(_, line)| line.text.trim_end() == text.trim_end());
        // The nearest one, if lines before it were added or removed since.
        same.min_by_key(|(at, _)| at.abs_diff(number as usize - 1)).map(|(_, line)| line.date)
    }
}

fn blame(workspace: &Path, file: &str) -> Option<Vec<Line>> {
    // A file that an older commit lists in `blame.ignoreRevsFile` could be missing.
    let args = ["-c", "blame.ignoreRevsFile=", "blame", "--porcelain", "--no-textconv", "HEAD", "--", file];
    git::run(workspace, &args, &[]).ok().map(|output| parse(&String::from_utf8_lossy(&output)))
}

/// Parses the output of `git blame --porcelain`: for each line a header with the commit, its fields the first time, and the text
/// after a tab.
fn parse(output: &str) -> Vec<Line> {
    let mut dates: BTreeMap<&str, Date> = BTreeMap::new();
    let (mut lines, mut commit, mut is_header) = (Vec::new(), "", true);
    for line in output.split('\n') {
        if let Some(text) = line.strip_prefix('\t') {
            is_header = true;
            lines.extend(dates.get(commit).map(|date| Line { text: text.to_owned(), date: *date }));
        } else if is_header {
            is_header = false;
            commit = line.split(' ').next().unwrap_or_default();
        } else if let Some(Ok(seconds)) = line.strip_prefix("committer-time ").map(str::parse) {
            dates.insert(commit, Date::from_unix_seconds(seconds));
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn each_line_has_the_date_of_its_commit() {
        let output = "aa 1 1 1\nauthor A\ncommitter-time 86400\nsummary committer-time 5\n\tfirst\nbb 2 2 1\ncommitter-time 0\n\t\
                      \tsecond\naa 2 3 1\n\tthird\n";
        let lines: Vec<_> = parse(output).into_iter().map(|line| (line.text, line.date.to_string())).collect();
        let expected = [("first", "1970-01-02"), ("\tsecond", "1970-01-01"), ("third", "1970-01-02")];
        assert_eq!(lines, expected.map(|(text, date)| (text.to_owned(), date.to_owned())));
    }
}
