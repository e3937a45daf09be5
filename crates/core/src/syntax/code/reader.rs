//! The state of a reading, and how it goes through the tokens.

use super::{
    events::{Event, Told, Words},
    tokens::{Code, Kind},
};
use crate::syntax::facts::Spaces;

pub(super) const COLONS: [Kind; 2] = [Kind::Colon, Kind::Colon];
pub(super) const RANGE: [Kind; 2] = [Kind::Dot, Kind::Dot];

/// Reads code, one group of tokens at a time. Every reading gives none where it is not sure, and is over then.
#[derive(Debug)]
pub(in crate::syntax) struct Reader<'c, 't> {
    pub(super) code: &'c Code<'t>,
    /// The token at hand.
    pub(super) at: usize,
    /// The token that closes the group at hand.
    pub(super) end: usize,
    pub(super) told: Told,
}

impl<'c, 't> Reader<'c, 't> {
    /// What the arguments of a macro's call tell that open at a token, read as expressions between commas.
    pub(in crate::syntax) fn arguments_at(code: &'c Code<'t>, open: usize) -> Option<Told> {
        let end = code.after(open);
        if code.has_macro_docs(&code.bytes(open, end)) {
            return None;
        }
        let mut reader = Self { code, at: open, end, told: Told::default() };
        reader.within(Self::macro_arguments)?;
        Some(reader.told)
    }

    /// What a token of the group is.
    pub(super) fn kind_of(&self, token: usize) -> Kind {
        if token < self.end { self.code.kind(token) } else { Kind::End }
    }

    /// What the token at hand is.
    pub(super) fn kind(&self) -> Kind {
        self.kind_of(self.at)
    }

    /// What the token tree after the one at hand starts with.
    pub(super) fn second(&self) -> Kind {
        self.kind_of(self.code.after(self.at))
    }

    /// And the one after that.
    pub(super) fn third(&self) -> Kind {
        self.kind_of(self.code.after(self.code.after(self.at)))
    }

    /// Whether an operator stands at a token, though it may go on.
    pub(super) fn op_at(&self, token: usize, operator: &[Kind]) -> bool {
        operator.iter().enumerate().all(|(index, kind)| {
            self.kind_of(token + index) == *kind && (index == 0 || self.code.joined(token + index))
        })
    }

    /// Whether an operator stands at hand, though it may go on.
    pub(super) fn op(&self, operator: &[Kind]) -> bool {
        self.op_at(self.at, operator)
    }

    /// Whether `::` stands at hand.
    pub(super) fn colons(&self) -> bool {
        self.op(&COLONS)
    }

    /// Whether a word stands at hand that is a keyword only there.
    pub(super) fn says(&self, word: &str) -> bool {
        self.kind() == Kind::Ident && self.code.text_of(self.at) == word
    }

    /// Takes a token if it is at hand.
    pub(super) fn eat(&mut self, kind: Kind) -> bool {
        let found = self.kind() == kind;
        self.at += usize::from(found);
        found
    }

    /// Takes a token that must be at hand.
    pub(super) fn need(&mut self, kind: Kind) -> Option<()> {
        self.eat(kind).then_some(())
    }

    /// Reads the group that opens at hand to its end.
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

    pub(super) fn tell(&mut self, event: Event) {
        self.told.events.push(event);
    }

    /// Keeps some identifiers.
    pub(super) fn words(&mut self, words: &[u32], leading: Option<u32>) -> Words {
        let first = self.told.words.len() as u32;
        self.told.words.extend_from_slice(words);
        Words { first, count: words.len() as u32, leading }
    }

    /// Tells of a path, unless it can lead nowhere: `self`, and what starts from `Self`.
    pub(super) fn tell_path(&mut self, words: &[u32], leading: Option<u32>, spaces: Spaces) {
        let Some(first) = words.first() else { return };
        let first = self.code.kind(*first as usize);
        if leading.is_none() && (first == Kind::SelfType || (first == Kind::SelfValue && words.len() == 1)) {
            return;
        }
        let words = self.words(words, leading);
        self.tell(Event::Path(words, spaces));
    }

    /// Lets what was told from `second` on come before what was told from `first` on.
    pub(super) fn swap(&mut self, first: usize, second: usize) {
        self.told.events[first..].rotate_left(second - first);
    }
}
