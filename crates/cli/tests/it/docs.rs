//! The pages of the book: every page is in the summary, every link leads to a page, every rule type has a page, and every
//! format and flag that a page names exists. The module `examples` runs what the pages show.

use crate::binary;
use archcheck_core::check::rule_types;
use archcheck_testing::repository;
use std::{
    collections::BTreeSet,
    fs,
    path::{Component, Path, PathBuf},
};

fn directory() -> PathBuf {
    repository().join("docs")
}

/// Reads the pages of the book: their paths below `docs`, and their texts.
fn pages() -> Vec<(String, String)> {
    let mut pages = Vec::new();
    for below in ["", "rules/", "migrating/"] {
        for entry in fs::read_dir(directory().join(below)).expect("the directory of the pages can be read").flatten() {
            if entry.path().extension().is_some_and(|extension| extension == "md") {
                let text = fs::read_to_string(entry.path()).expect("a page can be read");
                pages.push((format!("{below}{}", entry.file_name().to_string_lossy()), text));
            }
        }
    }
    pages
}

/// Returns what is between two texts, each time.
fn between<'a>(text: &'a str, start: &'a str, end: &'a str) -> impl Iterator<Item = &'a str> {
    text.split(start).skip(1).filter_map(move |rest| rest.split_once(end).map(|(inside, _)| inside))
}

/// Returns the headings of a page as links write them.
fn anchors(text: &str) -> BTreeSet<String> {
    let headings = text.lines().filter_map(|line| line.strip_prefix("## ").or_else(|| line.strip_prefix("### ")));
    let plain = |heading: &str| {
        heading.to_lowercase().replace(' ', "-").replace(|c: char| !c.is_alphanumeric() && c != '-', "")
    };
    headings.map(plain).collect()
}

/// Returns the path below `docs` that a link on a page leads to; none if it leaves the book.
fn target(page: &str, link: &str) -> Option<String> {
    let mut path = Path::new(page).parent()?.to_owned();
    for part in Path::new(link).components() {
        match part {
            Component::Normal(name) => path.push(name),
            Component::ParentDir => path = path.parent()?.to_owned(),
            _ => return None,
        }
    }
    Some(path.to_string_lossy().replace('\\', "/"))
}

#[test]
fn every_page_is_in_the_summary_and_every_link_leads_to_a_page() {
    let summary = fs::read_to_string(directory().join("SUMMARY.md")).expect("there is a summary");
    let listed: BTreeSet<_> = between(&summary, "](", ")").map(str::to_owned).collect();
    let pages = pages();
    let written = pages.iter().map(|(name, _)| name.clone()).filter(|name| name != "SUMMARY.md");
    assert_eq!(listed, written.collect());
    for (name, text) in &pages {
        for link in between(text, "](", ")").filter(|link| !link.contains("://")) {
            let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = if path.is_empty() { Some(name.clone()) } else { target(name, path) };
            let target = target.unwrap_or_else(|| panic!("{name}: {link} leads out of the book"));
            assert!(directory().join(&target).exists(), "{name}: {link}");
            let there = pages.iter().find(|(other, _)| *other == target).map(|(_, text)| anchors(text));
            assert!(anchor.is_empty() || there.is_some_and(|there| there.contains(anchor)), "{name}: {link}");
        }
    }
}

#[test]
fn every_rule_type_has_a_page_with_an_example() {
    let tables = ["layers", "depends-on", "exposes", "visible-to", "unassigned", "exceptions", "baseline"];
    for name in rule_types().map(|own| own.name).chain(tables) {
        let page = fs::read_to_string(directory().join(format!("rules/{name}.md"))).unwrap_or_default();
        let kind = if tables.contains(&name) { String::new() } else { format!("type = \"{name}\"") };
        assert!(page.contains("```console example") && page.contains(&kind), "docs/rules/{name}.md has no example");
        assert!(page.contains("## Common mistakes"), "docs/rules/{name}.md");
    }
}

#[test]
fn every_format_is_described() {
    let text = fs::read_to_string(directory().join("formats.md")).expect("there is a page of formats");
    let described: BTreeSet<_> = between(&text, "\n| `", "`").map(str::to_owned).collect();
    let wrong = binary::run(&binary::fixtures(), &["check", "--format", "nonsense"]).err;
    let (_, known) = wrong.split_once("possible values: ").expect("the error lists the formats");
    let known = known.split_once(']').map_or(known, |(known, _)| known);
    assert_eq!(described, known.split(", ").map(str::to_owned).collect());
}

#[test]
fn every_flag_that_is_named_exists() {
    let commands = "check hook graph init metrics owners decisions docs report diff trend impact extract contracts";
    let all = commands.split(' ').map(|command| vec![command, "--help"]).chain([vec!["--help"]]);
    let help: String = all.map(|args| binary::run(&binary::fixtures(), &args).out).collect();
    // Flags of other programs, of commands whose help is not read here, and one that the help hides.
    let others = [
        "--no-deps",
        "--locked",
        "--no-verify",
        "--allow-growth",
        "--bump",
        "--reason",
        "--out",
        "--path",
        "--today",
        "--no-run-if-empty",
        "--package",
    ];
    // The pages about other tools name the flags of those.
    for (name, text) in pages().into_iter().filter(|(name, _)| !name.starts_with("migrating/")) {
        for line in text.lines().filter(|line| line.contains("archcheck")) {
            let words = line.split(|char: char| char.is_whitespace() || "`(),;\"[]=".contains(char));
            let is_flag =
                |word: &str| word.strip_prefix("--").is_some_and(|name| name.starts_with(char::is_alphabetic));
            for flag in words.filter(|word| is_flag(word)) {
                assert!(help.contains(flag) || others.contains(&flag), "{name}: {flag}: {line}");
            }
        }
    }
}

/// Returns the words in backticks of a page at the root of the repository.
fn code_words(page: &str) -> BTreeSet<String> {
    let text = fs::read_to_string(repository().join(page)).unwrap_or_else(|error| panic!("{page}: {error}"));
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn the_pages_for_developers_name_existing_files() {
    for page in ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"] {
        for word in code_words(page) {
            let is_path =
                ["crates/", "tests/", "docs/", "ci/", ".ci/", ".github/"].iter().any(|top| word.starts_with(top));
            if is_path && !word.contains("NAME") && !word.contains(' ') {
                assert!(
                    repository().join(&word).exists() || repository().join(format!("{word}.rs")).exists(),
                    "{page}: {word}"
                );
            }
        }
    }
}

#[test]
fn the_map_in_architecture_md_is_complete() {
    let words = code_words("ARCHITECTURE.md");
    for entry in fs::read_dir(repository().join("crates/core/src")).expect("the sources can be read").flatten() {
        let name = entry.file_name().to_string_lossy().trim_end_matches(".rs").to_owned();
        let is_named = words.contains(&name) || words.contains(&format!("crates/core/src/{name}"));
        assert!(is_named || name == "lib", "ARCHITECTURE.md does not mention `{name}`");
    }
}

/// Returns the first words of the lines of a help text that are indented like commands or flags.
fn listed(help: &str, indent: usize) -> impl Iterator<Item = &str> {
    let lines = help.lines().filter(move |line| line.len() - line.trim_start().len() == indent);
    lines.filter_map(|line| line.split_whitespace().next())
}

#[test]
fn every_command_and_flag_is_on_the_page_of_commands() {
    let page = fs::read_to_string(directory().join("commands.md")).expect("there is a page of commands");
    let help = |args: &[&str]| binary::run(&binary::fixtures(), args).out;
    let main = help(&["--help"]);
    let (_, commands) = main.split_once("Commands:\n").expect("the help lists the commands");
    let (commands, _) = commands.split_once("\n\n").expect("the list ends");
    for command in listed(commands, 2) {
        let headings = ["completions", "man"].contains(&command);
        assert!(headings || page.contains(&format!("\n## {command}\n")), "`{command}` has no section");
        let help = help(&[command, "--help"]);
        for flag in help.split_whitespace().filter(|word| word.starts_with("--") && word.len() > 2) {
            let flag = flag.trim_end_matches(|c: char| !c.is_alphanumeric());
            let is_known = page.contains(&format!("{flag} ")) || page.contains(&format!("{flag}`"));
            assert!(is_known || flag == "--help", "`{command}` has `{flag}`, which the page does not mention");
        }
    }
}
