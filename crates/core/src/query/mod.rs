//! Questions that people ask of a graph, in the words of their rules file: what leads where ([`why`]), what a
//! module holds ([`modules`]), what a selector matches ([`matched`]). They answer, and judge nothing.

mod holdings;
mod matches;
mod why;

pub use holdings::{Holdings, Module, Unassigned, modules};
pub use matches::{Matched, matched};
pub use why::{Chain, Question, Why, why};
