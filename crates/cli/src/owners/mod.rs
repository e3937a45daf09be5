//! Shows what each owner is responsible for: modules, violations, exceptions and recorded violations.
//!
//! The owner of code is the `owner` of its module, or else that of its file in CODEOWNERS. `answer` is plain data, `lines`
//! writes CODEOWNERS lines, and the other modules render the answer.

mod answer;
mod lines;
mod render;

#[cfg(test)]
mod tests;

pub(crate) use answer::{
    OwnersInput, answer, of_exception as owners_of_exception, of_violation as owners_of_violation, owners_of_module,
};
pub(crate) use lines::codeowners_lines;
pub(crate) use render::{csv_lines as csv, human, markdown_page as markdown};
