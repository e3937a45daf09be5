//! Our own token lists: what a macro's definition or call holds, and what an expansion gives.
//!
//! A list carries the text it reads as, so that it can be parsed like a file, and says of each token where it
//! was written, so that what is found in an expansion can be reported where it stands.

use bitcode::{Decode, Encode};
use std::ops::Range;

use crate::{source::Span, workspace::Edition};

/// What stands before a delimiter, as far as it tells a macro's call.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    Name,
    NameAndBang,
    Other,
}

/// What every item has one of, macro calls aside.
const ITEM_KEYWORDS: [&str; 16] = [
    "auto",
    "const",
    "enum",
    "extern",
    "fn",
    "impl",
    "macro",
    "macro_rules",
    "mod",
    "static",
    "struct",
    "trait",
    "type",
    "union",
    "use",
    "default",
];

/// A list of tokens, delimiters matched.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct Tokens {
    /// The tokens' texts, separated by spaces where they must be: valid input for a lexer.
    pub text: String,
    /// In the order of `text`.
    pub tokens: Vec<Token>,
}

/// One token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Where its text starts in [`Tokens::text`].
    pub at: u32,
    /// How long its text is, in bytes; 0 for the invisible delimiters of [`Delimiter::None`].
    pub len: u32,
    /// Of an opening delimiter, the index of its closing one, and the other way round; 0 for other tokens.
    pub partner: u32,
    /// Of the invisible delimiters that a macro's expansion puts around a fragment: what it matched as.
    pub fragment: Option<Fragment>,
    /// Where it was written.
    pub origin: Origin,
}

/// What a token is. Multi-character operators are single characters, all but the last one joint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub enum TokenKind {
    /// An identifier, keyword or raw identifier.
    Ident,
    /// A lifetime, with its quote.
    Lifetime,
    /// A literal, a negative one not included.
    Literal,
    /// One character of punctuation.
    Punct {
        /// Whether the next character of punctuation follows without space.
        joint: bool,
    },
    /// An opening delimiter.
    Open(Delimiter),
    /// A closing delimiter.
    Close(Delimiter),
}

/// What encloses a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Delimiter {
    /// `( )`
    Parenthesis,
    /// `{ }`
    Brace,
    /// `[ ]`
    Bracket,
    /// Nothing to see: what a macro's fragment (`$e:expr`, `$t:ty`, …) matched, one token tree from then on.
    None,
}

/// What kind of syntax a macro's variable stands for: a
/// [fragment specifier](https://doc.rust-lang.org/reference/macros-by-example.html#metavariables).
///
/// What depends on the edition of the macro is told apart here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Encode, Decode)]
pub enum Fragment {
    /// `block`
    Block,
    /// `expr`; `expr_2021` and, up to edition 2021, `expr` know neither `_` nor `const { … }`.
    Expr {
        /// Whether those two are expressions.
        edition_2024: bool,
    },
    /// `ident`, raw identifiers and keywords included.
    Ident,
    /// `item`
    Item,
    /// `lifetime`
    Lifetime,
    /// `literal`, a leading minus included.
    Literal,
    /// `meta`, what an attribute holds.
    Meta,
    /// `pat`; `pat_param` and, up to edition 2018, `pat` have no `|` at their top.
    Pat {
        /// Whether `a | b` is one.
        alternatives: bool,
    },
    /// `path`, in the style of types.
    Path,
    /// `stmt`, without its semicolon.
    Stmt,
    /// `tt`, one token or group.
    TokenTree,
    /// `ty`
    Type,
    /// `vis`, which may be nothing at all.
    Visibility,
}

/// Where a token was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Encode, Decode)]
pub struct Origin {
    /// The number of the file, given by whoever lexed it.
    pub file: u32,
    /// Its span there.
    pub span: Span,
    /// The edition it is read by.
    pub edition: Edition,
    /// Whether a macro's body wrote it, rather than the place of the call.
    pub from_body: bool,
    /// Of a `crate` that a body writes as `$crate`: the number of the macro's crate.
    pub dollar_crate: Option<u32>,
}

impl Tokens {
    /// The text of one of these tokens: empty for an invisible delimiter.
    pub fn text_of(&self, token: &Token) -> &str {
        let start = token.at as usize;
        self.text.get(start..start + token.len as usize).unwrap_or_default()
    }

    /// Whether there is no token.
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// The indices of what stands between the delimiter that opens at `open` and its closing one; empty for
    /// any other token.
    pub fn content(&self, open: usize) -> Range<usize> {
        match self.tokens.get(open) {
            Some(Token { kind: TokenKind::Open(_), partner, .. }) => open + 1..(*partner as usize).max(open + 1),
            _ => open..open,
        }
    }

    /// The index after the token tree that starts at `at`: a group with its delimiters, or a single token.
    pub fn tree_end(&self, at: usize) -> usize {
        match self.tokens.get(at) {
            Some(Token { kind: TokenKind::Open(_), partner, .. }) => (*partner as usize).max(at) + 1,
            _ => at + 1,
        }
    }

    /// Whether statements that read as these tokens may declare an item: at their own level there is a keyword of one, or a
    /// macro's call. It may only err by saying so.
    pub fn may_declare(&self) -> bool {
        let mut at = 0;
        let mut before = Before::Other;
        while let Some(token) = self.tokens.get(at) {
            let ident = token.kind == TokenKind::Ident;
            if ident && ITEM_KEYWORDS.contains(&self.text_of(token)) {
                return true;
            }
            if let TokenKind::Open(delimiter) = token.kind {
                if before == Before::NameAndBang {
                    return true;
                }
                // What an invisible group holds stands where the group does.
                at = if delimiter == Delimiter::None { at + 1 } else { self.tree_end(at) };
                before = Before::Other;
            } else {
                before = match before {
                    Before::Name if self.text_of(token) == "!" => Before::NameAndBang,
                    // A path that a macro's variable stands for may be a macro's.
                    _ if ident || token.kind == TokenKind::Close(Delimiter::None) => Before::Name,
                    _ => Before::Other,
                };
                at += 1;
            }
        }
        false
    }

    /// The names of the `mod name;` among these tokens, at whatever level.
    pub fn modules(&self) -> impl Iterator<Item = &str> {
        self.tokens.windows(3).filter_map(|three| {
            let [keyword, name, semicolon] = three else { return None };
            let found =
                name.kind == TokenKind::Ident && self.text_of(keyword) == "mod" && self.text_of(semicolon) == ";";
            found.then(|| self.text_of(name).trim_start_matches("r#"))
        })
    }

    /// The numbers of the tokens of a part of the text, with the invisible groups that it holds wholly.
    pub(super) fn part(&self, bytes: Range<usize>) -> Range<usize> {
        let mut from = self.tokens.partition_point(|token| (token.at as usize) < bytes.start);
        let mut to = self.tokens.partition_point(|token| (token.at as usize) < bytes.end);
        // What has no text at the edges may belong to what is outside.
        let outside = |index: usize, from: usize, to: usize| {
            let partner = self.tokens[index].partner as usize;
            self.tokens[index].len == 0 && !(from..to).contains(&partner)
        };
        while to < self.tokens.len() && self.tokens[to].len == 0 && self.tokens[to].at as usize == bytes.end {
            to += 1;
        }
        while from < to && outside(from, from, to) {
            from += 1;
        }
        while from < to && outside(to - 1, from, to) {
            to -= 1;
        }
        from..to
    }

    /// A list of its own from some of these tokens, which should hold whole groups only.
    #[must_use]
    pub fn slice(&self, range: Range<usize>) -> Self {
        let mut builder = TokensBuilder::default();
        builder.append(self, range);
        builder.finish()
    }

    /// Both lists, one after the other.
    #[must_use]
    pub fn concat(self, other: &Self) -> Self {
        let mut builder = TokensBuilder::from(self);
        builder.append(other, 0..other.tokens.len());
        builder.finish()
    }
}

/// Writes a token list: keeps the text one that a lexer reads as just these tokens, and matches the delimiters.
#[derive(Debug, Default)]
pub struct TokensBuilder {
    tokens: Tokens,
    /// The indices of the delimiters that are still open.
    open: Vec<u32>,
    /// The last token that has a text.
    last: Option<TokenKind>,
}

impl From<Tokens> for TokensBuilder {
    /// Goes on after the last token.
    fn from(tokens: Tokens) -> Self {
        let last = tokens.tokens.iter().rev().find(|token| token.len > 0).map(|token| token.kind);
        Self { tokens, open: Vec::new(), last }
    }
}

impl TokensBuilder {
    /// How many tokens there are so far.
    pub fn len(&self) -> usize {
        self.tokens.tokens.len()
    }

    /// Whether there is none yet.
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// Adds one token. A closing delimiter that closes nothing is left out.
    ///
    /// Characters of punctuation become one operator only where the first of them is joint.
    pub fn push(&mut self, kind: TokenKind, text: &str, origin: Origin) {
        self.push_token(kind, text, None, origin);
    }

    /// Adds tokens of another list, as they are.
    pub fn append(&mut self, from: &Tokens, range: Range<usize>) {
        for token in from.tokens.get(range).unwrap_or_default() {
            self.push_token(token.kind, from.text_of(token), token.fragment, token.origin);
        }
    }

    /// The list. What is still open is closed.
    pub fn finish(mut self) -> Tokens {
        while let Some(&open) = self.open.last() {
            let Token { kind: TokenKind::Open(delimiter), fragment, origin, .. } = self.tokens.tokens[open as usize]
            else {
                break;
            };
            self.push_token(TokenKind::Close(delimiter), delimiter.closing(), fragment, origin);
        }
        self.tokens
    }

    /// Adds one token, an invisible delimiter with what the group matched as.
    pub(super) fn push_token(&mut self, kind: TokenKind, text: &str, fragment: Option<Fragment>, origin: Origin) {
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
        if !text.is_empty() && self.needs_space(kind, text) {
            self.tokens.text.push(' ');
        }
        // Invisible delimiters have no text to keep anything apart.
        if !text.is_empty() {
            self.last = Some(kind);
        }
        let at = self.tokens.text.len() as u32;
        self.tokens.text.push_str(text);
        self.tokens.tokens.push(Token { kind, at, len: text.len() as u32, partner, fragment, origin });
    }

    /// Whether a lexer would read the last token and this one, side by side, as something else.
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
            // `#"…"#` is reserved in edition 2024; a joint character wants its next one.
            (Punct { joint }, Literal | Lifetime) => joint || self.tokens.text.ends_with('#'),
            _ => false,
        }
    }
}

impl Delimiter {
    /// What it opens with.
    pub const fn opening(self) -> &'static str {
        match self {
            Self::Parenthesis => "(",
            Self::Brace => "{",
            Self::Bracket => "[",
            Self::None => "",
        }
    }

    /// What it closes with.
    pub const fn closing(self) -> &'static str {
        match self {
            Self::Parenthesis => ")",
            Self::Brace => "}",
            Self::Bracket => "]",
            Self::None => "",
        }
    }
}
