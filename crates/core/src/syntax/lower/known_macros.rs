//! Macros of other crates whose arguments are not expressions: which of them a call means, as far as its file shows.

use super::{lowerer::Lowerer, paths::NamedPath};
use crate::syntax::{
    facts::{Anchor, Declared, ImportKind, ScopeIndex},
    pasted::{is_pasting_crate, is_pasting_macro},
};

/// How the arguments of a known macro are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum KnownMacro {
    /// They are tokens or text, and no code where they stand: `stringify!`, and macros of `quote` and `syn`.
    Tokens,
    /// They are branches, each with a condition.
    CfgBranches,
    /// They contain names that are made of parts, `[<a b>]`, and are read after these are joined: `paste!`.
    Pasted,
    /// The first one is a type, and the others name fields of it: `offset_of!`.
    TypeAndFields,
}

/// The crates that have known macros, those of the standard library first.
const CRATES: [&str; 7] = ["std", "core", "quote", "syn", "cfg_if", "paste", "pastey"];

/// What a name means as far as its file shows.
enum Meaning {
    /// An import of this path.
    Import(Vec<String>),
    /// A known macro of this crate, which a glob or `#[macro_use]` brings in.
    MacroOf(String),
    /// An item of the workspace.
    Item,
    /// Something from elsewhere.
    Unknown,
}

impl Lowerer<'_> {
    /// Returns the known macro that a call means.
    pub(super) fn known_macro(&self, path: &NamedPath<'_>) -> Option<KnownMacro> {
        if path.names.last().is_some_and(|last| last.text == "offset_of") {
            return self.offset_of(path);
        }
        let (krate, name) = match *path.names {
            [name] => (None, name.text),
            [krate, name] => (Some(krate.text), name.text),
            // `syn::__private::quote::quote!`
            [krate, .., name] if is_quote(name.text) => (Some(krate.text), name.text),
            _ => return None,
        };
        let is_known_name = || CRATES.iter().any(|krate| known_macro(krate, name).is_some());
        // A name alone can be a new one, if the file names the crate.
        let may_be_new = || krate.is_none() && CRATES[2..].iter().any(|krate| self.names.find(*krate).is_some());
        if !is_known_name() && !may_be_new() {
            return None;
        }
        match krate {
            Some(krate) if path.leading.is_some() => known_macro(krate, name),
            Some(krate) => match self.meaning(krate) {
                Meaning::Import(path) if is_quote(name) => self.quote_of(path.first()?, name),
                Meaning::Import(path) => known_macro(path.first().filter(|_| path.len() == 1)?, name),
                Meaning::MacroOf(_) | Meaning::Unknown => known_macro(krate, name),
                Meaning::Item => None,
            },
            None => match self.meaning(name) {
                Meaning::Import(path) => match &*path {
                    [krate, .., name] if is_quote(name) => self.quote_of(krate, name),
                    [krate, name] => known_macro(krate, name),
                    _ => None,
                },
                Meaning::MacroOf(krate) if is_quote(name) => self.quote_of(&krate, name),
                Meaning::MacroOf(krate) => known_macro(&krate, name),
                Meaning::Unknown => known_macro("std", name),
                Meaning::Item => None,
            },
        }
    }

    /// Returns the macro of `quote` that a crate reexports, or that a dependency has under another name. `first` is the first
    /// segment of an import.
    fn quote_of(&self, first: &str, name: &str) -> Option<KnownMacro> {
        let is_of_workspace = matches!(self.meaning(first), Meaning::Item);
        (!is_of_workspace).then(|| known_macro("", name)).flatten()
    }

    /// Returns what `offset_of!` means, which is in a module of the standard library: `core::mem::offset_of!`. The macro of the
    /// crate `memoffset` takes the same arguments.
    fn offset_of(&self, path: &NamedPath<'_>) -> Option<KnownMacro> {
        let first = path.names.first()?.text;
        let is_of_workspace = match path.names.len() {
            1 => matches!(self.meaning(first), Meaning::Item),
            _ => matches!(first, "crate" | "self" | "super"),
        };
        (!is_of_workspace).then_some(KnownMacro::TypeAndFields)
    }

    /// Looks a name up among the declarations before the current code, in the scopes of this file that are around it.
    fn meaning(&self, name: &str) -> Meaning {
        let is_name = |word| &*self.names[word] == name;
        let mut scope = self.scope;
        let mut glob = None;
        loop {
            let mut sees_parent = self.scopes[scope.0 as usize].block;
            for declaration in self.declarations.iter().rev() {
                let is_here = declaration.scope == scope;
                match &declaration.what {
                    // Macros are in textual scope wherever a module is nested.
                    Declared::Macro(definition) if is_name(definition.name.0) => return Meaning::Item,
                    Declared::Module(module) if is_here && is_name(module.name.0) => return Meaning::Item,
                    Declared::Import(import) if is_here => {
                        let path = &self.paths[import.path.0];
                        let segments = || path.segments.iter().map(|word| self.names[word.0].to_string());
                        let is_of_crate = matches!(path.anchor, Anchor::Plain | Anchor::Global);
                        match import.kind {
                            ImportKind::Name(word) | ImportKind::SelfName(word) if is_name(word.0) => {
                                return if is_of_crate { Meaning::Import(segments().collect()) } else { Meaning::Item };
                            }
                            ImportKind::Glob if path.anchor == Anchor::Super(1) && path.segments.is_empty() => {
                                sees_parent = true;
                            }
                            ImportKind::Glob
                                if is_of_crate
                                    && path.segments.len() == 1
                                    && segments().all(|krate| known_macro(&krate, name).is_some()) =>
                            {
                                glob = glob.or_else(|| segments().next());
                            }
                            ImportKind::ExternCrate { name: Some(krate), macro_use: true }
                                if known_macro(&self.names[krate.0], name).is_some() =>
                            {
                                glob = glob.or_else(|| segments().next());
                            }
                            _ => {}
                        }
                    }
                    _ => {}
                }
            }
            if !sees_parent || scope == ScopeIndex::ROOT {
                return glob.map_or(Meaning::Unknown, Meaning::MacroOf);
            }
            scope = self.scopes[scope.0 as usize].parent;
        }
    }
}

/// Returns the macro of a crate that has a name, if it is known.
fn known_macro(krate: &str, name: &str) -> Option<KnownMacro> {
    match (krate, name) {
        ("std" | "core", "stringify") => Some(KnownMacro::Tokens),
        // Whatever the crate is called, and whichever crate reexports them.
        (krate, name) if is_quote(name) && !matches!(krate, "std" | "core" | "crate" | "self" | "super") => {
            Some(KnownMacro::Tokens)
        }
        ("std" | "core", "cfg_select") | ("cfg_if", "cfg_if") => Some(KnownMacro::CfgBranches),
        (krate, name) if is_pasting_crate(krate) && is_pasting_macro(name) => Some(KnownMacro::Pasted),
        _ => None,
    }
}

/// Whether a name is that of a macro of `quote` or `syn` that takes tokens.
fn is_quote(name: &str) -> bool {
    matches!(name, "quote" | "quote_spanned" | "parse_quote" | "parse_quote_spanned")
}
