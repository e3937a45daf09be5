//! The part of a file that we generate: what is between two marker lines. Nothing else in a file is ever changed.

/// The lines around what is generated.
pub(super) const BEGIN: &str =
    "<!-- archcheck: begin. `cargo archcheck docs` writes this part; text before and after it is kept. -->";
pub(super) const END: &str = "<!-- archcheck: end -->";

/// The beginnings of the marker lines, which later versions may word differently.
const BEGIN_START: &str = "<!-- archcheck: begin";
const END_START: &str = "<!-- archcheck: end";

/// A file with its generated part replaced.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Update {
    /// The file has the text already.
    Current,
    /// The new content of the file.
    Changed(String),
    /// The file is not ours: it has no markers, or not one pair of them.
    Foreign,
}

/// The parts of a file: before, between and after the markers. The marker lines belong to the middle.
fn split(text: &str) -> Option<[&str; 3]> {
    let (mut begin, mut end) = (None, None);
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = line.trim_start_matches('\u{feff}').trim_end();
        if start.starts_with(BEGIN_START)
            && begin.replace(at + line.len() - line.trim_start_matches('\u{feff}').len()).is_some()
        {
            return None;
        }
        if start.starts_with(END_START) && end.replace(at + line.len()).is_some() {
            return None;
        }
        at += line.len();
    }
    let (begin, end) = begin.zip(end).filter(|(begin, end)| begin < end)?;
    Some([&text[..begin], &text[begin..end], &text[end..]])
}

/// Puts a generated text into a file. `existing` is the content of the file, if it exists.
pub(crate) fn place(generated: &str, existing: Option<&str>) -> Update {
    let block = format!("{BEGIN}\n\n{}\n\n{END}\n", generated.trim());
    let Some(existing) = existing else { return Update::Changed(block) };
    let Some([before, middle, after]) = split(existing) else { return Update::Foreign };
    let is_windows = existing.contains("\r\n");
    let block = if is_windows { block.replace('\n', "\r\n") } else { block };
    let has_line_end = middle.ends_with('\n');
    let block = if has_line_end { block.as_str() } else { block.trim_end() };
    if middle == block { Update::Current } else { Update::Changed([before, block, after].concat()) }
}

/// Returns the text around the generated part, without white space; `None` if the file is not ours.
pub(crate) fn remainder(text: &str) -> Option<String> {
    let [before, _, after] = split(text)?;
    Some(format!("{}{}", before.trim_start_matches('\u{feff}').trim(), after.trim()))
}
