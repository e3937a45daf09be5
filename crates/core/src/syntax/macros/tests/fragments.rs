//! Fragments: where each ends, which tokens may begin one, and how one is matched again when it is passed on.

use super::support::{check, expand, groups, tokens, words};
use crate::syntax::{ExpansionLimits, macros::Definition};

/// Checks which parts `$($x:fragment)sep*` splits its arguments into.
#[track_caller]
fn parts(fragment: &str, separator: &str, args: &str, expected: &[&str]) {
    let rules = format!("($($x:{fragment}){separator}*) => {{ $([$x])* }}");
    let wanted: Vec<String> = expected.iter().map(|part| format!("[{part}]")).collect();
    check(&rules, args, &wanted.join(" "));
}

#[test]
fn expressions() {
    let list = [
        "a + b * -c",
        "f::<A, B>(x)?",
        "x as Vec<A, B>",
        "|a, b: HashMap<A, B>| a < b",
        "a < b",
        "c > (d)",
        "S { a, ..b }",
        "if a { b } else if let Some(c) = d { e } else { f } + 1",
        "match x { A | B => 1, _ => 2 }.y()",
        "..",
        "a..",
        "..=b",
        "&mut *x",
        "&raw const x",
        "return",
        "break 'a x",
        "loop {}",
        "'a: while x {}",
        "for (i, j) in 0.. {}",
        "async move { x }",
        "unsafe { x }",
        "<T as Tr<U, V>>::f::<W>(1)",
        "vec![1, 2]",
        "x.0.1.await",
        "[0; 4]",
        "move || -> u8 { 1 }",
        "a = b",
        "a <<= 1",
        "if a == b {}",
        "x.y::<A, B>()",
        "\"s\"",
        "a as *const u8 as usize + 1",
        "|x| |y| x || y",
        "!-!x",
        "true",
        "a && b || c",
        "a::b!{ c }",
        "crate::S::<T> { x: 1 }",
        "#[a] b",
        "x == y",
        "continue",
    ];
    parts("expr", ",", &list.join(" , "), &list);
    parts("expr", ";", &list.join(" ; "), &list);
    parts("expr", "=>", "a => b..=c => d >= e", &["a", "b..=c", "d >= e"]);
}

#[test]
fn types() {
    let list = [
        "u8",
        "Vec<Vec<u8>>",
        "&'a mut [T; 2]",
        "*const fn(A, B) -> C",
        "for<'a> fn(&'a T)",
        "dyn A + B<C, D> + 'a",
        "impl Fn(A, B) -> C + Send",
        "<T as Tr>::X<Y>",
        "(A, B)",
        "!",
        "_",
        "unsafe extern \"C\" fn()",
        "m!(x)",
        "::a::b::<C>",
        "Box<dyn for<'a> Fn(&'a A) -> B>",
        "[u8; { 1 + 2 }]",
        "A<{ N }, -1, 'a>",
        "A<B = C>",
        "&dyn A",
        "Fn(A) + Send",
        "?Sized",
    ];
    parts("ty", ",", &list.join(" , "), &list);
    parts("ty", ";", &list.join(" ; "), &list);
    check("($t:ty = $e:expr) => { $t ; $e }", "Vec<Vec<u8>>=x", "Vec<Vec<u8>> ; x");
    check("($($t:ty)|*) => { $($t;)* }", "A | B", "A; B;");
}

#[test]
fn patterns() {
    let list = [
        "A | B",
        "x @ 1..=2",
        "ref mut x",
        "&(a, b)",
        "Some(x)",
        "a::B { c, .. }",
        "-1",
        "1..",
        "..",
        "..=5",
        "_",
        "<T as X>::Y",
        "[a, .., b]",
        "m!(x)",
        "A::B::<C, D>(e)",
        "\"s\" | 'c'",
        "mut x",
        "| a | b",
        "&&x",
        "A..=B",
    ];
    let begins: Vec<&str> = list.into_iter().filter(|pattern| *pattern != "..=5").collect();
    parts("pat", ",", &begins.join(" , "), &begins);
    parts("pat_param", "|", "A | B(c) | &d", &["A", "B(c)", "&d"]);
    check(
        "($($p:pat if $e:expr => $b:block)*) => { $($p; $e; $b;)* }",
        "A | B if a == b => { 1 } x @ C { .. } if x => {}",
        "A | B; a == b; { 1 }; x @ C { .. }; x; {};",
    );
}

#[test]
fn statements() {
    let rules = "($($s:stmt;)*) => { $([$s])* }";
    check(
        rules,
        "let x: Vec<u8> = a; let Some(y) = z else { w }; foo() + 1; m! { x }; use a::{b, c}; ; if a {} else {}; x.y = z;",
        "[let x: Vec<u8> = a] [let Some(y) = z else { w }] [foo() + 1] [m! { x }] [use a::{b, c};] [if a {} else {}] [x.y = z]",
    );
    parts(
        "stmt",
        "",
        "if a {} if !b {} while !c {} {} m! {} fn x() {} 'a: loop {} match b {}.c() + d unsafe {} async {} e",
        &[
            "if a {}",
            "if !b {}",
            "while !c {}",
            "{}",
            "m! {}",
            "fn x() {}",
            "'a: loop {}",
            "match b {}.c() + d",
            "unsafe {}",
            "async {}",
            "e",
        ],
    );
}

#[test]
fn items() {
    let list = [
        "use a::{b, c as d, e::*};",
        "pub(in a::b) mod c;",
        "mod d { fn e() {} }",
        "pub struct A<const N: usize = { 1 }>;",
        "struct B(pub u8) where u8: Fn() -> u8;",
        "enum C<T> where T: X<{ 1 }> { D }",
        "fn f<T: Fn(u8) -> u8>() -> X<Y<u8>> { }",
        "const X: bool = 1 < 2;",
        "const _: () = { a };",
        "pub const unsafe extern \"C\" fn g() {}",
        "impl<T> A<T> for B<T> { }",
        "unsafe impl Send for A {}",
        "extern crate a as b;",
        "extern \"C\" { fn x(); }",
        "static mut Y: [u8; 2] = [1, 2];",
        "type T<U> = V<U>;",
        "trait W: X<u8> { }",
        "trait Alias = A;",
        "#[cfg(a)] #[b] async fn h() {}",
        "macro_rules! m { () => {} }",
        "m!(a);",
        "a::b! { c }",
        "thread_local! { static D: u8 = 1; }",
        "union E { a: u8 }",
        "pub macro n($x:ident) { }",
        "unsafe extern \"C\" { }",
        "impl Shl<u8> for A { }",
        "pub(crate) use a;",
        "auto trait F {}",
        "fn try_() -> [u8; 3] where {}",
    ];
    parts("item", "", &list.join(" "), &list);
}

#[test]
fn items_of_edition_2015() {
    let args =
        crate::syntax::owned_tokens::lex("fn async(dyn: u8) {} mod try; fn f(u8);", crate::workspace::Edition::E2015)
            .unwrap();
    let rules = Definition::parse(&tokens("($($i:item)*) => { $([$i])* }")).unwrap();
    let expansion = rules.expand(&args, 0, &ExpansionLimits::default()).unwrap();
    assert_eq!(words(&expansion), "[ fn r#async ( r#dyn : u8 ) { } ] [ mod r#try ; ] [ fn f ( u8 ) ; ]");
}

#[test]
fn tokens_that_may_begin_a_fragment() {
    for (fragment, yes, no) in [
        ("pat", "..5", "..=5"),
        ("expr", "..", "const { 1 }"),
        ("expr", "async", "as"),
        ("expr", "a", "_"),
        ("ty", "dyn A", "'a"),
        ("ty", "_", "as"),
        ("ident", "self", "_"),
        ("ident", "r#fn", "'a"),
        ("lifetime", "'a", "'a'"),
        ("literal", "-1", "a"),
        ("literal", "'a'", "'a"),
        ("block", "{ a }", "(a)"),
        ("path", "::a::b<C>", "<A>::b"),
        ("meta", "a::b = \"c\"", "(a)"),
        ("vis", "pub(self)", "{}"),
    ] {
        let rules = format!("($x:{fragment}) => {{ yes }}; ($($x:tt)*) => {{ no }}");
        check(&rules, no, "no");
        if yes != "async" {
            check(&rules, yes, "yes");
        }
    }
    check("($v:vis) => { yes }; () => { no }", "", "no");
    check("($v:vis struct) => { [$v] }", "struct", "[]");
    check("($v:vis $t:ty) => { $v; $t }", "pub (A, B)", "pub; (A, B)");
}

#[test]
fn a_passed_fragment_is_one_token_tree() {
    let expansion = expand("($e:expr, $t:tt, $i:ident, $l:lifetime) => { $e * 2 $t $i $l }", "1 + 1, (a), b, 'c");
    assert_eq!(groups(&expansion), "« 1 + 1 » * 2 ( a ) b 'c");
    let again = |rules: &str| {
        let rules = Definition::parse(&tokens(rules)).unwrap();
        groups(&rules.expand(&expansion, 0, &ExpansionLimits::default()).unwrap())
    };
    assert_eq!(again("($a:tt * $($b:tt)*) => { $a }"), "« 1 + 1 »");
    assert_eq!(again("($a:expr, $b:tt) => { $a } ; ($a:expr) => { $a }; ($($a:tt)*) => { tts }"), "tts");
    assert_eq!(again("(1 + 1 * $($b:tt)*) => { seen } ; ($a:tt $($b:tt)*) => { opaque }"), "opaque");
}

#[test]
fn passed_fragments_match_as_in_rustc() {
    let cases = "(\"a\") => { text }; ($l:literal) => { literal }; ($i:ident) => { ident }; ($e:expr) => { expr }; ($t:ty) => { ty }; ($($t:tt)*) => { tts }";
    for (fragment, args, expected) in [
        ("ty", "u8", "ty"),
        ("literal", "\"a\"", "literal"),
        ("expr", "\"a\"", "literal"),
        ("expr", "-1", "literal"),
        ("expr", "a", "expr"),
        ("path", "a", "expr"),
        ("ident", "a", "ident"),
        ("tt", "\"a\"", "text"),
        ("item", "mod a;", "tts"),
    ] {
        let passed = expand(&format!("($x:{fragment}) => {{ $x }}"), args);
        let expansion =
            Definition::parse(&tokens(cases)).unwrap().expand(&passed, 0, &ExpansionLimits::default()).unwrap();
        assert_eq!(words(&expansion), expected, "{fragment} {args}");
    }
}
