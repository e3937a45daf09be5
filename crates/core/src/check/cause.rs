//! Names the cause of a violation in terms of the architecture, so that violations with the same cause can be shown
//! together. It reports nothing.

use super::context::CheckContext;
use crate::{
    diagnostic::{Cause, CauseKind},
    graph::{End, Outside, PointOfEntry, Reference},
};

impl CheckContext<'_> {
    /// Returns the cause of a violation by a reference. `end` is the node that it must not reach; `None` means the one
    /// where its target is defined.
    pub(super) fn cause(&self, reference: &Reference, end: Option<End>) -> Cause {
        let target = self.graph.target(reference);
        let end = end.unwrap_or(target.defined);
        let is_end = |entry: &PointOfEntry| End::Module(entry.module) == end;
        let crossed = match target.via.iter().position(|entry| end != target.defined && is_end(entry)) {
            Some(at) => &target.via[at..=at],
            None => &target.via[..],
        };
        let is_reexport = |entry: &&PointOfEntry| {
            entry.reexport && End::Module(entry.module) != target.defined && !self.is_extern_crate(entry)
        };
        let kind = match crossed.iter().find(is_reexport) {
            Some(entry) => CauseKind::Reexport {
                module: self.path(entry.module).to_owned(),
                item: self.graph.reached_path(target),
            },
            None => CauseKind::Parts,
        };
        let (from, to) = self.parts(reference, end);
        Cause { kind, from, to }
    }

    /// Returns the names of the parts of the code between which a reference is: modules of the rules file, or else
    /// crates, or else the topmost Rust modules that differ.
    fn parts(&self, reference: &Reference, end: End) -> (String, String) {
        let (own, reached) = (self.path(reference.from), self.graph.end_path(end));
        let End::Module(to) = end else {
            // The name of the only package would say nothing.
            let place = if self.analysis.workspace.packages.len() > 1 { krate(own) } else { top_level(own) };
            let from = self.rules.owner(reference.from).map_or(place, |owner| self.name(owner));
            let End::Outside(id) = end else { return (from.to_owned(), reached.to_owned()) };
            return (from.to_owned(), outside(self.graph.outside(id)).to_owned());
        };
        let owners = (self.rules.owner(reference.from), self.rules.owner(to));
        if owners.0 == owners.1 && krate(own) == krate(reached) {
            let (from, to) = where_they_differ(own, reached);
            return (from.to_owned(), to.to_owned());
        }
        let name = |owner, path| match owner {
            Some(owner) if owners.0 != owners.1 => self.name(owner),
            _ => krate(path),
        };
        (name(owners.0, own).to_owned(), name(owners.1, reached).to_owned())
    }
}

/// Returns the crate of a path.
fn krate(path: &str) -> &str {
    path.split_once("::").map_or(path, |(krate, _)| krate)
}

/// Returns the path of the Rust module directly below the crate root that contains a path.
fn top_level(path: &str) -> &str {
    path.match_indices("::").nth(1).map_or(path, |(at, _)| &path[..at])
}

/// Returns the name of a part outside the workspace: a crate, or a module of the standard library.
fn outside(outside: &Outside) -> &str {
    let krate = &outside.path[..outside.crate_len as usize];
    if !matches!(krate, "std" | "core" | "alloc") {
        return krate;
    }
    let rest = outside.path[krate.len()..].strip_prefix("::").unwrap_or_default();
    match rest.split("::").next() {
        Some(module) if !module.is_empty() => &outside.path[..krate.len() + 2 + module.len()],
        _ => krate,
    }
}

/// Returns the shortest prefixes of two paths that differ.
fn where_they_differ<'p>(one: &'p str, other: &'p str) -> (&'p str, &'p str) {
    let mut shared = 0;
    for (a, b) in one.split("::").zip(other.split("::")) {
        if a != b {
            break;
        }
        shared += a.len() + 2;
    }
    let prefix = |path: &'p str| {
        let rest = path.get(shared..).unwrap_or_default();
        &path[..(shared + rest.find("::").unwrap_or(rest.len())).min(path.len())]
    };
    (prefix(one), prefix(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_the_topmost_modules_that_differ() {
        assert_eq!(where_they_differ("shop::a::x", "shop::b::y"), ("shop::a", "shop::b"));
        assert_eq!(where_they_differ("shop", "shop::b::y"), ("shop", "shop::b"));
        assert_eq!(where_they_differ("shop::a::x", "shop::a"), ("shop::a::x", "shop::a"));
        assert_eq!(where_they_differ("shop::ab", "shop::a::c"), ("shop::ab", "shop::a"));
        assert_eq!(where_they_differ("shop", "shop"), ("shop", "shop"));
        assert_eq!((top_level("shop"), top_level("shop::a"), top_level("shop::a::b")), ("shop", "shop::a", "shop::a"));
    }

    #[test]
    fn the_standard_library_has_parts() {
        let of = |path: &str, crate_len| outside(&Outside { path: path.to_owned(), crate_len }).to_owned();
        assert_eq!(of("std::fs::read", 3), "std::fs");
        assert_eq!(of("std", 3), "std");
        assert_eq!(of("sqlx::query", 4), "sqlx");
    }
}
