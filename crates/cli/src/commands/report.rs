//! `report`: writes the architecture report.

use super::{
    checked::CheckedWorkspace,
    pictures::{Pictures, granularity},
    query::Loaded,
    revision::repository_of,
    rules_file::no_rules,
    run::{Ended, Run, Stop, ignore_closed},
    since::Base,
};
use crate::{
    Status,
    architecture::{self, Comparable, Measures, ReportInput, SourceUrl},
    code_host::CodeHost,
    codeowners, decisions, escape, git,
    history::{self, LineDates, Window},
    output::{write_file, write_stream},
    owners::OwnersInput,
    report::named,
    repository,
    terminal::CodeHostVariables,
    trend::{Every, Point},
};
use archcheck_core::{
    analysis::Analysis,
    date::Date,
    diagnostic::{Diagnostic, Severity},
    files, query,
};
use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};

/// The name of the page, in the target directory.
const FILE: &str = "architecture.html";

const EXAMPLES: &str = "\
The page answers how healthy the architecture is, what its debt is, whose it is, and what is due. It is one file without a network, and \
reads without scripts, too. Without `--source-url`, source code is linked if the remote `origin`, or CI, names a well-known code host.

Examples:
  cargo archcheck report --open
      Write target/architecture.html, and open it
  cargo archcheck report --format json --out reports/2026-12.json
      Write the data of the page, to keep it for the next review
  cargo archcheck report --previous reports/2026-12.json
      Show what has changed since then
  cargo archcheck report --since v1.4
      Show what has changed since a commit, which is analyzed for that
  cargo archcheck report --trend
      Show how violations, debt and cycles have changed over the last year, week by week
  cargo archcheck report --source-url 'https://git.example.com/shop/blob/{revision}/{file}#L{line}'
      Link each reference to its line";

/// The arguments of `report`.
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub struct ReportCommand {
    /// Choose the output format
    #[arg(long, value_enum, default_value_t = ReportFormat::Html)]
    pub format: ReportFormat,
    /// Write to this file [default: architecture.html in the target directory; standard output for json]
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Open the page in a browser
    #[arg(long)]
    pub open: bool,
    /// Compare with an earlier report: a file that `--format json` has written
    #[arg(long, value_name = "FILE")]
    pub previous: Option<PathBuf>,
    /// Compare with this commit, by the rules of the working tree
    #[arg(long, value_name = "REV", conflicts_with = "previous")]
    pub since: Option<String>,
    /// Count the changes in this many months before the last commit; 0 for none
    #[arg(long, value_name = "N", default_value_t = 12)]
    pub months: u32,
    /// Show the trend: measure the last commit of each week in these months, as `trend` does
    #[arg(long)]
    pub trend: bool,
    /// Link source code to a URL with `{file}`, `{line}` and `{revision}`
    #[arg(long, value_name = "TEMPLATE")]
    pub source_url: Option<String>,
}

/// The format of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// One page for a browser
    Html,
    /// JSON for other programs, and for `--previous`
    Json,
}

/// What git and the CI server say about the repository.
#[derive(Debug, Default)]
struct Origin {
    revision: Option<String>,
    /// The web address of the repository.
    pages: Option<String>,
    source_url: Option<SourceUrl>,
}

impl ReportCommand {
    /// Writes the report.
    pub(super) fn run(&self, run: &mut Run<'_, '_>) -> Ended {
        if self.open && self.format != ReportFormat::Html {
            return Err("`--open` needs `--format html`".to_owned().into());
        }
        let earlier = self.previous.as_deref().map(|path| earlier(run, path)).transpose()?;
        let (global, environment) = (run.global, run.environment);
        let base = self.since.as_deref().map(|name| {
            let repository = repository_of(global, environment)?;
            Ok::<_, String>((git::resolve(&repository, name)?, repository))
        });
        let base = base.transpose()?;
        let trend = self.trend.then(|| self.trend(run)).transpose()?;
        // The base is analyzed at the same time.
        let (base, checked) = std::thread::scope(|scope| {
            let base = base.map(|(revision, repository)| {
                scope.spawn(move || Base::analyze(revision, &repository, global, environment))
            });
            let checked = check(run);
            (base.map(|base| base.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))), checked)
        });
        let (mut checked, rules_file) = checked?;
        let base = base.transpose()?;
        if let Some(note) = base.as_ref().and_then(Base::incomplete) {
            ignore_closed(write_stream(run.streams.err, &format!("note: {}\n", escape::line(&note))))?;
        }
        let rules_path = run.rules_path(&checked.analysis.workspace);
        let today = run.check_options().today;
        let (decided, mut found) = decisions::answer(&checked.rules, &mut checked.analysis, today, false);
        let CheckedWorkspace { analysis, rules, summaries, debt, marks, reported, problems } = &checked;
        let root = &analysis.workspace.root;
        let repository = repository::root(root).unwrap_or(root);
        let codeowners = codeowners::read(repository)?;
        found.extend(reported.iter().cloned());
        let window = Window { months: self.months };
        let lines = architecture::lines_to_date(debt, analysis);
        // Git runs in the meantime.
        let by = granularity(analysis, rules);
        let code_host = &run.environment.code_host;
        let (origin, history, ages, base, pictures) = std::thread::scope(|scope| {
            let history = scope.spawn(|| (self.months > 0).then(|| history::read(root, window).ok()).flatten());
            let origin = scope.spawn(|| self.origin(root, repository, code_host));
            let ages = scope.spawn(|| LineDates::of(root, &lines));
            let rules_path = rules_file.as_ref().map(|_| rules_path.as_path());
            let base = base.map(|base| scope.spawn(move || base.comparable(rules_path, by)));
            let pictures = Pictures::of(analysis, rules, marks, by);
            let base = base.map(|base| base.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
            let origin = origin.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            (origin, history.join().unwrap_or_default(), ages.join().unwrap_or_default(), base, pictures)
        });
        let origin = origin?;
        let earlier = base.transpose()?.or(earlier);
        let Pictures { whole, few, code, usages } = pictures?;
        let measures = Measures::of(analysis, rules, history)?;
        let owners =
            OwnersInput { rules, analysis, summaries, debt, codeowners: codeowners.as_ref(), repository, today };
        let all = || found.iter().chain(problems).chain(&analysis.diagnostics);
        let input = ReportInput {
            name: &name(analysis, &origin),
            rules_file: rules_file.as_deref(),
            rules,
            analysis,
            status: Status::of(all(), false),
            warnings: all().filter(|one| one.severity == Severity::Warn).count(),
            summaries,
            usages: &usages,
            debt,
            decisions: &decided,
            owners: &owners,
            view: &whole,
            picture: few.as_ref().unwrap_or(&whole),
            code: &code,
            measures: &measures,
            ages: &ages,
            revision: origin.revision.as_deref(),
            source_url: origin.source_url.as_ref(),
            earlier: earlier.as_ref(),
            trend: trend.as_deref(),
        };
        let report = architecture::collect(&input);
        let text = match self.format {
            ReportFormat::Html => architecture::render(&report, &input),
            ReportFormat::Json => architecture::json(&report),
        };
        drop(report);
        self.write(run, &text, analysis)?;
        let problems = problems.clone();
        run.answer("", Status::Clean, analysis, problems)
    }

    /// Measures earlier commits.
    fn trend(&self, run: &mut Run<'_, '_>) -> Result<Vec<Point>, String> {
        let repository = repository_of(run.global, run.environment)?;
        let months = if self.months == 0 { 12 } else { self.months };
        let since = Window { months }.start(git::commit_time(&repository, "HEAD")?);
        super::trend::points(run, &repository, Some(Date::from_unix_seconds(since)), Every::Week)
    }

    /// Asks git and the environment where the code comes from. Without git, links need `--source-url`.
    fn origin(&self, root: &Path, repository: &Path, variables: &CodeHostVariables) -> Result<Origin, Stop> {
        let is_repository = repository.join(".git").exists();
        let mut origin = Origin { revision: variables.revision.clone(), ..Origin::default() };
        let ask = |args: &[&str]| {
            if !is_repository {
                return None;
            }
            let output = git::run(repository, args, b"").ok()?;
            let text = String::from_utf8_lossy(&output).trim().to_owned();
            (!text.is_empty()).then_some(text)
        };
        origin.revision = ask(&["rev-parse", "--verify", "HEAD"]).or(origin.revision);
        let remote = ask(&["config", "--get", "remote.origin.url"]);
        let of_remote = remote.as_deref().and_then(SourceUrl::pages_of_remote);
        origin.pages = variables.pages.clone().or(of_remote);
        let host = variables.host.or_else(|| CodeHost::of(origin.pages.as_deref()?));
        let directory = named(root, repository);
        if let Some(template) = &self.source_url {
            origin.source_url = Some(SourceUrl::parse(template, origin.revision.as_deref())?.below(&directory));
        } else if let (Some(host), Some(pages), Some(revision)) = (host, &origin.pages, &origin.revision) {
            let url = SourceUrl::of_repository(host, pages, revision);
            origin.source_url = url.map(|url| url.below(&directory));
        }
        Ok(origin)
    }

    /// Writes the document, and opens it if the user wants that.
    fn write(&self, run: &mut Run<'_, '_>, text: &str, analysis: &Analysis) -> Result<(), Stop> {
        let file = match (&self.out, self.format) {
            (Some(out), _) => run.environment.current_dir.join(out),
            (None, ReportFormat::Html) => analysis.workspace.target_directory.join(FILE),
            (None, ReportFormat::Json) => {
                return ignore_closed(write_stream(run.streams.out, text)).map_err(Stop::Failed);
            }
        };
        if let Some(directory) = file.parent() {
            std::fs::create_dir_all(directory)
                .map_err(|error| format!("can't create `{}`: {error}", escape::path(directory)))?;
        }
        write_file(&file, text).map_err(|error| error.to_string())?;
        let shown = escape::line(&named(&file, &run.environment.current_dir)).into_owned();
        ignore_closed(write_stream(run.streams.out, &format!("wrote {shown}\n")))?;
        if self.open { open(&file).map_err(Stop::Failed) } else { Ok(()) }
    }
}

/// Reads an earlier report.
fn earlier(run: &Run<'_, '_>, path: &Path) -> Result<Comparable, Stop> {
    let path = run.environment.current_dir.join(path);
    let failed =
        |why: String| Stop::Failed(format!("can't use `{}` as the earlier report: {why}", escape::path(&path)));
    let text = files::read_to_string(&path).map_err(|error| failed(error.to_string()))?;
    Comparable::parse(&text).map_err(failed)
}

/// Checks the workspace. Without a rules file, the report shows the code alone. Returns the name of the rules file, too.
fn check(run: &mut Run<'_, '_>) -> Result<(CheckedWorkspace, Option<String>), Stop> {
    let Loaded { mut analysis, rules, diagnostics } = run.load(false)?;
    let path = run.rules_path(&analysis.workspace);
    let rules_file = named(&path, &analysis.workspace.root);
    if let Some(rules) = rules {
        return Ok((run.collect_debt(analysis, rules, diagnostics), Some(rules_file)));
    }
    if !diagnostics.is_empty() {
        let report = crate::report::Report::new(&analysis, None, diagnostics);
        return Err(Stop::Reported(run.problems(report)?));
    }
    let rules = no_rules(rules_file, &mut analysis)?;
    let checked = CheckedWorkspace {
        summaries: query::summarize_modules(&rules, &analysis),
        analysis,
        rules,
        debt: crate::debt::Debt::default(),
        marks: Vec::new(),
        reported: Vec::<Diagnostic>::new(),
        problems: Vec::new(),
    };
    Ok((checked, None))
}

/// Returns the name of the workspace: that of its only package, of its repository, or of its directory.
fn name(analysis: &Analysis, origin: &Origin) -> String {
    if let [only] = analysis.workspace.packages.as_slice() {
        return only.name.clone();
    }
    let of_pages = origin.pages.as_deref().and_then(|pages| pages.trim_end_matches('/').rsplit('/').next());
    let of_pages = of_pages.map(|name| name.strip_suffix(".git").unwrap_or(name)).filter(|name| !name.is_empty());
    let directory = analysis.workspace.root.file_name().map(|name| name.to_string_lossy().into_owned());
    of_pages.map(str::to_owned).or(directory).unwrap_or_else(|| "the workspace".to_owned())
}

/// Opens a file with the program of the desktop.
fn open(file: &Path) -> Result<(), String> {
    let mut command = if cfg!(target_os = "macos") {
        std::process::Command::new("open")
    } else if cfg!(windows) {
        std::process::Command::new("explorer")
    } else {
        std::process::Command::new("xdg-open")
    };
    command.arg(file).stdin(std::process::Stdio::null()).stdout(std::process::Stdio::null());
    let started = command.stderr(std::process::Stdio::null()).spawn();
    started.map(drop).map_err(|error| format!("can't open `{}`: {error}", escape::path(file)))
}
