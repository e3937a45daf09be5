//! Parses the keys of `[target.'…']` tables: `cfg(…)` or a target triple.

use super::{predicate::Cfg, store::Cfgs, targets};
use crate::workspace::{CrateId, PackageId};

/// The maximum nesting depth of `all`, `any` and `not`.
const MAX_DEPTH: usize = 128;

impl Cfgs {
    /// Parses a `cfg(…)` expression or a bare target triple, the key of a `[target.'…']` table.
    ///
    /// Names belong to the crate or the package. A triple stands for the names that rustc sets for it. An unknown triple,
    /// such as the path of a custom target, is a custom name of the package.
    ///
    /// # Errors
    ///
    /// A phrase that says what is wrong: "expected `)`, found the end".
    pub fn parse(&mut self, text: &str, krate: CrateId, package: PackageId) -> Result<Cfg, String> {
        let text = text.trim();
        let Some(inner) = text.strip_prefix("cfg").map(str::trim_start).and_then(|rest| rest.strip_prefix('(')) else {
            return if !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || "-_.".contains(c)) {
                Ok(self.triple(text, krate, package))
            } else {
                Err(format!("expected `cfg(…)` or a target triple, found `{text}`"))
            };
        };
        let mut parser = Parser { cfgs: self, rest: inner, krate, package };
        let result = parser.predicate(0)?;
        parser.take(',');
        parser.expect(')')?;
        if parser.rest.trim().is_empty() { Ok(result) } else { Err(format!("unexpected `{}`", parser.rest.trim())) }
    }

    fn triple(&mut self, triple: &str, krate: CrateId, package: PackageId) -> Cfg {
        let Some(target) = targets::find(triple) else { return self.named(krate, package, triple, None) };
        target.identity().into_iter().fold(Cfg::ALWAYS, |all, (key, value)| {
            let one = self.named(krate, package, key, Some(value));
            self.and(all, one)
        })
    }
}

struct Parser<'a> {
    cfgs: &'a mut Cfgs,
    rest: &'a str,
    krate: CrateId,
    package: PackageId,
}

impl<'a> Parser<'a> {
    fn predicate(&mut self, depth: usize) -> Result<Cfg, String> {
        if depth > MAX_DEPTH {
            return Err("the expression is nested too deeply".to_owned());
        }
        let name = self.name()?;
        let list = matches!(name, "all" | "any" | "not") && self.take('(');
        if !list {
            let value = if self.take('=') { Some(self.string()?) } else { None };
            return Ok(self.cfgs.named(self.krate, self.package, name, value));
        }
        let mut operands = Vec::new();
        while !self.take(')') {
            operands.push(self.predicate(depth + 1)?);
            if !self.take(',') {
                self.expect(')')?;
                break;
            }
        }
        match (name, operands.as_slice()) {
            ("all", operands) => Ok(operands.iter().fold(Cfg::ALWAYS, |all, one| self.cfgs.and(all, *one))),
            ("any", operands) => Ok(operands.iter().fold(Cfg::NEVER, |any, one| self.cfgs.or(any, *one))),
            (_, [one]) => Ok(self.cfgs.not(*one)),
            (_, operands) => Err(format!("`not` takes one predicate, found {}", operands.len())),
        }
    }

    fn name(&mut self) -> Result<&'a str, String> {
        let text = self.rest.trim_start();
        let raw = if text.starts_with("r#") { 2 } else { 0 };
        let end = text[raw..].find(|c: char| !(c.is_alphanumeric() || c == '_')).map_or(text.len(), |at| raw + at);
        if end == raw {
            return Err(self.expected("a name"));
        }
        self.rest = &text[end..];
        Ok(&text[..end])
    }

    fn string(&mut self) -> Result<&'a str, String> {
        if !self.take('"') {
            return Err(self.expected("a string"));
        }
        let (value, rest) = self.rest.split_once('"').ok_or("unterminated string")?;
        self.rest = rest;
        Ok(value)
    }

    fn take(&mut self, character: char) -> bool {
        let rest = self.rest.trim_start().strip_prefix(character);
        if let Some(rest) = rest {
            self.rest = rest;
        }
        rest.is_some()
    }

    fn expect(&mut self, character: char) -> Result<(), String> {
        if self.take(character) { Ok(()) } else { Err(self.expected(&format!("`{character}`"))) }
    }

    fn expected(&self, what: &str) -> String {
        self.rest.trim_start().chars().next().map_or_else(
            || format!("expected {what}, found the end"),
            |found| format!("expected {what}, found `{found}`"),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Option<String>, String> {
        let mut cfgs = Cfgs::default();
        let cfg = cfgs.parse(text, CrateId(0), PackageId(0))?;
        Ok(cfgs.render(cfg))
    }

    #[test]
    fn expressions_and_triples_are_parsed() {
        let some = |text: &str| Ok(Some(text.to_owned()));
        assert_eq!(parse("cfg(unix)"), some("unix"));
        assert_eq!(parse(" cfg ( all ( unix , feature=\"x\" , ) , ) "), some("all(unix, feature = \"x\")"));
        assert_eq!(parse("cfg(all())"), Ok(None));
        assert_eq!(parse("cfg(any())"), some("false"));
        assert_eq!(parse("cfg(true)"), Ok(None));
        assert_eq!(parse("cfg(r#true)"), some("r#true"));
        assert_eq!(parse("cfg(target_family = \"windows\")"), some("windows"));
        assert_eq!(parse("my-board.json"), some("my-board.json"));
        assert_eq!(
            parse("wasm32-unknown-unknown"),
            some(
                "all(target_arch = \"wasm32\", target_env = \"\", target_os = \"unknown\", target_vendor = \"unknown\")"
            )
        );
    }

    #[test]
    fn malformed_expressions_are_errors() {
        for text in
            ["", "cfg", "cfg(", "cfg()", "cfg(a", "cfg(a b)", "cfg(not(a, b))", "cfg(a = b)", "cfg(a = \"", "cfg(a) b"]
        {
            let result = parse(text);
            assert_eq!(result.is_err(), text != "cfg", "{text}: {result:?}");
        }
        assert!(parse(&format!("cfg({}", "not(".repeat(100_000))).is_err());
    }
}
