//! Asks rustc what the paths of a generated program resolve to.
//!
//! rustc resolves names before it checks types, and the HIR is printed in between. So a program that only resolves is enough,
//! except for libraries that others depend on.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use serde::Deserialize;

use super::program::{Address, CFG, Library, Lines, Program};
use crate::{
    accuracy::{
        answer::{Answer, CrateKey, TargetKind},
        derive::{Detail, derive},
        hir,
        source::Sources,
    },
    tools,
};

/// The result of rustc for a program.
pub(super) enum Verdict {
    /// There is an answer for each library.
    Accepted,
    /// The nodes that cause the errors, and the errors as text. Without nodes, the errors have no place in the program.
    Rejected(BTreeSet<Address>, String),
}

/// Runs rustc on the libraries of programs in one workspace.
#[derive(Debug)]
pub(super) struct Compiler {
    /// The root of the workspace. All files of programs are relative to it.
    root: PathBuf,
    /// The compiler itself. The `rustc` of rustup takes as long to find it as the compiler takes for a small program.
    rustc: PathBuf,
    /// The library with attribute macros.
    attributes: PathBuf,
    out: PathBuf,
}

/// The source of the attribute macros: their output is their input.
const ATTRIBUTES: &str = "\
use proc_macro::TokenStream;
#[proc_macro_attribute]
pub fn keep(_: TokenStream, item: TokenStream) -> TokenStream {
    item
}
";

impl Compiler {
    /// Writes the crate of attribute macros into a workspace and compiles it.
    pub(super) fn new(root: &Path) -> Result<Self, String> {
        let out = root.join("out");
        fs::create_dir_all(&out)
            .and_then(|()| write_attributes(root))
            .map_err(|error| format!("failed to write to {}: {error}", root.display()))?;
        let program = tools::rustc_program()?;
        let mut rustc = Command::new(&program);
        rustc.current_dir(root).args([
            "--crate-type",
            "proc-macro",
            "--crate-name",
            "attributes",
            "--edition",
            "2021",
            "--extern",
            "proc_macro",
        ]);
        tools::output(rustc.arg("--out-dir").arg(&out).arg("attributes/src/lib.rs"))?;
        let names = std::env::consts::DLL_PREFIX.to_owned() + "attributes" + std::env::consts::DLL_SUFFIX;
        Ok(Self { root: root.to_path_buf(), rustc: program, attributes: out.join(names), out })
    }

    /// Asks about a program that was written to the workspace. Adds to the answers of its first libraries.
    pub(super) fn ask(&self, program: &Program, lines: &Lines, answers: &mut Vec<Answer>) -> io::Result<Verdict> {
        for (index, library) in program.libraries.iter().enumerate().skip(answers.len()) {
            let others = &program.libraries[..index];
            if index + 1 < program.libraries.len() {
                let mut rustc = self.rustc(library, others);
                rustc.args(["--emit", "metadata", "--out-dir"]).arg(&self.out);
                let output = rustc.stdin(Stdio::null()).output()?;
                if !output.status.success() {
                    return Ok(rejected(&output.stderr, lines));
                }
            }
            let mut rustc = self.rustc(library, others);
            rustc.arg("-Zunpretty=hir-tree").env("RUSTC_BOOTSTRAP", "1");
            let output = rustc.stdin(Stdio::null()).output()?;
            if !output.status.success() {
                return Ok(rejected(&output.stderr, lines));
            }
            answers.push(self.answer(library, others, &output.stdout)?);
        }
        Ok(Verdict::Accepted)
    }

    /// Returns a command that compiles a library.
    fn rustc(&self, library: &Library, others: &[Library]) -> Command {
        let mut rustc = Command::new(&self.rustc);
        rustc.current_dir(&self.root);
        rustc.args(["--crate-type", "lib", "--crate-name", &library.name, "--edition", library.edition]);
        rustc.args(["--cfg", CFG, "--cap-lints", "warn", "--error-format", "json"]);
        rustc.arg("-L").arg(&self.out);
        rustc.arg("--extern").arg(format!("attributes={}", self.attributes.display()));
        for other in others {
            let file = self.out.join(format!("lib{}.rmeta", other.name));
            rustc.arg("--extern").arg(format!("{}={}", other.alias, file.display()));
        }
        rustc.arg(format!("{}/src/lib.rs", library.name));
        rustc
    }

    fn answer(&self, library: &Library, others: &[Library], dump: &[u8]) -> io::Result<Answer> {
        let renames: BTreeMap<String, String> =
            others.iter().map(|other| (other.alias.to_owned(), other.name.clone())).collect();
        let extern_crate = |name: &str| renames.get(name).cloned().unwrap_or_else(|| name.to_owned());
        let dump = hir::read(dump)?;
        let mut sources = Sources::below(&self.root);
        let derived = derive(&dump, &self.root.join(&library.name), &mut sources, &extern_crate, Detail::Lines)
            .ok_or_else(|| io::Error::other("rustc printed no HIR"))?;
        Ok(Answer {
            krate: CrateKey::new(&library.name, TargetKind::Lib, &library.name),
            hashes: BTreeSet::from([derived.root.hash.clone()]),
            root: derived.root,
            modules: derived.modules,
            edges: derived.edges,
            cfgs: BTreeSet::from([CFG.to_owned()]),
            renames,
        })
    }
}

/// Writes the package of attribute macros below the root of a workspace.
pub(super) fn write_attributes(root: &Path) -> io::Result<()> {
    let package = root.join("attributes");
    fs::create_dir_all(package.join("src"))?;
    fs::write(
        package.join("Cargo.toml"),
        "[package]\nname = \"attributes\"\nversion = \"0.1.0\"\nedition = \"2021\"\n\n[lib]\nproc-macro = true\n",
    )?;
    fs::write(package.join("src/lib.rs"), ATTRIBUTES)
}

/// A diagnostic of rustc.
#[derive(Deserialize)]
struct Message {
    level: String,
    #[serde(rename = "message")]
    text: String,
    spans: Vec<MessageSpan>,
}

#[derive(Deserialize)]
struct MessageSpan {
    file_name: String,
    line_start: u32,
    is_primary: bool,
    expansion: Option<Box<Expansion>>,
}

#[derive(Deserialize)]
struct Expansion {
    span: MessageSpan,
}

impl MessageSpan {
    /// Returns the outermost macro call that led to the span, or the span itself.
    fn outermost(&self) -> &Self {
        let mut span = self;
        while let Some(expansion) = &span.expansion {
            span = &expansion.span;
        }
        span
    }
}

fn rejected(stderr: &[u8], lines: &Lines) -> Verdict {
    let (mut addresses, mut text) = (BTreeSet::new(), Vec::new());
    for line in String::from_utf8_lossy(stderr).lines() {
        let Ok(message) = serde_json::from_str::<Message>(line) else {
            text.push(line.to_owned());
            continue;
        };
        if !message.level.starts_with("error") {
            continue;
        }
        for span in message.spans.iter().filter(|span| span.is_primary) {
            let span = span.outermost();
            text.push(format!("{}:{}: {}", span.file_name, span.line_start, message.text));
            addresses.extend(lines.get(&(span.file_name.clone(), span.line_start)).cloned());
        }
        if message.spans.is_empty() {
            text.push(message.text);
        }
    }
    Verdict::Rejected(addresses, text.join("\n"))
}
