//! The tokens of a text in a compact form: kinds, byte ranges and matched delimiters.

use super::{kind::Kind, literals::literal};
use crate::syntax::{Delimiter, TokenKind as TokensKind, Tokens};
use ra_ap_rustc_lexer::{FrontmatterAllowed, TokenKind, tokenize};
use std::{borrow::Cow, ops::Range};

impl Kind {
    /// The kind of a character of punctuation.
    pub(in crate::syntax) fn of_mark(text: &str) -> Option<Self> {
        alone(text).filter(|kind| kind.is_mark())
    }

    /// The kind of a word.
    pub(in crate::syntax) fn of_word(text: &str) -> Self {
        match text {
            "_" => Self::Underscore,
            "as" => Self::As,
            "async" => Self::Async,
            "await" => Self::Await,
            "become" => Self::Become,
            "box" => Self::Box,
            "break" => Self::Break,
            "const" => Self::Const,
            "continue" => Self::Continue,
            "crate" => Self::Crate,
            "dyn" => Self::Dyn,
            "else" => Self::Else,
            "enum" => Self::Enum,
            "extern" => Self::Extern,
            "false" => Self::False,
            "fn" => Self::Fn,
            "for" => Self::For,
            "if" => Self::If,
            "impl" => Self::Impl,
            "in" => Self::In,
            "let" => Self::Let,
            "loop" => Self::Loop,
            "macro" => Self::Macro,
            "match" => Self::Match,
            "mod" => Self::Mod,
            "move" => Self::Move,
            "mut" => Self::Mut,
            "pub" => Self::Pub,
            "ref" => Self::Ref,
            "return" => Self::Return,
            "Self" => Self::SelfType,
            "self" => Self::SelfValue,
            "static" => Self::Static,
            "struct" => Self::Struct,
            "super" => Self::Super,
            "trait" => Self::Trait,
            "true" => Self::True,
            "try" => Self::Try,
            "type" => Self::Type,
            "unsafe" => Self::Unsafe,
            "use" => Self::Use,
            "where" => Self::Where,
            "while" => Self::While,
            "yield" => Self::Yield,
            "abstract" | "do" | "final" | "override" | "priv" | "typeof" | "unsized" | "virtual" => Self::Reserved,
            _ => Self::Ident,
        }
    }
}

/// A token of a [`Code`].
#[derive(Clone, Copy, Debug)]
pub(in crate::syntax) struct Token {
    /// What it is.
    pub(in crate::syntax) kind: Kind,
    /// Where it starts, in bytes.
    pub(in crate::syntax) at: u32,
    /// Where it ends.
    pub(in crate::syntax) end: u32,
    /// Of a delimiter, the number of its counterpart.
    pub(in crate::syntax) partner: u32,
}

/// The tokens before a delimiter, as far as they show whether it belongs to a macro call.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    Name,
    /// `name!`
    Bang,
    /// `name! name`
    BangAndName,
    Other,
}

/// A text with its tokens, to which all others refer by number.
#[derive(Debug)]
pub(in crate::syntax) struct Code<'t> {
    /// The text.
    pub(in crate::syntax) text: &'t str,
    /// In the order of the text, comments left out.
    pub(in crate::syntax) tokens: Vec<Token>,
    /// Whether every lexer reads the text as these tokens.
    pub(in crate::syntax) is_certain: bool,
    /// The third character of each documentation comment that no macro can see. Lexers turn documentation into attributes, a
    /// good part of the tokens of many files; without this character it is an ordinary comment.
    docs: Vec<u32>,
    /// The documentation comments in the arguments of macros.
    macro_docs: Vec<Range<u32>>,
}

impl<'t> Code<'t> {
    /// Lexes a text. `None` if `proc_macro2` might lex it differently.
    pub(in crate::syntax) fn of(text: &'t str) -> Option<Self> {
        let mut tokens: Vec<Token> = Vec::with_capacity(text.len() / 5);
        let (mut docs, mut macro_docs) = (Vec::new(), Vec::new());
        // The number of open groups around the arguments of the current macro call.
        let mut in_macro: Option<usize> = None;
        let mut before = Before::Other;
        let mut open: Vec<u32> = Vec::new();
        let mut end = 0;
        for token in tokenize(text, FrontmatterAllowed::No) {
            let at = end;
            end += token.len;
            let said = || &text[at as usize..end as usize];
            let kind = match token.kind {
                TokenKind::Whitespace => continue,
                TokenKind::LineComment { doc_style } | TokenKind::BlockComment { doc_style, terminated: true } => {
                    if doc_style.is_some() && has_bare_return(said()) {
                        return None;
                    }
                    match (doc_style, in_macro) {
                        (None, _) => {}
                        (Some(_), None) => docs.push(at + 2),
                        (Some(_), Some(_)) => macro_docs.push(at..end),
                    }
                    continue;
                }
                TokenKind::Ident => Kind::of_word(said()),
                TokenKind::RawIdent if matches!(said(), "r#_" | "r#crate" | "r#self" | "r#super" | "r#Self") => {
                    return None;
                }
                TokenKind::RawIdent => Kind::Ident,
                TokenKind::Literal { kind, suffix_start } => literal(kind, suffix_start as usize, said())?,
                TokenKind::Lifetime { starts_with_number: false } => Kind::Lifetime,
                kind => mark(kind)?,
            };
            let number = tokens.len() as u32;
            let mut partner = 0;
            let before_this = before;
            before = match (kind, before) {
                (Kind::Ident, Before::Bang) => Before::BangAndName,
                (Kind::Ident, _) => Before::Name,
                (Kind::Bang, Before::Name) => Before::Bang,
                _ => Before::Other,
            };
            if kind.opens() {
                if matches!(before_this, Before::Bang | Before::BangAndName) && in_macro.is_none() {
                    in_macro = Some(open.len());
                }
                open.push(number);
            } else if matches!(kind, Kind::CloseParen | Kind::CloseBracket | Kind::CloseBrace) {
                partner = open.pop()?;
                if in_macro == Some(open.len()) {
                    in_macro = None;
                }
                let opening = &mut tokens[partner as usize];
                let pair = matches!(
                    (opening.kind, kind),
                    (Kind::OpenParen, Kind::CloseParen)
                        | (Kind::OpenBracket, Kind::CloseBracket)
                        | (Kind::OpenBrace, Kind::CloseBrace)
                );
                if !pair {
                    return None;
                }
                opening.partner = number;
            }
            tokens.push(Token { kind, at, end, partner });
        }
        open.is_empty().then_some(Self { text, tokens, is_certain: true, docs, macro_docs })
    }

    /// The tokens of a text that another lexer has read, and the documentation comments among them.
    pub(in crate::syntax) fn of_tokens(text: &'t str, tokens: Vec<Token>, docs: Vec<Range<u32>>) -> Self {
        Self { text, tokens, is_certain: false, docs: Vec::new(), macro_docs: docs }
    }

    /// The number of the token that starts at an offset, or of the first one after it.
    pub(in crate::syntax) fn token_at(&self, offset: usize) -> usize {
        let mut token = self.tokens.partition_point(|token| (token.at as usize) < offset);
        // Invisible delimiters have no text.
        while matches!(self.kind(token), Kind::OpenNone | Kind::CloseNone) {
            token += 1;
        }
        token
    }

    /// The number of the token that an offset is in.
    pub(in crate::syntax) fn token_over(&self, offset: usize) -> usize {
        let after = self.tokens.partition_point(|token| token.at as usize <= offset);
        let mut token = after.saturating_sub(1);
        while token > 0 && matches!(self.kind(token), Kind::OpenNone | Kind::CloseNone) {
            token -= 1;
        }
        token
    }

    /// The kind of a token; [`Kind::End`] after the last.
    pub(in crate::syntax) fn kind(&self, token: usize) -> Kind {
        self.tokens.get(token).map_or(Kind::End, |token| token.kind)
    }

    /// The text of a token.
    pub(in crate::syntax) fn text_of(&self, token: usize) -> &'t str {
        self.tokens.get(token).map_or("", |token| &self.text[token.at as usize..token.end as usize])
    }

    /// The token after the token tree that starts at a token.
    pub(in crate::syntax) fn after(&self, token: usize) -> usize {
        match self.tokens.get(token) {
            Some(found) if found.kind.opens() || found.kind == Kind::OpenNone => found.partner as usize + 1,
            _ => token + 1,
        }
    }

    /// Whether there is nothing between a token and the one before it, as in an operator of several characters.
    pub(in crate::syntax) fn joined(&self, token: usize) -> bool {
        match (self.tokens.get(token.wrapping_sub(1)), self.tokens.get(token)) {
            (Some(before), Some(this)) => before.end == this.at,
            _ => false,
        }
    }

    /// The bytes between the token before some others and the token after them.
    pub(in crate::syntax) fn bytes_around(&self, tokens: &Range<usize>) -> Range<usize> {
        let start = tokens.start.checked_sub(1).map_or(0, |before| self.tokens[before].end as usize);
        let end = self.tokens.get(tokens.end).map_or(self.text.len(), |after| after.at as usize);
        start..end
    }

    /// The tokens of an expansion, which are lexed already.
    pub(in crate::syntax) fn of_expansion(expansion: &'t Tokens) -> Self {
        let mut is_certain = true;
        let tokens = expansion.tokens.iter().map(|token| {
            let kind = match token.kind {
                TokensKind::Ident => Kind::of_word(expansion.text_of(token)),
                TokensKind::Lifetime => Kind::Lifetime,
                TokensKind::Literal | TokensKind::Punct { .. } => {
                    alone(expansion.text_of(token)).unwrap_or_else(|| {
                        is_certain = false;
                        Kind::Literal
                    })
                }
                TokensKind::Open(Delimiter::Parenthesis) => Kind::OpenParen,
                TokensKind::Open(Delimiter::Bracket) => Kind::OpenBracket,
                TokensKind::Open(Delimiter::Brace) => Kind::OpenBrace,
                TokensKind::Open(Delimiter::None) => Kind::OpenNone,
                TokensKind::Close(Delimiter::Parenthesis) => Kind::CloseParen,
                TokensKind::Close(Delimiter::Bracket) => Kind::CloseBracket,
                TokensKind::Close(Delimiter::Brace) => Kind::CloseBrace,
                TokensKind::Close(Delimiter::None) => Kind::CloseNone,
            };
            Token { kind, at: token.at, end: token.at + token.len, partner: token.partner }
        });
        let tokens = tokens.collect();
        Self { text: &expansion.text, tokens, is_certain, docs: Vec::new(), macro_docs: Vec::new() }
    }

    /// Some bytes of the text, with documentation that no macro can see as ordinary comments.
    pub(in crate::syntax) fn plain(&self, bytes: Range<usize>) -> Cow<'t, str> {
        let text = &self.text[bytes.clone()];
        let docs = self.docs_in(&bytes);
        if docs.is_empty() {
            return Cow::Borrowed(text);
        }
        let mut plain = text.as_bytes().to_vec();
        for at in docs {
            plain[*at as usize - bytes.start] = b' ';
        }
        String::from_utf8(plain).map_or(Cow::Borrowed(text), Cow::Owned)
    }

    fn docs_in(&self, bytes: &Range<usize>) -> &[u32] {
        let before = |end: usize| self.docs.partition_point(|at| (*at as usize) < end);
        &self.docs[before(bytes.start)..before(bytes.end)]
    }

    /// The documentation comments in the arguments of macros within some bytes.
    pub(in crate::syntax) fn macro_docs(&self, bytes: &Range<usize>) -> &[Range<u32>] {
        let before = |end: usize| self.macro_docs.partition_point(|doc| (doc.start as usize) < end);
        &self.macro_docs[before(bytes.start)..before(bytes.end)]
    }

    /// Whether there is documentation in the arguments of macros within some bytes.
    pub(in crate::syntax) fn has_macro_docs(&self, bytes: &Range<usize>) -> bool {
        !self.macro_docs(bytes).is_empty()
    }
}

/// Whether a text has a carriage return that ends no line.
fn has_bare_return(text: &str) -> bool {
    memchr::memchr_iter(b'\r', text.as_bytes()).any(|at| text.as_bytes().get(at + 1) != Some(&b'\n'))
}

/// The kind of a text that is a single literal, delimiter or character of punctuation.
fn alone(text: &str) -> Option<Kind> {
    let token = tokenize(text, FrontmatterAllowed::No).next()?;
    if token.len as usize != text.len() {
        return None;
    }
    match token.kind {
        TokenKind::Literal { kind, suffix_start } => literal(kind, suffix_start as usize, text),
        kind => mark(kind),
    }
}

/// The kind of a delimiter or a character of punctuation.
fn mark(kind: TokenKind) -> Option<Kind> {
    Some(match kind {
        TokenKind::Semi => Kind::Semi,
        TokenKind::Comma => Kind::Comma,
        TokenKind::Dot => Kind::Dot,
        TokenKind::OpenParen => Kind::OpenParen,
        TokenKind::CloseParen => Kind::CloseParen,
        TokenKind::OpenBrace => Kind::OpenBrace,
        TokenKind::CloseBrace => Kind::CloseBrace,
        TokenKind::OpenBracket => Kind::OpenBracket,
        TokenKind::CloseBracket => Kind::CloseBracket,
        TokenKind::At => Kind::At,
        TokenKind::Pound => Kind::Pound,
        TokenKind::Tilde => Kind::Tilde,
        TokenKind::Question => Kind::Question,
        TokenKind::Colon => Kind::Colon,
        TokenKind::Dollar => Kind::Dollar,
        TokenKind::Eq => Kind::Eq,
        TokenKind::Bang => Kind::Bang,
        TokenKind::Lt => Kind::Lt,
        TokenKind::Gt => Kind::Gt,
        TokenKind::Minus => Kind::Minus,
        TokenKind::And => Kind::And,
        TokenKind::Or => Kind::Or,
        TokenKind::Plus => Kind::Plus,
        TokenKind::Star => Kind::Star,
        TokenKind::Slash => Kind::Slash,
        TokenKind::Caret => Kind::Caret,
        TokenKind::Percent => Kind::Percent,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documentation_that_no_macro_sees_becomes_comments() {
        for (text, plain) in [
            ("/// a\nfn f() {} //! b", "//  a\nfn f() {} //  b"),
            ("/** é */ fn f() { /*! x */ }", "/*  é */ fn f() { /*  x */ }"),
            ("/**/ /*** y */ // z\n#[m(a)] /// x", "/**/ /*** y */ // z\n#[m(a)] //  x"),
            ("m! { /// a\n x { /// b\n } } /// c\n", "m! { /// a\n x { /// b\n } } //  c\n"),
            ("macro_rules! m { (/// a\n) => {} } /// c\n", "macro_rules! m { (/// a\n) => {} } //  c\n"),
            ("\"/// a\" '\"' /// b", "\"/// a\" '\"' //  b"),
        ] {
            assert_eq!(Code::of(text).unwrap().plain(0..text.len()), plain);
        }
    }

    #[test]
    fn ambiguous_texts_are_left_to_proc_macro2() {
        for text in [
            "(",
            ")",
            "(]",
            "\"",
            "r#\"\"",
            "/* /*",
            "'",
            "'\\",
            "'ab'",
            "\"\\q\"",
            "b'é'",
            "'\\u{110000}'",
            "0b12",
            "1e",
            "\u{a0}",
            "x#\"\"#",
            "\"\r\"",
            "c\"\\0\"",
            "1x",
            "k#fn",
            "`",
        ] {
            assert!(Code::of(text).is_none(), "{text}");
        }
        for text in [
            "'a 'b' '\\'' '\\\\' '\"' b'{' '\\u{28}' 'é'",
            "r#\"((\"# r\"\\\" br##\"\"#(\"## r#if b\"\\xff\" c\"x\"",
            "1_0u8 0xffu8 1.5e-3f32 0..1 t.0.0",
            "\"a\\\n  b\"",
        ] {
            assert!(Code::of(text).is_some(), "{text}");
        }
    }
}
