//! The state of one lowering.

use super::ribs::Ribs;
use crate::{
    interner::Interner,
    syntax::{
        facts::{
            Certainty, Declaration, Declared, Facts, Path, PathId, Predicate, PredicateId, Problem, Reference, Scope,
            ScopeIndex, Word,
        },
        span_map::{Located, Offsets, SpanMap},
    },
    workspace::Edition,
};
use proc_macro2::Span;

/// What a lowering knows and has found so far.
pub(super) struct Lowerer<'a> {
    pub(super) map: SpanMap<'a>,
    pub(super) offsets: Offsets,
    pub(super) edition: Edition,
    pub(super) names: Interner<Box<str>>,
    pub(super) predicates: Interner<Predicate>,
    pub(super) paths: Interner<Path>,
    pub(super) scopes: Vec<Scope>,
    pub(super) declarations: Vec<Declaration>,
    pub(super) references: Vec<Reference>,
    pub(super) generated: Vec<ScopeIndex>,
    pub(super) problems: Vec<Problem>,
    /// The innermost scope that can declare names.
    pub(super) scope: ScopeIndex,
    /// The condition of what is being visited.
    pub(super) predicate: PredicateId,
    /// Local names around what is being visited.
    pub(super) ribs: Ribs,
    /// How sure it is that what is being visited is code.
    pub(super) certainty: Certainty,
    /// Whether single names count: not in a macro's arguments that read as nothing in particular.
    pub(super) soup: bool,
    /// The function or constant whose body is being visited, until a block in it has taken the name.
    pub(super) body: Option<Word>,
    /// Whether a macro call among the statements before may have declared a local name.
    pub(super) hidden_locals: bool,
    /// Whether something was met that only a tree of everything can tell.
    pub(super) lost: bool,
    /// The text of the identifier at hand.
    text: String,
}

impl<'a> Lowerer<'a> {
    pub(super) fn new(map: SpanMap<'a>, offsets: Offsets, edition: Edition) -> Self {
        let mut predicates = Interner::default();
        let always = PredicateId(predicates.intern(Predicate::All(Vec::new())));
        Self {
            map,
            offsets,
            edition,
            names: Interner::default(),
            predicates,
            paths: Interner::default(),
            scopes: vec![Scope { parent: ScopeIndex::ROOT, block: false, body: None, predicate: always }],
            declarations: Vec::new(),
            references: Vec::new(),
            generated: Vec::new(),
            problems: Vec::new(),
            scope: ScopeIndex::ROOT,
            predicate: always,
            ribs: Ribs::default(),
            certainty: Certainty::Certain,
            soup: false,
            body: None,
            hidden_locals: false,
            lost: false,
            text: String::new(),
        }
    }

    pub(super) fn finish(self, predicate: PredicateId, macro_use: bool) -> Facts {
        Facts {
            edition: self.edition,
            names: self.names.into(),
            predicates: self.predicates.into(),
            scopes: self.scopes,
            paths: self.paths.into(),
            declarations: self.declarations,
            references: self.references,
            predicate,
            macro_use,
            generated: self.generated,
            problems: self.problems,
            directives: Vec::new(),
        }
    }

    /// The word of an identifier, without `r#`.
    pub(super) fn ident(&mut self, ident: &proc_macro2::Ident) -> Word {
        use std::fmt::Write as _;
        self.text.clear();
        let _ = write!(self.text, "{ident}");
        self.names.word(self.text.strip_prefix("r#").unwrap_or(&self.text))
    }

    /// Binds generic parameters that are known by their names only.
    pub(super) fn bind_generics(&mut self, generics: &[&str]) {
        self.ribs.push(false);
        for name in generics {
            let word = self.names.word(name);
            self.ribs.bind_type(word);
            self.ribs.bind_value(word);
        }
    }

    pub(super) fn path(&mut self, path: Path) -> PathId {
        PathId(self.paths.intern(path))
    }

    /// The place from the start of one span to the end of another.
    pub(super) fn located(&self, from: Span, to: Span) -> Located {
        self.map.locate(self.offsets.start(from), self.offsets.end(to))
    }

    pub(super) fn declare(&mut self, at: Located, what: Declared) {
        self.declarations.push(Declaration { scope: self.scope, predicate: self.predicate, at, what });
    }

    /// Does something in a new scope below the present one.
    pub(super) fn in_scope(&mut self, block: bool, act: impl FnOnce(&mut Self)) -> ScopeIndex {
        let index = ScopeIndex(self.scopes.len() as u32);
        let body = self.body.take();
        self.scopes.push(Scope { parent: self.scope, block, body, predicate: self.predicate });
        let outer = std::mem::replace(&mut self.scope, index);
        act(self);
        self.scope = outer;
        self.body = body;
        index
    }

    /// Does something under a further condition.
    pub(super) fn under(&mut self, predicate: PredicateId, act: impl FnOnce(&mut Self)) {
        let all = self.both(self.predicate, predicate);
        let outer = std::mem::replace(&mut self.predicate, all);
        act(self);
        self.predicate = outer;
    }

    /// Does something that may or may not be code.
    pub(super) fn possibly(&mut self, soup: bool, act: impl FnOnce(&mut Self)) {
        let outer = (std::mem::replace(&mut self.certainty, Certainty::Possible), self.soup);
        self.soup |= soup;
        act(self);
        (self.certainty, self.soup) = outer;
    }
}
