//! Items: what they declare, and the code in them.
//!
//! An item that is not surely read is told of as one for the parser ([`Event::Item`]), as far as its extent is sure.

use super::{
    events::{Event, Form, Item, Told},
    reader::Reader,
    tokens::{Code, Kind},
};

/// What holds items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::syntax) enum Holder {
    /// A file or a `mod`.
    Module,
    /// An `impl`; also what may stand in a trait instead, where only what both have is read.
    Impl,
    /// A trait.
    Trait,
}

/// Some tokens: from the first to the one after the last.
type Extent = (u32, u32);

/// How far a reading has come.
#[derive(Clone, Copy)]
struct Stand {
    at: usize,
    end: usize,
    events: usize,
    words: usize,
    items: usize,
}

impl<'c, 't> Reader<'c, 't> {
    /// What some code tells that is nothing but items, and the inner attributes before them, if these say something.
    pub(in crate::syntax) fn items_of(code: &'c Code<'t>, holder: Holder) -> Option<(Extent, Told)> {
        let mut reader = Self { code, at: 0, end: code.tokens.len(), told: Told::default() };
        // An expansion in an `impl` or a trait has none.
        let inner = if holder == Holder::Module { reader.inner_attributes()? } else { (0, 0) };
        reader.items(holder)?;
        Some((inner, reader.told))
    }

    /// What some code tells that is nothing but statements.
    pub(in crate::syntax) fn statements_of(code: &'c Code<'t>) -> Option<Told> {
        let mut reader = Self { code, at: 0, end: code.tokens.len(), told: Told::default() };
        reader.statements()?;
        Some(reader.told)
    }
}

impl Reader<'_, '_> {
    fn stand(&self) -> Stand {
        let Told { events, words, items } = &self.told;
        Stand { at: self.at, end: self.end, events: events.len(), words: words.len(), items: items.len() }
    }

    fn back_to(&mut self, stand: Stand) {
        (self.at, self.end) = (stand.at, stand.end);
        self.told.events.truncate(stand.events);
        self.told.words.truncate(stand.words);
        self.told.items.truncate(stand.items);
    }

    /// Goes past the ends of what macros' variables stood for: among items these make no difference. Whether one of the variables
    /// stood for nothing, as that of a visibility can.
    fn pass_invisible(&mut self) -> bool {
        let mut nothing = false;
        loop {
            match self.kind() {
                Kind::OpenNone => nothing |= self.kind_of(self.at + 1) == Kind::CloseNone,
                Kind::CloseNone => {}
                _ => return nothing,
            }
            self.at += 1;
        }
    }

    /// Inner attributes, if they say something.
    fn inner_attributes(&mut self) -> Option<Extent> {
        let from = self.at as u32;
        let mut says = false;
        while self.inner_attribute() {
            self.at += 2;
            says |= !self.code.says_nothing(self.at + 1, self.code.after(self.at) - 1);
            self.meta_in_brackets()?;
        }
        Some((from, if says { self.at as u32 } else { from }))
    }

    /// Inner attributes that say nothing: they would be attributes of what holds what follows.
    pub(super) fn silent_inner_attributes(&mut self) -> Option<()> {
        let (from, to) = self.inner_attributes()?;
        (from == to).then_some(())
    }

    /// The attributes of an item, as far as they say something.
    fn item_attributes(&mut self) -> Option<Extent> {
        let mut says: Option<Extent> = None;
        loop {
            let nothing = self.pass_invisible();
            if self.kind() != Kind::Pound {
                // Nothing is a visibility, and no item.
                let more = matches!(self.kind(), Kind::Pub | Kind::End);
                return if nothing && more { None } else { Some(says.unwrap_or_default()) };
            }
            let from = self.at as u32;
            self.at += 1;
            let silent = self.code.says_nothing(self.at + 1, self.code.after(self.at) - 1);
            self.meta_in_brackets()?;
            if !silent {
                says = Some((says.map_or(from, |(first, _)| first), self.at as u32));
            }
        }
    }

    /// Items up to the end of the group.
    fn items(&mut self, holder: Holder) -> Option<()> {
        loop {
            let from = self.at;
            let attributes = self.item_attributes()?;
            if self.kind() == Kind::End {
                // Attributes must be of an item.
                let alone = (from..self.at).all(|at| self.code.kind(at) == Kind::CloseNone);
                return alone.then_some(());
            }
            if holder == Holder::Module {
                self.item_or_extent(from, attributes)?;
            } else {
                self.item(attributes, holder)?;
            }
        }
    }

    /// An item, or where it starts and ends for the parser.
    fn item_or_extent(&mut self, from: usize, attributes: Extent) -> Option<()> {
        let stand = self.stand();
        if self.item(attributes, Holder::Module).is_none() {
            self.back_to(stand);
            let end = self.code.item_extent(self.at, self.end)?.end;
            self.item_for_parser(from, end)?;
        }
        Some(())
    }

    /// Tells of an item that only the parser can read. Refused where what a macro's variable stood for is only partly in it.
    fn item_for_parser(&mut self, from: usize, end: usize) -> Option<()> {
        let within = |at: usize| match self.code.kind(at) {
            Kind::OpenNone | Kind::CloseNone => (from..end).contains(&(self.code.tokens[at].partner as usize)),
            _ => true,
        };
        if !(from..end).all(within) {
            return None;
        }
        self.tell(Event::Item(from as u32, end as u32));
        self.at = end;
        Some(())
    }

    /// An item among statements, which is known to end at a token; its attributes start at another.
    pub(super) fn item_among_statements(&mut self, from: usize, end: usize) {
        let stand = self.stand();
        self.at = from;
        let read = self.item_attributes().and_then(|attributes| self.item(attributes, Holder::Module));
        if read.is_none() || self.at != end {
            self.back_to(stand);
            self.tell(Event::Item(from as u32, end as u32));
            self.at = end;
        }
    }

    /// Opens an item, whose form is yet to be told.
    fn open_item(&mut self, attributes: Extent, visibility: Extent) -> usize {
        let number = self.told.items.len();
        self.tell(Event::Declaration(number as u32));
        self.told.items.push(Item { attributes, visibility, name: self.at as u32, form: Form::Unnamed });
        number
    }

    /// Names an item by the identifier at hand.
    pub(super) fn name_item(&mut self, number: usize) -> Option<()> {
        self.told.items[number].name = self.at as u32;
        self.need(Kind::Ident)
    }

    /// An item, after its attributes.
    fn item(&mut self, attributes: Extent, holder: Holder) -> Option<()> {
        let visibility = self.item_visibility()?;
        let seen = visibility.0 < visibility.1;
        if holder == Holder::Trait && seen {
            return None;
        }
        let number = self.open_item(attributes, visibility);
        let form = match self.kind() {
            // It has no name that could be seen.
            Kind::Impl if seen => return None,
            Kind::Unsafe if seen && self.second() == Kind::Impl => return None,
            _ if holder == Holder::Module => self.form_in_module(number),
            _ => self.form(number, holder),
        }?;
        if seen && matches!(form, Form::Call { .. } | Form::MacroRules { .. }) {
            return None;
        }
        self.told.items[number].form = form;
        self.tell(Event::End);
        Some(())
    }

    /// What an item is; only a module holds most of these.
    fn form_in_module(&mut self, number: usize) -> Option<Form> {
        match self.kind() {
            Kind::Use => self.use_item(number),
            Kind::Extern if self.second() == Kind::Crate => self.extern_crate(number),
            Kind::Mod => self.module(number),
            Kind::Struct => self.structure(number),
            Kind::Enum => self.enumeration(number),
            Kind::Ident if self.says("union") && self.second() == Kind::Ident => self.union_item(number),
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
            Kind::Static => self.constant_item(number, Holder::Module),
            _ => self.form(number, Holder::Module),
        }
    }

    /// What an item is that can stand everywhere.
    fn form(&mut self, number: usize, holder: Holder) -> Option<Form> {
        match self.kind() {
            Kind::Type => self.type_alias(number, holder),
            Kind::Const if matches!(self.second(), Kind::Ident | Kind::Underscore) => {
                self.constant_item(number, holder)
            }
            Kind::Fn | Kind::Const | Kind::Async | Kind::Unsafe | Kind::Extern => self.function(number, holder),
            _ => self.call(number, holder != Holder::Module),
        }
    }

    /// How far an item can be seen.
    fn item_visibility(&mut self) -> Option<Extent> {
        let visibility = self.visibility_here()?;
        self.pass_invisible();
        Some(visibility)
    }

    /// How far a field can be seen; its type may be what a macro's variable stood for, too.
    pub(super) fn field_visibility(&mut self) -> Option<Extent> {
        if self.kind() == Kind::OpenNone && matches!(self.kind_of(self.at + 1), Kind::Pub | Kind::CloseNone) {
            return self.within(Self::visibility_here);
        }
        self.visibility_here()
    }

    /// `pub`, `pub(crate)`, `pub(in path)`, or nothing.
    fn visibility_here(&mut self) -> Option<Extent> {
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
    fn use_item(&mut self, number: usize) -> Option<Form> {
        self.at += 1;
        self.told.items[number].name = self.at as u32;
        if self.colons() {
            self.at += 2;
        }
        self.use_tree()?;
        self.need(Kind::Semi)?;
        Some(Form::Use)
    }

    fn use_tree(&mut self) -> Option<()> {
        loop {
            match self.kind() {
                Kind::Star => {
                    self.at += 1;
                    return Some(());
                }
                Kind::OpenBrace => return self.within(|this| this.list(Self::use_tree)),
                Kind::Ident | Kind::SelfValue | Kind::Super | Kind::Crate => self.at += 1,
                _ => return None,
            }
            if !self.colons() {
                break;
            }
            self.at += 2;
        }
        if self.eat(Kind::As) && !self.eat(Kind::Underscore) {
            self.need(Kind::Ident)?;
        }
        Some(())
    }

    /// `extern crate name as other;`
    fn extern_crate(&mut self, number: usize) -> Option<Form> {
        self.at += 2;
        self.told.items[number].name = self.at as u32;
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
        Some(Form::ExternCrate { rename })
    }

    /// `mod name;`, `mod name { … }`
    fn module(&mut self, number: usize) -> Option<Form> {
        self.at += 1;
        self.name_item(number)?;
        if self.eat(Kind::Semi) {
            return Some(Form::Module { inline: false });
        }
        self.braces(Holder::Module)?;
        Some(Form::Module { inline: true })
    }

    /// Items in braces.
    pub(super) fn braces(&mut self, holder: Holder) -> Option<()> {
        if self.kind() != Kind::OpenBrace {
            return None;
        }
        self.within(|this| {
            this.silent_inner_attributes()?;
            this.items(holder)
        })
    }

    /// `const NAME: Type = value;`, `static mut NAME: Type = value;`
    fn constant_item(&mut self, number: usize, holder: Holder) -> Option<Form> {
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
        self.told.items[number].name = name;
        self.at += 1;
        self.need(Kind::Colon)?;
        if holder == Holder::Module {
            self.tell(Event::Body(name));
        }
        self.read_type()?;
        if self.eat(Kind::Eq) {
            self.expression()?;
        } else if holder != Holder::Trait {
            return None;
        }
        self.need(Kind::Semi)?;
        Some(if holder == Holder::Module { Form::Constant } else { Form::AssociatedConstant })
    }

    /// `const async unsafe extern "C" fn name<…>(…) -> … where … { … }`
    fn function(&mut self, number: usize, holder: Holder) -> Option<Form> {
        let form = if holder == Holder::Module { Form::Function } else { Form::AssociatedFunction };
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
            let may_end = holder == Holder::Trait && self.eat(Kind::Semi);
            return may_end.then_some(form);
        }
        self.tell(Event::Body(name));
        let body = self.stand();
        // Inner attributes are the function's own.
        let inner = self.kind_of(body.at + 1) == Kind::Pound && self.kind_of(body.at + 2) == Kind::Bang;
        if self.function_body().is_none() {
            if inner {
                return None;
            }
            self.back_to(body);
            self.tell(Event::Unread(self.at as u32));
            self.at = self.code.after(self.at);
        }
        Some(form)
    }

    /// `path!(…);`, `path! { … }`, `macro_rules! name { … }`
    fn call(&mut self, number: usize, associated: bool) -> Option<Form> {
        let first = self.at;
        // These two the parser knows as something else.
        if self.kind() == Kind::SelfType || self.says("default") {
            return None;
        }
        let bang = self.plain_path_end(first)?;
        self.at = bang;
        self.need(Kind::Bang)?;
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
            && bang == first + 1
            && self.code.text_of(first) == "macro_rules"
        {
            // Documentation in it is attributes, which must stand between no two tokens of a path.
            let bytes = self.code.bytes(open, self.at);
            let before = |at: u32| self.code.tokens.partition_point(|token| token.at < at) - 1;
            let apart = |at: usize| {
                let kind = self.code.kind(at);
                kind.opens() || kind.closes() || matches!(kind, Kind::Semi | Kind::Comma | Kind::Gt)
            };
            if !self.code.macro_docs(&bytes).iter().all(|doc| apart(before(doc.start))) {
                return None;
            }
            self.told.items[number].name = name;
            return Some(Form::MacroRules { open: open as u32 });
        }
        Some(Form::Call { path: (first as u32, bang as u32), open: open as u32, associated })
    }
}
