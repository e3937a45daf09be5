//! Suggests the known name that is most similar to an unknown one. It knows only strings.

/// Returns the first of the candidates most similar to `typed`, if it is similar enough.
pub(super) fn nearest<'a>(typed: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let mut best: Option<(f64, &str)> = None;
    for candidate in candidates {
        let likeness = strsim::normalized_damerau_levenshtein(typed, candidate);
        // With fewer equal letters, a suggestion is noise.
        if likeness >= 0.6 && best.is_none_or(|(so_far, _)| likeness > so_far) {
            best = Some((likeness, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Returns the question "did you mean …?" for the most similar candidate.
pub fn sentence<'a>(typed: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest(typed, candidates).map(|nearest| format!("did you mean `{nearest}`?"))
}
