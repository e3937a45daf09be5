//! Views of graphs that tests write as text, and layouts of random views.

use super::*;
use crate::{
    analysis::Analysis,
    check::{self, CheckOptions, tests::support::analysis},
    date::Date,
    rules::{Rules, parse_selector},
    source::Source,
};
use std::{collections::BTreeMap, fmt::Write};

/// A shop with three layers, and a module without one.
const SHOP: &str = "
    shop::web::api -> shop::orders.Order
    shop::web::api -> shop::orders.place
    shop::web::ui -> shop::web::api.Request
    shop::orders -> shop::db::pool.Pool via shop::db.Pool*
    shop::orders -> ^serde::Serialize
    shop::orders -> shop::log.info
    shop::db -> shop::db::pool.Pool reexport
    shop::db::pool -> shop::orders.Order
    shop::db::pool -> shop::orders.Line
    shop::db::pool -> shop::log.info test
    mod shop::alone
";

const RULES: &str = r#"
[modules.web]
paths = ["shop::web"]
[modules.orders]
paths = ["shop::orders"]
owner = "team-orders"
[modules.db]
paths = ["shop::db"]
depends-on = []
[[layers]]
id = "stack"
order = ["web", "orders", "db"]
[[exceptions]]
rule = "stack"
from = "shop::db::pool"
to = "shop::orders::Line"
reason = "it moves next week"
"#;

fn read(graph: &str, rules: &str) -> (Analysis, Option<Rules>) {
    let mut analysis = analysis(graph);
    let file = analysis.sources.add(Source::new("archcheck.toml".into(), format!("version = 1\n{rules}")));
    let (rules, found) =
        check::read_rules(file, &mut analysis, &mut |path: &std::path::Path| std::fs::read_to_string(path));
    assert!(rules.is_some(), "{found:?}");
    (analysis, rules)
}

fn checked(analysis: &Analysis, rules: &Rules) -> Vec<Mark> {
    let options = CheckOptions { today: Date::new(2027, 1, 1).unwrap(), whole: true };
    let checked = check::check(rules, analysis, &options);
    marks(analysis, &checked.diagnostics, &[], &checked.excepted_references)
}

/// Prints a view: each node with its group, then each edge with its references and marks.
fn print(view: &View) -> String {
    let mut text = String::new();
    for node in &view.nodes {
        let group = node.group.map_or(String::new(), |group| format!(" in {}", view.groups[group].name));
        let merged = if node.merged > 1 { format!(" of {}", node.merged) } else { String::new() };
        let selected = if node.is_selected { " selected" } else { "" };
        writeln!(text, "{} {}{group}{merged}{selected}", node.kind.as_str(), node.name).unwrap();
    }
    for edge in &view.edges {
        let (from, to) = (&view.nodes[edge.from].name, &view.nodes[edge.to].name);
        write!(text, "{from} -> {to} {}", edge.references).unwrap();
        for (count, name) in [
            (edge.marks.violations.len(), "violations"),
            (edge.marks.baselined.len(), "baselined"),
            (edge.marks.excepted.len(), "excepted"),
            (usize::from(edge.is_cyclic), "cyclic"),
        ] {
            if count > 0 {
                write!(text, " {name}={count}").unwrap();
            }
        }
        text.push('\n');
    }
    text
}

fn draw(by: Option<Granularity>, change: impl Fn(&mut ViewRequest<'_>)) -> String {
    let (analysis, rules) = read(SHOP, RULES);
    let rules = rules.unwrap();
    let mut request = ViewRequest { by, ..ViewRequest::default() };
    change(&mut request);
    print(&build(&analysis, Some(&rules), &checked(&analysis, &rules), &request).unwrap())
}

#[test]
fn modules_are_grouped_by_layer() {
    insta::assert_snapshot!(draw(None, |_| {}), @"
    module web in web
    module orders in orders
    module db in db
    crate shop
    web -> orders 2
    orders -> db 1 cyclic=1
    orders -> shop 1
    db -> orders 2 violations=3 excepted=1 cyclic=1
    ");
}

#[test]
fn layers() {
    insta::assert_snapshot!(draw(Some(Granularity::Layer), |_| {}), @"
    layer web
    layer orders
    layer db
    crate shop
    web -> orders 2
    orders -> db 1 cyclic=1
    orders -> shop 1
    db -> orders 2 violations=3 excepted=1 cyclic=1
    ");
}

#[test]
fn rust_modules_with_tests_and_external_crates() {
    let shown = draw(Some(Granularity::RustModule), |request| {
        (request.tests, request.external) = (true, true);
    });
    insta::assert_snapshot!(shown, @"
    external serde in external crates
    rust-module shop
    rust-module shop::alone
    rust-module shop::db
    rust-module shop::db::pool
    rust-module shop::log
    rust-module shop::orders
    rust-module shop::web
    rust-module shop::web::api
    rust-module shop::web::ui
    shop::db -> shop::db::pool 1
    shop::db::pool -> shop::log 1
    shop::db::pool -> shop::orders 2 violations=3 excepted=1 cyclic=1
    shop::orders -> serde 1
    shop::orders -> shop::db 1
    shop::orders -> shop::db::pool 1 cyclic=1
    shop::orders -> shop::log 1
    shop::web::api -> shop::orders 2
    shop::web::ui -> shop::web::api 1
    ");
}

#[test]
fn depth_joins_rust_modules_with_their_parents() {
    insta::assert_snapshot!(draw(Some(Granularity::Depth(2)), |_| {}), @"
    rust-module shop
    rust-module shop::alone
    rust-module shop::db
    rust-module shop::log
    rust-module shop::orders
    rust-module shop::web
    shop::db -> shop::orders 2 violations=3 excepted=1 cyclic=1
    shop::orders -> shop::db 1 cyclic=1
    shop::orders -> shop::log 1
    shop::web -> shop::orders 2
    ");
}

#[test]
fn only_violations_and_only_cycles() {
    insta::assert_snapshot!(draw(None, |request| request.only = Some(Only::Violations)), @"
    module orders in orders
    module db in db
    crate shop
    db -> orders 2 violations=3 excepted=1 cyclic=1
    ");
    insta::assert_snapshot!(draw(Some(Granularity::RustModule), |request| request.only = Some(Only::Cycles)), @"
    rust-module shop::db::pool
    rust-module shop::orders
    shop::db::pool -> shop::orders 2 violations=3 excepted=1 cyclic=1
    shop::orders -> shop::db::pool 1 cyclic=1
    ");
}

#[test]
fn without_rules_there_are_no_modules_and_layers() {
    let analysis = analysis(SHOP);
    for by in [Granularity::Module, Granularity::Layer] {
        let request = ViewRequest { by: Some(by), ..ViewRequest::default() };
        assert!(build(&analysis, None, &[], &request).is_err());
    }
    let view = build(&analysis, None, &[], &ViewRequest::default()).unwrap();
    assert_eq!(view.by, Granularity::Depth(2));
}

fn narrowed(graph: &str, part: [&str; 2], depth: usize, direction: Direction) -> String {
    let analysis = analysis(graph);
    let selectors = part.map(|text| parse_selector(text, &analysis, None).unwrap());
    let narrow = if part[1] == part[0] {
        Narrow::Focus { selector: &selectors[0], depth, direction }
    } else {
        Narrow::Paths { from: &selectors[0], to: &selectors[1] }
    };
    let request = ViewRequest { by: Some(Granularity::RustModule), narrow: Some(narrow), ..ViewRequest::default() };
    let view = build(&analysis, None, &[], &request).unwrap();
    let edges = view.edges.iter().map(|edge| {
        let name = |at: usize| view.nodes[at].name.trim_start_matches("k::").to_owned();
        format!("{}{}", name(edge.from), name(edge.to))
    });
    edges.collect::<Vec<_>>().join(" ")
}

/// A chain from `a` to `e`, a shortcut from `b` to `d`, and `f`, which only `a` uses.
const CHAIN: &str = "
    k::a -> k::b.X
    k::b -> k::c.X
    k::c -> k::d.X
    k::b -> k::d.X
    k::d -> k::e.X
    k::a -> k::f.X
";

#[test]
fn focus_keeps_the_surroundings() {
    let focus = |depth, direction| narrowed(CHAIN, ["k::c", "k::c"], depth, direction);
    assert_eq!(focus(1, Direction::Both), "bc cd");
    assert_eq!(focus(1, Direction::Up), "bc");
    assert_eq!(focus(2, Direction::Down), "cd de");
    assert_eq!(focus(2, Direction::Both), "ab bc cd de");
    assert_eq!(focus(0, Direction::Both), "");
}

#[test]
fn paths_keep_every_dependency_between_two_parts() {
    let paths = |from, to| narrowed(CHAIN, [from, to], 1, Direction::Both);
    assert_eq!(paths("k::b", "k::e"), "bc bd cd de");
    assert_eq!(paths("k::a", "k::f"), "af");
    assert_eq!(paths("k::e", "k::a"), "");
}

/// Returns a random graph of crates with nested Rust modules.
fn random_graph(random: &mut fastrand::Rng, modules: usize, edges: usize) -> String {
    let path = |random: &mut fastrand::Rng| {
        let at = random.usize(..modules);
        match at % 3 {
            0 => format!("k{}::m{at}", at % 7),
            1 => format!("k{}::m{}::n{at}", at % 7, at % 11),
            _ => format!("k{}::m{}::n{}::o{at}", at % 7, at % 11, at % 5),
        }
    };
    let mut text = String::new();
    for _ in 0..edges {
        let (from, to) = (path(random), path(random));
        if from != to {
            writeln!(text, "{from} -> {to}.X").unwrap();
        }
        if random.usize(..10) == 0 {
            writeln!(text, "{from} -> ^e{}::X", random.usize(..30)).unwrap();
        }
    }
    text
}

#[test]
fn nodes_are_merged_until_the_view_is_small_enough() {
    let mut random = fastrand::Rng::with_seed(7);
    for _ in 0..6 {
        let analysis = analysis(&random_graph(&mut random, 90, 400));
        let mut last = usize::MAX;
        for max in [1000, 300, 150, 60, 20, 5, 1, 0] {
            let request = ViewRequest {
                by: Some(Granularity::RustModule),
                external: true,
                max_edges: max,
                ..ViewRequest::default()
            };
            let view = build(&analysis, None, &[], &request).unwrap();
            assert!(view.edges.len() <= max && view.nodes.len() <= max.max(1), "{max}");
            assert!(view.edges.len() <= last);
            last = view.edges.len();
            let stands_for: usize = view.nodes.iter().map(|node| node.merged).sum();
            assert_eq!(stands_for, view.full.nodes, "no node is lost");
            assert!(view.edges.iter().all(|edge| edge.from != edge.to));
        }
    }
}

#[test]
fn siblings_are_merged_before_crates() {
    let graph = "
        a-x::m::one -> b::m.X
        a-x::m::two -> b::m.X
        a-y::m -> b::m.X
        a-x::n -> b::m.X
        mod c
    ";
    let analysis = analysis(graph);
    let names = |max_edges| {
        let request = ViewRequest { by: Some(Granularity::RustModule), max_edges, ..ViewRequest::default() };
        let view = build(&analysis, None, &[], &request).unwrap();
        view.nodes.iter().map(|node| node.name.clone()).collect::<Vec<_>>().join(" ")
    };
    insta::assert_snapshot!([20, 9, 5, 3, 1].map(names).join("\n"), @"
    a-x a-x::m a-x::m::one a-x::m::two a-x::n a-y a-y::m b b::m c
    a-x a-x::m a-x::n a-y a-y::m b b::m c
    a-x a-y b b::m c
    b c a*
    everything else
    ");
}

#[test]
fn layouts_have_no_overlaps_and_are_always_the_same() {
    let mut random = fastrand::Rng::with_seed(11);
    for round in 0..12 {
        let analysis = analysis(&random_graph(&mut random, 20 + round * 8, 40 + round * 25));
        let by = if round % 2 == 0 { Granularity::RustModule } else { Granularity::Depth(2) };
        let request = ViewRequest { by: Some(by), external: round % 3 == 0, ..ViewRequest::default() };
        let view = build(&analysis, None, &[], &request).unwrap();
        check_layout(&view);
    }
    let (analysis, rules) = read(SHOP, RULES);
    check_layout(&build(&analysis, rules.as_ref(), &[], &ViewRequest::default()).unwrap());
}

fn check_layout(view: &View) {
    let lines = |at: usize| (view.nodes[at].label.clone(), "a second line".to_owned());
    let layout = layout(view, &lines);
    assert_eq!(layout, super::layout(view, &lines));
    assert_eq!((layout.nodes.len(), layout.edges.len()), (view.nodes.len(), view.edges.len()));
    for (at, own) in layout.nodes.iter().enumerate() {
        for other in &layout.nodes[at + 1..] {
            assert!(!own.overlaps(other), "{own:?} {other:?}");
        }
        assert!(own.width > text_width(&view.nodes[at].label, 14), "labels are not cut");
        assert!(own.x >= 0 && own.y >= 0 && own.x + own.width <= layout.width && own.y + own.height <= layout.height);
    }
    for (at, (own, _)) in layout.groups.iter().enumerate() {
        assert!(layout.groups[at + 1..].iter().all(|(other, _)| !own.overlaps(other)));
    }
    for (edge, points) in view.edges.iter().zip(&layout.edges) {
        let touches = |node: usize, point: Point| {
            let own = layout.nodes[node];
            (own.x..=own.x + own.width).contains(&point.x) && [own.y, own.y + own.height].contains(&point.y)
        };
        assert!(touches(edge.from, points[0]) && touches(edge.to, points[points.len() - 1]));
    }
}

#[test]
fn layers_are_drawn_in_their_order() {
    let (analysis, rules) = read(SHOP, RULES);
    let view = build(&analysis, rules.as_ref(), &[], &ViewRequest::default()).unwrap();
    let layout = layout(&view, &|at| (view.nodes[at].label.clone(), String::new()));
    let y: BTreeMap<&str, i32> =
        view.nodes.iter().zip(&layout.nodes).map(|(node, own)| (node.name.as_str(), own.y)).collect();
    assert!(y["web"] < y["orders"] && y["orders"] < y["db"]);
}
