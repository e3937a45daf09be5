//! What a comment stands at: the `use` leaf, statement or item (or entry of a list) that starts behind it or ends
//! before it. Told on flat tokens, by how each begins; no types and no macros are needed for it.

use crate::{
    source::Span,
    syntax::{Delimiter, TokenKind, Tokens},
};
use std::ops::Range;

/// The tokens of a file, asked for what stands around one of them.
#[derive(Debug)]
pub(super) struct Targets<'t> {
    tokens: &'t Tokens,
}

/// How something that begins with certain words ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ends {
    /// With its first block, or `;`: `fn`, `struct`, `mod`, `impl`, ….
    Block,
    /// With `;` alone: `use`, `let`, `const`, `type`, ….
    Semicolon,
    /// With its block, unless something goes on behind it: `if`, `match`, `loop`, `unsafe`, `{`, ….
    BlockExpression,
    /// With `;` or `,`, or the block of an arm or macro call.
    Plain,
}

impl<'t> Targets<'t> {
    /// Those of a file.
    pub(super) fn new(tokens: &'t Tokens) -> Self {
        Self { tokens }
    }

    /// What starts with a token, or else the innermost thing that it stands in.
    pub(super) fn starting_with(&self, token: usize) -> Option<Span> {
        match self.tokens.tokens.get(token)?.kind {
            TokenKind::Close(_) => None,
            _ => self.around(token),
        }
    }

    /// What ends with a token, or else the innermost thing that it stands in.
    pub(super) fn ending_with(&self, token: usize) -> Option<Span> {
        let last = if self.is(token, ",") { token.checked_sub(1)? } else { token };
        match self.tokens.tokens.get(last)?.kind {
            TokenKind::Close(_) => self.around(self.tokens.tokens[last].partner as usize),
            _ => self.around(last),
        }
    }

    /// The innermost thing that a token stands in.
    fn around(&self, token: usize) -> Option<Span> {
        let (content, in_use) = self.container(token);
        let mut at = content.start;
        while at < content.end {
            if self.is(at, ",") || self.is(at, ";") {
                at += 1;
                continue;
            }
            let end = self.end(at, content.end, in_use).max(at + 1);
            if (at..end).contains(&token) {
                let (first, last) = (self.tokens.tokens.get(at)?, self.tokens.tokens.get(end - 1)?);
                return Some(Span { start: first.origin.span.start, end: last.origin.span.end });
            }
            at = end;
        }
        None
    }

    /// What is inside of the brackets around a token, and whether that is a part of a `use` tree.
    fn container(&self, token: usize) -> (Range<usize>, bool) {
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
        let before = |back: usize, text: &str| open.checked_sub(back).is_some_and(|at| self.is(at, text));
        let in_use = self.is(open, "{") && (before(1, "use") || (before(1, ":") && before(2, ":")));
        (self.tokens.content(open), in_use)
    }

    /// Behind the last token of what starts at `start`.
    fn end(&self, start: usize, limit: usize, in_use: bool) -> usize {
        let mut at = start;
        while self.is(at, "#") && at < limit {
            let inner = self.is(at + 1, "!");
            let open = at + 1 + usize::from(inner);
            if !self.is(open, "[") {
                break;
            }
            at = self.next(open);
            if inner {
                return at.min(limit);
            }
        }
        let ends = if in_use { Ends::Plain } else { self.ends(at) };
        let mut angles = 0_usize;
        while at < limit {
            if self.is(at, ";") && !in_use {
                return at + 1;
            }
            if self.is(at, ",") && ends == Ends::Plain && angles == 0 {
                return at;
            }
            if self.is(at, "<") && self.opens_generics(at) {
                angles += 1;
            } else if self.is(at, ">")
                && !at.checked_sub(1).is_some_and(|last| self.is(last, "-") || self.is(last, "="))
            {
                angles = angles.saturating_sub(1);
            }
            let next = self.next(at);
            if self.is(at, "{") && !in_use && self.block_ends(at, next, ends) {
                return next;
            }
            at = next;
        }
        limit
    }

    /// Whether the block that opens at `open` is the end of what it stands in; `next` is behind it.
    fn block_ends(&self, open: usize, next: usize, ends: Ends) -> bool {
        let before = |back: usize, text: &str| open.checked_sub(back).is_some_and(|at| self.is(at, text));
        let goes_on = [".", "?", "=", "|", "else", "in"].iter().any(|text| self.is(next, text))
            || (self.is(next, "&") && self.is(next + 1, "&"));
        match ends {
            Ends::Block => true,
            Ends::Semicolon => false,
            Ends::BlockExpression => !goes_on,
            Ends::Plain => !goes_on && !self.is(next, ",") && ((before(1, ">") && before(2, "=")) || before(1, "!")),
        }
    }

    /// How what begins at a token ends.
    fn ends(&self, start: usize) -> Ends {
        let mut at = start;
        if self.is(at, "pub") {
            at += 1;
            if self.is(at, "(") {
                at = self.next(at);
            }
        }
        let mut words: Vec<&str> = Vec::new();
        while ["default", "async", "unsafe", "safe", "const", "extern"].iter().any(|word| self.is(at, word)) {
            words.push(self.text(at));
            at += 1;
            // The ABI: `extern "C"`.
            if words.last() == Some(&"extern") && self.kind(at) == Some(TokenKind::Literal) {
                at += 1;
            }
        }
        let named = matches!(self.kind(at + 1), Some(TokenKind::Ident));
        match (words.last().copied(), self.text(at)) {
            (Some("extern"), "{")
            | (_, "fn" | "impl" | "trait" | "mod" | "enum" | "struct" | "macro_rules" | "auto") => Ends::Block,
            (_, "union") if named => Ends::Block,
            (Some("unsafe" | "const"), "{") | (None, "if" | "match" | "loop" | "while" | "for" | "{") => {
                Ends::BlockExpression
            }
            (Some("const"), _) | (Some("extern"), "crate") | (_, "static" | "type" | "use" | "let") => Ends::Semicolon,
            (None, _) if matches!(self.kind(at), Some(TokenKind::Lifetime)) => Ends::BlockExpression,
            _ => Ends::Plain,
        }
    }

    /// Whether a `<` opens generic arguments, rather than comparing: it stands right behind a name or `::`.
    fn opens_generics(&self, at: usize) -> bool {
        let Some(last) = at.checked_sub(1).and_then(|last| self.tokens.tokens.get(last)) else { return false };
        let adjoins = self.tokens.tokens.get(at).is_some_and(|own| own.origin.span.start == last.origin.span.end);
        adjoins && (last.kind == TokenKind::Ident || self.is(at - 1, ":"))
    }

    /// Behind a token, or behind the group that it opens.
    fn next(&self, at: usize) -> usize {
        match self.tokens.tokens.get(at) {
            Some(token) if matches!(token.kind, TokenKind::Open(_)) => (token.partner as usize).max(at) + 1,
            _ => at + 1,
        }
    }

    fn kind(&self, at: usize) -> Option<TokenKind> {
        self.tokens.tokens.get(at).map(|token| token.kind)
    }

    fn text(&self, at: usize) -> &str {
        self.tokens.tokens.get(at).map(|token| self.tokens.text_of(token)).unwrap_or_default()
    }

    /// Whether a token reads so. A string in the source is not mistaken for it: that has quotes.
    fn is(&self, at: usize, text: &str) -> bool {
        match self.kind(at) {
            Some(TokenKind::Open(Delimiter::None) | TokenKind::Close(Delimiter::None)) | None => false,
            Some(_) => self.text(at) == text,
        }
    }
}
