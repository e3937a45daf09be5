//! Parses `[modules.*]`.

use super::meta::{Listed, Meta, meta};
use crate::rules::table::{Problems, Table, Text, Value, string, texts, word, wrong_type};
use std::ops::Range;
use toml::de::DeValue;

/// A module as written.
#[derive(Debug)]
pub(in crate::rules) struct Module {
    /// The name and the shared keys.
    pub meta: Meta,
    /// `paths`
    pub paths: Option<Vec<Text>>,
    /// `crates`
    pub crates: Option<Vec<Text>>,
    /// `depends-on`
    pub depends_on: Option<Listed<Allowed>>,
    /// `exposes`
    pub exposes: Option<Listed<Text>>,
    /// `interfaces`
    pub interfaces: Vec<(Text, Listed<Text>)>,
    /// `visible-to`
    pub visible_to: Option<Listed<Text>>,
    /// `tags`
    pub tags: Vec<Text>,
    /// `open = true`, with the place of the key.
    pub open: Option<Range<usize>>,
    /// `facade`
    pub facade: bool,
    /// `contract`, with the place of the key.
    pub contract: Option<(Range<usize>, Contract)>,
}

/// `contract` as written.
#[derive(Debug)]
pub(in crate::rules) enum Contract {
    /// `"locked"`
    Locked,
    /// The names of interfaces.
    Interfaces(Vec<Text>),
}

/// An entry of `depends-on`.
#[derive(Debug)]
pub(in crate::rules) struct Allowed {
    /// The module, optionally with an interface.
    pub to: Text,
    /// The reason not to use it any longer.
    pub deprecated: Option<String>,
}

pub(super) fn module(name: Text, value: Value<'_>, problems: &mut Problems) -> Option<Module> {
    let what = format!("`[modules.{}]`", name.value);
    let DeValue::Table(entries) = value.get_ref() else { return wrong_type(value, &what, "a table", problems) };
    let mut table = Table::new(entries, what, name.span.clone());
    let mut interfaces = Vec::new();
    for (name, value) in table.table("interfaces", problems).iter().flat_map(Table::entries) {
        let before = problems.found.len();
        let listed = texts(value, &name.value, problems);
        interfaces.extend(
            listed.map(|entries| {
                (name.clone(), Listed { key: name.span, entries, broken: problems.found.len() > before })
            }),
        );
    }
    let module = Module {
        meta: Meta { of_module: true, ..meta(&mut table, name, problems) },
        paths: table.strings("paths", problems),
        crates: table.strings("crates", problems),
        depends_on: listed(&mut table, "depends-on", problems, |table, key, problems| {
            let list = table.list(key, "a list", problems)?;
            Some(list.into_iter().filter_map(|value| allowed(value, problems)).collect())
        }),
        exposes: listed(&mut table, "exposes", problems, Table::strings),
        interfaces,
        visible_to: listed(&mut table, "visible-to", problems, Table::strings),
        tags: table.strings("tags", problems).unwrap_or_default(),
        open: table.boolean("open", problems).filter(|open| *open).and_then(|_| table.key_span("open")),
        facade: table.boolean("facade", problems).unwrap_or_default(),
        contract: contract(&mut table, problems),
    };
    table.finish(problems);
    Some(module)
}

/// Reads `contract = "locked"`, or the names of interfaces.
fn contract(table: &mut Table<'_>, problems: &mut Problems) -> Option<(Range<usize>, Contract)> {
    const KEY: &str = "contract";
    let value = table.get(KEY)?;
    let read = match value.get_ref() {
        DeValue::Array(_) => Contract::Interfaces(texts(value, KEY, problems)?),
        DeValue::String(_) => {
            let text = string(value, KEY, problems)?;
            word(&text, KEY, &["locked"], |word| word, problems)?;
            Contract::Locked
        }
        _ => return wrong_type(value, KEY, "`\"locked\"` or a list of interfaces", problems),
    };
    Some((table.key_span(KEY)?, read))
}

fn listed<'t, T>(
    table: &mut Table<'t>,
    key: &'static str,
    problems: &mut Problems,
    read: impl FnOnce(&mut Table<'t>, &'static str, &mut Problems) -> Option<Vec<T>>,
) -> Option<Listed<T>> {
    let before = problems.found.len();
    let entries = read(table, key, problems)?;
    Some(Listed { key: table.key_span(key)?, entries, broken: problems.found.len() > before })
}

/// Reads `"NAME"` or `{ to = "NAME", deprecated = "…" }`.
fn allowed(value: Value<'_>, problems: &mut Problems) -> Option<Allowed> {
    match value.get_ref() {
        DeValue::Table(entries) => {
            let mut table = Table::new(entries, "an entry of `depends-on`", value.span());
            let to = table.required("to", problems);
            let deprecated = table.string("deprecated", problems).map(|text| text.value);
            table.finish(problems);
            Some(Allowed { to: to?, deprecated })
        }
        DeValue::String(_) => Some(Allowed { to: string(value, "depends-on", problems)?, deprecated: None }),
        _ => wrong_type(value, "an entry of `depends-on`", "a string or `{ to = …, deprecated = … }`", problems),
    }
}
