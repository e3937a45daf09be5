//! Three sessions with the binary: the first day, a pull request with violations, and a large code base that adopts a rule. Each
//! is a transcript of what a user types and sees.

use crate::binary::{Outcome, run, run_with};
use archcheck_testing::{Directory, normalize};
use std::fmt::Write;

/// The commands of a session, with their output.
struct Transcript {
    directory: Directory,
    text: String,
}

impl Transcript {
    fn of(directory: Directory) -> Self {
        Self { directory, text: String::new() }
    }

    /// Runs a command, and asserts its exit status.
    fn types(&mut self, command: &str, status: i32) -> Outcome {
        let args: Vec<_> = command.split(' ').skip(1).collect();
        let outcome = run(self.directory.path(), &args);
        let Outcome { out, err, .. } = &outcome;
        assert_eq!(outcome.status, Some(status), "{command}\n{out}{err}");
        // Writing to a string can't fail.
        let _ = writeln!(self.text, "$ {command}\n{out}{err}[exit {status}]\n");
        outcome
    }

    /// Writes a file.
    fn writes(&mut self, file: &str, text: &str, why: &str) {
        self.directory.write(file, text);
        let _ = writeln!(self.text, "# {file}: {why}\n");
    }

    /// Appends to a file.
    fn adds(&mut self, file: &str, text: &str, why: &str) {
        let before = self.directory.read(file);
        self.writes(file, &format!("{before}{text}"), why);
    }
}

/// From no rules file to a first one that passes, and a violation that fails.
#[test]
fn the_first_day() {
    let mut day = Transcript::of(Directory::of_fixture("no-rules"));
    let overview = day.types("cargo archcheck", 0);
    assert!(overview.out.contains("cargo archcheck init"), "the overview names the next step");
    let gate = day.types("cargo archcheck check", 2);
    assert!(gate.out.contains("cargo archcheck init"), "{}", gate.out);
    day.types("cargo archcheck init", 0);
    day.types("cargo archcheck", 0);
    day.types("cargo archcheck check --deny warnings", 0);
    day.adds("src/orders.rs", "pub use crate::web::Request;\n", "a line that looks up");
    day.types("cargo archcheck check", 1);
    insta::assert_snapshot!("first-day", day.text);
}

const SHOP: [(&str, &str); 6] = [
    ("Cargo.toml", "[package]\nname = \"shop\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n"),
    ("src/lib.rs", "pub mod billing;\npub mod catalog;\npub mod orders;\n"),
    ("src/billing.rs", "pub mod ledger;\npub struct Invoice;\n"),
    ("src/catalog.rs", "pub struct Item;\n"),
    ("src/orders.rs", "use crate::catalog::Item;\n\npub struct Order(pub Item);\n"),
    (
        "archcheck.toml",
        r#"version = 1

[modules.root]
paths = ["=shop"]

[modules.billing]
paths = ["shop::billing"]
exposes = ["=shop::billing"]

[modules.catalog]
paths = ["shop::catalog"]
depends-on = []
owner = "@shop/catalog"
reason = "everyone reads the catalog: 100% of it, and it knows no one"

[modules.orders]
paths = ["shop::orders"]

[[rules]]
id = "domain-is-pure"
type = "forbid"
from = ["shop::orders"]
to = ["std::fs"]
reason = "the domain must run without I/O"

[[rules]]
id = "no-cycles"
type = "acyclic"
among = ["shop::*"]
severity = "warn"
"#,
    ),
];

/// A pull request with violations, in every format, as a job of GitHub Actions sees it. The workspace is a subdirectory of the
/// repository.
#[test]
fn a_bad_pull_request() {
    let directory = Directory::new();
    std::fs::create_dir(directory.path().join(".git")).expect("a directory can be made");
    let workspace = directory.path().join("rust/shop");
    std::fs::create_dir_all(workspace.join("src/billing")).expect("a directory can be made");
    let write = |file: &str, text: &str| std::fs::write(workspace.join(file), text).expect("it can be written");
    for (file, text) in SHOP {
        write(file, text);
    }
    write("src/billing/ledger.rs", "pub struct Zeile注;\n");
    assert_eq!(run(&workspace, &["check", "--deny", "warnings"]).status, Some(0));

    write(
        "src/catalog.rs",
        "use crate::orders::Order;\n\npub struct Item;\n\npub fn last() -> Option<Order> {\n    None\n}\n",
    );
    write(
        "src/orders.rs",
        "use crate::{billing::ledger::Zeile注, catalog::Item};\n\npub struct Order(pub Item);\n\n#[cfg(unix)]\n\
         fn load() -> std::io::Result<(Vec<u8>, Zeile注)> {\n    Ok((std::fs::read(\"orders\")?, Zeile注))\n}\n",
    );
    let summary = directory.path().join("summary.md");
    let variables = [("GITHUB_ACTIONS", "true"), ("GITHUB_STEP_SUMMARY", &*summary.to_string_lossy())];
    let plain = run_with(&workspace, &["check"], &variables);
    assert_eq!(plain.status, Some(1), "{}", plain.err);
    insta::assert_snapshot!("pull-request.log", plain.out);
    let read = |path: &std::path::Path| {
        let text = normalize(&std::fs::read(path).expect("it is written"), &workspace);
        normalize(text.as_bytes(), directory.path())
    };
    insta::assert_snapshot!("pull-request.summary", read(&summary));

    let formats = ["human", "short", "json", "sarif", "gitlab", "sonarqube", "junit", "markdown", "cargo"];
    let file = |format: &str| directory.path().join(format!("report.{format}"));
    let flags = formats.map(|format| format!("--format={format}={}", file(format).display()));
    let args: Vec<_> = ["check", "--format", "github"].into_iter().chain(flags.iter().map(String::as_str)).collect();
    let all = run(&workspace, &args);
    assert_eq!(all.status, Some(1), "{}", all.err);
    assert!(plain.out.ends_with(&all.out), "the annotations are the same\n{}", all.out);
    assert!(all.err.contains("3 errors, 1 warning"), "the verdict is on standard error: {}", all.err);
    for format in formats {
        let mut text = read(&file(format));
        if format == "sarif" {
            let mut sarif: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
            // The tool is the same in each report, and contains the version.
            sarif["runs"][0]["tool"] = serde_json::Value::Null;
            text = serde_json::to_string_pretty(&sarif).expect("it was JSON");
        }
        insta::assert_snapshot!(format!("pull-request.{format}"), text, &format!("check --format {format}"));
    }
}

/// The number of modules in the large code base that break the new rule.
const OLD: usize = 30;

/// Writes a code base that breaks its rule in every module.
fn large() -> Directory {
    let directory = Directory::new();
    std::fs::create_dir(directory.path().join("src")).expect("a directory can be made");
    let mut root = String::new();
    let mut rules = "version = 1\n\n[[rules]]\nid = \"domain-is-pure\"\ntype = \"forbid\"\nfrom = [\"shop::*\"]\n\
                     to = [\"std::fs\"]\nreason = \"the domain must run without I/O\"\n"
        .to_owned();
    rules.push_str(
        "\n[[rules]]\nid = \"no-clock\"\ntype = \"forbid\"\nfrom = [\"shop::*\"]\nto = [\"std::time::SystemTime\"]\n",
    );
    for index in 0..OLD {
        let _ = writeln!(root, "mod part{index:02};");
        directory.write(&format!("src/part{index:02}.rs"), "pub fn load() {\n    std::fs::read(\"a\").ok();\n}\n");
    }
    directory.write(
        "src/part07.rs",
        "pub fn load() {\n    std::fs::read(\"a\").ok();\n    std::time::SystemTime::now();\n}\n",
    );
    directory.write("src/lib.rs", &root);
    directory.write("Cargo.toml", SHOP[0].1);
    directory.write("archcheck.toml", &rules);
    directory
}

/// The baseline records the violations of a new rule, and can only shrink.
#[test]
fn a_large_adoption() {
    let mut days = Transcript::of(large());
    let first = run(days.directory.path(), &["check"]);
    assert_eq!(first.status, Some(1), "{}", first.err);
    let end = first.out.find("note: ").map_or("", |at| &first.out[at..]);
    let _ = writeln!(days.text, "$ cargo archcheck check | tail\n{end}[exit 1]\n");
    shows_ten_annotations_and_lists_all(&days.directory);

    days.types("cargo archcheck baseline create", 0);
    let file = days.directory.read("archcheck-baseline.toml");
    assert_eq!(file.matches("from = ").count(), OLD + 1, "{file}");
    let green = days.types("cargo archcheck check --deny warnings", 0);
    assert!(green.out.replace('\n', " ").contains("31 known violations remain"), "{}", green.out);

    days.writes("src/part03.rs", "pub fn load() {}\n", "fixed");
    let stale = days.types("cargo archcheck check", 1);
    assert!(stale.out.contains("error[stale-baseline]") && stale.out.contains("cargo archcheck baseline shrink"));
    days.types("cargo archcheck baseline shrink", 0);
    days.types("cargo archcheck check", 0);

    days.adds("src/part04.rs", "pub fn save() {\n    std::fs::write(\"a\", \"\").ok();\n}\n", "new debt");
    days.types("cargo archcheck check", 1);
    let before = days.directory.read("archcheck-baseline.toml");
    days.types("cargo archcheck baseline create", 1);
    assert_eq!(days.directory.read("archcheck-baseline.toml"), before);
    days.types("cargo archcheck baseline create --allow-growth", 0);
    days.types("cargo archcheck check", 0);
    insta::assert_snapshot!("large-adoption", days.text);
}

/// GitHub shows ten annotations of a type. The rest is in the log, and all of them are in the summary.
fn shows_ten_annotations_and_lists_all(directory: &Directory) {
    let other = Directory::new();
    let summary = other.path().join("summary.md");
    let variables = [("GITHUB_STEP_SUMMARY", &*summary.to_string_lossy())];
    let log = run_with(directory.path(), &["check", "--format", "github"], &variables).out;
    assert_eq!(log.matches("\n::error ").count() + 1, 10, "{log}");
    assert!(log.contains("::group::21 findings more than GitHub shows as annotations\n"), "{log}");
    let listed = log.lines().filter(|line| line.starts_with("src/part")).count();
    assert_eq!(listed, OLD + 1 - 10, "{log}");
    let summary = std::fs::read_to_string(summary).expect("it is written");
    assert_eq!(summary.matches("- `src/part").count(), OLD + 1, "{summary}");
}
