//! Diagrams of real workspaces: what `graph` draws is accepted as a rule, which then allows exactly what the code does.

use crate::binary;
use archcheck_testing::Directory;
use std::fs;

/// Fixtures with modules.
const FIXTURES: [&str; 10] = [
    "binary-name",
    "declared-inside",
    "depends-on",
    "facade",
    "facade-laundering",
    "interfaces",
    "not-exposed",
    "two-crates",
    "unassigned",
    "visible-to",
];

#[test]
fn what_is_drawn_reads_back_as_the_same_edges() {
    for (name, format) in FIXTURES.into_iter().flat_map(|name| [(name, "mermaid"), (name, "plantuml")]) {
        let directory = Directory::of_fixture(name);
        let rules = fs::read_to_string(directory.path().join("archcheck.toml")).expect("the fixture has rules");
        let graph = ["graph", "--by", "module", "--format", format];
        let drawn = binary::run(directory.path(), &graph);
        // Some of these rules files have mistakes on purpose, which are printed to standard error.
        assert!(drawn.out.contains("n0"), "{name}: {}", drawn.err);
        let rule = "\n[[rules]]\nid = \"as-drawn\"\ntype = \"diagram\"\nfile = \"drawn.txt\"\nallow-empty = true\n";
        directory.write("drawn.txt", &drawn.out);
        directory.write("archcheck.toml", format!("{rules}{rule}"));
        let check = || binary::run(directory.path(), &["check", "--format", "short"]).out;
        let found = check();
        let is_about_diagram = |line: &&str| {
            ["not-drawn", "not-in-diagram", "diagram-syntax", "unknown-name"].iter().any(|code| line.contains(code))
        };
        assert_eq!(
            found.lines().filter(is_about_diagram).collect::<Vec<_>>(),
            [""; 0],
            "{name} {format}\n{}",
            drawn.out
        );
        // Without one of its arrows, the diagram is violated.
        // A violation may be a dependency that only a manifest declares.
        let is_arrow = |line: &str| line.contains("-> n") && !line.contains("violation");
        let Some(arrow) = drawn.out.lines().find(|line| is_arrow(line)) else { continue };
        directory.write("drawn.txt", drawn.out.replacen(arrow, "", 1));
        assert!(check().contains("not-drawn") || arrow.contains("external"), "{name} {format}: {arrow}");
    }
}

#[test]
fn arrows_that_no_dependency_needs_are_listed_with_their_module() {
    let directory = Directory::of_fixture("diagram");
    let rules = fs::read_to_string(directory.path().join("archcheck.toml")).expect("the fixture has rules");
    let first = rules.split("[[rules]]").take(2).collect::<Vec<_>>().join("[[rules]]");
    directory.write("archcheck.toml", first);
    let modules = binary::run(directory.path(), &["modules"]).out;
    let root = modules.split("\n\n").find(|part| part.starts_with("root")).unwrap_or(&modules);
    assert!(root.contains("declared, but not used: billing, orders"), "{modules}");
    assert_eq!(modules.matches("but not used").count(), 1, "{modules}");
}
