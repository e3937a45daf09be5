//! Lines of a file, indented by the blocks they stand in.

/// What has been written of a file.
#[derive(Debug, Default)]
pub(crate) struct Text {
    written: String,
    lines: usize,
    depth: usize,
}

impl Text {
    /// Adds a line. One that begins with `}` ends a block, one that ends with `{` begins one.
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

    /// How many lines there are.
    pub(crate) fn lines(&self) -> usize {
        self.lines
    }

    /// All of it.
    pub(crate) fn finish(self) -> String {
        self.written
    }
}
