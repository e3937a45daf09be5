//! Measures the architecture: the answer of `metrics`, from dependencies, the result of a check, and the history in git.
//!
//! `change` relates the history to parts of the code, and `conformance` counts what a check has found. `answer` is plain data,
//! which the other modules render. `docs/metrics.md` defines each number.

mod answer;
mod change;
mod conformance;
mod csv_lines;
mod human;
mod open_metrics;

pub(crate) use answer::{MetricsInput, answer, round};
pub(crate) use change::Changes;
pub(crate) use conformance::{Conformance, conformance, lines_to_date};
pub(crate) use csv_lines::csv_lines as csv;
pub(crate) use human::human;
pub(crate) use open_metrics::open_metrics;
