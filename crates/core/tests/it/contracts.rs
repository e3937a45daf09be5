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
