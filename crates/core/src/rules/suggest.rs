//! "Did you mean": the known name that is nearest to one that is not. It knows only strings.

/// The candidate nearest to `typed`, if one is near enough to be meant; ties go to the first.
pub(super) fn nearest<'a>(typed: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let mut best: Option<(f64, &str)> = None;
    for candidate in candidates {
        let likeness = strsim::normalized_damerau_levenshtein(typed, candidate);
        // A third of the letters may be wrong; beyond that a proposal is more noise than help.
        if likeness >= 0.6 && best.is_none_or(|(so_far, _)| likeness > so_far) {
            best = Some((likeness, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// The sentence that proposes it, where there is one.
pub fn sentence<'a>(typed: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest(typed, candidates).map(|nearest| format!("did you mean `{nearest}`?"))
}
