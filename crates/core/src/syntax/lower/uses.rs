//! `use` trees and `extern crate`.

use super::lowerer::Lowerer;
use crate::syntax::facts::{Anchor, Declared, Import, ImportKind, Path, Visibility};
use proc_macro2::{Ident, Span};
use syn::UseTree;

impl Lowerer<'_> {
    pub(super) fn use_item(&mut self, item: &syn::ItemUse) {
        let visibility = self.visibility(&item.vis);
        let leading = item.leading_colon.as_ref().map(|colons| colons.spans[0]);
        self.use_tree(&item.tree, leading, &mut Vec::new(), None, &visibility);
    }

    /// Declares the leaves below a tree. `start` is where the leaf's own part of the tree starts, once known.
    fn use_tree<'t>(
        &mut self,
        tree: &'t UseTree,
        leading: Option<Span>,
        prefix: &mut Vec<&'t Ident>,
        start: Option<Span>,
        visibility: &Visibility,
    ) {
        let here = |span: Span| Some(start.or(leading).unwrap_or(span));
        match tree {
            UseTree::Path(path) => {
                prefix.push(&path.ident);
                self.use_tree(&path.tree, leading, prefix, here(path.ident.span()), visibility);
                prefix.pop();
            }
            UseTree::Group(group) => {
                for tree in &group.items {
                    // From here on, the leaf has a part of the tree to itself.
                    self.use_tree(tree, leading, prefix, Some(first_token(tree)), visibility);
                }
            }
            UseTree::Name(name) => {
                let kind = Leaf::Name(&name.ident);
                self.use_leaf(leading, prefix, &name.ident, kind, here(name.ident.span()), visibility);
            }
            UseTree::Rename(rename) => {
                let kind = if rename.rename == "_" { Leaf::Underscore } else { Leaf::Name(&rename.rename) };
                self.use_leaf(leading, prefix, &rename.ident, kind, here(rename.ident.span()), visibility);
            }
            UseTree::Glob(glob) => {
                let to = glob.star_token.spans[0];
                let from = here(to).unwrap_or(to);
                self.import(leading, prefix, ImportKind::Glob, (from, to), visibility);
            }
        }
    }

    fn use_leaf<'t>(
        &mut self,
        leading: Option<Span>,
        prefix: &mut Vec<&'t Ident>,
        last: &'t Ident,
        leaf: Leaf<'t>,
        from: Option<Span>,
        visibility: &Visibility,
    ) {
        let itself = *last == "self" && !prefix.is_empty();
        if !itself {
            prefix.push(last);
        }
        let kind = match leaf {
            Leaf::Underscore => ImportKind::Underscore,
            Leaf::Name(name) if itself => {
                let name = if *name == "self" { prefix.last().copied().unwrap_or(name) } else { name };
                ImportKind::SelfName(self.ident(name))
            }
            Leaf::Name(name) => ImportKind::Name(self.ident(name)),
        };
        self.import(leading, prefix, kind, (from.unwrap_or_else(|| last.span()), last.span()), visibility);
        if !itself {
            prefix.pop();
        }
    }

    fn import(
        &mut self,
        leading: Option<Span>,
        idents: &[&Ident],
        kind: ImportKind,
        (from, to): (Span, Span),
        visibility: &Visibility,
    ) {
        let at = self.located(from, to);
        let start = leading.map(|span| self.offsets.start(span));
        let (path, from_body) = if let Some(read) = self.read_path(start, idents) {
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
        // A name that is looked up among the crates, `self` too: no path of the language.
        let word = self.ident(&item.ident);
        let path = self.path(Path { anchor: Anchor::Plain, segments: [word].into() });
        let origin = self.map.origin(self.offsets.start(item.ident.span()));
        let from_body = origin.is_some_and(|origin| origin.from_body);
        let name = match &item.rename {
            Some((_, name)) if name == "_" => None,
            Some((_, name)) => Some(self.ident(name)),
            None => Some(self.ident(&item.ident)),
        };
        let at = self.located(item.ident.span(), item.ident.span());
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
                self.read_path(leading, &idents).map_or(Visibility::Inherited, |read| Visibility::Restricted(read.path))
            }
        }
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

#[derive(Clone, Copy)]
enum Leaf<'t> {
    Name(&'t Ident),
    Underscore,
}
