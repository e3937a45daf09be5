//! Parses `[[architectures]]`.

use super::meta::{Meta, meta};
use crate::rules::{
    preset::{PRESETS, Preset},
    table::{Problems, Table, Text, Value, string, texts, word},
};
use toml::de::DeValue;

/// An architecture as written: a preset with its parameters.
#[derive(Debug)]
pub(in crate::rules) struct Architecture {
    /// The shared keys. The id is that of the preset if the table has none.
    pub meta: Meta,
    /// Whether the table has an `id`.
    pub has_id: bool,
    /// `preset`, as written.
    pub name: Text,
    /// `preset`
    pub preset: &'static Preset,
    /// `within`
    pub within: Option<Vec<Text>>,
    /// `crates`
    pub crates: Option<Vec<Text>>,
    /// `roles`
    pub roles: Vec<(Text, Vec<Text>)>,
    /// `layers`: each level, from top to bottom.
    pub layers: Option<Vec<Vec<Text>>>,
    /// `domain-avoids`
    pub avoids: Option<Vec<Text>>,
    /// `domain-may-use`
    pub may_use: Vec<Text>,
    /// `closed`
    pub closed: bool,
    /// Whether some part of it is invalid.
    pub broken: bool,
}

/// Reads an architecture. Returns `None` without a known preset.
pub(super) fn architecture(mut table: Table<'_>, problems: &mut Problems) -> Option<Architecture> {
    let before = problems.found.len();
    let name = table.required_word("preset", PRESETS.iter().map(|preset| preset.name), problems);
    let preset = name.as_ref().and_then(|name| word(name, "preset", PRESETS, |preset| preset.name, problems));
    if let Some(name) = &name {
        table.name = format!("the architecture `{}`", name.value);
        table.span = name.span.clone();
    }
    let id = table.string("id", problems);
    let has_id = id.is_some();
    let id = id.or_else(|| name.clone()).unwrap_or_else(|| Text { value: String::new(), span: table.span.clone() });
    let mut read = Architecture {
        meta: meta(&mut table, id, problems),
        has_id,
        name: name.unwrap_or_else(|| Text { value: String::new(), span: table.span.clone() }),
        preset: preset.unwrap_or(PRESETS[0]),
        within: table.strings("within", problems),
        crates: table.strings("crates", problems),
        roles: roles(&mut table, problems),
        layers: layers(&mut table, problems),
        avoids: table.strings("domain-avoids", problems),
        may_use: table.strings("domain-may-use", problems).unwrap_or_default(),
        closed: table.boolean("closed", problems).unwrap_or_default(),
        broken: false,
    };
    if let Some(preset) = preset {
        for (key, fits) in preset.optional_keys() {
            if let Some(span) = table.key_span(key).filter(|_| !fits) {
                let message = format!("{} has no key `{key}`", table.name);
                let diagnostic = problems.report(crate::codes::Code::UnknownKey, span, message);
                diagnostic.help.push(format!("`cargo archcheck explain {}` lists what the preset has", preset.name));
            }
        }
    }
    table.finish(problems);
    read.broken = problems.found.len() > before;
    preset.map(|_| read)
}

/// Reads `roles`: the names of each role.
fn roles(table: &mut Table<'_>, problems: &mut Problems) -> Vec<(Text, Vec<Text>)> {
    let Some(roles) = table.table("roles", problems) else { return Vec::new() };
    let entries = roles.entries();
    entries.filter_map(|(name, value)| Some((name.clone(), texts(value, &name.value, problems)?))).collect()
}

/// Reads `layers`. An entry is one layer, or a list of layers of the same level.
fn layers(table: &mut Table<'_>, problems: &mut Problems) -> Option<Vec<Vec<Text>>> {
    let list = table.list("layers", "a list of layers", problems)?;
    let level = |value: Value<'_>, problems: &mut Problems| match value.get_ref() {
        DeValue::Array(_) => texts(value, "layers", problems),
        _ => Some(vec![string(value, "an entry of `layers`", problems)?]),
    };
    Some(list.into_iter().filter_map(|value| level(value, problems)).collect())
}
