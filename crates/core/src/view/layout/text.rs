//! Estimates how wide a text is. A box must never be too narrow for its label, whatever font draws it, so the estimate
//! is that of wide fonts.

/// Returns the width of a text in pixels, for a sans-serif font of a size in pixels.
pub fn text_width(text: &str, size: i32) -> i32 {
    let hundredths: i32 = text.chars().map(width).sum();
    hundredths * size / 100 + 1
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
