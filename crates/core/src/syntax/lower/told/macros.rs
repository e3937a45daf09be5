//! Macros' calls and definitions: their paths, and what they are given in our own form.

use super::{NamedPath, Telling};
use crate::{
    source::Span,
    syntax::{
        Delimiter, Origin, TokenKind, Tokens, TokensBuilder, builtin,
        code::{Code, Kind, Place, Reader, Words},
        facts::{Position, ReferenceKind, Spaces},
        lower::{lowerer::Lowerer, macros::content_at},
        span_map::SpanMap,
    },
};
use proc_macro2::Literal;
use smallvec::{SmallVec, smallvec};
use std::ops::Range;

impl<'a> Lowerer<'a> {
    /// A macro's call that is a statement, if it may declare something.
    pub(super) fn told_statement(
        &mut self,
        path: &NamedPath<'_>,
        code: &'a Code<'a>,
        open: usize,
        attributes: Range<usize>,
    ) {
        if path.single().is_some_and(builtin::is_std_macro) {
            return;
        }
        let Some((predicate, _)) = self.told_attributes(code, attributes) else {
            self.lost = true;
            return;
        };
        self.under(predicate, |this| this.told_call(code, path, open, Position::Statements));
    }

    pub(super) fn told_macro(&mut self, telling: &Telling<'a, '_>, path: Words, open: usize, place: Place) {
        let code = telling.code;
        let path = telling.path(path);
        if place == Place::Expression && path.is("include") {
            return self.told_call(code, &path, open, Position::Statements);
        }
        let may_declare = self.told_macro_path(&path);
        // What only becomes text is no code.
        if path.names.last().is_none_or(|last| last.text != "stringify") {
            self.told_arguments(code, open);
        }
        match place {
            Place::Statement if may_declare => {
                self.told_call(code, &path, open, Position::Statements);
                self.hidden_locals = true;
            }
            // What it binds can't be told from here.
            Place::Pattern => self.hidden_locals = true,
            _ => {}
        }
    }

    /// Records the path of a call; whether it may declare something.
    pub(super) fn told_macro_path(&mut self, path: &NamedPath<'_>) -> bool {
        let may_declare = !path.single().is_some_and(builtin::is_std_macro);
        if may_declare {
            let outer = std::mem::replace(&mut self.soup, false);
            self.possibly(false, |this| {
                this.reference(path.leading, &path.names, Spaces::MACRO, ReferenceKind::Macro);
            });
            self.soup = outer;
        }
        may_declare
    }

    /// Records a call that may declare something.
    pub(super) fn told_call(&mut self, code: &Code<'_>, path: &NamedPath<'_>, open: usize, among: Position) {
        let Some(read) = self.read_path(path.leading, &path.names) else { return };
        let arguments = self.told_content(code, open);
        let generics = if among == Position::Associated { self.ribs.types() } else { Vec::new() };
        self.declare_call(&read, arguments, among, generics);
    }

    fn told_arguments(&mut self, code: &'a Code<'a>, open: usize) {
        let content = open + 1..code.tokens[open].partner as usize;
        let bytes = content_bytes(code, open);
        if content.is_empty() && !code.has_macro_docs(&bytes) {
            return;
        }
        self.possibly(false, |this| match Reader::arguments_at(code, open) {
            Some(told) => this.tell(code, &told),
            None => this.parsed(code, bytes, |tokens, _| Some(tokens), |this, tokens| this.arguments(&tokens)),
        });
    }

    /// Our own form of what stands between the delimiters of a macro's call.
    pub(super) fn told_content(&self, code: &Code<'_>, open: usize) -> Tokens {
        let (file, base) = match &self.map {
            SpanMap::File { file, base } => (*file, *base),
            SpanMap::Expansion(source) => return content_at(source, code.tokens[open].at as usize),
        };
        let origin = |span: Range<u32>| {
            let span = Span { start: span.start + base, end: span.end + base };
            Origin { file, span, edition: self.edition, from_body: false, dollar_crate: None }
        };
        let mut docs = code.macro_docs(&content_bytes(code, open));
        let mut builder = TokensBuilder::default();
        let close = code.tokens[open].partner as usize;
        for at in open + 1..=close {
            let token = code.tokens[at];
            while let [doc, rest @ ..] = docs
                && doc.start < token.at
            {
                push_doc(&mut builder, &code.text[doc.start as usize..doc.end as usize], doc.start, &origin);
                docs = rest;
            }
            if at < close {
                builder.push(kind_of(code, at), code.text_of(at), origin(token.at..token.end));
            }
        }
        builder.finish()
    }

    /// The `crate::` and `$crate::` paths in the body of a `macro_rules!`: they belong to where it is defined.
    pub(super) fn told_macro_body(&mut self, code: &Code<'_>, open: usize) {
        let mut groups: SmallVec<[Range<usize>; 8]> = smallvec![open + 1..code.after(open) - 1];
        while let Some(Range { start, end }) = groups.pop() {
            let known = groups.len();
            let mut at = start;
            while at < end {
                let after = code.after(at);
                if after > at + 1 {
                    groups.push(at + 1..after - 1);
                } else if code.kind(at) == Kind::Crate && !goes_on_at(code, start, at) {
                    let path_end = path_end(code, at, end);
                    let path = NamedPath::between(code, at, path_end);
                    if path.names.len() > 1 {
                        self.possibly(false, |this| {
                            this.reference(None, &path.names, Spaces::ALL, ReferenceKind::Macro);
                        });
                    }
                    at = path_end;
                    continue;
                }
                at = after;
            }
            groups[known..].reverse();
        }
    }
}

/// Whether a name at a token of a group is a part of what stands before it: `a::crate`, `a.crate`, `#crate`.
fn goes_on_at(code: &Code<'_>, start: usize, at: usize) -> bool {
    let before = |back: usize| if at >= start + back { code.kind(at - back) } else { Kind::End };
    match before(1) {
        Kind::Dot | Kind::Pound => true,
        Kind::Colon => before(2) == Kind::Colon && code.joined(at - 1),
        _ => false,
    }
}

/// The token after the `a::b::c` that starts at one, whatever words these are.
fn path_end(code: &Code<'_>, mut at: usize, end: usize) -> usize {
    at += 1;
    while at + 2 < end
        && code.kind(at) == Kind::Colon
        && code.kind(at + 1) == Kind::Colon
        && code.joined(at + 1)
        && code.kind(at + 2).is_word()
    {
        at += 3;
    }
    at
}

/// Documentation as a macro is given it (the Rust reference, "Doc comments"): an attribute, all of whose tokens stand where
/// the comment does, which starts at an offset.
fn push_doc(builder: &mut TokensBuilder, doc: &str, at: u32, origin: &dyn Fn(Range<u32>) -> Origin) {
    let (mark, line) = (&doc[..3], doc.starts_with("//"));
    let text = if line { &doc[3..] } else { &doc[3..doc.len() - 2] };
    let end = at + doc.len() as u32;
    let last = doc.chars().next_back().map_or(0, char::len_utf8) as u32;
    let alone = TokenKind::Punct { joint: false };
    builder.push(alone, "#", origin(at..end));
    if mark.ends_with('!') {
        builder.push(alone, "!", origin(at..end));
    }
    builder.push(TokenKind::Open(Delimiter::Bracket), "[", origin(at..at + 1));
    builder.push(TokenKind::Ident, "doc", origin(at..end));
    builder.push(alone, "=", origin(at..end));
    builder.push(TokenKind::Literal, &Literal::string(text).to_string(), origin(at..end));
    builder.push(TokenKind::Close(Delimiter::Bracket), "]", origin(end - last..end));
}

/// The bytes between a delimiter and the one that closes it.
fn content_bytes(code: &Code<'_>, open: usize) -> Range<usize> {
    let open = code.tokens[open];
    open.end as usize..code.tokens[open.partner as usize].at as usize
}

fn kind_of(code: &Code<'_>, token: usize) -> TokenKind {
    match code.kind(token) {
        Kind::OpenParen => TokenKind::Open(Delimiter::Parenthesis),
        Kind::OpenBracket => TokenKind::Open(Delimiter::Bracket),
        Kind::OpenBrace => TokenKind::Open(Delimiter::Brace),
        Kind::CloseParen => TokenKind::Close(Delimiter::Parenthesis),
        Kind::CloseBracket => TokenKind::Close(Delimiter::Bracket),
        Kind::CloseBrace => TokenKind::Close(Delimiter::Brace),
        Kind::Lifetime => TokenKind::Lifetime,
        Kind::Int | Kind::Float | Kind::Literal => TokenKind::Literal,
        kind if kind.is_word() => TokenKind::Ident,
        _ => TokenKind::Punct { joint: code.joined(token + 1) && code.kind(token + 1).is_mark() },
    }
}
