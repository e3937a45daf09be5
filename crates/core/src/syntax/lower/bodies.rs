//! What items hold: the events of types, patterns, expressions and blocks, with the local names that they bind.

use super::{
    lowerer::Lowerer,
    paths::{Name, NamedPath},
};
use crate::syntax::{
    events::{CallPlace, Event, Events, TokenList},
    facts::{Certainty, ReferenceKind, Spaces},
};

/// Some events, gone through once.
pub(super) struct Cursor<'e> {
    pub(super) events: &'e Events,
    next: usize,
}

impl<'e> Cursor<'e> {
    fn new(events: &'e Events) -> Self {
        Self { events, next: 0 }
    }

    fn next(&mut self) -> Option<Event> {
        let event = self.peek();
        self.next += 1;
        event
    }

    fn peek(&self) -> Option<Event> {
        self.events.list.get(self.next).copied()
    }

    /// Skips the rest of what was opened last.
    fn skip(&mut self) {
        let mut open = 1;
        while open > 0
            && let Some(event) = self.next()
        {
            match event {
                Event::End => open -= 1,
                Event::Item(_)
                | Event::Attributes(_)
                | Event::Rib
                | Event::Block { .. }
                | Event::Possible
                | Event::Unparsed => open += 1,
                Event::Path(..)
                | Event::Binding { .. }
                | Event::Generic { .. }
                | Event::Macro { .. }
                | Event::Body(_) => {}
            }
        }
    }
}

impl Lowerer<'_> {
    pub(super) fn all_events(&mut self, events: &Events) {
        self.events(&mut Cursor::new(events));
    }

    /// Lowers events up to the end of what was opened last.
    pub(super) fn events(&mut self, cursor: &mut Cursor<'_>) {
        while let Some(event) = cursor.next() {
            if event == Event::End {
                return;
            }
            self.event(cursor, event);
        }
    }

    /// Lowers statements without the items and macro calls directly among them, which are declared where the statements
    /// are expanded.
    pub(super) fn code_without_declarations(&mut self, events: &Events) {
        let mut cursor = Cursor::new(events);
        while let Some(event) = cursor.next() {
            match event {
                Event::Item(_) => cursor.skip(),
                Event::Macro { path, open, place: CallPlace::Statement } => {
                    let path = self.named_path(events, path);
                    self.call_without_declarations(&path, open as usize);
                }
                Event::Attributes(attributes)
                    if matches!(cursor.peek(), Some(Event::Macro { place: CallPlace::Statement, .. })) =>
                {
                    if let Some(Event::Macro { path, open, .. }) = cursor.next() {
                        let path = self.named_path(events, path);
                        let (predicate, _) = self.attributes(events.tokens(attributes));
                        self.under(predicate, |this| this.call_without_declarations(&path, open as usize));
                    }
                    cursor.skip();
                }
                event => self.event(&mut cursor, event),
            }
        }
    }

    fn call_without_declarations(&mut self, path: &NamedPath<'_>, open: usize) {
        if path.single() != Some("include") {
            self.unexpanded_macro(path, open, CallPlace::Statement);
        }
    }

    /// Lowers an event that is no end, and what it opens.
    fn event(&mut self, cursor: &mut Cursor<'_>, event: Event) {
        match event {
            Event::End => {}
            Event::Path(path, spaces) => {
                let path = self.named_path(cursor.events, path);
                let is_value = spaces == Spaces::VALUE;
                let spaces = if is_value && self.may_be_types { Spaces::VALUE_ELSE_TYPE } else { spaces };
                self.reference(path.leading, &path.names, spaces, ReferenceKind::Path);
            }
            Event::Binding { name, plain } => self.binding(self.name(name as usize), plain),
            Event::Generic { name, constant } => {
                let word = self.name(name as usize).word(self);
                if constant {
                    self.ribs.bind_constant(word);
                } else {
                    self.ribs.bind_type(word);
                }
            }
            Event::Macro { path, open, place } => {
                let path = self.named_path(cursor.events, path);
                self.macro_in_code(&path, open as usize, place);
            }
            Event::Item(number) => self.item(cursor, number),
            Event::Body(name) => self.body = Some(self.name(name as usize).word(self)),
            Event::Attributes(attributes) => {
                let (predicate, parsed) = self.attributes(cursor.events.tokens(attributes));
                let may_be_types = self.may_be_types || parsed.rewrites;
                self.with_types(may_be_types, |this| this.under(predicate, |this| this.events(cursor)));
            }
            Event::Rib => self.in_rib(|this| this.events(cursor)),
            Event::Block { declares, items } => self.in_rib(|this| {
                if declares {
                    this.in_scope(true, |this| this.block(cursor, items));
                } else {
                    this.events(cursor);
                }
            }),
            Event::Possible => self.possibly(|this| this.events(cursor)),
            Event::Unparsed => self.with_unparsed(true, |this| this.events(cursor)),
        }
    }

    fn block(&mut self, cursor: &mut Cursor<'_>, items: TokenList) {
        self.ribs.set_scope();
        for item in cursor.events.tokens(items) {
            let item = *item as usize;
            if self.starts_use_tree(item) {
                self.bind_imports(item);
            } else {
                let word = self.name(item).word(self);
                self.ribs.bind_item(word);
            }
        }
        self.events(cursor);
    }

    /// A name that a pattern may bind: a binding from here on, unless it is a constant or a constructor.
    fn binding(&mut self, name: Name<'_>, plain: bool) {
        let word = name.word(self);
        if plain && !self.is_unparsed {
            let outer = std::mem::replace(&mut self.certainty, Certainty::PatternName);
            self.reference(None, &[name], Spaces::VALUE, ReferenceKind::Path);
            self.certainty = outer;
        }
        self.ribs.bind_value(word);
    }
}
