//! The checked model: what a rules file means for the workspace at hand. Everything in it is known to exist
//! and to be consistent, and knows where it stands in the file. It holds no verdicts.

use super::pattern::{Pattern, Segment};
use crate::{
    codes::Code,
    date::Date,
    diagnostic::Severity,
    graph::{Context, Graph, ReferenceKind, RustModuleId},
    source::{FileId, Place},
    workspace::PackageId,
};
use std::{any::Any, collections::BTreeMap, fmt, sync::Arc};

/// A module of [`Rules::modules`], by index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ModuleId(pub u32);

/// How much something weighs, by the rules file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Fails the run.
    Error,
    /// Is shown.
    Warn,
    /// Is not judged.
    Off,
}

impl Level {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Error, Self::Warn, Self::Off];

    /// As the rules file writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warn => "warn",
            Self::Off => "off",
        }
    }

    /// As a diagnostic has it; none where it is off.
    pub const fn severity(self) -> Option<Severity> {
        match self {
            Self::Error => Some(Severity::Error),
            Self::Warn => Some(Severity::Warn),
            Self::Off => None,
        }
    }
}

/// What rules, layers and modules have in common.
#[derive(Clone, Debug)]
pub struct Meta {
    /// The id: `domain-is-pure`, `modules.orders`.
    pub id: String,
    /// Where it is declared: its id, or the name of the module.
    pub place: Place,
    /// `severity`
    pub severity: Option<Level>,
    /// `reason`
    pub reason: Option<String>,
    /// `adr`
    pub adr: Option<String>,
    /// `owner`
    pub owner: Option<String>,
    /// `review-by`
    pub review_by: Option<Date>,
}

/// Something of the file that stands in a place.
#[derive(Clone, Debug)]
pub struct Placed<T> {
    /// It.
    pub value: T,
    /// Where.
    pub place: Place,
}

/// A selector, with what it means in this workspace.
#[derive(Clone, Debug)]
pub struct Selector {
    /// As written.
    pub text: String,
    /// Where.
    pub place: Place,
    /// What it selects.
    pub meaning: Meaning,
}

/// What a selector selects.
#[derive(Clone, Debug)]
pub enum Meaning {
    /// The code that modules own.
    Modules(Vec<ModuleId>),
    /// All crates of packages.
    Crates(Vec<PackageId>),
    /// All code below a pattern, whoever owns it; where ends are matched, items too.
    Code(Pattern),
    /// A crate outside (`std` for all its family) and what is written below it.
    Outside(Vec<Segment>),
    /// What any of these selects.
    Any(Vec<Meaning>),
}

/// A module of the architecture.
#[derive(Clone, Debug)]
pub struct Module {
    /// Its name.
    pub name: String,
    /// Its id is `modules.NAME`; that of what it says, `modules.NAME.KEY`.
    pub meta: Meta,
    /// Whether `[discover]` found it.
    pub discovered: bool,
    /// The highest Rust modules that it owns.
    pub roots: Vec<RustModuleId>,
    /// What it may depend on; none where unrestricted.
    pub depends_on: Option<Placed<Vec<Allowed>>>,
    /// What others may name; none where unrestricted.
    pub exposes: Option<Placed<Vec<Selector>>>,
    /// Named parts, for those who list them.
    pub interfaces: BTreeMap<String, Placed<Vec<Selector>>>,
    /// Who may name it; none where everyone.
    pub visible_to: Option<Placed<Vec<Selector>>>,
    /// `tags`
    pub tags: Vec<String>,
    /// Whether what it re-exports counts as its own.
    pub facade: bool,
}

/// An entry of `depends-on`.
#[derive(Clone, Debug)]
pub struct Allowed {
    /// As written.
    pub text: String,
    /// Where.
    pub place: Place,
    /// The module.
    pub module: ModuleId,
    /// Which part of it.
    pub part: AllowedPart,
    /// Why it should not be used any longer.
    pub deprecated: Option<String>,
}

/// Which part of a module an entry of `depends-on` allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AllowedPart {
    /// What it exposes.
    Exposed,
    /// One interface.
    Interface(String),
    /// Every interface.
    Interfaces,
}

/// An ordered stack of layers.
#[derive(Clone, Debug)]
pub struct Stack {
    /// Id, severity, reason, ….
    pub meta: Meta,
    /// Which edges they are about.
    pub edges: Edges,
    /// Whether a layer may use the one right below it only.
    pub closed: bool,
    /// Whether code of a container that is in no layer is reported.
    pub exhaustive: bool,
    /// From top to bottom.
    pub levels: Vec<StackLevel>,
    /// The same layers, once for each container, or once for all without `within`.
    pub containers: Vec<Container>,
}

/// One level of a stack.
#[derive(Clone, Debug)]
pub struct StackLevel {
    /// Whether its layers may use each other.
    pub free: bool,
    /// Its layers, by their indexes in [`Container::layers`].
    pub layers: std::ops::Range<usize>,
}

/// One place where a stack of layers stands.
#[derive(Clone, Debug)]
pub struct Container {
    /// The Rust module it is; none where the layers stand for themselves.
    pub root: Option<RustModuleId>,
    /// Each layer of the stack in order, with what it is here.
    pub layers: Vec<Layer>,
    /// For each Rust module of the graph, the index of its layer.
    pub layer_of: Vec<Option<usize>>,
}

/// A layer.
#[derive(Clone, Debug)]
pub struct Layer {
    /// As written.
    pub name: String,
    /// Where.
    pub place: Place,
    /// Its code here.
    pub meaning: Meaning,
    /// Whether there is code in it.
    pub exists: bool,
}

/// An entry of `[[rules]]`.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Id, severity, reason, ….
    pub meta: Meta,
    /// The value of `type`.
    pub type_name: &'static str,
    /// The keys that only rules of its type have.
    pub body: Arc<dyn RuleBody>,
    /// What it says nothing of.
    pub except: Vec<Selector>,
    /// The kinds of reference it looks at.
    pub kinds: Vec<ReferenceKind>,
    /// The contexts it looks at.
    pub contexts: Vec<Context>,
    /// Whether a name counts as defined where the first re-export stands.
    pub opaque: bool,
    /// Which edges it looks at.
    pub edges: Edges,
    /// Whether no baseline may hold a violation of it.
    pub strict: bool,
}

/// Which edges a rule looks at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Edges {
    /// Those that stand in the source.
    #[default]
    Source,
    /// Those that manifests declare.
    Declared,
}

impl Edges {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Source, Self::Declared];

    /// As the rules file writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Declared => "declared",
        }
    }
}

/// The part of a rule that its kind defines: the selectors and the other keys of its own.
pub trait RuleBody: Any + fmt::Debug + Send + Sync {
    /// Returns what the rule requires, in one sentence without a full stop.
    fn describe(&self) -> String;

    /// Returns the selectors of the rule, each list with its key.
    fn selectors(&self) -> Vec<(&'static str, &[Selector])>;
}

/// An entry of `[[exceptions]]`.
#[derive(Clone, Debug)]
pub struct Exception {
    /// The id of the rule.
    pub rule: String,
    /// Where it starts.
    pub place: Place,
    /// The code that may violate it.
    pub from: ExceptionSide,
    /// What it may reach.
    pub to: ExceptionSide,
    /// The package whose code it is about, where it stands in a member's file.
    pub package: Option<PackageId>,
    /// How many violations it covers at most.
    pub max: Option<u32>,
    /// `reason`
    pub reason: String,
    /// `owner`
    pub owner: Option<String>,
    /// The last day on which it should be there.
    pub expires: Option<Placed<Date>>,
}

/// One side of an exception.
#[derive(Clone, Debug)]
pub enum ExceptionSide {
    /// It says nothing.
    Any,
    /// What a selector selects.
    Selected(Selector),
    /// What it names is not there.
    Gone {
        /// As written.
        text: String,
        /// What is not there.
        why: String,
    },
}

/// A rules file, checked.
#[derive(Clone, Debug)]
pub struct Rules {
    /// The file.
    pub file: FileId,
    /// The written ones in the order of the file, then the discovered ones by path.
    pub modules: Vec<Module>,
    /// For each Rust module of the graph, the module that owns it.
    pub owners: Vec<Option<ModuleId>>,
    /// In the order of the file.
    pub stacks: Vec<Stack>,
    /// In the order of the file.
    pub rules: Vec<Rule>,
    /// In the order of the file.
    pub exceptions: Vec<Exception>,
    /// What manifests declare, where a rule asks for it.
    pub declared: Option<Graph>,
    /// `[levels]`
    pub levels: BTreeMap<Code, Level>,
    /// The ids of rules and layers that are there and could not be read: nothing is known of what they would find.
    pub unread: Vec<String>,
    /// For each file of the sources, whether `[analysis] exclude` leaves out what it references.
    pub excluded: Vec<bool>,
    /// `[analysis] test-crates`: packages all of whose code is test code.
    pub test_packages: Vec<PackageId>,
}

impl Rules {
    /// The module of an id.
    pub fn module(&self, id: ModuleId) -> &Module {
        &self.modules[id.0 as usize]
    }

    /// The module that owns a Rust module.
    pub fn owner(&self, rust_module: RustModuleId) -> Option<ModuleId> {
        self.owners.get(rust_module.0 as usize).copied().flatten()
    }

    /// The ids of all rules, layers and of what modules say: all that a violation can be of.
    pub fn ids(&self) -> impl Iterator<Item = String> {
        let own = self.rules.iter().map(|rule| &rule.meta).chain(self.stacks.iter().map(|stack| &stack.meta));
        let of_modules = self
            .modules
            .iter()
            .flat_map(|module| ["depends-on", "exposes", "visible-to"].map(|key| format!("{}.{key}", module.meta.id)));
        own.map(|meta| meta.id.clone()).chain(of_modules).chain(["unassigned".to_owned()])
    }

    /// Whether no baseline may hold a violation of a rule.
    pub fn is_strict(&self, id: &str) -> bool {
        self.rules.iter().any(|rule| rule.strict && rule.meta.id == id)
    }

    /// Whether a rule is not judged at all: what it would find is not known.
    pub fn is_off(&self, id: &str) -> bool {
        self.unread.iter().any(|unread| unread == id) || self.is_silenced(id)
    }

    fn is_silenced(&self, id: &str) -> bool {
        let own = self.rules.iter().map(|rule| &rule.meta).chain(self.stacks.iter().map(|stack| &stack.meta));
        let module = |meta: &Meta| id.strip_prefix(&meta.id).is_some_and(|rest| rest.starts_with('.'));
        let of_modules = self.modules.iter().map(|module| &module.meta).filter(|meta| module(meta));
        let off = Some(Level::Off);
        own.filter(|meta| meta.id == id).chain(of_modules).any(|meta| meta.severity == off)
            || (id == "unassigned" && self.levels.get(&Code::Unassigned) == off.as_ref())
    }

    /// How much a violation of a code weighs where its rule says `own`; none where it is off.
    pub fn severity(&self, own: Option<Level>, code: Code) -> Option<Severity> {
        own.or_else(|| self.levels.get(&code).copied()).map_or(Some(code.info().severity), Level::severity)
    }
}
