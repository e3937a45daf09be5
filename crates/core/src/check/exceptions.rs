//! Exceptions while the rules are judged: which of them covers a reference or a Rust module, and what each covered.
//! Comments apply first. What is text of the exceptions themselves is `exceptions_said`'s.

use crate::{
    analysis::Analysis,
    diagnostic::Violation,
    graph::{Graph, Reference, RustModuleId},
    rules::{self, Binding, Codebase, Exception, ExceptionSide, Nested, Rules, Scope},
    source::{FileId, Place},
    suppression::{MalformedSuppression, Suppression},
    syntax::Directive,
};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// All exceptions of a run.
#[derive(Debug)]
pub(super) struct Exceptions<'a> {
    pub(super) comments: Vec<Comment>,
    pub(super) malformed: Vec<(FileId, MalformedSuppression)>,
    pub(super) entries: Vec<Entry<'a>>,
    /// The comments of a rule in a file.
    comments_of: FxHashMap<FileId, BTreeMap<String, Vec<usize>>>,
    /// The entries of a rule.
    entries_of: BTreeMap<&'a str, Vec<usize>>,
    /// How many violations are covered.
    pub(super) excepted: usize,
}

/// An exception in the source.
#[derive(Debug)]
pub(super) struct Comment {
    pub(super) file: FileId,
    pub(super) suppression: Suppression,
    pub(super) used: bool,
}

/// An exception in the rules file.
#[derive(Debug)]
pub(super) struct Entry<'a> {
    pub(super) exception: &'a Exception,
    from: Side<'a>,
    to: Side<'a>,
    /// Where each violation stands that it covers.
    pub(super) covered: Vec<Place>,
    /// Whether it covers at least a part of something.
    pub(super) used: bool,
}

#[derive(Debug)]
enum Side<'a> {
    Any,
    Scope(Scope<'a>),
    Gone,
}

/// An exception that covers something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Cover {
    Comment(usize),
    Entry(usize),
}

impl<'a> Side<'a> {
    fn new(side: &'a ExceptionSide, code: &Codebase<'_>) -> Self {
        match side {
            ExceptionSide::Any => Self::Any,
            ExceptionSide::Selected(selector) => Self::Scope(Scope::of(&selector.meaning, code)),
            ExceptionSide::Gone { .. } => Self::Gone,
        }
    }

    fn holds(&self, code: &Codebase<'_>, module: RustModuleId) -> bool {
        match self {
            Self::Any => true,
            Self::Scope(scope) => scope.find(code, module, &Binding::new(), Nested::Deepest).is_some(),
            Self::Gone => false,
        }
    }
}

impl Entry<'_> {
    fn is_from(&self, code: &Codebase<'_>, module: RustModuleId) -> bool {
        self.exception.package.is_none_or(|package| code.package(module) == package) && self.from.holds(code, module)
    }
}

impl<'a> Exceptions<'a> {
    /// Those of the rules file, and of every source file that is judged and has some.
    pub(super) fn new(rules: &'a Rules, analysis: &Analysis, code: &Codebase<'_>) -> Self {
        let mut all = Self {
            comments: Vec::new(),
            malformed: Vec::new(),
            entries: Vec::new(),
            comments_of: FxHashMap::default(),
            entries_of: BTreeMap::new(),
            excepted: 0,
        };
        for (index, exception) in rules.exceptions.iter().enumerate() {
            let (from, to) = (Side::new(&exception.from, code), Side::new(&exception.to, code));
            all.entries.push(Entry { exception, from, to, covered: Vec::new(), used: false });
            all.entries_of.entry(&exception.rule).or_default().push(index);
        }
        let mut seen: BTreeMap<&str, FileId> = BTreeMap::new();
        for (file, comments) in &analysis.comments {
            if rules.excluded.get(file.0 as usize).is_some_and(|excluded| *excluded) {
                continue;
            }
            // A file that several editions read is there once for each.
            let path = analysis.sources.get(*file).path.as_str();
            if let Some(first) = seen.get(path) {
                let same = all.comments_of.get(first).cloned();
                all.comments_of.extend(same.map(|same| (*file, same)));
                continue;
            }
            seen.insert(path, *file);
            all.read(*file, comments);
        }
        all
    }

    fn read(&mut self, file: FileId, directives: &[Directive]) {
        for directive in directives {
            match Suppression::parse(directive) {
                Ok(suppression) => {
                    let of_file = self.comments_of.entry(file).or_default();
                    of_file.entry(suppression.rule.clone()).or_default().push(self.comments.len());
                    self.comments.push(Comment { file, suppression, used: false });
                }
                Err(malformed) => self.malformed.push((file, malformed)),
            }
        }
    }

    /// Whether there is any for a rule.
    pub(super) fn is_empty_for(&self, rule: &str) -> bool {
        !self.entries_of.contains_key(rule) && (self.comments.is_empty() || !self.has_comments(rule))
    }

    fn has_comments(&self, rule: &str) -> bool {
        self.comments.iter().any(|comment| comment.suppression.rule == rule)
    }

    /// The comment whose extent a place stands in.
    fn comment_at(&self, rule: &str, place: Place) -> Option<Cover> {
        let comments = self.comments_of.get(&place.file)?.get(rule)?;
        let holds = |at: &&usize| {
            let covers = self.comments[**at].suppression.covers;
            covers.is_some_and(|covers| covers.start <= place.span.start && place.span.end <= covers.end)
        };
        comments.iter().find(holds).map(|at| Cover::Comment(*at))
    }

    /// What covers a reference: a comment, or else every entry that matches it.
    pub(super) fn of_reference(
        &self,
        code: &Codebase<'_>,
        graph: &Graph,
        rule: &str,
        reference: &Reference,
    ) -> Vec<Cover> {
        let target = graph.target(reference);
        let reaches = |entry: &Entry<'_>| match &entry.to {
            Side::Any => true,
            Side::Scope(scope) => {
                (0..rules::ends(target)).any(|end| scope.covers_end(code, target, end, &Binding::new()))
            }
            Side::Gone => false,
        };
        self.matching(rule, reference.place(), |entry| entry.is_from(code, reference.from) && reaches(entry))
    }

    /// What covers a violation that stands at a Rust module. It reaches nothing that a selector could find, so that
    /// the `to` of an entry must be left out or be the very words.
    pub(super) fn of_module(
        &self,
        code: &Codebase<'_>,
        place: Place,
        violation: &Violation,
        module: RustModuleId,
    ) -> Vec<Cover> {
        let reaches = |entry: &Entry<'_>| match &entry.exception.to {
            ExceptionSide::Any => true,
            ExceptionSide::Selected(selector) => selector.text == violation.to,
            ExceptionSide::Gone { text, .. } => *text == violation.to,
        };
        self.matching(&violation.rule, place, |entry| entry.is_from(code, module) && reaches(entry))
    }

    fn matching(&self, rule: &str, place: Place, holds: impl Fn(&Entry<'_>) -> bool) -> Vec<Cover> {
        if let Some(comment) = self.comment_at(rule, place) {
            return vec![comment];
        }
        let entries = self.entries_of.get(rule).into_iter().flatten().copied();
        entries.filter(|at| holds(&self.entries[*at])).map(Cover::Entry).collect()
    }

    /// Notes that something is covered in part.
    pub(super) fn touch(&mut self, cover: Cover) {
        match cover {
            Cover::Comment(at) => self.comments[at].used = true,
            Cover::Entry(at) => self.entries[at].used = true,
        }
    }

    /// Notes a violation that is covered.
    pub(super) fn count(&mut self, covers: &[Cover], place: Place) {
        self.excepted += 1;
        for cover in covers {
            self.touch(*cover);
            if let Cover::Entry(at) = cover {
                self.entries[*at].covered.push(place);
            }
        }
    }
}
