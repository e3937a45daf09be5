//! Compares the facts of an edited file before and after the edit: what stays, and what has to be resolved again.

use super::{edit::Edit, mapping::FactsMapping, positions::PositionMap, references::FileReferences};
use crate::{
    resolve::{FileUpdate, MacroNames, Refusal},
    source::Span,
    syntax::{Declaration, Declared, Facts, ImportKind, Item, PathId, ScopeIndex, TokenKind, Tokens, Visibility},
};
use rustc_hash::FxHashSet;
use std::sync::Arc;

/// How many declarations may differ on either side. With more of them, an analysis of the whole workspace is as fast.
const MAX_DIFFERENCES: usize = 256;

/// The difference between two versions of a file.
#[derive(Debug)]
pub(super) struct FileDiff {
    /// The new positions of everything that stays.
    pub(super) positions: PositionMap,
    /// The old spans of all paths that are resolved again; sorted.
    pub(super) stale: Vec<Span>,
    /// What has to be resolved again.
    pub(super) update: FileUpdate,
}

impl FileDiff {
    /// Compares both versions of a file. Refuses edits of macros and modules.
    pub(super) fn between(edit: &Edit, macros: &MacroNames) -> Result<Self, Refusal> {
        let (old, new) = (&*edit.old, &*edit.new);
        let mut mapping = FactsMapping::new(old, new)?;
        let (mut old_stays, mut new_stays) = (staying_scopes(old, macros), staying_scopes(new, macros));
        mark_equal_blocks(&mut mapping, macros, &mut old_stays, &mut new_stays);
        mapping.match_scopes(&old_stays, &new_stays)?;
        let scopes = new_stays.iter().zip((0..).map(ScopeIndex));
        let scopes: Vec<_> = scopes.map(|(stays, scope)| stays.then(|| mapping.scope_index(scope))).collect();
        let (before, after) =
            (significant_declarations(old, macros, &old_stays), significant_declarations(new, macros, &new_stays));
        let DeclarationDiff { mut positions, removed, mut added, kept_old, kept_new } =
            DeclarationDiff::between(&mapping, &before, &after)?;
        // Everything in a new block is new.
        let is_in_new_scope = |one: &Declaration| scopes[one.scope.0 as usize].is_none();
        let in_new_scopes = new.declarations.iter().enumerate().filter(|(_, one)| is_in_new_scope(one));
        added.extend(in_new_scopes.filter(|(_, one)| !is_prelude_call(new, one, macros)).map(|(index, _)| index));
        added.sort_unstable();
        let old_references = FileReferences::of(old, macros, |index| kept_old.contains(&index));
        let new_references = FileReferences::of(new, macros, |index| kept_new.contains(&index));
        let in_macros = || old_references.in_macros.iter().zip(&new_references.in_macros);
        if !in_macros().all(|(a, b)| mapping.reference(a, b)) {
            return Err(Refusal::PathInMacro);
        }
        for (old, new) in in_macros() {
            if macros.is_call(edit.old.as_ref(), old) {
                positions.add(old.at.span, new.at.span);
            }
        }
        let positions = positions.finish().ok_or(Refusal::Reordered)?;
        if old_references.in_macros.len() != new_references.in_macros.len()
            || !in_macros().all(|(a, b)| positions.span(a.at.span) == Some(b.at.span))
        {
            return Err(Refusal::PathInMacro);
        }
        let removed_imports = old.declarations.iter().enumerate().filter(|(index, _)| !kept_old.contains(index));
        let removed_imports = removed_imports.filter_map(|(_, one)| match &one.what {
            Declared::Import(import) => Some(import.span.span),
            _ => None,
        });
        let mut stale: Vec<Span> = old_references.in_code.iter().map(|one| one.at.span).collect();
        stale.extend(removed_imports);
        stale.sort_unstable();
        stale.dedup();
        let kept = kept_old.iter().map(|index| &old.declarations[*index]);
        let words_in_macros = words_in_macros(old, kept, &old_references);
        let mut references = new_references.in_code;
        for one in &mut references {
            one.at.file = edit.file.0;
        }
        let (old, new) = (Arc::clone(&edit.old), Arc::clone(&edit.new));
        let update = FileUpdate { file: edit.file, old, new, scopes, removed, added, references, words_in_macros };
        Ok(Self { positions, stale, update })
    }
}

/// Maps the positions of a file whose comments and whitespace alone have changed; `None` if other parts have too.
pub(super) fn moved_positions(edit: &Edit) -> Option<PositionMap> {
    let (old, new) = (&*edit.old, &*edit.new);
    let mut mapping = FactsMapping::new(old, new).ok()?;
    mapping.match_scopes(&vec![true; old.scopes.len()], &vec![true; new.scopes.len()]).ok()?;
    let mut positions = PositionMap::default();
    let mut is_equal = old.declarations.len() == new.declarations.len() && old.references.len() == new.references.len();
    for (old, new) in old.declarations.iter().zip(&new.declarations) {
        is_equal &= mapping.declaration(old, new, &mut positions);
    }
    for (old, new) in old.references.iter().zip(&new.references) {
        positions.add(old.at.span, new.at.span);
        is_equal &= mapping.reference(old, new);
    }
    if is_equal { positions.finish() } else { None }
}

/// Marks the scopes that can be identified in both versions: modules, blocks that contain macro calls or modules, and the
/// blocks around these.
fn staying_scopes(facts: &Facts, macros: &MacroNames) -> Vec<bool> {
    let mut stays: Vec<bool> = facts.scopes.iter().map(|scope| !scope.block).collect();
    for declaration in &facts.declarations {
        let is_anchor = match &declaration.what {
            Declared::Call(call) => !macros.is_inert(facts, call),
            Declared::Macro(_) | Declared::Module(_) | Declared::LeaveMacroUse(_) => true,
            Declared::Item(_) | Declared::Import(_) | Declared::Unnamed => false,
        };
        let mut scope = declaration.scope.0 as usize;
        while is_anchor && !stays[scope] {
            stays[scope] = true;
            scope = facts.scopes[scope].parent.0 as usize;
        }
    }
    // A module in a block keeps that block.
    for index in (0..facts.scopes.len()).rev() {
        if stays[index] {
            stays[facts.scopes[index].parent.0 as usize] = true;
        }
    }
    stays
}

/// Marks the blocks before and after the edit that are equal in both versions, since an update may not create every block
/// again.
fn mark_equal_blocks(
    mapping: &mut FactsMapping<'_>,
    macros: &MacroNames,
    old_stays: &mut [bool],
    new_stays: &mut [bool],
) {
    let (old, new) = (mapping.old, mapping.new);
    let (before, after) = (declarations_by_scope(old, macros), declarations_by_scope(new, macros));
    let (old_len, new_len) = (before.len(), after.len());
    let is_equal = |mapping: &FactsMapping<'_>, old: usize, new: usize| match (old_stays[old], new_stays[new]) {
        (true, true) => true,
        (false, false) => mapping.is_scope_equal(new) && mapping.declarations(&before[old], &after[new]),
        _ => false,
    };
    let common = old_len.min(new_len);
    mapping.assume_scopes(new_len);
    let prefix = (0..common).take_while(|at| is_equal(mapping, *at, *at)).count();
    mapping.assume_scopes(prefix);
    let suffix = (1..=common - prefix).take_while(|at| is_equal(mapping, old_len - at, new_len - at)).count();
    old_stays[..prefix].fill(true);
    new_stays[..prefix].fill(true);
    for (old_at, new_at) in (old_len - suffix..old_len).zip(new_len - suffix..new_len) {
        // A block does not stay without the block around it.
        let stays = old_stays[old.scopes[old_at].parent.0 as usize] && new_stays[new.scopes[new_at].parent.0 as usize];
        old_stays[old_at] |= stays;
        new_stays[new_at] |= stays;
    }
}

/// Returns the declarations of each scope that affect name resolution.
fn declarations_by_scope<'f>(facts: &'f Facts, macros: &MacroNames) -> Vec<Vec<&'f Declaration>> {
    let mut by_scope = vec![Vec::new(); facts.scopes.len()];
    for declaration in facts.declarations.iter().filter(|one| is_significant(facts, one, macros)) {
        by_scope[declaration.scope.0 as usize].push(declaration);
    }
    by_scope
}

/// Whether a declaration is a call of one of the language's own macros, which declare nothing.
fn is_prelude_call(facts: &Facts, declaration: &Declaration, macros: &MacroNames) -> bool {
    match &declaration.what {
        Declared::Call(call) => macros.declares_nothing(facts, call),
        _ => false,
    }
}

/// Whether a declaration affects name resolution.
fn is_significant(facts: &Facts, declaration: &Declaration, macros: &MacroNames) -> bool {
    !matches!(declaration.what, Declared::Unnamed) && !is_prelude_call(facts, declaration, macros)
}

/// Returns the indices of all declarations in staying scopes that affect name resolution.
fn significant_declarations(facts: &Facts, macros: &MacroNames, stays: &[bool]) -> Vec<usize> {
    let staying = facts.declarations.iter().enumerate().filter(|(_, one)| stays[one.scope.0 as usize]);
    staying.filter(|(_, one)| is_significant(facts, one, macros)).map(|(index, _)| index).collect()
}

/// The difference between the declarations of two versions, as indices into them.
#[derive(Default)]
struct DeclarationDiff {
    positions: PositionMap,
    removed: Vec<usize>,
    added: Vec<usize>,
    kept_old: FxHashSet<usize>,
    kept_new: FxHashSet<usize>,
}

impl DeclarationDiff {
    /// Compares declarations in source order. Only items and imports may be added and removed.
    fn between(mapping: &FactsMapping<'_>, old: &[usize], new: &[usize]) -> Result<Self, Refusal> {
        let mut diff = Self::default();
        let mut next_old = 0;
        for new in new {
            let candidates = old[next_old..].iter().take(MAX_DIFFERENCES);
            match candidates.copied().position(|old| diff.is_equal(mapping, old, *new)) {
                Some(skipped) => {
                    diff.removed.extend(&old[next_old..next_old + skipped]);
                    diff.kept_old.insert(old[next_old + skipped]);
                    diff.kept_new.insert(*new);
                    next_old += skipped + 1;
                }
                None => diff.added.push(*new),
            }
        }
        diff.removed.extend(&old[next_old..]);
        if diff.removed.len().max(diff.added.len()) > MAX_DIFFERENCES {
            return Err(Refusal::ManyDeclarations);
        }
        diff.pair_reordered_items(mapping);
        let is_item_or_import = |facts: &Facts, index: &usize| {
            matches!(facts.declarations[*index].what, Declared::Item(_) | Declared::Import(_))
        };
        let is_supported = diff.removed.iter().all(|one| is_item_or_import(mapping.old, one))
            && diff.added.iter().all(|one| is_item_or_import(mapping.new, one));
        if is_supported { Ok(diff) } else { Err(Refusal::ModulesOrMacros) }
    }

    /// Pairs removed with added items that only changed their place. The order of several items of one name matters, so
    /// these stay removed and added.
    fn pair_reordered_items(&mut self, mapping: &FactsMapping<'_>) {
        let (mut removed, mut added) = (std::mem::take(&mut self.removed), std::mem::take(&mut self.added));
        removed.retain(|old| {
            let is_unique = is_unique_item(mapping.old, *old);
            let at = added.iter().position(|new| is_unique && self.is_equal(mapping, *old, *new));
            at.map(|at| added.swap_remove(at)).is_none()
        });
        (self.removed, self.added) = (removed, added);
    }

    fn is_equal(&mut self, mapping: &FactsMapping<'_>, old: usize, new: usize) -> bool {
        let len = self.positions.len();
        let (old, new) = (&mapping.old.declarations[old], &mapping.new.declarations[new]);
        let is_equal = mapping.declaration(old, new, &mut self.positions);
        if !is_equal {
            self.positions.truncate(len);
        }
        is_equal
    }
}

/// Whether a declaration is an item, and the only declaration of its name in its scope.
fn is_unique_item(facts: &Facts, index: usize) -> bool {
    let declaration = &facts.declarations[index];
    let Declared::Item(Item { name, .. }) = declaration.what else { return false };
    let others = facts.declarations.iter().filter(|other| other.scope == declaration.scope);
    let namesakes = others.filter(|other| match &other.what {
        Declared::Item(item) => item.name == name,
        Declared::Import(import) => matches!(import.kind,
            ImportKind::Name(word) | ImportKind::SelfName(word) | ImportKind::ExternCrate { name: Some(word), .. }
            if word == name),
        Declared::Module(module) => module.name == name,
        _ => false,
    });
    namesakes.count() == 1
}

/// Collects the words of everything in a file that is not resolved again: macros, the arguments of macro calls, and
/// visibilities.
fn words_in_macros<'f>(
    facts: &Facts,
    kept: impl Iterator<Item = &'f Declaration>,
    references: &FileReferences,
) -> FxHashSet<Box<str>> {
    let mut words: FxHashSet<Box<str>> = FxHashSet::default();
    let add_path = |path: PathId, words: &mut FxHashSet<Box<str>>| {
        words.extend(facts.paths[path.0 as usize].segments.iter().map(|word| facts.name(*word).into()));
    };
    let add_tokens = |tokens: &Tokens, words: &mut FxHashSet<Box<str>>| {
        let identifiers = tokens.tokens.iter().filter(|token| token.kind == TokenKind::Ident);
        let texts = identifiers.map(|token| tokens.text_of(token));
        words.extend(texts.map(|text| text.strip_prefix("r#").unwrap_or(text).into()));
        // Format strings capture names.
        let literals = tokens.tokens.iter().filter(|token| token.kind == TokenKind::Literal);
        let formats = literals.map(|token| tokens.text_of(token)).filter(|text| text.contains('{'));
        let names = formats.flat_map(|text| text.split(|one: char| !one.is_alphanumeric() && one != '_'));
        words.extend(names.filter(|name| !name.is_empty()).map(Into::into));
    };
    for reference in &references.in_macros {
        add_path(reference.path, &mut words);
    }
    for declaration in kept {
        match &declaration.what {
            Declared::Macro(definition) => add_tokens(&definition.body, &mut words),
            Declared::Call(call) => {
                add_path(call.path, &mut words);
                add_tokens(&call.arguments, &mut words);
            }
            Declared::Item(Item { visibility: Visibility::Restricted(of), .. }) => add_path(*of, &mut words),
            _ => {}
        }
    }
    words
}
