//! Every key of the rules file, as plain data: what the schema for editors is made from. The reader asks for keys
//! one by one; a test here holds this table to what it asks for.

/// A table of the rules file.
#[derive(Debug)]
pub struct TableKeys {
    /// What it is called in the schema.
    pub name: &'static str,
    /// What it is for.
    pub doc: &'static str,
    /// Its keys, in the order in which people write them.
    pub keys: &'static [Key],
}

/// A key.
#[derive(Debug)]
pub struct Key {
    /// As written.
    pub name: &'static str,
    /// What its value must be.
    pub value: ValueType,
    /// Whether the table must have it.
    pub required: bool,
    /// What it says.
    pub doc: &'static str,
}

/// What a value must be.
#[derive(Clone, Copy, Debug)]
pub enum ValueType {
    /// `1`
    Version,
    /// A string.
    Text,
    /// A string of this form.
    Selector,
    /// A day, without quotes.
    Day,
    /// `true` or `false`.
    Boolean,
    /// A whole number that is not negative.
    Whole,
    /// A number between 0 and 1.
    Share,
    /// One of some words.
    Word(&'static [&'static str]),
    /// The severity of a code, for each code.
    Levels,
    /// A list.
    List(&'static ValueType),
    /// A list with at least one entry.
    NonEmptyList(&'static ValueType),
    /// Either of these.
    Either(&'static [ValueType]),
    /// A table.
    Table(&'static TableKeys),
    /// Tables under names of the file's own.
    Named(&'static TableKeys),
    /// Lists of selectors under names of the file's own.
    NamedLists,
    /// Rules: the keys of all, and those that only some types have.
    Rules,
}

const LEVELS: &[&str] = &["error", "warn", "off"];
const KINDS: &[&str] = &["use", "reexport", "extern-crate", "path", "macro", "attribute", "derive"];
const CONTEXTS: &[&str] = &["production", "test", "build"];

pub(crate) const fn key(name: &'static str, value: ValueType, doc: &'static str) -> Key {
    Key { name, value, required: false, doc }
}

pub(crate) const fn required(name: &'static str, value: ValueType, doc: &'static str) -> Key {
    Key { name, value, required: true, doc }
}

pub(crate) const SELECTORS: ValueType = ValueType::List(&ValueType::Selector);
const SOME_SELECTORS: ValueType = ValueType::NonEmptyList(&ValueType::Selector);

/// The whole file.
pub const FILE: TableKeys = TableKeys {
    name: "rules file",
    doc: "The architecture of a Cargo workspace, as `cargo archcheck` holds the code to it.",
    keys: &[
        required("version", ValueType::Version, "The version of this format: 1."),
        key("extends", ValueType::List(&ValueType::Text), "Rules files whose modules, layers and rules hold here too."),
        key("modules", ValueType::Named(&MODULE), "The modules of the architecture, by their names."),
        key("discover", ValueType::Table(&DISCOVER), "Modules that are found, not written."),
        key("defaults", ValueType::Table(&DEFAULTS), "What modules that say nothing say."),
        key("levels", ValueType::Levels, "How much a violation of a code weighs, where its rule says nothing."),
        key("analysis", ValueType::Table(&ANALYSIS), "What is analysed, and as what."),
        key("layers", ValueType::List(&ValueType::Table(&STACK)), "Stacks of layers: each may use those below it."),
        key("rules", ValueType::List(&ValueType::Rules), "Rules about what may depend on what."),
        key(
            "exceptions",
            ValueType::List(&ValueType::Table(&EXCEPTION)),
            "Violations that the team accepts for a while.",
        ),
    ],
};

/// What the file of a member can have instead of what is about the workspace.
pub const MEMBER: TableKeys = TableKeys {
    name: "rules file of a member",
    doc: "The architecture of one crate, beside its Cargo.toml.",
    keys: &[key(
        "owner",
        ValueType::Text,
        "In the file of a member: whom to ask, where a rule or module names nobody.",
    )],
};

const MODULE: TableKeys = TableKeys {
    name: "module",
    doc: "A part of the architecture: some Rust modules or crates.",
    keys: &[
        key("paths", SELECTORS, "The code it owns, by patterns as `shop::orders`; the most specific pattern owns."),
        key("crates", SELECTORS, "Whole crates, by globs on package names or directories."),
        key(
            "depends-on",
            ValueType::List(&ValueType::Either(&[ValueType::Selector, ValueType::Table(&ALLOWED)])),
            "The modules it may depend on; left out: any, `[]`: none. `billing#events` is one interface of a module.",
        ),
        key("exposes", SELECTORS, "What others may name of it; left out: everything."),
        key("interfaces", ValueType::NamedLists, "Named parts, for those who list `orders#events`."),
        key("visible-to", SELECTORS, "Who may name it: modules, tags or patterns; left out: everyone."),
        key("tags", ValueType::List(&ValueType::Text), "Words by which selectors find it: `tag:domain`."),
        key("open", ValueType::Boolean, "Whether its inside may be named by anyone."),
        key("facade", ValueType::Boolean, "Whether what it re-exports counts as its own."),
        SEVERITY,
        REASON,
        ADR,
        OWNER,
        REVIEW_BY,
    ],
};

const ALLOWED: TableKeys = TableKeys {
    name: "allowed",
    doc: "A module that may be depended on, with more to say.",
    keys: &[
        required("to", ValueType::Selector, "The module, or an interface of it."),
        key("deprecated", ValueType::Text, "Why it should not be used any longer: each use is a warning."),
    ],
};

const DISCOVER: TableKeys = TableKeys {
    name: "discover",
    doc: "Modules that are found, not written.",
    keys: &[key("modules", SELECTORS, "Each Rust module that a pattern matches is a module of its own.")],
};

const DEFAULTS: TableKeys = TableKeys {
    name: "defaults",
    doc: "What modules that say nothing say.",
    keys: &[key(
        "exposes",
        ValueType::Word(&["root"]),
        "`root`: modules without `exposes` expose the names of their own roots.",
    )],
};

const ANALYSIS: TableKeys = TableKeys {
    name: "analysis",
    doc: "What is analysed, and as what.",
    keys: &[
        key("exclude", ValueType::List(&ValueType::Text), "Globs of files whose references are not judged."),
        key("test-crates", ValueType::List(&ValueType::Text), "Packages all of whose code is test code."),
    ],
};

const STACK: TableKeys = TableKeys {
    name: "layers",
    doc: "A stack of layers: each may use those below it, none those above.",
    keys: &[
        required("id", ValueType::Text, "Its name in messages, exceptions and the baseline."),
        required(
            "order",
            ValueType::List(&ValueType::Either(&[
                ValueType::Selector,
                ValueType::List(&ValueType::Either(&[ValueType::Selector, ValueType::Table(&LAYER)])),
                ValueType::Table(&FREE),
                ValueType::Table(&LAYER),
            ])),
            "The layers, the top first. A list is one level whose layers may not use each other; `free`: they may.",
        ),
        key("within", SELECTORS, "Containers that have these layers each, by the last segments below them."),
        key("closed", ValueType::Boolean, "Whether a layer may use only the one right below it."),
        key("exhaustive", ValueType::Boolean, "Whether code of a container that is in no layer is reported."),
        EDGES,
        SEVERITY,
        REASON,
        ADR,
        OWNER,
        REVIEW_BY,
    ],
};

const FREE: TableKeys = TableKeys {
    name: "free",
    doc: "One level, whose layers may use each other.",
    keys: &[required(
        "free",
        ValueType::List(&ValueType::Either(&[ValueType::Selector, ValueType::Table(&LAYER)])),
        "Its layers.",
    )],
};

const LAYER: TableKeys = TableKeys {
    name: "layer",
    doc: "A layer, with more to say.",
    keys: &[
        required("name", ValueType::Selector, "A module, a tag, a pattern; with `within`, a last segment."),
        key("optional", ValueType::Boolean, "Whether it may be missing."),
    ],
};

const EXCEPTION: TableKeys = TableKeys {
    name: "exception",
    doc: "Violations that the team accepts for a while, with a reason and an owner.",
    keys: &[
        required("rule", ValueType::Text, "The id of the rule."),
        key("from", ValueType::Selector, "The Rust modules whose violations it covers, as a pattern."),
        key("to", ValueType::Selector, "What they reach, as a pattern."),
        key("max", ValueType::Whole, "How many it may cover."),
        required("reason", ValueType::Text, "Why."),
        key("owner", ValueType::Text, "Who sees to it."),
        key("expires", ValueType::Day, "The last day on which it holds."),
    ],
};

const SEVERITY: Key = key("severity", ValueType::Word(LEVELS), "How much a violation weighs.");
const REASON: Key = key("reason", ValueType::Text, "Why; it is shown with each violation.");
const ADR: Key = key("adr", ValueType::Text, "The decision record, a path relative to the rules file; it must exist.");
const OWNER: Key = key("owner", ValueType::Text, "Whom to ask.");
const REVIEW_BY: Key = key("review-by", ValueType::Day, "The day by which to look at it again.");

/// What every rule can have, beside its `type`.
pub const RULE: TableKeys = TableKeys {
    name: "rule",
    doc: "A rule about what may depend on what.",
    keys: &[
        required("id", ValueType::Text, "Its name in messages, exceptions and the baseline."),
        key("except", SELECTORS, "A reference is exempt whose `from` or any end matches one of these."),
        key(
            "kinds",
            ValueType::NonEmptyList(&ValueType::Word(KINDS)),
            "The kinds of reference it looks at; left out: all.",
        ),
        key(
            "contexts",
            ValueType::NonEmptyList(&ValueType::Word(CONTEXTS)),
            "The code it looks at; left out: production.",
        ),
        key(
            "reexports",
            ValueType::Word(&["opaque"]),
            "`opaque`: a name counts as defined where the first re-export stands.",
        ),
        key("allow-empty", ValueType::Boolean, "Whether an entry may match nothing."),
        EDGES,
        key("strict", ValueType::Boolean, "Whether the baseline takes none of its violations."),
        SEVERITY,
        REASON,
        ADR,
        OWNER,
        REVIEW_BY,
    ],
};

const EDGES: Key = key(
    "edges",
    ValueType::Word(&["source", "declared"]),
    "What is judged: what the code names, which is so where it is left out, or what manifests declare.",
);
/// `from`: code whose references are judged.
pub(crate) const FROM: Key = required("from", SOME_SELECTORS, "Code: whose references are judged.");
/// `to`: what references lead to.
pub(crate) const TO: Key =
    required("to", SOME_SELECTORS, "What they reach: code, items, or what is outside, as `extern:tokio`.");
/// `among`: code, each match of which is one node.
pub(crate) const AMONG: Key = required("among", SOME_SELECTORS, "Code: each match is one node.");

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        codes::Code,
        graph::{Context, ReferenceKind},
        rules::{
            Level, document,
            table::{FilePart, Origin, Problems},
        },
        source::FileId,
        workspace::PackageId,
    };
    use std::collections::BTreeSet;
    use toml::de::DeTable;

    /// The keys that the reader asks a table for, told by what it says of a key that it does not know.
    fn asked(text: &str) -> BTreeSet<String> {
        asked_in(Origin::Own, text)
    }

    fn asked_in(origin: Origin, text: &str) -> BTreeSet<String> {
        let (root, errors) = DeTable::parse_recoverable(text);
        assert!(errors.is_empty(), "{text}: {errors:?}");
        let mut problems = Problems::default();
        let start = problems.add(FilePart { start: 0, file: FileId(0), origin }, text);
        document::read(root.get_ref(), start, origin, &[], &mut problems);
        let unknown = problems.found.iter().find(|one| one.code == Code::UnknownKey);
        let help = unknown.and_then(|one| one.help.first()).map(String::as_str).unwrap_or_default();
        help.split('`').skip(1).step_by(2).map(str::to_owned).collect()
    }

    fn names<'k>(keys: impl IntoIterator<Item = &'k Key>) -> BTreeSet<String> {
        keys.into_iter().map(|key| key.name.to_owned()).collect()
    }

    #[test]
    fn the_table_has_the_keys_that_the_reader_asks_for() {
        let unknown = "qqqqqqqqqqqqqqqqqq = 1";
        assert_eq!(asked(&format!("{unknown}\nversion = 1")), names(FILE.keys));
        let of_member = asked_in(Origin::Member(PackageId(0)), &format!("{unknown}\nversion = 1"));
        let workspace_wide = ["extends", "discover", "defaults", "levels", "analysis"];
        let shared = FILE.keys.iter().filter(|key| !workspace_wide.contains(&key.name));
        assert_eq!(of_member, names(shared.chain(MEMBER.keys)));
        for (keys, text) in [
            (&MODULE, format!("[modules.a]\n{unknown}")),
            (&ALLOWED, format!("[modules.a]\ndepends-on = [{{ to = 'b', {unknown} }}]")),
            (&DISCOVER, format!("[discover]\n{unknown}")),
            (&DEFAULTS, format!("[defaults]\n{unknown}")),
            (&ANALYSIS, format!("[analysis]\n{unknown}")),
            (&STACK, format!("[[layers]]\nid = 'a'\norder = []\n{unknown}")),
            (&FREE, format!("[[layers]]\nid = 'a'\norder = [{{ free = [], {unknown} }}]")),
            (&LAYER, format!("[[layers]]\nid = 'a'\norder = [{{ name = 'b', {unknown} }}]")),
            (&EXCEPTION, format!("[[exceptions]]\nrule = 'a'\n{unknown}")),
        ] {
            assert_eq!(asked(&format!("version = 1\n{text}")), names(keys.keys), "{}", keys.name);
        }
    }

    #[test]
    fn the_table_has_the_words_that_the_reader_knows() {
        let word = |keys: &'static [Key], name: &str| keys.iter().find(|key| key.name == name).map(|key| key.value);
        let words = |value: Option<ValueType>| match value {
            Some(ValueType::Word(words) | ValueType::NonEmptyList(&ValueType::Word(words))) => words.to_vec(),
            _ => Vec::new(),
        };
        assert_eq!(words(Some(SEVERITY.value)), Level::ALL.iter().map(|one| one.as_str()).collect::<Vec<_>>());
        let contexts: Vec<_> = Context::ALL.iter().map(|one| one.as_str()).collect();
        assert_eq!(words(word(RULE.keys, "contexts")), contexts);
        let kinds = ReferenceKind::ALL.iter().filter(|kind| **kind != ReferenceKind::Manifest);
        assert_eq!(words(word(RULE.keys, "kinds")), kinds.map(|one| one.as_str()).collect::<Vec<_>>());
    }
}
