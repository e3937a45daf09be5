//! `cargo xtask bench` end to end on small workspaces: it measures every step, and reports what it can't measure.

use crate::checker;
use serde_json::Value;
use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

/// A library without dependencies.
const FILES: &[(&str, &str)] = &[
    ("Cargo.toml", "[package]\nname = \"small-shop\"\nversion = \"0.1.0\"\nedition = \"2024\"\n"),
    ("src/lib.rs", "pub mod orders;\npub mod stock;\n"),
    ("src/orders.rs", "use crate::stock::Item;\npub struct Order(pub Item);\n"),
    ("src/stock.rs", "pub struct Item;\n"),
];

fn workspace(directory: &Path) -> String {
    for (path, text) in FILES {
        let file = directory.join("shop").join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
    directory.join("shop").display().to_string()
}

/// Runs the benchmark with one round, without the user's installed programs. The JSON is null if none was written.
fn bench(directory: &Path, args: &[&str]) -> (Output, Value) {
    let (checker, json) = (checker::checker(), directory.join("result.json"));
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.args(["bench", "--runs", "1", "--peer-runs", "1"]).args(args);
    command.arg("--checker").arg(&checker).arg("--floors").arg(checker.parent().unwrap());
    command.arg("--json").arg(&json).arg("--work-dir").arg(directory.join("work"));
    // Cargo looks for subcommands in the path and in its home.
    let cargo = Path::new(env!("CARGO"));
    command.env("PATH", cargo.parent().unwrap()).env("CARGO_HOME", directory.join("home")).env("CARGO", cargo);
    let output = command.output().expect("xtask can be started");
    let json = fs::read(json).ok().map_or(Value::Null, |bytes| serde_json::from_slice(&bytes).expect("it is JSON"));
    (output, json)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn a_workspace_is_measured_and_missing_peers_are_reported() {
    let directory = tempfile::tempdir().unwrap();
    let shop = workspace(directory.path());
    let (output, json) = bench(directory.path(), &[&format!("{shop}#small-shop")]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let result = &json["workspaces"][0]["result"];
    assert_eq!((&result["files"], &result["lines"]), (&3.into(), &5.into()));
    for step in ["metadata", "read", "parse", "parse-mimalloc", "cold", "warm", "comment", "use", "item"] {
        let runs = result["steps"][step].as_array().expect("each step was measured");
        assert!(runs.len() == 1 && runs[0]["wall"].as_f64().unwrap() > 0.0, "{step}: {runs:?}");
    }
    let peers = &result["peers"];
    assert_eq!(peers["answers"]["cargo check, one file changed"], "compiles");
    for (name, program) in [("cargo modules dependencies", "modules"), ("cargo bylaw check", "bylaw")] {
        let why = format!("not installed (`cargo {program} --version` does not run)");
        assert_eq!(peers["left_out"][name], why);
        assert!(text(&output.stdout).contains(&why), "{}", text(&output.stdout));
    }
    // The benchmark measures a copy.
    assert!(!Path::new(&shop).join("target").exists() && !Path::new(&shop).join("archcheck.toml").exists());
    assert!(fs::read_dir(directory.path().join("work")).unwrap().next().is_none(), "the copy is left behind");
}

#[test]
fn each_kind_of_rule_is_measured_on_a_graph() {
    let directory = tempfile::tempdir().unwrap();
    let (output, json) = bench(directory.path(), &["--graph", "1000,3000", "--shape", "tangle", "--shape", "layers"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let graphs = json["graphs"].as_array().expect("there are graphs");
    let of = |graph: &Value, kind: &str| {
        let rules = graph["result"]["rules"].as_array().expect("there are rules").clone();
        rules.into_iter().find(|rule| rule["kind"] == kind).expect("each kind is checked")["found"].clone()
    };
    let found = |kind: &str| graphs.iter().map(|graph| of(graph, kind)).collect::<Vec<_>>();
    assert_eq!(found("acyclic"), [1, 0], "a tangle is one component, and layers have no cycle");
    assert_eq!(of(&graphs[1], "layers"), 0);
    assert_eq!(of(&graphs[0], "transitive"), 1_000, "all of a tangle reaches its last, itself too");
    assert!(of(&graphs[1], "transitive").as_u64().unwrap() > 500);
    for graph in graphs {
        assert!(graph["result"]["recorded"].as_u64().unwrap() > 200, "{graph}");
    }
}

#[test]
fn wrong_arguments_are_reported() {
    let directory = tempfile::tempdir().unwrap();
    let shop = workspace(directory.path());
    let (output, _) = bench(directory.path(), &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("nothing to measure"), "{}", text(&output.stderr));
    let (output, _) = bench(directory.path(), &[&format!("{shop}/src")]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("not a directory with a Cargo.toml"), "{}", text(&output.stderr));
    // A broken workspace does not stop the measurement of others.
    let (output, json) = bench(directory.path(), &[&format!("{shop}#stock")]);
    assert_eq!(output.status.code(), Some(1));
    let why = "the workspace has no package `stock`, only `small-shop`";
    assert_eq!(json["workspaces"][0]["result"], why);
    assert!(text(&output.stdout).contains(why), "{}", text(&output.stdout));
}
