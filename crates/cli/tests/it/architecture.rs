//! The command `report`: its JSON, and what the page says without scripts. `ci/report.sh` drives the page in a browser.

use crate::{binary::run, fixtures::checked, schema};
use archcheck_testing::Directory;
use serde_json::Value;
use std::path::Path;

fn json(directory: &Directory, args: &[&str]) -> Value {
    let answer = run(directory.path(), &[&["report", "--format", "json"], args].concat());
    serde_json::from_str(&answer.out).unwrap_or_else(|error| panic!("{error}: {}{}", answer.out, answer.err))
}

fn page(directory: &Directory, args: &[&str]) -> String {
    let answer = run(directory.path(), &[&["report", "--out", "page.html"], args].concat());
    assert_eq!(answer.out, "wrote page.html\n", "{}", answer.err);
    directory.read("page.html")
}

pub(crate) fn schema_of_reports() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/architecture.schema.json");
    serde_json::from_str(&std::fs::read_to_string(path).expect("the schema is there")).expect("it is JSON")
}

#[test]
fn every_report_matches_the_schema() {
    let schema = schema_of_reports();
    for name in checked() {
        let directory = Directory::of_fixture(&name);
        let answer = run(directory.path(), &["report", "--format", "json"]);
        if answer.out.is_empty() {
            assert_eq!(answer.status, Some(2), "{name}: {}", answer.err);
            continue;
        }
        let report: Value = serde_json::from_str(&answer.out).expect("it is JSON");
        let wrong = schema::violations(&schema, &report);
        assert!(wrong.is_empty(), "{name}: {}", wrong.join("\n"));
        // A report compared with itself has not changed.
        directory.write("before.json", &answer.out);
        let compared = json(&directory, &["--previous", "before.json"]);
        let wrong = schema::violations(&schema, &compared);
        assert!(wrong.is_empty(), "{name}: {}", wrong.join("\n"));
        for key in ["new_debt", "fixed_debt", "new_dependencies", "removed_dependencies", "grown_cycles", "new_modules"]
        {
            assert_eq!(compared["changes"][key], Value::Array(Vec::new()), "{name}: {key}");
        }
    }
}

#[test]
fn the_report_has_owners_decisions_and_debt() {
    let directory = Directory::of_fixture("owners");
    let report = json(&directory, &["--today", "2098-12-01"]);
    let orders = &report["modules"].as_array().unwrap().iter().find(|one| one["name"] == "orders").unwrap();
    assert_eq!(orders["owners"], serde_json::json!(["@shop/orders"]));
    assert_eq!(orders["adr"], "docs/adr/0001-modules.md");
    let kinds: Vec<&str> =
        report["attention"].as_array().unwrap().iter().filter_map(|one| one["kind"].as_str()).collect();
    assert!(kinds.contains(&"review-due") && kinds.contains(&"decision-withdrawn"), "{kinds:?}");
    let exceptions: Vec<_> =
        report["debt"].as_array().unwrap().iter().filter(|one| one["kind"] == "exception").collect();
    assert_eq!(exceptions.len(), 3);
    assert_eq!(exceptions[1]["expires"], "2099-03-31");
    assert_eq!(report["decisions"].as_array().unwrap().len(), 3);
    let rule = report["rules"].as_array().unwrap().iter().find(|one| one["id"] == "no-files").unwrap();
    assert_eq!(rule["covers"], 5);
    // Late.
    let late = json(&directory, &["--today", "2099-12-01"]);
    assert!(late["attention"][0]["overdue"] == true, "{}", late["attention"]);
    assert_eq!(late["numbers"]["expired_exceptions"], 2);
}

#[test]
fn changes_since_an_earlier_report() {
    let directory = Directory::of_fixture("owners");
    let before = run(directory.path(), &["report", "--format", "json", "--out", "before.json"]);
    assert_eq!(before.out, "wrote before.json\n");
    let catalog = directory.read("src/catalog.rs");
    directory.write("src/catalog.rs", format!("{catalog}\nuse crate::web as _unused;\n"));
    let report = json(&directory, &["--previous", "before.json"]);
    let changes = &report["changes"];
    let new: Vec<_> = changes["new_debt"].as_array().unwrap().iter().filter_map(|one| one["rule"].as_str()).collect();
    assert!(new.contains(&"modules.catalog.depends-on"), "{changes}");
    let pair = serde_json::json!({ "from": "catalog", "to": "web" });
    assert!(changes["new_dependencies"].as_array().unwrap().contains(&pair), "{changes}");
    assert!(report["debt"].as_array().unwrap().iter().any(|one| one["new"] == true));
    let text = page(&directory, &["--previous", "before.json"]);
    let links: Vec<_> =
        report["attention"].as_array().unwrap().iter().filter_map(|one| one["anchor"].as_str()).collect();
    assert!(links.contains(&"debt=new-violation"), "{links:?}");
    let order = ["class=\"cards\"", "id=\"changes\"", "id=\"attention\""].map(|part| text.find(part));
    assert!(order.is_sorted() && order[0].is_some(), "{order:?}");
    assert!(text.contains("New debt") && text.contains("<em class=\"worse\">"), "the page shows the changes");
    // What is no report is refused.
    for (file, content) in
        [("no.json", "{}"), ("text.json", "no"), ("other.json", "{\"schema\": \"archcheck.report/1\"}")]
    {
        directory.write(file, content);
        let refused = run(directory.path(), &["report", "--previous", file]);
        assert_eq!(refused.status, Some(2), "{}", refused.out);
        assert!(refused.err.contains(file), "{}", refused.err);
    }
}

#[test]
fn a_recorded_violation_that_grows_is_not_fixed() {
    let directory = Directory::of_fixture("owners");
    let catalog = directory.read("src/catalog.rs");
    let with = |uses: &str| directory.write("src/catalog.rs", format!("{catalog}\n{uses}\n"));
    with("fn first() { crate::web::page(); }");
    assert_eq!(run(directory.path(), &["baseline", "create", "--allow-growth"]).status, Some(0));
    run(directory.path(), &["report", "--format", "json", "--out", "before.json"]);
    let same = json(&directory, &["--previous", "before.json"]);
    assert_eq!([&same["changes"]["new_debt"], &same["changes"]["fixed_debt"]], [&serde_json::json!([]); 2]);
    with("fn first() { crate::web::page(); crate::web::page(); }");
    let changes = json(&directory, &["--previous", "before.json"])["changes"].clone();
    assert_eq!(changes["fixed_debt"], serde_json::json!([]), "{changes}");
    let kinds: Vec<&str> =
        changes["new_debt"].as_array().unwrap().iter().filter_map(|one| one["kind"].as_str()).collect();
    assert!(!kinds.is_empty() && kinds.iter().all(|kind| *kind == "violation"), "{changes}");
}

/// Removes the elements of scripts and styles.
fn without_scripts(page: &str) -> String {
    let mut left = page;
    let mut text = String::new();
    while let Some((before, rest)) =
        ["<script", "<style"].iter().filter_map(|tag| left.find(tag)).min().map(|at| left.split_at(at))
    {
        text.push_str(before);
        let end = if rest.starts_with("<script") { "</script>" } else { "</style>" };
        left = rest.split_once(end).map_or("", |(_, after)| after);
    }
    text + left
}

#[test]
fn the_page_reads_without_scripts() {
    let directory = Directory::of_fixture("owners");
    let text = without_scripts(&page(&directory, &[]));
    assert!(!text.contains(" style=") && !text.contains(" onclick="), "no styles or scripts in attributes");
    for wanted in [
        "id=\"module=orders\"",
        "href=\"#module=catalog\"",
        "until the store is a service",
        "@shop/orders",
        "<svg xmlns",
        "class=\"matrix\"",
        "docs/adr/0001-modules.md",
        "id=\"rule=no-files\"",
        "href=\"#debt=exception\"",
        "id=\"debt-item=",
        "default-src &#x27;none&#x27;",
    ] {
        let wanted = wanted.replace("&#x27;", "'");
        assert!(text.contains(&wanted), "{wanted}");
    }
    // Each link within the page leads somewhere.
    for link in text.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
        let is_filter = link.starts_with("owner=") || link.starts_with("rust=");
        assert!(is_filter || text.contains(&format!("id=\"{link}\"")), "#{link}");
    }
}

#[test]
fn source_links_come_from_the_flag_or_from_ci() {
    let directory = Directory::of_fixture("owners");
    let template = "https://example.com/{revision}/{file}?line={line}";
    let text = page(&directory, &["--source-url", template]);
    assert!(text.contains("href=\"https://example.com/HEAD/archcheck.toml?line=30\""));
    for wrong in ["javascript:alert(1)//{file}", "https://example.com/"] {
        assert_eq!(run(directory.path(), &["report", "--source-url", wrong]).status, Some(2));
    }
    let variables =
        [("GITHUB_SERVER_URL", "https://git.example.com"), ("GITHUB_REPOSITORY", "shop/shop"), ("GITHUB_SHA", "abc")];
    let answer = crate::binary::run_with(directory.path(), &["report", "--format", "json"], &variables);
    let report: Value = serde_json::from_str(&answer.out).expect("it is JSON");
    assert_eq!(report["source_url"], "https://git.example.com/shop/shop/blob/abc/{file}#L{line}");
}

#[test]
fn without_a_rules_file_the_report_shows_the_code() {
    let directory = Directory::of_fixture("two-crates");
    std::fs::remove_file(directory.path().join("archcheck.toml")).expect("there is one");
    let report = json(&directory, &[]);
    assert_eq!(report["verdict"], "no-rules");
    assert!(!report["dependencies"].as_array().unwrap().is_empty());
    assert!(page(&directory, &[]).contains("There is no rules file"));
    directory.write("archcheck.toml", "version = 1\nunknown = 1\n");
    assert_eq!(run(directory.path(), &["report"]).status, Some(2));
}
