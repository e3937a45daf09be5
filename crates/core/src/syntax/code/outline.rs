//! The outline of a text: where its items end, and what is left of it for the parser without its functions' signatures and
//! bodies, and without what macros are given that are called among its items.

use super::{
    events::Told,
    reader::Reader,
    tokens::{Code, Kind},
};
use crate::syntax::span_map::Cuts;
use std::ops::Range;

/// Where an item ends, and its name if it has one that hides others.
#[derive(Clone, Copy, Debug)]
pub(super) struct Extent {
    pub(super) end: usize,
    pub(super) name: Option<usize>,
}

/// What the parser sees of some tokens, and what it does not.
#[derive(Debug, Default)]
pub(in crate::syntax) struct Outline {
    /// What is left of the text.
    pub(in crate::syntax) text: String,
    /// Where what was cut out of it stood.
    pub(in crate::syntax) places: Cuts,
    /// The tokens that were cut out.
    pub(in crate::syntax) cuts: Vec<Range<usize>>,
    /// Where the bodies open that were cut out.
    pub(in crate::syntax) bodies: Vec<usize>,
    /// Where the delimiters of macros' calls open whose content was cut out.
    pub(in crate::syntax) calls: Vec<usize>,
    /// Where the functions' names start whose signatures were cut out, and which events these tell.
    pub(in crate::syntax) signatures: Vec<(usize, Range<usize>)>,
    /// What the signatures tell.
    pub(in crate::syntax) told: Told,
}

/// Where items start, for who goes along the tokens, past whole groups or into them.
struct Items {
    /// The groups that are open: where each closes, and whether it holds items.
    open: Vec<(usize, bool)>,
    /// Where an item starts, its attributes before that.
    start: usize,
    /// Whether it is one that holds others; none where its first keyword is yet to come.
    holds: Option<bool>,
}

impl Items {
    fn from(start: usize) -> Self {
        Self { open: Vec::new(), start, holds: None }
    }

    /// Whether what stands here are items.
    fn are_here(&self) -> bool {
        self.open.last().is_none_or(|(_, holds)| *holds)
    }

    /// Comes to a token.
    fn come_to(&mut self, code: &Code<'_>, at: usize) {
        while self.open.last().is_some_and(|(close, _)| *close < at) {
            self.open.pop();
        }
        if self.open.last().is_some_and(|(close, _)| *close == at) {
            self.open.pop();
            self.end_before(code, at + 1);
        }
        if !self.are_here() {
            return;
        }
        let close = code.after(at) - 1;
        match code.kind(at) {
            Kind::Semi => self.end_before(code, at + 1),
            // What an invisible group holds stands where the group does.
            Kind::OpenNone => {
                self.pass(at, at + 1);
                self.open.push((close, true));
            }
            Kind::CloseNone => self.pass(at, at + 1),
            Kind::OpenBrace if self.holds == Some(true) && !code.is_argument(close + 1) => {
                self.open.push((close, true));
                (self.start, self.holds) = (at + 1, None);
            }
            kind if kind.opens() => self.open.push((close, false)),
            Kind::Mod | Kind::Impl | Kind::Trait | Kind::Extern => self.first_word_says(true),
            Kind::Pub | Kind::Unsafe => {}
            kind if kind.is_word() => self.first_word_says(false),
            _ => {}
        }
    }

    fn first_word_says(&mut self, holds: bool) {
        self.holds.get_or_insert(holds);
    }

    /// The item that would start at one token starts at another.
    fn pass(&mut self, from: usize, to: usize) {
        if self.start == from {
            self.start = to;
        }
    }

    /// Whatever the token before this ends was an item, if that can be its end.
    fn end_before(&mut self, code: &Code<'_>, at: usize) {
        let ends = match code.kind(at - 1) {
            Kind::Semi => true,
            Kind::CloseBrace => !code.is_argument(at),
            _ => false,
        };
        if ends && self.are_here() {
            (self.start, self.holds) = (at, None);
        }
    }

    /// Whether the macro is called in an item's place whose name ends before this `!`.
    fn is_call(&self, code: &Code<'_>, bang: usize) -> bool {
        let path = |at: usize| {
            matches!(code.kind(at), Kind::Ident | Kind::Colon | Kind::Crate | Kind::SelfValue | Kind::Super)
        };
        self.are_here() && self.start < bang && (self.start..bang).all(path)
    }
}

impl Code<'_> {
    /// The extent of the item that starts at a token, its attributes before that. None where it is not sure.
    pub(super) fn item_extent(&self, from: usize, end: usize) -> Option<Extent> {
        let kind = |token: usize| if token < end { self.kind(token) } else { Kind::End };
        let mut at = from;
        if kind(at) == Kind::Pub {
            at += 1;
            if kind(at) == Kind::OpenParen {
                at = self.after(at);
            }
        }
        loop {
            let next = kind(at + 1);
            match kind(at) {
                Kind::Async => at += 1,
                Kind::Unsafe if next != Kind::OpenBrace => at += 1,
                Kind::Const if matches!(next, Kind::Fn | Kind::Unsafe | Kind::Extern | Kind::Async) => at += 1,
                Kind::Extern if next == Kind::Fn => at += 1,
                Kind::Extern if next == Kind::Literal && kind(at + 2) == Kind::Fn => at += 2,
                _ => break,
            }
        }
        let named = |at: usize| matches!(kind(at), Kind::Ident | Kind::Underscore).then_some(at);
        let (end, name) = match kind(at) {
            Kind::Use => (self.semicolon(at, end)?, None),
            Kind::Extern if kind(at + 1) == Kind::Crate => (self.semicolon(at, end)?, None),
            // It may be that of a function.
            Kind::Extern if kind(at + 1) == Kind::OpenNone => return None,
            Kind::Extern | Kind::Impl => (self.brace(at, end, false)?, None),
            Kind::Type => (self.semicolon(at, end)?, Some(named(at + 1)?)),
            Kind::Const | Kind::Static => {
                let name = if kind(at + 1) == Kind::Mut { at + 2 } else { at + 1 };
                (self.semicolon(at, end)?, Some(named(name)?))
            }
            Kind::Fn | Kind::Struct | Kind::Mod => (self.brace(at, end, true)?, Some(named(at + 1)?)),
            Kind::Enum | Kind::Trait => (self.brace(at, end, false)?, Some(named(at + 1)?)),
            Kind::Ident if self.text_of(at) == "union" && kind(at + 1) == Kind::Ident => {
                (self.brace(at, end, false)?, Some(at + 1))
            }
            _ => (self.macro_end(at, end)?, None),
        };
        Some(Extent { end, name })
    }

    /// The token after the next semicolon of a group that ends at `end`.
    fn semicolon(&self, mut at: usize, end: usize) -> Option<usize> {
        while at < end {
            if self.kind(at) == Kind::Semi {
                return Some(at + 1);
            }
            at = self.after(at);
        }
        None
    }

    /// The token after the next group in braces that is no generic argument, or after a semicolon before it where there
    /// can be one.
    fn brace(&self, mut at: usize, end: usize, semicolon: bool) -> Option<usize> {
        while at < end {
            let after = self.after(at);
            match self.kind(at) {
                Kind::OpenBrace if !self.is_argument(after) => return Some(after),
                Kind::Semi => return semicolon.then_some(after),
                _ => at = after,
            }
        }
        None
    }

    /// Whether braces before a token are a generic argument.
    fn is_argument(&self, after: usize) -> bool {
        matches!(self.kind(after), Kind::Gt | Kind::Comma)
    }

    /// The token after a macro's call with a name: `path! name { … }`.
    fn macro_end(&self, mut at: usize, end: usize) -> Option<usize> {
        while at < end && self.kind(at) != Kind::Bang {
            if !matches!(self.kind(at), Kind::Ident | Kind::Colon) {
                return None;
            }
            at += 1;
        }
        let open = at + 2;
        if open >= end || !self.kind(open).opens() {
            return None;
        }
        let after = self.after(open);
        if self.kind(open) == Kind::OpenBrace {
            return Some(after);
        }
        (after < end && self.kind(after) == Kind::Semi).then_some(after + 1)
    }

    /// The outline of some tokens, which stand in some bytes: their text without the functions' signatures and bodies, and
    /// without what macros are given that are called among items. Nothing is looked for in other functions' bodies and in
    /// what macros are given. None where there is what only the parser can tell.
    pub(in crate::syntax) fn outline(&self, tokens: Range<usize>, bytes: Range<usize>) -> Option<Outline> {
        let mut outline = Outline::default();
        let mut reader = Reader::of_signatures(self);
        let mut at = tokens.start;
        let mut items = Items::from(at);
        while at < tokens.end {
            items.come_to(self, at);
            match self.kind(at) {
                // `#[…]`, `#![…]`
                Kind::Pound => {
                    let first = at;
                    at += if self.kind(at + 1) == Kind::Bang { 2 } else { 1 };
                    if self.kind(at) == Kind::OpenBracket {
                        at = self.after(at);
                        items.pass(first, at);
                    }
                }
                // `name!(…)`, `name! name { … }`
                Kind::Bang => {
                    let bang = at;
                    at += 1;
                    if self.kind(at) == Kind::Ident && self.kind(at + 1).opens() {
                        at += 1;
                    } else if self.kind(at).opens() && items.is_call(self, bang) {
                        outline.calls.push(self.tokens[at].at as usize);
                        outline.cuts.push(at + 1..self.after(at) - 1);
                    }
                    if self.kind(at).opens() {
                        at = self.after(at);
                        items.end_before(self, at);
                    }
                }
                Kind::Macro => return None,
                Kind::Fn if self.kind(at + 1) == Kind::Ident => {
                    let name = at + 1;
                    let first = reader.told.events.len();
                    if let Some((open, end)) = reader.signature_at(name + 1) {
                        // The item was taken to end within it.
                        if end >= tokens.end {
                            return None;
                        }
                        let close = self.tokens[open].partner as usize;
                        let offset = self.tokens[name].at as usize;
                        outline.signatures.push((offset, first..reader.told.events.len()));
                        outline.cuts.extend([name + 1..open, open + 1..close, close + 1..end]);
                        at = end;
                    } else {
                        at = name + 1;
                    }
                    at = self.body(at, tokens.end, &mut outline);
                    items.end_before(self, at);
                }
                _ => at += 1,
            }
        }
        outline.cuts.retain(|cut| !cut.is_empty());
        outline.told = reader.told;
        (outline.text, outline.places) = self.without(bytes, &outline.cuts);
        Some(outline)
    }

    /// Looks for the body of a function from after its name on; the token after it, or after what shows that it has none.
    fn body(&self, mut at: usize, end: usize, outline: &mut Outline) -> usize {
        while at < end {
            let after = self.after(at);
            match self.kind(at) {
                Kind::OpenBrace if !self.is_argument(after) => {
                    let attributes = self.kind(at + 1) == Kind::Pound && self.kind(at + 2) == Kind::Bang;
                    if after > at + 2 && !attributes {
                        outline.bodies.push(self.tokens[at].at as usize);
                        outline.cuts.push(at + 1..after - 1);
                    }
                    return after;
                }
                Kind::OpenNone if self.kind(at + 1) == Kind::OpenBrace => return after,
                Kind::Semi => return after,
                Kind::CloseBrace | Kind::CloseBracket | Kind::CloseParen | Kind::CloseNone => return at,
                _ => at = after,
            }
        }
        at
    }

    /// Some bytes of the text without some tokens, and where these were cut out. Documentation is comments.
    fn without(&self, bytes: Range<usize>, cuts: &[Range<usize>]) -> (String, Cuts) {
        let mut text = String::with_capacity(bytes.len());
        let mut places = Cuts::default();
        let mut at = bytes.start;
        for cut in cuts {
            text.push_str(&self.plain(at..self.tokens[cut.start - 1].end as usize));
            at = self.tokens[cut.end].at as usize;
            places.add(text.len(), at - bytes.start - text.len());
        }
        text.push_str(&self.plain(at..bytes.end));
        (text, places)
    }
}
