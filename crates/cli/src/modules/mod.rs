//! `modules`: what each module of the rules file holds, exposes and depends on, as declared and as it is, and what
//! is in no module. The answer as plain data, and as text or JSON. It judges nothing.

mod answer;
mod human;
mod json;

pub(crate) use answer::answer;
pub(crate) use human::render as human;
pub(crate) use json::render as json;
