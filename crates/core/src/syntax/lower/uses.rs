//! `use` trees, `extern crate`, and visibilities.

use super::{lowerer::Lowerer, paths::Name};
use crate::syntax::{
    code::Kind,
    events::TokenRange,
    facts::{Anchor, Declared, Import, ImportKind, Path, Visibility},
};
use smallvec::SmallVec;
use std::ops::Range;

/// The tree of a `use`, while its leaves are declared.
struct UseTree<'t> {
    /// The next token.
    at: usize,
    leading: Option<usize>,
    /// The segments before the next token.
    prefix: Vec<Name<'t>>,
    visibility: Visibility,
}

/// What a leaf is called where it is imported.
#[derive(Clone, Copy)]
pub(super) enum LeafName<'t> {
    Name(Name<'t>),
    Underscore,
}

impl<'a> Lowerer<'a> {
    /// Declares the imports of the `use` tree that starts at a token.
    pub(super) fn use_item(&mut self, first: usize, visibility: Visibility) {
        let mut tree = UseTree { at: first, leading: None, prefix: Vec::new(), visibility };
        self.use_tree(&mut tree, None);
    }

    /// Whether the tree of a `use` starts at a token.
    pub(super) fn starts_use_tree(&self, token: usize) -> bool {
        let before = (0..token).rev().map(|at| self.kind(at)).find(|kind| *kind != Kind::OpenNone);
        before == Some(Kind::Use)
    }

    /// Binds the names that the leaves of the `use` tree at a token import into the innermost block.
    pub(super) fn bind_imports(&mut self, first: usize) {
        let mut at = first;
        while !matches!(self.kind(at), Kind::Semi | Kind::End) {
            if self.kind(at) == Kind::Star {
                self.ribs.bind_glob();
            } else if self.kind(at).is_word() {
                let mut after = (at + 1..).map(|at| self.kind(at)).skip_while(|kind| *kind == Kind::CloseNone);
                if matches!(after.next(), Some(Kind::Semi | Kind::Comma | Kind::CloseBrace | Kind::End)) {
                    let word = self.name(at).word(self);
                    self.ribs.bind_item(word);
                }
            }
            at += 1;
        }
    }

    /// Skips the delimiters of what macros' variables stood for.
    fn skip_invisible(&self, tree: &mut UseTree<'a>) {
        while matches!(self.kind(tree.at), Kind::OpenNone | Kind::CloseNone) {
            tree.at += 1;
        }
    }

    fn advance(&self, tree: &mut UseTree<'a>, tokens: usize) {
        tree.at += tokens;
        self.skip_invisible(tree);
    }

    /// Declares the leaves of the subtree that comes next. `start` is where the leaf's own part of the tree starts, once known.
    fn use_tree(&mut self, tree: &mut UseTree<'a>, start: Option<usize>) {
        let (depth, leading) = (tree.prefix.len(), tree.leading);
        self.skip_invisible(tree);
        // Each tree of a group can be global: `use {::a::b, c};`.
        if self.kind(tree.at) == Kind::Colon {
            tree.leading = Some(self.start(tree.at));
            self.advance(tree, 2);
        }
        let from = start.or(tree.leading).unwrap_or_else(|| self.start(tree.at));
        loop {
            match self.kind(tree.at) {
                Kind::Star => {
                    let end = self.name(tree.at).end;
                    self.advance(tree, 1);
                    self.import(tree, ImportKind::Glob, from..end);
                }
                Kind::OpenBrace => self.use_group(tree),
                _ => {
                    let name = self.name(tree.at);
                    self.advance(tree, 1);
                    if self.kind(tree.at) == Kind::Colon {
                        self.advance(tree, 2);
                        tree.prefix.push(name);
                        continue;
                    }
                    let mut leaf = LeafName::Name(name);
                    if self.kind(tree.at) == Kind::As {
                        self.advance(tree, 1);
                        leaf = self.leaf_name(tree.at);
                        self.advance(tree, 1);
                    }
                    self.use_leaf(tree, name, leaf, from);
                }
            }
            break;
        }
        tree.prefix.truncate(depth);
        tree.leading = leading;
    }

    fn use_group(&mut self, tree: &mut UseTree<'a>) {
        let close = self.code().after(tree.at) - 1;
        self.advance(tree, 1);
        while tree.at < close {
            // From here on, the leaf has a part of the tree to itself.
            let first = self.start(tree.at);
            self.use_tree(tree, Some(first));
            // The comma.
            if tree.at < close {
                self.advance(tree, 1);
            }
        }
        tree.at = close;
        self.advance(tree, 1);
    }

    fn leaf_name(&self, token: usize) -> LeafName<'a> {
        if self.kind(token) == Kind::Underscore { LeafName::Underscore } else { LeafName::Name(self.name(token)) }
    }

    /// Declares a leaf whose own part of the tree starts at an offset.
    fn use_leaf(&mut self, tree: &mut UseTree<'a>, last: Name<'a>, leaf: LeafName<'a>, from: usize) {
        let is_self = last.text == "self" && !tree.prefix.is_empty();
        if !is_self {
            tree.prefix.push(last);
        }
        let kind = match leaf {
            LeafName::Underscore => ImportKind::Underscore,
            LeafName::Name(name) if is_self => {
                let name = if name.text == "self" { tree.prefix.last().copied().unwrap_or(name) } else { name };
                ImportKind::SelfName(name.word(self))
            }
            LeafName::Name(name) => ImportKind::Name(name.word(self)),
        };
        self.import(tree, kind, from..last.end);
        if !is_self {
            tree.prefix.pop();
        }
    }

    fn import(&mut self, tree: &UseTree<'a>, kind: ImportKind, bytes: Range<usize>) {
        let at = self.locate(bytes);
        let (path, from_body) = if let Some(read) = self.read_path(tree.leading, &tree.prefix) {
            (read.path, read.from_body)
        } else {
            // `use *;` or `use ::*;`: the crate root in 2015, every crate in later editions.
            (self.path(Path { anchor: Anchor::Global, segments: Box::default() }), false)
        };
        let import = Import { path, kind, visibility: tree.visibility.clone(), span: at, from_body };
        self.declare(at, Declared::Import(import));
    }

    /// Declares `extern crate name as rename;`.
    pub(super) fn extern_crate(
        &mut self,
        name: Name<'a>,
        rename: Option<u32>,
        visibility: Visibility,
        macro_use: bool,
    ) {
        // A name that is looked up among the crates, `self` too: no path of the language.
        let word = name.word(self);
        let path = self.path(Path { anchor: Anchor::Plain, segments: [word].into() });
        let origin = self.source.map.origin(name.start);
        let from_body = origin.is_some_and(|origin| origin.from_body);
        let name_here = match rename.map_or(LeafName::Name(name), |rename| self.leaf_name(rename as usize)) {
            LeafName::Underscore => None,
            LeafName::Name(name) => Some(name.word(self)),
        };
        let at = self.locate(name.bytes());
        let kind = ImportKind::ExternCrate { name: name_here, macro_use };
        let import = Import { path, kind, visibility, span: at, from_body };
        self.declare(at, Declared::Import(import));
    }

    /// `pub`, `pub(crate)`, `pub(in path)`, or nothing.
    pub(super) fn visibility(&mut self, (from, to): TokenRange) -> Visibility {
        match to - from {
            0 => Visibility::Inherited,
            1 => Visibility::Public,
            _ => {
                let path = from as usize + 2..to as usize - 1;
                let leading = path.clone().find(|token| self.kind(*token) != Kind::In);
                let leading = leading.filter(|token| self.kind(*token) == Kind::Colon).map(|token| self.start(token));
                let segments = path.filter(|token| self.kind(*token).is_word() && self.kind(*token) != Kind::In);
                let names: SmallVec<[Name<'_>; 4]> = segments.map(|token| self.name(token)).collect();
                self.read_path(leading, &names).map_or(Visibility::Inherited, |read| Visibility::Restricted(read.path))
            }
        }
    }
}
