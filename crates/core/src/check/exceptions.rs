//! The exceptions of a check: which of them cover a reference or a Rust module, and how often each was used. Comments
//! apply before the entries of the rules file. It reports nothing: see `exception_report`.

use crate::{
    analysis::Analysis,
    diagnostic::Violation,
    graph::{Context, End, Graph, Reference, RustModuleId, TargetId},
    rules::{self, Binding, Codebase, Exception, ExceptionSide, Nested, Rules, Scope},
    source::{FileId, Place, Span},
    suppression::{MalformedSuppression, Suppression},
    syntax::Directive,
};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// All exceptions of a check.
#[derive(Debug)]
pub(super) struct Exceptions<'a> {
    pub(super) comments: Vec<ExceptionComment>,
    pub(super) malformed: Vec<(FileId, MalformedSuppression)>,
    pub(super) entries: Vec<ExceptionEntry<'a>>,
    /// The comments in a file by rule.
    comments_of: FxHashMap<FileId, BTreeMap<String, Covering>>,
    /// The rules that comments name.
    in_comments: BTreeSet<String>,
    /// The entries by rule, as indexes.
    entries_of: BTreeMap<&'a str, Vec<usize>>,
    /// The number of covered violations.
    pub(super) excepted: usize,
    /// The covered references.
    pub(super) references: Vec<ExceptedReference>,
}

/// A reference that violates a rule, but that an exception covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExceptedReference {
    /// The id of the rule.
    pub rule: String,
    /// The referring Rust module.
    pub from: RustModuleId,
    /// The node that the reference must not reach.
    pub to: End,
    /// What the reference resolves to.
    pub target: TargetId,
    /// The context of the reference, according to the rules file.
    pub context: Context,
}

/// An exception in a comment.
#[derive(Debug)]
pub(super) struct ExceptionComment {
    pub(super) file: FileId,
    pub(super) suppression: Suppression,
    pub(super) used: bool,
}

/// The comments of one file for one rule, by what they cover.
#[derive(Clone, Debug, Default)]
struct Covering {
    /// The index of each comment with the start of what it covers, sorted by the start.
    starts: Vec<(u32, usize)>,
    /// For each of them, the last end of what it and those before it cover.
    ends: Vec<u32>,
}

impl Covering {
    /// Returns the first comment, by the start of what it covers, that covers a range. O(log n) for n comments.
    fn find(&self, span: Span) -> Option<usize> {
        // The first one that ends late enough is the first whose predecessors and itself do.
        let at = self.ends.partition_point(|end| *end < span.end);
        self.starts.get(at).filter(|(start, _)| *start <= span.start).map(|(_, comment)| *comment)
    }
}

impl FromIterator<(Span, usize)> for Covering {
    fn from_iter<T: IntoIterator<Item = (Span, usize)>>(comments: T) -> Self {
        let mut comments: Vec<_> = comments.into_iter().collect();
        comments.sort_by_key(|(covers, comment)| (covers.start, *comment));
        let ends = comments.iter().scan(0, |last, (covers, _)| {
            *last = covers.end.max(*last);
            Some(*last)
        });
        let ends = ends.collect();
        Self { starts: comments.into_iter().map(|(covers, comment)| (covers.start, comment)).collect(), ends }
    }
}

/// An exception in the rules file.
#[derive(Debug)]
pub(super) struct ExceptionEntry<'a> {
    pub(super) exception: &'a Exception,
    from: PreparedSide<'a>,
    to: PreparedSide<'a>,
    /// The places of the violations that it covers.
    pub(super) covered: Vec<Place>,
    /// Whether it covers some reference.
    pub(super) used: bool,
}

#[derive(Debug)]
enum PreparedSide<'a> {
    Any,
    Scope(Scope<'a>),
    Gone,
}

/// An exception that covers a reference or a Rust module, by index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Cover {
    Comment(usize),
    Entry(usize),
}

impl<'a> PreparedSide<'a> {
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

impl ExceptionEntry<'_> {
    fn is_from(&self, code: &Codebase<'_>, module: RustModuleId) -> bool {
        self.exception.package.is_none_or(|package| code.package(module) == package) && self.from.holds(code, module)
    }
}

impl<'a> Exceptions<'a> {
    /// Collects the exceptions of the rules file and of all source files that are not excluded.
    pub(super) fn new(rules: &'a Rules, analysis: &Analysis, code: &Codebase<'_>) -> Self {
        let mut all = Self {
            comments: Vec::new(),
            malformed: Vec::new(),
            entries: Vec::new(),
            comments_of: FxHashMap::default(),
            in_comments: BTreeSet::new(),
            entries_of: BTreeMap::new(),
            excepted: 0,
            references: Vec::new(),
        };
        for (index, exception) in rules.exceptions.iter().enumerate() {
            let (from, to) = (PreparedSide::new(&exception.from, code), PreparedSide::new(&exception.to, code));
            all.entries.push(ExceptionEntry { exception, from, to, covered: Vec::new(), used: false });
            all.entries_of.entry(&exception.rule).or_default().push(index);
        }
        let mut seen: BTreeMap<&str, FileId> = BTreeMap::new();
        for (file, comments) in &analysis.comments {
            if rules.analysis.is_excluded(*file) {
                continue;
            }
            // A file that crates of several editions share has one entry for each edition.
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
        let mut of_rule: BTreeMap<String, Vec<(Span, usize)>> = BTreeMap::new();
        for directive in directives {
            match Suppression::parse(directive) {
                Ok(suppression) => {
                    let covers = of_rule.entry(suppression.rule.clone()).or_default();
                    covers.extend(suppression.covers.map(|span| (span, self.comments.len())));
                    self.comments.push(ExceptionComment { file, suppression, used: false });
                }
                Err(malformed) => self.malformed.push((file, malformed)),
            }
        }
        self.in_comments.extend(of_rule.keys().cloned());
        let of_rule = of_rule.into_iter().map(|(rule, comments)| (rule, comments.into_iter().collect()));
        self.comments_of.entry(file).or_default().extend(of_rule);
    }

    /// Returns whether there are any exceptions.
    pub(super) fn has_any(&self) -> bool {
        !self.comments.is_empty() || !self.entries.is_empty()
    }

    /// Returns whether a rule has no exceptions.
    pub(super) fn is_empty_for(&self, rule: &str) -> bool {
        !self.entries_of.contains_key(rule) && !self.in_comments.contains(rule)
    }

    /// Returns the comment that covers a place.
    fn comment_at(&self, rule: &str, place: Place) -> Option<Cover> {
        let comments = self.comments_of.get(&place.file)?.get(rule)?;
        comments.find(place.span).map(Cover::Comment)
    }

    /// Returns the exceptions that cover a reference: a comment at the path, or at the macro call whose expansion contains
    /// it, or else all entries that match it.
    pub(super) fn of_reference(
        &self,
        code: &Codebase<'_>,
        graph: &Graph,
        rule: &str,
        reference: &Reference,
    ) -> Vec<Cover> {
        let target = graph.target(reference);
        let reaches = |entry: &ExceptionEntry<'_>| match &entry.to {
            PreparedSide::Any => true,
            PreparedSide::Scope(scope) => {
                (0..rules::ends(target)).any(|end| scope.covers_end(code, target, end, &Binding::new()))
            }
            PreparedSide::Gone => false,
        };
        let places = std::iter::once(reference.place()).chain(graph.call_place(reference));
        self.matching(rule, places, |entry| entry.is_from(code, reference.from) && reaches(entry))
    }

    /// Returns the exceptions that cover a violation at a Rust module. Such a violation has no target, so the `to` of
    /// an entry must be missing or equal to the violation's.
    pub(super) fn of_module(
        &self,
        code: &Codebase<'_>,
        place: Place,
        violation: &Violation,
        module: RustModuleId,
    ) -> Vec<Cover> {
        let reaches = |entry: &ExceptionEntry<'_>| match &entry.exception.to {
            ExceptionSide::Any => true,
            ExceptionSide::Selected(selector) => selector.text == violation.to,
            ExceptionSide::Gone { text, .. } => *text == violation.to,
        };
        self.matching(&violation.rule, [place], |entry| entry.is_from(code, module) && reaches(entry))
    }

    fn matching(
        &self,
        rule: &str,
        places: impl IntoIterator<Item = Place>,
        holds: impl Fn(&ExceptionEntry<'_>) -> bool,
    ) -> Vec<Cover> {
        if let Some(comment) = places.into_iter().find_map(|place| self.comment_at(rule, place)) {
            return vec![comment];
        }
        let entries = self.entries_of.get(rule).into_iter().flatten().copied();
        entries.filter(|at| holds(&self.entries[*at])).map(Cover::Entry).collect()
    }

    /// Marks an exception as used.
    pub(super) fn touch(&mut self, cover: Cover) {
        match cover {
            Cover::Comment(at) => self.comments[at].used = true,
            Cover::Entry(at) => self.entries[at].used = true,
        }
    }

    /// Counts a covered violation.
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
