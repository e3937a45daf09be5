//! `use` trees and `extern crate`.

use super::{lowerer::Lowerer, paths::Segment};
use crate::syntax::facts::{Anchor, Declared, Import, ImportKind, Path, Visibility};
use proc_macro2::{Ident, Span};
use std::ops::Range;
use syn::UseTree;

impl Lowerer<'_> {
    pub(super) fn use_item(&mut self, item: &syn::ItemUse) {
        let visibility = self.visibility(&item.vis);
        let leading = item.leading_colon.as_ref().map(|colons| self.offsets.start(colons.spans[0]));
        self.use_tree(&item.tree, leading, &mut Vec::new(), None, &visibility);
    }

    /// Declares the leaves below a tree. `start` is where the leaf's own part of the tree starts, once known.
    fn use_tree<'t>(
        &mut self,
        tree: &'t UseTree,
        leading: Option<usize>,
        prefix: &mut Vec<&'t Ident>,
        start: Option<usize>,
        visibility: &Visibility,
    ) {
        let first = self.offsets.start(first_token(tree));
        let from = start.or(leading).unwrap_or(first);
        match tree {
            UseTree::Path(path) => {
                prefix.push(&path.ident);
                self.use_tree(&path.tree, leading, prefix, Some(from), visibility);
                prefix.pop();
            }
            UseTree::Group(group) => {
                for tree in &group.items {
                    // From here on, the leaf has a part of the tree to itself.
                    let first = self.offsets.start(first_token(tree));
                    self.use_tree(tree, leading, prefix, Some(first), visibility);
                }
            }
            UseTree::Name(name) => {
                self.use_leaf(leading, prefix, &name.ident, Leaf::Name(&name.ident), from, visibility);
            }
            UseTree::Rename(rename) => {
                let leaf = if rename.rename == "_" { Leaf::Underscore } else { Leaf::Name(&rename.rename) };
                self.use_leaf(leading, prefix, &rename.ident, leaf, from, visibility);
            }
            UseTree::Glob(glob) => {
                let to = self.offsets.end(glob.star_token.spans[0]);
                self.import(leading, prefix, ImportKind::Glob, from..to, visibility);
            }
        }
    }

    /// Declares a leaf, a part of whose tree starts at an offset.
    pub(super) fn use_leaf<S: Segment>(
        &mut self,
        leading: Option<usize>,
        prefix: &mut Vec<S>,
        last: S,
        leaf: Leaf<S>,
        from: usize,
        visibility: &Visibility,
    ) {
        let itself = last.is("self") && !prefix.is_empty();
        if !itself {
            prefix.push(last);
        }
        let kind = match leaf {
            Leaf::Underscore => ImportKind::Underscore,
            Leaf::Name(name) if itself => {
                let name = if name.is("self") { prefix.last().copied().unwrap_or(name) } else { name };
                ImportKind::SelfName(name.word(self))
            }
            Leaf::Name(name) => ImportKind::Name(name.word(self)),
        };
        let to = last.bytes(&self.offsets).end;
        self.import(leading, prefix, kind, from..to, visibility);
        if !itself {
            prefix.pop();
        }
    }

    pub(super) fn import<S: Segment>(
        &mut self,
        leading: Option<usize>,
        idents: &[S],
        kind: ImportKind,
        bytes: Range<usize>,
        visibility: &Visibility,
    ) {
        let at = self.map.locate(bytes.start, bytes.end);
        let (path, from_body) = if let Some(read) = self.read_path(leading, idents) {
            (read.path, read.from_body)
        } else {
            // `use *;` or `use ::*;`: the crate root in 2015, every crate in later ones.
            (self.path(Path { anchor: Anchor::Global, segments: Box::default() }), false)
        };
        let import = Import { path, kind, visibility: visibility.clone(), span: at, from_body };
        self.declare(at, Declared::Import(import));
    }

    pub(super) fn extern_crate(&mut self, item: &syn::ItemExternCrate, macro_use: bool) {
        let visibility = self.visibility(&item.vis);
        let leaf = match &item.rename {
            Some((_, name)) if name == "_" => Leaf::Underscore,
            Some((_, name)) => Leaf::Name(name),
            None => Leaf::Name(&item.ident),
        };
        self.declare_crate(&item.ident, leaf, visibility, macro_use);
    }

    /// Declares `extern crate krate as name;`.
    pub(super) fn declare_crate<S: Segment>(
        &mut self,
        krate: S,
        leaf: Leaf<S>,
        visibility: Visibility,
        macro_use: bool,
    ) {
        // A name that is looked up among the crates, `self` too: no path of the language.
        let word = krate.word(self);
        let path = self.path(Path { anchor: Anchor::Plain, segments: [word].into() });
        let bytes = krate.bytes(&self.offsets);
        let origin = self.map.origin(bytes.start);
        let from_body = origin.is_some_and(|origin| origin.from_body);
        let name = match leaf {
            Leaf::Underscore => None,
            Leaf::Name(name) => Some(name.word(self)),
        };
        let at = self.map.locate(bytes.start, bytes.end);
        let kind = ImportKind::ExternCrate { name, macro_use };
        let import = Import { path, kind, visibility, span: at, from_body };
        self.declare(at, Declared::Import(import));
    }

    pub(super) fn visibility(&mut self, visibility: &syn::Visibility) -> Visibility {
        match visibility {
            syn::Visibility::Public(_) => Visibility::Public,
            syn::Visibility::Inherited => Visibility::Inherited,
            syn::Visibility::Restricted(restricted) => {
                let idents: Vec<&Ident> = restricted.path.segments.iter().map(|segment| &segment.ident).collect();
                let leading = restricted.path.leading_colon.as_ref().map(|colons| self.offsets.start(colons.spans[0]));
                self.restricted(leading, &idents)
            }
        }
    }

    /// `pub(in path)`
    pub(super) fn restricted<S: Segment>(&mut self, leading: Option<usize>, idents: &[S]) -> Visibility {
        self.read_path(leading, idents).map_or(Visibility::Inherited, |read| Visibility::Restricted(read.path))
    }
}

fn first_token(tree: &UseTree) -> Span {
    match tree {
        UseTree::Path(path) => path.ident.span(),
        UseTree::Name(name) => name.ident.span(),
        UseTree::Rename(rename) => rename.ident.span(),
        UseTree::Glob(glob) => glob.star_token.spans[0],
        UseTree::Group(group) => group.brace_token.span.open(),
    }
}

/// What a leaf declares.
#[derive(Clone, Copy)]
pub(super) enum Leaf<S> {
    Name(S),
    Underscore,
}
