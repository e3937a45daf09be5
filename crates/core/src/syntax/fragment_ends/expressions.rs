//! [Expressions](https://doc.rust-lang.org/reference/expressions.html): operands and the operators between them.
//!
//! The precedence of operators does not matter to where an expression ends.

use super::FragmentEnds;
use crate::syntax::tokens::{Delimiter, Fragment, Lexeme};

/// The position of an expression, as far as it determines where the expression ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ExpressionContext {
    /// Any other position.
    Anywhere,
    /// Before a block, as the condition of an `if`: `{` starts no struct.
    BeforeBlock,
    /// A statement: a block at the start is the whole expression.
    Statement,
}

/// An operand, or what stands before one.
enum Operand {
    /// An operand, which ends at this index.
    Done(usize),
    /// An operand that is complete as a statement, such as a block.
    Block(usize),
    /// The start of an operand: `-`, `&mut`, `return`, the parameters of a closure. If `optional`, nothing need follow.
    Prefix { at: usize, optional: bool },
}

impl FragmentEnds<'_> {
    /// An expression.
    pub(super) fn expression(self, at: usize) -> Option<usize> {
        self.expression_at(at, ExpressionContext::Anywhere)
    }

    /// An expression in a certain position.
    pub(super) fn expression_at(self, mut at: usize, context: ExpressionContext) -> Option<usize> {
        let mut is_first = true;
        let mut is_prefixed = false;
        let mut optional = false;
        loop {
            let begins = self.begins_expression(at)
                || self.tokens.is_ident(at, "_")
                || matches!(self.tokens.lexeme(at), Lexeme::Group(_));
            let is_body =
                optional && context == ExpressionContext::BeforeBlock && self.tokens.is_open(at, Delimiter::Brace);
            if optional && (!begins || is_body) {
                return Some(at);
            }
            if !begins {
                return None;
            }
            // A block stays complete after a label or an attribute.
            is_first &= !is_prefixed;
            is_prefixed = !matches!(self.tokens.lexeme(at), Lexeme::Lifetime | Lexeme::Punct("#"));
            match self.operand(at, context)? {
                Operand::Prefix { at: after, optional: may_end } => {
                    at = after;
                    optional = may_end;
                }
                Operand::Block(end) if is_first && context == ExpressionContext::Statement && !self.goes_on(end) => {
                    return Some(end);
                }
                Operand::Block(end) | Operand::Done(end) => match self.after_operand(end)? {
                    (end, None) => return Some(end),
                    (next, Some(may_end)) => {
                        at = next;
                        optional = may_end;
                    }
                },
            }
        }
    }

    /// Whether a block at the start of a statement is only an operand: `match x { … }.y()`.
    fn goes_on(self, at: usize) -> bool {
        matches!(self.tokens.lexeme(at), Lexeme::Punct("." | "?"))
    }

    /// Postfix operators and casts, then the binary operator if there is one. Returns the index after them and, for a binary
    /// operator, whether its right operand is optional.
    fn after_operand(self, mut at: usize) -> Option<(usize, Option<bool>)> {
        let tokens = self.tokens;
        loop {
            match tokens.lexeme(at) {
                Lexeme::Punct("?") => at += 1,
                Lexeme::Punct(".") => {
                    at = tokens.tree_end(at + 1);
                    if tokens.is_punct(at, "::") && self.opens_angles(tokens.lexeme_end(at)) {
                        at = self.angles(tokens.lexeme_end(at))?;
                    }
                }
                Lexeme::Open(Delimiter::Parenthesis | Delimiter::Bracket) => at = tokens.tree_end(at),
                Lexeme::Ident("as") => at = self.nested()?.ty(at + 1, false)?,
                Lexeme::Punct(".." | "..=" | "...") => return Some((tokens.lexeme_end(at), Some(true))),
                Lexeme::Punct(
                    "+" | "-" | "*" | "/" | "%" | "^" | "&" | "|" | "&&" | "||" | "<<" | ">>" | "==" | "!=" | "<" | ">"
                    | "<=" | ">=" | "=" | "+=" | "-=" | "*=" | "/=" | "%=" | "^=" | "&=" | "|=" | "<<=" | ">>=" | "<-",
                ) => return Some((tokens.lexeme_end(at), Some(false))),
                _ => return Some((at, None)),
            }
        }
    }

    fn operand(self, at: usize, context: ExpressionContext) -> Option<Operand> {
        let tokens = self.tokens;
        let prefix = |at| Some(Operand::Prefix { at, optional: false });
        match tokens.lexeme(at) {
            Lexeme::Literal(_) => Some(Operand::Done(at + 1)),
            Lexeme::Open(Delimiter::Brace) => Some(Operand::Block(tokens.tree_end(at))),
            Lexeme::Open(_) => Some(Operand::Done(tokens.tree_end(at))),
            Lexeme::Group(inner) if !self.is_path_group(at) => match inner {
                Some(Fragment::Block | Fragment::Stmt) => Some(Operand::Block(tokens.tree_end(at))),
                _ => Some(Operand::Done(tokens.tree_end(at))),
            },
            Lexeme::Punct("!" | "-" | "*") => prefix(tokens.lexeme_end(at)),
            Lexeme::Punct("&" | "&&") => {
                let at = tokens.lexeme_end(at);
                match (tokens.lexeme(at), tokens.lexeme(at + 1)) {
                    (Lexeme::Ident("raw"), Lexeme::Ident("const" | "mut")) => prefix(at + 2),
                    (Lexeme::Ident("mut"), _) => prefix(at + 1),
                    _ => prefix(at),
                }
            }
            Lexeme::Punct("#") => {
                let end = self.attributes(at);
                if end == at { None } else { prefix(end) }
            }
            Lexeme::Punct(".." | "..=" | "...") => Some(Operand::Prefix { at: tokens.lexeme_end(at), optional: true }),
            Lexeme::Punct("|" | "||") => self.closure(at),
            // The label of a block or a loop.
            Lexeme::Lifetime => tokens.is_punct(at + 1, ":").then_some(Operand::Prefix { at: at + 2, optional: false }),
            Lexeme::Ident(name) => self.word(name, at, context),
            _ => self.path_operand(at, context),
        }
    }

    fn word(self, name: &str, at: usize, context: ExpressionContext) -> Option<Operand> {
        let tokens = self.tokens;
        let after = at + 1;
        if !tokens.is_keyword(at) {
            return self.path_operand(at, context);
        }
        match name {
            "true" | "false" | "_" => Some(Operand::Done(after)),
            "if" => self.conditional(at),
            "match" | "while" => {
                let body = self.nested()?.expression_at(after, ExpressionContext::BeforeBlock)?;
                self.block(body)
            }
            "for" if self.opens_angles(after) => Some(Operand::Prefix { at: self.angles(after)?, optional: false }),
            "for" => {
                let keyword = self.pattern(after, true)?;
                if !tokens.is_ident(keyword, "in") {
                    return None;
                }
                let body = self.nested()?.expression_at(keyword + 1, ExpressionContext::BeforeBlock)?;
                self.block(body)
            }
            "loop" => self.block(after),
            "let" => {
                let equals = self.pattern(after, true)?;
                tokens.is_punct(equals, "=").then_some(Operand::Prefix { at: equals + 1, optional: false })
            }
            "return" | "yield" | "become" => Some(Operand::Prefix { at: after, optional: true }),
            "break" => {
                let is_label = tokens.lexeme(after) == Lexeme::Lifetime && !tokens.is_punct(after + 1, ":");
                Some(Operand::Prefix { at: if is_label { after + 1 } else { after }, optional: true })
            }
            "continue" => Some(Operand::Done(if tokens.lexeme(after) == Lexeme::Lifetime { after + 1 } else { after })),
            "unsafe" | "const" | "try" if tokens.is_open(after, Delimiter::Brace) => self.block(after),
            "async" | "gen" | "const" | "static" | "move" | "use" if self.starts_block_or_closure(after) => {
                if tokens.is_open(after, Delimiter::Brace) {
                    Some(Operand::Done(tokens.tree_end(after)))
                } else {
                    Some(Operand::Prefix { at: after, optional: false })
                }
            }
            "do" if tokens.is_ident(after, "yeet") => Some(Operand::Prefix { at: after + 1, optional: true }),
            _ => self.path_operand(at, context),
        }
    }

    /// Whether a block or closure follows `async`, `move` and the like, so that they are keywords.
    fn starts_block_or_closure(self, at: usize) -> bool {
        match self.tokens.lexeme(at) {
            Lexeme::Open(Delimiter::Brace) | Lexeme::Punct("|" | "||") => true,
            Lexeme::Ident(name) => matches!(name, "move" | "use" | "static" | "async" | "gen" | "for"),
            _ => false,
        }
    }

    /// `{ … }`
    fn block(self, at: usize) -> Option<Operand> {
        match self.tokens.lexeme(at) {
            Lexeme::Open(Delimiter::Brace) | Lexeme::Group(Some(Fragment::Block)) => {
                Some(Operand::Block(self.tokens.tree_end(at)))
            }
            _ => None,
        }
    }

    /// `if a { … } else if b { … } else { … }`
    fn conditional(self, mut at: usize) -> Option<Operand> {
        let tokens = self.tokens;
        loop {
            let body = self.nested()?.expression_at(at + 1, ExpressionContext::BeforeBlock)?;
            let Operand::Block(end) = self.block(body)? else { return None };
            if !tokens.is_ident(end, "else") {
                return Some(Operand::Block(end));
            }
            if !tokens.is_ident(end + 1, "if") {
                return self.block(end + 1);
            }
            at = end + 1;
        }
    }

    /// The parameters of a closure and its return type.
    fn closure(self, at: usize) -> Option<Operand> {
        let tokens = self.tokens;
        let mut at = at + 1;
        // `||` is an empty parameter list: its second character ends it.
        while !matches!(tokens.lexeme(at), Lexeme::Punct(text) if text.starts_with('|')) {
            if matches!(tokens.lexeme(at), Lexeme::Close | Lexeme::End | Lexeme::Punct(";")) {
                return None;
            }
            at = tokens.tree_end(at);
        }
        at += 1;
        if tokens.is_punct(at, "->") {
            at = self.nested()?.ty(tokens.lexeme_end(at), false)?;
        }
        Some(Operand::Prefix { at, optional: false })
    }

    /// A path, a macro call or a struct literal.
    fn path_operand(self, at: usize, context: ExpressionContext) -> Option<Operand> {
        let tokens = self.tokens;
        let end = self.expression_path(at)?;
        if let Some(after) = self.macro_call(end) {
            let is_block = tokens.is_open(end + 1, Delimiter::Brace);
            return Some(if is_block { Operand::Block(after) } else { Operand::Done(after) });
        }
        if context != ExpressionContext::BeforeBlock && tokens.is_open(end, Delimiter::Brace) {
            return Some(Operand::Done(tokens.tree_end(end)));
        }
        Some(Operand::Done(end))
    }
}
