//! Names with more meanings than lookups follow.

use super::Driver;
use crate::{
    codes::Code,
    diagnostic::Diagnostic,
    resolve::{
        def_map::{Def, DefMap, ScopeEntry},
        query::MAX_MEANINGS,
        resolution::Res,
    },
    source::{FileId, Place},
};

impl Driver<'_> {
    /// Reports each name that means more than lookups follow: then paths through that name are missing from the graph. External
    /// meanings need no report, since the imports of the name are in the graph themselves.
    pub(super) fn report_many_meanings(&mut self) {
        let mut found: Vec<(Option<Place>, String)> = Vec::new();
        for scope in self.defs.scopes() {
            // What is found is sorted below.
            #[expect(clippy::iter_over_hash_type, reason = "the order of the names does not matter")]
            for (name, entries) in &scope.entries {
                if entries.iter().map(|entry| meanings(&self.defs, entry)).sum::<usize>() >= MAX_MEANINGS {
                    let of_module = self.defs.scope(scope.module).origin.as_ref().map(|origin| origin.place);
                    let place = entries.iter().find_map(|entry| place(&self.defs, entry)).or(of_module);
                    found.push((place, self.defs.text(*name).to_owned()));
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        for (place, name) in found {
            let message =
                format!("`{name}` has {MAX_MEANINGS} or more meanings in one scope: archcheck can't follow them all");
            let help = "remove imports that lead to each other, or declare the name once for each condition";
            let diagnostic = Diagnostic::new(Code::ExpansionBound, message).help(help);
            self.diagnostics.push(match place {
                Some(place) => diagnostic.at(place, ""),
                None => diagnostic,
            });
        }
    }
}

/// Returns the number of meanings in the workspace.
fn meanings(defs: &DefMap<'_>, entry: &ScopeEntry) -> usize {
    match entry.def {
        Def::Import(import) => {
            let targets = defs.import(import).targets().iter();
            targets.filter(|target| !matches!(target.res, Res::Outside(_))).count()
        }
        Def::Module(_) | Def::Item(_) => 1,
    }
}

fn place(defs: &DefMap<'_>, entry: &ScopeEntry) -> Option<Place> {
    match entry.def {
        Def::Import(import) => {
            let at = defs.import(import).at;
            Some(Place { file: FileId(at.file), span: at.span })
        }
        Def::Module(module) => defs.scope(module).origin.as_ref().map(|origin| origin.place),
        Def::Item(_) => None,
    }
}
