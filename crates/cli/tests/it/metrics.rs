//! The command `metrics`, on a workspace with a history that the test writes.

use crate::{
    binary::{Outcome, run},
    schema,
};
use archcheck_testing::Directory;
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    process::Command,
};

const RULES: &str = r#"version = 1

[modules.orders]
paths = ["shop::orders"]
owner = "@ana"

[modules.reports]
paths = ["shop::reports"]
depends-on = []

[modules.catalog]
paths = ["shop::catalog"]

[modules.prices]
paths = ["shop::prices"]
depends-on = []

[[exceptions]]
rule = "modules.reports.depends-on"
from = "shop::reports"
to = "shop::prices"
reason = "the report shows prices"
owner = "@ben"
expires = 2027-03-31
"#;

/// `orders` and `catalog` depend on each other, and both on `prices`; so does `reports`, which an exception allows. `prices`
/// violates a rule.
fn workspace() -> Directory {
    Directory::with(&[
        ("Cargo.toml", "[package]\nname = \"shop\"\nedition = \"2021\"\n\n[workspace]\n"),
        ("archcheck.toml", RULES),
        ("src/lib.rs", "mod catalog;\nmod orders;\nmod prices;\nmod reports;\n"),
        (
            "src/orders.rs",
            "use crate::{catalog::Item, prices::Price};\n\npub trait Store {\n    fn load(&self) -> Item;\n}\n\npub struct \
             Order(pub Item, Price);\n\npub(crate) enum State {}\n\nstruct Hidden;\n\ntype Alias = Hidden;\n\n#[cfg(test)]\nfn \
             helper() {}\n\n#[cfg(test)]\nmod tests {\n    use crate::reports::Report;\n    struct InTests(Report);\n}\n",
        ),
        (
            "src/catalog.rs",
            "pub struct Item(pub crate::prices::Price);\n\nimpl Item {\n    fn orders(_: crate::orders::Order) {}\n}\n",
        ),
        (
            "src/prices.rs",
            "pub struct Price;\n\nfn log(_: crate::unknown::Name) -> crate::orders::State {\n    loop {}\n}\n",
        ),
        ("src/reports.rs", "pub struct Report(crate::prices::Price);\n"),
    ])
}

fn git(directory: &Directory, args: &[&str], time: u64) {
    let mut command = Command::new("git");
    command.current_dir(directory.path()).args([
        "-c",
        "init.defaultBranch=main",
        "-c",
        "user.name=A",
        "-c",
        "user.email=a@b",
    ]);
    for (variable, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("GIT_")) {
        command.env_remove(variable);
    }
    let date = format!("{time} +0000");
    command.args(args).env("GIT_AUTHOR_DATE", &date).env("GIT_COMMITTER_DATE", &date);
    let output = command.output().expect("git can be started");
    assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
}

const DAY: u64 = 86_400;

/// The time of the last commit: 2026-09-09.
const LAST: u64 = 1_788_912_000;

fn commit(directory: &Directory, files: &[&str], days_ago: u64) {
    for file in files {
        directory.append(file, "// A line.\n");
    }
    git(directory, &["add", "--all"], LAST);
    git(directory, &["commit", "-qm", "change"], LAST - days_ago * DAY);
}

/// Makes 5 changes of `orders` and `reports` in the last year, and others that do not count for their coupling.
fn with_history() -> Directory {
    let directory = workspace();
    directory.write(".gitignore", "target\n");
    git(&directory, &["init", "-q"], LAST);
    commit(&directory, &[], 900);
    for at in 0..6 {
        commit(&directory, &["src/orders.rs", "src/reports.rs"], 800 - at);
    }
    for at in 0..5 {
        commit(&directory, &["src/orders.rs", "src/reports.rs"], 200 - at);
    }
    // `orders` depends on `catalog`. It is often changed alone: 10 revisions, of which 5 are shared with `reports`.
    for at in 0..5 {
        commit(&directory, &["src/orders.rs", "src/catalog.rs"], 100 - at);
    }
    // Too few.
    for at in 0..4 {
        commit(&directory, &["src/reports.rs", "src/catalog.rs"], 50 - at);
    }
    // Too many files at once.
    for at in 0..5 {
        let names: Vec<String> = (0..29).map(|file| format!("docs/{file}.md")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        commit(&directory, &[&names[..], &["src/reports.rs", "src/catalog.rs"]].concat(), 20 - at);
    }
    directory.write("image.bin", [0, 1, 2]);
    commit(&directory, &["src/prices.rs"], 0);
    directory
}

fn metrics(directory: &Directory, args: &[&str]) -> Outcome {
    run(directory.path(), &[&["metrics", "--today", "2027-03-01"], args].concat())
}

fn json(directory: &Directory, args: &[&str]) -> Value {
    let answer = metrics(directory, &[&["--format", "json"], args].concat());
    assert_eq!(answer.err, "");
    serde_json::from_str(&answer.out).expect("it is JSON")
}

/// Returns a part of an answer.
fn part<'a>(answer: &'a Value, name: &str) -> &'a Value {
    let mut parts = answer["parts"].as_array().expect("there is a list of parts").iter();
    parts.find(|part| part["name"] == name).unwrap_or_else(|| panic!("there is no {name}"))
}

#[test]
fn each_format_is_a_snapshot_of_the_metrics() {
    let directory = with_history();
    for format in ["human", "json", "csv", "openmetrics"] {
        let answer = metrics(&directory, &["--format", format]);
        assert_eq!((answer.status, &*answer.err), (Some(0), ""));
        insta::assert_snapshot!(format!("metrics.{format}"), answer.out);
    }
    insta::assert_snapshot!("metrics.rust_modules", metrics(&directory, &["--by", "rust-module"]).out);
}

#[test]
fn items_count_by_what_they_are_and_where_they_are_visible() {
    let directory = workspace();
    let answer = json(&directory, &["--by", "rust-module"]);
    let orders = part(&answer, "shop::orders");
    let numbers = |part: &Value, keys: &[&str]| -> Vec<u64> {
        keys.iter().map(|key| part[key].as_u64().unwrap_or(u64::MAX)).collect()
    };
    let keys = ["items", "visible_items", "visible_types", "visible_traits", "afferent", "efferent", "lines"];
    // `Store`, `Order`, `State`, `Hidden` and `Alias`. The test of `reports` does not count.
    assert_eq!(numbers(orders, &keys), [5, 3, 3, 1, 2, 2, 22]);
    assert_eq!(orders["abstractness"], 0.3333);
    assert_eq!(orders["instability"], 0.5);
    assert_eq!(orders["distance"], 0.1667);
    // In the crate, `pub(crate)` is visible nowhere else.
    let answer = json(&directory, &["--by", "crate"]);
    assert_eq!(numbers(part(&answer, "shop"), &keys[..4]), [9, 5, 5, 1]);
}

#[test]
fn parts_that_change_together_are_coupled_unless_one_depends_on_the_other() {
    let directory = with_history();
    let answer = json(&directory, &[]);
    let change = &answer["change"];
    assert_eq!((&change["since"], &change["until"]), (&"2025-09-08".into(), &"2026-09-09".into()));
    assert_eq!((&change["is_shallow"], &change["commits"]), (&false.into(), &20.into()));
    let couplings = change["couplings"].as_array().expect("there is a list");
    assert_eq!(couplings.len(), 1, "{couplings:?}");
    let coupling = &couplings[0];
    assert_eq!((&coupling["a"], &coupling["b"]), (&"orders".into(), &"reports".into()));
    // 10 and 9 revisions.
    assert_eq!((&coupling["shared_revisions"], &coupling["average_revisions"]), (&5.into(), &9.5.into()));
    assert_eq!(coupling["degree"], 0.5263);
    let reports = part(&answer, "reports");
    assert_eq!((&reports["revisions"], &reports["added"], &reports["deleted"]), (&14.into(), &14.into(), &0.into()));
    assert_eq!(reports["hotspot"], 14 * reports["lines"].as_u64().unwrap_or_default());
    // The whole history has 6 more.
    let answer = json(&directory, &["--months", "60"]);
    assert_eq!(answer["change"]["couplings"][0]["shared_revisions"], 11 + 1);
    let answer = json(&directory, &["--months", "0"]);
    assert_eq!((&answer["change"], &answer["no_change"]), (&Value::Null, &"`--months 0` was given".into()));
}

#[test]
fn exceptions_and_the_baseline_have_an_age() {
    let directory = with_history();
    directory.write("archcheck.toml", format!("# A line more.\n{}", directory.read("archcheck.toml")));
    let created = run(directory.path(), &["baseline", "create"]);
    assert_eq!(created.status, Some(0), "{}", created.err);
    let answer = json(&directory, &[]);
    let conformance = &answer["conformance"];
    let exception = &conformance["exception_list"][0];
    // 900 days before the last commit.
    assert_eq!((&exception["since"], &exception["owners"][0]), (&"2024-03-23".into(), &"@ben".into()));
    assert_eq!((&conformance["baselined"], &conformance["oldest_baselined"]), (&1.into(), &Value::Null));
    git(&directory, &["add", "--all"], LAST);
    git(&directory, &["commit", "-qm", "Record"], LAST + DAY);
    let answer = json(&directory, &[]);
    assert_eq!(answer["conformance"]["oldest_exception"], "2024-03-23");
    assert_eq!(answer["conformance"]["oldest_baselined"], "2026-09-10");
}

#[test]
fn without_a_history_the_other_numbers_stay() {
    let directory = workspace();
    let answer = metrics(&directory, &[]);
    assert!(answer.out.contains("not measured") && answer.status == Some(0), "{}", answer.out);
    // A repository without a commit.
    git(&directory, &["init", "-q"], LAST);
    assert!(json(&directory, &[])["no_change"].as_str().is_some_and(|why| !why.is_empty()));
}

#[test]
fn a_shallow_clone_is_reported() {
    let directory = with_history();
    let clone = Directory::new();
    let from = format!("file://{}", directory.path().display());
    git(&clone, &["clone", "-q", "--depth", "3", &from, "."], LAST);
    let answer = metrics(&clone, &[]);
    assert!(answer.out.contains("the clone is shallow"), "{}", answer.out);
}

#[test]
fn a_partial_clone_fetches_nothing() {
    let directory = with_history();
    git(&directory, &["config", "uploadpack.allowFilter", "true"], LAST);
    let clone = Directory::new();
    let from = format!("file://{}", directory.path().display());
    git(&clone, &["clone", "-q", "--filter=blob:none", &from, "."], LAST);
    let answer = json(&clone, &[]);
    let orders = part(&answer, "orders");
    assert_eq!((&orders["revisions"], &orders["added"]), (&10.into(), &Value::Null));
    assert_eq!(answer["change"]["couplings"].as_array().map(Vec::len), Some(1));
}

#[test]
fn git_runs_no_program_of_the_repository() {
    let directory = with_history();
    let mark = directory.path().join("ran");
    let program = format!("sh -c 'touch {}'", mark.display());
    for key in [
        "diff.external",
        "diff.evil.command",
        "diff.evil.textconv",
        "filter.evil.clean",
        "core.fsmonitor",
        "core.pager",
        "gpg.program",
    ] {
        git(&directory, &["config", key, &program], LAST);
    }
    for key in ["log.showSignature", "diff.renames"] {
        git(&directory, &["config", key, "true"], LAST);
    }
    directory.write(".gitattributes", "* diff=evil filter=evil\n");
    let answer = json(&directory, &[]);
    assert_eq!(answer["change"]["commits"], 20);
    assert!(!mark.exists());
}

#[test]
fn a_workspace_in_a_subdirectory_has_its_own_history() {
    let outer = Directory::new();
    let inner = with_history();
    git(&outer, &["init", "-q"], LAST);
    for file in [
        "Cargo.toml",
        "archcheck.toml",
        "src/lib.rs",
        "src/orders.rs",
        "src/catalog.rs",
        "src/prices.rs",
        "src/reports.rs",
    ] {
        outer.write(&format!("tools/shop/{file}"), inner.read(file));
    }
    outer.write("src/orders.rs", "");
    commit(&outer, &[], 0);
    let below = outer.path().join("tools/shop");
    let answer = run(&below, &["metrics", "--format", "json"]);
    let answer: Value = serde_json::from_str(&answer.out).expect("it is JSON");
    assert_eq!(part(&answer, "orders")["revisions"], 1);
}

#[test]
fn the_json_matches_its_schema() {
    let path = archcheck_testing::repository().join("docs/metrics.schema.json");
    let schema: Value =
        serde_json::from_str(&std::fs::read_to_string(path).expect("the schema is there")).expect("JSON");
    let directory = with_history();
    for args in [&["--by", "rust-module"][..], &["--by", "crate"], &[], &["--months", "0"]] {
        let wrong = schema::violations(&schema, &json(&directory, args));
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
    std::fs::remove_file(directory.path().join("archcheck.toml")).expect("it exists");
    let answer = json(&directory, &[]);
    assert_eq!((&answer["by"], &answer["conformance"]), (&"rust-module".into(), &Value::Null));
    let wrong = schema::violations(&schema, &answer);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let modules = metrics(&directory, &["--by", "module"]);
    assert_eq!(modules.status, Some(2));
    assert!(modules.err.contains("there are no modules to measure"), "{}", modules.err);
}

/// Checks OpenMetrics text by its grammar: each metric has a type and a help text before its samples, occurs once, and no
/// sample occurs twice.
fn check_open_metrics(text: &str) -> BTreeMap<String, String> {
    let lines: Vec<&str> = text.strip_suffix("# EOF\n").expect("it ends with EOF").lines().collect();
    let is_name = |name: &str| {
        !name.is_empty()
            && name.chars().all(|char| char.is_ascii_alphanumeric() || char == '_')
            && !name.starts_with(|char: char| char.is_ascii_digit())
    };
    let (mut families, mut samples, mut current) = (BTreeSet::new(), BTreeMap::new(), "");
    for line in lines {
        if let Some(metadata) = line.strip_prefix("# TYPE ") {
            let (name, kind) = metadata.split_once(' ').expect("a type has a name");
            assert!(is_name(name) && kind == "gauge" && families.insert(name), "{line}");
            current = name;
        } else if let Some(metadata) = line.strip_prefix("# HELP ") {
            assert!(metadata.split_once(' ').is_some_and(|(name, help)| name == current && !help.is_empty()), "{line}");
        } else {
            let (name, rest) = line.split_once('{').expect("a sample has labels");
            assert_eq!(name, current, "{line}");
            let mut rest = rest;
            loop {
                let (label, after) = rest.split_once("=\"").expect("a label has a value");
                assert!(is_name(label), "{line}");
                let mut end = None;
                let mut chars = after.char_indices();
                while let Some((at, char)) = chars.next() {
                    match char {
                        '\\' => assert!(matches!(chars.next(), Some((_, '\\' | '"' | 'n'))), "{line}"),
                        '"' => {
                            end = Some(at);
                            break;
                        }
                        _ => assert!(!char.is_control(), "{line}"),
                    }
                }
                rest = &after[end.expect("a value ends") + 1..];
                match rest.strip_prefix(',') {
                    Some(next) => rest = next,
                    None => break,
                }
            }
            let value = rest.strip_prefix("} ").expect("a space is before the value");
            assert!(value.parse::<f64>().is_ok_and(f64::is_finite), "{line}");
            let key = line.rsplit_once(' ').expect("there is a value").0.to_owned();
            assert!(samples.insert(key, value.to_owned()).is_none(), "{line}");
        }
    }
    samples
}

#[test]
fn open_metrics_follow_their_grammar() {
    let directory = with_history();
    let samples = check_open_metrics(&metrics(&directory, &["--format", "openmetrics"]).out);
    assert_eq!(samples["archcheck_parts{by=\"module\"}"], "4");
    assert_eq!(samples["archcheck_owner_debt{by=\"module\",owner=\"@ben\",kind=\"exceptions\"}"], "1");
    let rules = RULES.replace("modules.orders", "modules.\"o\\\"r\\\\ders\\n\"");
    directory.write("archcheck.toml", rules.replace("@ana", "@a\\n\\\"}"));
    check_open_metrics(&metrics(&directory, &["--format", "openmetrics"]).out);
}

#[test]
fn rules_limit_each_measure() {
    let fixture = archcheck_testing::fixtures().join("limit-measures");
    let (rules, found) = (
        std::fs::read_to_string(fixture.join("archcheck.toml")).expect("the rules file is there"),
        run(&fixture, &["check", "--no-cache", "--format", "short"]),
    );
    let ids = rules.lines().filter_map(|line| line.strip_prefix("id = \"")?.strip_suffix('"'));
    for id in ids {
        assert_eq!(found.out.contains(&format!("({id})")), id.ends_with("-hit"), "{id}: {}", found.out);
    }
}

#[test]
fn layers_are_in_their_order() {
    let directory = workspace();
    directory.write(
        "archcheck.toml",
        "version = 1\n\n[modules.top]\npaths = [\"shop::reports\"]\n\n[modules.bottom]\npaths = [\"shop::prices\"]\n\n\
         [modules.rest]\npaths = [\"shop\"]\n\n[[layers]]\nid = \"all\"\norder = [\"top\", \"bottom\"]\n",
    );
    let answer = json(&directory, &["--by", "layer"]);
    let names: Vec<&str> =
        answer["parts"].as_array().expect("a list").iter().filter_map(|part| part["name"].as_str()).collect();
    assert_eq!(names, ["top", "bottom"]);
    assert_eq!(answer["system"]["dependencies"], 1);
    let top = part(&answer, "top");
    assert_eq!((&top["efferent"], &top["instability"], &top["level"]), (&1.into(), &1.0.into(), &2.into()));
}
