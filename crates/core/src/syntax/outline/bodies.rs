//! Reads what is in bodies: where they are `unsafe`, and their `use` items.

use super::attributes::Source;
use crate::{
    source::Span,
    syntax::{code::Kind, signatures::cursor::Cursor},
};
use std::ops::Range;

/// What is in some tokens that are not items.
#[derive(Debug, Default)]
pub(super) struct BodyContent {
    /// Blocks, functions, `impl`s and traits with `unsafe`.
    pub(super) unsafe_at: Vec<Span>,
    /// The tokens of `use` items, from `use` on, each with the tokens of its visibility.
    pub(super) uses: Vec<usize>,
}

impl Source<'_, '_> {
    /// Reads the tokens of a body, those in groups too. The arguments of macros that write code, such as `quote!`, are no code of
    /// the body.
    pub(super) fn body(&self, tokens: Range<usize>) -> BodyContent {
        let mut found = BodyContent::default();
        let mut at = tokens.start;
        let mut end_of_call = tokens.start;
        while at < tokens.end {
            match self.code.kind(at) {
                Kind::Bang if self.is_call(at) => {
                    if self.writes_code(at) {
                        at = self.code.after(at + 1);
                        continue;
                    }
                    end_of_call = end_of_call.max(self.code.after(at + 1));
                }
                Kind::Unsafe if self.is_unsafe(at) => found.unsafe_at.push(self.span(at..at + 1)),
                Kind::Use if at >= end_of_call && self.starts_statement(at) => found.uses.push(at),
                _ => {}
            }
            at += 1;
        }
        found
    }

    /// Returns whether the `!` is that of a macro call.
    fn is_call(&self, bang: usize) -> bool {
        bang > 0 && self.code.kind(bang - 1) == Kind::Ident && self.code.kind(bang + 1).opens()
    }

    fn writes_code(&self, bang: usize) -> bool {
        self.code.text_of(bang - 1).contains("quote")
    }

    /// Returns whether the `use` starts an item, rather than the list of captured parameters in `impl Trait + use<'a>`.
    fn starts_statement(&self, at: usize) -> bool {
        self.code.kind(at + 1) != Kind::Lt
    }

    /// Returns whether an `unsafe` allows unsafe code, or declares it. The type of a function pointer does neither.
    pub(super) fn is_unsafe(&self, at: usize) -> bool {
        match self.code.kind(at + 1) {
            Kind::OpenBrace | Kind::Impl | Kind::Trait | Kind::Mod => true,
            Kind::Ident => self.code.text_of(at + 1) == "auto",
            Kind::Fn => self.code.kind(at + 2) == Kind::Ident,
            Kind::Extern => {
                let next = at + 2 + usize::from(self.code.kind(at + 2) == Kind::Literal);
                match self.code.kind(next) {
                    Kind::OpenBrace => true,
                    Kind::Fn => self.code.kind(next + 1) == Kind::Ident,
                    _ => false,
                }
            }
            _ => false,
        }
    }
}

/// Skips the rest of an item that starts at a token: up to its body, or to a `;`. Returns the tokens that were skipped.
pub(super) fn rest_of_item(cursor: &mut Cursor<'_, '_>) -> Range<usize> {
    let start = cursor.at;
    while !cursor.is_done() {
        match cursor.kind() {
            Kind::Semi => {
                cursor.at += 1;
                break;
            }
            Kind::OpenBrace => {
                cursor.skip();
                break;
            }
            Kind::Eq => {
                // A `<` in a value is an operator.
                while !cursor.is_done() && cursor.kind() != Kind::Semi {
                    cursor.skip();
                }
                cursor.eat(Kind::Semi);
                break;
            }
            _ => cursor.skip(),
        }
    }
    start..cursor.at
}
