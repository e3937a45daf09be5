//! Whatever the token reader accepts, it reads as the parser of record does: both emit the same events. Tested on all sources
//! of this workspace and of its tests, and on what is left of them after random mistakes; and that it accepts most of them.

use super::{
    code::{Code, Kind, character_value, string_literal, string_value},
    entry::{call_place, lower_expansion, lower_file, read_expansion, read_file, read_items},
    events::{CallPlace, Constructor, Event, Events, ItemForm, PathTokens, TokenList, TokenRange},
    internal_calls, nesting,
    owned_tokens::lex,
    prefix::prefix_length,
    reader::Reader,
    tree,
};
use crate::{
    syntax::{
        Declared, Definition, Delimiter, ExpansionLimits, Facts, Position, Predicate, TokenKind, Tokens, TokensBuilder,
    },
    workspace::Edition,
};
use proptest::prelude::*;
use std::{
    collections::HashMap,
    fs,
    ops::Range,
    path::{Path, PathBuf},
    sync::LazyLock,
};

const EDITIONS: [Edition; 3] = [Edition::E2018, Edition::E2021, Edition::E2024];

fn forget() {
    proc_macro2::extra::invalidate_current_thread_spans();
}

/// How the events of the two producers differ.
type Comparison = Result<(), String>;

/// Compares the events of a file, and of the arguments of its macro calls. `None` if the token reader refuses it.
fn compare_file(text: &str, edition: Edition) -> Option<Comparison> {
    let code = Code::of(text).filter(nesting::is_shallow)?;
    let events = read_file(&code)?;
    let parsed = tree::file(text, Code::of(text), edition);
    forget();
    Some(match parsed {
        Ok(parsed) if parsed.problems.is_empty() && !parsed.is_unstable => {
            compare(&code, &events, &parsed.events, edition)
        }
        _ => Err("the parser of record refuses it".to_owned()),
    })
}

/// Compares the events of an expansion, and of the arguments of its macro calls. `None` if the token reader refuses it.
fn compare_expansion(tokens: &Tokens, position: Position, edition: Edition) -> Option<Comparison> {
    let code = Code::of_expansion(tokens);
    if !code.is_certain || !nesting::is_shallow(&code) {
        return None;
    }
    let tokens = 0..code.tokens.len();
    let (events, parsed) = match call_place(position) {
        None => (read_items(&code, position)?, tree::expansion_of_items(&code, position, edition)),
        Some(place) => {
            let events = Reader::in_place(&code, tokens.clone(), place)?;
            (events, Some(tree::in_place(&code, tokens, place, false, edition)))
        }
    };
    forget();
    let refused = || Err("the parser of record refuses it".to_owned());
    Some(parsed.map_or_else(refused, |parsed| compare(&code, &events, &parsed, edition)))
}

fn compare(code: &Code<'_>, read: &Events, parsed: &Events, edition: Edition) -> Comparison {
    compare_events(code, read, parsed)?;
    for event in &read.list {
        if let Event::Macro { open, .. } = event {
            compare_arguments(code, code.content(*open as usize), edition)?;
        }
    }
    Ok(())
}

fn compare_events(code: &Code<'_>, read: &Events, parsed: &Events) -> Comparison {
    let (first, second) = (shown_events(code, read), shown_events(code, parsed));
    if first != second {
        let at = first.iter().zip(&second).position(|(a, b)| a != b).unwrap_or(first.len().min(second.len()));
        let part = |lines: &[String]| lines[at.saturating_sub(10)..lines.len().min(at + 10)].join("\n");
        return Err(format!("the token reader emits\n{}\nand the tree\n{}", part(&first), part(&second)));
    }
    Ok(())
}

fn compare_arguments(code: &Code<'_>, tokens: Range<usize>, edition: Edition) -> Comparison {
    for place in [CallPlace::Statement, CallPlace::Expression, CallPlace::Pattern, CallPlace::Type] {
        if let Some(read) = Reader::in_place(code, tokens.clone(), place) {
            let parsed = tree::in_place(code, tokens.clone(), place, false, edition);
            forget();
            compare_events(code, &read, &parsed)
                .map_err(|difference| format!("in place of a {place:?}: {difference}"))?;
        }
    }
    let Some(read) = Reader::arguments(code, tokens.clone()) else { return Ok(()) };
    let parsed = tree::arguments(code, tokens, false, edition);
    forget();
    compare(code, &read, &parsed, edition)
}

/// Events, one a line, with the texts and numbers of their tokens.
fn shown_events(code: &Code<'_>, events: &Events) -> Vec<String> {
    let token = |token: u32| format!("{}@{token}", code.text_of(token as usize));
    let list = |list: TokenList| events.tokens(list).iter().map(|one| token(*one)).collect::<Vec<_>>().join(" ");
    let path = |path: PathTokens| format!("{:?} {}", path.leading, list(path.segments));
    let range = |(from, to): TokenRange| if from == to { String::new() } else { format!("{from}..{to}") };
    let ranges = |list: TokenList| {
        let ranges = events.tokens(list).chunks(2).map(|range| range[0]..range[1]);
        ranges.map(|range| if range.is_empty() { 0..0 } else { range }).collect::<Vec<_>>()
    };
    let form = |form: ItemForm| match form {
        ItemForm::Call { path: called, open, associated } => format!("call {} {open} {associated}", path(called)),
        ItemForm::Enum { variants } => format!("enum {:?}", events.tokens(variants)),
        ItemForm::Struct(Constructor::Tuple(fields)) => format!("struct {:?}", ranges(fields)),
        form => format!("{form:?}"),
    };
    let lines = events.list.iter().map(|event| match *event {
        Event::Path(tokens, spaces) => format!("path {} {spaces:?}", path(tokens)),
        Event::Macro { path: called, open, place } => format!("macro {} {open} {place:?}", path(called)),
        Event::Attributes(attributes) => format!("attributes {}", list(attributes)),
        Event::Block { declares, items } => format!("block {declares} {}", list(items)),
        Event::Item(number) => {
            let item = events.items[number as usize];
            let (visibility, attributes) = (range(item.visibility), list(item.attributes));
            format!("item {attributes}; {visibility}; {}; {}", token(item.name), form(item.form))
        }
        event => format!("{event:?}"),
    });
    std::iter::once(list(events.attributes)).chain(lines).collect()
}

#[test]
fn sources_are_read_as_they_are_parsed() {
    for (path, text) in &*SOURCES {
        for edition in EDITIONS {
            if let Some(Err(difference)) = compare_file(text, edition) {
                panic!("{} in {edition:?}: {difference}", path.display());
            }
        }
    }
}

/// The Rust sources of the workspace, of its fixtures, and in its pages.
pub(super) static SOURCES: LazyLock<Vec<(PathBuf, String)>> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut sources = Vec::new();
    for folder in ["crates", "tests"] {
        gather(&root.join(folder), &mut sources);
    }
    sources
});

fn gather(folder: &Path, into: &mut Vec<(PathBuf, String)>) {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            if !path.ends_with("target") {
                gather(&path, into);
            }
            continue;
        }
        let extension = path.extension().and_then(|extension| extension.to_str());
        let Ok(text) = fs::read_to_string(&path) else { continue };
        match extension {
            Some("rs") => into.push((path, text[prefix_length(&text)..].to_owned())),
            Some("md") => {
                let parts =
                    text.split("```rust").skip(1).filter_map(|part| part.split_once('\n')?.1.split("```").next());
                into.extend(parts.flat_map(files_of).map(|file| (path.clone(), file)));
            }
            _ => {}
        }
    }
}

/// The Rust files of a block in a page, each after a line `//- path`.
fn files_of(block: &str) -> Vec<String> {
    if !block.starts_with("//- ") {
        return vec![block.to_owned()];
    }
    let files = block.split("//- ").filter_map(|file| file.split_once('\n'));
    let rust = files.filter(|(header, _)| {
        header
            .split(' ')
            .next()
            .is_some_and(|path| path.rsplit_once('.').is_some_and(|(_, extension)| extension == "rs"))
    });
    rust.map(|(_, text)| text[prefix_length(text)..].to_owned()).collect()
}

/// The functions of all sources, one by one.
static FUNCTIONS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut functions = Vec::new();
    for (_, text) in &*SOURCES {
        let Some(code) = Code::of(text) else { continue };
        for first in (0..code.tokens.len()).filter(|at| code.kind(*at) == Kind::Fn && code.kind(at + 1) == Kind::Ident)
        {
            let mut at = first;
            while !matches!(code.kind(at), Kind::OpenBrace | Kind::Semi | Kind::End) && !code.kind(at).closes() {
                at = code.after(at);
            }
            if code.kind(at) == Kind::OpenBrace {
                let (start, end) = (code.tokens[first].at, code.tokens[code.after(at) - 1].end);
                functions.push(text[start as usize..end as usize].to_owned());
            }
        }
    }
    functions
});

/// Macros of the shapes that people write, and calls of them.
const MACROS: &str = r#"
    macro_rules! newtypes { ($($(#[$attribute:meta])* $visibility:vis $name:ident($inner:ty);)*) => { $(
        $(#[$attribute])* $visibility struct $name(pub $inner);
        impl From<$inner> for $name { fn from(inner: $inner) -> Self { Self(inner) } }
        impl std::ops::Deref for $name { type Target = $inner; fn deref(&self) -> &Self::Target { &self.0 } }
    )* } }
    newtypes! { /// A number.
        #[derive(Clone, serde::Serialize)] pub Id(u32); Name(String); pub(crate) Ids(Vec<crate::Id>); }
    newtypes! { Only(Box<dyn Fn(&str) -> a::Result<()> + Send>); }
    newtypes! {}
    macro_rules! flags { ($(#[$outer:meta])* $visibility:vis struct $name:ident: $ty:ty { $(const $flag:ident = $value:expr;)* }) => {
        $(#[$outer])* #[derive(Copy, Clone)] $visibility struct $name { bits: $ty }
        impl $name { $(pub const $flag: $name = $name { bits: $value };)*
            pub const fn all() -> Self { Self { bits: 0 $(| $value)* } }
            pub fn contains(&self, other: Self) -> bool { self.bits & other.bits == other.bits } }
        impl $crate::Flags for $name { type Bits = $ty; }
    } }
    flags! { #[derive(Debug)] pub struct Modes: u8 { const A = 1; const B = 1 << 1; const C = Self::A.bits | m::D; } }
    flags! { struct Empty: u32 {} }
    macro_rules! errors { ($name:ident { $($variant:ident($source:path) = $text:literal),* $(,)? }) => {
        #[derive(Debug)] pub enum $name { $($variant($source)),* }
        impl std::fmt::Display for $name { fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            match self { $(Self::$variant(source) => write!(f, concat!($text, ": {}"), source)),* } } }
        $(impl From<$source> for $name { fn from(source: $source) -> Self { Self::$variant(source) } })*
    } }
    errors! { Error { Io(std::io::Error) = "input", Parse(crate::parse::Error) = "syntax" } }
    errors! { Never {} }
    macro_rules! for_tuples { ($($name:ident)*) => {
        impl<$($name: crate::Encode),*> crate::Encode for ($($name,)*) {
            #[allow(non_snake_case)] fn encode(&self, out: &mut Vec<u8>) { let ($($name,)*) = self; $($name.encode(out);)* }
        } } }
    for_tuples! {} for_tuples! { A } for_tuples! { A B } for_tuples! { A B C D }
    macro_rules! for_numbers { ($($ty:ty => $method:ident),*) => { $(impl crate::Number for $ty {
        const ZERO: Self = 0 as $ty;
        fn $method(self, other: Self) -> Option<Self> { <$ty>::checked_add(self, other).map(|sum| sum as $ty) } })* } }
    for_numbers! { u8 => add8, u16 => add16, crate::Big => add_big }
    macro_rules! statics { ($($visibility:vis static $name:ident: $ty:ty = $value:expr;)*) => {
        $($visibility static $name: std::sync::LazyLock<$ty> = std::sync::LazyLock::new(|| $value);)* } }
    statics! { pub static ONE: Vec<u8> = vec![1, 2]; pub(crate) static TWO: m::T = { let x = m::new(); x.build()? }; }
    macro_rules! conditional { ($($item:item)*) => { $(#[cfg(feature = "net")] #[cfg_attr(docsrs, doc(cfg(feature = "net")))] $item)* } }
    conditional! { pub mod net; pub use net::{Client, server::*}; fn f<T: A>(x: &T) where T: B { x.g() } }
    conditional! { impl A for B { type C = D; } trait E: F { fn g(&self) -> Self; } }
    macro_rules! checks { ($($name:ident: $call:expr => $expected:pat,)*) => { #[cfg(test)] mod checks { use super::*;
        $(#[test] fn $name() { assert!(matches!($call, $expected)); })* } } }
    checks! { one: super::parse("1") => Ok(1), two: run(|x| x + 1) => Some(A::B { c, .. }) | None, }
    macro_rules! builder { ($name:ident<$($lifetime:lifetime)?> { $($field:ident: $ty:ty = $default:expr),* }) => {
        pub struct $name<$($lifetime)?> { $($field: $ty),* }
        impl<$($lifetime)?> $name<$($lifetime)?> {
            pub fn new() -> Self { Self { $($field: $default),* } }
            $(#[must_use] pub fn $field(mut self, $field: $ty) -> Self { self.$field = $field; self })* }
    } }
    builder! { Options<'a> { path: &'a Path = Path::new("."), depth: usize = m::DEPTH + 1 } }
    builder! { Plain<> { on: bool = true } }
    macro_rules! dispatch { ($value:expr, $($variant:path => $body:block)*) => { match $value { $($variant => $body)* _ => {} } } }
    macro_rules! try_all { ($($value:expr);* $(;)?) => { $(let _ = $value?; )* } }
    macro_rules! local { ($name:ident) => { fn $name() -> crate::T { crate::T::new() } } }
    fn f() -> Result<()> {
        dispatch!(self.kind, Kind::A => { a::run() } Kind::B => { b::run(1)?; });
        try_all! { a::b(); c.d(e); }
        local! { helper }
        local!(other);
    }
    macro_rules! accessors { ($($name:ident -> $ty:ty),*) => { $(pub fn $name(&self) -> $ty { self.inner.$name.clone().into() })* } }
    impl Wrapper { accessors! { name -> String, size -> Option<m::Size> } accessors! {} }
    trait Wrapped { accessors! { id -> &'static str } }
    macro_rules! callback { ($next:ident! { $($done:tt)* } $first:ident $($rest:ident)*) => { callback! { $next! { $($done)* $first, } $($rest)* } };
        ($next:ident! { $($done:tt)* }) => { $next! { $($done)* } } }
    callback! { make! {} a b c } callback! { make! { x::y, } }
    macro_rules! externs { ($($name:ident: $ty:ty;)*) => { $(pub const $name: $ty = <$ty>::MAX; pub type $name = $ty;)* } }
    externs! { A: u8; B: *const u8; C: [m::T; 4]; D: fn(&str) -> m::R; }
"#;

/// What macro calls expand to whose macro is in the same source.
static EXPANSIONS: LazyLock<Vec<(Tokens, Position)>> = LazyLock::new(|| {
    let mut expansions = Vec::new();
    for text in SOURCES.iter().map(|(_, text)| text.as_str()).chain([MACROS]) {
        let facts = lower_file(text, 0, Edition::E2024);
        let definitions = facts.declarations.iter().filter_map(|declaration| match &declaration.what {
            Declared::Macro(definition) => Some((definition.name, Definition::parse(&definition.body).ok()?)),
            _ => None,
        });
        let definitions: HashMap<_, _> = definitions.collect();
        for declaration in &facts.declarations {
            let Declared::Call(call) = &declaration.what else { continue };
            let name = facts.paths[call.path.0 as usize].segments.last();
            let Some(definition) = name.and_then(|name| definitions.get(name)) else { continue };
            expansions.extend(
                definition.expand(&call.arguments, 0, &ExpansionLimits::default()).map(|one| (one, call.position)),
            );
        }
    }
    expansions
});

/// Asserts that the token reader accepts more than 95 of 100.
fn assert_most(what: &str, least: usize, accepted: impl Iterator<Item = bool>) {
    let accepted: Vec<bool> = accepted.collect();
    let (count, all) = (accepted.iter().filter(|accepted| **accepted).count(), accepted.len());
    assert!(all >= least && count * 100 > all * 95, "{count} of {all} {what} accepted");
}

#[test]
fn most_sources_are_accepted() {
    let rust = SOURCES.iter().filter(|(path, _)| path.extension().is_some_and(|extension| extension == "rs"));
    assert_most("files", 500, rust.map(|(_, text)| compare_file(text, Edition::E2024).is_some()));
    assert_most(
        "files and examples",
        700,
        SOURCES.iter().map(|(_, text)| compare_file(text, Edition::E2024).is_some()),
    );
}

#[test]
fn most_functions_are_accepted() {
    assert_most("functions", 1000, FUNCTIONS.iter().map(|text| compare_file(text, Edition::E2021).is_some()));
}

#[test]
fn most_expansions_are_accepted() {
    let accepted = EXPANSIONS.iter().map(|(tokens, position)| {
        let comparison = compare_expansion(tokens, *position, Edition::E2024);
        if let Some(Err(difference)) = &comparison {
            panic!("{}: {difference}", shown(tokens));
        }
        comparison.is_some()
    });
    assert_most("expansions", 40, accepted);
}

/// What is put among tokens: what can change what others mean.
const WORDS: [&str; 52] = [
    "..",
    "..=",
    "...",
    "=",
    "==",
    "=>",
    "->",
    "<-",
    "<",
    ">",
    "<<",
    ">>=",
    "&&",
    "||",
    "|",
    "&",
    "!",
    "!=",
    "?",
    ".",
    ",",
    ";",
    ":",
    "::",
    "#",
    "#[cfg(unix)]",
    "#![cfg(unix)]",
    "as u8",
    "as",
    "let x =",
    "if",
    "else",
    "else {}",
    "match",
    "return",
    "break 'a",
    "'a:",
    "'a",
    "move |x|",
    "async",
    "async move {}",
    "unsafe",
    "const",
    "{}",
    "()",
    "[]",
    "m!()",
    "m!{}",
    "{ use a::b; }",
    "<T as U>::v",
    "1.0",
    "-1",
];

/// A mistake: what is done, where, and with what.
type Mistake = (u8, prop::sample::Index, prop::sample::Index);

/// The tokens of a piece with some mistakes in it; where there are none, all of it.
fn mistaken(text: &str, mistakes: &[Mistake]) -> Option<String> {
    if mistakes.is_empty() {
        return Some(text.to_owned());
    }
    let tokens = lex(text, Edition::E2021)?;
    let mut words: Vec<String> = tokens.tokens.iter().map(|token| tokens.text_of(token).to_owned()).collect();
    let joint: Vec<bool> =
        tokens.tokens.iter().map(|token| matches!(token.kind, TokenKind::Punct { joint: true })).collect();
    for (word, joint) in words.iter_mut().zip(joint) {
        if !joint {
            word.push(' ');
        }
    }
    for (what, place, other) in mistakes {
        if words.is_empty() {
            return None;
        }
        let place = place.index(words.len());
        match what % 5 {
            0 => {
                words.remove(place);
            }
            1 => words.insert(place, words[other.index(words.len())].clone()),
            2 => {
                let other = other.index(words.len());
                words.swap(place, other);
            }
            3 => words.insert(place, format!("{} ", WORDS[other.index(WORDS.len())])),
            _ => words[place] = format!("{} ", WORDS[other.index(WORDS.len())]),
        }
    }
    Some(words.concat())
}

/// The same tokens, where some runs of token trees are what a macro's variable stood for; none of them ends within an
/// operator.
fn with_invisible_groups(tokens: &Tokens, places: &[(prop::sample::Index, u8)]) -> Tokens {
    let count = tokens.tokens.len();
    let joint = |index: usize| matches!(tokens.tokens.get(index), Some(token) if token.kind == TokenKind::Punct { joint: true });
    let mut groups: Vec<(usize, usize)> = Vec::new();
    for (place, trees) in places {
        let first = if count == 0 { 0 } else { place.index(count) };
        let mut end = first;
        for _ in 0..=trees % 8 {
            match tokens.tokens.get(end) {
                Some(token) if !matches!(token.kind, TokenKind::Close(_)) => end = tokens.tree_end(end),
                _ => break,
            }
        }
        let crosses =
            |(a, b): &(usize, usize)| (first < *a && *a < end && end < *b) || (*a < first && first < *b && *b < end);
        let cuts = (first > 0 && joint(first - 1)) || (end > 0 && joint(end - 1));
        if end > first && !cuts && !groups.iter().any(crosses) {
            groups.push((first, end));
        }
    }
    let mut builder = TokensBuilder::default();
    for (index, token) in tokens.tokens.iter().enumerate() {
        // A variable can stand for nothing, too.
        if places.iter().any(|(place, trees)| *trees > 200 && place.index(count) == index)
            && (index == 0 || !joint(index - 1))
        {
            builder.push(TokenKind::Open(Delimiter::None), "", token.origin);
            builder.push(TokenKind::Close(Delimiter::None), "", token.origin);
        }
        for _ in groups.iter().filter(|(first, _)| *first == index) {
            builder.push(TokenKind::Open(Delimiter::None), "", token.origin);
        }
        builder.push(token.kind, tokens.text_of(token), token.origin);
        for _ in groups.iter().filter(|(_, end)| *end == index + 1) {
            builder.push(TokenKind::Close(Delimiter::None), "", token.origin);
        }
    }
    builder.finish()
}

/// The tokens of a text, in which `«` and `»` are invisible delimiters.
fn marked(text: &str) -> Tokens {
    let tokens = lex(&text.replace('«', " open__ ").replace('»', " close__ "), Edition::E2021).unwrap();
    let mut builder = TokensBuilder::default();
    for token in &tokens.tokens {
        match tokens.text_of(token) {
            "open__" => builder.push(TokenKind::Open(Delimiter::None), "", token.origin),
            "close__" => builder.push(TokenKind::Close(Delimiter::None), "", token.origin),
            text => builder.push(token.kind, text, token.origin),
        }
    }
    builder.finish()
}

#[test]
fn code_that_is_easily_misread_is_read_as_it_is_parsed() {
    for text in [
        "fn f() { #[cfg(unix)] a::b + c::d..e::g; }",
        "fn f() { #[cfg(unix)] a::b as u8 .. e::g; }",
        "fn f() { match x { #[cfg(unix)] y => #[cfg(unix)] a::b + c::d..e::g } }",
        "impl T<{ fn g() { x::y } 1 }> for S { fn f() -> m!{ p::q } { b::c } }",
        "fn f() { let x: extern 'c' fn(); }",
        "fn f() { fn g(x: u8) -> m!{ p::q } { b::c } }",
        "fn f() { let x: extern b\"C\" fn(); let y: extern r\"C\" fn(a::B) -> c::D; }",
        "fn f() { r#crate::a(); }",
        "fn f() { let x = r#_; }",
        "fn f() { let x = !(a::b /// doc\n ); }",
        "fn f() { if !a { c::d; /// doc\n } }",
        "fn f() { match !a { _ => c::d /// doc\n , } }",
        "fn f() { !m(a, /// doc\n b, /// doc\n ); }",
        "fn f() { stringify!(/// a\rb\n x); }",
        "fn f() { m!(/// a\n x::y); }",
        "fn f<const N: usize = { g() }>() -> A<{ N }> where [(); { N }]: { a::b }",
        "trait T { fn f<'a: 'b + 'c, A: ?Sized + for<'d> B<'d, C = D> = E, const N: u8 = M>(&'a mut self, #[cfg(unix)] x: A); }",
        "fn f(self: Box<Self>, (a, B { c, .. }): D, e: &dyn Fn(F) -> G) -> impl H + 'static where I: J, for<'a> &'a K: L {}",
    ] {
        if let Some(Err(difference)) = compare_file(text, Edition::E2021) {
            panic!("{text}: {difference}");
        }
    }
    for text in [
        "«»pub fn f() {}",
        "«» pub(crate) mod a {}",
        "#[a] «» pub fn f() {}",
        "impl A { «» pub fn g() {} «» }",
        "mod a { «» }",
        "«» #[cfg(a)] fn f() {}",
        "impl «<T>::A» {}",
        "impl ««<T>::A»» for B {}",
        "struct S(«» pub A, «pub» B, «pub(crate)» «C»);",
        "fn f() { «m!{ x::y }»; }",
        "fn f() { «m!{ x::y }» }",
        "fn f() { «a::m!{}» }",
        "fn f() { «m!{ x::y } + 1»; }",
        "fn f() { «#[cfg(unix)] m!(a::b)»; }",
        "fn f() { «#[cfg(unix)] a::b»(c::d); }",
        "fn f() { #[cfg(unix)] ««m!{ a::b }»» }",
        "fn f() { for i in 0..«{ i::n }» { i::x; } }",
        "fn f() { if let x = y && break «{ i::n }» { x; } }",
        "fn f() { let g = 1; { extern «\"C\"» fn g() { a::b } g(); } }",
        "fn f() { x::y; extern «\"C\"» fn g() {} }",
        "fn f() «{ a::b }» impl X for Y { fn g() { c::d } }",
        "impl S<«{ m!(a::b); 3 }»> { fn f() {} }",
        "impl S<«{ m!(a::b); 3 }», 3> { fn f() {} }",
        "«impl S { m!(a::b); fn f() {} }»",
        "fn f(«a: B») -> «C::D» where «E»: F { «a::b» + «c» as «u8» }",
        "fn f() { let x = «a::b» else { return «c::d» }; «x::y»(«z»); }",
    ] {
        if let Some(Err(difference)) = compare_expansion(&marked(text), Position::Items, Edition::E2021) {
            panic!("{text}: {difference}");
        }
    }
}

#[test]
fn statements_are_refused_as_a_whole() {
    for text in [
        "{ fn f() { a b } }",
        "let x = || { fn f() { a b } };",
        "#[cfg(a)] { struct S else; }",
        "if x { trait A { fn } }",
    ] {
        let tokens = lex(text, Edition::E2021).unwrap();
        if let Some(Err(difference)) = compare_expansion(&tokens, Position::Statements, Edition::E2021) {
            panic!("{text}: {difference}");
        }
    }
}

#[test]
fn internal_calls_are_read_as_other_calls() {
    let expansion = |body: &str| {
        let rules = lex(&format!("($t:ident $($rest:tt)*) => {{ {body} }}"), Edition::E2021).unwrap();
        let arguments = lex("Row::new() { a: B } m!(c)", Edition::E2021).unwrap();
        Definition::parse(&rules).unwrap().expand(&arguments, 7, &ExpansionLimits::default()).unwrap()
    };
    let positions = [Position::Statements, Position::Expression, Position::Pattern, Position::Type];
    for body in
        ["$crate::m!(@a, $($rest)*)", "$crate::m! { @a x = 1, y $t }", "$crate::r#m![@ [a.b] { $($rest)* } = 1];"]
    {
        let tokens = expansion(body);
        for position in
            positions.into_iter().filter(|position| !body.ends_with(';') || *position == Position::Statements)
        {
            let facts = internal_calls::facts(&tokens, position, &["T", "m"], Edition::E2021).unwrap();
            let read = read_expansion(&tokens, position, &["T", "m"], Edition::E2021).unwrap();
            let content = |facts: &Facts| format!("{:?}", (&facts.paths, &facts.declarations, &facts.references));
            assert_eq!(content(&facts), content(&read), "{body} as {position:?}");
        }
    }
    let others = [
        "m!(@a $t)",
        "crate::m!(@a $t)",
        "$crate::m!($t)",
        "$crate::m!(@a $t) + 1",
        "$crate::a::m!(@a $t)",
        "$crate::m!(@a Row $t)",
        "$crate::m!(@a [row($t)])",
        "$crate::m!(@a row::$t)",
        "$crate::m!(@a m!($t))",
        "$crate::m",
        "$t",
    ];
    for body in others {
        let facts = internal_calls::facts(&expansion(body), Position::Statements, &[], Edition::E2021);
        assert!(facts.is_none(), "{body}");
    }
}

#[test]
fn invisible_groups_in_conditions_are_flattened() {
    for text in [
        "#[cfg(feature = «\"x\"»)] fn f() {}",
        "#[cfg(«feature = \"x\"»)] struct S;",
        "fn f() { #[cfg(feature = «\"x\"»)] a::b(); }",
    ] {
        let facts = lower_expansion(&marked(text), Position::Items, &[], Edition::E2021).unwrap();
        let atom = facts.predicates.iter().find_map(|predicate| match predicate {
            Predicate::Atom(name, value) => Some((facts.name(*name), value.map(|value| facts.name(value)))),
            _ => None,
        });
        assert_eq!(atom, Some(("feature", Some("x"))), "{text}");
    }
}

/// Items of all kinds, macros' calls among them, and code that only looks like items.
const ITEMS: [&str; 78] = [
    "Self::m! {} default! {} default::n!();",
    "#[x::serde(with = \"a::b\")] struct S;",
    "fn f() { #![allow(a)] for<'a> |x: &'a u8| b::c; }",
    "x(|| { struct S else; fn f() { a b } });",
    "#[cfg_attr(a, cfg_attr(b, inline))] fn f() { { mod a { b c } } }",
    "impl const A for B {} type A; const A: B;",
    "pub(in a::b) fn f() -> impl A + use<'a, T> + B<use_> { #![allow(c)] d::e }",
    "fn f() -> dyn A + use<> { #![cfg(c)] d::e }",
    "fn f() { #[derive(A)] struct S(b::C); use d::{self as e, *, f::{g as _, ::h}}; }",
    "use {a, b::{self, c::*}, self::d as e, super::super::f, crate::g};",
    "pub(super) use ::a::{b, c as d};",
    "use *;",
    "use ::*;",
    "use self as a;",
    "use a::b as _;",
    "pub extern crate self as a;",
    "#[macro_use] extern crate a as _;",
    "#[macro_use] #[path = \"a.rs\"] mod b { macro_rules! c { () => { crate::d::e; $crate::f; x.crate::g } } }",
    "#[cfg(all(a, not(b = \"c\"), any()))] #[cfg(true, d)] #[tokio::test] async fn f() {}",
    "#[tokio::test(flavor = \"a::b\", c)] #[serde(with = \"d::e\", rename = \"f\")] fn f() {}",
    "#[serde(skip_serializing_if = \"a::b\", default)] #[error(transparent)] struct S { #[serde(default = \"c::d\")] e: F }",
    "#[derive(::a::B, c::D, Clone)] #[x::y] pub struct S<'a, T: A<B> = C>(pub(crate) &'a T, pub E, F) where T: G, [T]: H;",
    "pub enum E<T> where T: A { #[cfg(b)] A(pub C, D), #[doc = \"e\"] B { f: G }, C = h::I, }",
    "pub union U<T: A> { a: b::C, #[cfg(d)] e: T }",
    "type A<T: B> = C<T> where T: D;",
    "pub unsafe trait A<T>: B + C where T: D { type E<'a>: F where Self: 'a; const G: H; const I: J = k::L; fn m(&self); fn n() {} o!(); }",
    "impl<'a, T: B, const N: usize> C<T> for D<{ N }> where T: E { type F = G; const H: I = j::K; pub const unsafe extern \"C\" fn l<U>(&self, m: U) -> n::O { p::q } r! {} }",
    "impl !A for B {}",
    "impl<A>::B for C {}",
    "static mut A: B = c::d;",
    "const _: () = { a::b };",
    "pub(crate) static A: fn(B) -> C = |d| e::f;",
    "macro_rules! m { (/// a\n $b:ident) => { $b. /// c\n crate::d; crate /// e\n ::f } }",
    "auto trait A {} default impl B for C {} macro d() {} safe fn e() {}",
    "#[inline] fn f() { a::b }",
    "#[doc = \"a\"] #[must_use = \"b\"] #[cfg(c)] pub struct S(#[allow(d)] e::F);",
    "#[cfg_attr(docsrs, doc(cfg(feature = \"a\")), inline)] pub use b::c;",
    "#[cfg_attr(a, inline, derive(B))] #[cfg(c)] #[cold] enum E { #[doc(hidden)] A }",
    "#[derive(Clone, Debug)] #[derive(Copy, serde::B)] #[non_exhaustive] union U { a: B }",
    "#[inline]",
    "#[allow(a)] #![allow(b)]",
    "/* a */ #[doc(hidden)] /* b */ /// c\n // d\n mod e { //! f\n #![allow(g)] }",
    "#[cfg_attr(all(a, b), cfg_attr(c, doc = \"d\"), path = \"e\")] mod f;",
    "#[test] #[ignore] fn f() { #[inline] fn g() {} }",
    "m! { a::b }",
    "m!(/// é\n x::y);",
    "a::m![z /** a\r\n b */, /***/ /**/ //// c\n];",
    "self::m! { //! in\n + /*! out */ }",
    "m! { ///\n }",
    "m! { /// at the end é*/\n }",
    "m! { n! { o::p } x + /// y\n }",
    "m!();",
    "m! name { x::y }",
    "macro_rules! m { (/// a\n) => { crate::x } }",
    "#[cfg(m!{ a })] m! { b::c }",
    "#![cfg(m!{ a })]",
    "/// out\n",
    "//! in\n",
    "pub(crate) mod a;",
    "pub mod a { m! { x::y } }",
    "struct S;",
    "struct S<const N: usize = { m! { x::y } }> { a: [u8; { m!{ z } }] }",
    "const A: u8 = m!(x::y);",
    "const A: T = { m! { x::y } };",
    "const A: T = match x { _ => {} };",
    "static A: bool = !(x::y);",
    "static A: extern \"C\" fn() = { m! { x::y } 1 };",
    "enum E { A = { m! { x::y } 1 }, B }",
    "type A = m! { x::y };",
    "type A = impl B;",
    "impl m! { x::y } for z {}",
    "fn f() -> impl A { m! { x::y } }",
    "fn f();",
    "use a::b;",
    "union U { a: B }",
    "trait A = B;",
    "extern crate a;",
    "async fn f() { !{ x::y } }",
];

/// What stands around items, and around code.
const HOLDERS: [&str; 15] = [
    "#[cfg(a)] pub mod a",
    "fn f(a: B) -> C",
    "impl<T> A for B<T> where T: C",
    "pub trait A: B",
    "mod a",
    "impl A",
    "unsafe impl<const N: usize> A<{ N }> for B where [(); { N }]:",
    "trait A",
    "pub unsafe auto trait A",
    "extern \"C\"",
    "default impl A for B",
    "const A: T =",
    "fn f()",
    "m!",
    "impl A for B { fn f() {} } mod a",
];

fn items() -> impl Strategy<Value = String> {
    let item = prop::sample::select(&ITEMS[..]).prop_map(str::to_owned);
    item.prop_recursive(3, 16, 5, |inner| {
        let holder = prop::sample::select(&HOLDERS[..]);
        let semicolon = |holder: &str| if holder.starts_with("const") { ";" } else { "" };
        (holder, prop::collection::vec(inner, 0..5))
            .prop_map(move |(holder, items)| format!("{holder} {{ {} }}{} ", items.join(" "), semicolon(holder)))
    })
}

fn piece() -> impl Strategy<Value = (String, Vec<Mistake>)> {
    let mistakes =
        prop::collection::vec((any::<u8>(), any::<prop::sample::Index>(), any::<prop::sample::Index>()), 0..4);
    let function = any::<prop::sample::Index>().prop_map(|index| index.get(&FUNCTIONS).clone());
    let items = prop::collection::vec(items(), 1..5).prop_map(|items| items.join("\n"));
    (prop_oneof![2 => function, 1 => items], mistakes)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn mistakes_are_read_as_they_are_parsed((text, mistakes) in piece()) {
        if let Some(text) = mistaken(&text, &mistakes)
            && let Some(Err(difference)) = compare_file(&text, Edition::E2021)
        {
            return Err(TestCaseError::fail(format!("{text}\n{difference}")));
        }
    }

    #[test]
    fn expansions_are_read_as_they_are_parsed(
        (text, mistakes) in piece(),
        places in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
        position in prop::sample::select(&[
            Position::Items, Position::Associated, Position::Statements, Position::Expression, Position::Pattern, Position::Type,
        ][..]),
    ) {
        // Of a function what stands in its body.
        let content = || text.split_once('{')?.1.rsplit_once('}').map(|(content, _)| content.to_owned());
        let text = if position.is_code() { content().unwrap_or_default() } else { text };
        let text = mistaken(&text, &mistakes).unwrap_or_default();
        let Some(tokens) = lex(&text, Edition::E2021) else { return Ok(()) };
        let tokens = with_invisible_groups(&tokens, &places);
        if let Some(Err(difference)) = compare_expansion(&tokens, position, Edition::E2021) {
            return Err(TestCaseError::fail(format!("{}\n{difference}", shown(&tokens))));
        }
    }
}

/// The tokens with `«` and `»` for the invisible delimiters.
fn shown(tokens: &Tokens) -> String {
    let words = tokens.tokens.iter().map(|token| match token.kind {
        TokenKind::Open(Delimiter::None) => "«",
        TokenKind::Close(Delimiter::None) => "»",
        _ => tokens.text_of(token),
    });
    words.collect::<Vec<_>>().join(" ")
}

#[test]
fn strings_are_written_as_proc_macro2_writes_them() {
    for value in ["", "a'b\"c\\d", "\0\x007\u{1}\u{301}e\u{301}é\u{200b}\n\t"] {
        assert_eq!(string_literal(value), proc_macro2::Literal::string(value).to_string());
    }
}

#[test]
fn strings_have_the_values_that_syn_reads() {
    for literal in [
        r#""""#,
        r#""a\n\r\t\\\0\'\"\x41\u{e9}\u{1_F600}""#,
        "\"a\\\n   \t b\"",
        "\"a\r\nb\"",
        "\"é\"",
        "r\"\\n\"",
        "r##\"a\"#b\"##",
    ] {
        let expected = syn::parse_str::<syn::LitStr>(literal).unwrap().value();
        assert_eq!(string_value(literal).as_deref(), Some(&*expected), "{literal}");
    }
    for other in ["1", "'a'", "b\"a\"", "c\"a\"", "br\"a\""] {
        assert_eq!(string_value(other), None, "{other}");
    }
    for (literal, value) in [("'a'", "a"), ("'\\''", "'"), ("'\\u{e9}'", "é")] {
        assert_eq!(character_value(literal).as_deref(), Some(value));
    }
}

#[test]
fn trees_are_printed_as_proc_macro2_prints_them() {
    for text in
        ["a", "version(\"1.2\")", "a :: b", "x{}y{ z }[1,2]", "a::<'b, C>()", "a+=b -> c", "accessible(::std::mem)"]
    {
        let code = Code::of(text).unwrap();
        let expected = text.parse::<proc_macro2::TokenStream>().unwrap().to_string();
        assert_eq!(code.print(&code.trees(0..code.tokens.len())), expected);
    }
}
