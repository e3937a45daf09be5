//! `check --watch`: checks again whenever a file changes, until the user ends it.

use super::{
    check::Check,
    run::{Ended, Run, Stop, ignore_closed},
};
use crate::{
    engine, repository,
    terminal::{Environment, Role},
    text::{count, keep_start},
    timings::Timings,
    watched::Watched,
};
use archcheck_core::{codeowners, workspace::Workspace};
use std::path::{Path, PathBuf};

/// The control sequence that clears the screen and moves to its start. What has scrolled away stays.
const CLEAR_SCREEN: &str = "\u{1b}[H\u{1b}[2J";

impl Check {
    /// Checks the workspace after each change of a file. Ctrl-C ends it.
    pub(super) fn watch(&self, run: &mut Run<'_, '_>) -> Ended {
        let check = Self { watch: false, ..self.clone() };
        let (global, definition) = (run.global, run.definition);
        run.streams.progress = run.progress.end();
        let mut watched = check.watched(run);
        // Always older than the check, so that no change in the meantime is missed.
        let mut before = watched.files.snapshot();
        loop {
            let environment = run.environment.remeasured();
            if run.environment.out.redrawn {
                ignore_closed(run.streams.out.write_all(CLEAR_SCREEN.as_bytes()))?;
            }
            let timings = Timings::start();
            let mut one = Run::new(global, &environment, &timings, run.streams, definition);
            if let Err(Stop::Failed(message)) = check.run(&mut one) {
                one.print_error(&message);
            }
            let (progress, look) = (one.progress.end(), one.err());
            // It writes the cache until it ends.
            drop(one);
            run.streams.progress = progress;
            ignore_closed(run.streams.out.flush())?;
            let text = format!("watching {}; Ctrl-C ends", count(before.len(), "file"));
            let text = look.paint(Role::Faint, keep_start(&text, look.width, look.ellipsis())).to_string();
            ignore_closed(writeln!(run.streams.err, "\n{text}"))?;
            let mut now = watched.files.wait(&before);
            if watched.is_guess || !now.manifests().eq(before.manifests()) {
                watched = check.watched(run);
                now = watched.files.snapshot();
            }
            before = now;
        }
    }

    /// Returns the files that may affect the check.
    fn watched(&self, run: &Run<'_, '_>) -> WatchedWorkspace {
        let Environment { cargo, current_dir, .. } = run.environment;
        let manifest = run.global.manifest_path.as_ref().map(|path| current_dir.join(path));
        let workspace = engine::load(manifest.as_deref(), cargo, current_dir);
        let directories = match &workspace {
            Ok(workspace) => directories(workspace),
            // Cargo can't read a manifest, which the user is about to fix.
            Err(_) => vec![guessed_root(manifest.as_deref(), current_dir)],
        };
        let outputs = self.format.iter().filter_map(|output| output.file.as_ref());
        let mut files: Vec<_> = run.global.rules.iter().map(|rules| current_dir.join(rules)).collect();
        if let Some(repository) = directories.first().and_then(|root| repository::root(root)) {
            files.extend(codeowners::FILES.map(|name| repository.join(name)));
        }
        files.retain(|file| !directories.iter().any(|directory| file.starts_with(directory)));
        // As the files of the directories are found: without `..`.
        let found = |file: &PathBuf| {
            let path = current_dir.join(file);
            let real = path.parent().and_then(|parent| parent.canonicalize().ok());
            real.zip(path.file_name()).map_or_else(|| path.clone(), |(parent, name)| parent.join(name))
        };
        let ignored = outputs.flat_map(|file| [current_dir.join(file), found(file)]).collect();
        WatchedWorkspace { files: Watched { directories, files, ignored }, is_guess: workspace.is_err() }
    }
}

/// The files to watch for one state of the manifests.
struct WatchedWorkspace {
    files: Watched,
    /// Whether Cargo can't read the manifests.
    is_guess: bool,
}

/// Returns the root of the workspace, and the directories of packages outside of it.
fn directories(workspace: &Workspace) -> Vec<PathBuf> {
    let mut directories = vec![workspace.root.clone()];
    for directory in workspace.packages.iter().filter_map(|package| package.manifest.parent()) {
        if !directories.iter().any(|known| directory.starts_with(known)) {
            directories.push(directory.to_owned());
        }
    }
    directories
}

/// Returns the topmost directory, here or above, that has a manifest.
fn guessed_root(manifest: Option<&Path>, current_dir: &Path) -> PathBuf {
    let start = manifest.and_then(Path::parent).unwrap_or(current_dir);
    let with_manifest = start.ancestors().filter(|directory| directory.join("Cargo.toml").exists());
    with_manifest.last().unwrap_or(start).to_owned()
}
