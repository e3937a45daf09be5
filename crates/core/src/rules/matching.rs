//! Matches the segments of a pattern against those of a path. It knows only strings.

use super::pattern::{Piece, Segment};
use std::collections::{BTreeMap, BTreeSet};

/// The values of captures, such as `orders` for `feature`.
pub type Binding = BTreeMap<String, String>;

/// Returns whether a pattern matches a whole path with the values of a binding. Captures without a value match any
/// text, and so does `{!x}` if `x` has no value.
pub(super) fn matches(pattern: &[Segment], path: &[&str], binding: &Binding) -> bool {
    let stretches = pattern.contains(&Segment::Any);
    if !stretches && pattern.len() != path.len() {
        return false;
    }
    let free = pattern.iter().flat_map(Segment::pieces).any(|piece| matches!(piece, Piece::Capture(_)));
    if free {
        let mut found = false;
        let mut binding = binding.clone();
        walk(pattern, path, &mut binding, &mut |_| {
            found = true;
            true
        });
        return found;
    }
    if !stretches {
        return pattern.iter().zip(path).all(|(segment, text)| text_matches(segment.pieces(), text, binding));
    }
    // Without captures: dynamic programming over pattern and path, without backtracking.
    let mut row = vec![false; path.len() + 1];
    row[0] = true;
    for segment in pattern {
        let mut next = vec![false; path.len() + 1];
        for at in 0..=path.len() {
            next[at] = match segment {
                Segment::Any => row[at] || (at > 0 && next[at - 1]),
                Segment::One(pieces) => at > 0 && row[at - 1] && text_matches(pieces, path[at - 1], binding),
            };
        }
        row = next;
    }
    row[path.len()]
}

/// Returns all values of the captures with which a pattern matches a whole path.
pub(super) fn bindings(pattern: &[Segment], path: &[&str]) -> BTreeSet<Binding> {
    let mut found = BTreeSet::new();
    walk(pattern, path, &mut Binding::new(), &mut |binding| {
        found.insert(binding.clone());
        false
    });
    found
}

/// Calls `on_match` for each match until it returns true.
fn walk(
    pattern: &[Segment],
    path: &[&str],
    binding: &mut Binding,
    on_match: &mut dyn FnMut(&mut Binding) -> bool,
) -> bool {
    match pattern.split_first() {
        None => path.is_empty() && on_match(binding),
        Some((Segment::Any, rest)) => (0..=path.len()).any(|skipped| walk(rest, &path[skipped..], binding, on_match)),
        Some((Segment::One(pieces), rest)) => {
            let Some((first, below)) = path.split_first() else { return false };
            if is_fixed(pieces, binding) {
                return text_matches(pieces, first, binding) && walk(rest, below, binding, on_match);
            }
            walk_text(pieces, first, binding, &mut |binding| walk(rest, below, binding, on_match))
        }
    }
}

/// Does the same as [`walk`] within one segment. The parser bounds the number of ways in which a text can be split between
/// captures.
fn walk_text(
    pieces: &[Piece],
    text: &str,
    binding: &mut Binding,
    on_match: &mut dyn FnMut(&mut Binding) -> bool,
) -> bool {
    let Some((first, rest)) = pieces.split_first() else { return text.is_empty() && on_match(binding) };
    let fixed = match first {
        Piece::Text(fixed) => Some(fixed.clone()),
        Piece::Capture(name) => binding.get(name).cloned(),
        Piece::Star | Piece::Differs(_) => None,
    };
    if let Some(fixed) = fixed {
        return text.strip_prefix(fixed.as_str()).is_some_and(|below| walk_text(rest, below, binding, on_match));
    }
    // The last piece of a segment takes the remaining text. Other pieces try every length.
    let lengths = text.char_indices().map(|(at, _)| at).chain([text.len()]);
    for length in lengths.filter(|length| !rest.is_empty() || *length == text.len()) {
        let (taken, below) = text.split_at(length);
        let done = match first {
            Piece::Capture(name) if !taken.is_empty() => {
                binding.insert(name.clone(), taken.to_owned());
                let done = walk_text(rest, below, binding, on_match);
                binding.remove(name);
                done
            }
            Piece::Differs(name) if !taken.is_empty() && binding.get(name).is_none_or(|not| not != taken) => {
                walk_text(rest, below, binding, on_match)
            }
            Piece::Star => walk_text(rest, below, binding, on_match),
            _ => false,
        };
        if done {
            return true;
        }
    }
    false
}

/// Whether each piece is a `*` or a known text.
fn is_fixed(pieces: &[Piece], binding: &Binding) -> bool {
    pieces.iter().all(|piece| matches!(piece, Piece::Star) || known_text(piece, binding).is_some())
}

fn known_text<'p>(piece: &'p Piece, binding: &'p Binding) -> Option<&'p str> {
    match piece {
        Piece::Text(text) => Some(text),
        Piece::Capture(name) => binding.get(name).map(String::as_str),
        Piece::Star | Piece::Differs(_) => None,
    }
}

/// Returns whether pieces match a text. Their captures must have values. Linear in the length of the text, without `{!x}`.
fn text_matches(mut pieces: &[Piece], mut text: &str, binding: &Binding) -> bool {
    if !is_fixed(pieces, binding) {
        return walk_text(pieces, text, &mut binding.clone(), &mut |_| true);
    }
    while let [first, rest @ ..] = pieces
        && let Some(known) = known_text(first, binding)
    {
        let Some(below) = text.strip_prefix(known) else { return false };
        (pieces, text) = (rest, below);
    }
    if pieces.is_empty() {
        return text.is_empty();
    }
    while let [rest @ .., last] = pieces
        && let Some(known) = known_text(last, binding)
    {
        let Some(above) = text.strip_suffix(known) else { return false };
        (pieces, text) = (rest, above);
    }
    // Between two `*`, the first place of a text leaves the most for the rest.
    pieces.split(|piece| *piece == Piece::Star).all(|run| {
        let run: String = run.iter().filter_map(|piece| known_text(piece, binding)).collect();
        let found = text.find(&run).map(|at| &text[at + run.len()..]);
        text = found.unwrap_or_default();
        found.is_some()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::pattern::pattern;

    fn full(pattern_text: &str, path: &str) -> bool {
        let path: Vec<_> = path.split("::").collect();
        matches(&pattern(pattern_text).unwrap().segments, &path, &Binding::new())
    }

    #[test]
    fn stars_stay_within_a_segment_and_double_stars_do_not() {
        assert!(full("shop::*", "shop::orders"));
        assert!(!full("shop::*", "shop::orders::api"));
        assert!(!full("shop::*", "shop"));
        assert!(full("shop::**", "shop"));
        assert!(full("shop::**::api", "shop::a::b::api"));
        assert!(full("shop::**::api", "shop::api"));
        assert!(full("shop::*_api", "shop::orders_api"));
        assert!(!full("shop::rectangle", "shop::rectangle_rounded"));
    }

    #[test]
    fn the_same_capture_is_equal_and_a_negated_one_differs() {
        assert!(full("{x}::{x}", "a::a"));
        assert!(!full("{x}::{x}", "a::b"));
        assert!(full("{x}::{!x}", "a::b"));
        assert!(!full("{x}::{!x}", "a::a"));
        assert!(full("{x}::{x}_impl", "a::a_impl"));
        assert!(!full("{x}::{x}_impl", "a::b_impl"));
        let all = bindings(&pattern("a::**::{x}").unwrap().segments, &["a", "b", "c"]);
        assert_eq!(all.len(), 1);
        assert_eq!(all.first().unwrap()["x"], "c");
    }

    #[test]
    fn texts_between_stars_are_found_in_order() {
        let name = "a".repeat(200);
        assert!(full("w::*a*a*a*a*a*", &format!("w::{name}")));
        assert!(!full("w::*a*a*a*a*a*z", &format!("w::{name}")));
        assert!(!full("w::{x}::*a*a*a*a*a*a*a*z", &format!("w::y::{name}")));
        for (pattern, path, expected) in [
            ("a*a", "a", false),
            ("a*a", "aa", true),
            ("*ab*b", "ab", false),
            ("*ab*b", "xabyb", true),
            ("a*b*c", "acb", false),
            ("a*b*c", "a_b_b_c", true),
            ("{x}::{x}*{x}", "a::a", false),
            ("{x}::{x}*{x}", "a::aba", true),
            ("{x}::*{x}_{x}*", "a::b_a_a", true),
            ("{x}::*{x}_{x}*", "a::b_a_b", false),
        ] {
            assert_eq!(full(pattern, path), expected, "{pattern} {path}");
        }
    }

    #[test]
    fn many_double_stars_take_no_longer_than_a_few() {
        let long = vec!["a"; 60].join("::");
        assert!(!full(&format!("{}b", "**::a::".repeat(25)), &long));
    }
}
