//! Diagrams of real workspaces: what `graph` draws is accepted as a rule, which then allows exactly what the code does.

use crate::binary;
use archcheck_testing::Directory;
use std::fs;

/// The fixtures with modules and valid rules files.
const FIXTURES: [&str; 10] = [
    "chain", "depends-on", "example", "exceptions", "facade", "interfaces", "not-exposed", "unassigned", "visible-to", "within",
];

#[test]
fn what_is_drawn_reads_back_as_the_same_edges() {
    for (name, format) in FIXTURES.into_iter().flat_map(|name| [(name, "mermaid"), (name, "plantuml")]) {
        let directory = Directory::of_fixture(name);
        let rules = fs::read_to_string(directory.path().join("archcheck.toml")).expect("the fixture has rules");
        if !rules.contains("[modules.") {
            continue;
        }
        let graph = ["graph", "--by", "module", "--format", format];
        let drawn = binary::run(directory.path(), &graph);
        assert_eq!(drawn.status, Some(0), "{name}: {}", drawn.err);
        let rule = "\n[[rules]]\nid = \"as-drawn\"\ntype = \"diagram\"\nfile = \"drawn.txt\"\nallow-empty = true\n";
        directory.write("drawn.txt", &drawn.out);
        directory.write("archcheck.toml", &format!("{rules}{rule}"));
        let check = || binary::run(directory.path(), &["check", "--format", "short"]).out;
        let found = check();
        let is_about_diagram =
            |line: &&str| ["not-drawn", "not-in-diagram", "diagram-syntax", "unknown-name"].iter().any(|code| line.contains(code));
        assert_eq!(found.lines().filter(is_about_diagram).collect::<Vec<_>>(), [""; 0], "{name} {format}\n{}", drawn.out);
        // Without one of its arrows, the diagram is violated.
        let is_arrow = |line: &str| line.contains("-> n") || line.contains("->|");
        let Some(arrow) = drawn.out.lines().find(|line| is_arrow(line)) else { continue };
        directory.write("drawn.txt", &drawn.out.replacen(arrow, "", 1));
        assert!(check().contains("not-drawn") || arrow.contains("external"), "{name} {format}: {arrow}");
    }
}
