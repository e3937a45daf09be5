//! The TOML files in which commands record what they find: the baseline, and the contracts. A file with any mistake is
//! rejected, since it is unclear what it should record.
//!
//! It must not know what the files record.

use crate::{
    codes::Code,
    diagnostic::Diagnostic,
    files::merge_conflict,
    source::{FileId, Place, Span},
};
use std::{fmt::Write, ops::Range};
use toml::de::{DeTable, DeValue};

/// A kind of file.
#[derive(Debug)]
pub(crate) struct RecordFile {
    /// The code of all mistakes.
    pub(crate) code: Code,
    /// The start of each message, such as `the baseline is malformed`.
    pub(crate) malformed: &'static str,
    /// The fix for a mistake.
    pub(crate) restore: &'static str,
    /// The fix for a merge conflict.
    pub(crate) settle: &'static str,
    /// The key of the table with the records.
    pub(crate) records: &'static str,
}

/// The mistakes found in a file.
pub(crate) struct Mistakes {
    kind: &'static RecordFile,
    file: FileId,
    found: Vec<Diagnostic>,
}

impl Mistakes {
    /// Returns a place in the file.
    pub(crate) fn place(&self, span: Range<usize>) -> Place {
        Place { file: self.file, span: Span::new(span) }
    }

    /// Reports a mistake.
    pub(crate) fn report(&mut self, span: Range<usize>, message: &str) {
        let message = format!("{}: {message}", self.kind.malformed);
        let diagnostic = Diagnostic::new(self.kind.code, message).at(self.place(span), "");
        self.found.push(diagnostic.help(self.kind.restore));
    }
}

impl RecordFile {
    /// Reads a file, and passes the table with the records on. Returns all mistakes if there are any.
    pub(crate) fn read(
        &'static self,
        file: FileId,
        text: &str,
        read_records: impl FnOnce(&DeTable<'_>, &mut Mistakes),
    ) -> Result<(), Vec<Diagnostic>> {
        let mut mistakes = Mistakes { kind: self, file, found: Vec::new() };
        if let Some(span) = merge_conflict(text) {
            mistakes.report(span, "the file contains merge conflict markers");
            mistakes.found.iter_mut().for_each(|one| one.help = vec![self.settle.to_owned()]);
            return Err(mistakes.found);
        }
        // TOML has no byte-order mark. Spaces keep all offsets.
        let blanked = text.strip_prefix('\u{feff}').map(|rest| format!("   {rest}"));
        let (root, errors) = DeTable::parse_recoverable(blanked.as_deref().unwrap_or(text));
        for error in &errors {
            mistakes.report(error.span().unwrap_or(text.len()..text.len()), error.message());
        }
        if errors.is_empty()
            && let Some(records) = self.root(root.get_ref(), &mut mistakes)
        {
            read_records(records, &mut mistakes);
        }
        mistakes.found.sort_by_key(|one| one.primary.as_ref().map(|label| label.place));
        if mistakes.found.is_empty() { Ok(()) } else { Err(mistakes.found) }
    }

    /// Checks the top level, and returns the table with the records.
    fn root<'t, 'i>(&self, root: &'t DeTable<'i>, mistakes: &mut Mistakes) -> Option<&'t DeTable<'i>> {
        let (mut has_version, mut records) = (false, None);
        for (key, value) in root {
            match (key.get_ref().as_ref(), value.get_ref()) {
                ("version", DeValue::Integer(number)) if number.as_str() == "1" => has_version = true,
                ("version", _) => {
                    has_version = true;
                    mistakes.report(value.span(), "this archcheck reads only `version = 1`");
                }
                (key, DeValue::Table(table)) if key == self.records => records = Some(table),
                (key, _) if key == self.records => mistakes.report(value.span(), &format!("`{key}` must be a table")),
                (other, _) => mistakes.report(key.span(), &format!("unknown key `{other}`")),
            }
        }
        if !has_version {
            mistakes.report(0..0, "it has no `version = 1`");
        }
        records
    }
}

/// Quotes a string for TOML.
pub(crate) fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for char in text.chars() {
        match char {
            '"' | '\\' => quoted.extend(['\\', char]),
            char if char.is_control() => {
                let _ = write!(quoted, "\\u{:04x}", u32::from(char));
            }
            char => quoted.push(char),
        }
    }
    quoted.push('"');
    quoted
}
