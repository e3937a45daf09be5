//! The table of codes: each kind of diagnostic with its class, its severity, what it means and how to mend it.
//! `explain` and the docs are made from it.

mod examples;

use crate::severity::Severity;
use bitcode::{Decode, Encode};

/// What a code is about, which decides the exit status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// The code under check breaks a rule: exit status 1.
    Violation,
    /// The rules file is wrong: exit status 2.
    Rules,
    /// Something could not be analysed, so that the verdict can't be trusted: exit status 2.
    Analysis,
}

/// What is known of a code.
#[derive(Debug)]
pub struct Info {
    /// In kebab case, as users see it.
    pub name: &'static str,
    /// Which exit status an error of it means.
    pub class: Class,
    /// How much it weighs unless the rules file says otherwise.
    pub severity: Severity,
    /// One sentence: what it means.
    pub meaning: &'static str,
    /// One sentence: how to mend it.
    pub cure: &'static str,
    /// Rules and the code that breaks them, as they would stand in their files.
    pub example: &'static str,
}

macro_rules! codes {
    ($($variant:ident $name:literal $class:ident $severity:ident $meaning:literal $cure:literal)*) => {
        /// One kind of diagnostic.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
        #[expect(missing_docs, reason = "the table gives each its meaning")]
        pub enum Code { $($variant),* }

        impl Code {
            /// All of them, in the order of the table.
            pub const ALL: &'static [Code] = &[$(Code::$variant),*];

            /// What is known of it.
            pub const fn info(self) -> &'static Info {
                match self {
                    $(Code::$variant => {
                        const INFO: &Info = &Info {
                            name: $name,
                            class: Class::$class,
                            severity: Severity::$severity,
                            meaning: $meaning,
                            cure: $cure,
                            example: examples::of(Code::$variant),
                        };
                        INFO
                    }),*
                }
            }
        }
    };
}

codes! {
    // What the code under check can break.
    DependsOn "depends-on" Violation Error
        "A module depends on another that its `depends-on` does not list."
        "Remove the dependency, or add the module to `depends-on` if the architecture is meant to allow it."
    NotExposed "not-exposed" Violation Error
        "Code names something inside a module that the module does not expose."
        "Use what the module exposes, or add the Rust module or item to its `exposes`."
    Layer "layer" Violation Error
        "A layer uses one that stands above it."
        "Turn the dependency around, or move the code to the layer it belongs to."
    LayerSkipped "layer-skipped" Violation Error
        "In a closed stack of layers, a layer uses one that is not right below it."
        "Go through the layer in between, or leave out `closed = true`."
    LayerSibling "layer-sibling" Violation Error
        "Two independent layers of one level use each other."
        "Move what they share to a layer below, or make the level `free`."
    Forbidden "forbidden" Violation Error
        "A rule of type `forbid` forbids this dependency."
        "Remove the dependency; the rule's reason says why it is unwanted."
    Cycle "cycle" Violation Error
        "A rule of type `acyclic` found a dependency cycle."
        "Cut one of the edges named; the ones with the fewest references are proposed."
    Deprecated "deprecated" Violation Warn
        "A module depends on another by an entry of its `depends-on` that is marked as deprecated."
        "Follow what the entry says; remove it once nothing uses it."
    NotVisible "not-visible" Violation Error
        "Code names something of a module whose `visible-to` does not list it."
        "Go through a module that may, or add the code's module to `visible-to`."
    LayerMissing "layer-missing" Violation Error
        "Code of a container of exhaustive layers is in no layer."
        "Move it to a layer, or add a layer for it to `order`."
    NotOnly "not-only" Violation Error
        "A rule of type `only` lists what this code may reach, and this is not among it."
        "Remove the dependency, or add what it reaches to the rule's `to`."
    Protected "protected" Violation Error
        "A rule of type `protect` lists who may reach this, and this code is not among them."
        "Go through code that may, or add the code to the rule's `from`."
    NotIndependent "not-independent" Violation Error
        "A rule of type `independent` keeps these apart, and one reaches the other."
        "Move what they share to a third place, or turn the dependency into one on an abstraction."
    Chain "chain" Violation Error
        "A transitive rule forbids this dependency, and code reaches it in several steps."
        "Cut one of the steps that the message shows."
    Required "required" Violation Error
        "A rule of type `require` demands a dependency that is not there."
        "Add the dependency, or take the code out of the rule's `from`."
    Limit "limit" Violation Error
        "A measure is over what a rule of type `limit` allows."
        "Split what is measured, or raise `max` with a reason."
    NotStable "not-stable" Violation Error
        "A rule of type `stable` found a dependency toward something that is less stable."
        "Turn the dependency around, or move what is stable in it to a place of its own."
    Unassigned "unassigned" Violation Warn
        "Code that is in no module of the rules file, so that no module's rule holds it."
        "Add it to a module's `paths`, or declare a module for it."
    UnusedException "unused-exception" Violation Error
        "An exception covers no violation: what it accepted is gone, or it matches nothing."
        "Remove it."
    ExceptionOverMax "exception-over-max" Violation Error
        "An exception covers more violations than its `max` allows."
        "Mend what was added, or raise `max` with a reason."
    ExceptionWithoutReason "exception-without-reason" Violation Error
        "An exception in the source does not say why."
        "Add `reason = \"…\"` to the comment."
    BadException "bad-exception" Violation Error
        "A comment starts with `archcheck:` and can't be read, so that it covers nothing."
        "Write `// archcheck: allow(RULE, reason = \"…\", expires = \"2027-03-31\")`."
    Expired "expired" Violation Error
        "The day after which an exception should be gone has passed; it still covers."
        "Mend what it covers, or agree on a later day."
    ExpiresSoon "expires-soon" Violation Warn
        "An exception expires within 14 days."
        "Mend what it covers, or agree on a later day."
    UnknownRule "unknown-rule" Violation Warn
        "An exception in the source names a rule that the rules file does not have."
        "Correct the name, or remove the comment."
    ReviewDue "review-due" Violation Warn
        "The `review-by` of a rule, layer or module has passed."
        "Look at it again with its owner, then set a later day or remove it."
    StaleBaseline "stale-baseline" Violation Error
        "The baseline records a violation that is gone, or more of it than there is."
        "Run `cargo archcheck baseline shrink`."

    // What can be wrong with a rules file or a baseline.
    RulesSyntax "rules-syntax" Rules Error
        "The rules file is not valid TOML."
        "Mend the syntax where the message points."
    RulesUnreadable "rules-unreadable" Rules Error
        "The rules file can't be read, or there is none where one is needed."
        "Create `archcheck.toml` beside the workspace's Cargo.toml, or name one with `--rules`."
    UnknownKey "unknown-key" Rules Error
        "The rules file has a key that means nothing there."
        "Correct its name; the message proposes the nearest one."
    WrongType "wrong-type" Rules Error
        "A value in the rules file is of the wrong type, or a required key is missing."
        "Write a value of the type that the message names."
    WrongValue "wrong-value" Rules Error
        "A value in the rules file is of the right type, but none of the values it may have."
        "Write one of those that the message lists."
    BadPattern "bad-pattern" Rules Error
        "A pattern or selector can't be read."
        "See the grammar of patterns in the docs."
    UnknownName "unknown-name" Rules Error
        "The rules file names a module, crate or layer that does not exist."
        "Correct the name; the message proposes the nearest one."
    AmbiguousName "ambiguous-name" Rules Error
        "A name in the rules file could mean two things."
        "Write `module:NAME` or `crate:NAME`, or add `@PACKAGE`."
    MatchesNothing "matches-nothing" Rules Error
        "A pattern matches no code, so that the rule it stands in holds nothing."
        "Correct the pattern, or set `allow-empty = true` where nothing is expected yet."
    DuplicateName "duplicate-name" Rules Error
        "Two parts of the rules file have the same name or own the same code."
        "Rename one, or make one of the patterns more specific."
    MissingReason "missing-reason" Rules Error
        "An exception in the rules file does not say why."
        "Add a `reason`."
    CorruptBaseline "corrupt-baseline" Rules Error
        "The baseline can't be read, so that what it covers is not known."
        "After a merge, keep the lines of both sides and run `cargo archcheck baseline shrink`; else restore it from version control, or record it anew with `cargo archcheck baseline create`."

    // What can go wrong in the analysis.
    Metadata "metadata" Analysis Error
        "Cargo can't read the workspace."
        "Mend what Cargo says; `cargo metadata --no-deps` shows it too."
    Unreadable "unreadable" Analysis Error
        "A source file can't be read, or is not UTF-8 text."
        "Give read permission, save it as UTF-8, or remove it from the crate."
    Syntax "syntax" Analysis Error
        "A source file is not valid Rust."
        "Mend the syntax where the message points; `cargo check` shows it too."
    TooDeep "too-deep" Analysis Error
        "An expression, type or pattern is nested more deeply than archcheck reads."
        "Flatten it; no hand-written code is near the bound."
    MissingModule "missing-module" Analysis Error
        "A `mod` declaration has no file."
        "Create the file at one of the paths named, or remove the declaration."
    MissingModuleElsewhere "missing-module-elsewhere" Analysis Note
        "A `mod` declaration has no file, but its `cfg` holds on no configuration of this host."
        "Nothing to do here; the file is needed where the `cfg` holds."
    CircularModule "circular-module" Analysis Error
        "A `mod` declaration leads back to a file that it stands in, so that the module tree has no end."
        "Correct the `#[path]`, or remove the declaration."
    ExpansionBound "expansion-bound" Analysis Error
        "A macro's expansion is deeper or larger than archcheck follows."
        "Simplify the macro, or move what it declares out of it."
    Unresolved "unresolved" Analysis Note
        "A path should lead to something in the workspace, and does not."
        "If `cargo check` accepts the code, please report it: archcheck resolves names as the compiler does."
}
