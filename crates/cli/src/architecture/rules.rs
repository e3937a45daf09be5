//! The rules, the layers and the restrictions of modules, with what they cover and what they found.

use super::{
    input::ReportInput,
    model::{DebtItem, RuleEntry},
};
use archcheck_core::{
    codes::Code,
    rules::{Binding, Codebase, Level, Meaning, Meta, Nested, Scope, Selector},
};
use std::collections::BTreeMap;

/// Returns all rules, in the order of the rules file: layers, rules, modules.
pub(super) fn rules(input: &ReportInput<'_>, items: &[DebtItem]) -> Vec<RuleEntry> {
    let code = Codebase::new(input.analysis, &input.rules.owners);
    let covers = |meanings: &[&Meaning]| {
        let scopes: Vec<Scope<'_>> = meanings.iter().map(|meaning| Scope::of(meaning, &code)).collect();
        let free = Binding::new();
        let covered = |at: usize| {
            let id = archcheck_core::graph::RustModuleId(at as u32);
            input.code.is_shown[at]
                && scopes.iter().any(|scope| scope.find(&code, id, &free, Nested::Outermost).is_some())
        };
        (0..input.analysis.graph.modules.len()).filter(|at| covered(*at)).count()
    };
    let mut found: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for item in items {
        *found.entry((&item.rule, item.kind)).or_default() += 1;
    }
    let found = |id: &str, kind: &str| found.get(&(id, kind)).copied().unwrap_or_default();
    let entry = |meta: &Meta, id: String, kind: &str, requires: String| RuleEntry {
        violations: found(&id, "violation"),
        baselined: found(&id, "baseline"),
        exceptions: found(&id, "exception"),
        id,
        kind: kind.to_owned(),
        requires,
        severity: meta.severity.unwrap_or(Level::Error).as_str(),
        reason: meta.reason.clone(),
        adr: meta.adr.clone(),
        owner: meta.owner.clone(),
        review_by: meta.review_by.map(|date| date.to_string()),
        selectors: BTreeMap::new(),
        covers: 0,
        line: input.analysis.sources.locate(meta.place).1.line,
    };
    let mut entries = Vec::new();
    for stack in &input.rules.stacks {
        let layers: Vec<_> = stack.containers.iter().flat_map(|container| &container.layers).collect();
        let mut names: Vec<String> = Vec::new();
        for layer in &layers {
            if !names.contains(&layer.name) {
                names.push(layer.name.clone());
            }
        }
        let below = if stack.closed { "the next layer below" } else { "layers below" };
        let mut own = entry(&stack.meta, stack.meta.id.clone(), "layers", format!("each layer may use only {below}"));
        own.selectors.insert("order", names);
        own.covers = covers(&layers.iter().map(|layer| &layer.meaning).collect::<Vec<_>>());
        entries.push(own);
    }
    for rule in &input.rules.rules {
        let mut own = entry(&rule.meta, rule.meta.id.clone(), rule.type_name, rule.body.describe());
        let selectors = rule.body.selectors();
        let except = ("except", rule.except.as_slice());
        for (key, selectors) in selectors.iter().copied().chain([except]).filter(|(_, own)| !own.is_empty()) {
            own.selectors.insert(key, texts(selectors));
        }
        let meanings: Vec<_> =
            selectors.iter().flat_map(|(_, own)| own.iter()).map(|selector| &selector.meaning).collect();
        own.covers = covers(&meanings);
        entries.push(own);
    }
    for (at, module) in input.rules.modules.iter().enumerate() {
        let size =
            input.summaries.modules[at].rust_modules.iter().filter(|id| input.code.is_shown[id.0 as usize]).count();
        let mut add = |key: &'static str, requires: &str, listed: Vec<String>| {
            let mut own = entry(&module.meta, format!("{}.{key}", module.meta.id), key, requires.to_owned());
            own.selectors.insert(key, listed);
            own.covers = size;
            entries.push(own);
        };
        if let Some(listed) = &module.depends_on {
            let listed = listed.value.iter().map(|allowed| allowed.text.clone()).collect();
            add("depends-on", "it may depend only on the listed modules", listed);
        }
        if let Some(listed) = &module.exposes {
            add("exposes", "others may use only the listed code of it", texts(&listed.value));
        }
        if let Some(listed) = &module.visible_to {
            add("visible-to", "only the listed code may use it", texts(&listed.value));
        }
    }
    if !input.rules.modules.is_empty() {
        let level = input.rules.levels.get(&Code::Unassigned).copied().unwrap_or(Level::Error);
        entries.push(RuleEntry {
            id: "unassigned".to_owned(),
            kind: "unassigned".to_owned(),
            requires: "each Rust module belongs to a module".to_owned(),
            severity: level.as_str(),
            reason: None,
            adr: None,
            owner: None,
            review_by: None,
            selectors: BTreeMap::new(),
            covers: input.code.is_shown.iter().filter(|shown| **shown).count(),
            violations: found("unassigned", "violation"),
            baselined: found("unassigned", "baseline"),
            exceptions: found("unassigned", "exception"),
            line: 1,
        });
    }
    entries
}

fn texts(selectors: &[Selector]) -> Vec<String> {
    selectors.iter().map(|selector| selector.text.clone()).collect()
}
