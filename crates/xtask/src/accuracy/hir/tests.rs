//! Tests of the reader and of the derivation of edges, on dumps of rustc 1.95.
//!
//! `dumps/NAME.txt` is the output of `RUSTC_BOOTSTRAP=1 rustc NAME.rs -Zunpretty=hir-tree` for the source that the test
//! quotes.

use std::path::Path;

use crate::accuracy::{
    answer::End,
    derive::{self, Derived},
    source::Sources,
};

use super::read;

fn derived(dump: &str) -> Option<Derived> {
    let dump = read(dump.as_bytes()).unwrap();
    derive::derive(&dump, Path::new("."), &mut Sources::default(), &str::to_owned, derive::Detail::Modules)
}

/// Formats each edge as `FROM writes|defines TO (PATH)`, with `?` if it is not required.
fn edges(derived: &Derived) -> Vec<String> {
    let name = |krate: &str, path: &str| if path.is_empty() { krate.to_owned() } else { format!("{krate}::{path}") };
    let line = |edge: &crate::accuracy::answer::Edge| {
        let from = name("crate", &edge.from);
        let to = if edge.to == derived.root || edge.to.krate == derived.root.krate { "crate" } else { &edge.to.krate };
        let to = name(to, &edge.to.path);
        let verb = if edge.end == End::Written { "writes" } else { "defines" };
        format!("{from} {verb} {to} ({}){}", edge.path, if edge.required { "" } else { "?" })
    };
    derived.edges.iter().map(line).collect()
}

fn modules(derived: &Derived) -> Vec<&str> {
    derived.modules.iter().map(|module| module.path.as_str()).collect()
}

/// ```text
/// extern crate core as kernel;
/// mod a {
///     pub mod b {
///         pub const B: () = ();
///         pub use super::super::c as see;
///     }
///     pub fn b() {}
/// }
/// pub mod c {
///     pub use a::b::{self, see::d::*};
///     pub mod d {}
/// }
/// fn main() {}
/// ```
///
/// The source has edition 2015. Neither the explicit nor the implicit `extern crate` of the standard library is an edge.
#[test]
fn edges_of_use_items() {
    let derived = derived(include_str!("dumps/uses.txt")).unwrap();
    assert_eq!(modules(&derived), ["", "a", "a::b", "c", "c::d"]);
    let expected = [
        "crate::a::b writes crate::c (super::super::c)",
        "crate::a::b defines crate::c (super::super::c)",
        // `self` imports the module, but not the function with the same name.
        "crate::c writes crate::a::b (a::b)",
        "crate::c writes crate::c::d (a::b::see::d::*)",
        "crate::c defines crate::a::b (a::b)",
        "crate::c defines crate::c::d (a::b::see::d::*)",
    ];
    assert_eq!(edges(&derived), expected);
    let glob = derived.edges.iter().find(|edge| edge.path.ends_with('*')).unwrap();
    assert_eq!(glob.location.to_string(), "uses.rs:10:26");
}

/// ```text
/// mod a {
///     pub struct S;
///     pub trait T { type O; }
///     impl T for S { type O = super::e::E; }
/// }
/// mod e { pub enum E { V } }
/// mod m {
///     macro_rules! mixed { ($m:ident, $t:path) => { type M = $m::S; type N = $t; type O = crate::e::E; }; }
///     use super::a as alias;
///     mixed!(alias, self::super::a::S);
///     pub fn f(x: Option<<alias::S as crate::a::T>::O>) {
///         match x { Some(crate::e::E::V) => {}, _ => {} }
///         mod inner { use super::alias; pub type I = alias::S; }
///     }
///     mod f { }
/// }
/// ```
///
/// Paths in the body of the macro are not required, but the same edges also exist without it. The module in the function
/// `f` is distinguished from the module `f`.
#[test]
fn edges_of_paths_in_code() {
    let derived = derived(include_str!("dumps/paths.txt")).unwrap();
    assert_eq!(modules(&derived), ["", "a", "e", "m", "m::f", "m::f::inner"]);
    let expected = [
        "crate::a writes crate::e (super::e::E)",
        "crate::a defines crate::e (super::e::E)",
        "crate::m writes crate::a (super::a)",
        "crate::m writes crate::e (crate::e::E::V)",
        "crate::m defines crate::a (super::a)",
        "crate::m defines crate::e (crate::e::E::V)",
        "crate::m::f::inner writes crate::a (super::alias)",
        "crate::m::f::inner defines crate::a (super::alias)",
    ];
    assert_eq!(edges(&derived), expected);
}

#[test]
fn a_truncated_dump_gives_a_part_of_the_modules() {
    let dump = include_str!("dumps/paths.txt");
    let whole = derived(dump).unwrap();
    let mut sizes = Vec::new();
    for end in (0..dump.len()).step_by(997).filter(|end| dump.is_char_boundary(*end)) {
        let part = derived(&dump[..end]);
        let found = part.as_ref().map(modules).unwrap_or_default();
        assert!(found.iter().all(|module| modules(&whole).contains(module)), "{end}: {found:?}");
        sizes.push(found.len());
    }
    assert!(sizes.is_sorted() && sizes.last() > sizes.first(), "more text gives more modules: {sizes:?}");
}

#[test]
fn an_invalid_dump_gives_no_edges() {
    let shuffled: String = include_str!("dumps/paths.txt").lines().rev().flat_map(|line| [line, "\n"]).collect();
    let cut_off = "DefId(\nDefId(0:\nDefId(0:1 ~ a) => OwnerNodes {\n    Path {\n        span: ,\n    }\n}\n}\n";
    let no_name = "\u{0}\nPath {\n    segments: [\n        PathSegment {\n            ident: #,\n}\n";
    for dump in [&shuffled, cut_off, no_name] {
        let found = derived(dump);
        assert_eq!(found.as_ref().map(edges).unwrap_or_default(), [""; 0], "{dump:.40}");
    }
}
