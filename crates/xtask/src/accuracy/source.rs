//! Looks into the source: does a name really stand where rustc says it does?

use std::{collections::HashMap, fs};

use super::hir::Span;

/// The files that were looked into, each read once.
#[derive(Debug, Default)]
pub(crate) struct Sources {
    files: HashMap<String, Option<Vec<String>>>,
}

impl Sources {
    /// Whether all names stand in a range, as whole words. A file that can't be read holds everything: then there is
    /// nothing to say against the compiler's word.
    pub(crate) fn holds<'a>(&mut self, file: &str, span: Span, names: impl Iterator<Item = &'a str>) -> bool {
        let lines = self.files.entry(file.to_owned()).or_insert_with(|| read(file));
        let Some(lines) = lines else { return true };
        let text = excerpt(lines, span);
        let mut words: Vec<&str> = text.split(|c: char| !(c == '_' || c.is_alphanumeric())).collect();
        words.sort_unstable();
        names.map(|name| name.trim_start_matches("r#")).all(|name| words.binary_search(&name).is_ok())
    }
}

/// The lines of a file, counted as rustc counts them: without a byte-order mark.
fn read(file: &str) -> Option<Vec<String>> {
    let text = fs::read_to_string(file).ok()?;
    Some(text.trim_start_matches('\u{feff}').split('\n').map(str::to_owned).collect())
}

fn excerpt(lines: &[String], span: Span) -> String {
    let (first, last) = (span.start.0.max(1) as usize, span.end.0 as usize);
    let mut text = String::new();
    for number in first..=last.min(lines.len()) {
        let start = if number == first { span.start.1.max(1) as usize - 1 } else { 0 };
        let end = if number == last { span.end.1.max(1) as usize - 1 } else { usize::MAX };
        text.extend(lines[number - 1].chars().take(end).skip(start));
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_as_whole_words_within_the_range() {
        let file = std::env::temp_dir().join(format!("archcheck-source-{}.rs", std::process::id()));
        fs::write(&file, "\u{feff}use a;\nlet ä = crate::\n    r#type::Row;\n").unwrap();
        let name = file.to_string_lossy().into_owned();
        let span = Span { start: (2, 9), end: (3, 16), ..Span::default() };
        let mut sources = Sources::default();
        assert!(sources.holds(&name, span, ["crate", "r#type", "Row"].into_iter()));
        assert!(!sources.holds(&name, span, ["let"].into_iter()));
        assert!(!sources.holds(&name, span, ["Ro"].into_iter()));
        assert!(!sources.holds(&name, Span { start: (9, 1), end: (12, 3), ..span }, ["Row"].into_iter()));
        assert!(sources.holds("/nowhere/at/all.rs", span, ["anything"].into_iter()));
        fs::remove_file(&file).unwrap();
    }
}
