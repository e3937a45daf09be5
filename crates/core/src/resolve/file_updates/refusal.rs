//! The reasons why an edit needs an analysis of the whole workspace.

use std::fmt::{self, Display, Formatter};

/// A reason why an analysis can't be updated for an edit alone, so that the whole workspace is analyzed again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The cache lacks a part that an update needs, or that part is damaged.
    DamagedCache,
    /// A changed file can't be read as UTF-8 text.
    UnreadableFile,
    /// The code of a file changed that is the argument of an `include!`, so that its items belong to a module of another
    /// file.
    IncludedFile,
    /// A changed file has syntax errors, before or after the edit.
    SyntaxErrors,
    /// The inner attributes of a file changed: its `#![cfg]`, `#![macro_use]` or `#![recursion_limit]`.
    FileAttributes,
    /// A module, or a block that contains macro calls, was added, removed or changed.
    Scopes,
    /// A module, a macro definition, or a macro call that may declare something was added, removed or changed.
    ModulesOrMacros,
    /// More declarations changed than are compared one by one.
    ManyDeclarations,
    /// A path in an argument of a macro call, in a macro definition or in an import that stays has changed.
    PathInMacro,
    /// Code that both versions contain was reordered.
    Reordered,
    /// A position of the old text has no counterpart in the new text.
    UnknownPosition,
    /// No target reaches the edited file.
    UnreachedFile,
    /// An `extern crate` declaration was added or removed.
    ExternCrate,
    /// A glob import was added to a module, or removed from one.
    GlobImport,
    /// An import of a single name was added, which may import a macro in textual scope.
    SingleNameImport,
    /// A removed declaration is not the only one of its name that the persisted scope may mean.
    AmbiguousDeclaration {
        /// The declared name.
        name: String,
    },
    /// A module or block no longer declares anything in its file, but expanded macros may declare something in it.
    EmptiedScope,
    /// A changed name has several declarations in one namespace; their order is not known.
    DuplicateName {
        /// The declared name.
        name: String,
    },
    /// A new import starts with a name that an unexpanded macro call may declare.
    HiddenName {
        /// The first name of the import's path.
        name: String,
    },
    /// A changed name occurs in a macro, in the arguments of a macro call, or in a visibility.
    NameInMacro {
        /// The changed name.
        name: String,
    },
    /// A changed name was looked up by code outside the edited files.
    NameUsedElsewhere {
        /// The changed name.
        name: String,
    },
    /// A derive or attribute that may declare names was removed from a module.
    RemovedGenerator,
    /// A derive or attribute was added that may declare names which code outside the edited files looks for.
    AddedGenerator,
    /// A new import gives a macro of the workspace a new name.
    MacroImport {
        /// The imported name.
        name: String,
    },
}

impl Display for Refusal {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::DamagedCache => f.write_str("a part of the cache is missing or damaged"),
            Self::UnreadableFile => f.write_str("a changed file can't be read as UTF-8 text"),
            Self::IncludedFile => f.write_str("a changed file is included with `include!`"),
            Self::SyntaxErrors => f.write_str("a changed file has, or had, syntax errors"),
            Self::FileAttributes => f.write_str("the inner attributes of a file changed"),
            Self::Scopes => f.write_str("a module, or a block with macro calls, was added, removed or changed"),
            Self::ModulesOrMacros => f.write_str("a module, a macro or a macro call was added, removed or changed"),
            Self::ManyDeclarations => f.write_str("too many declarations changed"),
            Self::PathInMacro => f.write_str("a path in a macro or in a macro call changed"),
            Self::Reordered => f.write_str("unchanged code was reordered"),
            Self::UnknownPosition => f.write_str("a position in a changed file can't be mapped to the new text"),
            Self::UnreachedFile => f.write_str("no target reaches a changed file"),
            Self::ExternCrate => f.write_str("an `extern crate` was added or removed"),
            Self::GlobImport => f.write_str("a glob import was added or removed"),
            Self::SingleNameImport => f.write_str("an import of a single name was added, which may be a macro"),
            Self::AmbiguousDeclaration { name } => write!(f, "several declarations of `{name}` may be the removed one"),
            Self::EmptiedScope => f.write_str("a module or block no longer declares anything"),
            Self::DuplicateName { name } => write!(f, "`{name}` has several declarations in one namespace"),
            Self::HiddenName { name } => write!(f, "a macro may declare `{name}`, with which a new import starts"),
            Self::NameInMacro { name } => write!(f, "the changed name `{name}` occurs in a macro or a visibility"),
            Self::NameUsedElsewhere { name } => write!(f, "other files use the changed name `{name}`"),
            Self::RemovedGenerator => f.write_str("a derive or attribute was removed that may declare names"),
            Self::AddedGenerator => {
                f.write_str("a derive or attribute was added that may declare names of other files")
            }
            Self::MacroImport { name } => write!(f, "a new import gives a macro the name `{name}`"),
        }
    }
}

impl std::error::Error for Refusal {}
