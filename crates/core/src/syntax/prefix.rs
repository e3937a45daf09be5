//! What may stand before the first token of a file.

use std::borrow::Cow;

/// How many bytes stand before the first token: a byte-order mark, a shebang line, which `#![…]` is not (the Rust
/// reference, "Input format"), and a manifest between lines of dashes (RFC 3503).
pub(in crate::syntax) fn prefix_length(text: &str) -> usize {
    let mark = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let rest = &text[mark..];
    let shebang = match rest.strip_prefix("#!") {
        Some(after) if !after.trim_start_matches(|c: char| c.is_whitespace()).starts_with('[') => {
            rest.find('\n').unwrap_or(rest.len())
        }
        _ => 0,
    };
    mark + shebang + frontmatter_length(&rest[shebang..])
}

/// How long a frontmatter is: a line of three dashes or more, and all up to a line of as many.
fn frontmatter_length(text: &str) -> usize {
    let start = text.len() - text.trim_start().len();
    let dashes = text[start..].bytes().take_while(|byte| *byte == b'-').count();
    if dashes < 3 || (start > 0 && !text[..start].ends_with('\n')) {
        return 0;
    }
    let mut at = start;
    for (number, line) in text[start..].split_inclusive('\n').enumerate() {
        at += line.len();
        if number > 0 && line.trim_end().bytes().eq(std::iter::repeat_n(b'-', dashes)) {
            return at;
        }
    }
    0
}

/// Replaces the carriage returns of line ends, which documentation must not contain, by spaces. All offsets stay the same.
pub(in crate::syntax) fn without_returns(text: &str) -> Cow<'_, str> {
    if text.contains('\r') { text.replace("\r\n", " \n").into() } else { text.into() }
}
