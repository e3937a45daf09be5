//! The way into the core: each stage as this crate calls it, and nothing else of it.

use crate::args::Configuration;
use archcheck_core::{
    analysis::Analysis,
    baseline::{self, Applied, Baseline, Change, Growth, Recorded},
    cache,
    cfg::{self, Cfg, Cfgs},
    check,
    codes::Code,
    date::Date,
    diagnostic::Diagnostic,
    graph::RustModuleId,
    query::{self, Holdings, Matched, Question, Why},
    rules::{self, Unasked},
    session,
    source::FileId,
    stage::Watch,
    workspace::{self, FeatureSelection, Workspace},
};
use std::{
    io,
    path::{Path, PathBuf},
};

pub(crate) use archcheck_core::{
    cache::{Caching, Cleaned},
    session::{Saving, Then},
};

/// The plain data that rules are, for those who show it.
pub(crate) use archcheck_core::rules::{
    Level, Meaning, Meta, Module, ModuleId, OnlyScope, Placed, Rule, RuleKind, Rules, Selector, Stack, end, ends, keys,
    nearest,
};

/// What a check is told.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CheckOptions {
    /// What day it is, UTC.
    pub(crate) today: Date,
    /// Whether it is over the whole workspace and every `cfg`.
    pub(crate) whole: bool,
}

/// What a check found.
#[derive(Debug)]
pub(crate) struct Checked {
    /// Violations, and what is wrong with exceptions.
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// How many violations exceptions cover.
    pub(crate) excepted: usize,
}

/// Asks Cargo for the workspace, and for nothing else.
pub(crate) fn load(manifest: Option<&Path>, cargo: &Path, current_dir: &Path) -> Result<Workspace, Box<Diagnostic>> {
    workspace::load(manifest, cargo, current_dir).map_err(|error| Box::new(error.diagnostic()))
}

/// The folder of what is kept from run to run of a workspace.
pub(crate) fn kept(workspace: &Workspace, caching: Option<&Caching>) -> PathBuf {
    caching.and_then(|caching| caching.folder.clone()).unwrap_or_else(|| workspace.target_directory.join(cache::FOLDER))
}

/// Deletes what is kept there.
pub(crate) fn clean(folder: &Path) -> io::Result<Cleaned> {
    cache::clean(folder)
}

/// What can keep a run from its analysis.
pub(crate) type First<'a> = &'a dyn Fn(&Workspace) -> Result<(), Box<Diagnostic>>;

/// What is to be analysed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked<'a> {
    /// The manifest, if one was named.
    pub(crate) manifest: Option<&'a Path>,
    /// The Cargo to ask.
    pub(crate) cargo: &'a Path,
    /// Where relative paths start.
    pub(crate) current_dir: &'a Path,
    /// The configuration to look at.
    pub(crate) configuration: &'a Configuration,
    /// Whether to list the names in the scope of each Rust module.
    pub(crate) names: bool,
    /// What may be kept from run to run.
    pub(crate) caching: Option<&'a Caching>,
}

/// Analyses a workspace, on all cores, with what an earlier run has left where there is any.
///
/// `first` is asked once the workspace is known, before any source is read for it. `then` makes something of the analysis;
/// it may be called again, if the first was not that of the workspace.
pub(crate) fn analyse<T>(
    asked: Asked<'_>,
    first: First<'_>,
    watch: Watch<'_>,
    then: Then<'_, T>,
) -> Result<(Analysis, T, Saving), Box<Diagnostic>> {
    let Asked { manifest, cargo, current_dir, names, .. } = asked;
    let one = !asked.configuration.cfg.is_empty();
    let question = session::Question { manifest, cargo, current_dir, names, one };
    let configure = |workspace: &Workspace| {
        first(workspace)?;
        configuration(workspace, asked.configuration)
    };
    session::analyse(question, &configure, asked.caching, watch, then)
}

/// The one configuration that was asked for, if one was.
fn configuration(workspace: &Workspace, asked: &Configuration) -> Result<Option<cfg::Configuration>, Box<Diagnostic>> {
    if !asked.cfg.iter().any(|name| name == "active") {
        return match asked.cfg.first() {
            None => Ok(None),
            Some(name) => {
                let message = format!("`--cfg {name}` says what holds in one configuration, and all are looked at");
                Err(Box::new(
                    Diagnostic::new(Code::Metadata, message).help("add `--cfg active` to look at one configuration"),
                ))
            }
        };
    }
    let target = match &asked.target {
        None => cfg::Configuration::host(),
        Some(triple) => cfg::Configuration::of_triple(triple).ok_or_else(|| {
            let message = format!("`--target {triple}` is not a target that archcheck knows");
            Box::new(Diagnostic::new(Code::Metadata, message).help("`rustc --print target-list` lists the names"))
        })?,
    };
    let selection = FeatureSelection {
        features: asked.features.clone(),
        all_features: asked.all_features,
        default_features: !asked.no_default_features,
    };
    let names = asked.cfg.iter().filter(|name| *name != "active");
    let target = names.fold(target, |configuration, name| configuration.with_name(name));
    let meets = |condition: &str| target.meets(condition);
    let features = workspace::active_features(workspace, &selection, &meets).map_err(|error| {
        Box::new(
            Diagnostic::new(Code::Metadata, error.to_string()).help("`cargo metadata --no-deps` lists the features"),
        )
    })?;
    Ok(Some(target.with_features(features)))
}

/// Reads a rules file that is among the analysis's sources, and those that belong to it.
pub(crate) fn read_rules(file: FileId, analysis: &mut Analysis) -> (Option<Rules>, Vec<Diagnostic>) {
    rules::read(file, analysis, &mut |path| std::fs::read_to_string(path))
}

/// The module of the architecture that owns a Rust module.
pub(crate) fn owner(rules: &Rules, module: RustModuleId) -> Option<String> {
    rules.owner(module).map(|id| rules.module(id).name.clone())
}

/// What a selector on the command line means.
pub(crate) fn ask(text: &str, analysis: &Analysis, rules: Option<&Rules>) -> Result<Selector, Unasked> {
    rules::ask(text, analysis, rules)
}

/// The chains between two parts of the code.
pub(crate) fn why(analysis: &Analysis, rules: Option<&Rules>, question: Question<'_>) -> Why {
    query::why(analysis, rules, question)
}

/// What each module holds.
pub(crate) fn modules(rules: &Rules, analysis: &Analysis) -> Holdings {
    query::modules(rules, analysis)
}

/// How much a selector matches.
pub(crate) fn matched(selector: &Selector, rules: &Rules, analysis: &Analysis) -> Matched {
    query::matched(selector, rules, analysis)
}

/// How many rules there are: those of modules and layers too.
pub(crate) fn count(rules: &Rules) -> usize {
    let own = |module: &Module| usize::from(module.depends_on.is_some()) + usize::from(module.exposes.is_some());
    rules.rules.len() + rules.stacks.len() + rules.modules.iter().map(own).sum::<usize>()
}

/// Checks the rules.
pub(crate) fn check(rules: &Rules, analysis: &Analysis, options: CheckOptions) -> Checked {
    let options = check::CheckOptions { today: options.today, whole: options.whole };
    let check::Checked { diagnostics, excepted } = check::check(rules, analysis, &options);
    Checked { diagnostics, excepted }
}

/// Reads a baseline that is among the analysis's sources.
pub(crate) fn read_baseline(file: FileId, analysis: &Analysis) -> Result<Baseline, Vec<Diagnostic>> {
    baseline::read(file, analysis.sources.get(file).text())
}

/// Takes what is known out of what a check found.
pub(crate) fn apply(
    baseline: &Baseline,
    found: Vec<Diagnostic>,
    rules: &Rules,
    analysis: &Analysis,
    whole: bool,
) -> Applied {
    baseline::apply(baseline, found, rules, &analysis.sources, whole)
}

/// Records what a check found; what would grow, where it may not.
pub(crate) fn record(
    found: &[Diagnostic],
    rules: &Rules,
    existing: Option<&Baseline>,
    growth: Growth,
) -> Result<Recorded, Vec<Change>> {
    baseline::create(found, rules, existing, growth)
}

/// What is still needed of a baseline.
pub(crate) fn shrink(found: &[Diagnostic], rules: &Rules, existing: &Baseline) -> Recorded {
    baseline::shrink(found, rules, existing)
}

/// The text of a baseline.
pub(crate) fn write_baseline(baseline: &Baseline) -> String {
    baseline::write(baseline)
}

/// A predicate as `cfg` writes it; none where it always holds.
pub(crate) fn render_cfg(cfgs: &Cfgs, cfg: Cfg) -> Option<String> {
    cfgs.render(cfg)
}
