//! The files an analysis looked at, and places in them. It knows no syntax: a file is bytes with a path.
//!
//! A [`Span`] is a pair of byte offsets; lines and columns exist only at the edge, where a person reads them
//! (counted from 1, columns in characters, as DESIGN has it).

use bitcode::{Decode, Encode};
use std::{
    ops::Range,
    path::{Path, PathBuf},
    sync::OnceLock,
};

/// A file of [`Sources`], by index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
pub struct FileId(pub u32);

/// Byte offsets `start..end` into a file, its byte-order mark included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// The byte after the last one.
    pub end: u32,
}

impl Span {
    /// The span of a byte range.
    pub fn new(range: Range<usize>) -> Self {
        Self { start: range.start as u32, end: range.end as u32 }
    }
}

/// A span in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
pub struct Place {
    /// Where.
    pub file: FileId,
    /// What part of it.
    pub span: Span,
}

/// A line and a column, both counted from 1; the column counts characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineColumn {
    /// The line.
    pub line: u32,
    /// The character in it.
    pub column: u32,
}

/// One file that was read: a source file, the rules file or a manifest.
#[derive(Clone, Debug)]
pub struct Source {
    /// Relative to the workspace root where it lies below it, with `/`; absolute otherwise.
    pub path: String,
    /// Where it lies; it is read from there when somebody asks for a text that is not here already.
    file: Option<PathBuf>,
    text: OnceLock<String>,
    /// Where its lines are, once somebody has asked.
    lines: OnceLock<Lines>,
}

/// The lines of a text.
#[derive(Clone, Debug)]
struct Lines {
    /// Byte offset of each line's first byte.
    starts: Vec<u32>,
    /// Whether each byte is a character: then no line need be counted through, however long it is.
    ascii: bool,
}

impl Lines {
    fn of(text: &str) -> Self {
        let starts = memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at as u32 + 1);
        Self { starts: std::iter::once(0).chain(starts).collect(), ascii: text.is_ascii() }
    }
}

impl Source {
    /// A file with its text.
    pub fn new(path: String, text: String) -> Self {
        Self { path, file: None, text: text.into(), lines: OnceLock::new() }
    }

    /// A file that is known already, and read once somebody asks for its text.
    pub fn unread(path: String, file: PathBuf) -> Self {
        Self { path, file: Some(file), text: OnceLock::new(), lines: OnceLock::new() }
    }

    /// A file that was read already.
    pub fn read(path: String, file: PathBuf, text: String) -> Self {
        Self { file: Some(file), ..Self::new(path, text) }
    }

    /// Where it lies, if it is known as a file.
    pub fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// Its text, as far as it is UTF-8; empty where it could not be read.
    pub fn text(&self) -> &str {
        self.text
            .get_or_init(|| self.file.as_ref().and_then(|file| std::fs::read_to_string(file).ok()).unwrap_or_default())
    }

    fn lines(&self) -> &Lines {
        self.lines.get_or_init(|| Lines::of(self.text()))
    }

    /// The line and column of a byte offset; an offset past the end is the end. A byte-order mark has no column.
    pub fn line_column(&self, offset: u32) -> LineColumn {
        let Lines { starts, ascii } = self.lines();
        let line = starts.partition_point(|start| *start <= offset).max(1);
        let start = starts[line - 1] as usize;
        let end = self.text().floor_char_boundary((offset as usize).max(start));
        let before = &self.text()[start..end];
        let characters = if *ascii { before.len() } else { before.trim_start_matches('\u{feff}').chars().count() };
        LineColumn { line: line as u32, column: characters as u32 + 1 }
    }

    /// The text of a line (counted from 1) without its end, empty past the last one.
    pub fn line(&self, line: u32) -> &str {
        let index = line.saturating_sub(1) as usize;
        let starts = &self.lines().starts;
        let start = starts.get(index).map_or(self.text().len(), |start| *start as usize);
        let end = starts.get(index + 1).map_or(self.text().len(), |end| *end as usize);
        self.text()[start..end].trim_end_matches(['\r', '\n'])
    }
}

/// Every file of an analysis, in the order in which it was added.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<Source>,
}

impl Sources {
    /// Adds a file.
    pub fn add(&mut self, source: Source) -> FileId {
        self.files.push(source);
        FileId(self.files.len() as u32 - 1)
    }

    /// The file of an id that these sources gave.
    pub fn get(&self, file: FileId) -> &Source {
        &self.files[file.0 as usize]
    }

    /// All of them, with their ids.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (FileId, &Source)> {
        self.files.iter().enumerate().map(|(index, source)| (FileId(index as u32), source))
    }

    /// The path of the file and where the place starts.
    pub fn locate(&self, place: Place) -> (&str, LineColumn) {
        let source = self.get(place.file);
        (&source.path, source.line_column(place.span.start))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_skip_the_byte_order_mark() {
        let source = Source::new("a.rs".into(), "\u{feff}é x\r\n\ty\n".into());
        let at = |offset| {
            let place = source.line_column(offset);
            (place.line, place.column)
        };
        assert_eq!(at(3), (1, 1));
        assert_eq!(at(6), (1, 3));
        assert_eq!(at(10), (2, 2));
        assert_eq!(at(99), (3, 1));
        assert_eq!(source.line(1), "\u{feff}é x");
        assert_eq!(source.line(9), "");
    }
}
