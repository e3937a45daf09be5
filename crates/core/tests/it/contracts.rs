//! Surfaces of modules, and the differences between them.

use archcheck_core::{
    analysis::Analysis,
    check,
    contracts::{self, Change, Surface},
    resolve::{self, Options},
    rules::{ModuleId, Rules},
    source::Source,
    workspace,
};
use archcheck_testing::Directory;
use std::{fmt::Write, io};

const MANIFEST: &str = "[package]\nname = \"shop\"\nversion = \"0.1.0\"\nedition = \"2024\"\n";
const RULES: &str =
    "version = 1\n[modules.orders]\npaths = [\"shop::orders\"]\n[modules.web]\npaths = [\"shop::web\"]\n";

/// Analyzes files with the rules `RULES`, unless they contain others.
fn analyze(files: &[(&str, &str)]) -> (Analysis, Rules) {
    let mut all = vec![("Cargo.toml", MANIFEST), ("src/web.rs", ""), ("src/lib.rs", "pub mod orders;\npub mod web;\n")];
    all.retain(|(path, _)| !files.iter().any(|(other, _)| other == path));
    all.extend(files.iter().filter(|(path, _)| *path != "archcheck.toml"));
    let directory = Directory::with(&all);
    let workspace =
        workspace::load(None, &archcheck_testing::cargo(), directory.path()).expect("Cargo reads the manifest");
    let options = Options { configuration: None, threads: Some(1), names: false };
    let mut analysis = resolve::analyze(workspace, &options, &|_| ()).expect("threads start");
    // The directory is gone when surfaces are computed, so read the texts now.
    assert!(analysis.sources.iter().map(|(_, source)| source.text().len()).sum::<usize>() > 0);
    let rules = files.iter().find(|(path, _)| *path == "archcheck.toml").map_or(RULES, |(_, text)| text);
    let file = analysis.sources.add(Source::new("archcheck.toml".to_owned(), rules.to_owned()));
    let mut load = |_: &std::path::Path| Err(io::Error::other("no other files"));
    let (rules, found) = check::read_rules(file, &mut analysis, &mut load);
    (analysis, rules.unwrap_or_else(|| panic!("{found:#?}")))
}

fn surface(files: &[(&str, &str)]) -> (Analysis, Rules, Surface) {
    let (analysis, rules) = analyze(files);
    let surface = contracts::surfaces(&analysis, &rules, &[ModuleId(0)]).remove(0);
    (analysis, rules, surface)
}

/// Lists the items of a surface, one a line.
fn list(surface: &Surface) -> String {
    let mut text = String::new();
    for item in &surface.items {
        let signature = item.signature.as_deref().unwrap_or("?");
        let _ = write!(text, "{} [{}] {}: {signature}", item.path, item.kind.as_str(), item.visibility);
        if !item.interfaces.is_empty() || !item.is_exposed {
            let _ = write!(text, " (exposed: {}, interfaces: {:?})", item.is_exposed, item.interfaces);
        }
        text.push('\n');
    }
    text
}

/// Lists changes, one a line.
fn describe(changes: &[Change]) -> String {
    let mut text = String::new();
    for change in changes {
        let path =
            |item: &Option<contracts::SurfaceItem>| item.as_ref().map(|item| item.path.clone()).unwrap_or_default();
        let (before, after) = (path(&change.before), path(&change.after));
        let paths = if before == after || before.is_empty() {
            after
        } else if after.is_empty() {
            before
        } else {
            format!("{before} -> {after}")
        };
        let _ = writeln!(
            text,
            "{} {paths}: {}",
            change.kind.as_str(),
            if change.is_breaking() { change.breaking.join("; ") } else { "compatible".to_owned() }
        );
    }
    text
}

/// Compares two versions of `src/orders.rs`.
fn changes(before: &str, after: &str) -> String {
    let (_, _, before) = surface(&[("src/orders.rs", before)]);
    let (_, _, after) = surface(&[("src/orders.rs", after)]);
    describe(&contracts::compare(&before, &after))
}

#[test]
fn a_surface_is_what_code_outside_can_name() {
    let (_, _, surface) = surface(&[
        ("src/orders.rs", "
            mod model;
            pub mod api { pub fn place(order: super::Order) {} pub(super) fn inner() {} pub(crate) fn for_crate() {} }
            pub use model::{Order, Status as State};
            pub(crate) use model::*;
            pub use crate::web::Page;
            pub use std::collections::HashMap as Map;
            fn private() {}
            use model::Order as Hidden;
            made! { pub struct Made; }
            #[macro_export] macro_rules! order { () => {} }
            macro_rules! local { () => { pub fn expanded() {} } }
            local!();
            pub(crate) use local;
        "),
        ("src/orders/model.rs", "
            #[derive(Clone)] pub struct Order { pub id: u64, total: u64 }
            impl Order { pub fn new(id: u64) -> Self { Order { id, total: 0 } } fn hidden(&self) {} pub(crate) fn total(&self) -> u64 { self.total } }
            impl std::fmt::Display for Order { }
            pub enum Status { Open, Closed(u8) }
            pub trait Store { fn load(&self, id: u64) -> Order; fn save(&self) {} }
            impl Store for u8 { fn load(&self, id: u64) -> Order { todo!() } }
            pub(super) struct Internal;
        "),
        ("src/web.rs", "pub struct Page;"),
    ]);
    insta::assert_snapshot!(list(&surface), @r#"
    shop::order [macro] pub: macro_rules! order
    shop::orders::Made [generated] pub: ?
    shop::orders::Map [reexport] pub: use std::collections::HashMap
    shop::orders::Order [struct] pub: struct Order { .. }
    shop::orders::Order: Clone [impl] : impl Clone for Order
    shop::orders::Order: Display [impl] : impl Display for Order
    shop::orders::Order::id [field] pub: id: u64
    shop::orders::Order::new [associated-fn] pub: fn new(u64) -> Self
    shop::orders::Order::total [method] pub(crate): fn total(&self) -> u64
    shop::orders::Page [reexport] pub: use shop::web::Page
    shop::orders::State [reexport] pub: use shop::orders::Status
    shop::orders::Status [enum] pub(crate): enum Status
    shop::orders::Status::Closed [variant] : Closed(u8)
    shop::orders::Status::Open [variant] : Open
    shop::orders::Store [trait] pub(crate): trait Store
    shop::orders::Store: for u8 [impl] : impl Store for u8
    shop::orders::Store::load [trait-method] : fn load(&self, u64) -> Order
    shop::orders::Store::save [trait-method] : fn save(&self) { .. }
    shop::orders::api [mod] pub: mod api
    shop::orders::api::for_crate [fn] pub(crate): fn for_crate()
    shop::orders::api::place [fn] pub: fn place(super::Order)
    shop::orders::expanded [generated] pub: ?
    shop::orders::local [macro] pub(crate): macro_rules! local
    "#);
}

#[test]
fn differences() {
    let before = "
        pub struct Order { pub id: u64, pub note: String }
        pub enum Status { Open, Closed }
        #[non_exhaustive] pub enum Open { A }
        pub trait Store { fn load(&self) -> u8; }
        pub fn place(order: Order) -> u8 { 1 }
        pub fn moved(a: u8, b: u16) {}
        pub fn old_name(a: u8, b: Order) {}
        pub fn gone() {}
        pub mod inner {}
        pub fn narrowed() {}
        #[derive(Clone, Debug)] pub struct Id(pub u64);
    ";
    let after = "
        pub struct Order { pub id: u32, total: u8 }
        pub enum Status { Open, Closed, New }
        #[non_exhaustive] pub enum Open { A, B }
        pub trait Store { fn load(&self) -> u8; fn save(&self); fn provided(&self) {} }
        pub fn place(renamed: Order, more: bool) -> u16 { 1 }
        pub fn new_name(x: u8, y: Order) {}
        pub mod inner { pub fn moved(x: u8, y: u16) {} }
        pub(crate) fn narrowed() {}
        #[derive(Clone)] pub struct Id(pub u64);
        pub fn fresh() {}
    ";
    insta::assert_snapshot!(changes(before, after), @r#"
    removed shop::orders::Id: Debug: code that uses it no longer compiles
    changed shop::orders::Order: a private field was added, so other code can neither create it nor match all its fields
    changed shop::orders::Order::id: its type changed
    removed shop::orders::Order::note: code that uses it no longer compiles
    added shop::orders::Status::New: a `match` of the enum without a wildcard no longer covers all variants
    added shop::orders::Store::save: every implementation of the trait has to define it
    removed shop::orders::gone: code that uses it no longer compiles
    moved shop::orders::moved -> shop::orders::inner::moved: code has to use the new path
    changed shop::orders::narrowed: its visibility was narrowed from `pub` to `pub(crate)`
    renamed shop::orders::old_name -> shop::orders::new_name: code has to use the new name
    changed shop::orders::place: a parameter was added; its return type changed
    added shop::orders::Open::B: compatible
    added shop::orders::Store::provided: compatible
    added shop::orders::fresh: compatible
    "#);
    assert_eq!(changes(before, before), "");
}

#[test]
fn what_only_tests_have_is_in_no_surface() {
    let (_, _, surface) = surface(&[
        (
            "src/orders.rs",
            "
            mod inner;
            pub use self::inner::{named, *};
            #[cfg(test)] pub use crate::web::Page;
            #[cfg(test)] pub fn only_tests() {}
            #[cfg(test)] pub mod helpers { pub fn help() {} }
        ",
        ),
        (
            "src/orders/inner.rs",
            "
            #[cfg(test)] mod mod_test;
            #[cfg(test)] pub mod open_test { pub fn t() {} }
            #[cfg(test)] pub struct Fixture;
            #[cfg(test)] use crate::web::Page as Other;
            #[cfg(all(test, unix))] pub const FOR_TESTS: u8 = 1;
            mod whole;
            pub fn named() {}
            pub fn real() {}
            fn private() {}
            struct Private;
            mod private_module { pub fn f() {} }
            use crate::web::Page as PrivateImport;
        ",
        ),
        ("src/orders/inner/mod_test.rs", "pub fn t() {}"),
        ("src/orders/inner/whole.rs", "#![cfg(test)]\npub fn t() {}"),
        ("src/web.rs", "pub struct Page;"),
    ]);
    insta::assert_snapshot!(list(&surface), @r#"
    shop::orders::named [fn] pub: fn named()
    shop::orders::real [fn] pub: fn real()
    "#);
}

#[test]
fn what_an_attribute_macro_may_generate_is_unknown() {
    let before = "
        #[derive(Clone, Debug)] pub struct Key { pub id: u64 }
        impl Key { pub fn new() -> Self { todo!() } }
        #[derive(Clone)] #[old::attribute] pub struct Same;
        #[made::by] pub struct Back;
    ";
    let after = "
        #[routes::request(setting)] pub struct Key { pub id: u64 }
        #[old::attribute] pub struct Same;
        #[derive(Clone)] #[serde(rename = \"b\")] pub struct Back;
    ";
    let (_, _, old) = surface(&[("src/orders.rs", before)]);
    let (_, _, new) = surface(&[("src/orders.rs", after)]);
    let found = contracts::compare(&old, &new);
    let notes: Vec<_> =
        found.iter().map(|one| format!("{}: {:?}", one.item().expect("it has one").path, one.notes)).collect();
    insta::assert_snapshot!(describe(&found) + &notes.join("\n"), @r#"
    removed shop::orders::Same: Clone: code that uses it no longer compiles
    changed shop::orders::Back: compatible
    changed shop::orders::Key: compatible
    shop::orders::Same: Clone: []
    shop::orders::Back: ["whether it had `Clone` is unknown, since `#[made::by]` may generate that"]
    shop::orders::Key: ["whether it still has `Clone`, `Debug`, `new` is unknown, since `#[routes::request]` may generate that"]
    "#);
    insta::assert_snapshot!(
        changes("#[derive(Clone)] pub struct S;", "#[serde(default)] #[must_use] #[rustfmt::skip] pub struct S;"), @"removed shop::orders::S: Clone: code that uses it no longer compiles");
}

/// A change of `src/orders.rs`, and whether it is breaking. docs/contracts.md lists them in the same order.
const CASES: &[(&str, &str, &str, bool)] = &[
    ("a function is removed", "pub fn f() {}", "", true),
    ("a struct is removed", "pub struct S;", "", true),
    ("an enum is removed", "pub enum E { A }", "", true),
    ("a union is removed", "pub union U { pub a: u8 }", "", true),
    ("a trait is removed", "pub trait T {}", "", true),
    ("a constant is removed", "pub const C: u8 = 1;", "", true),
    ("a static is removed", "pub static S: u8 = 1;", "", true),
    ("a Rust module is removed", "pub mod m { pub fn f() {} }", "", true),
    ("an exported macro is removed", "#[macro_export] macro_rules! m { () => {} }", "", true),
    ("an item is added", "", "pub fn f() {}", false),
    ("the visibility of an item is narrowed", "pub fn f() {}", "pub(crate) fn f() {}", true),
    ("the visibility of an item is widened", "pub(crate) fn f() {}", "pub fn f() {}", false),
    ("a parameter is added", "pub fn f(a: u8) {}", "pub fn f(a: u8, b: u8) {}", true),
    ("a parameter is removed", "pub fn f(a: u8, b: u8) {}", "pub fn f(a: u8) {}", true),
    ("the type of a parameter changes", "pub fn f(a: u8) {}", "pub fn f(a: u16) {}", true),
    ("a parameter is renamed", "pub fn f(a: u8) {}", "pub fn f(b: u8) {}", false),
    ("the return type changes", "pub fn f() -> u8 { 1 }", "pub fn f() -> u16 { 1 }", true),
    ("a function becomes `unsafe`", "pub fn f() {}", "pub unsafe fn f() {}", true),
    ("a function is no longer `unsafe`", "pub unsafe fn f() {}", "pub fn f() {}", false),
    ("a function becomes `async`", "pub fn f() {}", "pub async fn f() {}", true),
    ("a function is no longer `const`", "pub const fn f() {}", "pub fn f() {}", true),
    ("a function becomes `const`", "pub fn f() {}", "pub const fn f() {}", false),
    ("the ABI of a function changes", r#"pub extern "C" fn f() {}"#, "pub fn f() {}", true),
    ("a generic parameter of a function is added", "pub fn f<A>(a: A) {}", "pub fn f<A, B>(a: A) {}", true),
    ("a constant generic parameter of a function is added", "pub fn f() {}", "pub fn f<const N: usize>() {}", true),
    ("a bound of a function is added", "pub fn f<A>(a: A) {}", "pub fn f<A: Clone>(a: A) {}", true),
    ("a bound of a function is removed", "pub fn f<A: Clone>(a: A) {}", "pub fn f<A>(a: A) {}", false),
    (
        "the order of a `where` clause changes",
        "pub fn f<A, B>() where A: Clone, B: Copy {}",
        "pub fn f<A, B>() where B: Copy, A: Clone {}",
        false,
    ),
    ("a public field is removed", "pub struct S { pub a: u8, pub b: u8 }", "pub struct S { pub a: u8 }", true),
    ("the type of a public field changes", "pub struct S { pub a: u8 }", "pub struct S { pub a: u16 }", true),
    (
        "a public field is added to a struct that others can create",
        "pub struct S { pub a: u8 }",
        "pub struct S { pub a: u8, pub b: u8 }",
        true,
    ),
    (
        "a private field is added to a struct that others can create",
        "pub struct S { pub a: u8 }",
        "pub struct S { pub a: u8, b: u8 }",
        true,
    ),
    (
        "a field is added to a struct with private fields",
        "pub struct S { pub a: u8, c: u8 }",
        "pub struct S { pub a: u8, pub b: u8, c: u8 }",
        false,
    ),
    ("a private field changes", "pub struct S { pub a: u8, b: u8 }", "pub struct S { pub a: u8, c: u16 }", false),
    (
        "a struct becomes `#[non_exhaustive]`",
        "pub struct S { pub a: u8 }",
        "#[non_exhaustive] pub struct S { pub a: u8 }",
        true,
    ),
    ("a struct becomes an enum", "pub struct S { pub a: u8 }", "pub enum S { A }", true),
    ("a tuple struct becomes a plain struct", "pub struct S(pub u8);", "pub struct S { pub a: u8 }", true),
    ("a unit struct becomes a plain struct", "pub struct S;", "pub struct S {}", true),
    ("`#[repr(C)]` is removed", "#[repr(C)] pub struct S { a: u8 }", "pub struct S { a: u8 }", true),
    (
        "`#[repr(transparent)]` is removed",
        "#[repr(transparent)] pub struct S { a: u8 }",
        "pub struct S { a: u8 }",
        true,
    ),
    ("`#[repr(packed)]` is added", "pub struct S { a: u8 }", "#[repr(packed)] pub struct S { a: u8 }", true),
    ("`#[repr(C)]` is added", "pub struct S { a: u8 }", "#[repr(C)] pub struct S { a: u8 }", false),
    ("the integer of `#[repr]` changes", "#[repr(u8)] pub enum E { A }", "#[repr(u16)] pub enum E { A }", true),
    ("another attribute changes", "pub fn f() {}", "#[must_use] #[deprecated] #[inline] pub fn f() {}", false),
    ("a public field of a union is removed", "pub union U { pub a: u8, pub b: u8 }", "pub union U { pub a: u8 }", true),
    ("a variant is removed", "pub enum E { A, B(u8) }", "pub enum E { A }", true),
    ("a variant is added", "pub enum E { A }", "pub enum E { A, B }", true),
    (
        "a variant is added to a `#[non_exhaustive]` enum",
        "#[non_exhaustive] pub enum E { A }",
        "#[non_exhaustive] pub enum E { A, B }",
        false,
    ),
    ("an enum becomes `#[non_exhaustive]`", "pub enum E { A }", "#[non_exhaustive] pub enum E { A }", true),
    ("an enum is no longer `#[non_exhaustive]`", "#[non_exhaustive] pub enum E { A }", "pub enum E { A }", false),
    ("a field of a tuple variant is added", "pub enum E { A(u8) }", "pub enum E { A(u8, u8) }", true),
    ("a field of a struct variant is added", "pub enum E { A { a: u8 } }", "pub enum E { A { a: u8, b: u8 } }", true),
    ("a field of a struct variant is removed", "pub enum E { A { a: u8, b: u8 } }", "pub enum E { A { a: u8 } }", true),
    (
        "a field is added to a `#[non_exhaustive]` struct variant",
        "pub enum E { #[non_exhaustive] A { a: u8 } }",
        "pub enum E { #[non_exhaustive] A { a: u8, b: u8 } }",
        false,
    ),
    ("the form of a variant changes", "pub enum E { A }", "pub enum E { A {} }", true),
    (
        "a variant becomes `#[non_exhaustive]`",
        "pub enum E { A { a: u8 } }",
        "pub enum E { #[non_exhaustive] A { a: u8 } }",
        true,
    ),
    (
        "the fields of a struct variant are in another order",
        "pub enum E { A { a: u8, b: u8 } }",
        "pub enum E { A { b: u8, a: u8 } }",
        false,
    ),
    ("a method without a default is added to a trait", "pub trait T {}", "pub trait T { fn f(&self); }", true),
    ("a method with a default is added to a trait", "pub trait T {}", "pub trait T { fn f(&self) {} }", false),
    (
        "a method without a default is added to a sealed trait",
        "pub trait T: private::Sealed {} mod private { pub trait Sealed {} }",
        "pub trait T: private::Sealed { fn f(&self); } mod private { pub trait Sealed {} }",
        false,
    ),
    ("a method of a trait is removed", "pub trait T { fn f(&self); }", "pub trait T {}", true),
    ("a method of a trait loses its default", "pub trait T { fn f(&self) {} }", "pub trait T { fn f(&self); }", true),
    ("a method of a trait gets a default", "pub trait T { fn f(&self); }", "pub trait T { fn f(&self) {} }", false),
    (
        "a parameter of a trait's method is added",
        "pub trait T { fn f(&self); }",
        "pub trait T { fn f(&self, a: u8); }",
        true,
    ),
    (
        "a method of a trait becomes `unsafe`",
        "pub trait T { fn f(&self); }",
        "pub trait T { unsafe fn f(&self); }",
        true,
    ),
    (
        "a method of a trait is no longer `unsafe`",
        "pub trait T { unsafe fn f(&self); }",
        "pub trait T { fn f(&self); }",
        true,
    ),
    ("a constant without a default is added to a trait", "pub trait T {}", "pub trait T { const C: u8; }", true),
    (
        "a constant of a trait loses its default",
        "pub trait T { const C: u8 = 1; }",
        "pub trait T { const C: u8; }",
        true,
    ),
    ("a constant of a trait is removed", "pub trait T { const C: u8 = 1; }", "pub trait T {}", true),
    ("a type is added to a trait", "pub trait T {}", "pub trait T { type A; }", true),
    ("a type of a trait is removed", "pub trait T { type A; }", "pub trait T {}", true),
    ("a supertrait is added", "pub trait T {}", "pub trait T: Clone {}", true),
    ("a supertrait is removed", "pub trait T: Clone {}", "pub trait T {}", true),
    ("the order of supertraits changes", "pub trait T: Clone + Send {}", "pub trait T: Send + Clone {}", false),
    ("a trait becomes `unsafe`", "pub trait T {}", "pub unsafe trait T {}", true),
    ("a trait is no longer `unsafe`", "pub unsafe trait T {}", "pub trait T {}", true),
    ("a trait needs more generic parameters", "pub trait T {}", "pub trait T<A> {}", true),
    ("a trait allows fewer generic parameters", "pub trait T<A = u8> {}", "pub trait T {}", true),
    ("a type needs more generic parameters", "pub struct S<A>(A);", "pub struct S<A, B>(A, B);", true),
    (
        "a generic parameter with a default is added to a type",
        "pub struct S<A>(A);",
        "pub struct S<A, B = u8>(A, B);",
        false,
    ),
    ("a type allows fewer generic parameters", "pub struct S<A, B = u8>(A, B);", "pub struct S<A>(A);", true),
    (
        "a method of a type is removed",
        "pub struct S; impl S { pub fn f(&self) {} }",
        "pub struct S; impl S { fn f(&self) {} }",
        true,
    ),
    ("a method is added to a type", "pub struct S;", "pub struct S; impl S { pub fn f(&self) {} }", false),
    (
        "a parameter of a method is added",
        "pub struct S; impl S { pub fn f(&self) {} }",
        "pub struct S; impl S { pub fn f(&self, a: u8) {} }",
        true,
    ),
    (
        "a method becomes `unsafe`",
        "pub struct S; impl S { pub fn f(&self) {} }",
        "pub struct S; impl S { pub unsafe fn f(&self) {} }",
        true,
    ),
    (
        "a method is no longer `const`",
        "pub struct S; impl S { pub const fn f(&self) {} }",
        "pub struct S; impl S { pub fn f(&self) {} }",
        true,
    ),
    (
        "a method loses its `self`",
        "pub struct S; impl S { pub fn f(&self) {} }",
        "pub struct S; impl S { pub fn f() {} }",
        true,
    ),
    (
        "`&self` becomes `&mut self`",
        "pub struct S; impl S { pub fn f(&self) {} }",
        "pub struct S; impl S { pub fn f(&mut self) {} }",
        true,
    ),
    ("a constant of a type is removed", "pub struct S; impl S { pub const C: u8 = 1; }", "pub struct S;", true),
    ("a derived trait is removed", "#[derive(Clone, Debug)] pub struct S;", "#[derive(Clone)] pub struct S;", true),
    (
        "a derived trait is implemented by hand",
        "#[derive(Clone)] pub struct S<A>(A);",
        "pub struct S<A>(A); impl<A: Clone> Clone for S<A> { fn clone(&self) -> Self { todo!() } }",
        false,
    ),
    (
        "an implementation of a trait is removed",
        "pub struct S; impl Drop for S { fn drop(&mut self) {} }",
        "pub struct S;",
        true,
    ),
    ("a static becomes mutable", "pub static S: u8 = 1;", "pub static mut S: u8 = 1;", true),
    ("the type of a constant changes", "pub const C: u8 = 1;", "pub const C: u16 = 1;", true),
    ("the value of a constant changes", "pub const C: u8 = 1;", "pub const C: u8 = 2;", false),
    ("a type alias stands for another type", "pub type A = u8;", "pub type A = u16;", true),
    (
        "a re-export leads to another item outside",
        "pub use std::collections::HashMap as Map;",
        "pub use std::collections::BTreeMap as Map;",
        true,
    ),
    (
        "an item moves, and a re-export stays",
        "pub struct S { pub a: u8 }",
        "mod inner { pub struct S { pub a: u8 } } pub use inner::S;",
        false,
    ),
    ("an item moves", "pub fn f(a: u8) {}", "pub mod inner { pub fn f(a: u8) {} }", true),
    ("an item is renamed", "pub fn f(a: u8) {}", "pub fn g(a: u8) {}", true),
    ("an item that a macro generates stays", "made! { pub struct S; }", "made! { pub struct S { a: u8 } }", false),
];

#[test]
fn each_kind_of_change_is_judged_as_documented() {
    let directory = Directory::with(&[
        ("Cargo.toml", MANIFEST),
        ("src/lib.rs", "pub mod orders;\npub mod web;\n"),
        ("src/web.rs", ""),
        ("src/orders.rs", ""),
    ]);
    let cargo = archcheck_testing::cargo();
    let workspace = workspace::load(None, &cargo, directory.path()).expect("Cargo reads the manifest");
    let surface = |text: &str| {
        directory.write("src/orders.rs", text);
        let options = Options { configuration: None, threads: Some(1), names: false };
        let mut analysis = resolve::analyze(workspace.clone(), &options, &|_| ()).expect("threads start");
        let file = analysis.sources.add(Source::new("archcheck.toml".to_owned(), RULES.to_owned()));
        let mut load = |_: &std::path::Path| Err(io::Error::other("no other files"));
        let rules = check::read_rules(file, &mut analysis, &mut load).0.expect("the rules are valid");
        contracts::surfaces(&analysis, &rules, &[ModuleId(0)]).remove(0)
    };
    let page =
        std::fs::read_to_string(archcheck_testing::repository().join("docs/contracts.md")).expect("the page exists");
    let mut wrong = String::new();
    for (name, before, after, breaking) in CASES {
        let (old, new) = (surface(before), surface(after));
        let changes = contracts::compare(&old, &new);
        if changes.iter().any(Change::is_breaking) != *breaking {
            let _ = writeln!(wrong, "{name}: {}\n{}{}", describe(&changes), list(&old), list(&new));
        }
        let row = format!("| {name} | {} |", if *breaking { "yes" } else { "no" });
        if !page.contains(&row) {
            let _ = writeln!(wrong, "the page lacks `{row}`");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
