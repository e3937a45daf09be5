//! Validates one entry of `[[rules]]` against the workspace. It checks no code.

use super::{
    analysis_settings::AnalysisSettings,
    coverage, document, keys, meta,
    model::Rule,
    names::Names,
    reach::Reach,
    rule_reader::{RuleReader, is_negated},
    table::{Problems, Text},
};
use crate::{codes::Code, diagnostic::Diagnostic, graph::RustModuleId};

/// Validates one rule. Returns `None` if it is invalid.
pub(super) fn read(
    written: &document::Rule,
    names: &Names<'_>,
    settings: &AnalysisSettings,
    problems: &mut Problems,
) -> Option<Rule> {
    let before = problems.found.len();
    let meta = meta::read(&written.meta, names, problems);
    let is_checked =
        |id: RustModuleId| settings.is_checked(names.code.graph, names.code.package(id), id, &written.contexts);
    let mut reader = RuleReader {
        names,
        settings: &written.settings,
        contexts: &written.contexts,
        allow_empty: written.allow_empty,
        edges: written.edges,
        reference_keys: &written.reference_keys,
        id: &written.meta.id,
        is_checked: &is_checked,
        problems,
    };
    let body = (written.kind.read)(&mut reader);
    let except = reader.exempt(&written.except);
    if problems.found.len() == before && !written.broken && !written.allow_empty {
        let reach = Reach::new(&except, &names.code, &is_checked, written.edges);
        if let Some(reason) = body.as_ref().and_then(|body| (written.kind.idle)(&**body, &reach)) {
            report_idle(&written.meta.id, &reason, problems).help.push(
                "correct the rule or remove it, or set `allow-empty = true` if the code does not exist yet".into(),
            );
        } else if let Some(body) = &body {
            let judged = body.judged();
            for (text, _) in written
                .except
                .iter()
                .filter(|text| !is_negated(text))
                .zip(&except)
                .filter(|(_, entry)| reach.is_dead(entry, &judged))
            {
                if let Some(parameter) = problems.parameter(text) {
                    let message = format!(
                        "`{}` in `domain-may-use` changes nothing: `{}` forbids nothing in it",
                        text.value, written.meta.id.value
                    );
                    let diagnostic = problems.report_unmatched(Code::MatchesNothing, parameter.span, message);
                    diagnostic
                        .help
                        .push("remove it: the domain may use all code that `domain-avoids` does not list".into());
                    continue;
                }
                let message = format!(
                    "`{}` exempts nothing: `{}` checks no reference from or to it",
                    text.value, written.meta.id.value
                );
                let diagnostic = problems.report_unmatched(Code::MatchesNothing, text.span.clone(), message);
                diagnostic.help.push("correct the entry of `except`, or remove it".into());
            }
        }
    }
    let is_sound = problems.found.len() == before && !written.broken;
    for (key, selectors) in body.as_ref().map(|body| body.selectors()).unwrap_or_default() {
        if key == keys::TO.name {
            for selector in selectors {
                coverage::report_unseen_calls(selector, problems);
            }
        }
    }
    let rule = Rule {
        meta,
        type_name: written.kind.name,
        body: body?,
        except,
        kinds: written.kinds.clone(),
        contexts: written.contexts.clone(),
        opaque: written.opaque,
        edges: written.edges,
        strict: written.strict,
    };
    is_sound.then_some(rule)
}

/// Reports a rule, or a stack of layers, that can never report anything.
pub(super) fn report_idle<'p>(id: &Text, reason: &str, problems: &'p mut Problems) -> &'p mut Diagnostic {
    let message = format!("`{}` can never report anything: {reason}", id.value);
    problems.report_unmatched(Code::NeverReports, id.span.clone(), message)
}
