//! Finding the comments between the tokens, and reading what they say.

use super::{Allow, BadAllow, MARK, extent::Extents};
use crate::{
    date::Date,
    source::Span,
    syntax::{Tokens, lex, lower::prefix_length},
    workspace::Edition,
};

/// The form, as messages show it.
const FORM: &str = "`archcheck: allow(RULE, reason = \"…\", expires = \"2027-03-31\")`";

/// Reads every comment of a text that has at least one.
pub(super) fn read(text: &str) -> Vec<Result<Allow, BadAllow>> {
    let prefix = prefix_length(text);
    // The number of the file, and its edition, are of no use to anyone here.
    let lexed = lex(&format!("{:prefix$}{}", "", &text[prefix..]), 0, Edition::E2024);
    proc_macro2::extra::invalidate_current_thread_spans();
    let Ok(tokens) = lexed else { return Vec::new() };
    let extents = Extents::new(&tokens);
    let mut found = Vec::new();
    let mut end = prefix;
    for next in 0..=tokens.tokens.len() {
        let token = tokens.tokens.get(next).map(|token| token.origin.span);
        let start = token.map_or(text.len(), |span| span.start as usize);
        // What one token was made of several (a comment of documentation) leaves no gap.
        if start > end {
            for (at, line) in comments(text, end, start) {
                found.extend(one(text, &tokens, &extents, next, at, line));
            }
        }
        end = end.max(token.map_or(text.len(), |span| span.end as usize));
    }
    found
}

/// The line comments in what stands between two tokens, each with where it starts.
fn comments(text: &str, from: usize, to: usize) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut at = from;
    let mut depth = 0_usize;
    while at < to {
        let rest = &text[at..to];
        if rest.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if depth > 0 && rest.starts_with("*/") {
            depth -= 1;
            at += 2;
        } else if depth == 0 && rest.starts_with("//") {
            let line = rest.split('\n').next().unwrap_or_default().trim_end();
            found.push((at, line));
            at += line.len().max(2);
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    found
}

fn one(
    text: &str,
    tokens: &Tokens,
    extents: &Extents<'_>,
    next: usize,
    at: usize,
    line: &str,
) -> Option<Result<Allow, BadAllow>> {
    let said = line[2..].trim_start().strip_prefix(MARK)?;
    let span = Span::new(at..at + line.len());
    let start = at + line.len() - said.len();
    let head = match (Reader { rest: said }).read() {
        Ok(head) => head,
        Err((left, message)) => {
            let place = start + said.len() - left;
            return Some(Err(BadAllow { message, span: Span::new(place.min(at + line.len())..at + line.len()) }));
        }
    };
    let line_start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let before = next
        .checked_sub(1)
        .filter(|last| tokens.tokens.get(*last).is_some_and(|token| token.origin.span.end as usize > line_start));
    let covers = match before {
        Some(last) => extents.ending(last),
        None => extents.starting(next),
    };
    Some(Ok(Allow { rule: head.rule, reason: head.reason, expires: head.expires, span, covers }))
}

struct Head {
    rule: String,
    reason: Option<String>,
    expires: Option<Date>,
}

/// Reads what stands behind the mark. An error has how much of the comment was left, and what is wrong there.
struct Reader<'t> {
    rest: &'t str,
}

impl Reader<'_> {
    fn fail<T>(&self, message: impl Into<String>) -> Result<T, (usize, String)> {
        Err((self.rest.len(), message.into()))
    }

    fn skip(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn eat(&mut self, char: char) -> bool {
        self.skip();
        let found = self.rest.strip_prefix(char);
        self.rest = found.unwrap_or(self.rest);
        found.is_some()
    }

    fn read(&mut self) -> Result<Head, (usize, String)> {
        self.skip();
        let Some(rest) = self.rest.strip_prefix("allow") else {
            return self.fail(format!("`archcheck:` must be followed by `allow`: {FORM}"));
        };
        self.rest = rest;
        if !self.eat('(') {
            return self.fail(format!("here `(` is missing: {FORM}"));
        }
        self.skip();
        let end = self.rest.find([',', ')']).unwrap_or(self.rest.len());
        let rule = self.rest[..end].trim().to_owned();
        if rule.is_empty() || rule.contains(['=', '"']) {
            return self.fail(format!("here the id of a rule is missing: {FORM}"));
        }
        self.rest = &self.rest[end..];
        let mut head = Head { rule, reason: None, expires: None };
        while self.eat(',') {
            self.skip();
            if self.rest.starts_with(')') {
                break;
            }
            self.key(&mut head)?;
        }
        if !self.eat(')') {
            return self.fail(format!("here `)` is missing: {FORM}"));
        }
        Ok(head)
    }

    fn key(&mut self, head: &mut Head) -> Result<(), (usize, String)> {
        let length = self.rest.find(|char: char| !char.is_alphanumeric() && char != '-').unwrap_or(self.rest.len());
        let (key, rest) = self.rest.split_at(length);
        if !matches!(key, "reason" | "expires") {
            return self.fail("an exception in the source has a rule, a `reason` and an `expires`, and nothing else");
        }
        let key = key.to_owned();
        self.rest = rest;
        if !self.eat('=') {
            return self.fail(format!("here `=` is missing: {FORM}"));
        }
        self.skip();
        let at = self.rest.len();
        let value = self.string()?;
        if key == "reason" {
            head.reason = Some(value).filter(|reason| !reason.trim().is_empty());
            return Ok(());
        }
        let date = value.parse::<Date>().map_err(|error| (at, format!("`expires` must be a date: {error}")))?;
        head.expires = Some(date);
        Ok(())
    }

    /// A string in quotes; `\"` and `\\` are the only escapes.
    fn string(&mut self) -> Result<String, (usize, String)> {
        let Some(inside) = self.rest.strip_prefix('"') else {
            return self.fail("here a string in quotes is missing");
        };
        let mut value = String::new();
        let mut chars = inside.char_indices();
        while let Some((at, char)) = chars.next() {
            match char {
                '"' => {
                    self.rest = &inside[at + 1..];
                    return Ok(value);
                }
                '\\' => value.extend(chars.next().map(|(_, escaped)| escaped)),
                char => value.push(char),
            }
        }
        self.fail("this string is never closed")
    }
}
