//! Parses `[[rules]]`. The types of rules are passed in.

use super::meta::{Meta, identified};
use crate::{
    codes::Code,
    graph::{Context, ReferenceKind},
    rules::{
        keys::REFERENCE_KEYS,
        model::Edges,
        rule_type::RuleType,
        settings::{Settings, reject_empty_list},
        table::{Problems, Table, Text, word},
    },
};
use std::ops::Range;

/// A rule as written.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a key of its own")]
pub(in crate::rules) struct Rule {
    /// Its `id` and the keys that rules, layers and modules share.
    pub meta: Meta,
    /// `type`
    pub kind: &'static RuleType,
    /// The keys that only this type has.
    pub settings: Settings,
    /// `except`
    pub except: Vec<Text>,
    /// `kinds`; all by default.
    pub kinds: Vec<ReferenceKind>,
    /// `contexts`; production by default.
    pub contexts: Vec<Context>,
    /// `reexports = "opaque"`
    pub opaque: bool,
    /// `allow-empty`
    pub allow_empty: bool,
    /// `edges`
    pub edges: Edges,
    /// `strict`
    pub strict: bool,
    /// The keys that select references, each with its place.
    pub reference_keys: Vec<(&'static str, Range<usize>)>,
    /// Whether some part of it is invalid.
    pub broken: bool,
}

/// The kinds of reference that `kinds` can select: those in source files.
const KINDS: [ReferenceKind; 7] = [
    ReferenceKind::Use,
    ReferenceKind::Reexport,
    ReferenceKind::ExternCrate,
    ReferenceKind::Path,
    ReferenceKind::Macro,
    ReferenceKind::Attribute,
    ReferenceKind::Derive,
];

/// Reads a rule. Returns `None` if its `id`, its `type` or a required key is missing or unreadable. The selectors of a rule
/// of an unknown type are added to `untyped`, and the ids of all rules that can't be read to `unread_ids`.
pub(super) fn rule(
    mut table: Table<'_>,
    types: &[&'static RuleType],
    untyped: &mut Vec<Text>,
    unread_ids: &mut Vec<Text>,
    problems: &mut Problems,
) -> Option<Rule> {
    let before = problems.found.len();
    let meta = identified(&mut table, problems);
    let name = table.required_word("type", types.iter().map(|rule_type| rule_type.name), problems);
    let Some(rule_type) = name.and_then(|name| word(&name, "type", types, |rule_type| rule_type.name, problems)) else {
        if !table.boolean("allow-empty", problems).unwrap_or_default() {
            for key in ["from", "to", "among"] {
                untyped.extend(table.strings(key, problems).unwrap_or_default());
            }
        }
        unread_ids.extend(meta.map(|meta| meta.id));
        return None;
    };
    let reference_keys = REFERENCE_KEYS.iter().filter_map(|key| Some((*key, table.key_span(key)?))).collect();
    let settings = Settings::read(rule_type.keys, &mut table, problems);
    let kinds = words(&mut table, "kinds", &KINDS, ReferenceKind::as_str, problems);
    let edges = table.word("edges", Edges::ALL, Edges::as_str, problems).unwrap_or_default();
    for (key, what) in [("kinds", "selects references in source code"), ("reexports", "is about names in source code")]
    {
        if let Some(span) = table.key_span(key).filter(|_| edges == Edges::Declared) {
            let message = format!("{}: `{key}` {what} and must not be used with `edges = \"declared\"`", table.name);
            problems.report(Code::WrongValue, span, message);
        }
    }
    let contexts = words(&mut table, "contexts", Context::ALL, Context::as_str, problems);
    let reexports = table.word("reexports", &["opaque"], |word| word, problems);
    let except = table.strings("except", problems).unwrap_or_default();
    let allow_empty = table.boolean("allow-empty", problems).unwrap_or_default();
    let strict = table.boolean("strict", problems).unwrap_or_default();
    table.finish(problems);
    let meta = meta?;
    let Some(settings) = settings else {
        unread_ids.push(meta.id);
        return None;
    };
    Some(Rule {
        meta,
        kind: rule_type,
        settings,
        except,
        kinds: match edges {
            Edges::Source => kinds.unwrap_or_else(|| KINDS.to_vec()),
            Edges::Declared => vec![ReferenceKind::Manifest],
        },
        contexts: contexts.unwrap_or_else(|| vec![Context::Production]),
        opaque: reexports == Some("opaque"),
        allow_empty,
        edges,
        strict,
        reference_keys,
        broken: problems.found.len() > before,
    })
}

/// Reads a list of words. Returns `None` if no word of it is known: the mistakes are reported, and the default applies.
fn words<T: Copy>(
    table: &mut Table<'_>,
    key: &'static str,
    all: &[T],
    name: impl Fn(T) -> &'static str + Copy,
    problems: &mut Problems,
) -> Option<Vec<T>> {
    reject_empty_list(key, table, problems);
    let texts = table.strings(key, problems)?;
    let words: Vec<T> = texts.iter().filter_map(|text| word(text, key, all, name, problems)).collect();
    Some(words).filter(|words| !words.is_empty())
}
