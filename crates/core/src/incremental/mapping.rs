//! Compares parts of two versions of a file's facts, whose tables number the same things differently.

use super::positions::PositionMap;
use crate::resolve::Refusal;
use crate::syntax::{
    Anchor, Declaration, Declared, Facts, Import, ImportKind, Item, ItemKind, MacroCall, Module, PathId, Predicate,
    PredicateId, Reference, Scope, ScopeIndex, Tokens, Visibility, Word,
};
use rustc_hash::FxHashMap;

/// A mapping from the ids of a file's new facts to those of its old facts.
///
/// What the old facts do not contain is mapped to an id that is out of their range.
pub(super) struct FactsMapping<'f> {
    pub(super) old: &'f Facts,
    pub(super) new: &'f Facts,
    words: Vec<u32>,
    paths: Vec<u32>,
    predicates: Vec<u32>,
    scopes: Vec<u32>,
}

impl<'f> FactsMapping<'f> {
    /// Maps facts onto older ones. The scopes are mapped later.
    pub(super) fn new(old: &'f Facts, new: &'f Facts) -> Result<Self, Refusal> {
        if !old.problems.is_empty() || !new.problems.is_empty() {
            return Err(Refusal::SyntaxErrors);
        }
        let mapping = Self::without_scopes(old, new);
        let attributes = (old.edition, old.predicate, old.macro_use, old.recursion_limit);
        let new_predicate = mapping.predicate_id(new.predicate);
        if attributes != (new.edition, new_predicate, new.macro_use, new.recursion_limit) {
            return Err(Refusal::FileAttributes);
        }
        Ok(mapping)
    }

    /// Maps the first `prefix` scopes to those of the same index, and every other one to that of the same index from the
    /// end.
    pub(super) fn assume_scopes(&mut self, prefix: usize) {
        let (old_len, new_len, prefix) = (self.old.scopes.len() as u32, self.new.scopes.len() as u32, prefix as u32);
        let from_end = |new: u32| (new + old_len).checked_sub(new_len).unwrap_or(u32::MAX);
        self.scopes = (0..new_len).map(|new| if new < prefix { new } else { from_end(new) }).collect();
    }

    /// Maps the scopes. `old_stays` and `new_stays` mark those that correspond to each other, in order; the other scopes
    /// exist on one side only.
    pub(super) fn match_scopes(&mut self, old_stays: &[bool], new_stays: &[bool]) -> Result<(), Refusal> {
        let mut staying = old_stays.iter().zip(0..).filter(|(stays, _)| **stays).map(|(_, index)| index);
        let out_of_range = self.old.scopes.len() as u32..;
        self.scopes = new_stays
            .iter()
            .zip(out_of_range)
            .map(|(stays, fresh)| if *stays { staying.next() } else { Some(fresh) })
            .collect::<Option<_>>()
            .ok_or(Refusal::Scopes)?;
        let is_complete = staying.next().is_none() && (0..new_stays.len()).all(|new| self.is_scope_equal(new));
        if is_complete { Ok(()) } else { Err(Refusal::Scopes) }
    }

    fn without_scopes(old: &'f Facts, new: &'f Facts) -> Self {
        let known: FxHashMap<&str, u32> = old.names.iter().map(AsRef::as_ref).zip(0..).collect();
        let out_of_range = old.names.len() as u32..;
        let words = new.names.iter().zip(out_of_range);
        let words = words.map(|(word, fresh)| known.get(word.as_ref()).copied().unwrap_or(fresh)).collect();
        let (paths, predicates, scopes) = Default::default();
        let mut mapping = Self { old, new, words, paths, predicates, scopes };
        let known: FxHashMap<(Anchor, Vec<u32>), u32> = old
            .paths
            .iter()
            .zip(0..)
            .map(|(path, id)| ((path.anchor, path.segments.iter().map(|word| word.0).collect()), id))
            .collect();
        let out_of_range = old.paths.len() as u32..;
        let paths = new.paths.iter().zip(out_of_range).map(|(path, fresh)| {
            let segments = path.segments.iter().map(|word| mapping.words[word.0 as usize]).collect();
            known.get(&(path.anchor, segments)).copied().unwrap_or(fresh)
        });
        mapping.paths = paths.collect();
        let known: FxHashMap<&Predicate, u32> = old.predicates.iter().zip(0..).collect();
        for (predicate, fresh) in new.predicates.iter().zip(old.predicates.len() as u32..) {
            let id = known.get(&mapping.predicate(predicate)).copied().unwrap_or(fresh);
            mapping.predicates.push(id);
        }
        mapping
    }

    /// Whether a new scope is equal to the old one that it is mapped to, or mapped to none.
    pub(super) fn is_scope_equal(&self, new: usize) -> bool {
        self.old.scopes.get(self.scopes[new] as usize).is_none_or(|scope| self.scope(scope, &self.new.scopes[new]))
    }

    /// Rewrites a predicate of the new facts with the ids of the old ones. Its operands must be mapped already.
    fn predicate(&self, new: &Predicate) -> Predicate {
        let word = |word: Word| Word(self.words[word.0 as usize]);
        let each = |list: &[PredicateId]| list.iter().map(|one| self.predicate_id(*one)).collect();
        match new {
            Predicate::All(list) => Predicate::All(each(list)),
            Predicate::Any(list) => Predicate::Any(each(list)),
            Predicate::Not(one) => Predicate::Not(self.predicate_id(*one)),
            Predicate::Atom(key, value) => Predicate::Atom(word(*key), value.map(word)),
        }
    }

    fn predicate_id(&self, new: PredicateId) -> PredicateId {
        PredicateId(self.predicates[new.0 as usize])
    }

    /// Maps a scope.
    pub(super) fn scope_index(&self, new: ScopeIndex) -> ScopeIndex {
        ScopeIndex(self.scopes[new.0 as usize])
    }

    fn scope(&self, old: &Scope, new: &Scope) -> bool {
        let place = (self.scope_index(new.parent), new.block, self.predicate_id(new.predicate));
        (old.parent, old.block, old.predicate) == place && self.optional_word(old.body, new.body)
    }

    /// Whether two references are equal, apart from their positions.
    pub(super) fn reference(&self, old: &Reference, new: &Reference) -> bool {
        old.scope == self.scope_index(new.scope)
            && old.path == self.path(new.path)
            && old.predicate == self.predicate_id(new.predicate)
            && (old.spaces, old.kind, old.certainty, old.is_of_body, old.within)
                == (new.spaces, new.kind, new.certainty, new.is_of_body, new.within)
    }

    fn word(&self, old: Word, new: Word) -> bool {
        old.0 == self.words[new.0 as usize]
    }

    fn optional_word(&self, old: Option<Word>, new: Option<Word>) -> bool {
        match (old, new) {
            (Some(old), Some(new)) => self.word(old, new),
            (None, None) => true,
            _ => false,
        }
    }

    fn path(&self, new: PathId) -> PathId {
        PathId(self.paths[new.0 as usize])
    }

    /// Whether two declarations are equal, apart from their positions. Adds those positions to the map that the graph or a
    /// diagnostic may contain.
    pub(super) fn declaration(&self, old: &Declaration, new: &Declaration, positions: &mut PositionMap) -> bool {
        if (old.scope, old.predicate) != (self.scope_index(new.scope), self.predicate_id(new.predicate)) {
            return false;
        }
        match (&old.what, &new.what) {
            (Declared::Module(a), Declared::Module(b)) => {
                positions.add(old.at.span, new.at.span);
                self.module(a, b)
            }
            (Declared::Item(a), Declared::Item(b)) => self.item(a, b),
            (Declared::Import(a), Declared::Import(b)) => {
                positions.add(a.span.span, b.span.span);
                self.import(a, b)
            }
            (Declared::Macro(a), Declared::Macro(b)) => {
                self.word(a.name, b.name) && a.exported == b.exported && tokens(&a.body, &b.body, positions)
            }
            (Declared::Call(a), Declared::Call(b)) => {
                positions.add(old.at.span, new.at.span);
                self.call(a, b) && tokens(&a.arguments, &b.arguments, positions)
            }
            (Declared::LeaveMacroUse(a), Declared::LeaveMacroUse(b)) => *a == self.scope_index(*b),
            (Declared::Unnamed, Declared::Unnamed) => true,
            _ => false,
        }
    }

    /// Whether two lists of declarations are equal, apart from their positions.
    pub(super) fn declarations(&self, old: &[&Declaration], new: &[&Declaration]) -> bool {
        all(old, new, |old, new| self.declaration(old, new, &mut PositionMap::default()))
    }

    fn visibility(&self, old: &Visibility, new: &Visibility) -> bool {
        match (old, new) {
            (Visibility::Restricted(a), Visibility::Restricted(b)) => *a == self.path(*b),
            _ => old == new,
        }
    }

    fn module(&self, old: &Module, new: &Module) -> bool {
        let path = |(a, text): &(PredicateId, Word), (b, other): &(PredicateId, Word)| {
            *a == self.predicate_id(*b) && self.word(*text, *other)
        };
        self.word(old.name, new.name)
            && self.visibility(&old.visibility, &new.visibility)
            && (old.macro_use, old.inline) == (new.macro_use, new.inline.map(|inline| self.scope_index(inline)))
            && all(&old.paths, &new.paths, path)
    }

    fn item(&self, old: &Item, new: &Item) -> bool {
        let kind = match (&old.kind, &new.kind) {
            (ItemKind::Enum(a), ItemKind::Enum(b)) => {
                all(a, b, |a, b| self.word(a.0, b.0) && (a.1, a.2) == (b.1, self.predicate_id(b.2)))
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
            ) => old == new && self.optional_word(a, b),
            _ => false,
        };
        kind && old.path == self.path(new.path)
            && old.from_body == new.from_body
            && self.visibility(&old.visibility, &new.visibility)
    }

    fn call(&self, old: &MacroCall, new: &MacroCall) -> bool {
        old.path == self.path(new.path)
            && old.position == new.position
            && all(&old.generics, &new.generics, |a, b| self.word(*a, *b))
    }
}

fn all<T>(old: &[T], new: &[T], is_equal: impl Fn(&T, &T) -> bool) -> bool {
    old.len() == new.len() && old.iter().zip(new).all(|(old, new)| is_equal(old, new))
}

/// Whether two token lists are equal, apart from their positions, which it adds to the map.
fn tokens(old: &Tokens, new: &Tokens, positions: &mut PositionMap) -> bool {
    old.text == new.text
        && old.tokens.len() == new.tokens.len()
        && old.tokens.iter().zip(&new.tokens).all(|(old, new)| {
            positions.add(old.origin.span, new.origin.span);
            let mut moved = *old;
            moved.origin.span = new.origin.span;
            moved == *new
        })
}
