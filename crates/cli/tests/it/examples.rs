//! Every example of README.md and of the pages in `docs/` runs: its files are written to a workspace, its commands are
//! run there, and what they print must be what the page shows.
//!
//! `ARCHCHECK_BLESS=1 cargo test -p cargo-archcheck --test it examples` rewrites the shown output in place.
//!
//! An example is made of fences whose info string has the word `example`:
//!
//! - `rust example`, `toml example`, `mermaid example`: a file. Its first line is a comment with its path, as in `// src/orders.rs`.
//!   With the word `add`, the text is appended to the file.
//! - `console example`: commands, each after `$ `, and what they print. `cargo archcheck` runs the binary under test,
//!   `git` runs git. `| head -n N` and `| tail -n N` shorten the output.
//!
//! Fences of Rust, TOML or archcheck's commands that can't be run have the word `not-run` instead.
//!
//! A page starts with an empty workspace. `<!-- example -->` starts another one, `<!-- example: NAME -->` a copy of the
//! fixture of that name. `<!-- file: PATH`, text and `-->` write a file that readers don't see. A missing `Cargo.toml`
//! becomes the package `shop`; missing parents of modules, `src/lib.rs` among them, only declare their modules.

use crate::binary::{self, Outcome};
use archcheck_testing::{Directory, repository};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// The pages that commands generate; other tests compare them.
const GENERATED: [&str; 3] = ["codes.md", "accuracy.md", "performance.md"];

/// Returns README.md and the pages of the book that people write.
fn pages() -> Vec<PathBuf> {
    let mut pages = vec![repository().join("README.md")];
    let mut directories = vec![repository().join("docs")];
    while let Some(directory) = directories.pop() {
        for entry in fs::read_dir(directory).expect("the directory of the pages can be read") {
            let path = entry.expect("the directory of the pages can be read").path();
            if path.is_dir() {
                directories.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md")
                && !GENERATED.iter().any(|name| path.ends_with(name))
            {
                pages.push(path);
            }
        }
    }
    pages.sort();
    pages
}

/// The workspace of an example.
#[derive(Default)]
struct Workspace {
    directory: Directory,
    /// The files that the page gives.
    given: BTreeSet<String>,
    is_fixture: bool,
}

impl Workspace {
    fn of_fixture(name: &str) -> Self {
        Self { directory: Directory::of_fixture(name), given: BTreeSet::new(), is_fixture: true }
    }

    fn write(&mut self, path: &str, text: &str) {
        self.directory.write(path, text);
        self.given.insert(path.to_owned());
    }

    /// Writes the files that an example leaves out: the manifest, and the parents of modules.
    fn complete(&self) {
        if self.is_fixture {
            return;
        }
        if !self.given.contains("Cargo.toml") {
            let manifest = "[package]\nname = \"shop\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n";
            self.directory.write("Cargo.toml", manifest);
        }
        let mut children: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
        children.insert("src/lib".to_owned(), BTreeSet::new());
        for file in self.given.iter().filter_map(|file| file.strip_prefix("src/")?.strip_suffix(".rs")) {
            let mut parent = "src/lib".to_owned();
            for name in file.split('/').filter(|name| !["lib", "main", "mod"].contains(name)) {
                children.entry(parent.clone()).or_default().insert(name);
                parent = format!("{}/{name}", parent.replace("src/lib", "src"));
            }
        }
        for (parent, names) in children {
            let file = format!("{parent}.rs");
            if !self.given.contains(&file) && !self.given.contains("src/main.rs") {
                let text = names.iter().fold(String::new(), |text, name| text + "pub mod " + name + ";\n");
                self.directory.write(&file, text);
            }
        }
    }

    /// Runs a command and returns what it prints.
    fn run(&self, command: &str) -> String {
        let (command, filter) = command.split_once(" | ").unwrap_or((command, ""));
        let words: Vec<&str> = command.split_whitespace().collect();
        let output = match words.as_slice() {
            ["cargo", "archcheck", args @ ..] => {
                let Outcome { out, err, .. } = binary::run(self.directory.path(), args);
                out + &err
            }
            ["git", args @ ..] => self.git(args),
            _ => panic!("an example can't run `{command}`"),
        };
        let lines: Vec<&str> = output.lines().collect();
        let shown = match filter.split_whitespace().collect::<Vec<_>>().as_slice() {
            [] => &lines[..],
            ["head", "-n", count] => &lines[..lines.len().min(count.parse().expect("a count"))],
            ["tail", "-n", count] => &lines[lines.len().saturating_sub(count.parse().expect("a count"))..],
            _ => panic!("an example can't pipe into `{filter}`"),
        };
        shown.iter().fold(String::new(), |text, line| text + line.trim_end() + "\n")
    }

    fn git(&self, args: &[&str]) -> String {
        let mut command = Command::new("git");
        command.current_dir(self.directory.path()).args(["-c", "init.defaultBranch=main"]);
        command
            .args(["-c", "user.name=Ana", "-c", "user.email=ana@example.org", "-c", "commit.gpgsign=false"])
            .args(args);
        for (variable, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("GIT_")) {
            command.env_remove(variable);
        }
        let output = command.output().expect("git can be started");
        archcheck_testing::normalize(&output.stdout, self.directory.path())
    }
}

/// Returns the path that the first line of a fence names in a comment.
fn path_of(text: &str) -> Option<&str> {
    let first = text.lines().next()?;
    ["// ", "# ", "%% "].iter().find_map(|comment| first.strip_prefix(comment)).filter(|path| !path.contains(' '))
}

/// Runs all commands of a fence and returns the fence as it should be.
fn run_console(workspace: &Workspace, text: &str) -> String {
    workspace.complete();
    let commands = text.lines().filter_map(|line| line.strip_prefix("$ "));
    let mut blocks: Vec<String> = commands.map(|command| format!("$ {command}\n{}", workspace.run(command))).collect();
    // A blank line sets a command apart from the output before it.
    let last = blocks.len().saturating_sub(1);
    for block in &mut blocks[..last] {
        if block.lines().count() > 1 {
            block.push('\n');
        }
    }
    blocks.concat()
}

/// Runs the examples of a page and returns the page as it should be.
fn run_page(text: &str, name: &str) -> String {
    let mut workspace = Workspace::default();
    let mut page = String::new();
    let mut lines = text.split_inclusive('\n');
    while let Some(line) = lines.next() {
        page.push_str(line);
        if let Some(comment) = line.trim_end().strip_prefix("<!-- ") {
            if let Some(fixture) = comment.strip_prefix("example: ").and_then(|rest| rest.strip_suffix(" -->")) {
                workspace = Workspace::of_fixture(fixture);
            } else if comment == "example -->" {
                workspace = Workspace::default();
            } else if let Some(path) = comment.strip_prefix("file: ") {
                let inside: String = lines.by_ref().take_while(|line| line.trim_end() != "-->").collect();
                workspace.write(path, &inside);
                page.push_str(&inside);
                page.push_str("-->\n");
            }
            continue;
        }
        let Some(info) = line.trim_end().strip_prefix("```").filter(|info| !info.is_empty()) else { continue };
        let inside: String = lines.by_ref().take_while(|line| line.trim_end() != "```").collect();
        let words: Vec<&str> = info.split_whitespace().collect();
        let is = |word| words.contains(&word);
        let shown = match words[0] {
            "console" if is("example") => run_console(&workspace, &inside),
            _ if is("example") => {
                let path = path_of(&inside).unwrap_or_else(|| panic!("{name}: an example without a path:\n{inside}"));
                let before = if is("add") { format!("{}\n", workspace.directory.read(path)) } else { String::new() };
                workspace.write(path, &format!("{before}{inside}"));
                inside
            }
            // Other fences must be marked, so that no example is forgotten.
            "toml" | "rust" if !is("not-run") => panic!("{name}: mark as `example` or `not-run`:\n{inside}"),
            "console" if !is("not-run") && inside.contains("$ cargo archcheck") => {
                panic!("{name}: mark as `example` or `not-run`:\n{inside}")
            }
            _ => inside,
        };
        page.push_str(&shown);
        page.push_str("```\n");
    }
    page
}

/// Returns the first lines in which two texts differ.
fn difference(shown: &str, printed: &str) -> String {
    let at = shown.lines().zip(printed.lines()).take_while(|(one, other)| one == other).count();
    let lines =
        |text: &str| text.lines().skip(at).take(12).fold(String::new(), |text, line| text + "    " + line + "\n");
    format!("line {}, shown:\n{}  printed:\n{}", at + 1, lines(shown), lines(printed))
}

#[test]
fn each_page_about_another_tool_has_an_example_and_says_what_is_missing() {
    let mut pages = 0;
    for entry in fs::read_dir(repository().join("docs/migrating")).expect("the directory can be read") {
        let path = entry.expect("the directory can be read").path();
        let text = fs::read_to_string(&path).expect("the page can be read");
        assert!(text.contains(": error["), "{}: no violation", path.display());
        assert!(text.contains("\n## What has no counterpart\n"), "{}", path.display());
        pages += 1;
    }
    assert!(pages >= 6, "{pages}");
}

/// Returns the sections of a page that have examples.
fn sections_with_examples(page: &str) -> Vec<String> {
    let text = fs::read_to_string(repository().join(page)).expect("the page can be read");
    let sections = text.split("\n## ").skip(1).map(str::to_owned);
    sections.filter(|section| section.contains("```console example")).collect()
}

#[test]
fn each_recipe_is_shown_broken_and_kept() {
    let recipes = sections_with_examples("docs/recipes.md");
    assert!(recipes.len() >= 20, "{}", recipes.len());
    for recipe in recipes {
        let name = recipe.lines().next().unwrap_or_default();
        assert!(recipe.contains(": error["), "{name}: no violation");
        assert!(recipe.contains("no violations"), "{name}: no clean code");
    }
}

#[test]
fn every_example_prints_what_its_page_shows() {
    let mut wrong = String::new();
    for path in pages() {
        let name = path.strip_prefix(repository()).unwrap_or(Path::new("page")).display().to_string();
        let shown = fs::read_to_string(&path).expect("a page can be read").replace("\r\n", "\n");
        let printed = run_page(&shown, &name);
        if shown == printed {
            continue;
        }
        if std::env::var_os("ARCHCHECK_BLESS").is_some() {
            fs::write(&path, printed).expect("a page can be written");
        } else {
            wrong.push_str(&name);
            wrong.push_str(": ");
            wrong.push_str(&difference(&shown, &printed));
        }
    }
    assert!(wrong.is_empty(), "{wrong}\nIf the new output is right, run this test with ARCHCHECK_BLESS=1.");
}
