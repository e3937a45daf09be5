//! Two readings of one file: whether everything but the paths in its code is declared as before, and where what both
//! have stands now.

use super::{
    added::{self, Added},
    moves::Moves,
    same::Same,
};
use crate::{
    analysis::{Basis, Words},
    source::Span,
    syntax::{Anchor, Certainty, Declared, Facts, Reference, ScopeIndex, Tokens},
};
use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;

/// What an edit has done to a file.
#[derive(Debug)]
pub(super) struct Changes {
    /// Where declarations, imports and the tokens of macros are now.
    pub(super) moves: Moves,
    /// The places of the paths in code, sorted by what they were.
    pub(super) places: Vec<Replaced>,
    /// What is declared in addition, and can be named from nowhere else.
    pub(super) added: Vec<Added>,
    /// Names in patterns that bind something, since nothing in the workspace is called so.
    pub(super) bound: Vec<String>,
}

/// A place with paths in code, and those that say the same now.
#[derive(Debug)]
pub(super) struct Replaced {
    pub(super) old: Span,
    /// Sorted; none if nothing says it any more.
    pub(super) new: SmallVec<[Span; 1]>,
}

/// What the references of one place say.
type Group = SmallVec<[Said; 1]>;

/// What a reference says: the same in the same scope leads to the same.
pub(super) type Said = (ScopeIndex, u32, u8, u32, u8, u8);

impl Changes {
    /// What is between two readings of a file; none where more may follow from it than can be told here. `basis` is
    /// that of the whole workspace.
    pub(super) fn between(old: &Facts, new: &Facts, basis: &Basis) -> Option<Self> {
        let same = Same::of(old, new)?;
        let mut moves = Moves::default();
        let added = declarations(&same, &basis.words, &mut moves)?;
        let moves = moves.settled()?;
        let mut bound = Vec::new();
        let places = places(&same, &moves, &added, basis, &mut bound)?;
        Some(Self { moves, places, added, bound })
    }

    /// Where the paths are now that stood at a place, if any did.
    pub(super) fn replaced(&self, old: Span) -> Option<&[Span]> {
        let at = self.places.binary_search_by_key(&old, |place| place.old).ok()?;
        Some(&self.places[at].new)
    }
}

/// Walks both in their order. What only the new one declares must be named nowhere else; that something is gone is
/// never without consequence.
fn declarations(same: &Same<'_>, words: &Words, moves: &mut Moves) -> Option<Vec<Added>> {
    let mut before = same.old.declarations.iter();
    let mut next = before.next();
    let mut added = Vec::new();
    for now in &same.new.declarations {
        if let Some(old) = next
            && same.declaration(old, now, moves)
        {
            next = before.next();
        } else {
            added.push(added::added(same, now, words)?);
        }
    }
    next.is_none().then_some(added)
}

fn places(
    same: &Same<'_>,
    moves: &Moves,
    added: &[Added],
    basis: &Basis,
    bound: &mut Vec<String>,
) -> Option<Vec<Replaced>> {
    let (before, now) = (Parts::of(same.old, |_| true), Parts::of(same.new, |_| true));
    // What stands in a macro may be expanded: what is there must be the same, one by one.
    let kept =
        before.in_macros.len() == now.in_macros.len()
            && before.in_macros.iter().zip(&now.in_macros).all(|(old, new)| {
                said(old) == said(&same.reference(new)) && moves.span(old.at.span) == Some(new.at.span)
            });
    if !kept {
        return None;
    }
    let mut places = Vec::new();
    let mut known: FxHashMap<Group, usize> = FxHashMap::default();
    for group in before.in_code.chunk_by(|a, b| a.at == b.at) {
        let says = group.iter().map(said).collect();
        known.entry(says).or_insert(places.len());
        places.push(Replaced { old: group[0].at.span, new: SmallVec::new() });
    }
    for group in now.in_code.chunk_by(|a, b| a.at == b.at) {
        let says: Group = group.iter().map(|one| said(&same.reference(one))).collect();
        match known.get(&says) {
            Some(place) => places[*place].new.push(group[0].at.span),
            None => {
                for one in group {
                    // It leads to what stands beside it: no reference at all.
                    if added::leads_to(same.new, one, added) {
                        continue;
                    }
                    bound.push(binding(same.new, one, basis)?.to_owned());
                }
            }
        }
    }
    Some(places)
}

/// The name that a pattern binds, if nothing in the workspace can be meant by it.
fn binding<'f>(facts: &'f Facts, reference: &Reference, basis: &Basis) -> Option<&'f str> {
    let path = &facts.paths[reference.path.0 as usize];
    let (Certainty::PatternName, Anchor::Plain, [name]) = (reference.certainty, path.anchor, &*path.segments) else {
        return None;
    };
    Some(facts.name(*name)).filter(|name| !basis.values.may_hold(name))
}

pub(super) fn said(reference: &Reference) -> Said {
    let Reference { scope, path, spaces, predicate, kind, certainty, .. } = *reference;
    (scope, path.0, spaces.0, predicate.0, kind as u8, certainty as u8)
}

/// The references of a file, by where they stand.
pub(super) struct Parts {
    /// In the definitions and calls of macros, in their order.
    pub(super) in_macros: Vec<Reference>,
    /// In code that nothing expands, sorted by place.
    pub(super) in_code: Vec<Reference>,
}

impl Parts {
    /// Those of some facts, of whose macros and imports those count that stay.
    pub(super) fn of(facts: &Facts, stays: impl Fn(usize) -> bool) -> Self {
        let stay = || facts.declarations.iter().enumerate().filter(|(index, _)| stays(*index)).map(|(_, one)| one);
        let mut macros: Vec<Span> = stay().filter_map(|one| extent(&one.what)).collect();
        macros.sort_unstable();
        // One may stand in another.
        let mut reach = 0;
        for span in &mut macros {
            reach = span.end.max(reach);
            span.end = reach;
        }
        // A leaf of a `use` is a path of its own.
        let imports: FxHashSet<Span> = stay()
            .filter_map(|one| match &one.what {
                Declared::Import(import) => Some(import.span.span),
                _ => None,
            })
            .collect();
        let in_macro = |reference: &Reference| {
            let span = reference.at.span;
            let before = macros.partition_point(|one| one.start <= span.start);
            before.checked_sub(1).is_some_and(|at| span.start < macros[at].end) || imports.contains(&span)
        };
        let (in_macros, mut in_code): (Vec<_>, Vec<_>) = facts.references.iter().copied().partition(in_macro);
        in_code.sort_by_key(|one| one.at);
        Self { in_macros, in_code }
    }
}

/// Where the tokens of a macro's definition or call stand.
fn extent(declared: &Declared) -> Option<Span> {
    let Tokens { tokens, .. } = match declared {
        Declared::Macro(definition) => &definition.body,
        Declared::Call(call) => &*call.arguments,
        _ => return None,
    };
    Some(Span { start: tokens.first()?.origin.span.start, end: tokens.last()?.origin.span.end })
}
