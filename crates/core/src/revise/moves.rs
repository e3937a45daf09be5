//! Where what stood in a file stands in its new text.

use crate::source::Span;

/// The starts and ends of what two readings of a file have in common, each with its place in the new one.
///
/// Ends are kept apart from starts: what stood side by side may have come apart.
#[derive(Debug, Default)]
pub(super) struct Moves {
    starts: Vec<(u32, u32)>,
    ends: Vec<(u32, u32)>,
}

impl Moves {
    /// Notes that something stood there, and stands here.
    pub(super) fn add(&mut self, old: Span, new: Span) {
        self.starts.push((old.start, new.start));
        self.ends.push((old.end, new.end));
    }

    /// How much is noted.
    pub(super) fn mark(&self) -> usize {
        self.starts.len()
    }

    /// Forgets what was noted since there was so much.
    pub(super) fn forget_since(&mut self, mark: usize) {
        self.starts.truncate(mark);
        self.ends.truncate(mark);
    }

    /// Makes it ready to be asked. None where something is in two places now, or has changed places with something
    /// else: what is found in a macro's expansion depends on the order of its tokens.
    pub(super) fn settled(mut self) -> Option<Self> {
        for pairs in [&mut self.starts, &mut self.ends] {
            pairs.sort_unstable();
            pairs.dedup();
            if pairs.windows(2).any(|pair| pair[0].0 == pair[1].0 || pair[0].1 >= pair[1].1) {
                return None;
            }
        }
        Some(self)
    }

    /// Where it is now, if that is known: it may start and end with different things.
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
    fn ends_move_on_their_own() {
        let mut moves = Moves::default();
        moves.add(span(0, 2), span(10, 12));
        moves.add(span(2, 4), span(15, 17));
        moves.add(span(2, 4), span(15, 17));
        let moves = moves.settled().unwrap();
        assert_eq!(moves.span(span(0, 2)), Some(span(10, 12)));
        assert_eq!(moves.span(span(0, 4)), Some(span(10, 17)));
        assert_eq!(moves.span(span(1, 4)), None);
        assert_eq!(moves.span(span(0, 3)), None);
    }

    #[test]
    fn what_is_in_two_places_or_out_of_order_is_none() {
        for new in [[span(5, 6), span(6, 7)], [span(7, 8), span(5, 6)]] {
            let mut moves = Moves::default();
            moves.add(span(0, 1), new[0]);
            moves.add(span(u32::from(new[0].start != 5), 2), new[1]);
            assert!(moves.settled().is_none(), "{new:?}");
        }
    }
}
