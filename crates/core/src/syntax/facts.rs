//! What one file (or one expansion) says: declarations, imports, references and macros, as plain data.
//!
//! Facts are small, `Send`, and know nothing of other files: names are numbers of their own string table, and
//! predicates of their own list. Linking them is the next stage's work.

use super::{Tokens, span_map::Located};
use crate::{interner::Interner, source::Span, workspace::Edition};
use bitcode::{Decode, Encode};
use std::sync::Arc;

/// A string of [`Facts::names`], by index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
pub struct Word(pub u32);

/// A predicate of [`Facts::predicates`], by index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Encode, Decode)]
pub struct PredicateId(pub u32);

impl PredicateId {
    /// Always true.
    pub const ALWAYS: Self = Self(0);
}

/// A `cfg` condition as it is written, the attributes around it included.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Encode, Decode)]
pub enum Predicate {
    /// `all(…)`; of nothing: always.
    All(Vec<PredicateId>),
    /// `any(…)`; of nothing: never.
    Any(Vec<PredicateId>),
    /// `not(…)`
    Not(PredicateId),
    /// `unix`, `feature = "x"`
    Atom(Word, Option<Word>),
}

/// A scope of [`Facts::scopes`], by index; 0 is the file's (or expansion's) own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
pub struct ScopeIndex(pub u32);

impl ScopeIndex {
    /// The file's own scope.
    pub const ROOT: Self = Self(0);
}

/// A place where names are declared: a Rust module, or a block that holds items.
#[derive(Clone, Debug, Encode, Decode)]
pub struct Scope {
    /// The scope around it; its own for the root.
    pub parent: ScopeIndex,
    /// Whether it is a block.
    pub block: bool,
    /// Of a function's or constant's outermost such block: that one's name.
    pub body: Option<Word>,
    /// The condition under which it exists, of the file.
    pub predicate: PredicateId,
}

/// The three name spaces, as a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, PartialOrd, Ord, Encode, Decode)]
pub struct Spaces(pub u8);

impl Spaces {
    /// Rust modules, types, traits, crates.
    pub const TYPE: Self = Self(1);
    /// Functions, constants, statics, constructors.
    pub const VALUE: Self = Self(2);
    /// Macros of every kind.
    pub const MACRO: Self = Self(4);
    /// All three.
    pub const ALL: Self = Self(7);
    /// The value name space or, where it does not have the name, the type name space: an expression that may turn out to be a
    /// type.
    pub const VALUE_ELSE_TYPE: Self = Self(3 | Self::VALUE_FIRST);
    /// All three, each of which counts: what a `use` imports.
    pub const EACH: Self = Self(7 | Self::ALL_COUNT);
    /// Set if the value name space is tried before the type name space.
    const VALUE_FIRST: u8 = 8;
    /// Set if the others count, too, where one has the name.
    const ALL_COUNT: u8 = 16;

    /// Those of both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Those of either.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether all name spaces count that have a name, and not only the first of them.
    pub const fn all_count(self) -> bool {
        self.0 & Self::ALL_COUNT != 0
    }

    /// Whether there is none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Returns each name space of the set alone, in the order in which they are tried.
    pub fn one_by_one(self) -> impl Iterator<Item = Self> {
        let is_value_first = self.0 & Self::VALUE_FIRST != 0;
        let (first, second) = if is_value_first { (Self::VALUE, Self::TYPE) } else { (Self::TYPE, Self::VALUE) };
        [first, second, Self::MACRO].into_iter().filter(move |space| !space.and(self).is_empty())
    }
}

/// How far a declaration can be seen.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Visibility {
    /// In its own Rust module.
    Inherited,
    /// Everywhere.
    Public,
    /// `pub(crate)`, `pub(super)`, `pub(in path)`: in that Rust module and below.
    Restricted(PathId),
}

/// A path of [`Facts::paths`], by index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
pub struct PathId(pub u32);

/// A path as it is written, generic arguments left out.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Encode, Decode)]
pub struct Path {
    /// What it starts from.
    pub anchor: Anchor,
    /// The segments after the anchor; empty for `self` or `crate` alone.
    pub segments: Box<[Word]>,
}

/// What a path starts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Encode, Decode)]
pub enum Anchor {
    /// Nothing: the scopes around it, then the crates that can be named.
    Plain,
    /// `::`: an outside name (2018 and later) or the crate root (2015).
    Global,
    /// `crate`
    Crate,
    /// `$crate`, of the macro's crate by its number.
    DollarCrate(u32),
    /// `self`, or `super` that many times.
    Super(u32),
}

/// One declaration, in source order over all scopes of the file.
#[derive(Clone, Debug, Encode, Decode)]
pub struct Declaration {
    /// Where it is declared.
    pub scope: ScopeIndex,
    /// When it exists.
    pub predicate: PredicateId,
    /// Where it stands.
    pub at: Located,
    /// What it is.
    pub what: Declared,
}

/// What a declaration declares.
#[derive(Clone, Debug, Encode, Decode)]
pub enum Declared {
    /// `mod name { … }` or `mod name;`
    Module(Module),
    /// Any other named item.
    Item(Item),
    /// A leaf of a `use`, or an `extern crate`.
    Import(Import),
    /// `macro_rules!`
    Macro(MacroDefinition),
    /// A macro call, in any position.
    Call(MacroCall),
    /// The end of an inline `#[macro_use] mod`, whose textual macros go on from here.
    LeaveMacroUse(ScopeIndex),
    /// An implementation block: no name, but the scope has an item of its own.
    Unnamed,
}

/// A `mod`.
#[derive(Clone, Debug, Encode, Decode)]
pub struct Module {
    /// Its name, without `r#`.
    pub name: Word,
    /// How far it can be seen.
    pub visibility: Visibility,
    /// `#[macro_use]`
    pub macro_use: bool,
    /// Its scope where it is inline.
    pub inline: Option<ScopeIndex>,
    /// `#[path = "…"]`, with the condition of a `cfg_attr` around it.
    pub paths: Vec<(PredicateId, Word)>,
}

/// A named item that is no Rust module.
#[derive(Clone, Debug, Encode, Decode)]
pub struct Item {
    /// Its name, without `r#`.
    pub name: Word,
    /// The name spaces it is in.
    pub spaces: Spaces,
    /// How far it can be seen.
    pub visibility: Visibility,
    /// What paths and patterns may do with it.
    pub kind: ItemKind,
}

/// What an item is, as far as resolution asks.
#[derive(Clone, Debug, Encode, Decode)]
pub enum ItemKind {
    /// An enum with its variants: name, spaces, condition.
    Enum(Vec<(Word, Spaces, PredicateId)>),
    /// A constant, static, unit or tuple struct: what a bare name in a pattern can be.
    PatternValue,
    /// A trait, which a glob of it could not import from.
    Trait,
    /// Anything else.
    Other,
}

/// A `use` leaf or an `extern crate`.
#[derive(Clone, Debug, Encode, Decode)]
pub struct Import {
    /// The whole path; of an `extern crate`, the crate's name alone.
    pub path: PathId,
    /// What it brings in.
    pub kind: ImportKind,
    /// How far what it brings in can be seen.
    pub visibility: Visibility,
    /// The leaf's own part of the tree, or the name of the crate.
    pub span: Located,
    /// Whether a macro's body wrote it all: it is a reference of this place only if it depends on where the macro is called.
    pub from_body: bool,
}

/// What an import brings in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub enum ImportKind {
    /// A name, in every name space in which the path leads to something.
    Name(Word),
    /// A name for the type name space alone: `use a::{self}`.
    SelfName(Word),
    /// Nothing that could be named: `as _`.
    Underscore,
    /// `*`
    Glob,
    /// `extern crate`, under a name or `_`; with `#[macro_use]` or without.
    ExternCrate {
        /// The name it gets; none for `_`.
        name: Option<Word>,
        /// Whether its macros come with it.
        macro_use: bool,
    },
}

/// A `macro_rules!`.
#[derive(Clone, Debug, Encode, Decode)]
pub struct MacroDefinition {
    /// Its name.
    pub name: Word,
    /// `#[macro_export]`
    pub exported: bool,
    /// What stands between its delimiters.
    pub body: Tokens,
}

/// A call of a macro by its bare name.
#[derive(Clone, Copy, Debug, Encode, Decode)]
pub struct BareCall {
    /// The index of its reference.
    pub reference: u32,
    /// The number of declarations before it.
    pub declarations: u32,
}

/// A macro call that is worth expanding.
#[derive(Clone, Debug, Encode, Decode)]
pub struct MacroCall {
    /// The macro's path.
    pub path: PathId,
    /// What stands between its delimiters.
    pub arguments: Arc<Tokens>,
    /// What it stands for.
    pub position: Position,
    /// The generic parameters around it, which hide items of the same name.
    pub generics: Vec<Word>,
    /// Whether it is an argument of another call, whose macro may change it.
    pub is_argument: bool,
    /// Whether its file shows that it is one of `paste!` with names to paste. Its arguments are read after that.
    pub is_pasting: bool,
}

/// What a macro call stands for, and so what its expansion is read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Position {
    /// Items.
    Items,
    /// The items of an `impl` or a trait.
    Associated,
    /// Statements of a block.
    Statements,
    /// An expression.
    Expression,
    /// A pattern.
    Pattern,
    /// A type.
    Type,
}

impl Position {
    /// Whether an expansion there is code, whose arguments were read with the call.
    pub const fn is_code(self) -> bool {
        !matches!(self, Self::Items | Self::Associated)
    }

    /// Whether an expansion there can declare something beside the call.
    pub const fn can_declare(self) -> bool {
        matches!(self, Self::Items | Self::Associated | Self::Statements)
    }
}

/// One path that stands in code.
#[derive(Clone, Copy, Debug, Encode, Decode)]
pub struct Reference {
    /// The scope it stands in.
    pub scope: ScopeIndex,
    /// The path.
    pub path: PathId,
    /// The name spaces that its last segment can be in.
    pub spaces: Spaces,
    /// When it exists.
    pub predicate: PredicateId,
    /// Where.
    pub at: Located,
    /// What it is.
    pub kind: ReferenceKind,
    /// How sure it is to be a path.
    pub certainty: Certainty,
    /// Whether a macro's body wrote it, or a part of it: then messages show the call.
    pub is_of_body: bool,
    /// If not 0, the name is that of a local, unless one of this many scopes, from its own scope outward, declares or imports
    /// the name.
    pub within: u8,
}

/// What a reference is, as far as syntax knows; imports are references too, but stand among the declarations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub enum ReferenceKind {
    /// A path in code.
    Path,
    /// A path in a macro's body.
    Macro,
    /// A macro's call.
    Call,
    /// An attribute's path, or a path in one.
    Attribute,
    /// A derive's path.
    Derive,
}

/// How sure it is that something is a path in code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Certainty {
    /// It is one: that it leads nowhere is worth a word.
    Certain,
    /// A name in a pattern: a binding, unless it leads to a constant, a static or a constructor.
    PatternName,
    /// A name that a format string captures: a local, unless it leads to a constant or static.
    Captured,
    /// In the arguments of a macro or in an attribute: nothing, unless it leads somewhere.
    Possible,
    /// In the body of a macro: it counts there if it means the same wherever the macro is called.
    MacroBody,
    /// In an expansion, but written in the macro's body: it counts here if it depends on where the macro is called.
    Expanded,
}

/// Something that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Problem {
    /// What kind of thing.
    pub kind: ProblemKind,
    /// What is wrong, in words.
    pub message: String,
    /// Where.
    pub span: Span,
}

/// What can go wrong while a file is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub enum ProblemKind {
    /// The file can't be read, or is no text.
    Unreadable,
    /// It is not valid Rust.
    Syntax,
    /// It is nested too deeply.
    TooDeep,
}

/// What one file or expansion says.
#[derive(Clone, Debug, Encode, Decode)]
pub struct Facts {
    /// The edition it was read by.
    pub edition: Edition,
    /// Strings, each once.
    pub names: Vec<Box<str>>,
    /// Predicates, each once; the first is always true.
    pub predicates: Vec<Predicate>,
    /// Scopes; the first is the root.
    pub scopes: Vec<Scope>,
    /// Paths, each once.
    pub paths: Vec<Path>,
    /// In source order.
    pub declarations: Vec<Declaration>,
    /// In source order.
    pub references: Vec<Reference>,
    /// The calls of macros by their bare names, in the order of the references.
    pub bare_calls: Vec<BareCall>,
    /// The condition of the whole file: its `#![cfg(…)]`.
    pub predicate: PredicateId,
    /// `#![macro_use]`-like inner attributes of the file.
    pub macro_use: bool,
    /// The largest `#![recursion_limit = "…"]` of the file, under any condition.
    pub recursion_limit: Option<u32>,
    /// The derives and attributes that may declare names that the source does not show, in source order.
    pub generators: Vec<Generator>,
    /// What could not be read.
    pub problems: Vec<Problem>,
    /// The comments that are addressed to this tool, in source order.
    pub directives: Vec<Directive>,
}

/// A derive or attribute that may declare names in a scope that the source does not show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Generator {
    /// The scope that may contain the names.
    pub scope: ScopeIndex,
    /// When the derive or attribute exists.
    pub predicate: PredicateId,
    /// What it declares names beside.
    pub kind: GeneratorKind,
}

/// What a derive or attribute declares names beside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub enum GeneratorKind {
    /// An item of this name.
    Named(Word),
    /// Anything: the derive is known to declare this name.
    Known(Word),
    /// Something without a name, such as an implementation.
    Unnamed,
    /// The content of a module that has the attribute.
    Content,
}

/// A comment that is addressed to this tool.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Directive {
    /// The text after `archcheck:`, up to the end of the comment.
    pub text: Box<str>,
    /// The comment.
    pub span: Span,
    /// The code that the comment stands at; `None` if no code follows it.
    pub target: Option<Span>,
}

impl Facts {
    /// Gives a file's own facts the number that its places carry.
    pub fn set_file(&mut self, file: u32) {
        let tokens = |tokens: &mut Tokens| {
            for token in &mut tokens.tokens {
                token.origin.file = file;
            }
        };
        for declaration in &mut self.declarations {
            declaration.at.file = file;
            match &mut declaration.what {
                Declared::Import(import) => import.span.file = file,
                Declared::Macro(definition) => tokens(&mut definition.body),
                Declared::Call(call) => tokens(Arc::make_mut(&mut call.arguments)),
                Declared::Module(_) | Declared::Item(_) | Declared::LeaveMacroUse(_) | Declared::Unnamed => {}
            }
        }
        for reference in &mut self.references {
            reference.at.file = file;
        }
    }

    /// Whether there is nothing to declare or to resolve.
    pub fn is_empty(&self) -> bool {
        self.declarations.is_empty() && self.references.is_empty() && self.generators.is_empty()
    }

    /// The string of a word.
    pub fn name(&self, word: Word) -> &str {
        &self.names[word.0 as usize]
    }
}

impl Interner<Box<str>> {
    /// The word of a text.
    pub(super) fn word(&mut self, text: &str) -> Word {
        Word(self.intern_str(text))
    }
}
