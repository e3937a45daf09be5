//! Parses `[[layers]]`.

use super::meta::{Meta, identified};
use crate::rules::{
    model::Edges,
    table::{Problems, Table, Text, Value, string, wrong_type},
};
use std::ops::Range;
use toml::de::DeValue;

/// A stack of layers as written.
#[derive(Debug)]
pub(in crate::rules) struct Stack {
    /// The id and the shared keys.
    pub meta: Meta,
    /// `edges`
    pub edges: Edges,
    /// `within`
    pub within: Option<Vec<Text>>,
    /// `order`
    pub levels: Vec<LayerLevel>,
    /// `closed`
    pub closed: bool,
    /// `exhaustive = true`, with the place of the key.
    pub exhaustive: Option<Range<usize>>,
    /// Whether some part of it is invalid.
    pub broken: bool,
}

/// One entry of `order`.
#[derive(Debug, Default)]
pub(in crate::rules) struct LayerLevel {
    /// Whether its layers may depend on each other.
    pub free: bool,
    /// The layers, and whether each is optional.
    pub layers: Vec<(Text, bool)>,
}

pub(super) fn stack(mut table: Table<'_>, problems: &mut Problems) -> Option<Stack> {
    let before = problems.found.len();
    let meta = identified(&mut table, problems);
    if table.key_span("order").is_none() {
        table.missing("order", problems);
    }
    let order = table.list("order", "a list", problems).unwrap_or_default();
    let levels = order.into_iter().filter_map(|value| level(value, problems)).collect();
    let edges = table.word("edges", Edges::ALL, Edges::as_str, problems).unwrap_or_default();
    let within = table.strings("within", problems);
    let closed = table.boolean("closed", problems).unwrap_or_default();
    let exhaustive = table.boolean("exhaustive", problems).filter(|set| *set);
    let exhaustive = exhaustive.and_then(|_| table.key_span("exhaustive"));
    table.finish(problems);
    Some(Stack { meta: meta?, edges, within, levels, closed, exhaustive, broken: problems.found.len() > before })
}

/// Reads `"a"`, `["a", "b"]`, `{ free = ["a", "b"] }` or `{ name = "a", optional = true }`.
fn level(value: Value<'_>, problems: &mut Problems) -> Option<LayerLevel> {
    match value.get_ref() {
        DeValue::Array(list) => {
            let layers = list.iter().filter_map(|value| layer(value, problems)).collect();
            Some(LayerLevel { free: false, layers })
        }
        DeValue::Table(entries) if entries.keys().any(|key| key.get_ref() == "free") => {
            let mut table = Table::new(entries, "an entry of `order`", value.span());
            let list = table.list("free", "a list of layers", problems);
            table.finish(problems);
            let layers = list?.into_iter().filter_map(|value| layer(value, problems)).collect();
            Some(LayerLevel { free: true, layers })
        }
        _ => Some(LayerLevel { free: false, layers: vec![layer(value, problems)?] }),
    }
}

fn layer(value: Value<'_>, problems: &mut Problems) -> Option<(Text, bool)> {
    match value.get_ref() {
        DeValue::String(_) => Some((string(value, "order", problems)?, false)),
        DeValue::Table(entries) => {
            let mut table = Table::new(entries, "an entry of `order`", value.span());
            let name = table.required("name", problems);
            let optional = table.boolean("optional", problems).unwrap_or_default();
            table.finish(problems);
            Some((name?, optional))
        }
        _ => wrong_type(value, "a layer in `order`", "a string or `{ name = …, optional = … }`", problems),
    }
}
