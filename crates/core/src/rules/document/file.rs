//! Parses a whole file, and merges several files.

use super::{
    architecture::{Architecture, architecture},
    module::{Module, module},
    rule::{Rule, rule},
    stack::{Stack, stack},
};
use crate::{
    codes::Code,
    rules::{
        exception,
        model::Level,
        rule_type::RuleType,
        table::{Origin, Problems, Table, Text, string, word},
    },
};
use std::ops::Range;
use toml::de::DeTable;

/// A parsed file, or several merged ones.
#[derive(Debug, Default)]
pub(in crate::rules) struct Document {
    /// `[modules.*]`
    pub modules: Vec<Module>,
    /// `extends`
    pub extends: Vec<Text>,
    /// `[discover] modules`
    pub discover: Vec<Text>,
    /// `[defaults] exposes = "root"`, with the place of the key.
    pub default_root: Option<Range<usize>>,
    /// `[levels]`
    pub levels: Vec<(Text, Level)>,
    /// `[analysis] exclude`
    pub exclude: Vec<Text>,
    /// `[analysis] test-crates`
    pub test_crates: Vec<Text>,
    /// `[analysis] test-code`
    pub test_code: Vec<Text>,
    /// `[analysis] library-names`: packages, each with the name of its library.
    pub library_names: Vec<(Text, Text)>,
    /// `[[architectures]]`
    pub architectures: Vec<Architecture>,
    /// `[[layers]]`
    pub stacks: Vec<Stack>,
    /// `[[rules]]`
    pub rules: Vec<Rule>,
    /// The selectors of rules of an unknown type.
    pub untyped: Vec<Text>,
    /// The ids of rules that can't be read.
    pub unread_ids: Vec<Text>,
    /// `[[exceptions]]`
    pub exceptions: Vec<exception::ExceptionSyntax>,
}

/// Parses a file. Returns `None` if its version is not supported. `start` is the start of its text.
pub(in crate::rules) fn read<'t>(
    root: &'t DeTable<'t>,
    start: usize,
    origin: Origin,
    types: &[&'static RuleType],
    problems: &mut Problems,
) -> Option<Document> {
    let is_member = matches!(origin, Origin::Member(_));
    let what = if is_member { "the rules file of a member" } else { "the rules file" };
    let mut table = Table::new(root, what, start..start);
    let version = version(&mut table, problems);
    let mut document = Document::default();
    for (name, value) in table.table("modules", problems).iter().flat_map(Table::entries) {
        document.modules.extend(module(name, value, problems));
    }
    // The rules file of a package may not set options for the whole workspace.
    if !is_member {
        workspace_wide(&mut table, &mut document, problems);
    }
    let architectures = table.tables("architectures", problems).into_iter();
    document.architectures = architectures.filter_map(|table| architecture(table, problems)).collect();
    document.stacks = table.tables("layers", problems).into_iter().filter_map(|table| stack(table, problems)).collect();
    let rules = table.tables("rules", problems).into_iter();
    let (untyped, unread_ids) = (&mut document.untyped, &mut document.unread_ids);
    document.rules = rules.filter_map(|table| rule(table, types, untyped, unread_ids, problems)).collect();
    let exceptions = table.tables("exceptions", problems);
    document.exceptions = exceptions.into_iter().map(|table| exception::written(table, problems)).collect();
    if is_member {
        let owner = table.string("owner", problems);
        document.own(owner.as_ref());
    }
    table.finish(problems);
    version.map(|()| document)
}

/// Reads the keys that apply to the whole workspace.
fn workspace_wide(table: &mut Table<'_>, document: &mut Document, problems: &mut Problems) {
    document.extends = table.strings("extends", problems).unwrap_or_default();
    if let Some(mut discover) = table.table("discover", problems) {
        document.discover = discover.strings("modules", problems).unwrap_or_default();
        discover.finish(problems);
    }
    if let Some(mut defaults) = table.table("defaults", problems) {
        let root = defaults.word("exposes", &["root"], |word| word, problems);
        document.default_root = root.and_then(|_| defaults.key_span("exposes"));
        defaults.finish(problems);
    }
    for (code, value) in table.table("levels", problems).iter().flat_map(Table::entries) {
        let level = string(value, &code.value, problems)
            .and_then(|level| word(&level, &code.value, Level::ALL, Level::as_str, problems));
        document.levels.extend(level.map(|level| (code, level)));
    }
    if let Some(mut analysis) = table.table("analysis", problems) {
        document.exclude = analysis.strings("exclude", problems).unwrap_or_default();
        document.test_crates = analysis.strings("test-crates", problems).unwrap_or_default();
        document.test_code = analysis.strings("test-code", problems).unwrap_or_default();
        for (package, value) in analysis.table("library-names", problems).iter().flat_map(Table::entries) {
            let library = string(value, &package.value, problems);
            document.library_names.extend(library.map(|library| (package, library)));
        }
        analysis.finish(problems);
    }
}

impl Document {
    /// Adds the content of another file.
    pub(in crate::rules) fn merge(&mut self, other: Self) {
        self.modules.extend(other.modules);
        self.discover.extend(other.discover);
        self.default_root = self.default_root.take().or(other.default_root);
        self.levels.extend(other.levels);
        self.exclude.extend(other.exclude);
        self.test_crates.extend(other.test_crates);
        self.test_code.extend(other.test_code);
        self.library_names.extend(other.library_names);
        self.architectures.extend(other.architectures);
        self.stacks.extend(other.stacks);
        self.rules.extend(other.rules);
        self.untyped.extend(other.untyped);
        self.unread_ids.extend(other.unread_ids);
        self.exceptions.extend(other.exceptions);
    }

    /// Sets the owner of everything without one.
    fn own(&mut self, owner: Option<&Text>) {
        let modules = self.modules.iter_mut().map(|module| &mut module.meta);
        let stacks = self.stacks.iter_mut().map(|stack| &mut stack.meta);
        let architectures = self.architectures.iter_mut().map(|architecture| &mut architecture.meta);
        let metas = self.rules.iter_mut().map(|rule| &mut rule.meta).chain(stacks).chain(modules).chain(architectures);
        let owners = metas.map(|meta| &mut meta.owner);
        for own in owners.chain(self.exceptions.iter_mut().map(|exception| &mut exception.owner)) {
            *own = own.take().or_else(|| owner.cloned());
        }
    }
}

fn version(table: &mut Table<'_>, problems: &mut Problems) -> Option<()> {
    let Some(span) = table.key_span("version") else {
        table.get("version");
        let is_empty = table.entries().next().is_none();
        let what = if is_empty { "is empty: it has no `version` and no rules" } else { "has no `version`" };
        let message = format!("{} {what}", table.name);
        let diagnostic = problems.report(Code::MissingKey, table.span.clone(), message);
        diagnostic.help.push("add `version = 1` at its start".into());
        if is_empty {
            diagnostic
                .help
                .push("or delete it and run `cargo archcheck init`, which writes rules that the code satisfies".into());
        }
        // Report the other mistakes, too.
        return Some(());
    };
    match table.number("version", problems)? {
        1 => Some(()),
        other => {
            let message = format!("unsupported `version` {other}: this archcheck reads version 1");
            problems.report(Code::WrongValue, span, message);
            None
        }
    }
}
