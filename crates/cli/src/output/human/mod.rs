//! `human`: what a person reads. Diagnostics that belong together form a block ([`group`]), each block is a
//! miette diagnostic ([`block`]), drawn by a miette handler of our own ([`handler`], [`snippet`]); the
//! [`summary`] comes last, where a terminal shows it.

mod block;
mod group;
mod handler;
mod render;
mod snippet;
mod summary;

pub(crate) use render::one;
pub use render::render;
pub(crate) use summary::verdict;
