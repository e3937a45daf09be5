//! Maps positions in the old text of a file to positions in its new text.

use crate::source::Span;

/// The starts and ends of everything that both versions of a file contain, each with its position in the new text.
///
/// Starts and ends are kept apart, because an edit may separate what was adjacent.
#[derive(Debug, Default)]
pub(super) struct PositionMap {
    starts: Vec<(u32, u32)>,
    ends: Vec<(u32, u32)>,
}

impl PositionMap {
    /// Records that a span of the old text corresponds to a span of the new text.
    pub(super) fn add(&mut self, old: Span, new: Span) {
        self.starts.push((old.start, new.start));
        self.ends.push((old.end, new.end));
    }

    /// Returns the number of recorded spans, for [`truncate`](Self::truncate).
    pub(super) fn len(&self) -> usize {
        self.starts.len()
    }

    /// Forgets all spans recorded after the first `len`.
    pub(super) fn truncate(&mut self, len: usize) {
        self.starts.truncate(len);
        self.ends.truncate(len);
    }

    /// Sorts the map, so that it can be queried.
    ///
    /// Returns `None` if the mapping is ambiguous or changes the order: what a macro's expansion contains depends on the
    /// order of its tokens.
    pub(super) fn finish(mut self) -> Option<Self> {
        for pairs in [&mut self.starts, &mut self.ends] {
            pairs.sort_unstable();
            pairs.dedup();
            if pairs.windows(2).any(|pair| pair[0].0 == pair[1].0 || pair[0].1 >= pair[1].1) {
                return None;
            }
        }
        Some(self)
    }

    /// Returns the span in the new text. Its start and its end may come from different recorded spans.
    pub(super) fn span(&self, old: Span) -> Option<Span> {
        let find = |pairs: &[(u32, u32)], at: u32| {
            let found = pairs.binary_search_by_key(&at, |(old, _)| *old).ok()?;
            Some(pairs[found].1)
        };
        Some(Span { start: find(&self.starts, old.start)?, end: find(&self.ends, old.end)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start: u32, end: u32) -> Span {
        Span { start, end }
    }

    #[test]
    fn starts_and_ends_are_mapped_independently() {
        let mut map = PositionMap::default();
        map.add(span(0, 2), span(10, 12));
        map.add(span(2, 4), span(15, 17));
        map.add(span(2, 4), span(15, 17));
        let map = map.finish().unwrap();
        assert_eq!(map.span(span(0, 2)), Some(span(10, 12)));
        assert_eq!(map.span(span(0, 4)), Some(span(10, 17)));
        assert_eq!(map.span(span(1, 4)), None);
        assert_eq!(map.span(span(0, 3)), None);
    }

    #[test]
    fn ambiguous_and_reordered_spans_are_rejected() {
        for new in [[span(5, 6), span(6, 7)], [span(7, 8), span(5, 6)]] {
            let mut map = PositionMap::default();
            map.add(span(0, 1), new[0]);
            map.add(span(u32::from(new[0].start != 5), 2), new[1]);
            assert!(map.finish().is_none(), "{new:?}");
        }
    }
}
