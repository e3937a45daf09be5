//! Which comments parse as suppressions, and which errors the others give.

use super::Suppression;
use crate::syntax::find_directives;

fn parse(comment: &str) -> Suppression {
    Suppression::parse(&find_directives(&format!("// archcheck: {comment}\nuse x;"))[0]).unwrap()
}

#[test]
fn all_arguments_are_parsed() {
    let suppression =
        parse("allow(modules.a::b.depends-on, reason = \"a \\\"b\\\" \\\\ c\", expires = \"2027-03-31\")");
    assert_eq!(suppression.rule, "modules.a::b.depends-on");
    assert_eq!(suppression.reason.as_deref(), Some("a \"b\" \\ c"));
    assert_eq!(suppression.expires.map(|date| date.to_string()).as_deref(), Some("2027-03-31"));
    assert_eq!(parse("allow( r ,reason=\"x\",)").rule, "r");
    assert_eq!(parse("allow(r, reason = \" \")").reason, None);
}

#[test]
fn malformed_suppressions_are_errors() {
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
    let text = format!("{}\nuse x;", lines.join("\n"));
    let directives = find_directives(&text);
    let errors = directives.iter().map(|directive| {
        let error = Suppression::parse(directive).unwrap_err();
        format!("{:?}: {}\n", &text[error.span.start as usize..error.span.end as usize], error.message)
    });
    insta::assert_snapshot!(errors.collect::<String>(), @r#"
    "deny(r)": expected `allow` after `archcheck:`; write `archcheck: allow(RULE, reason = "…", expires = "2027-03-31")`
    "": expected `(`; write `archcheck: allow(RULE, reason = "…", expires = "2027-03-31")`
    ")": expected the id of a rule; write `archcheck: allow(RULE, reason = "…", expires = "2027-03-31")`
    "reason = \"x\")": expected the id of a rule; write `archcheck: allow(RULE, reason = "…", expires = "2027-03-31")`
    "": expected `)`; write `archcheck: allow(RULE, reason = "…", expires = "2027-03-31")`
    "because = \"x\")": expected `reason` or `expires`
    ")": expected `=`; write `archcheck: allow(RULE, reason = "…", expires = "2027-03-31")`
    "x)": expected a quoted string
    "\"x)": this string has no closing quote
    "\"31.3.2027\")": `expires` must be a date: use the form `2027-03-31`
    "r reason = \"x\")": expected the id of a rule; write `archcheck: allow(RULE, reason = "…", expires = "2027-03-31")`
    "#);
}
