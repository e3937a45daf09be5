//! The answer of `why`: how one part of the code depends on another.
//!
//! [`answer`] computes it as plain data; the other files render it. They must not check rules.

mod answer;
mod human;
mod json;

pub(crate) use answer::answer;
pub(crate) use human::render as human;
pub(crate) use json::render as json;
