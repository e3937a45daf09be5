//! The files of an analysis, and positions in them. A file is text with a path; this module knows no syntax.
//!
//! The analysis uses [`Span`]s of byte offsets. Only outputs convert them to lines and columns.

use crate::files;
use bitcode::{Decode, Encode};
use std::{
    ops::{Range, RangeInclusive},
    path::{Path, PathBuf},
    sync::OnceLock,
};

/// The ID of a file: an index into [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
pub struct FileId(pub u32);

/// A range of byte offsets in a file. A byte-order mark counts as part of the file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
pub struct Span {
    /// The offset of the first byte.
    pub start: u32,
    /// The offset after the last byte.
    pub end: u32,
}

impl Span {
    /// Creates a span from a byte range.
    pub fn new(range: Range<usize>) -> Self {
        Self { start: range.start as u32, end: range.end as u32 }
    }
}

/// A span in a certain file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
pub struct Place {
    /// The file.
    pub file: FileId,
    /// The part of the file.
    pub span: Span,
}

/// A line and a column, both counted from 1. Columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineColumn {
    /// The line.
    pub line: u32,
    /// The column.
    pub column: u32,
}

/// One file of an analysis: a source file, the rules file or a manifest.
#[derive(Clone, Debug)]
pub struct Source {
    /// The path relative to the workspace root, with `/`. Absolute if the file is not below the root.
    pub path: String,
    /// The path to read the text from on first use.
    file: Option<PathBuf>,
    text: OnceLock<String>,
    /// Computed on first use.
    lines: OnceLock<LineIndex>,
}

/// The positions of the lines of a text.
#[derive(Clone, Debug)]
struct LineIndex {
    /// The offset of each line's first byte.
    starts: Vec<u32>,
    /// The number of characters before each multiple of [`BLOCK`], so that a column is cheap even in a very long line. Empty
    /// if the text is ASCII, where a column is a difference of offsets.
    characters: Vec<u32>,
}

/// The number of bytes between two counts of characters.
const BLOCK: usize = 1024;

/// Counts the characters that start in a part of a text.
fn count_characters(text: &[u8]) -> u32 {
    text.iter().filter(|byte| **byte & 0b1100_0000 != 0b1000_0000).count() as u32
}

impl LineIndex {
    fn new(text: &str) -> Self {
        let starts = memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at as u32 + 1);
        let mut characters = Vec::new();
        if !text.is_ascii() {
            let mut so_far = 0;
            for block in text.as_bytes().chunks(BLOCK) {
                characters.push(so_far);
                so_far += count_characters(block);
            }
            characters.push(so_far);
        }
        Self { starts: std::iter::once(0).chain(starts).collect(), characters }
    }

    /// Returns the number of characters before an offset. O(1).
    fn characters_before(&self, text: &str, offset: usize) -> u32 {
        match self.characters.get(offset / BLOCK) {
            Some(before) => before + count_characters(&text.as_bytes()[offset / BLOCK * BLOCK..offset]),
            None => offset as u32,
        }
    }
}

impl Source {
    /// Creates a file from its text.
    pub fn new(path: String, text: String) -> Self {
        Self { path, file: None, text: text.into(), lines: OnceLock::new() }
    }

    /// Creates a file whose text is read on first use.
    pub fn lazy(path: String, file: PathBuf) -> Self {
        Self { path, file: Some(file), text: OnceLock::new(), lines: OnceLock::new() }
    }

    /// Creates a file from its path on disk and its text.
    pub fn loaded(path: String, file: PathBuf, text: String) -> Self {
        Self { file: Some(file), ..Self::new(path, text) }
    }

    /// Returns the path on disk, if it is known.
    pub fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// Returns the text, which is empty if the file cannot be read.
    pub fn text(&self) -> &str {
        self.text
            .get_or_init(|| self.file.as_ref().and_then(|file| files::read_to_string(file).ok()).unwrap_or_default())
    }

    fn lines(&self) -> &LineIndex {
        self.lines.get_or_init(|| LineIndex::new(self.text()))
    }

    /// Returns the line and column of a byte offset. An offset past the end counts as the end. A byte-order mark takes up no
    /// column.
    pub fn line_column(&self, offset: u32) -> LineColumn {
        let (index, text) = (self.lines(), self.text());
        let line = index.starts.partition_point(|start| *start <= offset).max(1);
        let start = index.starts[line - 1] as usize;
        let end = text.floor_char_boundary((offset as usize).max(start));
        let marks = text[start..end].bytes().take(3).eq("\u{feff}".bytes());
        let characters = index.characters_before(text, end) - index.characters_before(text, start) - u32::from(marks);
        LineColumn { line: line as u32, column: characters + 1 }
    }

    /// Returns the line of a byte offset, counted from 1. Faster than [`line_column`](Self::line_column).
    pub fn line_number(&self, offset: u32) -> u32 {
        self.lines().starts.partition_point(|start| *start <= offset).max(1) as u32
    }

    /// Returns the range of some lines (counted from 1), with their line breaks. Lines past the last one are empty.
    pub fn lines_range(&self, lines: RangeInclusive<u32>) -> Range<usize> {
        let starts = &self.lines().starts;
        let start =
            |line: u32| starts.get(line.saturating_sub(1) as usize).map_or(self.text().len(), |at| *at as usize);
        start(*lines.start())..start(lines.end().saturating_add(1))
    }

    /// Returns the text of a line (counted from 1) without the line break. It is empty past the last line.
    pub fn line(&self, line: u32) -> &str {
        let index = line.saturating_sub(1) as usize;
        let starts = &self.lines().starts;
        let start = starts.get(index).map_or(self.text().len(), |start| *start as usize);
        let end = starts.get(index + 1).map_or(self.text().len(), |end| *end as usize);
        self.text()[start..end].trim_end_matches(['\r', '\n'])
    }
}

/// All files of an analysis, in the order in which they were added.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<Source>,
}

impl Sources {
    /// Adds a file and returns its ID.
    pub fn add(&mut self, source: Source) -> FileId {
        self.files.push(source);
        FileId(self.files.len() as u32 - 1)
    }

    /// Returns the file with an ID that [`add`](Self::add) returned.
    pub fn get(&self, file: FileId) -> &Source {
        &self.files[file.0 as usize]
    }

    /// Iterates over all files with their IDs.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (FileId, &Source)> {
        self.files.iter().enumerate().map(|(index, source)| (FileId(index as u32), source))
    }

    /// Returns the path of the file, and the line and column at which a place starts.
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
        assert_eq!(source.lines_range(1..=1), 0..9);
        assert_eq!(source.lines_range(2..=9), 9..12);
    }

    #[test]
    fn columns_of_a_long_line_are_the_number_of_characters() {
        let text = "\u{feff}aé注🦀b".repeat(1000);
        let source = Source::new("a.rs".into(), format!("{text}\n{text}"));
        for (at, _) in text.char_indices().skip(1).step_by(97) {
            let before = text[..at].chars().count() as u32 - 1;
            assert_eq!(source.line_column(at as u32), LineColumn { line: 1, column: before + 1 });
            let second = (text.len() + 1 + at) as u32;
            assert_eq!(source.line_column(second), LineColumn { line: 2, column: before + 1 });
        }
    }
}
