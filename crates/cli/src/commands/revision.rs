//! What the commands share that analyze a commit: `diff`, and `check` and `graph` with `--rev`.

use super::run::{Ended, Run, ignore_closed};
use crate::{
    Status,
    args::Global,
    engine,
    git::{self, Checkout, Revision},
    output::write_stream,
    repository,
    terminal::Environment,
    text::with_help,
};
use archcheck_core::{
    analysis::Analysis,
    cache::{CacheOptions, DIRECTORY},
    diagnostic::Severity,
    session::Request,
};
use std::path::{Component, Path, PathBuf};

/// The repository around the analyzed workspace.
pub(super) fn repository_of(global: &Global, environment: &Environment) -> Result<PathBuf, String> {
    let manifest = global.manifest_path.as_ref().map(|path| environment.current_dir.join(path));
    let directory = manifest.as_deref().and_then(Path::parent).unwrap_or(&environment.current_dir);
    let root = repository::root(directory).map(Path::to_owned);
    root.ok_or_else(|| {
        let message = format!("`{}` is not in a git repository", crate::escape::path(directory));
        with_help(&message, &["a commit can only be analyzed in the repository that has it".to_owned()])
    })
}

/// A commit that can be analyzed: its files, and the paths of the command line moved to them.
pub(super) struct RevisionRun {
    pub(super) revision: Revision,
    pub(super) checkout: Checkout,
    pub(super) global: Global,
    pub(super) environment: Environment,
}

impl RevisionRun {
    /// Writes the files of a commit into a directory that is kept for the next run, unless the cache is off.
    pub(super) fn of(
        revision: Revision,
        repository: &Path,
        global: &Global,
        environment: &Environment,
    ) -> Result<Self, String> {
        let has_cache = environment.caching.is_some() && !global.no_cache;
        let checkout = if has_cache { Checkout::kept } else { Checkout::of };
        let checkout = checkout(repository, &revision, environment.temporary.as_deref())?;
        Ok(Self::in_checkout(revision, checkout, repository, global, environment))
    }

    /// Writes the files of a commit that is looked at once into a temporary directory.
    pub(super) fn once(
        revision: Revision,
        repository: &Path,
        global: &Global,
        environment: &Environment,
    ) -> Result<Self, String> {
        let checkout = Checkout::of(repository, &revision, environment.temporary.as_deref())?;
        Ok(Self::in_checkout(revision, checkout, repository, global, environment))
    }

    fn in_checkout(
        revision: Revision,
        checkout: Checkout,
        repository: &Path,
        global: &Global,
        environment: &Environment,
    ) -> Self {
        let (global, mut environment) = relocated(global, environment, repository, checkout.path());
        if let Some(caching) = &mut environment.caching {
            share_cache(caching, checkout.cache());
        }
        Self { revision, checkout, global, environment }
    }

    /// Analyzes the commit.
    pub(super) fn analyze(&self) -> Result<Analysis, String> {
        let configuration =
            engine::configuration_request(&self.global.configuration).map_err(|error| error.message.clone())?;
        let request = Request {
            manifest: self.global.manifest_path.as_deref(),
            cargo: &self.environment.cargo,
            current_dir: &self.environment.current_dir,
            configuration: configuration.as_ref(),
            names: false,
            cache: self.environment.caching.as_ref().filter(|_| !self.global.no_cache),
        };
        let evaluated = engine::analyze(request, &|_| (), &mut |_| ());
        Ok(evaluated.map_err(|error| self.explained(&error.message))?.analysis)
    }

    /// Runs a command on the commit.
    pub(super) fn run(&self, run: &mut Run<'_, '_>, command: impl FnOnce(&mut Run<'_, '_>) -> Ended) -> Ended {
        run.streams.progress = run.progress.end();
        let ended = command(&mut Run::new(&self.global, &self.environment, run.timings, run.streams, run.definition));
        if let (Ok(Status::Untrusted), Some(missing)) = (&ended, self.checkout.missing()) {
            ignore_closed(write_stream(run.streams.err, &format!("note: {}\n", crate::escape::line(&missing))))?;
        }
        ended
    }

    /// Returns the directory of the files, which stands for the repository.
    pub(super) fn path(&self) -> &Path {
        self.checkout.path()
    }

    /// Adds to an error what explains files that the commit does not have.
    fn explained(&self, message: &str) -> String {
        let message = format!("{} can't be analyzed: {message}", self.revision.title());
        match self.checkout.missing() {
            Some(missing) => with_help(&message, &[missing]),
            None => message,
        }
    }
}

/// Returns a note about code that could not be read completely.
pub(super) fn incomplete(analysis: &Analysis, what: &str) -> Option<String> {
    let mut errors = analysis.diagnostics.iter().filter(|one| one.severity == Severity::Error);
    let first = errors.next()?;
    Some(format!("{what} could not be read completely: {}", first.message))
}

/// Finds a commit, and writes its files into a directory that is kept for the next run, unless the cache is off.
pub(super) fn revision_run(name: &str, global: &Global, environment: &Environment) -> Result<RevisionRun, String> {
    let repository = repository_of(global, environment)?;
    let revision = git::resolve(&repository, name)?;
    RevisionRun::of(revision, &repository, global, environment)
}

/// Reads facts from the cache of the working tree: most files of a commit are the same there. Nothing is written to it; what is
/// kept of the commit is written to a cache of its own.
fn share_cache(caching: &mut CacheOptions, own: Option<PathBuf>) {
    caching.facts = shared_directory(caching);
    caching.keep = own.is_some();
    caching.directory = own.or_else(|| caching.facts.clone());
    caching.likely_target_directories.clear();
}

/// Returns the directory that has the cache of the working tree, if there is one.
pub(super) fn shared_directory(caching: &CacheOptions) -> Option<PathBuf> {
    let likely = caching.likely_target_directories.iter().map(|directory| directory.join(DIRECTORY));
    caching.directory.iter().cloned().chain(likely).find(|directory| directory.is_dir())
}

/// Moves all paths of the command line and the environment into a copy of the repository.
fn relocated(global: &Global, environment: &Environment, repository: &Path, copy: &Path) -> (Global, Environment) {
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let moved = |path: &Path| {
        let path = environment.current_dir.join(path);
        // A path such as `../rules.toml` starts in the repository and leaves it. One that only the commit has is taken as it is
        // written.
        let below = real(&path).strip_prefix(real(repository)).map(Path::to_owned);
        let has_parents = path.components().any(|component| component == Component::ParentDir);
        let written = || path.strip_prefix(repository).ok().filter(|_| !has_parents).map(Path::to_owned);
        below.ok().or_else(written).map_or_else(|| path.clone(), |below| copy.join(below))
    };
    let mut global = global.clone();
    global.manifest_path = global.manifest_path.as_deref().map(moved);
    global.rules = global.rules.as_deref().map(moved);
    let mut environment = Environment { current_dir: moved(Path::new("")), ..environment.clone() };
    // If the commit has nothing in the current directory, Cargo looks for a manifest above it.
    let there = environment.current_dir.ancestors().find(|directory| directory.is_dir());
    environment.current_dir = there.unwrap_or(copy).to_owned();
    environment.repository = Some(copy.to_owned());
    // A link to a file in the copy would be broken after the run.
    environment.out.links = false;
    environment.err.links = false;
    (global, environment)
}
