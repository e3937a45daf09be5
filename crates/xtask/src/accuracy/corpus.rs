//! The list of crates that accuracy is measured on: `corpus.toml` in the directory of this package.

use serde::Deserialize;

use super::subject::{Features, Origin, Subject};

/// An entry of the list.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct CorpusEntry {
    name: String,
    version: String,
    #[serde(default)]
    features: Vec<String>,
    #[serde(default)]
    all_features: bool,
    #[serde(default)]
    no_default_features: bool,
    /// Whether the crate is small enough for every CI run.
    #[serde(default)]
    small: bool,
    /// Why the checker cannot see all of the crate. If set, the crate is exempt from `--fail-under`.
    beyond: Option<String>,
    /// Why the crate is in the corpus.
    #[expect(dead_code, reason = "for readers of the list; parsing checks that it exists")]
    style: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Corpus {
    #[serde(rename = "crate")]
    crates: Vec<CorpusEntry>,
}

/// Returns the crates of the corpus, or only the small ones.
pub(crate) fn subjects(small: bool) -> Result<Vec<Subject>, String> {
    let corpus: Corpus = toml::from_str(include_str!("../../corpus.toml"))
        .map_err(|error| format!("failed to read corpus.toml: {error}"))?;
    Ok(corpus.crates.into_iter().filter(|entry| entry.small || !small).map(CorpusEntry::into_subject).collect())
}

impl CorpusEntry {
    fn into_subject(self) -> Subject {
        Subject {
            origin: Origin::Registry { name: self.name, version: self.version },
            features: Features { named: self.features, all: self.all_features, no_default: self.no_default_features },
            beyond: self.beyond,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_corpus_is_valid_and_large_enough() {
        let all = subjects(false).unwrap();
        let small = subjects(true).unwrap();
        assert!(all.len() >= 25, "only {} crates", all.len());
        assert!(!small.is_empty() && small.len() < all.len());
        assert!(small.iter().all(|subject| all.contains(subject)));
    }
}
