//! Our own token lists: what a macro's definition or call holds, and what an expansion gives.
//!
//! A list carries the text it reads as, so that it can be parsed like a file, and says of each token where it
//! was written, so that what is found in an expansion can be reported where it stands.

use crate::{source::Span, workspace::Edition};

/// A list of tokens, delimiters matched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tokens {
    /// The tokens' texts, separated by spaces where they must be: valid input for a lexer.
    pub text: String,
    /// In the order of `text`.
    pub tokens: Vec<Token>,
}

/// One token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Where its text starts in [`Tokens::text`].
    pub at: u32,
    /// How long its text is, in bytes; 0 for the invisible delimiters of [`Delimiter::None`].
    pub len: u32,
    /// Of an opening delimiter, the index of its closing one, and the other way round; 0 for other tokens.
    pub partner: u32,
    /// Where it was written.
    pub origin: Origin,
}

/// What a token is. Multi-character operators are single characters, all but the last one joint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

/// Where a token was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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
