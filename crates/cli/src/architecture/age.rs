//! The ages of lines: the days on which they were last changed, according to `git blame`.

use crate::hook::Git;
use archcheck_core::{analysis::Analysis, date::Date, source::Place};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    sync::Mutex,
};

/// The number of files whose lines are dated, since `git blame` takes a while for each.
const MAX_FILES: usize = 40;

/// The days on which lines were last changed.
#[derive(Debug, Default)]
pub(crate) struct Ages {
    /// By path, relative to the workspace, and line.
    dates: BTreeMap<String, BTreeMap<u32, Date>>,
    /// The number of files whose lines are not dated.
    pub(super) skipped: usize,
}

impl Ages {
    /// Dates the lines of places. Lines that are not committed have no date.
    pub(crate) fn of(places: &[Place], analysis: &Analysis, root: &Path) -> Self {
        let mut order: Vec<&str> = Vec::new();
        let mut lines: BTreeMap<&str, BTreeSet<u32>> = BTreeMap::new();
        for place in places {
            let (path, at) = analysis.sources.locate(*place);
            lines
                .entry(path)
                .or_insert_with(|| {
                    order.push(path);
                    BTreeSet::new()
                })
                .insert(at.line);
        }
        if order.is_empty() {
            return Self::default();
        }
        let Ok(git) = Git::of(root) else { return Self::default() };
        let skipped = order.len().saturating_sub(MAX_FILES);
        order.truncate(MAX_FILES);
        let left = Mutex::new(order.into_iter());
        let dates = Mutex::new(BTreeMap::new());
        let work = || {
            loop {
                let next = left.lock().ok().and_then(|mut left| left.next());
                let Some(path) = next else { break };
                let own = blame(&git, &root.join(path), &lines[path]).unwrap_or_default();
                if let Ok(mut dates) = dates.lock() {
                    dates.insert(path.to_owned(), own);
                }
            }
        };
        std::thread::scope(|scope| {
            let workers = std::thread::available_parallelism().map_or(1, usize::from).min(8);
            for _ in 0..workers {
                scope.spawn(work);
            }
        });
        Self { dates: dates.into_inner().unwrap_or_default(), skipped }
    }

    /// Returns the day on which the line of a place was last changed, if it is known.
    pub(super) fn date(&self, place: Option<Place>, analysis: &Analysis) -> Option<Date> {
        if self.dates.is_empty() {
            return None;
        }
        let (path, at) = analysis.sources.locate(place?);
        self.dates.get(path)?.get(&at.line).copied()
    }
}

/// Asks git for the dates of some lines of a file.
fn blame(git: &Git, file: &Path, lines: &BTreeSet<u32>) -> Option<BTreeMap<u32, Date>> {
    let ranges: Vec<String> = lines.iter().map(|line| format!("-L{line},{line}")).collect();
    let file = file.to_string_lossy();
    let mut args = vec!["blame", "--porcelain", "--no-textconv"];
    args.extend(ranges.iter().map(String::as_str));
    args.extend(["--", &file]);
    let output = git.run(&args, b"").ok()?;
    Some(parse(&String::from_utf8_lossy(&output)))
}

/// Reads the output of `git blame --porcelain`.
fn parse(output: &str) -> BTreeMap<u32, Date> {
    let mut times: BTreeMap<&str, Date> = BTreeMap::new();
    let mut lines: Vec<(&str, u32)> = Vec::new();
    let mut commit = "";
    for line in output.lines().filter(|line| !line.starts_with('\t')) {
        let mut words = line.split(' ');
        let (first, second) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        if first == "committer-time" {
            if let Ok(seconds) = second.parse() {
                times.insert(commit, Date::from_unix_seconds(seconds));
            }
        } else if first.len() >= 40 && first.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            commit = first;
            if let Some(Ok(line)) = words.next().map(str::parse) {
                lines.push((commit, line));
            }
        }
    }
    // A line that is not committed has a commit of zeros.
    let committed = lines.into_iter().filter(|(commit, _)| commit.bytes().any(|byte| byte != b'0'));
    committed.filter_map(|(commit, line)| Some((line, *times.get(commit)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn lines_have_the_dates_of_their_commits() {
        let one = "a".repeat(40);
        let zero = "0".repeat(40);
        let output = format!(
            "{one} 1 3 1\nauthor A\ncommitter-time 86400\nsummary committer-time 5\n\ttext\n{zero} 4 4 1\ncommitter-time 9999999\n\t\
             text\n{one} 7 9 1\n\t{one} 1 1\n"
        );
        let dates: Vec<_> = parse(&output).into_iter().map(|(line, date)| (line, date.to_string())).collect();
        assert_eq!(dates, [(3, "1970-01-02".to_owned()), (9, "1970-01-02".to_owned())]);
    }
}
