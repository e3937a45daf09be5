//! Signatures of functions: generic parameters, parameters, return types and where clauses.

use super::reader::{COLONS, Reader};
use crate::syntax::{code::Kind, events::Event, facts::Spaces};

impl Reader<'_, '_> {
    /// What stands between the name of a function and its body or semicolon.
    pub(super) fn signature(&mut self) -> Option<()> {
        if self.kind() == Kind::Lt {
            self.generic_parameters()?;
        }
        if self.kind() != Kind::OpenParen {
            return None;
        }
        let first = self.events.list.len();
        let mut receiver = true;
        self.within(|this| {
            this.list(|this| {
                let gate = this.attributes()?;
                let may_be_receiver = std::mem::take(&mut receiver);
                this.gated(gate, |this| this.parameter(may_be_receiver))
            })
        })?;
        if self.is_operator(&[Kind::Minus, Kind::Gt]) {
            self.at += 2;
            self.read_type()?;
        }
        let second = self.events.list.len();
        if self.eat(Kind::Where) {
            self.where_clause()?;
        }
        // A tree has it with the generic parameters.
        self.swap(first, second);
        matches!(self.kind(), Kind::OpenBrace | Kind::Semi).then_some(())
    }

    /// `<'a: 'b, T: Bound = Default, const N: usize = 1>`
    pub(super) fn generic_parameters(&mut self) -> Option<()> {
        self.need(Kind::Lt)?;
        let first = self.events.list.len();
        let mut names = Vec::new();
        while self.kind() != Kind::Gt {
            let gate = self.attributes()?;
            self.gated(gate, |this| this.generic_parameter(&mut names))?;
            if self.kind() == Kind::Gt {
                break;
            }
            self.need(Kind::Comma)?;
        }
        self.need(Kind::Gt)?;
        // All of them are seen from each.
        self.events.list.splice(first..first, names);
        Some(())
    }

    /// A generic parameter; also what binds its name, if that hides others.
    fn generic_parameter(&mut self, names: &mut Vec<Event>) -> Option<()> {
        let word = self.at as u32;
        match self.kind() {
            Kind::Lifetime => {
                self.at += 1;
                if self.eat(Kind::Colon) {
                    self.lifetime_bounds();
                }
                return Some(());
            }
            Kind::Ident => {
                self.at += 1;
                if self.eat(Kind::Colon) {
                    self.bounds_up_to(&[Kind::Comma, Kind::Gt, Kind::Eq])?;
                }
                if self.eat(Kind::Eq) {
                    self.read_type()?;
                }
                names.push(Event::Generic { name: word, constant: false });
                return Some(());
            }
            _ => self.need(Kind::Const)?,
        }
        let word = self.at as u32;
        self.need(Kind::Ident)?;
        self.need(Kind::Colon)?;
        self.read_type()?;
        if self.eat(Kind::Eq) {
            let name = self.at as u32;
            if self.eat(Kind::Ident) {
                self.emit_path(&[name], None, Spaces::VALUE);
            } else if self.constant_starts() {
                self.constant()?;
            } else {
                return None;
            }
        }
        names.push(Event::Generic { name: word, constant: true });
        Some(())
    }

    fn lifetime_bounds(&mut self) {
        while self.eat(Kind::Lifetime) {
            if !self.eat(Kind::Plus) {
                break;
            }
        }
    }

    /// Bounds with `+` between them, up to one of some tokens or to a body.
    pub(super) fn bounds_up_to(&mut self, ends: &[Kind]) -> Option<()> {
        while !ends.contains(&self.kind()) && !matches!(self.kind(), Kind::End | Kind::OpenBrace | Kind::Semi) {
            self.bound()?;
            if !self.eat(Kind::Plus) {
                break;
            }
        }
        Some(())
    }

    /// A parameter, its attributes before that.
    fn parameter(&mut self, may_be_receiver: bool) -> Option<()> {
        let mut word = self.at;
        let reference = self.kind() == Kind::And;
        word += usize::from(reference);
        word += usize::from(reference && self.kind_of(word) == Kind::Lifetime);
        word += usize::from(self.kind_of(word) == Kind::Mut);
        if self.kind_of(word) == Kind::SelfValue && !self.is_operator_at(word + 1, &COLONS) {
            if !may_be_receiver {
                return None;
            }
            self.at = word + 1;
            return if !reference && self.eat(Kind::Colon) { self.read_type() } else { Some(()) };
        }
        // A type without a name, of old editions.
        if self.kind() == Kind::Ident && self.second() == Kind::Lt {
            return None;
        }
        self.single_pattern()?;
        self.need(Kind::Colon)?;
        self.read_type()
    }

    /// Whether `<` stands at hand, and starts generic parameters: no qualified type.
    pub(super) fn generics_start(&self) -> bool {
        let parameter = match self.second() {
            Kind::Gt | Kind::Pound | Kind::Const => true,
            Kind::Lifetime | Kind::Ident => {
                matches!(self.third(), Kind::Gt | Kind::Comma | Kind::Eq)
                    || (self.third() == Kind::Colon && !self.is_operator_at(self.at + 2, &COLONS))
            }
            _ => false,
        };
        self.kind() == Kind::Lt && parameter
    }

    pub(super) fn where_clause(&mut self) -> Option<()> {
        // Generic parameters of its own are reserved.
        if self.generics_start() {
            return None;
        }
        let ends = [Kind::Comma, Kind::Eq];
        while !ends.contains(&self.kind()) && !matches!(self.kind(), Kind::End | Kind::OpenBrace | Kind::Semi) {
            if self.kind() == Kind::Lifetime && self.second() == Kind::Colon {
                self.at += 2;
                self.lifetime_bounds();
            } else {
                self.binder()?;
                self.read_type()?;
                self.need(Kind::Colon)?;
                self.bounds_up_to(&ends)?;
            }
            if !self.eat(Kind::Comma) {
                break;
            }
        }
        Some(())
    }
}
