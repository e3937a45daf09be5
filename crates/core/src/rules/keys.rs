//! The table of keys of the rules file, except those that only one kind of rule has. The JSON schema for editors is
//! generated from it. A test compares the table with the keys that the reader accepts.

/// A table of the rules file.
#[derive(Debug)]
pub struct TableKeys {
    /// The name of the table.
    pub name: &'static str,
    /// The purpose of the table, for the schema.
    pub doc: &'static str,
    /// The keys, in the order in which people write them.
    pub keys: &'static [Key],
}

/// A key.
#[derive(Debug)]
pub struct Key {
    /// The key as written.
    pub name: &'static str,
    /// The form of its value.
    pub value: ValueType,
    /// Whether the table must have the key.
    pub required: bool,
    /// The meaning of the key, for the schema.
    pub doc: &'static str,
}

/// The form of a value.
#[derive(Clone, Copy, Debug)]
pub enum ValueType {
    /// `1`
    Version,
    /// A string.
    Text,
    /// The path of another file, relative to the rules file.
    File,
    /// A selector or pattern.
    Selector,
    /// A date, without quotes.
    Day,
    /// `true` or `false`.
    Boolean,
    /// A non-negative integer.
    Whole,
    /// A number between 0 and 1.
    Share,
    /// One of some words.
    Word(&'static [&'static str]),
    /// A severity for each code.
    Levels,
    /// A list.
    List(&'static ValueType),
    /// A list with at least one entry.
    NonEmptyList(&'static ValueType),
    /// Either of these.
    Either(&'static [ValueType]),
    /// A table.
    Table(&'static TableKeys),
    /// Tables under names that the user chooses.
    Named(&'static TableKeys),
    /// Lists of selectors under names that the user chooses.
    NamedLists,
    /// Strings under names that the user chooses.
    NamedTexts,
    /// Rules: the keys of all types, and those of one type.
    Rules,
}

const PRESETS: &[&str] = &["layered", "onion", "hexagonal", "modulith", "vertical-slices", "cqrs", "workspace-layers"];
const LEVELS: &[&str] = &["error", "warn", "off"];
const KINDS: &[&str] = &["use", "reexport", "extern-crate", "path", "macro", "attribute", "derive"];
const CONTEXTS: &[&str] = &["production", "test", "build"];

pub(crate) const fn key(name: &'static str, value: ValueType, doc: &'static str) -> Key {
    Key { name, value, required: false, doc }
}

pub(crate) const fn required(name: &'static str, value: ValueType, doc: &'static str) -> Key {
    Key { name, value, required: true, doc }
}

/// A string, or a list of strings.
pub(crate) const TEXTS: ValueType = ValueType::Either(&[ValueType::Text, ValueType::NonEmptyList(&ValueType::Text)]);
/// A selector, or a list of selectors.
pub(crate) const ONE_OR_MORE_SELECTORS: ValueType =
    ValueType::Either(&[ValueType::Selector, ValueType::NonEmptyList(&ValueType::Selector)]);
pub(crate) const SELECTORS: ValueType = ValueType::List(&ValueType::Selector);
const SOME_SELECTORS: ValueType = ValueType::NonEmptyList(&ValueType::Selector);

/// The whole file.
pub const FILE: TableKeys = TableKeys {
    name: "rules file",
    doc: "The architecture of a Cargo workspace, checked by `cargo archcheck`.",
    keys: &[
        required("version", ValueType::Version, "The version of the file format: 1."),
        key(
            "extends",
            ValueType::List(&ValueType::Text),
            "Other rules files whose modules, layers and rules apply here too.",
        ),
        key("modules", ValueType::Named(&MODULE), "The modules of the architecture, by name."),
        key("discover", ValueType::Table(&DISCOVER), "Modules that patterns discover."),
        key("defaults", ValueType::Table(&DEFAULTS), "Defaults for all modules."),
        key("levels", ValueType::Levels, "The severity of each code, unless a rule sets its own."),
        key("analysis", ValueType::Table(&ANALYSIS), "Which code is analyzed, and how."),
        key(
            "architectures",
            ValueType::List(&ValueType::Table(&ARCHITECTURE)),
            "Presets: modules, layers and rules of well-known architectures.",
        ),
        key(
            "layers",
            ValueType::List(&ValueType::Table(&STACK)),
            "Stacks of layers. A layer may depend on the layers below it.",
        ),
        key("rules", ValueType::List(&ValueType::Rules), "Rules about which code may depend on which."),
        key("exceptions", ValueType::List(&ValueType::Table(&EXCEPTION)), "Violations that the team accepts for now."),
    ],
};

/// The keys that only the rules file of a workspace member has.
pub const MEMBER: TableKeys = TableKeys {
    name: "rules file of a member",
    doc: "The architecture of one package, next to its Cargo.toml.",
    keys: &[key(
        "owner",
        ValueType::Text,
        "In the rules file of a package: the owner of rules and modules that name no owner.",
    )],
};

const MODULE: TableKeys = TableKeys {
    name: "module",
    doc: "A module of the architecture: some Rust modules or crates.",
    keys: &[
        key(
            "paths",
            SELECTORS,
            "Patterns of the code that the module owns, such as `shop::orders`. The most specific pattern wins.",
        ),
        key(
            "crates",
            SELECTORS,
            "Globs of packages with all their crates, by the name of the package or its library, or by directory.",
        ),
        key(
            "depends-on",
            ValueType::List(&ValueType::Either(&[ValueType::Selector, ValueType::Table(&ALLOWED)])),
            "The modules that it may depend on; any by default, none with `[]`. `billing#events` is one interface of a module.",
        ),
        key("exposes", SELECTORS, "Patterns of the code that other modules may use; everything by default."),
        key(
            "interfaces",
            ValueType::NamedLists,
            "Named parts of the module. Another module lists one as `orders#events` in its `depends-on`.",
        ),
        key("visible-to", SELECTORS, "The code that may use the module: modules, tags or patterns; all by default."),
        key("tags", ValueType::List(&ValueType::Text), "Tags for selectors such as `tag:domain`."),
        key("open", ValueType::Boolean, "Whether other modules may use all of its code, whatever `[defaults]` says."),
        key("facade", ValueType::Boolean, "Whether its re-exports count as its own code."),
        key(
            "contract",
            ValueType::Either(&[ValueType::Word(&["locked"]), ValueType::List(&ValueType::Text)]),
            "`\"locked\"`: the items that other modules may use must be those that archcheck-contracts.toml records. \
             Or a list of interfaces of which this holds.",
        ),
        SEVERITY,
        REASON,
        ADR,
        OWNER,
        REVIEW_BY,
    ],
};

const ALLOWED: TableKeys = TableKeys {
    name: "allowed",
    doc: "An allowed module, with options.",
    keys: &[
        required("to", ValueType::Selector, "The module, or one of its interfaces."),
        key("deprecated", ValueType::Text, "Why the module should not be used any longer. Each use is a warning."),
    ],
};

const DISCOVER: TableKeys = TableKeys {
    name: "discover",
    doc: "Modules that patterns discover.",
    keys: &[key("modules", SELECTORS, "Patterns. Each Rust module that matches becomes a module.")],
};

const DEFAULTS: TableKeys = TableKeys {
    name: "defaults",
    doc: "Defaults for all modules.",
    keys: &[key(
        "exposes",
        ValueType::Word(&["root"]),
        "`root`: modules without `exposes` expose only the names in their roots.",
    )],
};

const ANALYSIS: TableKeys = TableKeys {
    name: "analysis",
    doc: "Which code is analyzed, and how.",
    keys: &[
        key("exclude", ValueType::List(&ValueType::Text), "Globs of files whose references are not checked."),
        key("test-crates", ValueType::List(&ValueType::Text), "Packages that contain only test code."),
        key(
            "test-code",
            ValueType::List(&ValueType::Text),
            "Other test code: selectors of code, such as `**::testing`, or `feature:NAME` for code that exists only in tests or with this feature.",
        ),
        key(
            "library-names",
            ValueType::NamedTexts,
            "Library names of external packages whose library is not named like the package: `iban-validate = \"iban\"`.",
        ),
    ],
};

const ARCHITECTURE: TableKeys = TableKeys {
    name: "architecture",
    doc: "A preset: modules, layers and rules of a well-known architecture, for the folders or crates of this workspace.",
    keys: &[
        required("preset", ValueType::Word(PRESETS), "The architecture."),
        key(
            "id",
            ValueType::Text,
            "The start of the ids of its rules, and of the names of its modules: lower-case words with hyphens between \
             them. Without it, ids start with the name of the preset, and modules have the names of the roles.",
        ),
        key(
            "within",
            SELECTORS,
            "Patterns of the Rust modules whose children are the roles or parts. Without it and `crates`, the checker \
             finds the folders or crates by their names.",
        ),
        key("crates", SELECTORS, "Globs of the packages that are the roles or parts, by name or by directory."),
        key(
            "roles",
            ValueType::NamedLists,
            "The code of roles, instead of the usual names: names of folders or crates, patterns such as `shop::engine`, \
             or `crate:shop-engine`.",
        ),
        key(
            "layers",
            ValueType::List(&ValueType::Either(&[ValueType::Selector, SELECTORS])),
            "Of `layered` and `workspace-layers`: other layers than the usual ones, from top to bottom. A list is one \
             level of independent layers.",
        ),
        key(
            "closed",
            ValueType::Boolean,
            "Of `layered` and `workspace-layers`: whether a layer may depend only on the layer directly below it.",
        ),
        key(
            "domain-avoids",
            SELECTORS,
            "Of `hexagonal` and `onion`: what the domain must not use, instead of the usual list of I/O and frameworks.",
        ),
        key(
            "domain-may-use",
            SELECTORS,
            "Of `hexagonal` and `onion`: what the domain may use although the usual list contains it.",
        ),
        SEVERITY,
        REASON,
        ADR,
        OWNER,
        REVIEW_BY,
    ],
};

const STACK: TableKeys = TableKeys {
    name: "layers",
    doc: "A stack of layers. A layer may depend on the layers below it, but not on those above.",
    keys: &[
        required(
            "id",
            ValueType::Text,
            "The name in messages, exceptions and the baseline: lower-case words with hyphens between them.",
        ),
        required(
            "order",
            ValueType::List(&ValueType::Either(&[
                ValueType::Selector,
                ValueType::List(&ValueType::Either(&[ValueType::Selector, ValueType::Table(&LAYER)])),
                ValueType::Table(&FREE),
                ValueType::Table(&LAYER),
            ])),
            "The layers from top to bottom. A list is one level of independent layers; the layers of a `free` level may depend on each other.",
        ),
        key("within", SELECTORS, "Patterns of containers. Each contains these layers, named by their last segments."),
        key("closed", ValueType::Boolean, "Whether a layer may depend only on the layer directly below it."),
        key("exhaustive", ValueType::Boolean, "Whether to report code of a container that belongs to no layer."),
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
    doc: "One level of layers that may depend on each other.",
    keys: &[required(
        "free",
        ValueType::List(&ValueType::Either(&[ValueType::Selector, ValueType::Table(&LAYER)])),
        "The layers of the level.",
    )],
};

const LAYER: TableKeys = TableKeys {
    name: "layer",
    doc: "A layer with options.",
    keys: &[
        required("name", ValueType::Selector, "A module, tag or pattern; with `within`, the last segments of a path."),
        key("optional", ValueType::Boolean, "Whether the layer may be missing."),
    ],
};

const EXCEPTION: TableKeys = TableKeys {
    name: "exception",
    doc: "Violations that the team accepts for now, with a reason and an owner.",
    keys: &[
        required("rule", ValueType::Text, "The id of the violated rule."),
        key("from", ValueType::Selector, "A pattern of the code whose violations it suppresses."),
        key("to", ValueType::Selector, "A pattern of what that code may depend on."),
        key("max", ValueType::Whole, "How many violations it may suppress."),
        required("reason", ValueType::Text, "Why the team accepts the violations."),
        key("owner", ValueType::Text, "Who is responsible for fixing them."),
        key("expires", ValueType::Day, "The last day on which the team accepts them."),
    ],
};

const SEVERITY: Key = key("severity", ValueType::Word(LEVELS), "The severity of violations.");
const REASON: Key = key("reason", ValueType::Text, "The reason. Each violation shows it.");
const ADR: Key =
    key("adr", ValueType::Text, "The path of the decision record, relative to the rules file. The file must exist.");
const OWNER: Key = key("owner", ValueType::Text, "Whom to ask.");
const REVIEW_BY: Key = key("review-by", ValueType::Day, "The date by which to review it.");

/// The keys that every rule can have, beside its `type`.
pub const RULE: TableKeys = TableKeys {
    name: "rule",
    doc: "A rule about which code may depend on which.",
    keys: &[
        required(
            "id",
            ValueType::Text,
            "The name in messages, exceptions and the baseline: lower-case words with hyphens between them.",
        ),
        key("except", SELECTORS, "Selectors of exempt code. A reference from or to it is not checked."),
        key(
            "kinds",
            ValueType::NonEmptyList(&ValueType::Word(KINDS)),
            "The kinds of reference to check; all by default.",
        ),
        key(
            "contexts",
            ValueType::NonEmptyList(&ValueType::Word(CONTEXTS)),
            "The contexts of code to check; production by default.",
        ),
        key(
            "reexports",
            ValueType::Word(&["opaque"]),
            "`opaque`: a re-exported name counts as defined in the first Rust module that re-exports it.",
        ),
        key(
            "allow-empty",
            ValueType::Boolean,
            "Whether selectors may match nothing, or so little that the rule can never report.",
        ),
        EDGES,
        key(
            "strict",
            ValueType::Boolean,
            "Whether to ignore the baseline for this rule, so that each violation is reported.",
        ),
        SEVERITY,
        REASON,
        ADR,
        OWNER,
        REVIEW_BY,
    ],
};

/// The keys that select references. Rules that check no references must not have them.
pub const REFERENCE_KEYS: [&str; 3] = ["kinds", "reexports", "edges"];

const EDGES: Key = key(
    "edges",
    ValueType::Word(&["source", "declared"]),
    "Which dependencies to check: those in source code (the default), or those that manifests declare.",
);
/// `from`: code that is checked.
pub(crate) const FROM: Key = required("from", SOME_SELECTORS, "Selectors of the code that is checked.");
/// `to`: what references lead to.
pub(crate) const TO: Key = required(
    "to",
    SOME_SELECTORS,
    "Selectors of dependencies: code, items, or external crates such as `extern:tokio`.",
);
/// `within`: code with the items that are checked.
pub(crate) const WITHIN: Key = required("within", SOME_SELECTORS, "Selectors of the code whose items are checked.");
/// `among`: code, each match of which is one node.
pub(crate) const AMONG: Key = required("among", SOME_SELECTORS, "Selectors of code. Each match is one node.");

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

    /// Returns the keys of a table that the reader accepts, from its message about an unknown key.
    fn accepted_keys(text: &str) -> BTreeSet<String> {
        accepted_keys_in(Origin::Own, text)
    }

    fn accepted_keys_in(origin: Origin, text: &str) -> BTreeSet<String> {
        let (root, errors) = DeTable::parse_recoverable(text);
        assert!(errors.is_empty(), "{text}: {errors:?}");
        let mut problems = Problems::default();
        let start =
            problems.add(FilePart { start: 0, file: FileId(0), origin, stands_for: None, written: Vec::new() }, text);
        document::read(root.get_ref(), start, origin, &[], &mut problems);
        let unknown = problems.found.iter().find(|one| one.code == Code::UnknownKey);
        let help = unknown.and_then(|one| one.help.first()).map(String::as_str).unwrap_or_default();
        help.split('`').skip(1).step_by(2).map(str::to_owned).collect()
    }

    fn names<'k>(keys: impl IntoIterator<Item = &'k Key>) -> BTreeSet<String> {
        keys.into_iter().map(|key| key.name.to_owned()).collect()
    }

    #[test]
    fn the_table_has_the_keys_that_the_reader_accepts() {
        let unknown = "qqqqqqqqqqqqqqqqqq = 1";
        assert_eq!(accepted_keys(&format!("{unknown}\nversion = 1")), names(FILE.keys));
        let of_member = accepted_keys_in(Origin::Member(PackageId(0)), &format!("{unknown}\nversion = 1"));
        let workspace_wide = ["extends", "discover", "defaults", "levels", "analysis"];
        let shared = FILE.keys.iter().filter(|key| !workspace_wide.contains(&key.name));
        assert_eq!(of_member, names(shared.chain(MEMBER.keys)));
        for (keys, text) in [
            (&MODULE, format!("[modules.a]\n{unknown}")),
            (&ALLOWED, format!("[modules.a]\ndepends-on = [{{ to = 'b', {unknown} }}]")),
            (&DISCOVER, format!("[discover]\n{unknown}")),
            (&DEFAULTS, format!("[defaults]\n{unknown}")),
            (&ANALYSIS, format!("[analysis]\n{unknown}")),
            (&ARCHITECTURE, format!("[[architectures]]\npreset = 'onion'\n{unknown}")),
            (&STACK, format!("[[layers]]\nid = 'a'\norder = []\n{unknown}")),
            (&FREE, format!("[[layers]]\nid = 'a'\norder = [{{ free = [], {unknown} }}]")),
            (&LAYER, format!("[[layers]]\nid = 'a'\norder = [{{ name = 'b', {unknown} }}]")),
            (&EXCEPTION, format!("[[exceptions]]\nrule = 'a'\n{unknown}")),
        ] {
            assert_eq!(accepted_keys(&format!("version = 1\n{text}")), names(keys.keys), "{}", keys.name);
        }
    }

    #[test]
    fn the_table_has_the_words_that_the_reader_knows() {
        assert_eq!(PRESETS, crate::rules::PRESETS.iter().map(|preset| preset.name).collect::<Vec<_>>());
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
