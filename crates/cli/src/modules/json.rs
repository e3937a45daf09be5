//! The answer for other programs: as it is.

use super::answer::Answer;

/// The text.
pub(crate) fn render(answer: &Answer) -> String {
    crate::text::json(answer)
}
