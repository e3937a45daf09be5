//! One run of the command line: what all commands share.
//!
//! It knows how to start an analysis, where output goes and how problems are printed. It must not know any command.

use super::rules_file::{RULES, read_rules};
use crate::{
    Status, Streams,
    args::Global,
    engine::{self, Evaluated},
    output::{Verbosity, human},
    progress::Progress,
    report::Report,
    terminal::{Environment, Look, Role},
    text::wrap_lines,
    timings::Timings,
};
use archcheck_core::{
    analysis::Analysis,
    check::CheckOptions,
    diagnostic::{Diagnostic, Severity},
    session::{CacheUse, CacheWriter, ConfigurationRequest, Request},
    source::Sources,
    stage::Stage,
    workspace::Workspace,
};
use std::{
    io,
    path::{Path, PathBuf},
};

/// The result of a command.
pub(super) type Ended = Result<Status, Stop>;

/// The reason why a run ends early.
pub(super) enum Stop {
    /// The problem has been reported.
    Reported(Status),
    /// An error message that is still to be printed. The exit status is 2.
    Failed(String),
}

impl From<String> for Stop {
    fn from(message: String) -> Self {
        Self::Failed(message)
    }
}

/// One run of the command line.
pub(super) struct Run<'a, 'b> {
    pub(super) global: &'a Global,
    pub(super) environment: &'a Environment,
    pub(super) streams: &'a mut Streams<'b>,
    pub(super) timings: &'a Timings,
    /// The definition of the command line, for completions and the manual.
    pub(super) definition: fn() -> clap::Command,
    pub(super) progress: Progress<'b>,
    /// How the analysis used the cache, once it is done.
    pub(super) cache_use: Option<CacheUse>,
    /// Writes the cache until the run ends.
    writer: CacheWriter,
}

impl<'a, 'b> Run<'a, 'b> {
    pub(super) fn new(
        global: &'a Global,
        environment: &'a Environment,
        timings: &'a Timings,
        streams: &'a mut Streams<'b>,
        definition: fn() -> clap::Command,
    ) -> Self {
        let terminal = streams.progress.take().filter(|_| !global.quiet);
        let progress = Progress::new(terminal, environment.err.look(global.color, environment.color));
        Self {
            global,
            environment,
            streams,
            timings,
            definition,
            progress,
            cache_use: None,
            writer: CacheWriter::idle(),
        }
    }
}

impl Run<'_, '_> {
    /// Analyzes the workspace and evaluates the analysis. `evaluate` may be called twice.
    pub(super) fn analyze_and<T>(
        &mut self,
        names: bool,
        evaluate: &mut dyn FnMut(&mut Analysis) -> T,
    ) -> Result<(Analysis, T), Box<Diagnostic>> {
        let configuration = engine::configuration_request(&self.global.configuration)?;
        self.analyze_configuration(configuration.as_ref(), names, evaluate)
    }

    /// Analyzes one configuration of the workspace, or all of them, and evaluates the analysis.
    pub(super) fn analyze_configuration<T>(
        &mut self,
        configuration: Option<&ConfigurationRequest>,
        names: bool,
        evaluate: &mut dyn FnMut(&mut Analysis) -> T,
    ) -> Result<(Analysis, T), Box<Diagnostic>> {
        let Environment { cargo, current_dir, caching, .. } = self.environment;
        let manifest = self.manifest();
        let request = Request {
            manifest: manifest.as_deref(),
            cargo,
            current_dir,
            configuration,
            names,
            cache: caching.as_ref().filter(|_| !self.global.no_cache),
        };
        let timings = self.timings;
        let observer = |stage| timings.enter(stage);
        let activity = || {
            let activity = match timings.stage() {
                Some(Stage::Rules) => "reading the rules",
                Some(Stage::Check) => "checking the rules",
                _ => "reading the workspace",
            };
            activity.into()
        };
        let evaluated = self.progress.during(&activity, || engine::analyze(request, &observer, evaluate));
        let Evaluated { analysis, result, cache_use, writer } = evaluated?;
        (self.cache_use, self.writer) = (Some(cache_use), writer);
        Ok((analysis, result))
    }

    /// Returns those of the selectors without a match in one configuration that match nothing in any other one either.
    pub(super) fn unmatched_everywhere(
        &mut self,
        unmatched: Vec<Diagnostic>,
        sources: &Sources,
        path: &Path,
    ) -> Result<Vec<Diagnostic>, Box<Diagnostic>> {
        if unmatched.is_empty() {
            return Ok(unmatched);
        }
        let key = |one: &Diagnostic, sources: &Sources| {
            let place = one.primary.as_ref()?.place;
            Some((one.code, sources.get(place.file).path.clone(), place.span.start, place.span.end))
        };
        let use_before = self.cache_use.take();
        let repository = self.environment.repository.as_deref();
        let (_, everywhere) = self.analyze_configuration(None, false, &mut |analysis| {
            let (_, _, found) = read_rules(path, analysis, repository);
            found.into_iter().map(|one| (key(&one, &analysis.sources), one)).collect::<Vec<_>>()
        })?;
        self.cache_use = use_before;
        // The reason may differ between one configuration and all.
        let confirm = |one: Diagnostic| {
            let (_, other) = everywhere.iter().find(|(other, _)| *other == key(&one, sources))?;
            Some(Diagnostic { message: other.message.clone(), help: other.help.clone(), ..one })
        };
        Ok(unmatched.into_iter().filter_map(confirm).collect())
    }

    /// Analyzes the workspace, or reports why that is impossible.
    pub(super) fn analyze_or_stop(&mut self, names: bool) -> Result<Analysis, Stop> {
        match self.analyze_and(names, &mut |_| ()) {
            Ok((analysis, ())) => Ok(analysis),
            Err(diagnostic) => Err(self.stop(*diagnostic)),
        }
    }

    /// Asks Cargo for the workspace, without reading any source, or reports why that is impossible.
    pub(super) fn load_or_stop(&mut self) -> Result<Workspace, Stop> {
        let Environment { cargo, current_dir, .. } = self.environment;
        match engine::load(self.manifest().as_deref(), cargo, current_dir) {
            Ok(workspace) => Ok(workspace),
            Err(diagnostic) => Err(self.stop(*diagnostic)),
        }
    }

    /// Reports a problem that prevents an analysis.
    fn stop(&mut self, diagnostic: Diagnostic) -> Stop {
        match self.problems(Report::failed(&Sources::default(), vec![diagnostic])) {
            Ok(status) => Stop::Reported(status),
            Err(stop) => stop,
        }
    }

    fn manifest(&self) -> Option<PathBuf> {
        self.global.manifest_path.as_ref().map(|path| self.environment.current_dir.join(path))
    }

    /// Returns the options of a check. Unused rules are reported only if all packages and configurations are checked.
    pub(super) fn check_options(&self) -> CheckOptions {
        CheckOptions {
            today: self.global.today.unwrap_or(self.environment.today),
            whole: !self.global.configuration.is_active() && !self.global.packages.is_partial(),
        }
    }

    /// Returns the path of the rules file.
    pub(super) fn rules_path(&self, workspace: &Workspace) -> PathBuf {
        rules_path(self.global, self.environment, workspace)
    }

    /// Prints the errors and warnings of a report to standard error, to keep standard output clean.
    pub(super) fn problems(&mut self, mut report: Report<'_>) -> Ended {
        report.diagnostics.retain(|one| one.severity != Severity::Note);
        self.locate(&mut report);
        let text = (human::FORMAT.render)(&report, self.err(), Verbosity::Quiet);
        ignore_closed(self.streams.err.write_all(text.as_bytes()))?;
        Ok(Status::of(&report.diagnostics, false))
    }

    /// Prints a text to standard output.
    pub(super) fn print(&mut self, text: &[u8]) -> Ended {
        ignore_closed(self.streams.out.write_all(text).and_then(|()| self.streams.out.flush()))?;
        Ok(Status::Clean)
    }

    /// Prints an error about the run itself. A failure to print it is ignored.
    pub(super) fn print_error(&mut self, message: &str) {
        let look = self.err();
        let text = wrap_lines(&format!("error: {message}"), look.width);
        let word = look.paint(Role::Error, "error").to_string();
        let _ = writeln!(self.streams.err, "{}", text.replacen("error", &word, 1));
    }

    pub(super) fn verbosity(&self) -> Verbosity {
        match (self.global.quiet, self.global.verbose) {
            (true, _) => Verbosity::Quiet,
            (_, true) => Verbosity::Verbose,
            _ => Verbosity::Normal,
        }
    }

    /// Returns the style of standard output.
    pub(super) fn out(&self) -> Look {
        self.environment.out.look(self.global.color, self.environment.color)
    }

    /// Returns the style of standard error.
    pub(super) fn err(&self) -> Look {
        self.environment.err.look(self.global.color, self.environment.color)
    }
}

/// Returns the path of the rules file: `--rules`, or the default beside the workspace's manifest.
pub(super) fn rules_path(global: &Global, environment: &Environment, workspace: &Workspace) -> PathBuf {
    match &global.rules {
        Some(path) => environment.current_dir.join(path),
        None => workspace.root.join(RULES),
    }
}

/// Ignores the error of a pipe that its reader has closed.
pub(super) fn ignore_closed(result: io::Result<()>) -> Result<(), String> {
    match result {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(format!("can't write the output: {error}")),
        _ => Ok(()),
    }
}

/// Whether a path exists, readable or not. An unreadable rules file must not turn a check into an overview.
pub(super) fn exists(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}
