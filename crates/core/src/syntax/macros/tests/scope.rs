//! The origins of tokens (`$crate`, the body, the arguments), and macros that define macros.

use super::{
    super::{Definition, ExpansionLimits},
    support::{KRATE, check, define, expand, tokens, words},
};

#[test]
fn items_under_a_condition_as_in_tokio() {
    check(
        "($($item:item)*) => { $( #[cfg(feature = \"rt\")] #[cfg_attr(docsrs, doc(cfg(feature = \"rt\")))] $item )* }",
        "pub mod runtime; #[doc(hidden)] pub(crate) use runtime::spawn; mod a { fn b() { c! { d } } }",
        "#[cfg(feature = \"rt\")] #[cfg_attr(docsrs, doc(cfg(feature = \"rt\")))] pub mod runtime;
         #[cfg(feature = \"rt\")] #[cfg_attr(docsrs, doc(cfg(feature = \"rt\")))] #[doc(hidden)] pub(crate) use runtime::spawn;
         #[cfg(feature = \"rt\")] #[cfg_attr(docsrs, doc(cfg(feature = \"rt\")))] mod a { fn b() { c! { d } } }",
    );
}

#[test]
fn origins_record_who_wrote_a_token() {
    let expansion = expand("($x:ident) => { use $crate::$x; }", "a");
    let tokens: Vec<_> = expansion
        .tokens
        .iter()
        .map(|token| (expansion.text_of(token), token.origin.from_body, token.origin.dollar_crate))
        .collect();
    let colon = (":", true, None);
    assert_eq!(
        tokens,
        [("use", true, None), ("crate", true, Some(KRATE)), colon, colon, ("a", false, None), (";", true, None)]
    );
    assert_eq!(expansion.tokens[4].origin.span, crate::source::Span { start: 0, end: 1 });
    // `$crate` keeps its crate when it is passed to a macro of another crate.
    let again = define("($($x:tt)*) => { $($x)* $crate }").expand(&expansion, 9, &ExpansionLimits::default()).unwrap();
    let crates: Vec<_> = again.tokens.iter().filter_map(|token| token.origin.dollar_crate).collect();
    assert_eq!(crates, [KRATE, 9]);
}

#[test]
fn macros_that_define_macros() {
    let outer = expand(
        "($name:ident, $d:tt) => { macro_rules! $name { ($d($d x:ident),*) => { $d($crate::$d x $y;)* } } }",
        "inner, $",
    );
    assert_eq!(words(&outer), words(&tokens("macro_rules! inner { ($($x:ident),*) => { $(crate::$x $y;)* } }")));
    let body = outer.slice(outer.content(3));
    let expansion = Definition::parse(&body).unwrap().expand(&tokens("a, b"), 1, &ExpansionLimits::default()).unwrap();
    assert_eq!(words(&expansion), words(&tokens("crate::a $y; crate::b $y;")));
    assert!(expansion.tokens.iter().filter_map(|token| token.origin.dollar_crate).all(|krate| krate == KRATE));
    check("() => { macro_rules! m { ($x:ident) => { $x } } }", "", "macro_rules! m { ($x:ident) => { $x } }");
}
