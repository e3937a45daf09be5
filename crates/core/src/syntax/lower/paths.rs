//! Paths in code.

use super::lowerer::Lowerer;
use crate::syntax::{
    builtin,
    facts::{Anchor, Certainty, Path, PathId, Reference, ReferenceKind, Spaces, Word},
    span_map::Offsets,
};
use proc_macro2::Ident;
use std::ops::Range;
use syn::visit::Visit;

/// An identifier of a path: of a tree, or of code without one.
pub(super) trait Segment: Copy {
    /// Whether it reads so.
    fn is(&self, text: &str) -> bool;

    /// Its word, without `r#`.
    fn word(&self, lowerer: &mut Lowerer<'_>) -> Word;

    /// Whether it is that of an attribute of the compiler's own, or of a tool.
    fn is_builtin_attribute(self) -> bool;

    /// Where it stands in the text, whose tree has these offsets.
    fn bytes(&self, offsets: &Offsets) -> Range<usize>;
}

impl Segment for &Ident {
    fn is(&self, text: &str) -> bool {
        **self == text
    }

    fn word(&self, lowerer: &mut Lowerer<'_>) -> Word {
        lowerer.ident(self)
    }

    fn is_builtin_attribute(self) -> bool {
        builtin::is_builtin_attribute(&self.to_string())
    }

    fn bytes(&self, offsets: &Offsets) -> Range<usize> {
        offsets.start(self.span())..offsets.end(self.span())
    }
}

/// A path read from identifiers, with where it stands in the text and whether a macro's body wrote all of it.
pub(super) struct Read {
    pub(super) path: PathId,
    pub(super) bytes: Range<usize>,
    pub(super) from_body: bool,
}

impl Lowerer<'_> {
    /// Records the first `count` segments of a path as a reference, unless it can't lead to an item; and what
    /// stands in its generic arguments.
    pub(super) fn path_reference(&mut self, path: &syn::Path, count: usize, spaces: Spaces) {
        for segment in &path.segments {
            self.visit_path_arguments(&segment.arguments);
        }
        let count = count.min(path.segments.len());
        let idents: Vec<&Ident> = path.segments.iter().take(count).map(|segment| &segment.ident).collect();
        let leading = path.leading_colon.as_ref().map(|colons| self.offsets.start(colons.spans[0]));
        self.reference(leading, &idents, spaces, ReferenceKind::Path);
    }

    /// Records a path as a reference, unless it names a local, a generic parameter, a primitive or `Self`.
    pub(super) fn reference<S: Segment>(
        &mut self,
        leading: Option<usize>,
        idents: &[S],
        spaces: Spaces,
        kind: ReferenceKind,
    ) {
        let Some(first) = idents.first() else { return };
        if leading.is_none() {
            if first.is("Self") || (idents.len() == 1 && (first.is("self") || self.soup)) {
                return;
            }
            let word = first.word(self);
            let local = if idents.len() > 1 {
                self.ribs.has_type(word)
            } else {
                (spaces.0 & Spaces::VALUE.0 != 0 && self.ribs.has_value(word))
                    || (spaces.0 & Spaces::TYPE.0 != 0 && self.ribs.has_type(word))
            };
            let primitive =
                idents.len() == 1 && !spaces.and(Spaces::TYPE).is_empty() && builtin::is_primitive(&self.names[word.0]);
            // What may be no code at all: `pub(crate)`, say.
            let keyword = self.certainty == Certainty::Possible
                && idents.iter().all(|ident| ident.is("crate") || ident.is("super") || ident.is("self"));
            if local || primitive || keyword {
                return;
            }
        }
        let Some(read) = self.read_path(leading, idents) else { return };
        if read.from_body {
            return; // The definition's own body says it, where it stands.
        }
        let at = self.map.locate(read.bytes.start, read.bytes.end);
        let bare = leading.is_none() && idents.len() == 1;
        let certainty =
            if bare && spaces == Spaces::VALUE && self.hidden_locals { Certainty::Possible } else { self.certainty };
        self.references.push(Reference {
            scope: self.scope,
            path: read.path,
            spaces,
            predicate: self.predicate,
            at,
            kind,
            certainty,
        });
    }

    /// Reads a path's anchor and segments; none if it is no path that could be resolved.
    pub(super) fn read_path<S: Segment>(&mut self, leading: Option<usize>, idents: &[S]) -> Option<Read> {
        let first = idents.first()?;
        let mut origins = idents.iter().map(|ident| self.map.origin(ident.bytes(&self.offsets).start));
        let from_body = origins.all(|origin| origin.is_some_and(|origin| origin.from_body));
        let start = first.bytes(&self.offsets).start;
        let end = idents.last()?.bytes(&self.offsets).end;
        let mut rest = idents;
        let anchor = if leading.is_some() {
            Anchor::Global
        } else if first.is("crate") {
            rest = &rest[1..];
            match self.map.origin(start).and_then(|origin| origin.dollar_crate) {
                Some(krate) => Anchor::DollarCrate(krate),
                None => Anchor::Crate,
            }
        } else if first.is("self") || first.is("super") {
            if first.is("self") {
                rest = &rest[1..];
            }
            let supers = rest.iter().take_while(|ident| ident.is("super")).count();
            rest = &rest[supers..];
            Anchor::Super(supers as u32)
        } else {
            Anchor::Plain
        };
        let segments = rest.iter().map(|ident| ident.word(self)).collect();
        let path = self.path(Path { anchor, segments });
        Some(Read { path, bytes: leading.unwrap_or(start)..end, from_body })
    }
}
