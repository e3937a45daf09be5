//! `[[rules]]`.

use super::meta::{Meta, identified};
use crate::{
    codes::Code,
    graph::{Context, ReferenceKind},
    rules::{
        model::{Edges, Measure, OnlyScope},
        table::{Problems, Table, Text, word},
    },
};
use toml::de::DeValue;

/// A rule.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a key of its own")]
pub(in crate::rules) struct Rule {
    /// Its id and the rest.
    pub meta: Meta,
    /// `type` and the keys of its own.
    pub kind: RuleKind,
    /// `except`
    pub except: Vec<Text>,
    /// `kinds`; all where left out.
    pub kinds: Vec<ReferenceKind>,
    /// `contexts`; production where left out.
    pub contexts: Vec<Context>,
    /// `reexports = "opaque"`
    pub opaque: bool,
    /// `allow-empty`
    pub allow_empty: bool,
    /// `edges`
    pub edges: Edges,
    /// `strict`
    pub strict: bool,
    /// Whether some part of it could not be read.
    pub broken: bool,
}

/// The type of a rule, with its selectors.
#[derive(Debug)]
pub(in crate::rules) enum RuleKind {
    Forbid { from: Vec<Text>, to: Vec<Text>, transitive: bool },
    Only { from: Vec<Text>, to: Vec<Text>, scope: OnlyScope },
    Protect { from: Vec<Text>, to: Vec<Text> },
    Independent { among: Vec<Text> },
    Acyclic { among: Vec<Text> },
    Require { from: Vec<Text>, to: Vec<Text> },
    Limit { among: Vec<Text>, measure: Measure, max: u32 },
    Stable { among: Vec<Text>, slack: f64 },
}

/// The types of rule, as the file writes them.
const TYPES: [&str; 8] = ["forbid", "only", "protect", "independent", "acyclic", "require", "limit", "stable"];

/// The kinds that `kinds` can choose from: those of references in source files.
const KINDS: [ReferenceKind; 7] = [
    ReferenceKind::Use,
    ReferenceKind::Reexport,
    ReferenceKind::ExternCrate,
    ReferenceKind::Path,
    ReferenceKind::Macro,
    ReferenceKind::Attribute,
    ReferenceKind::Derive,
];

pub(super) fn rule(mut table: Table<'_>, problems: &mut Problems) -> Option<Rule> {
    let before = problems.found.len();
    let meta = identified(&mut table, problems);
    let written = table.required("type", problems)?;
    let name = word(&written, "type", &TYPES, |name| name, problems)?;
    let kind = rule_kind(name, &mut table, problems);
    let kinds = words(&mut table, "kinds", &KINDS, ReferenceKind::as_str, problems);
    let edges = table.word("edges", Edges::ALL, Edges::as_str, problems).unwrap_or_default();
    if let Some(key) = table.key_span("kinds").filter(|_| edges == Edges::Declared) {
        let message = format!("{}: `kinds` is about references in the source, and `edges` is `declared`", table.name);
        problems.report(Code::WrongValue, key, message);
    }
    let contexts = words(&mut table, "contexts", Context::ALL, Context::as_str, problems);
    let reexports = table.word("reexports", &["opaque"], |word| word, problems);
    let except = table.strings("except", problems).unwrap_or_default();
    let allow_empty = table.boolean("allow-empty", problems).unwrap_or_default();
    let strict = table.boolean("strict", problems).unwrap_or_default();
    table.finish(problems);
    Some(Rule {
        meta: meta?,
        kind: kind?,
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
        broken: problems.found.len() > before,
    })
}

fn rule_kind(name: &str, table: &mut Table<'_>, problems: &mut Problems) -> Option<RuleKind> {
    let mut list = |key: &'static str, may_be_empty: bool, problems: &mut Problems| {
        match table.key_span(key) {
            None => table.missing(key, problems),
            Some(_) if !may_be_empty && table.get(key).is_some_and(|value| value.get_ref().is_empty_list()) => {
                let span = table.key_span(key).unwrap_or_default();
                let message = format!("{}: `{key}` is empty, so that the rule holds nothing", table.name);
                problems.report(Code::WrongValue, span, message);
            }
            Some(_) => {}
        }
        table.strings(key, problems)
    };
    match name {
        "only" | "protect" | "require" | "forbid" => {
            // Nobody but itself may reach it; it may reach nothing but itself: both are worth saying.
            let from = list("from", name == "protect", problems);
            let to = list("to", name == "only", problems);
            let own = own_keys(name, table, problems);
            let (from, to) = (from?, to?);
            Some(match (name, own) {
                ("only", (_, scope)) => RuleKind::Only { from, to, scope },
                ("protect", _) => RuleKind::Protect { from, to },
                ("require", _) => RuleKind::Require { from, to },
                (_, (transitive, _)) => RuleKind::Forbid { from, to, transitive },
            })
        }
        "limit" => {
            let among = list("among", false, problems);
            if table.key_span("measure").is_none() {
                table.missing("measure", problems);
            }
            if table.key_span("max").is_none() {
                table.missing("max", problems);
            }
            let measure = table.word("measure", Measure::ALL, Measure::as_str, problems);
            let max = table.number("max", problems);
            Some(RuleKind::Limit { among: among?, measure: measure?, max: max? })
        }
        "stable" => {
            let among = list("among", false, problems);
            let slack = table.share("slack", problems).unwrap_or_default();
            Some(RuleKind::Stable { among: among?, slack })
        }
        "independent" => Some(RuleKind::Independent { among: list("among", false, problems)? }),
        _ => Some(RuleKind::Acyclic { among: list("among", false, problems)? }),
    }
}

/// The keys that only some types have: `transitive` of `forbid`, `scope` of `only`.
fn own_keys(name: &str, table: &mut Table<'_>, problems: &mut Problems) -> (bool, OnlyScope) {
    match name {
        "forbid" => (table.boolean("transitive", problems).unwrap_or_default(), OnlyScope::Workspace),
        "only" => {
            let scope = table.word("scope", OnlyScope::ALL, OnlyScope::as_str, problems);
            (false, scope.unwrap_or(OnlyScope::Workspace))
        }
        _ => (false, OnlyScope::Workspace),
    }
}

fn words<T: Copy>(
    table: &mut Table<'_>,
    key: &'static str,
    all: &[T],
    name: impl Fn(T) -> &'static str + Copy,
    problems: &mut Problems,
) -> Option<Vec<T>> {
    let texts = table.strings(key, problems)?;
    if texts.is_empty() {
        let span = table.key_span(key).unwrap_or_default();
        problems.report(
            Code::WrongValue,
            span,
            format!("{}: `{key}` is empty, so that the rule holds nothing", table.name),
        );
    }
    let words: Vec<T> = texts.iter().filter_map(|text| word(text, key, all, name, problems)).collect();
    // Nothing that can be read is no choice: what is said of it is enough.
    Some(words).filter(|words| !words.is_empty())
}

/// A question about values that TOML's own type does not answer.
trait EmptyList {
    fn is_empty_list(&self) -> bool;
}

impl EmptyList for DeValue<'_> {
    fn is_empty_list(&self) -> bool {
        matches!(self, DeValue::Array(list) if list.is_empty())
    }
}
