//! The validated model of a rules file. Everything that it names exists in the workspace and has its place in the
//! file. It knows no kind of rule and contains no results.

use super::{
    analysis_settings::AnalysisSettings,
    matching::Binding,
    pattern::{Pattern, Segment},
    preset::{Expansion, Preset},
};
use crate::{
    codeowners::FileOwners,
    codes::Code,
    date::Date,
    diagnostic::Severity,
    graph::{Context, Graph, ReferenceKind, RustModuleId},
    source::{FileId, Place},
    workspace::PackageId,
};
use std::{
    any::Any,
    collections::{BTreeMap, BTreeSet},
    fmt,
    sync::Arc,
};

/// The index of a module in [`Rules::modules`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ModuleId(pub u32);

/// The index of an owner in [`Rules::owner_names`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OwnerId(pub u32);

/// Splits an `owner` that lists several accounts, such as `@shop/web @ana`.
pub fn split_owners(owner: &str) -> Vec<String> {
    let words: Vec<&str> = owner.split([' ', ',']).filter(|word| !word.is_empty()).collect();
    if words.len() > 1 && words.iter().all(|word| word.starts_with('@')) {
        let unique: BTreeSet<String> = words.into_iter().map(str::to_owned).collect();
        return unique.into_iter().collect();
    }
    vec![owner.trim().to_owned()]
}

/// A severity as the rules file sets it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Fails the check.
    Error,
    /// Is reported, but does not fail the check.
    Warn,
    /// Is not checked.
    Off,
}

impl Level {
    /// All values.
    pub const ALL: &'static [Self] = &[Self::Error, Self::Warn, Self::Off];

    /// Returns the value as the rules file writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warn => "warn",
            Self::Off => "off",
        }
    }

    /// Returns the severity of diagnostics, or `None` for `off`.
    pub const fn severity(self) -> Option<Severity> {
        match self {
            Self::Error => Some(Severity::Error),
            Self::Warn => Some(Severity::Warn),
            Self::Off => None,
        }
    }
}

/// The keys that rules, layers and modules share.
#[derive(Clone, Debug)]
pub struct Meta {
    /// The id, such as `domain-is-pure` or `modules.orders`.
    pub id: String,
    /// The place of the id, or of the module's name.
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

/// A value with its place in the file.
#[derive(Clone, Debug)]
pub struct Placed<T> {
    /// The value.
    pub value: T,
    /// Its place.
    pub place: Place,
}

/// A selector, with its meaning in the workspace.
#[derive(Clone, Debug)]
pub struct Selector {
    /// The text as written.
    pub text: String,
    /// Its place.
    pub place: Place,
    /// Its meaning.
    pub meaning: Meaning,
}

impl Selector {
    /// Returns the text with the values of captures in the place of `{x}`.
    pub fn text_with(&self, binding: &Binding) -> String {
        binding.iter().fold(self.text.clone(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
    }
}

/// What a selector covers.
#[derive(Clone, Debug)]
pub enum Meaning {
    /// The code that modules own.
    Modules(Vec<ModuleId>),
    /// The crates of packages.
    Crates(Vec<PackageId>),
    /// The code at and below a pattern, whichever module owns it, and items.
    Code(Pattern),
    /// A path in a crate outside. `std` stands for `core` and `alloc`, too.
    Outside(Vec<Segment>),
    /// The code of the Rust modules in some files.
    Files(Vec<RustModuleId>),
    /// The code of an owner, in order.
    Owned(OwnerId, Vec<RustModuleId>),
    /// What any of these covers.
    Any(Vec<Meaning>),
    /// What the first covers and none of the others does: a list with `!…`.
    Except(Box<Meaning>, Vec<Selector>),
}

impl Meaning {
    /// Returns whether it covers something outside the workspace.
    pub fn has_outside(&self) -> bool {
        match self {
            Self::Outside(_) => true,
            Self::Any(all) => all.iter().any(Self::has_outside),
            Self::Except(all, _) => all.has_outside(),
            Self::Modules(_) | Self::Crates(_) | Self::Code(_) | Self::Files(_) | Self::Owned(..) => false,
        }
    }
}

/// A module of the architecture.
#[derive(Clone, Debug)]
pub struct Module {
    /// The name.
    pub name: String,
    /// The shared keys. The id is `modules.NAME`; violations have the rule id `modules.NAME.KEY`.
    pub meta: Meta,
    /// Whether `[discover]` found the module.
    pub discovered: bool,
    /// The topmost Rust modules that it owns.
    pub roots: Vec<RustModuleId>,
    /// What it may depend on, or `None` if not restricted.
    pub depends_on: Option<Placed<Vec<Allowed>>>,
    /// What other modules may use, or `None` if not restricted.
    pub exposes: Option<Placed<Vec<Selector>>>,
    /// Named parts that other modules can list in their `depends-on`.
    pub interfaces: BTreeMap<String, Placed<Vec<Selector>>>,
    /// The code that may use it, or `None` if not restricted.
    pub visible_to: Option<Placed<Vec<Selector>>>,
    /// `tags`
    pub tags: Vec<String>,
    /// Whether its re-exports count as its own code.
    pub facade: bool,
    /// The contract that other modules rely on, if it is locked.
    pub contract: Option<Placed<Contract>>,
}

/// What of a module is locked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Contract {
    /// All items that other modules may use.
    Whole,
    /// The items of some interfaces.
    Interfaces(Vec<String>),
}

/// An entry of `depends-on`.
#[derive(Clone, Debug)]
pub struct Allowed {
    /// The text as written.
    pub text: String,
    /// Its place.
    pub place: Place,
    /// The module.
    pub module: ModuleId,
    /// The part of the module.
    pub part: AllowedPart,
    /// The reason not to use it any longer.
    pub deprecated: Option<String>,
}

/// The part of a module that an entry of `depends-on` allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AllowedPart {
    /// What the module exposes.
    Exposed,
    /// One interface.
    Interface(String),
    /// All interfaces.
    Interfaces,
}

/// A stack of layers.
#[derive(Clone, Debug)]
pub struct Stack {
    /// The shared keys.
    pub meta: Meta,
    /// The edges to check.
    pub edges: Edges,
    /// Whether a layer may only depend on the layer directly below it.
    pub closed: bool,
    /// Whether to report code of a container that belongs to no layer.
    pub exhaustive: bool,
    /// The levels from top to bottom.
    pub levels: Vec<StackLevel>,
    /// The layers in each container. Without `within`, there is one container.
    pub containers: Vec<Container>,
}

/// One level of a stack.
#[derive(Clone, Debug)]
pub struct StackLevel {
    /// Whether its layers may depend on each other.
    pub free: bool,
    /// The indexes of its layers in [`Container::layers`].
    pub layers: std::ops::Range<usize>,
}

/// A part of the code that contains the layers of a stack.
#[derive(Clone, Debug)]
pub struct Container {
    /// The Rust module of the container, or `None` without `within`.
    pub root: Option<RustModuleId>,
    /// The layers of the stack in this container, in order.
    pub layers: Vec<Layer>,
    /// The index of the layer of each Rust module.
    pub layer_of: Vec<Option<usize>>,
}

/// A layer.
#[derive(Clone, Debug)]
pub struct Layer {
    /// The text as written.
    pub name: String,
    /// Its place.
    pub place: Place,
    /// Its code in this container.
    pub meaning: Meaning,
    /// Whether it contains code.
    pub exists: bool,
}

/// An entry of `[[rules]]`.
#[derive(Clone, Debug)]
pub struct Rule {
    /// The shared keys.
    pub meta: Meta,
    /// The value of `type`.
    pub type_name: &'static str,
    /// The keys that only rules of its type have.
    pub body: Arc<dyn RuleBody>,
    /// Selectors of exempt code.
    pub except: Vec<Selector>,
    /// The kinds of reference to check.
    pub kinds: Vec<ReferenceKind>,
    /// The contexts of code to check.
    pub contexts: Vec<Context>,
    /// Whether a re-exported name counts as defined in the first Rust module that re-exports it.
    pub opaque: bool,
    /// The edges to check.
    pub edges: Edges,
    /// Whether the baseline is ignored for this rule.
    pub strict: bool,
}

/// The edges that a rule checks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Edges {
    /// Dependencies in source code.
    #[default]
    Source,
    /// Dependencies that manifests declare.
    Declared,
}

impl Edges {
    /// All values.
    pub const ALL: &'static [Self] = &[Self::Source, Self::Declared];

    /// Returns the value as the rules file writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Declared => "declared",
        }
    }
}

/// The part of a rule that its kind defines: the selectors and the other keys of its own.
pub trait RuleBody: Any + fmt::Debug + Send + Sync {
    /// Returns what the rule requires, in one sentence without a capital and a full stop.
    fn describe(&self) -> String;

    /// Returns the selectors of the rule, each list with its key.
    fn selectors(&self) -> Vec<(&'static str, &[Selector])>;

    /// Returns which references the rule judges, for finding entries of `except` that change nothing.
    fn judged(&self) -> Judged<'_>;

    /// Returns whether each violation is a cycle, of which the baseline records every dependency.
    fn finds_cycles(&self) -> bool;

    /// Returns the dependencies between modules that a diagram draws. Empty for other rules.
    fn drawn(&self) -> Vec<(ModuleId, ModuleId)>;
}

/// The references that a rule judges.
#[derive(Debug)]
pub struct Judged<'r> {
    /// The code that contains them.
    pub from: Part<'r>,
    /// What they lead to in the workspace; `None` if the rule ignores that.
    pub inside: Option<Part<'r>>,
    /// What they lead to outside; `None` if the rule ignores that.
    pub outside: Option<Part<'r>>,
}

/// A part of the code.
#[derive(Clone, Copy, Debug)]
pub enum Part<'r> {
    /// What selectors cover.
    Of(&'r [Selector]),
    /// Everything else.
    AllBut(&'r [Selector]),
}

impl<'r> Judged<'r> {
    /// The references from one part to what selectors cover.
    pub(crate) fn between(from: Part<'r>, to: &'r [Selector]) -> Self {
        Self { from, inside: Some(Part::Of(to)), outside: Some(Part::Of(to)) }
    }

    /// All references.
    pub(crate) const ALL: Self =
        Self { from: Part::AllBut(&[]), inside: Some(Part::AllBut(&[])), outside: Some(Part::AllBut(&[])) };
}

/// An entry of `[[exceptions]]`.
#[derive(Clone, Debug)]
pub struct Exception {
    /// The id of the rule.
    pub rule: String,
    /// The place of the entry.
    pub place: Place,
    /// The code whose violations it covers.
    pub from: ExceptionSide,
    /// What that code may depend on.
    pub to: ExceptionSide,
    /// In the rules file of a package, that package. The exception covers only its code.
    pub package: Option<PackageId>,
    /// The maximum number of violations to cover.
    pub max: Option<u32>,
    /// `reason`
    pub reason: String,
    /// `owner`
    pub owner: Option<String>,
    /// The last day on which the exception is accepted.
    pub expires: Option<Placed<Date>>,
}

/// One side of an exception.
#[derive(Clone, Debug)]
pub enum ExceptionSide {
    /// Everything.
    Any,
    /// What a selector covers.
    Selected(Selector),
    /// The name does not exist any longer.
    Gone {
        /// The text as written.
        text: String,
        /// What does not exist.
        why: String,
    },
}

/// An entry of `[[architectures]]`, with what it stands for.
#[derive(Clone, Debug)]
pub struct Architecture {
    /// The shared keys.
    pub meta: Meta,
    /// The preset.
    pub preset: &'static Preset,
    /// The code of each role, in the order of the preset.
    pub roles: Vec<RoleCode>,
    /// The modules, layers and rules that it stands for.
    pub expansion: Expansion,
    /// What precedes their ids: `hexagonal/`.
    pub prefix: String,
}

/// The code of a role.
#[derive(Clone, Debug)]
pub struct RoleCode {
    /// The name of the role.
    pub name: String,
    /// The patterns and packages of its code. Empty if there is none.
    pub code: Vec<String>,
}

/// A validated rules file, with the files that it extends.
#[derive(Clone, Debug)]
pub struct Rules {
    /// The file.
    pub file: FileId,
    /// The written modules in the order of the file, then the discovered ones by path.
    pub modules: Vec<Module>,
    /// The module that owns each Rust module.
    pub owners: Vec<Option<ModuleId>>,
    /// `[[architectures]]`, whose modules, layers and rules are among the others.
    pub architectures: Vec<Architecture>,
    /// In the order of the file.
    pub stacks: Vec<Stack>,
    /// In the order of the file.
    pub rules: Vec<Rule>,
    /// In the order of the file.
    pub exceptions: Vec<Exception>,
    /// The graph of declared dependencies, if a rule checks them.
    pub declared: Option<Graph>,
    /// `[levels]`
    pub levels: BTreeMap<Code, Level>,
    /// The ids of invalid rules and layers, whose violations are unknown.
    pub unread: Vec<String>,
    /// `[analysis]`
    pub analysis: AnalysisSettings,
    /// The CODEOWNERS file of the repository, if it has one that can be read.
    pub file_owners: Option<FileOwners>,
    /// The names of all owners, in order. Empty if no selector names an owner.
    pub owner_names: Vec<String>,
}

impl Rules {
    /// Returns a module by its id.
    pub fn module(&self, id: ModuleId) -> &Module {
        &self.modules[id.0 as usize]
    }

    /// Returns the module that owns a Rust module.
    pub fn owner(&self, rust_module: RustModuleId) -> Option<ModuleId> {
        self.owners.get(rust_module.0 as usize).copied().flatten()
    }

    /// Returns all ids that a violation can have: those of rules, layers and the keys of modules.
    pub fn ids(&self) -> impl Iterator<Item = String> {
        let own = self.rules.iter().map(|rule| &rule.meta).chain(self.stacks.iter().map(|stack| &stack.meta));
        let of_modules = self
            .modules
            .iter()
            .flat_map(|module| ["depends-on", "exposes", "visible-to"].map(|key| format!("{}.{key}", module.meta.id)));
        own.map(|meta| meta.id.clone()).chain(of_modules).chain(["unassigned".to_owned()])
    }

    /// Returns whether some rule is on.
    pub fn can_report(&self) -> bool {
        let own = self.rules.iter().map(|rule| &rule.meta).chain(self.stacks.iter().map(|stack| &stack.meta));
        let is_on = |meta: &Meta| meta.severity != Some(Level::Off);
        let restricts = |module: &Module| {
            is_on(&module.meta)
                && (module.depends_on.is_some()
                    || module.exposes.is_some()
                    || module.visible_to.is_some()
                    || module.contract.is_some())
        };
        let is_assigned = !self.modules.is_empty() && self.levels.get(&Code::Unassigned) != Some(&Level::Off);
        own.into_iter().any(is_on) || is_assigned || self.modules.iter().any(restricts)
    }

    /// Returns whether the baseline is ignored for a rule.
    pub fn is_strict(&self, id: &str) -> bool {
        self.rules.iter().any(|rule| rule.strict && rule.meta.id == id)
    }

    /// Returns whether the violations of a rule are dependency cycles.
    pub fn finds_cycles(&self, id: &str) -> bool {
        self.rules.iter().any(|rule| rule.meta.id == id && rule.body.finds_cycles())
    }

    /// Returns whether a rule is not checked, so its violations are unknown.
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

    /// Returns the severity of a code for a rule with the severity `own`, or `None` if it is off.
    pub fn severity(&self, own: Option<Level>, code: Code) -> Option<Severity> {
        own.or_else(|| self.levels.get(&code).copied()).map_or(Some(code.info().severity), Level::severity)
    }
}
