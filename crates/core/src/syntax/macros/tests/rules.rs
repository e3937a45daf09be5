//! Rules, repetitions, separators, literal tokens.

use super::{
    super::{DefinitionError, ExpandError, ExpansionLimits},
    support::{check, define, tokens, try_expand},
};
use crate::syntax::Definition;

#[test]
fn repetitions_with_separators() {
    check(
        "($($name:ident),* $(,)?) => { $(pub mod $name;)* }",
        "a, b, r#type",
        "pub mod a; pub mod b; pub mod r#type;",
    );
    check("($($name:ident),* $(,)?) => { $(pub mod $name;)* }", "a, b,", "pub mod a; pub mod b;");
    check("($($name:ident),* $(,)?) => { $(pub mod $name;)* }", "", "");
}

#[test]
fn the_first_matching_rule_applies_whatever_its_delimiters() {
    let rules = "() => { none } ; [a $x:tt] => [ $x ] ; {$($x:tt)*} => ( many $($x)* );";
    check(rules, "", "none");
    check(rules, "a b", "b");
    check(rules, "a b c", "many a b c");
}

#[test]
fn separators_are_whole_operators() {
    check("($($a:ident)=>*) => { $($a)::* }", "a => b => c", "a :: b :: c");
    check("($($a:ident)and+) => { $($a)and* }", "a and b", "a and b");
    check("($($a:ident)+ *) => { $($a)* }", "a b *", "a b");
    check(
        "($($k:expr => $v:expr),* $(,)?) => { $(($k, $v);)* }",
        "1 + 1 => f(2), a::<B, C>() => |x, y| x,",
        "(1 + 1, f(2)); (a::<B, C>(), |x, y| x);",
    );
    check("(A<B<$t:ty> >) => { $t }", "A<B<Vec<u8>>>", "Vec<u8>");
    check("(A<B<$t:ty>>) => { $t }; ($($t:tt)*) => { other }", "A<B<Vec<u8>>>", "other");
}

#[test]
fn optional_parts() {
    let rules = "($(#[$m:meta])* $v:vis struct $n:ident $(: $t:ty)? ;) => { $(#[$m])* $v $n $($t)? }";
    check(rules, "#[a] #[b(c)] pub(crate) struct S: Vec<u8>;", "#[a] #[b(c)] pub(crate) S Vec<u8>");
    check(rules, "struct S;", "S");
    check(rules, "/// doc\n pub struct S;", "#[doc = \" doc\"] pub S");
}

#[test]
fn nested_repetitions() {
    check(
        "($($m:ident { $($f:ident: $t:ty),* $(,)? })*) => { $(mod $m { $(pub fn $f() -> $t { $m })* })* }",
        "a { x: u8, y: Vec<u8>, } b {} c { z: () }",
        "mod a { pub fn x() -> u8 { a } pub fn y() -> Vec<u8> { a } } mod b {} mod c { pub fn z() -> () { c } }",
    );
    check("($($($a:ident)* ;)*) => { $([$($a),*])* }", "a b; ; c;", "[a, b] [] [c]");
    check("($($a:ident)*; $($b:ident)*) => { $($a $b)* }", "a b; c d", "a c b d");
    assert!(matches!(
        try_expand("($($a:ident)*; $($b:ident)*) => { $($a $b)* }", "a b; c"),
        Err(ExpandError::Repetition { .. })
    ));
}

#[test]
fn bitflags() {
    check(
        "($(#[$outer:meta])* $vis:vis struct $Bits:ident: $T:ty { $($(#[$inner:meta])* const $Flag:ident = $value:expr;)* } $($t:tt)*) =>
            { $(#[$outer])* $vis struct $Bits($T); impl $Bits { $($(#[$inner])* pub const $Flag: $T = $value;)* } next! { $($t)* } }",
        "#[derive(Clone)] pub struct Flags: u32 { const A = 1 << 0; #[cfg(x)] const B = Self::A.bits() | 2; } pub struct Other: u8 {}",
        "#[derive(Clone)] pub struct Flags(u32); impl Flags { pub const A: u32 = 1 << 0; #[cfg(x)] pub const B: u32 = Self::A.bits() | 2; }
            next! { pub struct Other: u8 {} }",
    );
}

#[test]
fn munchers_and_callbacks() {
    check(
        "(@acc [$($a:tt)*]) => { done $($a)* }; (@acc [$($a:tt)*] $h:tt $($r:tt)*) => { again!(@acc [$h $($a)*] $($r)*); }",
        "@acc [x] (y z) w",
        "again!(@acc [(y z) x] w);",
    );
    check(
        "($cb:ident ! { $($args:tt)* } $($rest:tt)*) => { $cb! { $($args)* $($rest)* } }",
        "f!{a, b} , c => d",
        "f! { a, b, c => d }",
    );
    check("($($p:ident)::+ => $cb:path) => { $cb!($($p)::+) }", "a::b => crate::m", "crate::m!(a::b)");
}

#[test]
fn metavariable_expressions() {
    check("($($x:ident),*) => { ${count($x)} $(${index()} ${ignore($x)} ${len()})* }", "a, b", "2 0 2 1 2");
    check("($a:ident) => { ${concat(get_, $a, 2)} $$x }", "name", "get_name2 $x");
}

#[test]
fn macros_by_the_macro_keyword() {
    let expand =
        |rest| Definition::parse_macro(&tokens(rest)).unwrap().expand(&tokens("a"), 0, &ExpansionLimits::default());
    assert_eq!(expand("($x:ident) { mod $x; }").unwrap().text, "mod a;");
    assert_eq!(expand("{ () => {}, ($x:ident) => { mod $x; } }").unwrap().text, "mod a;");
}

#[test]
fn invalid_definitions_are_errors() {
    let fails = |rules: &str| {
        let error: DefinitionError = Definition::parse(&tokens(rules)).unwrap_err();
        error.message
    };
    assert_eq!(fails(""), "a macro needs a rule");
    assert_eq!(fails("($x) => {}"), "`$x` needs a fragment specifier");
    assert_eq!(fails("($x:thing) => {}"), "`thing` is not a fragment specifier");
    assert_eq!(fails("($x:tt $x:tt) => {}"), "`$x` is declared twice");
    assert_eq!(fails("($(a),) => {}"), "a repetition needs `*`, `+` or `?`");
    assert_eq!(fails("() {}"), "a rule needs `=>` after its matcher");
    let deep = format!("({}a{}) => {{}}", "$(".repeat(100), ")*".repeat(100));
    assert_eq!(fails(&deep), "repetitions are nested too deeply");
}

#[test]
fn limits_are_enforced() {
    let limits = ExpansionLimits { tokens: 10, steps: 100 };
    let call = |args: &str| define("($($x:tt)*) => { $($x $x)* }").expand(&tokens(args), 0, &limits);
    assert!(call("a b c d e").is_ok());
    assert_eq!(call("a b c d e f"), Err(ExpandError::TooLarge { tokens: 10 }));
    assert_eq!(call(&"a ".repeat(200)), Err(ExpandError::TooSlow { steps: 100 }));
    assert!(matches!(try_expand("(a b) => {}", "a c"), Err(ExpandError::NoRuleMatches { stopped_at: Some(_) })));
    assert!(matches!(try_expand("($($a:ident)* $b:ident) => {}", "a b"), Err(ExpandError::Ambiguous { .. })));
    // Matching ends although threads multiply or a repetition matches nothing.
    assert!(try_expand("($($(a)+)*) => {}", &"a ".repeat(1000)).is_ok());
    assert!(try_expand("($($()*)*) => {}", "a").is_err());
}
