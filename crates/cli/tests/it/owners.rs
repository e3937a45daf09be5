//! The commands `owners` and `decisions`, on copies of the fixture `owners`. Each output is a snapshot.

use crate::{binary::run, init_and_baseline::all};
use archcheck_testing::Directory;
use serde_json::Value;

fn answer(directory: &Directory, args: &[&str]) -> String {
    let run = run(directory.path(), args);
    let err = if run.err.is_empty() { String::new() } else { format!("--- standard error\n{}", run.err) };
    format!("$ cargo archcheck {}\n{}{err}--- exit status {:?}\n", args.join(" "), run.out, run.status.unwrap_or(-1))
}

#[test]
fn owners_come_from_modules_and_codeowners() {
    let directory = Directory::of_fixture("owners");
    for format in ["human", "markdown", "json", "csv"] {
        insta::assert_snapshot!(format!("owners.{format}"), answer(&directory, &["owners", "--format", format]));
    }
    let github = directory.read(".github/CODEOWNERS");
    std::fs::remove_file(directory.path().join(".github/CODEOWNERS")).unwrap();
    let without = run(directory.path(), &["owners"]);
    assert!(
        without.out.contains("there is no CODEOWNERS file") && without.out.contains("\nnobody\n"),
        "{}",
        without.out
    );
    // The same lines in a section of GitLab.
    directory.write(".gitlab/CODEOWNERS", format!("{github}\n[Web][2] @web-leads\n/src/web/\n"));
    insta::assert_snapshot!("owners.gitlab", answer(&directory, &["owners"]));
}

#[test]
fn written_lines_give_each_file_its_owner() {
    let directory = Directory::of_fixture("owners");
    let rules = directory
        .read("archcheck.toml")
        .replace("paths = [\"shop::web\"]", "paths = [\"shop::web\"]\nowner = \"@shop/web\"");
    directory.write(
        "archcheck.toml",
        rules.replace(
            "[modules.catalog]",
            "[modules.admin]\npaths = [\"shop::web::admin\"]\nowner = \"@shop/admin\"\n\n[modules.catalog]",
        ),
    );
    let lines = run(directory.path(), &["owners", "--codeowners"]);
    insta::assert_snapshot!(lines.out, @r#"
    /src/lib.rs @ana @ben
    /src/orders.rs @shop/orders
    /src/web/ @shop/web
    /src/web/admin.rs @shop/admin
    "#);
    // Without the owners in the rules file, the lines give the same ones.
    let with_rules: Value = serde_json::from_str(&run(directory.path(), &["owners", "--format", "json"]).out).unwrap();
    directory.write(".github/CODEOWNERS", &lines.out);
    let rules = directory.read("archcheck.toml");
    let rules: Vec<&str> =
        rules.lines().filter(|line| !line.starts_with("owner = \"@shop") && !line.contains("@ben")).collect();
    directory.write("archcheck.toml", rules.join("\n"));
    let with_lines: Value = serde_json::from_str(&run(directory.path(), &["owners", "--format", "json"]).out).unwrap();
    let modules = |answer: &Value| -> Vec<String> {
        let names = |owner: &Value| {
            let modules = owner["modules"].as_array().unwrap().iter().map(|module| module["name"].to_string());
            format!("{} {}", owner["owner"], modules.collect::<Vec<_>>().join(" "))
        };
        let with_modules =
            answer["owners"].as_array().unwrap().iter().filter(|owner| owner["modules"] != Value::Array(Vec::new()));
        with_modules.map(names).collect()
    };
    assert_eq!(modules(&with_rules), modules(&with_lines));
}

#[test]
fn decisions_are_shown_with_the_rules_that_they_explain() {
    let directory = Directory::of_fixture("owners");
    for format in ["human", "markdown", "json", "csv"] {
        insta::assert_snapshot!(format!("decisions.{format}"), answer(&directory, &["decisions", "--format", format]));
    }
    insta::assert_snapshot!(
        "decisions.uncited",
        answer(&directory, &["decisions", "--uncited", "--today", "2099-01-01"])
    );
    let denied = run(directory.path(), &["decisions", "--deny", "warnings"]);
    assert_eq!(denied.status, Some(1), "{}", all(&denied));
    directory.append("archcheck.toml", "\n[levels]\ndecision-withdrawn = \"off\"\n");
    let silenced = run(directory.path(), &["decisions", "--deny", "warnings"]);
    assert_eq!((silenced.status, silenced.err.as_str()), (Some(0), ""), "{}", all(&silenced));
    directory.append("archcheck.toml", "decision-uncited = \"error\"\n");
    assert_eq!(run(directory.path(), &["decisions"]).status, Some(0));
    assert_eq!(run(directory.path(), &["decisions", "--uncited"]).status, Some(1));
}

#[test]
fn a_decision_of_unknown_validity_is_a_warning() {
    let directory = Directory::of_fixture("owners");
    directory.write("docs/adr/0001-modules.md", "Split\n=====\n\nDate: 2026-13-40\n\nStatus\n------\n\nMostly fine\n");
    directory.write("docs/adr/0002-no-files.md", "# Read no files\n");
    let run = run(directory.path(), &["decisions", "--deny", "warnings"]);
    assert_eq!(run.status, Some(1), "{}", all(&run));
    for expected in [
        "docs/adr/0001-modules.md` is not one that is known: `Mostly fine`",
        "[docs/adr/0001-modules.md:9:1]",
        "docs/adr/0001-modules.md` does not exist: `2026-13-40`",
        "[docs/adr/0001-modules.md:4:1]",
        "the decision `docs/adr/0002-no-files.md` has no status",
    ] {
        let err: Vec<_> = run.err.split_whitespace().collect();
        assert!(err.join(" ").contains(expected), "{expected}\n{}", run.err);
    }
}
