//! Definitions: structs, unions, enums, traits, `impl`s and aliases, with their generic parameters and where clauses.

use super::{items::ItemContext, reader::Reader, types::TypeRead};
use crate::syntax::{
    code::Kind,
    events::{Constructor, ItemForm},
    facts::Spaces,
};
use smallvec::SmallVec;

impl Reader<'_, '_> {
    /// Reads generic parameters if they come next.
    fn generics(&mut self) -> Option<()> {
        if self.kind() == Kind::Lt { self.generic_parameters() } else { Some(()) }
    }

    /// Reads a where clause if it comes next.
    fn where_clause_here(&mut self) -> Option<()> {
        if self.eat(Kind::Where) { self.where_clause() } else { Some(()) }
    }

    /// Reads a where clause whose events belong before those from `first` on.
    fn late_where_clause(&mut self, first: usize) -> Option<()> {
        let second = self.events.list.len();
        self.where_clause_here()?;
        self.swap(first, second);
        Some(())
    }

    /// `struct Name<…> where … { … }`, `struct Name<…>(…) where …;`, `struct Name;`
    pub(super) fn structure(&mut self, number: usize) -> Option<ItemForm> {
        self.at += 1;
        self.name_item(number)?;
        self.generics()?;
        let clause = self.kind() == Kind::Where;
        self.where_clause_here()?;
        let constructor = match self.kind() {
            Kind::OpenBrace => {
                self.named_fields()?;
                return Some(ItemForm::Struct(Constructor::None));
            }
            Kind::OpenParen if !clause => {
                let first = self.events.list.len();
                let seen = self.unnamed_fields()?;
                let seen = self.events.store(&seen);
                self.late_where_clause(first)?;
                Constructor::Tuple(seen)
            }
            _ => Constructor::Unit,
        };
        self.need(Kind::Semi)?;
        Some(ItemForm::Struct(constructor))
    }

    /// `union Name<…> where … { … }`
    pub(super) fn union_item(&mut self, number: usize) -> Option<ItemForm> {
        self.at += 1;
        self.name_item(number)?;
        self.generics()?;
        self.where_clause_here()?;
        self.named_fields()?;
        Some(ItemForm::Type)
    }

    /// `{ name: Type, … }`
    fn named_fields(&mut self) -> Option<()> {
        if self.kind() != Kind::OpenBrace {
            return None;
        }
        self.within(|this| {
            this.list(|this| {
                let attributes = this.attributes()?;
                this.with_attributes(attributes, |this| {
                    this.field_visibility()?;
                    this.need(Kind::Ident)?;
                    this.need(Kind::Colon)?;
                    this.read_type()
                })
            })
        })
    }

    /// `(Type, …)`. Returns the range of each field's visibility: two tokens a field.
    fn unnamed_fields(&mut self) -> Option<SmallVec<[u32; 8]>> {
        let mut seen = SmallVec::new();
        self.within(|this| {
            this.list(|this| {
                let attributes = this.attributes()?;
                this.with_attributes(attributes, |this| {
                    let (from, to) = this.field_visibility()?;
                    seen.extend([from, to]);
                    this.read_type()
                })
            })
        })?;
        Some(seen)
    }

    /// `enum Name<…> where … { … }`
    pub(super) fn enumeration(&mut self, number: usize) -> Option<ItemForm> {
        self.at += 1;
        self.name_item(number)?;
        self.generics()?;
        self.where_clause_here()?;
        if self.kind() != Kind::OpenBrace {
            return None;
        }
        let mut variants: SmallVec<[u32; 24]> = SmallVec::new();
        self.within(|this| {
            this.list(|this| {
                let attributes = this.attributes()?;
                let relevant = attributes.relevant(&this.events);
                this.with_attributes(attributes, |this| {
                    variants.extend([this.at as u32, relevant.len() as u32]);
                    variants.extend(relevant);
                    this.need(Kind::Ident)?;
                    match this.kind() {
                        Kind::OpenBrace => this.named_fields()?,
                        Kind::OpenParen => drop(this.unnamed_fields()?),
                        _ => {}
                    }
                    if this.eat(Kind::Eq) { this.expression() } else { Some(()) }
                })
            })
        })?;
        Some(ItemForm::Enum { variants: self.events.store(&variants) })
    }

    /// `type Name<…>: Bounds = Type where …;`
    pub(super) fn type_alias(&mut self, number: usize, context: ItemContext) -> Option<ItemForm> {
        self.at += 1;
        self.name_item(number)?;
        self.generics()?;
        let first = self.events.list.len();
        if context == ItemContext::Trait && self.eat(Kind::Colon) {
            self.bounds_up_to(&[Kind::Where, Kind::Eq])?;
        }
        if self.eat(Kind::Eq) {
            self.read_type()?;
        } else if context != ItemContext::Trait {
            return None;
        }
        self.late_where_clause(first)?;
        self.need(Kind::Semi)?;
        Some(if context == ItemContext::Module { ItemForm::Type } else { ItemForm::AssociatedType })
    }

    /// `trait Name<…>: Bounds where … { … }`
    pub(super) fn trait_item(&mut self, number: usize) -> Option<ItemForm> {
        self.at += 1;
        self.name_item(number)?;
        self.generics()?;
        let first = self.events.list.len();
        if self.eat(Kind::Colon) {
            self.bounds_up_to(&[Kind::Where])?;
        }
        self.late_where_clause(first)?;
        self.braces(ItemContext::Trait)?;
        Some(ItemForm::Trait)
    }

    /// `impl<…> Trait for Type where … { … }`
    pub(super) fn implementation(&mut self, number: usize) -> Option<ItemForm> {
        self.events.items[number].name = self.at as u32;
        self.at += 1;
        if self.generics_start() {
            self.generic_parameters()?;
        }
        // `syn` may read the start of an invisible group as generic parameters.
        if matches!(self.kind(), Kind::Const | Kind::Async | Kind::Bang | Kind::OpenNone) {
            return None;
        }
        let first = self.events.list.len();
        let read = self.type_of_path(true)?;
        if self.eat(Kind::For) {
            let TypeRead::Path(path) = read else { return None };
            if path.qualified.is_some() {
                return None;
            }
            self.emit_path_read(&path, Spaces::TYPE);
            self.read_type()?;
        } else if let TypeRead::Path(path) = read {
            self.emit_path_read(&path, Spaces::TYPE);
        }
        self.late_where_clause(first)?;
        self.braces(ItemContext::Impl)?;
        Some(ItemForm::Impl)
    }
}
