//! Tests of both grammars: what they accept, and what they refuse at which place.

use super::*;

/// Prints the arrows of a diagram by label, then the nodes without an arrow, or the errors with the text that they are about.
fn read(text: &str) -> String {
    match parse(text) {
        Ok(diagram) => {
            let name = |at: usize| {
                let node = &diagram.nodes[at];
                let mark = if node.is_external { "!" } else { "" };
                format!("{}{mark}", node.label.as_deref().unwrap_or(&node.id))
            };
            let arrows = diagram.arrows.iter().map(|arrow| format!("{}>{}", name(arrow.from), name(arrow.to)));
            let is_alone = |at: &usize| diagram.arrows.iter().all(|arrow| arrow.from != *at && arrow.to != *at);
            let alone = (0..diagram.nodes.len()).filter(is_alone).map(name);
            arrows.chain(alone).collect::<Vec<_>>().join(" ")
        }
        Err(errors) => {
            let shown = errors.iter().map(|error| format!("`{}`: {}", &text[error.span.clone()], error.message));
            shown.collect::<Vec<_>>().join("\n")
        }
    }
}

fn mermaid(lines: &str) -> String {
    read(&format!("flowchart TD\n{lines}\n"))
}

fn plantuml(lines: &str) -> String {
    read(&format!("@startuml\n{lines}\n@enduml\n"))
}

#[test]
fn mermaid_nodes_and_arrows() {
    assert_eq!(mermaid("a --> b\nb-->c;\nd"), "a>b b>c d");
    assert_eq!(mermaid("a[\"shop::web\"] -.-> b(orders) ==> c{{db}}"), "shop::web>orders orders>db");
    assert_eq!(mermaid("a & b --> c & d"), "a>c a>d b>c b>d");
    assert_eq!(mermaid("a -->|\"two words\"| b\na -- two words --> c\na -. x .-> d\na == x ==> e"), "a>b a>c a>d a>e");
    assert_eq!(mermaid("my-mod ---> my.mod\nmy-mod -..-> x"), "my-mod>my.mod my-mod>x");
    assert_eq!(mermaid("a[\"say #quot;hi#quot; #35;1 #60;T#62;\"]"), "say \"hi\" #1 <T>");
    assert_eq!(mermaid("a:::external --> b\nclass c,b external\nclass a other"), "a!>b! c!");
}

#[test]
fn mermaid_structure_and_appearance() {
    let text = "---\ntitle: Shop\n---\n%%{init: {}}%%\ngraph LR\n%% a comment\nsubgraph g[\"The web\"]\n  direction TB\n  a --> b\n  \
                subgraph h\n  c\n  end\nend\nclassDef x fill:#fff\nlinkStyle 0 stroke:red\nstyle a fill:red";
    assert_eq!(read(text), "a>b c");
}

#[test]
fn everything_else_is_an_error_in_mermaid() {
    for (line, error) in [
        ("a --- b", "`--- b`: expected an arrow: `-->`, `-.->` or `==>`"),
        ("a --x b", "`--x b`: expected an arrow: `-->`, `-.->` or `==>`"),
        ("a ---oB", "`---oB`: expected an arrow: `-->`, `-.->` or `==>`"),
        ("a <--> b", "`<--> b`: expected an arrow: `-->`, `-.->` or `==>`"),
        ("a ~~~ b", "`~~~ b`: expected an arrow: `-->`, `-.->` or `==>`"),
        ("a b", "`b`: expected an arrow: `-->`, `-.->` or `==>`"),
        ("a -->", "``: expected a node"),
        ("--> b", "`--> b`: expected a node"),
        ("a[\"x\" --> b", "`\"x\" --> b`: this label does not end with `]`"),
        ("a[x[y]]", "`x[y]]`: this label does not end with `]`"),
        ("a[x] --> b\na[y] --> b", "`y`: `a` has two labels: `x` and `y`"),
        ("click a \"https://example.com\"", "`a \"https://example.com\"`: expected an arrow: `-->`, `-.->` or `==>`"),
        ("end", "`end`: `end` closes nothing"),
        ("subgraph g", "`subgraph g`: this group is never closed"),
        ("subgraph g\na\nend\nb --> g", "`g`: `g` is a group; an arrow must connect nodes"),
        ("direction XY", "`XY`: expected a direction, such as `TD`"),
        ("end x", "`end x`: `end` closes nothing\n`x`: unexpected text at the end of the line"),
    ] {
        assert_eq!(mermaid(line), error, "{line}");
    }
    let header = "expected `flowchart` and a direction, such as `flowchart TD`, or `@startuml`";
    assert_eq!(read("sequenceDiagram\n"), format!("`sequenceDiagram`: {header}"));
    assert_eq!(read("flowchart SIDEWAYS\n"), format!("`SIDEWAYS`: {header}"));
    assert_eq!(read(""), "``: the diagram is empty");
}

#[test]
fn plantuml_components_and_arrows() {
    assert_eq!(plantuml("[a] --> [b]\n[b] ..> [c]\ncomponent d"), "a>b b>c d");
    assert_eq!(
        plantuml(
            "component \"shop::web\" as n0 #fff;line:red\ncomponent [db] as n1\nn0 -[#red,dashed]-> n1 : two words"
        ),
        "shop::web>db"
    );
    assert_eq!(plantuml("[x y] as a\n[x y] --> b\nb <-- c\nb <.. d\na -up-> d\na -r-> c"), "x y>b c>b d>b x y>d x y>c");
    assert_eq!(plantuml("component \"<U+003C>T<U+003E>\" as a <<external>>\na -> b"), "<T>!>b");
}

#[test]
fn plantuml_structure_and_appearance() {
    let text = "title Shop\nskinparam componentStyle rectangle\nleft to right direction\n' a comment\npackage \"Web\" as w {\n  \
                component a\n  rectangle r #eee {\n    [b]\n  }\n}\na --> [b]\nrectangle c";
    assert_eq!(plantuml(text), "a>b c");
}

#[test]
fn everything_else_is_an_error_in_plantuml() {
    let arrow = "expected an arrow: `-->`, `..>`, `<--` or `<..`";
    for (line, error) in [
        ("[a] ..|> [b]", format!("`..|> [b]`: {arrow}")),
        ("[a] -- [b]", format!("`-- [b]`: {arrow}")),
        ("[a] <--> [b]", format!("`<--> [b]`: {arrow}")),
        ("a --* b", format!("`--* b`: {arrow}")),
        ("a", format!("``: {arrow}")),
        ("[a] -->", "``: expected a component after the arrow".to_owned()),
        ("[a] --> [b] x", "`x`: unexpected text at the end of the line".to_owned()),
        ("component", "`component`: expected a name: `\"label\"`, `[label]` or an identifier".to_owned()),
        ("note left: x", format!("`left: x`: {arrow}")),
        (
            "!include x.puml",
            "`!include x.puml`: expected a component, a group, or an arrow between components".to_owned(),
        ),
        (
            "skinparam component {",
            "`skinparam component {`: write each setting on a line of its own: `skinparam NAME VALUE`".to_owned(),
        ),
        ("}", "`}`: `}` closes nothing".to_owned()),
        ("package p {", "`package p {`: this group is never closed".to_owned()),
        ("package p {\n[a]\n}\n[a] --> p", "`p`: `p` is a group; an arrow must connect nodes".to_owned()),
    ] {
        assert_eq!(plantuml(line), error, "{line}");
    }
    assert_eq!(read("@startuml\n[a]"), "``: expected `@enduml` at the end");
    assert_eq!(read("@startuml\n@enduml\n[a]"), "`[a]`: expected nothing outside of `@startuml` and `@enduml`");
}

proptest::proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(text in "(flowchart TD|@startuml)?\\PC{0,20}(\n(a|b|\\[|\\]|\"|-|>|\\.|=|<|#|;|:|&|\\||\\{|\\}| |end|subgraph|component|as|é){0,12}){0,6}") {
        if let Err(errors) = parse(&text) {
            for error in errors {
                proptest::prop_assert!(text.get(error.span.clone()).is_some(), "{error:?}");
            }
        }
    }
}
