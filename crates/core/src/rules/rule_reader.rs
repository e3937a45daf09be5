//! Reads the keys of one rule for the kind that it belongs to: finds what its selectors mean, and reports a selector
//! that matches nothing or uses an unknown capture. It knows no kind of rule and checks no code.

use super::{
    coverage::{covers_something, report_no_match},
    diagram,
    keys::{self, Key},
    matching::Binding,
    model::{Edges, Meaning, ModuleId, Selector},
    names::Names,
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
use std::collections::{BTreeMap, BTreeSet};

/// The keys of one rule, with what is needed to find the meaning of its selectors.
pub(crate) struct RuleReader<'r, 'n, 'p> {
    pub(super) names: &'r Names<'n>,
    pub(super) settings: &'r Settings,
    pub(super) contexts: &'r [Context],
    pub(super) allow_empty: bool,
    pub(super) edges: Edges,
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
        let mut all = from.iter().map(of);
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
        let mut selectors = Vec::new();
        for text in texts {
            let Some(selector) = self.names.selector(text, self.problems) else { continue };
            if self.is_usable(&selector, text, role) {
                selectors.push(selector);
            }
        }
        selectors
    }

    fn is_usable(&mut self, selector: &Selector, text: &Text, role: Role) -> bool {
        if role == Role::Code && has_outside(&selector.meaning) {
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
        if role != Role::Code {
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

fn has_outside(meaning: &Meaning) -> bool {
    match meaning {
        Meaning::Outside(_) => true,
        Meaning::Any(all) => all.iter().any(has_outside),
        _ => false,
    }
}
