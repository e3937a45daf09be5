//! Literals: which of them all lexers read alike, and the values of strings.

use super::kind::Kind;
use ra_ap_rustc_lexer::{Base, LiteralKind};
use std::ops::Range;

/// The kind of a literal, if `proc_macro2` certainly accepts it, too.
pub(super) fn literal(kind: LiteralKind, suffix: usize, text: &str) -> Option<Kind> {
    let bytes = text.as_bytes();
    let number = matches!(kind, LiteralKind::Int { .. } | LiteralKind::Float { .. });
    if !number && suffix != text.len() {
        return None;
    }
    let plain = match kind {
        LiteralKind::Int { base, empty_int: false } => {
            let digits = |most: u8| bytes[2..suffix].iter().all(|digit| *digit <= most || *digit == b'_');
            let based = match base {
                Base::Binary => digits(b'1'),
                Base::Octal => digits(b'7'),
                Base::Decimal | Base::Hexadecimal => true,
            };
            return (based && is_suffix(&bytes[suffix..])).then_some(Kind::Int);
        }
        LiteralKind::Float { base: Base::Decimal, empty_exponent: false } => {
            return is_suffix(&bytes[suffix..]).then_some(Kind::Float);
        }
        LiteralKind::Char { terminated: true } => is_character(&text[1..text.len() - 1], true),
        LiteralKind::Byte { terminated: true } => text.is_ascii() && is_character(&text[2..text.len() - 1], false),
        LiteralKind::Str { terminated: true } => is_string(&bytes[1..bytes.len() - 1], true),
        LiteralKind::ByteStr { terminated: true } => text.is_ascii() && is_string(&bytes[2..bytes.len() - 1], false),
        LiteralKind::CStr { terminated: true } => !bytes.iter().any(|byte| matches!(byte, b'\\' | b'\r' | 0)),
        LiteralKind::RawStr { n_hashes: Some(_) } => !bytes.contains(&b'\r'),
        LiteralKind::RawByteStr { n_hashes: Some(_) } => text.is_ascii() && !bytes.contains(&b'\r'),
        LiteralKind::RawCStr { n_hashes: Some(_) } => !bytes.iter().any(|byte| matches!(byte, b'\r' | 0)),
        _ => false,
    };
    plain.then_some(Kind::Literal)
}

/// Whether all lexers accept the suffix of a number.
fn is_suffix(suffix: &[u8]) -> bool {
    suffix.is_ascii() && matches!(suffix.first(), None | Some(b'f' | b'i' | b'u'))
}

fn is_character(text: &str, unicode: bool) -> bool {
    if text.starts_with('\\') {
        return escape(text.as_bytes(), unicode) == Some(text.len());
    }
    let mut characters = text.chars();
    characters.next().is_some_and(|first| first >= ' ') && characters.next().is_none()
}

fn is_string(mut bytes: &[u8], unicode: bool) -> bool {
    while let Some(next) = memchr::memchr2(b'\\', b'\r', bytes) {
        bytes = &bytes[next..];
        let taken = match bytes {
            [b'\r' | b'\\', b'\n', ..] => Some(2),
            [b'\r', ..] => None,
            _ => escape(bytes, unicode),
        };
        let Some(taken) = taken else { return false };
        bytes = &bytes[taken..];
    }
    true
}

/// The length of the escape at the start of some bytes (the Rust Reference, "Character escapes").
fn escape(bytes: &[u8], unicode: bool) -> Option<usize> {
    match bytes.get(1)? {
        b'n' | b'r' | b't' | b'\\' | b'0' | b'\'' | b'"' => Some(2),
        b'x' => {
            let (high, low) = (bytes.get(2)?, bytes.get(3)?);
            let fits = high.is_ascii_hexdigit() && low.is_ascii_hexdigit() && (!unicode || *high <= b'7');
            fits.then_some(4)
        }
        b'u' if unicode => {
            let rest = bytes.get(2..)?.strip_prefix(b"{")?;
            let digits = rest.iter().position(|byte| *byte == b'}')?;
            let text = std::str::from_utf8(&rest[..digits]).ok()?;
            let number = if text.len() <= 6 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                u32::from_str_radix(text, 16).ok()?
            } else {
                return None;
            };
            char::from_u32(number).map(|_| digits + 4)
        }
        _ => None,
    }
}

/// The literal of a string, as `proc_macro2` writes it.
pub(in crate::syntax) fn string_literal(value: &str) -> String {
    let mut literal = String::with_capacity(value.len() + 2);
    literal.push('"');
    let mut characters = value.chars();
    while let Some(character) = characters.next() {
        match character {
            '\0' if characters.as_str().starts_with(|next| matches!(next, '0'..='7')) => literal.push_str("\\x00"),
            '\0' => literal.push_str("\\0"),
            '\'' => literal.push('\''),
            _ => literal.extend(character.escape_debug()),
        }
    }
    literal.push('"');
    literal
}

/// The characters that a string literal stands for, each with its bytes in the literal. `None` for any other literal.
pub(in crate::syntax) fn characters_of_string(literal: &str) -> Option<Vec<(char, Range<usize>)>> {
    if let Some(raw) = literal.strip_prefix('r') {
        let hashes = raw.len() - raw.trim_start_matches('#').len();
        let (start, end) = (hashes + 2, literal.len().checked_sub(hashes + 1)?);
        let content = literal.get(start..end)?.char_indices();
        return Some(content.map(|(at, one)| (one, start + at..start + at + one.len_utf8())).collect());
    }
    let content = literal.strip_prefix('"')?.strip_suffix('"')?;
    let (mut characters, mut at) = (Vec::with_capacity(content.len()), 0);
    while let Some(one) = content[at..].chars().next() {
        let rest = &content[at..];
        let length = match (one, rest.as_bytes().get(1)) {
            ('\\', Some(b'\n' | b'\r')) => rest.len() - rest[1..].trim_start_matches([' ', '\t', '\n', '\r']).len(),
            ('\\', Some(b'x')) => 4,
            ('\\', Some(b'u')) => rest.find('}')? + 1,
            ('\\', Some(_)) => 2,
            _ => one.len_utf8(),
        };
        let written = rest.get(..length)?;
        let value = if one == '\\' { unescape(written)?.chars().next() } else { Some(one) };
        characters.extend(value.map(|value| (value, at + 1..at + 1 + length)));
        at += length;
    }
    Some(characters)
}

/// The text that a string literal stands for (the Rust reference, "String literals"). `None` for any other literal.
pub(in crate::syntax) fn string_value(literal: &str) -> Option<String> {
    if let Some(raw) = literal.strip_prefix('r') {
        let content = raw.trim_start_matches('#');
        let hashes = &raw[..raw.len() - content.len()];
        return Some(content.strip_prefix('"')?.strip_suffix(hashes)?.strip_suffix('"')?.to_owned());
    }
    unescape(literal.strip_prefix('"')?.strip_suffix('"')?)
}

/// The text that a character literal stands for. `None` for any other literal.
pub(in crate::syntax) fn character_value(literal: &str) -> Option<String> {
    unescape(literal.strip_prefix('\'')?.strip_suffix('\'')?)
}

/// Replaces escapes by what they stand for.
fn unescape(mut text: &str) -> Option<String> {
    let mut value = String::with_capacity(text.len());
    while let Some(next) = text.find(['\\', '\r']) {
        value.push_str(&text[..next]);
        let rest = &text[next + 1..];
        if text.as_bytes()[next] == b'\r' {
            // A line ending counts as one character.
            value.push('\n');
            text = rest.strip_prefix('\n')?;
            continue;
        }
        let (character, length) = match rest.as_bytes().first()? {
            b'n' => ('\n', 1),
            b'r' => ('\r', 1),
            b't' => ('\t', 1),
            b'0' => ('\0', 1),
            escaped @ (b'\\' | b'\'' | b'"') => (char::from(*escaped), 1),
            b'x' => (char::from(u8::from_str_radix(rest.get(1..3)?, 16).ok()?), 3),
            b'u' => {
                let (digits, _) = rest[1..].strip_prefix('{')?.split_once('}')?;
                let number = u32::from_str_radix(&digits.replace('_', ""), 16).ok()?;
                (char::from_u32(number)?, digits.len() + 3)
            }
            // A line continuation also skips the indentation of the next line.
            b'\n' | b'\r' => {
                text = rest.trim_start_matches([' ', '\t', '\n', '\r']);
                continue;
            }
            _ => return None,
        };
        value.push(character);
        text = &rest[length..];
    }
    value.push_str(text);
    Some(value)
}
