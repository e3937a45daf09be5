//! How much may be expanded ahead of the driver. It changes no result: the bounds of expansion are in `driver::expand`.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// How many calls in expansions may be expanded at a time, beside one for each call of a file.
const EXPANSIONS: usize = 1 << 13;

/// How many tokens these expansions may have.
const TOKENS: usize = 1 << 21;

/// What may still be expanded of calls in expansions.
///
/// Calls that multiply exhaust it; the rest of them wait for the driver, which counts their cost. The order of the threads
/// decides which calls it is spent on, but not what any of them expands to.
#[derive(Debug)]
pub(super) struct Budget {
    expansions: AtomicUsize,
    tokens: AtomicUsize,
}

impl Budget {
    /// Creates the budget for files with a number of calls.
    pub(super) fn new(calls: usize) -> Self {
        Self { expansions: (EXPANSIONS + calls).into(), tokens: TOKENS.into() }
    }

    /// Takes one expansion, and returns whether there was one left.
    pub(super) fn take_expansion(&self) -> bool {
        self.tokens.load(Relaxed) > 0
            && self.expansions.fetch_update(Relaxed, Relaxed, |left| left.checked_sub(1)).is_ok()
    }

    /// Counts the tokens of an expansion.
    pub(super) fn spend_tokens(&self, tokens: usize) {
        let less = |left: usize| Some(left.saturating_sub(tokens));
        // `less` always returns a value, so this cannot fail.
        let _ = self.tokens.fetch_update(Relaxed, Relaxed, less);
    }
}
