//! Macros whose arguments are tokens or text, and no code where they stand: `stringify!`, and those of `quote` and `syn`.

use super::{lowerer::Lowerer, paths::NamedPath};
use crate::syntax::facts::{Anchor, Declared, ImportKind, ScopeIndex};

/// What a name means as far as its file tells.
enum Meaning {
    /// An import of this path.
    Import(Vec<String>),
    /// One of the macros of a crate, which a glob or `#[macro_use]` brings in.
    MacroOf(String),
    /// An item of the workspace.
    Item,
    /// Something from elsewhere.
    Unknown,
}

impl Lowerer<'_> {
    /// Whether the arguments of a call are tokens or text.
    pub(super) fn takes_tokens(&self, path: &NamedPath<'_>) -> bool {
        let names: Vec<&str> = path.names.iter().map(|name| name.text).collect();
        match *names {
            ["stringify"] => matches!(self.meaning("stringify"), Meaning::Unknown),
            [krate, name] if path.leading.is_some() => is_token_macro(krate, name),
            [krate, name] if ["std", "quote", "syn"].iter().any(|krate| is_token_macro(krate, name)) => {
                match self.meaning(krate) {
                    Meaning::Import(path) => matches!(&*path, [krate] if is_token_macro(krate, name)),
                    Meaning::MacroOf(_) | Meaning::Unknown => is_token_macro(krate, name),
                    Meaning::Item => false,
                }
            }
            [name] if ["quote", "syn"].iter().any(|krate| self.names.find(*krate).is_some()) => {
                match self.meaning(name) {
                    Meaning::Import(path) => matches!(&*path, [krate, name] if is_token_macro(krate, name)),
                    Meaning::MacroOf(krate) => is_token_macro(&krate, name),
                    Meaning::Item | Meaning::Unknown => false,
                }
            }
            _ => false,
        }
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
                                    && segments().all(|krate| is_token_macro(&krate, name)) =>
                            {
                                glob = glob.or_else(|| segments().next());
                            }
                            ImportKind::ExternCrate { name: Some(krate), macro_use: true }
                                if is_token_macro(&self.names[krate.0], name) =>
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

/// Whether a macro of a crate takes tokens.
fn is_token_macro(krate: &str, name: &str) -> bool {
    match krate {
        "std" | "core" => name == "stringify",
        "quote" => matches!(name, "quote" | "quote_spanned"),
        "syn" => matches!(name, "parse_quote" | "parse_quote_spanned"),
        _ => false,
    }
}
