//! Whether parts of two readings of a file say the same, wherever they stand: numbers of their tables differ.

use super::moves::Moves;
use crate::syntax::{
    Anchor, Declaration, Declared, Facts, Import, ImportKind, Item, ItemKind, MacroCall, Module, PathId, Predicate,
    PredicateId, Tokens, Visibility, Word,
};
use rustc_hash::FxHashMap;

/// Two readings of a file whose scopes and conditions are the same, number for number.
pub(super) struct Same<'f> {
    pub(super) old: &'f Facts,
    pub(super) new: &'f Facts,
    /// For each word of the new one that of the old one, or a number that none there has.
    words: Vec<u32>,
    /// The same of paths.
    paths: Vec<u32>,
}

impl<'f> Same<'f> {
    /// None where something differs that everything else depends on, or where one of them could not be read.
    pub(super) fn of(old: &'f Facts, new: &'f Facts) -> Option<Self> {
        let numbers: FxHashMap<&str, u32> = old.names.iter().map(AsRef::as_ref).zip(0..).collect();
        let unknown = old.names.len() as u32;
        let words = new.names.iter().zip(unknown..);
        let words = words.map(|(word, fresh)| numbers.get(word.as_ref()).copied().unwrap_or(fresh)).collect();
        let mut same = Self { old, new, words, paths: Vec::new() };
        let paths: FxHashMap<(Anchor, Vec<u32>), u32> = old
            .paths
            .iter()
            .zip(0..)
            .map(|(path, number)| ((path.anchor, path.segments.iter().map(|word| word.0).collect()), number))
            .collect();
        let unknown = old.paths.len() as u32;
        let shared = new.paths.iter().zip(unknown..).map(|(path, fresh)| {
            let segments = path.segments.iter().map(|word| same.words[word.0 as usize]).collect();
            paths.get(&(path.anchor, segments)).copied().unwrap_or(fresh)
        });
        same.paths = shared.collect();
        same.is_of_one_shape().then_some(same)
    }

    fn is_of_one_shape(&self) -> bool {
        let (old, new) = (self.old, self.new);
        old.edition == new.edition
            && old.predicate == new.predicate
            && old.macro_use == new.macro_use
            && old.problems.is_empty()
            && new.problems.is_empty()
            && old.generated == new.generated
            && all(&old.predicates, &new.predicates, |a, b| self.predicate(a, b))
            && all(&old.scopes, &new.scopes, |a, b| {
                (a.parent, a.block, a.predicate) == (b.parent, b.block, b.predicate) && self.maybe(a.body, b.body)
            })
    }

    /// Whether a word of the old one is one of the new one.
    pub(super) fn word(&self, old: Word, new: Word) -> bool {
        old.0 == self.words[new.0 as usize]
    }

    fn maybe(&self, old: Option<Word>, new: Option<Word>) -> bool {
        match (old, new) {
            (Some(old), Some(new)) => self.word(old, new),
            (None, None) => true,
            _ => false,
        }
    }

    /// The number that a path of the new one has in the old one; one that none there has, if it is not there.
    pub(super) fn path(&self, new: PathId) -> PathId {
        PathId(self.paths[new.0 as usize])
    }

    fn predicate(&self, old: &Predicate, new: &Predicate) -> bool {
        match (old, new) {
            (Predicate::All(a), Predicate::All(b)) | (Predicate::Any(a), Predicate::Any(b)) => a == b,
            (Predicate::Not(a), Predicate::Not(b)) => a == b,
            (Predicate::Atom(key, value), Predicate::Atom(other, its)) => {
                self.word(*key, *other) && self.maybe(*value, *its)
            }
            _ => false,
        }
    }

    /// Whether two declarations say the same. Where they stand goes to `moves`, as far as a place can show later.
    pub(super) fn declaration(&self, old: &Declaration, new: &Declaration, moves: &mut Moves) -> bool {
        if (old.scope, old.predicate) != (new.scope, new.predicate) {
            return false;
        }
        match (&old.what, &new.what) {
            (Declared::Module(a), Declared::Module(b)) => {
                moves.add(old.at.span, new.at.span);
                self.module(a, b)
            }
            (Declared::Item(a), Declared::Item(b)) => self.item(a, b),
            (Declared::Import(a), Declared::Import(b)) => {
                moves.add(a.span.span, b.span.span);
                self.import(a, b)
            }
            (Declared::Macro(a), Declared::Macro(b)) => {
                self.word(a.name, b.name) && a.exported == b.exported && tokens(&a.body, &b.body, moves)
            }
            (Declared::Call(a), Declared::Call(b)) => {
                moves.add(old.at.span, new.at.span);
                self.call(a, b) && tokens(&a.arguments, &b.arguments, moves)
            }
            (Declared::LeaveMacroUse(a), Declared::LeaveMacroUse(b)) => a == b,
            (Declared::Unnamed, Declared::Unnamed) => true,
            _ => false,
        }
    }

    fn visibility(&self, old: &Visibility, new: &Visibility) -> bool {
        match (old, new) {
            (Visibility::Restricted(a), Visibility::Restricted(b)) => *a == self.path(*b),
            _ => old == new,
        }
    }

    fn module(&self, old: &Module, new: &Module) -> bool {
        let path =
            |(a, text): &(PredicateId, Word), (b, other): &(PredicateId, Word)| a == b && self.word(*text, *other);
        self.word(old.name, new.name)
            && self.visibility(&old.visibility, &new.visibility)
            && (old.macro_use, old.inline) == (new.macro_use, new.inline)
            && all(&old.paths, &new.paths, path)
    }

    fn item(&self, old: &Item, new: &Item) -> bool {
        let kind = match (&old.kind, &new.kind) {
            (ItemKind::Enum(a), ItemKind::Enum(b)) => all(a, b, |a, b| self.word(a.0, b.0) && (a.1, a.2) == (b.1, b.2)),
            (ItemKind::PatternValue, ItemKind::PatternValue)
            | (ItemKind::Trait, ItemKind::Trait)
            | (ItemKind::Other, ItemKind::Other) => true,
            _ => false,
        };
        kind && self.word(old.name, new.name)
            && old.spaces == new.spaces
            && self.visibility(&old.visibility, &new.visibility)
    }

    fn import(&self, old: &Import, new: &Import) -> bool {
        let kind = match (old.kind, new.kind) {
            (ImportKind::Name(a), ImportKind::Name(b)) | (ImportKind::SelfName(a), ImportKind::SelfName(b)) => {
                self.word(a, b)
            }
            (ImportKind::Underscore, ImportKind::Underscore) | (ImportKind::Glob, ImportKind::Glob) => true,
            (
                ImportKind::ExternCrate { name: a, macro_use: old },
                ImportKind::ExternCrate { name: b, macro_use: new },
            ) => old == new && self.maybe(a, b),
            _ => false,
        };
        kind && old.path == self.path(new.path)
            && old.from_body == new.from_body
            && self.visibility(&old.visibility, &new.visibility)
    }

    fn call(&self, old: &MacroCall, new: &MacroCall) -> bool {
        old.path == self.path(new.path)
            && old.among == new.among
            && all(&old.generics, &new.generics, |a, b| self.word(*a, *b))
    }
}

fn all<T>(old: &[T], new: &[T], same: impl Fn(&T, &T) -> bool) -> bool {
    old.len() == new.len() && old.iter().zip(new).all(|(old, new)| same(old, new))
}

/// Whether two token lists are the same but for their places, which go to `moves`.
fn tokens(old: &Tokens, new: &Tokens, moves: &mut Moves) -> bool {
    old.text == new.text
        && old.tokens.len() == new.tokens.len()
        && old.tokens.iter().zip(&new.tokens).all(|(old, new)| {
            moves.add(old.origin.span, new.origin.span);
            let mut there = *old;
            there.origin.span = new.origin.span;
            there == *new
        })
}
