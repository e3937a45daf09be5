//! The grammar of a suppression: `allow(RULE)`, with `reason = "…"` and `expires = "…"` after commas.

use super::{MalformedSuppression, Suppression};
use crate::{date::Date, source::Span, syntax::Directive};

/// The whole form, as messages show it.
const FORM: &str = "`archcheck: allow(RULE, reason = \"…\", expires = \"2027-03-31\")`";

impl Suppression {
    /// Parses the text of a directive.
    pub fn parse(directive: &Directive) -> Result<Self, MalformedSuppression> {
        let mut parser = Parser { rest: &directive.text };
        match parser.suppression() {
            Ok(Arguments { rule, reason, expires }) => {
                Ok(Self { rule, reason, expires, span: directive.span, covers: directive.target })
            }
            Err(Error { remaining, message }) => {
                let Span { end, .. } = directive.span;
                Err(MalformedSuppression { message, span: Span { start: end - remaining as u32, end } })
            }
        }
    }
}

/// The arguments of `allow(…)`.
struct Arguments {
    rule: String,
    reason: Option<String>,
    expires: Option<Date>,
}

/// What is wrong, and how many bytes before the end of the text.
struct Error {
    remaining: usize,
    message: String,
}

/// A parser over the text after `archcheck:`.
struct Parser<'t> {
    rest: &'t str,
}

impl Parser<'_> {
    fn suppression(&mut self) -> Result<Arguments, Error> {
        self.skip_spaces();
        let Some(rest) = self.rest.strip_prefix("allow") else {
            return self.fail(format!("expected `allow` after `archcheck:`; write {FORM}"));
        };
        self.rest = rest;
        self.expect('(')?;
        let rule = self.rule()?;
        let mut arguments = Arguments { rule, reason: None, expires: None };
        while self.eat(',') {
            self.skip_spaces();
            if self.rest.starts_with(')') {
                break;
            }
            self.named_argument(&mut arguments)?;
        }
        self.expect(')')?;
        Ok(arguments)
    }

    fn rule(&mut self) -> Result<String, Error> {
        self.skip_spaces();
        let end = self.rest.find([',', ')']).unwrap_or(self.rest.len());
        let rule = self.rest[..end].trim().to_owned();
        if rule.is_empty() || rule.contains(['=', '"']) {
            return self.fail(format!("expected the id of a rule; write {FORM}"));
        }
        self.rest = &self.rest[end..];
        Ok(rule)
    }

    /// `reason = "…"` or `expires = "…"`
    fn named_argument(&mut self, arguments: &mut Arguments) -> Result<(), Error> {
        let length = self.rest.find(|char: char| !char.is_alphanumeric() && char != '-').unwrap_or(self.rest.len());
        let (name, rest) = self.rest.split_at(length);
        if !matches!(name, "reason" | "expires") {
            return self.fail("expected `reason` or `expires`");
        }
        let name = name.to_owned();
        self.rest = rest;
        self.expect('=')?;
        self.skip_spaces();
        let remaining = self.rest.len();
        let value = self.string()?;
        if name == "reason" {
            arguments.reason = Some(value).filter(|reason| !reason.trim().is_empty());
            return Ok(());
        }
        let invalid = |error| Error { remaining, message: format!("`expires` must be a date: {error}") };
        arguments.expires = Some(value.parse::<Date>().map_err(invalid)?);
        Ok(())
    }

    /// A quoted string; `\"` and `\\` are the only escapes.
    fn string(&mut self) -> Result<String, Error> {
        let Some(inside) = self.rest.strip_prefix('"') else {
            return self.fail("expected a quoted string");
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
        self.fail("this string has no closing quote")
    }

    fn expect(&mut self, char: char) -> Result<(), Error> {
        if self.eat(char) { Ok(()) } else { self.fail(format!("expected `{char}`; write {FORM}")) }
    }

    fn eat(&mut self, char: char) -> bool {
        self.skip_spaces();
        let found = self.rest.strip_prefix(char);
        self.rest = found.unwrap_or(self.rest);
        found.is_some()
    }

    fn skip_spaces(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn fail<T>(&self, message: impl Into<String>) -> Result<T, Error> {
        Err(Error { remaining: self.rest.len(), message: message.into() })
    }
}
