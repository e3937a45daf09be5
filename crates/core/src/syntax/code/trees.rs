//! Token trees of one level: attributes and the arguments of simple macros, whose grammar is "anything that is balanced".

use super::{kind::Kind, tokens::Code};
use smallvec::SmallVec;
use std::ops::Range;

/// Token trees by their first tokens: a group by its delimiter. Invisible groups are flattened.
pub(in crate::syntax) type Trees = SmallVec<[usize; 8]>;

impl Code<'_> {
    /// The tokens between the delimiters of a group.
    pub(in crate::syntax) fn content(&self, open: usize) -> Range<usize> {
        open + 1..self.tokens[open].partner as usize
    }

    /// The token trees among some tokens.
    pub(in crate::syntax) fn trees(&self, tokens: Range<usize>) -> Trees {
        let mut trees = Trees::new();
        let mut at = tokens.start;
        while at < tokens.end {
            if matches!(self.kind(at), Kind::OpenNone | Kind::CloseNone) {
                at += 1;
            } else {
                trees.push(at);
                at = self.after(at);
            }
        }
        trees
    }

    /// The token trees between the commas among some tokens, empty parts left out.
    pub(in crate::syntax) fn trees_between_commas(&self, tokens: Range<usize>) -> SmallVec<[Trees; 4]> {
        let trees = self.trees(tokens);
        let parts = trees.split(|tree| self.kind(*tree) == Kind::Comma).filter(|part| !part.is_empty());
        parts.map(Trees::from_slice).collect()
    }

    /// Some token trees as `proc_macro2` prints them.
    pub(in crate::syntax) fn print(&self, trees: &[usize]) -> String {
        let mut text = String::new();
        let mut is_joint = true;
        for tree in trees.iter().copied() {
            if !is_joint {
                text.push(' ');
            }
            is_joint = false;
            let kind = self.kind(tree);
            text.push_str(self.text_of(tree));
            if kind.opens() {
                let inner = self.print(&self.trees(self.content(tree)));
                let is_brace = kind == Kind::OpenBrace;
                text.push_str(if is_brace { " " } else { "" });
                text.push_str(&inner);
                text.push_str(if is_brace && !inner.is_empty() { " " } else { "" });
                text.push_str(self.text_of(self.after(tree) - 1));
            } else {
                let next = self.kind(tree + 1);
                is_joint = kind.is_mark() && (next.is_mark() || next == Kind::Lifetime) && self.joined(tree + 1);
            }
        }
        text
    }
}
