//! Builds the text of a file, and indents lines by their block.

/// The text of a file so far.
#[derive(Debug, Default)]
pub(crate) struct Text {
    written: String,
    lines: usize,
    depth: usize,
}

impl Text {
    /// Adds a line. A line that starts with a closing bracket ends a block, and one that ends with an opening bracket starts
    /// one.
    pub(crate) fn line(&mut self, line: impl AsRef<str>) {
        let line = line.as_ref();
        if line.starts_with(['}', ')', ']']) {
            self.depth = self.depth.saturating_sub(1);
        }
        if !line.is_empty() {
            self.written.extend(std::iter::repeat_n("    ", self.depth));
        }
        self.written.push_str(line);
        self.written.push('\n');
        self.lines += 1;
        if line.ends_with(['{', '(', '[']) {
            self.depth += 1;
        }
    }

    /// Adds several lines.
    pub(crate) fn block(&mut self, lines: &str) {
        lines.lines().for_each(|line| self.line(line.trim_start()));
    }

    /// Returns the number of lines.
    pub(crate) fn lines(&self) -> usize {
        self.lines
    }

    /// Returns the whole text.
    pub(crate) fn finish(self) -> String {
        self.written
    }
}
