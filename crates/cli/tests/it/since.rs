//! The command `report --since`, in temporary repositories.

use crate::hook::Scratch;
use serde_json::{Value, json};

const RULES: &str = "\
version = 1

[modules.orders]
paths = [\"shop::orders\"]

[modules.billing]
paths = [\"shop::billing\"]

[modules.stock]
paths = [\"shop::stock\"]

[modules.rest]
paths = [\"shop\"]

[[rules]]
id = \"no-files\"
type = \"forbid\"
from = [\"orders\", \"billing\", \"stock\"]
to = [\"std::fs\"]
";
const FILES: &str = "pub fn load() { std::fs::read(\"x\").unwrap(); }\n";

fn commit(scratch: &Scratch, message: &str) {
    assert!(scratch.git(&["add", "."]).0);
    let (done, printed) = scratch.git(&["commit", "-qm", message]);
    assert!(done, "{printed}");
}

/// A repository whose last commit has a violation and a cycle of two modules.
fn shop(workspace: &str) -> Scratch {
    let scratch = Scratch::new(workspace);
    scratch.write("archcheck.toml", RULES);
    scratch.write("src/lib.rs", "pub mod billing;\npub mod orders;\npub mod stock;\n");
    scratch.write("src/orders.rs", "pub struct Order(pub crate::billing::Invoice);\n");
    scratch.write("src/billing.rs", &format!("pub struct Invoice;\npub fn g(_: crate::orders::Order) {{}}\n{FILES}"));
    scratch.write("src/stock.rs", "pub struct Stock;\n");
    commit(&scratch, "shop");
    scratch
}

/// Fixes the violation, adds another one, and adds a module to the cycle.
fn change(scratch: &Scratch) {
    scratch
        .write("src/billing.rs", "pub struct Invoice;\npub fn g(_: crate::orders::Order, _: crate::stock::Stock) {}\n");
    scratch.write("src/stock.rs", &format!("pub struct Stock;\npub fn f(_: crate::orders::Order) {{}}\n{FILES}"));
}

fn changes(scratch: &Scratch, args: &[&str]) -> Value {
    let outcome = scratch.run(&[&["report", "--format", "json"], args].concat());
    assert_eq!((outcome.status, outcome.err.as_str()), (Some(0), ""), "{}", outcome.out);
    let mut report: Value = serde_json::from_str(&outcome.out).expect("it is JSON");
    report["changes"].take()
}

fn debt(kind: &str, from: &str) -> Value {
    json!({ "kind": kind, "rule": "no-files", "from": from, "to": "std::fs::read" })
}

#[test]
fn new_and_paid_debt_and_grown_cycles_are_shown() {
    for workspace in ["", "rust/it's here"] {
        let scratch = shop(workspace);
        change(&scratch);
        let found = changes(&scratch, &["--since", "HEAD"]);
        let id = scratch.git(&["rev-parse", "HEAD"]).1;
        assert_eq!(found["revision"], id.trim());
        assert_eq!(found["new_debt"], json!([debt("violation", "shop::stock")]));
        assert_eq!(found["fixed_debt"], json!([debt("violation", "shop::billing")]));
        let pair = |from: &str, to: &str| json!({ "from": from, "to": to });
        assert_eq!(found["new_dependencies"], json!([pair("billing", "stock"), pair("stock", "orders")]));
        assert_eq!(found["removed_dependencies"], json!([]));
        assert_eq!(found["new_modules"], json!([]));
        let grown = json!({ "level": "module", "before": 2, "now": 3, "added": ["stock"] });
        assert_eq!(found["grown_cycles"][0], grown);
        assert_eq!((&found["numbers"]["violations"], &found["numbers"]["largest_cycle"]), (&json!(1), &json!(2)));
        // The working tree is as it was, and nothing is left behind.
        let status = scratch.git(&["status", "--porcelain"]).1;
        assert_eq!(status.lines().count(), 2, "{status}");
    }
}

#[test]
fn the_page_shows_what_has_changed() {
    let scratch = shop("");
    change(&scratch);
    let page = || {
        let outcome = scratch.run(&["report", "--since", "HEAD", "--out", "target/page.html"]);
        assert_eq!((outcome.status, outcome.err.as_str()), (Some(0), ""));
        scratch.read("target/page.html")
    };
    let first = page();
    for wanted in ["New debt", "1 new violation since", "A cycle has grown from 2 to 3 modules"] {
        assert!(first.contains(wanted), "{wanted}");
    }
    assert!(first == page(), "the second run writes the same page");
}

#[test]
fn a_report_since_a_commit_equals_one_compared_with_the_report_of_the_commit() {
    let scratch = shop("");
    let before = scratch.run(&["report", "--format", "json", "--out", "target/before.json"]);
    assert_eq!(before.status, Some(0), "{}", before.err);
    change(&scratch);
    let since = changes(&scratch, &["--since", "HEAD"]);
    let previous = changes(&scratch, &["--previous", "target/before.json"]);
    for (key, value) in since.as_object().expect("there are changes") {
        match key.as_str() {
            // The report was written today.
            "date" => {}
            "numbers" => {
                for (name, number) in value.as_object().expect("there are numbers") {
                    assert_eq!(*number, previous["numbers"][name], "{name}");
                }
            }
            _ => assert_eq!(*value, previous[key], "{key}"),
        }
    }
    // Nothing has changed since the present commit.
    commit(&scratch, "change");
    let none = changes(&scratch, &["--since", "HEAD"]);
    for key in ["new_debt", "fixed_debt", "new_dependencies", "removed_dependencies", "grown_cycles", "new_modules"] {
        assert_eq!(none[key], json!([]), "{key}");
    }
}

#[test]
fn exceptions_and_baselines_are_those_of_the_commit() {
    let scratch = shop("");
    // An accepted violation is no new one, but the exception is new.
    let exception =
        "\n[[exceptions]]\nrule = \"no-files\"\nfrom = \"billing\"\nto = \"std::fs\"\nreason = \"until May\"\n";
    scratch.write("archcheck.toml", &format!("{RULES}{exception}"));
    let found = changes(&scratch, &["--since", "HEAD"]);
    let added = json!({ "kind": "exception", "rule": "no-files", "from": "billing", "to": "std::fs" });
    assert_eq!((&found["new_debt"], &found["fixed_debt"]), (&json!([added]), &json!([])));
    commit(&scratch, "exception");
    scratch.write("archcheck.toml", RULES);
    let found = changes(&scratch, &["--since", "HEAD"]);
    assert_eq!(found["fixed_debt"], json!([added]));
    // A paid entry of the baseline.
    assert_eq!(scratch.run(&["baseline", "create"]).status, Some(0));
    let found = changes(&scratch, &["--since", "HEAD~1"]);
    assert_eq!((&found["new_debt"], &found["fixed_debt"]), (&json!([]), &json!([])), "the violation was there before");
    commit(&scratch, "baseline");
    scratch.write("src/billing.rs", "pub struct Invoice;\n");
    assert_eq!(scratch.run(&["baseline", "shrink"]).status, Some(0));
    let found = changes(&scratch, &["--since", "HEAD"]);
    assert_eq!((&found["new_debt"], &found["fixed_debt"]), (&json!([]), &json!([debt("baseline", "shop::billing")])));
    // The first commit had other rules, and not these modules.
    let found = changes(&scratch, &["--since", "HEAD~3"]);
    assert_eq!(found["new_debt"], json!([]));
}

#[test]
fn a_commit_that_cannot_be_analyzed_is_an_error() {
    let scratch = shop("");
    let refused = |args: &[&str], wanted: &str| {
        let outcome = scratch.run(&[&["report"], args].concat());
        assert_eq!(outcome.status, Some(2), "{}", outcome.out);
        let err = outcome.err.replace('\n', " ");
        assert!(err.contains(wanted), "{args:?}: {err}");
    };
    refused(&["--since", "nowhere"], "there is no commit `nowhere`");
    refused(&["--since", "HEAD", "--previous", "x.json"], "cannot be used with");
    scratch.write("Cargo.toml", "[package");
    commit(&scratch, "broken");
    scratch.write("Cargo.toml", "[package]\nname = \"shop\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n");
    refused(&["--since", "HEAD"], "can't be analyzed");
    // Code that can't be read is a note.
    scratch.write("src/stock.rs", "pub fn (\n");
    commit(&scratch, "syntax");
    scratch.write("src/stock.rs", "pub struct Stock;\n");
    let outcome = scratch.run(&["report", "--since", "HEAD"]);
    assert_eq!(outcome.status, Some(0));
    assert!(outcome.err.contains("could not be read completely"), "{}", outcome.err);
    std::fs::remove_dir_all(scratch.directory.path().join(".git")).expect("there is a repository");
    refused(&["--since", "HEAD"], "is not in a git repository");
}
