//! Builds a token list: writes a text that lexes as the same tokens, matches delimiters, and joins operators.

use super::token::{Fragment, Origin, Token, TokenKind, Tokens};
use std::ops::Range;

/// A token list under construction.
#[derive(Debug, Default)]
pub struct TokensBuilder {
    tokens: Tokens,
    /// The indices of the delimiters that are still open.
    open: Vec<u32>,
    /// The last token that has a text.
    last: Option<TokenKind>,
}

impl From<Tokens> for TokensBuilder {
    /// Continues after the last token of a list.
    fn from(tokens: Tokens) -> Self {
        let last = tokens.tokens.iter().rev().find(|token| token.len > 0).map(|token| token.kind);
        Self { tokens, open: Vec::new(), last }
    }
}

impl TokensBuilder {
    /// Creates an empty list with room for some tokens, and for a text of some bytes.
    pub fn with_capacity(tokens: usize, text: usize) -> Self {
        let tokens = Tokens { tokens: Vec::with_capacity(tokens), text: String::with_capacity(text) };
        Self { tokens, ..Self::default() }
    }

    /// Returns the number of tokens so far.
    pub fn len(&self) -> usize {
        self.tokens.tokens.len()
    }

    /// Whether there are no tokens yet.
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// Adds a token. A closing delimiter that closes nothing is ignored.
    ///
    /// A joint character of punctuation stays joint only if the next token continues the same operator.
    pub fn push(&mut self, kind: TokenKind, text: &str, origin: Origin) {
        self.push_token(kind, text, None, origin);
    }

    /// Adds tokens of another list.
    pub fn append(&mut self, from: &Tokens, range: Range<usize>) {
        for token in from.tokens.get(range).unwrap_or_default() {
            self.push_token(token.kind, from.text_of(token), token.fragment, token.origin);
        }
    }

    /// Closes the groups that are still open, and returns the list.
    pub fn finish(mut self) -> Tokens {
        while let Some(&open) = self.open.last() {
            let Token { kind: TokenKind::Open(delimiter), fragment, origin, .. } = self.tokens.tokens[open as usize]
            else {
                break;
            };
            self.push_token(TokenKind::Close(delimiter), delimiter.closing(), fragment, origin);
        }
        self.end_operator();
        self.tokens
    }

    /// Adds a token; an invisible delimiter comes with the fragment that the group was matched as.
    pub(in crate::syntax) fn push_token(
        &mut self,
        kind: TokenKind,
        text: &str,
        fragment: Option<Fragment>,
        origin: Origin,
    ) {
        if !self.continues_operator(kind, text) {
            self.end_operator();
        }
        let index = self.len() as u32;
        let partner = match kind {
            TokenKind::Open(_) => {
                self.open.push(index);
                0
            }
            TokenKind::Close(_) => {
                let Some(open) = self.open.pop() else { return };
                self.tokens.tokens[open as usize].partner = index;
                open
            }
            _ => 0,
        };
        if !text.is_empty() {
            if self.needs_space(kind, text) {
                self.tokens.text.push(' ');
            }
            self.last = Some(kind);
        }
        let at = self.tokens.text.len() as u32;
        self.tokens.text.push_str(text);
        self.tokens.tokens.push(Token { kind, at, len: text.len() as u32, partner, fragment, origin });
    }

    /// Whether the last token is joint, and one operator together with this one.
    fn continues_operator(&self, kind: TokenKind, text: &str) -> bool {
        const JOINT: TokenKind = TokenKind::Punct { joint: true };
        if self.last != Some(JOINT) || !matches!(kind, TokenKind::Punct { .. }) {
            return false;
        }
        let is_joint = |token: &&Token| token.kind == JOINT;
        let length = self.tokens.tokens.iter().rev().take_while(is_joint).count();
        // The characters of an operator are adjacent, and one byte each.
        let before = &self.tokens.text.as_bytes()[self.tokens.text.len() - length..];
        is_operator_with(before, text.as_bytes())
    }

    /// Makes the last token the end of its operator.
    fn end_operator(&mut self) {
        if let Some(Token { kind: TokenKind::Punct { joint: joint @ true }, .. }) = self.tokens.tokens.last_mut() {
            *joint = false;
            self.last = Some(TokenKind::Punct { joint: false });
        }
    }

    /// Whether a lexer would read the last token and this one as something else if they were adjacent.
    fn needs_space(&self, kind: TokenKind, text: &str) -> bool {
        use TokenKind::{Ident, Lifetime, Literal, Punct};
        let Some(last) = self.last else { return false };
        match (last, kind) {
            (Ident | Lifetime | Literal, Ident | Lifetime | Literal) => true,
            // `r#"…"#`, `k#x`, `'a'`
            (Ident | Lifetime, Punct { .. }) => text == "#" || text == "'",
            // `1.` is a literal, and so is `1.5`.
            (Literal, Punct { .. }) => text == "." || text == "#",
            (Punct { joint }, Punct { .. }) => !joint,
            // `#"…"#` is reserved in edition 2024.
            (Punct { .. }, Literal | Lifetime) => self.tokens.text.ends_with('#'),
            _ => false,
        }
    }
}

/// Whether the start of an operator and the next character of punctuation are one operator or the start of a longer one (the
/// Rust reference, [Punctuation](https://doc.rust-lang.org/reference/tokens.html#punctuation)).
fn is_operator_with(start: &[u8], next: &[u8]) -> bool {
    matches!(
        (start, next),
        (b"=" | b">" | b"-", b"=" | b">")
            | (b"<", b"=" | b"<" | b"-")
            | (b"!" | b"+" | b"*" | b"/" | b"%" | b"^" | b"<<" | b">>", b"=")
            | (b"&", b"&" | b"=")
            | (b"|", b"|" | b"=")
            | (b".", b".")
            | (b"..", b"." | b"=")
            | (b":", b":")
    )
}

impl Tokens {
    /// Copies some of these tokens into a list of their own. The range should not cut a group.
    #[must_use]
    pub fn slice(&self, range: Range<usize>) -> Self {
        let mut builder = TokensBuilder::default();
        builder.append(self, range);
        builder.finish()
    }

    /// Appends another list.
    #[must_use]
    pub fn concat(self, other: &Self) -> Self {
        let mut builder = TokensBuilder::from(self);
        builder.append(other, 0..other.tokens.len());
        builder.finish()
    }
}
