//! The state of a reading, and how it goes through the tokens.

use crate::syntax::{
    code::{Code, Kind},
    events::{CallPlace, Event, Events},
    facts::Spaces,
};
use std::ops::Range;

pub(super) const COLONS: [Kind; 2] = [Kind::Colon, Kind::Colon];
pub(super) const RANGE: [Kind; 2] = [Kind::Dot, Kind::Dot];

/// A recursive-descent parser over the tokens of one group at a time. Each of its methods gives `None` where it is not certain
/// what the parser of record would read; the reading is over then.
#[derive(Debug)]
pub(in crate::syntax) struct Reader<'c, 't> {
    pub(super) code: &'c Code<'t>,
    /// The next token.
    pub(super) at: usize,
    /// The token that closes the current group.
    pub(super) end: usize,
    pub(super) events: Events,
}

impl<'c, 't> Reader<'c, 't> {
    /// A reader of some tokens, which must hold whole groups.
    pub(super) fn of(code: &'c Code<'t>, tokens: Range<usize>) -> Self {
        Self { code, at: tokens.start, end: tokens.end, events: Events::default() }
    }

    /// The events of the arguments of a macro call, read as expressions with commas between them.
    pub(in crate::syntax) fn arguments(code: &'c Code<'t>, tokens: Range<usize>) -> Option<Events> {
        Self::all_of(code, tokens, Self::macro_arguments)
    }

    /// The events of code in the place of a macro call.
    pub(in crate::syntax) fn in_place(code: &'c Code<'t>, tokens: Range<usize>, place: CallPlace) -> Option<Events> {
        Self::all_of(code, tokens, |this| match place {
            CallPlace::Statement => this.statements_here().map(drop),
            CallPlace::Expression => this.expression(),
            CallPlace::Pattern => this.pattern().map(drop),
            CallPlace::Type => this.read_type(),
        })
    }

    /// The events of tokens in a macro call, all of which are read.
    fn all_of(code: &'c Code<'t>, tokens: Range<usize>, read: impl FnOnce(&mut Self) -> Option<()>) -> Option<Events> {
        // To a macro, documentation is attributes.
        if code.has_macro_docs(&code.bytes_around(&tokens)) {
            return None;
        }
        let mut reader = Self::of(code, tokens);
        read(&mut reader)?;
        (reader.at == reader.end).then_some(reader.events)
    }

    /// What a token of the group is.
    pub(super) fn kind_of(&self, token: usize) -> Kind {
        if token < self.end { self.code.kind(token) } else { Kind::End }
    }

    /// What the next token is.
    pub(super) fn kind(&self) -> Kind {
        self.kind_of(self.at)
    }

    /// What the second token tree starts with.
    pub(super) fn second(&self) -> Kind {
        self.kind_of(self.code.after(self.at))
    }

    /// What the third token tree starts with.
    pub(super) fn third(&self) -> Kind {
        self.kind_of(self.code.after(self.code.after(self.at)))
    }

    /// Whether an operator starts at a token; a longer one may, too.
    pub(super) fn is_operator_at(&self, token: usize, operator: &[Kind]) -> bool {
        operator.iter().enumerate().all(|(index, kind)| {
            self.kind_of(token + index) == *kind && (index == 0 || self.code.joined(token + index))
        })
    }

    /// Whether an operator comes next; a longer one may, too.
    pub(super) fn is_operator(&self, operator: &[Kind]) -> bool {
        self.is_operator_at(self.at, operator)
    }

    /// Whether `::` comes next.
    pub(super) fn is_colons(&self) -> bool {
        self.is_operator(&COLONS)
    }

    /// Whether a name comes next that is a keyword in some places only.
    pub(super) fn is_contextual(&self, name: &str) -> bool {
        self.kind() == Kind::Ident && self.code.text_of(self.at) == name
    }

    /// Takes the next token if it is of a kind.
    pub(super) fn eat(&mut self, kind: Kind) -> bool {
        let found = self.kind() == kind;
        self.at += usize::from(found);
        found
    }

    /// Takes the next token, which must be of a kind.
    pub(super) fn need(&mut self, kind: Kind) -> Option<()> {
        self.eat(kind).then_some(())
    }

    /// Reads the group that comes next to its end.
    pub(super) fn within<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        if !self.kind().opens() && self.kind() != Kind::OpenNone {
            return None;
        }
        let close = self.code.tokens[self.at].partner as usize;
        let outer = std::mem::replace(&mut self.end, close);
        self.at += 1;
        let done = read(self)?;
        if self.at != close {
            return None;
        }
        self.end = outer;
        self.at = close + 1;
        Some(done)
    }

    /// Reads parts with commas between them up to the end of the group.
    pub(super) fn list(&mut self, mut part: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        while self.kind() != Kind::End {
            part(self)?;
            if self.kind() == Kind::End {
                break;
            }
            self.need(Kind::Comma)?;
        }
        Some(())
    }

    pub(super) fn emit(&mut self, event: Event) {
        self.events.push(event);
    }

    /// Emits a path, unless it can lead nowhere.
    pub(super) fn emit_path(&mut self, segments: &[u32], leading: Option<u32>, spaces: Spaces) {
        self.events.push_path(self.code, segments, leading, spaces);
    }

    /// Moves the events from `second` on before those from `first` on.
    pub(super) fn swap(&mut self, first: usize, second: usize) {
        self.events.list[first..].rotate_left(second - first);
    }
}
