//! Tests by subject. Every expected expansion is the one that rustc gives.

mod fragments;
mod lexing;
mod random;
mod rules;
mod scope;
mod support;
