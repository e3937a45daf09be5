//! `why`: how one part of the code depends on another. The answer as plain data, with names and places, and as
//! text or JSON. It judges nothing.

mod answer;
mod human;
mod json;

pub(crate) use answer::answer;
pub(crate) use human::render as human;
pub(crate) use json::render as json;
