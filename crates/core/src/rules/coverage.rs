//! Whether a selector covers anything in the workspace, and the diagnostic if it does not. It checks no code.

use super::{
    code::Codebase,
    items,
    matching::Binding,
    model::{Meaning, Selector},
    pattern::Segment,
    std_paths, suggest,
    table::{Problems, Text},
};
use crate::{
    codes::Code,
    diagnostic::Diagnostic,
    graph::{OutsideId, RustModuleId},
    workspace::{STANDARD_CRATES, is_standard},
};

/// Reports a pattern that matches nothing, with the nearest path that exists.
pub(super) fn report_no_match(text: &Text, code: &Codebase<'_>, problems: &mut Problems) {
    let items = code
        .graph
        .modules
        .iter()
        .flat_map(|module| module.names.iter().map(|name| format!("{}::{}", module.path, code.graph.name(*name))));
    let std = STANDARD_CRATES.iter().find(|name| text.value.starts_with(&format!("{name}::")));
    if let Some(std) = std.filter(|_| !is_covered_by_workspace(text, code)) {
        let help = suggest::sentence(&text.value, std_paths::all(std).iter().map(String::as_str));
        let message = format!("the standard library has no `{}`, as far as this archcheck knows", text.value);
        let diagnostic = problems.report_unmatched(Code::MatchesNothing, text.span.clone(), message);
        diagnostic.help.push(help.unwrap_or_else(|| {
            "correct the path, or set `allow-empty = true` if a newer version of Rust has it".into()
        }));
        return;
    }
    let message = format!("`{}` matches no code", text.value);
    if let Some(path) = text.value.strip_prefix("file:") {
        let help = suggest::sentence(path, code.files()).unwrap_or_else(|| {
            "globs are relative to the root of the workspace, and `*` matches no `/`: `file:src/generated/**`".into()
        });
        problems.report_unmatched(Code::MatchesNothing, text.span.clone(), message).help.push(help);
        return;
    }
    if text.value.starts_with("crate:") {
        let help = "`crate:` takes the names and directories of packages, such as `crate:shop-*` or `crate:crates/*`; a path of \
                    Rust modules starts with the name of the crate itself: `shop::orders`, `*::orders`";
        problems.report_unmatched(Code::MatchesNothing, text.span.clone(), message).help.push(help.into());
        return;
    }
    let written = text.value.trim_start_matches('=');
    let paths: Vec<String> = code.graph.modules.iter().map(|module| module.path.clone()).chain(items).collect();
    let help = if let Some((module, _)) = written.rsplit_once("::").filter(|_| paths.iter().any(|path| path == written))
    {
        Some(format!(
            "`{written}` is an item, and a selector covers whole Rust modules here: write `{module}`, which contains it; rules \
             with `type = \"items\"` check items"
        ))
    } else {
        suggest::sentence(written, paths.iter().map(String::as_str))
    };
    problems.report_unmatched(Code::MatchesNothing, text.span.clone(), message).help.extend(help);
}

/// The macros of the standard library that are called without a path. Those with the name of a Rust module that rules are
/// usually about, such as `env`, are not listed.
const PRELUDE_MACROS: [&str; 24] = [
    "assert",
    "assert_eq",
    "assert_ne",
    "compile_error",
    "dbg",
    "debug_assert",
    "debug_assert_eq",
    "debug_assert_ne",
    "eprint",
    "eprintln",
    "format",
    "format_args",
    "include_bytes",
    "include_str",
    "matches",
    "panic",
    "print",
    "println",
    "thread_local",
    "todo",
    "unimplemented",
    "unreachable",
    "write",
    "writeln",
];

/// Warns of a rule about a macro of the standard library: calls without a path are not references.
pub(super) fn report_unseen_calls(selector: &Selector, problems: &mut Problems) {
    let Meaning::Outside(path) = &selector.meaning else { return };
    let [krate, name] = path.as_slice() else { return };
    let (Some(krate), Some(name)) = (krate.literal(), name.literal()) else { return };
    if !is_standard(krate) || !PRELUDE_MACROS.contains(&name) {
        return;
    }
    let message = format!("`{}` covers only calls with a path: `{name}!(…)` is no reference", selector.text);
    let diagnostic = Diagnostic::new(Code::UnseenCalls, message).at(selector.place, "");
    let help = "list the macro under `disallowed-macros` in `clippy.toml`, too: Clippy finds all calls";
    problems.found.push(diagnostic.help(help));
}

/// Returns whether the workspace has a crate with the name that a text starts with.
fn is_covered_by_workspace(text: &Text, code: &Codebase<'_>) -> bool {
    code.workspace.crates.iter().any(|krate| text.value.split("::").next() == Some(&krate.name))
}

/// Returns whether a meaning covers a Rust module. To ask for many, prepare a [`Scope`](super::Scope) instead.
pub fn covers_module(meaning: &Meaning, code: &Codebase<'_>, module: RustModuleId) -> bool {
    match meaning {
        Meaning::Modules(modules) => code.owner(module).is_some_and(|owner| modules.contains(&owner)),
        Meaning::Crates(packages) => packages.contains(&code.package(module)),
        Meaning::Code(pattern) => {
            let free = Binding::new();
            let mut at = code.upward(module).filter(|at| !pattern.exact || *at == module);
            at.any(|at| code.matches(pattern, at, &free))
        }
        Meaning::Files(modules) => modules.contains(&module),
        Meaning::Owned(_, modules) => modules.binary_search(&module).is_ok(),
        Meaning::Except(own, others) => {
            covers_module(own, code, module) && !others.iter().any(|other| covers_module(&other.meaning, code, module))
        }
        Meaning::Outside(_) => false,
        Meaning::Any(all) => all.iter().any(|one| covers_module(one, code, module)),
    }
}

/// Returns whether a selector covers a Rust module or an item of the workspace. Selectors of crates outside always do:
/// the workspace need not use them. But the standard library must have the path, unless the workspace uses it.
pub(super) fn covers_something(meaning: &Meaning, code: &Codebase<'_>) -> bool {
    match meaning {
        Meaning::Outside(path) => {
            let is_std = path.first().and_then(Segment::literal).is_some_and(is_standard);
            let is_used = || {
                let ids = (0..code.graph.outside.len() as u32).map(OutsideId);
                ids.into_iter().any(|id| code.covers_outside(path, id, None, &Binding::new()))
            };
            !is_std || std_paths::is_known(path) || is_used()
        }
        Meaning::Modules(modules) => !modules.is_empty(),
        Meaning::Crates(packages) => !packages.is_empty(),
        Meaning::Any(all) => all.iter().any(|one| covers_something(one, code)),
        Meaning::Files(modules) | Meaning::Owned(_, modules) => !modules.is_empty(),
        Meaning::Except(all, _) => covers_something(all, code),
        Meaning::Code(pattern) => {
            let free = Binding::new();
            code.graph.modules().any(|(id, _)| code.matches(pattern, id, &free))
                || items::is_held(pattern, code, |_| true, |_, _| true)
        }
    }
}
