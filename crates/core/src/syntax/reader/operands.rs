//! Expressions: their operands, with prefixes and suffixes.

use super::{
    operators::{FAT_ARROW, Precedence},
    reader::{RANGE, Reader},
    statements::Attributes,
};
use crate::syntax::{
    code::Kind,
    events::{CallPlace, Event},
    facts::Spaces,
};

/// The kinds of expressions that differ in what may follow them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ExpressionRead {
    /// A path and nothing else.
    Path,
    /// `a..b`
    Range,
    /// `a < b`
    Compare,
    /// An expression that ends a statement without a semicolon: `if`, `match`, loops, blocks.
    Block,
    /// A macro call, by the number of its event.
    Macro {
        number: usize,
        brace: bool,
    },
    Other,
}

use ExpressionRead::Other;

const ARROW: [Kind; 2] = [Kind::Minus, Kind::Gt];

impl Reader<'_, '_> {
    /// Reads an expression.
    pub(super) fn expression(&mut self) -> Option<()> {
        self.expression_with(true).map(|_| ())
    }

    /// Reads an expression. `structs` tells whether `path {` starts a struct.
    fn expression_with(&mut self, structs: bool) -> Option<ExpressionRead> {
        let left = self.unary(structs)?;
        self.rest(left, structs, Precedence::Least)
    }

    /// Reads expressions with commas between them; `name = value` names an argument.
    pub(super) fn macro_arguments(&mut self) -> Option<()> {
        self.list(|this| {
            let (events, words) = (this.events.list.len(), this.events.tokens.len());
            let left = this.unary(true)?;
            if left == ExpressionRead::Path
                && this.kind() == Kind::Eq
                && !this.is_operator(&[Kind::Eq, Kind::Eq])
                && !this.is_operator(&FAT_ARROW)
            {
                this.events.list.truncate(events);
                this.events.tokens.truncate(words);
                this.at += 1;
                this.right(true, Precedence::Assign)?;
                return matches!(this.kind(), Kind::End | Kind::Comma).then_some(());
            }
            this.rest(left, true, Precedence::Least).map(|_| ())
        })
    }

    /// Reads the expression of a statement or a `match` arm, which ends after a block. The attributes before it apply to its
    /// first operand.
    pub(super) fn early_expression(&mut self, attributes: Attributes) -> Option<ExpressionRead> {
        let has_attributes = attributes.is_some();
        let (first, is_complete) = self.with_attributes(attributes, |this| {
            if !this.block_starts(this.at) {
                return Some((this.unary(true)?, false));
            }
            // A block in an invisible group also ends the expression, but what follows must be separated.
            let read = if this.kind() == Kind::OpenNone { Other } else { ExpressionRead::Block };
            this.block_like()?;
            if (this.kind() == Kind::Dot && !this.is_operator(&RANGE)) || this.kind() == Kind::Question {
                return Some((this.trailers(Other)?, false));
            }
            Some((read, true))
        })?;
        if is_complete {
            return Some(first);
        }
        let read = self.rest(first, true, Precedence::Least)?;
        // Attributes of a statement apply to the whole range, not to its start.
        (!has_attributes || read != ExpressionRead::Range).then_some(read)
    }

    /// Reads an expression that ends with a block, which may be all of an invisible group.
    fn block_like(&mut self) -> Option<()> {
        if self.kind() == Kind::OpenNone { self.within(Self::block_like) } else { self.atom(true).map(drop) }
    }

    /// Whether an expression that ends a statement without a semicolon may start at a token.
    fn block_starts(&self, token: usize) -> bool {
        match self.kind_of(token) {
            Kind::If
            | Kind::While
            | Kind::For
            | Kind::Loop
            | Kind::Match
            | Kind::Unsafe
            | Kind::OpenBrace
            | Kind::Lifetime => true,
            Kind::Const => self.kind_of(token + 1) == Kind::OpenBrace,
            Kind::OpenNone => self.block_starts(token + 1),
            _ => false,
        }
    }

    /// Reads an operand with its prefixes.
    pub(super) fn unary(&mut self, structs: bool) -> Option<ExpressionRead> {
        let attributes = self.attributes()?;
        let read = self.with_attributes(attributes, |this| this.unary_bare(structs))?;
        (!attributes.is_some() || read != ExpressionRead::Range).then_some(read)
    }

    fn unary_bare(&mut self, structs: bool) -> Option<ExpressionRead> {
        match self.kind() {
            Kind::And => {
                self.at += 1;
                let raw = self.is_contextual("raw") && matches!(self.second(), Kind::Mut | Kind::Const);
                self.at += usize::from(raw);
                if !self.eat(Kind::Mut) && raw {
                    self.need(Kind::Const)?;
                }
            }
            Kind::Star | Kind::Bang | Kind::Minus => self.at += 1,
            _ => {
                let atom = if self.kind() == Kind::OpenNone { self.invisible(structs)? } else { self.atom(structs)? };
                return self.trailers(atom);
            }
        }
        self.unary(structs)?;
        Some(Other)
    }

    /// Reads an invisible group: an expression of its own, whatever is around it.
    fn invisible(&mut self, structs: bool) -> Option<ExpressionRead> {
        let read = self.within(|this| this.expression_with(true))?;
        // What follows would continue a path.
        let goes_on = self.is_colons()
            || (self.kind() == Kind::Bang && !self.is_operator(&[Kind::Bang, Kind::Eq]))
            || (structs && self.kind() == Kind::OpenBrace);
        (read != ExpressionRead::Path || !goes_on).then_some(Other)
    }

    /// Reads calls, fields, methods, indices and `?` after an operand.
    fn trailers(&mut self, mut read: ExpressionRead) -> Option<ExpressionRead> {
        loop {
            let range = read == ExpressionRead::Range;
            match self.kind() {
                Kind::OpenParen => self.within(|this| this.list(Self::expression))?,
                Kind::OpenBracket => self.within(Self::expression)?,
                Kind::Question if !range => self.at += 1,
                Kind::Dot if !range && !self.is_operator(&RANGE) => {
                    self.at += 1;
                    self.member()?;
                }
                _ => return Some(read),
            }
            read = Other;
        }
    }

    /// Reads a field or method after its dot.
    fn member(&mut self) -> Option<()> {
        match self.kind() {
            Kind::Await => self.at += 1,
            Kind::Ident => {
                self.at += 1;
                let turbofish = self.is_colons();
                if turbofish {
                    self.at += 2;
                    self.generic_arguments()?;
                }
                if self.kind() == Kind::OpenParen {
                    self.within(|this| this.list(Self::expression))?;
                } else if turbofish {
                    return None;
                }
            }
            Kind::Int if self.is_index() => self.at += 1,
            // `.0.1`
            Kind::Float => {
                let (first, second) = self.code.text_of(self.at).split_once('.')?;
                if !is_digits(first) || !is_digits(second) {
                    return None;
                }
                self.at += 1;
            }
            _ => return None,
        }
        Some(())
    }

    /// Whether the number of a field comes next.
    pub(super) fn is_index(&self) -> bool {
        self.kind() == Kind::Int && is_digits(self.code.text_of(self.at))
    }

    /// Reads an operand without prefixes and suffixes.
    fn atom(&mut self, structs: bool) -> Option<ExpressionRead> {
        let second = self.second();
        match self.kind() {
            kind if kind.is_literal() => self.at += 1,
            Kind::Async => match (second, self.third()) {
                (Kind::OpenBrace, _) | (Kind::Move, Kind::OpenBrace) => {
                    self.at += 1;
                    self.eat(Kind::Move);
                    self.block()?;
                }
                _ => self.closure(structs)?,
            },
            Kind::Or | Kind::Move => self.closure(structs)?,
            Kind::For if second == Kind::Lt => return None,
            Kind::OpenParen => self.within(|this| this.list(Self::expression))?,
            Kind::OpenBracket => self.within(Self::array)?,
            Kind::Break => {
                self.at += 1;
                if self.eat(Kind::Lifetime) && self.kind() == Kind::Colon && !self.is_colons() {
                    return None;
                }
                // `syn` may read an invisible group as the block that follows.
                if self.kind() == Kind::OpenNone && !structs {
                    return None;
                }
                if self.expression_starts() && (structs || self.kind() != Kind::OpenBrace) {
                    self.expression()?;
                }
            }
            Kind::Continue => {
                self.at += 1;
                self.eat(Kind::Lifetime);
            }
            Kind::Return => {
                self.at += 1;
                if self.expression_starts() {
                    self.expression()?;
                }
            }
            Kind::Let => self.condition(structs)?,
            Kind::If => self.branches()?,
            Kind::While => {
                self.at += 1;
                self.emit(Event::Rib);
                self.expression_with(false)?;
                self.block()?;
                self.emit(Event::End);
            }
            Kind::For => self.for_loop()?,
            Kind::Match => {
                self.at += 1;
                self.expression_with(false)?;
                if self.kind() != Kind::OpenBrace {
                    return None;
                }
                self.within(Self::arms)?;
            }
            Kind::Loop | Kind::Unsafe | Kind::Const => {
                self.at += 1;
                self.block()?;
            }
            Kind::OpenBrace => self.block()?,
            Kind::Dot if self.is_operator(&RANGE) => {
                self.range(structs)?;
                return Some(ExpressionRead::Range);
            }
            Kind::Underscore => self.at += 1,
            Kind::Lifetime => {
                self.at += 1;
                self.need(Kind::Colon)?;
                if !matches!(self.kind(), Kind::While | Kind::For | Kind::Loop | Kind::OpenBrace) {
                    return None;
                }
                self.atom(structs)?;
            }
            _ if self.is_contextual("builtin") && second == Kind::Pound => return None,
            _ if self.path_starts() || self.kind() == Kind::Lt => return self.path_or_more(structs),
            _ => return None,
        }
        Some(Other)
    }

    /// Reads a path, or a macro call or struct that starts with one.
    fn path_or_more(&mut self, structs: bool) -> Option<ExpressionRead> {
        let path = self.qualified_path(true)?;
        if self.is_call_of(&path) {
            let brace = self.kind_of(self.at + 1) == Kind::OpenBrace;
            let number = self.macro_call(&path, CallPlace::Expression)?;
            return Some(ExpressionRead::Macro { number, brace });
        }
        if structs && self.kind() == Kind::OpenBrace {
            self.emit_path_read(&path, Spaces::TYPE);
            self.within(Self::fields)?;
            return Some(Other);
        }
        self.emit_path_read(&path, Spaces::VALUE);
        Some(ExpressionRead::Path)
    }

    /// Reads the fields of a struct expression.
    fn fields(&mut self) -> Option<()> {
        while self.kind() != Kind::End {
            if self.is_operator(&RANGE) {
                self.at += 2;
                return if self.kind() == Kind::End { Some(()) } else { self.expression() };
            }
            let attributes = self.attributes()?;
            self.with_attributes(attributes, |this| {
                let named = this.kind() == Kind::Ident;
                if !named && !this.is_index() {
                    return None;
                }
                let name = this.at as u32;
                this.at += 1;
                if this.eat(Kind::Colon) {
                    return this.expression();
                }
                this.emit_path(&[name], None, Spaces::VALUE);
                named.then_some(())
            })?;
            if self.kind() == Kind::End {
                break;
            }
            self.need(Kind::Comma)?;
        }
        Some(())
    }

    /// `a, b` or `a; n`
    fn array(&mut self) -> Option<()> {
        if self.kind() == Kind::End {
            return Some(());
        }
        self.expression()?;
        match self.kind() {
            Kind::End => Some(()),
            Kind::Semi => {
                self.at += 1;
                self.expression()
            }
            _ => {
                self.need(Kind::Comma)?;
                self.list(Self::expression)
            }
        }
    }

    /// `let pattern = value` in a condition.
    fn condition(&mut self, structs: bool) -> Option<()> {
        self.at += 1;
        let first = self.events.list.len();
        self.pattern()?;
        let second = self.events.list.len();
        self.need(Kind::Eq)?;
        let left = self.unary(structs)?;
        self.rest(left, structs, Precedence::Compare)?;
        self.swap(first, second);
        Some(())
    }

    /// `if … { } else if … { } else { }`
    fn branches(&mut self) -> Option<()> {
        loop {
            self.need(Kind::If)?;
            self.emit(Event::Rib);
            self.expression_with(false)?;
            self.block()?;
            self.emit(Event::End);
            if !self.eat(Kind::Else) {
                return Some(());
            }
            if self.kind() != Kind::If {
                return self.block();
            }
        }
    }

    fn for_loop(&mut self) -> Option<()> {
        self.at += 1;
        let first = self.events.list.len();
        self.emit(Event::Rib);
        self.pattern()?;
        let second = self.events.list.len();
        self.need(Kind::In)?;
        self.expression_with(false)?;
        // The bindings of the pattern are not visible in the iterator.
        self.swap(first, second);
        self.block()?;
        self.emit(Event::End);
        Some(())
    }

    fn arms(&mut self) -> Option<()> {
        if self.is_inner_attribute() {
            return None;
        }
        while self.kind() != Kind::End {
            let attributes = self.attributes()?;
            let body = self.with_attributes(attributes, |this| {
                this.emit(Event::Rib);
                this.pattern()?;
                if this.eat(Kind::If) {
                    this.expression()?;
                }
                if !this.is_operator(&FAT_ARROW) {
                    return None;
                }
                this.at += 2;
                let attributes = this.attributes()?;
                let body = this.early_expression(attributes)?;
                this.emit(Event::End);
                Some(body)
            })?;
            if body != ExpressionRead::Block && self.kind() != Kind::End {
                self.need(Kind::Comma)?;
            } else {
                self.eat(Kind::Comma);
            }
        }
        Some(())
    }

    /// `async move |a, b: T| -> R { }`
    fn closure(&mut self, structs: bool) -> Option<()> {
        self.eat(Kind::Async);
        self.eat(Kind::Move);
        self.need(Kind::Or)?;
        self.emit(Event::Rib);
        while self.kind() != Kind::Or {
            self.single_pattern()?;
            if self.eat(Kind::Colon) {
                self.read_type()?;
            }
            if self.kind() == Kind::Or {
                break;
            }
            self.need(Kind::Comma)?;
        }
        self.need(Kind::Or)?;
        if self.is_operator(&ARROW) {
            self.at += 2;
            self.read_type()?;
            self.block()?;
        } else {
            self.expression_with(structs)?;
        }
        self.emit(Event::End);
        Some(())
    }

    /// Whether an expression may come next.
    fn expression_starts(&self) -> bool {
        match self.kind() {
            Kind::As | Kind::End => false,
            kind if kind.is_word() || kind.is_literal() || kind.opens() => true,
            Kind::Lifetime | Kind::Pound | Kind::OpenNone => true,
            Kind::Minus => !self.is_operator(&[Kind::Minus, Kind::Eq]) && !self.is_operator(&ARROW),
            Kind::Lt => !self.is_operator(&[Kind::Lt, Kind::Eq]) && !self.is_operator(&[Kind::Lt, Kind::Lt, Kind::Eq]),
            kind @ (Kind::Bang | Kind::Star | Kind::Or | Kind::And) => !self.is_operator(&[kind, Kind::Eq]),
            Kind::Dot => self.is_operator(&RANGE),
            Kind::Colon => self.is_colons(),
            _ => false,
        }
    }
}

/// Whether a text is a decimal number without suffix and separators that fits into 32 bits.
fn is_digits(text: &str) -> bool {
    (1..=9).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}
