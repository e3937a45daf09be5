//! Where exceptions are found, what they say, and what they stand at.

use super::allows;
use proptest::prelude::*;

/// Each exception with its rule, and what it covers on one line.
fn shown(text: &str) -> String {
    let line = |found: Result<super::Allow, super::BadAllow>| match found {
        Err(bad) => format!("bad at {:?}: {}\n", &text[bad.span.start as usize..bad.span.end as usize], bad.message),
        Ok(allow) => {
            let covered = |span: crate::source::Span| {
                let text = &text[span.start as usize..span.end as usize];
                text.split_whitespace().collect::<Vec<_>>().join(" ")
            };
            let covers = allow.covers.map_or("nothing".into(), covered);
            format!("{}: {covers}\n", allow.rule)
        }
    };
    allows(text).into_iter().map(line).collect()
}

#[test]
fn a_comment_stands_above_or_at_the_end() {
    let found = shown(
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
    item: /// documented #[derive(Debug)] pub(crate) struct S<A, B> { a: A, b: B }
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
fn only_comments_are_comments() {
    let found = shown(
        "#!/usr/bin/env \"run\n//! archcheck: allow(doc)\n/* // archcheck: allow(block)\n /* */ */\n\
         const A: &str = \"// archcheck: allow(string)\";\nconst B: &str = r#\"\n// archcheck: allow(raw)\n\"#;\n\
         // see archcheck: allow(prose)\n/// archcheck: allow(doc)\nfn f() {}\n//archcheck:allow( real ,reason=\"x\",)\nfn g() {}",
    );
    insta::assert_snapshot!(found, @r#"real: fn g() {}"#);
    assert_eq!(shown("// archcheck: allow(r)\nfn f( {"), "");
}

#[test]
fn what_an_exception_says_is_read() {
    let text = "// archcheck: allow(modules.a::b.depends-on, reason = \"a \\\"b\\\" \\\\ c\", expires = \"2027-03-31\")\nuse x;";
    let allow = allows(text).remove(0).unwrap();
    assert_eq!(allow.rule, "modules.a::b.depends-on");
    assert_eq!(allow.reason.as_deref(), Some("a \"b\" \\ c"));
    assert_eq!(allow.expires.map(|date| date.to_string()).as_deref(), Some("2027-03-31"));
    assert_eq!(allows("// archcheck: allow(r, reason = \" \")\nuse x;").remove(0).unwrap().reason, None);
}

#[test]
fn what_can_not_be_read_is_said() {
    let comments = [
        "deny(r)",
        "allow",
        "allow()",
        "allow(reason = \"x\")",
        "allow(r",
        "allow(r, because = \"x\")",
        "allow(r, reason)",
        "allow(r, reason = x)",
        "allow(r, reason = \"x)",
        "allow(r, expires = \"31.3.2027\")",
        "allow(r reason = \"x\")",
    ];
    let lines: Vec<_> = comments.iter().map(|comment| format!("// archcheck: {comment}")).collect();
    insta::assert_snapshot!(shown(&format!("{}\nuse x;", lines.join("\n"))), @r#"
    bad at "deny(r)": `archcheck:` must be followed by `allow`: `archcheck: allow(RULE, reason = "…", expires = "2027-03-31")`
    bad at "": here `(` is missing: `archcheck: allow(RULE, reason = "…", expires = "2027-03-31")`
    bad at ")": here the id of a rule is missing: `archcheck: allow(RULE, reason = "…", expires = "2027-03-31")`
    bad at "reason = \"x\")": here the id of a rule is missing: `archcheck: allow(RULE, reason = "…", expires = "2027-03-31")`
    bad at "": here `)` is missing: `archcheck: allow(RULE, reason = "…", expires = "2027-03-31")`
    bad at "because = \"x\")": an exception in the source has a rule, a `reason` and an `expires`, and nothing else
    bad at ")": here `=` is missing: `archcheck: allow(RULE, reason = "…", expires = "2027-03-31")`
    bad at "x)": here a string in quotes is missing
    bad at "\"x)": this string is never closed
    bad at "\"31.3.2027\")": `expires` must be a date: a day is written as in `2027-03-31`
    bad at "r reason = \"x\")": here the id of a rule is missing: `archcheck: allow(RULE, reason = "…", expires = "2027-03-31")`
    "#);
}

proptest! {
    #[test]
    fn no_text_is_too_odd(text in "(// archcheck: allow\\(r\\)|\n|use|fn|if|else|\\{|\\}|\\(|\\)|;|,|::|<|>|=|#\\[|\\]|é|\"|a| |/\\*|\\*/){0,40}") {
        let _ = allows(&text);
    }
}
