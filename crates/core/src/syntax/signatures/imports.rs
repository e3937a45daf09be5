//! Reads `use` items.

use super::{
    cursor::Cursor,
    headers::plain,
    model::{ImportLeaf, WrittenVisibility},
};
use crate::{source::Span, syntax::code::Kind};
use std::ops::Range;

/// Reads a `use` tree at the position, up to its end. Calls `leaf` with the name that each leaf declares (`None` for a glob),
/// its path, and the token of its last name.
pub(in crate::syntax) fn use_tree(
    cursor: &mut Cursor<'_, '_>,
    leaf: &mut dyn FnMut(Option<String>, Vec<String>, usize),
) {
    let whole = cursor.until(|this| this.kind() == Kind::Semi);
    // A list instead of recursion: trees can be nested deeply.
    let mut open = vec![(whole, Vec::new())];
    while let Some((tokens, before)) = open.pop() {
        let inner = branch(&mut Cursor::new(cursor.code, tokens), before, leaf);
        open.extend(inner);
    }
}

/// Reads one branch of a `use` tree. Returns its own branches, each with the names in front of it.
fn branch(
    cursor: &mut Cursor<'_, '_>,
    mut path: Vec<String>,
    leaf: &mut dyn FnMut(Option<String>, Vec<String>, usize),
) -> Vec<(Range<usize>, Vec<String>)> {
    let mut last = cursor.at;
    loop {
        match cursor.kind() {
            Kind::Colon | Kind::Dollar => cursor.at += 1,
            Kind::Star => {
                leaf(None, path, cursor.at);
                return Vec::new();
            }
            Kind::OpenBrace => {
                let inner = cursor.group();
                return cursor.list(inner).into_iter().map(|part| (part, path.clone())).collect();
            }
            Kind::As => {
                cursor.at += 1;
                leaf(Some(plain(cursor.text())), path, last);
                return Vec::new();
            }
            kind if kind.is_word() => {
                last = cursor.at;
                // `a::{self}` imports `a`.
                if kind != Kind::SelfValue || path.is_empty() {
                    path.push(plain(cursor.text()));
                }
                cursor.at += 1;
            }
            _ => {
                if let Some(name) = path.last().cloned() {
                    leaf(Some(name), path, last);
                }
                return Vec::new();
            }
        }
    }
}

/// Makes the leaf of an import.
pub(in crate::syntax) fn import_leaf(
    modules: &[String],
    visibility: &WrittenVisibility,
    (name, path): (Option<String>, Vec<String>),
    span: Span,
) -> Option<ImportLeaf> {
    let is_unnamed = name.as_deref() == Some("_");
    (!is_unnamed).then(|| ImportLeaf { modules: modules.to_vec(), name, path, visibility: visibility.clone(), span })
}
