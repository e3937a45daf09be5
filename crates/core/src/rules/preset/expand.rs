//! Replaces the entries of `[[architectures]]` by the modules, layers and rules that they stand for.
//!
//! The expansion is rendered as the text of a rules file and read like one, so it can contain nothing that people could not
//! write. Everything in it has the place of the entry.

use super::{
    build::{self, Options},
    catalog::{Preset, ROOT, SHARED, Shape},
    expansion::{Expansion, ModuleText, Proposal},
    find::{self, Found, Parameters},
};
use crate::{
    analysis::Analysis,
    codes::Code,
    diagnostic::Label,
    graph::Context,
    rules::{
        code::Codebase,
        document::{self, Document},
        ids, meta,
        model::{Architecture, RoleCode},
        names::Names,
        rule_type::RuleType,
        table::{Problems, Text},
    },
    workspace::Workspace,
};
use std::collections::{BTreeMap, BTreeSet};
use toml::de::DeTable;

/// Returns what a preset without parameters would be for a workspace.
pub fn propose(preset: &'static Preset, analysis: &Analysis) -> Proposal {
    let names = Names::new(Codebase::new(analysis, &[]));
    let mut problems = Problems::default();
    let found = find::find(preset, Parameters::default(), &names, &mut problems);
    let options = Options {
        crates: crate_names(&analysis.workspace),
        roots: build::library_roots(&analysis.workspace),
        ..Options::default()
    };
    let expansion = build::build(preset, &found, &options);
    let of_features = found.of_features;
    Proposal { preset: preset.name, expansion, of_features, found: found.count(), missing: found.missing }
}

/// Expands all architectures of a document, and returns them.
pub(in crate::rules) fn expand(
    document: &mut Document,
    analysis: &Analysis,
    types: &[&'static RuleType],
    problems: &mut Problems,
) -> Vec<Architecture> {
    let architectures = std::mem::take(&mut document.architectures);
    if architectures.is_empty() {
        return Vec::new();
    }
    let names = Names::new(Codebase::new(analysis, &[]));
    let mut expanded: Vec<Architecture> = Vec::new();
    // The modules of earlier entries, with the architecture that declared each.
    let mut declared: BTreeMap<String, (ModuleText, Text)> = BTreeMap::new();
    for (index, written) in architectures.iter().enumerate() {
        let id = &written.meta.id;
        if !ids::is_valid(id, problems) {
            continue;
        }
        if let Some(other) = architectures[..index].iter().find(|other| other.meta.id.value == id.value) {
            let message = format!("two architectures have the id `{}`", id.value);
            let place = problems.place(other.meta.id.span.clone());
            let diagnostic = problems.report(Code::DuplicateName, id.span.clone(), message);
            diagnostic.related.push(Label { place, text: "first used here".into() });
            diagnostic.help.push(DISTINGUISH.into());
            continue;
        }
        if let Some(architecture) = expand_one(written, document, &mut declared, &names, types, problems) {
            expanded.push(architecture);
        }
    }
    expanded
}

fn crate_names(workspace: &Workspace) -> Vec<String> {
    workspace.crates.iter().map(|krate| krate.name.clone()).collect()
}

fn expand_one(
    written: &document::Architecture,
    document: &mut Document,
    declared: &mut BTreeMap<String, (ModuleText, Text)>,
    names: &Names<'_>,
    types: &[&'static RuleType],
    problems: &mut Problems,
) -> Option<Architecture> {
    let parameters = Parameters {
        within: written.within.as_deref(),
        crates: written.crates.as_deref(),
        roles: &written.roles,
        layers: written.layers.as_deref(),
        member: problems.member(&written.name),
    };
    let found = find::find(written.preset, parameters, names, problems);
    for message in &found.missing {
        let message = format!("`{}`: {message}", written.meta.id.value);
        let diagnostic = problems.report_unmatched(Code::MatchesNothing, written.name.span.clone(), message);
        diagnostic.help.push(match written.preset.shape {
            Shape::Parts => {
                "set `within` to the Rust module whose folders are the parts, or `crates` to their packages".into()
            }
            _ => format!(
                "name the code of the role, for example {}; `cargo archcheck explain {}` lists the roles",
                role_example(written.preset, &found, names),
                written.preset.name
            ),
        });
    }
    if written.broken || (written.preset.shape == Shape::Parts && !found.missing.is_empty()) {
        return None;
    }
    let values = |texts: &[Text]| texts.iter().map(|text| text.value.clone()).collect::<Vec<_>>();
    let avoided = check_selectors(written.avoids.as_deref().unwrap_or_default(), problems);
    let is_usable = check_selectors(&written.may_use, problems) && avoided;
    if !is_usable {
        return None;
    }
    let options = Options {
        prefix: if written.has_id { format!("{}-", written.meta.id.value) } else { String::new() },
        avoids: written.avoids.as_deref().map(values),
        may_use: values(&written.may_use),
        closed: written.closed,
        crates: crate_names(names.code.workspace),
        roots: build::library_roots(names.code.workspace),
    };
    let expansion = build::build(written.preset, &found, &options);
    let before = problems.found.len();
    let meta = meta::read(&written.meta, names, problems);
    let has_record = problems.found.len() == before;
    let prefix = format!("{}/", written.meta.id.value);
    let mut read = read(&expansion.text(&prefix), written, types, problems)?;
    for own in metas(&mut read) {
        own.severity = written.meta.severity.or(own.severity);
        own.reason = written.meta.reason.clone().or_else(|| own.reason.take());
        own.adr = written.meta.adr.clone().filter(|_| has_record);
        own.owner.clone_from(&written.meta.owner);
        own.review_by = written.meta.review_by;
    }
    let claimed = claimed(document, problems);
    let mut modules = std::mem::take(&mut read.modules);
    for own in modules.iter_mut().flat_map(|module| [&mut module.paths, &mut module.crates]).flatten() {
        own.retain(|text| !claimed.contains(&text.value));
    }
    let is_empty = |own: &Option<Vec<Text>>| own.as_ref().is_none_or(Vec::is_empty);
    modules.retain(|module| !is_empty(&module.paths) || !is_empty(&module.crates));
    if report_overlap(&modules, written, declared, problems) {
        return None;
    }
    for module in modules {
        add_module(module, &expansion, written, document, declared, problems);
    }
    document.merge(read);
    Some(Architecture { meta, preset: written.preset, roles: roles(written.preset, &found), expansion, prefix })
}

/// Returns a parameter that gives existing code to a role without code.
fn role_example(preset: &Preset, found: &Found, names: &Names<'_>) -> String {
    let is_empty = |group: &&&[&str]| !group.iter().any(|role| found.role(role).is_some());
    let role = preset.required.iter().find(is_empty).and_then(|group| group.first()).copied().unwrap_or("domain");
    let is_free = |path: &&str| !found.roles.iter().any(|role| role.paths.iter().any(|own| own == path));
    let modules = names.code.graph.modules.iter().filter(|module| module.parent.is_some());
    let paths = modules.filter(|module| module.context == Context::Production).map(|module| module.path.as_str());
    let code = paths.clone().find(is_free).map(str::to_owned);
    let package = || names.code.workspace.packages.first().map(|package| format!("crate:{}", package.name));
    format!("`roles.{role} = [\"{}\"]`", code.or_else(package).unwrap_or_default())
}

/// Returns the code that modules claim which the rules file declares itself. They keep it.
fn claimed(document: &Document, problems: &Problems) -> BTreeSet<String> {
    let lists = document.modules.iter().flat_map(|module| [&module.paths, &module.crates]);
    let own = lists.flatten().flatten().filter(|text| !problems.is_expanded(text));
    own.map(|text| text.value.clone()).collect()
}

/// Returns the code of each role of a preset, then that of other layers.
fn roles(preset: &Preset, found: &Found) -> Vec<RoleCode> {
    let code = |name: &str| {
        let role = found.role(name);
        let crates = role.iter().flat_map(|role| &role.crates).map(|krate| format!("crate:{krate}"));
        role.iter().flat_map(|role| &role.paths).cloned().chain(crates).collect()
    };
    let is_preset = |name: &str| preset.roles.iter().any(|role| role.name == name);
    let usual = preset.roles.iter().map(|role| role.name).filter(|name| *name != "parts");
    let usual = usual.filter(|name| found.levels.is_empty() || found.role(name).is_some());
    let other = found.roles.iter().map(|role| role.name.as_str()).filter(|name| !is_preset(name));
    let all = usual.chain(other).map(|name| RoleCode { name: name.to_owned(), code: code(name) });
    let part = |part: &find::FoundRole| RoleCode {
        name: part.name.clone(),
        code: part.paths.iter().cloned().chain(part.crates.iter().map(|krate| format!("crate:{krate}"))).collect(),
    };
    all.chain(found.parts.iter().map(part)).collect()
}

/// Reports invalid selectors at their own places. Returns whether all are valid.
fn check_selectors(texts: &[Text], problems: &mut Problems) -> bool {
    let before = problems.found.len();
    for text in texts {
        // The names of modules are known only later.
        if let Err(error) = crate::rules::pattern::selector(&text.value) {
            problems.bad_pattern(text, error);
        }
    }
    problems.found.len() == before
}

/// Reads the text of an expansion.
fn read(
    text: &str,
    written: &document::Architecture,
    types: &[&'static RuleType],
    problems: &mut Problems,
) -> Option<Document> {
    let text = format!("version = 1\n{text}");
    let (base, origin) = problems.add_expansion(&written.name, &text, written.may_use.clone());
    let behind = " ".repeat(base) + &text;
    let (root, errors) = DeTable::parse_recoverable(&behind);
    debug_assert!(errors.is_empty(), "{errors:?}\n{text}");
    document::read(root.get_ref(), base, origin, types, problems)
}

fn metas(document: &mut Document) -> impl Iterator<Item = &mut document::Meta> {
    let modules = document.modules.iter_mut().map(|module| &mut module.meta);
    let stacks = document.stacks.iter_mut().map(|stack| &mut stack.meta);
    document.rules.iter_mut().map(|rule| &mut rule.meta).chain(stacks).chain(modules)
}

/// How to use two architectures in one file.
const DISTINGUISH: &str = "give one of them an `id`, which also starts the names of its modules: `id = \"orders\"`";

/// Reports code to which an earlier architecture gives another name. Returns whether there is any.
fn report_overlap(
    modules: &[document::Module],
    written: &document::Architecture,
    declared: &BTreeMap<String, (ModuleText, Text)>,
    problems: &mut Problems,
) -> bool {
    let owners: &BTreeMap<&String, (&String, &Text)> = &declared
        .iter()
        .flat_map(|(name, (module, by))| module.paths.iter().chain(&module.crates).map(move |code| (code, (name, by))))
        .collect();
    let common = |module: &&document::Module| [ROOT, SHARED].contains(&module.meta.id.value.as_str());
    let overlaps = modules.iter().filter(|module| !common(module)).flat_map(|module| {
        let code = module.paths.iter().chain(&module.crates).flatten();
        code.filter_map(move |code| Some((code, module, owners.get(&code.value)?)))
    });
    let mut overlaps = overlaps.filter(|(_, module, (name, _))| module.meta.id.value != **name);
    let Some((code, module, (name, by))) = overlaps.next() else { return false };
    let (first, second) = (&by.value, &written.meta.id.value);
    let more = match overlaps.count() {
        0 => String::new(),
        more => format!(", and to {more} more"),
    };
    let message = format!(
        "`{first}` and `{second}` are about the same code: they give the names `{name}` and `{}` to `{}`{more}",
        module.meta.id.value, code.value
    );
    let place = problems.place(by.span.clone());
    let diagnostic = problems.report(Code::DuplicateName, written.name.span.clone(), message);
    diagnostic.related.push(Label { place, text: "the other architecture".into() });
    diagnostic.help.push(
        "code belongs to one module: keep one of the two presets, or give each its own code with `within` or `crates`; only \
         `cqrs` goes with any other preset"
            .into(),
    );
    true
}

/// Adds a module. A module that the rules file declares itself, with code, is used instead; one without code gets the code of
/// the role.
fn add_module(
    module: document::Module,
    expansion: &Expansion,
    written: &document::Architecture,
    document: &mut Document,
    declared: &mut BTreeMap<String, (ModuleText, Text)>,
    problems: &mut Problems,
) {
    let name = module.meta.id.value.clone();
    let text = expansion.modules.iter().find(|text| text.name == name).cloned().unwrap_or_default();
    if [ROOT, SHARED].contains(&name.as_str()) {
        add_common(module, document, problems);
        return;
    }
    if let Some((earlier, by)) = declared.get(&name) {
        if (&earlier.paths, &earlier.crates) != (&text.paths, &text.crates) {
            let message = format!("`{}` and `{}` both declare a module `{name}`", by.value, written.meta.id.value);
            let place = problems.place(by.span.clone());
            let diagnostic = problems.report(Code::DuplicateName, written.name.span.clone(), message);
            diagnostic.related.push(Label { place, text: "declares it, too".into() });
            diagnostic.help.push(DISTINGUISH.into());
        }
        return;
    }
    declared.insert(name.clone(), (text, written.meta.id.clone()));
    match document.modules.iter_mut().find(|own| own.meta.id.value == name) {
        Some(own) if own.paths.is_none() && own.crates.is_none() => {
            own.paths = module.paths;
            own.crates = module.crates;
            if own.open.is_none() && own.exposes.is_none() {
                own.exposes = module.exposes;
            }
        }
        Some(_) => {}
        None => document.modules.push(module),
    }
}

/// Adds a module whose code all architectures of a file share.
fn add_common(module: document::Module, document: &mut Document, problems: &Problems) {
    let Some(own) = document.modules.iter_mut().find(|own| own.meta.id.value == module.meta.id.value) else {
        document.modules.push(module);
        return;
    };
    let listed = own.paths.iter().flatten().chain(own.crates.iter().flatten());
    if listed.clone().any(|text| !problems.is_expanded(text)) {
        return;
    }
    let known: BTreeSet<String> = listed.map(|text| text.value.clone()).collect();
    for (all, new) in [(&mut own.paths, module.paths), (&mut own.crates, module.crates)] {
        let new = new.into_iter().flatten().filter(|text| !known.contains(&text.value));
        let all_of = all.take().unwrap_or_default().into_iter().chain(new).collect::<Vec<_>>();
        *all = Some(all_of).filter(|all| !all.is_empty());
    }
}
