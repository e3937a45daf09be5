//! Finds the items of a file.

use super::{
    cursor::Cursor,
    headers::{Attributes, angled, plain},
    imports::{import_leaf, use_tree},
    model::{FileSignatures, ImplSignature, ItemSignature, SignatureKind, WrittenVisibility},
};
use crate::{
    source::Span,
    syntax::{
        code::{Code, Kind},
        prefix::{prefix_length, without_returns},
    },
};
use std::ops::Range;

/// Reads the signatures of the items in a file. Returns `None` if its text is no sequence of tokens.
pub fn signatures(text: &str) -> Option<FileSignatures> {
    let text = &*without_returns(text);
    let base = prefix_length(text);
    let code = Code::of(&text[base..])?;
    let mut reader = ItemReader { code: &code, base, found: FileSignatures::default() };
    reader.read(0..code.tokens.len());
    Some(reader.found)
}

struct ItemReader<'c, 't> {
    code: &'c Code<'t>,
    base: usize,
    found: FileSignatures,
}

/// Where items are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Around {
    Trait,
    Impl,
}

impl<'c, 't> ItemReader<'c, 't> {
    /// Reads the items among some tokens, and those in inline modules.
    fn read(&mut self, tokens: Range<usize>) {
        let mut open = vec![(tokens, Vec::new())];
        while let Some((tokens, modules)) = open.pop() {
            let mut cursor = Cursor::new(self.code, tokens);
            while !cursor.is_done() {
                let before = cursor.at;
                if let Some((content, name)) = self.item(&mut cursor, &modules) {
                    let inner = modules.iter().cloned().chain([name]).collect();
                    open.push((content, inner));
                }
                if cursor.at == before {
                    cursor.skip();
                }
            }
        }
        self.found.items.sort_by_key(|item| item.span);
        self.found.impls.sort_by_key(|block| block.span);
        self.found.imports.sort_by_key(|leaf| leaf.span);
    }

    fn span(&self, token: usize) -> Span {
        let found = self.code.tokens.get(token);
        let (at, end) = found.map_or((0, 0), |token| (token.at as usize, token.end as usize));
        Span::new(self.base + at..self.base + end)
    }

    /// Reads one item. Returns the content and the name of an inline module.
    fn item(&mut self, cursor: &mut Cursor<'c, 't>, modules: &[String]) -> Option<(Range<usize>, String)> {
        let start = cursor.at;
        let attributes = cursor.attributes();
        let visibility = cursor.visibility();
        if !attributes.is_test {
            return self.item_after(cursor, modules, start, &attributes, visibility);
        }
        let known = (self.found.items.len(), self.found.imports.len(), self.found.impls.len());
        self.item_after(cursor, modules, start, &attributes, visibility);
        let items = self.found.items.drain(known.0..).filter(|item| item.kind != SignatureKind::Mod);
        let imports = self.found.imports.drain(known.1..).filter_map(|leaf| leaf.name);
        let names = items.map(|item| item.name).chain(imports);
        self.found.test_names.extend(names.map(|name| (modules.to_vec(), name)));
        self.found.impls.truncate(known.2);
        None
    }

    /// Reads the item that starts at a token, from behind its attributes and visibility.
    fn item_after(
        &mut self,
        cursor: &mut Cursor<'c, 't>,
        modules: &[String],
        start: usize,
        attributes: &Attributes,
        visibility: WrittenVisibility,
    ) -> Option<(Range<usize>, String)> {
        match cursor.kind() {
            Kind::Mod => return self.module(cursor, modules, visibility),
            Kind::Use => {
                cursor.at += 1;
                let mut leaves = Vec::new();
                use_tree(cursor, &mut |name, path, at| leaves.push((name, path, at)));
                for (name, path, at) in leaves {
                    let leaf = import_leaf(modules, &visibility, (name, path), self.span(at));
                    self.found.imports.extend(leaf);
                }
            }
            Kind::Extern if cursor.peek(1) == Kind::Crate => {
                cursor.at += 2;
                let at = cursor.at;
                let path = plain(cursor.text());
                let name = if cursor.peek(1) == Kind::As {
                    cursor.at += 2;
                    plain(cursor.text())
                } else {
                    path.clone()
                };
                let leaf = import_leaf(modules, &visibility, (Some(name), vec![path]), self.span(at));
                self.found.imports.extend(leaf);
            }
            Kind::Impl => self.implementation(cursor, modules, None),
            Kind::Unsafe if cursor.peek(1) == Kind::Impl => self.implementation(cursor, modules, Some("unsafe ")),
            Kind::Macro => {
                cursor.at += 1;
                let item = cursor.name().map(|(name, at)| {
                    let signature = format!("macro {name}");
                    self.leaf(modules, SignatureKind::Macro, (name, at), visibility, signature)
                });
                self.found.items.extend(item);
            }
            Kind::Ident if cursor.text() == "macro_rules" && cursor.peek(1) == Kind::Bang => {
                cursor.at += 2;
                let item = cursor.name().map(|(name, at)| {
                    let signature = format!("macro_rules! {name}");
                    let own = self.leaf(modules, SignatureKind::Macro, (name, at), visibility, signature);
                    ItemSignature { is_exported: attributes.is_exported, ..own }
                });
                self.found.items.extend(item);
            }
            _ if is_foreign_block(cursor) => {
                self.foreign(cursor, modules);
                return None;
            }
            _ => {
                if let Some(item) = self.plain_item(cursor, modules, attributes, visibility, None) {
                    self.found.items.push(item);
                }
            }
        }
        skip_item(cursor, start);
        None
    }

    fn module(
        &mut self,
        cursor: &mut Cursor<'c, 't>,
        modules: &[String],
        visibility: WrittenVisibility,
    ) -> Option<(Range<usize>, String)> {
        let start = cursor.at;
        cursor.at += 1;
        let (name, at) = cursor.name()?;
        let signature = format!("mod {name}");
        let item = self.leaf(modules, SignatureKind::Mod, (name.clone(), at), visibility, signature);
        self.found.items.push(item);
        if cursor.kind() == Kind::OpenBrace {
            return Some((cursor.group(), name));
        }
        skip_item(cursor, start);
        None
    }

    /// Reads `extern "C" { … }`.
    fn foreign(&mut self, cursor: &mut Cursor<'c, 't>, modules: &[String]) {
        cursor.until(|this| this.kind() == Kind::OpenBrace);
        let content = cursor.group();
        let mut inner = Cursor::new(self.code, content);
        while !inner.is_done() {
            let before = inner.at;
            let attributes = inner.attributes();
            let visibility = inner.visibility();
            if !attributes.is_test
                && let Some(item) = self.plain_item(&mut inner, modules, &attributes, visibility, None)
            {
                self.found.items.push(item);
            }
            skip_item(&mut inner, before);
            if inner.at == before {
                inner.skip();
            }
        }
    }

    fn leaf(
        &self,
        modules: &[String],
        kind: SignatureKind,
        (name, at): (String, usize),
        visibility: WrittenVisibility,
        signature: String,
    ) -> ItemSignature {
        ItemSignature {
            modules: modules.to_vec(),
            name,
            kind,
            visibility,
            signature,
            span: self.span(at),
            members: Vec::new(),
            derives: Vec::new(),
            attribute_macros: Vec::new(),
            is_exported: false,
        }
    }

    /// Reads an item that can't contain Rust modules, up to its body or `;`.
    fn plain_item(
        &self,
        cursor: &mut Cursor<'c, 't>,
        modules: &[String],
        attributes: &Attributes,
        visibility: WrittenVisibility,
        around: Option<Around>,
    ) -> Option<ItemSignature> {
        if around.is_some() && cursor.text() == "default" && cursor.peek(1) != Kind::Bang {
            cursor.at += 1;
        }
        let item = self.bare_item(cursor, modules, attributes, visibility, around)?;
        Some(ItemSignature { attribute_macros: attributes.macros.clone(), ..item })
    }

    fn bare_item(
        &self,
        cursor: &mut Cursor<'c, 't>,
        modules: &[String],
        attributes: &Attributes,
        visibility: WrittenVisibility,
        around: Option<Around>,
    ) -> Option<ItemSignature> {
        match cursor.kind() {
            Kind::Struct => self.structure(cursor, modules, attributes, visibility, SignatureKind::Struct),
            Kind::Ident if cursor.text() == "union" && cursor.peek(1) == Kind::Ident => {
                self.structure(cursor, modules, attributes, visibility, SignatureKind::Union)
            }
            Kind::Enum => self.enumeration(cursor, modules, attributes, visibility),
            Kind::Type => self.alias(cursor, modules, visibility, around),
            Kind::Const if is_constant(cursor) => self.value(cursor, modules, visibility, around),
            Kind::Static => self.value(cursor, modules, visibility, around),
            _ if is_trait(cursor) => self.trait_item(cursor, modules, &attributes.shown, visibility),
            _ if is_function(cursor) => {
                let function = cursor.function("")?;
                let kind = match around {
                    None => SignatureKind::Function,
                    Some(_) if function.has_self => SignatureKind::Method,
                    Some(_) => SignatureKind::AssociatedFunction,
                };
                let header = function.header;
                let has_body = cursor.kind() == Kind::OpenBrace;
                let provided = if around == Some(Around::Trait) && has_body { " { .. }" } else { "" };
                let signature = header.signature + provided;
                Some(self.leaf(modules, kind, (header.name, header.name_at), visibility, signature))
            }
            _ => None,
        }
    }

    /// Reads `const` and `static`.
    fn value(
        &self,
        cursor: &mut Cursor<'c, 't>,
        modules: &[String],
        visibility: WrittenVisibility,
        around: Option<Around>,
    ) -> Option<ItemSignature> {
        let mut word = cursor.text().to_owned();
        let is_static = cursor.kind() == Kind::Static;
        cursor.at += 1;
        if cursor.eat(Kind::Mut) {
            word += " mut";
        }
        let named = cursor.name()?;
        cursor.generics();
        if !cursor.eat(Kind::Colon) {
            return None;
        }
        let value_type = cursor.until(|this| matches!(this.kind(), Kind::Eq | Kind::Semi | Kind::Where));
        let value_type = cursor.render(value_type);
        let provided = if around == Some(Around::Trait) && cursor.kind() == Kind::Eq { " = .." } else { "" };
        let kind = match (is_static, around) {
            (true, _) => SignatureKind::Static,
            (false, None) => SignatureKind::Const,
            (false, Some(_)) => SignatureKind::AssociatedConst,
        };
        let signature = format!("{word} {}: {value_type}{provided}", named.0);
        Some(self.leaf(modules, kind, named, visibility, signature))
    }

    /// Reads `type`.
    fn alias(
        &self,
        cursor: &mut Cursor<'c, 't>,
        modules: &[String],
        visibility: WrittenVisibility,
        around: Option<Around>,
    ) -> Option<ItemSignature> {
        cursor.at += 1;
        let named = cursor.name()?;
        let generics = angled(&cursor.generics());
        let bounds = if cursor.eat(Kind::Colon) {
            let bounds = cursor.until(|this| matches!(this.kind(), Kind::Eq | Kind::Semi | Kind::Where));
            format!(": {}", cursor.render(bounds))
        } else {
            String::new()
        };
        let mut clause = cursor.where_clause();
        let target = if cursor.eat(Kind::Eq) {
            let target = cursor.until(|this| matches!(this.kind(), Kind::Semi | Kind::Where));
            let target = cursor.render(target);
            clause += &cursor.where_clause();
            if around == Some(Around::Trait) { " = ..".to_owned() } else { format!(" = {target}") }
        } else {
            String::new()
        };
        let kind = if around.is_some() { SignatureKind::AssociatedType } else { SignatureKind::TypeAlias };
        let signature = format!("type {}{generics}{bounds}{target}{clause}", named.0);
        Some(self.leaf(modules, kind, named, visibility, signature))
    }

    fn structure(
        &self,
        cursor: &mut Cursor<'c, 't>,
        modules: &[String],
        attributes: &Attributes,
        visibility: WrittenVisibility,
        kind: SignatureKind,
    ) -> Option<ItemSignature> {
        let word = cursor.text();
        cursor.at += 1;
        let named = cursor.name()?;
        let parameters = cursor.generics();
        let mut clause = cursor.where_clause();
        let (form, members) = match cursor.kind() {
            Kind::OpenBrace => {
                let content = cursor.group();
                let fields: Vec<_> = cursor.list(content).into_iter().filter_map(|part| self.field(part)).collect();
                (" {}", fields)
            }
            Kind::OpenParen => {
                let content = cursor.group();
                let parts = cursor.list(content).into_iter().enumerate();
                let fields: Vec<_> = parts.filter_map(|(number, part)| self.tuple_field(number, part)).collect();
                clause += &cursor.where_clause();
                ("()", fields)
            }
            _ => ("", Vec::new()),
        };
        let generics = angled(&parameters);
        let signature = format!("{}{word} {}{generics}{clause}{form}", attributes.shown, named.0);
        let derives = derives(attributes, &named.0, &parameters, &clause);
        let item = self.leaf(modules, kind, named, visibility, signature);
        Some(ItemSignature { members, derives, ..item })
    }

    fn field(&self, tokens: Range<usize>) -> Option<ItemSignature> {
        let mut cursor = Cursor::new(self.code, tokens);
        let attributes = cursor.attributes();
        let visibility = cursor.visibility();
        let named = cursor.name().filter(|_| !attributes.is_test)?;
        cursor.eat(Kind::Colon);
        let signature = format!("{}: {}", named.0, cursor.render(cursor.at..cursor.end));
        Some(self.leaf(&[], SignatureKind::Field, named, visibility, signature))
    }

    fn tuple_field(&self, number: usize, tokens: Range<usize>) -> Option<ItemSignature> {
        let mut cursor = Cursor::new(self.code, tokens);
        let attributes = cursor.attributes();
        let visibility = cursor.visibility();
        let signature = format!("{number}: {}", cursor.render(cursor.at..cursor.end));
        let at = cursor.at;
        let item = self.leaf(&[], SignatureKind::Field, (number.to_string(), at), visibility, signature);
        (!attributes.is_test).then_some(item)
    }

    fn enumeration(
        &self,
        cursor: &mut Cursor<'c, 't>,
        modules: &[String],
        attributes: &Attributes,
        visibility: WrittenVisibility,
    ) -> Option<ItemSignature> {
        cursor.at += 1;
        let named = cursor.name()?;
        let parameters = cursor.generics();
        let clause = cursor.where_clause();
        if cursor.kind() != Kind::OpenBrace {
            return None;
        }
        let content = cursor.group();
        let members = cursor.list(content).into_iter().filter_map(|part| self.variant(part)).collect();
        let signature = format!("{}enum {}{}{clause}", attributes.shown, named.0, angled(&parameters));
        let derives = derives(attributes, &named.0, &parameters, &clause);
        let item = self.leaf(modules, SignatureKind::Enum, named, visibility, signature);
        Some(ItemSignature { members, derives, ..item })
    }

    fn variant(&self, tokens: Range<usize>) -> Option<ItemSignature> {
        let mut cursor = Cursor::new(self.code, tokens);
        let attributes = cursor.attributes();
        cursor.visibility();
        let named = cursor.name().filter(|_| !attributes.is_test)?;
        let (is_named, is_tuple) = (cursor.kind() == Kind::OpenBrace, cursor.kind() == Kind::OpenParen);
        let fields = if is_named || is_tuple {
            let content = cursor.group();
            let parts = cursor.list(content).into_iter().map(|part| {
                let mut field = Cursor::new(self.code, part);
                field.attributes();
                field.visibility();
                field.render(field.at..field.end)
            });
            let mut fields: Vec<_> = parts.collect();
            if is_named {
                // The order of named fields does not matter.
                fields.sort();
            }
            fields.join(", ")
        } else {
            String::new()
        };
        let fields = match (is_named, is_tuple) {
            (true, _) => format!(" {{ {fields} }}"),
            (_, true) => format!("({fields})"),
            _ => String::new(),
        };
        let signature = format!("{}{}{fields}", attributes.shown, named.0);
        Some(self.leaf(&[], SignatureKind::Variant, named, WrittenVisibility::Inherited, signature))
    }

    fn trait_item(
        &self,
        cursor: &mut Cursor<'c, 't>,
        modules: &[String],
        shown: &str,
        visibility: WrittenVisibility,
    ) -> Option<ItemSignature> {
        let qualifiers = cursor.until(|this| this.kind() == Kind::Trait);
        let qualifiers = cursor.render(qualifiers);
        let space = if qualifiers.is_empty() { "" } else { " " };
        cursor.at += 1;
        let named = cursor.name()?;
        let generics = angled(&cursor.generics());
        let bounds = if cursor.eat(Kind::Colon) {
            let ends = |this: &Cursor<'_, '_>| matches!(this.kind(), Kind::OpenBrace | Kind::Where | Kind::Semi);
            sorted_bounds(cursor, ends).map_or_else(String::new, |bounds| format!(": {bounds}"))
        } else {
            String::new()
        };
        if cursor.eat(Kind::Eq) {
            let target = cursor.until(|this| matches!(this.kind(), Kind::Semi | Kind::Where));
            let signature = format!("trait {}{generics} = {}", named.0, cursor.render(target));
            return Some(self.leaf(modules, SignatureKind::TraitAlias, named, visibility, signature));
        }
        let clause = cursor.where_clause();
        let members = if cursor.kind() == Kind::OpenBrace {
            let content = cursor.group();
            self.members(content, Around::Trait)
        } else {
            Vec::new()
        };
        let signature = format!("{shown}{qualifiers}{space}trait {}{generics}{bounds}{clause}", named.0);
        let item = self.leaf(modules, SignatureKind::Trait, named, visibility, signature);
        Some(ItemSignature { members, ..item })
    }

    /// Reads the items of a trait or an `impl`.
    fn members(&self, tokens: Range<usize>, around: Around) -> Vec<ItemSignature> {
        let mut cursor = Cursor::new(self.code, tokens);
        let mut members = Vec::new();
        while !cursor.is_done() {
            let before = cursor.at;
            let attributes = cursor.attributes();
            let visibility = cursor.visibility();
            if !attributes.is_test {
                members.extend(self.plain_item(&mut cursor, &[], &attributes, visibility, Some(around)));
            }
            skip_item(&mut cursor, before);
            if cursor.at == before {
                cursor.skip();
            }
        }
        members
    }

    fn implementation(&mut self, cursor: &mut Cursor<'c, 't>, modules: &[String], qualifier: Option<&str>) {
        let start = cursor.at;
        cursor.until(|this| this.kind() == Kind::Impl);
        cursor.at += 1;
        let generics = angled(&cursor.generics());
        cursor.eat(Kind::Const);
        let first_at = cursor.at;
        let ends = |this: &Cursor<'_, '_>| matches!(this.kind(), Kind::OpenBrace | Kind::Where | Kind::Semi);
        let first = cursor.until(|this| ends(this) || (this.kind() == Kind::For && this.at > first_at));
        let second = cursor.eat(Kind::For).then(|| cursor.until(ends));
        let clause = cursor.where_clause();
        if cursor.kind() != Kind::OpenBrace || start == cursor.at {
            return;
        }
        let content = cursor.group();
        let (of_trait, of) = match second {
            Some(of) => (Some(first), of),
            None => (None, first),
        };
        let of_text = cursor.render(of.clone());
        let trait_text = of_trait.clone().map(|path| short_trait(cursor, path));
        let signature = match &trait_text {
            Some(text) => format!("{}impl{generics} {text} for {of_text}{clause}", qualifier.unwrap_or_default()),
            None => format!("impl{generics} {of_text}{clause}"),
        };
        let members = if of_trait.is_some() { Vec::new() } else { self.members(content, Around::Impl) };
        self.found.impls.push(ImplSignature {
            modules: modules.to_vec(),
            of: type_path(cursor, of.clone()),
            of_trait: of_trait.map(|path| cursor.words(path)),
            signature,
            span: self.span(of.start),
            members,
        });
    }
}

/// Returns the path of a type without references, or `None` if the type is no path.
pub(in crate::syntax) fn type_path(cursor: &Cursor<'_, '_>, tokens: Range<usize>) -> Option<Vec<String>> {
    let mut inner = Cursor::new(cursor.code, tokens);
    while matches!(inner.kind(), Kind::And | Kind::Lifetime | Kind::Mut | Kind::Dyn) {
        inner.at += 1;
    }
    let is_path = matches!(inner.kind(), Kind::Ident | Kind::Crate | Kind::SelfValue | Kind::Super | Kind::Colon);
    is_path.then(|| inner.words(inner.at..inner.end)).filter(|path| !path.is_empty())
}

/// Writes the path of a trait with only its last name, since imports can shorten it.
fn short_trait(cursor: &Cursor<'_, '_>, tokens: Range<usize>) -> String {
    let mut inner = Cursor::new(cursor.code, tokens.clone());
    let negative = if inner.eat(Kind::Bang) { "!" } else { "" };
    let mut start = inner.at;
    while !inner.is_done() && inner.kind() != Kind::Lt {
        if inner.kind().is_word() {
            start = inner.at;
        }
        inner.skip();
    }
    format!("{negative}{}", cursor.render(start..tokens.end))
}

/// Reads bounds up to a token, and writes them sorted.
fn sorted_bounds<'c, 't>(cursor: &mut Cursor<'c, 't>, ends: impl Fn(&Cursor<'c, 't>) -> bool) -> Option<String> {
    let mut bounds = Vec::new();
    loop {
        let bound = cursor.until(|this| ends(this) || matches!(this.kind(), Kind::Plus | Kind::Eq));
        if !bound.is_empty() {
            bounds.push(cursor.render(bound));
        }
        if !cursor.eat(Kind::Plus) {
            break;
        }
    }
    bounds.sort();
    (!bounds.is_empty()).then(|| bounds.join(" + "))
}

/// Returns the headers of the `impl`s that `#[derive]` makes.
fn derives(attributes: &Attributes, name: &str, parameters: &[String], clause: &str) -> Vec<(String, String)> {
    let traits = attributes.derives.iter().filter_map(|path| path.last());
    let headers = traits.map(|derived| {
        let (mut own, mut names) = (Vec::new(), Vec::new());
        for parameter in parameters {
            let parameter = parameter.split(" = ").next().unwrap_or(parameter);
            let (head, bounds) =
                parameter.split_once(": ").map_or((parameter, None), |(head, rest)| (head, Some(rest)));
            names.push(head.strip_prefix("const ").unwrap_or(head).to_owned());
            own.push(if head.starts_with('\'') || head.starts_with("const ") {
                parameter.to_owned()
            } else {
                format!("{head}: {}{derived}", bounds.map_or_else(String::new, |bounds| format!("{bounds} + ")))
            });
        }
        (derived.clone(), format!("impl{} {derived} for {name}{}{clause}", angled(&own), angled(&names)))
    });
    headers.collect()
}

/// Skips the rest of an item that starts at a token: up to its body, or to a `;`.
fn skip_item(cursor: &mut Cursor<'_, '_>, start: usize) {
    if cursor.at > start && cursor.code.kind(cursor.at - 1) == Kind::CloseBrace {
        return;
    }
    while !cursor.is_done() {
        match cursor.kind() {
            Kind::Semi => {
                cursor.at += 1;
                return;
            }
            Kind::OpenBrace => {
                cursor.skip();
                // A value in braces goes on: `const A: B = B { … };`
                if !matches!(cursor.kind(), Kind::Semi | Kind::Dot | Kind::Question) {
                    return;
                }
            }
            Kind::Eq => {
                cursor.until(|this| this.kind() == Kind::Semi);
                if cursor.is_done() {
                    return;
                }
            }
            _ => cursor.skip(),
        }
    }
}

/// Returns whether the position is at `extern "C" {` or `unsafe extern "C" {`.
pub(in crate::syntax) fn is_foreign_block(cursor: &Cursor<'_, '_>) -> bool {
    let start = usize::from(cursor.kind() == Kind::Unsafe);
    cursor.peek(start) == Kind::Extern
        && (cursor.peek(start + 1) == Kind::OpenBrace
            || (cursor.peek(start + 1) == Kind::Literal && cursor.peek(start + 2) == Kind::OpenBrace))
}

/// Returns whether the `const` at the position starts a constant.
pub(in crate::syntax) fn is_constant(cursor: &Cursor<'_, '_>) -> bool {
    let name = 1 + usize::from(cursor.peek(1) == Kind::Mut);
    cursor.peek(name) == Kind::Ident && matches!(cursor.peek(name + 1), Kind::Colon | Kind::Lt)
}

/// Returns whether the position is at a trait with its qualifiers.
pub(in crate::syntax) fn is_trait(cursor: &Cursor<'_, '_>) -> bool {
    let words = (0..4).map(|ahead| cursor.peek(ahead)).take_while(|kind| kind.is_word());
    words.take(4).any(|kind| kind == Kind::Trait)
}

/// Returns whether the position is at a function with its qualifiers.
pub(in crate::syntax) fn is_function(cursor: &Cursor<'_, '_>) -> bool {
    for ahead in 0..8 {
        match cursor.peek(ahead) {
            Kind::Fn => return true,
            Kind::Const | Kind::Async | Kind::Unsafe | Kind::Extern | Kind::Literal => {}
            Kind::Ident if matches!(cursor.code.text_of(cursor.at + ahead), "safe" | "gen") => {}
            _ => return false,
        }
    }
    false
}
