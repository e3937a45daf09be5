//! Recall and precision of crates and subjects.

use std::{ops::AddAssign, time::Duration};

use serde::Serialize;

use super::difference::Difference;

/// The agreement of two sets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Score {
    /// The number of elements in both sets.
    pub(crate) both: usize,
    /// The number of elements that only rustc has.
    pub(crate) missing: usize,
    /// The number of elements that only the checker has.
    pub(crate) extra: usize,
}

impl Score {
    /// Returns the share of rustc's elements that the checker has: 1 if there are none.
    pub(crate) fn recall(self) -> f64 {
        ratio(self.both, self.missing)
    }

    /// Returns the share of the checker's elements that rustc has: 1 if there are none.
    pub(crate) fn precision(self) -> f64 {
        ratio(self.both, self.extra)
    }

    /// Returns the number of elements that rustc has.
    pub(crate) const fn expected(self) -> usize {
        self.both + self.missing
    }
}

impl AddAssign for Score {
    fn add_assign(&mut self, other: Self) {
        self.both += other.both;
        self.missing += other.missing;
        self.extra += other.extra;
    }
}

fn ratio(part: usize, rest: usize) -> f64 {
    if rest == 0 {
        return 1.0;
    }
    #[expect(clippy::cast_precision_loss, reason = "counts of edges are far below 2^52")]
    let (part, rest) = (part as f64, rest as f64);
    part / (part + rest)
}

/// The score of one crate.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct CrateScore {
    /// The name of the crate.
    #[serde(rename = "crate")]
    pub(crate) krate: String,
    /// The score of its written edges.
    pub(crate) written: Score,
    /// The score of its defined edges.
    pub(crate) defined: Score,
    /// The score of its modules.
    pub(crate) modules: Score,
    /// All differences, sorted.
    pub(crate) differences: Vec<Difference>,
}

/// The score of one subject.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct SubjectScore {
    /// The name of the subject.
    pub(crate) subject: String,
    /// The scores of all crates that were compared.
    pub(crate) crates: Vec<CrateScore>,
    /// What could not be measured, and the reasons.
    pub(crate) failed: Vec<String>,
    /// The number of paths that the checker could not resolve, if it prints that.
    pub(crate) unresolved: Option<usize>,
    /// Why the checker cannot see all of the subject, if so.
    pub(crate) beyond: Option<String>,
    /// The seconds that the checker took.
    pub(crate) seconds: f64,
}

impl SubjectScore {
    /// Creates the score of a subject that could not be measured at all.
    pub(crate) fn failed(subject: String, reason: String) -> Self {
        Self { subject, failed: vec![reason], ..Self::default() }
    }

    /// Sets the time that the checker took.
    pub(crate) fn timed(mut self, time: Duration) -> Self {
        self.seconds = time.as_secs_f64();
        self
    }

    /// Returns the totals over all crates: written edges, defined edges and modules.
    pub(crate) fn total(&self) -> [Score; 3] {
        add(&self.crates)
    }

    /// Returns whether recall and precision of each crate reach a minimum and nothing failed. A subject with `beyond` is
    /// exempt from the minimum.
    pub(crate) fn reaches(&self, minimum: f64) -> bool {
        let reaches = |score: Score| score.recall() >= minimum && score.precision() >= minimum;
        self.failed.is_empty()
            && (self.beyond.is_some()
                || self.crates.iter().all(|krate| reaches(krate.written) && reaches(krate.defined)))
    }
}

/// Returns the totals over all subjects that are not exempt: written edges, defined edges and modules.
pub(crate) fn total(subjects: &[SubjectScore]) -> [Score; 3] {
    add(subjects.iter().filter(|subject| subject.beyond.is_none()).flat_map(|subject| &subject.crates))
}

fn add<'c>(crates: impl IntoIterator<Item = &'c CrateScore>) -> [Score; 3] {
    let mut sums = [Score::default(); 3];
    for krate in crates {
        sums[0] += krate.written;
        sums[1] += krate.defined;
        sums[2] += krate.modules;
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_expected_and_nothing_found_is_perfect() {
        let score = Score::default();
        assert!(score.recall() >= 1.0 && score.precision() >= 1.0);
        let score = Score { both: 3, missing: 1, extra: 0 };
        assert!((score.recall() - 0.75).abs() < 1e-9 && score.precision() >= 1.0);
    }

    #[test]
    fn a_failed_subject_reaches_no_minimum() {
        assert!(!SubjectScore::failed("a".into(), "no".into()).reaches(0.0));
        assert!(SubjectScore::default().reaches(1.0));
    }
}
