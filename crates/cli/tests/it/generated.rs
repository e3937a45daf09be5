//! Committed files that the command generates: the page of all codes and the schema of the rules file. The tests fail if a file
//! is out of date; `ARCHCHECK_BLESS=1 cargo test` rewrites it.

use crate::{
    binary::{fixtures, run},
    schema::violations,
};
use archcheck_testing::Directory;
use serde_json::Value;
use std::path::PathBuf;

/// Asserts that a committed file is what the command prints, and returns it.
fn committed(file: &str, args: &[&str]) -> String {
    let path: PathBuf = fixtures().join("../..").join(file);
    let directory = Directory::new();
    let printed = run(directory.path(), args);
    assert_eq!(printed.status, Some(0), "{}", printed.err);
    if std::env::var_os("ARCHCHECK_BLESS").is_some() {
        std::fs::create_dir_all(path.parent().expect("a file is in a directory")).expect("a directory can be created");
        std::fs::write(&path, &printed.out).expect("the file can be written");
    }
    let text = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    let command = format!("cargo archcheck {} > {file}", args.join(" "));
    assert!(text == printed.out, "{file} is out of date; rewrite it with `{command}`");
    text
}

#[test]
fn the_page_of_codes_is_up_to_date() {
    let page = committed("docs/codes.md", &["explain", "--all", "--format", "markdown"]);
    for code in archcheck_core::codes::Code::ALL {
        assert!(page.contains(&format!("\n### `{}`\n", code.info().name)), "{code:?}");
    }
}

#[test]
fn the_schema_accepts_the_rules_files_of_the_fixtures() {
    let schema: Value =
        serde_json::from_str(&committed("archcheck.schema.json", &["schema"])).expect("the schema is JSON");
    let mut wrong = Vec::new();
    for file in rules_files() {
        let text = std::fs::read_to_string(&file).expect("the file can be read");
        let Ok(rules) = toml::from_str::<toml::Table>(&text) else { continue };
        let name = file.display();
        let valid = violations(&schema, &json(toml::Value::Table(rules))).is_empty();
        // The schema rejects the mistakes that can be seen without the workspace.
        let mistaken =
            ["unknown-key", "wrong-type", "wrong-value"].iter().any(|code| text.contains(&format!("#~ {code}")));
        if valid == mistaken {
            wrong.push(format!("{name}: the schema says {valid}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_schema_knows_the_keys_of_each_rule_type() {
    let text = run(&fixtures(), &["schema"]).out;
    let schema: Value = serde_json::from_str(&text).expect("the schema is JSON");
    let valid = |rules: &str| {
        let rules: toml::Table = toml::from_str(&format!("version = 1\n{rules}")).expect("the text is TOML");
        violations(&schema, &json(toml::Value::Table(rules))).is_empty()
    };
    let rule = |rest: &str| format!("[[rules]]\nid = 'a'\n{rest}");
    assert!(valid(&rule("type = 'forbid'\nfrom = ['a']\nto = ['b']\ntransitive = true")));
    assert!(!valid(&rule("type = 'only'\nfrom = ['a']\nto = ['b']\ntransitive = true")));
    assert!(!valid(&rule("type = 'forbid'\nfrom = ['a']")));
    assert!(!valid(&rule("from = ['a']\nto = ['b']")));
    assert!(valid(&rule("type = 'limit'\namong = ['a']\nmeasure = 'fan-in'\nmax = 3\nreview-by = 2027-03-31")));
    assert!(!valid(&rule("type = 'limit'\namong = ['a']\nmeasure = 'fan-in'\nmax = -3")));
    assert!(valid("[modules.a]\npaths = ['a']\ndepends-on = ['b', { to = 'c', deprecated = 'leave' }]"));
    assert!(!valid("[modules.a]\npaths = ['a']\ndepends-on = [{ deprecated = 'leave' }]"));
    assert!(valid(
        "[[layers]]\nid = 'a'\norder = ['a', ['b', 'c'], { free = ['d'] }, { name = 'e', optional = true }]"
    ));
    assert!(!valid("[[layers]]\norder = ['a']"));
    assert!(valid("[levels]\nunassigned = 'off'\nan-inherited-rule = 'warn'"));
    assert!(!valid("[levels]\nunassigned = 'fatal'"));
    assert!(valid("owner = '@shop/store'"));
    assert!(!valid("owner = 3"));
    assert!(!violations(&schema, &serde_json::json!({})).is_empty());
}

/// The rules files of all fixtures and of this repository.
fn rules_files() -> Vec<PathBuf> {
    let root = fixtures().join("../..");
    let member = "tests/fixtures/example/orders-store/archcheck.toml";
    let own = ["archcheck.toml", "rules.example.toml", member].map(|name| root.join(name));
    let fixtures = std::fs::read_dir(fixtures()).expect("there are fixtures").flatten();
    let fixtures = fixtures.map(|entry| entry.path().join("archcheck.toml"));
    let mut files: Vec<_> = own.into_iter().chain(fixtures).filter(|file| file.exists()).collect();
    files.sort();
    files
}

/// Converts TOML as editors do for a schema: a date becomes a string.
fn json(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => text.into(),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(truth) => truth.into(),
        toml::Value::Datetime(day) => day.to_string().into(),
        toml::Value::Array(list) => list.into_iter().map(json).collect(),
        toml::Value::Table(table) => table.into_iter().map(|(key, value)| (key, json(value))).collect(),
    }
}
