//! Hidden characters, and how they are shown.

use std::borrow::Cow;

/// Whether a character is invisible, moves the cursor, breaks the line or changes the order of the text.
///
/// These are the control characters, the line separators, the noncharacters that XML excludes, and Unicode's
/// `Default_Ignorable_Code_Point` (soft hyphens, zero-width and bidirectional controls, fillers, tags). Variation
/// selectors are not hidden, because common emoji contain them.
pub(crate) fn is_hidden(char: char) -> bool {
    char.is_control()
        || matches!(char,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e00ff}' | '\u{e01f0}'..='\u{e0fff}')
}

/// Returns a character as an escape in the syntax of Rust: `\n`, `\x1b` or `\u{202e}`.
pub(super) fn escape(char: char) -> String {
    match char {
        '\n' => "\\n".to_owned(),
        '\r' => "\\r".to_owned(),
        '\t' => "\\t".to_owned(),
        ..'\u{20}' | '\u{7f}' => format!("\\x{:02x}", u32::from(char)),
        _ => format!("\\u{{{:x}}}", u32::from(char)),
    }
}

/// Shows hidden characters as escapes, for a format that has its own escapes for everything else.
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    // Most texts are plain ASCII.
    if text.bytes().all(|byte| (b' '..0x7f).contains(&byte)) || !text.chars().any(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut visible = String::with_capacity(text.len() + 8);
    for char in text.chars() {
        if is_hidden(char) {
            visible.push_str(&escape(char));
        } else {
            visible.push(char);
        }
    }
    Cow::Owned(visible)
}
