//! Finds the code that a comment stands at: the `use` leaf, statement, item or list entry that starts after it or ends
//! before it.
//!
//! Items, `let` and block expressions end where `fragment_ends` says. Other pieces (arms, fields, arguments) cannot be told
//! apart on flat tokens, and end at the next `;` or `,`.

use crate::{
    source::Span,
    syntax::{
        fragment_ends::FragmentEnds,
        tokens::{Delimiter, Lexeme, TokenKind, Tokens},
    },
};
use std::ops::Range;

/// Finds targets among the tokens of a file.
#[derive(Debug)]
pub(super) struct Targets<'t> {
    tokens: &'t Tokens,
    ends: FragmentEnds<'t>,
}

impl<'t> Targets<'t> {
    pub(super) fn new(tokens: &'t Tokens) -> Self {
        Self { tokens, ends: FragmentEnds::new(tokens) }
    }

    /// Returns the piece of code that starts with a token, or else the innermost piece that contains it.
    pub(super) fn starting_with(&self, token: usize) -> Option<Span> {
        match self.tokens.tokens.get(token)?.kind {
            TokenKind::Close(_) => None,
            _ => self.innermost(token),
        }
    }

    /// Returns the piece of code that ends with a token, or else the innermost piece that contains it.
    pub(super) fn ending_with(&self, token: usize) -> Option<Span> {
        let last = if self.tokens.is_punct(token, ",") { token.checked_sub(1)? } else { token };
        let token = self.tokens.tokens.get(last)?;
        match token.kind {
            TokenKind::Close(_) => self.innermost(token.partner as usize),
            _ => self.innermost(last),
        }
    }

    /// The innermost piece that contains a token.
    fn innermost(&self, token: usize) -> Option<Span> {
        let (content, in_use) = self.enclosing_group(token);
        let mut at = content.start;
        while at < content.end {
            if self.tokens.is_punct(at, ",") || self.tokens.is_punct(at, ";") {
                at += 1;
                continue;
            }
            let end = if in_use { self.leaf_end(at, content.end) } else { self.piece_end(at, content.end) }.max(at + 1);
            if (at..end).contains(&token) {
                let (first, last) = (self.tokens.tokens.get(at)?, self.tokens.tokens.get(end - 1)?);
                return Some(Span { start: first.origin.span.start, end: last.origin.span.end });
            }
            at = end;
        }
        None
    }

    /// The content of the group around a token, and whether it is a part of a `use` tree.
    fn enclosing_group(&self, token: usize) -> (Range<usize>, bool) {
        let mut open: Vec<usize> = Vec::new();
        for (at, one) in self.tokens.tokens.iter().enumerate().take(token) {
            match one.kind {
                TokenKind::Open(_) => open.push(at),
                TokenKind::Close(_) => {
                    open.pop();
                }
                _ => {}
            }
        }
        let Some(open) = open.pop() else { return (0..self.tokens.tokens.len(), false) };
        let before = |length: usize| open.checked_sub(length).map_or(Lexeme::End, |at| self.tokens.lexeme(at));
        let in_use = self.tokens.is_open(open, Delimiter::Brace)
            && (before(1) == Lexeme::Ident("use") || before(2) == Lexeme::Punct("::"));
        (self.tokens.content(open), in_use)
    }

    /// The end of a leaf in the braces of a `use` tree.
    fn leaf_end(&self, mut at: usize, limit: usize) -> usize {
        while at < limit && !self.tokens.is_punct(at, ",") {
            at = self.tokens.tree_end(at);
        }
        at
    }

    /// The end of the piece that starts at an index of a group whose content ends at `limit`.
    fn piece_end(&self, start: usize, limit: usize) -> usize {
        if self.tokens.is_punct(start, "#") && self.tokens.is_punct(start + 1, "!") {
            return self.tokens.tree_end(start + 2).min(limit);
        }
        let start = self.ends.attributes(start);
        let is_block = self.starts_block(start);
        let is_statement = is_block || self.starts_item_or_let(start);
        let end = if is_statement { self.ends.statement(start) } else { None };
        match end {
            Some(end) if self.tokens.is_punct(end, ";") => end + 1,
            Some(end) if end == limit || self.ends_by_itself(end - 1) => end,
            // Not a valid statement: the body of a macro's definition, for example.
            _ => self.plain_end(start, limit, is_block),
        }
    }

    fn starts_item_or_let(&self, at: usize) -> bool {
        matches!(self.tokens.lexeme(at), Lexeme::Ident("let" | "const" | "macro_rules")) || self.ends.starts_item(at)
    }

    fn starts_block(&self, at: usize) -> bool {
        match self.tokens.lexeme(at) {
            Lexeme::Open(Delimiter::Brace) | Lexeme::Lifetime => true,
            Lexeme::Ident(word) => matches!(word, "if" | "match" | "loop" | "while" | "for" | "unsafe"),
            _ => false,
        }
    }

    /// Whether a token ends an item or block without a `;` after it.
    fn ends_by_itself(&self, last: usize) -> bool {
        self.tokens.is_punct(last, ";") || self.tokens.tokens[last].kind == TokenKind::Close(Delimiter::Brace)
    }

    /// The end of any other piece: its `;` or `,`, or the braces of a `match` arm, a macro call or (if `is_block`) a block.
    fn plain_end(&self, mut at: usize, limit: usize, is_block: bool) -> usize {
        let tokens = self.tokens;
        let mut angles = 0_usize;
        while at < limit {
            match tokens.lexeme(at) {
                Lexeme::Punct(";") => return at + 1,
                Lexeme::Punct(",") if angles == 0 => return at,
                Lexeme::Punct("<") if self.opens_generics(at) => {
                    angles += 1;
                    at += 1;
                }
                Lexeme::Punct(text) if text.starts_with('>') => {
                    angles = angles.saturating_sub(1);
                    at += 1;
                }
                Lexeme::Open(Delimiter::Brace) => {
                    let end = tokens.tree_end(at);
                    if (is_block || self.follows_arrow_or_bang(at)) && !self.continues(end) {
                        return end;
                    }
                    at = end;
                }
                _ => at = tokens.tree_end(at),
            }
        }
        limit
    }

    fn follows_arrow_or_bang(&self, at: usize) -> bool {
        let before = |length: usize| at.checked_sub(length).map_or(Lexeme::End, |at| self.tokens.lexeme(at));
        before(2) == Lexeme::Punct("=>") || before(1) == Lexeme::Punct("!")
    }

    /// Whether an expression or pattern continues after braces.
    fn continues(&self, at: usize) -> bool {
        match self.tokens.lexeme(at) {
            Lexeme::Ident(word) => matches!(word, "else" | "in"),
            Lexeme::Punct(text) => text.starts_with(['.', '?', '=', '|']) || text == "&&",
            _ => false,
        }
    }

    /// Whether the `<` at an index opens generic arguments rather than compares: it directly follows a name or `::`.
    fn opens_generics(&self, at: usize) -> bool {
        let Some(last) = at.checked_sub(1).and_then(|last| self.tokens.tokens.get(last)) else { return false };
        let adjoins = self.tokens.tokens.get(at).is_some_and(|own| own.origin.span.start == last.origin.span.end);
        adjoins && (last.kind == TokenKind::Ident || self.tokens.text_of(last) == ":")
    }
}
