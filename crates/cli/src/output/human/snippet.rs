//! Lines of a source file with what is underlined in them. It measures in columns of the terminal: tabs, wide
//! characters, what can't be shown, and lines that are longer than the terminal is wide. It knows nothing of
//! diagnostics.

use crate::{
    terminal::{Look, Role},
    text::{char_width, visible, width, wrap},
};
use miette::ThemeCharacters;
use std::fmt;

/// Where a tab leads: to the next multiple.
const TAB: usize = 4;

/// The marks of one file.
#[derive(Debug, Default)]
pub(super) struct Snippet {
    /// The file's name.
    pub(super) name: String,
    /// At least one.
    pub(super) marks: Vec<Mark>,
}

/// A part of a line, underlined, and what it is.
#[derive(Clone, Debug)]
pub(super) struct Mark {
    /// The line, from 1.
    pub(super) line: usize,
    /// Its text.
    pub(super) text: String,
    /// The first byte underlined.
    pub(super) start: usize,
    /// The byte after the last.
    pub(super) end: usize,
    /// What it is; may be empty.
    pub(super) label: String,
    /// Whether it is what the diagnostic is about.
    pub(super) primary: bool,
}

/// A character of a line where it is shown.
struct Cell {
    char: char,
    column: usize,
    width: usize,
}

/// A line as it is shown, and the columns of byte ranges in it.
struct Line {
    cells: Vec<Cell>,
    /// The byte at which each cell starts.
    bytes: Vec<usize>,
    width: usize,
}

impl Snippet {
    /// The highest line number.
    pub(super) fn last_line(&self) -> usize {
        self.marks.iter().map(|mark| mark.line).max().unwrap_or(0)
    }

    /// `FILE:LINE:COLUMN` of the first mark.
    pub(super) fn place(&self) -> String {
        let mark = self.marks.iter().min_by_key(|mark| (!mark.primary, mark.line, mark.start));
        mark.map_or_else(String::new, |mark| {
            let before = mark.text[..mark.start].trim_start_matches('\u{feff}');
            format!("{}:{}:{}", self.name, mark.line, before.chars().count() + 1)
        })
    }

    /// Draws the lines, in order, each with its marks below it.
    pub(super) fn draw(
        &self,
        f: &mut fmt::Formatter<'_>,
        look: Look,
        role: Role,
        gutter: usize,
        characters: &ThemeCharacters,
    ) -> fmt::Result {
        let mut marks: Vec<&Mark> = self.marks.iter().collect();
        marks.sort_by_key(|mark| (mark.line, mark.start, mark.end, !mark.primary));
        let room = look.width.saturating_sub(gutter + 4).max(20);
        let bar = characters.vbar;
        let mut shown = None;
        for mark in marks {
            let line = Line::of(&mark.text);
            let marked = line.columns(mark.start, mark.end);
            let window = line.window(marked, room, look);
            if let Some((last, _)) = shown
                && mark.line > last + 1
            {
                writeln!(f, " {} {}", " ".repeat(gutter), look.paint(Role::Frame, characters.vbar_break))?;
            }
            // Marks on one line stand below it together, as far as one window shows them.
            if shown != Some((mark.line, window)) {
                let number = look.paint(Role::Frame, format!("{:>gutter$} {bar}", mark.line));
                writeln!(f, " {number} {}", line.text(window, look).trim_end())?;
                shown = Some((mark.line, window));
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

/// Columns from a first to one after the last.
type Columns = (usize, usize);

impl Line {
    fn of(text: &str) -> Self {
        let mut line = Self { cells: Vec::new(), bytes: Vec::new(), width: 0 };
        let skipped = text.len() - text.trim_start_matches('\u{feff}').len();
        for (byte, char) in text.char_indices().skip_while(|(byte, _)| *byte < skipped) {
            let (char, width) = match char {
                '\t' => (' ', TAB - line.width % TAB),
                _ => (visible(char), char_width(visible(char))),
            };
            line.cells.push(Cell { char, column: line.width, width });
            line.bytes.push(byte);
            line.width += width;
        }
        line
    }

    /// The columns of a range of bytes; one at least, so that there is something to underline.
    fn columns(&self, start: usize, end: usize) -> Columns {
        let column = |byte: usize| {
            let at = self.bytes.partition_point(|other| *other < byte);
            self.cells.get(at).map_or(self.width, |cell| cell.column)
        };
        let start = column(start);
        (start, column(end).max(start + 1))
    }

    /// The part of the line to show: all of it where it fits, else from its start where the mark is near, else
    /// around the mark.
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
        // A quarter before the mark says what it is part of.
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
                // Only a tab is a space that is wide.
                if cell.char == ' ' {
                    text.push_str(&" ".repeat(cell.width.saturating_sub(1)));
                }
            } else if end > from && cell.column < to {
                // Half of a wide character, cut: what is left of it is blank.
                text.push_str(&" ".repeat(end.min(to) - cell.column.max(from)));
            }
        }
        if to < self.width {
            text.push_str(look.ellipsis());
        }
        text
    }
}

/// Where a mark is drawn.
struct Underline {
    marked: Columns,
    window: Columns,
    room: usize,
}

impl Underline {
    /// The rows below a line: what is underlined with its label beside it, or below where that is too long.
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
        // Below the mark, but with room enough to be read.
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
                Mark { line, text, start, end: start + marked.len(), label, primary: line % 2 == 1 }
            })
            .collect();
        Drawn(Snippet { name: String::new(), marks }, Look { width, ..Look::FILE }).to_string()
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
