//! Paths in code.

use super::{builtin, lowerer::Lowerer};
use crate::syntax::facts::{Anchor, Certainty, Path, PathId, Reference, ReferenceKind, Spaces};
use proc_macro2::{Ident, Span};
use syn::visit::Visit;

/// A path read from identifiers, with the span it has and whether a macro's body wrote all of it.
pub(super) struct Read {
    pub(super) path: PathId,
    pub(super) from: Span,
    pub(super) to: Span,
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
        let leading = path.leading_colon.as_ref().map(|colons| colons.spans[0]);
        self.reference(leading, &idents, spaces, ReferenceKind::Path);
    }

    /// Records a path as a reference, unless it names a local, a generic parameter, a primitive or `Self`.
    pub(super) fn reference(&mut self, leading: Option<Span>, idents: &[&Ident], spaces: Spaces, kind: ReferenceKind) {
        let Some(first) = idents.first() else { return };
        if leading.is_none() {
            if *first == "Self" || (idents.len() == 1 && (*first == "self" || self.soup)) {
                return;
            }
            let word = self.ident(first);
            let local = if idents.len() > 1 {
                self.ribs.has_type(word)
            } else {
                (spaces.0 & Spaces::VALUE.0 != 0 && self.ribs.has_value(word))
                    || (spaces.0 & Spaces::TYPE.0 != 0 && self.ribs.has_type(word))
            };
            let primitive = idents.len() == 1
                && !spaces.and(Spaces::TYPE).is_empty()
                && builtin::is_primitive(&self.names.values[word.0 as usize]);
            // What may be no code at all: `pub(crate)`, say.
            let keyword = self.certainty == Certainty::Possible
                && idents.iter().all(|ident| **ident == "crate" || **ident == "super" || **ident == "self");
            if local || primitive || keyword {
                return;
            }
        }
        let Some(read) = self.read_path(leading, idents) else { return };
        if read.from_body {
            return; // The definition's own body says it, where it stands.
        }
        let at = self.located(read.from, read.to);
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
    pub(super) fn read_path(&mut self, leading: Option<Span>, idents: &[&Ident]) -> Option<Read> {
        let first = idents.first()?;
        let origins = idents.iter().map(|ident| self.map.origin(self.offsets.start(ident.span())));
        let from_body = origins.clone().all(|origin| origin.is_some_and(|origin| origin.from_body));
        let mut rest = idents;
        let anchor = if leading.is_some() {
            Anchor::Global
        } else if *first == "crate" {
            rest = &rest[1..];
            match self.map.origin(self.offsets.start(first.span())).and_then(|origin| origin.dollar_crate) {
                Some(krate) => Anchor::DollarCrate(krate),
                None => Anchor::Crate,
            }
        } else if *first == "self" || *first == "super" {
            if *first == "self" {
                rest = &rest[1..];
            }
            let supers = rest.iter().take_while(|ident| **ident == "super").count();
            rest = &rest[supers..];
            Anchor::Super(supers as u32)
        } else {
            Anchor::Plain
        };
        let segments = rest.iter().map(|ident| self.ident(ident)).collect();
        let path = self.path(Path { anchor, segments });
        Some(Read { path, from: leading.unwrap_or_else(|| first.span()), to: idents.last()?.span(), from_body })
    }
}
