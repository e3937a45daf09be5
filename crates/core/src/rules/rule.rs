//! Validates one entry of `[[rules]]` against the workspace. It checks no code.

use super::{document, meta, model::Rule, names::Names, rule_reader::RuleReader, table::Problems};
use crate::graph::{Context, RustModuleId};

/// Validates one rule. Returns `None` if it is invalid.
pub(super) fn read(
    written: &document::Rule,
    names: &Names<'_>,
    is_ignored: &dyn Fn(RustModuleId, &[Context]) -> bool,
    problems: &mut Problems,
) -> Option<Rule> {
    let before = problems.found.len();
    let meta = meta::read(&written.meta, names, problems);
    let mut reader = RuleReader {
        names,
        settings: &written.settings,
        contexts: &written.contexts,
        allow_empty: written.allow_empty,
        is_ignored,
        problems,
    };
    let body = (written.rule_type.read)(&mut reader);
    let except = reader.exempt(&written.except);
    let is_sound = problems.found.len() == before && !written.broken;
    let rule = Rule {
        meta,
        type_name: written.rule_type.name,
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
