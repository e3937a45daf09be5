//! The paths of the standard library, for finding misspelled ones. It knows no workspace.

use super::{
    matching::{self, Binding},
    pattern::Segment,
};
use std::collections::BTreeMap;

/// The names in each module, by its path without the crate.
const LIST: &str = include_str!("std_paths.txt");

/// Returns the names in each module of the standard library, by its path without the crate.
fn modules() -> BTreeMap<&'static str, Vec<&'static str>> {
    let lines = LIST.lines().filter(|line| !line.starts_with('#'));
    let module = |line: &'static str| {
        let (path, names) = line.rsplit_once(": ")?;
        Some((path, names.split(' ').collect()))
    };
    lines.filter_map(module).collect()
}

/// Returns whether the standard library has a path that segments match. The first segment is the crate.
///
/// What follows the name of an item, such as a method of a type, is not checked.
pub(super) fn is_known(segments: &[Segment]) -> bool {
    is_in("", segments.get(1..).unwrap_or_default(), &modules())
}

/// Returns whether a module has a path that segments match.
fn is_in(at: &str, rest: &[Segment], modules: &BTreeMap<&str, Vec<&str>>) -> bool {
    let (Some((first, below)), Some(names)) = (rest.split_first(), modules.get(at)) else { return true };
    if *first == Segment::Any {
        return true;
    }
    let matches = |name: &&&str| matching::matches(std::slice::from_ref(first), &[**name], &Binding::new());
    let inside = |name: &str| if at.is_empty() { name.to_owned() } else { format!("{at}::{name}") };
    names.iter().filter(matches).any(|name| is_in(&inside(name), below, modules))
}

/// Returns all paths of a crate of the standard library.
pub(super) fn all(krate: &str) -> Vec<String> {
    let path = |module: &str, name: &str| match module {
        "" => format!("{krate}::{name}"),
        module => format!("{krate}::{module}::{name}"),
    };
    modules().iter().flat_map(|(module, names)| names.iter().map(move |name| path(module, name))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::pattern::pattern;

    #[test]
    fn misspelled_paths_are_unknown_and_members_of_items_are_not_checked() {
        let known = |text: &str| is_known(&pattern(text).unwrap().segments);
        for text in [
            "std",
            "std::fs",
            "std::fs::File",
            "std::fs::File::open",
            "std::time::Instant::now",
            "std::*::Instant",
            "std::**::x",
            "std::*::Unknown",
            "std::os::windows::fs",
            "std::println",
            "std::vec",
            "std::vec::Vec",
            "std::i32::MAX",
            "core::mem::swap",
            "alloc::sync::Arc",
            "std::collections::hash_map::{x}",
            "std::sync::mpsc",
            "std::process",
            "std::env::consts::OS",
            "std::f64::consts::PI",
            "std::io::stdout",
            "std::thread::spawn",
            "std::net",
            "std::arch::x86_64::_mm_add_ps",
        ] {
            assert!(known(text), "{text}");
        }
        for text in [
            "std::tiem::Instant",
            "std::time::Instnat",
            "std::fss",
            "std::tim*::Instnat",
            "core::mem::swapp",
            "std::sync::x::Y",
        ] {
            assert!(!known(text), "{text}");
        }
    }
}
