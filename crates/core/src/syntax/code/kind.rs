//! The kinds of tokens.

/// The kind of a token. Each character of an operator is a token of its own, as in `proc_macro2`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[rustfmt::skip]
pub(in crate::syntax) enum Kind {
    // Words: identifiers (raw ones, too) and keywords.
    Ident, Underscore,
    As, Async, Await, Become, Box, Break, Const, Continue, Crate, Dyn, Else, Enum, Extern, False, Fn, For, If, Impl, In, Let,
    Loop, Macro, Match, Mod, Move, Mut, Pub, Ref, Return, SelfType, SelfValue, Static, Struct, Super, Trait, True, Try, Type,
    Unsafe, Use, Where, While, Yield,
    /// A reserved keyword.
    Reserved,
    Lifetime, Int, Float,
    /// A string, character or byte.
    Literal,
    OpenParen, OpenBracket, OpenBrace, CloseParen, CloseBracket, CloseBrace,
    /// The invisible delimiters around what a macro's variable stood for.
    OpenNone, CloseNone,
    And, At, Bang, Caret, Colon, Comma, Dollar, Dot, Eq, Gt, Lt, Minus, Or, Percent, Plus, Pound, Question, Semi, Slash, Star,
    Tilde,
    /// No token: the end of a group or of the text.
    End,
}

impl Kind {
    /// Whether it is an identifier or a keyword.
    pub(in crate::syntax) fn is_word(self) -> bool {
        self <= Self::Reserved
    }

    /// Whether it is a visible opening delimiter.
    pub(in crate::syntax) fn opens(self) -> bool {
        matches!(self, Self::OpenParen | Self::OpenBracket | Self::OpenBrace)
    }

    /// Whether it is a closing delimiter, visible or not.
    pub(in crate::syntax) fn closes(self) -> bool {
        matches!(self, Self::CloseParen | Self::CloseBracket | Self::CloseBrace | Self::CloseNone)
    }

    /// Whether it is a character of punctuation.
    pub(in crate::syntax) fn is_mark(self) -> bool {
        self >= Self::And && self < Self::End
    }

    /// Whether it is a literal, a minus sign aside.
    pub(in crate::syntax) fn is_literal(self) -> bool {
        matches!(self, Self::Int | Self::Float | Self::Literal | Self::True | Self::False)
    }
}
