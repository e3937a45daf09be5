//! Draws lines of a source file with underlined parts and their labels.
//!
//! It measures in terminal columns, and handles tabs, wide characters, invisible characters and long lines. It must not
//! know diagnostics.

use crate::{
    escape::{self, Piece},
    terminal::{Look, Role},
    text::{char_width, width, wrap},
};
use miette::ThemeCharacters;
use std::fmt;

/// The distance of tab stops.
const TAB: usize = 4;

/// The marked lines of one file.
#[derive(Debug, Default)]
pub(super) struct Snippet {
    /// The file's name.
    pub(super) name: String,
    /// `FILE:LINE:COLUMN` of the first primary mark.
    pub(super) place: String,
    /// The marks, at least one.
    pub(super) marks: Vec<Mark>,
}

/// An underlined part of a line with its label.
#[derive(Clone, Debug)]
pub(super) struct Mark {
    /// The number of the line, from 1.
    pub(super) line: usize,
    /// The text of the line; if it is long, a part with the mark.
    pub(super) text: String,
    /// The number of bytes of the line before the text.
    pub(super) cut: usize,
    /// The first underlined byte.
    pub(super) start: usize,
    /// The byte after the last underlined one.
    pub(super) end: usize,
    /// The label; may be empty.
    pub(super) label: String,
    /// Whether the mark is the subject of the diagnostic.
    pub(super) primary: bool,
}

/// A character with its position on the screen.
struct Cell {
    char: char,
    column: usize,
    width: usize,
}

/// A line laid out for the screen.
struct Line {
    cells: Vec<Cell>,
    /// The byte offset of each cell.
    bytes: Vec<usize>,
    width: usize,
}

impl Snippet {
    /// Returns the highest line number.
    pub(super) fn last_line(&self) -> usize {
        self.marks.iter().map(|mark| mark.line).max().unwrap_or(0)
    }

    /// Draws the lines in order, each with its marks below.
    pub(super) fn draw(
        &self,
        f: &mut fmt::Formatter<'_>,
        look: Look,
        role: Role,
        gutter: usize,
        characters: &ThemeCharacters,
    ) -> fmt::Result {
        let mut marks: Vec<&Mark> = self.marks.iter().collect();
        marks.sort_by_key(|mark| (mark.line, mark.cut + mark.start, mark.cut + mark.end, !mark.primary));
        let room = look.width.saturating_sub(gutter + 4).max(20);
        let bar = characters.vbar;
        let mut shown = None;
        for mark in marks {
            let line = Line::of(&mark.text);
            let marked = line.columns(mark.start, mark.end);
            let window = line.window(marked, room, look);
            if let Some((last, _, _)) = shown
                && mark.line > last + 1
            {
                writeln!(f, " {} {}", " ".repeat(gutter), look.paint(Role::Frame, characters.vbar_break))?;
            }
            // The marks of one line share its text, if the same part of the line is visible.
            if shown != Some((mark.line, mark.cut, window)) {
                let number = look.paint(Role::Frame, format!("{:>gutter$} {bar}", mark.line));
                writeln!(f, " {number} {}", line.text(window, look).trim_end())?;
                shown = Some((mark.line, mark.cut, window));
            }
            let empty = format!("{} {bar}", " ".repeat(gutter));
            let underline = Underline { marked, window, room };
            for row in underline.rows(mark, look, role) {
                writeln!(f, " {} {row}", look.paint(Role::Frame, &empty))?;
            }
        }
        Ok(())
    }
}

/// A range of columns: the first, and the one after the last.
type Columns = (usize, usize);

impl Line {
    fn of(text: &str) -> Self {
        let mut line = Self { cells: Vec::new(), bytes: Vec::new(), width: 0 };
        let skipped = text.len() - text.trim_start_matches('\u{feff}').len();
        for (byte, piece) in escape::pieces(text).skip_while(|(byte, _)| *byte < skipped) {
            match piece {
                _ if text[byte..].starts_with('\t') => line.push(byte, ' ', TAB - line.width % TAB),
                Piece::Plain(char) => line.push(byte, char, char_width(char)),
                Piece::Escaped(escape) => escape.chars().for_each(|char| line.push(byte, char, 1)),
            }
        }
        line
    }

    fn push(&mut self, byte: usize, char: char, width: usize) {
        self.cells.push(Cell { char, column: self.width, width });
        self.bytes.push(byte);
        self.width += width;
    }

    /// Returns the columns of a range of bytes, at least one.
    fn columns(&self, start: usize, end: usize) -> Columns {
        let column = |byte: usize| {
            let at = self.bytes.partition_point(|other| *other < byte);
            self.cells.get(at).map_or(self.width, |cell| cell.column)
        };
        let start = column(start);
        (start, column(end).max(start + 1))
    }

    /// Returns the visible part of the line: all of it if it fits, its start if the mark is near, else a part around
    /// the mark.
    fn window(&self, marked: Columns, room: usize, look: Look) -> Columns {
        let cut = width(look.ellipsis());
        if self.width <= room {
            return (0, self.width);
        }
        let (start, end) = marked;
        if end + cut <= room {
            return (0, room - cut);
        }
        let inside = room - 2 * cut;
        // A quarter of the window shows the text before the mark.
        let before = (inside / 4).min(inside.saturating_sub(end - start));
        let from = start.saturating_sub(before);
        (from, (from + inside).min(self.width))
    }

    fn text(&self, (from, to): Columns, look: Look) -> String {
        let mut text = String::new();
        if from > 0 {
            text.push_str(look.ellipsis());
        }
        for cell in &self.cells {
            let end = cell.column + cell.width;
            if cell.column >= from && end <= to {
                text.push(cell.char);
                // A tab is a space that is several columns wide.
                if cell.char == ' ' {
                    text.push_str(&" ".repeat(cell.width.saturating_sub(1)));
                }
            } else if end > from && cell.column < to {
                // The edge cuts a wide character: pad with spaces.
                text.push_str(&" ".repeat(end.min(to) - cell.column.max(from)));
            }
        }
        if to < self.width {
            text.push_str(look.ellipsis());
        }
        text
    }
}

/// The position of an underline.
struct Underline {
    marked: Columns,
    window: Columns,
    room: usize,
}

impl Underline {
    /// Returns the rows below a line: the underline with its label beside it, or below if the label is too long.
    fn rows(&self, mark: &Mark, look: Look, role: Role) -> Vec<String> {
        let (from, to) = self.window;
        let shift = if from > 0 { width(look.ellipsis()) } else { 0 };
        let start = self.marked.0.clamp(from, to.max(from)) - from + shift;
        let end = (self.marked.1.clamp(from, to.max(from)) - from + shift).max(start + 1);
        let (line, role) = match mark.primary {
            true => ('^', role),
            false if look.unicode => ('─', Role::Frame),
            false => ('-', Role::Frame),
        };
        let drawn = std::iter::repeat_n(line, end - start).collect::<String>();
        let mut rows = vec![format!("{}{}", " ".repeat(start), look.paint(role, &drawn))];
        if mark.label.is_empty() {
            return rows;
        }
        if end + 1 + width(&mark.label) <= self.room {
            rows[0].push(' ');
            rows[0].push_str(&look.paint(role, &mark.label).to_string());
            return rows;
        }
        // Below the mark, but indented so little that the label stays readable.
        let indent = start.min(self.room.saturating_sub(width(&mark.label).min(self.room / 2)));
        let below = wrap(&mark.label, self.room - indent);
        rows.extend(below.iter().map(|line| format!("{}{}", " ".repeat(indent), look.paint(role, line))));
        rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use miette::GraphicalTheme;

    struct Drawn(Snippet, Look);

    impl fmt::Display for Drawn {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            self.0.draw(f, self.1, Role::Error, 2, &GraphicalTheme::unicode().characters)
        }
    }

    fn draw(width: usize, marks: &[(usize, &str, &str, &str)]) -> String {
        let marks = marks
            .iter()
            .map(|&(line, text, marked, label)| {
                let start = text.find(marked).unwrap_or(0);
                let (text, label) = (text.to_owned(), label.to_owned());
                Mark { line, text, cut: 0, start, end: start + marked.len(), label, primary: line % 2 == 1 }
            })
            .collect();
        Drawn(Snippet { marks, ..Snippet::default() }, Look { width, ..Look::FILE }).to_string()
    }

    #[test]
    fn tabs_wide_characters_and_the_byte_order_mark() {
        insta::assert_snapshot!(draw(
            80,
            &[
                (1, "\u{feff}use a::b;", "a::b", "after the mark"),
                (3, "\tlet é\t= a::b;", "a::b", "after tabs"),
                (5, "let 注文 = 注::文;", "注::文", "wide"),
                (6, "x\u{1b}[31m\u{202e}y", "y", "nothing moves"),
                (7, "x", "", "at the start"),
            ]
        ));
    }

    #[test]
    fn long_lines_are_cut_around_the_mark() {
        let far = format!("let x = {}a::b::c();{}", "y + ".repeat(60), " z;".repeat(40));
        let wide = format!("{}a::b", "注".repeat(80));
        let long = format!("use {};", "a".repeat(200));
        insta::assert_snapshot!(draw(
            60,
            &[
                (1, &far, "let", "near the start"),
                (1, &far, "a::b::c", "far to the right, with a label that has to be wrapped below"),
                (3, &wide, "a::b", "behind wide characters"),
                (5, &long, &"a".repeat(200), "all of it"),
            ]
        ));
    }
}
