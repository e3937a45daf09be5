//! The table of diagnostic codes: one entry for each, with its class, default severity, explanation, fix and example.
//! `explain` and the page of codes in the documentation are generated from it. It knows no stage that reports codes.

use crate::severity::Severity;
use bitcode::{Decode, Encode};

/// What a code is about. The class of an error determines the exit status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// The checked code breaks a rule: exit status 1.
    Violation,
    /// The rules file or the baseline is wrong: exit status 2.
    Rules,
    /// Something could not be analyzed, so the result is incomplete: exit status 2.
    Analysis,
}

/// The entry of a code in the table.
#[derive(Debug)]
pub struct CodeInfo {
    /// The name that users see, in kebab case.
    pub name: &'static str,
    /// The class of the code.
    pub class: Class,
    /// The severity unless the rules file sets another.
    pub severity: Severity,
    /// What is wrong, in one or two sentences.
    pub explanation: &'static str,
    /// What to do about it.
    pub fix: &'static str,
    /// A rules file and the code that causes the diagnostic, for a screen of 100 columns.
    pub example: &'static str,
}

macro_rules! codes {
    ($($variant:ident $name:literal $class:ident $severity:ident {
        explanation: $explanation:literal,
        fix: $fix:literal,
        example: $example:literal,
    })*) => {
        /// The code of a diagnostic: what kind of problem it reports.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
        #[expect(missing_docs, reason = "the table explains each")]
        pub enum Code { $($variant),* }

        impl Code {
            /// All codes, in the order of the table.
            pub const ALL: &'static [Code] = &[$(Code::$variant),*];

            /// Returns the entry of the code in the table.
            pub const fn info(self) -> &'static CodeInfo {
                match self {
                    $(Code::$variant => {
                        const INFO: &CodeInfo = &CodeInfo {
                            name: $name,
                            class: Class::$class,
                            severity: Severity::$severity,
                            explanation: $explanation,
                            fix: $fix,
                            example: $example,
                        };
                        INFO
                    }),*
                }
            }
        }
    };
}

codes! {
    // Violations: the code breaks a rule.
    DependsOn "depends-on" Violation Error {
        explanation: "A module depends on a module that its `depends-on` does not list.",
        fix: "Remove the dependency, or add the module to `depends-on` if the architecture should allow it.",
        example: r#"[modules.orders]
paths = ["shop::orders"]
depends-on = ["catalog"]

// src/orders.rs
use crate::billing::Invoice;   // `depends-on` does not list billing"#,
    }
    NotExposed "not-exposed" Violation Error {
        explanation: "Code uses a part of a module that the module does not expose.",
        fix: "Use what the module exposes, or add the Rust module or item to its `exposes`.",
        example: r#"[modules.catalog]
paths = ["shop::catalog"]
exposes = ["=shop::catalog", "shop::catalog::api"]

// src/orders.rs
use crate::catalog::store::Row;   // `exposes` does not list `store`
use crate::catalog::api::Item;    // allowed"#,
    }
    Layer "layer" Violation Error {
        explanation: "A layer depends on a layer above it.",
        fix: "Reverse the dependency, or move the code to the layer where it belongs.",
        example: r#"[[layers]]
id = "onion"
order = ["shop::web", "shop::orders", "shop::model"]   # top first

// src/model.rs
use crate::web::Request;   // model is below web"#,
    }
    LayerSkipped "layer-skipped" Violation Error {
        explanation: "In closed layers, a layer depends on one that is not directly below it.",
        fix: "Go through the layer in between, or remove `closed = true`.",
        example: r#"[[layers]]
id = "onion"
order = ["shop::web", "shop::orders", "shop::model"]
closed = true

// src/web.rs
use crate::model::Price;   // web may only use orders"#,
    }
    LayerSibling "layer-sibling" Violation Error {
        explanation: "A layer depends on an independent layer of the same level.",
        fix: "Move the shared code to a lower layer, or make the level `free`.",
        example: r#"[[layers]]
id = "onion"
order = ["shop::web", ["shop::orders", "shop::jobs"]]   # one level with two independent layers

// src/jobs.rs
use crate::orders::Order;   // { free = ["shop::orders", "shop::jobs"] } would allow it"#,
    }
    Forbidden "forbidden" Violation Error {
        explanation: "A rule of type `forbid` forbids this dependency.",
        fix: "Remove the dependency. The rule's `reason` says why it is unwanted.",
        example: r#"[[rules]]
id = "domain-is-pure"
type = "forbid"
from = ["shop::domain"]
to = ["std::fs", "extern:sqlx"]
reason = "the domain must run without I/O"

// src/domain/price.rs
let table = std::fs::read_to_string("prices.csv")?;"#,
    }
    NotDrawn "not-drawn" Violation Error {
        explanation: "A module depends on another, but the diagram of a rule of type `diagram` has no arrow between them.",
        fix: "Remove the dependency, or add the arrow to the diagram if the architecture has changed.",
        example: r#"[[rules]]
id = "as-drawn"
type = "diagram"
file = "docs/architecture.mmd"   # flowchart TD, orders --> billing

// src/billing.rs
use crate::orders::Order;   // there is no arrow from `billing` to `orders`"#,
    }
    Cycle "cycle" Violation Error {
        explanation: "A rule of type `acyclic` found a dependency cycle.",
        fix: "Remove one of the dependencies in the cycle. The message names those with the fewest references.",
        example: r#"[[rules]]
id = "no-cycles"
type = "acyclic"
among = ["shop::*"]

// src/orders.rs    use crate::billing::Invoice;
// src/billing.rs   use crate::orders::Order;   // and back again"#,
    }
    Deprecated "deprecated" Violation Warn {
        explanation: "A module depends on another through a deprecated entry of its `depends-on`.",
        fix: "Follow the advice of the entry, and remove the entry once nothing uses it.",
        example: r#"[modules.orders]
paths = ["shop::orders"]
depends-on = [{ to = "legacy", deprecated = "leave by 2027, see ADR 7" }]

// src/orders.rs
use crate::legacy::Ledger;   // allowed, with a warning"#,
    }
    NotVisible "not-visible" Violation Error {
        explanation: "Code uses a module whose `visible-to` does not list that code.",
        fix: "Use a module that has access, or add the code's module to `visible-to`.",
        example: r#"[modules.billing]
paths = ["shop::billing"]
visible-to = ["orders"]

// src/catalog.rs
use crate::billing::Invoice;   // `visible-to` does not list catalog"#,
    }
    LayerMissing "layer-missing" Violation Error {
        explanation: "Code in a container of exhaustive layers belongs to no layer.",
        fix: "Move the code to a layer, or add a layer for it to `order`.",
        example: r#"[[layers]]
id = "slices"
within = ["shop::*"]
order = ["web", "model"]
exhaustive = true

// src/orders/helpers.rs is in neither `orders::web` nor `orders::model`"#,
    }
    NotOnly "not-only" Violation Error {
        explanation: "Code depends on something that its rule of type `only` does not allow.",
        fix: "Remove the dependency, or add its target to the rule's `to`.",
        example: r#"[[rules]]
id = "model-stands-alone"
type = "only"
from = ["shop::model"]
to = ["shop::money"]

// src/model.rs
use crate::orders::Order;   // not in `to`"#,
    }
    Protected "protected" Violation Error {
        explanation: "Code depends on something that a rule of type `protect` reserves for other code.",
        fix: "Use code that has access, or add this code to the rule's `from`.",
        example: r#"[[rules]]
id = "ledger-by-billing-alone"
type = "protect"
from = ["shop::billing"]
to = ["shop::ledger"]

// src/web.rs
use crate::ledger::Entry;   // web must go through billing"#,
    }
    NotIndependent "not-independent" Violation Error {
        explanation: "A rule of type `independent` separates two parts of the code, and one depends on the other.",
        fix: "Move the shared code to a third place, or invert the dependency with an abstraction.",
        example: r#"[[rules]]
id = "features-apart"
type = "independent"
among = ["shop::features::*"]

// src/features/search.rs
use crate::features::cart::Cart;   // one feature uses another"#,
    }
    Chain "chain" Violation Error {
        explanation: "Code depends indirectly on something that a transitive rule of type `forbid` forbids.",
        fix: "Remove one of the steps that the message lists.",
        example: r#"[[rules]]
id = "domain-is-pure"
type = "forbid"
from = ["shop::domain"]
to = ["extern:tokio"]
transitive = true

// src/domain.rs   use crate::clock::now;     // no tokio here ...
// src/clock.rs    use tokio::time::Instant;  // ... but domain depends on it through clock"#,
    }
    Required "required" Violation Error {
        explanation: "Code lacks a dependency that a rule of type `require` requires.",
        fix: "Add the dependency, or exclude the code from the rule's `from`.",
        example: r#"[[rules]]
id = "handlers-check-access"
type = "require"
from = ["shop::web::handlers::*"]
to = ["shop::auth"]

// src/web/handlers/export.rs uses nothing of `shop::auth`"#,
    }
    Limit "limit" Violation Error {
        explanation: "A measure exceeds the `max` of a rule of type `limit`.",
        fix: "Split the code, or raise `max` and give a reason.",
        example: r#"[[rules]]
id = "no-hubs"
type = "limit"
among = ["shop::*"]
measure = "fan-out"
max = 8

// `shop::web` depends on 9 others"#,
    }
    Item "item" Violation Error {
        explanation: "An item does not have what a rule of type `items` requires, or has what it forbids.",
        fix: "Change the item as the message says, or exclude its code with the rule's `except`.",
        example: r#"[[rules]]
id = "repositories-end-in-repository"
type = "items"
within = ["shop::ports"]
kind = "trait"
must = { named = "*Repository" }

// src/ports.rs
pub trait OrderStore {}"#,
    }
    NotStable "not-stable" Violation Error {
        explanation: "A rule of type `stable` found a dependency on something less stable.",
        fix: "Invert the dependency, or move the stable code to a place of its own.",
        example: r#"[[rules]]
id = "toward-stability"
type = "stable"
among = ["shop::*"]

// src/model.rs is used everywhere, so it should rarely change
use crate::web::Theme;   // nothing depends on web, so it changes often"#,
    }
    Unassigned "unassigned" Violation Warn {
        explanation: "Code belongs to no module of the rules file, so no module's rule applies to it.",
        fix: "Add the code to a module's `paths`, or declare a module for it.",
        example: r#"[modules.orders]
paths = ["shop::orders"]

// src/billing.rs belongs to no module, so no `depends-on` applies to it"#,
    }
    UnusedException "unused-exception" Violation Error {
        explanation: "An exception suppresses no violation.",
        fix: "Remove the exception.",
        example: r#"[[exceptions]]
rule = "domain-is-pure"
from = "shop::clock"       # its violations are fixed
to = "std::time"
reason = "until the Clock port lands""#,
    }
    ExceptionOverMax "exception-over-max" Violation Error {
        explanation: "An exception suppresses more violations than its `max` allows.",
        fix: "Fix the new violations, or raise `max` and give a reason.",
        example: r#"[[exceptions]]
rule = "domain-is-pure"
from = "shop::clock"
to = "std::time"
max = 2                    # but there are 3 violations
reason = "until the Clock port lands""#,
    }
    ExceptionWithoutReason "exception-without-reason" Violation Error {
        explanation: "An exception in the source has no reason.",
        fix: "Add `reason = \"…\"` to the comment.",
        example: r#"// archcheck: allow(domain-is-pure)
use std::fs;   // add a reason: `allow(domain-is-pure, reason = "...")`"#,
    }
    BadException "bad-exception" Violation Error {
        explanation: "A comment starts with `archcheck:` but is malformed, so it suppresses nothing.",
        fix: "Write `// archcheck: allow(RULE, reason = \"…\", expires = \"2027-03-31\")`.",
        example: r"// archcheck: alow(domain-is-pure)
use std::fs;   // a typo in the comment: `alow`",
    }
    Expired "expired" Violation Error {
        explanation: "An exception has expired. It still suppresses violations.",
        fix: "Fix the violations that it suppresses, or agree on a later date.",
        example: r#"[[exceptions]]
rule = "domain-is-pure"
from = "shop::clock"
to = "std::time"
reason = "until the Clock port lands"
expires = 2026-03-31       # this date has passed"#,
    }
    ExpiresSoon "expires-soon" Violation Warn {
        explanation: "An exception expires within 14 days.",
        fix: "Fix the violations that it suppresses, or agree on a later date.",
        example: r#"// archcheck: allow(domain-is-pure, reason = "until the Clock port lands", expires = "2027-03-31")
use std::time::Instant;   // on 2027-03-20, 11 days are left"#,
    }
    UnknownRule "unknown-rule" Violation Warn {
        explanation: "An exception in the source names a rule that the rules file does not have.",
        fix: "Correct the name, or remove the comment.",
        example: r#"// archcheck: allow(domain-is-pur, reason = "until the Clock port lands")
use std::time::Instant;   // the rule is called `domain-is-pure`"#,
    }
    ReviewDue "review-due" Violation Warn {
        explanation: "The `review-by` date of a rule, layer or module has passed.",
        fix: "Review it with its owner. Then set a later date, or remove `review-by`.",
        example: r#"[[rules]]
id = "no-legacy"
type = "forbid"
from = ["shop"]
to = ["legacy"]
owner = "@shop/platform"
review-by = 2026-06-30     # this date has passed"#,
    }
    DecisionWithdrawn "decision-withdrawn" Violation Warn {
        explanation: "A rule, a layer or a module cites an architecture decision that was superseded, rejected or deprecated. Only `cargo archcheck decisions` reports it.",
        fix: "Cite the decision that replaces it, or remove what it explained.",
        example: r#"[[rules]]
id = "domain-is-pure"
type = "forbid"
from = ["shop::domain"]
to = ["std::fs"]
adr = "docs/adr/0007.md"   # its status is `Superseded by 12`"#,
    }
    DecisionUncited "decision-uncited" Violation Warn {
        explanation: "Nothing in the rules file cites an architecture decision beside cited ones. Only `cargo archcheck decisions --uncited` reports it.",
        fix: "Name it in the `adr` of the rule, layer or module that it explains, or update its status.",
        example: r"docs/adr/0007.md is cited, but docs/adr/0008.md is not",
    }
    DecisionUnclear "decision-unclear" Violation Warn {
        explanation: "The status of an architecture decision that the rules file cites is missing or unknown, its date does not exist, or it can't be read. Only `cargo archcheck decisions` reports it.",
        fix: "Write the status as proposed, accepted, rejected, deprecated or superseded, and the date as year, month and day.",
        example: r"# 7. Use ports

Date: 2026-13-40

## Status

Mostly fine",
    }
    StaleBaseline "stale-baseline" Violation Error {
        explanation: "The baseline records a violation that no longer exists, more references than exist, or one violation twice, as a merge can leave it.",
        fix: "Run `cargo archcheck baseline shrink`.",
        example: r#"# archcheck-baseline.toml
[violations]
domain-is-pure = [
  { from = "shop::clock", to = "std::time::Instant", count = 2 },   # one of them is fixed
]"#,
    }

    ContractChanged "contract-changed" Violation Error {
        explanation: "The contract of a module is locked, and an item of it is not as archcheck-contracts.toml records it: it was added, removed, moved, renamed or changed.",
        fix: "Undo the change, or agree on it with the users of the module and run `cargo archcheck contracts write --bump --reason TEXT`.",
        example: r#"[modules.orders]
paths = ["shop::orders"]
contract = "locked"

// src/orders.rs
pub fn place(order: Order, urgent: bool) {}   // recorded as `fn place(Order)`"#,
    }
    ContractUnrecorded "contract-unrecorded" Violation Error {
        explanation: "The contract of a module is locked, but archcheck-contracts.toml does not record it, so no change of it can be noticed.",
        fix: "Run `cargo archcheck contracts write`, and commit the file.",
        example: r#"[modules.orders]
paths = ["shop::orders"]
contract = "locked"   # new: archcheck-contracts.toml has no `[contracts.orders]`"#,
    }
    StaleContract "stale-contract" Violation Warn {
        explanation: "archcheck-contracts.toml records the contract of a module or interface that is not locked.",
        fix: "Lock the contract again, or run `cargo archcheck contracts write` to remove the record.",
        example: r#"# archcheck-contracts.toml
[contracts.orders]    # `[modules.orders]` has no `contract = "locked"`"#,
    }

    // Mistakes in a rules file or a baseline.
    DiagramSyntax "diagram-syntax" Rules Error {
        explanation: "A line of the diagram of a rule of type `diagram` is not part of the grammar.",
        fix: "Write only what the grammar allows. A line that is ignored could be a dependency.",
        example: r"flowchart TD
    orders --- billing   # an arrow must be `-->`, `-.->` or `==>`",
    }
    NotInDiagram "not-in-diagram" Rules Error {
        explanation: "The diagram of a rule of type `diagram` has no node for a module of the rules file.",
        fix: "Add a node for the module. `cargo archcheck graph` draws all modules.",
        example: r#"[modules.orders]
paths = ["shop::orders"]

[modules.billing]
paths = ["shop::billing"]

[[rules]]
id = "as-drawn"
type = "diagram"
file = "docs/architecture.mmd"   # flowchart TD, orders"#,
    }
    RulesSyntax "rules-syntax" Rules Error {
        explanation: "The rules file is not valid TOML.",
        fix: "Fix the syntax at the marked place.",
        example: r#"[modules.orders
paths = ["shop::orders"]   # the bracket above is not closed"#,
    }
    RulesUnreadable "rules-unreadable" Rules Error {
        explanation: "A rules file can't be read, or does not exist.",
        fix: "Create `archcheck.toml` next to the workspace's Cargo.toml, or name a file with `--rules`.",
        example: r"$ cargo archcheck check
error[rules-unreadable]: there is no rules file `archcheck.toml`",
    }
    UnknownKey "unknown-key" Rules Error {
        explanation: "The rules file has an unknown key.",
        fix: "Correct the key. The message suggests the nearest one.",
        example: r#"[modules.orders]
paths = ["shop::orders"]
depend-on = ["catalog"]   # did you mean `depends-on`?"#,
    }
    MissingKey "missing-key" Rules Error {
        explanation: "A required key is missing in the rules file, such as `version` or the `id` of a rule.",
        fix: "Add the key. docs/rules.md lists the keys of each table.",
        example: r#"[[rules]]
id = "domain-is-pure"
from = ["shop::domain"]    # the rule has no `type`
to = ["std::fs"]"#,
    }
    NothingToCheck "nothing-to-check" Rules Warn {
        explanation: "The check could never fail: the rules file has no rule that is on, or the workspace has no packages.",
        fix: "Add a module, layers or a rule to the rules file, or delete the file and run `cargo archcheck init`.",
        example: r"# archcheck.toml
version = 1                # and nothing else",
    }
    WrongType "wrong-type" Rules Error {
        explanation: "A value in the rules file has the wrong type.",
        fix: "Write a value of the type that the message names.",
        example: r#"[modules.orders]
paths = "shop::orders"   # must be a list: ["shop::orders"]"#,
    }
    WrongValue "wrong-value" Rules Error {
        explanation: "A value in the rules file has the right type but is not allowed.",
        fix: "Write one of the values that the message lists.",
        example: r#"[[rules]]
id = "no-files"
type = "forbidden"   # did you mean `forbid`?"#,
    }
    BadPattern "bad-pattern" Rules Error {
        explanation: "The rules file has a malformed pattern or selector.",
        fix: "Correct the pattern. The page docs/rules.md describes the grammar of patterns.",
        example: r#"[modules.orders]
paths = ["shop:orders"]   # segments are separated by `::`"#,
    }
    UnknownName "unknown-name" Rules Error {
        explanation: "The rules file names a module, crate, layer or file that does not exist.",
        fix: "Correct the name. The message suggests the nearest one.",
        example: r#"[modules.orders]
paths = ["shop::orders"]
depends-on = ["catalogue"]   # did you mean `catalog`?"#,
    }
    UnknownLibrary "unknown-library" Rules Error {
        explanation: "A selector such as `extern:iban-validate` can't be judged: no code names the package, but code names a crate that no manifest lists, which may be the library of the package.",
        fix: "Name the library in `[analysis] library-names`: `library-names = { \"iban-validate\" = \"iban\" }`.",
        example: r#"[[rules]]
id = "no-iban"
type = "forbid"
from = ["shop"]
to = ["extern:iban-validate"]

// src/lib.rs
use iban::Iban;   // the package `iban-validate` calls its library `iban`"#,
    }
    AmbiguousName "ambiguous-name" Rules Error {
        explanation: "A name in the rules file has two meanings.",
        fix: "Write `module:NAME` or `crate:NAME`, or add `@PACKAGE`.",
        example: r#"[[rules]]
id = "no-shop"
type = "forbid"
from = ["shop"]   # the module `shop`, or the crate? `module:shop` or `crate:shop`
to = ["std::fs"]"#,
    }
    MatchesNothing "matches-nothing" Rules Error {
        explanation: "A pattern in the rules file matches nothing, so it would check nothing. Or a module holds no code, since all that its patterns match belongs to other modules. Or an entry of `except` exempts no reference that its rule checks.",
        fix: "Correct the pattern, or set `allow-empty = true` if the code does not exist yet.",
        example: r#"[modules.orders]
paths = ["shop::order"]   # the module is called `shop::orders`"#,
    }
    UnseenCalls "unseen-calls" Rules Warn {
        explanation: "A rule is about a macro of the standard library that is usually called without a path, such as `println!`. Only calls with a path, such as `std::println!`, are references that a rule can find.",
        fix: "Also list the macro under `disallowed-macros` in `clippy.toml`.",
        example: r#"[[rules]]
id = "no-output"
type = "forbid"
from = ["shop"]
to = ["std::println"]"#,
    }
    NeverReports "never-reports" Rules Error {
        explanation: "No code could ever violate a rule: it compares a thing with itself, it exempts all that it checks, it has only one match or layer, or it looks inside of packages with `edges = \"declared\"`.",
        fix: "Correct the rule or remove it, or set `allow-empty = true` if the code does not exist yet.",
        example: r#"[[rules]]
id = "features-apart"
type = "independent"
among = ["shop::features"]   # one match; `shop::features::*` has one for each feature"#,
    }
    DuplicateName "duplicate-name" Rules Error {
        explanation: "Two parts of the rules file have the same name, or claim the same code.",
        fix: "Rename one, or make one of the patterns more specific.",
        example: r#"[modules.orders]
paths = ["shop::orders"]

[modules.sales]
paths = ["shop::orders"]   # equally specific: both modules claim this code"#,
    }
    MissingReason "missing-reason" Rules Error {
        explanation: "An exception in the rules file has no reason.",
        fix: "Add a `reason`.",
        example: r#"[[exceptions]]
rule = "domain-is-pure"
from = "shop::clock"
to = "std::time"           # a `reason` is missing"#,
    }
    CorruptBaseline "corrupt-baseline" Rules Error {
        explanation: "The baseline is malformed, so it is unknown which violations it records.",
        fix: "After a merge conflict, keep the lines of both sides and run `cargo archcheck baseline shrink`. Otherwise restore the file from version control, or create it again with `cargo archcheck baseline create`.",
        example: r#"# archcheck-baseline.toml
<<<<<<< HEAD
  { from = "shop::clock", to = "std::time::Instant", count = 2 },"#,
    }
    CorruptContracts "corrupt-contracts" Rules Error {
        explanation: "The file of recorded contracts is malformed, so it is unknown what it records.",
        fix: "After a merge conflict, keep the lines of both sides and run `cargo archcheck contracts write --bump --reason TEXT`. Otherwise restore the file from version control.",
        example: r#"# archcheck-contracts.toml
<<<<<<< HEAD
  { path = "shop::orders::place", kind = "fn", visibility = "pub", signature = "fn place(Order)" },"#,
    }

    // Problems of the analysis.
    Metadata "metadata" Analysis Error {
        explanation: "Cargo can't load the workspace.",
        fix: "Fix the error that Cargo reports. `cargo metadata --no-deps` reports it too.",
        example: r"$ cargo archcheck
error[metadata]: could not find `Cargo.toml` in `/tmp` or any parent directory",
    }
    Unreadable "unreadable" Analysis Error {
        explanation: "A source file can't be read, or is not UTF-8 text.",
        fix: "Make the file readable, save it as UTF-8, or remove it from the crate.",
        example: "src/legacy.rs is in Latin-1: byte 0xe9 at 112 is not UTF-8",
    }
    Syntax "syntax" Analysis Error {
        explanation: "A source file is not valid Rust.",
        fix: "Fix the syntax at the marked place. `cargo check` reports it too.",
        example: r"// src/orders.rs
fn total( -> u32 { 0 }   // expected a parameter",
    }
    TooDeep "too-deep" Analysis Error {
        explanation: "An expression, type or pattern is nested too deeply for archcheck.",
        fix: "Flatten it. Handwritten code does not come near the limit.",
        example: "let x = ((((((((((  /* and thousands more */  ))))))))));",
    }
    NoThread "no-thread" Analysis Error {
        explanation: "The analysis runs on threads with large stacks, so that deeply nested code can't make them overflow. The system \
         can't start such a thread.",
        fix: "Raise the limits on memory (`ulimit -v`) and on threads (`ulimit -u`).",
        example: r"ulimit -v 200000   # KiB
cargo archcheck",
    }
    MissingModule "missing-module" Analysis Error {
        explanation: "A `mod` declaration has no file.",
        fix: "Create the file at one of the listed paths, or remove the declaration.",
        example: r"// src/lib.rs
mod orders;   // src/orders.rs and src/orders/mod.rs do not exist",
    }
    MissingModuleElsewhere "missing-module-elsewhere" Analysis Note {
        explanation: "A `mod` declaration or an `include!` has no file, but builds on this host may not need it: its `cfg` is inactive here, or \
                      a build script may set it.",
        fix: "You need not do anything: the file is only needed where the `cfg` is active.",
        example: r"// src/lib.rs
#[cfg(windows)]
mod registry;   // the file does not exist, but Linux does not need it",
    }
    CircularModule "circular-module" Analysis Error {
        explanation: "A `mod` declaration or an `include!` leads back to the file that contains it.",
        fix: "Correct the path, or remove the declaration or the call.",
        example: r#"// src/a.rs
#[path = "a.rs"]
mod b;   // this file contains itself"#,
    }
    ExpansionBound "expansion-bound" Analysis Error {
        explanation: "The expansion of a macro, the repeated use of a file, or the number of meanings of one name is too large for archcheck.",
        fix: "Simplify the macro, declare the items outside it, or set `#![recursion_limit]` as the compiler proposes. Read a file \
              once, and import what it declares. Declare a name once for each condition.",
        example: r"macro_rules! forever { () => { forever!(); } }
forever!();",
    }
    Unresolved "unresolved" Analysis Note {
        explanation: "A path seems to lead into the workspace, but nothing has that name.",
        fix: "Run `cargo check`. If it accepts the code, please report a bug: archcheck resolves names as the compiler does.",
        example: r"// src/lib.rs
use crate::ordres::Order;   // a typo: the compiler does not find it either",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_code_has_an_example_that_fits_a_screen() {
        for code in Code::ALL {
            let example = code.info().example;
            assert!(!example.trim().is_empty(), "{code:?}");
            assert!(example.lines().count() <= 12, "{code:?}");
            assert!(example.lines().all(|line| line.chars().count() <= 100), "{code:?}");
        }
    }
}
