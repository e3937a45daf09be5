//! What the checker has to say, as plain data: the one type that every stage reports with and every format renders.

use crate::{
    codes::Code,
    source::{Place, Sources},
};
use bitcode::{Decode, Encode};

pub use crate::severity::Severity;

/// A place with what it has to do with the diagnostic.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Label {
    /// Where.
    pub place: Place,
    /// What it is; may be empty for the primary one.
    pub text: String,
}

/// One thing to say. Its `message` stands alone on a line.
#[derive(Clone, Debug, Encode, Decode)]
pub struct Diagnostic {
    /// What kind of thing; the table of codes has its class, its meaning and its cure.
    pub code: Code,
    /// How much it weighs, after the rules file has spoken.
    pub severity: Severity,
    /// The sentence, without a full stop, names in backticks.
    pub message: String,
    /// Where it stands; none where no file can be named.
    pub primary: Option<Label>,
    /// Other places that explain it: the rule, the steps of a chain.
    pub related: Vec<Label>,
    /// Why: the rule's reason, its adr, its owner. `reason: …`, `adr: …`, `owner: …`, one each.
    pub notes: Vec<String>,
    /// What to do, a sentence each.
    pub help: Vec<String>,
    /// What a violation says beyond that.
    #[bitcode(skip)]
    pub violation: Option<Violation>,
}

impl Diagnostic {
    /// A diagnostic of the code's own severity, with nothing but a message.
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

    /// With its place.
    #[must_use]
    pub fn at(mut self, place: Place, text: impl Into<String>) -> Self {
        self.primary = Some(Label { place, text: text.into() });
        self
    }

    /// With another place.
    #[must_use]
    pub fn related(mut self, place: Place, text: impl Into<String>) -> Self {
        self.related.push(Label { place, text: text.into() });
        self
    }

    /// With a sentence on what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }
}

/// What a violation is known by, and the references that make it up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The rule's id: `domain-is-pure`, `modules.orders.depends-on`.
    pub rule: String,
    /// The Rust module it is from, by its path.
    pub from: String,
    /// The item or Rust module it reaches, by its path.
    pub to: String,
    /// The kind of the reference it stands at (`use`, `path`, …).
    pub kind: &'static str,
    /// The context of that reference (`production`, …).
    pub context: &'static str,
    /// The condition under which that reference exists, as `cfg` writes it; none where always.
    pub cfg: Option<String>,
    /// How much of it there is, for the baseline: its references, or the number of a limit; 1 where neither counts.
    pub count: u32,
    /// Every reference that counts for it, in source order, the one it stands at first.
    pub references: Vec<Place>,
}

/// Sorts as every output has it: by file path, place, code, message, rule; what has no place first.
pub fn sort(diagnostics: &mut [Diagnostic], sources: &Sources) {
    diagnostics.sort_by(|a, b| {
        let (at, other) = (place(a), place(b));
        // Most neighbours are of one file, and need no look at its path.
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
            // Two rules may say the same of one place.
            .then_with(|| rule(a).cmp(&rule(b)))
    });
}

fn place(diagnostic: &Diagnostic) -> Option<Place> {
    diagnostic.primary.as_ref().map(|label| label.place)
}

fn rule(diagnostic: &Diagnostic) -> Option<&str> {
    diagnostic.violation.as_ref().map(|violation| violation.rule.as_str())
}
