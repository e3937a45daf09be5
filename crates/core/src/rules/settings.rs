//! The keys that only one type of rule has, read from TOML by the table of keys. It knows no type of rule and no
//! workspace: selectors are still text.

use super::{
    keys::{Key, ValueType},
    table::{Problems, Table, Text, word},
};
use crate::codes::Code;
use toml::de::DeValue;

/// The values of some keys.
#[derive(Debug)]
pub(super) struct Settings {
    values: Vec<(&'static str, Setting)>,
    /// Whether nothing is written in the table.
    is_blank: bool,
}

#[derive(Debug)]
enum Setting {
    Texts(Vec<Text>),
    Flag(bool),
    Number(u32),
    Share(f64),
    Word(&'static str),
    File(ReferencedFile),
    Inner(Settings),
}

/// A file that a key names.
#[derive(Debug)]
pub(super) struct ReferencedFile {
    /// The path as written.
    pub path: Text,
    /// The contents, with their start among the texts of all rules files. `None` if the file can't be read, which has been
    /// reported.
    pub contents: Option<(usize, String)>,
}

impl Settings {
    /// Reads the keys from a table. Returns `None` if a required key is missing or unreadable.
    pub(super) fn read(keys: &[Key], table: &mut Table<'_>, problems: &mut Problems) -> Option<Self> {
        let mut values = Vec::new();
        let mut is_complete = true;
        for key in keys {
            match setting(key, table, problems) {
                Some(value) => values.push((key.name, value)),
                None => is_complete &= !key.required,
            }
        }
        is_complete.then_some(Self { values, is_blank: table.entries().next().is_none() })
    }

    fn get(&self, key: &Key) -> Option<&Setting> {
        self.values.iter().find(|(name, _)| *name == key.name).map(|(_, value)| value)
    }

    pub(super) fn texts(&self, key: &Key) -> &[Text] {
        match self.get(key) {
            Some(Setting::Texts(texts)) => texts,
            _ => &[],
        }
    }

    /// Returns the values of a nested table.
    pub(super) fn inner(&self, key: &Key) -> Option<&Self> {
        match self.get(key)? {
            Setting::Inner(inner) => Some(inner),
            _ => None,
        }
    }

    /// Returns whether nothing is written in the table.
    pub(super) fn is_blank(&self) -> bool {
        self.is_blank
    }

    pub(super) fn file(&self, key: &Key) -> Option<&ReferencedFile> {
        match self.get(key)? {
            Setting::File(file) => Some(file),
            _ => None,
        }
    }

    /// Returns all files that keys name.
    pub(super) fn files_mut(&mut self) -> impl Iterator<Item = &mut ReferencedFile> {
        self.values.iter_mut().filter_map(|(_, value)| match value {
            Setting::File(file) => Some(file),
            _ => None,
        })
    }

    pub(super) fn flag(&self, key: &Key) -> Option<bool> {
        match self.get(key)? {
            Setting::Flag(flag) => Some(*flag),
            _ => None,
        }
    }

    pub(super) fn number(&self, key: &Key) -> Option<u32> {
        match self.get(key)? {
            Setting::Number(number) => Some(*number),
            _ => None,
        }
    }

    pub(super) fn share(&self, key: &Key) -> Option<f64> {
        match self.get(key)? {
            Setting::Share(share) => Some(*share),
            _ => None,
        }
    }

    pub(super) fn word(&self, key: &Key) -> Option<&'static str> {
        match self.get(key)? {
            Setting::Word(word) => Some(word),
            _ => None,
        }
    }
}

/// Reads one key. A key whose values have another form than these counts as unknown.
fn setting(key: &Key, table: &mut Table<'_>, problems: &mut Problems) -> Option<Setting> {
    if key.required && table.key_span(key.name).is_none() {
        table.missing(key.name, problems);
    }
    match key.value {
        ValueType::List(_) => table.strings(key.name, problems).map(Setting::Texts),
        ValueType::NonEmptyList(_) => {
            reject_empty_list(key.name, table, problems);
            table.strings(key.name, problems).map(Setting::Texts)
        }
        ValueType::Either(&[one, _]) => one_or_more(key.name, one, table, problems).map(Setting::Texts),
        ValueType::Table(keys) => {
            let mut inner = table.table(key.name, problems)?;
            inner.name = format!("{}: `{}`", table.name, key.name);
            let settings = Settings::read(keys.keys, &mut inner, problems);
            inner.finish(problems);
            settings.map(Setting::Inner)
        }
        ValueType::File => {
            table.string(key.name, problems).map(|path| Setting::File(ReferencedFile { path, contents: None }))
        }
        ValueType::Boolean => table.boolean(key.name, problems).map(Setting::Flag),
        ValueType::Whole => table.number(key.name, problems).map(Setting::Number),
        ValueType::Share => table.share(key.name, problems).map(Setting::Share),
        ValueType::Word(words) => table.word(key.name, words, |word| word, problems).map(Setting::Word),
        _ => None,
    }
}

/// Reads a string, or a list of strings.
fn one_or_more(key: &'static str, one: ValueType, table: &mut Table<'_>, problems: &mut Problems) -> Option<Vec<Text>> {
    let is_list = table.get(key).is_some_and(|value| matches!(value.get_ref(), DeValue::Array(_)));
    let texts = if is_list {
        reject_empty_list(key, table, problems);
        table.strings(key, problems)?
    } else {
        vec![table.string(key, problems)?]
    };
    let ValueType::Word(words) = one else { return Some(texts) };
    let known = texts.into_iter().filter(|text| word(text, key, words, |word| word, problems).is_some());
    Some(known.collect())
}

/// Reports a list without entries.
pub(super) fn reject_empty_list(key: &'static str, table: &mut Table<'_>, problems: &mut Problems) {
    let is_empty =
        table.get(key).is_some_and(|value| matches!(value.get_ref(), DeValue::Array(list) if list.is_empty()));
    if let Some(span) = table.key_span(key).filter(|_| is_empty) {
        let message = format!("{}: `{key}` must not be empty", table.name);
        problems.report(Code::WrongValue, span, message);
    }
}
