//! Every format for programs, on every fixture: parsed as its readers parse it, and a snapshot. `ci/validate-formats.sh` runs
//! the checks that need other tools, such as a validator of SARIF.

use crate::{binary, fixtures::checked, schema};
use archcheck_testing::Directory;
use cargo_metadata::{CompilerMessage, Message, diagnostic::DiagnosticLevel};
use serde_json::Value;
use std::path::Path;

/// Checks a fixture with several formats in one run. Paths are as if the fixture were a repository.
fn outputs<const N: usize>(name: &str, formats: [&str; N]) -> [String; N] {
    let directory = Directory::new();
    let file = |format: &str| directory.path().join(format);
    let flags = formats.map(|format| format!("--format={format}={}", file(format).display()));
    let args: Vec<_> = ["check"].into_iter().chain(flags.iter().map(String::as_str)).collect();
    let fixture = binary::fixtures().join(name);
    binary::run(&fixture, &args);
    formats.map(|format| {
        let bytes = std::fs::read(file(format)).expect("the file is written");
        binary::normalize(&bytes, &fixture).replace(&format!("tests/fixtures/{name}/"), "")
    })
}

fn output(name: &str, format: &str) -> String {
    outputs(name, [format]).concat()
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("it is JSON")
}

#[test]
fn each_format_is_a_snapshot() {
    for name in checked() {
        let formats = ["github", "gitlab", "sonarqube", "junit", "markdown", "cargo", "sarif"];
        let outputs = outputs(&name, formats);
        for (format, output) in formats.iter().zip(&outputs).filter(|(format, _)| **format != "sarif") {
            insta::assert_snapshot!(format!("{name}.{format}"), output, &format!("check --format {format}"));
        }
        let mut sarif = json(&outputs[6]);
        // The tool is the same in each report, and contains the version.
        sarif["runs"][0]["tool"] = Value::Null;
        let text = serde_json::to_string_pretty(&sarif["runs"][0]).expect("it was JSON");
        insta::assert_snapshot!(format!("{name}.sarif"), text);
    }
}

#[test]
fn the_json_report_matches_its_schema() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/report.schema.json");
    let schema = json(&std::fs::read_to_string(path).expect("the schema is there"));
    for name in checked() {
        let wrong = schema::violations(&schema, &json(&output(&name, "json")));
        assert!(wrong.is_empty(), "{name}: {}", wrong.join("\n"));
    }
}

/// GitHub needs all four numbers of a region, a relative URI, texts, and one fingerprint.
#[test]
fn sarif_has_what_code_scanning_needs() {
    for name in checked() {
        let sarif = json(&output(&name, "sarif"));
        let run = &sarif["runs"][0];
        let rules = run["tool"]["driver"]["rules"].as_array().expect("there is a table of rules");
        let mut fingerprints = std::collections::BTreeSet::new();
        for result in run["results"].as_array().into_iter().flatten() {
            let index = result["ruleIndex"].as_u64().expect("it names its rule") as usize;
            assert_eq!(rules[index]["id"], result["ruleId"], "{name}");
            assert!(result["message"]["text"].as_str().is_some_and(|text| !text.is_empty()), "{name}");
            let related = result["relatedLocations"].as_array().into_iter().flatten();
            for location in result["locations"].as_array().into_iter().flatten().chain(related) {
                let place = &location["physicalLocation"];
                let number = |key: &str| place["region"][key].as_u64().unwrap_or(0);
                let (start, end) =
                    ((number("startLine"), number("startColumn")), (number("endLine"), number("endColumn")));
                assert!(start.0 > 0 && start.1 > 0 && start < end, "{name}: {location}");
                assert_eq!(place["artifactLocation"]["uriBaseId"], "SRCROOT", "{name}");
                let uri = place["artifactLocation"]["uri"].as_str().unwrap_or("/");
                assert!(!uri.starts_with('/') && !uri.starts_with(".."), "{name}: {uri}");
            }
            let fingerprint = &result["partialFingerprints"]["primaryLocationLineHash"];
            assert!(fingerprints.insert(fingerprint.to_string()), "{name}: {fingerprint} twice");
        }
    }
}

/// rust-analyzer also needs a primary span whose lines match the source.
#[test]
fn cargo_messages_are_parsed_by_cargo_metadata() {
    for name in checked() {
        let directory = binary::fixtures().join(&name);
        let root = directory.canonicalize().expect("the fixture is there");
        let text = output(&name, "cargo").replace("[ROOT]", &root.to_string_lossy());
        let messages: Vec<_> =
            Message::parse_stream(text.as_bytes()).collect::<Result<_, _>>().expect("they can be read");
        let Some((Message::BuildFinished(finished), messages)) = messages.split_last() else {
            panic!("{name}: the last message says how the run went");
        };
        let metadata =
            cargo_metadata::MetadataCommand::new().no_deps().current_dir(&root).exec().expect("it is a workspace");
        for message in messages {
            // Editors clear the messages of a package by this name.
            if let Message::CompilerMessage(message) = message {
                assert!(metadata.workspace_members.contains(&message.package_id), "{name}: {}", message.package_id);
            }
        }
        let errors = messages.iter().filter(|message| is_error(message)).count();
        assert_eq!(finished.success, errors == 0, "{name}");
        for message in messages {
            let Message::CompilerMessage(message) = message else { panic!("{name}: {message:?}") };
            compiler_message(&name, message);
        }
    }
}

/// See <https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>.
#[test]
fn gitlab_has_what_its_documentation_requires() {
    for name in checked() {
        let report = json(&output(&name, "gitlab"));
        let mut fingerprints = std::collections::BTreeSet::new();
        for issue in report.as_array().expect("a list of issues") {
            let text = |value: &Value| value.as_str().is_some_and(|text| !text.is_empty());
            assert!(text(&issue["description"]) && text(&issue["check_name"]), "{name}: {issue}");
            assert!(
                text(&issue["fingerprint"]) && fingerprints.insert(issue["fingerprint"].to_string()),
                "{name}: {issue}"
            );
            let severity = issue["severity"].as_str().unwrap_or_default();
            assert!(["info", "minor", "major", "critical", "blocker"].contains(&severity), "{name}: {issue}");
            let path = issue["location"]["path"].as_str().unwrap_or("/");
            assert!(!path.is_empty() && !path.starts_with(['/', '.']), "{name}: {issue}");
            assert!(issue["location"]["lines"]["begin"].as_u64().is_some_and(|line| line > 0), "{name}: {issue}");
        }
    }
}

/// See *Generic formatted issues* in its documentation, in the form with rules (since 10.3).
#[test]
fn sonarqube_has_what_its_documentation_requires() {
    const ATTRIBUTES: [&str; 14] = [
        "FORMATTED",
        "CONVENTIONAL",
        "IDENTIFIABLE",
        "CLEAR",
        "LOGICAL",
        "COMPLETE",
        "EFFICIENT",
        "FOCUSED",
        "DISTINCT",
        "MODULAR",
        "TESTED",
        "LAWFUL",
        "TRUSTWORTHY",
        "RESPECTFUL",
    ];
    for name in checked() {
        let report = json(&output(&name, "sonarqube"));
        let mut rules = std::collections::BTreeSet::new();
        for rule in report["rules"].as_array().expect("a list of rules") {
            for key in ["id", "name", "description", "engineId"] {
                assert!(rule[key].as_str().is_some_and(|text| !text.is_empty()), "{name}: {rule}");
            }
            assert!(ATTRIBUTES.contains(&rule["cleanCodeAttribute"].as_str().unwrap_or_default()), "{name}: {rule}");
            let impacts = rule["impacts"].as_array().expect("a list of impacts");
            assert!(!impacts.is_empty(), "{name}: {rule}");
            for impact in impacts {
                let is = |key: &str, values: &[&str]| values.contains(&impact[key].as_str().unwrap_or_default());
                assert!(is("softwareQuality", &["SECURITY", "RELIABILITY", "MAINTAINABILITY"]), "{name}: {rule}");
                assert!(is("severity", &["INFO", "LOW", "MEDIUM", "HIGH", "BLOCKER"]), "{name}: {rule}");
            }
            assert!(rules.insert(rule["id"].to_string()), "{name}: {rule} twice");
        }
        for issue in report["issues"].as_array().expect("a list of issues") {
            assert!(rules.contains(&issue["ruleId"].to_string()), "{name}: {issue}");
            let others = issue["secondaryLocations"].as_array().into_iter().flatten();
            for location in std::iter::once(&issue["primaryLocation"]).chain(others) {
                let text = |key: &str| location[key].as_str().is_some_and(|text| !text.is_empty());
                assert!(text("message") && text("filePath"), "{name}: {location}");
                let number = |key: &str| location["textRange"][key].as_u64();
                let (first, last) = (number("startLine"), number("endLine"));
                assert!(first.is_some_and(|line| line > 0) && last.is_none_or(|last| Some(last) >= first), "{name}");
                if let (Some(start), Some(end), true) = (number("startColumn"), number("endColumn"), first == last) {
                    assert!(start < end, "{name}: {location}");
                }
            }
        }
    }
}

/// Suites contain cases, each case has failed in one way, and the sums are right.
#[test]
fn junit_is_valid_xml() {
    for name in checked() {
        let text = output(&name, "junit");
        let document = roxmltree::Document::parse(&text).expect("it is XML");
        let root = document.root_element();
        assert_eq!(root.tag_name().name(), "testsuites", "{name}");
        let number = |node: roxmltree::Node<'_, '_>, key: &str| node.attribute(key).and_then(|text| text.parse().ok());
        let mut sums = [0_usize; 3];
        for suite in root.children().filter(roxmltree::Node::is_element) {
            let cases: Vec<_> = suite.children().filter(|node| node.has_tag_name("testcase")).collect();
            let with =
                |tag: &str| cases.iter().filter(|case| case.children().any(|child| child.has_tag_name(tag))).count();
            let found = [cases.len(), with("failure"), with("error")];
            let stated = ["tests", "failures", "errors"].map(|key| number(suite, key).unwrap_or_default());
            assert_eq!(stated, found, "{name}");
            for (sum, many) in sums.iter_mut().zip(found) {
                *sum += many;
            }
            for case in cases {
                let has = |key: &str| case.attribute(key).is_some_and(|text| !text.is_empty());
                assert!(has("name") && has("classname"), "{name}");
            }
        }
        assert!(sums[0] > 0, "{name}");
        assert_eq!(number(root, "tests"), Some(sums[0]), "{name}");
    }
}

fn is_error(message: &Message) -> bool {
    matches!(message, Message::CompilerMessage(message) if message.message.level == DiagnosticLevel::Error)
}

fn compiler_message(name: &str, CompilerMessage { message, .. }: &CompilerMessage) {
    assert!(matches!(message.level, DiagnosticLevel::Error | DiagnosticLevel::Warning), "{name}");
    let code = message.code.as_ref().map_or("", |code| &code.code);
    assert!(code.starts_with("archcheck::") && code.matches("::").count() == 1, "{name}: {code}");
    assert!(message.rendered.as_ref().is_some_and(|text| {
        text.starts_with(["error[", "warning["][usize::from(message.level == DiagnosticLevel::Warning)])
    }));
    assert_eq!(message.spans.iter().filter(|span| span.is_primary).count(), 1, "{name}");
    for span in &message.spans {
        assert!(Path::new(&span.file_name).is_absolute(), "{name}: {}", span.file_name);
        let bytes = std::fs::read(&span.file_name).expect("the file is there");
        let Some(line) = span.text.first() else { continue };
        let file = String::from_utf8_lossy(&bytes);
        let (before, rest) = file.split_at(span.byte_start as usize);
        assert_eq!(before.matches('\n').count() + 1, span.line_start, "{name}");
        let marked: String = line.text.chars().skip(line.highlight_start - 1).collect();
        let length = span.byte_end as usize - span.byte_start as usize;
        assert!(span.line_end > span.line_start || marked.starts_with(&rest[..length]), "{name}: {marked}");
    }
}

/// Writes a workspace that passes its rules.
fn conforming(directory: &Path) -> std::path::PathBuf {
    let write = |path: &str, text: &str| std::fs::write(directory.join(path), text).expect("it can be written");
    std::fs::create_dir(directory.join("src")).expect("a directory can be made");
    write("Cargo.toml", "[package]\nname = \"a\"\nversion = \"0.1.0\"\nedition = \"2021\"\n[workspace]\n");
    write("src/lib.rs", "");
    write(
        "archcheck.toml",
        "version = 1\n[[rules]]\nid = \"x\"\ntype = \"forbid\"\nfrom = [\"a\"]\nto = [\"std::fs\"]\n",
    );
    directory.to_owned()
}

#[test]
fn no_format_changes_the_exit_status() {
    for (name, status) in [("exit-0", 0), ("depends-on", 1), ("broken-rules", 2)] {
        let scratch = Directory::new();
        let directory = if status == 0 { conforming(scratch.path()) } else { binary::fixtures().join(name) };
        let plain = binary::run(&directory, &["check"]).status;
        assert_eq!(plain, Some(status), "{name}");
        for format in ["short", "json", "sarif", "github", "gitlab", "sonarqube", "junit", "markdown", "cargo"] {
            assert_eq!(binary::run(&directory, &["check", "--format", format]).status, plain, "{name} {format}");
        }
        let zero = binary::run(&directory, &["check", "--exit-zero"]).status;
        assert_eq!(zero, if plain == Some(2) { plain } else { Some(0) }, "{name}");
    }
}
