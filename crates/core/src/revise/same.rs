//! Whether parts of two readings of a file say the same, wherever they stand: numbers of their tables differ.

use super::moves::Moves;
use crate::syntax::{
    Anchor, Declaration, Declared, Facts, Import, ImportKind, Item, ItemKind, MacroCall, Module, PathId, Predicate,
    PredicateId, Reference, Scope, ScopeIndex, Tokens, Visibility, Word,
};
use rustc_hash::FxHashMap;

/// Two readings of a file, with what is the same in both.
pub(super) struct Same<'f> {
    pub(super) old: &'f Facts,
    pub(super) new: &'f Facts,
    /// For each word of the new one that of the old one, or a number that none there has.
    words: Vec<u32>,
    /// The same of paths.
    paths: Vec<u32>,
    /// The same of conditions.
    predicates: Vec<u32>,
    /// The same of scopes.
    scopes: Vec<u32>,
}

impl<'f> Same<'f> {
    /// Of two readings whose scopes and conditions are the same, number for number. None where they are not, or where one
    /// of them could not be read.
    pub(super) fn of(old: &'f Facts, new: &'f Facts) -> Option<Self> {
        let mut same = Self::in_part(old, new)?;
        let is_identity = |numbers: &[u32], count: usize| numbers.iter().copied().eq(0..count as u32);
        same.scopes = (0..new.scopes.len() as u32).collect();
        let whole = is_identity(&same.predicates, old.predicates.len())
            && old.generated == new.generated
            && all(&old.scopes, &new.scopes, |a, b| same.scope(a, b));
        whole.then_some(same)
    }

    /// Of two readings in which some scopes stay, which are marked; the others are only in one of them.
    pub(super) fn of_marked(old: &'f Facts, new: &'f Facts, before: &[bool], now: &[bool]) -> Option<Self> {
        let mut same = Self::in_part(old, new)?;
        let mut stay = before.iter().zip(0..).filter(|(stays, _)| **stays).map(|(_, number)| number);
        let fresh = old.scopes.len() as u32..;
        same.scopes = now
            .iter()
            .zip(fresh)
            .map(|(stays, fresh)| if *stays { stay.next() } else { Some(fresh) })
            .collect::<Option<_>>()?;
        if stay.next().is_some() {
            return None;
        }
        let pairs = same.scopes.iter().zip(&new.scopes);
        let mut kept = pairs.filter_map(|(number, scope)| Some((old.scopes.get(*number as usize)?, scope)));
        let is_generated = |facts: &Facts, scope: u32| facts.generated.contains(&ScopeIndex(scope));
        let mut numbers = same.scopes.iter().zip(0..).filter(|(number, _)| (**number as usize) < old.scopes.len());
        let whole = kept.all(|(a, b)| same.scope(a, b))
            && numbers.all(|(before, now)| is_generated(old, *before) == is_generated(new, now));
        whole.then_some(same)
    }

    fn in_part(old: &'f Facts, new: &'f Facts) -> Option<Self> {
        let numbers: FxHashMap<&str, u32> = old.names.iter().map(AsRef::as_ref).zip(0..).collect();
        let unknown = old.names.len() as u32;
        let words = new.names.iter().zip(unknown..);
        let words = words.map(|(word, fresh)| numbers.get(word.as_ref()).copied().unwrap_or(fresh)).collect();
        let (paths, predicates, scopes) = Default::default();
        let mut same = Self { old, new, words, paths, predicates, scopes };
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
        let known: FxHashMap<&Predicate, u32> = old.predicates.iter().zip(0..).collect();
        for (predicate, fresh) in new.predicates.iter().zip(old.predicates.len() as u32..) {
            let number = known.get(&same.predicate(predicate)).copied().unwrap_or(fresh);
            same.predicates.push(number);
        }
        let whole = old.edition == new.edition
            && old.predicate == same.condition(new.predicate)
            && old.macro_use == new.macro_use
            && old.problems.is_empty()
            && new.problems.is_empty();
        whole.then_some(same)
    }

    /// A predicate of the new one in the numbers of the old one; those that it is made of must be known.
    fn predicate(&self, new: &Predicate) -> Predicate {
        let word = |word: Word| Word(self.words[word.0 as usize]);
        let each = |list: &[PredicateId]| list.iter().map(|one| self.condition(*one)).collect();
        match new {
            Predicate::All(list) => Predicate::All(each(list)),
            Predicate::Any(list) => Predicate::Any(each(list)),
            Predicate::Not(one) => Predicate::Not(self.condition(*one)),
            Predicate::Atom(key, value) => Predicate::Atom(word(*key), value.map(word)),
        }
    }

    /// The number that a condition of the new one has in the old one; one that none there has, if it is not there.
    fn condition(&self, new: PredicateId) -> PredicateId {
        PredicateId(self.predicates[new.0 as usize])
    }

    /// The same of a scope.
    pub(super) fn scope_of(&self, new: ScopeIndex) -> ScopeIndex {
        ScopeIndex(self.scopes[new.0 as usize])
    }

    fn scope(&self, old: &Scope, new: &Scope) -> bool {
        let place = (self.scope_of(new.parent), new.block, self.condition(new.predicate));
        (old.parent, old.block, old.predicate) == place && self.maybe(old.body, new.body)
    }

    /// What a reference of the new one says, in the numbers of the old one.
    pub(super) fn reference(&self, new: &Reference) -> Reference {
        let (scope, path) = (self.scope_of(new.scope), self.path(new.path));
        Reference { scope, path, predicate: self.condition(new.predicate), ..*new }
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

    /// Whether two declarations say the same. Where they stand goes to `moves`, as far as a place can show later.
    pub(super) fn declaration(&self, old: &Declaration, new: &Declaration, moves: &mut Moves) -> bool {
        if (old.scope, old.predicate) != (self.scope_of(new.scope), self.condition(new.predicate)) {
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
            (Declared::LeaveMacroUse(a), Declared::LeaveMacroUse(b)) => *a == self.scope_of(*b),
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
        let path = |(a, text): &(PredicateId, Word), (b, other): &(PredicateId, Word)| {
            *a == self.condition(*b) && self.word(*text, *other)
        };
        self.word(old.name, new.name)
            && self.visibility(&old.visibility, &new.visibility)
            && (old.macro_use, old.inline) == (new.macro_use, new.inline.map(|inline| self.scope_of(inline)))
            && all(&old.paths, &new.paths, path)
    }

    fn item(&self, old: &Item, new: &Item) -> bool {
        let kind = match (&old.kind, &new.kind) {
            (ItemKind::Enum(a), ItemKind::Enum(b)) => {
                all(a, b, |a, b| self.word(a.0, b.0) && (a.1, a.2) == (b.1, self.condition(b.2)))
            }
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
