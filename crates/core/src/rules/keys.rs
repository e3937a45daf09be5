//! Every key of the rules file, as plain data: what the schema for editors is made from. The reader asks for keys
//! one by one; a test here holds this table to what it asks for.

/// A table of the rules file.
#[derive(Debug)]
pub struct Keys {
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
    pub value: Value,
    /// Whether the table must have it.
    pub required: bool,
    /// What it says.
    pub doc: &'static str,
}

/// What a value must be.
#[derive(Clone, Copy, Debug)]
pub enum Value {
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
    List(&'static Value),
    /// Either of these.
    Either(&'static [Value]),
    /// A table.
    Table(&'static Keys),
    /// Tables under names of the file's own.
    Named(&'static Keys),
    /// Lists of selectors under names of the file's own.
    NamedLists,
    /// Rules: the keys of all, and those that only some types have.
    Rules,
}

/// What only rules of one type have.
#[derive(Debug)]
pub struct TypeKeys {
    /// The type.
    pub name: &'static str,
    /// What such a rule says.
    pub doc: &'static str,
    /// Its keys.
    pub keys: &'static [Key],
}

const LEVELS: &[&str] = &["error", "warn", "off"];
const KINDS: &[&str] = &["use", "reexport", "extern-crate", "path", "macro", "attribute", "derive"];
const CONTEXTS: &[&str] = &["production", "test", "build"];

const fn key(name: &'static str, value: Value, doc: &'static str) -> Key {
    Key { name, value, required: false, doc }
}

const fn required(name: &'static str, value: Value, doc: &'static str) -> Key {
    Key { name, value, required: true, doc }
}

const SELECTORS: Value = Value::List(&Value::Selector);

/// The whole file.
pub const FILE: Keys = Keys {
    name: "rules file",
    doc: "The architecture of a Cargo workspace, as `cargo archcheck` holds the code to it.",
    keys: &[
        required("version", Value::Version, "The version of this format: 1."),
        key("extends", Value::List(&Value::Text), "Rules files whose modules, layers and rules hold here too."),
        key("modules", Value::Named(&MODULE), "The modules of the architecture, by their names."),
        key("discover", Value::Table(&DISCOVER), "Modules that are found, not written."),
        key("defaults", Value::Table(&DEFAULTS), "What modules that say nothing say."),
        key("levels", Value::Levels, "How much a violation of a code weighs, where its rule says nothing."),
        key("analysis", Value::Table(&ANALYSIS), "What is analysed, and as what."),
        key("layers", Value::List(&Value::Table(&STACK)), "Stacks of layers: each may use those below it."),
        key("rules", Value::List(&Value::Rules), "Rules about what may depend on what."),
        key("exceptions", Value::List(&Value::Table(&EXCEPTION)), "Violations that the team accepts for a while."),
    ],
};

/// What the file of a member can have instead of what is about the workspace.
pub const MEMBER: Keys = Keys {
    name: "rules file of a member",
    doc: "The architecture of one crate, beside its Cargo.toml.",
    keys: &[key("owner", Value::Text, "In the file of a member: whom to ask, where a rule or module names nobody.")],
};

const MODULE: Keys = Keys {
    name: "module",
    doc: "A part of the architecture: some Rust modules or crates.",
    keys: &[
        key("paths", SELECTORS, "The code it owns, by patterns as `shop::orders`; the most specific pattern owns."),
        key("crates", SELECTORS, "Whole crates, by globs on package names or directories."),
        key(
            "depends-on",
            Value::List(&Value::Either(&[Value::Selector, Value::Table(&ALLOWED)])),
            "The modules it may depend on; left out: any, `[]`: none. `billing#events` is one interface of a module.",
        ),
        key("exposes", SELECTORS, "What others may name of it; left out: everything."),
        key("interfaces", Value::NamedLists, "Named parts, for those who list `orders#events`."),
        key("visible-to", SELECTORS, "Who may name it: modules, tags or patterns; left out: everyone."),
        key("tags", Value::List(&Value::Text), "Words by which selectors find it: `tag:domain`."),
        key("open", Value::Boolean, "Whether its inside may be named by anyone."),
        key("facade", Value::Boolean, "Whether what it re-exports counts as its own."),
        SEVERITY,
        REASON,
        ADR,
        OWNER,
        REVIEW_BY,
    ],
};

const ALLOWED: Keys = Keys {
    name: "allowed",
    doc: "A module that may be depended on, with more to say.",
    keys: &[
        required("to", Value::Selector, "The module, or an interface of it."),
        key("deprecated", Value::Text, "Why it should not be used any longer: each use is a warning."),
    ],
};

const DISCOVER: Keys = Keys {
    name: "discover",
    doc: "Modules that are found, not written.",
    keys: &[key("modules", SELECTORS, "Each Rust module that a pattern matches is a module of its own.")],
};

const DEFAULTS: Keys = Keys {
    name: "defaults",
    doc: "What modules that say nothing say.",
    keys: &[key(
        "exposes",
        Value::Word(&["root"]),
        "`root`: modules without `exposes` expose the names of their own roots.",
    )],
};

const ANALYSIS: Keys = Keys {
    name: "analysis",
    doc: "What is analysed, and as what.",
    keys: &[
        key("exclude", Value::List(&Value::Text), "Globs of files whose references are not judged."),
        key("test-crates", Value::List(&Value::Text), "Packages all of whose code is test code."),
    ],
};

const STACK: Keys = Keys {
    name: "layers",
    doc: "A stack of layers: each may use those below it, none those above.",
    keys: &[
        required("id", Value::Text, "Its name in messages, exceptions and the baseline."),
        required(
            "order",
            Value::List(&Value::Either(&[
                Value::Selector,
                Value::List(&Value::Either(&[Value::Selector, Value::Table(&LAYER)])),
                Value::Table(&FREE),
                Value::Table(&LAYER),
            ])),
            "The layers, the top first. A list is one level whose layers may not use each other; `free`: they may.",
        ),
        key("within", SELECTORS, "Containers that have these layers each, by the last segments below them."),
        key("closed", Value::Boolean, "Whether a layer may use only the one right below it."),
        key("exhaustive", Value::Boolean, "Whether code of a container that is in no layer is reported."),
        EDGES,
        SEVERITY,
        REASON,
        ADR,
        OWNER,
        REVIEW_BY,
    ],
};

const FREE: Keys = Keys {
    name: "free",
    doc: "One level, whose layers may use each other.",
    keys: &[required("free", Value::List(&Value::Either(&[Value::Selector, Value::Table(&LAYER)])), "Its layers.")],
};

const LAYER: Keys = Keys {
    name: "layer",
    doc: "A layer, with more to say.",
    keys: &[
        required("name", Value::Selector, "A module, a tag, a pattern; with `within`, a last segment."),
        key("optional", Value::Boolean, "Whether it may be missing."),
    ],
};

const EXCEPTION: Keys = Keys {
    name: "exception",
    doc: "Violations that the team accepts for a while, with a reason and an owner.",
    keys: &[
        required("rule", Value::Text, "The id of the rule."),
        key("from", Value::Selector, "The Rust modules whose violations it covers, as a pattern."),
        key("to", Value::Selector, "What they reach, as a pattern."),
        key("max", Value::Whole, "How many it may cover."),
        required("reason", Value::Text, "Why."),
        key("owner", Value::Text, "Who sees to it."),
        key("expires", Value::Day, "The last day on which it holds."),
    ],
};

const SEVERITY: Key = key("severity", Value::Word(LEVELS), "How much a violation weighs.");
const REASON: Key = key("reason", Value::Text, "Why; it is shown with each violation.");
const ADR: Key = key("adr", Value::Text, "The decision record, a path relative to the rules file; it must exist.");
const OWNER: Key = key("owner", Value::Text, "Whom to ask.");
const REVIEW_BY: Key = key("review-by", Value::Day, "The day by which to look at it again.");

/// What every rule can have, beside its `type`.
pub const RULE: Keys = Keys {
    name: "rule",
    doc: "A rule about what may depend on what.",
    keys: &[
        required("id", Value::Text, "Its name in messages, exceptions and the baseline."),
        key("except", SELECTORS, "A reference is exempt whose `from` or any end matches one of these."),
        key("kinds", Value::List(&Value::Word(KINDS)), "The kinds of reference it looks at; left out: all."),
        key("contexts", Value::List(&Value::Word(CONTEXTS)), "The code it looks at; left out: production."),
        key(
            "reexports",
            Value::Word(&["opaque"]),
            "`opaque`: a name counts as defined where the first re-export stands.",
        ),
        key("allow-empty", Value::Boolean, "Whether an entry may match nothing."),
        EDGES,
        key("strict", Value::Boolean, "Whether the baseline takes none of its violations."),
        SEVERITY,
        REASON,
        ADR,
        OWNER,
        REVIEW_BY,
    ],
};

const EDGES: Key = key(
    "edges",
    Value::Word(&["source", "declared"]),
    "What is judged: what the code names, which is so where it is left out, or what manifests declare.",
);
const FROM: Key = required("from", SELECTORS, "Code: whose references are judged.");
const TO: Key = required("to", SELECTORS, "What they reach: code, items, or what is outside, as `extern:tokio`.");
const AMONG: Key = required("among", SELECTORS, "Code: each match is one node.");

/// The types of rule.
pub const TYPES: &[TypeKeys] = &[
    TypeKeys {
        name: "forbid",
        doc: "No reference from `from` to `to`.",
        keys: &[FROM, TO, key("transitive", Value::Boolean, "Whether in any number of steps.")],
    },
    TypeKeys {
        name: "only",
        doc: "Each match of `from` may reach `to` and itself, nothing else.",
        keys: &[
            FROM,
            TO,
            key("scope", Value::Word(&["workspace", "outside", "all"]), "What is asked; left out: the workspace."),
        ],
    },
    TypeKeys {
        name: "protect",
        doc: "Only `from`, `to` itself and the module that owns `to` may reach it.",
        keys: &[FROM, TO],
    },
    TypeKeys { name: "independent", doc: "The matches of `among` do not reach each other.", keys: &[AMONG] },
    TypeKeys { name: "acyclic", doc: "No cycle among the matches of `among`.", keys: &[AMONG] },
    TypeKeys { name: "require", doc: "Each match of `from` reaches `to`.", keys: &[FROM, TO] },
    TypeKeys {
        name: "limit",
        doc: "A measure of each match of `among` stays within `max`.",
        keys: &[
            AMONG,
            required("measure", Value::Word(&["fan-in", "fan-out", "depth"]), "What is measured."),
            required("max", Value::Whole, "The most it may be."),
        ],
    },
    TypeKeys {
        name: "stable",
        doc: "No dependency of a match of `among` toward a less stable one.",
        keys: &[AMONG, key("slack", Value::Share, "How much less stable it may be; left out: not at all.")],
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        codes::Code,
        graph::{Context, ReferenceKind},
        rules::{
            Level, Measure, OnlyScope, document,
            table::{Origin, Part, Problems},
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
        let start = problems.add(Part { start: 0, file: FileId(0), origin }, text);
        document::read(root.get_ref(), start, origin, &mut problems);
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
        for own in TYPES {
            let text = format!("version = 1\n[[rules]]\nid = 'a'\ntype = '{}'\n{unknown}", own.name);
            let mut expected = names(RULE.keys.iter().chain(own.keys));
            expected.insert("type".to_owned());
            assert_eq!(asked(&text), expected, "{}", own.name);
        }
    }

    #[test]
    fn the_table_has_the_words_that_the_reader_knows() {
        let word = |keys: &'static [Key], name: &str| keys.iter().find(|key| key.name == name).map(|key| key.value);
        let own = |name: &str| TYPES.iter().find(|own| own.name == name).map_or(&[][..], |own| own.keys);
        let words = |value: Option<Value>| match value {
            Some(Value::Word(words) | Value::List(&Value::Word(words))) => words.to_vec(),
            _ => Vec::new(),
        };
        assert_eq!(words(Some(SEVERITY.value)), Level::ALL.iter().map(|one| one.as_str()).collect::<Vec<_>>());
        let contexts: Vec<_> = Context::ALL.iter().map(|one| one.as_str()).collect();
        assert_eq!(words(word(RULE.keys, "contexts")), contexts);
        let kinds = ReferenceKind::ALL.iter().filter(|kind| **kind != ReferenceKind::Manifest);
        assert_eq!(words(word(RULE.keys, "kinds")), kinds.map(|one| one.as_str()).collect::<Vec<_>>());
        let scopes: Vec<_> = OnlyScope::ALL.iter().map(|one| one.as_str()).collect();
        assert_eq!(words(word(own("only"), "scope")), scopes);
        let measures: Vec<_> = Measure::ALL.iter().map(|one| one.as_str()).collect();
        assert_eq!(words(word(own("limit"), "measure")), measures);
    }
}
