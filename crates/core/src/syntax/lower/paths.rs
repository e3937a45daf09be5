//! Paths in code.

use super::{lowerer::Lowerer, ribs::LocalName};
use crate::{
    identifier::normalize,
    syntax::{
        builtin,
        code::Kind,
        events::{Events, PathTokens},
        facts::{Anchor, BareCall, Certainty, Path, PathId, Reference, ReferenceKind, Spaces, Word},
        tokens::Origin,
    },
};
use smallvec::SmallVec;
use std::ops::Range;

/// A name in the source.
#[derive(Clone, Copy)]
pub(super) struct Name<'t> {
    pub(super) text: &'t str,
    /// Where it starts, in bytes.
    pub(super) start: usize,
    /// Where it ends.
    pub(super) end: usize,
}

impl Name<'_> {
    /// Its word: normalized, and without `r#`.
    pub(super) fn word(self, lowerer: &mut Lowerer<'_>) -> Word {
        lowerer.names.word(&normalize(self.text.strip_prefix("r#").unwrap_or(self.text)))
    }

    pub(super) fn bytes(self) -> Range<usize> {
        self.start..self.end
    }
}

/// The names of a path, and where a leading `::` starts.
pub(super) struct NamedPath<'t> {
    pub(super) names: SmallVec<[Name<'t>; 4]>,
    pub(super) leading: Option<usize>,
}

impl<'t> NamedPath<'t> {
    /// The name that the path is, if it is a single one.
    pub(super) fn single(&self) -> Option<&'t str> {
        match (self.leading, self.names.as_slice()) {
            (None, [name]) => Some(name.text),
            _ => None,
        }
    }
}

/// A path with its place in the text.
pub(super) struct LocatedPath {
    pub(super) path: PathId,
    pub(super) bytes: Range<usize>,
    /// Whether a macro's body wrote all of it.
    pub(super) from_body: bool,
    /// Whether a macro's body wrote a part of it.
    pub(super) is_of_body: bool,
    /// Whether all of it stands in the arguments of the call that is expanded.
    pub(super) from_arguments: bool,
}

impl<'a> Lowerer<'a> {
    /// Where a token starts.
    pub(super) fn start(&self, token: usize) -> usize {
        let code = self.source.code;
        code.tokens.get(token).map_or(code.text.len(), |token| token.at as usize)
    }

    /// The name that a token is.
    pub(super) fn name(&self, token: usize) -> Name<'a> {
        let (text, start) = (self.text_of(token), self.start(token));
        Name { text, start, end: start + text.len() }
    }

    /// The names of a path of some events.
    pub(super) fn named_path(&self, events: &Events, path: PathTokens) -> NamedPath<'a> {
        NamedPath {
            names: events.tokens(path.segments).iter().map(|token| self.name(*token as usize)).collect(),
            leading: path.leading.map(|token| self.start(token as usize)),
        }
    }

    /// Records a path as a reference, unless it names a local, a generic parameter, a primitive or `Self`.
    pub(super) fn reference(
        &mut self,
        leading: Option<usize>,
        names: &[Name<'_>],
        mut spaces: Spaces,
        kind: ReferenceKind,
    ) {
        let Some(first) = names.first() else { return };
        let (mut within, all) = (0, spaces);
        if leading.is_none() {
            let is_word = |name: &Name<'_>| self.is_unparsed && !self.is_type_or_callee(name);
            if first.text == "Self" || (names.len() == 1 && (first.text == "self" || is_word(first))) {
                return;
            }
            let word = first.word(self);
            let local = if names.len() > 1 {
                self.ribs.has_type(word)
            } else {
                match self.local_name(word, &mut spaces) {
                    LocalName::No => false,
                    LocalName::Yes => true,
                    LocalName::Unless(scopes) => {
                        within = scopes;
                        self.certainty == Certainty::MacroBody
                    }
                }
            };
            let primitive = names.len() == 1
                && !spaces.and(Spaces::TYPE).is_empty()
                && !self.has_primitive_items
                && builtin::is_primitive(&self.names[word.0]);
            // What may be no code at all: `pub(crate)`, say.
            let keyword = matches!(self.certainty, Certainty::Possible | Certainty::MacroBody)
                && names.iter().all(|name| matches!(name.text, "crate" | "super" | "self"));
            if local || primitive || keyword {
                return;
            }
        }
        let Some(read) = self.read_path(leading, names) else { return };
        if read.from_arguments && self.has_read_arguments {
            return;
        }
        let certainty = match (read.from_body, self.certainty) {
            (false, certainty) => certainty,
            (true, Certainty::PatternName | Certainty::Captured) => self.certainty,
            // The macro's definition has recorded such a path.
            (true, _) if leading.is_some() || first.text == "crate" => return,
            (true, Certainty::MacroBody) => return,
            (true, _) => Certainty::Expanded,
        };
        let at = self.locate(read.bytes);
        let bare = leading.is_none() && names.len() == 1;
        let is_value = !spaces.and(Spaces::VALUE).is_empty();
        let may_be_local = self.hidden_locals || spaces != all;
        let certainty = if certainty == Certainty::Certain && bare && is_value && may_be_local {
            Certainty::Possible
        } else {
            certainty
        };
        if bare && kind == ReferenceKind::Call {
            let (reference, declarations) = (self.references.len() as u32, self.declarations.len() as u32);
            self.bare_calls.push(BareCall { reference, declarations });
        }
        self.references.push(Reference {
            scope: self.scope,
            path: read.path,
            spaces,
            predicate: self.predicate,
            at,
            kind,
            certainty,
            is_of_body: read.is_of_body,
            within,
        });
    }

    /// Returns whether a single name in one of these namespaces is that of a local value or a generic parameter. Removes the
    /// namespace of types if a generic parameter hides those of the name.
    fn local_name(&self, word: Word, spaces: &mut Spaces) -> LocalName {
        let is_value = !spaces.and(Spaces::VALUE).is_empty();
        let value = if is_value { self.ribs.value(word) } else { LocalName::No };
        if value == LocalName::Yes || spaces.and(Spaces::TYPE).is_empty() {
            return value;
        }
        match self.ribs.generic(word) {
            LocalName::No => value,
            // A macro may take the name as a value, too.
            LocalName::Yes if *spaces == Spaces::VALUE_ELSE_TYPE && value == LocalName::No => {
                *spaces = Spaces::VALUE;
                LocalName::No
            }
            generic => generic,
        }
    }

    /// Whether a single name is likely a type, a constant or a function. Others may be words of a macro, or locals that it binds.
    fn is_type_or_callee(&self, name: &Name<'_>) -> bool {
        let code = self.code();
        name.text.starts_with(char::is_uppercase) || code.kind(code.token_over(name.start) + 1) == Kind::OpenParen
    }

    /// Reads a path's anchor and segments.
    pub(super) fn read_path(&mut self, leading: Option<usize>, names: &[Name<'_>]) -> Option<LocatedPath> {
        let (first, last) = (names.first()?, names.last()?);
        let map = self.source.map;
        let all = |is: fn(Origin) -> bool| names.iter().all(|name| map.origin(name.start).is_some_and(is));
        let (from_body, from_arguments) = (all(|origin| origin.from_body), all(|origin| origin.from_arguments));
        let is_of_body = names.iter().any(|name| map.origin(name.start).is_some_and(|origin| origin.from_body));
        let mut rest = names;
        let anchor = if leading.is_some() {
            Anchor::Global
        } else if first.text == "crate" {
            rest = &rest[1..];
            match map.origin(first.start).and_then(|origin| origin.dollar_crate) {
                Some(krate) => Anchor::DollarCrate(krate),
                None => Anchor::Crate,
            }
        } else if matches!(first.text, "self" | "super") {
            if first.text == "self" {
                rest = &rest[1..];
            }
            let supers = rest.iter().take_while(|name| name.text == "super").count();
            rest = &rest[supers..];
            Anchor::Super(supers as u32)
        } else {
            Anchor::Plain
        };
        let segments = rest.iter().map(|name| name.word(self)).collect();
        let path = self.path(Path { anchor, segments });
        Some(LocatedPath {
            path,
            bytes: leading.unwrap_or(first.start)..last.end,
            from_body,
            is_of_body,
            from_arguments,
        })
    }
}
