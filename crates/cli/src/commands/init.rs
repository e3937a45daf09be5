//! `init`: writes a first rules file, and a baseline with the violations of today if there are any.

use super::{
    rules_file::{BASELINE, RULES},
    run::{Ended, Run, exists, ignore_closed},
};
use crate::{
    Status, engine, escape,
    init::{self, Candidate, Choices, Considered, Division, Plan, Proposed, Subject},
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
        let mut considered = None;
        let Some(choices) = self.choices(&file, run, &mut analysis, &mut considered)? else {
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
            considered: considered.as_deref(),
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
        considered: &mut Option<Vec<Considered>>,
    ) -> Result<Option<Choices>, super::run::Stop> {
        let choices = Choices { division: self.modules, strict: self.strict, ..Choices::default() };
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
                    let help = format!(
                        "`cargo archcheck explain {name}` lists the usual names; to choose others, write `[[architectures]]` with \
                         `preset = \"{name}\"` and `roles.NAME`, `within` or `crates`, as docs/presets.md describes"
                    );
                    with_help(&format!("`{name}` does not fit this workspace: {}", missing.join("; ")), &[help])
                })?;
                return Ok(Some(Choices { preset: Some((candidate, true)), ..choices }));
            }
            None if self.modules.is_some() => return Ok(Some(choices)),
            None => {}
        }
        let Fitting { presets, beside } = Fitting::of(run, file, analysis);
        let name =
            |(one, violations): &(Candidate, usize)| Considered { name: one.preset.name, violations: *violations };
        // Folders without the usual names are modules of one another only if they keep to it.
        let is_near = |(one, violations): &&(Candidate, usize)| one.is_evident || *violations <= MANY;
        *considered = Some(presets.iter().filter(is_near).chain(&beside).map(name).collect());
        let chosen = best(&presets);
        let is_asking = !self.yes && !self.print && !self.strict;
        if let Some(input) = run.streams.input.take().filter(|_| is_asking) {
            let proposed = |(one, violations): &(Candidate, usize)| Proposed {
                name: one.preset.name,
                summary: one.preset.summary,
                violations: *violations,
            };
            let beside_proposed = beside.as_ref().map(proposed);
            let few: Vec<&(Candidate, usize)> = presets.iter().filter(|(_, violations)| *violations <= MANY).collect();
            let proposed: Vec<Proposed> = few.iter().copied().map(proposed).collect();
            let is_of_crates = Plan::of(analysis, Choices::default()).is_of_crates();
            let subject = Subject {
                proposed: &proposed,
                has_best: chosen.is_some(),
                beside: beside_proposed.as_ref(),
                division: if is_of_crates { Division::Crates } else { Division::Folders },
                file,
            };
            let look = run.out();
            let answers =
                init::ask(&subject, input, run.streams.out, look).map_err(|error| format!("can't ask: {error}"))?;
            return Ok(answers.map(|answers| Choices {
                preset: answers.preset.and_then(|index| few.get(index)).map(|(one, _)| (one.clone(), false)),
                beside: beside.map(|(one, _)| one).filter(|_| answers.beside),
                division: answers.division,
                strict: answers.strict,
            }));
        }
        let beside = beside.map(|(one, _)| one);
        Ok(Some(Choices { preset: chosen.map(|one| (one, false)), beside, ..choices }))
    }
}

/// The presets that fit a workspace, with the number of violations of each.
struct Fitting {
    /// The best first.
    presets: Vec<(Candidate, usize)>,
    /// A preset to use beside one of these.
    beside: Option<(Candidate, usize)>,
}

impl Fitting {
    fn of(run: &Run<'_, '_>, file: &str, analysis: &mut Analysis) -> Self {
        let mut presets: Vec<(Candidate, usize)> = Vec::new();
        for candidate in init::candidates(analysis) {
            let preset = Some((candidate.clone(), false));
            let found = violations(run, file, analysis, &candidate, Choices { preset, ..Choices::default() });
            presets.extend(found.map(|found| (candidate, found)));
        }
        init::sort_presets(&mut presets);
        let beside = init::beside(analysis).and_then(|candidate| {
            let choices = Choices { beside: Some(candidate.clone()), ..Choices::default() };
            violations(run, file, analysis, &candidate, choices)
                .filter(|found| *found <= MANY)
                .map(|found| (candidate, found))
        });
        Self { presets, beside }
    }
}

/// Returns the number of violations of a preset. Returns `None` if its rules cannot be read.
fn violations(
    run: &Run<'_, '_>,
    file: &str,
    analysis: &mut Analysis,
    candidate: &Candidate,
    choices: Choices,
) -> Option<usize> {
    let plan = Plan::of(analysis, choices);
    let Checked { found, rules, .. } = check_text(run, file, init::text(&plan, false), analysis);
    rules?;
    let start = format!("{}/", candidate.preset.name);
    // The rules about what a module exposes have its name.
    let parts = candidate.expansion.modules.iter().filter(|module| module.exposes.is_some());
    let exposes: Vec<String> = parts.map(|part| format!("modules.{}.exposes", part.name)).collect();
    let all = found.iter().filter_map(|one| one.violation.as_ref());
    Some(all.filter(|one| one.rule.starts_with(&start) || exposes.contains(&one.rule)).count())
}

/// Returns the best preset, if its violations are few. Folders without a usual name have a preset only if they keep to it.
fn best(presets: &[(Candidate, usize)]) -> Option<Candidate> {
    let is_good =
        |(candidate, violations): &&(Candidate, usize)| *violations <= if candidate.is_evident { MANY } else { 0 };
    presets.iter().find(is_good).map(|(candidate, _)| candidate.clone())
}

/// Returns the rules file that `init` would write without questions, without its comments. `None` if there is no code.
pub(super) fn proposal(run: &Run<'_, '_>, analysis: &mut Analysis) -> Option<String> {
    let Fitting { presets, beside } = Fitting::of(run, RULES, analysis);
    let preset = best(&presets).map(|candidate| (candidate, false));
    let choices = Choices { preset, beside: beside.map(|(one, _)| one), ..Choices::default() };
    let plan = Plan::of(analysis, choices);
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
