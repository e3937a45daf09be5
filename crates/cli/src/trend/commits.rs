//! Chooses the commits to measure.

use crate::git;
use archcheck_core::date::Date;
use std::path::Path;

/// How many commits to measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Every {
    /// The last commit of each seven days, counted back from the newest one.
    Week,
    /// Each nth commit, counted back from the newest one.
    Commits(usize),
}

/// A commit of the branch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Commit {
    pub(crate) id: String,
    pub(crate) tree: String,
    /// The committer's date in seconds since 1970.
    pub(crate) time: u64,
}

const WEEK: u64 = 7 * 24 * 60 * 60;

/// Returns the commits to measure, oldest first: the first parents of `HEAD` since a date. The newest one is always among them.
pub(crate) fn commits(repository: &Path, since: Option<Date>, every: Every) -> Result<Vec<Commit>, String> {
    let output = git::run(
        repository,
        &["log", "--first-parent", "--no-color", "--no-notes", "--format=format:%H %T %ct", "HEAD"],
        &[],
    )?;
    let text = String::from_utf8_lossy(&output);
    let commit = |line: &str| {
        let mut words = line.split(' ');
        let (id, tree) = (words.next()?.to_owned(), words.next()?.to_owned());
        Some(Commit { id, tree, time: words.next()?.parse().ok()? })
    };
    let all: Vec<Commit> = text.lines().filter_map(commit).collect();
    Ok(chosen(all, since, every))
}

/// Chooses among commits, newest first.
fn chosen(all: Vec<Commit>, since: Option<Date>, every: Every) -> Vec<Commit> {
    let newest = all.first().map_or(0, |commit| commit.time);
    let mut last_week = None;
    let is_chosen = |at: usize, commit: &Commit| {
        let is_recent = since.is_none_or(|since| Date::from_unix_seconds(commit.time) >= since);
        let is_due = match every {
            Every::Commits(step) => at.is_multiple_of(step.max(1)),
            Every::Week => {
                let week = newest.saturating_sub(commit.time) / WEEK;
                let is_new = last_week.is_none_or(|last| week > last);
                if is_new {
                    last_week = Some(week);
                }
                is_new
            }
        };
        is_due && (is_recent || at == 0)
    };
    let mut is_chosen = is_chosen;
    let mut chosen: Vec<Commit> =
        all.into_iter().enumerate().filter(|(at, commit)| is_chosen(*at, commit)).map(|(_, commit)| commit).collect();
    chosen.reverse();
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(days: &[u64], since: Option<Date>, every: Every) -> Vec<u64> {
        let day = 24 * 60 * 60;
        let commit = |days: &u64| Commit { id: String::new(), tree: String::new(), time: days * day };
        chosen(days.iter().map(commit).collect(), since, every).into_iter().map(|commit| commit.time / day).collect()
    }

    #[test]
    fn one_commit_of_each_week_is_chosen() {
        let days = [100, 99, 94, 93, 92, 80, 79, 1];
        assert_eq!(times(&days, None, Every::Week), [1, 79, 80, 93, 100]);
        assert_eq!(times(&days, None, Every::Commits(3)), [79, 93, 100]);
        assert_eq!(times(&days, Date::new(1970, 4, 1), Every::Week), [93, 100]);
        assert_eq!(times(&days, Date::new(2000, 1, 1), Every::Commits(1)), [100], "the newest one is always measured");
        assert!(times(&[], None, Every::Week).is_empty());
    }
}
