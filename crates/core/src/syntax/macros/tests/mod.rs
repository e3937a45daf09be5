//! What the engine must get right, by subject; every expected expansion is rustc's.

mod cfg_if;
mod fragments;
mod lexing;
mod random;
mod rules;
mod scope;
mod support;
