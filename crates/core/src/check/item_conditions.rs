//! The conditions of rules about items: how they are read, described, and decided. It reports nothing.

use super::context::CheckContext;
use crate::{
    graph::{Context, End, OutsideId, RustModuleId, TargetId},
    inventory::{CodeItem, ItemList, PathEnd},
    rules::{
        Binding, FilePattern, NamePattern, Nested, PathPattern, PathScope, RuleReader, Scope, Selector, TextPattern,
        keys::{self, Key, TableKeys, ValueType, key},
        prelude_path,
    },
    source::Place,
    syntax::{OutlineAttribute, OutlineKind, OutlinePath, WrittenVisibility},
};
use rustc_hash::FxHashMap;

const VISIBILITIES: &[&str] = &["pub", "pub(crate)", "pub(super)", "pub(in)", "private"];

const VISIBILITY: Key = key(
    "visibility",
    ValueType::Either(&[ValueType::Word(VISIBILITIES), ValueType::NonEmptyList(&ValueType::Word(VISIBILITIES))]),
    "The visibility as written; one of these. `pub(in)` stands for `pub(in path)`.",
);
const DERIVES: Key =
    key("derives", keys::TEXTS, "Paths in `#[derive(…)]`, wherever they are imported from; each of these.");
const ATTRIBUTES: Key = key(
    "attributes",
    keys::TEXTS,
    "Attributes, with arguments if these matter: `must_use`, `serde(deny_unknown_fields)`; each of these.",
);
const IMPLEMENTS: Key = key(
    "implements",
    keys::TEXTS,
    "Traits that a type implements or derives, or the trait of an `impl`; each of these.",
);
const IMPLEMENTED_IN: Key =
    key("implemented-in", keys::ONE_OR_MORE_SELECTORS, "Selectors of the code with all `impl`s of a trait.");
const IMPORTS: Key =
    key("imports", keys::TEXTS, "Paths that a `use` item imports, or that a glob imports from; one of these.");
const NAMED: Key = key(
    "named",
    keys::TEXTS,
    "Patterns of names, or `snake_case`, `UpperCamelCase`, `SCREAMING_SNAKE_CASE`; one of these.",
);
const LIVES_IN: Key =
    key("lives-in", keys::ONE_OR_MORE_SELECTORS, "Selectors of the code with the item; one of these.");
const IN_FILE: Key =
    key("in-file", keys::TEXTS, "Globs of files, relative to the root of the workspace; one of these.");
const RETURNS: Key =
    key("returns", keys::TEXTS, "Patterns of the type that a function returns, as written: `Result<*>`; one of these.");
const UNSAFE: Key = key("unsafe", ValueType::Boolean, "Whether the item is or contains `unsafe`.");
const WILDCARD_IMPORT: Key = key("wildcard-import", ValueType::Boolean, "Whether a `use` item is a glob.");
const DOCUMENTED: Key = key("documented", ValueType::Boolean, "Whether the item has documentation.");
const ASYNC: Key = key("async", ValueType::Boolean, "Whether the function is an `async fn`.");

/// The keys of `where`, `must` and `must-not`.
pub(super) const CONDITIONS: TableKeys = TableKeys {
    name: "conditions",
    doc: "Conditions for items.",
    keys: &[
        VISIBILITY,
        DERIVES,
        ATTRIBUTES,
        IMPLEMENTS,
        IMPLEMENTED_IN,
        IMPORTS,
        NAMED,
        LIVES_IN,
        IN_FILE,
        RETURNS,
        UNSAFE,
        WILDCARD_IMPORT,
        DOCUMENTED,
        ASYNC,
    ],
};

/// One condition.
#[derive(Debug)]
pub(super) enum Condition {
    Visibility(Vec<String>),
    Derives(PathPattern),
    Attribute(AttributePattern),
    Implements(PathPattern),
    ImplementedIn(Vec<Selector>),
    Imports(Vec<PathPattern>),
    Named(Vec<NamePattern>),
    LivesIn(Vec<Selector>),
    InFile(Vec<FilePattern>),
    Returns(Vec<TextPattern>),
    Unsafe(bool),
    WildcardImport(bool),
    Documented(bool),
    Async(bool),
}

/// An attribute.
#[derive(Debug)]
pub(super) struct AttributePattern {
    text: String,
    /// The path, if it has more than one name.
    path: Option<PathPattern>,
    name: String,
    arguments: Vec<String>,
}

impl AttributePattern {
    fn read(text: &str, path: Option<PathPattern>) -> Self {
        let (name, arguments) = text.split_once('(').unwrap_or((text, ""));
        let arguments = arguments.trim_end();
        let arguments = arguments_of(arguments.strip_suffix(')').unwrap_or(arguments));
        Self { text: text.to_owned(), path, name: name.trim().to_owned(), arguments }
    }
}

/// Splits arguments at the commas that are in no brackets of their own.
fn arguments_of(text: &str) -> Vec<String> {
    let mut depth = 0_usize;
    let parts = text.split(|char| {
        match char {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        char == ',' && depth == 0
    });
    parts.map(short).filter(|part| !part.is_empty()).collect()
}

#[cfg(test)]
#[test]
fn nested_arguments_stay_together() {
    let read = |text| AttributePattern::read(text, None);
    assert_eq!(read("cfg(all(test, unix))").arguments, ["all(test,unix)"]);
    assert_eq!(read("derive(A, B)").arguments, ["A", "B"]);
    assert_eq!((read("must_use").name.as_str(), read("must_use").arguments.len()), ("must_use", 0));
}

/// Removes white space.
fn short(text: &str) -> String {
    text.split_whitespace().collect()
}

/// Reads a table of conditions.
pub(super) fn read(reader: &mut RuleReader<'_, '_, '_>, key: &Key) -> Vec<Condition> {
    reader.inside(key, conditions).unwrap_or_default()
}

fn conditions(reader: &mut RuleReader<'_, '_, '_>) -> Vec<Condition> {
    let mut all = Vec::new();
    let visibilities = reader.strings(&VISIBILITY);
    if !visibilities.is_empty() {
        all.push(Condition::Visibility(visibilities));
    }
    all.extend(reader.paths(&DERIVES).into_iter().map(Condition::Derives));
    let attributes = reader.strings(&ATTRIBUTES);
    for text in attributes {
        let is_path = text.split('(').next().is_some_and(|name| name.contains("::"));
        let path = is_path.then(|| reader.attribute_path(&ATTRIBUTES, &text)).flatten();
        all.extend((!is_path || path.is_some()).then(|| Condition::Attribute(AttributePattern::read(&text, path))));
    }
    all.extend(reader.paths(&IMPLEMENTS).into_iter().map(Condition::Implements));
    let mut add = |is_empty: bool, condition: Condition| {
        if !is_empty {
            all.push(condition);
        }
    };
    let selectors = reader.selected(&IMPLEMENTED_IN);
    add(selectors.is_empty(), Condition::ImplementedIn(selectors));
    let paths = reader.paths(&IMPORTS);
    add(paths.is_empty(), Condition::Imports(paths));
    let names = reader.name_patterns(&NAMED);
    add(names.is_empty(), Condition::Named(names));
    let selectors = reader.selected(&LIVES_IN);
    add(selectors.is_empty(), Condition::LivesIn(selectors));
    let files = reader.file_patterns(&IN_FILE);
    add(files.is_empty(), Condition::InFile(files));
    let texts = reader.text_patterns(&RETURNS);
    add(texts.is_empty(), Condition::Returns(texts));
    all.extend(reader.optional_flag(&UNSAFE).map(Condition::Unsafe));
    all.extend(reader.optional_flag(&WILDCARD_IMPORT).map(Condition::WildcardImport));
    all.extend(reader.optional_flag(&DOCUMENTED).map(Condition::Documented));
    all.extend(reader.optional_flag(&ASYNC).map(Condition::Async));
    all
}

/// Joins texts in backticks: `` `a`, `b` or `c` ``.
fn either<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    let texts: Vec<_> = texts.into_iter().map(|text| format!("`{text}`")).collect();
    match texts.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => texts.concat(),
    }
}

impl Condition {
    /// Returns the key of the condition.
    pub(super) fn key(&self) -> &'static str {
        let key = match self {
            Self::Visibility(_) => &VISIBILITY,
            Self::Derives(_) => &DERIVES,
            Self::Attribute(_) => &ATTRIBUTES,
            Self::Implements(_) => &IMPLEMENTS,
            Self::ImplementedIn(_) => &IMPLEMENTED_IN,
            Self::Imports(_) => &IMPORTS,
            Self::Named(_) => &NAMED,
            Self::LivesIn(_) => &LIVES_IN,
            Self::InFile(_) => &IN_FILE,
            Self::Returns(_) => &RETURNS,
            Self::Unsafe(_) => &UNSAFE,
            Self::WildcardImport(_) => &WILDCARD_IMPORT,
            Self::Documented(_) => &DOCUMENTED,
            Self::Async(_) => &ASYNC,
        };
        key.name
    }

    /// Returns the condition as a verb in the infinitive, to follow `must` or `must not`; the second value is whether it is negated.
    fn verb(&self) -> (String, bool) {
        let paths = |all: &[PathPattern]| either(all.iter().map(|one| one.selector.text.as_str()));
        let selectors = |all: &[Selector]| either(all.iter().map(|one| one.text.as_str()));
        let yes = |text: String| (text, false);
        match self {
            Self::Visibility(all) => yes(format!("be {}", either(all.iter().map(String::as_str)))),
            Self::Derives(path) => yes(format!("derive `{}`", path.selector.text)),
            Self::Attribute(one) => yes(format!("have the attribute `#[{}]`", one.text)),
            Self::Implements(path) => yes(format!("implement `{}`", path.selector.text)),
            Self::ImplementedIn(all) => yes(format!("be implemented in {}", selectors(all))),
            Self::Imports(all) => yes(format!("import from {}", paths(all))),
            Self::Named(all) => {
                let (conventions, patterns): (Vec<_>, Vec<_>) = all.iter().partition(|one| one.is_convention());
                let text = |all: &[&NamePattern]| either(all.iter().map(|one| one.text.as_str()));
                let mut parts = Vec::new();
                if !patterns.is_empty() {
                    parts.push(format!("be named {}", text(&patterns)));
                }
                if !conventions.is_empty() {
                    parts.push(format!("have a name in {}", text(&conventions)));
                }
                yes(parts.join(" or "))
            }
            Self::LivesIn(all) => yes(format!("live in {}", selectors(all))),
            Self::InFile(all) => yes(format!("be in a file {}", either(all.iter().map(|one| one.text.as_str())))),
            Self::Returns(all) => yes(format!("return {}", either(all.iter().map(|one| one.text.as_str())))),
            Self::Unsafe(wanted) => ("be or contain `unsafe`".to_owned(), !wanted),
            Self::WildcardImport(wanted) => ("import everything with `*`".to_owned(), !wanted),
            Self::Documented(wanted) => ("be documented".to_owned(), !wanted),
            Self::Async(wanted) => ("be `async`".to_owned(), !wanted),
        }
    }

    /// Returns what the condition requires or forbids: `must derive …`, `must not be …`.
    pub(super) fn obligation(&self, is_required: bool) -> String {
        let (verb, is_negated) = self.verb();
        if let (Self::ImplementedIn(_), true, Some(rest)) = (self, is_required, verb.strip_prefix("be implemented")) {
            return format!("must be implemented only{rest}");
        }
        format!("{} {verb}", if is_required == is_negated { "must not" } else { "must" })
    }

    /// Returns which items the condition selects: `that derive …`.
    pub(super) fn restriction(&self) -> String {
        let (verb, is_negated) = self.verb();
        match (is_negated, verb.strip_prefix("be ")) {
            (false, Some(rest)) => format!("that is {rest}"),
            (true, Some(rest)) => format!("that is not {rest}"),
            (false, None) => format!("that does {verb}"),
            (true, None) => format!("that does not {verb}"),
        }
    }

    /// Returns what to do if an item breaks the condition.
    pub(super) fn help(&self, is_required: bool) -> String {
        let add = |what: &str| format!("{} {what}", if is_required { "add" } else { "remove" });
        match self {
            Self::Visibility(_) => "change the visibility".to_owned(),
            Self::Derives(path) => add(&format!("`{}` in `#[derive(…)]`", path.selector.text)),
            Self::Attribute(one) => add(&format!("`#[{}]`", one.text)),
            Self::Implements(path) => add(&format!("the `impl` of `{}`", path.selector.text)),
            Self::ImplementedIn(_) => "move the `impl`, or let another type implement the trait".to_owned(),
            Self::Imports(_) => "import the names one by one, or from elsewhere".to_owned(),
            Self::Named(_) => "rename it".to_owned(),
            Self::LivesIn(_) | Self::InFile(_) => "move it".to_owned(),
            Self::Returns(_) => "change the type that it returns".to_owned(),
            Self::Unsafe(wanted) if *wanted != is_required => {
                "move the unsafe code behind a safe function elsewhere".to_owned()
            }
            Self::Unsafe(_) => "mark it as `unsafe`".to_owned(),
            Self::WildcardImport(wanted) if *wanted != is_required => "import the names one by one".to_owned(),
            Self::WildcardImport(_) => "import with `*`".to_owned(),
            Self::Documented(wanted) => {
                if *wanted == is_required { "add a `///` comment" } else { "remove the documentation" }.to_owned()
            }
            Self::Async(wanted) => if *wanted == is_required { "make it `async`" } else { "remove `async`" }.to_owned(),
        }
    }
}

/// Decides conditions.
pub(super) struct Judge<'l, 'a> {
    list: &'l ItemList<'a>,
    /// The `impl`s that are not tests, by the type that they are for, and by their trait.
    of_type: FxHashMap<(RustModuleId, String), Vec<usize>>,
    of_trait: FxHashMap<(RustModuleId, String), Vec<usize>>,
}

/// A condition, prepared for deciding it.
pub(super) struct Prepared<'r> {
    pub(super) condition: &'r Condition,
    paths: Vec<PathScope<'r>>,
    scope: Option<Scope<'r>>,
}

impl<'r> Prepared<'r> {
    pub(super) fn new(condition: &'r Condition, cx: &CheckContext<'_>) -> Self {
        let paths: Vec<&PathPattern> = match condition {
            Condition::Derives(path) | Condition::Implements(path) => vec![path],
            Condition::Attribute(attribute) => attribute.path.iter().collect(),
            Condition::Imports(paths) => paths.iter().collect(),
            _ => Vec::new(),
        };
        let scope = match condition {
            Condition::LivesIn(selectors) | Condition::ImplementedIn(selectors) => {
                Some(Scope::new(selectors, &cx.code))
            }
            _ => None,
        };
        Self { condition, paths: paths.into_iter().map(|path| PathScope::new(path, &cx.code)).collect(), scope }
    }
}

/// What a path of an item names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PathRole {
    /// A trait, or what a `use` item imports: the graph has a reference for each such name.
    Trait,
    Derive,
    Attribute,
}

/// Whether something is so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Answer {
    No,
    /// It may be so: a glob of an external crate may supply a name.
    Possible,
    Yes,
}

impl Answer {
    fn certain(holds: bool) -> Self {
        if holds { Self::Yes } else { Self::No }
    }

    fn possible(holds: bool) -> Self {
        if holds { Self::Possible } else { Self::No }
    }
}

/// What a condition says about an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Verdict {
    /// Whether the condition holds. One that may hold does.
    pub(super) holds: bool,
    /// Whether it only may hold.
    pub(super) is_guess: bool,
    /// The places that make it hold or fail, other than the item's own.
    pub(super) places: Vec<Place>,
    /// How the item is instead, as in `but is …`.
    pub(super) actual: Option<String>,
}

impl Verdict {
    fn of(holds: bool) -> Self {
        Self { holds, is_guess: false, places: Vec::new(), actual: None }
    }
}

impl<'l, 'a> Judge<'l, 'a> {
    /// Prepares the items. Finds the `impl`s of types and traits.
    pub(super) fn new(list: &'l ItemList<'a>, cx: &CheckContext<'_>) -> Self {
        let mut new = Self { list, of_type: FxHashMap::default(), of_trait: FxHashMap::default() };
        for (index, item) in list.items.iter().enumerate() {
            if item.outline.kind != OutlineKind::Impl || context(cx, item) == Context::Test {
                continue;
            }
            for key in new.definitions(cx, item, item.outline.of.as_ref()) {
                new.of_type.entry(key).or_default().push(index);
            }
            for key in new.definitions(cx, item, item.outline.of_trait.as_ref()) {
                new.of_trait.entry(key).or_default().push(index);
            }
        }
        new
    }

    /// Returns the items of the workspace that a path leads to.
    fn definitions(
        &self,
        cx: &CheckContext<'_>,
        item: &CodeItem,
        path: Option<&OutlinePath>,
    ) -> Vec<(RustModuleId, String)> {
        let ends = path.map(|path| self.list.ends_of(item, path)).unwrap_or_default();
        let definition = |end| match end {
            PathEnd::Target(target) => {
                let target = cx.graph.target_by_id(target);
                match (target.defined, target.item) {
                    (End::Module(module), Some(item)) => Some((module, cx.graph.name(item).to_owned())),
                    _ => None,
                }
            }
            PathEnd::Own(module, name) => Some((module, name)),
            PathEnd::Word(_) | PathEnd::Either(..) => None,
        };
        ends.into_iter().filter_map(definition).collect()
    }

    /// Returns whether a path of an item leads to what one of some patterns covers.
    fn leads_to(
        &self,
        cx: &CheckContext<'_>,
        item: &CodeItem,
        path: &OutlinePath,
        role: PathRole,
        patterns: &[PathScope<'_>],
    ) -> Answer {
        let ends = match role {
            PathRole::Derive => self.list.ends_of_derive(item, path),
            PathRole::Trait | PathRole::Attribute => self.list.ends_of(item, path),
        };
        let answers = ends.iter().flat_map(|end| patterns.iter().map(move |scope| answer(cx, end, scope)));
        let answer = answers.max().unwrap_or(Answer::No);
        match (ends.as_slice(), answer) {
            ([PathEnd::Word(name)], Answer::No) => {
                Answer::possible(self.may_be_supplied(cx, item, name, role, patterns))
            }
            _ => answer,
        }
    }

    /// Returns whether an external crate may supply the name of a derive or attribute that no source declares, so that one of some
    /// patterns covers it.
    fn may_be_supplied(
        &self,
        cx: &CheckContext<'_>,
        item: &CodeItem,
        name: &str,
        role: PathRole,
        patterns: &[PathScope<'_>],
    ) -> bool {
        let can_be = |scope: &&PathScope<'_>| match role {
            PathRole::Trait => false,
            PathRole::Derive => prelude_path(name).is_none() && scope.may_end_in(name),
            // The name may be one of the compiler, or of a helper of a derive.
            PathRole::Attribute => scope.ends_in(name),
        };
        let patterns: Vec<&PathScope<'_>> = patterns.iter().filter(can_be).collect();
        !patterns.is_empty() && {
            let sources = self.list.external_sources(item.module);
            let covers =
                |source: &OutsideId| patterns.iter().any(|scope| scope.may_cover_name(&cx.code, *source, name));
            sources.iter().any(covers)
        }
    }

    /// Returns the paths of the whole item that an item is a part of, or of the item itself: for an `impl`, those of its type.
    pub(super) fn names_of(&self, cx: &CheckContext<'_>, item: &CodeItem) -> Vec<(RustModuleId, String)> {
        let mut whole = item;
        while let Some(parent) = self.parent(whole) {
            whole = parent;
        }
        match whole.outline.kind {
            OutlineKind::Impl => self.definitions(cx, whole, whole.outline.of.as_ref()),
            _ => vec![(whole.module, whole.outline.name.clone())],
        }
    }

    /// Returns what a `use` item imports.
    pub(super) fn imported(&self, item: &CodeItem) -> Vec<PathEnd> {
        item.outline.import.as_ref().map(|path| self.list.ends_of(item, path)).unwrap_or_default()
    }

    fn place(item: &CodeItem) -> Place {
        Place { file: item.file, span: item.outline.span }
    }

    /// Decides a condition. Returns `None` if it does not apply to items of this kind.
    pub(super) fn decide(&self, cx: &CheckContext<'_>, item: &CodeItem, prepared: &Prepared<'_>) -> Option<Verdict> {
        let own = &item.outline;
        let is_type = matches!(own.kind, OutlineKind::Struct | OutlineKind::Enum | OutlineKind::Union);
        let leads = |path: &OutlinePath| self.leads_to(cx, item, path, PathRole::Trait, &prepared.paths);
        let derives = || {
            let answers =
                own.derives.iter().map(|path| self.leads_to(cx, item, path, PathRole::Derive, &prepared.paths));
            answers.max().unwrap_or(Answer::No)
        };
        let answer = match prepared.condition {
            Condition::Visibility(all) => {
                let visibility = self.visibility(item)?;
                let holds = all.iter().any(|one| one == visibility);
                return Some(Verdict { actual: Some(format!("is `{visibility}`")), ..Verdict::of(holds) });
            }
            Condition::Derives(_) if is_type => derives(),
            Condition::Attribute(pattern) => {
                let has_arguments = |attribute: &&OutlineAttribute| {
                    let has = |wanted: &String| attribute.arguments.iter().any(|own| short(own) == *wanted);
                    pattern.arguments.iter().all(has)
                };
                let answer = |attribute: &OutlineAttribute| match &pattern.path {
                    Some(_) => self.leads_to(cx, item, &attribute.path, PathRole::Attribute, &prepared.paths),
                    None => Answer::certain(attribute.path.names == [pattern.name.as_str()]),
                };
                own.attributes.iter().filter(has_arguments).map(answer).max().unwrap_or(Answer::No)
            }
            Condition::Implements(_) if own.kind == OutlineKind::Impl => {
                own.of_trait.as_ref().map_or(Answer::No, leads)
            }
            Condition::Implements(_) if is_type => {
                let impls = self.of_type.get(&(item.module, own.name.clone()));
                let implements = |index: &usize| {
                    let block = &self.list.items[*index];
                    let of_trait = block.outline.of_trait.as_ref();
                    of_trait.map_or(Answer::No, |path| self.leads_to(cx, block, path, PathRole::Trait, &prepared.paths))
                };
                let by_impl = impls.into_iter().flatten().map(implements).max();
                derives().max(by_impl.unwrap_or(Answer::No))
            }
            Condition::ImplementedIn(_) if own.kind == OutlineKind::Trait => {
                let impls = self.of_trait.get(&(item.module, own.name.clone()));
                let is_inside = |index: &&usize| Self::is_inside(cx, &self.list.items[**index], prepared);
                let (inside, outside): (Vec<_>, Vec<_>) = impls.into_iter().flatten().partition(is_inside);
                let places =
                    |all: Vec<&usize>| all.into_iter().map(|index| Self::place(&self.list.items[*index])).collect();
                let holds = outside.is_empty();
                return Some(Verdict { places: places(if holds { inside } else { outside }), ..Verdict::of(holds) });
            }
            Condition::Imports(_) => leads(own.import.as_ref()?),
            Condition::Named(all) => {
                let name = self.name(item)?;
                Answer::certain(all.iter().any(|pattern| pattern.matches(name)))
            }
            Condition::LivesIn(_) => Answer::certain(Self::is_inside(cx, item, prepared)),
            Condition::InFile(all) => {
                let path = &cx.analysis.sources.get(item.file).path;
                Answer::certain(all.iter().any(|pattern| pattern.matches(path)))
            }
            Condition::Returns(all) => {
                let returns = own.returns.as_ref()?;
                let holds = all.iter().any(|pattern| pattern.matches(returns));
                return Some(Verdict { actual: Some(format!("returns `{returns}`")), ..Verdict::of(holds) });
            }
            Condition::Unsafe(wanted) => {
                if matches!(own.kind, OutlineKind::Use | OutlineKind::Field | OutlineKind::Variant) {
                    return None;
                }
                let places = own.unsafe_at.iter().map(|span| Place { file: item.file, span: *span }).collect();
                return Some(Verdict { places, ..Verdict::of(own.unsafe_at.is_empty() != *wanted) });
            }
            Condition::WildcardImport(wanted) => {
                own.import.as_ref()?;
                Answer::certain((own.name == "*") == *wanted)
            }
            Condition::Documented(wanted) => {
                let is_positional =
                    own.kind == OutlineKind::Field && own.name.starts_with(|char: char| char.is_ascii_digit());
                let has_page = !matches!(own.kind, OutlineKind::Use | OutlineKind::Impl | OutlineKind::ExternBlock);
                if !has_page || is_positional || own.name == "_" || self.is_dictated(item) {
                    return None;
                }
                Answer::certain(own.is_documented == *wanted)
            }
            Condition::Async(wanted) => {
                own.returns.as_ref()?;
                Answer::certain(own.is_async == *wanted)
            }
            Condition::Derives(_) | Condition::Implements(_) | Condition::ImplementedIn(_) => return None,
        };
        let can_be_added = matches!(
            prepared.condition,
            Condition::Derives(_) | Condition::Attribute(_) | Condition::Implements(_) | Condition::Documented(true)
        );
        // The macro around an item may add what the item lacks.
        let holds = answer > Answer::No;
        let is_guess = answer == Answer::Possible;
        (holds || !can_be_added || !own.may_be_changed).then(|| Verdict { is_guess, ..Verdict::of(holds) })
    }

    fn is_inside(cx: &CheckContext<'_>, item: &CodeItem, prepared: &Prepared<'_>) -> bool {
        let found = |scope: &Scope<'_>| scope.find(&cx.code, item.module, &Binding::new(), Nested::Deepest).is_some();
        prepared.scope.as_ref().is_some_and(found)
    }

    /// Returns the item that an item is a part of.
    fn parent(&self, item: &CodeItem) -> Option<&'l CodeItem> {
        item.parent.map(|parent| &self.list.items[parent])
    }

    /// Returns whether a trait dictates the name and visibility of an item.
    fn is_dictated(&self, item: &CodeItem) -> bool {
        self.parent(item).is_some_and(|parent| parent.outline.of_trait.is_some())
    }

    /// Returns the name of an item that its author has chosen.
    pub(super) fn name<'i>(&self, item: &'i CodeItem) -> Option<&'i str> {
        let own = &item.outline;
        let is_name = own.name.starts_with(|char: char| char.is_alphabetic() || char == '_') && own.name != "_";
        (is_name && !self.is_dictated(item)).then_some(own.name.as_str())
    }

    fn visibility(&self, item: &CodeItem) -> Option<&'static str> {
        let own = &item.outline;
        match (own.kind, self.parent(item)) {
            (OutlineKind::Impl | OutlineKind::ExternBlock, _) => return None,
            (_, Some(parent)) if parent.outline.of_trait.is_some() => return None,
            // Parts of a trait, an enum or a variant are as visible as it is.
            (_, Some(parent))
                if matches!(parent.outline.kind, OutlineKind::Trait | OutlineKind::Enum | OutlineKind::Variant) =>
            {
                return self.visibility(parent);
            }
            (OutlineKind::Macro, _) if own.attributes.iter().any(|one| one.path.names == ["macro_export"]) => {
                return Some("pub");
            }
            _ => {}
        }
        let path: Vec<&str> = match &own.visibility {
            WrittenVisibility::Public => return Some("pub"),
            WrittenVisibility::Inherited => return Some("private"),
            WrittenVisibility::Restricted(path) => path.iter().map(String::as_str).collect(),
        };
        Some(match path.as_slice() {
            ["crate"] => "pub(crate)",
            ["super"] => "pub(super)",
            ["self"] => "private",
            _ => "pub(in)",
        })
    }
}

/// Returns whether a pattern covers what a path leads to.
fn answer(cx: &CheckContext<'_>, end: &PathEnd, scope: &PathScope<'_>) -> Answer {
    match end {
        PathEnd::Target(target) => of_target(cx, *target, scope),
        PathEnd::Own(module, name) => Answer::certain(scope.covers_item(&cx.code, *module, name)),
        PathEnd::Word(name) => of_prelude(cx, name, scope),
        PathEnd::Either(target, name) => match (of_target(cx, *target, scope), of_prelude(cx, name, scope)) {
            (one, other) if one == other => one,
            _ => Answer::Possible,
        },
    }
}

fn of_target(cx: &CheckContext<'_>, target: TargetId, scope: &PathScope<'_>) -> Answer {
    let target = cx.graph.target_by_id(target);
    match (scope.covers_target(&cx.code, target), target.unknown) {
        (true, false) => Answer::Yes,
        (true, true) => Answer::Possible,
        (false, _) => Answer::possible(scope.may_cover_target(&cx.code, target)),
    }
}

/// Returns whether a pattern covers a name of the prelude.
fn of_prelude(cx: &CheckContext<'_>, name: &str, scope: &PathScope<'_>) -> Answer {
    Answer::certain(prelude_path(name).is_some_and(|path| scope.covers_std(&cx.code, &path)))
}

/// Returns the context of an item.
pub(super) fn context(cx: &CheckContext<'_>, item: &CodeItem) -> Context {
    if item.outline.is_test { Context::Test } else { cx.module_context(item.module) }
}
