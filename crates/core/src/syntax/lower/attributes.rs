//! Attributes: conditions, paths that stand in them, and the ones that change how an item is declared.

use super::{
    lowerer::Lowerer,
    paths::Segment,
    predicates::{split_at_commas, string_value},
};
use crate::syntax::{
    builtin,
    facts::{PredicateId, ReferenceKind, Spaces, Word},
};
use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::{AttrStyle, Attribute};

/// What an item's attributes say about how it is declared.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is an attribute of its own, and all can stand together")]
pub(super) struct Said {
    pub(super) macro_use: bool,
    pub(super) macro_export: bool,
    /// `#[path = "…"]`, with the condition of a `cfg_attr` around it.
    pub(super) paths: Vec<(PredicateId, Word)>,
    /// `#[proc_macro]`, `#[proc_macro_attribute]`
    pub(super) proc_macro: bool,
    /// `#[proc_macro_derive(Name)]`
    pub(super) derive_name: Option<Word>,
    /// Whether a derive or attribute that is not the language's own may declare more.
    pub(super) generates: bool,
}

impl Lowerer<'_> {
    /// Does something under the condition that a node's attributes give it, their paths recorded.
    pub(super) fn gated(&mut self, attributes: &[Attribute], act: impl FnOnce(&mut Self, Said)) {
        if attributes.is_empty() {
            return act(self, Said::default());
        }
        let (predicate, said) = self.attributes(attributes, false);
        self.under(predicate, |this| act(this, said));
    }

    /// The condition that attributes give, and what else they say. The paths in them are recorded, under that
    /// condition.
    pub(super) fn attributes(&mut self, attributes: &[Attribute], inner: bool) -> (PredicateId, Said) {
        let mut said = Said::default();
        let mut predicate = PredicateId::ALWAYS;
        let of_style = |attribute: &&Attribute| matches!(attribute.style, AttrStyle::Inner(_)) || !inner;
        // Conditions first: they gate the derives beside them whatever the order.
        let mut others = Vec::new();
        for attribute in attributes.iter().filter(of_style) {
            let tokens = meta_tokens(attribute);
            if is_condition(&tokens) {
                predicate = self.condition(&tokens, PredicateId::ALWAYS, predicate, &mut others);
            } else {
                others.push((PredicateId::ALWAYS, tokens));
            }
        }
        let outer = self.predicate;
        for (condition, tokens) in others {
            let all = self.both(outer, predicate);
            self.predicate = self.both(all, condition);
            self.attribute(&tokens, condition, &mut predicate, &mut said);
        }
        self.predicate = outer;
        if said.generates {
            self.generated.push(self.scope);
        }
        (predicate, said)
    }

    /// The condition that attributes give, for what is declared by another's entry.
    pub(super) fn conditions_only(&mut self, attributes: &[Attribute]) -> PredicateId {
        let mut predicate = PredicateId::ALWAYS;
        for attribute in attributes {
            let tokens = meta_tokens(attribute);
            if is_condition(&tokens) {
                predicate = self.condition(&tokens, PredicateId::ALWAYS, predicate, &mut Vec::new());
            }
        }
        predicate
    }

    /// Reads `cfg(…)` and `cfg_attr(…)`; what the latter would add is put with the others.
    fn condition(
        &mut self,
        tokens: &[TokenTree],
        under: PredicateId,
        mut predicate: PredicateId,
        others: &mut Vec<(PredicateId, Vec<TokenTree>)>,
    ) -> PredicateId {
        let [TokenTree::Ident(name), TokenTree::Group(group)] = tokens else { return predicate };
        if name == "cfg" {
            let mut cfg = self.cfg(group.stream());
            if under != PredicateId::ALWAYS {
                let not = self.negation(under);
                cfg = self.predicate_of(crate::syntax::facts::Predicate::Any(vec![not, cfg]));
            }
            return self.both(predicate, cfg);
        }
        let mut parts = split_at_commas(group.stream()).into_iter();
        // Nothing asks when what says nothing is there.
        if parts.as_slice().iter().skip(1).all(|part| says_nothing(part)) {
            return predicate;
        }
        let condition = parts.next().map_or(PredicateId::ALWAYS, |part| self.cfg(part.into_iter().collect()));
        let condition = self.both(under, condition);
        for part in parts {
            if is_condition(&part) {
                predicate = self.condition(&part, condition, predicate, others);
            } else {
                others.push((condition, part));
            }
        }
        predicate
    }

    /// Reads one attribute that is no condition.
    fn attribute(
        &mut self,
        tokens: &[TokenTree],
        condition: PredicateId,
        predicate: &mut PredicateId,
        said: &mut Said,
    ) {
        let (path, rest) = split_path(tokens);
        let Some(last) = path.last() else { return };
        let name = last.to_string();
        if path.len() == 1 {
            match (name.as_str(), rest) {
                ("doc", _) => return,
                ("unsafe", [TokenTree::Group(group)]) => {
                    let inner: Vec<_> = group.stream().into_iter().collect();
                    return self.attribute(&inner, condition, predicate, said);
                }
                ("macro_use", _) => said.macro_use = true,
                ("macro_export", _) => said.macro_export = true,
                ("proc_macro" | "proc_macro_attribute", _) => said.proc_macro = true,
                ("proc_macro_derive", [TokenTree::Group(group)]) => {
                    if let Some(TokenTree::Ident(name)) = group.stream().into_iter().next() {
                        said.derive_name = Some(self.ident(&name));
                    }
                }
                ("path", [TokenTree::Punct(_), TokenTree::Literal(value)]) => {
                    let value = string_value(value);
                    let value = self.names.word(&value);
                    said.paths.push((condition, value));
                }
                ("derive", [TokenTree::Group(group)]) => return self.derives(group.stream(), said),
                _ => {}
            }
        }
        self.plain_attribute(&path, condition, predicate, said, |this| {
            if let [TokenTree::Group(group)] = rest {
                this.attribute_arguments(group.stream(), &name);
            }
        });
    }

    /// Reads one attribute that is none of the language's with a meaning of its own, and the arguments of one that is not the
    /// language's at all.
    pub(super) fn plain_attribute<S: Segment>(
        &mut self,
        path: &[S],
        condition: PredicateId,
        predicate: &mut PredicateId,
        said: &mut Said,
        arguments: impl FnOnce(&mut Self),
    ) {
        let is_one_of = |segment: S, names: &[&str]| names.iter().any(|name| segment.is(name));
        let (Some(first), Some(last)) = (path.first().copied(), path.last().copied()) else { return };
        // The language's own, or a framework's of the same name.
        if is_one_of(last, &["test", "bench", "rstest", "test_case"]) {
            let mut test = self.atom("test");
            if condition != PredicateId::ALWAYS {
                // Where the attribute is left out, it is no test.
                let not = self.negation(condition);
                test = self.predicate_of(crate::syntax::facts::Predicate::Any(vec![not, test]));
            }
            *predicate = self.both(*predicate, test);
        }
        let builtin = first.is_builtin_attribute();
        if path.len() == 1 && builtin {
            return;
        }
        // The attributes of a tool, and those that only a derive reads, name nothing themselves.
        let helper = path.len() == 1 && is_one_of(first, &["serde", "error", "source", "from", "arg", "clap"]);
        self.possibly(false, |this| {
            if !helper && !builtin {
                said.generates = true;
                this.reference(None, path, Spaces::MACRO, ReferenceKind::Attribute);
            }
            arguments(this);
        });
    }

    /// `derive(a::B, C)`
    fn derives(&mut self, tokens: TokenStream, said: &mut Said) {
        for part in split_at_commas(tokens) {
            let (path, _) = split_path(&part);
            let leading = match part.first() {
                Some(TokenTree::Punct(punct)) => Some(self.offsets.start(punct.span())),
                _ => None,
            };
            let std = path.len() == 1 && builtin::is_std_derive(&path[0].to_string());
            said.generates |= !std;
            if !std {
                self.possibly(false, |this| this.reference(leading, &path, Spaces::MACRO, ReferenceKind::Derive));
            }
        }
    }

    /// What stands between an attribute's delimiters: paths, and the strings of known keys that are paths.
    fn attribute_arguments(&mut self, tokens: TokenStream, attribute: &str) {
        let outer = std::mem::replace(&mut self.soup, true);
        self.bare_paths(tokens.clone(), ReferenceKind::Attribute);
        self.soup = outer;
        if attribute == "serde" {
            self.serde_strings(tokens);
        }
    }

    /// serde's container, variant and field attributes whose value is a path in a string.
    fn serde_strings(&mut self, tokens: TokenStream) {
        for part in split_at_commas(tokens) {
            match part.as_slice() {
                [TokenTree::Ident(key), TokenTree::Punct(equals), TokenTree::Literal(value)]
                    if equals.as_char() == '=' =>
                {
                    if let Some(spaces) = serde_key(&key.to_string()) {
                        self.string_path(value, spaces);
                    }
                }
                // `rename(…)`, `bound(…)`: no paths, or more of the same.
                [TokenTree::Ident(_), TokenTree::Group(group)] => self.serde_strings(group.stream()),
                _ => {}
            }
        }
    }

    /// A string that is a path for a known attribute, recorded where the string stands.
    fn string_path(&mut self, literal: &proc_macro2::Literal, spaces: Spaces) {
        let Ok(string) = syn::parse_str::<syn::LitStr>(&literal.to_string()) else { return };
        // Respanned, so that the path stands where the string does.
        let mut string = string;
        string.set_span(literal.span());
        let Ok(path) = string.parse::<syn::Path>() else { return };
        let idents: Vec<&Ident> = path.segments.iter().map(|segment| &segment.ident).collect();
        let leading = path.leading_colon.map(|_| self.offsets.start(literal.span()));
        self.reference(leading, &idents, spaces, ReferenceKind::Attribute);
    }
}

/// The name space of the path that is the value of one of serde's keys, if it is a path.
pub(super) fn serde_key(key: &str) -> Option<Spaces> {
    match key {
        "with" | "crate" | "remote" | "from" | "into" | "try_from" => Some(Spaces::TYPE),
        "default" | "serialize_with" | "deserialize_with" | "skip_serializing_if" | "getter" => Some(Spaces::VALUE),
        _ => None,
    }
}

/// An attribute's content as tokens: `path`, `path(…)`, `path = …`.
fn meta_tokens(attribute: &Attribute) -> Vec<TokenTree> {
    let mut tokens = Vec::new();
    let path = |path: &syn::Path, tokens: &mut Vec<TokenTree>| {
        for (index, segment) in path.segments.iter().enumerate() {
            if index > 0 || path.leading_colon.is_some() {
                let mut colon = proc_macro2::Punct::new(':', proc_macro2::Spacing::Joint);
                colon.set_span(segment.ident.span());
                tokens.push(TokenTree::Punct(colon.clone()));
                tokens.push(TokenTree::Punct(colon));
            }
            tokens.push(TokenTree::Ident(segment.ident.clone()));
        }
    };
    match &attribute.meta {
        syn::Meta::Path(name) => path(name, &mut tokens),
        syn::Meta::List(list) => {
            path(&list.path, &mut tokens);
            let group = proc_macro2::Group::new(proc_macro2::Delimiter::Parenthesis, list.tokens.clone());
            tokens.push(TokenTree::Group(group));
        }
        syn::Meta::NameValue(pair) => {
            path(&pair.path, &mut tokens);
            tokens.push(TokenTree::Punct(proc_macro2::Punct::new('=', proc_macro2::Spacing::Alone)));
            if let syn::Expr::Lit(literal) = &pair.value
                && let syn::Lit::Str(string) = &literal.lit
            {
                tokens.push(TokenTree::Literal(string.token()));
            }
        }
    }
    tokens
}

fn is_condition(tokens: &[TokenTree]) -> bool {
    matches!(tokens, [TokenTree::Ident(name), TokenTree::Group(_)] if name == "cfg" || name == "cfg_attr")
}

/// Whether a part of `cfg_attr` says nothing of what is of interest.
fn says_nothing(part: &[TokenTree]) -> bool {
    match part {
        [TokenTree::Ident(name), TokenTree::Group(group)] if name == "derive" => {
            split_at_commas(group.stream()).iter().all(
                |part| matches!(part.as_slice(), [TokenTree::Ident(name)] if builtin::is_std_derive(&name.to_string())),
            )
        }
        [TokenTree::Ident(name), rest @ ..] => {
            let arguments = match rest {
                [] | [TokenTree::Group(_)] => true,
                [TokenTree::Punct(equals), ..] => equals.as_char() == '=',
                _ => false,
            };
            arguments && builtin::is_silent_attribute(&name.to_string())
        }
        _ => false,
    }
}

/// The identifiers of the path at the start of some tokens, and what follows it.
pub(super) fn split_path(tokens: &[TokenTree]) -> (Vec<&Ident>, &[TokenTree]) {
    let mut idents = Vec::new();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == ':' => {}
            TokenTree::Ident(ident) if at == 0 || matches!(tokens[at - 1], TokenTree::Punct(_)) => idents.push(ident),
            _ => break,
        }
        at += 1;
    }
    (idents, &tokens[at..])
}
