//! Declarations that an edit adds and that change no meaning elsewhere: their names stand nowhere else, so that no path
//! can lead to them but those beside them.

use super::same::Same;
use crate::{
    analysis::Words,
    source::Span,
    syntax::{Anchor, Declaration, Declared, Facts, ImportKind, Item, Reference, ScopeIndex, Spaces},
};

/// A declaration that only the new reading has.
#[derive(Debug)]
pub(super) struct Added {
    scope: ScopeIndex,
    /// Of one with a name: that, and its name spaces.
    name: Option<(String, Spaces)>,
    /// What its Rust module gets of it; none where the scope is a block, which has no names that show.
    pub(super) shown: Option<Shown>,
}

impl Added {
    /// Whether it is called so.
    pub(super) fn is(&self, name: &str) -> bool {
        self.name.as_ref().is_some_and(|(own, _)| own == name)
    }
}

/// A name that the names of a Rust module get.
#[derive(Debug)]
pub(super) struct Shown {
    pub(super) name: String,
    /// Where the `mod` of that Rust module stood; none for the file's own.
    pub(super) module: Option<Span>,
    /// A name that was declared there before under the same condition: where that is missing, this one is too.
    pub(super) beside: String,
}

/// The declaration, if nothing can depend on it.
pub(super) fn added(same: &Same<'_>, declaration: &Declaration, words: &Words) -> Option<Added> {
    let Declaration { scope, predicate, .. } = *declaration;
    let in_block = same.new.scopes[scope.0 as usize].block;
    let mut beside = same.old.declarations.iter().filter(|other| (other.scope, other.predicate) == (scope, predicate));
    match &declaration.what {
        Declared::Unnamed => {
            // That its Rust module declares anything must be known already.
            let is_item = |other: &Declaration| matches!(other.what, Declared::Item(_) | Declared::Unnamed);
            (in_block || beside.any(is_item)).then_some(Added { scope, name: None, shown: None })
        }
        Declared::Item(item) => {
            let name = same.new.name(item.name);
            if words.may_hold(name) || predicate != same.new.scopes[scope.0 as usize].predicate {
                return None;
            }
            let mut shown = None;
            if !in_block {
                let beside = beside.find_map(|other| alone(same.old, other))?;
                let module = match scope {
                    ScopeIndex::ROOT => None,
                    _ => Some(place_of(same.old, scope)?),
                };
                shown = Some(Shown { name: name.to_owned(), module, beside: beside.to_owned() });
            }
            Some(Added { scope, name: Some((name.to_owned(), item.spaces)), shown })
        }
        Declared::Module(_)
        | Declared::Import(_)
        | Declared::Macro(_)
        | Declared::Call(_)
        | Declared::LeaveMacroUse(_) => None,
    }
}

/// The name of an item that nothing else in its scope has.
pub(super) fn alone<'f>(facts: &'f Facts, declaration: &Declaration) -> Option<&'f str> {
    let Declared::Item(Item { name, .. }) = declaration.what else { return None };
    let others = facts.declarations.iter().filter(|other| other.scope == declaration.scope);
    let namesakes = others.filter(|other| match &other.what {
        Declared::Item(item) => item.name == name,
        Declared::Import(import) => matches!(import.kind,
            ImportKind::Name(word) | ImportKind::SelfName(word) | ImportKind::ExternCrate { name: Some(word), .. }
            if word == name),
        Declared::Module(module) => module.name == name,
        _ => false,
    });
    (namesakes.count() == 1).then(|| facts.name(name))
}

/// Where the `mod` of an inline Rust module stands.
fn place_of(facts: &Facts, scope: ScopeIndex) -> Option<Span> {
    facts.declarations.iter().find_map(|one| match &one.what {
        Declared::Module(module) if module.inline == Some(scope) => Some(one.at.span),
        _ => None,
    })
}

/// Whether a path leads to something that was added to a scope around it, and so out of no Rust module.
pub(super) fn leads_to(facts: &Facts, reference: &Reference, added: &[Added]) -> bool {
    let path = &facts.paths[reference.path.0 as usize];
    let (Anchor::Plain, [first, rest @ ..]) = (path.anchor, &*path.segments) else { return false };
    let name = facts.name(*first);
    let wanted = if rest.is_empty() { reference.spaces } else { Spaces::TYPE };
    let mut scope = reference.scope;
    loop {
        let here = added.iter().filter(|one| one.scope == scope).filter_map(|one| one.name.as_ref());
        let spaces = here.filter(|(own, _)| own == name).fold(Spaces::default(), |all, (_, one)| all.or(*one));
        if !spaces.is_empty() {
            // In another name space the name may yet be an outside glob's.
            return spaces.and(wanted) == wanted;
        }
        let fact = &facts.scopes[scope.0 as usize];
        if !fact.block || may_bring(facts, scope) {
            return false;
        }
        scope = fact.parent;
    }
}

/// Whether a block may have names that it does not itself declare.
fn may_bring(facts: &Facts, scope: ScopeIndex) -> bool {
    facts.generated.contains(&scope)
        || facts.declarations.iter().filter(|one| one.scope == scope).any(|one| match &one.what {
            Declared::Call(_) => true,
            Declared::Import(import) => import.kind == ImportKind::Glob,
            _ => false,
        })
}
