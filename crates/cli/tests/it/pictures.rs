//! The command `graph`: what it counts, which part it draws, and what it tells about the rest.

use crate::{
    binary::{self, fixtures},
    init_and_baseline::all,
};
use archcheck_testing::Directory;
use serde_json::Value;

fn json(directory: &Directory, args: &[&str]) -> Option<Value> {
    serde_json::from_str(&binary::run(directory.path(), args).out).ok()
}

/// Draws a picture, and returns each dependency as `from -> to`.
fn edges(directory: &Directory, args: &[&str]) -> Vec<String> {
    let run = binary::run(directory.path(), &[&["graph", "--format", "csv"], args].concat());
    assert_eq!(run.status, Some(0), "{args:?}: {}", all(&run));
    let ends = run.out.lines().skip(1).map(|line| line.split(',').take(2).collect::<Vec<_>>().join(" -> "));
    ends.collect()
}

#[test]
fn check_pictures_owners_and_pages_count_the_same_violations() {
    let entries = std::fs::read_dir(fixtures()).unwrap().flatten();
    let mut names: Vec<_> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    let mut compared = 0;
    for name in names {
        let directory = Directory::of_fixture(&name);
        let Some(check) = json(&directory, &["check", "--format", "json"]) else { continue };
        let is_violation = |one: &&Value| one["from"].is_string();
        let violations = check["diagnostics"].as_array().unwrap().iter().filter(is_violation).count() as u64;
        let known = check["summary"]["known"].as_u64().unwrap_or_default();
        for by in ["rust-module", "crate", "module"] {
            let args = ["graph", "--tests", "--by", by, "--format", "json"];
            let Some(graph) = json(&directory, &args) else { continue };
            let counts = |key: &str| graph["view"][key].as_u64().unwrap();
            assert_eq!((counts("violations"), counts("baselined")), (violations, known), "{name} {by}");
            assert_eq!(counts("hidden_violations"), 0, "{name} {by}");
        }
        let Some(owners) = json(&directory, &["owners", "--format", "json"]) else { continue };
        let sum = |count: &dyn Fn(&Value) -> u64| owners["owners"].as_array().unwrap().iter().map(count).sum::<u64>();
        let own = sum(&|owner| owner["violations"].as_array().unwrap().len() as u64);
        // Code with several owners counts for each.
        let is_shared = name == "owners";
        assert!(own == violations || (is_shared && own > violations), "{name}");
        let baselined = sum(&|owner| owner["baselined"].as_u64().unwrap());
        assert!(baselined == known || (is_shared && baselined > known), "{name}");
        let drawn = binary::run(directory.path(), &["graph"]).out;
        if binary::run(directory.path(), &["docs"]).status == Some(0) {
            assert!(directory.read("docs/architecture/README.md").contains(drawn.trim_end()), "{name}");
        }
        compared += 1;
    }
    assert!(compared > 30, "{compared}");
}

#[test]
fn one_violation_of_many_references_is_one_violation() {
    let directory = Directory::of_fixture("interfaces");
    directory.write(
        "src/orders.rs",
        "use crate::legacy::post;\n\npub fn all() {\n    post();\n    post();\n    post();\n}\n",
    );
    let check = json(&directory, &["check", "--format", "json"]).unwrap();
    let of_orders = |one: &&Value| one["from"] == "shop::orders";
    assert_eq!(check["diagnostics"].as_array().unwrap().iter().filter(of_orders).count(), 1, "{check}");
    let drawn = binary::run(directory.path(), &["graph", "--format", "csv"]).out;
    assert!(drawn.contains("\norders,legacy,4,1,0,0,"), "{drawn}");
}

#[test]
fn violations_in_tests_are_not_lost() {
    let directory = Directory::of_fixture("interfaces");
    directory.append("src/legacy.rs", "\n#[cfg(test)]\nmod tests {\n    use crate::billing::api::bill;\n}\n");
    directory.append(
        "archcheck.toml",
        "\n[[rules]]\nid = \"tests\"\ntype = \"forbid\"\nfrom = [\"shop::legacy\"]\nto = [\"shop::billing\"]\ncontexts = [\"test\"]\n",
    );
    let drawn = binary::run(directory.path(), &["graph"]);
    assert!(
        drawn.err.contains("1 violation is not drawn") && drawn.err.contains("`--tests` draws them"),
        "{}",
        all(&drawn)
    );
    assert_eq!(binary::run(directory.path(), &["graph", "--tests"]).err, "");
}

#[test]
fn a_part_of_a_box_is_drawn_as_a_box_of_its_own() {
    let directory = Directory::of_fixture("interfaces");
    let billing = ["orders -> shop::billing::events", "the rest of billing -> shop::billing::events"];
    directory.append("src/billing.rs", "\npub type Last = events::Billed;\n");
    assert_eq!(edges(&directory, &["--focus", "shop::billing::events"]), billing);
    assert_eq!(edges(&directory, &["--focus", "shop::billing::events::Billed", "--up"]).len(), 2);
    assert_eq!(edges(&directory, &["--focus", "billing", "--down"]), ["billing -> legacy"]);
}

#[test]
fn paths_are_those_that_why_finds() {
    let directory = Directory::of_fixture("interfaces");
    for (from, to) in [
        ("orders", "shop::legacy"),
        ("orders", "shop::billing::api"),
        ("orders", "shop::billing"),
        ("shop::orders", "shop::billing::events::Billed"),
        ("shop::billing::events", "legacy"),
        ("billing", "shop::legacy::post"),
    ] {
        let why = binary::run(directory.path(), &["why", from, to]);
        let drawn = edges(&directory, &["--from", from, "--to", to]);
        assert_eq!(why.status == Some(0), !drawn.is_empty(), "{from} {to}: {drawn:?}\n{}", why.out);
    }
}

#[test]
fn code_outside_can_be_selected() {
    let directory = Directory::of_fixture("owners");
    directory.append("src/orders.rs", "\npub type Names = std::collections::BTreeSet<String>;\n");
    let uses = ["orders -> std::fs", "catalog -> std::fs", "web -> std::fs"];
    assert_eq!(edges(&directory, &["--focus", "std::fs"]), uses);
    assert_eq!(edges(&directory, &["--focus", "std::fs", "--external"]), uses);
    assert_eq!(
        edges(&directory, &["--from", "web", "--to", "std::fs::read_to_string"]),
        ["web -> std::fs::read_to_string"]
    );
    let nothing = binary::run(directory.path(), &["graph", "--focus", "extern:serde"]);
    assert!(nothing.status == Some(2) && nothing.err.contains("`extern:serde` covers nothing"), "{}", all(&nothing));
}

#[test]
fn cycles_within_the_boxes_are_mentioned() {
    let directory = Directory::of_fixture("acyclic");
    let crates = binary::run(directory.path(), &["graph", "--only", "cycles", "--by", "crate"]);
    assert!(
        crates
            .err
            .contains("no dependency cycle among crates, but among 3 Rust modules within them: `--by rust-module`"),
        "{}",
        all(&crates)
    );
    assert_eq!(edges(&directory, &["--only", "cycles", "--by", "rust-module"]).len(), 3);
    let none = binary::run(Directory::of_fixture("owners").path(), &["graph", "--only", "cycles"]);
    assert!(none.err.contains("none among Rust modules"), "{}", all(&none));
    let quiet = binary::run(directory.path(), &["graph", "--only", "cycles", "--by", "crate", "-q"]);
    assert_eq!(quiet.err, "");
}
