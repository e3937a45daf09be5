//! `init`: writes a first rules file, and a baseline with the violations of today if there are any.

use super::{
    rules_file::{BASELINE, RULES},
    run::{Ended, Run, exists, ignore_closed},
};
use crate::{
    Status, engine, escape,
    init::{self, Candidate, Choices, Division, Plan, Proposed},
    output::{create_file, write_stream},
    report::{Report, named},
    text::with_help,
};
use archcheck_core::{
    analysis::Analysis,
    baseline::{self, Growth},
    check,
    diagnostic::{Diagnostic, Severity},
    rules::{PRESETS, Rules, nearest},
    source::Source,
};
use clap::Args;

const EXAMPLES: &str = "\
If the folders or crates of the workspace have the names of a well-known architecture, the file names its preset. Otherwise it lists \
the modules of the code. Modules that use few others may use only these. Cycles and other violations of today are written to \
archcheck-baseline.toml, so the check passes, and only new ones fail it. Existing files are never overwritten.

At a terminal, the command asks what to write. Each question has a default.

Examples:
  cargo archcheck init
      Write archcheck.toml beside the workspace's Cargo.toml
  cargo archcheck init --print
      Print the file and write nothing
  cargo archcheck init --preset hexagonal
      Write the modules and rules of a preset, to edit
  cargo archcheck init --preset none --modules folders --strict
      Write modules, each of which may use only what it uses today";

/// The arguments of `init`.
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Init {
    /// Print the rules file to standard output and write nothing
    #[arg(long)]
    pub print: bool,
    /// Write out the modules and rules of a preset, or `none` for modules without a preset
    #[arg(long, value_name = "NAME")]
    pub preset: Option<String>,
    /// Choose what becomes a module
    #[arg(long, value_enum, value_name = "WHAT")]
    pub modules: Option<Division>,
    /// Allow each module only what it uses today
    #[arg(long)]
    pub strict: bool,
    /// Ask nothing, and use the defaults
    #[arg(long, short = 'y')]
    pub yes: bool,
}

/// The most violations of today with which a preset is proposed.
const MANY: usize = 20;

/// A rules file, with what a check of the workspace reports.
struct Checked {
    text: String,
    rules: Option<Rules>,
    found: Vec<Diagnostic>,
}

impl Init {
    /// Writes the file.
    pub(super) fn run(&self, run: &mut Run<'_, '_>) -> Ended {
        let mut analysis = run.analyze_or_stop(false)?;
        let path = run.rules_path(&analysis.workspace);
        let beside = path.with_file_name(BASELINE);
        let root = analysis.workspace.root.clone();
        let file = named(&path, &root);
        if let Some(existing) = [&path, &beside].into_iter().find(|path| !self.print && exists(path)) {
            let name = named(existing, &root);
            let help = "use `--rules FILE` to write another file, or `--print` to print the rules".to_owned();
            return Err(with_help(&format!("`{}` exists and was not changed", escape::line(&name)), &[help]).into());
        }
        if analysis.diagnostics.iter().any(|one| one.severity == Severity::Error) {
            // Code that could not be read would be missing from the file.
            return run.problems(Report::new(&analysis, None, Vec::new()));
        }
        let Some(choices) = self.choices(&file, run, &mut analysis)? else {
            ignore_closed(write_stream(run.streams.out, "nothing was written\n"))?;
            return Ok(Status::Clean);
        };
        let plan = Plan::of(&analysis, choices);
        let mut checked = check_text(run, &file, init::text(&plan, false), &mut analysis);
        let mut known = None;
        if let Some(rules) = checked.rules.as_ref().filter(|_| checked.found.iter().any(|one| one.violation.is_some()))
        {
            let recorded = baseline::create(&checked.found, rules, None, Growth::Allow).unwrap_or_default().baseline;
            let applied = baseline::apply(&recorded, checked.found, rules, &analysis.sources, false);
            checked.found = applied.diagnostics;
            checked.text = init::text(&plan, true);
            known = Some((recorded, applied.known.len()));
        }
        checked.found.retain(|one| one.severity != Severity::Note);
        if !checked.found.is_empty() {
            run.print_error(
                "the generated rules do not pass; this is a bug, so please report it with the errors below",
            );
            run.problems(Report::new(&analysis, None, checked.found))?;
            return Ok(Status::Untrusted);
        }
        if self.print {
            return run.print(checked.text.as_bytes());
        }
        // Without its baseline, the rules file would fail, so the baseline comes first.
        if let Some((recorded, _)) = &known {
            create_file(&beside, &baseline::write(recorded)).map_err(|error| error.to_string())?;
        }
        create_file(&path, &checked.text).map_err(|error| error.to_string())?;
        let baseline_name = named(&beside, &root);
        let written = init::WrittenFile {
            name: &file,
            plan: &plan,
            known: known.as_ref().map(|(_, count)| (*count, baseline_name.as_str())),
            is_default: path.ends_with(RULES) && run.global.rules.is_none(),
        };
        let summary = init::summary(&written, run.out());
        ignore_closed(write_stream(run.streams.out, &summary))?;
        Ok(Status::Clean)
    }

    /// Returns what to write: as the arguments or the user say, or what fits best. Returns `None` if the user declines.
    fn choices(
        &self,
        file: &str,
        run: &mut Run<'_, '_>,
        analysis: &mut Analysis,
    ) -> Result<Option<Choices>, super::run::Stop> {
        let choices = Choices { preset: None, division: self.modules, strict: self.strict };
        match self.preset.as_deref() {
            Some("none") => return Ok(Some(choices)),
            Some(name) => {
                let Some(preset) = PRESETS.iter().find(|preset| preset.name == name) else {
                    let names = PRESETS.iter().map(|preset| preset.name).chain(["none"]);
                    let listed = names.clone().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
                    let help = nearest(name, names).unwrap_or_else(|| format!("the presets are {listed}"));
                    return Err(with_help(&format!("there is no preset `{}`", escape::line(name)), &[help]).into());
                };
                let candidate = init::written_out(preset, analysis).map_err(|missing| {
                    let help = format!("`cargo archcheck explain {name}` lists the usual names, and docs/presets.md how to choose others");
                    with_help(&format!("`{name}` does not fit this workspace: {}", missing.join("; ")), &[help])
                })?;
                return Ok(Some(Choices { preset: Some((candidate, true)), ..choices }));
            }
            None if self.modules.is_some() => return Ok(Some(choices)),
            None => {}
        }
        let fitting = fitting(run, file, analysis);
        let is_asking = !self.yes && !self.print && !self.strict;
        if let Some(input) = run.streams.input.take().filter(|_| is_asking) {
            let proposed: Vec<Proposed> = fitting
                .iter()
                .map(|(candidate, violations)| Proposed {
                    name: candidate.preset.name,
                    summary: candidate.preset.summary,
                    violations: *violations,
                })
                .collect();
            let is_of_crates = Plan::of(analysis, Choices::default()).is_of_crates();
            let division = if is_of_crates { Division::Crates } else { Division::Folders };
            let look = run.out();
            let answers = init::ask(&proposed, division, file, input, run.streams.out, look)
                .map_err(|error| format!("can't ask: {error}"))?;
            return Ok(answers.map(|answers| Choices {
                preset: answers.preset.and_then(|index| fitting.get(index)).map(|(one, _)| (one.clone(), false)),
                division: answers.division,
                strict: answers.strict,
            }));
        }
        let best = fitting.into_iter().next().map(|(candidate, _)| (candidate, false));
        Ok(Some(Choices { preset: best, ..choices }))
    }
}

/// Returns the presets that fit the workspace, with the number of violations of each, the best first.
fn fitting(run: &Run<'_, '_>, file: &str, analysis: &mut Analysis) -> Vec<(Candidate, usize)> {
    let mut fitting = Vec::new();
    for candidate in init::candidates(analysis) {
        let preset = Some((candidate.clone(), false));
        let plan = Plan::of(analysis, Choices { preset, ..Choices::default() });
        let Checked { found, rules, .. } = check_text(run, file, init::text(&plan, false), analysis);
        let prefix = format!("{}/", candidate.preset.name);
        let violations = found.iter().filter_map(|one| one.violation.as_ref());
        let violations = violations.filter(|one| one.rule.starts_with(&prefix)).count();
        if rules.is_some() && violations <= MANY {
            fitting.push((candidate, violations));
        }
    }
    fitting
}

/// Returns the rules file that `init` would write without questions, without its comments. `None` if there is no code.
pub(super) fn proposal(run: &Run<'_, '_>, analysis: &mut Analysis) -> Option<String> {
    let best = fitting(run, RULES, analysis).into_iter().next();
    let preset = best.map(|(candidate, _)| (candidate, false));
    let plan = Plan::of(analysis, Choices { preset, ..Choices::default() });
    (plan.modules() > 0).then(|| init::short_text(&plan))
}

/// Checks the workspace against the text of a rules file, and returns the errors and warnings.
fn check_text(run: &Run<'_, '_>, file: &str, text: String, analysis: &mut Analysis) -> Checked {
    let id = analysis.sources.add(Source::new(file.to_owned(), text.clone()));
    let (rules, mut found) = engine::read_rules(id, analysis, run.environment.repository.as_deref());
    let options = run.check_options();
    found.extend(rules.iter().flat_map(|rules| check::check(rules, analysis, &options).diagnostics));
    found.retain(|one| one.severity != Severity::Note);
    Checked { text, rules, found }
}
