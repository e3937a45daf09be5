//! Statements, blocks and attributes.

use super::{
    operands::ExpressionRead,
    reader::{COLONS, RANGE, Reader},
};
use crate::syntax::{
    builtin,
    code::Kind,
    events::{CallPlace, Event, Events, TokenList},
};
use smallvec::SmallVec;

/// The attributes before a syntax node.
#[derive(Clone, Copy, Debug)]
pub(super) struct Attributes {
    /// Whether there are any.
    any: bool,
    /// Those that may change facts.
    relevant: TokenList,
}

impl Attributes {
    pub(super) fn is_some(self) -> bool {
        self.any
    }

    /// The `#` of each attribute that may change facts.
    pub(super) fn relevant(self, events: &Events) -> SmallVec<[u32; 4]> {
        events.tokens(self.relevant).iter().copied().collect()
    }
}

/// The declarations among the statements of a block.
#[derive(Debug, Default)]
pub(super) struct BlockDeclarations {
    any: bool,
    names: SmallVec<[u32; 4]>,
}

impl Reader<'_, '_> {
    /// Reads a block without inner attributes.
    pub(super) fn block(&mut self) -> Option<()> {
        self.block_of(Self::statements_here)
    }

    /// Reads the body of a function, whose inner attributes are the function's own and must be irrelevant.
    pub(super) fn function_body(&mut self) -> Option<()> {
        self.block_of(|this| {
            this.irrelevant_inner_attributes()?;
            this.statements_here()
        })
    }

    fn block_of(&mut self, statements: impl FnOnce(&mut Self) -> Option<BlockDeclarations>) -> Option<()> {
        if self.kind() != Kind::OpenBrace {
            return None;
        }
        let number = self.events.list.len();
        self.emit(Event::Block { declares: false, items: TokenList::default() });
        let declared = self.within(statements)?;
        let items = self.events.store(&declared.names);
        self.events.list[number] = Event::Block { declares: declared.any, items };
        self.emit(Event::End);
        Some(())
    }

    pub(super) fn statements_here(&mut self) -> Option<BlockDeclarations> {
        let mut declares = BlockDeclarations::default();
        if self.is_inner_attribute() {
            return None;
        }
        loop {
            while self.eat(Kind::Semi) {}
            if self.kind() == Kind::End {
                return Some(declares);
            }
            let ends = self.statement(&mut declares)?;
            if !ends && self.kind() != Kind::End {
                return None;
            }
        }
    }

    /// Whether `#!` comes next.
    pub(super) fn is_inner_attribute(&self) -> bool {
        self.kind() == Kind::Pound && self.kind_of(self.at + 1) == Kind::Bang
    }

    /// Reads a statement. Returns whether another can follow it.
    fn statement(&mut self, declares: &mut BlockDeclarations) -> Option<bool> {
        let from = self.at;
        if self.group_decides() {
            return None;
        }
        let attributes = self.attributes()?;
        if self.group_decides() {
            return None;
        }
        let mut item_macro = false;
        if let Some(bang) = self.plain_path_end(self.at)
            && self.kind_of(bang) == Kind::Bang
        {
            match self.kind_of(bang + 1) {
                Kind::Ident => item_macro = true,
                Kind::OpenBrace => {
                    let after = self.code.after(bang + 1);
                    let goes_on = (self.kind_of(after) == Kind::Dot && !self.is_operator_at(after, &RANGE))
                        || self.kind_of(after) == Kind::Question;
                    if !goes_on {
                        return self.macro_statement(attributes, declares);
                    }
                }
                _ => {}
            }
        }
        if self.kind() == Kind::Let {
            self.with_attributes(attributes, Self::local)?;
            return Some(true);
        }
        if item_macro || self.item_starts()? {
            self.at = from;
            declares.any = true;
            let name = self.item_among_statements()?;
            declares.names.extend(name);
            return Some(true);
        }
        self.expression_statement(attributes, declares)
    }

    /// Whether the statement starts with an invisible group that decides its kind: one of attributes or a macro call.
    fn group_decides(&self) -> bool {
        let mut at = self.at;
        while self.kind_of(at) == Kind::OpenNone {
            at += 1;
        }
        let calls = |at| self.plain_path_end(at).is_some_and(|end| self.kind_of(end) == Kind::Bang);
        at > self.at && (self.kind_of(at) == Kind::Pound || calls(at))
    }

    fn macro_statement(&mut self, attributes: Attributes, declares: &mut BlockDeclarations) -> Option<bool> {
        self.with_attributes(attributes, |this| {
            let path = this.qualified_path(true)?;
            let number = this.macro_call(&path, CallPlace::Statement)?;
            declares.any |= this.may_declare(number);
            Some(())
        })?;
        self.eat(Kind::Semi);
        Some(true)
    }

    /// `let pattern: Type = value else { … };`
    fn local(&mut self) -> Option<()> {
        self.need(Kind::Let)?;
        let first = self.events.list.len();
        self.single_pattern()?;
        if self.eat(Kind::Colon) {
            self.read_type()?;
        }
        let second = self.events.list.len();
        if self.eat(Kind::Eq) {
            self.expression()?;
            if self.kind() == Kind::Else && !matches!(self.kind_of(self.at - 1), Kind::CloseBrace | Kind::CloseNone) {
                self.at += 1;
                self.block()?;
            }
        }
        // The bindings of the pattern are not visible in the value.
        self.swap(first, second);
        self.need(Kind::Semi)
    }

    fn expression_statement(&mut self, attributes: Attributes, declares: &mut BlockDeclarations) -> Option<bool> {
        let read = self.early_expression(attributes)?;
        let semicolon = self.eat(Kind::Semi);
        let ends = match read {
            ExpressionRead::Macro { number, brace } if semicolon || brace => {
                let Event::Macro { place, .. } = self.events.list.get_mut(number)? else { return None };
                *place = CallPlace::Statement;
                declares.any |= self.may_declare(number);
                true
            }
            ExpressionRead::Block => true,
            _ => semicolon,
        };
        Some(ends)
    }

    /// Whether the macro call of an event may declare something.
    fn may_declare(&self, number: usize) -> bool {
        let Some(Event::Macro { path, .. }) = self.events.list.get(number).copied() else { return false };
        match self.events.tokens(path.segments) {
            [name] if path.leading.is_none() => !builtin::is_std_macro(self.code.text_of(*name as usize)),
            _ => true,
        }
    }

    /// Whether the next statement is an item. `None` if that is not certain.
    fn item_starts(&self) -> Option<bool> {
        let (second, third) = (self.second(), self.third());
        Some(match self.kind() {
            Kind::Pub
            | Kind::Extern
            | Kind::Use
            | Kind::Fn
            | Kind::Mod
            | Kind::Type
            | Kind::Struct
            | Kind::Enum
            | Kind::Trait
            | Kind::Impl => true,
            Kind::Crate if !self.is_operator_at(self.at + 1, &COLONS) => return None,
            Kind::Static if matches!(second, Kind::Mut | Kind::Ident) => true,
            Kind::Macro | Kind::Try | Kind::Static => return None,
            Kind::Const => match second {
                Kind::OpenBrace => false,
                Kind::Static | Kind::Move | Kind::Or => return None,
                Kind::Async if !matches!(third, Kind::Unsafe | Kind::Extern | Kind::Fn) => return None,
                _ => true,
            },
            Kind::Unsafe => second != Kind::OpenBrace,
            Kind::Async => matches!(second, Kind::Unsafe | Kind::Extern | Kind::Fn),
            Kind::Ident => match self.code.text_of(self.at) {
                "union" => second == Kind::Ident,
                "auto" if second == Kind::Trait => return None,
                "default" if matches!(second, Kind::Unsafe | Kind::Impl) => return None,
                _ => false,
            },
            _ => false,
        })
    }

    /// Reads the attributes that come next.
    pub(super) fn attributes(&mut self) -> Option<Attributes> {
        let from = self.at;
        let mut relevant: SmallVec<[u32; 4]> = SmallVec::new();
        while self.kind() == Kind::Pound {
            let hash = self.at;
            self.at += 1;
            self.meta_in_brackets()?;
            if !self.code.is_irrelevant_attribute(hash) {
                relevant.push(hash as u32);
            }
        }
        Some(Attributes { any: self.at > from, relevant: self.events.store(&relevant) })
    }

    /// `[path]`, `[path(…)]`, `[path = "literal"]`
    pub(super) fn meta_in_brackets(&mut self) -> Option<()> {
        if self.kind() != Kind::OpenBracket {
            return None;
        }
        self.within(Self::meta)
    }

    /// `path`, `path(…)`, `path = "literal"`, `path = include_str!(…)`
    fn meta(&mut self) -> Option<()> {
        if self.kind() == Kind::OpenNone {
            return self.within(Self::meta);
        }
        self.at = if self.kind() == Kind::Unsafe { self.at + 1 } else { self.plain_path_end(self.at)? };
        match self.kind() {
            Kind::End => {}
            kind if kind.opens() => self.at = self.code.after(self.at),
            Kind::Eq => {
                self.at += 1;
                self.meta_value()?;
            }
            _ => return None,
        }
        Some(())
    }

    fn meta_value(&mut self) -> Option<()> {
        if self.kind() == Kind::OpenNone {
            return self.within(Self::meta_value);
        }
        self.at = self.code.value_end(self.at)?;
        Some(())
    }

    /// Reads a node, and wraps its events in those of its attributes.
    pub(super) fn with_attributes<T>(
        &mut self,
        attributes: Attributes,
        read: impl FnOnce(&mut Self) -> Option<T>,
    ) -> Option<T> {
        if attributes.relevant.count == 0 {
            return read(self);
        }
        self.emit(Event::Attributes(attributes.relevant));
        let read = read(self)?;
        self.emit(Event::End);
        Some(read)
    }
}
