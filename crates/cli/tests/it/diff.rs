//! What changes between two commits, in temporary repositories.

use crate::hook::Scratch;
use serde_json::Value;
use std::{collections::BTreeMap, fs, path::Path, time::SystemTime};

const RULES: &str = "\
version = 1

[modules.orders]
paths = [\"shop::orders\"]
owner = \"@shop/orders\"

[modules.billing]
paths = [\"shop::billing\"]
owner = \"@shop/billing\"

[modules.rest]
paths = [\"shop\"]

[[rules]]
id = \"pure-billing\"
type = \"forbid\"
from = [\"billing\"]
to = [\"std::fs\"]
";

/// A repository whose first commit has modules without dependencies.
fn shop() -> Scratch {
    let scratch = Scratch::new("");
    scratch.write("archcheck.toml", RULES);
    scratch.write("src/lib.rs", "pub mod billing;\npub mod orders;\n");
    scratch.write("src/orders.rs", "pub struct Order;\n");
    scratch.write("src/billing.rs", "pub struct Invoice;\n");
    commit(&scratch, "shop");
    scratch
}

fn commit(scratch: &Scratch, message: &str) {
    assert!(scratch.git(&["add", "."]).0);
    let (done, printed) = scratch.git(&["commit", "-qm", message]);
    assert!(done, "{printed}");
}

fn json(scratch: &Scratch, args: &[&str]) -> Value {
    let outcome = scratch.run(&[&["diff", "--format", "json"], args].concat());
    assert_eq!((outcome.status, outcome.err.as_str()), (Some(0), ""), "{}", outcome.out);
    serde_json::from_str(&outcome.out).expect("it is JSON")
}

fn human(scratch: &Scratch, args: &[&str]) -> (Option<i32>, String) {
    let outcome = scratch.run(&[&["diff"], args].concat());
    let out = outcome.out.lines().skip(1).collect::<Vec<_>>().join("\n");
    (outcome.status, out)
}

#[test]
fn a_change_without_effect_takes_one_line() {
    let scratch = shop();
    scratch.write("src/orders.rs", "// What customers order.\npub struct Order;\n");
    let outcome = scratch.run(&["diff", "HEAD"]);
    assert_eq!(outcome.status, Some(0));
    let line = outcome.out.replace('\n', " ");
    assert!(line.starts_with("The architecture does not change: the working tree compared with HEAD ("), "{line}");
}

#[test]
fn new_and_removed_dependencies_are_shown_with_their_references() {
    let scratch = shop();
    scratch.write("src/orders.rs", "use crate::billing::Invoice;\npub struct Order(pub Invoice);\n");
    let (status, out) = human(&scratch, &["HEAD"]);
    assert_eq!(status, Some(0));
    insta::assert_snapshot!(out);
    commit(&scratch, "orders use billing");
    scratch.write("src/orders.rs", "pub struct Order;\n");
    let change = json(&scratch, &["HEAD"]);
    let gone = &change["dependencies"][0];
    assert_eq!(
        (gone["kind"].as_str(), gone["before"].as_u64(), gone["after"].as_u64()),
        (Some("gone"), Some(2), Some(0))
    );
    // Between two commits, the working tree does not count.
    let change = json(&scratch, &["HEAD~1", "--head", "HEAD"]);
    assert_eq!(change["dependencies"][0]["kind"], "new");
    assert_eq!(change["head"]["name"].as_str().map(|name| name.starts_with("HEAD (")), Some(true));
}

#[test]
fn violations_cycles_and_weaker_rules_fail_if_asked() {
    let scratch = shop();
    scratch.write(
        "src/orders.rs",
        "pub use crate::billing::Invoice;\npub struct Order;\npub fn f(_: crate::billing::Invoice) {}\n",
    );
    scratch.write(
        "src/billing.rs",
        "pub struct Invoice;\npub fn g() { crate::orders::f(Invoice); std::fs::read(\"x\").unwrap(); }\n",
    );
    for (what, status) in [("new-dependency", 1), ("new-cycle", 1), ("new-debt", 1), ("breaking-contract", 0)] {
        assert_eq!(human(&scratch, &["HEAD", "--fail-on", what]).0, Some(status), "{what}");
    }
    assert_eq!(human(&scratch, &["HEAD", "--fail-on", "breaking-contract,new-cycle"]).0, Some(1));
    assert_eq!(human(&scratch, &["HEAD"]).0, Some(0));
    // The rules of the head count, and what they allow is said first.
    let exception = "\n[[exceptions]]\nrule = \"pure-billing\"\nfrom = \"billing\"\nto = \"std::fs\"\nreason = \"until the store is ready\"\n";
    scratch.write("archcheck.toml", &format!("{RULES}{exception}"));
    let (status, out) = human(&scratch, &["HEAD", "--fail-on", "new-debt"]);
    assert_eq!(status, Some(1));
    insta::assert_snapshot!(out);
}

#[test]
fn the_comment_and_the_annotations_are_complete() {
    let scratch = shop();
    scratch.write("src/orders.rs", "pub fn f(_: crate::billing::Invoice) {}\n");
    scratch.write("src/billing.rs", "pub struct Invoice;\npub fn g() { std::fs::read(\"<b>\").unwrap(); }\n");
    let id = scratch.git(&["rev-parse", "--short=10", "HEAD"]).1;
    let shown = |format: &str| scratch.run(&["diff", "HEAD", "--format", format]).out.replace(id.trim(), "0123456789");
    insta::assert_snapshot!("diff_markdown", shown("markdown"));
    insta::assert_snapshot!("diff_github", shown("github"));
}

#[test]
fn code_that_moves_within_a_file_is_no_change() {
    let scratch = shop();
    scratch.write("src/orders.rs", "use crate::billing::Invoice;\npub struct Order(pub Invoice);\n");
    commit(&scratch, "orders use billing");
    scratch.write("src/orders.rs", "//! Orders.\n\npub struct Order(pub Invoice);\nuse crate::billing::Invoice;\n");
    let change = json(&scratch, &["HEAD"]);
    assert_eq!(change["dependencies"], Value::Array(Vec::new()));
}

#[test]
fn a_commit_is_checked_and_drawn_like_a_checkout_of_it() {
    let scratch = shop();
    scratch.write("src/billing.rs", "pub struct Invoice;\npub fn g() { std::fs::read(\"x\").unwrap(); }\n");
    commit(&scratch, "bad");
    let checkout = |args: &[&str]| scratch.run(args).out;
    let args = ["graph", "--references", "--format", "json"];
    let (check, graph) = (checkout(&["check"]), checkout(&args));
    scratch.write("src/billing.rs", "pub struct Invoice;\n");
    commit(&scratch, "good");
    let outcome = scratch.run(&["check", "--rev", "HEAD~1"]);
    assert_eq!((outcome.status, outcome.out), (Some(1), check));
    assert_eq!(checkout(&[&args[..], &["--rev", "HEAD~1"]].concat()), graph);
    assert_eq!(scratch.run(&["check", "--rev", "HEAD"]).status, Some(0));
}

#[test]
fn the_owners_of_a_commit_are_those_of_its_own_codeowners() {
    let scratch = shop();
    let rule = "\n[[rules]]\nid = \"teams\"\ntype = \"independent\"\namong = [\"owner:@shop/*\"]\n";
    scratch.write("archcheck.toml", &format!("version = 1\n{rule}"));
    scratch.write("src/orders.rs", "pub struct Order(pub crate::billing::Invoice);\n");
    scratch.write("CODEOWNERS", "/src/orders.rs @shop/orders\n/src/billing.rs @shop/billing\n");
    commit(&scratch, "two teams");
    scratch.write("CODEOWNERS", "/src/*.rs @shop/all\n/src/lib.rs @shop/root\n");
    let check = |args: &[&str]| scratch.run(&[&["check", "--format", "short"], args].concat());
    let violation = "`@shop/orders` and `@shop/billing` must be independent";
    let (tree, commit) = (check(&[]), check(&["--rev", "HEAD"]));
    assert!(tree.status == Some(0) && !tree.out.contains(violation), "{}", tree.out);
    assert!(
        commit.status == Some(1) && commit.out.contains(violation),
        "{:?} {}{}",
        commit.status,
        commit.out,
        commit.err
    );
}

#[test]
fn a_commit_that_was_read_before_gives_the_same_answer() {
    let scratch = shop();
    scratch.write("src/billing.rs", "pub struct Invoice;\npub fn g() { std::fs::read(\"x\").unwrap(); }\n");
    commit(&scratch, "bad");
    let runs = [
        ["diff", "HEAD~1..HEAD", "--format", "json"].as_slice(),
        &["diff", "HEAD~1...HEAD", "--verbose"],
        &["graph", "--rev", "HEAD~1", "--format", "json"],
        &["check", "--rev", "HEAD"],
    ];
    for args in runs {
        let once = scratch.run(&[args, &["--no-cache"]].concat());
        for _ in 0..2 {
            let again = scratch.run(args);
            assert_eq!((once.status, &once.out), (again.status, &again.out), "{args:?}");
        }
    }
    let cleaned = scratch.run(&["clean"]).out;
    assert!(cleaned.contains("removed the files of 2 commits"), "{cleaned}");
    assert!(!scratch.run(&["clean"]).out.contains("commits"));
}

/// The content and the time of each file.
fn state(directory: &Path) -> BTreeMap<String, (Vec<u8>, Option<SystemTime>)> {
    let mut files = BTreeMap::new();
    let mut open = vec![directory.to_owned()];
    while let Some(path) = open.pop() {
        for entry in fs::read_dir(path).into_iter().flatten().flatten() {
            if entry.path().is_dir() {
                open.push(entry.path());
            } else {
                let time = entry.metadata().ok().and_then(|metadata| metadata.modified().ok());
                let content = fs::read(entry.path()).unwrap_or_default();
                files.insert(entry.path().to_string_lossy().into_owned(), (content, time));
            }
        }
    }
    files
}

#[cfg(unix)]
#[test]
fn nothing_of_the_repository_runs_or_changes() {
    use std::os::unix::fs::PermissionsExt as _;
    let scratch = shop();
    let alarm = scratch.directory.path().join("alarm");
    let alarming = scratch.directory.path().join("alarming.sh");
    fs::write(&alarming, format!("#!/bin/sh\ntouch '{}'\ncat\n", alarm.display())).expect("a file can be written");
    fs::set_permissions(&alarming, fs::Permissions::from_mode(0o755)).expect("it can be made executable");
    let program = alarming.to_string_lossy().into_owned();
    for hook in ["post-checkout", "post-index-change", "reference-transaction"] {
        let path = scratch.directory.path().join(".git/hooks").join(hook);
        fs::copy(&alarming, &path).expect("a hook can be written");
    }
    scratch.write(".gitattributes", "*.rs filter=alarm diff=alarm\nsrc/hidden.rs export-ignore\n");
    scratch.write("src/hidden.rs", "pub struct Hidden;\n");
    scratch.write("src/lib.rs", "pub mod billing;\npub mod hidden;\npub mod orders;\n");
    scratch.write("rust-toolchain.toml", "[toolchain]\nchannel = \"nightly-2018-01-01\"\n");
    scratch.write(".cargo/config.toml", &format!("[build]\nrustc-wrapper = \"{program}\"\n"));
    commit(&scratch, "traps");
    for (key, value) in [
        ("filter.alarm.smudge", &program),
        ("filter.alarm.clean", &program),
        ("diff.alarm.textconv", &program),
        ("core.fsmonitor", &program),
        ("core.pager", &program),
    ] {
        assert!(scratch.git(&["config", key, value]).0);
    }
    scratch.write("src/orders.rs", "pub fn f(_: crate::hidden::Hidden) {}\n");
    let _ = fs::remove_file(&alarm);
    let before = state(scratch.directory.path());
    let change = json(&scratch, &["HEAD~1", "--no-cache"]);
    assert_eq!(change["dependencies"][0]["to"], "rest");
    let change = json(&scratch, &["HEAD~1", "--head", "HEAD", "--no-cache"]);
    assert_eq!(change["notes"], Value::Array(Vec::new()));
    assert!(!alarm.exists());
    assert!(before == state(scratch.directory.path()));
}

#[test]
fn what_cannot_be_compared_is_said() {
    let scratch = shop();
    let failed = |args: &[&str]| {
        let outcome = scratch.run(args);
        assert_eq!((outcome.status, outcome.out.as_str()), (Some(2), ""), "{args:?}");
        outcome.err.replace('\n', " ")
    };
    assert!(failed(&["diff", "nowhere"]).contains("there is no commit `nowhere`"));
    assert!(failed(&["diff", "--output=x"]).contains("--output"));
    assert!(failed(&["diff", "HEAD..HEAD", "--head", "HEAD"]).contains("the head is given twice"));
    assert!(failed(&["diff", "HEAD..nowhere"]).contains("there is no commit `nowhere`"));
    assert!(failed(&["check", "--rev", "HEAD..HEAD"]).contains("name one commit"));
    assert!(scratch.git(&["branch", "-m", "feature"]).0);
    assert!(failed(&["diff"]).contains("the default branch of the repository is not known"));
    let outside = archcheck_testing::Directory::with(&[
        ("Cargo.toml", "[package]\nname = \"alone\"\nedition = \"2024\"\n"),
        ("src/lib.rs", ""),
    ]);
    let outcome = crate::binary::run(outside.path(), &["diff", "HEAD"]);
    assert_eq!(outcome.status, Some(2));
    assert!(outcome.err.replace('\n', " ").contains("is not in a git repository"), "{}", outcome.err);
    // A module that the base does not have is new, which is no error.
    scratch.write("archcheck.toml", &format!("{RULES}\n[modules.stock]\npaths = [\"shop::stock\"]\n"));
    scratch.write("src/lib.rs", "pub mod billing;\npub mod orders;\npub mod stock;\n");
    scratch.write("src/stock.rs", "pub use crate::orders::Order;\n");
    let change = json(&scratch, &["HEAD"]);
    assert_eq!((&change["notes"], &change["dependencies"][0]["from"]), (&Value::Array(Vec::new()), &"stock".into()));
}

#[test]
fn the_json_matches_its_schema() {
    let path = archcheck_testing::repository().join("docs/diff.schema.json");
    let schema = fs::read_to_string(path).expect("the schema is there");
    let schema: Value = serde_json::from_str(&schema).expect("it is JSON");
    let scratch = shop();
    scratch.write("src/orders.rs", "pub use serde::Serialize;\npub fn f(_: crate::billing::Invoice) {}\n");
    scratch.write(
        "src/billing.rs",
        "pub use crate::orders::f;\npub struct Invoice;\npub fn g() { std::fs::read(\"\"); f(Invoice) }\n",
    );
    scratch.write("archcheck.toml", &RULES.replace("to = [\"std::fs\"]", "to = [\"std::fs\"]\nseverity = \"warn\""));
    for args in [&["HEAD"][..], &["HEAD", "--head", "HEAD"]] {
        let wrong = crate::schema::violations(&schema, &json(&scratch, args));
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
    let change = json(&scratch, &["HEAD"]);
    for key in ["rules", "dependencies", "external", "violations", "cycles"] {
        assert!(change[key].as_array().is_some_and(|all| !all.is_empty()), "{key}: {change:#}");
    }
}

#[test]
fn what_breaks_the_users_of_a_module_is_a_breaking_contract() {
    let scratch = shop();
    scratch
        .write("src/billing.rs", "pub struct Invoice;\npub fn total(_: &Invoice) -> u32 { 0 }\npub fn unused() {}\n");
    scratch.write("src/orders.rs", "pub fn f() -> u32 { crate::billing::total(&crate::billing::Invoice) }\n");
    commit(&scratch, "total");
    // Bodies, comments and new items break nobody.
    scratch.write("src/billing.rs", "pub struct Invoice;\n/// The total.\npub fn total(_: &Invoice) -> u32 { 1 }\npub fn unused() {}\npub fn more() {}\n");
    assert_eq!(json(&scratch, &["HEAD"])["contracts"], Value::Array(Vec::new()));
    scratch.write("src/billing.rs", "pub struct Invoice;\npub fn total(_: &Invoice, _: bool) -> u32 { 1 }\n");
    let change = json(&scratch, &["HEAD"]);
    let found: Vec<(&str, &str, bool, &Value)> = change["contracts"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| {
            let text = |key: &str| one[key].as_str().unwrap_or_default();
            (text("contract"), text("item"), one["is_breaking"] == true, &one["users"])
        })
        .collect();
    let (orders, nobody) = (serde_json::json!(["orders"]), serde_json::json!([]));
    assert_eq!(
        found,
        [("billing", "shop::billing::total", true, &orders), ("billing", "shop::billing::unused", true, &nobody),]
    );
    assert_eq!(human(&scratch, &["HEAD", "--fail-on", "breaking-contract"]).0, Some(1));
    let total = &change["contracts"][0];
    assert_eq!(
        (&total["was"], &total["now"], &total["users_of"]),
        (&"fn total(&Invoice) -> u32".into(), &"fn total(&Invoice, bool) -> u32".into(), &Value::Null)
    );
}

#[test]
fn of_a_part_the_users_of_its_type_are_named() {
    let scratch = shop();
    scratch.write("src/billing.rs", "pub struct Invoice;\nimpl Invoice {\n    pub fn total(&self) {}\n}\n");
    scratch.write("src/orders.rs", "pub fn f(_: crate::billing::Invoice) {}\n");
    commit(&scratch, "total");
    scratch.write("src/billing.rs", "pub struct Invoice;\n");
    let change = json(&scratch, &["HEAD"]);
    let total = &change["contracts"][0];
    assert_eq!(
        (&total["item"], &total["users_of"]),
        (&"shop::billing::Invoice::total".into(), &"shop::billing::Invoice".into())
    );
    assert_eq!(total["users"], serde_json::json!(["orders"]));
    assert!(human(&scratch, &["HEAD"]).1.contains("Invoice is used by orders"));
}

#[test]
fn without_rules_the_libraries_have_contracts() {
    let scratch = shop();
    assert!(scratch.git(&["rm", "-q", "archcheck.toml"]).0);
    scratch.write("src/orders.rs", "pub struct Order;\nmod hidden { pub fn f() {} }\npub fn count() -> u8 { 0 }\n");
    scratch.write("src/main.rs", "fn main() { shop::orders::count(); }\n");
    commit(&scratch, "a library and a program");
    scratch.write("src/orders.rs", "pub struct Order;\nmod hidden { pub fn g() {} }\npub fn count() -> u16 { 0 }\n");
    scratch.write("src/main.rs", "pub fn other() {}\nfn main() { shop::orders::count(); }\n");
    let change = json(&scratch, &["HEAD"]);
    let found: Vec<(&str, &str, &Value)> = change["contracts"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| {
            (one["contract"].as_str().unwrap_or_default(), one["item"].as_str().unwrap_or_default(), &one["users"])
        })
        .collect();
    assert_eq!(found, [("shop", "shop::orders::count", &serde_json::json!(["bin:shop"]))], "{change:#}");
}

/// Writes a library with a public function, commits it, and removes the function.
fn remove_a_public_function(scratch: &Scratch) {
    scratch.write("src/orders.rs", "pub fn count() -> u8 { 0 }\n");
    commit(scratch, "a function");
    scratch.write("src/orders.rs", "");
}

fn contracts_of(change: &Value) -> Vec<(&str, &str)> {
    fn contract(one: &Value) -> (&str, &str) {
        (one["contract"].as_str().unwrap_or_default(), one["item"].as_str().unwrap_or_default())
    }
    change["contracts"].as_array().expect("a list").iter().map(contract).collect()
}

#[test]
fn rules_without_modules_leave_the_libraries_their_contracts() {
    let scratch = shop();
    scratch.write(
        "archcheck.toml",
        "version = 1\n[[rules]]\nid = \"no-files\"\ntype = \"forbid\"\nfrom = [\"shop\"]\nto = [\"std::fs\"]\n",
    );
    remove_a_public_function(&scratch);
    let change = json(&scratch, &["HEAD"]);
    assert_eq!(contracts_of(&change), [("shop", "shop::orders::count")], "{change:#}");
    assert_eq!(human(&scratch, &["HEAD", "--fail-on", "breaking-contract"]).0, Some(1));
}

#[test]
fn rules_files_of_packages_change_no_contract_of_a_library() {
    let scratch = shop();
    assert!(scratch.git(&["rm", "-q", "archcheck.toml"]).0);
    scratch
        .write("Cargo.toml", "[package]\nname = \"shop\"\nedition = \"2024\"\n\n[workspace]\nmembers = [\"stock\"]\n");
    scratch.write("stock/Cargo.toml", "[package]\nname = \"stock\"\nedition = \"2024\"\n");
    scratch.write("stock/src/lib.rs", "pub mod api {\n    pub fn count() {}\n}\n");
    for rules in ["version = \n", "version = 1\n[modules.api]\npaths = [\"stock::api\"]\n"] {
        scratch.write("stock/archcheck.toml", rules);
        scratch.write("stock/src/lib.rs", "pub mod api {\n    pub fn count() {}\n}\n");
        remove_a_public_function(&scratch);
        scratch.write("stock/src/lib.rs", "pub mod api {}\n");
        let change = json(&scratch, &["HEAD"]);
        assert_eq!(
            contracts_of(&change),
            [("shop", "shop::orders::count"), ("stock", "stock::api::count")],
            "{rules}: {change:#}"
        );
    }
}

#[test]
fn a_library_whose_name_is_not_ascii_has_a_contract() {
    let scratch = shop();
    assert!(scratch.git(&["rm", "-q", "archcheck.toml"]).0);
    scratch
        .write("Cargo.toml", "[package]\nname = \"shop\"\nedition = \"2024\"\n\n[workspace]\nmembers = [\"size\"]\n");
    scratch.write("size/Cargo.toml", "[package]\nname = \"größe\"\nedition = \"2024\"\n");
    scratch.write("size/src/lib.rs", "pub fn meters() {}\n");
    remove_a_public_function(&scratch);
    scratch.write("size/src/lib.rs", "");
    let change = json(&scratch, &["HEAD"]);
    assert_eq!(contracts_of(&change), [("größe", "größe::meters"), ("shop", "shop::orders::count")], "{change:#}");
}

#[test]
fn crates_that_are_new_or_gone_are_named() {
    let scratch = shop();
    scratch
        .write("Cargo.toml", "[package]\nname = \"shop\"\nedition = \"2024\"\n\n[workspace]\nmembers = [\"stock\"]\n");
    scratch.write(
        "stock/Cargo.toml",
        "[package]\nname = \"stock\"\nedition = \"2024\"\n\n[dependencies]\nserde = \"1\"\n",
    );
    scratch.write("stock/src/lib.rs", "pub use serde::Serialize;\n");
    let change = json(&scratch, &["HEAD"]);
    assert_eq!(change["members"], serde_json::json!([{"is_new": true, "name": "stock"}]));
    assert_eq!(change["new_external"], serde_json::json!(["serde"]));
    let text = scratch.run(&["diff", "HEAD"]).out;
    assert!(text.replace('\n', " ").contains("1 new crate, 1 new external crate"), "{text}");
    commit(&scratch, "stock");
    scratch.write("Cargo.toml", "[package]\nname = \"shop\"\nedition = \"2024\"\n\n[workspace]\n");
    let change = json(&scratch, &["HEAD"]);
    assert_eq!(change["members"], serde_json::json!([{"is_new": false, "name": "stock"}]));
}

#[test]
fn a_missing_file_that_the_analysis_does_not_need_is_no_problem() {
    let scratch = shop();
    scratch.write("logo.svg", "<svg/>");
    commit(&scratch, "logo");
    let remove = |path: &str| {
        let (_, id) = scratch.git(&["rev-parse", &format!("HEAD:{path}")]);
        let id = id.trim();
        let object = scratch.directory.path().join(".git/objects").join(&id[..2]).join(&id[2..]);
        fs::remove_file(&object).expect("the object is a file");
    };
    remove("logo.svg");
    let change = json(&scratch, &["HEAD~1..HEAD"]);
    assert_eq!(change["notes"], Value::Array(Vec::new()));
    remove("src/orders.rs");
    let outcome = scratch.run(&["diff", "HEAD~1..HEAD", "--format", "json"]);
    assert_eq!(outcome.status, Some(2), "the answer is incomplete");
    let change: Value = serde_json::from_str(&outcome.out).expect("it is JSON");
    let notes = change["notes"].to_string();
    assert!(notes.contains("the head could not be read completely"), "{notes}");
    assert!(notes.contains("the clone has no content for these files") && notes.contains("orders.rs"), "{notes}");
}

#[test]
fn a_module_of_tests_behind_a_glob_is_no_contract() {
    let scratch = shop();
    scratch.write("src/billing.rs", "mod inner;\npub use inner::*;\n");
    scratch.write("src/billing/inner.rs", "pub struct Invoice;\n#[cfg(test)]\nmod tests;\n");
    scratch.write("src/billing/inner/tests.rs", "fn t() {}\n");
    commit(&scratch, "tests");
    scratch.write("src/billing/inner.rs", "pub struct Invoice;\n#[cfg(test)]\nmod mod_test;\n");
    scratch.write("src/billing/inner/mod_test.rs", "fn t() {}\n");
    fs::remove_file(scratch.directory.path().join("src/billing/inner/tests.rs")).expect("the file exists");
    assert_eq!(json(&scratch, &["HEAD"])["contracts"], Value::Array(Vec::new()));
}

#[test]
fn rules_outside_the_repository_are_used() {
    let scratch = shop();
    let outer = scratch.directory.path().parent().expect("it is in a directory").to_owned();
    let rules = tempfile::Builder::new().suffix(".toml").tempfile_in(&outer).expect("a file can be made");
    fs::write(rules.path(), "version = 1\n\n[modules.money]\npaths = [\"shop::billing\"]\n")
        .expect("it can be written");
    let name = rules.path().file_name().expect("it has a name").to_string_lossy().into_owned();
    scratch.write("src/billing.rs", "pub use crate::orders::Order;\npub struct Invoice;\n");
    for named in [format!("../{name}"), rules.path().to_string_lossy().into_owned()] {
        let outcome = scratch.run(&["diff", "HEAD", "--rules", &named, "--format", "json"]);
        let change: Value = serde_json::from_str(&outcome.out).expect("it is JSON");
        assert_eq!(change["by"], "module", "{named}");
        let commit = scratch.run(&["check", "--rev", "HEAD", "--rules", &named]);
        assert!(!commit.err.contains("there is no rules file"), "{}", commit.err);
    }
}

#[test]
fn of_a_new_cycle_only_what_is_new_is_a_new_violation() {
    let scratch = shop();
    let rules = "version = 1\n\n[[rules]]\nid = \"no-cycles\"\ntype = \"acyclic\"\namong = [\"shop::*\"]\n";
    scratch.write("archcheck.toml", rules);
    scratch.write("src/orders.rs", "pub struct Order;\npub fn g(_: crate::billing::Invoice) {}\n");
    scratch.write("src/billing.rs", "pub struct Invoice;\n");
    commit(&scratch, "no cycle");
    scratch.write("src/billing.rs", "pub struct Invoice;\n\npub fn f(_: crate::orders::Order) {}\n");
    commit(&scratch, "a cycle");
    let change = json(&scratch, &["HEAD~1..HEAD"]);
    let [one] = change["violations"].as_array().expect("a list").as_slice() else { panic!("{change:#}") };
    assert_eq!((&one["file"], &one["line"], &one["is_new"]), (&"src/billing.rs".into(), &3.into(), &true.into()));
    // There are no modules, but the rule finds cycles.
    assert_eq!(human(&scratch, &["HEAD~1..HEAD", "--fail-on", "new-cycle"]).0, Some(1));
    let change = json(&scratch, &["HEAD..HEAD~1"]);
    let [one] = change["violations"].as_array().expect("a list").as_slice() else { panic!("{change:#}") };
    assert_eq!((&one["file"], &one["is_new"]), (&"src/billing.rs".into(), &false.into()));
}

#[test]
fn a_part_of_a_cycle_that_moves_makes_it_no_larger() {
    let scratch = shop();
    scratch.write("archcheck.toml", "version = 1\n\n[modules.all]\npaths = [\"shop\"]\ndepends-on = []\n");
    scratch.write("src/orders.rs", "pub struct Order;\npub fn g(_: crate::billing::Invoice) {}\n");
    scratch.write("src/billing.rs", "pub struct Invoice;\npub fn f(_: crate::orders::Order) {}\n");
    scratch.write("src/stock.rs", "pub fn h(_: crate::orders::Order) -> crate::billing::Invoice { todo!() }\n");
    scratch.write("src/lib.rs", "pub mod billing;\npub mod orders;\npub mod stock;\n");
    scratch.write(
        "src/orders.rs",
        "pub struct Order;\npub fn g(_: crate::billing::Invoice) { crate::stock::h(Order); }\n",
    );
    commit(&scratch, "a cycle");
    assert!(scratch.git(&["mv", "src/stock.rs", "src/store.rs"]).0);
    scratch.write("src/lib.rs", "pub mod billing;\npub mod orders;\npub mod store;\n");
    scratch.write(
        "src/orders.rs",
        "pub struct Order;\npub fn g(_: crate::billing::Invoice) { crate::store::h(Order); }\n",
    );
    commit(&scratch, "moved");
    let change = json(&scratch, &["HEAD~1..HEAD", "--fail-on", "new-cycle"]);
    assert_eq!(
        (&change["cycles"][0]["change"], change["cycles"].as_array().map(Vec::len)),
        (&"changed".into(), Some(1))
    );
}

#[test]
fn a_hidden_type_of_the_same_name_is_no_contract() {
    let scratch = shop();
    scratch.write("src/billing.rs", "mod map;\npub struct Stats;\n");
    scratch.write("src/billing/map.rs", "struct Stats;\nimpl Stats { pub fn new() -> Self { Self } }\n");
    commit(&scratch, "two types");
    scratch.write("src/billing/map.rs", "struct Stats;\n");
    commit(&scratch, "less");
    assert_eq!(json(&scratch, &["HEAD~1..HEAD"])["contracts"], Value::Array(Vec::new()));
    scratch.write("src/billing/map.rs", "use super::Stats;\nimpl Stats { pub fn new() -> Self { Self } }\n");
    commit(&scratch, "an impl elsewhere");
    scratch.write("src/billing/map.rs", "");
    commit(&scratch, "none");
    let change = json(&scratch, &["HEAD~1..HEAD"]);
    assert_eq!(change["contracts"][0]["item"], "shop::billing::Stats::new", "{change:#}");
}
