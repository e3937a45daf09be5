//! Which comments are directives, and which code they stand at.

use super::find_directives;
use proptest::prelude::*;

/// Shows each directive's argument, with its target on one line.
fn show(text: &str) -> String {
    let show = |directive: &crate::syntax::Directive| {
        let argument = directive.text.split(['(', ')']).nth(1).unwrap_or_default().trim();
        let one_line = |span: crate::source::Span| {
            let text = &text[span.start as usize..span.end as usize];
            text.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        format!("{argument}: {}\n", directive.target.map_or("nothing".into(), one_line))
    };
    find_directives(text).iter().map(show).collect()
}

#[test]
fn directives_stand_above_or_at_the_end_of_their_target() {
    let found = show(
        r#"
// archcheck: allow(whole-use)
use a::{b, c};
use a::{
    // archcheck: allow(leaf-above)
    b::{x, y},
    c, // archcheck: allow(leaf-end)
    d // archcheck: allow(last-leaf)
};
use e; // archcheck: allow(use-end)
// archcheck: allow(item)
// and another comment
/// documented
#[derive(Debug)]
pub(crate) struct S<A, B> { a: A, b: B }
fn f() -> Map<A, B> { // archcheck: allow(opens)
    // archcheck: allow(let-above)
    let x: Map<A, B> = if a { b } else { c };
    // archcheck: allow(block)
    if let S { a } = x { one() } else if y { two() }
    three();
    match x {
        // archcheck: allow(arm)
        S { a, .. } => { one() }
        // archcheck: allow(arm-value)
        T(b) => a::<X, Y>(b),
        U => c, // archcheck: allow(arm-end)
    }
    // archcheck: allow(chain)
    a.b()
        .c(|x| { x })
        .d();
    // archcheck: allow(macro)
    call! { a, b }
    last() // archcheck: allow(tail)
} // archcheck: allow(fn-end)
// archcheck: allow(constant)
const fn g() {}
// archcheck: allow(constant)
const X: [u8; 2] = [1, 2];
// archcheck: allow(foreign)
unsafe extern "C" { fn h(); }
call!(
    // archcheck: allow(in-macro)
    a::b(c, d),
    e
);
// archcheck: allow(before-nothing)
"#,
    );
    insta::assert_snapshot!(found, @r#"
    whole-use: use a::{b, c};
    leaf-above: b::{x, y}
    leaf-end: c
    last-leaf: d
    use-end: use e;
    item: #[derive(Debug)] pub(crate) struct S<A, B> { a: A, b: B }
    opens: fn f() -> Map<A, B> { // archcheck: allow(opens) // archcheck: allow(let-above) let x: Map<A, B> = if a { b } else { c }; // archcheck: allow(block) if let S { a } = x { one() } else if y { two() } three(); match x { // archcheck: allow(arm) S { a, .. } => { one() } // archcheck: allow(arm-value) T(b) => a::<X, Y>(b), U => c, // archcheck: allow(arm-end) } // archcheck: allow(chain) a.b() .c(|x| { x }) .d(); // archcheck: allow(macro) call! { a, b } last() // archcheck: allow(tail) }
    let-above: let x: Map<A, B> = if a { b } else { c };
    block: if let S { a } = x { one() } else if y { two() }
    arm: S { a, .. } => { one() }
    arm-value: T(b) => a::<X, Y>(b)
    arm-end: U => c
    chain: a.b() .c(|x| { x }) .d();
    macro: call! { a, b }
    tail: last()
    fn-end: fn f() -> Map<A, B> { // archcheck: allow(opens) // archcheck: allow(let-above) let x: Map<A, B> = if a { b } else { c }; // archcheck: allow(block) if let S { a } = x { one() } else if y { two() } three(); match x { // archcheck: allow(arm) S { a, .. } => { one() } // archcheck: allow(arm-value) T(b) => a::<X, Y>(b), U => c, // archcheck: allow(arm-end) } // archcheck: allow(chain) a.b() .c(|x| { x }) .d(); // archcheck: allow(macro) call! { a, b } last() // archcheck: allow(tail) }
    constant: const fn g() {}
    constant: const X: [u8; 2] = [1, 2];
    foreign: unsafe extern "C" { fn h(); }
    in-macro: a::b(c, d)
    before-nothing: nothing
    "#);
}

#[test]
fn only_line_comments_are_directives() {
    let found = show(
        "#!/usr/bin/env \"run\n//! archcheck: allow(doc)\n/* // archcheck: allow(block)\n /* */ */\n\
         const A: &str = \"// archcheck: allow(string)\";\nconst B: &str = r#\"\n// archcheck: allow(raw)\n\"#;\n\
         // see archcheck: allow(prose)\n/// archcheck: allow(doc)\nfn f() {}\n//archcheck:allow( real )\nfn g() {}",
    );
    insta::assert_snapshot!(found, @r#"real: fn g() {}"#);
    assert_eq!(show("// archcheck: allow(r)\nfn f( {"), "");
}

#[test]
fn targets_end_where_their_syntax_does() {
    let found = show(
        "fn f() {\n// archcheck: allow(negated)\nif !a { b() }\n// archcheck: allow(nested)\nmatch unsafe { a } { _ => {} }\n\
         // archcheck: allow(generated)\nlet x = crate::gen::y { z: 1 };\nmatch a { b => {} }; // archcheck: allow(end)\n}\n\
         macro_rules! m { ($x:expr) => {\n// archcheck: allow(metavariable)\nif $x as u8 { a() }\nlet y = a.$x; // archcheck: allow(let)\n} }",
    );
    insta::assert_snapshot!(found, @r#"
    negated: if !a { b() }
    nested: match unsafe { a } { _ => {} }
    generated: let x = crate::gen::y { z: 1 };
    end: match a { b => {} };
    metavariable: if $x as u8 { a() }
    let: let y = a.$x;
    "#);
}

proptest! {
    #[test]
    fn no_text_panics(text in "(// archcheck: allow\\(r\\)|\n|use|fn|if|else|\\{|\\}|\\(|\\)|;|,|::|<|>|=|#\\[|\\]|é|\"|a| |/\\*|\\*/){0,40}") {
        let _ = find_directives(&text);
    }
}
