//! Validates a rules file against the workspace. It determines the order in which the parts of the file are read, and
//! knows no kind of rule.

use super::{
    analysis,
    analysis_settings::LibraryNames,
    code::Codebase,
    coverage::{covers_something, report_no_match},
    document::Document,
    exception,
    files::{self, Gathered, Load},
    ids, layers, levels,
    model::{Architecture, Edges, Meaning, Rules},
    modules::{self, Trust},
    names::Names,
    preset, rule,
    rule_type::RuleType,
    table::Problems,
};
use crate::{
    analysis::Analysis,
    codeowners::FileOwners,
    codes::Code,
    declared,
    diagnostic::Diagnostic,
    source::{FileId, Place, Span},
};
use std::collections::BTreeSet;

/// Reads a rules file that is among the sources of an analysis. `load` reads the files that belong to it, which are
/// added to the sources. `types` are the types of rules.
///
/// Returns all mistakes at once. Invalid rules are left out of the result. There is no result if a file is not valid
/// TOML, or if it is unclear which module owns which code.
pub fn read(
    file: FileId,
    analysis: &mut Analysis,
    load: Load<'_>,
    types: &[&'static RuleType],
) -> (Option<Rules>, Vec<Diagnostic>) {
    let (rules, found, _) = read_with(file, analysis, load, types, None);
    (rules, found)
}

/// Reads a rules file for an analysis of one configuration. Selectors without a match are kept, and returned as separate
/// diagnostics: they are mistakes only if [`read`] finds them for all configurations, too.
pub fn read_for_configuration(
    file: FileId,
    analysis: &mut Analysis,
    load: Load<'_>,
    types: &[&'static RuleType],
) -> (Option<Rules>, Vec<Diagnostic>, Vec<Diagnostic>) {
    read_with(file, analysis, load, types, Some(Vec::new()))
}

fn read_with(
    file: FileId,
    analysis: &mut Analysis,
    load: Load<'_>,
    types: &[&'static RuleType],
    unmatched: Option<Vec<Diagnostic>>,
) -> (Option<Rules>, Vec<Diagnostic>, Vec<Diagnostic>) {
    let Gathered { mut document, mut problems, sound } = files::gather(file, analysis, &mut *load, types);
    problems.unmatched = unmatched;
    // An invalid TOML file may lack parts that the other files refer to.
    let mut rules = sound.then(|| {
        let architectures = preset::expand(&mut document, analysis, types, &mut problems);
        validate(file, &mut document, architectures, load.file_owners(), analysis, &mut problems)
    });
    let mut rules = rules.take().flatten();
    if let Some(rules) = rules.as_mut().filter(|rules| needs_manifests(rules)) {
        let (declared, found) = declared::declared_graph(analysis, &mut |path| load.read(path));
        problems.found.extend(found);
        rules.declared = Some(declared);
    }
    let mut found = std::mem::take(&mut problems.found);
    crate::diagnostic::sort(&mut found, &analysis.sources);
    (rules, found, problems.unmatched.unwrap_or_default())
}

fn needs_manifests(rules: &Rules) -> bool {
    let stacks = rules.stacks.iter().map(|stack| stack.edges);
    rules.rules.iter().map(|rule| rule.edges).chain(stacks).any(|edges| edges == Edges::Declared)
}

fn validate(
    file: FileId,
    document: &mut Document,
    architectures: Vec<Architecture>,
    file_owners: Result<Option<FileOwners>, String>,
    analysis: &Analysis,
    problems: &mut Problems,
) -> Option<Rules> {
    let mut names = Names::new(Codebase::new(analysis, &[]));
    names.file_owners = file_owners;
    names.libraries = LibraryNames::read(&document.library_names, &analysis.workspace, problems);
    let levels = levels::apply(document, problems);
    let document = &*document;
    ids::check(document, problems);
    let settings = analysis::read(document, analysis, &names, problems);
    let (modules, trust) = modules::read(document, &mut names, problems);
    let mut stacks = Vec::new();
    for written in &document.stacks {
        let Some(stack) = layers::read(written, &names, problems) else { continue };
        let meaning = |index: usize| {
            let all = stack.containers.iter().map(|container| container.layers[index].meaning.clone());
            Meaning::Any(all.collect())
        };
        let layers = stack.containers.first().map(|container| container.layers.as_slice()).unwrap_or_default();
        let meanings_by_layer =
            layers.iter().enumerate().map(|(index, layer)| (layer.name.clone(), meaning(index))).collect();
        names.layers.insert(stack.meta.id.clone(), meanings_by_layer);
        stacks.push(stack);
    }
    let rules: Vec<_> =
        document.rules.iter().filter_map(|written| rule::read(written, &names, &settings, problems)).collect();
    for text in &document.untyped {
        let selector = names.selector(text, problems);
        if selector.is_some_and(|selector| !covers_something(&selector.meaning, &names.code)) {
            report_no_match(text, &names.code, problems);
        }
    }
    let owners = names.code.owners.to_vec();
    let stack_ids = document.stacks.iter().map(|stack| stack.meta.id.value.clone());
    let mut rules = Rules {
        file,
        modules,
        owners,
        architectures,
        stacks,
        rules,
        exceptions: Vec::new(),
        declared: None,
        levels,
        unread: Vec::new(),
        analysis: settings,
        file_owners: None,
        owner_names: Vec::new(),
    };
    // Exceptions may name invalid rules.
    let read: BTreeSet<String> = rules.ids().collect();
    let written = document.rules.iter().map(|rule| rule.meta.id.value.clone()).chain(stack_ids);
    rules.unread = written.filter(|id| !read.contains(id)).collect();
    let ids: Vec<String> = rules.unread.iter().cloned().chain(read).collect();
    rules.exceptions =
        document.exceptions.iter().filter_map(|written| exception::read(written, &ids, &names, problems)).collect();
    rules.owner_names = names.owner_names();
    rules.file_owners = names.file_owners.ok().flatten();
    if problems.found.is_empty() && !rules.can_report() && !analysis.workspace.packages.is_empty() {
        problems.found.push(nothing_to_check(&rules));
    }
    (trust == Trust::Sound).then_some(rules)
}

/// Returns the diagnostic for rules of which none is on.
fn nothing_to_check(rules: &Rules) -> Diagnostic {
    let place = Place { file: rules.file, span: Span::new(0..0) };
    let has_rules = !rules.rules.is_empty() || !rules.stacks.is_empty() || !rules.modules.is_empty();
    let (message, help) = if has_rules {
        ("no rule in the rules file is on, so the check can't fail", "turn a rule on, or add one")
    } else {
        let help = "add a module, layers or a rule, or delete the file and run `cargo archcheck init`";
        ("the rules file has no rules, so the check can't fail", help)
    };
    Diagnostic::new(Code::NothingToCheck, message).at(place, "").help(help)
}
