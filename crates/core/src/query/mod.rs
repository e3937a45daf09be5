//! Answers questions about the graph in terms of the rules file: why code depends on other code ([`why()`]), what
//! modules contain ([`summarize_modules`]), and how much a selector matches ([`count_matches`]). It reports no violations.

mod match_counts;
mod module_summary;
mod why;

pub use match_counts::{MatchCounts, count_matches};
pub use module_summary::{ModuleSummaries, ModuleSummary, UnassignedCode, summarize_modules};
pub use why::{Chain, Question, Why, why};
