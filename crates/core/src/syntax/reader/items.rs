//! Items: what they declare, and the code in them.

use super::reader::Reader;
use crate::syntax::{
    code::{Code, Kind},
    events::{Event, Events, ItemEvent, ItemForm, TokenList, TokenRange},
};
use smallvec::SmallVec;

/// What holds items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::syntax) enum ItemContext {
    /// A file or a `mod`.
    Module,
    /// An `impl`. An expansion in a trait is read as one, too: only what both may hold is accepted.
    Impl,
    /// A trait.
    Trait,
}

impl<'c, 't> Reader<'c, 't> {
    /// The events of some code that is nothing but items. In a module, inner attributes may stand before them.
    pub(in crate::syntax) fn items(code: &'c Code<'t>, context: ItemContext) -> Option<Events> {
        let mut reader = Self::of(code, 0..code.tokens.len());
        if context == ItemContext::Module {
            let attributes = reader.inner_attributes()?;
            reader.events.attributes = reader.events.store(&attributes);
        }
        reader.items_here(context)?;
        Some(reader.events)
    }
}

impl Reader<'_, '_> {
    /// Skips the delimiters of what macros' variables stood for: they make no difference among items. Tells whether one of the
    /// variables stood for nothing, as that of a visibility can.
    fn skip_invisible(&mut self) -> bool {
        let mut is_nothing = false;
        loop {
            match self.kind() {
                Kind::OpenNone => is_nothing |= self.kind_of(self.at + 1) == Kind::CloseNone,
                Kind::CloseNone => {}
                _ => return is_nothing,
            }
            self.at += 1;
        }
    }

    /// The inner attributes that come next, as far as they matter.
    fn inner_attributes(&mut self) -> Option<SmallVec<[u32; 4]>> {
        let mut attributes = SmallVec::new();
        while self.is_inner_attribute() {
            let hash = self.at;
            self.at += 2;
            self.meta_in_brackets()?;
            if !self.code.is_irrelevant_attribute(hash) {
                attributes.push(hash as u32);
            }
        }
        Some(attributes)
    }

    /// Inner attributes, none of which may matter: they would apply to what holds what follows.
    pub(super) fn irrelevant_inner_attributes(&mut self) -> Option<()> {
        self.inner_attributes()?.is_empty().then_some(())
    }

    /// The attributes of an item, as far as they matter.
    fn item_attributes(&mut self) -> Option<TokenList> {
        let mut attributes: SmallVec<[u32; 4]> = SmallVec::new();
        loop {
            let is_nothing = self.skip_invisible();
            if self.kind() != Kind::Pound {
                // What stood for nothing is a visibility, and no item.
                let more = matches!(self.kind(), Kind::Pub | Kind::End);
                return if is_nothing && more { None } else { Some(self.events.store(&attributes)) };
            }
            let hash = self.at;
            self.at += 1;
            self.meta_in_brackets()?;
            if !self.code.is_irrelevant_attribute(hash) {
                attributes.push(hash as u32);
            }
        }
    }

    /// Items up to the end of the group.
    fn items_here(&mut self, context: ItemContext) -> Option<()> {
        loop {
            let from = self.at;
            let attributes = self.item_attributes()?;
            if self.kind() == Kind::End {
                // Attributes must be of an item.
                let alone = (from..self.at).all(|at| self.code.kind(at) == Kind::CloseNone);
                return alone.then_some(());
            }
            self.item(attributes, context)?;
        }
    }

    /// An item among statements. Returns the token that names it, or starts what it imports, if it may hide local names.
    #[expect(clippy::option_option, reason = "an item that can't be read is not one without a name")]
    pub(super) fn item_among_statements(&mut self) -> Option<Option<u32>> {
        let attributes = self.item_attributes()?;
        let number = self.item(attributes, ItemContext::Module)?;
        let item = self.events.items[number];
        Some(item.form.may_hide_names().then_some(item.name))
    }

    /// Names an item by the identifier that comes next.
    pub(super) fn name_item(&mut self, number: usize) -> Option<()> {
        self.events.items[number].name = self.at as u32;
        self.need(Kind::Ident)
    }

    /// An item, after its attributes. Returns its number.
    fn item(&mut self, attributes: TokenList, context: ItemContext) -> Option<usize> {
        let visibility = self.item_visibility()?;
        let is_visible = visibility.0 < visibility.1;
        if context == ItemContext::Trait && is_visible {
            return None;
        }
        let number = self.events.items.len();
        self.emit(Event::Item(number as u32));
        self.events.items.push(ItemEvent { attributes, visibility, name: self.at as u32, form: ItemForm::Undeclared });
        let form = match self.kind() {
            // It has no name that could be visible.
            Kind::Impl if is_visible => return None,
            Kind::Unsafe if is_visible && self.second() == Kind::Impl => return None,
            _ if context == ItemContext::Module => self.form_in_module(number),
            _ => self.form(number, context),
        }?;
        if is_visible && matches!(form, ItemForm::Call { .. } | ItemForm::MacroRules { .. }) {
            return None;
        }
        self.events.items[number].form = form;
        self.emit(Event::End);
        Some(number)
    }

    /// What an item is; only a module holds most of these.
    fn form_in_module(&mut self, number: usize) -> Option<ItemForm> {
        match self.kind() {
            Kind::Use => self.use_item(number),
            Kind::Extern if self.second() == Kind::Crate => self.extern_crate(number),
            Kind::Mod => self.module(number),
            Kind::Struct => self.structure(number),
            Kind::Enum => self.enumeration(number),
            Kind::Ident if self.is_contextual("union") && self.second() == Kind::Ident => self.union_item(number),
            Kind::Trait => self.trait_item(number),
            Kind::Impl => self.implementation(number),
            Kind::Unsafe if self.second() == Kind::Trait => {
                self.at += 1;
                self.trait_item(number)
            }
            Kind::Unsafe if self.second() == Kind::Impl => {
                self.at += 1;
                self.implementation(number)
            }
            Kind::Static => self.constant_item(number, ItemContext::Module),
            _ => self.form(number, ItemContext::Module),
        }
    }

    /// What an item is that can stand everywhere.
    fn form(&mut self, number: usize, context: ItemContext) -> Option<ItemForm> {
        match self.kind() {
            Kind::Type => self.type_alias(number, context),
            Kind::Const if matches!(self.second(), Kind::Ident | Kind::Underscore) => {
                self.constant_item(number, context)
            }
            Kind::Fn | Kind::Const | Kind::Async | Kind::Unsafe | Kind::Extern => self.function(number, context),
            _ => self.call(number, context != ItemContext::Module),
        }
    }

    /// How far an item can be seen.
    fn item_visibility(&mut self) -> Option<TokenRange> {
        let visibility = self.visibility_here()?;
        self.skip_invisible();
        Some(visibility)
    }

    /// How far a field can be seen; its type may be what a macro's variable stood for, too.
    pub(super) fn field_visibility(&mut self) -> Option<TokenRange> {
        if self.kind() == Kind::OpenNone && matches!(self.kind_of(self.at + 1), Kind::Pub | Kind::CloseNone) {
            return self.within(Self::visibility_here);
        }
        self.visibility_here()
    }

    /// `pub`, `pub(crate)`, `pub(in path)`, or nothing.
    fn visibility_here(&mut self) -> Option<TokenRange> {
        let from = self.at as u32;
        if self.eat(Kind::Pub) && self.kind() == Kind::OpenParen {
            let (inner, close) = (self.at + 1, self.code.after(self.at) - 1);
            let restricted = match self.code.kind(inner) {
                Kind::Crate | Kind::SelfValue | Kind::Super => inner + 1 == close,
                Kind::In if self.plain_path_end(inner + 1) == Some(close) => true,
                Kind::In | Kind::OpenNone => return None,
                _ => false,
            };
            if restricted {
                self.at = close + 1;
            }
        }
        Some((from, self.at as u32))
    }

    /// `use tree;`
    fn use_item(&mut self, number: usize) -> Option<ItemForm> {
        self.at += 1;
        self.skip_invisible();
        self.events.items[number].name = self.at as u32;
        self.use_tree()?;
        self.need(Kind::Semi)?;
        Some(ItemForm::Use)
    }

    /// A tree of a `use`. Invisible delimiters make no difference in it.
    fn use_tree(&mut self) -> Option<()> {
        self.use_tree_of(true)
    }

    /// A tree of a `use`, which may start with `::` if no segment comes before it.
    fn use_tree_of(&mut self, may_be_global: bool) -> Option<()> {
        self.skip_invisible();
        let is_global = self.is_colons();
        if is_global {
            if !may_be_global {
                return None;
            }
            self.at += 2;
        }
        let mut may_be_global = may_be_global && !is_global;
        loop {
            self.skip_invisible();
            match self.kind() {
                Kind::Star => {
                    self.at += 1;
                    self.skip_invisible();
                    return Some(());
                }
                Kind::OpenBrace => {
                    self.within(|this| this.list(|this| this.use_tree_of(may_be_global)))?;
                    self.skip_invisible();
                    return Some(());
                }
                Kind::Ident | Kind::SelfValue | Kind::Super | Kind::Crate => self.at += 1,
                _ => return None,
            }
            may_be_global = false;
            self.skip_invisible();
            if !self.is_colons() {
                break;
            }
            self.at += 2;
        }
        if self.eat(Kind::As) {
            self.skip_invisible();
            if !self.eat(Kind::Underscore) {
                self.need(Kind::Ident)?;
            }
            self.skip_invisible();
        }
        Some(())
    }

    /// `extern crate name as other;`
    fn extern_crate(&mut self, number: usize) -> Option<ItemForm> {
        self.at += 2;
        self.events.items[number].name = self.at as u32;
        if !self.eat(Kind::SelfValue) {
            self.need(Kind::Ident)?;
        }
        let mut rename = None;
        if self.eat(Kind::As) {
            rename = Some(self.at as u32);
            if !self.eat(Kind::Underscore) {
                self.need(Kind::Ident)?;
            }
        }
        self.need(Kind::Semi)?;
        Some(ItemForm::ExternCrate { rename })
    }

    /// `mod name;`, `mod name { … }`
    fn module(&mut self, number: usize) -> Option<ItemForm> {
        self.at += 1;
        self.name_item(number)?;
        if self.eat(Kind::Semi) {
            return Some(ItemForm::Module { inline: false });
        }
        self.braces(ItemContext::Module)?;
        Some(ItemForm::Module { inline: true })
    }

    /// Items in braces.
    pub(super) fn braces(&mut self, context: ItemContext) -> Option<()> {
        if self.kind() != Kind::OpenBrace {
            return None;
        }
        self.within(|this| {
            this.irrelevant_inner_attributes()?;
            this.items_here(context)
        })
    }

    /// `const NAME: Type = value;`, `static mut NAME: Type = value;`
    fn constant_item(&mut self, number: usize, context: ItemContext) -> Option<ItemForm> {
        if self.kind() == Kind::Static {
            self.at += 1;
            self.eat(Kind::Mut);
            if self.kind() != Kind::Ident {
                return None;
            }
        } else {
            self.at += 1;
        }
        let name = self.at as u32;
        self.events.items[number].name = name;
        self.at += 1;
        self.need(Kind::Colon)?;
        if context == ItemContext::Module {
            self.emit(Event::Body(name));
        }
        self.read_type()?;
        if self.eat(Kind::Eq) {
            self.expression()?;
        } else if context != ItemContext::Trait {
            return None;
        }
        self.need(Kind::Semi)?;
        Some(if context == ItemContext::Module { ItemForm::Constant } else { ItemForm::AssociatedConstant })
    }

    /// `const async unsafe extern "C" fn name<…>(…) -> … where … { … }`
    fn function(&mut self, number: usize, context: ItemContext) -> Option<ItemForm> {
        let form = if context == ItemContext::Module { ItemForm::Function } else { ItemForm::AssociatedFunction };
        self.eat(Kind::Const);
        self.eat(Kind::Async);
        self.eat(Kind::Unsafe);
        if self.eat(Kind::Extern) && self.code.text_of(self.at).starts_with(['"', 'r']) {
            self.eat(Kind::Literal);
        }
        self.need(Kind::Fn)?;
        let name = self.at as u32;
        self.name_item(number)?;
        self.signature()?;
        if self.kind() != Kind::OpenBrace {
            let may_end = context == ItemContext::Trait && self.eat(Kind::Semi);
            return may_end.then_some(form);
        }
        self.emit(Event::Body(name));
        self.function_body()?;
        Some(form)
    }

    /// `path!(…);`, `path! { … }`, `macro_rules! name { … }`
    fn call(&mut self, number: usize, associated: bool) -> Option<ItemForm> {
        let first = self.at;
        // These two the parser of record reads as something else.
        if self.kind() == Kind::SelfType || self.is_contextual("default") {
            return None;
        }
        let path = self.qualified_path(true)?;
        if !self.is_call_of(&path) {
            return None;
        }
        self.at += 1;
        let mut named = None;
        if !associated && self.kind() == Kind::Ident {
            named = Some(self.at as u32);
            self.at += 1;
        }
        let open = self.at;
        if !self.kind().opens() {
            return None;
        }
        self.at = self.code.after(open);
        if self.code.kind(open) != Kind::OpenBrace {
            self.need(Kind::Semi)?;
        }
        if let Some(name) = named
            && path.segments.len() == 1
            && path.leading.is_none()
            && self.code.text_of(first) == "macro_rules"
        {
            self.events.items[number].name = name;
            return Some(ItemForm::MacroRules { open: open as u32 });
        }
        let path = self.events.store_path(&path.segments, path.leading);
        Some(ItemForm::Call { path, open: open as u32, associated })
    }
}
