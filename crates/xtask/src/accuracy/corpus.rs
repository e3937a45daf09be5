//! The list of crates that accuracy is measured on: `corpus.toml` beside this package's manifest.

use serde::Deserialize;

use super::subject::{Features, Origin, Subject};

/// One entry.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Entry {
    name: String,
    version: String,
    #[serde(default)]
    features: Vec<String>,
    #[serde(default)]
    all_features: bool,
    #[serde(default)]
    no_default_features: bool,
    /// Whether it is quick enough for every run of CI.
    #[serde(default)]
    small: bool,
    /// What of it no syntax can show, so that it is measured and not held to a bar.
    beyond: Option<String>,
    /// What it is in the corpus for.
    #[expect(dead_code, reason = "for whoever reads the list; that it is there is checked")]
    style: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Corpus {
    #[serde(rename = "crate")]
    crates: Vec<Entry>,
}

/// The whole corpus, or its small part.
pub(crate) fn subjects(small: bool) -> Result<Vec<Subject>, String> {
    let corpus: Corpus = toml::from_str(include_str!("../../corpus.toml"))
        .map_err(|error| format!("failed to read corpus.toml: {error}"))?;
    Ok(corpus.crates.into_iter().filter(|entry| entry.small || !small).map(Entry::into_subject).collect())
}

impl Entry {
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
    fn the_corpus_is_readable_and_large_enough() {
        let all = subjects(false).unwrap();
        let small = subjects(true).unwrap();
        assert!(all.len() >= 25, "only {} crates", all.len());
        assert!(!small.is_empty() && small.len() < all.len());
        assert!(small.iter().all(|subject| all.contains(subject)));
    }
}
