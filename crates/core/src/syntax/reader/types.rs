//! Paths, generic arguments, types and bounds; and literals and macro calls, which patterns and expressions have, too.

use super::reader::{COLONS, Reader};
use crate::syntax::{
    code::Kind,
    events::{CallPlace, Event},
    facts::Spaces,
};
use smallvec::SmallVec;

/// A path that was read, and is not emitted yet.
#[derive(Debug, Default)]
pub(super) struct PathRead {
    pub(super) segments: SmallVec<[u32; 4]>,
    pub(super) leading: Option<u32>,
    /// Whether any segment has generic arguments.
    generic: bool,
    /// Whether the last segment has generic arguments.
    last_generic: bool,
    /// The number of the trait's segments in `<T as Trait>::name`; 0 in `<T>::name`.
    pub(super) qualified: Option<usize>,
}

/// A type that was read. If it is a path, that is not emitted yet.
pub(super) enum TypeRead {
    Path(PathRead),
    Other,
}

impl Reader<'_, '_> {
    /// Emits a path in the given name spaces, or the trait's path if it is qualified.
    pub(super) fn emit_path_read(&mut self, path: &PathRead, spaces: Spaces) {
        match path.qualified {
            None => self.emit_path(&path.segments, path.leading, spaces),
            Some(count) => self.emit_path(&path.segments[..count], path.leading, Spaces::TYPE),
        }
    }

    /// Whether a path without `<` may come next.
    pub(super) fn path_starts(&self) -> bool {
        matches!(self.kind(), Kind::Ident | Kind::SelfValue | Kind::SelfType | Kind::Super | Kind::Crate)
            || self.is_colons()
    }

    /// The token after the path without arguments that starts at a token.
    pub(super) fn plain_path_end(&self, token: usize) -> Option<usize> {
        self.code.plain_path_end(token, self.end)
    }

    /// Reads a path. In an expression, `<` starts arguments only after `::`.
    fn path(&mut self, expression: bool) -> Option<PathRead> {
        let mut path = PathRead::default();
        if self.is_colons() {
            path.leading = Some(self.at as u32);
            self.at += 2;
        }
        self.segment(&mut path, expression)?;
        while self.is_colons() && self.kind_of(self.at + 2) != Kind::OpenParen {
            self.at += 2;
            self.segment(&mut path, expression)?;
        }
        Some(path)
    }

    fn segment(&mut self, path: &mut PathRead, expression: bool) -> Option<()> {
        let kind = self.kind();
        path.segments.push(self.at as u32);
        path.last_generic = false;
        match kind {
            Kind::SelfValue | Kind::Super | Kind::Crate => {
                self.at += 1;
                return Some(());
            }
            Kind::Ident | Kind::SelfType => self.at += 1,
            _ => return None,
        }
        let direct = !expression
            && self.kind() == Kind::Lt
            && !self.is_operator(&[Kind::Lt, Kind::Eq])
            && !self.is_operator(&[Kind::Lt, Kind::Lt, Kind::Eq]);
        let turbofish = self.is_colons() && self.kind_of(self.at + 2) == Kind::Lt;
        if direct || turbofish {
            self.at += if turbofish { 2 } else { 0 };
            self.generic_arguments()?;
            path.generic = true;
            path.last_generic = true;
        }
        Some(())
    }

    /// Reads a path that may be qualified: `<T>::name`, `<T as Trait>::name`.
    pub(super) fn qualified_path(&mut self, expression: bool) -> Option<PathRead> {
        if !self.eat(Kind::Lt) {
            return self.path(expression);
        }
        self.read_type()?;
        let mut path = if self.eat(Kind::As) { self.path(false)? } else { PathRead::default() };
        path.qualified = Some(path.segments.len());
        self.need(Kind::Gt)?;
        while self.is_colons() {
            self.at += 2;
            self.segment(&mut path, expression)?;
        }
        (path.segments.len() > path.qualified?).then_some(path)
    }

    /// `<A, 'a, N = B>`
    pub(super) fn generic_arguments(&mut self) -> Option<()> {
        self.need(Kind::Lt)?;
        while self.kind() != Kind::Gt {
            self.generic_argument()?;
            if self.kind() == Kind::Gt {
                break;
            }
            self.need(Kind::Comma)?;
        }
        self.need(Kind::Gt)
    }

    fn generic_argument(&mut self) -> Option<()> {
        if self.kind() == Kind::Lifetime && self.second() != Kind::Plus {
            self.at += 1;
            return Some(());
        }
        if self.constant_starts() {
            return self.constant();
        }
        let TypeRead::Path(path) = self.type_of_path(true)? else { return Some(()) };
        let name = path.qualified.is_none() && path.leading.is_none() && path.segments.len() == 1;
        if name && self.eat(Kind::Eq) {
            return if self.constant_starts() { self.constant() } else { self.read_type() };
        }
        if name && self.kind() == Kind::Colon {
            self.at += 1;
            while !matches!(self.kind(), Kind::Comma | Kind::Gt) {
                self.bound()?;
                if !self.eat(Kind::Plus) {
                    break;
                }
            }
            return Some(());
        }
        // A single name is a type or a constant; a type if both exist.
        let spaces = if name && !path.generic { Spaces::TYPE.or(Spaces::VALUE) } else { Spaces::TYPE };
        self.emit_path_read(&path, spaces);
        Some(())
    }

    /// Whether a literal, possibly negative, or a block comes next.
    pub(super) fn constant_starts(&self) -> bool {
        self.kind() == Kind::OpenBrace || self.literal_starts()
    }

    pub(super) fn constant(&mut self) -> Option<()> {
        if self.kind() == Kind::OpenBrace { self.block() } else { self.literal() }
    }

    /// Whether a literal, possibly negative, comes next.
    pub(super) fn literal_starts(&self) -> bool {
        self.kind().is_literal()
            || (self.kind() == Kind::Minus && matches!(self.kind_of(self.at + 1), Kind::Int | Kind::Float))
    }

    pub(super) fn literal(&mut self) -> Option<()> {
        if !self.literal_starts() {
            return None;
        }
        self.at += if self.kind() == Kind::Minus { 2 } else { 1 };
        Some(())
    }

    /// Reads a type.
    pub(super) fn read_type(&mut self) -> Option<()> {
        self.read_type_with(true)
    }

    /// Reads a type. `plus` tells whether `+` may add a bound to it.
    pub(super) fn read_type_with(&mut self, plus: bool) -> Option<()> {
        if let TypeRead::Path(path) = self.type_of_path(plus)? {
            self.emit_path_read(&path, Spaces::TYPE);
        }
        Some(())
    }

    pub(super) fn type_of_path(&mut self, plus: bool) -> Option<TypeRead> {
        match self.kind() {
            Kind::OpenParen => self.type_in_parentheses(plus)?,
            Kind::Fn | Kind::Extern | Kind::For => self.function_pointer()?,
            Kind::Unsafe if self.second() != Kind::Lt => self.function_pointer()?,
            Kind::Dyn | Kind::Impl => {
                let captures = self.kind() == Kind::Impl;
                self.at += 1;
                self.bounds(plus, captures)?;
            }
            Kind::OpenBracket => self.within(|this| {
                this.read_type()?;
                if this.eat(Kind::Semi) { this.expression() } else { Some(()) }
            })?,
            Kind::Star => {
                self.at += 1;
                if !self.eat(Kind::Const) {
                    self.need(Kind::Mut)?;
                }
                self.read_type_with(false)?;
            }
            Kind::And => {
                self.at += 1;
                self.eat(Kind::Lifetime);
                self.eat(Kind::Mut);
                self.read_type_with(false)?;
            }
            Kind::Bang | Kind::Underscore => self.at += 1,
            // What follows would continue a path.
            Kind::OpenNone => {
                self.within(Self::read_type)?;
                if self.is_colons() || self.kind() == Kind::Lt {
                    return None;
                }
            }
            _ if self.is_contextual("builtin") && self.second() == Kind::Pound => return None,
            _ if self.path_starts() || self.kind() == Kind::Lt => return self.type_by_path(plus),
            _ => return None,
        }
        Some(TypeRead::Other)
    }

    fn type_in_parentheses(&mut self, plus: bool) -> Option<()> {
        let alone = self.within(|this| {
            if this.kind() == Kind::End {
                return Some(false);
            }
            // These start a trait object without `dyn`.
            if matches!(this.kind(), Kind::Lifetime | Kind::Question) {
                return None;
            }
            this.read_type()?;
            let alone = this.kind() == Kind::End;
            if !alone {
                this.need(Kind::Comma)?;
                this.list(Self::read_type)?;
            }
            Some(alone)
        })?;
        (!(alone && plus && self.kind() == Kind::Plus)).then_some(())
    }

    fn type_by_path(&mut self, plus: bool) -> Option<TypeRead> {
        let path = self.qualified_path(false)?;
        if path.qualified.is_some() {
            return Some(TypeRead::Path(path));
        }
        if self.is_call_of(&path) {
            self.macro_call(&path, CallPlace::Type)?;
            return Some(TypeRead::Other);
        }
        if !(plus && self.kind() == Kind::Plus) {
            return Some(TypeRead::Path(path));
        }
        self.emit_path_read(&path, Spaces::TYPE);
        while self.eat(Kind::Plus) {
            if !self.bound_starts() {
                break;
            }
            self.bound()?;
        }
        Some(TypeRead::Other)
    }

    /// `for<'a> unsafe extern "C" fn(name: A) -> B`
    fn function_pointer(&mut self) -> Option<()> {
        self.binder()?;
        self.eat(Kind::Unsafe);
        if self.eat(Kind::Extern) && self.code.text_of(self.at).starts_with(['"', 'r']) {
            self.eat(Kind::Literal);
        }
        self.need(Kind::Fn)?;
        self.parameters(|this| {
            if matches!(this.kind(), Kind::Ident | Kind::Underscore)
                && this.second() == Kind::Colon
                && !this.is_operator_at(this.at + 1, &COLONS)
            {
                this.at += 2;
            }
            this.read_type()
        })
    }

    /// `(A, B) -> C`
    fn parameters(&mut self, part: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        if self.kind() != Kind::OpenParen {
            return None;
        }
        self.within(|this| this.list(part))?;
        if self.is_operator(&[Kind::Minus, Kind::Gt]) {
            self.at += 2;
            self.read_type_with(false)?;
        }
        Some(())
    }

    /// Reads `for<'a, 'b>` if it comes next. Returns whether it did.
    pub(super) fn binder(&mut self) -> Option<bool> {
        if !self.eat(Kind::For) {
            return Some(false);
        }
        self.need(Kind::Lt)?;
        while self.kind() != Kind::Gt {
            self.need(Kind::Lifetime)?;
            if self.kind() == Kind::Gt {
                break;
            }
            self.need(Kind::Comma)?;
        }
        self.need(Kind::Gt)?;
        Some(true)
    }

    /// Reads bounds, at least one of which is a trait. `captures` tells whether `use<…>` is allowed.
    fn bounds(&mut self, plus: bool, captures: bool) -> Option<()> {
        let mut traits = false;
        loop {
            if captures && self.kind() == Kind::Use {
                self.captures()?;
            } else {
                traits |= self.bound()?;
            }
            if !(plus && self.eat(Kind::Plus) && self.bound_starts()) {
                break;
            }
        }
        traits.then_some(())
    }

    /// `use<'a, T, Self>`: names that are in scope anyway.
    fn captures(&mut self) -> Option<()> {
        self.at += 1;
        self.need(Kind::Lt)?;
        while self.kind() != Kind::Gt {
            if !matches!(self.kind(), Kind::Lifetime | Kind::Ident | Kind::SelfType) {
                return None;
            }
            self.at += 1;
            if self.kind() == Kind::Gt {
                break;
            }
            self.need(Kind::Comma)?;
        }
        self.need(Kind::Gt)
    }

    fn bound_starts(&self) -> bool {
        self.kind().is_word()
            || matches!(self.kind(), Kind::Question | Kind::Lifetime | Kind::OpenParen | Kind::OpenNone)
            || self.is_colons()
    }

    /// Reads a bound. Returns whether it is a trait.
    pub(super) fn bound(&mut self) -> Option<bool> {
        match self.kind() {
            Kind::Lifetime => {
                self.at += 1;
                return Some(false);
            }
            Kind::OpenParen => self.within(Self::trait_bound)?,
            Kind::OpenNone => {
                let is_trait = self.within(Self::bound)?;
                // What follows would continue a path.
                let goes_on = self.is_colons() || matches!(self.kind(), Kind::Lt | Kind::OpenParen);
                return (!goes_on).then_some(is_trait);
            }
            _ => self.trait_bound()?,
        }
        Some(true)
    }

    fn trait_bound(&mut self) -> Option<()> {
        let bound = self.binder()?;
        if self.eat(Kind::Question) && bound {
            return None;
        }
        let path = self.path(false)?;
        let colons = self.is_colons() && self.kind_of(self.at + 2) == Kind::OpenParen;
        if !path.last_generic && (self.kind() == Kind::OpenParen || colons) {
            self.at += if colons { 2 } else { 0 };
            self.parameters(Self::read_type)?;
        }
        self.emit_path_read(&path, Spaces::TYPE);
        Some(())
    }

    /// Whether a macro call of this path comes next.
    pub(super) fn is_call_of(&self, path: &PathRead) -> bool {
        self.kind() == Kind::Bang
            && !self.is_operator(&[Kind::Bang, Kind::Eq])
            && path.qualified.is_none()
            && !path.generic
    }

    /// Reads a macro call from its `!` on. Returns the number of its event.
    pub(super) fn macro_call(&mut self, path: &PathRead, place: CallPlace) -> Option<usize> {
        self.need(Kind::Bang)?;
        if !self.kind().opens() {
            return None;
        }
        let path = self.events.store_path(&path.segments, path.leading);
        let number = self.events.list.len();
        self.emit(Event::Macro { path, open: self.at as u32, place });
        self.at = self.code.after(self.at);
        Some(number)
    }
}
