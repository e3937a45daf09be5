//! Recall and precision, and what is kept of each crate and subject.

use std::{ops::AddAssign, time::Duration};

use serde::Serialize;

use super::compare::Difference;

/// How far two sets agree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Score {
    /// In both.
    pub(crate) both: usize,
    /// Only in rustc's.
    pub(crate) missing: usize,
    /// Only in the checker's.
    pub(crate) extra: usize,
}

impl Score {
    /// How much of rustc's the checker has. All of nothing is 1.
    pub(crate) fn recall(self) -> f64 {
        ratio(self.both, self.missing)
    }

    /// How much of the checker's rustc has.
    pub(crate) fn precision(self) -> f64 {
        ratio(self.both, self.extra)
    }

    /// How many rustc has.
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
    // Counts of edges are far below 2^52.
    #[expect(clippy::cast_precision_loss, reason = "counts of edges are far below 2^52")]
    let (part, rest) = (part as f64, rest as f64);
    part / (part + rest)
}

/// Of one crate.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct CrateScore {
    /// Its name.
    #[serde(rename = "crate")]
    pub(crate) krate: String,
    /// Its written edges.
    pub(crate) written: Score,
    /// Its defined edges.
    pub(crate) defined: Score,
    /// Its modules.
    pub(crate) modules: Score,
    /// All that differs, sorted.
    pub(crate) differences: Vec<Difference>,
}

/// Of one subject.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct SubjectScore {
    /// Its name.
    pub(crate) subject: String,
    /// Each crate that was compared.
    pub(crate) crates: Vec<CrateScore>,
    /// What could not be measured, and why.
    pub(crate) failed: Vec<String>,
    /// How many paths the checker could not resolve, if it says.
    pub(crate) unresolved: Option<usize>,
    /// What of it no syntax can show.
    pub(crate) beyond: Option<String>,
    /// How long the checker took.
    pub(crate) seconds: f64,
}

impl SubjectScore {
    /// Of a subject that could not be measured at all.
    pub(crate) fn failed(subject: String, reason: String) -> Self {
        Self { subject, failed: vec![reason], ..Self::default() }
    }

    /// With the time that the checker took.
    pub(crate) fn timed(mut self, time: Duration) -> Self {
        self.seconds = time.as_secs_f64();
        self
    }

    /// The sum over its crates: written, defined, modules.
    pub(crate) fn sum(&self) -> [Score; 3] {
        add(&self.crates)
    }

    /// Whether each crate's written and defined edges reach the bar, and nothing failed: what was not measured was
    /// not passed. What no syntax can show is held to none.
    pub(crate) fn reaches(&self, bar: f64) -> bool {
        let reaches = |score: Score| score.recall() >= bar && score.precision() >= bar;
        self.failed.is_empty()
            && (self.beyond.is_some()
                || self.crates.iter().all(|krate| reaches(krate.written) && reaches(krate.defined)))
    }
}

/// The sum over all crates of all subjects that are held to a bar: written, defined, modules.
pub(crate) fn sum(subjects: &[SubjectScore]) -> [Score; 3] {
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
    fn what_failed_does_not_reach_any_bar() {
        assert!(!SubjectScore::failed("a".into(), "no".into()).reaches(0.0));
        assert!(SubjectScore::default().reaches(1.0));
    }
}
