//! Random changes of texts, of their tokens and lines.

use fastrand::Rng;
use std::ops::Range;

/// The size in bytes above which a changed text is cut.
const MAX_BYTES: usize = 1 << 16;

/// Texts that are rare, and that something may treat specially.
const RARE: [&str; 22] = [
    "\u{feff}",
    "\r\n",
    "\r",
    "\0",
    "\t",
    "\u{202e}",
    "\u{1b}[31m",
    "e\u{301}",
    "é",
    "漢",
    "𝒳",
    "r#",
    "//",
    "/*",
    "*/",
    "\"",
    "'",
    "\\",
    "\u{a0}",
    "\u{85}",
    "::error::",
    "18446744073709551616",
];

/// Splits a text into words, runs of spaces, and other characters.
fn tokens(text: &str) -> Vec<Range<usize>> {
    let class = |c: char| {
        if c.is_alphanumeric() || c == '_' {
            1
        } else if c == ' ' {
            2
        } else {
            0
        }
    };
    let mut tokens: Vec<Range<usize>> = Vec::new();
    let mut last = 0;
    for (at, c) in text.char_indices() {
        let (own, end) = (class(c), at + c.len_utf8());
        match tokens.last_mut() {
            Some(token) if own > 0 && own == last => token.end = end,
            _ => tokens.push(at..end),
        }
        last = own;
    }
    tokens
}

/// Returns a random element, or an empty text.
pub(crate) fn pick<'a, T: AsRef<str> + ?Sized>(from: &'a [&'a T], random: &mut Rng) -> &'a str {
    if from.is_empty() { "" } else { from[random.usize(..from.len())].as_ref() }
}

/// Returns a random text of a pool.
pub(crate) fn any<'a>(pool: &'a [String], random: &mut Rng) -> &'a str {
    if pool.is_empty() { "" } else { &pool[random.usize(..pool.len())] }
}

/// Changes a random text of a pool. `words` are the tokens that matter for its syntax.
pub(crate) fn mutate(pool: &[String], words: &[&str], random: &mut Rng) -> String {
    let mut text = any(pool, random).to_owned();
    for _ in 0..=random.usize(..4) {
        text = match random.u8(..4) {
            0 => change_lines(&text, any(pool, random), random),
            _ => change_tokens(&text, any(pool, random), words, random),
        };
        truncate(&mut text);
    }
    text
}

fn truncate(text: &mut String) {
    let mut end = text.len().min(MAX_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.truncate(end);
}

fn change_lines(text: &str, other: &str, random: &mut Rng) -> String {
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    let others: Vec<&str> = other.split_inclusive('\n').collect();
    let count = lines.len().max(1);
    let (a, b) = (random.usize(..count).min(lines.len()), random.usize(..=count).min(lines.len()));
    let (a, b) = (a.min(b), a.max(b));
    let replaced;
    match random.u8(..6) {
        0 => drop(lines.drain(a..b.min(a + 4))),
        1 if a < lines.len() && b < lines.len() => lines.swap(a, b),
        2 => {
            let copied: Vec<&str> = lines[a..b.min(a + 8)].to_vec();
            lines.splice(b..b, copied);
        }
        // The value of a key, from another line.
        3 if a < lines.len() && !others.is_empty() => {
            let value = others[random.usize(..others.len())].split_once('=').map(|(_, value)| value);
            if let (Some(value), Some((key, _))) = (value, lines[a].split_once('=')) {
                replaced = format!("{key}={value}");
                lines[a] = &replaced;
            }
        }
        _ if !others.is_empty() => {
            let from = random.usize(..others.len());
            let to = (from + 1 + random.usize(..6)).min(others.len());
            lines.splice(a..a, others[from..to].iter().copied());
        }
        _ => {}
    }
    lines.concat()
}

fn change_tokens(text: &str, other: &str, words: &[&str], random: &mut Rng) -> String {
    let tokens = tokens(text);
    let at = random.usize(..=tokens.len());
    let range = |from: usize, count: usize| {
        let to = (from + count).min(tokens.len());
        if from >= to { text.len()..text.len() } else { tokens[from].start..tokens[to - 1].end }
    };
    let length = 1 + random.usize(..8) * random.usize(..4);
    let here = range(at, length);
    let (before, part, after) = (&text[..here.start], &text[here.clone()], &text[here.end..]);
    match random.u8(..12) {
        0 => format!("{before}{after}"),
        1 => format!("{before}{part}{part}{after}"),
        2 | 3 => format!("{before}{}{part}{after}", pick(words, random)),
        4 => format!("{before}{}{after}", pick(words, random)),
        5 => format!("{before}{}{part}{after}", pick(&RARE, random)),
        6 => {
            let (open, close) =
                [("(", ")"), ("[", "]"), ("{", "}"), ("<", ">"), ("\"", "\""), ("m!{", "}")][random.usize(..6)];
            let depth = if random.u8(..16) == 0 { random.usize(..3000) } else { 1 };
            format!("{before}{}{part}{}{after}", open.repeat(depth), close.repeat(depth))
        }
        7 => {
            let times = 2 + if random.u8(..16) == 0 { random.usize(..3000) } else { random.usize(..8) };
            format!("{before}{}{after}", part.repeat(times.min(1 + MAX_BYTES / part.len().max(1))))
        }
        // A word of the text itself, so that names meet.
        8 | 9 if !tokens.is_empty() => {
            let word = &text[tokens[random.usize(..tokens.len())].clone()];
            format!("{before}{word}{}", &text[range(at, 1).end..])
        }
        10 => {
            let (a, b) = (random.usize(..=tokens.len()), random.usize(..=tokens.len()));
            let (a, b) = (range(a.min(b), 1), range(a.max(b), 1));
            if a.end > b.start {
                return text.to_owned();
            }
            format!("{}{}{}{}{}", &text[..a.start], &text[b.clone()], &text[a.end..b.start], &text[a], &text[b.end..])
        }
        _ => {
            let tokens = self::tokens(other);
            let from = random.usize(..=tokens.len());
            let to = (from + 1 + random.usize(..12)).min(tokens.len());
            let inserted = if from < to { &other[tokens[from].start..tokens[to - 1].end] } else { "" };
            format!("{before}{inserted}{part}{after}")
        }
    }
}
