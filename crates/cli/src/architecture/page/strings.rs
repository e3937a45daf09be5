//! The strings of the embedded data, each once, and without what it has in common with the one before.

use crate::{architecture::model::Architecture, escape::visible, text::joined};
use archcheck_core::{graph::NameId, source::FileId};
use std::{
    borrow::Cow,
    collections::{BTreeSet, HashMap},
};

/// The length of the longest text that the script shows.
const MAX_TEXT: usize = 12_000;

/// The digits of lengths in an encoded string.
const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// The strings with their numbers.
#[derive(Default)]
pub(super) struct Strings {
    index: HashMap<String, usize>,
    all: Vec<String>,
    names: HashMap<NameId, usize>,
    files: HashMap<FileId, usize>,
}

impl Strings {
    /// Collects the strings of references and nodes, sorted. They are most of all strings.
    pub(super) fn of(report: &Architecture<'_>) -> Self {
        let (mut names, mut files) = (HashMap::new(), HashMap::new());
        for one in report.dependencies.iter().flat_map(|one| &one.references) {
            names.entry(one.name).or_insert_with(|| shown(one.path));
            files.entry(one.file_id).or_insert_with(|| shown(one.file));
        }
        let mut sorted: BTreeSet<String> = names.values().chain(files.values()).cloned().collect();
        sorted.extend(report.nodes.iter().flat_map(|one| [shown(&one.name), shown(&one.label)]));
        let mut strings = Self::default();
        for text in sorted {
            strings.add_shown(text);
        }
        strings.names = names.into_iter().map(|(id, text)| (id, strings.index[&text])).collect();
        strings.files = files.into_iter().map(|(id, text)| (id, strings.index[&text])).collect();
        strings
    }

    /// Returns the number of a text.
    pub(super) fn add(&mut self, text: &str) -> usize {
        self.add_shown(shown(text))
    }

    /// Returns the number of a text; -1 stands for none.
    pub(super) fn maybe(&mut self, text: Option<&str>) -> i64 {
        text.map_or(-1, |text| self.add(text) as i64)
    }

    /// Returns the number of the path of a reference.
    pub(super) fn name(&self, id: NameId) -> usize {
        self.names.get(&id).copied().unwrap_or_default()
    }

    /// Returns the number of the file of a reference.
    pub(super) fn file(&self, id: FileId) -> usize {
        self.files.get(&id).copied().unwrap_or_default()
    }

    fn add_shown(&mut self, text: String) -> usize {
        if let Some(at) = self.index.get(&text) {
            return *at;
        }
        self.all.push(text.clone());
        self.index.insert(text, self.all.len() - 1);
        self.all.len() - 1
    }

    /// Returns the strings in the order of their numbers. The first character is a digit for the number of characters that
    /// a string has in common with the one before; the others follow.
    pub(super) fn encoded(&self) -> Vec<String> {
        let mut before = "";
        let mut encoded = Vec::with_capacity(self.all.len());
        for text in &self.all {
            let both = text.bytes().zip(before.bytes()).take(DIGITS.len() - 1);
            let common = both.take_while(|(one, other)| one == other && one.is_ascii()).count();
            encoded.push(format!("{}{}", char::from(DIGITS[common]), &text[common..]));
            before = text;
        }
        encoded
    }
}

/// Returns a text as the page shows it.
fn shown(text: &str) -> String {
    let text = if text.contains('\n') { Cow::Owned(joined(text)) } else { Cow::Borrowed(text) };
    let text = visible(&text);
    if text.len() > MAX_TEXT { text.chars().take(MAX_TEXT).collect() } else { text.into_owned() }
}

#[cfg(test)]
mod tests {
    use super::Strings;

    #[test]
    fn strings_leave_out_what_is_in_the_one_before() {
        let mut strings = Strings::default();
        for text in ["shop::api", "shop::app", "é", "è", "shop::app"] {
            strings.add(text);
        }
        assert_eq!(strings.encoded(), ["0shop::api", "8p", "0é", "0è"]);
        assert_eq!(strings.maybe(None), -1);
        assert_eq!(strings.maybe(Some("é")), 2);
    }
}
