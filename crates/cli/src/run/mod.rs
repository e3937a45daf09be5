//! The commands: from arguments to written output. It knows which stages a command needs and where its output
//! goes, and neither how a stage works nor how a format looks.
//!
//! Here are `check`, the overview, and what all commands share; `ask` has those that answer a question, `make`
//! and `record` those that write a file, `clean` the one that deletes. `usage`, `outputs` and `files` are what they start from.

mod ask;
mod clean;
mod files;
mod make;
mod outputs;
mod record;
mod selection;
mod usage;

use files::{exists, missing, read_baseline, read_rules};
use outputs::outputs;
use usage::{asked_color, usage};

use crate::{
    Status, Streams,
    args::{Arguments, Check, Command, Global, HookCommand, With},
    cargo_check,
    engine::{self, Evaluated},
    hook,
    output::{self, Output, Verbosity, cargo, github, human, markdown},
    overview::{self, Overview},
    progress::Progress,
    report::{CheckedRules, Gate, Report, named},
    repository, shell,
    terminal::{Environment, Look, Role},
    text::wrap_lines,
    timings::Timings,
};
use archcheck_core::{
    analysis::Analysis,
    baseline,
    check::{self, CheckOptions, Checked},
    diagnostic::{Diagnostic, Severity},
    session::{CacheUse, CacheWriter, Request},
    source::Sources,
    stage::Stage,
    workspace::Workspace,
};
use clap::Parser;
use std::{
    ffi::OsString,
    io,
    path::{Path, PathBuf},
};

/// The rules file, where `--rules` names none.
const RULES: &str = "archcheck.toml";

/// The baseline, beside the rules file.
const BASELINE: &str = "archcheck-baseline.toml";

/// Runs the command. `args` are a program's: its own name first, then `archcheck` where Cargo called it.
pub fn run(args: impl IntoIterator<Item = OsString>, environment: &Environment, streams: &mut Streams<'_>) -> Status {
    let mut args: Vec<OsString> = args.into_iter().collect();
    if args.get(1).is_some_and(|arg| arg == "archcheck") {
        args.remove(1);
    }
    let color = asked_color(&args);
    let arguments = match Arguments::try_parse_from(args) {
        Ok(arguments) => arguments.settled(),
        Err(error) => return usage(&error, color, environment, streams),
    };
    let checks = match &arguments.command {
        None | Some(Command::Check(_)) => true,
        Some(Command::Hook(hook)) => matches!(hook.command, HookCommand::Run(_)),
        Some(_) => false,
    };
    let global = &arguments.global;
    let timings = Timings::start();
    let mut run = Run::new(global, environment, &timings, streams);
    let status = match &arguments.command {
        _ if arguments.global.packages.is_partial() && !checks => {
            Err("`--package` and `--exclude` choose what `check` reports, and mean nothing here".to_owned().into())
        }
        Some(Command::Baseline(baseline)) => run.baseline(baseline.action),
        Some(Command::Check(check)) => run.check(check, true),
        Some(Command::Graph(graph)) => run.graph(graph),
        Some(Command::Why(why)) => run.why(why),
        Some(Command::Modules(modules)) => run.modules(modules),
        Some(Command::Explain(explain)) => run.explain(explain),
        Some(Command::Init(init)) => run.init(init),
        Some(Command::Schema) => run.schema(),
        Some(Command::Clean) => run.clean(),
        Some(Command::Completions(completions)) => run.print(&shell::completions(completions)),
        Some(Command::Man(man)) => match shell::man(man, &environment.current_dir) {
            Ok(page) => run.print(&page),
            Err(error) => Err(Stop::Failed(format!("can't write the manual: {error}"))),
        },
        Some(Command::Hook(hook)) => {
            run.streams.progress = run.progress.end();
            hook::run(hook, global, environment, run.streams, check).map_err(Stop::Failed)
        }
        None => run.check(&Check::default(), false),
    };
    let status = status.unwrap_or_else(|stop| match stop {
        Stop::Said(status) => status,
        Stop::Failed(message) => {
            run.complain(&message);
            Status::Untrusted
        }
    });
    if global.timings {
        let _ = run.streams.err.write_all(timings.render(run.cache_use.as_ref()).as_bytes());
    }
    status
}

/// `check`, for what has prepared it.
pub(crate) fn check(
    check: &Check,
    global: &Global,
    environment: &Environment,
    streams: &mut Streams<'_>,
) -> Result<Status, String> {
    let timings = Timings::start();
    match Run::new(global, environment, &timings, streams).check(check, true) {
        Ok(status) | Err(Stop::Said(status)) => Ok(status),
        Err(Stop::Failed(message)) => Err(message),
    }
}

/// Why a run ends before its end.
enum Stop {
    /// All is said.
    Said(Status),
    /// This is still to be said; the status is 2.
    Failed(String),
}

impl From<String> for Stop {
    fn from(message: String) -> Self {
        Self::Failed(message)
    }
}

/// What a command came to.
type Ended = Result<Status, Stop>;

/// One run.
struct Run<'a, 'b> {
    global: &'a Global,
    environment: &'a Environment,
    streams: &'a mut Streams<'b>,
    timings: &'a Timings,
    /// Writes the cache for the next run.
    writer: CacheWriter,
    /// How the analysis used the cache, once it is done.
    cache_use: Option<CacheUse>,
    progress: Progress<'b>,
}

impl<'a, 'b> Run<'a, 'b> {
    fn new(
        global: &'a Global,
        environment: &'a Environment,
        timings: &'a Timings,
        streams: &'a mut Streams<'b>,
    ) -> Self {
        let terminal = streams.progress.take().filter(|_| !global.quiet);
        let progress = Progress::new(terminal, environment.err.look(global.color, environment.color));
        Self { global, environment, streams, timings, writer: CacheWriter::idle(), cache_use: None, progress }
    }
}

impl Run<'_, '_> {
    /// `check`; where it is not `asked` for by name and there is no rules file, the overview.
    fn check(&mut self, check: &Check, asked: bool) -> Ended {
        let outputs = outputs(check, self.environment)?;
        let gate = Gate {
            deny_warnings: check.deny.is_some(),
            exit_zero: check.exit_zero,
            cargo_check: check.with == Some(With::CargoCheck),
        };
        let (global, environment) = (self.global, self.environment);
        let (options, timings) = (self.options(), self.timings);
        let mut judged = |analysis: &mut Analysis| {
            let rules = rules_path(global, environment, &analysis.workspace);
            exists(&rules).then(|| judge(&rules, analysis, options, timings))
        };
        let (analysis, judged) = match self.analyse_and(false, &mut judged) {
            Ok(analysed) => analysed,
            Err(diagnostic) => return self.failed(*diagnostic, &outputs, gate),
        };
        let Some((mut found, checked)) = judged else {
            if asked || global.rules.is_some() {
                let rules = self.rules_path(&analysis.workspace);
                let missing = missing(&named(&rules, &analysis.workspace.root), global.rules.is_some());
                return self.failed(missing, &outputs, gate);
            }
            self.timings.enter(Stage::Output);
            return self.overview(&analysis);
        };
        if self.global.packages.is_partial() {
            let chosen = selection::chosen(&self.global.packages, &analysis)?;
            found.retain(|one| selection::is_reported(one, &chosen, &analysis));
        }
        self.report(Report::new(&analysis, checked, found), &outputs, gate)
    }

    /// What a check is told. What is unused can be said only of the whole: all packages, all configurations.
    fn options(&self) -> CheckOptions {
        let one = self.global.configuration.is_active();
        CheckOptions {
            today: self.global.today.unwrap_or(self.environment.today),
            whole: !one && !self.global.packages.is_partial(),
        }
    }

    /// What went wrong on the way to something that is no report: on standard error, to keep standard output clean.
    fn problems(&mut self, mut report: Report<'_>) -> Ended {
        report.diagnostics.retain(|one| one.severity != Severity::Note);
        let text = (human::FORMAT.render)(&report, self.err(), Verbosity::Quiet);
        ignore_closed(self.streams.err.write_all(text.as_bytes()))?;
        Ok(Status::of(&report.diagnostics, false))
    }

    /// A result that is no report.
    fn print(&mut self, text: &[u8]) -> Ended {
        ignore_closed(self.streams.out.write_all(text).and_then(|()| self.streams.out.flush()))?;
        Ok(Status::Clean)
    }

    fn overview(&mut self, analysis: &Analysis) -> Ended {
        let text = overview::render(&Overview::of(analysis), RULES, self.out());
        ignore_closed(output::write_stream(self.streams.out, &text))?;
        self.problems(Report::new(analysis, None, Vec::new()))
    }

    /// Reports what kept a run from its analysis.
    fn failed(&mut self, diagnostic: Diagnostic, outputs: &[Output], gate: Gate) -> Ended {
        self.report(Report::failed(&Sources::default(), vec![diagnostic]), outputs, gate)
    }

    fn report(&mut self, mut report: Report<'_>, outputs: &[Output], gate: Gate) -> Ended {
        self.timings.enter(Stage::Output);
        let verbosity = self.verbosity();
        report.gate = gate;
        if report.workspace.is_none() {
            report.folder.clone_from(&self.environment.current_dir);
        }
        let repository = self.environment.repository.as_deref().or_else(|| repository::root(&report.folder));
        report.repository = repository.unwrap_or(&report.folder).to_owned();
        let mut verdict_shown = verbosity == Verbosity::Quiet;
        let mut status = report.status();
        for output in outputs {
            let written = match &output.file {
                None if gate.cargo_check => {
                    status = status.max(self.with_cargo_check(&report, verbosity)?);
                    Ok(())
                }
                None => {
                    let text = (output.format.render)(&report, self.out(), verbosity);
                    ignore_closed(output::write_stream(self.streams.out, &text))?;
                    verdict_shown |= output.format == human::FORMAT;
                    Ok(())
                }
                Some(file) => {
                    let text = (output.format.render)(&report, Look::FILE, verbosity);
                    output::write_file(&self.environment.current_dir.join(file), &text)
                }
            };
            let summary = self.environment.job_summary.as_ref().filter(|_| output.format == github::FORMAT);
            let summarised = summary.map_or(Ok(()), |file| {
                output::append_file(file, &(markdown::FORMAT.render)(&report, Look::FILE, verbosity))
            });
            for error in [written, summarised].into_iter().filter_map(Result::err) {
                // The other outputs are still wanted.
                self.complain(&error.to_string());
                status = Status::Untrusted;
            }
        }
        if !verdict_shown {
            let text = human::verdict(&report.summary, self.err());
            ignore_closed(self.streams.err.write_all(text.as_bytes()))?;
        }
        Ok(status)
    }

    /// What we have to say first, since it is there first; then what `cargo check` has.
    fn with_cargo_check(&mut self, report: &Report<'_>, verbosity: Verbosity) -> Result<Status, String> {
        ignore_closed(output::write_stream(self.streams.out, &cargo::messages(report, verbosity)))?;
        let Environment { cargo, current_dir, .. } = self.environment;
        let checked = cargo_check::run(cargo, current_dir, self.global, self.streams.out)?;
        // What does not compile was not judged as it will be.
        let status = report.status().max(if checked { Status::Clean } else { Status::Untrusted });
        ignore_closed(output::write_stream(self.streams.out, &cargo::finished(status == Status::Clean)))?;
        Ok(status)
    }

    fn verbosity(&self) -> Verbosity {
        match (self.global.quiet, self.global.verbose) {
            (true, _) => Verbosity::Quiet,
            (_, true) => Verbosity::Verbose,
            _ => Verbosity::Normal,
        }
    }

    /// Analyses the workspace.
    fn analyse(&mut self, names: bool) -> Result<Analysis, Box<Diagnostic>> {
        let (analysis, ()) = self.analyse_and(names, &mut |_| ())?;
        Ok(analysis)
    }

    /// Analyses the workspace and evaluates the analysis; `evaluate` may be called twice.
    fn analyse_and<T>(
        &mut self,
        names: bool,
        evaluate: &mut dyn FnMut(&mut Analysis) -> T,
    ) -> Result<(Analysis, T), Box<Diagnostic>> {
        let Environment { cargo, current_dir, caching, .. } = self.environment;
        let manifest = self.global.manifest_path.as_ref().map(|path| current_dir.join(path));
        let configuration = engine::configuration_request(&self.global.configuration)?;
        let request = Request {
            manifest: manifest.as_deref(),
            cargo,
            current_dir,
            configuration: configuration.as_ref(),
            names,
            cache: caching.as_ref().filter(|_| !self.global.no_cache),
        };
        let timings = self.timings;
        let observer = |stage| timings.enter(stage);
        let doing = || match timings.stage() {
            Some(Stage::Rules) => "reading the rules",
            Some(Stage::Check) => "checking the rules",
            _ => "reading the workspace",
        };
        let evaluated = self.progress.during(&doing, || engine::analyse(request, &observer, evaluate));
        let Evaluated { analysis, result, cache_use, writer } = evaluated?;
        (self.cache_use, self.writer) = (Some(cache_use), writer);
        Ok((analysis, result))
    }

    fn rules_path(&self, workspace: &Workspace) -> PathBuf {
        rules_path(self.global, self.environment, workspace)
    }

    fn out(&self) -> Look {
        self.environment.out.look(self.global.color, self.environment.color)
    }

    fn err(&self) -> Look {
        self.environment.err.look(self.global.color, self.environment.color)
    }

    /// An error that is about the run itself. That nobody can read it changes nothing.
    fn complain(&mut self, message: &str) {
        let look = self.err();
        let text = wrap_lines(&format!("error: {message}"), look.width);
        let word = look.paint(Role::Error, "error").to_string();
        let _ = writeln!(self.streams.err, "{}", text.replacen("error", &word, 1));
    }
}

/// That the reader has gone away is no error.
fn ignore_closed(result: io::Result<()>) -> Result<(), String> {
    match result {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(format!("can't write the output: {error}")),
        _ => Ok(()),
    }
}

/// Reads the rules and checks them; what the baseline knows is left out.
fn judge(
    path: &Path,
    analysis: &mut Analysis,
    options: CheckOptions,
    timings: &Timings,
) -> (Vec<Diagnostic>, Option<CheckedRules>) {
    timings.enter(Stage::Rules);
    let (name, rules, mut found) = read_rules(path, analysis);
    let Some(rules) = rules else { return (found, None) };
    timings.enter(Stage::Check);
    let Checked { mut diagnostics, excepted } = check::check(&rules, analysis, &options);
    let mut known = None;
    match read_baseline(path, analysis) {
        Ok(None) => {}
        Ok(Some((name, baseline))) => {
            let applied = baseline::apply(&baseline, diagnostics, &rules, &analysis.sources, options.whole);
            diagnostics = applied.diagnostics;
            known = Some((name, applied.known));
        }
        Err(corrupt) => found.extend(corrupt),
    }
    found.extend(diagnostics);
    (found, Some(CheckedRules { file: name, count: engine::count(&rules), excepted, known }))
}

fn rules_path(global: &Global, environment: &Environment, workspace: &Workspace) -> PathBuf {
    match &global.rules {
        Some(path) => environment.current_dir.join(path),
        None => workspace.root.join(RULES),
    }
}
