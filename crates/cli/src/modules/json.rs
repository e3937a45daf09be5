//! Renders the answer as JSON.

use super::answer::ModulesAnswer;

/// Renders the answer.
pub(crate) fn render(answer: &ModulesAnswer) -> String {
    crate::text::json(answer)
}
