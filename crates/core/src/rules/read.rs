//! From the text of a rules file to [`Rules`]: the order in which its parts are read, and what they share.

use super::{
    code::Codebase,
    document::{self, Document},
    exception, items, layers,
    matching::Binding,
    model::{Level, Meaning, Meta, Rules},
    modules::{self, Trust},
    names::{self, Names},
    rule, suggest,
    table::{Problems, Text},
};
use crate::{
    analysis::Analysis,
    codes::{Class, Code},
    diagnostic::Diagnostic,
    graph::{Context, RustModuleId},
    source::{FileId, Place},
    workspace::PackageId,
};
use std::{collections::BTreeMap, path::Path};
use toml::de::DeTable;

/// Reads another file: what `extends` names, or an `archcheck.toml` of a member. That there is none is
/// `NotFound`.
pub type Load<'l> = &'l mut dyn FnMut(&Path) -> std::io::Result<String>;

/// Reads a rules file that the analysis' sources already hold, and with `load` those that belong to it, which are
/// added to the sources.
///
/// All that is wrong with it is said at once. There are `Rules` if the rest can be judged all the same: a
/// rule that is wrong is left out, but without syntax and sound ownership there is nothing to judge by.
pub fn read(file: FileId, analysis: &mut Analysis, _load: Load<'_>) -> (Option<Rules>, Vec<Diagnostic>) {
    let analysis = &*analysis;
    let text = analysis.sources.get(file).text.as_str();
    let mut problems = Problems { file, text, found: Vec::new() };
    // TOML knows no byte-order mark; a line of blanks keeps every span where it is.
    let blanked = text.strip_prefix('\u{feff}').map(|rest| format!("   {rest}"));
    let (root, errors) = DeTable::parse_recoverable(blanked.as_deref().unwrap_or(text));
    for error in &errors {
        let span = error.span().unwrap_or(text.len()..text.len());
        problems.report(Code::RulesSyntax, span, error.message());
    }
    let rules = document::read(root.get_ref(), &mut problems)
        .and_then(|document| validate(&document, analysis, &mut problems))
        .filter(|_| errors.is_empty());
    let mut found = problems.found;
    crate::diagnostic::sort(&mut found, &analysis.sources);
    (rules, found)
}

fn validate(document: &Document, analysis: &Analysis, problems: &mut Problems<'_>) -> Option<Rules> {
    let root = &analysis.workspace.root;
    let path = root.join(&analysis.sources.get(problems.file).path);
    let folders = path.parent().map(Path::to_path_buf).into_iter().chain([root.clone()]).collect();
    let mut names = Names::new(Codebase::new(analysis, &[]), folders);
    unique_ids(document, problems);
    let levels = levels(document, problems);
    let excluded = excluded(document, analysis, problems);
    let test_packages = test_packages(document, &names, problems);
    let (modules, trust) = modules::read(document, &mut names, problems);
    let mut stacks = Vec::new();
    for written in &document.stacks {
        let Some(stack) = layers::read(written, &names, problems) else { continue };
        let meaning = |index: usize| {
            let all = stack.containers.iter().map(|container| container.layers[index].meaning.clone());
            Meaning::Any(all.collect())
        };
        let layers = stack.containers.first().map(|container| container.layers.as_slice()).unwrap_or_default();
        let held = layers.iter().enumerate().map(|(index, layer)| (layer.name.clone(), meaning(index))).collect();
        names.layers.insert(stack.meta.id.clone(), held);
        stacks.push(stack);
    }
    let is_left_out = |id: RustModuleId, contexts: &[Context]| {
        let module = analysis.graph.module(id);
        let all_excluded = !module.declarations.is_empty()
            && module.declarations.iter().all(|declaration| excluded[declaration.file.0 as usize]);
        let context = if test_packages.contains(&names.code.package(id)) { Context::Test } else { module.context };
        // Code for production can hold tests; a module that is only built for tests holds nothing else.
        let looked_at =
            contexts.contains(&context) || (context == Context::Production && contexts.contains(&Context::Test));
        all_excluded || !looked_at
    };
    let rules: Vec<_> =
        document.rules.iter().filter_map(|written| rule::read(written, &names, &is_left_out, problems)).collect();
    let owners = names.code.owners.to_vec();
    let stack_ids = document.stacks.iter().map(|stack| stack.meta.id.value.clone());
    let mut rules = Rules {
        file: problems.file,
        modules,
        owners,
        stacks,
        rules,
        exceptions: Vec::new(),
        levels,
        excluded,
        test_packages,
    };
    // A rule that could not be read is still a rule that exceptions may name.
    let ids: Vec<String> =
        document.rules.iter().map(|rule| rule.meta.id.value.clone()).chain(rules.ids()).chain(stack_ids).collect();
    rules.exceptions =
        document.exceptions.iter().filter_map(|written| exception::read(written, &ids, &names, problems)).collect();
    (trust == Trust::Sound).then_some(rules)
}

/// Rules and layers share their ids.
fn unique_ids(document: &Document, problems: &mut Problems<'_>) {
    let mut seen: BTreeMap<&str, Place> = BTreeMap::new();
    let metas = document.stacks.iter().map(|stack| &stack.meta).chain(document.rules.iter().map(|rule| &rule.meta));
    for meta in metas {
        let place = problems.place(meta.id.span.clone());
        if let Some(first) = seen.get(meta.id.value.as_str()) {
            let message = format!("the id `{}` is taken", meta.id.value);
            let diagnostic = Diagnostic::new(Code::DuplicateName, message);
            problems.found.push(diagnostic.at(place, "").related(*first, "by this one"));
        } else if meta.id.value.is_empty() {
            problems.report(Code::WrongValue, meta.id.span.clone(), "an `id` must not be empty");
        } else {
            seen.insert(&meta.id.value, place);
        }
    }
}

fn levels(document: &Document, problems: &mut Problems<'_>) -> BTreeMap<Code, Level> {
    let codes = || Code::ALL.iter().copied().filter(|code| code.info().class == Class::Violation);
    let mut levels = BTreeMap::new();
    for (name, level) in &document.levels {
        if let Some(code) = codes().find(|code| code.info().name == name.value) {
            levels.insert(code, *level);
            continue;
        }
        let message = format!("there is no code `{}` whose severity could be set", name.value);
        let own = document.rules.iter().any(|rule| rule.meta.id.value == name.value)
            || document.stacks.iter().any(|stack| stack.meta.id.value == name.value);
        let help = if own {
            Some("it is a rule of this file: give it a `severity` of its own".to_owned())
        } else {
            suggest::sentence(&name.value, codes().map(|code| code.info().name))
        };
        problems.report(Code::UnknownName, name.span.clone(), message).help.extend(help);
    }
    levels
}

/// For each file of the sources, whether it is excluded. A glob that matches no file is said.
fn excluded(document: &Document, analysis: &Analysis, problems: &mut Problems<'_>) -> Vec<bool> {
    let mut excluded = vec![false; analysis.sources.iter().len()];
    for text in &document.exclude {
        let Some(matcher) = names::glob(text, problems) else { continue };
        let mut used = false;
        for (id, source) in analysis.sources.iter() {
            if id != problems.file && matcher.is_match(&source.path) {
                excluded[id.0 as usize] = true;
                used = true;
            }
        }
        if !used {
            let message = format!("`{}` matches no source file", text.value);
            problems.report(Code::MatchesNothing, text.span.clone(), message);
        }
    }
    excluded
}

fn test_packages(document: &Document, names: &Names<'_>, problems: &mut Problems<'_>) -> Vec<PackageId> {
    let mut packages = Vec::new();
    for text in &document.test_crates {
        let Some(found) = names.packages(text, &text.value, problems) else { continue };
        if found.is_empty() {
            let message = format!("`{}` matches no package", text.value);
            problems.report(Code::MatchesNothing, text.span.clone(), message);
        }
        packages.extend(found);
    }
    packages
}

/// What rules, layers and modules have in common, checked.
pub(super) fn meta(written: &document::Meta, names: &Names<'_>, problems: &mut Problems<'_>) -> Meta {
    let value = |text: &Option<Text>| text.as_ref().map(|text| text.value.clone());
    if let Some(adr) = &written.adr
        && !names.folders.iter().any(|folder| folder.join(&adr.value).is_file())
    {
        let message = format!("there is no file `{}`", adr.value);
        let diagnostic = problems.report(Code::UnknownName, adr.span.clone(), message);
        diagnostic.help.push("an `adr` is a path relative to the rules file".into());
    }
    Meta {
        id: written.id.value.clone(),
        place: problems.place(written.id.span.clone()),
        severity: written.severity,
        reason: value(&written.reason),
        adr: value(&written.adr),
        owner: value(&written.owner),
        review_by: written.review_by,
    }
}

/// Says that a pattern matches nothing.
pub(super) fn nothing(text: &Text, code: &Codebase<'_>, problems: &mut Problems<'_>) {
    let items = code
        .graph
        .modules
        .iter()
        .flat_map(|module| module.names.iter().map(|name| format!("{}::{}", module.path, code.graph.name(*name))));
    let paths: Vec<String> = code.graph.modules.iter().map(|module| module.path.clone()).chain(items).collect();
    let help = suggest::sentence(text.value.trim_start_matches('='), paths.iter().map(String::as_str));
    let message = format!("`{}` matches no code", text.value);
    problems.report(Code::MatchesNothing, text.span.clone(), message).help.extend(help);
}

/// Whether there is anything in the workspace that the meaning covers: Rust modules, then items. What is
/// outside need not be there.
pub(super) fn reaches_something(meaning: &Meaning, code: &Codebase<'_>) -> bool {
    match meaning {
        Meaning::Outside(_) => true,
        Meaning::Modules(modules) => !modules.is_empty(),
        Meaning::Crates(packages) => !packages.is_empty(),
        Meaning::Any(all) => all.iter().any(|one| reaches_something(one, code)),
        Meaning::Code(pattern) => {
            let free = Binding::new();
            code.graph.modules().any(|(id, _)| code.matches(pattern, id, &free))
                || items::is_held(pattern, code, |_| true)
        }
    }
}
