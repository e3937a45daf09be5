//! `items`.

use super::support::check_workspace;

const MANIFEST: (&str, &str) =
    ("Cargo.toml", "[package]\nname = \"shop\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[workspace]\n");

/// Checks one file with one rule, whose keys are given.
fn check(lib: &str, keys: &str) -> String {
    check_workspace(
        &[MANIFEST, ("src/lib.rs", lib)],
        &format!("version = 1\n[[rules]]\nid = 'r'\ntype = 'items'\n{keys}"),
    )
}

#[test]
fn visibilities_are_compared_as_written() {
    let lib = "pub mod a { pub fn f() {} pub(crate) fn g() {} pub(super) fn h() {} pub(in crate::a) fn i() {} fn j() {} \
        pub(self) fn k() {} pub(in crate) fn l() {} \
        pub enum E { V { x: u8 } } enum P { W } pub trait T { fn m(); } #[macro_export] macro_rules! n { () => {} } \
        impl T for P { fn m() {} } }";
    let of = |visibility: &str| {
        let found = check(lib, &format!("within = ['shop::a']\nmust-not = {{ visibility = '{visibility}' }}"));
        let names = found.lines().filter_map(|line| line.split('`').nth(1)?.strip_prefix("shop::a::"));
        names.collect::<Vec<_>>().join(" ")
    };
    insta::assert_snapshot!(of("pub"), @"f E E::V E::V::x T T::m n");
    insta::assert_snapshot!(of("pub(crate)"), @"g l");
    insta::assert_snapshot!(of("pub(super)"), @"h");
    insta::assert_snapshot!(of("pub(in)"), @"i");
    insta::assert_snapshot!(of("private"), @"j k P P::W");
}

#[test]
fn traits_and_derives_count_by_what_they_resolve_to() {
    let lib = "pub mod ports { pub trait Port {} pub use self::deep::Deep; mod deep { pub trait Deep {} } }
        mod other { pub trait Port {} pub struct Debug; }
        mod a { use crate::ports::Port as P; struct A; impl P for A {} }
        mod b { use crate::ports::*; struct B; impl Deep for &B {} }
        mod c { use crate::other::Port; struct C; impl Port for C {} }
        mod d { struct D<T>(T); impl<T> super::ports::Port for Box<D<T>> {} }
        mod e { pub struct E; }
        impl ports::Port for e::E {}
        mod f { trait Port {} struct F; impl Port for F {} }
        mod g { #[derive(std::fmt::Debug)] struct G; #[cfg_attr(unix, derive(Debug))] struct H; }
        mod h { struct T; impl<T> crate::ports::Port for T {} }";
    let of = |path: &str| {
        let found = check(lib, &format!("within = ['shop']\nkind = 'struct'\nmust-not = {{ implements = '{path}' }}"));
        let names = found.lines().filter_map(|line| line.split('`').nth(1));
        names.collect::<Vec<_>>().join(" ")
    };
    insta::assert_snapshot!(of("shop::ports::*"), @"shop::a::A shop::b::B shop::e::E");
    insta::assert_snapshot!(of("**::Port"), @"shop::a::A shop::c::C shop::e::E shop::f::F");
    insta::assert_snapshot!(of("shop::ports::deep"), @"shop::b::B");
    insta::assert_snapshot!(of("Debug"), @"shop::g::G shop::g::H");
    insta::assert_snapshot!(of("core::fmt::Debug"), @"shop::g::G shop::g::H");
}

#[test]
fn standard_derives_and_traits_count_where_a_module_imports_their_names() {
    let lib = "pub mod prelude { pub use std::clone::Clone; pub use std::fmt::*; pub use core::hash::Hash as H; }
        pub mod own { pub trait Debug {} }
        mod a { use std::fmt::Debug; #[derive(Debug)] struct A; }
        mod b { use std::{cmp::{Eq, Ord}, fmt::{self, Debug}, hash::Hash}; #[derive(Debug, Eq, Hash, Ord)] struct B; }
        mod c { use crate::prelude::Clone; use core::default::Default; #[derive(Clone, Default)] struct C; }
        mod d { use crate::prelude::H; #[derive(H)] struct D; }
        mod e { use crate::prelude::*; #[derive(Debug)] struct E; }
        mod f { use std::fmt::Debug as D; #[derive(D)] struct F; }
        mod g { use crate::own::Debug; struct G; impl Debug for G {} }
        mod h { use crate::own::Debug; #[derive(Debug)] struct H; }
        mod i { trait Debug {} #[derive(Debug)] struct I; impl Debug for I {} }
        mod j { use std::fmt::Debug; struct J; impl Debug for J {} }
        mod k { fn f() { use std::fmt::Debug; #[derive(Debug)] struct K; } }
        mod l { use super::prelude; #[derive(prelude::Clone)] struct L; }";
    let of = |condition: &str, path: &str| {
        let rule = format!("within = ['shop']\nkind = 'struct'\nmust-not = {{ {condition} = '{path}' }}");
        let found = check(lib, &rule);
        let names = found.lines().filter_map(|line| line.split('`').nth(1)?.rsplit("::").next());
        names.collect::<Vec<_>>().join(" ")
    };
    for path in ["Debug", "std::fmt::Debug", "core::fmt::Debug", "**::fmt::Debug"] {
        assert_eq!(of("derives", path), "A B E F H I", "{path}");
        assert_eq!(of("implements", path), "A B E F H I J", "{path}");
    }
    for path in ["Clone", "std::clone::Clone", "shop::prelude::Clone"] {
        assert_eq!(of("derives", path), "C L", "{path}");
    }
    for path in ["Default", "core::default::Default"] {
        assert_eq!(of("derives", path), "C", "{path}");
    }
    assert_eq!(of("derives", "Hash"), "B D");
    assert_eq!(of("derives", "Eq"), "B");
    assert_eq!(of("derives", "std::cmp::Ord"), "B");
    assert_eq!(of("implements", "shop::own::Debug"), "G");
}

#[test]
fn a_name_of_a_standard_derive_can_be_that_of_another_crate() {
    let manifest = "[package]\nname = \"shop\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\
        [dependencies]\nderive_more = { path = \"vendor\" }\nown_macros = { path = \"own\" }\n\
        [workspace]\nexclude = [\"vendor\"]\n";
    let vendor = "[package]\nname = \"derive_more\"\nversion = \"0.0.0\"\nedition = \"2024\"\n";
    let own = "[package]\nname = \"own_macros\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[lib]\nproc-macro = true\n";
    let files = [
        ("Cargo.toml", manifest),
        ("vendor/Cargo.toml", vendor),
        ("vendor/src/lib.rs", ""),
        ("own/Cargo.toml", own),
        ("own/src/lib.rs", "#[proc_macro_derive(Debug)] pub fn debug(x: TokenStream) -> TokenStream { x }"),
        (
            "src/lib.rs",
            "mod a { use derive_more::Debug; #[derive(Debug)] struct A; }
            mod b { use own_macros::Debug; #[derive(Debug)] struct B; }
            mod c { use std::fmt::Debug; #[derive(Debug)] struct C; }",
        ),
    ];
    let of = |condition: &str| {
        let rule = "version = 1\n[[rules]]\nid = 'r'\ntype = 'items'\nwithin = ['shop']\nkind = 'struct'\n";
        check_workspace(&files, &format!("{rule}{condition}"))
    };
    let all = [
        "must = { derives = 'Debug' }",
        "must-not = { derives = 'std::fmt::Debug' }",
        "must-not = { derives = 'derive_more::Debug' }",
        "must-not = { derives = 'own_macros::Debug' }",
    ];
    let found: Vec<_> = all.iter().map(|condition| format!("{condition}\n{}", of(condition))).collect();
    insta::assert_snapshot!(found.join("\n"), @r#"
    must = { derives = 'Debug' }
    src/lib.rs:2: error[item]: `shop::b::B` must derive `Debug` (r)

    must-not = { derives = 'std::fmt::Debug' }
    src/lib.rs:1: error[item]: `shop::a::A` must not derive `std::fmt::Debug` (a guess) (r)
    src/lib.rs:3: error[item]: `shop::c::C` must not derive `std::fmt::Debug` (r)

    must-not = { derives = 'derive_more::Debug' }
    src/lib.rs:1: error[item]: `shop::a::A` must not derive `derive_more::Debug` (a guess) (r)

    must-not = { derives = 'own_macros::Debug' }
    src/lib.rs:2: error[item]: `shop::b::B` must not derive `own_macros::Debug` (r)
    "#);
}

#[test]
fn what_a_macro_may_add_is_not_missed() {
    let lib = "mod a { macro_rules! data { ($($x:item)*) => { $($x)* } }
        macro_rules! cfg_x { ($($x:item)*) => { $($x)* } } data! { pub struct A; #[derive(Debug)] pub struct B; } cfg_x! { pub struct C; } }";
    insta::assert_snapshot!(check(lib, "within = ['shop']\nkind = 'struct'\nmust = { derives = 'Debug' }"), @"src/lib.rs:2: error[item]: `shop::a::C` must derive `Debug` (r)");
    insta::assert_snapshot!(check(lib, "within = ['shop']\nkind = 'struct'\nmust-not = { derives = 'Debug' }"), @"src/lib.rs:2: error[item]: `shop::a::B` must not derive `Debug` (r)");
    insta::assert_snapshot!(check(lib, "within = ['shop']\nkind = 'struct'\nmust = { visibility = 'private' }"), @r#"
    src/lib.rs:2: error[item]: `shop::a::A` must be `private`, but is `pub` (r)
    src/lib.rs:2: error[item]: `shop::a::B` must be `private`, but is `pub` (r)
    src/lib.rs:2: error[item]: `shop::a::C` must be `private`, but is `pub` (r)
    "#);
}

#[test]
fn attributes_count_with_their_arguments() {
    let lib = "mod a { #[must_use] pub fn f() {} #[must_use = \"x\"] pub fn g() {} #[cfg_attr(x, must_use)] pub fn h() {} \
        #[allow(dead_code, unused)] fn i() {} #[allow(dead_code)] fn j() {} fn must_use() {} #[inline(always)] fn k() {} }";
    let of = |attribute: &str| {
        let found = check(lib, &format!("within = ['shop']\nkind = 'fn'\nmust-not = {{ attributes = {attribute} }}"));
        let names = found.lines().filter_map(|line| line.split('`').nth(1)?.strip_prefix("shop::a::"));
        names.collect::<Vec<_>>().join(" ")
    };
    insta::assert_snapshot!(of("'must_use'"), @"f g h");
    insta::assert_snapshot!(of("'allow(unused)'"), @"i");
    insta::assert_snapshot!(of("'allow(dead_code, unused)'"), @"i");
    insta::assert_snapshot!(of("['inline', 'allow(dead_code)']"), @"i j k");
}

#[test]
fn items_are_those_of_their_rust_module_and_configuration() {
    let files = [
        MANIFEST,
        (
            "src/lib.rs",
            "#[path = \"odd.rs\"] mod a;\n#[cfg(unix)] mod b;\n#[cfg(windows)] #[path = \"b_windows.rs\"] mod b;",
        ),
        (
            "src/odd.rs",
            "pub fn f() {}\nmod inner { pub fn g() {} #[cfg(test)] pub fn t() {} }\n#[cfg(test)] mod tests { pub fn u() {} }",
        ),
        ("src/b.rs", "pub fn f() {}\npub fn g() {}"),
        (
            "src/b_windows.rs",
            "pub fn f() {}\nonly! { pub fn h() {} fn in_call() {} }\nmacro_rules! only { ($($x:tt)*) => { pub fn h() {} } }",
        ),
    ];
    let rule = |keys: &str| {
        check_workspace(
            &files,
            &format!(
                "version = 1\n[[rules]]\nid = 'r'\ntype = 'items'\nkind = 'fn'\nmust = {{ visibility = 'private' }}\n{keys}"
            ),
        )
    };
    let all = [
        "within = ['shop']",
        "within = ['shop']\ncontexts = ['test']",
        "within = ['shop::b::f', 'shop::a']\nexcept = ['shop::a::inner', 'shop::a::f']",
    ];
    let found: Vec<_> = all.iter().map(|keys| format!("{keys}\n\n{}", rule(keys))).collect();
    insta::assert_snapshot!(found.join("\n---\n\n"));
}

#[test]
fn mistakes_in_a_rule_are_reported_with_a_way_out() {
    let lib = "mod a { pub struct A; pub trait T {} pub fn f() {} }";
    let rule = |keys: &str| check(lib, keys);
    let all = [
        "within = ['shop']",
        "within = ['shop']\nmust = {}",
        "within = ['shop::x']\nkind = 'strukt'\nname = 'a::b'\nmust = { derive = 'Clone' }",
        "within = ['shop']\nmust = { derives = ['Error', 'srde::X', 'crate::X', 'std::fmt::Dbug'], visibility = 'public', in-file = 'srcs/**' }",
        "within = ['shop']\nmust = { documented = 'yes', lives-in = 'shop::b', implements = 'shop::ports' }",
        "within = ['shop']\nkind = 'enum'\nmust = { documented = true }",
        "within = ['shop']\nname = '*Service'\nkind = ['struct', 'trait']\nmust = { documented = true }",
        "within = ['shop']\nwhere = { async = true }\nmust = { documented = true }",
        "within = ['shop']\nkind = 'struct'\nmust-not = { returns = 'u8', documented = true }",
        "within = ['shop']\nmust = { documented = true }\nedges = 'declared'",
        "within = ['shop']\nkind = 'enum'\nmust = { derives = 'shop::Gone' }\nallow-empty = true",
    ];
    let found: Vec<_> = all.iter().map(|keys| format!("{keys}\n\n{}", rule(keys))).collect();
    insta::assert_snapshot!(found.join("\n---\n\n"));
}

#[test]
fn exceptions_cover_an_item_or_a_place_of_it() {
    let lib = "mod a { fn f() { unsafe { x() } }\n// archcheck: allow(r, reason = \"x\")\nfn g() { unsafe { x() } unsafe { y() } }\nfn h() {\n// archcheck: allow(r, reason = \"x\")\nunsafe { x() }\nunsafe { y() } } }";
    let rule = |more: &str| check(lib, &format!("within = ['shop']\nmust-not = {{ unsafe = true }}\n{more}"));
    let all = [
        "",
        "[[exceptions]]\nrule = 'r'\nfrom = 'shop::a'\nto = 'shop::a::f'\nreason = 'x'",
        "[[exceptions]]\nrule = 'r'\nfrom = 'shop::a'\nto = 'shop::a::e'\nreason = 'x'",
    ];
    let found: Vec<_> = all.iter().map(|keys| format!("{keys}\n\n{}", rule(keys))).collect();
    insta::assert_snapshot!(found.join("\n---\n\n"));
}
