//! Signatures of functions: generic parameters, parameters, return types and where clauses.

use super::reader::{COLONS, Reader};
use crate::syntax::{code::Kind, events::Event, facts::Spaces};

impl Reader<'_, '_> {
    /// Reads a function from its name up to its body or semicolon.
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
                let attributes = this.attributes()?;
                let may_be_receiver = std::mem::take(&mut receiver);
                this.with_attributes(attributes, |this| this.parameter(may_be_receiver))
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
        // The where clause belongs to the generic parameters.
        self.swap(first, second);
        matches!(self.kind(), Kind::OpenBrace | Kind::Semi).then_some(())
    }

    /// `<'a: 'b, T: Bound = Default, const N: usize = 1>`
    pub(super) fn generic_parameters(&mut self) -> Option<()> {
        self.need(Kind::Lt)?;
        let first = self.events.list.len();
        let mut names = Vec::new();
        while self.kind() != Kind::Gt {
            let attributes = self.attributes()?;
            self.with_attributes(attributes, |this| this.generic_parameter(&mut names))?;
            if self.kind() == Kind::Gt {
                break;
            }
            self.need(Kind::Comma)?;
        }
        self.need(Kind::Gt)?;
        // Each parameter is visible in all others.
        self.events.list.splice(first..first, names);
        Some(())
    }

    /// Reads a generic parameter, and adds its name to `names`.
    fn generic_parameter(&mut self, names: &mut Vec<Event>) -> Option<()> {
        let name = self.at as u32;
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
                names.push(Event::Generic { name, constant: false });
                return Some(());
            }
            _ => self.need(Kind::Const)?,
        }
        let name = self.at as u32;
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
        names.push(Event::Generic { name, constant: true });
        Some(())
    }

    fn lifetime_bounds(&mut self) {
        while self.eat(Kind::Lifetime) {
            if !self.eat(Kind::Plus) {
                break;
            }
        }
    }

    /// Reads bounds with `+` between them, up to one of some tokens or to a body.
    pub(super) fn bounds_up_to(&mut self, ends: &[Kind]) -> Option<()> {
        while !ends.contains(&self.kind()) && !matches!(self.kind(), Kind::End | Kind::OpenBrace | Kind::Semi) {
            self.bound()?;
            if !self.eat(Kind::Plus) {
                break;
            }
        }
        Some(())
    }

    /// Reads a parameter of a function after its attributes.
    fn parameter(&mut self, may_be_receiver: bool) -> Option<()> {
        let mut name = self.at;
        let reference = self.kind() == Kind::And;
        name += usize::from(reference);
        name += usize::from(reference && self.kind_of(name) == Kind::Lifetime);
        name += usize::from(self.kind_of(name) == Kind::Mut);
        if self.kind_of(name) == Kind::SelfValue && !self.is_operator_at(name + 1, &COLONS) {
            if !may_be_receiver {
                return None;
            }
            self.at = name + 1;
            return if !reference && self.eat(Kind::Colon) { self.read_type() } else { Some(()) };
        }
        // Old editions allow a type without a name here.
        if self.kind() == Kind::Ident && self.second() == Kind::Lt {
            return None;
        }
        self.single_pattern()?;
        self.need(Kind::Colon)?;
        self.read_type()
    }

    /// Whether generic parameters come next, and no qualified path.
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
        // Generic parameters of a where clause are reserved syntax.
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
