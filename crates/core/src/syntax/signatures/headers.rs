//! Reads the headers of items, and writes them in canonical form.

use super::{cursor::Cursor, model::WrittenVisibility, render::render};
use crate::syntax::{
    builtin::{is_builtin_attribute, is_helper_attribute},
    code::Kind,
};
use std::ops::Range;

/// The depth to which conditions and attributes in attributes are read.
const MAX_NESTING: usize = 16;

/// The attributes of an item, as far as they matter.
#[derive(Clone, Debug, Default)]
pub(super) struct Attributes {
    /// `#[non_exhaustive]`, `#[repr(…)]` in canonical form, each followed by a space.
    pub(super) shown: String,
    /// The paths of derived traits.
    pub(super) derives: Vec<Vec<String>>,
    /// The paths of attributes that are macros, or may be.
    pub(super) macros: Vec<String>,
    /// Whether `#[cfg(…)]` leaves the item to tests.
    pub(super) is_test: bool,
    /// Whether there is `#[macro_export]`.
    pub(super) is_exported: bool,
}

/// The header of an item.
#[derive(Clone, Debug)]
pub(super) struct Header {
    pub(super) name: String,
    pub(super) name_at: usize,
    pub(super) signature: String,
}

/// The header of a function.
#[derive(Clone, Debug)]
pub(super) struct FunctionHeader {
    pub(super) header: Header,
    pub(super) has_self: bool,
}

impl Cursor<'_, '_> {
    pub(in crate::syntax) fn render(&self, tokens: Range<usize>) -> String {
        render(self.code, tokens)
    }

    /// Reads the attributes at the position, inner ones too.
    pub(super) fn attributes(&mut self) -> Attributes {
        let mut found = Attributes::default();
        let mut shown = Vec::new();
        while self.kind() == Kind::Pound {
            self.at += 1;
            self.eat(Kind::Bang);
            if self.kind() != Kind::OpenBracket {
                break;
            }
            let inner = self.group();
            self.attribute(inner, &mut found, &mut shown, MAX_NESTING);
        }
        shown.sort();
        for attribute in shown {
            found.shown.extend(["#[", &attribute, "] "]);
        }
        found
    }

    fn attribute(&self, inner: Range<usize>, found: &mut Attributes, shown: &mut Vec<String>, depth: usize) {
        let arguments = inner.start + 2..inner.end.saturating_sub(1).max(inner.start + 2).min(self.end);
        match self.code.text_of(inner.start) {
            "non_exhaustive" | "repr" => shown.push(self.render(inner)),
            "derive" => {
                let paths = self.list(arguments).into_iter().map(|part| self.words(part));
                found.derives.extend(paths);
            }
            "macro_export" => found.is_exported = true,
            "cfg" => found.is_test |= self.is_test(arguments, MAX_NESTING),
            // What an attribute adds under a condition counts as if it were always there.
            "cfg_attr" if depth > 0 => {
                for part in self.list(arguments).into_iter().skip(1) {
                    self.attribute(part, found, shown, depth - 1);
                }
            }
            name if !is_builtin_attribute(name) && !is_helper_attribute(name) => {
                let is_path = |at: &usize| self.code.kind(*at).is_word() || self.code.kind(*at) == Kind::Colon;
                let path: String = inner.take_while(is_path).map(|at| self.code.text_of(at)).collect();
                found.macros.extend((!path.is_empty()).then_some(path));
            }
            _ => {}
        }
    }

    /// Returns whether a condition holds only in tests: `test`, or `all(…)` with `test` in it.
    fn is_test(&self, condition: Range<usize>, depth: usize) -> bool {
        match self.code.text_of(condition.start) {
            "test" => condition.len() == 1,
            "all" if depth > 0 && self.code.kind(condition.start + 1) == Kind::OpenParen => {
                let inner = condition.start + 2..condition.end.saturating_sub(1).max(condition.start + 2);
                self.list(inner).into_iter().any(|part| self.is_test(part, depth - 1))
            }
            _ => false,
        }
    }

    /// Returns the words among some tokens, up to generic arguments.
    pub(in crate::syntax) fn words(&self, tokens: Range<usize>) -> Vec<String> {
        let mut inner = Cursor::new(self.code, tokens);
        let mut words = Vec::new();
        while !inner.is_done() {
            match inner.kind() {
                Kind::Lt => drop(inner.angles()),
                kind => {
                    if kind.is_word() {
                        words.push(plain(inner.text()));
                    }
                    inner.skip();
                }
            }
        }
        words
    }

    pub(in crate::syntax) fn visibility(&mut self) -> WrittenVisibility {
        if !self.eat(Kind::Pub) {
            return WrittenVisibility::Inherited;
        }
        let is_limited = self.kind() == Kind::OpenParen
            && matches!(self.peek(1), Kind::Crate | Kind::SelfValue | Kind::Super | Kind::In);
        if !is_limited {
            return WrittenVisibility::Public;
        }
        let inner = self.group();
        let mut path = self.words(inner);
        if path.first().is_some_and(|word| word == "in") {
            path.remove(0);
        }
        WrittenVisibility::Restricted(path)
    }

    /// Reads a name at the position.
    pub(in crate::syntax) fn name(&mut self) -> Option<(String, usize)> {
        let at = self.at;
        let found = self.kind() == Kind::Ident;
        found.then(|| {
            let name = plain(self.text());
            self.at += 1;
            (name, at)
        })
    }

    /// Reads generic parameters at the position, and returns them in canonical form.
    pub(in crate::syntax) fn generics(&mut self) -> Vec<String> {
        let Some(inner) = self.angles() else { return Vec::new() };
        self.list(inner).into_iter().map(|part| self.render(part)).collect()
    }

    /// Reads a `where` clause at the position, and returns its predicates, sorted.
    pub(in crate::syntax) fn where_clause(&mut self) -> String {
        if !self.eat(Kind::Where) {
            return String::new();
        }
        let clause = self.until(|this| matches!(this.kind(), Kind::OpenBrace | Kind::Semi | Kind::Eq));
        let mut predicates: Vec<_> = self.list(clause).into_iter().map(|part| self.render(part)).collect();
        predicates.sort();
        if predicates.is_empty() { String::new() } else { format!(" where {}", predicates.join(", ")) }
    }

    /// Reads the header of a function, from its qualifiers to the body or the `;`.
    pub(super) fn function(&mut self, shown: &str) -> Option<FunctionHeader> {
        let qualifiers = self.until(|this| this.kind() == Kind::Fn);
        let qualifiers = self.render(qualifiers);
        self.eat(Kind::Fn);
        let (name, name_at) = self.name()?;
        let generics = angled(&self.generics());
        if self.kind() != Kind::OpenParen {
            return None;
        }
        let parameters = self.group();
        let parameters: Vec<_> = self.list(parameters).into_iter().map(|part| self.parameter(part)).collect();
        let has_self = parameters.first().is_some_and(|first| first.1);
        let parameters: Vec<_> = parameters.into_iter().map(|(text, _)| text).collect();
        let output = if self.kind() == Kind::Minus {
            self.at += 2;
            let ends = |this: &Self| matches!(this.kind(), Kind::Where | Kind::OpenBrace | Kind::Semi);
            let output = self.until(ends);
            format!(" -> {}", self.render(output))
        } else {
            String::new()
        };
        let clause = self.where_clause();
        let space = if qualifiers.is_empty() { "" } else { " " };
        let signature =
            format!("{shown}{qualifiers}{space}fn {name}{generics}({}){output}{clause}", parameters.join(", "));
        Some(FunctionHeader { header: Header { name, name_at, signature }, has_self })
    }

    /// Returns the type of a parameter, and whether it is `self`.
    fn parameter(&self, tokens: Range<usize>) -> (String, bool) {
        let mut inner = Cursor::new(self.code, tokens);
        inner.attributes();
        let start = inner.at;
        let pattern = inner.until(Cursor::is_single_colon);
        let words: Vec<_> =
            pattern.clone().filter(|at| self.code.kind(*at).is_word()).map(|at| self.code.kind(at)).collect();
        let is_self = words.last() == Some(&Kind::SelfValue) && words.len() <= 2;
        if !inner.eat(Kind::Colon) {
            // `self`, `&self`, the `...` of a variadic function, or a type without a name.
            let skipped = usize::from(is_self && self.code.kind(start) == Kind::Mut);
            return (self.render(start + skipped..inner.end), is_self);
        }
        let parameter_type = self.render(inner.at..inner.end);
        if is_self { (format!("self: {parameter_type}"), true) } else { (parameter_type, false) }
    }
}

/// Writes generic parameters in angle brackets.
pub(in crate::syntax) fn angled(parameters: &[String]) -> String {
    if parameters.is_empty() { String::new() } else { format!("<{}>", parameters.join(", ")) }
}

/// Returns an identifier without `r#`.
pub(in crate::syntax) fn plain(text: &str) -> String {
    text.strip_prefix("r#").unwrap_or(text).to_owned()
}
