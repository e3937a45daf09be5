//! Compares two surfaces of a module.

use super::{
    model::{Change, ChangeKind, Surface, SurfaceItem, SurfaceKind},
    reasons,
};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BTreeSet};

/// Returns the differences between two surfaces of a module, sorted: breaking ones first, then by path.
///
/// Items that macros generate have no signature, so only their names are compared. The parts of an item that is removed,
/// moved, renamed or new are not listed.
pub fn compare(before: &Surface, after: &Surface) -> Vec<Change> {
    let (old, new) = (Index::of(before), Index::of(after));
    let mut changes = Vec::new();
    let mut removed: Vec<&SurfaceItem> = Vec::new();
    for item in &before.items {
        match new.find(&item.path).as_slice() {
            [] => removed.push(item),
            found => changes.extend(changed(item, found, &old, &new)),
        }
    }
    let added: Vec<&SurfaceItem> = after.items.iter().filter(|item| old.find(&item.path).is_empty()).collect();
    let gone: FxHashSet<&str> = removed.iter().map(|item| item.path.as_str()).collect();
    let fresh: FxHashSet<&str> = added.iter().map(|item| item.path.as_str()).collect();
    let is_part = |item: &SurfaceItem, of: &FxHashSet<&str>, index: &Index<'_>| {
        of.contains(item.parent()) && index.find(item.parent()).iter().all(|parent| parent.kind != SurfaceKind::Mod)
    };
    removed.retain(|item| !is_part(item, &gone, &old));
    let mut added: Vec<_> = added.into_iter().filter(|item| !is_part(item, &fresh, &new)).collect();
    dedup(&mut removed);
    dedup(&mut added);
    for unknown in take_generated(&mut removed, &mut added, &old, &new) {
        let same = |change: &&mut Change| {
            change.after.as_ref().map(|item| &item.path) == unknown.item().map(|item| &item.path)
        };
        match changes.iter_mut().find(same) {
            Some(change) => change.notes.extend(unknown.notes),
            None => changes.push(unknown),
        }
    }
    pair(ChangeKind::Moved, &mut removed, &mut added, &old, &new, &mut changes);
    pair(ChangeKind::Renamed, &mut removed, &mut added, &old, &new, &mut changes);
    changes.extend(removed.into_iter().map(|item| Change {
        kind: ChangeKind::Removed,
        before: Some(item.clone()),
        after: None,
        breaking: vec!["code that uses it no longer compiles".to_owned()],
        notes: Vec::new(),
    }));
    changes.extend(added.into_iter().map(|item| {
        let parents = old.find(item.parent());
        let parent = parents.iter().find(|parent| parent.kind != SurfaceKind::Mod);
        let breaking = reasons::added(item, parent.copied());
        Change { kind: ChangeKind::Added, before: None, after: Some(item.clone()), breaking, notes: Vec::new() }
    }));
    let key = |change: &Change| {
        let item = change.item();
        let path = item.map(|item| (item.path.clone(), item.kind, item.signature.clone()));
        (!change.is_breaking(), path, change.kind)
    };
    changes.sort_by_cached_key(key);
    changes
}

/// Keeps one of several declarations of an item that `cfg` selects between.
fn dedup(items: &mut Vec<&SurfaceItem>) {
    items.dedup_by(|a, b| a.path == b.path && a.kind == b.kind);
}

/// Compares an item with those that its path leads to after the change.
fn changed(item: &SurfaceItem, found: &[&SurfaceItem], old: &Index<'_>, new: &Index<'_>) -> Option<Change> {
    // A re-export within the module changes if its visibility does; what it leads to is compared itself.
    let direct = new.at(&item.path);
    if item.alias_of.is_some() || direct.iter().any(|other| other.alias_of.is_some()) {
        let other = direct.first()?;
        let real: Vec<_> = old.find(&item.path);
        let is_same = |a: &SurfaceItem, b: &SurfaceItem| a.kind == b.kind && same_signature(a, b, old, new);
        let is_known = real.iter().any(|a| found.iter().any(|b| is_same(a, b) || is_unknown(a) || is_unknown(b)));
        let wanted = SurfaceItem { signature: None, ..item.clone() };
        let mut breaking = reasons::changed(&wanted, &SurfaceItem { signature: None, ..(*other).clone() });
        if !is_known && item.alias_of != other.alias_of {
            breaking.push("it leads to another item".to_owned());
        }
        let is_changed = !breaking.is_empty() || item.visibility != other.visibility;
        return is_changed.then(|| Change {
            kind: ChangeKind::Changed,
            before: Some(item.clone()),
            after: Some((*other).clone()),
            breaking,
            notes: reasons::compatible(&wanted, other),
        });
    }
    let is_same = |other: &&&SurfaceItem| {
        other.kind == item.kind && other.signature == item.signature && other.visibility == item.visibility
    };
    if found.iter().any(|other| is_same(&other)) {
        return None;
    }
    let other = found.iter().find(|other| other.kind == item.kind).or(found.first())?;
    // Whether an item that a macro generates is the same is unknown.
    if is_unknown(item) || is_unknown(other) {
        return None;
    }
    let breaking = reasons::changed(item, other);
    let notes = if breaking.is_empty() { reasons::compatible(item, other) } else { Vec::new() };
    let (before, after) = (Some(item.clone()), Some((*other).clone()));
    Some(Change { kind: ChangeKind::Changed, before, after, breaking, notes })
}

/// The items of a type that its new attribute macros may generate: the change of the type, the macros, and the names of the
/// items that only the old and only the new side has.
type Generated = (Change, Vec<String>, [BTreeSet<String>; 2]);

/// Leaves out the `impl`s, and the items in them, that an attribute macro may generate which the type has on one side only.
/// Returns what to say about each of those types.
fn take_generated(
    removed: &mut Vec<&SurfaceItem>,
    added: &mut Vec<&SurfaceItem>,
    old: &Index<'_>,
    new: &Index<'_>,
) -> Vec<Change> {
    let mut found: BTreeMap<String, Generated> = BTreeMap::new();
    let mut take = |item: &SurfaceItem, own: &Index<'_>, other: &Index<'_>, side: usize| {
        let is_generated = matches!(
            item.kind,
            SurfaceKind::Impl | SurfaceKind::Method | SurfaceKind::AssociatedFunction | SurfaceKind::AssociatedConst
        );
        let parents = (own.find(item.parent()), other.find(item.parent()));
        let ([here, ..], [there, ..]) = (parents.0.as_slice(), parents.1.as_slice()) else { return false };
        let (Some(known), Some(macros)) = (&here.attribute_macros, &there.attribute_macros) else { return false };
        let fresh: Vec<String> = macros.iter().filter(|one| !known.contains(one)).cloned().collect();
        if !is_generated || fresh.is_empty() {
            return false;
        }
        let (before, after) = if side == 0 { (here, there) } else { (there, here) };
        let change = || Change {
            kind: ChangeKind::Changed,
            before: Some((*before).clone()),
            after: Some((*after).clone()),
            breaking: Vec::new(),
            notes: Vec::new(),
        };
        let entry = found.entry(after.path.clone()).or_insert_with(|| (change(), fresh, Default::default()));
        entry.2[side].insert(format!("`{}`", item.name()));
        true
    };
    removed.retain(|item| !take(item, old, new, 0));
    added.retain(|item| !take(item, new, old, 1));
    let changes = found.into_values().map(|(mut change, macros, names)| {
        let macros = macros.iter().map(|name| format!("`#[{name}]`")).collect::<Vec<_>>().join(" and ");
        for (names, when) in names.into_iter().zip(["still has", "had"]).filter(|(names, _)| !names.is_empty()) {
            let names = names.into_iter().collect::<Vec<_>>().join(", ");
            change.notes.push(format!("whether it {when} {names} is unknown, since {macros} may generate that"));
        }
        change
    });
    changes.collect()
}

fn is_unknown(item: &SurfaceItem) -> bool {
    item.kind == SurfaceKind::Generated
}

/// Pairs removed with added items: items that moved, or that were renamed. Ambiguous pairs are left alone.
fn pair<'s>(
    kind: ChangeKind,
    removed: &mut Vec<&'s SurfaceItem>,
    added: &mut Vec<&'s SurfaceItem>,
    old: &Index<'_>,
    new: &Index<'_>,
    changes: &mut Vec<Change>,
) {
    let key = |item: &SurfaceItem, index: &Index<'_>| {
        let is_candidate = match kind {
            // The parts of an item don't move.
            ChangeKind::Moved => !matches!(item.kind, SurfaceKind::Impl | SurfaceKind::Variant | SurfaceKind::Field),
            _ => item.kind != SurfaceKind::Impl,
        };
        let shape = index.shape(item);
        (is_candidate && item.kind != SurfaceKind::Generated).then(|| match kind {
            ChangeKind::Moved => (item.kind, item.name().to_owned(), shape),
            _ => (item.kind, item.parent().to_owned(), shape),
        })
    };
    let mut groups: BTreeMap<_, (Vec<&SurfaceItem>, Vec<&SurfaceItem>)> = BTreeMap::new();
    for item in removed.iter() {
        if let Some(key) = key(item, old) {
            groups.entry(key).or_default().0.push(item);
        }
    }
    for item in added.iter() {
        if let Some(key) = key(item, new) {
            groups.entry(key).or_default().1.push(item);
        }
    }
    for (from, to) in groups.into_values() {
        let ([from], [to]) = (from.as_slice(), to.as_slice()) else { continue };
        // Many functions have no parameters, and many structs no fields. The same signature tells nothing then.
        if kind == ChangeKind::Renamed && old.is_trivial(from) && !share_word(from.name(), to.name()) {
            continue;
        }
        removed.retain(|item| !std::ptr::eq(*item, *from));
        added.retain(|item| !std::ptr::eq(*item, *to));
        let what = if kind == ChangeKind::Moved { "path" } else { "name" };
        changes.push(Change {
            kind,
            before: Some((*from).clone()),
            after: Some((*to).clone()),
            breaking: vec![format!("code has to use the new {what}")],
            notes: Vec::new(),
        });
    }
}

/// Returns whether two items have the same signature, apart from their names.
fn same_signature(a: &SurfaceItem, b: &SurfaceItem, old: &Index<'_>, new: &Index<'_>) -> bool {
    old.shape(a) == new.shape(b)
}

/// A surface by path.
struct Index<'s> {
    by_path: FxHashMap<&'s str, Vec<&'s SurfaceItem>>,
    parts: FxHashMap<&'s str, Vec<&'s SurfaceItem>>,
}

/// The number of re-exports to follow.
const MAX_ALIASES: usize = 32;

impl<'s> Index<'s> {
    fn of(surface: &'s Surface) -> Self {
        let mut index = Self { by_path: FxHashMap::default(), parts: FxHashMap::default() };
        for item in &surface.items {
            index.by_path.entry(&item.path).or_default().push(item);
            index.parts.entry(item.parent()).or_default().push(item);
        }
        index
    }

    fn at(&self, path: &str) -> &[&'s SurfaceItem] {
        self.by_path.get(path).map_or(&[], Vec::as_slice)
    }

    /// Returns the items that a path leads to, through re-exports within the surface.
    fn find(&self, path: &str) -> Vec<&'s SurfaceItem> {
        self.follow(path, MAX_ALIASES)
    }

    fn follow(&self, path: &str, steps: usize) -> Vec<&'s SurfaceItem> {
        let Some(steps) = steps.checked_sub(1) else { return Vec::new() };
        let own = self.at(path);
        if !own.is_empty() {
            let mut found: Vec<&SurfaceItem> = Vec::new();
            for item in own {
                let to = item.alias_of.as_deref().map_or_else(Vec::new, |to| self.follow(to, steps));
                found.extend(if to.is_empty() { vec![*item] } else { to });
            }
            return found;
        }
        // The parts of an item are listed under one of its paths.
        let separator = if path.contains(": ") { ": " } else { "::" };
        let Some((parent, name)) = path.rsplit_once(separator) else { return Vec::new() };
        let parents = self.follow(parent, steps);
        let other = parents.iter().find(|one| one.path != parent);
        other.map_or_else(Vec::new, |other| self.follow(&format!("{}{separator}{name}", other.path), steps))
    }

    /// Returns whether the signature of an item says little about the item.
    fn is_trivial(&self, item: &SurfaceItem) -> bool {
        let text = without_name(item.signature.as_deref().unwrap_or_default(), item.name());
        let is_plain =
            matches!(text.as_str(), "fn _()" | "fn _(&self)" | "fn _(&mut self)" | "fn _(self)" | "_" | "mod _")
                || (item.kind == SurfaceKind::Struct && !text.contains('<'));
        is_plain && self.parts.get(item.path.as_str()).is_none_or(Vec::is_empty)
    }

    /// Returns what identifies an item and its parts apart from its own name and path.
    fn shape(&self, item: &SurfaceItem) -> Vec<String> {
        let name = item.name();
        let own = item.alias_of.clone().or_else(|| item.signature.as_deref().map(|text| without_name(text, name)));
        let mut shape = vec![own.unwrap_or_default()];
        if item.kind != SurfaceKind::Mod && item.kind != SurfaceKind::Reexport {
            let parts = self.parts.get(item.path.as_str()).into_iter().flatten();
            shape.extend(parts.map(|part| {
                let text = part.signature.as_deref().unwrap_or_default();
                format!("{} {}", part.kind.as_str(), without_name(text, name))
            }));
            shape.sort();
        }
        if item.kind == SurfaceKind::Mod {
            // A Rust module is identified by the names in it.
            let parts = self.parts.get(item.path.as_str()).into_iter().flatten();
            shape.extend(parts.map(|part| format!("{} {}", part.kind.as_str(), part.name())));
            shape.sort();
        }
        shape
    }
}

/// Returns whether two names have a word in common, such as `order` in `OrderId` and `new_order`.
fn share_word(first: &str, second: &str) -> bool {
    let words = |name: &str| -> FxHashSet<String> {
        let mut spaced = String::new();
        for char in name.chars() {
            spaced.extend(char.is_uppercase().then_some('_'));
            spaced.extend(char.to_lowercase());
        }
        spaced.split('_').filter(|word| !word.is_empty()).map(str::to_owned).collect()
    };
    !words(first).is_disjoint(&words(second))
}

/// Replaces a name in a signature.
fn without_name(text: &str, name: &str) -> String {
    let is_word = |char: char| char.is_alphanumeric() || char == '_';
    let mut replaced = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(name).filter(|_| !name.is_empty()) {
        let (before, after) = (&rest[..at], &rest[at + name.len()..]);
        let is_whole = !before.ends_with(is_word) && !after.starts_with(is_word);
        replaced.push_str(before);
        replaced.push_str(if is_whole { "_" } else { name });
        rest = after;
    }
    replaced + rest
}
