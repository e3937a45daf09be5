//! Patterns: paths, and the names that they bind.

use super::reader::{COLONS, RANGE, Reader};
use crate::syntax::{
    code::Kind,
    events::{CallPlace, Event},
    facts::Spaces,
};

/// The kinds of patterns that differ in where they are allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PatternRead {
    /// A range without a start or without an end.
    HalfRange,
    Other,
}

impl Reader<'_, '_> {
    /// Reads a pattern with alternatives.
    pub(super) fn pattern(&mut self) -> Option<PatternRead> {
        let leading = self.eat(Kind::Or);
        let mut read = self.alternative()?;
        let goes_on = |this: &Self| {
            this.kind() == Kind::Or
                && !this.is_operator(&[Kind::Or, Kind::Or])
                && !this.is_operator(&[Kind::Or, Kind::Eq])
        };
        if leading || goes_on(self) {
            read = PatternRead::Other;
        }
        while goes_on(self) {
            self.at += 1;
            self.alternative()?;
        }
        Some(read)
    }

    /// Reads one alternative, or an invisible group of several.
    fn alternative(&mut self) -> Option<PatternRead> {
        if self.kind() == Kind::OpenNone {
            return self.invisible_pattern(|this| if this.kind() == Kind::Or { None } else { this.pattern() });
        }
        self.single_pattern()
    }

    /// Reads a pattern in an invisible group. `syn` skips the delimiters of patterns, so what follows must not continue it.
    fn invisible_pattern(&mut self, read: impl FnOnce(&mut Self) -> Option<PatternRead>) -> Option<PatternRead> {
        let read = self.within(read)?;
        let ends = match self.kind() {
            Kind::End | Kind::Eq | Kind::Comma | Kind::Or | Kind::If | Kind::In | Kind::Semi | Kind::CloseNone => true,
            Kind::Colon => !self.is_colons(),
            _ => false,
        };
        ends.then_some(read)
    }

    /// Reads a pattern without alternatives at its top.
    pub(super) fn single_pattern(&mut self) -> Option<PatternRead> {
        if self.kind() == Kind::OpenNone {
            return self.invisible_pattern(Self::single_pattern);
        }
        let path = match self.kind() {
            Kind::Ident => {
                matches!(self.second(), Kind::Bang | Kind::OpenBrace | Kind::OpenParen)
                    || self.is_operator_at(self.at + 1, &COLONS)
                    || self.is_operator_at(self.at + 1, &RANGE)
            }
            Kind::SelfValue => self.is_operator_at(self.at + 1, &COLONS),
            Kind::Lt | Kind::SelfType | Kind::Super | Kind::Crate => true,
            _ => self.is_colons(),
        };
        if path {
            return self.path_pattern();
        }
        match self.kind() {
            Kind::Underscore => self.at += 1,
            Kind::Ref | Kind::Mut | Kind::SelfValue | Kind::Ident => self.binding()?,
            Kind::And => {
                self.at += 1;
                self.eat(Kind::Mut);
                self.single_pattern()?;
            }
            Kind::OpenParen => self.within(|this| this.list(|this| this.pattern().map(|_| ())))?,
            Kind::OpenBracket => {
                self.within(|this| this.list(|this| (this.pattern()? != PatternRead::HalfRange).then_some(())))?;
            }
            _ if self.literal_starts() => {
                self.literal()?;
                if self.is_operator(&RANGE) {
                    return self.range_end_pattern();
                }
            }
            Kind::Dot if self.is_operator(&RANGE) && !self.is_operator(&[Kind::Dot, Kind::Dot, Kind::Dot]) => {
                let closed = self.is_operator(&[Kind::Dot, Kind::Dot, Kind::Eq]);
                self.at += if closed { 3 } else { 2 };
                if self.range_bound()? {
                    return Some(PatternRead::HalfRange);
                }
                return (!closed).then_some(PatternRead::Other);
            }
            _ => return None,
        }
        Some(PatternRead::Other)
    }

    /// `ref mut name @ pattern`
    fn binding(&mut self) -> Option<()> {
        let by = self.eat(Kind::Ref);
        let by = self.eat(Kind::Mut) || by;
        if !matches!(self.kind(), Kind::Ident | Kind::SelfValue) {
            return None;
        }
        let name = self.at as u32;
        self.at += 1;
        let more = self.kind() == Kind::At;
        self.emit(Event::Binding { name, plain: !by && !more });
        if more {
            self.at += 1;
            self.single_pattern()?;
        }
        Some(())
    }

    fn path_pattern(&mut self) -> Option<PatternRead> {
        let path = self.qualified_path(true)?;
        if self.is_call_of(&path) {
            self.macro_call(&path, CallPlace::Pattern)?;
        } else if self.kind() == Kind::OpenBrace {
            self.emit_path_read(&path, Spaces::TYPE);
            self.within(Self::field_patterns)?;
        } else {
            self.emit_path_read(&path, Spaces::VALUE);
            if self.kind() == Kind::OpenParen {
                self.within(|this| this.list(|this| this.pattern().map(|_| ())))?;
            } else if self.is_operator(&RANGE) {
                return self.range_end_pattern();
            }
        }
        Some(PatternRead::Other)
    }

    /// `..=end`, `...end`, `..end` or `..` after a start.
    fn range_end_pattern(&mut self) -> Option<PatternRead> {
        let closed =
            self.is_operator(&[Kind::Dot, Kind::Dot, Kind::Eq]) || self.is_operator(&[Kind::Dot, Kind::Dot, Kind::Dot]);
        self.at += if closed { 3 } else { 2 };
        match (self.range_bound()?, closed) {
            (true, _) => Some(PatternRead::Other),
            (false, false) => Some(PatternRead::HalfRange),
            (false, true) => None,
        }
    }

    /// Reads the bound of a range. Returns whether there is one.
    fn range_bound(&mut self) -> Option<bool> {
        if matches!(self.kind(), Kind::End | Kind::Or | Kind::Eq | Kind::Comma | Kind::Semi | Kind::If)
            || (self.kind() == Kind::Colon && !self.is_colons())
        {
            return Some(false);
        }
        if self.literal_starts() {
            self.literal()?;
        } else if self.path_starts() || self.kind() == Kind::Lt {
            let path = self.qualified_path(true)?;
            self.emit_path_read(&path, Spaces::VALUE);
        } else {
            return None;
        }
        Some(true)
    }

    fn field_patterns(&mut self) -> Option<()> {
        while self.kind() != Kind::End {
            let attributes = self.attributes()?;
            if self.is_operator(&RANGE) {
                self.at += 2;
                return (!attributes.is_some()).then_some(());
            }
            self.with_attributes(attributes, Self::field_pattern)?;
            if self.kind() == Kind::End {
                break;
            }
            self.need(Kind::Comma)?;
        }
        Some(())
    }

    fn field_pattern(&mut self) -> Option<()> {
        let by = self.eat(Kind::Ref);
        let by = self.eat(Kind::Mut) || by;
        let name = self.at as u32;
        let named = self.kind() == Kind::Ident;
        if !named && (by || !self.is_index()) {
            return None;
        }
        self.at += 1;
        if !by && self.kind() == Kind::Colon {
            self.at += 1;
            self.pattern()?;
        } else if named {
            self.emit(Event::Binding { name, plain: !by });
        } else {
            return None;
        }
        Some(())
    }
}
