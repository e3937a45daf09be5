//! `docs`: writes the architecture as Markdown, or checks that it is up to date.

use super::{
    checked::CheckedWorkspace,
    graph::{draw_mermaid, workspace_name},
    run::{Ended, Run, Stop, ignore_closed},
};
use crate::{
    Status, decisions,
    docs::{self, DocsInput, Page, Update, difference},
    escape,
    output::{write_file, write_stream},
    owners,
    text::{count, with_help},
};
use archcheck_core::{
    files,
    rules::ModuleId,
    view::{self, ViewRequest},
};
use clap::Args;
use std::{
    collections::BTreeSet,
    fmt::Write,
    io,
    path::{Path, PathBuf},
};

/// The directory of the pages, below the root of the workspace.
const DIRECTORY: &str = "docs/architecture";

const EXAMPLES: &str = "\
There is an overview, README.md, and a page for each module in modules/. Each file has a generated part between two markers. \
Text before and after it is never changed, so you can write around it. A file without markers is never overwritten.

Examples:
  cargo archcheck docs
      Write docs/architecture
  cargo archcheck docs --check
      Fail if the pages are out of date, and show how they differ; for CI
  cargo archcheck docs --out book/src/architecture
      Write to another directory";

/// The arguments of `docs`.
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Docs {
    /// Write to this directory [default: docs/architecture in the workspace]
    #[arg(long, value_name = "DIRECTORY")]
    pub out: Option<PathBuf>,
    /// Write nothing, and fail if the pages are out of date
    #[arg(long)]
    pub check: bool,
}

/// What is to be done with a file.
enum Change {
    /// Write this text.
    Write(String),
    /// Delete it: its module no longer exists.
    Delete,
    /// Nothing, since it is not ours.
    Refuse(String),
}

impl Docs {
    /// Writes or checks the pages.
    pub(super) fn run(&self, run: &mut Run<'_, '_>) -> Ended {
        let checked = run.check_debt()?;
        let today = run.check_options().today;
        let owners: Vec<Vec<String>> = checked.with_owners(today, |input| {
            let ids = (0..checked.rules.modules.len()).map(|at| ModuleId(at as u32));
            ids.map(|id| owners::owners_of_module(input, id)).collect()
        })?;
        let CheckedWorkspace { mut analysis, rules, summaries, debt, marks, problems, .. } = checked;
        let root = analysis.workspace.root.clone();
        let directory = match &self.out {
            Some(out) => run.environment.current_dir.join(out),
            None => root.join(DIRECTORY),
        };
        let (decided, _) = decisions::answer(&rules, &mut analysis, today, false);
        let name = workspace_name(&analysis);
        let build = |max_edges| {
            view::build(&analysis, Some(&rules), &marks, &ViewRequest { max_edges, ..ViewRequest::default() })
        };
        let diagram = draw_mermaid(&name, &build)?;
        let input = DocsInput {
            name: &name,
            rules: &rules,
            analysis: &analysis,
            summaries: &summaries,
            usages: &docs::usages(&rules, &analysis),
            debt: &debt,
            decisions: &decided,
            owners: &owners,
            diagram: &diagram,
            directory: &directory,
        };
        let changes = changes(&directory, &docs::pages(&input))?;
        let shown = |path: &str| {
            let path = directory.join(path);
            escape::line(&crate::report::named(&path, &run.environment.current_dir)).into_owned()
        };
        let text = if self.check {
            report(&changes, &directory, &shown)?
        } else {
            apply(&changes, &directory, &root, &shown)?
        };
        let is_refused = changes.iter().any(|(_, change)| matches!(change, Change::Refuse(_)));
        let is_outdated = self.check && !changes.is_empty();
        // Problems are shown in any case.
        if !run.global.quiet || is_refused || is_outdated {
            ignore_closed(write_stream(run.streams.out, &text))?;
        }
        let status = match (is_refused, is_outdated) {
            (true, _) => Status::Untrusted,
            (_, true) => Status::Violations,
            _ => Status::Clean,
        };
        run.answer("", status, &analysis, problems)
    }
}

/// Compares the pages with the files. Returns what is to be done, by path in the directory.
fn changes(directory: &Path, pages: &[Page]) -> Result<Vec<(String, Change)>, Stop> {
    let mut changes = Vec::new();
    for page in pages {
        match docs::place(&page.text, read(&directory.join(&page.path))?.as_deref()) {
            Update::Current => {}
            Update::Changed(text) => changes.push((page.path.clone(), Change::Write(text))),
            Update::Foreign => {
                let why = "it has no pair of `archcheck` markers, so it was not changed: delete it, or add the markers"
                    .to_owned();
                changes.push((page.path.clone(), Change::Refuse(why)));
            }
        }
    }
    let known: BTreeSet<&str> = pages.iter().map(|page| page.path.as_str()).collect();
    let entries = std::fs::read_dir(directory.join("modules")).into_iter().flatten().flatten();
    let mut others: Vec<String> =
        entries.map(|entry| format!("modules/{}", entry.file_name().to_string_lossy())).collect();
    others.sort();
    let is_page = |path: &String| path.to_lowercase().ends_with(".md") && !known.contains(path.as_str());
    for path in others.into_iter().filter(is_page) {
        let Some(rest) = read(&directory.join(&path))?.and_then(|text| docs::remainder(&text)) else { continue };
        changes.push(if rest.is_empty() {
            (path, Change::Delete)
        } else {
            let why =
                "its module no longer exists, but it has text around the generated part: delete the file".to_owned();
            (path, Change::Refuse(why))
        });
    }
    Ok(changes)
}

/// Reads a page. A link is not followed: its target could be a file outside the repository, whose text reports would show.
fn read(path: &Path) -> Result<Option<String>, Stop> {
    if path.is_symlink() {
        return Err(
            format!("`{}` is a link, and pages are not written through links: delete it", escape::path(path)).into()
        );
    }
    match files::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(format!("can't read `{}`: {error}", escape::path(path)).into()),
    }
}

/// Reports the files that are out of date.
fn report(changes: &[(String, Change)], directory: &Path, shown: &dyn Fn(&str) -> String) -> Result<String, Stop> {
    if changes.is_empty() {
        return Ok(format!("{} is up to date\n", shown("").trim_end_matches('/')));
    }
    let mut text = String::new();
    for (path, change) in changes {
        let file = shown(path);
        // Writing to a string can't fail.
        let _ = match change {
            Change::Write(new) => match read(&directory.join(path))? {
                Some(old) => writeln!(text, "{file} is out of date:\n{}", difference(&old, new).trim_end()),
                None => writeln!(text, "{file} is missing"),
            },
            Change::Delete => writeln!(text, "{file} is about a module that no longer exists"),
            Change::Refuse(why) => writeln!(text, "{file}: {why}"),
        };
    }
    text.push_str("help: run `cargo archcheck docs` with the same options but `--check`, and commit the changes\n");
    Ok(text)
}

/// Writes and deletes files.
fn apply(
    changes: &[(String, Change)],
    directory: &Path,
    root: &Path,
    shown: &dyn Fn(&str) -> String,
) -> Result<String, Stop> {
    let mut text = String::new();
    let mut written = 0;
    for (path, change) in changes {
        let file = directory.join(path);
        refuse_links(&file, root)?;
        let done = match change {
            Change::Write(new) => {
                if let Some(directory) = file.parent() {
                    std::fs::create_dir_all(directory)
                        .map_err(|error| format!("can't create `{}`: {error}", escape::path(directory)))?;
                }
                write_file(&file, new).map_err(|error| error.to_string())?;
                "wrote".to_owned()
            }
            Change::Delete => {
                std::fs::remove_file(&file)
                    .map_err(|error| format!("can't delete `{}`: {error}", escape::path(&file)))?;
                "deleted".to_owned()
            }
            Change::Refuse(why) => {
                let _ = writeln!(text, "{}: {why}", shown(path));
                continue;
            }
        };
        written += 1;
        let _ = writeln!(text, "{done} {}", shown(path));
    }
    if written == 0 && text.is_empty() {
        return Ok(format!("{} is up to date\n", shown("").trim_end_matches('/')));
    }
    let _ = writeln!(text, "changed {}", count(written, "file"));
    Ok(text)
}

/// Refuses to write through a symbolic link in the workspace, which could lead anywhere.
fn refuse_links(file: &Path, root: &Path) -> Result<(), Stop> {
    let is_link = |path: &&Path| path.symlink_metadata().is_ok_and(|found| found.is_symlink());
    let inside = file.ancestors().take_while(|path| *path != root && path.starts_with(root));
    match inside.into_iter().find(is_link) {
        Some(link) => {
            let help = "remove the link, or choose another directory with `--out`".to_owned();
            let message = format!("`{}` is a symbolic link, so nothing was written", escape::path(link));
            Err(with_help(&message, &[help]).into())
        }
        None => Ok(()),
    }
}
