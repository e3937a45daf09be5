//! The trees of `use`.

use super::Named;
use crate::syntax::{
    code::{Code, Kind},
    facts::{ImportKind, Visibility},
    lower::{lowerer::Lowerer, uses::Leaf},
};

/// The tree of a `use` that is being declared.
pub(super) struct UseTree<'t> {
    code: &'t Code<'t>,
    at: usize,
    leading: Option<usize>,
    prefix: Vec<Named<'t>>,
}

impl<'t> UseTree<'t> {
    /// The tree that starts at a token.
    pub(super) fn at(code: &'t Code<'t>, first: usize) -> Self {
        let leading = (code.kind(first) == Kind::Colon).then(|| code.tokens[first].at as usize);
        Self { code, at: first + if leading.is_some() { 2 } else { 0 }, leading, prefix: Vec::new() }
    }

    pub(super) fn declare(mut self, lowerer: &mut Lowerer<'_>, visibility: &Visibility) {
        self.part(lowerer, None, visibility);
    }

    /// Declares the leaves below what stands at hand. `start` is where the leaf's own part of the tree starts, once known.
    fn part(&mut self, lowerer: &mut Lowerer<'_>, start: Option<usize>, visibility: &Visibility) {
        let depth = self.prefix.len();
        let first = self.code.tokens[self.at].at as usize;
        let from = start.or(self.leading).unwrap_or(first);
        loop {
            match self.code.kind(self.at) {
                Kind::Star => {
                    let to = self.code.tokens[self.at].end as usize;
                    self.at += 1;
                    lowerer.import(self.leading, &self.prefix, ImportKind::Glob, from..to, visibility);
                }
                Kind::OpenBrace => {
                    let close = self.code.after(self.at) - 1;
                    self.at += 1;
                    while self.at < close {
                        // From here on, the leaf has a part of the tree to itself.
                        let first = self.code.tokens[self.at].at as usize;
                        self.part(lowerer, Some(first), visibility);
                        // The comma.
                        self.at += usize::from(self.at < close);
                    }
                    self.at = close + 1;
                }
                _ => {
                    let name = Named::at(self.code, self.at);
                    self.at += 1;
                    if self.code.kind(self.at) == Kind::Colon {
                        self.at += 2;
                        self.prefix.push(name);
                        continue;
                    }
                    let mut leaf = Leaf::Name(name);
                    if self.code.kind(self.at) == Kind::As {
                        let other = Named::at(self.code, self.at + 1);
                        self.at += 2;
                        leaf = if other.text == "_" { Leaf::Underscore } else { Leaf::Name(other) };
                    }
                    lowerer.use_leaf(self.leading, &mut self.prefix, name, leaf, from, visibility);
                }
            }
            break;
        }
        self.prefix.truncate(depth);
    }
}
