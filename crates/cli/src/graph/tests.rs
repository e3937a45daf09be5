//! Tests all formats with the same views: one of a small workspace, one with labels that break naive renderers, and
//! random ones.

use super::*;
use archcheck_core::{
    graph::ReferenceKind,
    view::{self, Edge, Granularity, Group, GroupKind, Marks, Node, NodeKind, Size, View, ViewRequest},
};
use proptest::prelude::*;
use std::{
    collections::{BTreeMap, BTreeSet},
    io,
};

/// A function that writes a picture.
type Write = fn(&mut dyn io::Write, &Picture<'_>) -> io::Result<()>;

/// All formats of pictures.
const FORMATS: [(&str, Write); 10] = [
    ("mermaid", write_mermaid),
    ("dot", write_dot),
    ("d2", write_d2),
    ("plantuml", write_plantuml),
    ("c4", write_c4),
    ("structurizr", write_structurizr),
    ("drawio", write_drawio),
    ("svg", write_svg),
    ("graphml", write_graphml),
    ("csv", write_csv),
];

fn render(write: Write, view: &View) -> String {
    let mut bytes = Vec::new();
    write(&mut bytes, &Picture { view, name: "shop" }).expect("a vector can be written to");
    String::from_utf8(bytes).expect("pictures are UTF-8")
}

fn node(label: &str, kind: NodeKind, group: Option<usize>) -> Node {
    Node {
        name: label.to_owned(),
        label: label.to_owned(),
        kind,
        group,
        module: None,
        layer: None,
        krate: None,
        owner: Some("team <core>".to_owned()),
        members: (0..3).map(archcheck_core::graph::RustModuleId).collect(),
        merged: 1,
        is_selected: false,
        marks: Marks::default(),
    }
}

fn edge(from: usize, to: usize, references: usize) -> Edge {
    Edge {
        from,
        to,
        references,
        kinds: BTreeMap::from([(ReferenceKind::Use, references)]),
        is_guess: false,
        is_cyclic: false,
        marks: Marks::default(),
    }
}

/// Labels that mean something else in some format: keywords, names that differ only in case, and special characters.
const LABELS: [&str; 16] = [
    "end",
    "class",
    "graph",
    "interpolate",
    "Ab",
    "ab",
    "Foo<Bar>",
    "say \"hi\"",
    "a#b;c",
    "{x} ${y} %%{init}%%",
    "shop::orders::*",
    "1. first",
    "__init__ **bold** `code`",
    "back\\slash\\",
    "it's & that's &lt;",
    "日本 é",
];

/// A view with all of these labels, all marks, and groups.
fn awkward() -> View {
    let layer = |name: &str, level| Group { name: name.to_owned(), kind: GroupKind::Layer, level: Some(level) };
    let mut nodes: Vec<Node> =
        LABELS.iter().enumerate().map(|(at, label)| node(label, NodeKind::Module, Some(at / 8))).collect();
    nodes[3].marks.violations = BTreeSet::from([4, 5]);
    nodes[5].is_selected = true;
    nodes[6].merged = 4;
    nodes.push(node("serde", NodeKind::External, Some(2)));
    nodes.push(node("isolated", NodeKind::Crate, None));
    let mut edges: Vec<Edge> = (0..16).map(|at| edge(at, at + 1, 1 << at)).collect();
    let rules = BTreeSet::from(["no-<db>".to_owned()]);
    edges[1].marks = Marks { violations: BTreeSet::from([0, 1]), rules: rules.clone(), ..Marks::default() };
    edges[2].marks = Marks { baselined: BTreeSet::from([0]), rules: rules.clone(), ..Marks::default() };
    edges[3].marks = Marks { excepted: BTreeSet::from([0]), rules, ..Marks::default() };
    edges[4].is_cyclic = true;
    edges.push(Edge { is_cyclic: true, ..edge(5, 4, 1) });
    edges.push(Edge { is_guess: true, ..edge(9, 1, 1) });
    edges.sort_by_key(|edge| (edge.from, edge.to));
    View {
        by: Granularity::Module,
        groups: vec![
            layer("web \"ui\"", 0),
            layer("core <T>", 1),
            Group { name: "external crates".to_owned(), kind: GroupKind::External, level: None },
        ],
        full: Size { nodes: nodes.len(), edges: edges.len() },
        nodes,
        edges,
        hidden: 0,
    }
}

#[test]
fn awkward_labels() {
    for (name, write) in FORMATS {
        insta::assert_snapshot!(format!("awkward.{name}"), render(write, &awkward()));
    }
}

#[test]
fn a_small_workspace() -> Result<(), String> {
    let analysis = crate::test_support::shop();
    let view =
        view::build(&analysis, None, &[], &ViewRequest { by: Some(Granularity::RustModule), ..Default::default() })?;
    for (name, write) in FORMATS {
        insta::assert_snapshot!(format!("shop.{name}"), render(write, &view));
    }
    Ok(())
}

#[test]
fn an_empty_view() {
    let view =
        View { by: Granularity::Crate, groups: vec![], nodes: vec![], edges: vec![], full: Size::default(), hidden: 0 };
    for (name, write) in FORMATS {
        assert!(!render(write, &view).is_empty(), "{name}");
    }
}

/// Returns the numbers of nodes and edges in the output of a format.
fn sizes(name: &str, text: &str) -> (usize, usize) {
    let lines = |holds: &dyn Fn(&str) -> bool| text.lines().filter(|line| holds(line.trim())).count();
    let is_id = |line: &str| line.starts_with('n') && line[1..].starts_with(|char: char| char.is_ascii_digit());
    match name {
        "mermaid" => (
            lines(&|line| is_id(line) && line.contains("[\"") && !line.contains("->")),
            lines(&|line| is_id(line) && line.contains("->")),
        ),
        "dot" => (
            lines(&|line| is_id(line) && line.split_once(' ').is_some_and(|(_, rest)| rest.starts_with("[label"))),
            lines(&|line| is_id(line) && line.split_once(' ').is_some_and(|(_, rest)| rest.starts_with("-> n"))),
        ),
        "d2" => {
            let is_edge = |line: &str| (is_id(line) || line.starts_with('g')) && line.split(' ').nth(1) == Some("->");
            (lines(&|line| is_id(line) && !is_edge(line)), lines(&is_edge))
        }
        "plantuml" => (lines(&|line| line.starts_with("component ")), lines(&is_id)),
        "c4" => (
            lines(&|line| line.starts_with("Component(") || line.starts_with("Component_Ext(")),
            lines(&|line| line.starts_with("Rel(")),
        ),
        "structurizr" => (
            lines(&|line| is_id(line) && line.split(' ').nth(1) == Some("=")),
            lines(&|line| is_id(line) && line.split(' ').nth(1) == Some("->")),
        ),
        "drawio" | "svg" | "graphml" => {
            let document = roxmltree::Document::parse(text).expect("the output is XML");
            let count = |holds: &dyn Fn(roxmltree::Node<'_, '_>) -> bool| {
                document.descendants().filter(|node| holds(*node)).count()
            };
            match name {
                "drawio" => (
                    count(&|node| {
                        node.attribute("vertex").is_some() && node.attribute("id").is_some_and(|id| id.starts_with('n'))
                    }),
                    count(&|node| node.attribute("edge").is_some()),
                ),
                "svg" => (
                    count(&|node| node.attribute("rx") == Some("5")),
                    count(&|node| node.attribute("marker-end").is_some()),
                ),
                _ => (
                    count(&|node| node.has_tag_name(("http://graphml.graphdrawing.org/xmlns", "node"))),
                    count(&|node| node.has_tag_name(("http://graphml.graphdrawing.org/xmlns", "edge"))),
                ),
            }
        }
        other => panic!("{other} has no sizes"),
    }
}

#[test]
fn labels_are_literal_in_xml() {
    for write in [write_svg as Write, write_drawio, write_graphml] {
        let text = render(write, &awkward());
        let document = roxmltree::Document::parse(&text).expect("the output is XML");
        let texts: BTreeSet<&str> =
            document.descendants().filter_map(|node| node.attribute("value").or_else(|| node.text())).collect();
        for label in LABELS {
            assert!(texts.contains(label), "{label} is missing in {texts:?}");
        }
    }
}

#[test]
fn mermaid_labels_are_entities() {
    assert_eq!(mermaid::label("Foo<Bar>"), "Foo#60;Bar#62;");
    assert_eq!(mermaid::label("say \"hi\""), "say #quot;hi#quot;");
    assert_eq!(mermaid::label("a#b"), "a#35;b");
    assert_eq!(mermaid::label("1. first"), "1#46; first");
    assert_eq!(mermaid::label("__init__"), "#95;#95;init#95;#95;");
    assert_eq!(mermaid::label("rust_module::a-b"), "rust_module::a-b");
    assert_eq!(mermaid::label("a\u{1}b"), "a#92;x01b");
}

#[test]
fn mermaid_arrows_have_spaces() {
    // `n0---oB` would draw a circle.
    let text = render(write_mermaid, &awkward());
    for line in text.lines().filter(|line| line.contains("->")) {
        assert!(line.contains(" --> n") || line.contains(" -.-> n") || line.contains(" -->|"), "{line}");
    }
}

#[test]
fn structurizr_names_are_unique_and_quotes_stay_closed() {
    let text = render(write_structurizr, &awkward());
    assert!(text.contains("\"Ab\"") && text.contains("\"ab [2]\""), "{text}");
    assert_eq!(structurizr::quoted("a\"b"), "\"a\\\"b\"");
    assert_eq!(structurizr::quoted("back\\"), "\"back\\ \"");
    assert!(text.lines().all(|line| !line.contains('{') || line.trim_end().ends_with('{') || line.contains('"')));
}

#[test]
fn d2_strings_have_no_substitutions() {
    assert_eq!(d2::literal("${x} it's"), "'${x} it''s'");
}

#[test]
fn plantuml_markup_is_written_by_number() {
    assert_eq!(
        plantuml::label("__a__ <b> \"c\""),
        "<U+005F><U+005F>a<U+005F><U+005F><U+0020><U+003C>b<U+003E><U+0020><U+0022>c<U+0022>"
    );
    assert_eq!(plantuml::label("shop::orders"), "shop::orders");
}

/// Returns the edges of a view, by the labels of their nodes as they are shown. Readers of diagrams ignore white space around
/// a label.
fn named(view: &View) -> Vec<(String, String)> {
    let name = |at: usize| crate::escape::visible(&view.nodes[at].label).trim().to_owned();
    view.edges.iter().map(|edge| (name(edge.from), name(edge.to))).collect()
}

fn arrows(text: &str) -> Result<Vec<(String, String)>, TestCaseError> {
    let arrows = archcheck_core::rules::diagram_arrows(text);
    let arrows = arrows.map_err(|error| TestCaseError::fail(format!("{error}: {text}")))?;
    Ok(arrows.into_iter().map(|(from, to)| (from.trim().to_owned(), to.trim().to_owned())).collect())
}

#[test]
fn diagrams_read_back() -> Result<(), TestCaseError> {
    for write in [write_mermaid as Write, write_plantuml] {
        assert_eq!(arrows(&render(write, &awkward()))?, named(&awkward()));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_label_leaves_all_nodes_and_edges(
        labels in prop::collection::vec("\\PC{0,12}|[a-z_:<>\"#{}&;%$~*/\\\\'`\\[\\]()|-]{0,12}|\\p{Cc}{1,3}", 1..9),
        ends in prop::collection::btree_set((0_usize..9, 0_usize..9), 0..20),
        grouped in any::<bool>(),
    ) {
        let groups = vec![Group { name: labels[0].clone(), kind: GroupKind::Crate, level: None }];
        let nodes: Vec<Node> = labels
            .iter()
            .enumerate()
            .map(|(at, label)| node(label, NodeKind::RustModule, (grouped && at % 2 == 0).then_some(0)))
            .collect();
        let ends = ends.into_iter().filter(|(from, to)| from != to && *from < nodes.len() && *to < nodes.len());
        let edges: Vec<Edge> = ends.map(|(from, to)| edge(from, to, from + 1)).collect();
        let groups = if grouped { groups } else { Vec::new() };
        let view = View { by: Granularity::RustModule, groups, full: Size::default(), nodes, edges, hidden: 0 };
        for (name, write) in FORMATS.into_iter().filter(|(name, _)| *name != "csv") {
            let text = render(write, &view);
            prop_assert_eq!(sizes(name, &text), (view.nodes.len(), view.edges.len()), "{}: {}", name, text);
        }
        for write in [write_mermaid as Write, write_plantuml] {
            let text = render(write, &view);
            prop_assert_eq!(arrows(&text)?, named(&view), "{}", text);
        }
        prop_assert_eq!(render(write_csv, &view).lines().count(), view.edges.len() + 1);
    }
}
