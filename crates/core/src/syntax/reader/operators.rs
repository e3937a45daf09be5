//! Expressions: their operators. Precedence matters since the bindings of a `let` in a condition are visible after its value.

use super::{
    operands::ExpressionRead,
    reader::{RANGE, Reader},
};
use crate::syntax::code::Kind;

/// How strongly an operator binds (the Rust reference, "Expression precedence"), weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Precedence {
    Least,
    Assign,
    Range,
    Or,
    And,
    Compare,
    BitOr,
    BitXor,
    BitAnd,
    Shift,
    Sum,
    Product,
    Cast,
}

pub(super) const FAT_ARROW: [Kind; 2] = [Kind::Eq, Kind::Gt];

impl Reader<'_, '_> {
    /// Reads the operators after an operand that bind at least as strongly as `base`, with their right sides.
    pub(super) fn rest(&mut self, mut left: ExpressionRead, structs: bool, base: Precedence) -> Option<ExpressionRead> {
        loop {
            if left == ExpressionRead::Range {
                return Some(left);
            }
            if let Some((precedence, length)) = self.binary() {
                if precedence < base {
                    return Some(left);
                }
                if precedence == Precedence::Compare && left == ExpressionRead::Compare {
                    return None;
                }
                self.at += length;
                self.right(structs, precedence)?;
                left = if precedence == Precedence::Compare { ExpressionRead::Compare } else { ExpressionRead::Other };
            } else if Precedence::Assign >= base && self.kind() == Kind::Eq && !self.is_operator(&FAT_ARROW) {
                self.at += 1;
                self.right(structs, Precedence::Assign)?;
                left = ExpressionRead::Other;
            } else if Precedence::Range >= base && self.is_operator(&RANGE) {
                self.range(structs)?;
                left = ExpressionRead::Range;
            } else if Precedence::Cast >= base && self.kind() == Kind::As {
                self.at += 1;
                self.read_type_with(false)?;
                let called = matches!(self.kind(), Kind::OpenParen | Kind::OpenBracket | Kind::Question);
                if called || (self.kind() == Kind::Dot && !self.is_operator(&RANGE)) {
                    return None;
                }
                left = ExpressionRead::Other;
            } else if self.is_operator(&[Kind::Lt, Kind::Minus]) {
                return None;
            } else {
                return Some(left);
            }
        }
    }

    /// Reads the right side of an operator.
    pub(super) fn right(&mut self, structs: bool, precedence: Precedence) -> Option<()> {
        let mut right = self.unary(structs)?;
        loop {
            let next = self.next_precedence();
            if !(next > precedence || (next == precedence && precedence == Precedence::Assign)) {
                return Some(());
            }
            let at = self.at;
            right = self.rest(right, structs, next)?;
            if self.at == at {
                return Some(());
            }
        }
    }

    fn next_precedence(&self) -> Precedence {
        match self.binary() {
            Some((precedence, _)) => precedence,
            None if self.kind() == Kind::Eq && !self.is_operator(&FAT_ARROW) => Precedence::Assign,
            None if self.is_operator(&RANGE) => Precedence::Range,
            None if self.kind() == Kind::As => Precedence::Cast,
            None => Precedence::Least,
        }
    }

    /// The precedence and length of the binary operator that comes next.
    fn binary(&self) -> Option<(Precedence, usize)> {
        let next = if self.code.joined(self.at + 1) { self.kind_of(self.at + 1) } else { Kind::End };
        let assigns = next == Kind::Eq;
        let shift = |own: Kind| {
            let third = if self.code.joined(self.at + 2) { self.kind_of(self.at + 2) } else { Kind::End };
            match (next == own, third) {
                (true, Kind::Eq) => (Precedence::Assign, 3),
                (true, _) => (Precedence::Shift, 2),
                (false, _) if assigns => (Precedence::Compare, 2),
                (false, _) => (Precedence::Compare, 1),
            }
        };
        let plain = |precedence| if assigns { (Precedence::Assign, 2) } else { (precedence, 1) };
        Some(match self.kind() {
            Kind::Minus if next == Kind::Gt => return None,
            Kind::Plus | Kind::Minus => plain(Precedence::Sum),
            Kind::Star | Kind::Slash | Kind::Percent => plain(Precedence::Product),
            Kind::Caret => plain(Precedence::BitXor),
            Kind::And if next == Kind::And => (Precedence::And, 2),
            Kind::And => plain(Precedence::BitAnd),
            Kind::Or if next == Kind::Or => (Precedence::Or, 2),
            Kind::Or => plain(Precedence::BitOr),
            Kind::Lt if next == Kind::Minus => return None,
            own @ (Kind::Lt | Kind::Gt) => shift(own),
            Kind::Eq | Kind::Bang if assigns => (Precedence::Compare, 2),
            _ => return None,
        })
    }

    /// Reads `..end`, `..=end` or `..`.
    pub(super) fn range(&mut self, structs: bool) -> Option<()> {
        let closed = self.is_operator(&[Kind::Dot, Kind::Dot, Kind::Eq]);
        if self.is_operator(&[Kind::Dot, Kind::Dot, Kind::Dot]) {
            return None;
        }
        self.at += if closed { 3 } else { 2 };
        let ends = match self.kind() {
            // `syn` may read an invisible group as the block that follows.
            Kind::OpenNone => return None,
            Kind::End
            | Kind::Comma
            | Kind::Semi
            | Kind::Question
            | Kind::Eq
            | Kind::Plus
            | Kind::Slash
            | Kind::Percent
            | Kind::Caret
            | Kind::Gt
            | Kind::As => true,
            Kind::Dot => !self.is_operator(&RANGE),
            Kind::OpenBrace => !structs,
            Kind::Lt => self.is_operator(&[Kind::Lt, Kind::Eq]) || self.is_operator(&[Kind::Lt, Kind::Lt, Kind::Eq]),
            kind @ (Kind::Bang | Kind::Minus | Kind::Star | Kind::And | Kind::Or) => {
                self.is_operator(&[kind, Kind::Eq])
            }
            _ => false,
        };
        if !closed && ends { Some(()) } else { self.right(structs, Precedence::Range) }
    }
}
