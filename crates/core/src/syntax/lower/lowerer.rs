//! The state of one lowering.

use super::{ribs::Ribs, source::Source};
use crate::{
    interner::Interner,
    syntax::{
        builtin,
        code::{Code, Kind, Trees},
        facts::{
            BareCall, Certainty, Declaration, Declared, Facts, Generator, Path, PathId, Predicate, PredicateId,
            Reference, Scope, ScopeIndex, Word,
        },
        span_map::Located,
    },
};
use smallvec::SmallVec;
use std::ops::Range;

/// What a lowering knows and has found so far.
#[expect(clippy::struct_excessive_bools, reason = "each is about another part of the source")]
pub(super) struct Lowerer<'a> {
    pub(super) source: Source<'a>,
    pub(super) names: Interner<Box<str>>,
    pub(super) predicates: Interner<Predicate>,
    pub(super) paths: Interner<Path>,
    pub(super) scopes: Vec<Scope>,
    pub(super) declarations: Vec<Declaration>,
    pub(super) references: Vec<Reference>,
    pub(super) bare_calls: Vec<BareCall>,
    pub(super) generators: Vec<Generator>,
    /// The innermost scope that can declare names.
    pub(super) scope: ScopeIndex,
    /// The condition under which the current code exists.
    pub(super) predicate: PredicateId,
    /// The local names that are visible.
    pub(super) ribs: Ribs,
    /// How certain it is that the current tokens are code.
    pub(super) certainty: Certainty,
    /// Whether a macro may take the values in the current code for types.
    pub(super) may_be_types: bool,
    /// Whether the code is an argument of a macro that is not one of the standard library.
    pub(super) in_arguments: bool,
    /// Whether the current tokens could not be parsed. Single names do not count there.
    pub(super) is_unparsed: bool,
    /// The function or constant whose body this is, until a block in it has taken the name.
    pub(super) body: Option<Word>,
    /// Whether the current tokens are the expansion of a call in code, whose arguments were read with the call.
    pub(super) has_read_arguments: bool,
    /// Whether the macro that is being read calls macros of its own crate by their bare names.
    pub(super) local_inner_macros: bool,
    /// Whether the source may declare or import an item with the name of a primitive type.
    pub(super) has_primitive_items: bool,
    /// Whether a macro call among the statements before may have declared a local name.
    pub(super) hidden_locals: bool,
}

impl<'a> Lowerer<'a> {
    pub(super) fn new(source: Source<'a>) -> Self {
        let mut predicates = Interner::default();
        let always = PredicateId(predicates.intern(Predicate::All(Vec::new())));
        let mut lowerer = Self {
            source,
            names: Interner::default(),
            predicates,
            paths: Interner::default(),
            scopes: vec![Scope { parent: ScopeIndex::ROOT, block: false, body: None, predicate: always }],
            declarations: Vec::new(),
            references: Vec::new(),
            bare_calls: Vec::new(),
            has_primitive_items: has_primitive_items(source.code),
            has_read_arguments: false,
            local_inner_macros: false,
            generators: Vec::new(),
            scope: ScopeIndex::ROOT,
            predicate: always,
            ribs: Ribs::default(),
            certainty: Certainty::Certain,
            may_be_types: false,
            in_arguments: false,
            is_unparsed: false,
            body: None,
            hidden_locals: false,
        };
        lowerer.bind_generics();
        lowerer
    }

    pub(super) fn code(&self) -> &'a Code<'a> {
        self.source.code
    }

    pub(super) fn kind(&self, token: usize) -> Kind {
        self.source.code.kind(token)
    }

    pub(super) fn text_of(&self, token: usize) -> &'a str {
        self.source.code.text_of(token)
    }

    /// Whether it is a group in visible delimiters.
    pub(super) fn is_group(&self, tree: usize) -> bool {
        self.kind(tree).opens()
    }

    /// The token trees between the commas of a group.
    pub(super) fn parts_of(&self, open: usize) -> SmallVec<[Trees; 4]> {
        self.code().trees_between_commas(self.code().content(open))
    }

    pub(super) fn finish_expansion(self) -> Facts {
        self.finish(PredicateId::ALWAYS, false)
    }

    pub(super) fn finish(self, predicate: PredicateId, macro_use: bool) -> Facts {
        Facts {
            edition: self.source.edition,
            names: self.names.into(),
            predicates: self.predicates.into(),
            scopes: self.scopes,
            paths: self.paths.into(),
            declarations: self.declarations,
            references: self.references,
            bare_calls: self.bare_calls,
            predicate,
            macro_use,
            recursion_limit: None,
            generators: self.generators,
            problems: Vec::new(),
            directives: Vec::new(),
        }
    }

    /// Binds the generic parameters around an expansion.
    fn bind_generics(&mut self) {
        self.ribs.push(false);
        for name in self.source.generics {
            let word = self.names.word(name);
            self.ribs.bind_type(word);
            self.ribs.bind_value(word);
        }
    }

    pub(super) fn path(&mut self, path: Path) -> PathId {
        PathId(self.paths.intern(path))
    }

    /// Where some bytes of the text were written.
    pub(super) fn locate(&self, bytes: Range<usize>) -> Located {
        self.source.map.locate(bytes.start, bytes.end)
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

    pub(super) fn in_rib(&mut self, act: impl FnOnce(&mut Self)) {
        self.ribs.push(false);
        act(self);
        self.ribs.pop();
    }

    /// Does something under a further condition.
    pub(super) fn under(&mut self, predicate: PredicateId, act: impl FnOnce(&mut Self)) {
        let all = self.both(self.predicate, predicate);
        let outer = std::mem::replace(&mut self.predicate, all);
        act(self);
        self.predicate = outer;
    }

    /// Does something that may or may not be code.
    pub(super) fn possibly(&mut self, act: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.certainty, Certainty::Possible);
        act(self);
        self.certainty = outer;
    }

    /// Does something where a macro may take values for types, or where it can't.
    pub(super) fn with_types(&mut self, may_be_types: bool, act: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.may_be_types, may_be_types);
        act(self);
        self.may_be_types = outer;
    }

    /// Does something where tokens could not be parsed, or where they could.
    pub(super) fn with_unparsed(&mut self, is_unparsed: bool, act: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.is_unparsed, is_unparsed);
        act(self);
        self.is_unparsed = outer;
    }
}

/// Whether some tokens may declare or import an item with the name of a primitive type: `struct u8;`, `use a::{B as str, u16}`.
fn has_primitive_items(code: &Code<'_>) -> bool {
    let mut is_in_use = false;
    (0..code.tokens.len()).any(|at| match code.kind(at) {
        Kind::Use => {
            is_in_use = true;
            false
        }
        Kind::Semi => {
            is_in_use = false;
            false
        }
        Kind::Ident if is_in_use => {
            matches!(code.kind(at + 1), Kind::Semi | Kind::Comma | Kind::CloseBrace)
                && builtin::is_primitive(code.text_of(at))
        }
        Kind::Struct | Kind::Enum | Kind::Type | Kind::Trait => builtin::is_primitive(code.text_of(at + 1)),
        _ => false,
    })
}
