//! The data of a token list, and what can be told from it without building another one.

use crate::{source::Span, workspace::Edition};
use bitcode::{Decode, Encode};
use std::ops::Range;

/// A list of tokens with matched delimiters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct Tokens {
    /// A text that a lexer reads as these tokens; spaces stand only where it needs them.
    pub text: String,
    /// The tokens in the order of the text.
    pub tokens: Vec<Token>,
}

/// A token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Token {
    /// The kind.
    pub kind: TokenKind,
    /// The start of its text in [`Tokens::text`].
    pub at: u32,
    /// The length of its text in bytes; 0 for the invisible delimiters of [`Delimiter::None`].
    pub len: u32,
    /// The index of the matching delimiter; 0 for other tokens.
    pub partner: u32,
    /// The fragment that an invisible group was matched as, on both of its delimiters.
    pub fragment: Option<Fragment>,
    /// Where the token was written.
    pub origin: Origin,
}

/// The kind of a token. An operator is one token per character; all but the last character are joint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub enum TokenKind {
    /// An identifier, keyword or raw identifier.
    Ident,
    /// A lifetime with its quote.
    Lifetime,
    /// A literal without its sign.
    Literal,
    /// A character of punctuation.
    Punct {
        /// Whether the next token is the next character of the same operator.
        joint: bool,
    },
    /// An opening delimiter.
    Open(Delimiter),
    /// A closing delimiter.
    Close(Delimiter),
}

/// The delimiters of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Delimiter {
    /// `( )`
    Parenthesis,
    /// `{ }`
    Brace,
    /// `[ ]`
    Bracket,
    /// Invisible delimiters: a fragment that a macro matched (`$e:expr`, `$t:ty`, …) is one token tree from then on.
    None,
}

/// The kind of syntax that a macro's variable matches: a
/// [fragment specifier](https://doc.rust-lang.org/reference/macros-by-example.html#metavariables).
///
/// What a specifier matches may depend on the edition of the macro. The fragment records which syntax applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Encode, Decode)]
pub enum Fragment {
    /// `block`
    Block,
    /// `expr`; neither `expr_2021` nor, up to edition 2021, `expr` matches `_` or `const { … }`.
    Expr {
        /// Whether `_` and `const { … }` match.
        edition_2024: bool,
    },
    /// `ident`, which matches raw identifiers and keywords too.
    Ident,
    /// `item`
    Item,
    /// `lifetime`
    Lifetime,
    /// `literal`, which includes a leading minus.
    Literal,
    /// `meta`: the content of an attribute.
    Meta,
    /// `pat`; neither `pat_param` nor, up to edition 2018, `pat` matches `a | b`.
    Pat {
        /// Whether `a | b` matches.
        alternatives: bool,
    },
    /// `path`, in the style of types.
    Path,
    /// `stmt`, without its semicolon.
    Stmt,
    /// `tt`: a token or a group.
    TokenTree,
    /// `ty`
    Type,
    /// `vis`, which may match nothing.
    Visibility,
}

/// Where and by whom a token was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Encode, Decode)]
pub struct Origin {
    /// The number of the file, chosen by the caller of `lex`.
    pub file: u32,
    /// The span in that file.
    pub span: Span,
    /// The edition whose keywords apply.
    pub edition: Edition,
    /// Whether a macro's body wrote the token, rather than a call.
    pub from_body: bool,
    /// Whether the token is an argument of the call that was expanded last.
    pub from_arguments: bool,
    /// The number of the macro's crate, for a `crate` that a body writes as `$crate`.
    pub dollar_crate: Option<u32>,
}

impl Tokens {
    /// Returns the text of one of these tokens: empty for an invisible delimiter.
    pub fn text_of(&self, token: &Token) -> &str {
        let start = token.at as usize;
        self.text.get(start..start + token.len as usize).unwrap_or_default()
    }

    /// Whether there are no tokens.
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// Returns the range between an opening delimiter and its closing one; an empty range for any other token.
    pub fn content(&self, open: usize) -> Range<usize> {
        match self.tokens.get(open) {
            Some(Token { kind: TokenKind::Open(_), partner, .. }) => open + 1..(*partner as usize).max(open + 1),
            _ => open..open,
        }
    }

    /// Returns the index after the token tree at an index: a group, an operator or a single token.
    pub fn tree_end(&self, at: usize) -> usize {
        match self.tokens.get(at) {
            Some(Token { kind: TokenKind::Open(_), partner, .. }) => (*partner as usize).max(at) + 1,
            _ => self.lexeme_end(at),
        }
    }

    /// Returns the name of each `mod name;`, inside groups too.
    pub fn modules(&self) -> impl Iterator<Item = &str> {
        self.tokens.windows(3).filter_map(|three| {
            let [keyword, name, semicolon] = three else { return None };
            let found =
                name.kind == TokenKind::Ident && self.text_of(keyword) == "mod" && self.text_of(semicolon) == ";";
            found.then(|| self.text_of(name).trim_start_matches("r#"))
        })
    }
}

impl Delimiter {
    /// Returns the text of the opening delimiter.
    pub const fn opening(self) -> &'static str {
        match self {
            Self::Parenthesis => "(",
            Self::Brace => "{",
            Self::Bracket => "[",
            Self::None => "",
        }
    }

    /// Returns the text of the closing delimiter.
    pub const fn closing(self) -> &'static str {
        match self {
            Self::Parenthesis => ")",
            Self::Brace => "}",
            Self::Bracket => "]",
            Self::None => "",
        }
    }
}
