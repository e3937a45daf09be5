//! Attributes: `cfg` and `cfg_attr` conditions, the file that `#[path]` names, the effects of others on the declaration of an
//! item, and the Rust paths in them.

use super::{lowerer::Lowerer, paths::Name};
use crate::syntax::{
    builtin,
    code::{Kind, Trees, path_in_string, paths_in_string, string_value},
    facts::{PredicateId, ReferenceKind, Spaces, Word},
};
use smallvec::SmallVec;
use std::ops::Range;

/// What the attributes of an item mean for its declaration.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is an attribute of its own, and all can stand together")]
pub(super) struct ParsedAttributes {
    pub(super) macro_use: bool,
    pub(super) macro_export: bool,
    /// `#[macro_export(local_inner_macros)]`
    pub(super) local_inner_macros: bool,
    /// `#[path = "…"]`, with the condition of a `cfg_attr` around it.
    pub(super) paths: Vec<(PredicateId, Word)>,
    /// The largest `recursion_limit = "…"`, under any condition.
    pub(super) recursion_limit: Option<u32>,
    /// `#[proc_macro]`, `#[proc_macro_attribute]`
    pub(super) proc_macro: bool,
    /// `#[proc_macro_derive(Name)]`
    pub(super) derive_name: Option<Word>,
    /// Whether an attribute that is not the language's own may read the item as something else.
    pub(super) rewrites: bool,
    /// The conditions of the derives and attributes that may declare more than the item.
    pub(super) generators: SmallVec<[PredicateId; 1]>,
    /// The names that derives are known to declare, each with a condition.
    pub(super) derived_names: Vec<(PredicateId, Word)>,
}

impl ParsedAttributes {
    /// Adds a derive or attribute that may declare more than the item, under a condition.
    fn add_generator(&mut self, predicate: PredicateId) {
        if !self.generators.contains(&predicate) {
            self.generators.push(predicate);
        }
    }
}

/// An attribute that is no condition, and the condition of the `cfg_attr` around it.
type Conditional = (PredicateId, Trees);

impl<'a> Lowerer<'a> {
    /// Reads attributes, each given by its `#`: the condition that they give, and their other effects. The paths in them
    /// are recorded under that condition.
    pub(super) fn attributes(&mut self, attributes: &[u32]) -> (PredicateId, ParsedAttributes) {
        let mut parsed = ParsedAttributes::default();
        if attributes.is_empty() {
            return (PredicateId::ALWAYS, parsed);
        }
        // Conditions first: they apply to the derives beside them whatever the order.
        let mut others = SmallVec::new();
        let mut predicate = self.conditions_and_others(attributes, &mut others);
        let outer = self.predicate;
        for (condition, meta) in others {
            let all = self.both(outer, predicate);
            self.predicate = self.both(all, condition);
            self.attribute(&meta, condition, &mut predicate, &mut parsed);
        }
        self.predicate = outer;
        (predicate, parsed)
    }

    /// The condition that attributes give.
    pub(super) fn conditions(&mut self, attributes: &[u32]) -> PredicateId {
        self.conditions_and_others(attributes, &mut SmallVec::new())
    }

    /// The condition that attributes give; those that are no conditions are added to the others.
    fn conditions_and_others(&mut self, hashes: &[u32], others: &mut SmallVec<[Conditional; 2]>) -> PredicateId {
        let mut predicate = PredicateId::ALWAYS;
        for hash in hashes {
            let Some(content) = self.code().attribute_content(*hash as usize) else { continue };
            let meta = self.code().trees(content);
            predicate = self.meta(meta, PredicateId::ALWAYS, predicate, others);
        }
        predicate
    }

    /// Adds the condition that an attribute gives, which stands in `cfg_attr` under another one, to a predicate.
    fn meta(
        &mut self,
        meta: Trees,
        under: PredicateId,
        mut predicate: PredicateId,
        others: &mut SmallVec<[Conditional; 2]>,
    ) -> PredicateId {
        let (name, group) = match *meta {
            [name, group] if self.is_group(group) => (self.text_of(name), group),
            _ => ("", 0),
        };
        if name == "cfg" {
            let cfg = self.cfg(self.code().content(group));
            let cfg = self.implied(under, cfg);
            return self.both(predicate, cfg);
        }
        if name != "cfg_attr" {
            others.push((under, meta));
            return predicate;
        }
        let mut parts = self.parts_of(group).into_iter();
        let Some(condition) = parts.next().filter(|_| !parts.as_slice().iter().all(|part| self.is_irrelevant(part)))
        else {
            return predicate;
        };
        let condition = self.condition(&condition);
        let condition = self.both(under, condition);
        for part in parts {
            predicate = self.meta(part, condition, predicate, others);
        }
        predicate
    }

    fn is_irrelevant(&self, meta: &[usize]) -> bool {
        let (Some(first), Some(last)) = (meta.first(), meta.last()) else { return true };
        self.code().is_irrelevant_meta(*first, self.code().after(*last))
    }

    /// Reads one attribute that is no condition.
    fn attribute(
        &mut self,
        meta: &[usize],
        condition: PredicateId,
        predicate: &mut PredicateId,
        parsed: &mut ParsedAttributes,
    ) {
        let (path, rest) = self.split_path(meta);
        if let [name] = *path {
            match (name.text, rest) {
                ("doc", _) => return,
                ("unsafe", [group]) if self.is_group(*group) => {
                    let inner = self.code().trees(self.code().content(*group));
                    return self.attribute(&inner, condition, predicate, parsed);
                }
                ("derive", [group]) if self.is_group(*group) => return self.derives(*group, parsed),
                ("macro_use", _) => parsed.macro_use = true,
                ("macro_export", rest) => {
                    parsed.macro_export = true;
                    let content = rest.first().filter(|group| self.is_group(**group));
                    let content = content.map_or(0..0, |group| self.code().content(*group));
                    parsed.local_inner_macros |= content.into_iter().any(|at| self.text_of(at) == "local_inner_macros");
                }
                ("proc_macro" | "proc_macro_attribute", _) => parsed.proc_macro = true,
                ("proc_macro_derive", [group]) if self.is_group(*group) => {
                    let name = self.code().trees(self.code().content(*group)).first().copied();
                    if let Some(name) = name.filter(|name| self.kind(*name).is_word()) {
                        parsed.derive_name = Some(self.name(name).word(self));
                    }
                }
                ("path", [_, value]) if string_value(self.text_of(*value)).is_some() => {
                    parsed.paths.push((condition, self.string_word(*value)));
                }
                ("recursion_limit", [_, value]) => {
                    let limit = string_value(self.text_of(*value)).and_then(|text| text.parse().ok());
                    parsed.recursion_limit = parsed.recursion_limit.max(limit);
                }
                _ => {}
            }
        }
        self.plain_attribute(&path, rest, condition, predicate, parsed);
    }

    /// Reads one attribute that has no meaning of its own here, and the arguments of one that is not the language's.
    fn plain_attribute(
        &mut self,
        path: &[Name<'_>],
        rest: &[usize],
        condition: PredicateId,
        predicate: &mut PredicateId,
        parsed: &mut ParsedAttributes,
    ) {
        let (Some(first), Some(last)) = (path.first().copied(), path.last().copied()) else { return };
        // The language's own, or a framework's of the same name.
        if matches!(last.text, "test" | "bench" | "rstest" | "test_case") {
            let test = self.atom("test");
            // Where the attribute is left out, it is no test.
            let test = self.implied(condition, test);
            *predicate = self.both(*predicate, test);
        }
        let builtin = builtin::is_builtin_attribute(first.text);
        if path.len() == 1 && builtin {
            return;
        }
        // The attributes of a tool, and those that only a derive reads, name nothing themselves.
        let helper = path.len() == 1 && builtin::is_helper_attribute(first.text);
        self.possibly(|this| {
            if !helper && !builtin {
                parsed.rewrites = true;
                parsed.add_generator(this.predicate);
                this.reference(None, path, Spaces::MACRO, ReferenceKind::Attribute);
            }
            if let [group] = *rest
                && this.is_group(group)
            {
                this.attribute_arguments(group, if builtin { first.text } else { last.text });
            }
        });
    }

    /// `derive(a::B, C)`
    fn derives(&mut self, group: usize, parsed: &mut ParsedAttributes) {
        for part in self.parts_of(group) {
            let (path, _) = self.split_path(&part);
            let leading = (self.kind(part[0]) == Kind::Colon).then(|| self.start(part[0]));
            let std = path.len() == 1 && builtin::is_std_derive(path[0].text);
            if !std {
                parsed.add_generator(self.predicate);
                for name in builtin::derived_names(path.last().map_or("", |last| last.text)) {
                    let word = self.names.word(name);
                    parsed.derived_names.push((self.predicate, word));
                }
                self.possibly(|this| this.reference(leading, &path, Spaces::MACRO, ReferenceKind::Derive));
            }
        }
    }

    /// The arguments of an attribute: paths, and the strings of known keys that are paths.
    fn attribute_arguments(&mut self, group: usize, attribute: &str) {
        let tokens = self.code().content(group);
        // Their words are parts of names: `reflect(Component)` means `ReflectComponent`.
        let has_names = !matches!(attribute, "reflect" | "educe" | "derivative");
        self.with_unparsed(true, |this| this.paths_in(tokens, has_names));
        match attribute {
            "serde" => self.serde_strings(group),
            // Their strings are texts.
            "error" | "arg" | "clap" | "command" => {}
            name if builtin::is_builtin_attribute(name) => {}
            _ => self.strings_in(self.code().content(group)),
        }
    }

    /// The strings among some tokens and in their groups that are types or expressions (`belongs_to = "super::user::Entity"`).
    fn strings_in(&mut self, tokens: Range<usize>) {
        let code = self.code();
        let mut at = tokens.start;
        while at < tokens.end {
            let after = code.after(at);
            if after > at + 1 {
                self.strings_in(at + 1..after - 1);
            } else if at >= tokens.start + 2 && code.kind(at) == Kind::Literal && code.kind(at - 1) == Kind::Eq {
                self.paths_of_string(at, may_be_text(self.text_of(at - 2)));
            }
            at = after;
        }
    }

    /// The paths in a string that is a type or expression. In what may be a text, only those that start at a keyword count.
    fn paths_of_string(&mut self, literal: usize, may_be_text: bool) {
        let Some(text) = string_value(self.text_of(literal)) else { return };
        let Name { start, end, .. } = self.name(literal);
        for (is_global, segments) in paths_in_string(&text) {
            let starts_at_keyword = !is_global && matches!(&*segments[0], "crate" | "super" | "self");
            if starts_at_keyword || !may_be_text {
                let names: Vec<Name<'_>> = segments.iter().map(|text| Name { text, start, end }).collect();
                let spaces = Spaces::TYPE.or(Spaces::VALUE);
                self.reference(is_global.then_some(start), &names, spaces, ReferenceKind::Attribute);
            }
        }
    }

    /// The paths of two and more segments, and the names of types and constants, among some tokens and in their groups.
    fn paths_in(&mut self, tokens: Range<usize>, has_names: bool) {
        let code = self.code();
        code.paths_among(tokens.clone(), |leading, segments| {
            let names: SmallVec<[Name<'_>; 4]> = segments.iter().map(|segment| self.name(*segment as usize)).collect();
            let leading = leading.map(|leading| self.start(leading));
            self.reference(leading, &names, Spaces::TYPE.or(Spaces::VALUE), ReferenceKind::Attribute);
        });
        if has_names {
            code.type_names_among(tokens.clone(), |name| {
                let name = self.name(name as usize);
                self.reference(None, &[name], Spaces::TYPE.or(Spaces::VALUE), ReferenceKind::Attribute);
            });
        }
        let mut at = tokens.start;
        while at < tokens.end {
            let after = code.after(at);
            if after > at + 1 {
                self.paths_in(at + 1..after - 1, has_names);
            }
            at = after;
        }
    }

    /// serde's container, variant and field attributes whose value is a path in a string.
    fn serde_strings(&mut self, group: usize) {
        for part in self.parts_of(group) {
            match *part {
                [key, equals, value] if self.kind(equals) == Kind::Eq => {
                    if let Some(spaces) = serde_key(self.text_of(key)) {
                        self.string_path(value, spaces);
                    }
                }
                // `rename(…)`, `bound(…)`: no paths, or more of the same.
                [name, group] if self.kind(name).is_word() && self.is_group(group) => self.serde_strings(group),
                _ => {}
            }
        }
    }

    /// A string that is a path, recorded where the string stands.
    fn string_path(&mut self, literal: usize, spaces: Spaces) {
        let Some(text) = string_value(self.text_of(literal)) else { return };
        let Some((is_global, segments)) = path_in_string(&text) else { return };
        let Name { start, end, .. } = self.name(literal);
        let names: Vec<Name<'_>> = segments.iter().map(|text| Name { text, start, end }).collect();
        self.reference(is_global.then_some(start), &names, spaces, ReferenceKind::Attribute);
    }

    /// The identifiers of the path at the start of some token trees, and what follows it.
    fn split_path<'m>(&self, trees: &'m [usize]) -> (SmallVec<[Name<'a>; 4]>, &'m [usize]) {
        let mut names = SmallVec::new();
        let mut at = 0;
        while let Some(tree) = trees.get(at) {
            match self.kind(*tree) {
                Kind::Colon => {}
                kind if kind.is_word() && (at == 0 || self.kind(trees[at - 1]).is_mark()) => {
                    names.push(self.name(*tree));
                }
                _ => break,
            }
            at += 1;
        }
        (names, &trees[at..])
    }
}

/// Whether the value of a key of an attribute is likely a text, even where it looks like a path.
fn may_be_text(key: &str) -> bool {
    matches!(
        key,
        "rename"
            | "alias"
            | "name"
            | "target"
            | "message"
            | "description"
            | "title"
            | "summary"
            | "tag"
            | "note"
            | "comment"
    ) || matches!(key, "example" | "help" | "about" | "prefix" | "suffix" | "serialize" | "to_string" | "default_value")
}

/// The name space of the path that is the value of one of serde's keys, if it is a path.
fn serde_key(key: &str) -> Option<Spaces> {
    match key {
        "with" | "crate" | "remote" | "from" | "into" | "try_from" => Some(Spaces::TYPE),
        "default" | "serialize_with" | "deserialize_with" | "skip_serializing_if" | "getter" => Some(Spaces::VALUE),
        _ => None,
    }
}
