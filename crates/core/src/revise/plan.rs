//! What an edit has done to a file where its code names something else by now, or where it declares something else: what is
//! to be linked again, and what stays.

use super::{
    Edit, added,
    compare::{Changes, Parts, Replaced, said},
    moves::Moves,
    same::Same,
};
use crate::{
    resolve::{MacroNames, Relink},
    source::{FileId, Span},
    syntax::{Declaration, Declared, Facts, Item, PathId, ScopeIndex, TokenKind, Tokens, Visibility},
};
use rustc_hash::FxHashSet;
use smallvec::SmallVec;
use std::sync::Arc;

/// How many declarations may differ on either side. With more of them, all is soon linked anew as fast.
const MOST: usize = 256;

/// What is to be done about an edited file.
#[derive(Debug)]
pub struct Plan {
    /// Where what stays is now.
    pub(super) moves: Moves,
    /// The places whose references are made anew, with nothing there instead.
    pub(super) places: Vec<Replaced>,
    pub(super) relink: Relink,
}

impl Plan {
    /// What is to be linked, and what becomes of the rest.
    pub(super) fn split(self) -> (Relink, (FileId, Changes)) {
        let Self { moves, places, relink } = self;
        let file = relink.file;
        (relink, (file, Changes { moves, places, added: Vec::new(), bound: Vec::new() }))
    }

    /// What is to be done about an edit; none where macros or Rust modules are not what they were.
    pub(super) fn of(edit: &Edit, macros: &MacroNames) -> Option<Self> {
        let (old, new) = (&*edit.old, &*edit.new);
        let (stay_old, stay_new) = (staying(old, macros), staying(new, macros));
        let same = Same::of_marked(old, new, &stay_old, &stay_new)?;
        let scopes = stay_new.iter().zip((0..).map(ScopeIndex));
        let scopes: Vec<_> = scopes.map(|(stays, scope)| stays.then(|| same.scope_of(scope))).collect();
        let (before, now) = (relevant(old, macros, &stay_old), relevant(new, macros, &stay_new));
        let mut difference = Difference::default();
        difference.walk(&same, &before, &now)?;
        let Difference { mut moves, gone, mut added, kept_old, kept_new } = difference;
        // What stands in blocks that are made anew is all new.
        let fresh = |one: &Declaration| scopes[one.scope.0 as usize].is_none();
        let in_fresh = new.declarations.iter().enumerate().filter(|(_, one)| fresh(one));
        added.extend(in_fresh.filter(|(_, one)| !is_of_prelude(new, one, macros)).map(|(index, _)| index));
        added.sort_unstable();
        let (was, is) =
            (Parts::of(old, |index| kept_old.contains(&index)), Parts::of(new, |index| kept_new.contains(&index)));
        // The tokens of macros have been noted.
        for (a, b) in was.in_macros.iter().zip(&is.in_macros) {
            if said(a) != said(&same.reference(b)) {
                return None;
            }
        }
        moves = moves.settled()?;
        let still = was.in_macros.len() == is.in_macros.len()
            && was.in_macros.iter().zip(&is.in_macros).all(|(a, b)| moves.span(a.at.span) == Some(b.at.span));
        if !still {
            return None;
        }
        let mut places: Vec<Span> = was.in_code.iter().map(|one| one.at.span).collect();
        places.extend(old.declarations.iter().enumerate().filter(|(index, _)| !kept_old.contains(index)).filter_map(
            |(_, one)| match &one.what {
                Declared::Import(import) => Some(import.span.span),
                _ => None,
            },
        ));
        places.sort_unstable();
        places.dedup();
        let places = places.into_iter().map(|old| Replaced { old, new: SmallVec::new() }).collect();
        let kept = kept_old.iter().map(|index| &old.declarations[*index]);
        let fixed = fixed(old, kept, &was);
        let (old, new) = (Arc::clone(&edit.old), Arc::clone(&edit.new));
        let mut references = is.in_code;
        for one in &mut references {
            one.at.file = edit.file.0;
        }
        let relink = Relink { file: edit.file, old, new, scopes, gone, added, references, fixed };
        Some(Self { moves, places, relink })
    }
}

/// Which scopes can be told in both readings: Rust modules, and the blocks that hold what may expand, with those around them.
fn staying(facts: &Facts, macros: &MacroNames) -> Vec<bool> {
    let mut stays: Vec<bool> = facts.scopes.iter().map(|scope| !scope.block).collect();
    for declaration in &facts.declarations {
        let holds = match &declaration.what {
            Declared::Call(call) => !macros.is_inert(facts, call),
            Declared::Macro(_) | Declared::Module(_) | Declared::LeaveMacroUse(_) => true,
            Declared::Item(_) | Declared::Import(_) | Declared::Unnamed => false,
        };
        let mut scope = declaration.scope.0 as usize;
        while holds && !stays[scope] {
            stays[scope] = true;
            scope = facts.scopes[scope].parent.0 as usize;
        }
    }
    // A Rust module within a block keeps that.
    for index in (0..facts.scopes.len()).rev() {
        if stays[index] {
            stays[facts.scopes[index].parent.0 as usize] = true;
        }
    }
    stays
}

fn is_of_prelude(facts: &Facts, declaration: &Declaration, macros: &MacroNames) -> bool {
    match &declaration.what {
        Declared::Call(call) => macros.is_inert(facts, call) && macros.is_of_prelude(facts, call),
        _ => false,
    }
}

/// The declarations of the scopes that stay which mean anything where they stand, by index.
fn relevant(facts: &Facts, macros: &MacroNames, stays: &[bool]) -> Vec<usize> {
    let means = |one: &Declaration| {
        stays[one.scope.0 as usize] && !matches!(one.what, Declared::Unnamed) && !is_of_prelude(facts, one, macros)
    };
    facts.declarations.iter().enumerate().filter(|(_, one)| means(one)).map(|(index, _)| index).collect()
}

/// What is between the declarations of two readings.
#[derive(Default)]
struct Difference {
    moves: Moves,
    gone: Vec<usize>,
    added: Vec<usize>,
    kept_old: FxHashSet<usize>,
    kept_new: FxHashSet<usize>,
}

impl Difference {
    /// Walks both in their order; none where what differs is more than items and imports.
    fn walk(&mut self, same: &Same<'_>, old: &[usize], new: &[usize]) -> Option<()> {
        let mut before = 0;
        for now in new {
            let rest = old[before..].iter().take(MOST);
            match rest.copied().position(|one| self.is_same(same, one, *now)) {
                Some(skipped) => {
                    self.gone.extend(&old[before..before + skipped]);
                    self.kept_old.insert(old[before + skipped]);
                    self.kept_new.insert(*now);
                    before += skipped + 1;
                }
                None => self.added.push(*now),
            }
        }
        self.gone.extend(&old[before..]);
        // An item may have changed its place among others; among those of its own name that may count.
        let (mut gone, mut added) = (std::mem::take(&mut self.gone), std::mem::take(&mut self.added));
        if gone.len().max(added.len()) > MOST {
            return None;
        }
        gone.retain(|old| {
            let item = is_alone(same.old, *old);
            let at = added.iter().position(|new| item && self.is_same(same, *old, *new));
            at.map(|at| added.swap_remove(at)).is_none()
        });
        let linked = |facts: &Facts, index: &usize| {
            matches!(facts.declarations[*index].what, Declared::Item(_) | Declared::Import(_))
        };
        let whole = gone.iter().all(|one| linked(same.old, one)) && added.iter().all(|one| linked(same.new, one));
        (self.gone, self.added) = (gone, added);
        whole.then_some(())
    }

    fn is_same(&mut self, same: &Same<'_>, old: usize, new: usize) -> bool {
        let mark = self.moves.mark();
        let is_same = same.declaration(&same.old.declarations[old], &same.new.declarations[new], &mut self.moves);
        if !is_same {
            self.moves.forget_since(mark);
        }
        is_same
    }
}

/// Whether a declaration is an item, and the only thing of its name in its scope that can be seen here.
fn is_alone(facts: &Facts, index: usize) -> bool {
    let declaration = &facts.declarations[index];
    matches!(declaration.what, Declared::Item(_)) && added::alone(facts, declaration).is_some()
}

/// The words of a file that are not looked up again: in macros and their calls, and in what says how far something is seen.
fn fixed<'f>(facts: &Facts, kept: impl Iterator<Item = &'f Declaration>, parts: &Parts) -> FxHashSet<Box<str>> {
    let mut fixed: FxHashSet<Box<str>> = FxHashSet::default();
    let path = |path: PathId, fixed: &mut FxHashSet<Box<str>>| {
        fixed.extend(facts.paths[path.0 as usize].segments.iter().map(|word| facts.name(*word).into()));
    };
    let tokens = |tokens: &Tokens, fixed: &mut FxHashSet<Box<str>>| {
        let words = tokens.tokens.iter().filter(|token| token.kind == TokenKind::Ident);
        fixed.extend(
            words.map(|token| tokens.text_of(token)).map(|text| text.strip_prefix("r#").unwrap_or(text).into()),
        );
    };
    for reference in &parts.in_macros {
        path(reference.path, &mut fixed);
    }
    for declaration in kept {
        match &declaration.what {
            Declared::Macro(definition) => tokens(&definition.body, &mut fixed),
            Declared::Call(call) => {
                path(call.path, &mut fixed);
                tokens(&call.arguments, &mut fixed);
            }
            Declared::Item(Item { visibility: Visibility::Restricted(of), .. }) => path(*of, &mut fixed),
            _ => {}
        }
    }
    fixed
}
