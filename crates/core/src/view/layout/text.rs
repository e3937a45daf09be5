//! Estimates how wide a text is. A box must never be too narrow for its label, whatever font draws it, so the estimate
//! is that of wide fonts.

/// The greatest width of a text that counts. The widths of all boxes of a picture must be numbers together, too.
const MAX_WIDTH: i32 = 1 << 16;

/// Returns the width of a text in pixels, for a sans-serif font of a size in pixels.
pub fn text_width(text: &str, size: i32) -> i32 {
    let hundredths: i64 = text.chars().map(|char| i64::from(width(char))).sum();
    i32::try_from(hundredths * i64::from(size) / 100 + 1).map_or(MAX_WIDTH, |width| width.min(MAX_WIDTH))
}

/// Returns the width of a character, in hundredths of the font size.
fn width(char: char) -> i32 {
    match char {
        'i' | 'j' | 'l' | '\'' | '|' => 32,
        'f' | 'r' | 't' | 'I' | '(' | ')' | '[' | ']' | '.' | ',' | ':' | ';' | '!' | '/' | '\\' | ' ' | '-' => 43,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 101,
        'A'..='Z' | '&' | '#' | '<' | '>' | '=' | '+' | '~' => 86,
        ' '..='~' => 66,
        '\u{a1}'..='\u{24f}' => 90,
        // Characters of East Asian scripts are as wide as high, and symbols may be wider.
        _ => 140,
    }
}
