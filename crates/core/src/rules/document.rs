//! The rules file as it is written: every key, with its place, and nothing resolved. It knows TOML and no
//! workspace.

use super::{
    exception,
    model::{Edges, Level, Measure, OnlyScope},
    table::{Origin, Problems, Table, Text, Value, string, word, wrong_type},
};
use crate::{
    codes::Code,
    date::Date,
    graph::{Context, Kind},
};
use std::ops::Range;
use toml::de::{DeTable, DeValue};

/// A whole file.
#[derive(Debug, Default)]
pub(super) struct Document {
    /// `[modules.*]`
    pub modules: Vec<Module>,
    /// `extends`
    pub extends: Vec<Text>,
    /// `[discover] modules`
    pub discover: Vec<Text>,
    /// `[defaults] exposes = "root"`, with the place of the key.
    pub default_root: Option<Range<usize>>,
    /// `[levels]`
    pub levels: Vec<(Text, Level)>,
    /// `[analysis] exclude`
    pub exclude: Vec<Text>,
    /// `[analysis] test-crates`
    pub test_crates: Vec<Text>,
    /// `[[layers]]`
    pub stacks: Vec<Stack>,
    /// `[[rules]]`
    pub rules: Vec<Rule>,
    /// `[[exceptions]]`
    pub exceptions: Vec<exception::Written>,
}

/// What rules, layers and modules have in common.
#[derive(Debug)]
pub(super) struct Meta {
    /// The id, or the name of the module.
    pub id: Text,
    /// Whether it is a module's.
    pub of_module: bool,
    /// `severity`
    pub severity: Option<Level>,
    /// `reason`
    pub reason: Option<Text>,
    /// `adr`
    pub adr: Option<Text>,
    /// `owner`
    pub owner: Option<Text>,
    /// `review-by`
    pub review_by: Option<Date>,
}

/// A list with the place of its key.
#[derive(Debug)]
pub(super) struct Listed<T> {
    /// The key.
    pub key: Range<usize>,
    /// What it lists.
    pub entries: Vec<T>,
    /// Whether some entry could not be read: what is left is not what was meant.
    pub broken: bool,
}

/// A module.
#[derive(Debug)]
pub(super) struct Module {
    /// Its name and the rest.
    pub meta: Meta,
    /// `paths`
    pub paths: Option<Vec<Text>>,
    /// `crates`
    pub crates: Option<Vec<Text>>,
    /// `depends-on`
    pub depends_on: Option<Listed<Allowed>>,
    /// `exposes`
    pub exposes: Option<Listed<Text>>,
    /// `interfaces`
    pub interfaces: Vec<(Text, Listed<Text>)>,
    /// `visible-to`
    pub visible_to: Option<Listed<Text>>,
    /// `tags`
    pub tags: Vec<Text>,
    /// `open = true`, with the place of the key.
    pub open: Option<Range<usize>>,
    /// `facade`
    pub facade: bool,
}

/// An entry of `depends-on`.
#[derive(Debug)]
pub(super) struct Allowed {
    /// The module, and maybe its interface.
    pub to: Text,
    /// Why it should not be used any longer.
    pub deprecated: Option<String>,
}

/// A stack of layers.
#[derive(Debug)]
pub(super) struct Stack {
    /// Its id and the rest.
    pub meta: Meta,
    /// `edges`
    pub edges: Edges,
    /// `within`
    pub within: Option<Vec<Text>>,
    /// `order`
    pub levels: Vec<LayerLevel>,
    /// `closed`
    pub closed: bool,
    /// `exhaustive = true`, with the place of the key.
    pub exhaustive: Option<Range<usize>>,
    /// Whether some part of it could not be read.
    pub broken: bool,
}

/// One entry of `order`.
#[derive(Debug, Default)]
pub(super) struct LayerLevel {
    /// Whether its layers may use each other.
    pub free: bool,
    /// They, and whether each is optional.
    pub layers: Vec<(Text, bool)>,
}

/// A rule.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a key of its own")]
pub(super) struct Rule {
    /// Its id and the rest.
    pub meta: Meta,
    /// `type` and the keys of its own.
    pub kind: RuleKind,
    /// `except`
    pub except: Vec<Text>,
    /// `kinds`; all where left out.
    pub kinds: Vec<Kind>,
    /// `contexts`; production where left out.
    pub contexts: Vec<Context>,
    /// `reexports = "opaque"`
    pub opaque: bool,
    /// `allow-empty`
    pub allow_empty: bool,
    /// `edges`
    pub edges: Edges,
    /// `strict`
    pub strict: bool,
    /// Whether some part of it could not be read.
    pub broken: bool,
}

/// The type of a rule, with its selectors.
#[derive(Debug)]
pub(super) enum RuleKind {
    Forbid { from: Vec<Text>, to: Vec<Text>, transitive: bool },
    Only { from: Vec<Text>, to: Vec<Text>, scope: OnlyScope },
    Protect { from: Vec<Text>, to: Vec<Text> },
    Independent { among: Vec<Text> },
    Acyclic { among: Vec<Text> },
    Require { from: Vec<Text>, to: Vec<Text> },
    Limit { among: Vec<Text>, measure: Measure, max: u32 },
    Stable { among: Vec<Text>, slack: f64 },
}

/// The types of rule, as the file writes them.
const TYPES: [&str; 8] = ["forbid", "only", "protect", "independent", "acyclic", "require", "limit", "stable"];

/// The kinds that `kinds` can choose from: those of references in source files.
const KINDS: [Kind; 7] =
    [Kind::Use, Kind::Reexport, Kind::ExternCrate, Kind::Path, Kind::Macro, Kind::Attribute, Kind::Derive];

/// Takes a whole file apart; none where its version is not one that can be read. `start` is where its text does.
pub(super) fn read<'t>(
    root: &'t DeTable<'t>,
    start: usize,
    origin: Origin,
    problems: &mut Problems,
) -> Option<Document> {
    let is_member = matches!(origin, Origin::Member(_));
    let what = if is_member { "the rules file of a member" } else { "the rules file" };
    let mut table = Table::new(root, what, start..start);
    let version = version(&mut table, problems);
    let mut document = Document::default();
    for (name, value) in table.table("modules", problems).iter().flat_map(Table::entries) {
        document.modules.extend(module(name, value, problems));
    }
    // A member speaks for its own code only; what holds for the workspace is said in the file of the workspace.
    if !is_member {
        workspace_wide(&mut table, &mut document, problems);
    }
    document.stacks = table.tables("layers", problems).into_iter().filter_map(|table| stack(table, problems)).collect();
    document.rules = table.tables("rules", problems).into_iter().filter_map(|table| rule(table, problems)).collect();
    let exceptions = table.tables("exceptions", problems);
    document.exceptions = exceptions.into_iter().map(|table| exception::written(table, problems)).collect();
    if is_member {
        let owner = table.string("owner", problems);
        document.own(owner.as_ref());
    }
    table.finish(problems);
    version.map(|()| document)
}

/// The keys that are about the workspace as a whole.
fn workspace_wide(table: &mut Table<'_>, document: &mut Document, problems: &mut Problems) {
    document.extends = table.strings("extends", problems).unwrap_or_default();
    if let Some(mut discover) = table.table("discover", problems) {
        document.discover = discover.strings("modules", problems).unwrap_or_default();
        discover.finish(problems);
    }
    if let Some(mut defaults) = table.table("defaults", problems) {
        let root = defaults.word("exposes", &["root"], |word| word, problems);
        document.default_root = root.and_then(|_| defaults.key_span("exposes"));
        defaults.finish(problems);
    }
    for (code, value) in table.table("levels", problems).iter().flat_map(Table::entries) {
        let level = string(value, &code.value, problems)
            .and_then(|level| word(&level, &code.value, Level::ALL, Level::as_str, problems));
        document.levels.extend(level.map(|level| (code, level)));
    }
    if let Some(mut analysis) = table.table("analysis", problems) {
        document.exclude = analysis.strings("exclude", problems).unwrap_or_default();
        document.test_crates = analysis.strings("test-crates", problems).unwrap_or_default();
        analysis.finish(problems);
    }
}

impl Document {
    /// Adds what another file says.
    pub(super) fn merge(&mut self, other: Self) {
        self.modules.extend(other.modules);
        self.discover.extend(other.discover);
        self.default_root = self.default_root.take().or(other.default_root);
        self.levels.extend(other.levels);
        self.exclude.extend(other.exclude);
        self.test_crates.extend(other.test_crates);
        self.stacks.extend(other.stacks);
        self.rules.extend(other.rules);
        self.exceptions.extend(other.exceptions);
    }

    /// Gives an owner to all that says none.
    fn own(&mut self, owner: Option<&Text>) {
        let modules = self.modules.iter_mut().map(|module| &mut module.meta);
        let stacks = self.stacks.iter_mut().map(|stack| &mut stack.meta);
        let metas = self.rules.iter_mut().map(|rule| &mut rule.meta).chain(stacks).chain(modules);
        let owners = metas.map(|meta| &mut meta.owner);
        for own in owners.chain(self.exceptions.iter_mut().map(|exception| &mut exception.owner)) {
            *own = own.take().or_else(|| owner.cloned());
        }
    }
}

fn version(table: &mut Table<'_>, problems: &mut Problems) -> Option<()> {
    let Some(span) = table.key_span("version") else {
        table.get("version");
        let message = format!("{} lacks `version`", table.name);
        let diagnostic = problems.report(Code::WrongType, table.span.clone(), message);
        diagnostic.help.push("start it with `version = 1`".into());
        // Everything else can still be read as what it most likely is.
        return Some(());
    };
    match table.number("version", problems)? {
        1 => Some(()),
        other => {
            let message = format!("this archcheck reads version 1 of the rules file, not version {other}");
            problems.report(Code::WrongValue, span, message);
            None
        }
    }
}

fn meta(table: &mut Table<'_>, id: Text, problems: &mut Problems) -> Meta {
    Meta {
        id,
        of_module: false,
        severity: table.word("severity", Level::ALL, Level::as_str, problems),
        reason: table.string("reason", problems),
        adr: table.string("adr", problems),
        owner: table.string("owner", problems),
        review_by: table.date("review-by", problems).map(|date| date.value),
    }
}

fn module(name: Text, value: Value<'_>, problems: &mut Problems) -> Option<Module> {
    let what = format!("`[modules.{}]`", name.value);
    let DeValue::Table(entries) = value.get_ref() else { return wrong_type(value, &what, "a table", problems) };
    let mut table = Table::new(entries, what, name.span.clone());
    let mut interfaces = Vec::new();
    for (name, value) in table.table("interfaces", problems).iter().flat_map(Table::entries) {
        let before = problems.found.len();
        let listed = texts(value, &name.value, problems);
        interfaces.extend(
            listed.map(|entries| {
                (name.clone(), Listed { key: name.span, entries, broken: problems.found.len() > before })
            }),
        );
    }
    let module = Module {
        meta: Meta { of_module: true, ..meta(&mut table, name, problems) },
        paths: table.strings("paths", problems),
        crates: table.strings("crates", problems),
        depends_on: listed(&mut table, "depends-on", problems, |table, key, problems| {
            let list = table.list(key, "a list", problems)?;
            Some(list.into_iter().filter_map(|value| allowed(value, problems)).collect())
        }),
        exposes: listed(&mut table, "exposes", problems, Table::strings),
        interfaces,
        visible_to: listed(&mut table, "visible-to", problems, Table::strings),
        tags: table.strings("tags", problems).unwrap_or_default(),
        open: table.boolean("open", problems).filter(|open| *open).and_then(|_| table.key_span("open")),
        facade: table.boolean("facade", problems).unwrap_or_default(),
    };
    table.finish(problems);
    Some(module)
}

fn texts(value: Value<'_>, key: &str, problems: &mut Problems) -> Option<Vec<Text>> {
    let DeValue::Array(list) = value.get_ref() else {
        return wrong_type(value, key, "a list of strings", problems);
    };
    Some(list.iter().filter_map(|value| string(value, key, problems)).collect())
}

fn listed<'t, T>(
    table: &mut Table<'t>,
    key: &'static str,
    problems: &mut Problems,
    read: impl FnOnce(&mut Table<'t>, &'static str, &mut Problems) -> Option<Vec<T>>,
) -> Option<Listed<T>> {
    let before = problems.found.len();
    let entries = read(table, key, problems)?;
    Some(Listed { key: table.key_span(key)?, entries, broken: problems.found.len() > before })
}

/// `"NAME"` or `{ to = "NAME", deprecated = "…" }`.
fn allowed(value: Value<'_>, problems: &mut Problems) -> Option<Allowed> {
    match value.get_ref() {
        DeValue::Table(entries) => {
            let mut table = Table::new(entries, "an entry of `depends-on`", value.span());
            let to = table.required("to", problems);
            let deprecated = table.string("deprecated", problems).map(|text| text.value);
            table.finish(problems);
            Some(Allowed { to: to?, deprecated })
        }
        DeValue::String(_) => Some(Allowed { to: string(value, "depends-on", problems)?, deprecated: None }),
        _ => wrong_type(value, "an entry of `depends-on`", "a string or `{ to = …, deprecated = … }`", problems),
    }
}

fn stack(mut table: Table<'_>, problems: &mut Problems) -> Option<Stack> {
    let before = problems.found.len();
    let id = table.required("id", problems);
    name_by_id(&mut table, id.as_ref());
    let meta = id.clone().map(|id| meta(&mut table, id, problems));
    if table.key_span("order").is_none() {
        table.missing("order", problems);
    }
    let order = table.list("order", "a list", problems).unwrap_or_default();
    let levels = order.into_iter().filter_map(|value| level(value, problems)).collect();
    let edges = table.word("edges", Edges::ALL, Edges::as_str, problems).unwrap_or_default();
    let within = table.strings("within", problems);
    let closed = table.boolean("closed", problems).unwrap_or_default();
    let exhaustive = table.boolean("exhaustive", problems).filter(|set| *set);
    let exhaustive = exhaustive.and_then(|_| table.key_span("exhaustive"));
    table.finish(problems);
    Some(Stack { meta: meta?, edges, within, levels, closed, exhaustive, broken: problems.found.len() > before })
}

/// `"a"`, `["a", "b"]`, `{ free = ["a", "b"] }` or `{ name = "a", optional = true }`.
fn level(value: Value<'_>, problems: &mut Problems) -> Option<LayerLevel> {
    match value.get_ref() {
        DeValue::Array(list) => {
            let layers = list.iter().filter_map(|value| layer(value, problems)).collect();
            Some(LayerLevel { free: false, layers })
        }
        DeValue::Table(entries) if entries.keys().any(|key| key.get_ref() == "free") => {
            let mut table = Table::new(entries, "an entry of `order`", value.span());
            let list = table.list("free", "a list of layers", problems);
            table.finish(problems);
            let layers = list?.into_iter().filter_map(|value| layer(value, problems)).collect();
            Some(LayerLevel { free: true, layers })
        }
        _ => Some(LayerLevel { free: false, layers: vec![layer(value, problems)?] }),
    }
}

fn layer(value: Value<'_>, problems: &mut Problems) -> Option<(Text, bool)> {
    match value.get_ref() {
        DeValue::String(_) => Some((string(value, "order", problems)?, false)),
        DeValue::Table(entries) => {
            let mut table = Table::new(entries, "an entry of `order`", value.span());
            let name = table.required("name", problems);
            let optional = table.boolean("optional", problems).unwrap_or_default();
            table.finish(problems);
            Some((name?, optional))
        }
        _ => wrong_type(value, "a layer in `order`", "a string or `{ name = …, optional = … }`", problems),
    }
}

/// From here on messages call a table by its id.
fn name_by_id(table: &mut Table<'_>, id: Option<&Text>) {
    if let Some(id) = id {
        table.name = format!("`{}`", id.value);
        table.span = id.span.clone();
    }
}

fn rule(mut table: Table<'_>, problems: &mut Problems) -> Option<Rule> {
    let before = problems.found.len();
    let id = table.required("id", problems);
    name_by_id(&mut table, id.as_ref());
    let meta = id.clone().map(|id| meta(&mut table, id, problems));
    let written = table.required("type", problems)?;
    let name = word(&written, "type", &TYPES, |name| name, problems)?;
    let kind = rule_kind(name, &mut table, problems);
    let kinds = words(&mut table, "kinds", &KINDS, Kind::as_str, problems);
    let edges = table.word("edges", Edges::ALL, Edges::as_str, problems).unwrap_or_default();
    if let Some(key) = table.key_span("kinds").filter(|_| edges == Edges::Declared) {
        let message = format!("{}: `kinds` is about references in the source, and `edges` is `declared`", table.name);
        problems.report(Code::WrongValue, key, message);
    }
    let contexts = words(&mut table, "contexts", Context::ALL, Context::as_str, problems);
    let reexports = table.word("reexports", &["opaque"], |word| word, problems);
    let except = table.strings("except", problems).unwrap_or_default();
    let allow_empty = table.boolean("allow-empty", problems).unwrap_or_default();
    let strict = table.boolean("strict", problems).unwrap_or_default();
    table.finish(problems);
    Some(Rule {
        meta: meta?,
        kind: kind?,
        except,
        kinds: match edges {
            Edges::Source => kinds.unwrap_or_else(|| KINDS.to_vec()),
            Edges::Declared => vec![Kind::Manifest],
        },
        contexts: contexts.unwrap_or_else(|| vec![Context::Production]),
        opaque: reexports == Some("opaque"),
        allow_empty,
        edges,
        strict,
        broken: problems.found.len() > before,
    })
}

fn rule_kind(name: &str, table: &mut Table<'_>, problems: &mut Problems) -> Option<RuleKind> {
    let mut list = |key: &'static str, may_be_empty: bool, problems: &mut Problems| {
        match table.key_span(key) {
            None => table.missing(key, problems),
            Some(_) if !may_be_empty && table.get(key).is_some_and(|value| value.get_ref().is_empty_list()) => {
                let span = table.key_span(key).unwrap_or_default();
                let message = format!("{}: `{key}` is empty, so that the rule holds nothing", table.name);
                problems.report(Code::WrongValue, span, message);
            }
            Some(_) => {}
        }
        table.strings(key, problems)
    };
    match name {
        "only" | "protect" | "require" | "forbid" => {
            // Nobody but itself may reach it; it may reach nothing but itself: both are worth saying.
            let from = list("from", name == "protect", problems);
            let to = list("to", name == "only", problems);
            let own = own_keys(name, table, problems);
            let (from, to) = (from?, to?);
            Some(match (name, own) {
                ("only", (_, scope)) => RuleKind::Only { from, to, scope },
                ("protect", _) => RuleKind::Protect { from, to },
                ("require", _) => RuleKind::Require { from, to },
                (_, (transitive, _)) => RuleKind::Forbid { from, to, transitive },
            })
        }
        "limit" => {
            let among = list("among", false, problems);
            if table.key_span("measure").is_none() {
                table.missing("measure", problems);
            }
            if table.key_span("max").is_none() {
                table.missing("max", problems);
            }
            let measure = table.word("measure", Measure::ALL, Measure::as_str, problems);
            let max = table.number("max", problems);
            Some(RuleKind::Limit { among: among?, measure: measure?, max: max? })
        }
        "stable" => {
            let among = list("among", false, problems);
            let slack = table.share("slack", problems).unwrap_or_default();
            Some(RuleKind::Stable { among: among?, slack })
        }
        "independent" => Some(RuleKind::Independent { among: list("among", false, problems)? }),
        _ => Some(RuleKind::Acyclic { among: list("among", false, problems)? }),
    }
}

/// The keys that only some types have: `transitive` of `forbid`, `scope` of `only`.
fn own_keys(name: &str, table: &mut Table<'_>, problems: &mut Problems) -> (bool, OnlyScope) {
    match name {
        "forbid" => (table.boolean("transitive", problems).unwrap_or_default(), OnlyScope::Workspace),
        "only" => {
            let scope = table.word("scope", OnlyScope::ALL, OnlyScope::as_str, problems);
            (false, scope.unwrap_or(OnlyScope::Workspace))
        }
        _ => (false, OnlyScope::Workspace),
    }
}

fn words<T: Copy>(
    table: &mut Table<'_>,
    key: &'static str,
    all: &[T],
    name: impl Fn(T) -> &'static str + Copy,
    problems: &mut Problems,
) -> Option<Vec<T>> {
    let texts = table.strings(key, problems)?;
    if texts.is_empty() {
        let span = table.key_span(key).unwrap_or_default();
        problems.report(
            Code::WrongValue,
            span,
            format!("{}: `{key}` is empty, so that the rule holds nothing", table.name),
        );
    }
    let words: Vec<T> = texts.iter().filter_map(|text| word(text, key, all, name, problems)).collect();
    // Nothing that can be read is no choice: what is said of it is enough.
    Some(words).filter(|words| !words.is_empty())
}

/// A question about values that TOML's own type does not answer.
trait EmptyList {
    fn is_empty_list(&self) -> bool;
}

impl EmptyList for DeValue<'_> {
    fn is_empty_list(&self) -> bool {
        matches!(self, DeValue::Array(list) if list.is_empty())
    }
}
