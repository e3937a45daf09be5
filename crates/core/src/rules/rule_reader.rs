//! Reads the keys of one rule for the kind that it belongs to: finds what its selectors mean, and reports a selector
//! that matches nothing or uses an unknown capture. It knows no kind of rule and checks no code.

use super::{
    coverage::{covers_something, report_no_match},
    diagram,
    item_patterns::{self, FilePattern, NamePattern, PathPattern, TextPattern},
    keys::{self, Key},
    matching::Binding,
    model::{Edges, Meaning, ModuleId, Selector},
    names::{self, Names},
    pattern,
    scope::{Nested, Scope},
    settings::Settings,
    suggest,
    table::{Problems, Text},
};
use crate::{
    codes::Code,
    graph::{Context, RustModuleId},
    source::Place,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

/// The keys of one rule, with what is needed to find the meaning of its selectors.
pub(crate) struct RuleReader<'r, 'n, 'p> {
    pub(super) names: &'r Names<'n>,
    pub(super) settings: &'r Settings,
    pub(super) contexts: &'r [Context],
    pub(super) allow_empty: bool,
    pub(super) edges: Edges,
    /// The keys of the rule that select references, each with its place.
    pub(super) reference_keys: &'r [(&'static str, Range<usize>)],
    pub(super) id: &'r Text,
    /// Returns whether the rule checks code of a Rust module.
    pub(super) is_checked: &'r dyn Fn(RustModuleId) -> bool,
    pub(super) problems: &'p mut Problems,
}

/// A diagram of the modules of the rules file.
#[derive(Debug)]
pub(crate) struct ModuleDiagram {
    /// The path of the file, as the rule names it.
    pub(crate) path: String,
    /// Where the rule names it.
    pub(crate) place: Place,
    /// The number of modules of the rules file.
    pub(crate) modules: usize,
    /// The arrows: which module may depend on which.
    pub(crate) allowed: BTreeSet<(ModuleId, ModuleId)>,
}

/// What a list of selectors is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    /// `from`, `among`: code of the workspace.
    Code,
    /// `to`: code, items, and crates outside.
    Target,
    /// `except`: the same.
    Except,
    /// `within` of rules about items: code of the workspace, and items.
    Items,
}

/// The captures (`{x}`) of the entries of `from`.
struct Captures {
    in_every_entry: BTreeSet<String>,
    in_some_entry: BTreeSet<String>,
}

impl Captures {
    fn of(from: &[Text]) -> Self {
        let of = |text: &Text| -> BTreeSet<String> {
            match pattern::selector(&text.value) {
                Ok(pattern::SelectorSyntax::Pattern(pattern)) => {
                    pattern::captures(&pattern.segments).map(str::to_owned).collect()
                }
                _ => BTreeSet::new(),
            }
        };
        let mut all = from.iter().filter(|text| !is_negated(text)).map(of);
        let first = all.next().unwrap_or_default();
        let start = Self { in_every_entry: first.clone(), in_some_entry: first };
        all.fold(start, |so_far, next| Self {
            in_every_entry: &so_far.in_every_entry & &next,
            in_some_entry: &so_far.in_some_entry | &next,
        })
    }
}

impl RuleReader<'_, '_, '_> {
    /// Reads selectors of code of the workspace: `from`, `among`.
    pub(crate) fn code(&mut self, key: &Key) -> Vec<Selector> {
        let texts = self.settings.texts(key);
        self.check_captures(texts, &Captures::of(&[]));
        self.selectors(texts, Role::Code)
    }

    /// Reads selectors of what references lead to, which may use the captures of `from`: `to`.
    pub(crate) fn targets(&mut self, key: &Key) -> Vec<Selector> {
        let texts = self.settings.texts(key);
        let selectors = self.selectors(texts, Role::Target);
        self.check_captures(texts, &Captures::of(self.settings.texts(&keys::FROM)));
        selectors
    }

    /// Reads selectors of code of the workspace and of items.
    pub(crate) fn items(&mut self, key: &Key) -> Vec<Selector> {
        self.selectors(self.settings.texts(key), Role::Items)
    }

    /// Reads patterns of the paths of items, in the workspace or outside it. A path that starts with a crate outside needs no
    /// `extern:`, and neither do the names of the prelude.
    pub(crate) fn paths(&mut self, key: &Key) -> Vec<PathPattern> {
        let texts = self.settings.texts(key);
        texts.iter().filter_map(|text| self.path(text)).collect()
    }

    /// Reads the path of an attribute, without its arguments. `written` is one of the strings of the key.
    pub(crate) fn attribute_path(&mut self, key: &Key, written: &str) -> Option<PathPattern> {
        let text = self.settings.texts(key).iter().find(|text| text.value == written)?;
        let value = written.split('(').next().unwrap_or_default().trim().to_owned();
        self.path(&Text { value, span: text.span.clone() })
    }

    /// Reads selectors of code of the workspace, for conditions.
    pub(crate) fn selected(&mut self, key: &Key) -> Vec<Selector> {
        self.selectors(self.settings.texts(key), Role::Target)
    }

    fn path(&mut self, text: &Text) -> Option<PathPattern> {
        let value = &text.value;
        let head = value.split("::").next().unwrap_or_default();
        let full = match item_patterns::prelude_path(value) {
            Some(path) => path.join("::"),
            None if value.contains("::") && self.names.is_outside(head) => format!("extern:{value}"),
            None => value.clone(),
        };
        let is_word = !full.contains([':', '*', '{']);
        if is_word && !self.names.modules.contains_key(value) {
            let message = format!("`{value}` is no path");
            let diagnostic = self.problems.report(Code::BadPattern, text.span.clone(), message);
            diagnostic
                .help
                .push("write the path with its crate, such as `thiserror::Error` or `shop::ports::*`".into());
            return None;
        }
        let selector = self.names.selector(&Text { value: full, span: text.span.clone() }, self.problems)?;
        let selector = Selector { text: value.clone(), ..selector };
        let anywhere = item_patterns::wildcard_segments(value);
        let is_usable = anywhere.is_some() || self.is_usable(&selector, text, Role::Target);
        is_usable.then_some(PathPattern { selector, anywhere })
    }

    /// Reads patterns of names.
    pub(crate) fn name_patterns(&mut self, key: &Key) -> Vec<NamePattern> {
        let mut patterns = Vec::new();
        for text in self.settings.texts(key) {
            match NamePattern::parse(&text.value) {
                Ok(pattern) => patterns.push(pattern),
                Err(error) => self.problems.bad_pattern(text, error),
            }
        }
        patterns
    }

    /// Reads globs of files, relative to the root of the workspace.
    pub(crate) fn file_patterns(&mut self, key: &Key) -> Vec<FilePattern> {
        let mut patterns = Vec::new();
        for text in self.settings.texts(key) {
            let Some(glob) = names::glob(text, self.problems) else { continue };
            let pattern = FilePattern { text: text.value.clone(), glob };
            if !self.allow_empty && !self.names.code.file_paths().any(|path| pattern.matches(path)) {
                let message = format!("`{}` matches no file", text.value);
                let diagnostic = self.problems.report_unmatched(Code::MatchesNothing, text.span.clone(), message);
                diagnostic.help.push("write the path from the root of the workspace, such as `src/ports/**`".into());
                if !self.problems.keeps_unmatched() {
                    continue;
                }
            }
            patterns.push(pattern);
        }
        patterns
    }

    /// Reads patterns of code as written.
    pub(crate) fn text_patterns(&self, key: &Key) -> Vec<TextPattern> {
        self.settings.texts(key).iter().map(|text| TextPattern::new(&text.value)).collect()
    }

    /// Returns the strings of a key that takes one or more.
    pub(crate) fn strings(&self, key: &Key) -> Vec<String> {
        self.settings.texts(key).iter().map(|text| text.value.clone()).collect()
    }

    /// Returns the value of a boolean key; `None` without the key.
    pub(crate) fn optional_flag(&self, key: &Key) -> Option<bool> {
        self.settings.flag(key)
    }

    /// Reads the keys of a nested table. Returns `None` without it.
    pub(crate) fn inside<T>(&mut self, key: &Key, read: impl FnOnce(&mut RuleReader<'_, '_, '_>) -> T) -> Option<T> {
        let settings = self.settings.inner(key)?;
        let mut inner = RuleReader {
            names: self.names,
            settings,
            contexts: self.contexts,
            allow_empty: self.allow_empty,
            edges: self.edges,
            reference_keys: self.reference_keys,
            id: self.id,
            is_checked: self.is_checked,
            problems: self.problems,
        };
        Some(read(&mut inner))
    }

    /// Returns whether nothing is written in the table.
    pub(crate) fn is_blank(&self) -> bool {
        self.settings.is_blank()
    }

    /// Returns whether selectors may match nothing.
    pub(crate) fn allows_empty(&self) -> bool {
        self.allow_empty
    }

    /// Reports the keys that select references. The rule checks none, since it is about `what`.
    pub(crate) fn reject_reference_keys(&mut self, what: &str) {
        for (key, span) in self.reference_keys {
            let message = format!("`{}` is about {what}, so it must not have `{key}`", self.id.value);
            let diagnostic = self.problems.report(Code::WrongValue, span.clone(), message);
            diagnostic.help.push(format!("remove `{key}`: it is for rules about references"));
        }
    }

    /// Reports that the rule as a whole is wrong.
    pub(crate) fn report(&mut self, code: Code, message: &str, help: &str) {
        let message = format!("`{}` {message}", self.id.value);
        self.problems.report(code, self.id.span.clone(), message).help.push(help.to_owned());
    }

    /// Reads `except`, whose entries may use the captures of `from`.
    pub(super) fn exempt(&mut self, texts: &[Text]) -> Vec<Selector> {
        let selectors = self.selectors(texts, Role::Except);
        self.check_captures(texts, &Captures::of(self.settings.texts(&keys::FROM)));
        selectors
    }

    /// Returns the value of a boolean key, or false without the key.
    pub(crate) fn flag(&self, key: &Key) -> bool {
        self.settings.flag(key).unwrap_or_default()
    }

    /// Returns the value of a key that takes a whole number.
    pub(crate) fn number(&self, key: &Key) -> Option<u32> {
        self.settings.number(key)
    }

    /// Returns the value of a key that takes a number between 0 and 1.
    pub(crate) fn share(&self, key: &Key) -> Option<f64> {
        self.settings.share(key)
    }

    /// Returns the value of a key that takes one of some words.
    pub(crate) fn word(&self, key: &Key) -> Option<&'static str> {
        self.settings.word(key)
    }

    /// Reads the diagram in the file that a key names, and returns the modules and arrows in it. Every module must be a node,
    /// and every node must be a module or marked as external.
    pub(crate) fn diagram(&mut self, key: &Key) -> Option<ModuleDiagram> {
        let file = self.settings.file(key)?;
        let path = file.path.clone();
        let (start, text) = file.contents.as_ref()?;
        let diagram = match diagram::parse(text) {
            Ok(diagram) => diagram,
            Err(errors) => {
                for error in errors {
                    let span = start + error.span.start..start + error.span.end;
                    let diagnostic = self.problems.report(Code::DiagramSyntax, span, error.message);
                    diagnostic.help.push("a `diagram` rule reads a small part of the language, so that nothing is ignored: see the page of `diagram` rules".into());
                }
                return None;
            }
        };
        let module = |node: &diagram::Node| {
            let names = [node.label.as_deref(), Some(node.id.as_str())];
            names.into_iter().flatten().find_map(|name| self.names.modules.get(name).copied())
        };
        let modules: Vec<Option<ModuleId>> = diagram.nodes.iter().map(module).collect();
        for (node, module) in diagram.nodes.iter().zip(&modules) {
            if module.is_none() && !node.is_external {
                let name = node.label.as_deref().unwrap_or(&node.id);
                let span = start + node.span.start..start + node.span.end;
                let help = suggest::sentence(name, self.names.modules.keys().map(String::as_str));
                let diagnostic = self.problems.report(Code::UnknownName, span, format!("there is no module `{name}`"));
                diagnostic.help.extend(help);
                diagnostic.help.push("mark a node that is no module with the class (or stereotype) `external`".into());
            }
        }
        let drawn: BTreeSet<ModuleId> = modules.iter().copied().flatten().collect();
        let missing: BTreeMap<ModuleId, &String> =
            self.names.modules.iter().map(|(name, id)| (*id, name)).filter(|(id, _)| !drawn.contains(id)).collect();
        for name in missing.into_values() {
            let message = format!("the diagram `{}` has no node for module `{name}`", path.value);
            let diagnostic = self.problems.report(Code::NotInDiagram, path.span.clone(), message);
            diagnostic
                .help
                .push("add the node, or draw the modules anew with `cargo archcheck graph --by module`".into());
        }
        let count = self.names.modules.values().collect::<BTreeSet<_>>().len();
        let allowed = diagram.arrows.iter().filter_map(|arrow| Some((modules[arrow.from]?, modules[arrow.to]?)));
        Some(ModuleDiagram {
            place: self.problems.place(path.span),
            path: path.value,
            modules: count,
            allowed: allowed.collect(),
        })
    }

    fn selectors(&mut self, texts: &[Text], role: Role) -> Vec<Selector> {
        let (negated, texts): (Vec<&Text>, Vec<&Text>) = texts.iter().partition(|text| is_negated(text));
        let mut selectors = Vec::new();
        for text in &texts {
            let Some(selector) = self.names.selector(text, self.problems) else { continue };
            if self.is_usable(&selector, text, role) {
                selectors.push(selector);
            }
        }
        if let (true, Some(text)) = (texts.is_empty(), negated.first()) {
            let message = format!("`{}` takes nothing away, since the list selects nothing else", text.value);
            let diagnostic = self.problems.report(Code::BadPattern, text.span.clone(), message);
            diagnostic.help.push("add the code that it is a part of, such as `\"**\"` for all code".into());
            return selectors;
        }
        let others: Vec<_> = negated.into_iter().filter_map(|text| self.negated(text, &selectors)).collect();
        if !others.is_empty() {
            for selector in &mut selectors {
                let own = std::mem::replace(&mut selector.meaning, Meaning::Any(Vec::new()));
                selector.meaning = Meaning::Except(Box::new(own), others.clone());
            }
            self.report_all_negated(&texts, &selectors);
        }
        selectors
    }

    /// Reads `!SELECTOR`. It must take code away from one of some selectors, if these select code.
    fn negated(&mut self, text: &Text, from: &[Selector]) -> Option<Selector> {
        let own = text.value[1..].trim_start();
        if own.starts_with('!') {
            let message = format!("`{}`: more than one `!`", text.value);
            let diagnostic = self.problems.report(Code::BadPattern, text.span.clone(), message);
            diagnostic.help.push(format!("write `!{}` to take its code away", own.trim_start_matches(['!', ' '])));
            return None;
        }
        let skipped = text.value.len() - own.len();
        let positive =
            Text { value: own.to_owned(), span: (text.span.start + skipped).min(text.span.end)..text.span.end };
        let selector = self.names.selector(&positive, self.problems)?;
        if has_captures(&positive) {
            let message = format!("`{}`: `!` and captures can't be combined", text.value);
            let diagnostic = self.problems.report(Code::BadPattern, text.span.clone(), message);
            diagnostic.help.push("list it in `except` instead, which may use the captures of `from`".into());
            return None;
        }
        let code = &self.names.code;
        if !self.allow_empty && !covers_something(&selector.meaning, code) {
            report_no_match(&positive, code, self.problems);
            return None;
        }
        let (scope, all, free) = (Scope::of(&selector.meaning, code), Scope::new(from, code), Binding::new());
        let covers = |scope: &Scope<'_>, id| scope.find(code, id, &free, Nested::Deepest).is_some();
        let mut covered = code.graph.modules().map(|(id, _)| id).filter(|id| covers(&scope, *id)).peekable();
        // An item, or code outside the workspace, may be among what the others select.
        let is_module = covered.peek().is_some();
        if is_module && !self.allow_empty && !from.is_empty() && !covered.any(|id| covers(&all, id)) {
            let message = format!("`{}` takes nothing away: nothing else in the list selects this code", text.value);
            self.problems.report_unmatched(Code::NeverReports, text.span.clone(), message);
            return None;
        }
        Some(Selector { text: text.value.clone(), ..selector })
    }

    /// Reports selectors of which `!…` takes everything away.
    fn report_all_negated(&mut self, texts: &[&Text], selectors: &[Selector]) {
        let code = &self.names.code;
        let free = Binding::new();
        for (text, selector) in
            texts.iter().filter_map(|text| Some((text, selectors.iter().find(|one| one.text == text.value)?)))
        {
            let Meaning::Except(own, _) = &selector.meaning else { continue };
            let covered = |meaning| {
                let scope = Scope::of(meaning, code);
                code.graph.modules().any(|(id, _)| scope.find(code, id, &free, Nested::Deepest).is_some())
            };
            if !self.allow_empty && covered(own) && !covered(&selector.meaning) {
                let message = format!("`{}` selects nothing: the entries with `!` take everything away", text.value);
                self.problems.report_unmatched(Code::MatchesNothing, text.span.clone(), message);
            }
        }
    }

    fn is_usable(&mut self, selector: &Selector, text: &Text, role: Role) -> bool {
        if matches!(role, Role::Code | Role::Items) && has_outside(&selector.meaning) {
            let message =
                format!("`{}` is outside the workspace, but this key selects code of the workspace", text.value);
            self.problems.report(Code::WrongValue, text.span.clone(), message);
            return false;
        }
        // What a rule with `allow-empty` names may not be written yet.
        if self.allow_empty {
            return true;
        }
        let code = &self.names.code;
        if !matches!(role, Role::Code | Role::Items) {
            let is_covering = covers_something(&selector.meaning, code);
            if !is_covering {
                report_no_match(text, code, self.problems);
            }
            return if is_covering { self.can_be_declared(selector, text) } else { self.problems.keeps_unmatched() };
        }
        let scope = Scope::of(&selector.meaning, code);
        let free = Binding::new();
        let covered = || {
            let ids = code.graph.modules().map(|(id, _)| id);
            ids.filter(|id| scope.find(code, *id, &free, Nested::Deepest).is_some())
        };
        if role == Role::Items && covered().next().is_none() && covers_something(&selector.meaning, code) {
            return true;
        }
        if covered().next().is_none() {
            report_no_match(text, code, self.problems);
            return self.problems.keeps_unmatched();
        }
        if !self.names.is_limited_to_member(text, covered(), self.problems) {
            return false;
        }
        if !covered().any(self.is_checked) {
            let contexts: Vec<_> = self.contexts.iter().map(|context| context.as_str()).collect();
            let message = format!("`{}` matches only code that this rule ignores", text.value);
            let diagnostic = self.problems.report_unmatched(Code::MatchesNothing, text.span.clone(), message);
            let help = format!(
                "the rule checks only code of the contexts {}, and no files that `[analysis] exclude` lists",
                contexts.join(", ")
            );
            diagnostic.help.push(help);
            return self.problems.keeps_unmatched();
        }
        self.can_be_declared(selector, text)
    }

    /// Returns whether a selector covers an end of declared dependencies, if the rule checks those, and reports it otherwise.
    fn can_be_declared(&mut self, selector: &Selector, text: &Text) -> bool {
        let code = &self.names.code;
        if self.edges == Edges::Source || has_outside(&selector.meaning) {
            return true;
        }
        let (scope, free) = (Scope::of(&selector.meaning, code), Binding::new());
        if code.package_roots().into_iter().any(|id| scope.find(code, id, &free, Nested::Deepest).is_some()) {
            return true;
        }
        report_undeclarable(text, self.problems);
        self.problems.keeps_unmatched()
    }

    /// Reports captures that `from` does not set: `{!x}` needs an `{x}`, an `{x}` that some entry of `from` sets must be set
    /// by each of them, and if `from` has captures, any other must occur twice.
    fn check_captures(&mut self, texts: &[Text], from: &Captures) {
        for text in texts {
            let Ok(pattern::SelectorSyntax::Pattern(pattern)) = pattern::selector(&text.value) else { continue };
            let own: BTreeSet<_> = pattern::captures(&pattern.segments).collect();
            let used = own.iter().copied().filter(|name| from.in_some_entry.contains(*name));
            let differing = pattern::differing(&pattern.segments).filter(|name| !own.contains(name));
            // A capture of its own is of use only if it occurs twice, but next to those of `from` it is most likely a mistake.
            let count = |name: &str| pattern::captures(&pattern.segments).filter(|other| *other == name).count();
            let single = own.iter().copied().filter(|name| !from.in_some_entry.is_empty() && count(name) == 1);
            for name in used.chain(differing).chain(single).collect::<BTreeSet<_>>() {
                if from.in_every_entry.contains(name) {
                    continue;
                }
                let help = suggest::nearest(name, from.in_every_entry.iter().map(String::as_str));
                let message = if from.in_some_entry.contains(name) {
                    format!("`{}`: not every entry of `from` captures `{{{name}}}`", text.value)
                } else {
                    format!("`{}`: nothing captures `{{{name}}}`", text.value)
                };
                let diagnostic = self.problems.report(Code::BadPattern, text.span.clone(), message);
                diagnostic.help.extend(help.map(|nearest| format!("did you mean `{{{nearest}}}`?")));
            }
        }
    }
}

/// Reports a selector that covers no end of declared dependencies.
pub(super) fn report_undeclarable(text: &Text, problems: &mut Problems) {
    let message = format!("`{}` is no part of any dependency with `edges = \"declared\"`", text.value);
    let diagnostic = problems.report_unmatched(Code::NeverReports, text.span.clone(), message);
    diagnostic.help.push(
        "manifests declare dependencies of whole packages, for which the root of the library stands, or else that of a \
         binary: name a crate, or remove `edges`"
            .into(),
    );
}

/// Returns whether an entry of a list takes code away.
pub(super) fn is_negated(text: &Text) -> bool {
    text.value.starts_with('!')
}

fn has_captures(text: &Text) -> bool {
    match pattern::selector(&text.value) {
        Ok(pattern::SelectorSyntax::Pattern(pattern)) => pattern.segments.iter().any(pattern::Segment::has_capture),
        _ => false,
    }
}

fn has_outside(meaning: &Meaning) -> bool {
    match meaning {
        Meaning::Outside(_) => true,
        Meaning::Any(all) => all.iter().any(has_outside),
        Meaning::Except(all, _) => has_outside(all),
        _ => false,
    }
}
