//! Diagnostics as plain data. Every stage reports with this type, and every output format renders it.

use crate::{
    codes::Code,
    source::{Place, Sources},
};
use bitcode::{Decode, Encode};

pub use crate::severity::Severity;

/// A place in a file that a diagnostic points to, with a text that explains it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Label {
    /// The place.
    pub place: Place,
    /// What is at the place. Can be empty for the primary label.
    pub text: String,
}

/// A violation, an error or a note.
///
/// ```text
/// error[forbidden]: `shop::orders` depends on `shop::db`, which `no-db` forbids    severity, code, message
///   --> src/orders.rs:3:5                                                           primary
///   = reason: orders must not know the database                                    notes
///   = help: go through `shop::store`                                               help
/// ```
#[derive(Clone, Debug, Encode, Decode)]
pub struct Diagnostic {
    /// The kind of diagnostic. The table of codes explains each, and how to fix it.
    pub code: Code,
    /// The severity, as the rules file sets it.
    pub severity: Severity,
    /// One sentence without a full stop, with names in backticks. It makes sense without the other fields.
    pub message: String,
    /// Where the problem is. `None` if it is in no file.
    pub primary: Option<Label>,
    /// Other places that explain the problem, such as the rule or the steps of a chain.
    pub related: Vec<Label>,
    /// Background: the rule's `reason: …`, `adr: …` and `owner: …`.
    pub notes: Vec<String>,
    /// What to do. One sentence each.
    pub help: Vec<String>,
    /// More about the violation, if the diagnostic is one.
    #[bitcode(skip)]
    pub violation: Option<Violation>,
}

impl Diagnostic {
    /// Creates a diagnostic with the default severity of its code.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.info().severity,
            message: message.into(),
            primary: None,
            related: Vec::new(),
            notes: Vec::new(),
            help: Vec::new(),
            violation: None,
        }
    }

    /// Sets the primary label.
    #[must_use]
    pub fn at(mut self, place: Place, text: impl Into<String>) -> Self {
        self.primary = Some(Label { place, text: text.into() });
        self
    }

    /// Adds a related place.
    #[must_use]
    pub fn related(mut self, place: Place, text: impl Into<String>) -> Self {
        self.related.push(Label { place, text: text.into() });
        self
    }

    /// Adds a sentence on what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }
}

/// What identifies a violation, and the references that cause it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The ID of the rule: `domain-is-pure`, `modules.orders.depends-on`.
    pub rule: String,
    /// The path of the referring Rust module.
    pub from: String,
    /// The path of the item or Rust module that is referred to.
    pub to: String,
    /// The kind of the first reference: `use`, `path`, ….
    pub kind: &'static str,
    /// The context of the first reference: `production`, ….
    pub context: &'static str,
    /// The condition under which the first reference exists, in the syntax of `cfg`. `None` if it always exists.
    pub cfg: Option<String>,
    /// The size of the violation, for the baseline: the number of references, or the value that a limit restricts.
    /// Otherwise 1.
    pub count: u32,
    /// Whether it is a guess where the references lead: only generated code or an external glob can supply their names.
    pub is_guess: bool,
    /// The places of all references that cause the violation, in source order. The primary label is at the first.
    pub references: Vec<Place>,
    /// The macro call for each of `references` that is in the body of a macro. Sorted like `references`.
    pub calls: Vec<(Place, Place)>,
    /// The path of the Rust module, or outside the workspace, that the references must not reach. `None` if it is the
    /// one where their target is defined.
    pub end: Option<String>,
    /// The path that each of `references` leads to, if it is another one than `to`. Sorted like `references`.
    pub reached: Vec<(Place, String)>,
    /// For a cycle, all dependencies between the parts that depend on each other. Each is a violation of its own for
    /// the baseline. Otherwise empty.
    pub dependencies: Vec<CycleDependency>,
    /// What to change to fix it, if other violations can have the same cause.
    pub cause: Option<Cause>,
}

/// The cause of a violation: a dependency that is no longer there once it is fixed. Violations with equal causes can be
/// fixed together.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cause {
    /// The kind of the dependency.
    pub kind: CauseKind,
    /// The name of the dependent part of the code.
    pub from: String,
    /// The name of the part that it depends on.
    pub to: String,
}

/// The kind of a dependency that causes violations.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CauseKind {
    /// A dependency between two parts: modules of the rules file, or else crates, or else the topmost Rust modules that
    /// differ.
    Parts,
    /// A dependency between two parts through a re-export.
    Reexport {
        /// The path of the Rust module that has the re-export.
        module: String,
        /// The path of what it leads to.
        item: String,
    },
    /// The last step of a chain: a Rust module, and what it refers to.
    LastStep,
}

/// A dependency between two parts of the code that depend on each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CycleDependency {
    /// The name of the dependent part.
    pub from: String,
    /// The name of the part that it depends on.
    pub to: String,
    /// The kind of the first reference.
    pub kind: &'static str,
    /// The context of the first reference.
    pub context: &'static str,
    /// The condition under which the first reference exists. `None` if it always exists.
    pub cfg: Option<String>,
    /// Whether it is a guess where the references lead.
    pub is_guess: bool,
    /// The places of the references, in source order.
    pub references: Vec<Place>,
}

/// What is added to the message of a violation that is a guess.
const GUESS: &str = "a guess";

/// Why a violation is a guess.
const GUESS_NOTE: &str = "this is a guess: no source declares the name that the path leads to; generated code, or a glob import of an external \
     crate, may declare it";

impl Diagnostic {
    /// Marks a violation as a guess, in its message too.
    pub(crate) fn set_guess(&mut self) {
        let Some(violation) = self.violation.as_mut().filter(|violation| !violation.is_guess) else { return };
        violation.is_guess = true;
        self.message = format!("{} ({GUESS})", self.message);
        if !self.notes.iter().any(|note| note == GUESS_NOTE) {
            self.notes.push(GUESS_NOTE.to_owned());
        }
    }
}

/// The maximum number of references to label for each dependency of a cycle.
const MAX_LABELS: usize = 3;

impl CycleDependency {
    /// Returns both ends, for messages: "`a` -> `b`".
    pub fn step(&self) -> String {
        format!("`{}` -> `{}`", self.from, self.to)
    }

    /// Returns labels for the first references.
    pub fn labels(&self) -> Vec<Label> {
        let more = self.references.len().saturating_sub(MAX_LABELS);
        let label = |(at, place): (usize, &Place)| {
            let more = if at + 1 == MAX_LABELS && more > 0 { format!(" (and {more} more)") } else { String::new() };
            Label { place: *place, text: format!("{}{more}", self.step()) }
        };
        self.references.iter().take(MAX_LABELS).enumerate().map(label).collect()
    }

    /// Returns the number of references, in words.
    pub fn size(&self) -> String {
        match self.references.len() {
            1 => "1 reference".to_owned(),
            many => format!("{many} references"),
        }
    }
}

/// Sorts diagnostics for output: by file path, position, code, message and rule. Diagnostics without a place come
/// first.
pub fn sort(diagnostics: &mut [Diagnostic], sources: &Sources) {
    diagnostics.sort_by(|a, b| {
        let (at, other) = (place(a), place(b));
        // Most pairs are in one file, and need no comparison of paths.
        let by_path = match (at, other) {
            (Some(at), Some(other)) if at.file != other.file => {
                sources.get(at.file).path.cmp(&sources.get(other.file).path)
            }
            _ => at.is_some().cmp(&other.is_some()),
        };
        by_path
            .then_with(|| at.map(|at| (at.file, at.span)).cmp(&other.map(|at| (at.file, at.span))))
            .then_with(|| a.code.info().name.cmp(b.code.info().name))
            .then_with(|| a.message.cmp(&b.message))
            // Two rules can report the same message for one place.
            .then_with(|| rule(a).cmp(&rule(b)))
    });
}

fn place(diagnostic: &Diagnostic) -> Option<Place> {
    diagnostic.primary.as_ref().map(|label| label.place)
}

fn rule(diagnostic: &Diagnostic) -> Option<&str> {
    diagnostic.violation.as_ref().map(|violation| violation.rule.as_str())
}
